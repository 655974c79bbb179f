//! Items that are given up when they are old, and do not come back.

use super::{source, write};
use crate::support::{Mill, NOW, news, rss};

/// 401 days after [`NOW`].
const LATER: &str = "2027-07-07T08:00:00Z";
/// A week after that.
const WEEK_LATER: &str = "2027-07-14T08:00:00Z";

type Entry = (&'static str, u32, &'static str, &'static str);

/// Long enough to be known by its first words.
const FIRST: &str = "It was the first ferry on the whole long lake, and it is still there, though nobody \
                     knows for how much longer.";

const OLD: [Entry; 3] = [
    ("http://lane.example/?p=1", 1, "One ferry", FIRST),
    ("b", 2, "Two ferries", "x"),
    ("c", 3, "Three ferries", "y"),
];
const YOUNG: [Entry; 2] = [("d", 4, "Four ferries", "z"), ("e", 5, "Five ferries", "z")];

/// A mill whose feeds show two items, with what a source and a second one told at [`NOW`].
fn mill() -> Mill {
    // The items are much alike, and a story keeps what it names.
    let alone = "[output]\nitems = 2\n[story]\nenabled = false\n";
    let config = news(&[]) + alone + &source("coast") + &source("lane");
    let mill = Mill::new(&config);
    mill.write("lane.xml", rss(&[&OLD[..], &YOUNG].concat()));
    write(&mill, "coast", &[("o", 6, OLD[0].2, OLD[0].3)]);
    mill.run(&["run"]).silent();
    mill
}

fn count(mill: &Mill, table: &str) -> i64 {
    let sql = format!("SELECT count(*) FROM {table}");
    mill.ledger().query_row(&sql, [], |row| row.get(0)).unwrap()
}

#[test]
fn what_is_old_and_shown_nowhere_is_given_up_and_never_comes_back() {
    let mill = mill();
    assert_eq!(mill.feed("all").titles, ["Five ferries", "Four ferries"]);
    let before = mill.published();
    let ids: Vec<String> = OLD.map(|old| mill.explain(old.2)["item"]["guid"].to_string()).into();
    mill.run_at("2027-07-05T08:00:00Z", &["run"]).silent();
    assert_eq!(count(&mill, "tombstone"), 0, "not yet 400 days old");

    let rehearsal = mill.run_at(LATER, &["run", "--dry-run"]).ends_with(0).stdout;
    assert!(rehearsal.contains("would give up the text of 3 old items"), "{rehearsal}");
    assert_eq!(count(&mill, "tombstone"), 0);
    mill.run_at(LATER, &["run"]).silent();
    mill.published_still(&before);
    // The telling goes with its article; what a feed shows stays, though it is as old.
    assert_eq!((count(&mill, "tombstone"), count(&mill, "item")), (4, 2));
    for table in ["alias", "body", "telling", "lookup", "lookup_new", "print", "route"] {
        let sql =
            format!("SELECT count(*) FROM {table} WHERE item NOT IN (SELECT number FROM item)");
        let left: i64 = mill.ledger().query_row(&sql, [], |row| row.get(0)).unwrap();
        assert_eq!(left, 0, "{table}");
    }
    assert_eq!(mill.lines(&["list"]).len(), 2);

    // The source sends its whole archive once more: edited, re-dated, moved to https.
    let moved = "https://lane.example/?p=1";
    let again: Vec<Entry> = vec![
        (moved, 28, OLD[0].2, OLD[0].3),
        ("b", 2, "Two ferries, and a boat", "An edit."),
        ("c", 3, "Three ferries", "y"),
        YOUNG[0],
        YOUNG[1],
    ];
    mill.write("lane.xml", rss(&again));
    write(&mill, "coast", &[("o", 6, OLD[0].2, "It is another text now.")]);
    let ran = mill.run_at(WEEK_LATER, &["run", "-v"]).ends_with(0);
    ran.tells(&["source \"lane\": 0 new, 0 revised, 5 the same"]);
    mill.feeds_still(&before);
    assert_eq!((count(&mill, "tombstone"), count(&mill, "item")), (4, 2));
    // A key that is new is known from now on.
    mill.write("lane.xml", rss(&[(moved, 28, "Another title", "Another text.")]));
    mill.run_at(WEEK_LATER, &["run"]).silent();
    assert_eq!(count(&mill, "item"), 2);
    // What is new is new.
    mill.write("lane.xml", rss(&[("new", 9, "Six ferries", "New.")]));
    mill.run_at(WEEK_LATER, &["run"]).silent();
    assert_eq!(mill.feed("all").titles, ["Six ferries", "Five ferries"]);

    // They can still be asked about.
    let explained = mill.explain(OLD[0].2);
    assert_eq!(explained["item"]["guid"].to_string(), ids[0]);
    assert_eq!(explained["tombstone"], LATER);
    assert_eq!(explained["verdicts"].as_array().unwrap().len(), 0);
    let told = mill.run(&["show", "Two ferries"]).ends_with(0).stdout;
    assert!(
        told.contains("a tombstone since 2027-07-07: it was old, and its text is gone"),
        "{told}"
    );
    let folded = mill.json(&["show", "https://coast.example/o"]);
    assert_eq!(folded["telling_of"].to_string(), ids[0]);
    // The newest item has pushed one more out of the feeds.
    assert_eq!(mill.json(&["state", "show"])["tombstones"], 5);
    for args in [["merge", "Five ferries", "Two ferries"], ["merge", "Two ferries", "Five ferries"]]
    {
        let words = ["the text of \"Two ferries\" is gone since 2027-07-07", "state.keep_items"];
        mill.run(&[&["state"], &args[..]].concat()).ends_with(1).tells(&words);
    }
    mill.run(&["state", "split", "Two ferries"]).ends_with(1).tells(&["is gone since"]);
}

#[test]
fn a_run_that_is_killed_gives_up_nothing_by_halves() {
    let mill = mill();
    let before = mill.published();
    for millis in [0, 10, 20, 40, 80] {
        let mut child = mill.command(&["run", "--now", LATER]).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(millis));
        child.kill().unwrap();
        child.wait().unwrap();
        let (stones, items) = (count(&mill, "tombstone"), count(&mill, "item"));
        assert_eq!(stones + items, 6, "{stones} tombstones and {items} items");
        let keys = "tombstone_key WHERE tombstone NOT IN (SELECT number FROM tombstone)";
        assert_eq!(count(&mill, keys), 0);
    }
    mill.run_at(LATER, &["run"]).silent();
    assert_eq!((count(&mill, "tombstone"), count(&mill, "item")), (4, 2));
    mill.feeds_still(&before);
}

