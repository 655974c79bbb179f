//! Remote feeds by way of the program: what a server sees of us and what subscribers see of it.

use std::time::Duration;

use serde_json::Value;

use crate::support::{Answer, Mill, Server, YEAR_LATER, news, rss};

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>Atom pier</title><id>urn:x:pier</id>
<updated>2026-05-02T10:00:00Z</updated><entry><id>tag:pier.example,2026:a</id><title>The Atom ferry</title>
<link href="https://pier.example/a"/><updated>2026-05-02T10:00:00Z</updated></entry></feed>"#;

const JSON: &str = r#"{"version":"https://jsonfeed.org/version/1.1","title":"Json pier","items":[
{"id":"https://json.example/1","url":"https://json.example/1","title":"The JSON ferry",
"content_text":"Ferries in braces.","date_published":"2026-05-03T10:00:00Z"}]}"#;

/// A mill with one source `lane` at `/feed`.
fn mill(server: &Server) -> Mill {
    Mill::new(&news(&[("lane", server.url("/feed").as_str())]))
}

/// The fields that any telling changed.
fn changed(explained: &Value) -> Vec<&str> {
    let tellings = explained["tellings"].as_array().unwrap().iter();
    tellings.flat_map(|t| t["changed"].as_array().unwrap()).filter_map(Value::as_str).collect()
}

#[test]
fn every_format_in_every_coding_is_read() {
    let server = Server::start();
    let packed = |id: &str, day, title: &str| rss(&[(id, day, title, "x")]).into_bytes();
    for (path, coding, body) in [
        ("/atom", "identity", ATOM.into()),
        ("/json", "identity", JSON.into()),
        ("/rss", "identity", packed("r", 4, "The RSS ferry")),
        ("/gzip", "gzip", gzip(&packed("g", 5, "The zipped ferry"))),
        ("/br", "br", brotli(&packed("b", 6, "The pressed ferry"))),
        ("/zstd", "zstd", zstd(&packed("z", 7, "The packed ferry"))),
    ] {
        server.route(path, Answer::ok(body).header("Content-Encoding", coding));
    }
    server.route("/moved", Answer::redirect(301, "/moved/again"));
    server.route("/moved/again", Answer::redirect(302, "/new"));
    server.route("/new", Answer::ok(packed("n", 8, "The moved ferry")));
    let paths = ["/atom", "/json", "/rss", "/gzip", "/br", "/zstd", "/moved"];
    let sources = paths.map(|path| (path[1..].to_owned(), server.url(path).to_string()));
    let sources: Vec<(&str, &str)> = sources.iter().map(|(id, url)| (&**id, &**url)).collect();
    let mill = Mill::new(&news(&sources));
    mill.run(&["run"]).silent();
    let names = ["moved", "packed", "pressed", "zipped", "RSS", "JSON", "Atom"];
    assert_eq!(mill.feed("ferries").titles, names.map(|name| format!("The {name} ferry")));
    let before = mill.published();
    mill.run_at(YEAR_LATER, &["run"]).silent();
    mill.published_still(&before);
}

/// A gzip member with a stored block (RFC 1951 §3.2.4, RFC 1952).
fn gzip(body: &[u8]) -> Vec<u8> {
    let size = u16::try_from(body.len()).unwrap();
    let mut crc = u32::MAX;
    for byte in body {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg());
        }
    }
    let head = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255, 1];
    let sizes = [size.to_le_bytes(), (!size).to_le_bytes()].concat();
    let tail = [(!crc).to_le_bytes(), u32::from(size).to_le_bytes()].concat();
    [&head[..], &sizes, body, &tail].concat()
}

/// A brotli stream with an uncompressed meta-block and an empty last one (RFC 7932 §9.2).
fn brotli(body: &[u8]) -> Vec<u8> {
    let head = (u32::try_from(body.len()).unwrap() - 1) << 4 | 1 << 20;
    [&head.to_le_bytes()[..3], body, &[3]].concat()
}

/// A zstd frame with a raw block (RFC 8878 §3.1.1).
fn zstd(body: &[u8]) -> Vec<u8> {
    let block = u32::try_from(body.len()).unwrap() << 3 | 1;
    [&[0x28, 0xb5, 0x2f, 0xfd, 0, 0x38], &block.to_le_bytes()[..3], body].concat()
}

