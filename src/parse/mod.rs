//! Bytes → entries.
//!
//! Parsing never fails: a document yields the entries it holds and the problems met on the way.
//! Nothing is converted here: dates stay text, labels stay labels, markup stays raw.
//!
//! The rooms, in the order the data passes: `decode` makes characters, `sniff` tells the format, then
//! one file or folder per format reads it. All dialects of XML feeds stand on `xml` and are read by
//! the tables in `feed`.

mod article;
mod decode;
mod feed;
mod front_matter;
mod html;
mod json_feed;
mod json_repair;
mod json_stream;
mod lint;
mod looks;
mod markdown;
mod notes;
mod opml;
mod person;
mod sitemap;
mod sniff;
mod stand_in;
mod xml;

pub use lint::lint;
pub use stand_in::stand_in;

use std::{borrow::Cow, sync::Arc};

use crate::model::{Document, Kind, Outline, Parsed, Shape};
use notes::Notes;
use sniff::Format;
use stand_in::Foreign;

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
    /// Article text: lines that are known to be category lines (compared folded). One list serves
    /// all sources.
    pub categories: Arc<[String]>,
    /// Pages: where the articles and their parts are.
    pub selectors: Selectors,
    /// Sitemaps: a glob that the path of a page must match; empty for all.
    pub path: String,
    /// How much is taken from one document.
    pub limits: Limits,
}

/// Where the parts of an article are in a page that lists articles, as CSS selectors. All but `item`
/// are looked up inside an article; `selector@attribute` takes an attribute instead of the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selectors {
    /// The articles.
    pub item: String,
    /// Title; empty for the text of the link.
    pub title: String,
    /// Address; empty for the first link.
    pub link: String,
    /// Date; empty for the first `time`.
    pub date: String,
    /// Standfirst.
    pub summary: String,
    /// Author.
    pub author: String,
    /// Picture.
    pub image: String,
}

impl Settings {
    /// What an empty configuration gives.
    pub fn standard(kind: Kind) -> Self {
        Settings {
            kind,
            separator: "Keep Reading".to_owned(),
            date_label: "Updated".to_owned(),
            credit_marker: "PHOTO:".to_owned(),
            categories: Arc::default(),
            selectors: Selectors::default(),
            path: String::new(),
            limits: Limits::default(),
        }
    }
}

/// How much is taken from one document. What goes beyond is left out and noted; the rest is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Most entries of a document.
    pub entries: usize,
    /// Deepest nesting of elements; deeper ones lose their tags, their text stays.
    pub depth: usize,
    /// Most elements of one entry, or around all entries; the text of the others stays.
    pub elements: usize,
    /// Most attributes of one element that are looked at.
    pub attributes: usize,
    /// Longest name of an element, in bytes; longer ones lose their tags, their text stays.
    pub name_bytes: usize,
    /// Longest text of one element, in bytes.
    pub text_bytes: usize,
}

impl Default for Limits {
    /// Far beyond what any publisher needs, and within what a small machine bears.
    fn default() -> Self {
        Limits {
            entries: 10_000,
            depth: 256,
            elements: 20_000,
            attributes: 256,
            name_bytes: 1_024,
            text_bytes: 8 << 20,
        }
    }
}

/// How far a page that should be a feed is searched for the feeds that it names, in bytes: they stand
/// in its head or in its first lists of links, and all of a page is a tree of five times its size.
const SEARCHED: usize = 2 << 20;

/// Whether a text can stand in [`Selectors`]; the error says what is wrong with it.
pub fn selector(text: &str) -> Result<(), String> {
    html::check_selector(text)
}

/// Reads one document.
pub fn parse(document: &Document, settings: &Settings) -> Parsed {
    let mut notes = Notes::new(&document.name);
    let text = decode::decode(&document.bytes, document.content_type.as_deref(), &mut notes);
    read(&text, head(&document.bytes), document, settings, notes)
}

