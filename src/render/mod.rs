//! Feed → artifacts: RSS, Atom, JSON Feed, pages for people, OPML.
//!
//! A pure function of the feeds and the settings: no clock and no hash order reaches the bytes.

use crate::model::{Artifact, Feed, Format, Site};

/// What rendering obeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Who publishes.
    pub site: Site,
    /// The feed formats to write, in the order in which pages announce them.
    pub formats: Vec<Format>,
    /// File name of each format; `{topic}` stands for the topic id.
    pub names: Names,
    /// Whether to write pages for people.
    pub html: bool,
    /// Whether to write `feeds.opml`.
    pub opml: bool,
    /// Most bytes of one feed document; then it holds fewer items.
    pub max_bytes: usize,
    /// How much of an item's body is published.
    pub content: Content,
    /// Words of an excerpt.
    pub excerpt_words: usize,
}

/// Where each feed document stands below the output directory.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// RSS 2.0, by default `{topic}/rss.xml`.
    pub rss: String,
    /// Atom 1.0, by default `{topic}/atom.xml`.
    pub atom: String,
    /// JSON Feed 1.1, by default `{topic}/feed.json`.
    pub json: String,
}

/// How much of an item's body is published.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// All of it.
    Full,
    /// The first words, cut at a sentence.
    Excerpt,
    /// Title, standfirst and link only.
    None,
}

/// Renders every file of the site, feeds first. `feeds` are in the order of the index page; the feed
/// of everything is one of them.
pub fn render(feeds: &[Feed], settings: &Settings) -> Vec<Artifact> {
    let _ = (feeds, settings);
    todo!()
}

/// Reads a written file as a subscriber would and compares it with what it must show.
///
/// # Errors
///
/// The first thing that differs, in words: not well-formed, an item missing, another id.
pub fn check(artifact: &Artifact, bytes: &[u8]) -> Result<(), String> {
    let _ = (artifact, bytes);
    todo!()
}
