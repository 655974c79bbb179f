//! A run with nothing to do leaves a note, and the next ones end when they have read it. Whatever makes a
//! difference is noticed, and then a run is what it always was.
//!
//! A run of the usual sort takes the note away or writes it anew, with its own moment in it: that tells
//! the two apart.

use std::fs::{self, File};

use serde_json::Value;

use crate::{
    state::{source, write},
    support::{Answer, Mill, Ran, Server, news, rss},
};

/// The run after the first one, and those that find its note. Every source is due at nine.
const SECOND: &str = "2026-06-01T08:10:00Z";
const THIRD: &str = "2026-06-01T08:20:00Z";
const FOURTH: &str = "2026-06-01T08:30:00Z";

/// A topic of a file, with examples that nobody has given yet; hosts are asked every hour.
fn config(server: &Server) -> String {
    let mut text = news(&[("lane", server.url("/feed").as_str())]);
    text = text.replace("min_interval = \"0s\"", "min_interval = \"1h\"");
    text + "[[topic]]\nid = \"piers\"\nbase = \"piers.toml\"\nexamples = \"piers.txt\"\n\
            [report]\nhealth_feed = true\n"
}

fn server() -> Server {
    let server = Server::start();
    server.route("/feed", Answer::ok(rss(&[("a", 1, "A ferry", "x"), ("b", 2, "A pier", "y")])));
    server
}

/// A mill after its first run.
fn begun(text: &str) -> Mill {
    let mill = Mill::new(text);
    mill.write("piers.toml", "strong = [\"pier\"]\n");
    mill.run(&["run"]).ends_with(0);
    assert_eq!(note(&mill), None, "a run with something to do leaves no note");
    mill
}

/// A mill whose second run has left a note, which the third one has read.
#[track_caller]
fn idle(text: &str) -> Mill {
    let mill = begun(text);
    mill.run_at(SECOND, &["run"]).silent();
    let before = note(&mill);
    assert!(before.is_some(), "a run with nothing to do leaves a note");
    mill.run_at(THIRD, &["run"]).silent();
    assert!(note(&mill) == before, "the next one reads it");
    mill
}

fn note(mill: &Mill) -> Option<String> {
    fs::read_to_string(mill.path("feeds/state.db.idle")).ok()
}

/// What is done, and the run that is to notice it.
#[track_caller]
fn check(what: &str, change: impl Fn(&Mill), now: &str, args: &[&str]) {
    let server = server();
    let mill = idle(&config(&server));
    let before = note(&mill);
    change(&mill);
    mill.run_at(now, &[&["run"], args].concat()).ends_with(0);
    assert!(note(&mill) != before, "{what}: nothing was noticed");
}

fn file(name: &'static str, text: &'static str) -> impl Fn(&Mill) {
    move |mill| mill.write(name, text)
}

fn nothing(_: &Mill) {}

#[test]
fn a_run_with_nothing_to_do_changes_nothing() {
    let server = server();
    let mill = idle(&config(&server));
    let before = mill.files();
    mill.run_at(FOURTH, &["run"]).silent();
    mill.run_at(FOURTH, &["run", "--quiet"]).silent();
    assert!(mill.files() == before);
    assert_eq!(server.requests("/feed").len(), 1);
}

#[test]
fn the_moment_matters() {
    check("a source that is due", nothing, "2026-06-01T08:59:00Z", &[]);
    check("a clock that was set back", nothing, SECOND.replace("10:00", "09:59").as_str(), &[]);
    let server = server();
    let mill = idle(&config(&server));
    mill.run_at("2026-06-01T08:58:59Z", &["run"]).silent();
    assert_eq!(server.requests("/feed").len(), 1, "a minute early, no more");
    mill.run_at("2026-06-01T08:59:00Z", &["run"]).silent();
    assert_eq!(server.requests("/feed").len(), 2);
}

