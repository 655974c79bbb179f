-- Version 3 to 4. All items are compared anew, for what is kept of their words is new. What a source
-- told of an item of another source becomes an item of its own at its next telling.
ALTER TABLE item ADD COLUMN settled INTEGER NOT NULL DEFAULT 0;
ALTER TABLE item ADD COLUMN owner INTEGER REFERENCES item (number);
ALTER TABLE item ADD COLUMN bound TEXT;
ALTER TABLE item ADD COLUMN best INTEGER REFERENCES item (number);
ALTER TABLE item ADD COLUMN story INTEGER REFERENCES story (number);
CREATE INDEX item_unsettled ON item (published, source, guid) WHERE settled = 0;
CREATE INDEX item_told_anew ON item (published, source, guid) WHERE settled = 2;
CREATE INDEX item_by_owner ON item (owner) WHERE owner IS NOT NULL;
CREATE INDEX item_by_story ON item (story) WHERE story IS NOT NULL;
CREATE TABLE print (
    item     INTEGER PRIMARY KEY REFERENCES item (number),
    shingles BLOB NOT NULL
);
CREATE TABLE story (
    number INTEGER PRIMARY KEY,
    guid   TEXT NOT NULL UNIQUE,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    size   INTEGER NOT NULL,
    words  BLOB NOT NULL
);
CREATE INDEX story_by_last ON story (last);
CREATE TABLE story_alias (
    guid  TEXT PRIMARY KEY,
    story INTEGER NOT NULL REFERENCES story (number)
) WITHOUT ROWID;
CREATE TABLE kept (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;
ALTER TABLE item ADD COLUMN under INTEGER REFERENCES item (number);
CREATE INDEX item_by_first_seen ON item (json_extract(head, '$.first_seen')) WHERE owner IS NULL;
CREATE TABLE word (
    item  INTEGER NOT NULL REFERENCES item (number),
    other INTEGER NOT NULL REFERENCES item (number),
    same  INTEGER NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (item, other)
) WITHOUT ROWID;
CREATE TABLE tombstone (
    number    INTEGER PRIMARY KEY,
    guid      TEXT NOT NULL UNIQUE,
    source    TEXT NOT NULL,
    title     TEXT NOT NULL,
    link      TEXT,
    published INTEGER NOT NULL,
    seen      INTEGER NOT NULL,
    since     INTEGER NOT NULL,
    kinds     INTEGER NOT NULL,
    owner     INTEGER REFERENCES tombstone (number)
);
CREATE TABLE tombstone_key (
    hash      INTEGER NOT NULL,
    tombstone INTEGER NOT NULL REFERENCES tombstone (number),
    PRIMARY KEY (hash, tombstone)
) WITHOUT ROWID;
DELETE FROM alias WHERE source <> (SELECT item.source FROM item WHERE number = alias.item);
DROP TABLE route;
CREATE TABLE route (
    item   INTEGER PRIMARY KEY REFERENCES item (number),
    rules  TEXT NOT NULL,
    topics TEXT NOT NULL,
    fate   TEXT NOT NULL,
    until  INTEGER,
    why    TEXT NOT NULL
);
