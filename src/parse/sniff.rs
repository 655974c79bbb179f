//! Characters → format, by content. Names and media types lie too often to be asked.

use crate::model::Shape;

use super::looks::{cut, tidy, unescape};

/// What a document is and where in the text it begins.
pub(super) struct Sniffed {
    /// The format.
    pub(super) format: Format,
    /// Byte position of the first markup that belongs to it.
    pub(super) start: usize,
}

/// What the text of a feed source can be.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Format {
    /// A feed in XML.
    Feed(Dialect),
    /// Some JSON; only reading tells whether it is a feed.
    Json,
    /// A page. The text says so in plain words.
    Html(String),
    /// Another kind of source. The text says which, in plain words.
    Other(Shape, &'static str),
    /// Nothing we read. The text says what it is, in plain words.
    Unknown(String),
}

/// The families of feeds in XML.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// RSS 0.9x, 2.0, RDF.
    Rss,
    /// Channel Definition Format, or RSS that lost its outermost element.
    Cdf,
    /// Atom 0.3, 1.0; a single entry as well.
    Atom,
}

/// How far a feed may begin behind junk (blank lines, warnings of a script), in bytes.
const JUNK_BYTES: usize = 16 * 1_024;

/// Most declarations behind junk that are looked at.
const MAX_TRIES: usize = 8;

/// How far a page is searched for its title, in bytes.
const TITLE_BYTES: usize = 64 * 1_024;

/// Longest title of a page that a message quotes, in characters.
const TITLE_CHARS: usize = 80;

/// Tells the format.
pub(super) fn sniff(text: &str) -> Sniffed {
    let trimmed =
        text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\0');
    let start = text.len() - trimmed.len();
    if trimmed.is_empty() {
        return Sniffed { format: Format::Unknown("an empty document".to_owned()), start };
    }
    if trimmed.starts_with(['{', '[']) {
        return Sniffed { format: Format::Json, start };
    }
    let mut found = None;
    if let Some(first) = trimmed.find('<') {
        found = Some(root(trimmed, first));
        if let Some(dialect) = found.and_then(feed_root) {
            return Sniffed { format: Format::Feed(dialect), start: start + first };
        }
    }
    // A script's warning before the feed looks like a page; the declaration or the root tells where
    // the feed begins.
    let head = cut(trimmed, JUNK_BYTES);
    for mark in ["<?xml", "<rss ", "<rdf:RDF ", "<feed "] {
        for (position, _) in head.match_indices(mark).take(MAX_TRIES) {
            if let Some(dialect) = feed_root(root(trimmed, position)) {
                return Sniffed { format: Format::Feed(dialect), start: start + position };
            }
        }
    }
    Sniffed { format: describe(trimmed, name(found.unwrap_or_default())), start }
}

/// The dialect of a root, given from its name on.
fn feed_root(tag: &str) -> Option<Dialect> {
    let name = name(tag);
    let local = name.rsplit(':').next().unwrap_or(name);
    match local.to_ascii_lowercase().as_str() {
        "rss" | "rdf" => Some(Dialect::Rss),
        "channel" => Some(Dialect::Cdf),
        "feed" => Some(Dialect::Atom),
        // An Atom entry document (RFC 4287 §2); in other vocabularies the name means anything.
        "entry" => tag[..tag.find('>')?].contains("tom").then_some(Dialect::Atom),
        _ => None,
    }
}

/// The name that a tag begins with.
fn name(tag: &str) -> &str {
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/' | '<'));
    &tag[..end.unwrap_or(tag.len())]
}

/// The text from the name of the first element at or after `position` on; a document type of HTML
/// counts as `html`.
fn root(text: &str, position: usize) -> &str {
    let mut rest = &text[position..];
    let mut says_html = false;
    // Whether a `]` lies ahead, for all that is known: looking for it again and again takes too long.
    let mut subsets_end = true;
    loop {
        let Some(at) = rest.find('<') else { return "" };
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, after)| after);
        } else if rest.starts_with('?') {
            rest = rest.split_once("?>").map_or("", |(_, after)| after);
        } else if let Some(after) = rest.strip_prefix('!') {
            let words = cut(after, 32).to_ascii_lowercase();
            if words.split_whitespace().take(2).eq(["doctype", "html"])
                || words.starts_with("doctype html>")
            {
                says_html = true;
            }
            // An internal subset holds further declarations; none of them is an element.
            let end = after.find(['>', '[']).unwrap_or(after.len());
            rest = &after[end..];
            if let Some(inner) = rest.strip_prefix('[')
                && subsets_end
            {
                match inner.find(']') {
                    Some(close) => rest = &inner[close..],
                    None => subsets_end = false,
                }
            }
        } else if rest.starts_with(|c: char| c.is_alphabetic() || c == '_') {
            // Templates put the document type of a page before a feed.
            return if says_html && feed_root(rest).is_none() { "html" } else { rest };
        }
    }
}

