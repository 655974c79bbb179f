//! A configured place that items come from.

use serde::{Deserialize, Serialize};

/// A configured place that items come from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Its id: the name in every message, and a part of minted ids.
    pub id: String,
    /// Name for people, over what the feed itself says.
    pub name: Option<String>,
    /// How its documents are read.
    pub kind: Kind,
    /// Topics that every item of this source is in, besides what the rules say.
    pub topics: Vec<String>,
    /// Labels that every item of this source gets.
    pub tags: Vec<String>,
}

/// How a source's documents are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Article text dumps.
    Text,
    /// Markdown with front matter.
    Markdown,
    /// RSS, Atom, JSON Feed, told apart by content. A page instead leads to its feeds.
    Feed,
    /// A page that is an article.
    Html,
    /// A page that lists articles, read by CSS selectors.
    Page,
    /// A sitemap or news sitemap: each page in it is an article.
    Sitemap,
    /// A list of feeds: each of them is a source.
    Opml,
}
