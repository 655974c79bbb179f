-- Version 1 to 2.
ALTER TABLE source ADD COLUMN followed TEXT;
CREATE TABLE page (
    item  INTEGER PRIMARY KEY REFERENCES item (number),
    told  TEXT NOT NULL,
    tries INTEGER NOT NULL,
    text  TEXT
);
