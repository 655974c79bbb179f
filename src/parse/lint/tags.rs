//! The inside of tags, held against XML 1.0 §3.1.

use std::collections::BTreeSet;

use super::{
    super::xml::Entities,
    characters,
    findings::{Findings, Place, quote},
    table::*,
    tree::Attribute,
};

/// Most attributes of one element that are looked at.
const MOST_ATTRIBUTES: usize = 256;

/// Reads the attributes of a tag; `from` is where `raw` begins.
pub(super) fn attributes<'a>(
    element: &str,
    raw: &'a str,
    from: usize,
    entities: &Entities<'a>,
    declared: &BTreeSet<&'a str>,
    found: &mut Findings,
) -> Vec<Attribute<'a>> {
    let mut attributes = Vec::new();
    let mut names = BTreeSet::new();
    let mut rest = raw;
    while attributes.len() < MOST_ATTRIBUTES {
        let blank = rest.len() - rest.trim_start().len();
        rest = rest.trim_start();
        if rest.is_empty() {
            break;
        }
        let at = from + raw.len() - rest.len();
        let (name, after) = split(rest, |c| c.is_ascii_whitespace() || c == '=');
        let place = || Place::new(at, format!("{name} of <{element}>"));
        if !is_name(name) {
            found.add(XML_NAME, &Place::new(at, format!("{} in <{element}>", quote(name))), "");
        } else if blank == 0 {
            found.add(XML_ATTRIBUTE_SPACE, &place(), "");
        }
        let Some(value) = after.trim_start().strip_prefix('=').map(str::trim_start) else {
            found.add(XML_NO_VALUE, &place(), "");
            rest = after;
            continue;
        };
        let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''));
        let (written, after) = match quote {
            Some(quote) => split_behind(&value[1..], quote),
            None => {
                found.add(XML_UNQUOTED, &place(), "");
                split(value, |c| c.is_ascii_whitespace())
            }
        };
        let value_at = from + raw.len() - value.len() + usize::from(quote.is_some());
        if memchr::memchr2(b'&', b'<', written.as_bytes()).is_some() {
            characters::check(written, value_at, &place().subject, declared, found);
        }
        if !names.insert(name) {
            found.add(XML_DUPLICATE_ATTRIBUTE, &place(), "");
        }
        rest = after;
        attributes.push(Attribute { at, name, value: entities.resolve(written) });
    }
    attributes
}

/// Up to a character, and from it on.
fn split(text: &str, ends: impl Fn(char) -> bool) -> (&str, &str) {
    text.split_at(text.find(ends).unwrap_or(text.len()))
}

/// Up to a quote, and what stands behind it.
fn split_behind(text: &str, quote: char) -> (&str, &str) {
    text.split_once(quote).unwrap_or((text, ""))
}

/// Whether it is a name (XML 1.0 §2.3) with at most one colon.
pub(super) fn is_name(name: &str) -> bool {
    let begins = |c: char| c.is_alphabetic() || c == '_';
    let goes_on = |c: char| begins(c) || c.is_numeric() || matches!(c, '-' | '.' | '\u{B7}');
    let part = |part: &str| part.starts_with(begins) && part.chars().skip(1).all(goes_on);
    match name.split_once(':') {
        Some((prefix, local)) => part(prefix) && part(local),
        None => part(name),
    }
}

/// What is wrong with the inside of an XML declaration.
pub(super) fn declaration(inside: &str) -> Option<&'static str> {
    let mut rest = inside.strip_prefix("xml").map_or("", str::trim);
    if !inside.starts_with("xml") {
        return Some("xml is written in small letters");
    }
    let mut before = 0;
    while !rest.is_empty() {
        let (name, after) = split(rest, |c| c.is_ascii_whitespace() || c == '=');
        let order = match name {
            "version" => 1,
            "encoding" => 2,
            "standalone" => 3,
            _ => return Some("only version, encoding and standalone may stand in it"),
        };
        if order <= before || before == 0 && order != 1 {
            return Some("the order is version, encoding, standalone, and version must be there");
        }
        before = order;
        let value = after.trim_start().strip_prefix('=').map(str::trim_start).unwrap_or_default();
        let Some(quote) = value.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            return Some("its values need quotes");
        };
        let Some((value, after)) = value[1..].split_once(quote) else {
            return Some("a quote is not closed");
        };
        let is_good = match order {
            1 => value == "1.0",
            2 => value.starts_with(|c: char| c.is_ascii_alphabetic()),
            _ => matches!(value, "yes" | "no"),
        };
        if !is_good {
            return Some("the version is 1.0, the encoding a name, standalone yes or no");
        }
        rest = after.trim_start();
    }
    (before == 0).then_some("it lacks version=\"1.0\"")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn declarations() {
        for good in [
            "xml version=\"1.0\"",
            "xml version='1.0' encoding='utf-8' ",
            "xml version = \"1.0\" standalone=\"yes\"",
        ] {
            assert_eq!(declaration(good), None, "{good}");
        }
        for bad in [
            "xml",
            "XML version=\"1.0\"",
            "xml version=1.0",
            "xml encoding=\"utf-8\"",
            "xml encoding=\"utf-8\" version=\"1.0\"",
            "xml version=\"2.0\"",
            "xml version=\"1.0\" charset=\"utf-8\"",
            "xml version=\"1.0",
        ] {
            assert!(declaration(bad).is_some(), "{bad}");
        }
    }

    #[test]
    fn names() {
        for good in ["a", "dc:creator", "_x-1.2", "é"] {
            assert!(is_name(good), "{good}");
        }
        for bad in ["", "1", "-a", "a:", ":a", "a:b:c", "a/", "a\"b"] {
            assert!(!is_name(bad), "{bad}");
        }
    }
}
