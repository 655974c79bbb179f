//! Written bytes → whether a subscriber would find in them what they must show.
//!
//! A document is read back once, strictly and to its end, by parsers that did not write it. What they
//! find of an item is compared as it comes.

use std::borrow::Cow;

use chrono::{DateTime, Utc};
use serde::Deserialize;

use crate::model::{Artifact, Format, Guid, Text};

use super::{jsonfeed::VERSION, shown::EARLIEST, strict};

/// Reads a written file as a subscriber would and compares it with what it must show.
///
/// # Errors
///
/// The first thing that differs, in words: not well-formed, an item missing, another id.
pub fn check(artifact: &Artifact, bytes: &[u8]) -> Result<(), String> {
    // Whoever packs a file unpacks it again.
    if matches!(artifact.format, Format::Gzip | Format::Brotli) {
        return Ok(());
    }
    let mut expected = Expected { guids: Some(&artifact.guids), met: 0 };
    match read(artifact.format, bytes, &mut expected)? {
        Content::Feed => expected.end(),
        Content::Other => Ok(()),
    }
}

/// Whether a feed document is one that strict readers take, whatever is in it.
pub(super) fn is_whole(format: Format, bytes: &[u8]) -> bool {
    let mut anything = Expected { guids: None, met: 0 };
    matches!(read(format, bytes, &mut anything), Ok(Content::Feed))
}

/// What a file holds.
enum Content {
    Feed,
    Other,
}

fn read(format: Format, bytes: &[u8], expected: &mut Expected) -> Result<Content, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))?;
    if text.trim_start().is_empty() {
        return Err("empty".to_owned());
    }
    if !Text::is_clean(text) {
        return Err("holds characters that XML forbids".to_owned());
    }
    match format {
        Format::Rss | Format::Atom => strict::read(text, format, expected)?,
        Format::JsonFeed => json(text, expected)?,
        Format::Opml | Format::Icon | Format::Sitemap => {
            strict::read(text, format, expected)?;
            return Ok(Content::Other);
        }
        Format::Html
        | Format::Css
        | Format::Script
        | Format::Text
        | Format::Gzip
        | Format::Brotli
        | Format::Memory => return Ok(Content::Other),
    }
    Ok(Content::Feed)
}

/// The items that a feed must show.
pub(super) struct Expected<'a> {
    /// In their order; `None` where any are right.
    guids: Option<&'a [Guid]>,
    /// How many were met.
    met: usize,
}

impl Expected<'_> {
    /// An item as a reader finds it.
    pub fn item(
        &mut self,
        id: &str,
        has_title: bool,
        date: Option<DateTime<Utc>>,
    ) -> Result<(), String> {
        self.met += 1;
        let Some(guids) = self.guids else { return Ok(()) };
        let Some(guid) = guids.get(self.met - 1) else {
            return Err(format!("holds more than {} items", guids.len()));
        };
        if id != guid.as_str() {
            return Err(format!("item {} has the id {id:?} instead of {guid:?}", self.met));
        }
        if !has_title {
            return Err(format!("item {guid} has no title"));
        }
        match date {
            None => Err(format!("item {guid} has no readable date")),
            Some(date) if date < EARLIEST => {
                Err(format!("item {guid} has the date {date}, as if it were forgotten"))
            }
            Some(_) => Ok(()),
        }
    }

    /// There are no more.
    fn end(self) -> Result<(), String> {
        match self.guids {
            Some(guids) if guids.len() != self.met => {
                Err(format!("holds {} items instead of {}", self.met, guids.len()))
            }
            _ => Ok(()),
        }
    }
}

/// A JSON Feed, as far as it is compared.
#[derive(Deserialize)]
struct Feed<'a> {
    #[serde(borrow)]
    version: Cow<'a, str>,
    #[serde(borrow)]
    items: Vec<Item<'a>>,
}

#[derive(Deserialize)]
struct Item<'a> {
    #[serde(borrow, default)]
    id: Cow<'a, str>,
    #[serde(borrow, default)]
    title: Cow<'a, str>,
    #[serde(borrow, default)]
    date_published: Cow<'a, str>,
    #[serde(borrow, default)]
    date_modified: Cow<'a, str>,
}

fn json(text: &str, expected: &mut Expected) -> Result<(), String> {
    let feed: Feed = serde_json::from_str(text).map_err(|error| format!("not JSON: {error}"))?;
    if feed.version != VERSION {
        return Err("not JSON Feed 1.1".to_owned());
    }
    for item in &feed.items {
        let date = |text: &str| DateTime::parse_from_rfc3339(text).ok().map(|date| date.to_utc());
        let published = date(&item.date_published);
        let date = published.zip(date(&item.date_modified)).map(|(a, b)| a.min(b));
        expected.item(&item.id, !item.title.trim().is_empty(), date)?;
    }
    Ok(())
}
