//! The bytes of an XML document → whether a strict parser gets to the end, and the items that a reader
//! meets on the way.
//!
//! One pass, and nothing of the document is kept but the item at hand.

use std::mem::take;

use chrono::{DateTime, Utc};
use quick_xml::{
    Decoder, Reader, XmlVersion,
    escape::resolve_predefined_entity,
    events::{BytesRef, BytesStart, Event},
};

use crate::model::Format;

use super::{check::Expected, shown::EARLIEST};

/// Deepest nesting of elements in what we write. The readers of the feed crates recurse, so they are
/// only called below a depth that no stack minds.
const DEEPEST: usize = 16;

/// Reads a document. It has one root, tags that match, attributes once, no unknown entity and no document
/// type. A feed has the elements of its format, dates that can be read, and the items that are expected.
pub(super) fn read(text: &str, format: Format, expected: &mut Expected) -> Result<(), String> {
    let mut reader = Reader::from_str(text);
    let mut pass = Pass::new(format, expected);
    let mut roots = 0_usize;
    loop {
        let event = reader.read_event().map_err(|error| format!("not well-formed: {error}"))?;
        match event {
            Event::Start(element) => {
                roots += usize::from(pass.depth == 0);
                pass.start(&element, reader.decoder())?;
            }
            Event::Empty(element) => {
                roots += usize::from(pass.depth == 0);
                pass.start(&element, reader.decoder())?;
                pass.end()?;
            }
            Event::End(_) => pass.end()?,
            Event::GeneralRef(reference) => pass.reference(&reference)?,
            Event::DocType(_) => return Err("holds a document type declaration".to_owned()),
            Event::Text(text) if pass.depth == 0 && !text.iter().all(u8::is_ascii_whitespace) => {
                return Err("not well-formed: text outside of the root element".to_owned());
            }
            Event::Text(text) => pass.text(&text)?,
            Event::CData(text) => pass.text(&text)?,
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) => {}
        }
    }
    match (pass.depth, roots) {
        (0, 1) => pass.finish(),
        (0, _) => Err(format!("not well-formed: {roots} root elements")),
        _ => Err("not well-formed: an element is not closed".to_owned()),
    }
}

/// What is to be known of a feed or an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Field {
    Id,
    Title,
    Published,
    Updated,
}

/// Where the pass is.
struct Pass<'e, 'x> {
    format: Format,
    /// The elements that lead to an item, from the root on.
    path: &'static [&'static [u8]],
    expected: &'x mut Expected<'e>,
    /// How many elements are open.
    depth: usize,
    /// How many of these, from the root on, are those of the path; and how many ever were.
    matched: usize,
    reached: usize,
    /// The field that is open, and its depth.
    field: Option<(Field, usize)>,
    value: String,
    id: String,
    has_title: bool,
    published: Option<DateTime<Utc>>,
    updated: Option<DateTime<Utc>>,
    /// How many of the fields were met that an Atom feed must have.
    feed_fields: usize,
}

impl<'e, 'x> Pass<'e, 'x> {
    fn new(format: Format, expected: &'x mut Expected<'e>) -> Self {
        let path: &[&[u8]] = match format {
            Format::Rss => &[b"rss", b"channel", b"item"],
            Format::Atom => &[b"feed", b"entry"],
            _ => &[],
        };
        Pass {
            format,
            path,
            expected,
            depth: 0,
            matched: 0,
            reached: 0,
            field: None,
            value: String::new(),
            id: String::new(),
            has_title: false,
            published: None,
            updated: None,
            feed_fields: 0,
        }
    }

    fn start(&mut self, element: &BytesStart, decoder: Decoder) -> Result<(), String> {
        let name = element.name();
        let field = self.field_of(name.as_ref());
        let mut is_permalink = self.format == Format::Rss;
        for attribute in element.attributes() {
            let attribute = attribute.map_err(|error| format!("not well-formed: {error}"))?;
            let value = attribute
                .decoded_and_normalized_value(XmlVersion::Implicit1_0, decoder)
                .map_err(|error| format!("not well-formed: {error}"))?;
            is_permalink &= attribute.key.as_ref() != b"isPermaLink" || value != "false";
        }
        if self.matched == self.depth && self.path.get(self.depth) == Some(&name.as_ref()) {
            self.matched += 1;
            self.reached = self.reached.max(self.matched);
        }
        self.depth += 1;
        if self.depth > DEEPEST {
            return Err(format!("nested deeper than {DEEPEST} elements"));
        }
        // An address that stands for the item is no id of ours.
        if let Some(field) = field.filter(|field| *field != Field::Id || !is_permalink) {
            self.field = Some((field, self.depth));
            self.value.clear();
        }
        Ok(())
    }

