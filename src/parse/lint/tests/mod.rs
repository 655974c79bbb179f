//! The smallest feed that breaks a rule, and the line in which it does.

mod atom;
mod json;
mod rss;
mod server;
mod xml;

use chrono::{DateTime, Utc};

use super::lint;
use crate::model::{Document, Judgement, Severity};

fn now() -> DateTime<Utc> {
    "2026-06-01T08:00:00Z".parse().unwrap()
}

fn document(text: impl AsRef<[u8]>) -> Document {
    Document { bytes: text.as_ref().to_vec(), ..Document::default() }
}

#[track_caller]
fn judge(document: &Document) -> Judgement {
    lint(document, now()).unwrap()
}

/// What was found, as `rule:line`, hints left out.
fn told(judgement: &Judgement) -> Vec<String> {
    let heavy = judgement.findings.iter().filter(|finding| finding.severity < Severity::Hint);
    heavy
        .map(|finding| match finding.line {
            Some(line) => format!("{}:{line}", finding.rule),
            None => finding.rule.to_owned(),
        })
        .collect()
}

/// Errors and warnings of a document, each as `rule:line`, in any order.
#[track_caller]
fn check(text: &str, want: &[&str]) {
    let mut found = told(&judge(&document(text)));
    let mut want = want.to_vec();
    found.sort();
    want.sort();
    assert_eq!(found, want, "{text}");
}

/// A hint of a document that has nothing worse.
#[track_caller]
fn hints(text: &str, want: &[&str]) {
    let judgement = judge(&document(text));
    assert_eq!(told(&judgement), [""; 0], "{text}");
    let found: Vec<_> = judgement.findings.iter().map(|finding| finding.rule).collect();
    assert_eq!(found, want, "{text}");
}

#[test]
fn what_is_no_feed_is_not_judged() {
    for (text, want) in [
        ("", "an empty document"),
        ("<html><title>Gone</title></html>", "an HTML page, not a feed: \"Gone\""),
        ("<opml/>", "a list of feeds (OPML), not a feed"),
        ("{\"a\": 1}", "JSON, but not a JSON Feed"),
        ("words", "plain text, not a feed"),
        ("Not found", "an error message, not a feed"),
        ("%PDF-1.7", "a PDF file, not a feed"),
        ("<urlset/>", "a list of pages (sitemap), not a feed"),
        (
            "<title>Just a moment...</title>",
            "a challenge page of a CDN, not a feed: \"Just a moment...\"",
        ),
    ] {
        assert_eq!(lint(&document(text), now()).unwrap_err().what, want);
    }
}

#[test]
fn any_bytes_are_judged() {
    let seeds: [&[u8]; 8] = [
        b"<rss version=\"2.0\"><channel><item><guid>1</guid></item></channel></rss>",
        b"<feed xmlns=\"http://www.w3.org/2005/Atom\"><entry><content type=\"a/b\">&amp;",
        b"<rdf:RDF xmlns='http://purl.org/rss/1.0/'><item rdf:about=''/>",
        b"{\"version\": \"https://jsonfeed.org/version/1.1\", \"items\": [{\"id\": \"\\u00e9\"}]}",
        b"<?xml version='1.0' encoding='x'?><!DOCTYPE rss [<!ENTITY a 'b'>]><rss>&a;",
        b"<rss a=b a='c'd e><![CDATA[x]]></rsS>\xFF\xC3",
        b"<rss><channel><pubDate>Tue, 13 Jan 26 \xC3\xA9:30</pubDate><!-- -- --><?xml?>",
        b"<rss xmlns:a='' a:b='%'><channel><link>urn:\xC3\xA9 http://</link><ttl>9e9</ttl>",
    ];
    for seed in seeds {
        for at in 0..seed.len() {
            // Cut, and with each of a few bytes in the place of another.
            let _ = lint(&document(&seed[..at]), now());
            for byte in [b'<', b'>', b'&', b'"', b'\'', b'/', b'\0', 0xE9, b']', b'\n'] {
                let mut bytes = seed.to_vec();
                bytes[at] = byte;
                let _ = lint(&document(&bytes), now());
            }
        }
    }
}
