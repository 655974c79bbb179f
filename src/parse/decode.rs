//! Bytes → characters.
//!
//! Declarations lie, so the bytes have the first word: a byte order mark, the NUL pattern of UTF-16,
//! valid UTF-8. Then the charset of `Content-Type` (RFC 7303 §3), then the XML declaration. Without
//! either, what is UTF-8 is read as UTF-8 and every other byte as windows-1252.

use std::borrow::Cow;

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::notes::{Lines, Notes};

/// How far into a document an XML declaration may begin or end, in bytes.
const DECLARATION_BYTES: usize = 1_024;

/// How many bytes show the pattern of UTF-16 without a byte order mark.
const PATTERN_BYTES: usize = 64;

/// Makes characters. Never fails; U+FEFF at the start is taken away.
pub(super) fn decode<'a>(
    bytes: &'a [u8],
    content_type: Option<&str>,
    notes: &mut Notes,
) -> Cow<'a, str> {
    if let Some((encoding, mark)) = Encoding::for_bom(bytes) {
        if encoding == UTF_8 {
            return strip_mark(utf8(&bytes[mark..], notes));
        }
        return strip_mark(declared(&bytes[mark..], encoding, notes));
    }
    if let Some(encoding) = utf16_by_pattern(bytes) {
        return strip_mark(declared(bytes, encoding, notes));
    }
    // ISO-2022-JP is the one charset in use that is ASCII to look at; it cannot do without ESC.
    let ascii = bytes.is_ascii();
    if !ascii && let Ok(text) = std::str::from_utf8(bytes) {
        return strip_mark(Cow::Borrowed(text));
    }
    if !ascii || bytes.contains(&0x1B) {
        let header = content_type.and_then(charset).and_then(known);
        if let Some(encoding) = header.or_else(|| declaration(bytes).and_then(known)) {
            return declared(bytes, encoding, notes);
        }
    }
    utf8(bytes, notes)
}

fn strip_mark(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim_start_matches('\u{FEFF}')),
        Cow::Owned(text) if text.starts_with('\u{FEFF}') => {
            Cow::Owned(text.trim_start_matches('\u{FEFF}').to_owned())
        }
        owned => owned,
    }
}

/// An encoding worth believing here. UTF-8 and UTF-16 were already looked for in the bytes.
fn known(label: &str) -> Option<&'static Encoding> {
    Encoding::for_label_no_replacement(label.as_bytes())
        .filter(|&encoding| encoding != UTF_8 && encoding != UTF_16LE && encoding != UTF_16BE)
}

fn declared<'a>(bytes: &'a [u8], encoding: &'static Encoding, notes: &mut Notes) -> Cow<'a, str> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if had_errors {
        let what = format!("bytes that are not {}", encoding.name());
        notes.note(None, &what, "each was read as U+FFFD");
    }
    text
}

/// UTF-8 where it is valid, windows-1252 elsewhere: planets paste both into one file.
fn utf8<'a>(bytes: &'a [u8], notes: &mut Notes) -> Cow<'a, str> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8);
    let mut chunks = bytes.utf8_chunks().peekable();
    let mut first_bad = None;
    while let Some(chunk) = chunks.next() {
        text.push_str(chunk.valid());
        let bad = chunk.invalid();
        // A lone lead byte at the end is a document cut inside a character.
        if bad.is_empty() || (chunks.peek().is_none() && bad[0] >= 0xC2 && !text.is_ascii()) {
            continue;
        }
        first_bad.get_or_insert(text.len());
        text.push_str(&WINDOWS_1252.decode_without_bom_handling(bad).0);
    }
    if let Some(position) = first_bad {
        let line = Lines::new(&text).at(position);
        notes.note(Some(line), "bytes that are not UTF-8", "each was read as windows-1252");
    }
    Cow::Owned(text)
}

/// UTF-16 puts a NUL beside every ASCII character, and markup begins with ASCII.
fn utf16_by_pattern(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = &bytes[..bytes.len().min(PATTERN_BYTES) & !1];
    let (mut even, mut odd) = (0, 0);
    for pair in head.chunks_exact(2) {
        even += usize::from(pair[0] == 0);
        odd += usize::from(pair[1] == 0);
    }
    let many = head.len() / 4;
    match (even, odd) {
        (0, odd) if odd > many => Some(UTF_16LE),
        (even, 0) if even > many => Some(UTF_16BE),
        _ => None,
    }
}

/// The `charset` parameter of a `Content-Type` (RFC 9110 §8.3.2).
fn charset(content_type: &str) -> Option<&str> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        (name.trim().eq_ignore_ascii_case("charset") && !value.is_empty()).then_some(value)
    })
}

/// The encoding that an XML declaration names.
fn declaration(bytes: &[u8]) -> Option<&str> {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    // What precedes the first byte beyond ASCII is enough: a declaration is ASCII.
    let head = head.utf8_chunks().next()?.valid();
    let after = &head[head.find("<?xml")? + 5..];
    let inside = &after[..after.find("?>")?];
    let value = inside[inside.find("encoding")? + 8..].trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], content_type: Option<&str>, want: &str, problems: usize) {
        let mut notes = Notes::new("test");
        assert_eq!(decode(bytes, content_type, &mut notes), want);
        assert_eq!(notes.into_problems().len(), problems, "{want:?}");
    }

    #[test]
    fn marks() {
        check(b"\xEF\xBB\xBFa\xC3\xA9", Some("text/xml; charset=iso-8859-1"), "aé", 0);
        check(b"\xFF\xFEa\0\xE9\0", None, "aé", 0);
        check(b"\xFE\xFF\0a\0\xE9", None, "aé", 0);
        check(b"", None, "", 0);
    }

    #[test]
    fn utf16_without_a_mark() {
        let little: Vec<u8> = "<rss>é".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "<rss>é".encode_utf16().flat_map(u16::to_be_bytes).collect();
        check(&little, None, "<rss>é", 0);
        check(&big, Some("text/xml; charset=utf-8"), "<rss>é", 0);
    }

    #[test]
    fn declarations() {
        check(b"\xE9", Some("text/xml; Charset=\"ISO-8859-1\""), "é", 0);
        check(b"\x80", Some("text/xml; charset=us-ascii"), "€", 0);
        check(b"\xE9", Some("text/xml; charset=nonsense"), "é", 1);
        check(b"<?xml version='1.0' encoding='koi8-r'?>\xC1", None, FROM_KOI8, 0);
        check(b"\xC1", Some("text/xml; charset=windows-1251"), "Б", 0);
        check(b"\x1B$B$\"\x1B(B", Some("text/xml; charset=iso-2022-jp"), "あ", 0);
    }

    const FROM_KOI8: &str = "<?xml version='1.0' encoding='koi8-r'?>а";

    #[test]
    fn declarations_lie() {
        check("é".as_bytes(), Some("text/xml; charset=iso-8859-1"), "é", 0);
        check(b"<?xml encoding='utf-16'?>", None, "<?xml encoding='utf-16'?>", 0);
        check(b"caf\xE9", Some("text/xml; charset=utf-8"), "café", 1);
        check(b"\xC3\xA9 \x93x\x94", None, "é “x”", 1);
        check(b"\xC3\xA9 cut \xE2\x82", None, "é cut ", 0);
    }
}
