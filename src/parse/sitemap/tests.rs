//! Sitemaps: what is kept, and what is no sitemap.

use crate::{
    model::{Document, Kind, Parsed, Shape},
    parse::{Limits, Settings, parse},
};

fn read(text: &str, path: &str) -> Parsed {
    let document = Document { bytes: text.into(), ..Document::default() };
    let limits = Limits { entries: 2, ..Limits::default() };
    let settings = Settings { path: path.to_owned(), limits, ..Settings::standard(Kind::Sitemap) };
    parse(&document, &settings)
}

/// The last parts of the addresses that are kept.
#[track_caller]
fn check(pages: &[(&str, &str)], path: &str, want: &[&str]) {
    let urls: String = pages
        .iter()
        .map(|(page, date)| {
            format!("<url><loc>http://a.example{page}</loc><lastmod>{date}</lastmod></url>")
        })
        .collect();
    let parsed = read(&format!("<urlset>{urls}</urlset>"), path);
    let kept: Vec<&str> = parsed
        .entries
        .iter()
        .map(|entry| entry.link.as_deref().unwrap().trim_start_matches("http://a.example"))
        .collect();
    assert_eq!(kept, want);
    assert!(parsed.complete);
}

#[test]
fn the_latest_are_kept_in_their_order() {
    check(
        &[("/a", "2026-01-02"), ("/b", "2026-01-01"), ("/c", "2026-01-03T10:00Z")],
        "",
        &["/a", "/c"],
    );
    check(&[("/a", ""), ("/b", "2026"), ("/c", "yesterday")], "", &["/a", "/b"]);
    check(&[("/a", "2026"), ("/b", "2026")], "", &["/a", "/b"]);
}

#[test]
fn the_path_decides() {
    let pages = [("/news/2026/a", ""), ("/about", ""), ("/news/b?x=1", ""), ("/news/c", "2026")];
    check(&pages, "/news/*", &["/news/2026/a", "/news/c"]);
    check(&pages, "/about", &["/about"]);
    check(&pages, "/x/*", &[]);
}

#[test]
fn what_is_no_sitemap_says_so() {
    for (text, shape, what) in [
        ("<html><title>Gone</title>", Shape::Html, "an HTML page, not a sitemap: \"Gone\""),
        ("<kml><a/></kml>", Shape::Unknown, "XML, but not a sitemap: its root is <kml>"),
        ("hello\nthere", Shape::Unknown, "no sitemap: it holds no address"),
        ("", Shape::Unknown, "no sitemap: it holds no address"),
    ] {
        let parsed = read(text, "");
        let last = parsed.problems.last().map(|problem| problem.what.as_str());
        assert_eq!((parsed.shape, last, parsed.complete), (shape, Some(what), false), "{text}");
    }
    assert!(read("<urlset></urlset>", "").complete);
    let parsed = read("<urlset><url><loc>http://a.example/</loc></url></urlset>", "[");
    assert!(parsed.entries.is_empty() && !parsed.complete);
}

#[test]
fn a_feed_serves_as_sitemap() {
    let item = "<item><link>http://a.example/news/1</link></item>";
    let parsed = read(&format!("<rss><channel>{item}</channel></rss>"), "/news/*");
    assert_eq!((parsed.shape, parsed.entries.len()), (Shape::Rss, 1));
}