#[test]
fn what_is_wanted_matters() {
    check("everything anew", nothing, FOURTH, &["--force"]);
    check("a setting", nothing, FOURTH, &["--set", "output.items=7"]);
    check("another folder", nothing, FOURTH, &["--out", "elsewhere"]);
    check("a recording", nothing, FOURTH, &["--record", "tapes"]);
    check("who listens", nothing, FOURTH, &["--verbose"]);
    let server = server();
    let mill = idle(&config(&server));
    let answer = mill.run_at(FOURTH, &["run", "--json"]).ends_with(0).json();
    assert_eq!(answer["ingested"]["visits"]["resting"], 1, "{answer}");
    let before = note(&mill);
    let rehearsed = mill.run_at(FOURTH, &["run", "--dry-run"]).ends_with(0);
    assert!(rehearsed.stdout.contains("nothing was changed"), "{rehearsed:?}");
    assert!(note(&mill) == before, "a rehearsal changes nothing");
    let mut command = mill.command(&["run", "--now", FOURTH]);
    Ran::from(command.env("FEEDMILL_SITE_TITLE", "Other wire").output().unwrap()).silent();
    assert!(note(&mill) != before, "a variable");
    let rss = fs::read_to_string(mill.path("feeds/public/all/rss.xml")).unwrap();
    assert!(rss.contains("Other wire"));
}

#[test]
fn what_the_config_is_read_from_matters() {
    let comment = |mill: &Mill| mill.edit("config.toml", |text| format!("# x\n{text}"));
    check("a comment", comment, FOURTH, &[]);
    check("a term of a topic", file("piers.toml", "strong = [\"mole\"]\n"), FOURTH, &[]);
    check("a first example", file("piers.txt", "+ A ferry\n"), FOURTH, &[]);
    let server = server();
    let mill = idle(&config(&server));
    mill.write("piers.toml", "strong = ");
    mill.run_at(FOURTH, &["run"]).ends_with(3).tells(&["piers.toml:1"]);
    fs::remove_file(mill.path("piers.toml")).unwrap();
    mill.run_at(FOURTH, &["run"]).ends_with(3).tells(&["piers.toml"]);
}

#[test]
fn what_became_of_files_matters() {
    let gone = |name: &'static str| move |mill: &Mill| fs::remove_file(mill.path(name)).unwrap();
    let files = [
        "feeds/public/all/rss.xml",
        "feeds/public/.feedmill-manifest.json",
        "feeds/private/health.atom",
        "feeds/state.db",
    ];
    for name in files {
        check(name, gone(name), FOURTH, &[]);
    }
    let server = server();
    let mill = idle(&config(&server));
    for name in files {
        gone(name)(&mill);
        mill.run_at(FOURTH, &["run"]).ends_with(0);
        assert!(mill.path(name).exists(), "{name} is not there again");
    }
    let touched = |name: &'static str| {
        move |mill: &Mill| {
            let bytes = fs::read(mill.path(name)).unwrap();
            // Longer than the clock of any file system stands still.
            std::thread::sleep(std::time::Duration::from_millis(30));
            fs::write(mill.path(name), bytes).unwrap();
        }
    };
    check("a file that was written", touched("feeds/public/all/rss.xml"), FOURTH, &[]);
    let looked = |mill: &Mill| {
        let sql = "UPDATE source SET last_visit = NULL, last_success = NULL";
        mill.ledger().execute_batch(sql).unwrap();
    };
    check("a ledger that somebody wrote into", looked, FOURTH, &[]);
}

#[test]
fn a_note_of_another_program_is_none() {
    let by_another = |mill: &Mill| {
        mill.edit("feeds/state.db.idle", |note| note.replacen("(\\\"", "(\\\"9.", 1));
    };
    check("another version", by_another, FOURTH, &[]);
    check("no note at all", file("feeds/state.db.idle", "{"), FOURTH, &[]);
}

