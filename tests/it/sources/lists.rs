//! Lists of feeds: OPML files and addresses.

use super::asked;
use crate::support::{Answer, DAY_LATER, Mill, Server, YEAR_LATER, news, rss};

/// A list of feeds, each `(folder, title, address)`.
fn opml(feeds: &[(&str, &str, &str)]) -> String {
    let mut body = String::new();
    for (folder, title, url) in feeds {
        let outline = format!("<outline type=\"rss\" text=\"{title}\" xmlUrl=\"{url}\"/>");
        body.push_str(&match *folder {
            "" => outline,
            folder => format!("<outline text=\"{folder}\">{outline}</outline>\n"),
        });
    }
    format!("<opml version=\"2.0\"><head><title>Mine</title></head><body>{body}</body></opml>")
}

fn config(place: &str) -> String {
    news(&[]) + &format!("[[source]]\nid = \"list\"\nkind = \"opml\"\n{place}\n")
}

/// A server with three feeds of one item each.
fn feeds() -> Server {
    let server = Server::start();
    for (day, name) in [(1, "one"), (2, "two"), (3, "three")] {
        let feed = rss(&[(name, day, &format!("Ferry {name}"), "x")]);
        server.route(&format!("/{name}"), Answer::ok(feed));
    }
    server
}

#[test]
fn a_list_is_kept_in_step() {
    let server = feeds();
    let urls = ["/one", "/two", "/three"].map(|path| server.url(path).to_string());
    let [one, two, three] = urls.each_ref().map(String::as_str);
    let mill = Mill::new(&config("path = \"lists/*.opml\""));
    mill.write("lists/a.opml", opml(&[("", "One", one), ("Boats/Old", "Two", two)]));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Ferry two", "Ferry one"]);
    let ids = mill.feed("ferries").ids;
    let sources = mill.json(&["list", "sources"]);
    let sources: Vec<_> = sources.as_array().unwrap().iter().collect();
    assert_eq!(sources.len(), 3, "{sources:?}");
    assert_eq!((&sources[1]["address"], &sources[1]["items"]), (&one.into(), &1.into()));
    assert!(sources.iter().all(|source| source["enabled"] == true), "{sources:?}");
    let item = &mill.explain("Ferry two")["item"];
    assert_eq!(
        (&item["origin"]["title"], &item["categories"][0]),
        (&"Two".into(), &"Boats/Old".into())
    );

    // One leaves, one comes: the items of the one that left stay, and it is asked no more.
    mill.write("lists/a.opml", opml(&[("", "Two", two), ("", "Three", three)]));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Ferry three", "Ferry two", "Ferry one"]);
    assert_eq!(mill.feed("ferries").ids[1..], ids);
    asked(&server, &[("/one", 1), ("/two", 2), ("/three", 1)]);
    let status = mill.json(&["status"]);
    let left = status.as_array().unwrap().iter().find(|source| source["address"] == one).unwrap();
    assert_eq!((&left["enabled"], &left["items"]), (&false.into(), &1.into()));

    let before = mill.published();
    mill.run_at(YEAR_LATER, &["run"]).silent();
    mill.published_still(&before);
}

#[test]
fn a_list_that_cannot_be_read_is_the_list_of_last_time() {
    let server = feeds();
    let list = opml(&[("", "One", server.url("/one").as_str())]);
    server.route("/list", Answer::ok(list.clone()));
    let mill = Mill::new(&config(&format!("url = \"{}\"", server.url("/list"))));
    mill.run(&["run"]).silent();
    // Nothing new in the list: its feeds are asked all the same.
    server.route("/list", Answer::ok(list.clone()).header("ETag", "\"1\"").conditional());
    for times in [2, 3] {
        mill.run(&["run"]).silent();
        asked(&server, &[("/one", times)]);
    }
    assert_eq!(server.requests("/list")[2].header("If-None-Match"), Some("\"1\""));
    let cut = &list[..list.find("</body>").unwrap()];
    for (day, answer) in [
        ("2026-06-02", Answer::status(500)),
        ("2026-06-03", Answer::ok("")),
        ("2026-06-04", Answer::ok("<html></html>")),
        ("2026-06-05", Answer::ok(cut)),
    ] {
        server.route("/list", answer);
        let before = server.requests("/one").len();
        mill.run_at(day, &["run"]).ends_with(0).tells(&["source \"list\""]);
        asked(&server, &[("/one", before + 1)]);
    }
    assert!(mill.run(&["status"]).stdout.contains("failed 4 times"));
    // A local one that is gone is no empty one either.
    let mill = Mill::new(&config("path = \"my.opml\""));
    mill.write("my.opml", list);
    mill.run(&["run"]).silent();
    std::fs::remove_file(mill.path("my.opml")).unwrap();
    let before = server.requests("/one").len();
    mill.run(&["run"]).ends_with(0).tells(&["there is no list at", "my.opml"]);
    asked(&server, &[("/one", before + 1)]);
}

#[test]
fn a_local_list_is_read_at_every_run_and_its_feeds_when_they_are_due() {
    let server = feeds();
    let mill = Mill::new(&config("path = \"my.opml\"").replace("min_interval = \"0s\"\n", ""));
    mill.write("my.opml", opml(&[("", "One", server.url("/one").as_str())]));
    mill.run_at("2026-06-01T08:00:00Z", &["run"]).silent();
    let two = [server.url("/one"), server.url("/two")];
    mill.write("my.opml", opml(&[("", "One", two[0].as_str()), ("", "Two", two[1].as_str())]));
    mill.run_at("2026-06-01T08:05:00Z", &["run"]).silent();
    asked(&server, &[("/one", 1), ("/two", 1)]);
    mill.run_at("2026-06-01T08:30:00Z", &["run"]).silent();
    asked(&server, &[("/one", 2), ("/two", 1)]);
}

