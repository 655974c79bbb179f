//! Character and entity references → characters.
//!
//! Known are the references of XML, all names of HTML, and the internal entities that the document
//! declares itself, within a bound. Anything else is text, as is a bare `&`. Numbers 128 to 159 mean
//! windows-1252, as in HTML.

use std::{borrow::Cow, cell::Cell, collections::BTreeMap};

use memchr::memchr;

/// Longest name of a reference, in bytes; the longest of HTML has 32.
const MAX_NAME: usize = 64;

/// How deep the document's own entities may refer to each other.
const MAX_DEPTH: u32 = 8;

/// Most bytes that the document's own entities yield in all: enough for any publisher's signature,
/// and no bomb.
const MAX_EXPANSION: usize = 1 << 20;

/// Most entities that a document declares.
const MAX_ENTITIES: usize = 1_024;

/// The entities that a document declares.
#[derive(Debug)]
pub(in crate::parse) struct Entities<'a> {
    own: BTreeMap<&'a str, &'a str>,
    /// Bytes that they may still yield.
    left: Cell<usize>,
}

impl<'a> Entities<'a> {
    /// None declared.
    pub(in crate::parse) fn new() -> Self {
        Entities { own: BTreeMap::new(), left: Cell::new(MAX_EXPANSION) }
    }

    /// Reads the internal subset of a document type (XML §2.8). External entities are not followed,
    /// and parameter entities not known.
    pub(in crate::parse) fn declare(&mut self, subset: &'a str) {
        for declaration in subset.split("<!ENTITY").skip(1).take(MAX_ENTITIES) {
            let declaration = declaration.trim_start();
            let Some(end) = declaration.find(char::is_whitespace) else { continue };
            let (name, rest) = declaration.split_at(end);
            let rest = rest.trim_start();
            let Some(quote) = rest.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
                continue;
            };
            if let Some((value, _)) = rest[1..].split_once(quote) {
                // The first declaration of a name binds (XML §4.2).
                self.own.entry(name).or_insert(value);
            }
        }
    }

    /// Resolves the references in a text.
    pub(in crate::parse) fn resolve<'t>(&self, text: &'t str) -> Cow<'t, str> {
        match memchr(b'&', text.as_bytes()) {
            Some(first) => {
                let mut out = String::with_capacity(text.len());
                self.expand(text, first, 0, &mut out);
                Cow::Owned(out)
            }
            None => Cow::Borrowed(text),
        }
    }

    /// Writes `text`, whose first `&` is at `first`, with its references resolved.
    fn expand(&self, text: &str, first: usize, depth: u32, out: &mut String) {
        out.push_str(&text[..first]);
        let mut rest = &text[first..];
        loop {
            let taken = self.reference(rest, depth, out);
            if taken == 0 {
                out.push('&');
            }
            rest = &rest[taken.max(1)..];
            let Some(next) = memchr(b'&', rest.as_bytes()) else { break };
            out.push_str(&rest[..next]);
            rest = &rest[next..];
        }
        out.push_str(rest);
    }

    /// Resolves the reference that `text` begins with; returns its length, 0 when it is none.
    fn reference(&self, text: &str, depth: u32, out: &mut String) -> usize {
        let bytes = text.as_bytes();
        if bytes.get(1) == Some(&b'#') {
            return number(text, out);
        }
        let reach = &bytes[1..bytes.len().min(MAX_NAME)];
        let is_name =
            |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.');
        let Some(length) = reach.iter().position(|byte| !is_name(byte)) else { return 0 };
        if length == 0 || reach[length] != b';' {
            return 0;
        }
        let name = &text[1..=length];
        let size = length + 2;
        let simple = match name {
            "lt" => '<',
            "gt" => '>',
            "amp" => '&',
            "quot" => '"',
            "apos" => '\'',
            _ => return if self.named(name, &text[..size], depth, out) { size } else { 0 },
        };
        out.push(simple);
        size
    }

    fn named(&self, name: &str, written: &str, depth: u32, out: &mut String) -> bool {
        if let Some(&value) = self.own.get(name) {
            let left = self.left.get();
            if depth >= MAX_DEPTH || value.len() > left {
                return false;
            }
            self.left.set(left - value.len());
            match memchr(b'&', value.as_bytes()) {
                Some(first) => self.expand(value, first, depth + 1, out),
                None => out.push_str(value),
            }
            return true;
        }
        let html = htmlize::unescape(written);
        let known = html != written;
        if known {
            out.push_str(&html);
        }
        known
    }
}

