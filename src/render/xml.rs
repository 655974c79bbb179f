//! Names and texts → the bytes of an XML document, each element on a line of its own.
//!
//! The spelling is that of the feed crates, to the byte: one space for each level, no line break
//! beside text, the five characters of markup escaped. Documents that were published in it stay as
//! they are.

use chrono::{DateTime, Datelike, Timelike, Utc};

/// Prefix and name of Media RSS, for what neither format has: the picture of an item.
pub(super) const MEDIA_NAMESPACE: (&str, &str) = ("media", "http://search.yahoo.com/mrss/");

/// Its element for that picture.
pub(super) const THUMBNAIL: &str = "media:thumbnail";

/// What every document begins with.
const DECLARATION: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>";

/// How the characters of markup are written in plain text.
struct Spelling {
    less: &'static str,
    and: &'static str,
    single: &'static str,
}

impl Spelling {
    fn of(&self, markup: u8) -> &'static str {
        match markup {
            b'<' => self.less,
            b'>' => "&gt;",
            b'&' => self.and,
            b'\'' => self.single,
            _ => "&quot;",
        }
    }
}

/// Text and attributes.
const PLAIN: Spelling = Spelling { less: "&lt;", and: "&amp;", single: "&apos;" };

/// Titles of RSS. A parser reads the same plain title; readers that take titles for HTML get most of
/// them right only in this spelling (RSS Advisory Board, best practices profile, "title").
const TITLE: Spelling = Spelling { less: "&#x3C;", and: "&#x26;", single: "&apos;" };

/// HTML, for which `&apos;` is no name (HTML 4).
const HTML: Spelling = Spelling { less: "&lt;", and: "&amp;", single: "&#39;" };

/// A document that is being written.
pub(super) struct Xml {
    bytes: Vec<u8>,
    depth: usize,
    /// Whether a line break would become part of a text.
    is_beside_text: bool,
}

impl Xml {
    /// A document with its declaration and nothing else, and room for so many bytes.
    pub fn new(room: usize) -> Self {
        let mut bytes = Vec::with_capacity(room);
        bytes.extend_from_slice(DECLARATION.as_bytes());
        Xml { bytes, depth: 0, is_beside_text: false }
    }

    /// Begins a tag; its attributes follow, then [`Xml::inside`] or [`Xml::empty`].
    pub fn open(&mut self, name: &str) -> &mut Self {
        self.line();
        self.bytes.push(b'<');
        self.bytes.extend_from_slice(name.as_bytes());
        self
    }

