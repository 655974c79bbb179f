//! What a server says of a feed.

use super::{document, judge, told};
use crate::model::Document;

const FEED: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?><rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\">\
    <channel><title>T</title><link>https://a.example/</link><description>D</description><language>en</language>\
    <atom:link rel=\"self\" href=\"https://a.example/rss\"/></channel></rss>";

#[track_caller]
fn check(url: &str, content_type: Option<&str>, want: &[&str]) {
    let document = Document {
        name: url.to_owned(),
        url: Some(url.parse().unwrap()),
        content_type: content_type.map(str::to_owned),
        ..document(FEED)
    };
    assert_eq!(told(&judge(&document)), want, "{url} {content_type:?}");
}

#[test]
fn types() {
    let url = "https://a.example/rss";
    for good in ["application/rss+xml", "text/xml; charset=UTF-8", "Application/XML"] {
        check(url, Some(good), &[]);
    }
    check(url, None, &["content-type-missing"]);
    check(url, Some("text/html"), &["content-type"]);
    check(url, Some("application/atom+xml"), &["content-type"]);
    check(url, Some("text/xml; charset=\"us-ascii\""), &["encoding-header"]);
}

#[test]
fn addresses() {
    check("https://b.example/rss", Some("text/xml"), &["self-mismatch:1"]);
    check("https://a.example:443/rss", Some("text/xml"), &[]);
}
