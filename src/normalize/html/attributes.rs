//! A tag → its attributes, as a browser reads them (HTML, "before attribute name state" and after).

use std::{borrow::Cow, ops::Range};

use crate::model::Text;

/// Most attributes of a tag that are looked at. Tags that people write stay below 30.
const MAX_ATTRIBUTES: usize = 64;

/// Longest value, in bytes; more is cut off. It is the longest address, too.
pub(super) const MAX_VALUE: usize = 8_192;

/// The attributes of a tag, each once; of two with one name the first counts.
pub(super) struct Attributes<'h>(Vec<(Cow<'h, str>, &'h str)>);

impl<'h> Attributes<'h> {
    /// Reads a tag, whose attributes begin at `from`.
    pub(super) fn new(tag: &'h str, from: usize) -> Self {
        let mut found: Vec<(Cow<'_, str>, &str)> = Vec::new();
        let mut at = from;
        while let Step::Attribute { name, value, next } = step(tag.as_bytes(), at) {
            at = next;
            let name = lower(&tag[name]);
            if found.iter().all(|(known, _)| *known != name) {
                found.push((name, &tag[value]));
            }
            if found.len() == MAX_ATTRIBUTES {
                break;
            }
        }
        Attributes(found)
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The value of an attribute (name in lower case): entities decoded, without characters that
    /// XML forbids.
    pub(super) fn get(&self, name: &str) -> Option<Cow<'h, str>> {
        let (_, raw) = self.0.iter().find(|(known, _)| known == name)?;
        let raw = &raw[..raw.floor_char_boundary(MAX_VALUE)];
        Some(match raw.contains('&') {
            true => {
                let value = htmlize::unescape_attribute(raw);
                Cow::Owned(Text::new(&value).into_string())
            }
            false => Cow::Borrowed(raw),
        })
    }
}

/// In lower case.
pub(super) fn lower(name: &str) -> Cow<'_, str> {
    match name.bytes().any(|byte| byte.is_ascii_uppercase()) {
        true => Cow::Owned(name.to_ascii_lowercase()),
        false => Cow::Borrowed(name),
    }
}

/// What comes next in a tag.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// An attribute; `value` is what stands within the quotes.
    Attribute { name: Range<usize>, value: Range<usize>, next: usize },
    /// The tag ended before this place.
    End(usize),
    /// The text ended within the tag.
    Cut,
    /// The quote that opens before this place is closed nowhere.
    Unclosed(usize),
}

/// The next attribute of the tag in `bytes` at or after `at`.
pub(super) fn step(bytes: &[u8], at: usize) -> Step {
    let start = skip(bytes, at, |byte| byte.is_ascii_whitespace() || byte == b'/');
    match bytes.get(start) {
        None => return Step::Cut,
        Some(b'>') => return Step::End(start + 1),
        Some(_) => {}
    }
    let ends_name = |byte: u8| !(byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='));
    // An `=` in the first place belongs to the name.
    let name = start..skip(bytes, start + 1, ends_name);
    let equals = skip(bytes, name.end, |byte| byte.is_ascii_whitespace());
    if bytes.get(equals) != Some(&b'=') {
        return Step::Attribute { value: name.end..name.end, next: equals, name };
    }
    let from = skip(bytes, equals + 1, |byte| byte.is_ascii_whitespace());
    match bytes.get(from) {
        Some(quote @ (b'"' | b'\'')) => {
            let end = skip(bytes, from + 1, |byte| byte != *quote);
            if end == bytes.len() {
                return Step::Unclosed(from + 1);
            }
            Step::Attribute { name, value: from + 1..end, next: end + 1 }
        }
        _ => {
            let end = skip(bytes, from, |byte| !byte.is_ascii_whitespace() && byte != b'>');
            Step::Attribute { name, value: from..end, next: end }
        }
    }
}

/// The first place at or after `from` whose byte does not fit.
fn skip(bytes: &[u8], from: usize, fits: impl Fn(u8) -> bool) -> usize {
    let rest = bytes.get(from..).unwrap_or_default();
    rest.iter().position(|byte| !fits(*byte)).map_or(bytes.len(), |found| from + found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(tag: &str, want: &[(&str, &str)]) {
        let attributes = Attributes::new(tag, 2);
        let got: Vec<_> = attributes.0.iter().map(|(name, value)| (&**name, *value)).collect();
        assert_eq!(got, want, "{tag:?}");
    }

    #[test]
    fn as_a_browser_reads_them() {
        check("<a>", &[]);
        check("<a/>", &[]);
        check("<a b>", &[("b", "")]);
        check("<a/b/c=d/>", &[("b", ""), ("c", "d/")]);
        check("<a B = 'c > d' e=\"f\"g=h>", &[("b", "c > d"), ("e", "f"), ("g", "h")]);
        check("<a =b==c ''d>", &[("=b", "=c"), ("''d", "")]);
        check("<a b= >", &[("b", "")]);
        check("<a b=c b=d>", &[("b", "c")]);
        check("<a b=\"c>", &[]);
        check("<a\nb\n=\n`c d`>", &[("b", "`c"), ("d`", "")]);
    }

    #[test]
    fn values_are_decoded_as_in_attributes() {
        let attributes = Attributes::new("<a b='&lt;&copy=1&#1;&ampx' c=d>", 2);
        assert_eq!(attributes.get("b").as_deref(), Some("<&copy=1&ampx"));
        assert_eq!(attributes.get("c").as_deref(), Some("d"));
        assert_eq!(attributes.get("d"), None);
    }

    #[test]
    fn excess_is_cut() {
        let flood: String = (0..100_000).map(|n| format!(" a{n}=b")).collect();
        assert_eq!(Attributes::new(&format!("<a{flood}>"), 2).0.len(), MAX_ATTRIBUTES);
        let tag = format!("<a b={}>", "ä".repeat(MAX_VALUE));
        assert_eq!(Attributes::new(&tag, 2).get("b").unwrap().len(), MAX_VALUE);
    }
}
