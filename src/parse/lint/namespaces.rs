//! Namespace addresses → the prefixes they usually go by.

/// Exact addresses. Where a vocabulary has several, the first is the one to recommend.
const KNOWN: [(&str, &str); 42] = [
    ("http://www.w3.org/2005/Atom", "atom"),
    ("http://purl.org/atom/ns#", "atom03"),
    ("http://www.w3.org/2007/app", "app"),
    ("http://purl.org/rss/1.0/", "rss10"),
    ("http://my.netscape.com/rdf/simple/0.9/", "rss090"),
    ("http://channel.netscape.com/rdf/simple/0.9/", "rss090"),
    ("http://www.w3.org/1999/02/22-rdf-syntax-ns#", "rdf"),
    ("http://www.w3.org/2000/01/rdf-schema#", "rdfs"),
    ("http://www.w3.org/1999/xhtml", "xhtml"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
    ("http://www.w3.org/1999/xlink", "xlink"),
    ("http://www.w3.org/2000/svg", "svg"),
    ("http://www.w3.org/1998/Math/MathML", "mathml"),
    ("http://purl.org/dc/elements/1.1/", "dc"),
    ("http://purl.org/dc/terms/", "dcterms"),
    ("http://purl.org/rss/1.0/modules/content/", "content"),
    ("http://purl.org/rss/1.0/modules/syndication/", "sy"),
    ("http://purl.org/rss/1.0/modules/slash/", "slash"),
    ("http://purl.org/rss/1.0/modules/taxonomy/", "taxo"),
    ("http://purl.org/rss/1.0/modules/image/", "image"),
    ("http://purl.org/rss/1.0/modules/event/", "ev"),
    ("http://purl.org/syndication/history/1.0", "fh"),
    ("http://purl.org/syndication/thread/1.0", "thr"),
    ("http://purl.org/atompub/tombstones/1.0", "at"),
    ("http://wellformedweb.org/CommentAPI/", "wfw"),
    ("http://madskills.com/public/xml/rss/module/trackback/", "trackback"),
    ("http://backend.userland.com/creativeCommonsRssModule", "creativeCommons"),
    ("http://web.resource.org/cc/", "cc"),
    ("http://search.yahoo.com/mrss/", "media"),
    ("http://www.itunes.com/dtds/podcast-1.0.dtd", "itunes"),
    ("http://www.google.com/schemas/play-podcasts/1.0", "googleplay"),
    ("https://podcastindex.org/namespace/1.0", "podcast"),
    ("http://www.georss.org/georss", "georss"),
    ("http://www.w3.org/2003/01/geo/wgs84_pos#", "geo"),
    ("http://www.opengis.net/gml", "gml"),
    ("http://a9.com/-/spec/opensearch/1.1/", "opensearch"),
    ("http://a9.com/-/spec/opensearchrss/1.0/", "openSearch"),
    ("http://rssnamespace.org/feedburner/ext/1.0", "feedburner"),
    ("http://webns.net/mvcb/", "admin"),
    ("http://prismstandard.org/namespaces/basic/2.0/", "prism"),
    ("http://www.google.com/schemas/sitemap-news/0.9", "news"),
    ("http://schemas.google.com/g/2005", "gd"),
];

/// Addresses that people gave to the elements of RSS 2.0, which have no namespace.
const OF_RSS_2: [&str; 5] = [
    "backend.userland.com/rss2",
    "backend.userland.com/rss",
    "backend.userland.com/rss091",
    "blogs.law.harvard.edu/tech/rss",
    "cyber.law.harvard.edu/rss/rss.html",
];

/// What an address means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A vocabulary, by its usual prefix.
    Known(&'static str),
    /// The address is nearly that of a vocabulary: prefix and right address.
    Nearly(&'static str, &'static str),
    /// One of those that people gave to RSS 2.0.
    Rss2,
    /// Something else.
    Other,
}

/// What an address means.
pub(super) fn meaning(address: &str) -> Meaning {
    if let Some((_, prefix)) = KNOWN.iter().find(|(known, _)| *known == address) {
        return Meaning::Known(prefix);
    }
    let bare = bare(address);
    if OF_RSS_2.iter().any(|known| known.eq_ignore_ascii_case(bare)) {
        return Meaning::Rss2;
    }
    match KNOWN.iter().find(|(known, _)| self::bare(known).eq_ignore_ascii_case(bare)) {
        Some((known, prefix)) => Meaning::Nearly(prefix, known),
        None => Meaning::Other,
    }
}

/// Prefixes that mean one vocabulary and no other. The rest have versions, or namesakes.
const FIXED: [&str; 10] =
    ["atom", "dc", "dcterms", "content", "media", "itunes", "sy", "slash", "podcast", "rdf"];

/// Whether a prefix can only mean the vocabulary that usually goes by it.
pub(super) fn is_fixed(prefix: &str) -> bool {
    FIXED.contains(&prefix)
}

/// The vocabulary that usually goes by a prefix, and its address.
pub(super) fn by_prefix(prefix: &str) -> Option<(&'static str, &'static str)> {
    let found = KNOWN.iter().find(|(_, known)| *known == prefix);
    found.map(|&(address, known)| (known, address))
}

/// Without what people vary: scheme, `www.`, the end. Capitals are left to the comparison.
fn bare(address: &str) -> &str {
    let address = address.trim();
    let bare = address.split_once("://").map_or(address, |(_, rest)| rest);
    let host = bare.get(..4).filter(|www| www.eq_ignore_ascii_case("www."));
    bare[host.map_or(0, str::len)..].trim_end_matches(['/', '#'])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exact_and_nearly() {
        let content = "http://purl.org/rss/1.0/modules/content/";
        assert_eq!(meaning(content), Meaning::Known("content"));
        let nearly = Meaning::Nearly("content", content);
        assert_eq!(meaning("https://purl.org/rss/1.0/modules/content"), nearly);
        assert_eq!(meaning("http://backend.userland.com/RSS2"), Meaning::Rss2);
        assert_eq!(meaning("urn:x"), Meaning::Other);
        assert_eq!(by_prefix("content"), Some(("content", content)));
        assert_eq!(by_prefix("x"), None);
    }
}
