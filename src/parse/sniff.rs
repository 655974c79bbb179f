//! Characters → format, by content. Names and media types lie too often to be asked.

use super::looks::cut;

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
    /// A page.
    Page,
    /// XML whose root, named here, is none of a feed.
    Xml(String),
    /// No markup at all, or no text at all.
    Text,
    /// Nothing.
    Empty,
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

/// Tells the format.
pub(super) fn sniff(text: &str) -> Sniffed {
    let trimmed =
        text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}' || c == '\0');
    let start = text.len() - trimmed.len();
    if trimmed.is_empty() {
        return Sniffed { format: Format::Empty, start };
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
    Sniffed { format: describe(name(found.unwrap_or_default())), start }
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

/// Elements that pages begin with, and parts of pages without their head.
const PAGE_ROOTS: [&str; 34] = [
    "html", "head", "body", "title", "meta", "link", "base", "script", "style", "noscript", "div",
    "p", "br", "b", "i", "hr", "h1", "h2", "h3", "h4", "a", "center", "font", "form", "iframe",
    "img", "main", "header", "pre", "section", "span", "strong", "table", "ul",
];

fn describe(root: &str) -> Format {
    let name = root.to_ascii_lowercase();
    match &*name {
        "" => Format::Text,
        name if PAGE_ROOTS.contains(&name) => Format::Page,
        _ => Format::Xml(root.to_owned()),
    }
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
        check("<!DOCTYPE html><title>Not\nfound &amp; gone</title>", Format::Page, 0);
        check("<html><body>", Format::Page, 0);
        check("<CENTER>", Format::Page, 0);
        check(" \n", Format::Empty, 2);
        check("hello", Format::Text, 0);
        check("PK\u{3}\u{4}\0\0", Format::Text, 0);
        check("<opml><body/></opml>", Format::Xml("opml".into()), 0);
        check("<urlset xmlns='x'>", Format::Xml("urlset".into()), 0);
        check("<kml/>", Format::Xml("kml".into()), 0);
    }
}
