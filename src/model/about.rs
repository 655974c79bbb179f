//! What a feed says about itself beyond what attribution needs, and where a document leads.

use serde::{Deserialize, Serialize};
use url::Url;

use super::{Body, Category, Person, RawDate, Text};

/// What a feed says about itself besides its [`super::Origin`]. Nothing is trusted or converted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct About {
    /// What relative addresses of the feed's own fields are relative to.
    pub base: Option<Url>,
    /// RSS `description`, Atom `subtitle` (`tagline` in 0.3), JSON Feed `description`.
    pub description: Option<Body>,
    /// RSS `pubDate`, the date of the channel's content.
    pub published: Option<RawDate>,
    /// Atom `updated`, RSS `lastBuildDate`.
    pub updated: Option<RawDate>,
    /// RSS `image/url`, Atom `logo`, `itunes:image`.
    pub image: Option<String>,
    /// Atom `icon`, JSON Feed `favicon`.
    pub icon: Option<String>,
    /// The program that wrote the feed.
    pub generator: Option<String>,
    /// Authors and editors; entries that name nobody inherit them.
    pub authors: Vec<Person>,
    /// Labels of the feed as a whole.
    pub categories: Vec<Category>,
    /// Hours of the day, in GMT, at which the feed does not change (RSS `skipHours`).
    pub skip_hours: Vec<u8>,
    /// Days of the week in English on which the feed does not change (RSS `skipDays`).
    pub skip_days: Vec<String>,
}

/// An address that a document suggests reading next.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// What is there.
    pub rel: LinkRel,
    /// The address; absolute where the document's own is known.
    pub url: String,
    /// What it is called.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Home page of the feed, where a list of feeds names it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// The folders of a list that the link stands in, outermost first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub folders: Vec<String>,
}

impl Link {
    /// A link with nothing but its address.
    pub fn new(rel: LinkRel, url: &str) -> Self {
        Link { rel, url: url.to_owned(), title: None, home: None, folders: Vec::new() }
    }
}

/// A feed or a further list in a list of feeds, with everything that the list says of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outline {
    /// Address, name, home page and folders.
    pub link: Link,
    /// What it is about.
    pub description: Option<Text>,
    /// Labels besides the folders.
    pub labels: Vec<String>,
    /// Attributes that OPML does not define, or that say nothing about the feed as it is: names as
    /// written, and values.
    pub others: Vec<(String, String)>,
}

/// What an address leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LinkRel {
    /// A feed: found in a page (autodiscovery) or in a list.
    Feed,
    /// A page: an article of a sitemap or of a page source.
    Page,
    /// A further sitemap.
    Sitemap,
    /// Older entries of the same feed (RFC 5005 `next`, `prev-archive`).
    Next,
    /// A WebSub hub.
    Hub,
    /// A further list of feeds.
    List,
}
