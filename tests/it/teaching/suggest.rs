//! `topic suggest`: terms and shields from the items at hand.

use serde_json::Value;

use super::answer;
use crate::support::{Mill, rss};

const CONFIG: &str = "version = 1\n[site]\nbase_url = \"https://wire.example/\"\n\
    [[source]]\nid = \"lane\"\nkind = \"feed\"\npaths = [\"in/*.xml\"]\n\
    [[topic]]\nid = \"boards\"\nstrong = [\"chip\", \"wafer\"]\n";

const ITEMS: [(&str, u32, &str, &str); 13] = [
    ("b-1", 20, "Chip maker etches finer", "A clean room at Northpier has a new etching tool."),
    ("b-2", 19, "Wafer yield is up", "The clean room at Northpier was shut for a week."),
    ("b-3", 18, "Chip output grows", "Each clean room runs at night, says Northpier."),
    ("b-4", 17, "Supper by the sea", "Fish and chips for all, and chip wagon music."),
    ("b-5", 16, "A harbour feast", "Fish and chips were gone by noon."),
    ("b-6", 15, "Picnic in the dunes", "Fish and chips in paper."),
    ("b-7", 14, "Bees on the roof", "Honey for sale."),
    ("b-8", 13, "A cat is lost", "It is grey."),
    ("b-9", 12, "Rain until noon", "Then sun."),
    ("b-10", 11, "Choir seeks voices", "Basses above all."),
    ("b-11", 10, "Frost in orchards", "Growers lit fires."),
    ("b-12", 9, "A bench for the park", "It is of oak."),
    ("b-13", 8, "School reopens", "After a year."),
];

fn mill() -> Mill {
    let mill = Mill::new(CONFIG);
    mill.write("in/a.xml", rss(&ITEMS));
    mill.run(&["run"]).silent();
    mill
}

#[test]
fn terms_and_shields_with_what_speaks_for_them() {
    let mill = mill();
    let found = mill.json(&["topic", "suggest", "boards"]);
    assert_eq!((&found["inside"], &found["outside"]), (&3.into(), &10.into()));
    let term = |number: usize| {
        let term = &found["terms"][number];
        let text = |key: &str| term[key].as_str().unwrap().to_owned();
        (text("term"), text("advice"), term["inside"].as_u64(), term["outside"].as_u64())
    };
    assert_eq!(term(0), ("clean room".into(), "strong".into(), Some(3), Some(0)));
    assert_eq!(term(1), ("Northpier".into(), "name".into(), Some(3), Some(0)));
    assert_eq!(found["terms"][0]["example"], "Chip maker etches finer");
    let shield = &found["shields"][0];
    assert_eq!((&shield["phrase"], &shield["around"]), (&"fish and chips".into(), &"chip".into()));
    assert_eq!((&shield["outside"], &shield["taught"]), (&3.into(), &0.into()));
    let told = answer(&mill, &["topic", "suggest", "boards", "--most", "1"]);
    let want = "\
strong  clean room                      3 in,    0 out   Chip maker etches finer
shield  fish and chips                  0 in,    3 out   Supper by the sea
3 items in \"boards\" compared with 10 others
`feedmill topic try boards --strong TERM --shield PHRASE` shows what they would move
";
    assert_eq!(told, want);
}

#[test]
fn the_lists_can_be_tried_and_taken_over() {
    let mill = mill();
    let lists = answer(&mill, &["topic", "suggest", "boards", "--toml"]);
    let read: toml::Table = lists.parse().unwrap();
    assert_eq!(read["strong"][0].as_str(), Some("clean room"));
    assert_eq!(read["names"][0].as_str(), Some("Northpier"));
    assert_eq!(read["shields"][0].as_str(), Some("fish and chips"));
    mill.write("more.toml", &lists);
    let tried = mill.json(&["topic", "try", "boards", "--file", "more.toml"]);
    assert_eq!(tried["misses"], Value::Array(Vec::new()));
    mill.edit("config.toml", |text| {
        text.replace("id = \"boards\"", "id = \"boards\"\nbase = \"more.toml\"")
    });
    let again = mill.json(&["topic", "suggest", "boards"]);
    let terms = again["terms"].as_array().unwrap();
    assert!(terms.iter().all(|term| term["term"] != "clean room"), "{terms:?}");
}

#[test]
fn examples_count_as_items() {
    let mill = mill();
    let teach = |title: &str, args: &[&str]| {
        mill.run(&[&["teach", "-t", "boards", "--title", title], args].concat()).ends_with(0);
    };
    teach("Clean rooms for hire", &[]);
    teach("Poker chip stolen", &["--not"]);
    let found = mill.json(&["topic", "suggest", "boards"]);
    assert_eq!((&found["inside"], &found["outside"]), (&4.into(), &11.into()));
    assert_eq!(
        (&found["terms"][0]["term"], &found["terms"][0]["inside"]),
        (&"clean room".into(), &4.into())
    );
    let shield = &found["shields"][0];
    assert_eq!((&shield["phrase"], &shield["taught"]), (&"poker chip".into(), &1.into()));
}

#[test]
fn without_items_there_is_advice() {
    let mill = Mill::new(CONFIG);
    let told = answer(&mill, &["topic", "suggest", "boards"]);
    assert!(told.starts_with("no stored item is in \"boards\": teach it some"), "{told}");
    mill.run(&["topic", "suggest", "bards"]).ends_with(2).tells(&["the topics are: boards"]);
}