#[test]
fn validators_go_back_as_they_came() {
    let server = Server::start();
    let one = ("a", 1, "A ferry", "x");
    let feed = |items: &[_], tag: &str| {
        let answer = Answer::ok(rss(items)).header("ETag", tag);
        answer.header("Last-Modified", &format!("some time in {tag}")).conditional()
    };
    server.route("/feed", feed(&[one], "W/\"odd, tag\""));
    let mill = mill(&server);
    mill.run(&["run"]).silent();
    let before = mill.published();
    mill.run(&["run"]).silent();
    mill.published_still(&before);
    server.route("/feed", feed(&[("b", 2, "Two ferries", "x"), one], "unquoted"));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Two ferries", "A ferry"]);
    // The same body under a new tag: nothing to write, but the tag is kept.
    server.route("/feed", feed(&[("b", 2, "Two ferries", "x"), one], "\"third\""));
    let before = mill.published();
    mill.run(&["run"]).silent();
    mill.run(&["run"]).silent();
    mill.published_still(&before);
    // Now and then everything is read, whatever the server thinks that we know.
    mill.run_at(YEAR_LATER, &["run"]).silent();
    mill.published_still(&before);

    let requests = server.requests("/feed");
    let sent: Vec<_> = requests.iter().map(|request| request.header("If-None-Match")).collect();
    let tag = Some("W/\"odd, tag\"");
    assert_eq!(sent, [None, tag, tag, Some("unquoted"), Some("\"third\""), None]);
    let last = requests[4].header("If-Modified-Since");
    assert_eq!(last, Some("some time in \"third\""), "no date, but its own");
    let agent = format!("feedmill/{} (+https://wire.example/)", env!("CARGO_PKG_VERSION"));
    assert_eq!(requests[0].header("User-Agent"), Some(&*agent));
}

