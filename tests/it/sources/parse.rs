//! `feedmill parse` on documents that are no feeds.

use serde_json::Value;

use crate::support::Mill;

const PAGE: &str = "<!DOCTYPE html><html><head><title>Pier</title>\
    <link rel=alternate type='application/rss+xml' href='/feed.xml'></head>\
    <body><article><h1>A ferry</h1><p>The ferry has been rebuilt from the keel up, as the yard says, \
    and every cabin of it is new.</p><p>It sails again in May, twice a day, with room for ninety cars \
    and a kitchen that bakes its own bread for every crossing of the strait. Tickets are sold at the \
    pier, and only there, because the owner of the line does not trust machines.</p></article></body></html>";

const LIST: &str = "<opml version='2.0'><body><outline text='Boats'>\
    <outline type='rss' text='Lane' xmlUrl='https://lane.example/feed'/></outline></body></opml>";

const MAP: &str = "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>\
    <url><loc>https://pier.example/1</loc><lastmod>2026-05-01</lastmod></url></urlset>";

#[track_caller]
fn parse(args: &[&str]) -> Value {
    let mill = files();
    mill.run(&[&["parse"], args].concat()).ends_with(0).json()
}

fn files() -> Mill {
    let mill = Mill::empty();
    for (name, text) in
        [("page.html", PAGE), ("list.opml", LIST), ("list.xml", LIST), ("map.xml", MAP)]
    {
        mill.write(name, text);
    }
    mill
}

#[test]
fn a_page_is_no_feed_and_says_where_its_feed_is() {
    let mill = files();
    let ran = mill.run(&["parse", "--url", "https://pier.example/x/", "page.html"]).ends_with(1);
    ran.tells(&[
        "page.html is ",
        "HTML",
        "help: it announces a feed at https://pier.example/feed.xml",
    ]);
    for file in ["map.xml", "list.xml"] {
        mill.run(&["parse", file]).ends_with(1).tells(&[file, "--kind"]);
    }
    mill.run(&["parse", "--kind", "opml", "map.xml"]).ends_with(1);
}

#[test]
fn what_is_no_feed_is_read_by_kind() {
    let page = parse(&["--kind", "html", "page.html"]);
    assert_eq!(page["items"][0]["title"], "A ferry");
    let content = page["items"][0]["content"].as_str().unwrap();
    assert!(content.contains("rebuilt from the keel up"), "{content}");
    let list = parse(&["list.opml"]);
    assert_eq!(list, parse(&["--kind", "opml", "list.xml"]));
    assert_eq!(list["links"][0]["url"], "https://lane.example/feed");
    assert_eq!(list["links"][0]["folders"][0], "Boats");
    let map = parse(&["--kind", "sitemap", "map.xml"]);
    assert_eq!(map["items"][0]["link"], "https://pier.example/1");
    assert_eq!(map.get("links"), None);
}
