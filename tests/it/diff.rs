//! `feedmill diff`: what a publish would change, told before it does.

use serde_json::{Value, json};

use crate::support::{DAY_LATER, Mill, rss};

type Entry = (&'static str, u32, &'static str, &'static str);

const OLD: [Entry; 3] = [
    ("three", 4, "A ferry on fire", "Nobody was on board."),
    ("two", 3, "A gale", "Nobody sails."),
    ("one", 2, "The ferry sails", "It does."),
];

fn mill(output: &str) -> Mill {
    let mill = Mill::new(&format!(
        "version = 1\n[site]\ntitle = \"Wire\"\nbase_url = \"https://wire.example/\"\n\
         [output]\n{output}\n[[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n\
         [[topic]]\nid = \"storms\"\nstrong = [\"gale\", \"tempest\"]\n\
         [[source]]\nid = \"lane\"\nkind = \"feed\"\npaths = [\"lane.xml\"]\n"
    ));
    mill.write("lane.xml", rss(&OLD));
    mill
}

/// Takes what the source says now into the ledger, and leaves the feeds as they are.
fn ingest(mill: &Mill, items: &[Entry]) {
    mill.write("lane.xml", rss(items));
    mill.run_at(DAY_LATER, &["run", "--out", "elsewhere"]).ends_with(0);
}

fn titles(list: &Value) -> Vec<&str> {
    list.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

#[test]
fn before_the_first_publish_everything_is_new() {
    let mill = mill("");
    mill.run(&["run", "--out", "elsewhere"]).silent();
    let answer = mill.json(&["diff"]);
    let feeds = answer["feeds"].as_array().unwrap();
    let ids: Vec<&Value> = feeds.iter().map(|feed| &feed["feed"]).collect();
    assert_eq!(ids, ["ferries", "storms", "all"]);
    assert_eq!(feeds[0]["kind"], "new");
    assert_eq!(titles(&feeds[2]["added"]), ["A ferry on fire", "A gale", "The ferry sails"]);
    assert!(!mill.path("feeds/public").exists(), "it writes nothing");
    mill.run(&["build"]).silent();
    let ran = mill.run(&["diff", "--exit-code"]).ends_with(0);
    assert_eq!(ran.stdout, "nothing would change\n");
}

#[test]
fn items_are_added_edited_and_leave() {
    let mill = mill("items = 3");
    mill.run(&["run"]).silent();
    let files = mill.published();
    let new = [
        ("four", 5, "A tempest", "Everybody sails."),
        ("three", 4, "A ferry on fire, again", "Nobody was on board."),
        OLD[1],
        OLD[2],
    ];
    ingest(&mill, &new);
    let ran = mill.run_at(DAY_LATER, &["diff"]).ends_with(0);
    let want = "ferries: 1 edited\n  ~ 2026-05-04  A ferry on fire, again\n      \
                title: \"A ferry on fire\" \u{2192} \"A ferry on fire, again\"\n";
    assert!(ran.stdout.starts_with(want), "{}", ran.stdout);
    for line in [
        "storms: 1 added\n  + 2026-05-05  A tempest\n",
        "all: 1 added, 1 edited, 1 left\n",
        "  - 2026-05-02  The ferry sails (it makes room for newer ones)\n",
        "would write ferries/atom.xml\n",
        " files alone\n",
    ] {
        assert!(ran.stdout.contains(line), "{line:?} is not in\n{}", ran.stdout);
    }
    mill.published_still(&files);
    mill.run_at(DAY_LATER, &["diff", "--exit-code"]).ends_with(5);
    let storms = mill.json(&["diff", "storms"]);
    assert_eq!(storms["feeds"].as_array().unwrap().len(), 1);
    assert!(
        storms["written"]
            .as_array()
            .unwrap()
            .iter()
            .all(|path| { path.as_str().unwrap().starts_with("storms/") })
    );
    mill.run_at(DAY_LATER, &["diff", "storms", "nosuch"]).ends_with(2).tells(&["nosuch", "all"]);
}

#[test]
fn a_move_between_topics_is_told_on_both_sides() {
    let mill = mill("");
    mill.run(&["run"]).silent();
    mill.edit("config.toml", |text| {
        text.replace("[\"ferry\"]", "[\"sails\"]").replace("\"tempest\"", "\"ferry on fire\"")
    });
    let answer = mill.json(&["diff"]);
    let (ferries, storms) = (&answer["feeds"][0], &answer["feeds"][1]);
    assert_eq!((&ferries["feed"], &storms["feed"]), (&json!("ferries"), &json!("storms")));
    assert_eq!(ferries["left"][0]["moved"], json!(["storms"]));
    assert_eq!(storms["added"][0]["moved"], json!(["ferries"]));
    let edited = &answer["feeds"][2]["edited"][0]["fields"];
    let topics = json!({"field": "topics", "before": "ferries", "after": "storms"});
    assert!(edited.as_array().unwrap().contains(&topics), "{edited}");
    let ran = mill.run(&["diff"]).ends_with(0);
    assert!(ran.stdout.contains("A ferry on fire (to storms)\n"), "{}", ran.stdout);
    assert!(ran.stdout.contains("A ferry on fire (from ferries)\n"), "{}", ran.stdout);
}

#[test]
fn a_feed_that_goes_is_told_with_its_files() {
    let mill = mill("");
    mill.run(&["run"]).silent();
    mill.edit("config.toml", |text| {
        let topic = "[[topic]]\nid = \"storms\"\nstrong = [\"gale\", \"tempest\"]\n";
        text.replace(topic, "[[rule]]\nwhen = 'title ~ \"fire\"'\ndo = \"drop\"\n")
    });
    let answer = mill.json(&["diff"]);
    let feeds = answer["feeds"].as_array().unwrap();
    let gone = feeds.last().unwrap();
    assert_eq!((&gone["feed"], &gone["kind"]), (&json!("storms"), &json!("gone")));
    assert_eq!(titles(&gone["left"]), ["A gale"]);
    assert!(answer["removed"].as_array().unwrap().contains(&json!("storms/index.html")));
    assert_eq!(feeds[0]["left"][0]["why"], "a rule keeps it out");
}

#[test]
fn any_format_will_do() {
    for format in ["atom", "rss"] {
        let mill = mill(&format!("formats = [\"{format}\"]"));
        mill.run(&["run"]).silent();
        ingest(&mill, &[("three", 4, "A ferry burns", "Nobody was on board."), OLD[1], OLD[2]]);
        let answer = mill.json(&["diff", "ferries"]);
        let fields = &answer["feeds"][0]["edited"][0]["fields"];
        let title =
            json!({"field": "title", "before": "A ferry on fire", "after": "A ferry burns"});
        assert!(fields.as_array().unwrap().contains(&title), "{format}: {fields}");
        // From one format to another, what both can say is compared.
        mill.edit("config.toml", |text| text.replace(&format!("\"{format}\""), "\"json\""));
        let answer = mill.json(&["diff", "ferries"]);
        let edited = answer["feeds"][0]["edited"].as_array().unwrap();
        assert_eq!(edited.len(), 1, "{format}: {edited:?}");
    }
}

#[test]
fn a_file_that_somebody_broke_is_a_new_feed() {
    let mill = mill("");
    mill.run(&["run"]).silent();
    for name in ["atom.xml", "rss.xml", "feed.json"] {
        mill.write(&format!("feeds/public/ferries/{name}"), "<rss>");
    }
    let answer = mill.json(&["diff"]);
    assert_eq!(
        (&answer["feeds"][0]["kind"], answer["written"].as_array().unwrap().len()),
        (&json!("new"), 3)
    );
}

#[test]
fn what_would_be_refused_is_said() {
    let mill = mill("max_shrink = 0.1");
    let many: Vec<(String, String)> =
        (1..9).map(|n| (format!("g{n}"), format!("Ferry number {n}"))).collect();
    let items: Vec<(&str, u32, &str, &str)> = many
        .iter()
        .zip(1..)
        .map(|((id, title), day)| (id.as_str(), day, title.as_str(), "x"))
        .collect();
    mill.write("lane.xml", rss(&items));
    mill.run(&["run"]).silent();
    mill.edit("config.toml", |text| {
        text.to_owned() + "[[rule]]\nwhen = 'title ~ \"[3-8]\"'\ndo = \"drop\"\n"
    });
    mill.run(&["build"]).ends_with(1);
    let answer = mill.json(&["diff"]);
    assert!(answer["refused"].as_str().unwrap().contains("would shrink from 8 to 2 items"));
    let ran = mill.run(&["diff"]).ends_with(0);
    assert!(ran.stdout.contains("but it would be refused"), "{}", ran.stdout);
}
