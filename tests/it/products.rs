//! What there is besides the feeds of topics: the cleaned feeds of single sources, and all items as
//! JSON lines.

use std::fs;

use crate::support::{DAY_LATER, Mill, Server, YEAR_LATER, rss};

const LANE: &[(&str, u32, &str, &str)] = &[
    ("three", 4, "A ferry on fire", "Nobody was on board when the old ferry burnt at the pier."),
    ("two", 3, "A storm", "Nobody sails."),
    ("one", 2, "The ferry sails", "It does."),
];

const PIER: &[(&str, u32, &str, &str)] = &[("p1", 5, "Pier closed", "Until noon.")];

/// Two local feeds, and whatever stands in `[output]` and below the first source.
fn mill(output: &str, lane: &str) -> Mill {
    let mill = Mill::new(&format!(
        "version = 1\n[site]\ntitle = \"Wire\"\nbase_url = \"https://wire.example/\"\n\
         [output]\n{output}\n[[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n\
         [[source]]\nid = \"lane\"\nkind = \"feed\"\npaths = [\"lane.xml\"]\n{lane}\n\
         [[source]]\nid = \"pier\"\nname = \"The <Pier>\"\nkind = \"feed\"\npaths = [\"pier.xml\"]\n"
    ));
    mill.write("lane.xml", rss(LANE));
    mill.write("pier.xml", rss(PIER));
    mill
}

#[test]
fn no_source_has_a_feed_unless_it_is_wanted() {
    let mill = mill("", "");
    mill.run(&["run"]).silent();
    assert!(!mill.path("feeds/public/source").exists());
}

#[test]
fn every_source_has_a_feed() {
    let mill = mill("sources = true", "");
    mill.run(&["run"]).silent();
    let (lane, pier) = (mill.feed("source/lane"), mill.feed("source/pier"));
    assert_eq!(lane.titles, ["A ferry on fire", "A storm", "The ferry sails"]);
    assert_eq!(pier.titles, ["Pier closed"]);
    assert_eq!(lane.ids[2], mill.feed("ferries").ids[1], "one item, one id");
    let text = |name: &str| fs::read_to_string(mill.path(&format!("feeds/public/{name}"))).unwrap();
    let atom = text("source/lane/atom.xml");
    assert!(atom.contains("href=\"https://wire.example/source/lane/atom.xml\" rel=\"self\""));
    assert!(text("source/pier/index.html").contains("<h1>The &lt;Pier&gt;</h1>"));
    let index = text("index.html");
    assert!(index.contains("href=\"source/lane/index.html\""), "{index}");
    assert!(!text("feeds.opml").contains("source/"));
    assert!(!text("ferries/index.html").contains("source/lane"));
    let before = mill.published();
    mill.run_at(YEAR_LATER, &["run"]).silent();
    mill.published_still(&before);
    let feeds = mill.json(&["list", "feeds"]);
    let urls: Vec<&str> =
        feeds.as_array().unwrap().iter().map(|feed| feed["url"].as_str().unwrap()).collect();
    assert!(urls.contains(&"https://wire.example/source/lane/feed.json"), "{urls:?}");
}

#[test]
fn a_source_says_for_itself() {
    let mill = mill("", "feed = true");
    mill.run(&["run"]).silent();
    mill.feed("source/lane");
    assert!(!mill.path("feeds/public/source/pier").exists());
    mill.edit("config.toml", |text| text.replace("feed = true", "feed = false"));
    mill.edit("config.toml", |text| text.replace("[output]\n", "[output]\nsources = true\n"));
    mill.run(&["run"]).silent();
    assert!(!mill.path("feeds/public/source/lane").exists(), "it is ours to remove");
    mill.feed("source/pier");
}

#[test]
fn rules_and_limits_hold_in_it() {
    let mill = mill("sources = true\nitems = 2", "content = \"none\"");
    mill.edit("config.toml", |text| {
        text.to_owned() + "[[rule]]\nwhen = 'title ~ \"fire\"'\ndo = \"drop\"\n"
    });
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("source/lane").titles, ["A storm", "The ferry sails"]);
    let atom = fs::read_to_string(mill.path("feeds/public/source/lane/atom.xml")).unwrap();
    assert!(!atom.contains("Nobody sails"), "{atom}");
}

