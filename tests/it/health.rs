//! How the sources fare: who is told what, when, and never twice.

mod files;
mod moves;
mod odd;

use std::fs;

use serde_json::Value;

use crate::support::{Answer, Mill, Server, news, rss};

const FERRY: (&str, u32, &str, &str) = ("a", 1, "A ferry", "x");

fn good() -> Answer {
    Answer::ok(rss(&[FERRY]))
}

/// A server with one feed, and a mill that reads it.
fn lane() -> (Server, Mill) {
    let server = Server::start();
    server.route("/feed", good());
    let mill = Mill::new(&news(&[("lane", server.url("/feed").as_str())]));
    (server, mill)
}

/// A run at this hour of the first of June; each hour is one visit.
fn at(hour: u32) -> String {
    format!("2026-06-{:02}T{:02}:00:00Z", 1 + hour / 24, hour % 24)
}

/// Only what changed is told: the warnings of a row of runs, each with one answer of the server.
#[track_caller]
fn check(answers: &[(Answer, &[&str])]) {
    let (server, mill) = lane();
    mill.run_at(&at(0), &["run"]).silent();
    for (hour, (answer, want)) in (1..).zip(answers) {
        server.route("/feed", answer.clone());
        let ran = mill.run_at(&at(24 * hour), &["run", "--force"]);
        let told: Vec<&str> = ran.stderr.lines().filter(|line| line.starts_with("w")).collect();
        assert_eq!(told.len(), want.len(), "run {hour}: {}", ran.stderr);
        for (told, want) in told.iter().zip(*want) {
            let told = told.strip_prefix("warning: source \"lane\": ").unwrap();
            assert!(told.contains(want), "run {hour}: {want:?} is not in {told:?}");
        }
    }
}

#[test]
fn only_changes_are_told() {
    let (down, missing) = (Answer::status(500), Answer::status(404));
    let again = "works again after 3 failed visits since 2026-06-02 00:00 UTC";
    check(&[
        (down.clone(), &["answered 500"]),
        (down.clone(), &[]),
        (down.clone(), &[]),
        (good(), &[again]),
        (good(), &[]),
        (down, &["answered 500"]),
        (missing.clone(), &["answered 404"]),
        (missing, &[]),
    ]);
}

