//! `topic try`: what would move is told, and nothing is written.

use serde_json::Value;

use super::{answer, mill, read, titles};
use crate::support::{Mill, Ran};

/// Runs `topic try` with `--json`.
#[track_caller]
fn trial(mill: &Mill, args: &[&str]) -> Value {
    mill.json(&[&["topic", "try"], args].concat())
}

#[test]
fn terms_are_tried_before_they_are_saved() {
    let mill = mill();
    let config = read(&mill, "config.toml");
    let published = mill.published();
    let told = answer(
        &mill,
        &["topic", "try", "ferries", "--strong", "crossing", "--shield", "fairy ferry"],
    );
    let want = "\
topic \"ferries\": 1 item would enter, 1 would leave
  + 2026-05-19  The crossing is closed
      now  score 5.0, needed 5.0: \"crossing\" (5.0, title)
  - 2026-05-18  Fairy ferry for the garden pond
      was  score 5.0, needed 5.0: \"ferry\" (5.0, title)
      now  none of its terms occurs: not \"Fairy ferry\"
6 stored items looked at
";
    assert_eq!(told, want);
    mill.published_still(&published);
    assert_eq!(read(&mill, "config.toml"), config);
    assert_eq!(mill.json(&["build", "--dry-run"])["published"]["moves"], Value::Null);
}

#[test]
fn every_list_can_be_tried() {
    let mill = mill();
    let moved = |args: &[&str]| -> (Vec<String>, Vec<String>) {
        let tried = trial(&mill, args);
        let topic = &tried["topics"][0];
        let own = |key: &str| match &topic[key] {
            Value::Null => Vec::new(),
            moving => titles(moving).into_iter().map(str::to_owned).collect(),
        };
        (own("entering"), own("leaving"))
    };
    let enter = |args: &[&str], title: &str| {
        assert_eq!(moved(args), (vec![title.to_owned()], vec![]), "{args:?}");
    };
    enter(&["ferries", "--name", "Bees"], "Bees on the library roof");
    enter(&["ferries", "--strong", "bees", "--weak", "roof"], "Bees on the library roof");
    let leave = |args: &[&str], title: &str| {
        assert_eq!(moved(args), (vec![], vec![title.to_owned()]), "{args:?}");
    };
    leave(&["ferries", "--exclude", "toy"], "Fairy ferry for the garden pond");
    leave(&["cranes", "--without", "Crane"], "Crane lifts a hull");
    assert_eq!(moved(&["ferries", "--weak", "roof"]), (vec![], vec![]));
}

#[test]
fn a_file_of_lists_is_tried() {
    let mill = mill();
    mill.write("more.toml", "strong = [\"bees\"]\n[lang.de]\nstrong = [\"crossing\"]\n");
    let tried = trial(&mill, &["ferries", "--file", "more.toml", "--most", "1"]);
    let topic = &tried["topics"][0];
    assert_eq!((&topic["topic"], &topic["entered"]), (&"ferries".into(), &2.into()));
    assert_eq!(titles(&topic["entering"]), ["The crossing is closed"]);
    let told = answer(&mill, &["topic", "try", "ferries", "--file", "more.toml", "--most", "1"]);
    assert!(told.contains("\n  … and 1 more; --most shows them\n"), "{told}");
    mill.write("bad.toml", "strnog = [\"bees\"]\n");
    let ran = mill.run(&["topic", "try", "ferries", "--file", "bad.toml"]).ends_with(3);
    ran.tells(&["bad.toml:1:1", "did you mean `strong`?"]);
}

#[test]
fn wrong_lists_are_told() {
    let mill = mill();
    let fails = |args: &[&str], code: i32, words: &[&str]| {
        mill.run(&[&["topic", "try"], args].concat()).ends_with(code).tells(words);
    };
    fails(&["boats"], 2, &["no topic \"boats\"", "the topics are: ferries, cranes"]);
    fails(&["--strong", "x"], 2, &["<TOPIC>"]);
    fails(&["ferries", "--strong", "a*b"], 3, &["`*` can only stand at the end of a term"]);
    fails(&["ferries", "--file", "none.toml"], 1, &["cannot read none.toml"]);
    fails(&["ferries", "--without", "ferri"], 0, &["`without` names `ferri`", "`ferry`"]);
}

#[test]
fn what_was_edited_is_compared_with_the_last_build() {
    let mill = mill();
    let nothing = "nothing would move; 6 stored items looked at; compared with the last build\n";
    assert_eq!(answer(&mill, &["topic", "try"]), nothing);
    mill.edit("config.toml", |text| text.replace("\"ferry\", ", "\"bees\", "));
    let tried = trial(&mill, &["--most", "5"]);
    let topic = &tried["topics"][0];
    assert_eq!(titles(&topic["entering"]), ["Bees on the library roof"]);
    assert_eq!(
        titles(&topic["leaving"]),
        ["A ferry sails at dawn", "Fairy ferry for the garden pond"]
    );
    assert_eq!(topic["leaving"][0]["before"]["verdict"]["evidence"][0]["matched"], "ferry");
    assert_eq!(tried["misses"][0]["title"], "A ferry sails");
    let told = answer(&mill, &["topic", "try", "ferries"]);
    assert!(told.contains("\ntests that would fail:\ntopic \"ferries\" should take"), "{told}");
    assert_eq!(trial(&mill, &["cranes"])["topics"], Value::Array(Vec::new()));
    mill.run(&["topic", "try", "--exit-code"]).ends_with(5);
    mill.run(&["topic", "try", "cranes", "--exit-code"]).ends_with(0);
    // One value for one turn can be tried as well.
    let tried = trial(&mill, &["cranes", "--set", "topics.threshold=6"]);
    assert_eq!(tried["topics"][0]["left"], 1);
    mill.run(&["build"]).silent();
    let tried = trial(&mill, &[]);
    assert_eq!(tried["topics"], Value::Array(Vec::new()));
}

#[test]
fn items_that_no_build_has_seen_do_not_move() {
    let mill = mill();
    mill.ledger().execute("DELETE FROM route", []).unwrap();
    let told = answer(&mill, &["topic", "try"]);
    assert!(
        told.ends_with("compared with the last build, which has not seen 6 of them\n"),
        "{told}"
    );
}

#[test]
fn without_a_ledger_there_is_nothing_to_try() {
    let mill = Mill::new(super::CONFIG);
    for args in [&["topic", "try"][..], &["topic", "try", "ferries", "--strong", "x"]] {
        let told = answer(&mill, args);
        assert_eq!(told, "no items are stored yet: `feedmill run` reads the sources\n");
    }
    assert!(!mill.path("feeds").exists());
}

#[test]
fn lists_are_read_from_standard_input() {
    use std::{io::Write, process::Stdio};
    let mill = mill();
    let mut command = mill.command(&["topic", "try", "ferries", "--file", "-", "--json"]);
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"weak = [1]").unwrap();
    let ran = Ran::from(child.wait_with_output().unwrap()).ends_with(3);
    ran.tells(&["standard input:1:9"]);
}
