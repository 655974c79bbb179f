-- The ledger. Instants are milliseconds since 1970 in UTC. `head`, `followed`, `standing` and
-- what is told hold JSON.

CREATE TABLE source (
    id            TEXT PRIMARY KEY,
    address       TEXT NOT NULL,
    etag          TEXT,
    last_modified TEXT,
    body_hash     TEXT,
    last_visit    INTEGER,
    last_success  INTEGER,
    last_error    TEXT,
    failures      INTEGER NOT NULL DEFAULT 0,
    not_before    INTEGER,
    followed      TEXT,
    validated     TEXT,
    standing      TEXT
) WITHOUT ROWID;

-- Hosts that asked to be left alone, and until when.
CREATE TABLE host (
    name    TEXT PRIMARY KEY,
    since   INTEGER NOT NULL,
    until   INTEGER NOT NULL,
    strikes INTEGER NOT NULL
) WITHOUT ROWID;

-- What robots.txt of a host says, for a day.
CREATE TABLE robots (
    host  TEXT PRIMARY KEY,
    asked INTEGER NOT NULL,
    rules TEXT NOT NULL
) WITHOUT ROWID;

-- What changed about sources lately: the newest changes, each once.
CREATE TABLE event (
    number INTEGER PRIMARY KEY,
    at     INTEGER NOT NULL,
    source TEXT NOT NULL,
    kind   TEXT NOT NULL,
    text   TEXT NOT NULL,
    help   TEXT,
    UNIQUE (at, source, kind, text)
);

