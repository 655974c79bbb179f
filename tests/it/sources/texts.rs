//! `full_text`: what the pages of items add.

use super::asked;
use crate::support::{Answer, Mill, Server, YEAR_LATER, news};

const LONG: &str = "<p>The ferry has been rebuilt from the keel up, and every cabin of it is new, as the \
    yard says, down to the handles of the doors.</p><p>It sails again in May, twice a day, with room \
    for ninety cars and a kitchen that bakes its own bread for every crossing of the strait.</p>\
    <p>Tickets are sold at the pier, and only there, because the owner of the line does not trust \
    machines that print what nobody has asked them for.</p>";

fn article(title: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head><body><nav>Menu</nav>\
         <article><h1>{title}</h1>{LONG}</article></body></html>"
    )
}

/// A feed whose items link to `/a/N` of the server.
fn feed(server: &Server, days: std::ops::RangeInclusive<u32>, text: &str) -> String {
    let items: String = days
        .rev()
        .map(|day| {
            format!(
                "<item><guid isPermaLink=\"false\">n{day}</guid><title>Ferry {day}</title>\
                 <link>{}</link><description>{text}</description>\
                 <pubDate>{day:02} May 2026 10:00:00 GMT</pubDate></item>",
                server.url(&format!("/a/{day}"))
            )
        })
        .collect();
    format!("<rss version=\"2.0\"><channel><title>Lane</title>{items}</channel></rss>")
}

fn mill(server: &Server, more: &str) -> Mill {
    let source = news(&[("lane", server.url("/feed").as_str())]);
    Mill::new(&(source + "full_text = true\n" + more))
}

