//! What decides changes → the next build applies it to all that is stored, once.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{ITEMS, mill};
use crate::support::{DAY_LATER, Mill, YEAR_LATER, rss};

/// What the next build moves; the one after it moves nothing and writes nothing. Ids and dates of the
/// feed of everything stay, but for what leaves it.
#[track_caller]
fn check(mill: &Mill, want: Value) {
    let before = dates(mill);
    let would = mill.run(&["build", "--dry-run"]).ends_with(0).stdout;
    let moves = mill.json(&["build"])["published"]["moves"].clone();
    assert_eq!(moves, want, "{would}");
    for line in want.as_array().unwrap() {
        let topic = format!("topic {}: ", line["topic"]);
        assert!(would.lines().any(|told| told.starts_with(&topic)), "{would}");
    }
    for (id, date) in dates(mill) {
        assert!(before.get(&id).is_none_or(|before| *before == date), "{id} was re-dated");
    }
    let published = mill.published();
    assert_eq!(mill.json(&["build"])["published"]["moves"], Value::Null);
    mill.run_at(DAY_LATER, &["run"]).silent();
    mill.published_still(&published);
}

/// Ids and dates of everything that is published.
fn dates(mill: &Mill) -> BTreeMap<String, String> {
    let feed = std::fs::read(mill.path("feeds/public/all/feed.json")).unwrap();
    let feed: Value = serde_json::from_slice(&feed).unwrap();
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let items = feed["items"].as_array().unwrap().iter();
    items.map(|item| (text(&item["id"]), text(&item["date_published"]))).collect()
}

fn moves(topic: &str, entered: usize, left: usize) -> Value {
    json!({"topic": topic, "entered": entered, "left": left})
}

#[test]
fn a_term_reaches_everything_stored() {
    let mill = mill();
    let before = mill.feed("ferries");
    mill.edit("config.toml", |text| text.replace("\"ferry\", ", "\"ferry\", \"crossing\", "));
    check(&mill, json!([moves("ferries", 1, 0)]));
    // It stands where its date puts it, between those that were there.
    let titles =
        ["A ferry sails at dawn", "The crossing is closed", "Fairy ferry for the garden pond"];
    assert_eq!(mill.feed("ferries").titles, titles);
    mill.edit("config.toml", |text| text.replace("\"crossing\", ", ""));
    check(&mill, json!([moves("ferries", 0, 1)]));
    assert_eq!(mill.feed("ferries").ids, before.ids);
}

#[test]
fn a_threshold_reaches_everything_stored() {
    let mill = mill();
    mill.edit("config.toml", |text| format!("{text}\n[topics]\nthreshold = 5.5\n"));
    check(&mill, json!([moves("cranes", 0, 1), moves("ferries", 0, 2)]));
}

#[test]
fn a_rule_reaches_everything_stored() {
    let mill = mill();
    let rule = "\n[[rule]]\nwhen = 'title ~ \"Fairy|Bees\"'\ndo = \"drop\"\n";
    mill.edit("config.toml", |text| format!("{text}{rule}"));
    check(&mill, json!([moves("all", 0, 2), moves("ferries", 0, 1)]));
    mill.edit("config.toml", |text| text.replace(rule, ""));
    check(&mill, json!([moves("all", 2, 0), moves("ferries", 1, 0)]));
    mill.edit("config.toml", |text| {
        format!("{text}\n[[rule]]\nwhen = 'title ~ \"Bees\"'\ndo = {{ topic = \"cranes\" }}\n")
    });
    check(&mill, json!([moves("cranes", 1, 0)]));
}

#[test]
fn an_example_reaches_everything_stored() {
    let mill = mill();
    mill.run(&["teach", "crossing is", "-t", "ferries"]).ends_with(0);
    mill.run(&["teach", "Fairy ferry", "-t", "ferries", "--not"]).ends_with(0);
    check(&mill, json!([moves("ferries", 1, 1)]));
    assert_eq!(mill.feed("ferries").titles, ["A ferry sails at dawn", "The crossing is closed"]);
}

#[test]
fn a_new_topic_and_one_that_is_gone() {
    let mill = mill();
    mill.edit("config.toml", |text| text.replace("id      = \"cranes\"", "id      = \"lifts\""));
    check(&mill, json!([moves("cranes", 0, 1), moves("lifts", 1, 0)]));
}

#[test]
fn what_is_new_or_older_is_not_what_was_moved() {
    let mill = mill();
    let archive = "\n[[rule]]\nwhen = 'age > \"100d\"'\ndo = \"archive-only\"\n";
    mill.edit("config.toml", |text| format!("{text}{archive}"));
    assert_eq!(mill.json(&["build"])["published"]["moves"], Value::Null);
    let new = ("a-7", 21, "Two ferries meet", "Both are red.");
    mill.write("in/a.xml", rss(&[&[new][..], &ITEMS].concat()));
    assert_eq!(mill.json(&["run"])["published"]["moves"], Value::Null);
    assert_eq!(mill.feed("ferries").titles.len(), 3);
    // A year later the rule takes everything out, and nobody has moved anything.
    let ran = mill.run_at(YEAR_LATER, &["build", "--json", "--force"]).ends_with(0);
    assert_eq!(ran.json()["published"]["moves"], Value::Null);
    assert_eq!(mill.feed("ferries").titles.len(), 0);
}
