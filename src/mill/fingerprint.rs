//! Documents → a name for what they say: what was read before is not read again.
//!
//! Many servers write the hour into the head of a feed whenever somebody asks. No item is dated by it,
//! and an item that is known does not change when its feed tells another hour, so it does not count. All
//! else does, to the byte.

use memchr::memmem;
use sha2::{Digest, Sha256};

use crate::{
    config::Source,
    model::{Document, Kind, hexadecimal},
};

/// Raise it when parsing or normalising reads the same bytes differently than before: then every
/// source is read anew once.
const READER: &str = "4";

/// Elements of a feed's head that say when it was written or published: RSS 2.0, Atom, and Dublin Core
/// in RSS 1.0.
const DATES: [&[u8]; 4] = [b"<lastBuildDate>", b"<pubDate>", b"<updated>", b"<dc:date>"];

/// What begins an item or an entry, under whatever prefix.
const ITEMS: [&[u8]; 4] = [b"<item", b"<entry", b":item", b":entry"];

/// Bytes of the longest date: what is longer is something else.
const LONGEST: usize = 64;

/// How a source is read.
fn manner(source: &Source) -> String {
    format!("{READER} {:?} {:?} {:?}", source.source, source.parse, source.normalize)
}

/// A name for how a source is read.
pub(super) fn how(source: &Source) -> String {
    hexadecimal(&Sha256::digest(manner(source))[..8])
}

/// A hash of the documents and of how they are read. The same hash, the same entries,
/// but for the hour that their feed tells.
pub(super) fn hash(source: &Source, documents: &[Document]) -> String {
    let mut hash = Sha256::new();
    hash.update(manner(source).as_bytes());
    for document in documents {
        let fields =
            [&document.content_type, &document.content_location, &document.content_language];
        let parts = match source.source.kind {
            Kind::Feed => undated(&document.bytes),
            _ => vec![&*document.bytes],
        };
        let lengths: Vec<usize> = parts.iter().map(|part| part.len()).collect();
        let head = format!("{}\0{fields:?}\0{lengths:?}\0", document.name);
        hash.update(head.as_bytes());
        parts.iter().for_each(|part| hash.update(part));
    }
    hexadecimal(&hash.finalize())
}

/// The bytes of a feed without the dates of its head. One without items is taken as it is.
fn undated(bytes: &[u8]) -> Vec<&[u8]> {
    let Some(head) = ITEMS.iter().filter_map(|item| memmem::find(bytes, item)).min() else {
        return vec![bytes];
    };
    let mut dates: Vec<(usize, usize)> = Vec::new();
    for name in DATES {
        for place in memmem::find_iter(&bytes[..head], name) {
            let start = place + name.len();
            let length = memchr::memchr(b'<', &bytes[start..head]);
            dates.extend(length.filter(|it| *it <= LONGEST).map(|length| (start, start + length)));
        }
    }
    dates.sort_unstable();
    let mut parts = Vec::with_capacity(dates.len() + 1);
    let mut from = 0;
    for (start, end) in dates {
        parts.push(&bytes[from..start]);
        from = end;
    }
    parts.push(&bytes[from..]);
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(feed: &str, want: &[&str]) {
        let parts = undated(feed.as_bytes());
        let parts: Vec<_> = parts.into_iter().map(|part| str::from_utf8(part).unwrap()).collect();
        assert_eq!(parts, want, "{feed}");
    }

    #[test]
    fn only_dates_of_the_head_do_not_count() {
        check(
            "<rss><pubDate>Mon</pubDate><lastBuildDate>Tue</lastBuildDate><item><pubDate>Wed</pubDate>",
            &[
                "<rss><pubDate>",
                "</pubDate><lastBuildDate>",
                "</lastBuildDate><item><pubDate>Wed</pubDate>",
            ],
        );
        check(
            "<feed><updated>2026</updated><entry><updated>2025</updated>",
            &["<feed><updated>", "</updated><entry><updated>2025</updated>"],
        );
        check(
            "<rdf:RDF><dc:date>2026</dc:date><items/><dc:date>2025</dc:date>",
            &["<rdf:RDF><dc:date>", "</dc:date><items/><dc:date>2025</dc:date>"],
        );
    }

    #[test]
    fn what_is_not_surely_a_date_counts() {
        for feed in [
            "",
            "<rss><pubDate>Mon</pubDate></rss>",
            "<a:feed><a:entry><updated>2025</updated></a:entry><entry>",
            "<rss><pubDate>Mon<item>",
            "<rss><pubdate>Mon</pubdate><item>",
            "{\"updated\": \"2026\", \"items\": []}",
        ] {
            check(feed, &[feed]);
        }
        let long = format!("<rss><pubDate>{}</pubDate><item>", "m".repeat(LONGEST + 1));
        check(&long, &[&long]);
    }
}
