//! Where each file stands, and how one file points to another.

use sha2::{Digest, Sha256};

use crate::model::{Feed, Format, Site, hexadecimal};

use super::Settings;

/// The page of the whole site.
pub(super) const INDEX: &str = "index.html";
/// The style sheet of every page.
pub(super) const STYLE: &str = "style.css";
/// The search of the pages.
pub(super) const SCRIPT: &str = "search.js";
/// The picture of the site in a list of tabs.
pub(super) const ICON: &str = "icon.svg";
/// The list of our feeds.
pub(super) const OPML: &str = "feeds.opml";

/// The list of our pages.
pub(super) const SITEMAP: &str = "sitemap.xml";

/// The page of a topic.
pub(super) fn page(topic: &str) -> String {
    format!("{topic}/index.html")
}

/// The page of an item that has no address of its own: as lasting as its id.
pub(super) fn item(id: &str) -> String {
    let hash = Sha256::digest(id.as_bytes());
    format!("item/{}.html", hexadecimal(&hash[..10]))
}

/// Whether a path is that of such a page.
pub fn is_item_page(path: &str) -> bool {
    path.starts_with("item/") && path.ends_with(".html")
}

/// A feed document of a topic.
pub(super) fn document(settings: &Settings, format: Format, topic: &str) -> String {
    let name = match format {
        Format::Rss => &settings.names.rss,
        Format::Atom => &settings.names.atom,
        _ => &settings.names.json,
    };
    name.replace("{topic}", topic)
}

/// An archive of a topic: in a folder beside the live document, with its number before the ending.
pub(super) fn archive(settings: &Settings, format: Format, topic: &str, number: u32) -> String {
    let live = document(settings, format, topic);
    let (folder, name) = live.rsplit_once('/').unwrap_or(("", &live));
    let slash = if folder.is_empty() { "" } else { "/" };
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let dot = if ending.is_empty() { "" } else { "." };
    format!("{folder}{slash}archive/{stem}-{number}{dot}{ending}")
}

/// The feed whose document or page a file is, by its path; a packed sibling is the same.
pub(super) fn feed_of(settings: &Settings, path: &str) -> Option<String> {
    let path = [".gz", ".br"].iter().find_map(|end| path.strip_suffix(end)).unwrap_or(path);
    let names = &settings.names;
    let page = page("{topic}");
    let names = [&names.rss, &names.atom, &names.json, &page];
    let topic = names.into_iter().find_map(|name| {
        let (before, after) = name.split_once("{topic}")?;
        path.strip_prefix(before)?.strip_suffix(after)
    })?;
    let is_id = |text: &str| !text.is_empty() && !text.contains('/');
    let id = Feed::source_of(topic).unwrap_or(topic);
    is_id(id).then(|| topic.to_owned())
}

/// The feed formats that are written, each once, in the order of announcement: Atom first.
pub(super) fn documents(settings: &Settings) -> Vec<Format> {
    let mut formats = Vec::new();
    for &format in settings.formats.iter().filter(|&&f| f == Format::Atom).chain(&settings.formats)
    {
        let is_feed = matches!(format, Format::Rss | Format::Atom | Format::JsonFeed);
        if is_feed && !formats.contains(&format) {
            formats.push(format);
        }
    }
    formats
}

/// The media type and the name for people of a feed format.
pub(super) fn announced_as(format: Format) -> (&'static str, &'static str) {
    match format {
        Format::Rss => ("application/rss+xml", "RSS"),
        Format::Atom => ("application/atom+xml", "Atom"),
        _ => ("application/feed+json", "JSON Feed"),
    }
}

/// The address of a file on the web.
pub(super) fn absolute(site: &Site, path: &str) -> String {
    let base = site.base_url.as_str();
    let slash = if base.ends_with('/') { "" } else { "/" };
    format!("{base}{slash}{}", encode(path))
}

/// How the file `from` points to the file `to`, so that both may move together.
pub(super) fn relative(from: &str, to: &str) -> String {
    let mut here: Vec<&str> = from.split('/').collect();
    here.pop();
    let mut there = to.split('/').peekable();
    let mut common = 0;
    let last = to.matches('/').count();
    while common < last && here.get(common).is_some_and(|part| there.peek() == Some(part)) {
        there.next();
        common += 1;
    }
    let up = "../".repeat(here.len() - common);
    let down = there.map(encode).collect::<Vec<_>>().join("/");
    format!("{up}{down}")
}

/// Percent-encodes all that is not unreserved (RFC 3986 §2.3), except the slash.
fn encode(path: &str) -> String {
    let mut encoded = String::with_capacity(path.len());
    for &byte in path.as_bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, to: &str, want: &str) {
        assert_eq!(relative(from, to), want, "{from} -> {to}");
    }

    #[test]
    fn pages_point_to_each_other() {
        check("index.html", "ai/index.html", "ai/index.html");
        check("ai/index.html", "ai/atom.xml", "atom.xml");
        check("ai/index.html", "index.html", "../index.html");
        check("ai/index.html", "chips/index.html", "../chips/index.html");
        check("ai/index.html", "ai/deep/rss.xml", "deep/rss.xml");
        check("ai/index.html", "ai.rss", "../ai.rss");
        check("ai/index.html", "ai", "../ai");
    }

    #[test]
    fn odd_names_are_encoded() {
        check("index.html", "c:d e/index.html", "c%3Ad%20e/index.html");
        check("index.html", "ü?#%/x", "%C3%BC%3F%23%25/x");
    }
}