/// `&#…;`, also without its `;`, as in HTML.
fn number(text: &str, out: &mut String) -> usize {
    let bytes = text.as_bytes();
    let is_hex = matches!(bytes.get(2), Some(b'x' | b'X'));
    let begin = if is_hex { 3 } else { 2 };
    let digits = bytes[begin.min(bytes.len())..]
        .iter()
        .take_while(|byte| if is_hex { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() })
        .count();
    if digits == 0 {
        return 0;
    }
    let end = begin + digits;
    let radix = if is_hex { 16 } else { 10 };
    let code = u32::from_str_radix(&text[begin..end], radix).unwrap_or(u32::MAX);
    if let Some(c) = character(code) {
        out.push(c);
    }
    end + usize::from(bytes.get(end) == Some(&b';'))
}

/// The character of a number; `None` for what no text may hold.
fn character(code: u32) -> Option<char> {
    let code = match code {
        // HTML, numeric character reference end state.
        0x80..=0x9F => WINDOWS_1252[usize::try_from(code - 0x80).unwrap_or_default()],
        _ => code,
    };
    match char::from_u32(code) {
        Some('\t' | '\n' | '\r') => char::from_u32(code),
        Some(c) if c < ' ' => None,
        Some(c) => Some(c),
        None => Some(char::REPLACEMENT_CHARACTER),
    }
}

/// What windows-1252 has from 0x80 on; the five that it leaves open stand for themselves.
const WINDOWS_1252: [u32; 32] = [
    0x20AC, 0x81, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039,
    0x0152, 0x8D, 0x017D, 0x8F, 0x90, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
    0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x9D, 0x017E, 0x0178,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &str) {
        let mut entities = Entities::new();
        entities.declare("<!ENTITY pub \"The Press\"> <!ENTITY by 'by &pub; &amp; &pub;'>");
        assert_eq!(entities.resolve(text), want, "{text}");
    }

    #[test]
    fn table() {
        check("a", "a");
        check("&lt;b&gt; &amp;amp; &quot;&apos;", "<b> &amp; \"'");
        check("&eacute;&nbsp;&CounterClockwiseContourIntegral;", "é\u{A0}∳");
        check("&#233;&#xE9;&#XE9;&#233 x", "éééé x");
        check("&#146;&#x80;&#128;", "’€€");
        check("&#0;&#8;&#9;&#xD800;&#9999999999;", "\t\u{FFFD}\u{FFFD}");
        check(
            "AT&T & co; &; &#; &#x; &unknown; a?b=1&copy=2",
            "AT&T & co; &; &#; &#x; &unknown; a?b=1&copy=2",
        );
        check("&pub;, &by;", "The Press, by The Press & The Press");
        check("&é;&", "&é;&");
    }

    #[test]
    fn no_bomb() {
        let mut subset =
            "<!ENTITY a0 'xxxxxxxxxxxxxxxxxxxx'><!ENTITY self '&self;&self;'>".to_owned();
        for n in 1..20 {
            let before = format!("&a{};", n - 1).repeat(20);
            subset.push_str(&format!("<!ENTITY a{n} '{before}'>"));
        }
        let mut entities = Entities::new();
        entities.declare(&subset);
        assert!(entities.resolve("&a19;").len() <= 2 * MAX_EXPANSION);
        assert!(entities.resolve("&self;").len() <= 2 * MAX_EXPANSION);
        assert_eq!(entities.resolve("&a0;"), "&a0;", "nothing is left to spend");
    }
}