#[test]
fn nobody_is_asked_before_the_time() {
    let server = Server::start();
    server.route("/feed", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    let other = Server::start();
    other.route("/busy", Answer::status(503).header("Retry-After", "7200"));
    let (feed, busy) = (server.url("/feed"), other.url("/busy"));
    let config = news(&[("busy", busy.as_str()), ("lane", feed.as_str())]);
    let mill = Mill::new(&(config + "every = \"1h\"\n"));
    for (now, feeds, busies) in [
        ("2026-06-01T08:00:00Z", 1, 1),
        ("2026-06-01T08:58:00Z", 1, 1),
        ("2026-06-01T09:00:00Z", 2, 1), // cron is never to the second
        ("2026-06-01T10:00:00Z", 3, 2),
    ] {
        mill.run_at(now, &["run"]).ends_with(0);
        let asked = [server.requests("/feed").len(), other.requests("/busy").len()];
        assert_eq!(asked, [feeds, busies], "{now}");
    }
    mill.run_at("2026-06-01T10:01:00Z", &["run", "--force", "-v"])
        .ends_with(0)
        .tells(&["\"busy\""]);
    assert_eq!(server.requests("/feed").len(), 4);
}

#[test]
fn a_remote_source_is_asked_every_half_hour_by_default() {
    let server = Server::start();
    server.route("/feed", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    server.route("/moved", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    let config = news(&[("lane", server.url("/feed").as_str())]);
    let mill = Mill::new(&config.replace("min_interval = \"0s\"\n", ""));
    for (now, times) in [
        ("2026-06-01T08:00:00Z", 1),
        ("2026-06-01T08:10:00Z", 1),
        ("2026-06-01T08:30:00Z", 2),
        ("2026-06-01T08:40:00Z", 2),
    ] {
        mill.run_at(now, &["run"]).silent();
        assert_eq!(server.requests("/feed").len(), times, "{now}");
    }
    let why = "it is asked every 30 minutes";
    let told = mill.run_at("2026-06-01T08:40:00Z", &["run", "-v"]);
    told.tells(&["not due before 2026-06-01 09:00 UTC", why]);
    let status = mill.run_at("2026-06-01T08:40:00Z", &["status"]).stdout;
    assert!(status.contains(&format!("next due 2026-06-01 09:00 UTC: {why}")), "{status}");
    let status = mill.run_at("2026-06-01T08:40:00Z", &["status", "--json"]).json();
    assert_eq!(status[0]["why"], why);

    // The operator corrects the address and need not wait; then the interval holds there.
    mill.edit("config.toml", |text| text.replace("/feed", "/moved"));
    for now in ["2026-06-01T08:41:00Z", "2026-06-01T08:50:00Z"] {
        mill.run_at(now, &["run"]).silent();
        assert_eq!(server.requests("/moved").len(), 1, "{now}");
    }
    assert_eq!(mill.feed("ferries").titles, ["A ferry"]);
    // So it does where the first visit fails.
    server.route("/wrong", Answer::status(500));
    mill.edit("config.toml", |text| text.replace("/moved", "/wrong"));
    mill.run_at("2026-06-01T08:51:00Z", &["run"]).ends_with(4);
    assert_eq!(mill.run_at("2026-06-01T08:52:00Z", &["run"]).stderr, "");
    assert_eq!(server.requests("/wrong").len(), 1);
}

#[test]
fn one_item_in_two_sources_is_one_item() {
    // The first in the config owns it, also when the network brings it last.
    let (slow, server) = (Server::start(), Server::start());
    let item = ("https://lane.example/x", 5, "A shared ferry", "It is told by two.");
    slow.route("/one", Answer::ok(rss(&[item])).delay(Duration::from_millis(300)));
    server.route("/two", Answer::ok(rss(&[("own", 6, "Another ferry", "x"), item])));
    let (one, two) = (slow.url("/one"), server.url("/two"));
    let mill = Mill::new(&news(&[("one", one.as_str()), ("two", two.as_str())]));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Another ferry", "A shared ferry"]);
    let explained = mill.explain("A shared ferry");
    assert_eq!(explained["item"]["source"], "one");
    let tellings = explained["tellings"].as_array().unwrap();
    let bound: Vec<_> = tellings.iter().map(|t| (&t["source"], &t["bound"])).collect();
    assert_eq!(bound.len(), 2, "{bound:?}");
    assert_eq!(*bound[1].0, "two");
    let words = mill.run(&["explain", "A shared ferry"]).stdout;
    assert!(words.contains("Also at\n  two  https://lane.example/"), "{words}");

    // The second source cannot edit what the first one owns.
    let before = mill.published();
    let hijack = ("https://lane.example/x", 5, "Buy this ferry", "It is cheap.");
    server.route("/two", Answer::ok(rss(&[("own", 6, "Another ferry", "x"), hijack])));
    mill.run_at("2026-06-02", &["run"]).silent();
    mill.feeds_still(&before);
    // Nor does the item go when its owner drops it, or the order of visits change.
    slow.route("/one", Answer::ok(rss(&[])));
    mill.run_at("2026-06-03", &["run", "--force"]).silent();
    mill.feeds_still(&before);
}

#[test]
fn an_item_keeps_its_id_through_edits() {
    let server = Server::start();
    let plain = rss(&[("http://lane.example/a", 1, "A ferry", "It is blue.")])
        .replace("https://lane.example/http://lane.example/a", "http://lane.example/a");
    server.route("/feed", Answer::ok(plain.clone()));
    let mill = mill(&server);
    mill.run(&["run"]).silent();
    let id = mill.feed("ferries").ids;
    assert_eq!(id, ["http://lane.example/a"]);
    for (step, (from, to, field)) in [
        ("It is blue.", "It is green.", "content"),
        ("A ferry", "A green ferry", "title"),
        ("http://lane.example/a", "https://www.lane.example/a", "link"),
        ("01 May", "12 May", ""),
    ]
    .into_iter()
    .enumerate()
    {
        let edited = plain.replace(from, to);
        server.route("/feed", Answer::ok(edited));
        let now = format!("2026-07-0{}T08:00:00Z", step + 1);
        mill.run_at(&now, &["run"]).silent();
        let explained = mill.explain(&id[0]);
        assert_eq!(mill.feed("ferries").ids, id, "{from} → {to}");
        assert_eq!(explained["item"]["published"]["at"], "2026-05-01T10:00:00Z", "{from} → {to}");
        let all = changed(&explained);
        assert!(field.is_empty() || all.contains(&field), "{field} is not in {all:?}");
        if matches!(field, "content" | "title") {
            assert_eq!(explained["item"]["updated"]["at"], now.as_str(), "{from} → {to}");
        }
        // Back again, which is a change as well, and no new item either.
        server.route("/feed", Answer::ok(plain.clone()));
        mill.run_at(&now, &["run"]).silent();
        assert_eq!(mill.feed("ferries").ids, id, "{to} → {from}");
    }
}

#[test]
fn what_scrolls_off_stays() {
    let server = Server::start();
    let item = |n: u32| (format!("n{n}"), n, format!("Ferry {n}"));
    let page = |numbers: std::ops::Range<u32>| {
        let items: Vec<_> = numbers.rev().map(item).collect();
        let items: Vec<_> = items.iter().map(|(id, day, t)| (&**id, *day, &**t, "x")).collect();
        Answer::ok(rss(&items))
    };
    let mill = mill(&server);
    for last in [4, 7, 10] {
        server.route("/feed", page(last - 3..last));
        mill.run(&["run"]).silent();
    }
    let want: Vec<String> = (1..10).rev().map(|n| format!("Ferry {n}")).collect();
    assert_eq!(mill.feed("ferries").titles, want);
    // The limit of a feed is by date, whatever the order of arrival.
    mill.run(&["build", "--set", "output.items=5"]).silent();
    assert_eq!(mill.feed("ferries").titles, want[..5]);
}

#[test]
fn a_renamed_source_keeps_its_items_and_their_edits() {
    let server = Server::start();
    server.route("/feed", Answer::ok(rss(&[("a", 1, "Old ferry", "x")])));
    let mill = mill(&server);
    mill.run(&["run"]).silent();
    let before = mill.feed("ferries").ids;
    mill.edit("config.toml", |text| text.replace("\"lane\"", "\"street\""));
    server.route(
        "/feed",
        Answer::ok(rss(&[("a", 1, "New ferry", "x"), ("b", 2, "Next ferry", "y")])),
    );
    mill.run(&["run"]).silent();
    let feed = mill.feed("ferries");
    assert_eq!(feed.titles, ["Next ferry", "New ferry"]);
    assert_eq!(feed.ids[1..], before);
    let status = mill.run(&["status"]).ends_with(0).stdout;
    assert!(status.contains("street") && !status.contains("lane"), "{status}");
}