/// What topics show under the id that another source gave it stays in the feed of its own source.
#[test]
fn an_article_that_another_source_told_first_is_in_both() {
    let mill = mill("sources = true", "");
    let words: Vec<String> = (0..90).map(|n| format!("word{}", n * 37 % 1009)).collect();
    let told = |id: &'static str, day| rss(&[(id, day, "A ferry on fire", &words.join(" "))]);
    mill.write("lane.xml", told("lane-1", 2));
    mill.write("pier.xml", told("pier-1", 3).replace("lane.example", "pier.example"));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("all").ids.len(), 1);
    let (lane, pier) = (mill.feed("source/lane"), mill.feed("source/pier"));
    assert_eq!((lane.ids.len(), pier.ids.len()), (1, 1));
    assert_ne!(lane.ids, pier.ids);
    // Old by now, but shown: neither is given up.
    mill.run_at("2029-06-01T08:00:00Z", &["run"]).silent();
    mill.run_at("2029-06-02T08:00:00Z", &["build"]).silent();
    assert_eq!(mill.feed("source/pier"), pier);
}

#[test]
fn a_topic_cannot_stand_in_its_way() {
    let mill = mill("sources = true", "");
    mill.edit("config.toml", |text| text.replace("\"ferries\"", "\"source\""));
    mill.run(&["check"]).ends_with(3).tells(&["cannot be `source`"]);
    mill.edit("config.toml", |text| text.replace("sources = true", ""));
    mill.run(&["check"]).ends_with(0);
}

#[test]
fn feeds_of_a_list_have_feeds_as_their_list_says() {
    let server = Server::start();
    server.route("/feed", crate::support::Answer::ok(rss(PIER)));
    let mill = Mill::new(&format!(
        "{}[[source]]\nid = \"list\"\nkind = \"opml\"\npaths = [\"list.opml\"]\nfeed = true\n",
        crate::support::news(&[])
    ));
    let url = server.url("/feed");
    mill.write(
        "list.opml",
        format!("<opml version=\"2.0\"><body><outline text=\"P\" xmlUrl=\"{url}\"/></body></opml>"),
    );
    mill.run(&["run"]).ends_with(0);
    mill.run_at(DAY_LATER, &["run"]).ends_with(0);
    let names: Vec<String> =
        mill.published().into_keys().filter(|name| name.starts_with("source/")).collect();
    assert_eq!(names.len(), 4, "{names:?}");
    assert!(names[0].starts_with("source/127.0.0.1."), "{names:?}");
}

#[test]
fn all_items_come_as_json_lines() {
    let mill = mill("", "");
    mill.run(&["run"]).silent();
    let lines = mill.lines(&["list", "items"]);
    let titles: Vec<&str> = lines.iter().map(|line| line["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Pier closed", "A ferry on fire", "A storm", "The ferry sails"]);
    let mut ferry = lines[3].clone();
    let story = ferry.as_object_mut().unwrap().remove("story").unwrap();
    assert!(story.as_str().unwrap().starts_with("urn:uuid:"));
    assert_eq!(
        ferry,
        serde_json::json!({
            "id": mill.feed("ferries").ids[1], "url": "https://lane.example/one",
            "title": "The ferry sails", "published": "2026-05-02T10:00:00Z",
            "updated": "2026-05-02T10:00:00Z", "first_seen": "2026-06-01T08:00:00Z",
            "topics": ["ferries"], "source": "lane", "source_title": "Lane",
        })
    );
    let with_text = mill.lines(&["list", "items", "--content", "--topic", "ferries"]);
    assert_eq!(with_text.len(), 2);
    assert_eq!(with_text[1]["content"], "It does.");
    assert_eq!(mill.lines(&["list", "--most", "1"]).len(), 1);
    assert_eq!(mill.lines(&["list", "--most", "0"]).len(), 0);
    assert_eq!(mill.lines(&["list", "items"]), lines, "the same order again");
}
