//! Sources that fail: each is told by its id, and costs no other source anything and no feed an item.

use std::{fs, net::TcpListener};

use crate::support::{Answer, Mill, Server, news, rss};

const BROKEN: &str = "<rss version=\"2.0\"><channel><title>Lane</title><item><title>A ferry";

/// Every way in which a source can fail, with words of what is told.
fn faults() -> Vec<(&'static str, Answer, &'static str)> {
    let html = "<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Sign in</body>";
    let large = rss(&[("x", 1, "A ferry", &"wide ".repeat(20_000))]);
    vec![
        ("error", Answer::status(500), "answered 500 Internal Server Error"),
        ("missing", Answer::status(404), "answered 404 Not Found"),
        ("slow", Answer::hang(), "is too slow: not done within 10s"),
        (
            "page",
            Answer::ok(html),
            "is a login page, not a feed: \"Sign in\"\n  help: send credentials",
        ),
        ("broken", Answer::ok(BROKEN), "is broken"),
        ("large", Answer::ok(large), "is larger than 65536 bytes"),
        ("empty", Answer::ok(""), "empty"),
        ("coded", Answer::ok("no gzip").header("Content-Encoding", "gzip"), "is cut or damaged"),
        ("cut", Answer::ok(rss(&[])).cut(20), "is cut or damaged"),
        ("binary", Answer::ok(&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..]), "an image, not a feed"),
        ("around", Answer::redirect(302, "/around"), "it leads in a circle"),
        ("nothing", Answer::status(204), "answered 204"),
    ]
}

#[test]
fn sources_that_break_cost_nobody_anything() {
    let server = Server::start();
    // At an address of its own, whose ports nobody else takes while it is down.
    let mortal = Server::on([127, 0, 0, 3].into());
    let faults = faults();
    let mut sources = vec![("dead".to_owned(), mortal.url("/dead").to_string())];
    mortal.route("/dead", Answer::ok(rss(&[("dead", 1, "The dead ferry", "x")])));
    for (id, ..) in &faults {
        sources.push(((*id).to_owned(), server.url(&format!("/{id}")).to_string()));
    }
    sources.push(("good".to_owned(), server.url("/good").to_string()));
    let sources: Vec<(&str, &str)> = sources.iter().map(|(id, url)| (&**id, &**url)).collect();
    for (day, (id, _)) in (1..).zip(&sources) {
        let feed = rss(&[(id, day, &format!("The {id} ferry"), "x")]);
        server.route(&format!("/{id}"), Answer::ok(feed).header("ETag", "\"good\""));
    }
    let config = news(&sources).replace("[\"127.0.0.1\"]", "[\"127.0.0.1\", \"127.0.0.3\"]");
    let mill = Mill::new(&config);
    mill.run(&["run"]).silent();
    let feed = mill.feed("ferries");
    assert_eq!(feed.ids.len(), faults.len() + 2);

    // All break but one, and that one has news.
    drop(mortal);
    for (id, answer, _) in &faults {
        server.route(&format!("/{id}"), answer.clone().header("ETag", "\"broken\""));
    }
    let items = [("new", 29, "A new ferry", "x"), ("good", 14, "The good ferry", "x")];
    server.route("/good", Answer::ok(rss(&items)));
    let ran = mill.run_at("2026-06-02", &["run"]).ends_with(0);
    for (id, _, words) in &faults {
        let start = ran.stderr.find(&format!("warning: source \"{id}\": ")).expect(id);
        let told = ran.stderr[start..].split("\nwarning: ").next().unwrap();
        assert!(told.contains(words), "{words:?} is not in {told:?}");
    }
    let ran = ran.tells(&["warning: source \"dead\": ", "it refuses connections"]);
    assert!(!ran.stderr.contains("\"good\""), "{}", ran.stderr);
    assert_eq!(mill.feed("ferries").titles[0], "A new ferry");
    assert_eq!(mill.feed("ferries").ids[1..], feed.ids);

    // What is broken again changes nothing more. Then all heal, and are asked as if they had not
    // broken: their own validators went with the good body.
    let before = mill.published();
    server.route("/slow", Answer::status(500));
    mill.run_at("2026-06-03", &["run"]).ends_with(0);
    mill.published_still(&before);
    for (day, (id, ..)) in (1..).zip(&faults) {
        let feed = rss(&[(&format!("{id}-2"), day, &format!("The second {id} ferry"), "x")]);
        server.route(&format!("/{id}"), Answer::ok(feed));
    }
    mill.run_at("2026-06-04", &["run"]).ends_with(0);
    assert_eq!(mill.feed("ferries").ids.len(), feed.ids.len() + 1 + faults.len());
    for (id, ..) in &faults {
        let asked = server.requests(&format!("/{id}"));
        let sent: Vec<_> = asked.iter().skip(1).map(|r| r.header("If-None-Match")).collect();
        // Some servers stumble over validators: after a 500, they are left out once.
        let without = usize::from(*id == "error");
        assert_eq!(sent.iter().filter(|tag| tag.is_none()).count(), without, "{id}: {sent:?}");
        assert!(sent.iter().flatten().all(|tag| *tag == "\"good\""), "{id}: {sent:?}");
    }
}

