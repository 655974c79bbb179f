//! The dialects of syndication in XML, one table each. Adding a dialect is adding a table.

use super::table::{Dialect, Field::*, Row, row};
use crate::parse::xml::Space::{
    self, Admin, Atom, Dc, Dcterms, Feedburner, Itunes, Own, Rdf, Sy, Xhtml,
};

/// RSS 0.9x, 2.0, and whatever calls itself RSS; RSS 0.90, 1.0 and 1.1 differ only in where the
/// header and the items stand, and in having their ids in `rdf:about`.
pub(super) const RSS: Dialect = Dialect {
    entries: &["item"],
    header: Some("channel"),
    is_atom: false,
    entry_rows: &[RSS_ITEM, ATOM_INSIDE, MODULES],
    entry_attributes: &[
        row(Rdf, "about", Id, 3),
        row(Own, "about", Id, 4),
        row(Own, "href", Link, 3),
    ],
    feed_rows: &[RSS_CHANNEL, ATOM_INSIDE, MODULES],
    feed_attributes: &[row(Rdf, "about", Id, 6)],
};

/// Atom 1.0 (RFC 4287) and 0.3, whose words differ from it but never mean something else.
pub(super) const ATOM: Dialect = Dialect {
    entries: &["entry", "item"],
    header: None,
    is_atom: true,
    entry_rows: &[ATOM_ENTRY, ATOM_INSIDE, MODULES],
    entry_attributes: &[],
    feed_rows: &[ATOM_FEED, ATOM_INSIDE, MODULES],
    feed_attributes: &[],
};

/// Channel Definition Format: addresses and dates stand in attributes. RSS 1.1, and RSS without its
/// outermost element, begin with a channel, too.
pub(super) const CDF: Dialect = Dialect {
    entries: &["item"],
    header: None,
    is_atom: false,
    entry_rows: &[CDF_WORDS, RSS_ITEM, ATOM_INSIDE, MODULES],
    entry_attributes: &[
        row(Own, "href", Link, 0),
        row(Own, "lastmod", Updated, 0),
        row(Rdf, "about", Id, 3),
    ],
    feed_rows: &[CDF_WORDS, RSS_CHANNEL, ATOM_INSIDE, MODULES],
    feed_attributes: &[
        row(Rdf, "about", Id, 6),
        row(Own, "self", Id, 5),
        row(Own, "href", Link, 3),
        row(Own, "lastmod", Updated, 3),
    ],
};

const RSS_ITEM: &[Row] = &[
    row(Own, "title", Title, 0),
    row(Own, "link", Link, 0),
    row(Own, "guid", Guid, 0),
    row(Own, "description", Summary, 0),
    row(Own, "pubdate", Published, 0),
    row(Own, "category", Category, 0),
    row(Own, "author", Author, 0),
    row(Own, "comments", Comments, 0),
    row(Own, "enclosure", Enclosure, 0),
    row(Own, "source", Source, 0),
    // Not in any specification, but in feeds.
    row(Own, "body", Content, 3),
    row(Own, "content", Content, 3),
    row(Own, "fullitem", Content, 3),
    row(Own, "copyright", Rights, 1),
    row(Own, "date", Published, 5),
    row(Own, "id", Id, 2),
    row(Own, "image", Image, 2),
    row(Own, "language", Language, 1),
    row(Own, "lastbuilddate", Updated, 3),
    row(Own, "modified", Updated, 3),
    row(Own, "published", Published, 5),
    row(Own, "rights", Rights, 1),
    row(Own, "summary", Summary, 3),
    row(Own, "updated", Updated, 3),
    row(Own, "url", Link, 4),
];

const RSS_CHANNEL: &[Row] = &[
    row(Own, "title", Title, 0),
    row(Own, "link", Link, 0),
    row(Own, "description", Summary, 0),
    row(Own, "language", Language, 0),
    row(Own, "copyright", Rights, 0),
    row(Own, "managingeditor", Author, 0),
    row(Own, "author", Author, 1),
    row(Own, "webmaster", Author, 7),
    row(Own, "pubdate", Published, 0),
    row(Own, "lastbuilddate", Updated, 0),
    row(Own, "category", Category, 0),
    row(Own, "generator", Generator, 0),
    row(Own, "ttl", Ttl, 0),
    row(Own, "image", Image, 0),
    row(Own, "skiphours", SkipHours, 0),
    row(Own, "skipdays", SkipDays, 0),
    row(Own, "id", Id, 2),
    row(Own, "subtitle", Summary, 4),
    row(Own, "updated", Updated, 3),
    row(Own, "icon", Icon, 1),
    row(Own, "logo", Image, 3),
];

const CDF_WORDS: &[Row] =
    &[row(Own, "abstract", Summary, 0), row(Own, "logo", Image, 0), row(Own, "a", Link, 2)];

const ATOM_ENTRY: &[Row] = &[
    row(Own, "title", Title, 0),
    row(Own, "link", Link, 0),
    row(Own, "id", Id, 0),
    row(Own, "content", Content, 0),
    row(Own, "summary", Summary, 0),
    row(Own, "published", Published, 0),
    row(Own, "updated", Updated, 0),
    row(Own, "author", Author, 0),
    row(Own, "category", Category, 0),
    row(Own, "rights", Rights, 0),
    row(Own, "source", Source, 0),
    // Atom 0.3.
    row(Own, "issued", Published, 1),
    row(Own, "created", Published, 2),
    row(Own, "modified", Updated, 1),
    row(Own, "copyright", Rights, 1),
    // Words of RSS where people mixed them up.
    row(Own, "description", Summary, 5),
    row(Own, "guid", Id, 5),
    row(Own, "pubdate", Published, 5),
    row(Own, "enclosure", Enclosure, 0),
];

