//! A rendered file.

use super::Guid;

/// A rendered file: name and exact bytes, and what a reader must find in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Artifact {
    /// Path below the output directory, with `/` between its parts.
    pub path: String,
    /// What the file is.
    pub format: Format,
    /// The exact content.
    pub bytes: Vec<u8>,
    /// The items it must show, in order; empty for files that are neither a feed nor the page of an
    /// item.
    pub guids: Vec<Guid>,
}

/// What a published file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    JsonFeed,
    /// A page for people.
    Html,
    /// A list of feeds (OPML 2.0).
    Opml,
    /// The style sheet of the pages.
    Css,
    /// What a lost ledger is made again from: a line of JSON each.
    Memory,
    /// The script of the pages, which work without it.
    Script,
    /// The picture of the site in a list of tabs.
    Icon,
    /// Plain text: `robots.txt`, and files that hosts read.
    Text,
    /// A list of our pages (sitemaps.org), or of such lists.
    Sitemap,
    /// Another file, packed (RFC 1952).
    Gzip,
    /// Another file, packed (RFC 7932).
    Brotli,
}
