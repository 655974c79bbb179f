//! A published feed document → what its subscribers see, to be compared with what they would see.
//!
//! The three formats say the same in different words, and JSON Feed says most. What a format has no
//! word for is not among the fields that it knows.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::model::Format;

/// A feed document as a subscriber reads it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadFeed {
    /// The names of all fields that the format has.
    pub knows: &'static [&'static str],
    /// What the feed says about itself: names and values.
    pub about: BTreeMap<&'static str, String>,
    /// Its items, in their order.
    pub items: Vec<ReadItem>,
}

/// An item of a feed document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ReadItem {
    /// Its id.
    pub id: String,
    /// What is said of it: names and values.
    pub fields: BTreeMap<&'static str, String>,
}

/// What JSON Feed says of feeds and items, in the order in which a person wants to know.
const JSON: &[&str] = &[
    "title",
    "url",
    "published",
    "updated",
    "authors",
    "labels",
    "topics",
    "story",
    "also at",
    "language",
    "image",
    "media",
    "comments",
    "rights",
    "summary",
    "content",
    "description",
];

/// What Atom says of them.
const ATOM: &[&str] = &[
    "title",
    "url",
    "published",
    "updated",
    "authors",
    "labels",
    "media",
    "rights",
    "summary",
    "content",
    "description",
];

/// What RSS says of them. It has no date of revision.
const RSS: &[&str] =
    &["title", "url", "published", "authors", "labels", "comments", "content", "description"];

/// Reads a feed document that passes [`super::check()`], as every published one did; `None` for any
/// other file.
pub fn read_back(format: Format, bytes: &[u8]) -> Option<ReadFeed> {
    if !matches!(format, Format::Rss | Format::Atom | Format::JsonFeed)
        || !super::check::is_whole(format, bytes)
    {
        return None;
    }
    match format {
        Format::Rss => rss(bytes),
        Format::Atom => atom(bytes),
        _ => json(bytes),
    }
}