fn content(mill: &Mill, title: &str) -> String {
    let item = &mill.explain(title)["item"];
    item["content"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn the_text_of_new_items_is_that_of_their_pages() {
    let server = Server::start();
    server.route("/feed", Answer::ok(feed(&server, 1..=2, "Short.")));
    server.route("/a/1", Answer::ok(article("Ferry 1")));
    server.route("/a/2", Answer::ok(article("Ferry 2")));
    let mill = mill(&server, "");
    mill.run(&["run"]).silent();
    assert!(content(&mill, "Ferry 1").contains("rebuilt from the keel up"));
    let atom = String::from_utf8(mill.published()["ferries/atom.xml"].0.clone()).unwrap();
    assert!(atom.contains("rebuilt from the keel up"), "{atom}");
    let item = &mill.explain("Ferry 1")["item"];
    assert_eq!(item["published"]["at"], "2026-05-01T10:00:00Z");
    assert_eq!(item["updated"]["at"], "2026-05-01T10:00:00Z");
    assert_eq!(mill.feed("ferries").ids.len(), 2);

    // Nothing is asked again, also when the feed tells its excerpt again.
    let before = mill.published();
    mill.run_at(YEAR_LATER, &["run"]).silent();
    mill.run_at(YEAR_LATER, &["run", "--force"]).silent();
    mill.published_still(&before);
    asked(&server, &[("/a/1", 1), ("/a/2", 1)]);

    // A new item is one page more. An edit in the feed is an edit, and its page is read again.
    server.route("/a/3", Answer::ok(article("Ferry 3")));
    server.route("/feed", Answer::ok(feed(&server, 1..=3, "Short.")));
    mill.run(&["run"]).silent();
    asked(&server, &[("/a/1", 1), ("/a/3", 1)]);
    let other = article("Ferry 3").replace("ninety cars", "a hundred cars");
    server.route("/a/3", Answer::ok(other));
    server.route(
        "/feed",
        Answer::ok(feed(&server, 1..=3, "Short.").replacen("Short.", "Short!!", 1)),
    );
    mill.run_at("2026-06-05T08:00:00Z", &["run"]).silent();
    asked(&server, &[("/a/1", 1), ("/a/3", 2)]);
    assert!(content(&mill, "Ferry 3").contains("a hundred cars"));
}

#[test]
fn a_page_that_fails_is_tried_a_few_times() {
    let server = Server::start();
    let good = "Long and good. ".repeat(100);
    server.route("/feed", Answer::ok(feed(&server, 1..=3, &good)));
    server.route("/a/1", Answer::status(404));
    server.route("/a/2", Answer::ok("<!DOCTYPE html><html><body></body></html>"));
    server.route("/a/3", Answer::ok(article("Ferry 3")));
    let mill = mill(&server, "");
    for times in [1, 2, 3, 3] {
        mill.run(&["run"]).ends_with(0);
        asked(&server, &[("/a/1", times)]);
        assert_eq!(mill.feed("ferries").titles, ["Ferry 3", "Ferry 2", "Ferry 1"]);
        assert!(content(&mill, "Ferry 1").contains("Long and good."));
        assert!(content(&mill, "Ferry 3").contains("Long and good."), "the longer one stays");
    }
    asked(&server, &[("/a/3", 1)]);
    mill.run(&["run"]).silent();
}

#[test]
fn a_few_pages_at_a_time_the_newest_first() {
    let server = Server::start();
    server.route("/feed", Answer::ok(feed(&server, 1..=9, "Short.")));
    (1..=9)
        .for_each(|n| server.route(&format!("/a/{n}"), Answer::ok(article(&format!("Ferry {n}")))));
    let mill = mill(&server, "max_pages = 4\n");
    let read = || {
        (1..=9).filter(|n| !server.requests(&format!("/a/{n}")).is_empty()).collect::<Vec<u32>>()
    };
    mill.run(&["run"]).silent();
    assert_eq!(read(), [6, 7, 8, 9]);
    mill.run(&["run"]).silent();
    mill.run(&["run"]).silent();
    assert_eq!(read(), [1, 2, 3, 4, 5, 6, 7, 8, 9]);
    let before = mill.published();
    mill.run(&["run"]).silent();
    mill.published_still(&before);
    (1..=9).for_each(|n| asked(&server, &[(&*format!("/a/{n}"), 1)]));
}

#[test]
fn a_sitemap_gets_titles_and_texts_from_its_pages() {
    let server = Server::start();
    let pages: String = (1..=2)
        .map(|n| format!("<url><loc>{}</loc></url>", server.url(&format!("/a/{n}"))))
        .collect();
    let map = format!("<urlset>{pages}<url><loc>{}</loc></url></urlset>", server.url("/"));
    server.route("/map.xml", Answer::ok(map));
    server.route("/a/1", Answer::ok(article("The ferry of the pier")));
    let source = "[[source]]\nid = \"map\"\nkind = \"sitemap\"\nfull_text = true\n";
    let url = format!("url = \"{}\"\n", server.url("/map.xml"));
    let mill = Mill::new(&(news(&[]) + source + &url));
    mill.run(&["run"]).ends_with(0).tells(&["/a/2 answered 404"]);
    // The text decides about topics as well.
    let feed = mill.feed("ferries");
    assert_eq!(feed.titles, ["The ferry of the pier"]);
    assert!(content(&mill, "The ferry of the pier").contains("rebuilt from the keel up"));
    // A page that turns up later makes a better item of the one that is there.
    let all = mill.feed("all").ids;
    server.route("/a/2", Answer::ok(article("The second ferry")));
    mill.run(&["run"]).silent();
    let second = &mill.explain("The second ferry")["item"];
    assert_eq!(second["published"], second["updated"]);
    let mut now = mill.feed("all").ids;
    now.sort();
    let mut all = all;
    all.sort();
    assert_eq!(now, all, "no id moved");
    let before = mill.published();
    mill.run_at(YEAR_LATER, &["run"]).silent();
    mill.published_still(&before);
    // What links to the home page has no page of its own.
    asked(&server, &[("/", 0), ("/a/1", 1), ("/a/2", 2)]);
}
