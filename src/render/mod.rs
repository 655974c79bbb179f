//! Feed → artifacts: RSS, Atom, JSON Feed, pages for people, OPML.
//!
//! A pure function of the feeds and the settings: no clock and no hash order reaches the bytes.
//! `shown` decides once what subscribers see; the formats only differ in how they write it. Apart
//! from them stand two files for the operator: `health`, a feed about the sources, and `metrics`.

mod atom;
mod check;
mod evidence;
mod excerpt;
mod health;
mod html;
mod index;
mod jsonfeed;
mod metrics;
mod opml;
mod path;
mod read_back;
mod rss;
mod shown;
mod story;
mod topic;
mod why;
mod xml;

use std::{borrow::Cow, collections::BTreeMap};

use url::Url;

use crate::model::{Artifact, Feed, Format, Guid, Item, Site, Text};

pub use crate::model::Content;
pub use check::check;
pub use health::health;
pub use metrics::{Metrics, RunMetrics, SourceMetrics, metrics};
pub use opml::{OPML_ENABLED, OPML_ID, OPML_TOPICS, Subscription, subscriptions};
pub use read_back::{ReadFeed, ReadItem, read_back};

use shown::{Shown, ShownItem};

/// What rendering obeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Who publishes.
    pub site: Site,
    /// The feed formats to write, in the order in which pages announce them; Atom is always
    /// announced first, because every reader shows its titles right.
    pub formats: Vec<Format>,
    /// File name of each format; `{topic}` stands for the topic id.
    pub names: Names,
    /// Whether to write pages for people.
    pub html: bool,
    /// Whether to write `feeds.opml`.
    pub opml: bool,
    /// Most bytes of one feed document; then it holds fewer items, but never none.
    pub max_bytes: usize,
    /// How much of an item's body is published, where the item says nothing else.
    pub content: Content,
    /// Words of an excerpt.
    pub excerpt_words: usize,
    /// The WebSub hubs that feeds name.
    pub hubs: Vec<Url>,
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

/// Renders every file of the site, feeds first. `feeds` are in the order of the index page; the feed
/// of everything is one of them. Those of single sources come last; no list of feeds has them, because
/// whoever takes the list has their items already.
pub fn render(feeds: &[Feed], settings: &Settings) -> Vec<Artifact> {
    let titles: Titles = feeds.iter().map(|feed| (feed.topic.as_str(), &*feed.title)).collect();
    let (shown, documents): (Vec<Shown>, Vec<Vec<Artifact>>) =
        feeds.iter().map(|feed| fit(Shown::new(feed, &titles, settings))).unzip();
    let mut artifacts: Vec<Artifact> = documents.into_iter().flatten().collect();
    let at = feeds.iter().position(Feed::is_of_source).unwrap_or(feeds.len());
    let (topics, sources) = shown.split_at(at);
    if settings.html {
        for feed in &shown {
            artifacts.push(plain(
                path::page(&feed.topic),
                Format::Html,
                topic::write(feed, topics),
            ));
        }
        let index = index::write(topics, sources, settings);
        artifacts.push(plain(path::INDEX.into(), Format::Html, index));
        artifacts.push(plain(path::STYLE.into(), Format::Css, html::STYLE.to_owned()));
    }
    if settings.opml {
        artifacts.push(plain(path::OPML.into(), Format::Opml, opml::write(topics, settings)));
    }
    artifacts
}

/// Leaves of an item's texts no more than documents show of them, and says how many bytes of its body
/// each of them has. What [`render`] makes of the item is the same; whoever holds many items holds
/// less. `content` is how much of its body is published; a body that is too large becomes an excerpt.
pub fn lighten(item: &mut Item, content: &mut Option<Content>, settings: &Settings) -> usize {
    let how = content.unwrap_or(settings.content);
    item.summary = shown::summary(item, how, settings).map(|summary| Text::new(&summary));
    let Some(body) = shown::content(item, how, settings) else {
        item.content = None;
        return 0;
    };
    let length = body.html.len();
    if let Cow::Owned(_) = body.html {
        // It is made of the lead again; that there is a body is all that counts.
        item.content = Some(Text::new("<p></p>"));
        *content = Some(Content::Excerpt);
    }
    length
}

/// Where the feed documents of a topic will be served from, in the order of announcement.
pub fn addresses(topic: &str, settings: &Settings) -> Vec<(Format, String)> {
    let places = places(topic, settings).into_iter();
    places.map(|(format, path)| (format, path::absolute(&settings.site, &path))).collect()
}

/// Where the feed documents of a topic stand below the output directory, in the same order.
pub fn places(topic: &str, settings: &Settings) -> Vec<(Format, String)> {
    let place = |format| (format, path::document(settings, format, topic));
    path::documents(settings).into_iter().map(place).collect()
}

/// The feed whose document or page a published file is, by its path: what stands in the place of the
/// topic id. `None` for other files.
pub fn feed_of(path: &str, settings: &Settings) -> Option<String> {
    path::feed_of(settings, path)
}

/// Topic ids with the titles of their feeds.
type Titles<'a> = BTreeMap<&'a str, &'a str>;

/// The feed documents of one topic with as many items as fit into each of them, newest first.
///
/// All formats hold the same items, so the largest document decides. One item always stays: a feed
/// that is suddenly empty is worse than one that is too large.
fn fit<'a>(mut shown: Shown<'a>) -> (Shown<'a>, Vec<Artifact>) {
    let limit = shown.settings.max_bytes;
    let fits = |documents: &[Artifact]| documents.iter().all(|d| d.bytes.len() <= limit);
    let all = documents(&shown, &shown.items);
    if fits(&all) {
        return (shown, all);
    }
    let (mut low, mut high) = (1.min(shown.items.len()), shown.items.len().saturating_sub(1));
    while low < high {
        let middle = high - (high - low) / 2;
        if fits(&documents(&shown, &shown.items[..middle])) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    shown.items.truncate(low);
    let some = documents(&shown, &shown.items);
    (shown, some)
}

/// One document per format.
fn documents(shown: &Shown, items: &[ShownItem]) -> Vec<Artifact> {
    let guids: Vec<Guid> = items.iter().map(|item| Guid(item.id.clone())).collect();
    path::documents(shown.settings)
        .into_iter()
        .map(|format| Artifact {
            path: path::document(shown.settings, format, &shown.topic),
            format,
            bytes: match format {
                Format::Rss => rss::write(shown, items),
                Format::Atom => atom::write(shown, items),
                _ => jsonfeed::write(shown, items),
            },
            guids: guids.clone(),
        })
        .collect()
}

/// A file that is no feed.
fn plain(path: String, format: Format, text: String) -> Artifact {
    Artifact { path, format, bytes: text.into_bytes(), guids: Vec::new() }
}
