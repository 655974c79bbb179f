//! Ledgers that other versions of feedmill have written.

use std::path::Path;

use rusqlite::Connection;

use crate::support::{Mill, differing, news, rss};

const VERSION_1: &str = include_str!("ledger/version-1.sql");

fn ledger(path: &Path) -> Connection {
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    Connection::open(path).unwrap()
}

fn version(mill: &Mill) -> i64 {
    let ledger = ledger(&mill.path("feeds/state.db"));
    ledger.query_row("PRAGMA user_version", [], |row| row.get(0)).unwrap()
}

/// A mill of today beside a ledger of then.
fn mill() -> Mill {
    let source = "[[source]]\nid = \"lane\"\nkind = \"feed\"\npaths = [\"feed.xml\"]\n";
    let mill = Mill::new(&(news(&[]) + source));
    mill.write(
        "feed.xml",
        rss(&[("a", 1, "A ferry", "It is green."), ("b", 2, "Two ferries", "x")]),
    );
    ledger(&mill.path("feeds/state.db")).execute_batch(VERSION_1).unwrap();
    mill
}

#[test]
fn one_of_version_1_is_brought_up_to_date() {
    let mill = mill();
    mill.run(&["run"]).silent();
    assert_eq!(version(&mill), 8);
    let feed = mill.feed("ferries");
    assert_eq!(feed.titles, ["Two ferries", "A ferry"]);
    assert_eq!(feed.ids[1], "urn:uuid:d13cfeca-b5ba-5d6d-9233-fe5816434316");
    let first_seen = "SELECT group_concat(strftime('%FT%TZ', first_seen / 1000, 'unixepoch') = \
                      json_extract(head, '$.first_seen')) FROM item JOIN head ON item = number";
    let first_seen: String =
        ledger(&mill.path("feeds/state.db")).query_row(first_seen, [], |row| row.get(0)).unwrap();
    assert_eq!(first_seen, "1,1");
    let tellings = mill.explain("A ferry")["tellings"].as_array().unwrap().len();
    assert_eq!(tellings, 2, "the edit is known as one");
    let before = mill.published();
    mill.run(&["run"]).silent();
    mill.published_still(&before);

    // It is the ledger that a new one is.
    let fresh = Mill::new("version = 1\n");
    fresh.run(&["run"]).ends_with(0);
    let shape = |mill: &Mill| -> Vec<(String, String)> {
        let ledger = ledger(&mill.path("feeds/state.db"));
        let sql = "SELECT item.name, columns.name || ' ' || columns.type FROM sqlite_schema AS item, \
                   pragma_table_info(item.name) AS columns ORDER BY 1, columns.cid";
        let mut rows = ledger.prepare(sql).unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    assert_eq!(shape(&mill), shape(&fresh));
}

#[test]
fn who_only_looks_leaves_it_as_it_is() {
    let mill = mill();
    let before = mill.files();
    let status = mill.run(&["status"]).ends_with(0).stdout;
    assert!(status.contains("1 items"), "{status}");
    let rehearsal = mill.run(&["run", "--dry-run"]).ends_with(0).stdout;
    assert!(rehearsal.contains("1 new, 1 revised"), "{rehearsal}");
    assert_eq!(version(&mill), 1);
    let after = mill.files();
    let changed = differing(&before, &after);
    assert!(!changed.iter().any(|name| name.starts_with("feeds/public")), "{changed:?}");
}

#[test]
fn one_of_a_later_version_is_refused() {
    let mill = mill();
    ledger(&mill.path("feeds/state.db")).pragma_update(None, "user_version", 99).unwrap();
    mill.run(&["run"])
        .ends_with(1)
        .tells(&["was written by a later version of feedmill (schema 99)"]);
    assert_eq!(version(&mill), 99);
}