const ATOM_FEED: &[Row] = &[
    row(Own, "title", Title, 0),
    row(Own, "link", Link, 0),
    row(Own, "id", Id, 0),
    row(Own, "subtitle", Summary, 0),
    row(Own, "updated", Updated, 0),
    row(Own, "author", Author, 0),
    row(Own, "category", Category, 0),
    row(Own, "generator", Generator, 0),
    row(Own, "rights", Rights, 0),
    row(Own, "logo", Image, 0),
    row(Own, "icon", Icon, 0),
    row(Own, "published", Published, 3),
    // Atom 0.3.
    row(Own, "tagline", Summary, 1),
    row(Own, "modified", Updated, 1),
    row(Own, "copyright", Rights, 1),
    row(Own, "info", Summary, 8),
    // Words of RSS where people mixed them up.
    row(Own, "description", Summary, 5),
    row(Own, "language", Language, 1),
];

/// Words of Atom in feeds of another dialect.
const ATOM_INSIDE: &[Row] = &[
    row(Atom, "author", Author, 2),
    row(Atom, "category", Category, 0),
    row(Atom, "content", Content, 2),
    row(Atom, "icon", Icon, 2),
    row(Atom, "id", Id, 4),
    row(Atom, "link", Link, 2),
    row(Atom, "logo", Image, 4),
    row(Atom, "published", Published, 1),
    row(Atom, "rights", Rights, 2),
    row(Atom, "source", Source, 2),
    row(Atom, "subtitle", Summary, 5),
    row(Atom, "summary", Summary, 2),
    row(Atom, "title", Title, 4),
    row(Atom, "updated", Updated, 1),
];

/// Extension modules that live in every dialect. The dialect's own words win.
const MODULES: &[Row] = &[
    // RSS 1.0 content module; the body of the page as XHTML.
    row(Space::Content, "encoded", Content, 0),
    row(Xhtml, "body", Content, 1),
    row(Xhtml, "div", Content, 1),
    // Dublin Core.
    row(Dc, "title", Title, 2),
    row(Dc, "identifier", Id, 5),
    row(Dc, "description", Summary, 4),
    row(Dc, "date", Date, 2),
    row(Dc, "creator", Author, 1),
    row(Dc, "author", Author, 3),
    row(Dc, "publisher", Author, 8),
    row(Dc, "subject", Category, 0),
    row(Dc, "language", Language, 0),
    row(Dc, "rights", Rights, 3),
    row(Dcterms, "title", Title, 3),
    row(Dcterms, "identifier", Id, 6),
    row(Dcterms, "abstract", Summary, 6),
    row(Dcterms, "description", Summary, 6),
    row(Dcterms, "issued", Published, 2),
    row(Dcterms, "created", Published, 3),
    row(Dcterms, "date", Date, 3),
    row(Dcterms, "available", Published, 4),
    row(Dcterms, "modified", Updated, 2),
    row(Dcterms, "creator", Author, 3),
    row(Dcterms, "subject", Category, 0),
    row(Dcterms, "language", Language, 2),
    row(Dcterms, "rights", Rights, 4),
    // Podcasts. The title is the same as the item's, without the number of the episode.
    row(Itunes, "title", Title, 6),
    row(Itunes, "summary", Summary, 7),
    row(Itunes, "description", Summary, 8),
    row(Itunes, "subtitle", Summary, 9),
    row(Itunes, "author", Author, 5),
    row(Itunes, "owner", Author, 6),
    row(Itunes, "image", Image, 1),
    row(Itunes, "link", Image, 4),
    row(Itunes, "keywords", Keywords, 0),
    row(Itunes, "category", Category, 0),
    // Media RSS; a title of a picture is not the title of an article.
    row(Space::Media, "group", Media, 0),
    row(Space::Media, "content", Media, 0),
    row(Space::Media, "thumbnail", Media, 0),
    row(Space::Media, "player", Media, 0),
    row(Space::Media, "description", Media, 0),
    row(Space::Media, "keywords", Media, 0),
    row(Space::Media, "category", Media, 0),
    row(Space::Media, "credit", Media, 0),
    // When to come again, and who wrote the feed.
    row(Sy, "updateperiod", UpdatePeriod, 0),
    row(Sy, "updatefrequency", UpdateFrequency, 0),
    row(Admin, "generatoragent", Generator, 1),
    row(Feedburner, "origlink", OriginalLink, 0),
    // No module has words for it yet; these are those of the proposals for pages, and of the IPTC.
    row(Own, "ai-disclosure", Disclosure, 0),
    row(Own, "ai-generated", Disclosure, 0),
    row(Own, "digitalsourcetype", Disclosure, 0),
    row(Space::Other, "ai-disclosure", Disclosure, 0),
    row(Space::Other, "ai-generated", Disclosure, 0),
    row(Space::Other, "digitalsourcetype", Disclosure, 0),
];

#[cfg(test)]
mod tests {
    use super::*;

    /// A name that stands twice in a table would hide its second meaning.
    #[test]
    fn no_word_has_two_meanings() {
        for dialect in [RSS, ATOM, CDF] {
            for rows in [dialect.entry_rows, dialect.feed_rows] {
                let mut seen = Vec::new();
                for row in rows.iter().take(1).flat_map(|rows| rows.iter()) {
                    assert!(!seen.contains(&(row.space, row.name)), "{}", row.name);
                    assert_eq!(row.name, row.name.to_ascii_lowercase());
                    seen.push((row.space, row.name));
                }
            }
        }
    }
}
