//! Sources that lead to others or are no feeds: pages, lists, sitemaps, full texts. What a subscriber
//! gets of them, and what servers are asked.

mod lists;
mod pages;
mod parse;
mod robots;
mod texts;

use crate::support::{Answer, DAY_LATER, Mill, Server, news, rss};

/// A page with links to feeds, each `(address, title)`.
fn page(feeds: &[(&str, &str)]) -> String {
    let mut head = String::new();
    for (href, title) in feeds {
        head.push_str(&format!(
            "<link rel=\"alternate\" type=\"application/rss+xml\" title=\"{title}\" href=\"{href}\">\n"
        ));
    }
    format!(
        "<!DOCTYPE html><html><head><title>Pier</title>{head}</head><body><p>Hi</p></body></html>"
    )
}

/// A mill with one source `lane` at a path.
fn mill(server: &Server, path: &str) -> Mill {
    Mill::new(&news(&[("lane", server.url(path).as_str())]))
}

/// How often each path was asked for.
#[track_caller]
fn asked(server: &Server, want: &[(&str, usize)]) {
    for (path, times) in want {
        assert_eq!(server.requests(path).len(), *times, "{path}");
    }
}

#[test]
fn a_page_leads_to_its_feed() {
    let server = Server::start();
    server.route("/", Answer::ok(page(&[("/comments.xml", "Comments"), ("feed.xml", "News")])));
    let feed = rss(&[("a", 1, "A ferry", "x")]);
    server.route("/feed.xml", Answer::ok(feed).header("ETag", "\"1\"").conditional());
    let mill = mill(&server, "/");
    let told = mill.run(&["run", "-v"]).ends_with(0);
    told.tells(&[&format!("source \"lane\": found its feed at {}", server.url("/feed.xml"))]);
    assert_eq!(mill.feed("ferries").titles, ["A ferry"]);
    asked(&server, &[("/", 1), ("/feed.xml", 1), ("/comments.xml", 0)]);

    // From then on the feed is asked, with its own validators.
    let before = mill.published();
    mill.run_at(DAY_LATER, &["run"]).silent();
    mill.published_still(&before);
    asked(&server, &[("/", 1), ("/feed.xml", 2)]);
    assert_eq!(server.requests("/feed.xml")[1].header("If-None-Match"), Some("\"1\""));
    let status = mill.json(&["status"]);
    assert_eq!(status[0]["address"], server.url("/").as_str());
    assert_eq!(status[0]["feed"], server.url("/feed.xml").as_str());
}