    /// An attribute of the tag that was begun.
    pub fn attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.attribute_as(name, value, &PLAIN)
    }

    /// The same, spelled as in HTML.
    pub fn html_attribute(&mut self, name: &str, value: &str) -> &mut Self {
        self.attribute_as(name, value, &HTML)
    }

    /// An attribute, where there is a value for it.
    pub fn attribute_if(&mut self, name: &str, value: Option<&str>) -> &mut Self {
        match value {
            Some(value) => self.attribute(name, value),
            None => self,
        }
    }

    /// Ends a tag: what follows stands in the element.
    pub fn inside(&mut self) -> &mut Self {
        self.bytes.push(b'>');
        self.depth += 1;
        self
    }

    /// Ends a tag whose element has nothing in it.
    pub fn empty(&mut self) {
        self.bytes.extend_from_slice(b"/>");
    }

    /// Text of the element.
    pub fn text(&mut self, text: &str) -> &mut Self {
        spell(&mut self.bytes, text, &PLAIN);
        self.is_beside_text = true;
        self
    }

    /// The end of an element.
    pub fn close(&mut self, name: &str) {
        self.depth -= 1;
        self.line();
        self.bytes.extend_from_slice(b"</");
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.push(b'>');
    }

    /// An element that holds only text.
    pub fn leaf(&mut self, name: &str, text: &str) {
        self.open(name).inside().text(text).close(name);
    }

    /// The same, where there is a text for it.
    pub fn leaf_if(&mut self, name: &str, text: Option<&str>) {
        if let Some(text) = text {
            self.leaf(name, text);
        }
    }

    /// A title of RSS.
    pub fn title(&mut self, text: &str) {
        self.open("title").inside();
        spell(&mut self.bytes, text, &TITLE);
        self.is_beside_text = true;
        self.close("title");
    }

    /// An element whose HTML stands as it is, in as many sections as it takes.
    pub fn html(&mut self, name: &str, html: &str) {
        self.open(name).inside();
        for (number, part) in html.split("]]>").enumerate() {
            // The end of a section is parted between two.
            self.bytes.extend_from_slice(if number == 0 {
                b"<![CDATA["
            } else {
                b"]]]]><![CDATA[>"
            });
            self.bytes.extend_from_slice(part.as_bytes());
        }
        self.bytes.extend_from_slice(b"]]>");
        self.is_beside_text = true;
        self.close(name);
    }

    /// An element that holds plain text as HTML.
    pub fn text_as_html(&mut self, name: &str, text: &str) {
        self.open(name).inside();
        // Escaped, it ends no section.
        self.bytes.extend_from_slice(b"<![CDATA[");
        spell(&mut self.bytes, text, &HTML);
        self.bytes.extend_from_slice(b"]]>");
        self.is_beside_text = true;
        self.close(name);
    }

    /// The whole document, with a newline at its end.
    pub fn finish(mut self) -> Vec<u8> {
        self.bytes.push(b'\n');
        self.bytes
    }

    /// How many bytes were written so far.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    fn attribute_as(&mut self, name: &str, value: &str, spelling: &Spelling) -> &mut Self {
        self.bytes.push(b' ');
        self.bytes.extend_from_slice(name.as_bytes());
        self.bytes.extend_from_slice(b"=\"");
        spell(&mut self.bytes, value, spelling);
        self.bytes.push(b'"');
        self
    }

    fn line(&mut self) {
        if !std::mem::take(&mut self.is_beside_text) {
            self.bytes.push(b'\n');
            self.bytes.resize(self.bytes.len() + self.depth, b' ');
        }
    }
}

/// Makes plain text safe in HTML and XML, in elements and in quoted attributes.
pub(super) fn escape(text: &str) -> String {
    let mut safe = Vec::with_capacity(text.len() + text.len() / 8);
    spell(&mut safe, text, &HTML);
    String::from_utf8(safe).expect("what is put into UTF-8 is ASCII, and in the place of ASCII")
}

fn spell(bytes: &mut Vec<u8>, text: &str, spelling: &Spelling) {
    super::spell::spell(bytes, text, is_markup, |bytes, byte| {
        bytes.extend_from_slice(spelling.of(byte).as_bytes());
    });
}

/// Whether a byte stands in no text as it is.
fn is_markup(byte: u8) -> bool {
    (byte == b'<') | (byte == b'>') | (byte == b'&') | (byte == b'\'') | (byte == b'"')
}

/// A date as RFC 3339 has it, in whole seconds and with `Z`. Its year has four digits.
pub(super) fn rfc3339(at: DateTime<Utc>) -> String {
    let mut text = String::with_capacity(20);
    padded(&mut text, at.year().unsigned_abs(), 4);
    for (mark, number) in [('-', at.month()), ('-', at.day()), ('T', at.hour())] {
        text.push(mark);
        padded(&mut text, number, 2);
    }
    for number in [at.minute(), at.second()] {
        text.push(':');
        padded(&mut text, number, 2);
    }
    text.push('Z');
    text
}

/// A date as RFC 822 has it, with four digits of year and a numeric zone.
pub(super) fn rfc822(at: DateTime<Utc>) -> String {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let mut text = String::with_capacity(31);
    text.push_str(DAYS[at.weekday().num_days_from_monday() as usize]);
    text.push_str(", ");
    padded(&mut text, at.day(), 2);
    text.push(' ');
    text.push_str(MONTHS[at.month0() as usize]);
    text.push(' ');
    padded(&mut text, at.year().unsigned_abs(), 4);
    for (mark, number) in [(' ', at.hour()), (':', at.minute()), (':', at.second())] {
        text.push(mark);
        padded(&mut text, number, 2);
    }
    text.push_str(" +0000");
    text
}

fn padded(text: &mut String, number: u32, digits: u32) {
    for place in (0..digits).rev() {
        let digit = number / 10_u32.pow(place) % 10;
        text.push(char::from(b'0' + digit as u8));
    }
}
