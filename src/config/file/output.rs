//! `[output]` and `[state]`: what is published and what is remembered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Objects, Size};

/// What is published, and where.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Output {
    /// The directory that is written, relative to the file.
    pub dir: String,
    /// Feed formats, in the order in which pages announce them.
    #[schemars(length(min = 1))]
    pub formats: Vec<Format>,
    /// File name of each format; `{topic}` stands for the topic id.
    pub names: Names,
    /// Whether to write pages for people.
    pub html: bool,
    /// Whether to write lists of feeds (OPML).
    pub opml: bool,
    /// Most items of a feed.
    #[schemars(range(min = 1, max = 10_000))]
    pub items: u32,
    /// Largest feed document; a larger one gets fewer items.
    pub max_bytes: Size,
    /// How much of an item's body is published.
    pub content: Content,
    /// Words of an excerpt.
    #[schemars(range(min = 1, max = 10_000))]
    pub excerpt_words: u32,
    /// Largest share of a feed's items that one publish may take away, from 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub max_shrink: f64,
    /// Object storage that gets the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objects: Option<Objects>,
}

impl Default for Output {
    fn default() -> Self {
        Output {
            dir: "feeds/public".to_owned(),
            formats: vec![Format::Rss, Format::Atom, Format::Json],
            names: Names::default(),
            html: true,
            opml: true,
            items: 50,
            max_bytes: Size::from("512KiB"),
            content: Content::Full,
            excerpt_words: 80,
            max_shrink: 0.5,
            objects: None,
        }
    }
}

/// File name of each format; `{topic}` stands for the topic id.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Names {
    /// Name of the RSS 2.0 document.
    pub rss: String,
    /// Name of the Atom 1.0 document.
    pub atom: String,
    /// Name of the JSON Feed document.
    pub json: String,
}

impl Default for Names {
    fn default() -> Self {
        Names {
            rss: "{topic}/rss.xml".to_owned(),
            atom: "{topic}/atom.xml".to_owned(),
            json: "{topic}/feed.json".to_owned(),
        }
    }
}

/// A feed format.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// RSS 2.0.
    Rss,
    /// Atom 1.0 (RFC 4287).
    Atom,
    /// JSON Feed 1.1.
    Json,
}

/// How much of an item's body is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Content {
    /// All of it.
    Full,
    /// The first words.
    Excerpt,
    /// Title, standfirst and link only.
    None,
}

/// What feedmill remembers between runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct State {
    /// The database file, relative to the file.
    pub path: String,
    /// How long the text of an item is kept after its publication, and after it was first seen. Then only
    /// what serves to know it again stays. What a feed shows is kept in any case. `0s` is for ever.
    pub keep_items: String,
}

impl Default for State {
    fn default() -> Self {
        State { path: "feeds/state.db".to_owned(), keep_items: "400d".to_owned() }
    }
}
