//! A configured place that items come from, and what is remembered of it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Link;

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

/// What the server gave us to ask "has it changed?" with (RFC 9110 §8.8). Opaque, sent back verbatim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
}

/// What is remembered of a source between runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceState {
    /// The address or paths that the rest of this record belongs to. Validators are not sent elsewhere.
    pub address: String,
    /// Validators of the last complete response.
    pub validators: Validators,
    /// Hash of the last complete body and of how it was read; equal means nothing to do.
    pub body_hash: Option<String>,
    /// Last visit, whatever came of it.
    pub last_visit: Option<DateTime<Utc>>,
    /// Last visit that went well, 304 included.
    pub last_success: Option<DateTime<Utc>>,
    /// What went wrong at the last visit, for people.
    pub last_error: Option<String>,
    /// Failed visits in a row.
    pub failures: u32,
    /// Not before this moment, because the server or the operator said so.
    pub not_before: Option<DateTime<Utc>>,
    /// Where its documents led at the last visit that went well.
    pub followed: Followed,
}

/// What is remembered of one of several documents of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its validators.
    #[serde(flatten)]
    pub validators: Validators,
    /// Hash of its body and of how it was read.
    pub hash: String,
}

/// Where the documents of a source led: what the next visit starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Followed {
    /// The feed that a page announced. It is asked instead of the page, as long as it works, and the
    /// validators of the source are those of the feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// The sitemaps of an index, by address.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, Part>,
    /// The feeds of a list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<Link>,
}
