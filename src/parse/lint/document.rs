//! The document as such: its bytes, and what the server says of it.

use super::{
    super::{decode, notes::Notes},
    findings::{Findings, Place, quote},
    table::*,
};
use crate::model::Document;

/// How far into a document its declaration may end, in bytes.
const DECLARATION_BYTES: usize = 1_024;

/// Types that a server may send for the root that is there.
const TYPES: [(&str, &[&str]); 4] = [
    ("RSS", &["application/rss+xml", "application/xml", "text/xml", "application/rdf+xml"]),
    ("Atom", &["application/atom+xml", "application/xml", "text/xml"]),
    ("JSON", &["application/feed+json", "application/json"]),
    ("CDF", &["application/x-cdf", "application/xml", "text/xml"]),
];

/// Makes characters of the bytes, and tells what is wrong with them.
pub(super) fn decode(document: &Document, found: &mut Findings) -> String {
    let mut notes = Notes::new("");
    let content_type = document.content_type.as_deref();
    let text = decode::decode(&document.bytes, content_type, &mut notes).into_owned();
    if let Some(at) = stray(document) {
        // What is before it is as it was, unless the whole was taken for another charset.
        let before = &document.bytes[..at];
        let same = text.len() >= at && text.as_bytes()[..at] == *before;
        let line = || memchr::memchr_iter(b'\n', before).count();
        let start = || memchr::memchr_iter(b'\n', text.as_bytes()).take(line()).last();
        let place = if same { at } else { start().map_or(0, |at| at + 1) };
        let byte = document.bytes[at];
        found.add(
            ENCODING_BYTES,
            &Place::new(place, "the document"),
            &format!("the byte 0x{byte:02X}"),
        );
        return text;
    }
    let starts: Vec<usize> = memchr::memchr_iter(b'\n', text.as_bytes()).map(|at| at + 1).collect();
    for problem in notes.into_problems() {
        let line = problem.line.and_then(|line| usize::try_from(line).ok()).unwrap_or(1);
        let at = line.checked_sub(2).and_then(|before| starts.get(before)).copied();
        let place = Place::new(at.unwrap_or(0), problem.what);
        found.add(ENCODING, &place, "");
    }
    if document.bytes.starts_with(b"\xEF\xBB\xBF") {
        found.add(BYTE_ORDER_MARK, &Place::new(0, "the document"), "");
    }
    text
}

/// The place of the first byte that is not UTF-8, in a document that says that it is UTF-8, or says
/// nothing.
fn stray(document: &Document) -> Option<usize> {
    let bytes = &document.bytes;
    let at = std::str::from_utf8(bytes).err()?.valid_up_to();
    let header = document.content_type.as_deref().and_then(parameter);
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(DECLARATION_BYTES)]);
    let is_utf8 = |name: String| name.eq_ignore_ascii_case("utf-8");
    // Text in UTF-16 and the like has NULs; what its first bytes say decides elsewhere.
    let is_meant = header
        .or_else(|| declared(head.trim_start_matches(['\u{FEFF}', '\n', ' '])))
        .is_none_or(is_utf8)
        && !bytes.contains(&0)
        && head.trim_start_matches('\u{FEFF}').trim_start().starts_with(['<', '{', '[']);
    is_meant.then_some(at)
}

/// Encodings that every reader can be expected to know.
const COMMON: [&str; 15] = [
    "utf-8",
    "utf-16",
    "utf-16le",
    "utf-16be",
    "us-ascii",
    "ascii",
    "shift_jis",
    "euc-jp",
    "euc-kr",
    "gb2312",
    "gbk",
    "gb18030",
    "big5",
    "koi8-r",
    "iso-2022-jp",
];

/// The encoding that the document says it has.
pub(super) fn encoding(text: &str, found: &mut Findings) {
    let Some(name) = declared(text) else { return };
    let lower = name.to_ascii_lowercase();
    let is_common = COMMON.contains(&lower.as_str())
        || ["iso-8859-", "windows-125"].iter().any(|family| lower.starts_with(family));
    if !is_common {
        found.add(
            ENCODING_RARE,
            &Place::new(0, "the encoding of the XML declaration"),
            &quote(&name),
        );
    }
}

/// What the server says, for a document that came from one.
pub(super) fn transport(document: &Document, format: &str, text: &str, found: &mut Findings) {
    // A file may have an address too, but no server has spoken of it.
    let is_remote = ["http://", "https://"].iter().any(|web| document.name.starts_with(web));
    let place = Place::outside("the header field Content-Type");
    let Some(content_type) = &document.content_type else {
        if is_remote {
            found.add_fixed(CONTENT_TYPE_MISSING, &place, "", fix(format));
        }
        return;
    };
    let bare = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let types = TYPES.iter().find(|(family, _)| format.starts_with(family));
    if types.is_some_and(|(_, types)| !types.contains(&bare.as_str())) {
        found.add_fixed(CONTENT_TYPE, &place, &quote(content_type), fix(format));
    }
    let charset = parameter(content_type);
    let declared = declared(text);
    if let (Some(charset), Some(declared)) = (charset, declared)
        && !charset.eq_ignore_ascii_case(&declared)
    {
        let detail = format!("{} and {}", quote(&charset), quote(&declared));
        found.add(ENCODING_HEADER, &Place::outside("the charset of Content-Type"), &detail);
    }
}

fn fix(format: &str) -> Option<String> {
    let (_, types) = TYPES.iter().find(|(family, _)| format.starts_with(family))?;
    Some(format!("let the server send Content-Type: {}", types[0]))
}

fn parameter(content_type: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|part| {
        let (name, value) = part.split_once('=')?;
        let value = value.trim().trim_matches(['"', '\'']);
        name.trim().eq_ignore_ascii_case("charset").then(|| value.to_owned())
    })
}

/// The encoding in the XML declaration.
fn declared(text: &str) -> Option<String> {
    let inside = text.strip_prefix("<?xml")?.split_once("?>")?.0;
    let value = inside.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    Some(value[1..].split_once(quote)?.0.to_owned())
}