#[test]
fn another_source_does_not_take_the_id_of_a_tombstone() {
    let mill = mill();
    mill.run_at(LATER, &["run"]).silent();
    let id = mill.json(&["show", "One ferry"])["guid"].as_str().unwrap().to_owned();
    assert_eq!(id, OLD[0].0, "the publisher's id serves");
    mill.write("coast.xml", rss(&[(OLD[0].0, 30, "A stolen ferry", "It is stolen.")]));
    mill.run_at(LATER, &["run"]).silent();
    let ids = mill.feed("all").ids;
    assert_eq!(ids.len(), 2);
    assert!(!ids.contains(&id), "{ids:?}");
}

#[test]
fn a_source_that_is_renamed_keeps_its_tombstones() {
    let mill = mill();
    mill.run_at(LATER, &["run"]).silent();
    let ids = mill.feed("all").ids;
    mill.edit("config.toml", |text| text.replace("id = \"lane\"", "id = \"harbour\""));
    mill.run_at(LATER, &["run"]).silent();
    assert_eq!((count(&mill, "tombstone"), count(&mill, "item")), (4, 2));
    assert_eq!(mill.feed("all").ids, ids);
    let source = mill.json(&["show", "Two ferries"])["source"].clone();
    assert_eq!(source, "harbour");
}

#[test]
fn nothing_is_given_up_where_that_is_not_wanted() {
    let forever = mill();
    forever.edit("config.toml", |text| {
        text.replace("[output]", "[state]\nkeep_items = \"0s\"\n[output]")
    });
    forever.run_at("2099-01-01T00:00:00Z", &["run"]).silent();
    assert_eq!(count(&forever, "tombstone"), 0);
    // An archive that is new to the ledger is not old to it.
    let config = std::fs::read_to_string(forever.path("config.toml")).unwrap();
    let fresh = Mill::new(&config.replace("keep_items = \"0s\"", ""));
    let archive = rss(&[&OLD[..], &YOUNG].concat()).replace("May 2026", "May 1999");
    fresh.write("lane.xml", archive);
    fresh.run_at(NOW, &["run"]).silent();
    assert_eq!((count(&fresh, "tombstone"), count(&fresh, "item")), (0, 5));
    // An article that somebody has told lately is not old either.
    let late = mill_with_late_telling();
    assert_eq!((count(&late, "tombstone"), count(&late, "item")), (2, 4));
}

/// The second telling of the first article came a year after it.
fn mill_with_late_telling() -> Mill {
    let mill = mill();
    mill.ledger()
        .execute_batch("UPDATE item SET first_seen = 1811836800000 WHERE source = 'coast'")
        .unwrap();
    mill.run_at(LATER, &["run"]).silent();
    mill
}

#[test]
fn what_a_feed_names_as_a_part_of_a_story_is_kept() {
    let mill = mill();
    mill.edit("config.toml", |config| config.replace("enabled = false", ""));
    // A story only takes what is new to the ledger.
    std::fs::remove_file(mill.path("feeds/state.db")).unwrap();
    std::fs::remove_dir_all(mill.path("feeds/public")).unwrap();
    mill.run(&["run"]).silent();
    assert_eq!(count(&mill, "story"), 1);
    let before = mill.published();
    mill.run_at(LATER, &["run"]).silent();
    assert_eq!((count(&mill, "tombstone"), count(&mill, "item")), (0, 6));
    mill.published_still(&before);
}

#[test]
fn a_tombstone_is_small() {
    const MANY: usize = 2_000;
    let mill = Mill::new(&(news(&[]) + "[output]\nitems = 2\narchive = false\n" + &source("lane")));
    let title = "A headline of some ten words about the ferry and its harbour";
    let names: Vec<(String, String)> = (0..MANY)
        .map(|n| {
            (format!("https://lane.example/2026/05/a-headline-{n}/?p={n}"), format!("{title} {n}"))
        })
        .collect();
    let entries: Vec<_> =
        names.iter().map(|(id, title)| (&**id, 1, &**title, title.as_str())).collect();
    mill.write("lane.xml", rss(&entries));
    mill.edit("config.toml", |text| text.replace("64KiB", "16MiB"));
    mill.run(&["run"]).ends_with(0);
    mill.write("lane.xml", rss(&[]));
    mill.run_at(LATER, &["run"]).ends_with(0);
    assert_eq!(count(&mill, "tombstone"), MANY as i64 - 2);
    // The stories of what is gone go with it.
    assert!((1..=2).contains(&count(&mill, "story")));
    mill.ledger().execute_batch("VACUUM; PRAGMA wal_checkpoint(TRUNCATE)").unwrap();
    // The whole file, whatever else is in it.
    let sql = "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size";
    let size: i64 = mill.ledger().query_row(sql, [], |row| row.get(0)).unwrap();
    let each = size / MANY as i64;
    assert!(each <= 500, "{each} bytes each");
}
