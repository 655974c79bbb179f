//! Lists of feeds into the config and out of it again.

use std::fs;

use serde_json::Value;

use super::{CONFIG, config, mill};
use crate::support::{Answer, Mill, Server, rss};

/// What a list says, and what programs write around it.
const LIST: &str = "\
<?xml version='1.0'?><opml version='2.0'><head><title>Mine</title></head><body>\
<outline text='Boats &amp; piers'>\
<outline text='Old'><outline type='rss' text='Pier' title='Pier &amp; Quay' \
xmlUrl='https://pier.example/feed' htmlUrl='https://pier.example/' description='All of it' \
x-color='red'/></outline>\
<outline type='rss' text='항구' xmlUrl='https://port.example/rss'/></outline>\
<outline text='Quays'><outline text='Pier' xmlUrl='http://www.pier.example/feed/'/></outline>\
<outline type='rss' text='Known' xmlUrl='https://old.example/feed'/>\
<outline type='rss' text='Secret' xmlUrl='https://me:hunter2@secret.example/feed'/>\
<outline type='rss' text='Local' xmlUrl='file:///etc/passwd'/>\
<outline type='rss' text='Ferries' category='/Ferries,b' xmlUrl='https://ferry.example/feed'/>\
<outline type='include' text='More' url='https://list.example/l.opml'/>\
</body></opml>";

/// The sources of the config, as the program reads them.
#[track_caller]
fn sources(mill: &Mill) -> Vec<Value> {
    let shown = mill.json(&["config", "show"]);
    shown["config"]["source"].as_array().cloned().unwrap_or_default()
}

/// What a round trip keeps.
fn kept(sources: &[Value]) -> Vec<Vec<&Value>> {
    const KEYS: [&str; 9] =
        ["id", "kind", "url", "name", "home", "description", "tags", "topics", "enabled"];
    let mut kept: Vec<Vec<&Value>> =
        sources.iter().map(|source| KEYS.iter().map(|key| &source[*key]).collect()).collect();
    kept.sort_by_key(|values| values[0].to_string());
    kept
}

#[test]
fn a_list_is_taken_over() {
    let mill = mill();
    mill.write("mine.opml", LIST);
    let ran = mill.run(&["import", "mine.opml", "--dry-run"]).ends_with(0);
    assert!(ran.stdout.starts_with("would add 5 sources to config.toml\n"), "{ran:?}");
    assert_eq!(config(&mill), CONFIG);

    let ran = mill.run(&["import", "mine.opml"]).ends_with(0);
    assert!(ran.stdout.starts_with("added 5 sources to config.toml\n"), "{ran:?}");
    for told in [
        "left out 2:\n",
        "http://www.pier.example/feed/: it stands in the list before, as \"pier-quay\"; its folders were added\n",
        "https://old.example/feed: source \"old\" of the config reads it already\n",
    ] {
        assert!(ran.stdout.contains(told), "{told} is not in {}", ran.stdout);
    }
    assert!(!ran.stderr.contains("x-color"), "{ran:?}");
    ran.tells(&["file:///etc/passwd", "it was left out", "source \"secret\" had a user name"]);

    let written = config(&mill);
    assert!(!written.contains("hunter2"), "{written}");
    let first = "[[source]]\nid          = \"pier-quay\"\nurl         = \"https://pier.example/feed\"\n\
                 name        = \"Pier & Quay\"\nhome        = \"https://pier.example/\"\n\
                 description = \"All of it\"\ntags        = [\"Boats & piers\", \"Old\", \"Quays\"]\n";
    assert!(written.contains(first), "{written}");
    let all = sources(&mill);
    let ids: Vec<_> = all.iter().map(|source| source["id"].as_str().unwrap()).collect();
    assert_eq!(ids, ["old", "pier-quay", "port-example", "secret", "ferries", "more"]);
    assert_eq!((&all[4]["tags"][1], &all[4]["topics"]), (&"b".into(), &Value::Null));
    assert_eq!(
        (&all[5]["kind"], &all[5]["url"]),
        (&"opml".into(), &"https://list.example/l.opml".into())
    );
    // Comments and order of the rest are what they were.
    let begin = written.find("\n[[source]]\nid          =").unwrap();
    let end = written.find("\n# Topics").unwrap();
    assert_eq!([&written[..begin], &written[end..]].concat(), CONFIG);

    // Once more: there is nothing to do.
    let ran = mill.run(&["import", "mine.opml", "-v"]).ends_with(0);
    assert!(ran.stdout.starts_with("added 0 sources"), "{ran:?}");
    assert_eq!(config(&mill), written);
    let told = mill.json(&["import", "mine.opml"]);
    assert_eq!(
        (told["added"].as_array().unwrap().len(), &told["left"][0]["url"]),
        (0, &"https://pier.example/feed".into())
    );
}

#[test]
fn folders_give_topics_and_unknown_words_are_told() {
    let mill = mill();
    mill.write("mine.opml", LIST);
    let args = ["import", "mine.opml", "--topics-from-folders", "-v"];
    mill.run(&args).ends_with(0).tells(&["the attribute `x-color` of 1 outlines was left out"]);
    let all = sources(&mill);
    assert_eq!((&all[4]["id"], &all[4]["topics"][0]), (&"ferries".into(), &"ferries".into()));
    assert!(all[1].get("topics").is_none());
}

