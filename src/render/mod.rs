//! Feed → artifacts: RSS, Atom, JSON Feed, pages for people, OPML.
//!
//! A pure function of the feeds and the settings: no clock and no hash order reaches the bytes.
//! `shown` decides once what subscribers see; the formats only differ in how they write it. Apart
//! from them stand two files for the operator: `health`, a feed about the sources, and `metrics`.

mod address;
mod archive;
mod article;
mod atom;
mod body;
mod check;
mod evidence;
mod excerpt;
mod health;
mod hosting;
mod html;
mod index;
mod item;
mod json;
mod jsonfeed;
mod metrics;
mod opml;
mod path;
mod read_back;
mod room;
mod rss;
mod shown;
mod sitemap;
mod spell;
mod story;
mod strict;
mod topic;
mod why;
mod xml;

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use url::Url;

use crate::model::{Artifact, Feed, Format, Guid, History, Item, Site, Text};

pub use crate::model::{Content, Names};
pub use archive::{Cut, archive, archive_paths};
pub use check::check;
pub use health::health;
pub use hosting::{Host, hosting};
pub use metrics::{Metrics, RunMetrics, SourceMetrics, metrics};
pub use opml::{OPML_ENABLED, OPML_ID, OPML_TOPICS, Subscription, subscriptions};
pub use path::is_item_page;
pub use read_back::{ReadFeed, ReadItem, read_back};

use room::{Documents, End, Written};
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
    /// The hosts that find a file for them in the published folder.
    pub headers: Vec<Host>,
    /// The WebSub hubs that feeds name.
    pub hubs: Vec<Url>,
}

/// Renders every file of the site, feeds first. `feeds` are in the order of the index page; the feed
/// of everything is one of them. Those of single sources come last; no list of feeds has them, because
/// whoever takes the list has their items already.
pub fn render(feeds: &[Feed], settings: &Settings) -> Vec<Artifact> {
    let live: Vec<Live> = feeds.iter().map(|feed| live(feed, feeds, settings)).collect();
    let parts: Vec<Part> = live.iter().map(|live| Part::Anew(live.glance)).collect();
    let site = site(feeds, &parts, settings);
    live.into_iter().flat_map(|live| live.documents).chain(site).collect()
}

/// The documents of a feed, and what the pages of the site say of it.
#[derive(Clone, Debug)]
pub struct Live {
    /// One per format, with the same items: as many as fit into each of them.
    pub documents: Vec<Artifact>,
    /// What there is in them.
    pub glance: Glance,
}

/// What the documents of a feed hold, in a few words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Glance {
    /// How many items.
    pub items: usize,
    /// When the first of them was published.
    pub newest: Option<DateTime<Utc>>,
}

/// What a site is made of, feed by feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Its page is written.
    Anew(Glance),
    /// It is as it was, and so is its page; none of its items has one of its own.
    Left(Glance),
}

/// Renders the documents of one of these feeds.
pub fn live(feed: &Feed, feeds: &[Feed], settings: &Settings) -> Live {
    let (shown, documents) = fit(Shown::new(feed, &titles(feeds), settings));
    Live { documents, glance: shown.glance() }
}

/// Renders all files but the documents of the feeds; a part for each feed.
pub fn site(feeds: &[Feed], parts: &[Part], settings: &Settings) -> Vec<Artifact> {
    let titles = titles(feeds);
    let mut shown: Vec<Shown> =
        feeds.iter().map(|feed| Shown::new(feed, &titles, settings)).collect();
    for (shown, part) in shown.iter_mut().zip(parts) {
        if let Part::Anew(glance) = part {
            shown.items.truncate(glance.items);
        }
    }
    let mut artifacts = Vec::new();
    let at = feeds.iter().position(Feed::is_of_source).unwrap_or(feeds.len());
    let topics = &shown[..at];
    if settings.html {
        artifacts.extend(pages(&shown, parts, settings));
    }
    if settings.opml {
        artifacts.push(plain(path::OPML.into(), Format::Opml, opml::write(topics, settings)));
    }
    let topics: Vec<&str> = shown.iter().map(|feed| feed.topic.as_str()).collect();
    artifacts.extend(hosting::files(&topics, settings));
    if settings.html {
        artifacts.extend(sitemap::write(&dated(&artifacts, &shown), settings));
        artifacts.extend(hosting::robots(settings));
    }
    artifacts
}

/// Whether an item has a page of its own: it has no address elsewhere.
pub fn has_page(item: &Item, settings: &Settings) -> bool {
    settings.html && item.link.as_deref().and_then(shown::address).is_none()
}

