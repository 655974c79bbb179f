-- Version 4 to 5. What is filed already is on the shelf; what is older than all feeds is filed anew.
CREATE TABLE unfiled (
    item INTEGER PRIMARY KEY
);
ALTER TABLE item ADD COLUMN thin INTEGER NOT NULL DEFAULT 0;
CREATE INDEX item_thin ON item (source) WHERE thin = 1;
ALTER TABLE tombstone ADD COLUMN memory INTEGER NOT NULL DEFAULT 0;
CREATE INDEX tombstone_open ON tombstone (number) WHERE memory = 0;
ALTER TABLE feed ADD COLUMN complete INTEGER NOT NULL DEFAULT 0;
CREATE TRIGGER item_comes AFTER INSERT ON item BEGIN
    INSERT OR IGNORE INTO unfiled (item) VALUES (new.number);
END;
CREATE TRIGGER filing_goes AFTER DELETE ON route BEGIN
    INSERT OR IGNORE INTO unfiled (item) VALUES (old.item);
END;
CREATE INDEX route_by_until ON route (until) WHERE until IS NOT NULL;
CREATE TABLE shelf (
    item   INTEGER NOT NULL REFERENCES item (number),
    feed   TEXT NOT NULL,
    number INTEGER,
    PRIMARY KEY (item, feed)
) WITHOUT ROWID;
CREATE INDEX shelf_open ON shelf (feed) WHERE number IS NULL;
CREATE TABLE archive (
    feed      TEXT NOT NULL,
    number    INTEGER NOT NULL,
    guids     TEXT NOT NULL,
    next      INTEGER NOT NULL,
    documents TEXT,
    PRIMARY KEY (feed, number)
);
CREATE INDEX archive_unpublished ON archive (feed) WHERE documents IS NOT NULL;
INSERT INTO shelf (item, feed, number)
    SELECT item, topic.value, NULL FROM route, json_each(topics) AS topic WHERE fate <> '"dropped"'
    UNION SELECT item, '', NULL FROM route WHERE fate <> '"dropped"'
    UNION SELECT item, 'all', NULL FROM route WHERE fate <> '"dropped"';
INSERT INTO unfiled (item)
    SELECT number FROM item WHERE owner IS NULL AND number NOT IN (SELECT item FROM route);