#[test]
fn broken_lists_are_read_as_far_as_they_go() {
    let mill = mill();
    mill.write("cut.opml", &LIST[..LIST.find("<outline type='rss' text='Secret'").unwrap()]);
    let ran = mill.run(&["import", "cut.opml"]).ends_with(0).tells(&["warning: cut.opml"]);
    assert!(ran.stdout.starts_with("added 2 sources"), "{ran:?}");
    let before = config(&mill);
    for text in ["", "<html><p>x", "plain", "<rss><channel/></rss>", "{}"] {
        mill.write("no.opml", text);
        mill.run(&["import", "no.opml"]).ends_with(1).tells(&["no.opml is ", "help: "]);
    }
    mill.run(&["import", "nosuch.opml"]).ends_with(1).tells(&["cannot read nosuch.opml"]);
    mill.write("empty.opml", "<opml version='2.0'><head/><body/></opml>");
    assert_eq!(
        mill.run(&["import", "empty.opml"]).ends_with(0).stdout,
        "added 0 sources to config.toml\n"
    );
    assert_eq!(config(&mill), before);
}

#[test]
fn out_and_in_again_is_the_same() {
    let wild = "\
[[source]]
id = \"list\"
kind = \"opml\"
url = \"https://list.example/l.opml?a=1&b=2\"
name = \"A list\"
[[source]]
id = \"a_1\"
url = \"https://a.example/feed?x=%26&y=%22\"
name = \"A & B, \\\"C\\\" <3 'd' é 港\"
home = \"https://a.example/\"
description = \"1 < 2 & 3 > 2\"
tags = [\"Chips, cheap\", \"a/b\", \"Korea\"]
topics = [\"ferries\"]
headers = { Authorization = \"hunter2\" }
[[source]]
id = \"b\"
url = \"https://b.example/feed\"
name = \"B\"
tags = [\"1\", \"2\", \"3\", \"4\", \"5\", \"6\", \"7\", \"8\", \"nine\", \"ten\"]
[[source]]
id = \"nameless\"
url = \"https://nameless.example/feed\"
enabled = false
";
    let one = Mill::new(&format!("{CONFIG}{wild}"));
    let text = one.run(&["export", "opml", "--all"]).ends_with(0);
    assert_eq!(text.stderr, "");
    assert!(!text.stdout.contains("hunter2"), "{}", text.stdout);
    well_formed(&text.stdout);
    let bare = CONFIG.split("[[source]]").next().unwrap().to_owned()
        + &CONFIG[CONFIG.find("[[topic]]").unwrap()..];
    let two = Mill::new(&bare);
    two.write("one.opml", &text.stdout);
    two.run(&["import", "one.opml"]).ends_with(0);
    let (before, after) = (sources(&one), sources(&two));
    assert_eq!(kept(&after), kept(&before));
    // Once around, it is the same file.
    assert_eq!(two.run(&["export", "opml", "--all"]).stdout, text.stdout);
    // What is switched off is not for other programs.
    let on = one.run(&["export", "opml"]).ends_with(0).stdout;
    assert!(on.contains("https://b.example/feed") && !on.contains("nameless"), "{on}");
}

/// A strict parser gets to the end.
#[track_caller]
fn well_formed(text: &str) {
    let mut reader = quick_xml::Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    loop {
        match reader.read_event() {
            Ok(quick_xml::events::Event::Eof) => return,
            Ok(_) => {}
            Err(error) => panic!("{error}: {text}"),
        }
    }
}

#[test]
fn names_and_homes_come_from_the_feeds() {
    let server = Server::start();
    server.route("/feed", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    let other = rss(&[("b", 2, "A quay", "x")]).replace("Lane", "Side");
    server.route("/other", Answer::ok(other));
    let list = format!(
        "<opml><body><outline text='L'><outline xmlUrl='{}'/></outline></body></opml>",
        server.url("/other")
    );
    let text = format!("{CONFIG}[[source]]\nid = \"lane\"\nurl = \"{}\"\n", server.url("/feed"))
        + "[[source]]\nid = \"mine\"\nkind = \"opml\"\npath = \"mine.opml\"\n\
           [[source]]\nid = \"town\"\nkind = \"page\"\nurl = \"https://town.example/\"\nselect = { item = \"li\" }\nenabled = false\n";
    let mill = Mill::new(&text);
    mill.write("mine.opml", list);
    let before =
        mill.run(&["export", "opml"]).ends_with(0).tells(&["source \"mine\" is local files"]);
    assert!(before.stdout.contains("title=\"lane\""), "{before:?}");
    mill.run(&["run"]).silent();
    let ran = mill.run(&["export", "opml", "feeds.opml", "--expand", "--all"]).ends_with(0);
    assert_eq!(ran.stdout, "");
    ran.tells(&["source \"town\" is no feed"]);
    let written = fs::read_to_string(mill.path("feeds.opml")).unwrap();
    for want in [
        &*format!(
            "<outline type=\"rss\" text=\"Lane\" title=\"Lane\" xmlUrl=\"{}\" htmlUrl=\"https://lane.example/\" feedmill:id=\"lane\"/>",
            server.url("/feed")
        ),
        "    <outline text=\"L\" title=\"L\">\n      <outline type=\"rss\" text=\"Side\"",
        "text=\"old\" title=\"old\" xmlUrl=\"https://old.example/feed\" feedmill:id=\"old\" feedmill:enabled=\"false\"/>",
    ] {
        assert!(written.contains(want), "{want} is not in {written}");
    }
    // Other programs read it as they read any list.
    let read = mill.json(&["parse", "feeds.opml"]);
    assert_eq!(read["links"].as_array().unwrap().len(), 3);
    assert_eq!(read["problems"].as_array().unwrap().len(), 0);
    mill.run(&["export", "opml", "no/such/file"])
        .ends_with(1)
        .tells(&["cannot write no/such/file"]);
}
