//! The recordings in `tests/tapes`: each is replayed and must come out as its `expected.txt` says.
//!
//! To make a test of a report: put the recording there (one folder with the numbered runs), run this
//! test, and copy what it shows to `expected.txt` once it is what should come out. `ledger.db` may be
//! left out where the run began with an empty ledger or goes on with that of the run before.

use std::{fmt::Write, fs, path::Path};

use serde_json::Value;

use super::{bytes, replay};
use crate::support::Mill;

#[test]
fn recordings_come_out_as_expected() {
    let tapes = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tapes");
    let mut names: Vec<_> = fs::read_dir(&tapes)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert!(!names.is_empty(), "there is no recording");
    let mut wrong = Vec::new();
    for name in &names {
        let mill = Mill::empty();
        for (file, bytes) in bytes(&tapes.join(name)) {
            mill.write(&format!("tape/{file}"), bytes);
        }
        let got = outcome(&mill);
        let want = fs::read_to_string(tapes.join(name).join("expected.txt")).unwrap_or_default();
        if got != want {
            wrong.push(format!("{name} came out as\n{got}\nand not as\n{want}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What an operator is told of each run, and what a subscriber reads after the last one.
fn outcome(mill: &Mill) -> String {
    let ran = replay(mill, &["tape", "--out", "public", "--fail-on", "never"]).ends_with(0);
    let mut text = String::new();
    for run in ran.json().as_array().unwrap() {
        let (ingested, visits) = (&run["ingested"], &run["ingested"]["visits"]);
        let numbers = [
            (&visits["done"], "read"),
            (&visits["failed"], "failed"),
            (&visits["resting"], "resting"),
            (&ingested["new"], "new"),
            (&ingested["revised"], "revised"),
        ];
        let numbers = numbers.map(|(number, what)| format!("{number} {what}"));
        writeln!(text, "run {}: {}", run["run"].as_str().unwrap(), numbers.join(", ")).unwrap();
    }
    for line in ran.stderr.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let told = [&event["text"], &event["error"], &event["problem"]["what"]];
        let told = told.iter().find_map(|what| what.as_str()).expect(line);
        let source = event["source"].as_str().map(|source| format!("{source}: "));
        writeln!(text, "told: {}{told}", source.unwrap_or_default()).unwrap();
    }
    for (name, bytes) in bytes(&mill.path("public")) {
        let Some(topic) = name.strip_suffix("/feed.json") else { continue };
        writeln!(text, "feed {topic}").unwrap();
        let feed: Value = serde_json::from_slice(&bytes).unwrap();
        for item in feed["items"].as_array().unwrap() {
            let field = |name: &str| item[name].as_str().unwrap_or_default();
            let (published, id, title) = (field("date_published"), field("id"), field("title"));
            writeln!(text, "  {published} {id} {title}").unwrap();
        }
    }
    text
}
