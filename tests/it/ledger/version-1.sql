-- A ledger of version 1 with one source and one item, as it was written then.
PRAGMA foreign_keys = OFF;
BEGIN TRANSACTION;
CREATE TABLE alias (
    source TEXT NOT NULL,
    kind   TEXT NOT NULL,
    value  TEXT NOT NULL,
    item   INTEGER NOT NULL REFERENCES item (number),
    PRIMARY KEY (source, kind, value, item)
) WITHOUT ROWID;
INSERT INTO "alias" VALUES('lane','address','lane.example/a',1);
INSERT INTO "alias" VALUES('lane','native-id','a',1);
INSERT INTO "alias" VALUES('lane','title-day','a ferry|2026-05-01',1);
CREATE TABLE body (
    item    INTEGER PRIMARY KEY REFERENCES item (number),
    content TEXT NOT NULL
);
INSERT INTO "body" VALUES(1,'It is blue.');
CREATE TABLE feed (
    topic TEXT PRIMARY KEY,
    guid  TEXT NOT NULL
) WITHOUT ROWID;
INSERT INTO "feed" VALUES('all','urn:uuid:f31ce5bd-b572-5568-ab0f-2cb91d7e5f46');
INSERT INTO "feed" VALUES('ferries','urn:uuid:a38a209e-ec08-55d3-bb54-7ba36fb86ef3');
CREATE TABLE item (
    number    INTEGER PRIMARY KEY,
    guid      TEXT NOT NULL UNIQUE,
    source    TEXT NOT NULL,
    published INTEGER NOT NULL,
    head      TEXT NOT NULL
);
INSERT INTO "item" VALUES(1,'urn:uuid:d13cfeca-b5ba-5d6d-9233-fe5816434316','lane',1777629600000,'{"guid":"urn:uuid:d13cfeca-b5ba-5d6d-9233-fe5816434316","source":"lane","title":{"text":"A ferry","origin":"title-line"},"link":"https://lane.example/a","summary":null,"content":null,"lead":"It is blue.","published":{"at":"2026-05-01T10:00:00Z","raw":"01 May 2026 10:00:00 GMT","origin":"published","precision":"second","zone_assumed":false,"clamped":false},"updated":{"at":"2026-05-01T10:00:00Z","raw":"01 May 2026 10:00:00 GMT","origin":"published","precision":"second","zone_assumed":false,"clamped":false},"claimed_updated":null,"first_seen":"2026-06-01T08:00:00Z","authors":[],"categories":[],"enclosures":[],"image":null,"credits":[],"citations":[],"comments":null,"language":null,"rights":null,"origin":{"title":"Lane","link":"https://lane.example/","feed":null,"id":null,"updated":null,"rights":null,"language":null}}');
CREATE TABLE lookup (
    hash INTEGER NOT NULL,
    item INTEGER NOT NULL REFERENCES item (number),
    PRIMARY KEY (hash, item)
) WITHOUT ROWID;
INSERT INTO "lookup" VALUES(2646807565519020452,1);
CREATE TABLE route (
    item   INTEGER PRIMARY KEY REFERENCES item (number),
    rules  TEXT NOT NULL,
    topics TEXT NOT NULL
);
INSERT INTO "route" VALUES(1,'urn:uuid:ce5b3cae-b735-5dc3-94bf-8d673de9672d','["ferries"]');
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
    not_before    INTEGER
) WITHOUT ROWID;
INSERT INTO "source" VALUES('lane','/srv/mill/feed.xml',NULL,NULL,'0a009d58567a3794049930b1f7fd135687b72bfea7533c0ee27241dd8810212b',1780300800000,1780300800000,NULL,0,NULL);
CREATE TABLE telling (
    item    INTEGER NOT NULL REFERENCES item (number),
    source  TEXT NOT NULL,
    place   TEXT NOT NULL,
    claimed INTEGER NOT NULL,
    changed TEXT NOT NULL,
    told    TEXT NOT NULL,
    PRIMARY KEY (item, source, place, claimed, changed)
) WITHOUT ROWID;
INSERT INTO "telling" VALUES(1,'lane','feed.xml',1777629600000,'[]','{"guid":"urn:uuid:d13cfeca-b5ba-5d6d-9233-fe5816434316","source":"lane","place":"feed.xml","title":"A ferry","link":"https://lane.example/a","claimed":"2026-05-01T10:00:00Z","seen":"2026-06-01T08:00:00Z","bound":"new","changed":[]}');
CREATE INDEX item_by_date ON item (published DESC, guid);
CREATE INDEX item_by_source ON item (source);
CREATE INDEX alias_by_item ON alias (item);
PRAGMA user_version = 1;
COMMIT;
