-- Version 2 to 3.
ALTER TABLE source ADD COLUMN validated TEXT;
ALTER TABLE source ADD COLUMN standing TEXT;
CREATE TABLE host (
    name    TEXT PRIMARY KEY,
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    strikes INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE robots (
    host  TEXT PRIMARY KEY,
    asked INTEGER NOT NULL,
    rules TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    source TEXT NOT NULL,
    kind   TEXT NOT NULL,
    text   TEXT NOT NULL,
    help   TEXT,
    UNIQUE (at, source, kind, text)
);
