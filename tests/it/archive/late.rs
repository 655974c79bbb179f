//! Items that come late, go away, change, or are in no live feed.

use std::collections::BTreeSet;

use super::{archives, grow, mill, show, walk};
use crate::support::{Mill, differing};

fn ids(mill: &Mill, topic: &str) -> BTreeSet<String> {
    walk(mill, topic).1.into_keys().collect()
}

#[test]
fn old_items_that_come_late_are_in_an_archive_at_once() {
    let mill = mill("");
    show(&mill, (100..200).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let mut before = archives(&mill);
    for number in 0..12 {
        show(&mill, [(number, number)]);
        mill.run(&["run"]).silent();
        let (live, met) = walk(&mill, "all");
        assert_eq!((live.len(), met.len()), (50, 101 + number as usize));
        let mut after = archives(&mill);
        after.retain(|name, _| before.contains_key(name));
        assert_eq!(differing(&before, &after), [""; 0]);
        before = archives(&mill);
    }
    // The newest items stay out of archives: they may still be edited.
    let (live, met) = walk(&mill, "all");
    assert!(live[..20].iter().all(|id| met[id] == 1));
}

#[test]
fn an_edit_reaches_the_live_feed_only() {
    let mill = mill("");
    show(&mill, (0..60).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let before = archives(&mill);
    mill.edit("lane.xml", |text| {
        text.replace("Number 1 says", "One says").replace("Number 20 says", "Twenty says")
    });
    mill.run(&["run"]).silent();
    assert_eq!(differing(&before, &archives(&mill)), [""; 0]);
    let live = String::from_utf8(mill.published()["all/rss.xml"].0.clone()).unwrap();
    assert!(live.contains("Twenty says"));
}

#[test]
fn what_leaves_a_topic_stays_in_its_archive() {
    let mill = mill("");
    show(&mill, (0..240).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let before = archives(&mill);
    let old = ids(&mill, "ferries");
    mill.edit("config.toml", |config| config.replace("[\"ferry\"]", "[\"bridge\"]"));
    mill.run(&["build", "--force"]).silent();
    let mut after = archives(&mill);
    after.retain(|name, _| before.contains_key(name));
    assert_eq!(differing(&before, &after), [""; 0]);
    let new = ids(&mill, "ferries");
    assert_eq!(new.intersection(&old).count(), 50, "those of the two pages");
    assert_eq!(new.len(), 160 + 50);
}

#[test]
fn a_topic_that_is_gone_takes_its_archives_along() {
    let mill = mill("");
    show(&mill, (0..240).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let before = mill.published();
    mill.edit("config.toml", |config| {
        let (start, rest) = config.split_once("[[topic]]").unwrap();
        format!("{start}{}", &rest[rest.find("[[source]]").unwrap()..])
    });
    // A file that somebody changed is not ours any more.
    let edited = mill.path("feeds/public/ferries/archive/atom-1.xml");
    let text = std::fs::read_to_string(&edited).unwrap();
    std::fs::write(&edited, text.replace("Test wire", "Best wire")).unwrap();
    mill.run(&["build"]).silent();
    let left = mill.published();
    let of_topic: Vec<&String> = left.keys().filter(|name| name.starts_with("ferries")).collect();
    assert_eq!(of_topic, ["ferries/archive/atom-1.xml"]);
    for (name, file) in before.iter().filter(|(name, _)| name.starts_with("all/archive/")) {
        assert_eq!(left.get(name), Some(file), "{name}");
    }
}

#[test]
fn what_is_only_for_the_archive_waits_for_a_page() {
    let mill = mill("items = 10");
    mill.edit("config.toml", |config| {
        format!("{config}[[rule]]\nwhen = 'title ~ \"ferry\"'\ndo = \"archive-only\"\n")
    });
    show(&mill, (0..9).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let (live, met) = count(&mill);
    assert_eq!((live, met), (6, 6), "three wait");
    show(&mill, (0..15).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let (live, met) = count(&mill);
    assert_eq!((live, met), (10, 15));
}

/// Entries of the live feed, and of all documents.
fn count(mill: &Mill) -> (usize, usize) {
    let live = mill.feed("all").ids;
    let mut all: BTreeSet<String> = live.iter().cloned().collect();
    for (name, (bytes, _)) in archives(mill) {
        if name.starts_with("all/") && name.ends_with(".xml") && name.contains("atom") {
            let feed = atom_syndication::Feed::read_from(&bytes[..]).unwrap();
            all.extend(feed.entries.into_iter().map(|entry| entry.id));
        }
    }
    (live.len(), all.len())
}

#[test]
fn what_is_given_up_stays_in_its_archive() {
    let mill = mill("");
    mill.edit("config.toml", |config| format!("{config}[state]\nkeep_items = \"10d\"\n"));
    for all in [60, 80, 100] {
        grow(&mill, all);
    }
    let before = mill.published();
    mill.run_at("2027-01-01T00:00:00Z", &["run"]).ends_with(0);
    let gone: i64 =
        mill.ledger().query_row("SELECT count(*) FROM tombstone", [], |row| row.get(0)).unwrap();
    assert!(gone >= 10, "{gone}");
    mill.published_still(&before);
    assert_eq!(ids(&mill, "all").len(), 70);
}
