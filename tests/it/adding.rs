//! `add`, `import` and `export`: what is found, what is written into the config, and what never is.

mod file;
mod opml;

use std::fs;

use crate::support::{Answer, Mill, Server, rss};

/// A config that may ask this machine, with a comment at each place that an edit could hurt.
const CONFIG: &str = "\
# mine
version = 1

[site]
title    = \"Test wire\"   # for people
base_url = \"https://wire.example/\"

[fetch]
allow_addresses = [\"127.0.0.1\"]

[[source]]
id      = \"old\"
url     = \"https://old.example/feed\"  # the first
enabled = false
# every = \"2h\"

# Topics ------------------------------

[[topic]]
id = \"ferries\"
title = \"Ferries and piers\"
strong = [\"ferry\"]
";

fn mill() -> Mill {
    Mill::new(CONFIG)
}

fn config(mill: &Mill) -> String {
    fs::read_to_string(mill.path("config.toml")).unwrap()
}

/// A page that announces feeds, each `(media type, address, title)`.
fn page(feeds: &[(&str, &str, &str)]) -> String {
    let links: String = feeds
        .iter()
        .map(|(kind, href, title)| {
            format!(
                "<link rel=alternate type='application/{kind}+xml' title='{title}' href='{href}'>"
            )
        })
        .collect();
    format!("<!DOCTYPE html><title>Pier</title>{links}<p>Hi")
}

/// A server with a page at `/` that announces comments, RSS and Atom, and more pages.
fn site() -> Server {
    let server = Server::start();
    let feeds = [
        ("rss", "/comments.xml", "Comments"),
        ("rss", "/rss.xml", "News"),
        ("atom", "/atom.xml", "News"),
        ("rss", "/gone.xml", "Old news"),
    ];
    server.route("/", Answer::ok(page(&feeds)));
    let items = [("c", 30, "Third", "x"), ("b", 28, "Second", "x"), ("a", 26, "First", "x")];
    server.route("/rss.xml", Answer::ok(rss(&items)));
    server.route("/comments.xml", Answer::ok(rss(&items[..1]).replace("Lane", "Replies")));
    let atom = "<feed xmlns='http://www.w3.org/2005/Atom'><title>Pier</title><id>x</id></feed>";
    server.route("/atom.xml", Answer::ok(atom));
    server.route("/bare", Answer::ok(page(&[])));
    server
}

/// The block that a source was written as.
fn block(id: &str, url: &str) -> String {
    format!("\n[[source]]\nid  = \"{id}\"\nurl = \"{url}\"\n")
}

#[test]
fn a_feed_is_added_at_once() {
    let (server, mill) = (site(), mill());
    let url = server.url("/rss.xml");
    let ran = mill.run(&["add", url.as_str()]).ends_with(0);
    let want = format!(
        "added source \"lane\" to config.toml: {url}\n  \
         Lane, RSS, 3 items, newest 1 day ago, about 4 a week\n"
    );
    assert_eq!((&*ran.stdout, &*ran.stderr), (&*want, ""));
    let old = "# every = \"2h\"\n";
    let want = CONFIG.replace(old, &format!("{old}{}", block("lane", url.as_str())));
    assert_eq!(config(&mill), want);
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("all").titles, ["Third", "Second", "First"]);

    // Again, in another spelling: it is there, and no server is asked.
    let before = server.requests("/rss.xml").len();
    let ran = mill.run(&["add", &format!("{url}/?utm_source=x#top")]).ends_with(0);
    assert!(ran.stdout.contains("there already, as source \"lane\"\n"), "{ran:?}");
    let ran = mill.run(&["add", "old.example/feed"]).ends_with(0);
    assert!(ran.stdout.contains("source \"old\", switched off; `enabled = true`"), "{ran:?}");
    assert_eq!(mill.json(&["add", url.as_str()])["already"], "lane");
    assert_eq!(server.requests("/rss.xml").len(), before);
    assert_eq!(config(&mill), want);
}

#[test]
fn of_several_feeds_one_is_picked() {
    let server = site();
    let home = server.url("/");
    let undecided = mill();
    let ran = undecided.run(&["add", home.as_str()]).ends_with(2);
    ran.clone().tells(&["there are 3 feeds", "help: choose with --pick N"]);
    let lines: Vec<&str> = ran.stdout.lines().collect();
    assert_eq!(lines[0], format!("  1  {}", server.url("/rss.xml")));
    assert_eq!(lines[1], "     Lane, RSS, 3 items, newest 1 day ago, about 4 a week");
    assert_eq!(lines[3], "     Pier, Atom, 0 items");
    assert_eq!(lines[5], "     Replies, RSS, 1 item, newest 1 day ago");
    assert!(lines[6].contains("/gone.xml answered 404"), "{lines:?}");
    assert_eq!(config(&undecided), CONFIG);
    let ran = undecided.run(&["add", home.as_str(), "--json"]).ends_with(2);
    let found = &ran.json()["found"];
    assert_eq!((&found[1]["format"], &found[0]["pace_seconds"]), (&"Atom".into(), &172_800.into()));

    let atom = server.url("/atom.xml").to_string();
    let picks: [(&[&str], &str); 4] = [
        (&["--yes"], "/rss.xml"),
        (&["--pick", "2"], "/atom.xml"),
        (&["--pick", &atom], "/atom.xml"),
        (&["--pick", "3", "--json"], "/comments.xml"),
    ];
    for (options, want) in picks {
        let mill = mill();
        mill.run(&[&["add", home.as_str()], options].concat()).ends_with(0);
        assert!(config(&mill).contains(&format!("{}\"\n", server.url(want))), "{options:?}");
    }
    for pick in ["0", "4", "x", "https://old.example/feed"] {
        let ran = undecided.run(&["add", home.as_str(), "--pick", pick]).ends_with(2);
        ran.tells(&["none of the feeds that were found", "/atom.xml"]);
    }
    assert_eq!(config(&undecided), CONFIG);
}

#[test]
fn a_page_that_announces_nothing_is_guessed_at() {
    let (server, mill) = (site(), mill());
    // A page for everything that is not there is what many sites answer.
    server.route("/feed", Answer::ok(page(&[])));
    server.route("/feed.xml", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    let told = mill.json(&["add", server.url("/bare").as_str(), "--id", "pier"]);
    assert_eq!(told["url"], server.url("/feed.xml").as_str());
    for (path, times) in [("/feed", 1), ("/feed.xml", 1), ("/rss.xml", 0), ("/index.xml", 0)] {
        assert_eq!(server.requests(path).len(), times, "{path}");
    }
    // One that has had enough is asked no more, and another host is no guess.
    let stranger = Server::start();
    stranger.route("/feed", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    let busy = Server::start();
    busy.route("/", Answer::ok(page(&[])));
    busy.route(
        "/feed",
        Answer::redirect(302, &stranger.url("/feed").to_string().replace("127.0.0.1", "localhost")),
    );
    busy.route("/feed.xml", Answer::status(503));
    mill.run(&["add", busy.url("/").as_str()]).ends_with(1).tells(&["announces no feed"]);
    assert_eq!((busy.requests("/feed").len(), busy.requests("/rss.xml").len()), (1, 0));
}

#[test]
fn what_is_no_feed_is_told_with_a_way_out() {
    let (server, mill) = (Server::start(), mill());
    server.route("/bare", Answer::ok(page(&[])));
    server.route("/map", Answer::ok("<urlset><url><loc>https://x.example/</loc></url></urlset>"));
    server.route("/pdf", Answer::ok("%PDF-1.7"));
    let cases: [(&str, &[&str]); 4] = [
        ("/bare", &["HTML page", "kind   = \"page\"", "select = { item ="]),
        ("/map", &["sitemap", "kind      = \"sitemap\""]),
        ("/pdf", &["a PDF file", "help: "]),
        ("/none", &["answered 404", "help: "]),
    ];
    for (path, words) in cases {
        mill.run(&["add", server.url(path).as_str()]).ends_with(1).tells(words);
    }
    assert_eq!(config(&mill), CONFIG);
}

#[test]
fn a_list_of_feeds_is_added_as_one() {
    let (server, mill) = (site(), mill());
    let list = format!(
        "<opml><head><title>Harbour lists</title></head><body>\
         <outline xmlUrl='{}'/></body></opml>",
        server.url("/rss.xml")
    );
    server.route("/list.opml", Answer::ok(list));
    let ran = mill.run(&["add", server.url("/list.opml").as_str()]).ends_with(0);
    assert!(ran.stdout.contains("Harbour lists, OPML, 1 feed\n"), "{ran:?}");
    assert!(config(&mill).contains("id   = \"harbour-lists\"\nkind = \"opml\"\nurl  = "));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("all").titles.len(), 3);
}

#[test]
fn options_reach_the_file() {
    let (server, mill) = (site(), mill());
    let url = server.url("/rss.xml").to_string();
    let args = ["add", &url, "--id", "pier", "--topic", "ferries", "--name", "The \"Pier\""];
    let ran = mill.run(&[&args[..], &["--dry-run"]].concat()).ends_with(0);
    let block = format!(
        "[[source]]\nid     = \"pier\"\nurl    = \"{url}\"\nname   = 'The \"Pier\"'\n\
         topics = [\"ferries\"]\n"
    );
    assert!(ran.stdout.starts_with("would add to config.toml:\n"), "{ran:?}");
    assert!(ran.stdout.contains(&block), "{ran:?}");
    assert_eq!(config(&mill), CONFIG);
    mill.run(&args).ends_with(0);
    assert!(config(&mill).contains(&block));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles.len(), 3);

    let wrong: [(&[&str], &str); 4] = [
        (&["--id", "old"], "another source has it"),
        (&["--id", "Old One"], "lower-case letters"),
        (&["--topic", "ai"], "the topics are: ferries"),
        (&["--yes", "--pick", "1"], "--pick"),
    ];
    let before = (config(&mill), server.connections());
    let url = server.url("/atom.xml");
    for (options, words) in wrong {
        let args = [&["add", url.as_str()], options].concat();
        mill.run(&args).ends_with(2).tells(&[words]);
    }
    assert_eq!((config(&mill), server.connections()), before);
}

#[test]
fn private_addresses_stay_private() {
    let (server, stranger, mill) = (Server::start(), Server::on([127, 0, 0, 2].into()), mill());
    stranger.route("/feed", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    let bait = stranger.url("/feed").to_string();
    server.route("/", Answer::ok(page(&[("rss", &bait, "News")])));
    let ran = mill.run(&["add", server.url("/").as_str()]).ends_with(1);
    ran.tells(&["not a public address"]);
    assert_eq!(stranger.connections(), 0);
    let ran = mill.run(&["add", server.url("/").as_str(), "--allow", "127.0.0.2"]).ends_with(0);
    assert!(ran.stdout.contains("fetch.allow_addresses"), "{ran:?}");
    assert!(config(&mill).contains(&bait));
}

#[test]
fn secrets_are_never_written() {
    let (server, mill) = (site(), mill());
    let secret = server.url("/rss.xml").to_string().replace("http://", "http://me:hunter2@");
    for url in [&secret, &secret.replace(":hunter2", "")] {
        let ran = mill.run(&["add", url]).ends_with(2);
        assert!(!ran.stderr.contains("hunter2"), "{ran:?}");
        ran.tells(&["holds a user name or password", "help: ", "environment"]);
    }
    // A page cannot make us write one either.
    server.route("/bait", Answer::ok(page(&[("rss", &secret, "News")])));
    mill.run(&["add", server.url("/bait").as_str(), "--yes"]).ends_with(0);
    assert!(!config(&mill).contains("hunter2"), "{}", config(&mill));
}
