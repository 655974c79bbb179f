//! The health feed and the metrics: private, whole, and left alone when they say the same.

use std::collections::{BTreeMap, BTreeSet};

use atom_syndication::Feed;

use super::{at, good, lane};
use crate::support::{Answer, Mill, Server, differing};

const FEED: &str = "feeds/private/health.atom";

fn watched() -> (Server, Mill) {
    let (server, mill) = lane();
    let report = "[report]\nhealth_feed = true\nmetrics = \"feeds/private/mill.prom\"\n[[topic]]";
    mill.edit("config.toml", |text| text.replacen("[[topic]]", report, 1));
    (server, mill)
}

fn read(mill: &Mill) -> Feed {
    Feed::read_from(&std::fs::read(mill.path(FEED)).unwrap()[..]).unwrap()
}

#[test]
fn nobody_gets_files_that_were_not_asked_for() {
    let (server, mill) = lane();
    server.route("/feed", Answer::status(500));
    mill.run(&["run"]);
    assert!(!mill.path("feeds/private").exists());
    assert!(!mill.files().keys().any(|name| name.ends_with(".prom")));
}

#[test]
fn each_change_is_an_entry_of_the_health_feed() {
    let (server, mill) = watched();
    mill.run_at(&at(0), &["run", "--dry-run"]);
    assert!(!mill.path("feeds/private").exists(), "a rehearsal writes nothing");
    mill.run_at(&at(0), &["run"]).silent();
    assert_eq!(read(&mill).entries.len(), 0);

    server.route("/feed", Answer::status(500));
    mill.run_at(&at(1), &["run"]);
    let first = read(&mill);
    assert_eq!(first.entries.len(), 1);
    assert!(first.entries[0].title.value.starts_with("lane fails: http://"), "{first:?}");
    assert_eq!(first.entries[0].updated.to_rfc3339(), "2026-06-01T01:00:00+00:00");
    let before = mill.files();
    mill.run_at(&at(2), &["run"]);
    let after = mill.files();
    let changed = differing(&before, &after);
    assert!(!changed.contains(&FEED), "told already: {changed:?}");

    server.route("/feed", good());
    mill.run_at(&at(3), &["run"]);
    let healed = read(&mill);
    assert_eq!(healed.id, first.id);
    assert_eq!(healed.entries[1], first.entries[0]);
    let newest = &healed.entries[0];
    let title = "lane works again after 2 failed visits since 2026-06-01 01:00 UTC";
    assert_eq!(
        (newest.title.value.as_str(), newest.categories[0].term.as_str()),
        (title, "works-again")
    );
    assert!(newest.id.starts_with("urn:uuid:") && newest.id != first.entries[0].id);
    // A lost file is written again, the same.
    let whole = std::fs::read(mill.path(FEED)).unwrap();
    std::fs::remove_file(mill.path(FEED)).unwrap();
    mill.run_at(&at(4), &["run"]).silent();
    assert_eq!(std::fs::read(mill.path(FEED)).unwrap(), whole);
}

#[test]
fn nothing_of_it_is_published() {
    let (server, mill) = watched();
    mill.run_at(&at(0), &["run"]).silent();
    let before = mill.published();
    server.route("/feed", Answer::status(500));
    mill.run_at(&at(1), &["run"]);
    mill.published_still(&before);
    for (name, (bytes, _)) in mill.published() {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(!text.contains("answered 500") && !text.contains("health"), "{name}");
    }
    assert!(mill.path(FEED).exists());
}

