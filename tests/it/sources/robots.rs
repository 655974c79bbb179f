//! Pages are asked for as robots.txt of their host permits; feeds need no permission.

use crate::support::{Answer, Mill, Server, news, rss};

/// A mill with a page that lists articles, and a feed with full text.
fn mill(server: &Server, robots: Answer) -> Mill {
    server.route("/robots.txt", robots);
    let list = "<html><ul><li><a href=\"/pier\">A ferry at the pier</a></li></ul></html>";
    server.route("/list", Answer::ok(list));
    let item = rss(&[(server.url("/text").as_str(), 1, "A long ferry", "x")]);
    server.route("/feed", Answer::ok(item));
    let (page, feed) = (server.url("/list"), server.url("/feed"));
    let sources = format!(
        "[[source]]\nid = \"page\"\nkind = \"page\"\nurl = \"{page}\"\nselect = {{ item = \"li\" }}\n\
         [[source]]\nid = \"feed\"\nurl = \"{feed}\"\nfull_text = true\n"
    );
    Mill::new(&(news(&[]) + &sources))
}

#[track_caller]
fn asked(server: &Server, want: &[(&str, usize)]) {
    for (path, times) in want {
        assert_eq!(server.requests(path).len(), *times, "{path}");
    }
}

#[test]
fn what_is_closed_is_not_asked_and_a_feed_always_is() {
    let server = Server::start();
    let mill = mill(&server, Answer::ok("User-agent: *\nDisallow: /list\nDisallow: /text\n"));
    let ran = mill.run(&["run"]).ends_with(0);
    ran.tells(&[
        "source \"page\": ",
        "/list is closed to programs: robots.txt of its host says so",
    ]);
    assert_eq!(mill.feed("all").titles, ["A long ferry"]);
    asked(&server, &[("/robots.txt", 1), ("/list", 0), ("/text", 0), ("/feed", 1)]);
}

#[test]
fn a_group_of_our_own_counts_more_and_holds_for_a_day() {
    let server = Server::start();
    let robots = "User-agent: *\nDisallow: /\n\nUser-agent: feedmill\nAllow: /\n";
    let mill = mill(&server, Answer::ok(robots));
    for hour in ["00", "06", "12", "23"] {
        mill.run_at(&format!("2026-06-01T{hour}:00:00Z"), &["run"]).ends_with(0);
    }
    asked(&server, &[("/robots.txt", 1), ("/list", 4)]);
    mill.run_at("2026-06-02T01:00:00Z", &["run"]).ends_with(0);
    asked(&server, &[("/robots.txt", 2), ("/list", 5)]);
}

#[test]
fn no_file_permits_all_and_a_broken_server_nothing() {
    let server = Server::start();
    let free = mill(&server, Answer::status(404));
    free.run(&["run"]).ends_with(0);
    asked(&server, &[("/list", 1)]);
    let broken = Server::start();
    let none = mill(&broken, Answer::status(500));
    none.run(&["run"]).tells(&["/list is closed to programs"]);
    asked(&broken, &[("/list", 0), ("/feed", 1)]);
}