#[test]
fn the_config_wins_over_a_list() {
    let server = feeds();
    let urls = ["/one", "/two", "/three"].map(|path| server.url(path).to_string());
    let [one, two, three] = urls.each_ref().map(String::as_str);
    let mut text = config("path = \"my.opml\"\nmax_sources = 1\n");
    text += &format!("[[source]]\nid = \"own\"\nurl = \"{one}\"\nname = \"My one\"\n");
    text += &format!("[[source]]\nid = \"off\"\nurl = \"{two}\"\nenabled = false\n");
    let mill = Mill::new(&text);
    // Slash and letters of the host are no difference, and a list in a list is none at all.
    let slash = format!("{one}/");
    let list =
        [("", "One", &*slash), ("", "Two", two), ("", "Three", three), ("", "More", &three[..8])];
    mill.write("my.opml", opml(&list));
    mill.run(&["run"]).ends_with(0).tells(&["and `max_sources` is 1; took the first"]);
    asked(&server, &[("/one", 1), ("/one/", 0), ("/two", 0), ("/three", 1)]);
    assert_eq!(mill.explain("Ferry one")["item"]["source"], "own");

    // Into the config and out of it again, a source keeps its items.
    let ids = mill.feed("ferries").ids;
    mill.edit("config.toml", |text| {
        text.replace("kind = \"opml\"", "kind = \"opml\"\nenabled = false")
    });
    mill.edit("config.toml", |text| {
        text.to_owned() + &format!("[[source]]\nid = \"c\"\nurl = \"{three}\"\n")
    });
    let edited = rss(&[("three", 3, "Ferry number three", "x")]);
    server.route("/three", Answer::ok(edited));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Ferry number three", "Ferry one"]);
    assert_eq!(mill.feed("ferries").ids, ids);
}

#[test]
fn folders_give_topics_where_asked() {
    let server = feeds();
    server.route("/one", Answer::ok(rss(&[("x", 1, "Nothing of the sort", "x")])));
    let one = server.url("/one");
    let mill = Mill::new(&config("path = \"my.opml\"\ntopics_from_folders = true"));
    mill.write("my.opml", opml(&[("FERRIES", "One", one.as_str())]));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Nothing of the sort"]);
    mill.edit("config.toml", |text| text.replace("topics_from_folders = true", ""));
    mill.run(&["build", "--force"]).silent();
    assert_eq!(mill.feed("ferries").titles, [""; 0]);
}

#[test]
fn a_list_names_addresses_of_the_web_and_nothing_private() {
    let server = feeds();
    let mill = Mill::new(&config("path = \"my.opml\"").replace("127.0.0.1", "127.0.0.9"));
    mill.write("secret.xml", rss(&[("a", 1, "A secret ferry", "x")]));
    let file = format!("file://{}", mill.path("secret.xml").display());
    let one = server.url("/one");
    let list = [("", "A", "secret.xml"), ("", "B", &*file), ("", "C", one.as_str())];
    mill.write("my.opml", opml(&list));
    mill.run(&["run"]).ends_with(0).tells(&["which is not a public address"]);
    assert_eq!(mill.feed("all").titles, [""; 0]);
    assert_eq!(server.connections(), 0);
}

#[test]
fn a_list_that_is_suddenly_empty_keeps_its_feeds() {
    let server = feeds();
    let (one, two) = (server.url("/one"), server.url("/two"));
    let list = opml(&[("", "One", one.as_str()), ("", "Two", two.as_str())]);
    server.route("/list", Answer::ok(list).header("ETag", "\"1\"").conditional());
    let mill = Mill::new(&config(&format!("url = \"{}\"", server.url("/list"))));
    mill.run(&["run"]).silent();
    let before = mill.published();
    for empty in [opml(&[]), opml(&[("Folder", "x", "")])] {
        server.route("/list", Answer::ok(empty).header("ETag", "\"2\"").conditional());
        mill.run(&["run", "-v"]).ends_with(0).tells(&["names no feed any more"]);
        mill.published_still(&before);
    }
    asked(&server, &[("/one", 3), ("/two", 3)]);
    // Its validators are not kept: as long as it is empty it is read whole.
    assert_eq!(server.requests("/list")[2].header("If-None-Match"), Some("\"1\""));
    // It comes back, with one feed less: that one is asked no more, and its item stays.
    let back = opml(&[("", "Two", two.as_str())]);
    server.route("/list", Answer::ok(back).header("ETag", "\"3\"").conditional());
    mill.run_at(DAY_LATER, &["run"]).tells(&["source \"list\": works again"]);
    mill.run_at(DAY_LATER, &["run"]).silent();
    asked(&server, &[("/one", 3), ("/two", 5), ("/list", 5)]);
    assert_eq!(server.requests("/list")[4].header("If-None-Match"), Some("\"3\""));
    mill.feeds_still(&before);
}

#[test]
fn a_list_that_is_empty_from_the_start_is_no_failure() {
    let server = feeds();
    server.route("/list", Answer::ok(opml(&[])));
    let mill = Mill::new(&config(&format!("url = \"{}\"", server.url("/list"))));
    mill.run(&["run"]).silent();
    server.route("/list", Answer::ok(opml(&[("", "One", server.url("/one").as_str())])));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Ferry one"]);
}
