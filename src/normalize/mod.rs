//! Entry → item: one meaning per field, absolute addresses, dates with provenance, safe HTML.

mod address;
mod assemble;
mod clause;
pub mod date;
mod disclosure;
mod html;
mod keys;
mod people;
mod text;
mod title;

#[cfg(test)]
mod tests;

use chrono::{DateTime, Utc};

use url::Url;

pub use address::canonical;

use crate::model::{Body, Entry, Identity, Item, Origin, Problem, Source, Text};

/// What normalising obeys; one per source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Zone of dates that state none.
    pub timezone: chrono_tz::Tz,
    /// Date formats (strftime) that are tried before the built-in ones.
    pub date_formats: Vec<String>,
    /// Whether an article without a date may be dated by its lead sentence.
    pub date_from_text: bool,
    /// What becomes of a date in the future.
    pub future: Future,
    /// How its items are told apart.
    pub identity: Identity,
    /// Language of the source where neither entry nor feed says.
    pub language: Option<String>,
}

impl Settings {
    /// What an empty configuration gives.
    pub fn standard() -> Self {
        Settings {
            timezone: chrono_tz::UTC,
            date_formats: Vec::new(),
            date_from_text: false,
            future: Future::Clamp,
            identity: Identity::standard(),
            language: None,
        }
    }
}

/// What becomes of a date in the future.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Future {
    /// It is moved back to the moment the item was first seen, and flagged.
    Clamp,
    /// It stays.
    Keep,
}

/// A body as plain text on one line.
pub fn plain(body: &Body) -> Text {
    text::line(body)
}

/// A body as HTML that is safe to publish, without any markup of ours but around paragraphs that are
/// given as such. Addresses in it are resolved against `base`.
pub fn html(body: &Body, base: Option<&Url>) -> Text {
    match body {
        Body::Html(html) => html::sanitize(html, base),
        Body::Plain(text) => html::escaped(text),
        Body::Paragraphs(list) => Text::new(&text::to_html(list)),
    }
}

/// Normalises one entry.
///
/// `origin` is the feed that the entry stands in, `now` the moment of this run. The guid of the item
/// is a proposal: `merge` puts the stored one where the item is known.
///
/// # Errors
///
/// An entry without any material for an id (no id, address, title or text) makes no item.
pub fn normalize(
    entry: &Entry,
    place: &str,
    source: &Source,
    origin: &Origin,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Result<Item, Problem> {
    assemble::item(entry, source, origin, settings, now).ok_or_else(|| Problem {
        place: place.to_owned(),
        line: entry.line,
        what: "an entry has no id, address, title or text".to_owned(),
        done: "left out".to_owned(),
    })
}
