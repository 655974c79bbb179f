//! WebSub: feeds name their hubs, and hubs are told of what changed.

use std::collections::BTreeMap;

use crate::support::{Answer, DAY_LATER, Mill, NOW, Ran, Server, YEAR_LATER, rss};

const ONE: &[(&str, u32, &str, &str)] = &[("one", 2, "The ferry sails", "It does.")];
const TWO: &[(&str, u32, &str, &str)] =
    &[("two", 3, "A storm", "Nobody sails."), ("one", 2, "The ferry sails", "It does.")];

/// A mill with one local feed and these hubs.
fn mill(hubs: &str) -> Mill {
    let mill = Mill::new(&format!(
        "version = 1\n[site]\ntitle = \"Wire\"\nbase_url = \"https://wire.example/\"\n\
         [output]\nhub = {hubs}\n[fetch]\nallow_addresses = [\"127.0.0.1\"]\n\
         [report]\nhealth_feed = true\n\
         [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n\
         [[source]]\nid = \"lane\"\nkind = \"feed\"\npaths = [\"lane.xml\"]\n"
    ));
    mill.write("lane.xml", rss(ONE));
    mill
}

/// The feeds that a hub was told of, in order, after a look at each ping.
#[track_caller]
fn told(hub: &Server, path: &str) -> Vec<String> {
    let pings = hub.requests(path).into_iter().map(|request| {
        assert_eq!(request.header("Content-Type"), Some("application/x-www-form-urlencoded"));
        assert!(request.header("User-Agent").unwrap().starts_with("feedmill/"));
        let form: BTreeMap<String, String> =
            url::form_urlencoded::parse(request.body.as_bytes()).into_owned().collect();
        assert_eq!(form["hub.mode"], "publish", "{}", request.body);
        assert_eq!(form["hub.url"], form["hub.topic"]);
        form["hub.url"].strip_prefix("https://wire.example/").unwrap().to_owned()
    });
    pings.collect()
}

const ALL: [&str; 6] = [
    "all/atom.xml",
    "all/feed.json",
    "all/rss.xml",
    "ferries/atom.xml",
    "ferries/feed.json",
    "ferries/rss.xml",
];

#[test]
fn a_hub_is_named_and_told_of_what_changed() {
    let hub = Server::start();
    hub.route("/hub", Answer::status(204));
    let address = hub.url("/hub").to_string();
    let mill = mill(&format!("\"{address}\""));
    mill.run(&["run"]).silent();
    assert_eq!(told(&hub, "/hub"), ALL);
    let text = |name: &str| {
        std::fs::read_to_string(mill.path(&format!("feeds/public/ferries/{name}"))).unwrap()
    };
    assert!(text("atom.xml").contains(&format!("<link href=\"{address}\" rel=\"hub\"/>")));
    assert!(text("rss.xml").contains(&format!("<atom:link href=\"{address}\" rel=\"hub\"/>")));
    let json: serde_json::Value = serde_json::from_str(&text("feed.json")).unwrap();
    assert_eq!(json["hubs"], serde_json::json!([{"type": "WebSub", "url": address}]));

    mill.run_at(DAY_LATER, &["run"]).silent();
    assert_eq!(told(&hub, "/hub").len(), 6, "nothing changed");
    // The storm is in no topic.
    mill.write("lane.xml", rss(TWO));
    mill.run_at(DAY_LATER, &["run", "--dry-run"]);
    assert_eq!(told(&hub, "/hub").len(), 6, "a rehearsal tells nobody");
    mill.run_at(DAY_LATER, &["run"]).silent();
    assert_eq!(told(&hub, "/hub")[6..], ALL[..3]);
}

#[test]
fn a_failed_ping_is_told_once_and_tried_again() {
    let hub = Server::start();
    hub.route("/hub", Answer::ok("come back later").status_is(503));
    let mill = mill(&format!("\"{}\"", hub.url("/hub")));
    let ran = mill.run(&["run"]).ends_with(0);
    ran.tells(&["warning: hub http://127.0.0.1:", "cannot be told of feeds", "answered 503"]);
    assert_eq!(told(&hub, "/hub").len(), 1, "a hub that is down is asked once");
    let before = mill.published();
    mill.run_at(DAY_LATER, &["run"]).silent();
    let health = std::fs::read_to_string(mill.path("feeds/private/health.atom")).unwrap();
    assert!(health.contains("cannot be told of feeds"), "{health}");

    hub.route("/hub", Answer::status(202));
    let ran = mill.run_at(YEAR_LATER, &["run"]).ends_with(0);
    ran.tells(&["can be told of feeds again"]);
    assert_eq!(told(&hub, "/hub")[2..], ALL);
    mill.published_still(&before);
    mill.run_at(YEAR_LATER, &["run"]).silent();
    assert_eq!(told(&hub, "/hub").len(), 8);
}

