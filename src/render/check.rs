//! Written bytes → whether a subscriber would find in them what they must show.
//!
//! The feeds are read back with the strict readers of the crates that wrote them.

use chrono::{DateTime, Utc};
use quick_xml::{
    Decoder, Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesStart, Event},
};
use serde_json::Value;

use crate::model::{Artifact, Format, Text};

use super::{jsonfeed::VERSION, shown::EARLIEST};

/// Deepest nesting of elements in what we write. The readers of both crates recurse, so they are only
/// called below a depth that no stack minds.
const DEEPEST: usize = 16;

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
    let Some(seen) = seen(artifact, bytes)? else { return Ok(()) };
    compare(artifact, &seen)
}

/// Whether a feed document is one that the strict readers take, whatever is in it.
pub(super) fn is_whole(artifact: &Artifact, bytes: &[u8]) -> bool {
    matches!(seen(artifact, bytes), Ok(Some(_)))
}

/// What a reader finds; `None` for a file that is no feed.
fn seen(artifact: &Artifact, bytes: &[u8]) -> Result<Option<Vec<Seen>>, String> {
    let text = std::str::from_utf8(bytes).map_err(|error| format!("not UTF-8: {error}"))?;
    if text.trim().is_empty() {
        return Err("empty".to_owned());
    }
    if *Text::new(text) != *text {
        return Err("holds characters that XML forbids".to_owned());
    }
    let seen = match artifact.format {
        Format::Rss => {
            well_formed(text)?;
            rss(bytes)?
        }
        Format::Atom => {
            well_formed(text)?;
            atom(bytes)?
        }
        Format::JsonFeed => json(bytes)?,
        Format::Opml | Format::Icon | Format::Sitemap => return well_formed(text).map(|()| None),
        Format::Html
        | Format::Css
        | Format::Script
        | Format::Text
        | Format::Gzip
        | Format::Brotli
        | Format::Memory => return Ok(None),
    };
    Ok(Some(seen))
}

/// What a reader finds of one item.
struct Seen {
    id: String,
    title: String,
    date: Option<DateTime<Utc>>,
}

fn compare(artifact: &Artifact, seen: &[Seen]) -> Result<(), String> {
    let wanted = artifact.guids.len();
    if seen.len() != wanted {
        return Err(format!("holds {} items instead of {wanted}", seen.len()));
    }
    for (number, (item, guid)) in (1..).zip(seen.iter().zip(&artifact.guids)) {
        if item.id != guid.as_str() {
            return Err(format!("item {number} has the id {:?} instead of {guid:?}", item.id));
        }
        if item.title.trim().is_empty() {
            return Err(format!("item {guid} has no title"));
        }
        match item.date {
            None => return Err(format!("item {guid} has no readable date")),
            Some(date) if date < EARLIEST => {
                return Err(format!("item {guid} has the date {date}, as if it were forgotten"));
            }
            Some(_) => {}
        }
    }
    Ok(())
}

fn rss(bytes: &[u8]) -> Result<Vec<Seen>, String> {
    let channel = ::rss::Channel::read_from(bytes).map_err(|error| format!("not RSS: {error}"))?;
    let seen = channel.items.into_iter().map(|item| {
        let date = item.pub_date.as_deref().and_then(|d| DateTime::parse_from_rfc2822(d).ok());
        Seen {
            id: item.guid.filter(|guid| !guid.permalink).map(|guid| guid.value).unwrap_or_default(),
            title: item.title.unwrap_or_default(),
            date: date.map(|date| date.to_utc()),
        }
    });
    Ok(seen.collect())
}

fn atom(bytes: &[u8]) -> Result<Vec<Seen>, String> {
    let feed =
        atom_syndication::Feed::read_from(bytes).map_err(|error| format!("not Atom: {error}"))?;
    if feed.id.is_empty() || feed.updated < EARLIEST {
        return Err("the feed has no id or no date".to_owned());
    }
    let seen = feed.entries.into_iter().map(|entry| Seen {
        id: entry.id,
        title: entry.title.value,
        date: entry.published.map(|published| published.min(entry.updated).to_utc()),
    });
    Ok(seen.collect())
}

fn json(bytes: &[u8]) -> Result<Vec<Seen>, String> {
    let feed: Value =
        serde_json::from_slice(bytes).map_err(|error| format!("not JSON: {error}"))?;
    if feed["version"] != VERSION {
        return Err("not JSON Feed 1.1".to_owned());
    }
    let items = feed["items"].as_array().ok_or("the feed has no items")?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let seen = items.iter().map(|item| {
        let date = |name: &str| {
            item[name].as_str().and_then(|date| DateTime::parse_from_rfc3339(date).ok())
        };
        Seen {
            id: text(&item["id"]),
            title: text(&item["title"]),
            date: date("date_published")
                .zip(date("date_modified"))
                .map(|(published, modified)| published.min(modified).to_utc()),
        }
    });
    Ok(seen.collect())
}

/// Whether a strict parser gets to the end: one root, tags that match, attributes once, no unknown
/// entity, no document type.
fn well_formed(text: &str) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let (mut depth, mut roots) = (0_usize, 0_usize);
    loop {
        let event = reader.read_event().map_err(|error| format!("not well-formed: {error}"))?;
        match event {
            Event::Start(element) => {
                attributes(&element, reader.decoder())?;
                roots += usize::from(depth == 0);
                depth += 1;
                if depth > DEEPEST {
                    return Err(format!("nested deeper than {DEEPEST} elements"));
                }
            }
            Event::Empty(element) => {
                attributes(&element, reader.decoder())?;
                roots += usize::from(depth == 0);
            }
            Event::End(_) => depth = depth.saturating_sub(1),
            Event::GeneralRef(reference) => {
                let name = reference.decode().map_err(|error| format!("not UTF-8: {error}"))?;
                let is_char = reference.resolve_char_ref().is_ok_and(|c| c.is_some());
                if resolve_predefined_entity(&name).is_none() && !is_char {
                    return Err(format!("not well-formed: unknown entity {name}"));
                }
            }
            Event::DocType(_) => return Err("holds a document type declaration".to_owned()),
            Event::Text(text) if depth == 0 && !text.iter().all(u8::is_ascii_whitespace) => {
                return Err("not well-formed: text outside of the root element".to_owned());
            }
            Event::Eof => break,
            _ => {}
        }
    }
    match (depth, roots) {
        (0, 1) => Ok(()),
        (0, _) => Err(format!("not well-formed: {roots} root elements")),
        _ => Err("not well-formed: an element is not closed".to_owned()),
    }
}

fn attributes(element: &BytesStart, decoder: Decoder) -> Result<(), String> {
    for attribute in element.attributes() {
        let attribute = attribute.map_err(|error| format!("not well-formed: {error}"))?;
        attribute
            .decoded_and_normalized_value(XmlVersion::Implicit1_0, decoder)
            .map_err(|error| format!("not well-formed: {error}"))?;
    }
    Ok(())
}