#[test]
fn a_feed_that_moves_is_asked_of_its_page_again() {
    let server = Server::start();
    let gone = [Answer::status(404), Answer::ok(page(&[])), Answer::ok("")];
    for (number, gone) in gone.into_iter().enumerate() {
        let (page_at, old, new) =
            (format!("/{number}"), format!("/{number}/old"), format!("/{number}/new"));
        server.route(&page_at, Answer::ok(page(&[(&old, "News")])));
        server.route(&old, Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
        let mill = mill(&server, &page_at);
        mill.run(&["run"]).silent();
        let ids = mill.feed("ferries").ids;

        // The page still names the one that is gone: that is the failure, and nothing is lost.
        let before = mill.published();
        server.route(&old, gone);
        mill.run(&["run"]).ends_with(4).tells(&[old.as_str()]);
        mill.published_still(&before);

        server.route(&page_at, Answer::ok(page(&[(&new, "News")])));
        server.route(
            &new,
            Answer::ok(rss(&[("b", 2, "Two ferries", "x"), ("a", 1, "A ferry", "x")])),
        );
        mill.run(&["run"]).ends_with(0).tells(&["source \"lane\": works again"]);
        assert_eq!(mill.feed("ferries").titles, ["Two ferries", "A ferry"]);
        assert_eq!(mill.feed("ferries").ids[1..], ids);
        mill.run(&["run"]).silent();
        asked(&server, &[(&page_at, 3), (&old, 3), (&new, 2)]);
    }
}

#[test]
fn a_feed_that_is_only_down_is_waited_for() {
    let server = Server::start();
    server.route("/", Answer::ok(page(&[("/feed", "News")])));
    server.route("/feed", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    let mill = mill(&server, "/");
    mill.run(&["run"]).silent();
    server.route("/feed", Answer::status(500));
    for _ in 0..2 {
        mill.run(&["run", "-v"]).ends_with(4).tells(&["answered 500"]);
    }
    asked(&server, &[("/", 1)]);
    // Down for so long, it may have moved.
    server.route("/", Answer::ok(page(&[("/other", "News")])));
    server.route("/other", Answer::ok(rss(&[("b", 2, "Two ferries", "x")])));
    mill.run_at("2026-06-03", &["run"]).ends_with(0);
    asked(&server, &[("/", 2), ("/other", 1)]);
    assert_eq!(mill.feed("ferries").titles, ["Two ferries", "A ferry"]);
}

#[test]
fn a_page_leads_nowhere_else() {
    let (server, stranger) = (Server::start(), Server::on([127, 0, 0, 2].into()));
    stranger.route("/feed", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    let bait = stranger.url("/feed");
    // Not to a private host that is not allowed, and not from page to page.
    server.route("/bait", Answer::ok(page(&[(bait.as_str(), "News")])));
    server.route("/deep", Answer::ok(page(&[("/deeper", "News")])));
    server.route("/deeper", Answer::ok(page(&[("/deepest", "News")])));
    server.route("/file", Answer::ok(page(&[("file:///etc/hostname", "News")])));
    server.route("/self", Answer::ok(page(&[("/self", "News")])));
    let paths = ["/bait", "/deep", "/file", "/self"];
    let urls = paths.map(|path| (path[1..].to_owned(), server.url(path).to_string()));
    let sources: Vec<(&str, &str)> = urls.iter().map(|(id, url)| (&**id, &**url)).collect();
    let mill = Mill::new(&news(&sources));
    let ran = mill.run(&["run"]).ends_with(4);
    ran.tells(&["which is not a public address", "\"deep\"", "\"file\"", "\"self\"", "HTML"]);
    assert_eq!(stranger.connections(), 0);
    asked(&server, &[("/deeper", 1), ("/deepest", 0), ("/self", 1)]);

    mill.edit("config.toml", |text| {
        text.replace("[\"127.0.0.1\"]", "[\"127.0.0.1\", \"127.0.0.2\"]")
    });
    mill.run(&["run"]).ends_with(0);
    assert_eq!(mill.feed("ferries").titles, ["A ferry"]);
}

#[test]
fn what_stands_in_the_way_leads_nowhere() {
    let server = Server::start();
    let walls = [
        (
            "Just a moment...",
            "a challenge page of a CDN",
            "ask the publisher to let feed readers in",
        ),
        ("Hotspot login", "a captive portal of a network", "check the network of this machine"),
        ("Domain for sale", "a page of a parked domain", "switch the source off"),
        ("404 Not Found", "a \"not found\" page", "look for the feed's new address"),
    ];
    server.route("/other", Answer::ok(rss(&[("b", 2, "Somebody's ferry", "x")])));
    for (number, (title, words, help)) in walls.into_iter().enumerate() {
        let named = page(&[("/other", "News")]);
        let wall = named.replace("Pier", title).replace("<p>Hi</p>", &format!("<h1>{title}</h1>"));
        let path = format!("/{number}");
        server.route(&path, Answer::ok(wall));
        let mill = mill(&server, &path);
        let told = format!("{} is {words}, not a feed: \"{title}\"", server.url(&path));
        mill.run(&["run"]).ends_with(4).tells(&[&told, help]);
        assert!(mill.run(&["status"]).stdout.contains(&told));
        let judged = mill.run(&["lint", "--allow", "127.0.0.1", server.url(&path).as_str()]);
        judged.ends_with(1).tells(&[&told, help]);
    }
    asked(&server, &[("/other", 0)]);
}

#[test]
fn a_wall_before_a_feed_is_waited_for() {
    let server = Server::start();
    server.route("/", Answer::ok(page(&[("/feed", "News")])));
    server.route("/feed", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    let mill = mill(&server, "/");
    mill.run(&["run"]).silent();
    let before = mill.published();
    server.route("/", Answer::ok(page(&[("/other", "News")])));
    server.route("/other", Answer::ok(rss(&[("b", 2, "Two ferries", "x")])));
    server.route("/feed", Answer::ok("<html><title>Just a moment...</title></html>"));
    for _ in 0..2 {
        let ran = mill.run(&["run", "-v", "--force"]).ends_with(4);
        ran.tells(&["/feed is a challenge page of a CDN, not a feed"]);
    }
    asked(&server, &[("/", 1), ("/other", 0)]);
    mill.published_still(&before);
    // One that stays is like a feed that is down for so long.
    mill.run_at(DAY_LATER, &["run"]).ends_with(0);
    asked(&server, &[("/", 2), ("/other", 1)]);
}

#[test]
fn a_wall_is_no_article() {
    let server = Server::start();
    server.route("/a", Answer::ok("<html><title>Just a moment...</title><p>Wait</html>"));
    let source =
        format!("[[source]]\nid = \"a\"\nkind = \"html\"\nurl = \"{}\"\n", server.url("/a"));
    let mill = Mill::new(&(news(&[]) + &source));
    mill.run(&["run"]).ends_with(4).tells(&["/a is a challenge page of a CDN, not an article"]);
    assert_eq!(mill.feed("all").ids, [""; 0]);
}