/// Fields that are not blank.
fn fields<const N: usize>(
    all: [(&'static str, Option<String>); N],
) -> BTreeMap<&'static str, String> {
    let filled = all.into_iter().filter_map(|(name, value)| Some((name, value?)));
    filled.filter(|(_, value)| !value.is_empty()).collect()
}

/// Several values as one; `None` where there is none.
fn joined(values: impl Iterator<Item = String>) -> Option<String> {
    Some(values.collect::<Vec<_>>().join(", "))
}

fn json(bytes: &[u8]) -> Option<ReadFeed> {
    let feed: Value = serde_json::from_slice(bytes).ok()?;
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let texts = |list: &Value, name: &str| {
        let list = list.as_array().map(Vec::as_slice).unwrap_or_default();
        let value = |item: &Value| {
            let value = if name.is_empty() { item } else { &item[name] };
            value.as_str().map(str::to_owned)
        };
        joined(list.iter().filter_map(value))
    };
    let items = feed["items"].as_array()?.iter().map(|item| {
        let ours = &item["_feedmill"];
        let covered = ours["story"]["covered_by"].as_u64();
        let all = fields([
            ("title", text(&item["title"])),
            ("url", text(&item["url"])),
            ("published", text(&item["date_published"])),
            ("updated", text(&item["date_modified"])),
            ("authors", texts(&item["authors"], "name")),
            ("labels", texts(&item["tags"], "")),
            ("topics", texts(&ours["topics"], "")),
            ("story", covered.map(|count| format!("covered by {count}"))),
            ("also at", texts(&ours["also_at"], "source")),
            ("language", text(&item["language"])),
            ("image", text(&item["image"])),
            ("media", texts(&item["attachments"], "url")),
            ("comments", text(&ours["comments"])),
            ("rights", text(&ours["rights"])),
            ("summary", text(&item["summary"])),
            ("content", text(&item["content_html"])),
        ]);
        ReadItem { id: text(&item["id"]).unwrap_or_default(), fields: all }
    });
    Some(ReadFeed {
        knows: JSON,
        items: items.collect(),
        about: fields([
            ("title", text(&feed["title"])),
            ("url", text(&feed["feed_url"])),
            ("description", text(&feed["description"])),
            ("language", text(&feed["language"])),
        ]),
    })
}

fn atom(bytes: &[u8]) -> Option<ReadFeed> {
    let feed = atom_syndication::Feed::read_from(bytes).ok()?;
    let date = |at: &chrono::DateTime<chrono::FixedOffset>| {
        at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
    };
    let items = feed.entries.iter().map(|entry| {
        let href = |rel: &str| -> Vec<String> {
            let links = entry.links.iter().filter(|link| link.rel == rel);
            links.map(|link| link.href.clone()).collect()
        };
        let all = fields([
            ("title", Some(entry.title.value.clone())),
            ("url", href("alternate").into_iter().next()),
            ("published", entry.published.as_ref().map(date)),
            ("updated", Some(date(&entry.updated))),
            ("authors", joined(entry.authors.iter().map(|author| author.name.clone()))),
            ("labels", joined(entry.categories.iter().map(|label| label.term.clone()))),
            ("media", joined(href("enclosure").into_iter())),
            ("rights", entry.rights.as_ref().map(|rights| rights.value.clone())),
            ("summary", entry.summary.as_ref().map(|summary| summary.value.clone())),
            ("content", entry.content.as_ref().and_then(|content| content.value.clone())),
        ]);
        ReadItem { id: entry.id.clone(), fields: all }
    });
    let itself = feed.links.iter().find(|link| link.rel == "self").map(|link| link.href.clone());
    Some(ReadFeed {
        knows: ATOM,
        items: items.collect(),
        about: fields([
            ("title", Some(feed.title.value.clone())),
            ("url", itself),
            ("description", feed.subtitle.as_ref().map(|text| text.value.clone())),
            ("language", feed.lang.clone()),
        ]),
    })
}

fn rss(bytes: &[u8]) -> Option<ReadFeed> {
    let channel = ::rss::Channel::read_from(bytes).ok()?;
    let date = |text: &str| {
        let at = chrono::DateTime::parse_from_rfc2822(text).ok()?.to_utc();
        Some(at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true))
    };
    let items = channel.items.iter().map(|item| {
        let creators = item.dublin_core_ext.iter().flat_map(|it| it.creators.iter().cloned());
        let all = fields([
            ("title", item.title.clone()),
            ("url", item.link.clone()),
            ("published", item.pub_date.as_deref().and_then(date)),
            ("authors", joined(creators)),
            ("labels", joined(item.categories.iter().map(|label| label.name.clone()))),
            ("comments", item.comments.clone()),
            ("content", item.content.clone()),
        ]);
        let id = item.guid.as_ref().map(|guid| guid.value.clone()).unwrap_or_default();
        ReadItem { id, fields: all }
    });
    Some(ReadFeed {
        knows: RSS,
        items: items.collect(),
        about: fields([
            ("title", Some(channel.title.clone())),
            ("description", Some(channel.description.clone())),
            ("language", channel.language.clone()),
        ]),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_feed_is_nothing() {
        for format in [Format::Rss, Format::Atom, Format::JsonFeed, Format::Html] {
            for bytes in [&b""[..], b"<a/>", b"{}", b"[]", b"\xFF", b"<rss><channel>"] {
                assert_eq!(read_back(format, bytes), None, "{format:?} {bytes:?}");
            }
        }
        // Deep enough to overflow the stack of a reader that recurses.
        let deep = "<a>".repeat(100_000) + &"</a>".repeat(100_000);
        assert_eq!(read_back(Format::Atom, deep.as_bytes()), None);
        assert_eq!(read_back(Format::Rss, deep.as_bytes()), None);
    }

    #[test]
    fn every_field_is_known() {
        let json = br#"{"version": "https://jsonfeed.org/version/1.1", "title": "T", "items":
            [{"id": "1", "title": "a", "tags": ["x", "y"], "content_html": "b",
              "date_published": "2026-01-01T00:00:00Z", "_feedmill": {"topics": ["ai"]}}]}"#;
        let feed = read_back(Format::JsonFeed, json).unwrap();
        let item = &feed.items[0];
        assert_eq!((item.id.as_str(), item.fields["labels"].as_str()), ("1", "x, y"));
        assert!(item.fields.keys().chain(feed.about.keys()).all(|name| JSON.contains(name)));
    }
}
