-- Version 6 to 7. What new items are looked up by waits in a table of its own; see lookup.rs.
CREATE TABLE lookup_new (
    hash INTEGER NOT NULL,
    item INTEGER NOT NULL REFERENCES item (number),
    PRIMARY KEY (hash, item)
) WITHOUT ROWID;
CREATE INDEX tombstone_key_by_tombstone ON tombstone_key (tombstone);
