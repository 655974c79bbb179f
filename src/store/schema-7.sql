-- Version 6 to 7. What new items are looked up by waits in a table of its own; see lookup.rs. What
-- changed since the last whole publish is noted; of what was published last nobody knows that, so it is
-- composed anew once.
CREATE TABLE lookup_new (
    hash INTEGER NOT NULL,
    item INTEGER NOT NULL REFERENCES item (number),
    PRIMARY KEY (hash, item)
) WITHOUT ROWID;
DROP INDEX shelf_open;
CREATE INDEX shelf_by_feed ON shelf (feed, number);
CREATE TABLE changed_item (
    number INTEGER PRIMARY KEY
);
CREATE TABLE changed_story (
    number INTEGER PRIMARY KEY
);
DELETE FROM kept WHERE name = 'published';
