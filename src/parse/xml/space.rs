//! Names with prefixes → the vocabularies that feeds use.

/// A vocabulary (an XML namespace) that feedmill knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Space {
    /// No namespace, or the one that the root element makes its default: the dialect's own words.
    Own,
    /// RSS 0.90, 1.0 and the addresses that people gave to RSS 2.0.
    Rss,
    /// Atom 0.3 and 1.0.
    Atom,
    /// Dublin Core elements.
    Dc,
    /// Dublin Core terms.
    Dcterms,
    /// `content:encoded`.
    Content,
    /// Media RSS.
    Media,
    /// Podcasts: the words of Apple and of Google, which are the same.
    Itunes,
    /// FeedBurner, which rewrites links and keeps the original.
    Feedburner,
    /// The administrative module of RSS 1.0.
    Admin,
    /// XHTML.
    Xhtml,
    /// The syndication module of RSS 1.0.
    Sy,
    /// RDF itself.
    Rdf,
    /// `xml:lang`, `xml:base`.
    Xml,
    /// Anything else. Its `title` is not ours.
    Other,
}

/// Addresses without scheme, `www.` and trailing `/` or `#`, in lower case: publishers vary all of these.
const ADDRESSES: [(&str, Space); 27] = [
    ("w3.org/2005/atom", Space::Atom),
    ("purl.org/atom/ns", Space::Atom),
    ("purl.org/rss/1.0", Space::Rss),
    ("purl.org/net/rss1.1", Space::Rss),
    ("purl.org/net/rss1.1/payload", Space::Content),
    ("my.netscape.com/publish/formats/rss-0.91.dtd", Space::Rss),
    ("backend.userland.com/rss091", Space::Rss),
    ("my.netscape.com/rdf/simple/0.9", Space::Rss),
    ("channel.netscape.com/rdf/simple/0.9", Space::Rss),
    ("backend.userland.com/rss2", Space::Rss),
    ("backend.userland.com/rss", Space::Rss),
    ("blogs.law.harvard.edu/tech/rss", Space::Rss),
    ("purl.org/dc/elements/1.1", Space::Dc),
    ("purl.org/dc/elements/1.0", Space::Dc),
    ("purl.org/dc/terms", Space::Dcterms),
    ("purl.org/rss/1.0/modules/content", Space::Content),
    ("search.yahoo.com/mrss", Space::Media),
    ("tools.search.yahoo.com/mrss", Space::Media),
    ("itunes.com/dtds/podcast-1.0.dtd", Space::Itunes),
    ("example.com/dtds/podcast-1.0.dtd", Space::Itunes),
    ("google.com/schemas/play-podcasts/1.0", Space::Itunes),
    ("rssnamespace.org/feedburner/ext/1.0", Space::Feedburner),
    ("webns.net/mvcb", Space::Admin),
    ("w3.org/1999/xhtml", Space::Xhtml),
    ("purl.org/rss/1.0/modules/syndication", Space::Sy),
    ("w3.org/1999/02/22-rdf-syntax-ns", Space::Rdf),
    ("w3.org/xml/1998/namespace", Space::Xml),
];

/// What a namespace address means.
fn by_address(address: &str) -> Space {
    let folded = address.trim().to_ascii_lowercase();
    let bare = folded.split_once("://").map_or(folded.as_str(), |(_, rest)| rest);
    let bare = bare.strip_prefix("www.").unwrap_or(bare).trim_end_matches(['/', '#']);
    ADDRESSES.iter().find(|(known, _)| *known == bare).map_or(Space::Other, |&(_, space)| space)
}

