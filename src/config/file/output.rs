//! `[output]` and `[state]`: what is published and what is remembered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Objects, Size, Texts};
use crate::model;

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
    /// Whether what leaves a feed is kept in archive documents (RFC 5005), which are written once and
    /// which the feed leads to.
    pub archive: bool,
    /// Largest share of a feed's items that one publish may take away, from 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub max_shrink: f64,
    /// Packed siblings of each file (`atom.xml.gz`, `atom.xml.br`), for hosts that send them as they are.
    pub compress: Vec<Coding>,
    /// Hosts for which a file with types and caching rules is published: `netlify`, `cloudflare`,
    /// `apache`; or `none`. One word, or a list.
    pub headers: Texts,
    /// Whether to publish the list of sources as `subscriptions.opml`, with their addresses.
    pub subscriptions: bool,
    /// WebSub hubs: feeds name them, and a run that changed a feed tells them. One address, or a list.
    pub hub: Texts,
    /// A program and its arguments, run after a publish that changed something. It reads which files.
    pub post_publish: Vec<String>,
    /// The time that this program has.
    #[schemars(extend("format" = "feedmill-duration"))]
    pub post_publish_timeout: String,
    /// Whether each source has a feed of its own, below `source/`.
    pub sources: bool,
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
            archive: true,
            max_shrink: 0.5,
            compress: Vec::new(),
            headers: Texts::default(),
            subscriptions: false,
            hub: Texts::default(),
            post_publish: Vec::new(),
            post_publish_timeout: "10m".to_owned(),
            sources: false,
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
        let model::Names { rss, atom, json } = model::Names::default();
        Names { rss, atom, json }
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

/// How a sibling is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Coding {
    /// `.gz`, which every client takes.
    Gzip,
    /// `.br`, about a sixth smaller.
    Brotli,
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
