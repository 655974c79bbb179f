//! The labelled pairs of near-duplicates, where the directory that holds them is beside the checkout.

use std::{fs, path::PathBuf};

use feedmill::{
    group::{self, Settings},
    model::{Body, Entry, Item, Kind, Origin, Source},
    normalize,
};
use serde_json::Value;

fn item(line: &Value) -> Item {
    let text = |name: &str| line[name].as_str().map(str::to_owned);
    let entry = Entry {
        native_id: text("id"),
        title: text("title").map(Body::Plain),
        content: text("text").map(Body::Plain),
        ..Entry::default()
    };
    let source = Source {
        id: "dev".to_owned(),
        name: None,
        kind: Kind::Feed,
        topics: Vec::new(),
        tags: Vec::new(),
    };
    let (origin, settings) = (Origin::default(), normalize::Settings::standard());
    let now = "2026-03-03T12:00:00Z".parse().unwrap();
    normalize::normalize(&entry, "dev", &source, &origin, &settings, now).unwrap()
}

/// Whether two items would be found and bound: over an anchor, by their prints, and by their words.
fn are_one(a: &Item, b: &Item) -> bool {
    let settings = Settings::standard();
    let (of_a, of_b) = (group::print(a), group::print(b));
    let meet = group::anchors(&of_a).any(|anchor| of_b.anchors.contains(&anchor));
    meet && group::may_be_same(&of_a, &of_b, &settings)
        && group::same_article(a, b, &settings).is_ok()
}

#[test]
fn labelled_pairs_are_told_apart() {
    let shared = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared");
    let Ok(text) = fs::read_to_string(shared.join("data/topics/neardup-dev.jsonl")) else { return };
    let lines: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let items: Vec<Item> = lines.iter().map(item).collect();
    for (at, a) in lines.iter().enumerate() {
        for (b, other) in lines[..at].iter().zip(&items) {
            let want = a["group"] == b["group"];
            assert_eq!(are_one(&items[at], other), want, "{} and {}", a["id"], b["id"]);
        }
    }
    assert!(items.len() >= 13);
}
