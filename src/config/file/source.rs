//! `[[source]]`: a place that items come from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Auth, Content, Elsewhere, Field, Future, OnSourceId};

/// A place that items come from: `paths` of local files, or a `url`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its id: lower-case letters, digits, `-` and `_`. It is part of item ids, so keep it.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9_-]*$"))]
    pub id: String,
    /// How its documents are read; `feed` for a source with a `url`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<Kind>,
    /// One local file or glob pattern: short for `paths` with one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// Local files as glob patterns, relative to the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Address of a remote document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name for people, over what the feed itself says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Address of its home page, for the list that `feedmill export opml` writes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub home: Option<String>,
    /// What it is about, for the same list.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Whether the source is read.
    #[serde(default = "on")]
    pub enabled: bool,
    /// Labels that every item of the source gets.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Topics that every item of the source is in, besides what the terms say.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
    /// Shortest time between two visits, such as `2h`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("format" = "feedmill-duration"))]
    pub every: Option<String>,
    /// How much of an item's body is published, over `output.content`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub content: Option<Content>,
    /// Whether the source has a feed of its own, over `output.sources`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub feed: Option<bool>,
    /// Header fields to send to the source's own host.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, Field>,
    /// How to log in at the source's own host.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub auth: Option<Auth>,
    /// Cookies to send to the source's own host: `a=1; b=2`, or a cookie file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cookies: Option<Elsewhere>,
    /// The proxy to go through, over `fetch.proxy`; `none` for none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// What the proxy wants, as `user:password`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_auth: Option<Elsewhere>,
    /// Language of items that state none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Zone of dates that state none, over `site.timezone`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Article text: the line between two articles.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub separator: Option<String>,
    /// Article text: the label before the date.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_label: Option<String>,
    /// Date formats (strftime) that are tried first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_formats: Option<Vec<String>>,
    /// Whether an article without a date may be dated by its first sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date_from_text: Option<bool>,
    /// Article text: what marks the caption of a picture.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credit_marker: Option<String>,
    /// What becomes of a date in the future, over `dates.future`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub future: Option<Future>,
    /// What of an item is believed to identify it, over `identity.on_source_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_source_id: Option<OnSourceId>,
    /// Whether the text of new items is read from their own pages, where that is longer.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub full_text: Option<bool>,
    /// With `full_text`: most pages that are asked for in one run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 1_000))]
    pub max_pages: Option<u32>,
    /// Page: where the articles and their parts are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub select: Option<Select>,
    /// Sitemap: a glob pattern that the path of a page must match, such as `/news/**`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<String>,
    /// List: whether a folder that is called like a topic gives this topic to the feeds in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub topics_from_folders: Option<bool>,
    /// List: most feeds that are taken from it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 100_000))]
    pub max_sources: Option<u32>,
}

/// Where the articles of a page and their parts are, as CSS selectors. `selector@attribute` takes an
/// attribute instead of the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Select {
    /// The articles, such as `article` or `ul.news > li`.
    pub item: String,
    /// Title, within an article; the text of the link where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Address, within an article; the first link where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// Date, within an article, such as `time@datetime`; the first `time` where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// Standfirst, within an article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    /// Author, within an article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Picture, within an article, such as `img@src`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
}

/// How a source's documents are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Article text, one or several articles in a file.
    Text,
    /// Markdown, with or without front matter.
    Markdown,
    /// RSS, Atom or JSON Feed, told apart by content; or the address of a page that announces one.
    Feed,
    /// Web pages that are one article each.
    Html,
    /// A web page that lists articles; `select` says where they are.
    Page,
    /// A sitemap or news sitemap, or an index of them.
    Sitemap,
    /// A list of feeds (OPML): each of them is a source.
    Opml,
}

fn on() -> bool {
    true
}

impl Source {
    /// Puts in what the kind and place of the source imply.
    pub fn fill(&mut self) {
        if self.kind.is_none() && self.url.is_some() {
            self.kind = Some(Kind::Feed);
        }
        if self.full_text == Some(true) {
            self.max_pages.get_or_insert(20);
        }
        if self.kind == Some(Kind::Opml) {
            self.topics_from_folders.get_or_insert(false);
            self.max_sources.get_or_insert(1_000);
        }
        let text = self.kind == Some(Kind::Text);
        self.date_from_text.get_or_insert(text);
        if text {
            self.separator.get_or_insert_with(|| "Keep Reading".to_owned());
            self.date_label.get_or_insert_with(|| "Updated".to_owned());
            self.credit_marker.get_or_insert_with(|| "PHOTO:".to_owned());
            self.date_formats.get_or_insert_with(|| vec!["%B %-d, %Y %-I:%M %p".to_owned()]);
        }
    }
}
