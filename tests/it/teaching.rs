//! Examples without training: `teach`, `topic try`, `topic suggest`, and what a build makes of them.

mod build;
mod suggest;
mod trial;

use std::{fs, process::Command};

use serde_json::Value;

use crate::support::{Mill, Ran, rss};

/// Two topics with short lists, and comments at each place that an edit could hurt.
const CONFIG: &str = "\
# mine
version = 1
[site]
base_url = \"https://wire.example/\"

[[source]]
id    = \"lane\"
kind  = \"feed\"
paths = [\"in/*.xml\"]

# Topics ------------------------------

[[topic]]
id     = \"ferries\"   # boats
strong = [\"ferry\", \"ferries\"]
# weak = [\"pier\"]

  [[topic.test]]
  title  = \"A ferry sails\"
  expect = true

[[topic]]
id      = \"cranes\"
strong  = [\"crane\"]
example = [\"- Paper bird folded\"]
";

const ITEMS: [(&str, u32, &str, &str); 6] = [
    ("a-1", 20, "A ferry sails at dawn", "It is blue and carries cars over the strait."),
    ("a-2", 19, "The crossing is closed", "Wind keeps the white boats in the harbour basin."),
    ("a-3", 18, "Fairy ferry for the garden pond", "A toy of tin, wound up with a key."),
    ("a-4", 17, "Crane lifts a hull", "It weighs ninety tonnes."),
    ("a-5", 16, "Paper birds hang in a school", "A thousand of them hang in the hall."),
    ("a-6", 15, "Bees on the library roof", "Their honey is for sale."),
];

/// A mill with these items, published once.
fn mill() -> Mill {
    let mill = Mill::new(CONFIG);
    mill.write("in/a.xml", rss(&ITEMS));
    mill.run(&["run"]).silent();
    mill
}

fn read(mill: &Mill, name: &str) -> String {
    fs::read_to_string(mill.path(name)).unwrap()
}

fn titles(moving: &Value) -> Vec<&str> {
    moving.as_array().unwrap().iter().map(|item| item["title"].as_str().unwrap()).collect()
}

/// The answer of a command that ends well.
#[track_caller]
fn answer(mill: &Mill, args: &[&str]) -> String {
    let ran = mill.run(args).ends_with(0);
    assert_eq!(ran.stderr, "", "{args:?}");
    ran.stdout
}

const FILE: &str = "feeds/examples/ferries.txt";

#[test]
fn the_first_lesson_names_a_file_in_the_config() {
    let mill = mill();
    let before = read(&mill, "config.toml");
    let told = answer(&mill, &["teach", "crossing is closed", "--topic", "ferries"]);
    let want = [
        "feeds/examples/ferries.txt now says that \"The crossing is closed\" belongs to \"ferries\"",
        "config.toml got `examples = \"feeds/examples/ferries.txt\"` under topic \"ferries\"",
        "topic \"ferries\": 1 item would enter",
        "  + 2026-05-19  The crossing is closed",
    ];
    assert_eq!(told.lines().take(4).collect::<Vec<_>>(), want);
    assert!(told.ends_with("\nthe next build or run moves them\n"), "{told}");

    let line = "examples = \"feeds/examples/ferries.txt\"\n";
    let after = read(&mill, "config.toml");
    assert!(after.contains(&format!("strong = [\"ferry\", \"ferries\"]\n{line}# weak")), "{after}");
    assert_eq!(after.replacen(line, "", 1), before);
    let guid = mill.explain("crossing is closed")["item"]["guid"].as_str().unwrap().to_owned();
    let examples = read(&mill, FILE);
    let text = "Wind keeps the white boats in the harbour basin.";
    let want = format!("+ [{guid}] The crossing is closed\t{text}");
    let lines: Vec<_> = examples.lines().filter(|line| !line.starts_with('#')).collect();
    assert_eq!(lines, [want.as_str()]);
    assert_eq!(mill.json(&["check"])["misses"], Value::Array(Vec::new()));
}

#[test]
fn the_same_word_is_written_once_and_the_opposite_replaces_it() {
    let mill = mill();
    let teach = ["teach", "Fairy ferry", "-t", "ferries"];
    let told = answer(&mill, &[&teach[..], &["--not", "--note", "a toy"]].concat());
    assert!(told.contains("does not belong to \"ferries\"\n"), "{told}");
    assert!(told.contains("1 item would leave\n  - 2026-05-18  Fairy ferry"), "{told}");
    let once = read(&mill, FILE);
    assert!(once.contains("\n# note: a toy\n- [") && once.matches("Fairy").count() == 1, "{once}");

    let told = answer(&mill, &[&teach[..], &["--not"]].concat());
    assert!(
        told.contains("says already that \"Fairy ferry for the garden pond\" does not"),
        "{told}"
    );
    assert_eq!(read(&mill, FILE), once);

    let told = answer(&mill, &teach);
    assert!(told.contains("now says that") && told.contains("; it said the opposite\n"), "{told}");
    assert!(told.contains("1 item would enter"), "{told}");
    let turned = read(&mill, FILE);
    assert!(turned.contains("\n+ [") && !turned.contains("a toy"), "{turned}");
    assert_eq!(turned.matches("Fairy").count(), 1);

    let undone = mill.json(&[&teach[..], &["--undo"]].concat());
    assert_eq!((&undone["taught"], &undone["belongs"]), (&"removed".into(), &Value::Null));
    assert!(!read(&mill, FILE).contains("Fairy"));
    let ran = mill.run(&[&teach[..], &["--undo"]].concat()).ends_with(1);
    ran.tells(&[
        "was never taught to \"ferries\"",
        "help: feeds/examples/ferries.txt has no such line",
    ]);
}

#[test]
fn words_that_are_no_item_can_be_taught() {
    let mill = mill();
    let words = ["--title", "White  boats stay in harbour", "--text", "Wind closes the crossing."];
    let told = mill.json(&[&["teach", "-t", "ferries"], &words[..]].concat());
    assert_eq!((&told["taught"], &told["example"]["id"]), (&"added".into(), &Value::Null));
    let lines = read(&mill, FILE);
    assert!(
        lines.ends_with("\n+ White boats stay in harbour\tWind closes the crossing.\n"),
        "{lines}"
    );
    let known = mill.json(&["teach", "-t", "ferries", "--title", "white boats stay in harbour"]);
    assert_eq!(known["taught"], "known");
    assert_eq!(read(&mill, FILE), lines);
}

#[test]
fn a_rehearsal_writes_nothing() {
    let mill = mill();
    let before = mill.files();
    let told = answer(&mill, &["teach", "crossing", "-t", "ferries", "--dry-run"]);
    assert!(told.starts_with("feeds/examples/ferries.txt would say that"), "{told}");
    assert!(told.contains("config.toml would get") && told.contains("would enter"), "{told}");
    let still = mill.files();
    // Whoever looks into the ledger may leave its log behind.
    let differing = crate::support::differing(&before, &still);
    assert!(differing.iter().all(|name| name.starts_with("feeds/state.db")), "{differing:?}");
}

#[test]
fn what_cannot_be_taught() {
    let mill = mill();
    let before = read(&mill, "config.toml");
    let fails = |args: &[&str], code: i32, words: &[&str]| {
        let ran = mill.run(&[&["teach"], args].concat()).ends_with(code).tells(words);
        assert_eq!(ran.stdout, "", "{args:?}");
    };
    fails(
        &["crossing", "-t", "ferrys"],
        2,
        &["no topic \"ferrys\"", "the topics are: ferries, cranes"],
    );
    fails(&["submarine", "-t", "ferries"], 1, &["no item is called \"submarine\""]);
    fails(&["-t", "ferries"], 2, &["<ITEM|--title <TITLE>|--text <TEXT>>"]);
    fails(&["-t", "ferries", "--title", " "], 2, &["nothing to teach"]);
    fails(&["crossing", "-t", "ferries", "--not", "--undo"], 2, &["cannot be used with"]);
    let own = ["config.toml itself: \"- Paper bird folded\"", "take it out of `example`"];
    fails(&["-t", "cranes", "--title", "Paper bird folded"], 1, &own);
    let known = answer(&mill, &["teach", "-t", "cranes", "--not", "--title", "paper bird folded"]);
    assert!(known.starts_with("config.toml says already that"), "{known}");
    assert_eq!(read(&mill, "config.toml"), before);
    assert!(!mill.path("feeds/examples").exists());
}

#[test]
fn a_run_at_work_keeps_teachers_out() {
    let mill = mill();
    let lock = fs::File::options().write(true).open(mill.path("feeds/state.db.lock")).unwrap();
    lock.lock().unwrap();
    let teach = ["teach", "crossing", "-t", "ferries"];
    mill.run(&teach).ends_with(75).tells(&["another feedmill run is at work", "--wait"]);
    mill.run(&[&teach[..], &["--dry-run"]].concat()).ends_with(0);
    let mut child: Command = mill.command(&[&teach[..], &["--wait"]].concat());
    let child = child.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let child = child.spawn().unwrap();
    drop(lock);
    Ran::from(child.wait_with_output().unwrap()).ends_with(0);
    assert!(mill.path(FILE).exists());
}

#[test]
fn a_file_of_the_users_own_keeps_its_bytes() {
    let config = CONFIG.replace("# weak", "examples = \"mine/boats.txt\"\n# weak");
    let mill = Mill::new(&config);
    mill.write("in/a.xml", rss(&ITEMS));
    let mine = "\u{feff}# what I like\r\n+ Boats\twhite\r\n\r\n- Cars";
    mill.write("mine/boats.txt", mine);
    mill.run(&["run"]).silent();
    answer(&mill, &["teach", "-t", "ferries", "--title", "Rowing"]);
    assert_eq!(read(&mill, "mine/boats.txt"), format!("{mine}\r\n+ Rowing\r\n"));
    assert_eq!(read(&mill, "config.toml"), config);
}

#[test]
fn what_no_example_can_move_is_said() {
    let config = CONFIG.replace("paths = ", "topics = [\"ferries\"]\npaths = ");
    let mill = Mill::new(&config);
    mill.write("in/a.xml", rss(&ITEMS));
    mill.run(&["run"]).silent();
    let told = answer(&mill, &["teach", "Bees on", "-t", "ferries", "--not"]);
    let why = "it stays in \"ferries\": the configuration puts all items of this source here\n";
    assert!(told.contains("no stored item would move\n") && told.ends_with(why), "{told}");
}