#[test]
fn who_is_curious_hears_of_each_failure_and_programs_know_which_is_news() {
    let (server, mill) = lane();
    server.route("/feed", Answer::status(500));
    let told = |args: &[&str]| -> Vec<Value> {
        let ran = mill.run_at(&at(0), &[args, &["--force"]].concat());
        ran.stderr.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let first = told(&["run", "--json"]);
    assert_eq!((&first[0]["event"], &first[0]["news"]), (&"failed".into(), &true.into()));
    assert_eq!(told(&["run", "--json"]), [] as [Value; 0]);
    let ran = mill.run_at(&at(0), &["run", "-v", "--force"]).ends_with(4);
    ran.tells(&["note: source \"lane\": ", "answered 500"]);
    let again = told(&["run", "--json", "-v"]);
    assert_eq!((&again[0]["event"], &again[0]["news"]), (&"failed".into(), &false.into()));
    server.route("/feed", good());
    let ran = mill.run_at(&at(1), &["run", "--json"]);
    let healed: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!(healed["event"], "works-again");
    assert_eq!(ran.json()["ingested"]["changes"][0]["kind"], "works-again");
    assert_eq!(ran.json()["ingested"]["fares"]["well"], 1);
}

#[test]
fn a_rehearsal_keeps_no_secret_of_a_failure() {
    let (server, mill) = lane();
    server.route("/feed", Answer::status(500));
    for _ in 0..2 {
        mill.run(&["run", "--dry-run"]).tells(&["warning: source \"lane\"", "answered 500"]);
    }
    mill.run(&["run"]).tells(&["warning: source \"lane\"", "answered 500"]);
}

#[test]
fn a_broken_file_is_told_once_and_again_when_it_says_something_else() {
    let source = "[[source]]\nid = \"files\"\nkind = \"feed\"\npaths = [\"in/*\"]\n";
    let mill = Mill::new(&(news(&[]) + source));
    mill.write("in/a.xml", "<rss version=\"2.0\"><channel><item><title>A ferry");
    mill.run(&["run"]).ends_with(4).tells(&["warning: source \"files\"", "in/a.xml is broken"]);
    assert_eq!(mill.run(&["run"]).ends_with(4).stderr, "");
    mill.write("in/b.xml", "");
    mill.run(&["run"]).ends_with(4).tells(&["in/b.xml"]);
    assert_eq!(mill.run(&["run"]).ends_with(4).stderr, "");
    fs::remove_file(mill.path("in/b.xml")).unwrap();
    mill.write("in/a.xml", rss(&[FERRY]));
    let healed = mill.run(&["run"]).ends_with(0);
    healed.tells(&["source \"files\": works again after 4 failed visits"]);
    mill.run(&["run"]).silent();
}

#[test]
fn what_fails_counts_until_it_works_again() {
    let (server, mill) = lane();
    server.route("/bad", Answer::status(500));
    let bad = server.url("/bad");
    let lane = news(&[("lane", server.url("/feed").as_str()), ("bad", bad.as_str())]);
    mill.write("config.toml", lane.replace("id = \"bad\"", "id = \"bad\"\nevery = \"2h\""));
    let code = |minute: u32, fail_on: &str| {
        let now = format!("2026-06-01T08:{minute:02}:00Z");
        mill.run_at(&now, &["run", "--fail-on", fail_on]).code
    };
    assert_eq!((code(0, "any"), code(1, "any"), code(2, "1")), (4, 4, 4));
    assert_eq!((code(3, "2"), code(4, "all"), code(5, "never")), (0, 0, 0));
    assert_eq!(server.requests("/bad").len(), 1, "it was not asked again");
    // The other one fails as well: none is well.
    server.route("/feed", Answer::status(500));
    assert_eq!((code(6, "all"), code(7, "2")), (4, 4));
    server.route("/feed", good());
    assert_eq!((code(20, "all"), code(21, "any")), (0, 4));
    mill.edit("config.toml", |text| text.replace("id = \"bad\"", "id = \"bad\"\nenabled = false"));
    assert_eq!(code(22, "any"), 0, "switched off, it counts no more");
}

#[test]
fn status_says_how_each_source_fares() {
    let server = Server::start();
    for path in ["/good", "/quiet"] {
        server.route(path, good());
    }
    server.route("/bad", Answer::status(500));
    server.route("/busy", Answer::status(429).header("Retry-After", "3600"));
    let url = |path: &str| server.url(path).to_string();
    let (good, bad, quiet) = (url("/good"), url("/bad"), url("/quiet"));
    let mut config = news(&[("good", &*good), ("bad", &*bad), ("quiet", &*quiet)]);
    config.push_str("[[source]]\nid = \"off\"\nurl = \"https://off.example/\"\nenabled = false\n");
    let mill = Mill::new(&config);
    let status = |args: &[&str]| mill.run_at(&at(2), args).ends_with(0).stdout;
    let before = status(&["status"]);
    assert!(before.ends_with("sources: 3 not visited yet, 1 off\n"), "{before}");
    for hour in 0..2 {
        mill.run_at(&at(hour), &["run"]);
    }
    let odd = r#"{"rhythm":3600,"last_new":"2026-01-01T00:00:00Z"}"#;
    mill.ledger().execute("UPDATE source SET standing = ?1 WHERE id = 'quiet'", [odd]).unwrap();
    let ran = mill.run_at(&at(1), &["run", "--force"]);
    ran.tells(&["source \"quiet\": has published nothing new for 151 days"]);
    let after = status(&["status"]);
    for line in [
        "good                          1 items  well at 2026-06-01 01:00 UTC\n",
        "bad                           0 items  failing since 2026-06-01 00:00 UTC, failed 3 times, never well: ",
        "answered 500 Internal Server Error\n",
        "quiet                         0 items  silent: nothing new since 2026-01-01 00:00 UTC\n",
        "off                           0 items  off\n",
        "sources: 1 failing, 1 silent, 1 well, 1 off\n",
    ] {
        assert!(after.contains(line), "{line:?} is not in\n{after}");
    }
    let failing = status(&["status", "--failing"]);
    assert!(!failing.contains("good ") && !failing.contains("off  "), "{failing}");
    assert!(failing.contains("bad  ") && failing.contains("quiet  "), "{failing}");
    let json = mill.run_at(&at(2), &["status", "--json"]).json();
    let words: Vec<_> = json.as_array().unwrap().iter().map(|s| s["health"].as_str()).collect();
    assert_eq!(words, [Some("well"), Some("failing"), Some("silent"), Some("off")]);
    assert_eq!(json[1]["failing_since"], "2026-06-01T00:00:00Z");
    assert_eq!(json[2]["signs"][0], "silent");

    // A host that wants its peace.
    let busy = url("/busy");
    mill.write("config.toml", news(&[("busy", &*busy), ("good", &*good)]));
    mill.run_at(&at(2), &["run"]);
    let resting = status(&["status"]);
    for words in [
        "busy  ",
        "resting since 2026-06-01 02:00 UTC, failed once, never well: ",
        "asked to be left alone\n",
        " rests until 2026-06-01 03:00 UTC: it asked once\n",
        "sources: 2 resting, ",
    ] {
        assert!(resting.contains(words), "{words:?} is not in\n{resting}");
    }
    let failing = status(&["status", "--failing"]);
    assert!(failing.contains("busy ") && !failing.contains("good  "), "{failing}");
}
