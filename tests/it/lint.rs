//! `feedmill lint`: our own feeds are clean, and what is said, where, and with which exit code.

use std::{io::Write, process::Stdio};

use serde_json::Value;

use crate::support::{Answer, Mill, Ran, Server};

const CLEAN: &str = "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>urn:x-a:1</id><title>T</title>\
    <updated>2026-01-13T09:30:00Z</updated><author><name>Ann</name></author>\
    <link rel=\"self\" href=\"https://a.example/atom\"/></feed>";

/// Broken in its second line.
fn broken() -> String {
    CLEAN.replace("<title>T", "\n<title>R & D")
}

#[test]
fn what_we_publish_is_clean() {
    let mill = Mill::sample();
    mill.run(&["run"]).silent();
    let published = mill.published();
    let is_feed =
        |name: &&String| name.contains('/') && (name.ends_with(".xml") || name.ends_with(".json"));
    let feeds: Vec<String> =
        published.keys().filter(is_feed).map(|name| format!("feeds/public/{name}")).collect();
    let feeds: Vec<&str> = feeds.iter().map(String::as_str).collect();
    assert!(feeds.len() >= 12, "{feeds:?}");
    let ran = mill.run(&[&["lint", "--strict"], &feeds[..]].concat()).ends_with(0);
    assert_eq!(ran.stdout.lines().filter(|line| line.contains(" items")).count(), feeds.len());
    assert!(!ran.stdout.contains("warning"), "{}", ran.stdout);
}

#[test]
fn words_for_people() {
    let mill = Mill::empty();
    mill.write("a.xml", broken());
    let ran = mill.run(&["lint", "a.xml"]).ends_with(5);
    let want = "a.xml:2:10: error: the text holds a bare &: \"& D\" [xml-ampersand]\n    \
        fix: write &amp; where the character & is meant\n    \
        because: XML 1.0 §2.4\n\
        1 error in a.xml: Atom 1.0, 0 items\n";
    assert_eq!(ran.stdout, want);
    mill.write("b.xml", CLEAN);
    let ran = mill.run(&["lint", "b.xml"]).ends_with(0);
    assert_eq!(ran.stdout, "nothing wrong in b.xml: Atom 1.0, 0 items\n");
    assert_eq!(mill.run(&["lint", "-q", "b.xml"]).ends_with(0).stdout, "");
}

#[test]
fn exit_codes() {
    let mill = Mill::empty();
    mill.write("clean.xml", CLEAN);
    mill.write("warning.xml", CLEAN.replace("rel=\"self\"", "rel=\"related\""));
    mill.write(
        "hint.json",
        r#"{"version":"https://jsonfeed.org/version/1.1","title":"T","items":[]}"#,
    );
    mill.write("error.xml", broken());
    mill.write("page.html", "<html><title>Gone</title></html>");
    let code = |args: &[&str], want: i32| mill.run(&[&["lint"], args].concat()).ends_with(want);
    code(&["clean.xml", "hint.json", "warning.xml"], 0);
    code(&["--strict", "clean.xml", "hint.json"], 0);
    code(&["--strict", "warning.xml", "clean.xml"], 5);
    code(&["error.xml", "clean.xml"], 5);
    code(&["page.html"], 1).tells(&["page.html is an HTML page, not a feed: \"Gone\"", "help: "]);
    // The others are judged all the same.
    let ran = code(&["nosuch.xml", "error.xml"], 1).tells(&["cannot read nosuch.xml"]);
    assert!(ran.stdout.contains("xml-ampersand"), "{ran:?}");
    code(&[], 2);
}

#[test]
fn findings_for_programs() {
    let mill = Mill::empty();
    mill.write("a.xml", broken());
    mill.write("b.xml", CLEAN);
    let ran = mill.run(&["lint", "--json", "a.xml", "b.xml"]).ends_with(5);
    let found: Value = serde_json::from_str(&ran.stdout).unwrap();
    let [finding] = &found.as_array().unwrap()[..] else { panic!("{found}") };
    assert_eq!(finding["file"], "a.xml");
    assert_eq!(
        (&finding["line"], &finding["column"], &finding["more"]),
        (&2.into(), &10.into(), &0.into())
    );
    assert_eq!(
        (&finding["severity"], &finding["rule"]),
        (&"error".into(), &"xml-ampersand".into())
    );
    assert_eq!(mill.run(&["lint", "--json", "b.xml"]).ends_with(0).stdout, "[]\n");
}

#[test]
fn standard_input_and_its_address() {
    let mill = Mill::empty();
    let mut command = mill.command(&["lint", "--url", "https://a.example/other", "--strict", "-"]);
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(CLEAN.as_bytes()).unwrap();
    let ran = Ran::from(child.wait_with_output().unwrap()).ends_with(5);
    assert!(ran.stdout.starts_with("standard input:1:"), "{ran:?}");
    assert!(ran.stdout.contains("[self-mismatch]"), "{ran:?}");
}

#[test]
fn addresses_are_fetched_behind_the_guard() {
    let (server, inner) = (Server::start(), Server::on([127, 0, 0, 2].into()));
    server.route("/atom", Answer::ok(CLEAN).header("Content-Type", "text/html"));
    inner.route("/atom", Answer::ok(CLEAN).header("Content-Type", "application/atom+xml"));
    let target = inner.url("/atom").to_string();
    server.route("/away", Answer::status(302).header("Location", &target));
    let mill = Mill::empty();
    let url = server.url("/atom").to_string();
    mill.run(&["lint", &url]).ends_with(1).tells(&["127.0.0.1", "not a public address"]);
    assert_eq!(server.connections(), 0, "the guard lets nothing through");
    let ran = mill.run(&["lint", "--allow", "127.0.0.1", "--strict", &url]).ends_with(5);
    for rule in ["[content-type]", "[self-mismatch]"] {
        assert!(ran.stdout.contains(rule), "{ran:?}");
    }
    let away = server.url("/away").to_string();
    mill.run(&["lint", "--allow", "127.0.0.1", &away]).ends_with(1).tells(&["127.0.0.2"]);
    assert_eq!(inner.connections(), 0, "nor where it leads");
    let ran = mill.run(&["lint", "--allow", "127.0.0.0/8", &away]).ends_with(0);
    assert!(ran.stdout.contains("[self-mismatch]"), "{ran:?}");
    let gone = server.url("/nosuch").to_string();
    mill.run(&["lint", "--allow", "127.0.0.1", &gone]).ends_with(1).tells(&["404"]);
}
