//! Words on the command line: exit codes, what is answered, what is told, and silence.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    process::{Child, Stdio},
};

use serde_json::Value;

use crate::support::{Mill, NOW, Ran, news};

/// A sample mill that has run.
fn turned() -> Mill {
    let mill = Mill::sample();
    mill.run(&["run"]).silent();
    mill
}

/// A command that fails: its code, and what is told. Every line is a fragment; help is offered.
#[track_caller]
fn fails(mill: &Mill, args: &[&str], code: i32, words: &[&str]) {
    let ran = mill.run(args).ends_with(code).tells(words);
    assert_eq!(ran.stdout, "", "{args:?}");
    let message = ran.stderr.strip_prefix("error: ").unwrap_or_else(|| panic!("{ran:?}"));
    let first = message.chars().next().unwrap();
    assert!(!first.is_uppercase(), "{args:?}: {message}");
    // The sentence that ends a message of clap is clap's.
    for line in message.lines().filter(|_| code != 2) {
        assert!(!line.ends_with('.'), "{args:?}: {line}");
    }
    assert!(!ran.stderr.contains('\u{1b}'), "{args:?}: colour without a terminal");
}

#[test]
fn wrong_usage_is_2() {
    let mill = Mill::sample();
    fails(&mill, &["frob"], 2, &["'frob'"]);
    fails(&mill, &["run", "--fail-on", "some"], 2, &["`any`, `all`, `never` or a number above 0"]);
    fails(&mill, &["run", "--fail-on", "0"], 2, &["`any`, `all`, `never` or a number above 0"]);
    fails(&mill, &["run", "--quiet", "--verbose"], 2, &["--verbose"]);
    fails(&mill, &["list", "nothing"], 2, &["items, sources, topics, feeds"]);
    let mut command = mill.command(&["run", "--now", "tomorrow"]);
    let ran = Ran::from(command.output().unwrap()).ends_with(2);
    ran.tells(&["expected a time such as 2026-05-26T17:28:00Z, or a date"]);
    assert!(mill.published().is_empty());
}

#[test]
fn a_wrong_config_is_3() {
    let empty = Mill::empty();
    fails(&empty, &["run"], 3, &["no configuration file", "help: make one with `feedmill init`"]);
    let mill = Mill::sample();
    fails(&mill, &["-c", "other.toml", "run"], 3, &["cannot read other.toml", "help: "]);
    fails(&mill, &["run", "--set", "site.colour=1"], 3, &["unknown key", "site.colour"]);
    mill.edit("config.toml", |text| text.replace("[site]\n", "[site]\ntitel = \"x\"\n"));
    for verb in ["run", "build", "check", "list", "status"] {
        fails(&mill, &[verb], 3, &["unknown key `", "titel", "--> config.toml:13:1", "`title`"]);
    }
    assert!(mill.published().is_empty());
    let ran = mill.run(&["run", "--json"]).ends_with(3);
    let told: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!(told["event"], "error");
}

#[test]
fn what_cannot_be_found_is_1() {
    let mill = turned();
    fails(&mill, &["list", "--topic", "nosuch"], 1, &["no topic \"nosuch\"", "ai, finance, semi"]);
    for verb in ["explain", "show"] {
        fails(&mill, &[verb, "nosuch"], 1, &["no item is called \"nosuch\"", "help: "]);
        fails(&mill, &[verb, "urn:uuid:"], 1, &["can mean several items", "help: one of these:"]);
        let several = &["can mean several items", "Our chip tester", "Korea Bets"];
        fails(&mill, &[verb, "o"], 1, &several[..1]);
    }
    fails(&mill, &["serve", "--dir", "nosuch"], 1, &["nothing to serve in nosuch", "help: "]);
    mill.write("file", "");
    fails(&mill, &["init", "file"], 1, &["cannot make", "help: "]);
}

#[test]
fn findings_of_check_are_5() {
    let mill = Mill::sample();
    let ran = mill.run(&["check"]).ends_with(0);
    let tests = mill.json(&["check"])["tests"].as_u64().unwrap();
    let hold = format!("3 sources on, 12 off; 3 topics; {tests} of {tests} topic tests hold\n");
    assert!(ran.stdout.ends_with(&hold), "{ran:?}");
    let wish = "title  = \"Second wafer plant planned by the lake\"";
    mill.edit("config.toml", |text| text.replace(wish, "title = \"A plant by the lake\""));
    let ran = mill.run(&["check"]).ends_with(5);
    let miss = "topic \"semiconductors\" should take \"A plant by the lake\":\n";
    assert!(ran.stdout.starts_with(miss), "{ran:?}");
    let ran = mill.run(&["check", "--json"]).ends_with(5);
    assert_eq!(ran.json()["misses"][0]["topic"], "semiconductors");
    assert!(!mill.path("feeds/state.db").exists(), "check makes nothing");
}

