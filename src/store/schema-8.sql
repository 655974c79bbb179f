-- Version 7 to 8. A story is found by the hash of its id, which stands in `lookup` from now on (see
-- story.rs), and not by an index of ids.
CREATE TABLE story_by_hash (
    number INTEGER PRIMARY KEY,
    guid   TEXT NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    size   INTEGER NOT NULL,
    words  BLOB NOT NULL
);
INSERT INTO story_by_hash SELECT number, guid, first, last, size, words FROM story;
DROP TABLE story;
ALTER TABLE story_by_hash RENAME TO story;
CREATE INDEX story_by_last ON story (last);