/// The pages of the site, those of items by the artifacts, and when what they show last changed.
fn dated(artifacts: &[Artifact], shown: &[Shown]) -> Vec<sitemap::Page> {
    let topics = shown.iter().map(|feed| (path::page(&feed.topic), feed.updated));
    let newest = shown.iter().map(|feed| feed.updated).max().flatten();
    let items = shown.iter().flat_map(|feed| &feed.items);
    let dates: BTreeMap<&str, _> =
        items.filter_map(|item| Some((item.page.as_deref()?, item.updated))).collect();
    let pages = artifacts.iter().map(|artifact| &artifact.path);
    let pages = pages.filter_map(|path| Some((path.clone(), Some(*dates.get(path.as_str())?))));
    topics.chain([(path::INDEX.to_owned(), newest)]).chain(pages).collect()
}

/// Leaves of an item's texts no more than documents show of them, and says how many bytes of its body
/// each of them has. What [`render`] makes of the item is the same; whoever holds many items holds
/// less. `content` is how much of its body is published; a body that is too large becomes an excerpt.
pub fn lighten(item: &mut Item, content: &mut Option<Content>, settings: &Settings) -> usize {
    let how = content.unwrap_or(settings.content);
    item.summary = body::summary(item, how, settings).map(|summary| Text::new(&summary));
    let Some(body) = body::content(item, how, settings) else {
        item.content = None;
        return 0;
    };
    let length = body.html.len();
    let excerpt = match &body.html {
        Cow::Owned(html) => Some(Text::new(html)),
        Cow::Borrowed(_) => None,
    };
    if excerpt.is_some() {
        item.content = excerpt;
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

/// The pages for people, and what they load.
fn pages(feeds: &[Shown], parts: &[Part], settings: &Settings) -> Vec<Artifact> {
    let at = feeds.iter().position(|feed| Feed::source_of(&feed.topic).is_some());
    let at = at.unwrap_or(feeds.len());
    let (topics, sources) = feeds.split_at(at);
    let mut pages = Vec::new();
    let mut items: BTreeMap<&str, (&ShownItem, &str)> = BTreeMap::new();
    for item in feeds.iter().flat_map(|feed| &feed.items) {
        if let Some(page) = &item.page {
            items.entry(&item.id).or_insert((item, page));
        }
    }
    let ids: Pages = items.keys().copied().collect();
    for (feed, part) in feeds.iter().zip(parts) {
        if let Part::Left(_) = part {
            continue;
        }
        let page = topic::write(feed, topics, &ids);
        pages.push(plain(path::page(&feed.topic), Format::Html, page));
    }
    pages.push(plain(
        path::INDEX.into(),
        Format::Html,
        index::write(topics, parts, sources, settings),
    ));
    for (item, page) in items.values() {
        pages.push(Artifact {
            guids: vec![Guid(item.id.clone())],
            ..plain(page.to_string(), Format::Html, item::write(item, page, topics, &ids, settings))
        });
    }
    pages.push(plain(path::STYLE.into(), Format::Css, html::STYLE.to_owned()));
    pages.push(plain(path::SCRIPT.into(), Format::Script, html::SCRIPT.to_owned()));
    pages.push(plain(path::ICON.into(), Format::Icon, html::ICON.to_owned()));
    pages
}

/// Ids of the items that have a page here.
type Pages<'a> = BTreeSet<&'a str>;

/// Topic ids with the titles of their feeds.
type Titles<'a> = BTreeMap<&'a str, &'a str>;

fn titles(feeds: &[Feed]) -> Titles<'_> {
    feeds.iter().map(|feed| (feed.topic.as_str(), &*feed.title)).collect()
}

/// The feed documents of one topic with as many items as fit into each of them, newest first.
///
/// All formats hold the same items, so the largest document decides. One item always stays: a feed
/// that is suddenly empty is worse than one that is too large.
fn fit(mut shown: Shown<'_>) -> (Shown<'_>, Vec<Artifact>) {
    let limit = shown.settings.max_bytes;
    let all = documents(&shown, &shown.items);
    if all.fit(limit) {
        return (shown, all.artifacts);
    }
    let some = |count| documents(&shown, &shown.items[..count]);
    let (count, made) = room::fitting(&all, End::Newest, limit, some);
    shown.items.truncate(count);
    if shown.history == History::Complete {
        shown.history = History::Untold;
        let some = documents(&shown, &shown.items);
        return (shown, some.artifacts);
    }
    (shown, made.artifacts)
}

/// One document per format.
fn documents(shown: &Shown, items: &[ShownItem]) -> Documents {
    let guids: Vec<Guid> = items.iter().map(|item| Guid(item.id.clone())).collect();
    let document = |format| {
        let Written { bytes, places } = match format {
            Format::Rss => rss::write(shown, items),
            Format::Atom => atom::write(shown, items),
            _ => jsonfeed::write(shown, items),
        };
        (Artifact { path: shown.path(format), format, bytes, guids: guids.clone() }, places)
    };
    let (artifacts, places) = path::documents(shown.settings).into_iter().map(document).unzip();
    Documents { artifacts, places, items: items.len() }
}

/// A file that is no feed.
fn plain(path: String, format: Format, text: String) -> Artifact {
    Artifact { path, format, bytes: text.into_bytes(), guids: Vec::new() }
}