#[test]
fn a_body_that_breaks_off_in_the_middle_gives_what_is_whole() {
    let server = Server::start();
    let whole = rss(&[("a", 2, "First ferry", "x"), ("b", 1, "Second ferry", "x")]);
    let cut = whole.find("Second").unwrap();
    server.route("/feed", Answer::ok(&whole[..cut]).header("ETag", "\"1\""));
    let mill = Mill::new(&news(&[("lane", server.url("/feed").as_str())]));
    let told = ["source \"lane\"", "is broken at line ", "help: "];
    mill.run_at("2026-06-01", &["run"]).ends_with(4).tells(&told);
    assert_eq!(mill.feed("ferries").titles, ["First ferry"]);
    // The same bytes are broken in the same place, and bring nothing to those who look again.
    let before = mill.published();
    for (day, args) in [("02", &["run", "-v"][..]), ("03", &["run", "-v", "--force"])] {
        mill.run_at(&format!("2026-06-{day}"), args).ends_with(4).tells(&told);
    }
    mill.published_still(&before);
    server.route("/feed", Answer::ok(whole).header("ETag", "\"1\"").conditional());
    let ran = mill.run_at("2026-06-04", &["run"]).ends_with(0);
    ran.tells(&["source \"lane\": works again"]);
    assert_eq!(mill.feed("ferries").titles, ["First ferry", "Second ferry"]);
}

#[test]
fn a_bad_file_costs_its_neighbours_nothing() {
    let config = "[[source]]\nid = \"files\"\nkind = \"feed\"\npaths = [\"in/*\"]\n\
                  [[source]]\nid = \"notes\"\nkind = \"markdown\"\npaths = [\"notes/*\"]\n";
    let mill = Mill::new(&(news(&[]) + config));
    mill.write("in/a-broken.xml", BROKEN);
    mill.write("in/b-good.xml", rss(&[("a", 2, "First ferry", "x")]));
    mill.write("in/c-page.xml", "<!DOCTYPE html><html><body>Sign in</body></html>");
    mill.write("in/d-empty.xml", "");
    mill.write("in/e-large.xml", rss(&[("x", 1, "A ferry", &"wide ".repeat(20_000))]));
    mill.write("notes/f.md", "# Ferries at night\n\nThey sail without lights.\n");
    mill.write("notes/g.md", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    let names =
        ["in/a-broken.xml", "in/c-page.xml", "in/d-empty.xml", "in/e-large.xml", "notes/g.md"];
    for args in [&["run"][..], &["run", "-v"]] {
        let ran = mill.run(args).tells(&names).tells(&["source \"files\"", "help: mend"]);
        assert!(!ran.stderr.contains("b-good"), "{}", ran.stderr);
        let titles = mill.feed("all").titles;
        assert_eq!(titles, ["Ferries at night", "First ferry"]);
    }
    names.iter().for_each(|name| fs::remove_file(mill.path(name)).unwrap());
    let before = mill.published();
    let healed = ["source \"files\": works again", "source \"notes\": works again"];
    mill.run(&["run"]).ends_with(0).tells(&healed);
    mill.published_still(&before);
}

#[test]
fn fail_on_says_how_many_are_too_many() {
    let server = Server::start();
    server.route("/good", Answer::ok(rss(&[("a", 2, "First ferry", "x")])));
    let urls = ["/good", "/bad", "/worse"].map(|path| server.url(path).to_string());
    let [good, bad, worse] = urls.each_ref().map(String::as_str);
    let check = |sources: &[(&str, &str)], fail_on: &str, code: i32| {
        let mill = Mill::new(&news(sources));
        let ran = match fail_on {
            "" => mill.run(&["run"]),
            fail_on => mill.run(&["run", "--fail-on", fail_on]),
        };
        ran.ends_with(code);
        assert!(mill.published().contains_key("ferries/rss.xml"), "published all the same");
    };
    let mixed = [("good", good), ("bad", bad), ("worse", worse)];
    for (fail_on, code) in [("", 0), ("all", 0), ("any", 4), ("2", 4), ("3", 0), ("never", 0)] {
        check(&mixed, fail_on, code);
    }
    check(&mixed[1..], "", 4);
    check(&mixed[1..], "never", 0);
    check(&mixed[..1], "any", 0);
}

#[test]
fn a_source_that_never_worked_is_told_in_status() {
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let mill = Mill::new(&news(&[("dead", &format!("http://{closed}/feed"))]));
    assert!(mill.run(&["status"]).stdout.contains("not visited yet"));
    mill.run(&["run"]).ends_with(4);
    mill.run(&["run"]).ends_with(4);
    let status = mill.run(&["status"]).ends_with(0).stdout;
    assert!(status.contains("failed 2 times, never well: cannot connect to"), "{status}");
    let status = mill.json(&["status"]);
    assert_eq!((&status[0]["id"], &status[0]["failures"]), (&"dead".into(), &2.into()));
    assert_eq!(mill.feed("ferries").ids, [""; 0], "a feed without items is a feed");
}
