//! Characters and references of text, held against XML 1.0 §2.4 and §4.1.

use std::collections::BTreeSet;

use memchr::memchr3_iter;

use super::{
    findings::{Findings, Place, quote},
    table::*,
};

/// Longest name of a reference that is looked for, in bytes.
const MAX_NAME: usize = 64;

/// Checks text outside of CDATA sections; `at` is where it begins.
pub(super) fn check(
    text: &str,
    at: usize,
    subject: &str,
    declared: &BTreeSet<&str>,
    found: &mut Findings,
) {
    for position in memchr3_iter(b'&', b'<', b']', text.as_bytes()) {
        let rest = &text[position..];
        let place = Place::new(at + position, subject);
        match rest.as_bytes()[0] {
            b'&' => reference(rest, &place, declared, found),
            b'<' => found.add(XML_LESS_THAN, &place, &around(rest)),
            _ if rest.starts_with("]]>") => found.add(XML_SECTION_END, &place, ""),
            _ => {}
        }
    }
}

fn reference(rest: &str, place: &Place, declared: &BTreeSet<&str>, found: &mut Findings) {
    let window = &rest.as_bytes()[1..rest.len().min(MAX_NAME)];
    let is_part = |byte: &u8| {
        byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-' | b'.' | b'#' | b':')
    };
    let length = window.iter().position(|byte| !is_part(byte)).unwrap_or(window.len());
    if length == 0 || window.get(length) != Some(&b';') {
        return found.add(XML_AMPERSAND, place, &around(rest));
    }
    let name = &rest[1..=length];
    if let Some(digits) = name.strip_prefix('#') {
        return number(digits, name, place, found);
    }
    if !name.as_bytes()[0].is_ascii_alphabetic() {
        return found.add(XML_AMPERSAND, place, &around(rest));
    }
    if matches!(name, "amp" | "lt" | "gt" | "quot" | "apos") || declared.contains(name) {
        return;
    }
    let written = &rest[..length + 2];
    let html = htmlize::unescape(written);
    let mut characters = html.chars();
    let fix = match (characters.next(), characters.next()) {
        (Some(c), None) if html != written => format!("write &#{}; or the character", u32::from(c)),
        _ => format!("write &amp;{name}; where the characters are meant"),
    };
    found.add_fixed(XML_ENTITY, place, written, Some(fix));
}

fn number(digits: &str, name: &str, place: &Place, found: &mut Findings) {
    let code = match digits.strip_prefix('x') {
        Some(hex) if hex.bytes().all(|b| b.is_ascii_hexdigit()) => {
            u32::from_str_radix(hex, 16).ok()
        }
        None if digits.bytes().all(|b| b.is_ascii_digit()) => digits.parse().ok(),
        _ => None,
    };
    let is_good = |c: char| matches!(c, '\t' | '\n' | '\r' | ' '..='\u{FFFD}' | '\u{10000}'..);
    let written = format!("&{name};");
    match code.and_then(char::from_u32).filter(|&c| is_good(c)) {
        None => found.add(XML_CHARACTER_REFERENCE, place, &written),
        Some('\u{80}'..='\u{9F}') => found.add(XML_CONTROL_REFERENCE, place, &written),
        Some(_) => {}
    }
}

/// The characters from there on, for a message.
fn around(rest: &str) -> String {
    quote(&rest.chars().take(24).collect::<String>())
}