    /// The field that an element is, by its name and its place.
    fn field_of(&self, name: &[u8]) -> Option<Field> {
        let is_child = self.depth > 0 && self.matched == self.depth;
        match (self.format, name) {
            (Format::Rss, b"guid") if self.is_in_item() => Some(Field::Id),
            (Format::Rss, b"title") if self.is_in_item() => Some(Field::Title),
            (Format::Rss, b"pubDate") if self.is_in_item() => Some(Field::Published),
            (Format::Atom, b"id") if is_child => Some(Field::Id),
            (Format::Atom, b"title") if is_child => Some(Field::Title),
            // A date that cannot be read is none anywhere, be it that of the source.
            (Format::Atom, b"published") => Some(Field::Published),
            (Format::Atom, b"updated") => Some(Field::Updated),
            _ => None,
        }
    }

    /// Whether what comes next is a child of an item.
    fn is_in_item(&self) -> bool {
        self.depth == self.path.len() && self.matched == self.depth
    }

    fn text(&mut self, text: &[u8]) -> Result<(), String> {
        if self.field.is_some_and(|(_, depth)| depth == self.depth) {
            let text = std::str::from_utf8(text).map_err(|error| format!("not UTF-8: {error}"))?;
            self.value.push_str(text);
        }
        Ok(())
    }

    fn reference(&mut self, reference: &BytesRef) -> Result<(), String> {
        let name = reference.decode().map_err(|error| format!("not UTF-8: {error}"))?;
        let mut place = [0; 4];
        let text = match resolve_predefined_entity(&name) {
            Some(text) => text,
            None => match reference.resolve_char_ref() {
                Ok(Some(c)) => c.encode_utf8(&mut place),
                _ => return Err(format!("not well-formed: unknown entity {name}")),
            },
        };
        self.text(text.as_bytes())
    }

    fn end(&mut self) -> Result<(), String> {
        if let Some((field, depth)) = self.field
            && depth == self.depth
        {
            self.field = None;
            self.take(field)?;
        }
        let was_item = !self.path.is_empty() && self.matched == self.path.len();
        self.depth = self.depth.saturating_sub(1);
        self.matched = self.matched.min(self.depth);
        if was_item && self.matched < self.path.len() {
            self.item()?;
        }
        Ok(())
    }

    /// Takes the value of a field that has come to its end.
    fn take(&mut self, field: Field) -> Result<(), String> {
        let date = match (self.format, field) {
            (_, Field::Id | Field::Title) => None,
            (Format::Rss, _) => DateTime::parse_from_rfc2822(self.value.trim()).ok(),
            _ => Some(
                DateTime::parse_from_rfc3339(&self.value)
                    .map_err(|_| format!("not Atom: {:?} is no date", self.value))?,
            ),
        };
        let date = date.map(|date| date.to_utc());
        // Where it is, its element is still open.
        let is_of_item = self.depth == self.path.len() + 1 && self.matched == self.path.len();
        match field {
            _ if !is_of_item => self.take_of_feed(field, date)?,
            Field::Id => self.id = take(&mut self.value),
            Field::Title => self.has_title = !self.value.trim().is_empty(),
            Field::Published => self.published = date,
            Field::Updated => self.updated = date,
        }
        Ok(())
    }

    fn take_of_feed(&mut self, field: Field, date: Option<DateTime<Utc>>) -> Result<(), String> {
        let is_of_feed = self.depth == 2 && self.matched == 1;
        let is_empty = match field {
            Field::Id => self.value.is_empty(),
            Field::Updated => date.is_none_or(|date| date < EARLIEST),
            Field::Title | Field::Published => false,
        };
        if is_of_feed && is_empty {
            return Err("the feed has no id or no date".to_owned());
        }
        if is_of_feed && matches!(field, Field::Id | Field::Updated) {
            self.feed_fields += 1;
        }
        Ok(())
    }

    /// An item has come to its end.
    fn item(&mut self) -> Result<(), String> {
        let date = match self.format {
            Format::Rss => self.published,
            _ => {
                self.published.zip(self.updated).map(|(published, updated)| published.min(updated))
            }
        };
        self.expected.item(self.id.trim(), self.has_title, date)?;
        self.id.clear();
        (self.has_title, self.published, self.updated) = (false, None, None);
        Ok(())
    }

    fn finish(self) -> Result<(), String> {
        // All but the element of an item, of which there may be none.
        if self.reached + 1 < self.path.len() {
            return Err("no feed of its format".to_owned());
        }
        if self.format == Format::Atom && self.feed_fields != FEED_FIELDS {
            return Err("the feed has no id or no date".to_owned());
        }
        Ok(())
    }
}

/// What an Atom feed has to say of itself: its id and its date, once each (RFC 4287 §4.1.1).
const FEED_FIELDS: usize = 2;