#[test]
fn a_feed_that_a_hub_refuses_keeps_no_other_from_it() {
    let hub = Server::start();
    hub.script("/hub", [Answer::status(400), Answer::status(204)]);
    let mill = mill(&format!("\"{}\"", hub.url("/hub")));
    mill.run(&["run"]).ends_with(0).tells(&["answered 400"]);
    assert_eq!(told(&hub, "/hub"), ALL);
    mill.run_at(DAY_LATER, &["run"]).ends_with(0).tells(&["again"]);
    assert_eq!(told(&hub, "/hub")[6..], ALL[..1]);
}

#[test]
fn one_hub_does_not_wait_for_another() {
    let hub = Server::start();
    hub.route("/good", Answer::status(200));
    hub.route("/bad", Answer::hang_up());
    let mill = mill(&format!("[\"{}\", \"{}\"]", hub.url("/bad"), hub.url("/good")));
    let answer = mill.run(&["run", "--json"]).ends_with(0).json();
    assert_eq!(told(&hub, "/good"), ALL);
    let hubs = &answer["published"]["hubs"];
    assert_eq!((&hubs[0]["told"], &hubs[0]["owed"]), (&0.into(), &6.into()), "{hubs}");
    assert_eq!((&hubs[1]["told"], &hubs[1]["owed"]), (&6.into(), &0.into()), "{hubs}");
    assert!(hubs[0]["error"].is_string() && hubs[1]["error"].is_null());
}

#[test]
fn a_build_tells_nobody_and_the_next_run_does() {
    let hub = Server::start();
    hub.route("/hub", Answer::status(204));
    let mill = mill(&format!("\"{}\"", hub.url("/hub")));
    mill.run(&["run"]).silent();
    mill.edit("config.toml", |text| text.replace("\"Wire\"", "\"Wires\""));
    mill.run(&["build"]).silent();
    assert_eq!(told(&hub, "/hub").len(), 6);
    mill.run_at(DAY_LATER, &["run"]).silent();
    assert_eq!(told(&hub, "/hub")[6..], ALL);
}

/// A ledger that was lost with what hubs were told does not make everything news.
#[test]
fn a_fresh_checkout_tells_only_of_what_it_changes() {
    let hub = Server::start();
    hub.route("/hub", Answer::status(204));
    let mill = mill(&format!("\"{}\"", hub.url("/hub")));
    mill.run(&["run"]).silent();
    let ledger = mill.ledger();
    ledger.execute("DELETE FROM kept WHERE name = 'hubs'", []).unwrap();
    drop(ledger);
    mill.run_at(DAY_LATER, &["run"]).silent();
    assert_eq!(told(&hub, "/hub").len(), 6);
}

#[test]
fn a_hub_passes_the_guard() {
    let hub = Server::start();
    hub.route("/hub", Answer::status(204));
    let mill = mill(&format!("\"{}\"", hub.url("/hub")));
    mill.edit("config.toml", |text| text.replace("allow_addresses = [\"127.0.0.1\"]\n", ""));
    mill.run(&["run"]).ends_with(0).tells(&["not a public address"]);
    assert!(hub.all_requests().is_empty());
}

#[test]
fn wrong_hubs_are_errors() {
    let check = |hub: &str, want: &str| {
        mill(hub).run(&["check"]).ends_with(3).tells(&[want]);
    };
    check("\"hub.example\"", "https://hub.example");
    check("\"https://me:secret@hub.example/\"", "must not hold a user name or password");
    check("[\"https://hub.example\", \"https://hub.example/\"]", "`hub` names a hub twice");
    check("[1]", "must be text");
    check("true", "text in quotes, or a list of texts");
    mill("\"\"").run(&["check"]).ends_with(0);
}

/// A recording that goes to somebody else tells nobody from there.
#[test]
fn a_replay_tells_nobody() {
    let hub = Server::start();
    hub.route("/hub", Answer::status(204));
    let mill = mill(&format!("\"{}\"", hub.url("/hub")));
    mill.run_at(NOW, &["run", "--record", "tape"]).silent();
    let config = std::fs::read_to_string(mill.path("tape/0001/config.toml")).unwrap();
    assert!(!config.contains(hub.url("/").as_str()), "{config}");
    let replay = ["run", "--replay", "tape", "--config", "config.toml"];
    Ran::from(mill.command(&replay).output().unwrap()).ends_with(0);
    assert_eq!(told(&hub, "/hub").len(), 6);
}
