//! Sources that move for good, and sources that are gone for good.

use super::{at, good, lane};
use crate::support::{Answer, Mill, Server, news};

#[test]
fn a_move_is_learnt_and_told_once() {
    let (server, mill) = lane();
    let home = Server::start();
    home.route("/new", good().header("ETag", "\"1\"").conditional());
    mill.run_at(&at(0), &["run"]).silent();
    server.route("/feed", Answer::redirect(301, home.url("/new").as_str()));
    for hour in 1..5 {
        mill.run_at(&at(hour), &["run"]).silent();
    }
    let told = format!("has moved to {}", home.url("/new"));
    let ran = mill.run_at(&at(5), &["run"]).ends_with(0);
    ran.tells(&[&told, &format!("still says {}", server.url("/feed")), "help: "]);
    // From then on only the new address is asked, with the validators that it gave.
    for hour in 6..9 {
        mill.run_at(&at(hour), &["run"]).silent();
    }
    assert_eq!((server.requests("/feed").len(), home.requests("/new").len()), (6, 8));
    let asked = home.requests("/new");
    assert!(asked[1..].iter().all(|request| request.header("If-None-Match") == Some("\"1\"")));
    assert!(mill.run_at(&at(9), &["status"]).stdout.contains(&told));
    assert_eq!(mill.feed("ferries").titles, ["A ferry"]);

    // When nothing is there any more, the configured address is asked again.
    home.route("/new", Answer::status(404));
    server.route("/feed", good());
    for day in 1..5 {
        mill.run_at(&at(24 * day), &["run"]);
    }
    assert_eq!(server.requests("/feed").len(), 7);
    assert!(mill.run_at(&at(100), &["status"]).stdout.contains("lane  "));
    assert_eq!(mill.feed("ferries").titles, ["A ferry"]);
}

#[test]
fn a_portal_in_between_teaches_nothing() {
    let (server, mill) = lane();
    let portal = Server::start();
    portal.route("/login", Answer::ok("<html><title>Welcome to our network</title>Log in</html>"));
    mill.run_at(&at(0), &["run"]).silent();
    server.route("/feed", Answer::redirect(301, portal.url("/login").as_str()));
    for day in 1..8 {
        mill.run_at(&at(24 * day), &["run"]);
    }
    server.route("/feed", good());
    let ran = mill.run_at(&at(24 * 9), &["run"]);
    ran.tells(&["works again"]);
    assert_eq!(server.requests("/feed").len(), 9);
}

#[test]
fn what_is_gone_is_asked_no_more() {
    let (server, mill) = lane();
    mill.run_at(&at(0), &["run"]).silent();
    server.route("/feed", Answer::status(410));
    mill.run_at(&at(1), &["run"]).tells(&["is gone for good and not asked any more"]);
    for day in 1..25 {
        mill.run_at(&at(24 * day), &["run"]);
    }
    assert_eq!(server.requests("/feed").len(), 2);
    let status = mill.run_at(&at(2), &["status"]).stdout;
    assert!(status.contains("stopped") && status.contains("(410)"), "{status}");
    assert_eq!(mill.feed("ferries").titles, ["A ferry"], "its items stay");
    // The operator may insist.
    server.route("/feed", good());
    mill.run_at(&at(24 * 26), &["run", "--force"]).tells(&["works again"]);
    mill.run_at(&at(24 * 27), &["run"]).silent();
    assert_eq!(server.requests("/feed").len(), 4);
}

#[test]
fn what_a_run_leaves_goes_first_in_the_next() {
    let server = Server::start();
    let names = ["one", "two", "three"];
    let urls = names.map(|name| server.url(&format!("/{name}")).to_string());
    let sources: Vec<_> = names.iter().copied().zip(urls.iter().map(String::as_str)).collect();
    names.iter().for_each(|name| server.route(&format!("/{name}"), good()));
    // The pause is as long as the whole run may take: one request fits into each.
    let config = news(&sources).replace("host_interval = \"0s\"", "host_interval = \"1s\"");
    let mill = Mill::new(&config.replace("[fetch]\n", "[fetch]\nrun_budget = \"1s\"\n"));
    for (hour, asked) in (0..).zip([[1, 0, 0], [1, 1, 0], [1, 1, 1], [2, 1, 1]]) {
        let ran = mill.run_at(&at(hour), &["run", "-v"]).ends_with(0);
        ran.tells(&["not asked this time: the time of the run is over"]);
        let got = names.map(|name| server.requests(&format!("/{name}")).len());
        assert_eq!(got, asked, "run {hour}");
    }
}

#[test]
fn a_host_that_asks_for_rest_rests_also_in_the_next_run() {
    let (server, mill) = lane();
    server.route("/two", good());
    let two = format!("[[source]]\nid = \"two\"\nurl = \"{}\"\n", server.url("/two"));
    mill.edit("config.toml", |text| format!("{text}{two}"));
    server.route("/feed", Answer::status(429).header("Retry-After", "10800"));
    // The one after it in the queue is not asked; it did not fail.
    let ran = mill.run_at(&at(0), &["run", "-v"]);
    ran.tells(&["source \"two\": not asked this time: its host has asked to be left alone"]);
    let asked = |times: [usize; 2]| {
        let asked = ["/feed", "/two"].map(|path| server.requests(path).len());
        assert_eq!(asked, times);
    };
    asked([1, 0]);
    server.route("/feed", good());
    mill.run_at(&at(1), &["run", "-v"]).tells(&["its host asked to be left alone"]);
    mill.run_at(&at(2), &["run"]);
    asked([1, 0]);
    assert!(mill.run_at(&at(2), &["status"]).stdout.contains(" rests until 2026-06-01 03:00 UTC"));
    mill.run_at(&at(3), &["run"]).ends_with(0);
    asked([2, 1]);
    assert_eq!(mill.feed("ferries").ids.len(), 1);
}