#[test]
fn two_runs_keep_apart() {
    let server = server();
    let mill = idle(&config(&server));
    let lock = File::options().write(true).open(mill.path("feeds/state.db.lock")).unwrap();
    lock.lock().unwrap();
    mill.run_at(FOURTH, &["run"]).ends_with(75);
    drop(lock);
    mill.run_at(FOURTH, &["run"]).silent();
}

#[test]
fn what_is_looked_at_by_every_run_is_looked_at() {
    let server = server();
    let metrics = config(&server).replace("health_feed", "metrics = \"feeds/x.prom\"\nhealth_feed");
    let files = config(&server) + &source("pier");
    for text in [metrics, files] {
        let mill = Mill::new(&text);
        mill.write("piers.toml", "");
        write(&mill, "pier", &[("p", 5, "Ferry pier", "Long.")]);
        for now in [SECOND, THIRD, FOURTH] {
            mill.run_at(now, &["run"]).ends_with(0);
            assert_eq!(note(&mill), None, "{text}");
        }
    }
}

#[test]
fn failing_sources_decide_the_exit_code_as_ever() {
    let server = Server::start();
    let mill = Mill::new(&config(&server));
    mill.write("piers.toml", "");
    mill.run(&["run"]).ends_with(4);
    mill.run_at(SECOND, &["run"]).ends_with(4);
    let before = note(&mill);
    assert!(before.is_some());
    for (fail_on, code) in [("all", 4), ("any", 4), ("never", 0), ("2", 0)] {
        mill.run_at(THIRD, &["run", "--fail-on", fail_on]).ends_with(code);
        assert!(note(&mill) == before);
    }
}

#[test]
fn a_new_secret_is_used_when_its_source_is_due() {
    let server = server();
    let text = config(&server)
        .replace("id = \"lane\"\n", "id = \"lane\"\nauth = { bearer_env = \"LANE\" }\n");
    let mill = Mill::new(&text);
    mill.write("piers.toml", "");
    let run = |now: &str, secret: &str| {
        let mut command = mill.command(&["run", "--now", now]);
        Ran::from(command.env("LANE", secret).output().unwrap()).ends_with(0);
    };
    run("2026-06-01T08:00:00Z", "one");
    run(SECOND, "one");
    let before = note(&mill);
    run(THIRD, "two");
    assert!(note(&mill) == before, "who asks nobody needs no secret");
    assert!(!before.unwrap().contains("LANE"));
    run("2026-06-01T09:00:00Z", "two");
    let asked = server.requests("/feed");
    let sent: Vec<_> = asked.iter().filter_map(|it| it.header("Authorization")).collect();
    assert_eq!(sent, ["Bearer one", "Bearer two"]);
}

#[test]
fn an_item_that_grows_old_ends_it() {
    let server = Server::start();
    // One that no feed shows, and one.
    server.route("/feed", Answer::ok(rss(&[("a", 1, "One", "x"), ("b", 2, "Two", "y")])));
    let text = config(&server)
        + "[output]\nitems = 1\narchive = false\nmax_shrink = 1\n[state]\nkeep_items = \"31d\"\n";
    let mill = begun(&text);
    server.route("/feed", Answer::status(410));
    mill.run_at(SECOND, &["run", "--force"]);
    mill.run_at(THIRD, &["run"]);
    // No source is ever due again. The items were first seen at eight.
    let left: Value = serde_json::from_str(&note(&mill).unwrap()).unwrap();
    assert_eq!(left["until"], "2026-07-02T08:00:00Z");
    let buried = |now: &str| {
        mill.run_at(now, &["run"]);
        let sql = "SELECT count(*) FROM tombstone";
        mill.ledger().query_row(sql, [], |row| row.get::<_, i64>(0)).unwrap()
    };
    assert_eq!(buried("2026-07-02T07:59:59Z"), 0);
    assert_eq!(buried("2026-07-02T08:00:01Z"), 1);
}