/// What a prefix usually means, for documents that forget to declare it.
pub(super) fn by_habit(prefix: &str) -> Space {
    match prefix.to_ascii_lowercase().as_str() {
        "atom" | "atom03" | "atom10" | "a10" => Space::Atom,
        "rss" => Space::Rss,
        "dc" => Space::Dc,
        "dcterms" => Space::Dcterms,
        "content" => Space::Content,
        "media" => Space::Media,
        "itunes" | "googleplay" => Space::Itunes,
        "feedburner" => Space::Feedburner,
        "admin" => Space::Admin,
        "xhtml" => Space::Xhtml,
        "sy" => Space::Sy,
        "rdf" => Space::Rdf,
        "xml" => Space::Xml,
        _ => Space::Other,
    }
}

/// Most declarations in force at once: looking a prefix up stays cheap whatever a document declares.
const MAX_BINDINGS: usize = 256;

/// The declarations in force, innermost last.
#[derive(Default)]
pub(super) struct Bindings<'a> {
    stack: Vec<(&'a str, Space)>,
}

impl<'a> Bindings<'a> {
    /// A mark to come back to when the element closes.
    pub(super) fn mark(&self) -> usize {
        self.stack.len()
    }

    /// Forgets what was declared since the mark.
    pub(super) fn reset(&mut self, mark: usize) {
        self.stack.truncate(mark);
    }

    /// Takes note of an `xmlns` or `xmlns:prefix` attribute; anything else is left alone.
    pub(super) fn declare(&mut self, attribute: &'a str, address: &str, at_root: bool) {
        let prefix = match attribute.strip_prefix("xmlns") {
            Some("") => "",
            Some(rest) if rest.len() > 1 && rest.starts_with(':') => &rest[1..],
            _ => return,
        };
        let space = match (prefix, at_root) {
            // The default namespace of the root is the dialect's own, whatever its address says:
            // RSS feeds that declare Atom's, and addresses nobody has heard of, are both common.
            ("", true) => Space::Own,
            ("", false) if address.trim().is_empty() => Space::Own,
            _ => by_address(address),
        };
        if self.stack.len() < MAX_BINDINGS {
            self.stack.push((prefix, space));
        }
    }

    /// Vocabulary and local part of an element's name.
    pub(super) fn element<'n>(&self, name: &'n str) -> (Space, &'n str) {
        match name.split_once(':') {
            Some((prefix, local)) if !prefix.is_empty() && !local.is_empty() => {
                (self.find(prefix).unwrap_or_else(|| by_habit(prefix)), local)
            }
            _ => (self.find("").unwrap_or(Space::Own), name),
        }
    }

    fn find(&self, prefix: &str) -> Option<Space> {
        self.stack.iter().rev().find(|(known, _)| *known == prefix).map(|&(_, space)| space)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_vary() {
        for (address, want) in [
            ("http://www.itunes.com/DTDs/Podcast-1.0.dtd", Space::Itunes),
            ("https://search.yahoo.com/mrss", Space::Media),
            ("http://purl.org/atom/ns#", Space::Atom),
            ("http://purl.org/rss/1.0/", Space::Rss),
            ("urn:x", Space::Other),
        ] {
            assert_eq!(by_address(address), want, "{address}");
        }
    }

    #[test]
    fn the_address_decides_and_habit_helps() {
        let mut bindings = Bindings::default();
        assert_eq!(bindings.element("media:title"), (Space::Media, "title"));
        bindings.declare("xmlns", "http://www.w3.org/2005/Atom", true);
        bindings.declare("xmlns:m", "http://search.yahoo.com/mrss/", true);
        bindings.declare("xmlns:dc", "urn:not-dublin-core", true);
        assert_eq!(bindings.element("title"), (Space::Own, "title"));
        assert_eq!(bindings.element("m:title"), (Space::Media, "title"));
        assert_eq!(bindings.element("dc:title"), (Space::Other, "title"));
        let mark = bindings.mark();
        bindings.declare("xmlns", "http://www.w3.org/1999/xhtml", false);
        assert_eq!(bindings.element("div"), (Space::Xhtml, "div"));
        bindings.reset(mark);
        assert_eq!(bindings.element("div"), (Space::Own, "div"));
        assert_eq!(bindings.element(":a"), (Space::Own, ":a"));
    }
}
