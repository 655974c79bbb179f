//! What one fetch yields, and what parsing makes of it.

use url::Url;

use super::{About, Entry, Link, Origin, Problem, StandIn};

/// The bytes that one fetch yielded.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// How messages and `explain` name it: the path relative to the config, or the address.
    pub name: String,
    /// The address it was finally read from; relative links are resolved against it.
    pub url: Option<Url>,
    /// The `Content-Type` header field, verbatim.
    pub content_type: Option<String>,
    /// The `Content-Location` header field (RFC 9110 §8.7): a base that is nearer than the address.
    pub content_location: Option<String>,
    /// The `Content-Language` header field (RFC 9110 §8.5), for feeds that state no language.
    pub content_language: Option<String>,
    /// The decoded body: content codings are undone, the charset is not.
    pub bytes: Vec<u8>,
}

/// What a document holds. Parsing always yields one, however bad the document is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parsed {
    /// What the document turned out to be, by its content.
    pub shape: Shape,
    /// What the document is instead, where it is not what its source should hold.
    pub stand_in: Option<StandIn>,
    /// The feed's own title, home page and so on; empty for documents that are no feed.
    pub origin: Origin,
    /// What else the feed says about itself.
    pub about: About,
    /// The articles, in document order.
    pub entries: Vec<Entry>,
    /// Addresses that the document suggests reading next, in document order.
    pub links: Vec<Link>,
    /// Minutes for which the publisher says the feed need not be read again (RSS `ttl`,
    /// or the period of the syndication module).
    pub ttl_minutes: Option<u32>,
    /// What was wrong and what was done about it.
    pub problems: Vec<Problem>,
    /// Whether the document was read to its proper end. A cut document still yields its complete
    /// entries, but the validators of its response must not be kept.
    pub complete: bool,
}

/// What a document is, found by content and not by name or type.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Shape {
    /// RSS 0.9x, 2.0 or an RDF dialect.
    Rss,
    /// Atom 0.3 or 1.0.
    Atom,
    /// JSON Feed 1.x.
    JsonFeed,
    /// Article text, one or several articles.
    Text,
    /// Markdown with or without front matter.
    Markdown,
    /// An HTML page: a feed source that yields one has failed.
    Html,
    /// A list of feeds (OPML 1 or 2).
    Opml,
    /// A list of pages (sitemap, news sitemap, or an index of them).
    Sitemap,
    /// Nothing that feedmill reads.
    #[default]
    Unknown,
}
