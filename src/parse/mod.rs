//! Bytes → entries.
//!
//! Parsing never fails: a document yields the entries it holds and the problems met on the way.
//! Nothing is converted here: dates stay text, labels stay labels, markup stays raw.
//!
//! The rooms, in the order the data passes: `decode` makes characters, `sniff` tells the format, then
//! one file per format reads it. Both XML dialects stand on `xml` and share what `vocabulary` knows
//! of the extension modules.

mod article;
mod atom;
mod decode;
mod front_matter;
mod json_feed;
mod json_stream;
mod looks;
mod markdown;
mod media;
mod notes;
mod person;
mod rss;
mod sniff;
mod vocabulary;
mod xml;

use crate::model::{Document, Kind, Parsed, Shape};
use notes::Notes;
use sniff::Format;

/// What the parser obeys; one per source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How the source's documents are read. `Feed` finds the format by content.
    pub kind: Kind,
    /// Article text: the line that separates two articles.
    pub separator: String,
    /// Article text: the label before the date.
    pub date_label: String,
    /// Article text: what marks a line as the caption of a picture, and begins its credit.
    pub credit_marker: String,
    /// Article text: lines that are known to be category lines (compared folded).
    pub categories: Vec<String>,
    /// Most entries taken from one document.
    pub max_entries: usize,
}

/// Reads one document.
pub fn parse(document: &Document, settings: &Settings) -> Parsed {
    let mut notes = Notes::new(&document.name);
    let text = decode::decode(&document.bytes, document.content_type.as_deref(), &mut notes);
    let mut parsed = match settings.kind {
        Kind::Text | Kind::Markdown if let Some(what) = sniff::no_text(&text) => {
            nothing(Shape::Unknown, &format!("{what}, not text"), &mut notes)
        }
        Kind::Text => article::read(&text, document, settings, &mut notes),
        Kind::Markdown => markdown::read(&text, document, settings, &mut notes),
        Kind::Feed => feed(&text, document, settings, &mut notes),
    };
    for (index, entry) in parsed.entries.iter_mut().enumerate() {
        entry.index = index;
    }
    parsed.problems = notes.into_problems();
    parsed
}

fn feed(text: &str, document: &Document, settings: &Settings, notes: &mut Notes) -> Parsed {
    let sniffed = sniff::sniff(text);
    match sniffed.format {
        Format::Rss => rss::read(text, sniffed.start, document, settings, notes),
        Format::Atom => atom::read(text, sniffed.start, document, settings, notes),
        Format::Json => json_feed::read(text, document, settings, notes),
        Format::Html(what) => nothing(Shape::Html, &what, notes),
        Format::Unknown(what) => nothing(Shape::Unknown, &what, notes),
    }
}

/// A document that is not what its source should hold: one problem says what it is.
fn nothing(shape: Shape, what: &str, notes: &mut Notes) -> Parsed {
    notes.note(None, what, "nothing was taken from it");
    Parsed { shape, ..Parsed::default() }
}
