-- Version 5 to 6. The heads leave the rows of items. With a trigger, each new item had pages copied to a
-- journal of its own.
DROP TRIGGER item_comes;
DROP INDEX item_by_first_seen;
CREATE TABLE head (
    item INTEGER PRIMARY KEY REFERENCES item (number),
    head TEXT NOT NULL
);
INSERT INTO head (item, head) SELECT number, head FROM item;
ALTER TABLE item ADD COLUMN first_seen INTEGER NOT NULL DEFAULT 0;
UPDATE item SET first_seen = CAST(1000 * unixepoch(json_extract(head, '$.first_seen'), 'subsec') AS INTEGER);
ALTER TABLE item DROP COLUMN head;
CREATE INDEX item_by_first_seen ON item (first_seen) WHERE owner IS NULL;