#[test]
fn silence_unless_asked() {
    let mill = Mill::sample();
    mill.run(&["run"]).silent();
    mill.run(&["run", "--force"]).silent();
    mill.run(&["build"]).silent();
    let ran = mill.run(&[]).ends_with(0);
    let index = mill.path("feeds/public/index.html");
    for words in ["15 items", index.to_str().unwrap(), "feedmill serve"] {
        assert!(ran.stdout.contains(words), "{words:?} is not in {}", ran.stdout);
    }
    assert_eq!(ran.stderr, "");
    let ran = mill.run(&["run", "-v"]).ends_with(0).tells(&["note: source \"seeds\": nothing new"]);
    assert_eq!(ran.stdout, "");

    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let failing = Mill::new(&news(&[("dead", &format!("http://{closed}/feed"))]));
    let ran = failing.run(&["run", "--json"]).ends_with(4);
    assert_eq!(ran.json()["ingested"]["failures"][0]["source"], "dead");
    let told: Value = serde_json::from_str(&ran.stderr).unwrap();
    assert_eq!((&told["event"], &told["source"]), (&"failed".into(), &"dead".into()));
    let quiet = Mill::new(&news(&[("dead", &format!("http://{closed}/feed"))]));
    let ran = quiet.run(&["run", "--quiet"]).ends_with(4);
    assert_eq!((&*ran.stdout, &*ran.stderr), ("", ""));
}

#[test]
fn every_answer_can_be_json() {
    let mill = Mill::sample();
    let ran = mill.json(&["run", "--dry-run"]);
    assert_eq!((&ran["dry_run"], &ran["ingested"]["new"]), (&true.into(), &15.into()));
    assert_eq!(mill.json(&["run"])["published"]["written"].as_array().unwrap().len(), 31);
    assert_eq!(mill.json(&["build"])["published"]["unchanged"], 31);
    assert!(mill.json(&["check"])["tests"].as_u64() > Some(6));
    let length = |args: &[&str]| mill.json(args).as_array().unwrap().len();
    assert_eq!(mill.lines(&["list"]).len(), 15);
    assert_eq!(mill.lines(&["list", "--topic", "ai", "--most", "3"]).len(), 3);
    assert_eq!(length(&["list", "sources"]), 15);
    assert_eq!(length(&["list", "topics"]), 3);
    assert_eq!(length(&["list", "feeds"]), 12);
    assert_eq!(length(&["status"]), 15);
    let item = mill.json(&["show", "Korea Bets"]);
    assert_eq!(item, mill.explain("Korea Bets")["item"]);
    assert!(item["content"].as_str().unwrap().starts_with("<p>A Korean phone company"));
    assert_eq!(mill.json(&["config", "show"])["config"]["site"]["title"], "Mill wire");
    mill.json(&["config", "show", "--origin"]);
    assert_eq!(mill.json(&["config", "schema"])["type"], "object");
    assert_eq!(mill.json(&["init"])["kept"].as_array().unwrap().len(), 1);
}

#[test]
fn words_for_people() {
    let mill = turned();
    let answer = |args: &[&str]| mill.run(args).ends_with(0).stdout;
    assert!(answer(&["list"]).starts_with("2026-05-26 17:28  ai,semiconductors "));
    assert!(answer(&["list", "feeds"]).contains("https://feeds.example.org/ai/atom.xml\n"));
    assert!(answer(&["list", "sources"]).contains("off hugging-face"));
    assert!(answer(&["status"]).contains("well at 2026-06-01 08:00 UTC\n"));
    // An id, its beginning, an address, or words of the title in any case.
    let ids = ["https://cable-yard.example/p/41", "urn:uuid:63fd8de2", "63fd8de2", "KOREA BETS"];
    for words in ids {
        assert!(answer(&["show", words]).contains("published 20"), "{words}");
    }
    let why = answer(&["explain", "KOREA", "BETS"]);
    for words in
        ["in  ai: the publisher's label \"AI\" means", "zone assumed", "known by its first words"]
    {
        assert!(why.contains(words), "{words:?} is not in {why}");
    }
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        assert!(answer(&["completions", shell]).contains("feedmill"), "{shell}");
    }
    assert!(answer(&["man"]).contains(".TH feedmill 1"));
    assert!(answer(&["--help"]).contains("Exit codes: 0 done"));
    assert!(answer(&["--version"]).starts_with("feedmill "));
}

