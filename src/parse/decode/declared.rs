//! What a document is said to be written in: by the HTTP header, and by its own first line.
//!
//! The header comes first (RFC 7303 §3), and a media type without a charset says nothing, whatever
//! RFC 3023 once made of `text/xml`. All of them may lie; the ladder weighs them.

use super::{super::notes::Notes, charset::Charset, label};

/// How far into a document a declaration may begin or end, in bytes.
const DECLARATION_BYTES: usize = 1_024;

/// Longest name that a message quotes, in characters.
const QUOTED_CHARS: usize = 40;

/// Someone's word for a charset.
pub(super) struct Claim {
    /// Who says it, as a message names them.
    pub(super) by: &'static str,
    /// The name that was given.
    pub(super) label: String,
    /// What the name means.
    pub(super) charset: Charset,
}

/// What the header says, then what the document says. Names that nobody knows are noted.
pub(super) fn claims(bytes: &[u8], content_type: Option<&str>, notes: &mut Notes) -> Vec<Claim> {
    let header = content_type.and_then(charset).map(|label| ("the HTTP header", label));
    let own = declaration(bytes)
        .map(|label| ("the XML declaration", label))
        .or_else(|| meta(bytes).map(|label| ("the page", label)));
    let mut claims = Vec::new();
    for (by, label) in header.into_iter().chain(own) {
        let quoted: String = label.chars().take(QUOTED_CHARS).collect();
        match label::find(&label) {
            Some(charset) => claims.push(Claim { by, label: quoted, charset }),
            None => {
                let what = format!("{by} says \"{quoted}\", which is no known charset");
                notes.note(None, &what, "it was not heeded");
            }
        }
    }
    claims
}

/// The `charset` parameter of a `Content-Type` (RFC 9110 §8.3.2), also where the quotes are single
/// or not closed, or something follows the name. The first that has a value counts.
fn charset(content_type: &str) -> Option<String> {
    content_type.split([';', ',']).skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let value = name.trim().eq_ignore_ascii_case("charset").then(|| token(value))?;
        (!value.is_empty()).then_some(value)
    })
}

/// The encoding that an XML declaration names. Junk may precede it.
pub(super) fn declaration(bytes: &[u8]) -> Option<String> {
    let head = head(bytes);
    let mut rest = head.as_str();
    if rest.trim_start().starts_with(['{', '[']) {
        // JSON, which may quote a declaration in its texts.
        return None;
    }
    loop {
        rest = &rest[rest.find("<?xml")? + 5..];
        // Not a stylesheet.
        if rest.starts_with(|c: char| c.is_ascii_whitespace()) {
            break;
        }
    }
    let inside = &rest[..rest.find("?>").or_else(|| rest.find('>')).unwrap_or(rest.len())];
    let value = &inside[inside.find("encoding")? + 8..];
    let value = token(value.trim_start().strip_prefix('=')?);
    (!value.is_empty()).then_some(value)
}

/// The charset that an HTML page names in a `meta` element (HTML §13.2.3.2). A feed may hold such a
/// page; only a document that begins as one is asked.
fn meta(bytes: &[u8]) -> Option<String> {
    let head = head(bytes);
    let mut rest = head.as_str();
    loop {
        rest = rest.trim_start_matches(|c: char| !c.is_ascii_graphic());
        rest = if let Some(comment) = rest.strip_prefix("<!--") {
            comment.split_once("-->")?.1
        } else if rest.starts_with("<?") {
            rest.split_once('>')?.1
        } else {
            break;
        };
    }
    let openers = ["<!doctype html", "<html", "<head", "<meta", "<title", "<body"];
    if !openers.iter().any(|opener| rest.starts_with(opener)) {
        return None;
    }
    while let Some(at) = rest.find("<meta") {
        rest = &rest[at + 5..];
        let element = &rest[..rest.find('>').unwrap_or(rest.len())];
        let named = element.find("charset").map(|at| element[at + 7..].trim_start());
        if let Some(value) = named.and_then(|after| after.strip_prefix('=')).map(token)
            && !value.is_empty()
        {
            return Some(value);
        }
    }
    None
}

/// The beginning in lower case, byte by byte: what is beyond ASCII ends no search here.
fn head(bytes: &[u8]) -> String {
    let head = &bytes[..bytes.len().min(DECLARATION_BYTES)];
    head.iter().map(|&byte| char::from(byte.to_ascii_lowercase())).filter(char::is_ascii).collect()
}

/// The characters of a name, behind blanks and an opening quote.
fn token(value: &str) -> String {
    value
        .trim_start_matches(|c: char| c.is_whitespace() || matches!(c, '"' | '\''))
        .chars()
        .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':' | '+'))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(got: Option<String>, want: &str) {
        assert_eq!(got.as_deref().unwrap_or("-"), want);
    }

    #[test]
    fn headers() {
        check(charset("text/xml; charset=utf-8"), "utf-8");
        check(charset("text/xml;CHARSET = \"ISO-8859-1\""), "ISO-8859-1");
        check(charset("text/xml; charset='us-ascii'"), "us-ascii");
        check(charset("text/xml; charset=\"utf-8"), "utf-8");
        check(charset("text/xml; charset=utf-8 (really)"), "utf-8");
        check(charset("text/xml; charset=; charset=koi8-r"), "koi8-r");
        check(charset("text/xml; qs=0.9, text/html; charset=big5"), "big5");
        check(charset("text/xml; charset:iso-8859-1"), "-");
        check(charset("charset=utf-8"), "-");
        check(charset("text/xml;"), "-");
    }

    #[test]
    fn declarations() {
        check(declaration(b"<?xml version='1.0' encoding='koi8-r'?>"), "koi8-r");
        check(declaration(b"\n\xE9<?XML encoding = \"Big5\" ?>"), "big5");
        check(declaration(b"<?xml encoding=utf-8?>"), "utf-8");
        check(declaration(b"<?xml-stylesheet encoding='a'?><?xml encoding='b'?>"), "b");
        check(declaration(b"<?xml version='1.0'?><a encoding='x'/>"), "-");
        check(declaration(b"<?xml version='1.0' encoding=''?>"), "-");
        check(declaration(b"<rss>"), "-");
        check(declaration(b" {\"title\": \"<?xml encoding='big5'?>\""), "-");
        check(declaration(&[&[b' '; 1_024], &b"<?xml encoding='x'?>"[..]].concat()), "-");
    }

    #[test]
    fn pages() {
        check(meta(b"<!DOCTYPE html><html><META charset=windows-1251>"), "windows-1251");
        let old = b"<?xml version='1.0'?><!-- x --> <html><meta name=a>\
            <meta http-equiv=content-type content='text/html; charset=GBK'>";
        check(meta(old), "gbk");
        check(meta(b"<rss><title>&lt;html&gt;<meta charset=big5>"), "-");
        check(meta(b"<html><body>"), "-");
    }
}