-- One row per item; the head apart, so that what is compared with all others stays small, and the body,
-- so that routing reads only heads.
--
-- `settled` is 0 until the item was compared with those of other sources, then 1; it is 2 when the item
-- says something else since and another one stands for it. Of several that tell the
-- same article one stands for it; it is the `owner` of the others, and `bound` says how they were
-- found out (JSON). `best` is the one of them whose text is shown, where that is not the owner's.
-- `under` is the one that it was found to be alike: what it stood for before is under it and goes with
-- it when the operator splits it off. `thin` is 1 where a lost ledger was made again from what is
-- published and the text of the item was not all there.
CREATE TABLE item (
    number     INTEGER PRIMARY KEY,
    guid       TEXT NOT NULL UNIQUE,
    source     TEXT NOT NULL,
    published  INTEGER NOT NULL,
    settled    INTEGER NOT NULL DEFAULT 0,
    owner      INTEGER REFERENCES item (number),
    bound      TEXT,
    best       INTEGER REFERENCES item (number),
    story      INTEGER REFERENCES story (number),
    under      INTEGER REFERENCES item (number),
    thin       INTEGER NOT NULL DEFAULT 0,
    first_seen INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX item_by_date ON item (published DESC, guid);
CREATE INDEX item_by_source ON item (source);
CREATE INDEX item_unsettled ON item (published, source, guid) WHERE settled = 0;
CREATE INDEX item_told_anew ON item (published, source, guid) WHERE settled = 2;
CREATE INDEX item_by_owner ON item (owner) WHERE owner IS NOT NULL;
CREATE INDEX item_by_story ON item (story) WHERE story IS NOT NULL;
CREATE INDEX item_thin ON item (source) WHERE thin = 1;
CREATE INDEX item_by_first_seen ON item (first_seen) WHERE owner IS NULL;

-- What is published of an item, but its body (JSON).
CREATE TABLE head (
    item INTEGER PRIMARY KEY REFERENCES item (number),
    head TEXT NOT NULL
);

-- What the operator has said: `item` is a telling of `other`, or (`same` is 0) it is not.
CREATE TABLE word (
    item  INTEGER NOT NULL REFERENCES item (number),
    other INTEGER NOT NULL REFERENCES item (number),
    same  INTEGER NOT NULL,
    at    INTEGER NOT NULL,
    PRIMARY KEY (item, other)
) WITHOUT ROWID;

-- Items whose text is gone, because they are old. They have no other row, so they are in no list; what
-- is left serves to know them again. `kinds` says of which kinds there are keys, one bit each; of the
-- keys themselves a hash is kept. `memory` is the number of the published file that it can be read back
-- from; 0 is the file that is written at each run, and -1 none, for it was in no feed.
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
    owner     INTEGER REFERENCES tombstone (number),
    memory    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX tombstone_open ON tombstone (number) WHERE memory = 0;
CREATE TABLE tombstone_key (
    hash      INTEGER NOT NULL,
    tombstone INTEGER NOT NULL REFERENCES tombstone (number),
    PRIMARY KEY (hash, tombstone)
) WITHOUT ROWID;

-- What is kept of the words of an item: how a text is found again.
CREATE TABLE print (
    item     INTEGER PRIMARY KEY REFERENCES item (number),
    shingles BLOB NOT NULL
);

-- Articles of one event. Instants are seconds here. `words` is what
-- they are about, packed. No two have one `guid`; its hash stands in `lookup`, because an index of random
-- long ids would be half of what a run writes for the stories.
CREATE TABLE story (
    number INTEGER PRIMARY KEY,
    guid   TEXT NOT NULL,
    first  INTEGER NOT NULL,
    last   INTEGER NOT NULL,
    size   INTEGER NOT NULL,
    words  BLOB NOT NULL
);
CREATE INDEX story_by_last ON story (last);

-- Ids of stories that turned out to be another one.
CREATE TABLE story_alias (
    guid  TEXT PRIMARY KEY,
    story INTEGER NOT NULL REFERENCES story (number)
) WITHOUT ROWID;

-- What there is one of: the rules in force, and in how many articles each word occurs, packed.
CREATE TABLE kept (
    name  TEXT PRIMARY KEY,
    value BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE body (
    item    INTEGER PRIMARY KEY REFERENCES item (number),
    content TEXT NOT NULL
);

-- What the pages of items say, laid over them when they are shown. `told` names what the source gave
-- when the page was asked for; `text` is JSON, and empty while the page could not be read.
CREATE TABLE page (
    item  INTEGER PRIMARY KEY REFERENCES item (number),
    told  TEXT NOT NULL,
    tries INTEGER NOT NULL,
    text  TEXT
);

-- By which keys a source knows its items.
CREATE TABLE alias (
    source TEXT NOT NULL,
    kind   TEXT NOT NULL,
    value  TEXT NOT NULL,
    item   INTEGER NOT NULL REFERENCES item (number),
    PRIMARY KEY (source, kind, value, item)
) WITHOUT ROWID;
CREATE INDEX alias_by_item ON alias (item);

-- Items by the hash of an address, of first words or of a shingle of theirs: how the same article is
-- found in another source; and stories by the hash of their ids (`item` is the number of the story). Hashes, because an index of random long keys would be most of what a visit
-- writes. New rows wait in `lookup_new` until there are enough to change each page of `lookup` once for
-- many of them.
CREATE TABLE lookup (
    hash INTEGER NOT NULL,
    item INTEGER NOT NULL REFERENCES item (number),
    PRIMARY KEY (hash, item)
) WITHOUT ROWID;
CREATE TABLE lookup_new (
    hash INTEGER NOT NULL,
    item INTEGER NOT NULL REFERENCES item (number),
    PRIMARY KEY (hash, item)
) WITHOUT ROWID;

-- Where an item is published, under which rules and until when, and why (JSON): routing is done again
-- only when one of these changed.
CREATE TABLE route (
    item   INTEGER PRIMARY KEY REFERENCES item (number),
    rules  TEXT NOT NULL,
    topics TEXT NOT NULL,
    fate   TEXT NOT NULL,
    until  INTEGER,
    why    TEXT NOT NULL
);

-- Who told what, where and when. A telling that repeats itself is one row.
CREATE TABLE telling (
    item    INTEGER NOT NULL REFERENCES item (number),
    source  TEXT NOT NULL,
    place   TEXT NOT NULL,
    claimed INTEGER NOT NULL,
    changed TEXT NOT NULL,
    told    TEXT NOT NULL,
    PRIMARY KEY (item, source, place, claimed, changed)
) WITHOUT ROWID;

-- Ids of our own feeds: minted once, then looked up. `complete` is 1 while the live document is all that
-- there ever was of one.
CREATE TABLE feed (
    topic    TEXT PRIMARY KEY,
    guid     TEXT NOT NULL,
    complete INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;

-- Items that no feed was told of, as they are: new ones, and those that say something else.
CREATE TABLE unfiled (
    item INTEGER PRIMARY KEY
);
CREATE TRIGGER filing_goes AFTER DELETE ON route BEGIN
    INSERT OR IGNORE INTO unfiled (item) VALUES (old.item);
END;
CREATE INDEX route_by_until ON route (until) WHERE until IS NOT NULL;

-- The items of each feed, with the archive that holds them; those without one are only in the live
-- feed, or are to be. The feed without a name is what a lost ledger is made again from.
CREATE TABLE shelf (
    item   INTEGER NOT NULL REFERENCES item (number),
    feed   TEXT NOT NULL,
    number INTEGER,
    PRIMARY KEY (item, feed)
) WITHOUT ROWID;
CREATE INDEX shelf_by_feed ON shelf (feed, number);

-- Archives of feeds: documents that are written once. `guids` are their entries, newest first (JSON);
-- `next` is 1 where the following one was known. `documents` is there until they are published (JSON):
-- their paths and hashes. By then they lie beside their places: they are published as they were made.
CREATE TABLE archive (
    feed      TEXT NOT NULL,
    number    INTEGER NOT NULL,
    guids     TEXT NOT NULL,
    next      INTEGER NOT NULL,
    documents TEXT,
    PRIMARY KEY (feed, number)
);
CREATE INDEX archive_unpublished ON archive (feed) WHERE documents IS NOT NULL;

-- The items and stories that changed since the last whole publish, by their numbers. Whoever writes
-- lays triggers for it (`changed`), once there was a publish.
CREATE TABLE changed_item (
    number INTEGER PRIMARY KEY
);
CREATE TABLE changed_story (
    number INTEGER PRIMARY KEY
);
