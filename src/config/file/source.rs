//! `[[source]]`: a place that items come from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Content, Future};

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
    /// Local files as glob patterns, relative to the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub paths: Vec<String>,
    /// Address of a remote document.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Name for people, over what the feed itself says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
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
    /// Header fields to send with each request.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
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
}

/// How a source's documents are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Article text, one or several articles in a file.
    Text,
    /// Markdown, with or without front matter.
    Markdown,
    /// RSS, Atom or JSON Feed, told apart by content.
    Feed,
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