fn describe(text: &str, root: &str) -> Format {
    let name = root.to_ascii_lowercase();
    match name.as_str() {
        "html" | "head" | "body" | "title" | "meta" | "script" | "div" | "p" | "br" | "b"
        | "h1" => Format::Html(match page_title(text) {
            Some(title) => format!("an HTML page, not a feed: \"{title}\""),
            None => "an HTML page, not a feed".to_owned(),
        }),
        "opml" => Format::Other(Shape::Opml, "a list of feeds (OPML): use kind = \"opml\""),
        "urlset" | "sitemapindex" => {
            Format::Other(Shape::Sitemap, "a list of pages (sitemap): use kind = \"sitemap\"")
        }
        "" => {
            let is_damaged = cut(text, LOOKED_AT).contains('\u{FFFD}');
            let what = if is_damaged { "binary data" } else { "plain text" };
            Format::Unknown(format!("{}, not a feed", no_text(text).unwrap_or(what)))
        }
        _ if let Some(what) = no_text(text) => Format::Unknown(format!("{what}, not a feed")),
        _ => {
            let name: String = root.chars().take(TITLE_CHARS).collect();
            Format::Unknown(format!("XML, but not a feed: its root is <{name}>"))
        }
    }
}

/// What a document is that holds no text at all, by its beginning.
pub(super) fn no_text(text: &str) -> Option<&'static str> {
    if text.starts_with("%PDF") {
        return Some("a PDF file");
    }
    cut(text, LOOKED_AT).contains('\0').then_some("binary data")
}

/// How far into a document binary data shows, in bytes: the headers of file formats hold zeros.
const LOOKED_AT: usize = 256;

fn page_title(text: &str) -> Option<String> {
    let head = cut(text, TITLE_BYTES);
    // ASCII folding keeps every byte position.
    let folded = head.to_ascii_lowercase();
    let begin = folded.find("<title")?;
    let begin = begin + folded[begin..].find('>')? + 1;
    let end = begin + folded[begin..].find("</title")?;
    let title = tidy(&unescape(&head[begin..end]));
    let short: String = title.chars().filter(|c| !c.is_control()).take(TITLE_CHARS).collect();
    (!short.is_empty()).then_some(short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Format, start: usize) {
        let sniffed = sniff(text);
        assert_eq!((sniffed.format, sniffed.start), (want, start), "{text:?}");
    }

    #[test]
    fn feeds() {
        check("<rss version='2.0'>", Format::Feed(Dialect::Rss), 0);
        check("\n\n <?xml version='1.0'?>\n<!-- <feed> --><RSS>", Format::Feed(Dialect::Rss), 3);
        check("<!DOCTYPE rss [<!ENTITY a 'b>c'>]><rss>", Format::Feed(Dialect::Rss), 0);
        check("<?xml version='1.0'?><rdf:RDF xmlns:rdf='x'>", Format::Feed(Dialect::Rss), 0);
        check("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", Format::Feed(Dialect::Atom), 0);
        check("<CHANNEL HREF='x'><TITLE>", Format::Feed(Dialect::Cdf), 0);
        check("<!DOCTYPE html><rss>", Format::Feed(Dialect::Rss), 0);
        check("<entry xmlns='http://www.w3.org/2005/Atom'>", Format::Feed(Dialect::Atom), 0);
        check("Warning: <b>x</b> <rss version='2.0'>", Format::Feed(Dialect::Rss), 18);
        check("junk <feed>", Format::Feed(Dialect::Atom), 5);
        check("<br /><b>Warning</b><?xml version='1.0'?><rss>", Format::Feed(Dialect::Rss), 20);
        check(" {}", Format::Json, 1);
    }

    #[test]
    fn everything_else() {
        let html = "an HTML page, not a feed: \"Not found & gone\"";
        check("<!DOCTYPE html><title>Not\nfound &amp; gone</title>", Format::Html(html.into()), 0);
        check("<html><body>", Format::Html("an HTML page, not a feed".into()), 0);
        check(" \n", Format::Unknown("an empty document".into()), 2);
        check("hello", Format::Unknown("plain text, not a feed".into()), 0);
        check("PK\u{3}\u{4}\0\0", Format::Unknown("binary data, not a feed".into()), 0);
        check("\u{7F}ELF\0\0<a>", Format::Unknown("binary data, not a feed".into()), 0);
        check("x\u{FFFD}y", Format::Unknown("binary data, not a feed".into()), 0);
        let opml = "a list of feeds (OPML): use kind = \"opml\"";
        check("<opml><body/></opml>", Format::Other(Shape::Opml, opml), 0);
        let sitemap = "a list of pages (sitemap): use kind = \"sitemap\"";
        check("<urlset xmlns='x'>", Format::Other(Shape::Sitemap, sitemap), 0);
        let other = "XML, but not a feed: its root is <kml>";
        check("<kml/>", Format::Unknown(other.into()), 0);
    }

    #[test]
    fn files_without_text() {
        assert_eq!(no_text("\u{89}PNG\r\n\u{1a}\n\0\0\0\rIHDR"), Some("binary data"));
        assert_eq!(no_text("%PDF-1.7\n"), Some("a PDF file"));
        // Scraped text is damaged now and then; that does not make it a picture.
        assert_eq!(no_text("It\u{FFFD}s a text."), None);
        assert_eq!(no_text(""), None);
    }
}