/// Reads the text format of Prometheus strictly: names, labels, values, HELP and TYPE before the
/// samples of each metric, no metric and no sample twice.
fn parse(text: &str) -> BTreeMap<String, i64> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
    };
    assert!(text.ends_with('\n') && !text.contains("\n\n"));
    let (mut samples, mut done) = (BTreeMap::new(), BTreeSet::new());
    let mut lines = text.lines().peekable();
    while let Some(help) = lines.next() {
        let (name, words) = help.strip_prefix("# HELP ").expect(help).split_once(' ').unwrap();
        assert!(is_name(name) && name.starts_with("feedmill_") && !words.is_empty(), "{help}");
        assert!(!name.ends_with("_total") && !name.ends_with("_count"), "{name} is no counter");
        assert!(done.insert(name), "{name} is there twice");
        assert_eq!(lines.next().unwrap(), format!("# TYPE {name} gauge"));
        let mut count = 0;
        while let Some(line) = lines.next_if(|line| !line.starts_with('#')) {
            let (key, value) = line.rsplit_once(' ').unwrap();
            let labels = key.strip_prefix(name).expect(line);
            if !labels.is_empty() {
                let (label, value) = labels
                    .strip_prefix('{')
                    .and_then(|labels| labels.strip_suffix("\"}"))
                    .and_then(|label| label.split_once("=\""))
                    .expect(line);
                let bare = value.replace(r"\\", "").replace(r#"\""#, "").replace(r"\n", "");
                assert!(is_name(label) && !bare.contains(['"', '\\']), "{line}");
            }
            let value = value.parse().expect(line);
            assert_eq!(samples.insert(key.to_owned(), value), None, "{key} is there twice");
            count += 1;
        }
        assert!(count > 0, "{name} has no sample");
    }
    samples
}

#[test]
fn metrics_for_node_exporter() {
    let (server, mill) = watched();
    let metrics = |mill: &Mill| {
        parse(&std::fs::read_to_string(mill.path("feeds/private/mill.prom")).unwrap())
    };
    mill.run_at(&at(0), &["run"]).silent();
    let first = metrics(&mill);
    let midnight = 1_780_272_000;
    let want = [
        ("feedmill_source_up{source=\"lane\"}", 1),
        ("feedmill_source_failures{source=\"lane\"}", 0),
        ("feedmill_source_last_success_timestamp_seconds{source=\"lane\"}", midnight),
        ("feedmill_source_items{source=\"lane\"}", 1),
        ("feedmill_feed_items{feed=\"ferries\"}", 1),
        ("feedmill_feed_items{feed=\"all\"}", 1),
        ("feedmill_published_feeds", 2),
        ("feedmill_resting_hosts", 0),
        ("feedmill_last_run_visited_sources", 1),
        ("feedmill_last_run_unchanged_sources", 0),
        ("feedmill_last_run_failed_sources", 0),
        ("feedmill_last_run_postponed_sources", 0),
        ("feedmill_last_run_new_items", 1),
        ("feedmill_last_run_revised_items", 0),
        ("feedmill_last_run_timestamp_seconds", midnight),
    ];
    for (name, value) in want {
        assert_eq!(first.get(name), Some(&value), "{name} in {first:?}");
    }
    let due = first["feedmill_source_next_due_timestamp_seconds{source=\"lane\"}"];
    assert!((midnight..=midnight + 86_400).contains(&due));

    server.route("/feed", Answer::status(503).header("Retry-After", "7200"));
    mill.run_at(&at(24), &["run"]);
    let second = metrics(&mill);
    let day = midnight + 86_400;
    for (name, value) in [
        ("feedmill_source_up{source=\"lane\"}", 0),
        ("feedmill_source_failures{source=\"lane\"}", 1),
        ("feedmill_source_last_success_timestamp_seconds{source=\"lane\"}", midnight),
        ("feedmill_source_next_due_timestamp_seconds{source=\"lane\"}", day + 7_200),
        ("feedmill_resting_hosts", 1),
        ("feedmill_last_run_failed_sources", 1),
        ("feedmill_last_run_new_items", 0),
        ("feedmill_last_run_timestamp_seconds", day),
    ] {
        assert_eq!(second.get(name), Some(&value), "{name} in {second:?}");
    }
}