/// Reads one document and takes its bytes. They may be many, and so may be the characters that some
/// of them are made into: both are not held longer than needed.
pub fn take(document: &mut Document, settings: &Settings) -> Parsed {
    let bytes = std::mem::take(&mut document.bytes);
    let mut notes = Notes::new(&document.name);
    let first = head(&bytes).to_vec();
    match decode::decode(&bytes, document.content_type.as_deref(), &mut notes) {
        Cow::Borrowed(text) => read(text, &first, document, settings, notes),
        Cow::Owned(text) => {
            drop(bytes);
            read(&text, &first, document, settings, notes)
        }
    }
}

/// How many bytes tell what a file is; a tape archive says it at byte 257.
const HEAD: usize = 512;

/// Enough of the bytes to tell a picture or an archive from text.
fn head(bytes: &[u8]) -> &[u8] {
    &bytes[..bytes.len().min(HEAD)]
}

fn read(
    text: &str,
    head: &[u8],
    document: &Document,
    settings: &Settings,
    mut notes: Notes,
) -> Parsed {
    let mut parsed = match settings.kind {
        Kind::Text | Kind::Markdown if let Some(found) = stand_in::no_text(head, text) => {
            nothing_of(&found, "text", &mut notes)
        }
        Kind::Html | Kind::Page if let Some(found) = stand_in::wall(text) => {
            nothing_of(&found, "an article", &mut notes)
        }
        Kind::Text => article::read(text, document, settings, &mut notes),
        Kind::Markdown => markdown::read(text, document, settings, &mut notes),
        Kind::Feed => any_feed(text, head, document, settings, &mut notes),
        Kind::Html => html::article(text, document, settings, &mut notes),
        Kind::Page => html::listing(text, document, settings, &mut notes),
        Kind::Sitemap => sitemap::read(text, document, settings, &mut notes),
        Kind::Opml => opml::read(text, document, settings, &mut notes),
    };
    for (index, entry) in parsed.entries.iter_mut().enumerate() {
        entry.index = index;
    }
    parsed.problems = notes.into_problems();
    parsed
}

/// Reads a list of feeds (OPML) with everything that it says of them.
pub fn outlines(document: &Document, settings: &Settings) -> (Parsed, Vec<Outline>) {
    let mut notes = Notes::new(&document.name);
    let text = decode::decode(&document.bytes, document.content_type.as_deref(), &mut notes);
    let (parsed, outlines) = opml::outlines(&text, document, settings, &mut notes);
    (Parsed { problems: notes.into_problems(), ..parsed }, outlines)
}

fn any_feed(
    text: &str,
    head: &[u8],
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    if let Some(found) = stand_in::file(head) {
        return nothing_of(&found, "a feed", notes);
    }
    let sniffed = sniff::sniff(text);
    match sniffed.format {
        Format::Feed(dialect) => {
            feed::read(text, sniffed.start, dialect, document, settings, notes)
        }
        Format::Json => json_feed::read(text, document, settings, notes),
        format => {
            let found = stand_in::foreign(text, &format);
            // A wall or an error may name a feed, but never ours.
            let links = match found.kind.may_lead() {
                true => {
                    let text = &text[..text.floor_char_boundary(SEARCHED)];
                    html::feeds(text, document, settings, notes)
                }
                false => Vec::new(),
            };
            Parsed { links, ..nothing_of(&found, "a feed", notes) }
        }
    }
}

/// A document that is not what was wanted, in words that say what it is.
fn nothing_of(found: &Foreign, wanted: &str, notes: &mut Notes) -> Parsed {
    let stand_in = Some(found.kind);
    Parsed { stand_in, ..nothing(found.shape, &found.what(wanted), notes) }
}

/// A document that is not what its source should hold: one problem says what it is.
fn nothing(shape: Shape, what: &str, notes: &mut Notes) -> Parsed {
    notes.note(None, what, "nothing was taken from it");
    Parsed { shape, ..Parsed::default() }
}