#[test]
fn a_reader_that_leaves_early_is_nobodys_problem() {
    let mill = turned();
    for args in [&["man"][..], &["list", "--json"], &["config", "schema"]] {
        let mut child = mill.start(args);
        drop(child.stdout.take());
        Ran::from(child.wait_with_output().unwrap()).silent();
    }
}

#[test]
fn a_new_folder_works_at_once() {
    let mill = Mill::empty();
    let ran = mill.run(&["init", "new"]).ends_with(0);
    assert!(ran.stdout.contains("made new/config.toml\n"), "{ran:?}");
    mill.run(&["-c", "new/config.toml", "run"]).silent();
    let feed = fs::read_to_string(mill.path("new/feeds/public/all/feed.json")).unwrap();
    let feed: Value = serde_json::from_str(&feed).unwrap();
    assert_eq!(feed["items"].as_array().unwrap().len(), 1, "the file says hello");
    assert!(!mill.path("feeds").exists(), "paths are relative to the config file");

    mill.write("new/config.toml", "version = 1\n");
    let ran = mill.run(&["init", "new"]).ends_with(0);
    assert!(ran.stdout.contains("kept new/config.toml, it was there already\n"), "{ran:?}");
    assert_eq!(fs::read_to_string(mill.path("new/config.toml")).unwrap(), "version = 1\n");
}

#[test]
fn settings_come_from_the_environment_too() {
    let mill = Mill::sample();
    fs::create_dir(mill.path("elsewhere")).unwrap();
    let mut command = mill.command(&["run", "--set", "site.title=\"By option\""]);
    command.env("FEEDMILL_NOW", NOW).env("FEEDMILL_CONFIG", mill.path("config.toml"));
    command.env("NO_COLOR", "1").current_dir(mill.path("elsewhere"));
    Ran::from(command.output().unwrap()).silent();
    assert_eq!(mill.explain("Korea Bets")["item"]["first_seen"], NOW);
    let index = fs::read_to_string(mill.path("feeds/public/index.html")).unwrap();
    assert!(index.contains("By option"), "{index}");
    let out = mill.path("out").display().to_string();
    mill.run(&["run", "--out", &out]).silent();
    assert!(mill.path("out/ai/rss.xml").exists());
}

/// What a server answers to one request: head and body.
fn ask(address: SocketAddr, path: &str, fields: &str) -> (String, String) {
    let mut stream = TcpStream::connect(address).unwrap();
    let request =
        format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{fields}\r\n");
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.to_lowercase(), body.to_owned())
}

/// Ends the child when the test ends, however that is.
struct Ending(Child);

impl Drop for Ending {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(unix)]
#[test]
fn serve_previews_on_loopback_until_it_is_told_to_end() {
    let mill = turned();
    let mut command = mill.command(&["serve", "--port", "0"]);
    let mut child = Ending(command.stdout(Stdio::piped()).spawn().unwrap());
    let mut line = String::new();
    BufReader::new(child.0.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let address = line.split("http://").nth(1).unwrap().split('/').next().unwrap();
    let address: SocketAddr = address.parse().unwrap();
    assert!(address.ip().is_loopback());

    let (head, body) = ask(address, "/", "");
    assert!(head.starts_with("http/1.1 200") && body.contains("Mill wire"), "{head}");
    let (head, body) = ask(address, "/ai/rss.xml", "");
    assert_eq!(body, fs::read_to_string(mill.path("feeds/public/ai/rss.xml")).unwrap());
    assert!(head.contains("content-type: application/rss+xml"), "{head}");
    let tag = head.lines().find_map(|line| line.strip_prefix("etag: ")).unwrap();
    let (head, body) = ask(address, "/ai/rss.xml", &format!("If-None-Match: {tag}\r\n"));
    assert!(head.starts_with("http/1.1 304") && body.is_empty(), "{head}");
    for outside in ["/nosuch", "/../state.db", "/%2e%2e/state.db", "/.feedmill-manifest.json"] {
        let (head, _) = ask(address, outside, "");
        assert!(head.starts_with("http/1.1 40"), "{outside}: {head}");
    }

    let id = child.0.id().to_string();
    assert!(std::process::Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    assert_eq!(child.0.wait().unwrap().code(), Some(0));
}
