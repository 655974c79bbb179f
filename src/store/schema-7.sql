-- Version 6 to 7. What new items are looked up by waits in a table of its own; see lookup.rs.
CREATE TABLE lookup_new (
    hash INTEGER NOT NULL,
    item INTEGER NOT NULL REFERENCES item (number),
    PRIMARY KEY (hash, item)
) WITHOUT ROWID;
DROP INDEX shelf_open;
CREATE INDEX shelf_by_feed ON shelf (feed, number);
