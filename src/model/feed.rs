//! What a subscriber reads.

use std::sync::Arc;

use chrono::{DateTime, Utc};

use super::{Digest, Guid, Item, Person, Telling, Text, Verdict};

/// Who publishes, as every feed and page says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Site {
    /// Name of the whole.
    pub title: Text,
    /// Where the output directory is served from; ends with `/`.
    pub base_url: url::Url,
    /// Who answers for the feeds.
    pub author: Person,
    /// Language of feeds and pages (BCP 47).
    pub language: Text,
    /// Copyright note of the feeds.
    pub rights: Option<Text>,
}

/// One topic, ready to be rendered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Feed {
    /// Topic id: the folder below the output directory. For one source, what [`Feed::of_source`] gives.
    pub topic: String,
    /// Title for people.
    pub title: Text,
    /// One sentence on what the feed holds.
    pub description: Text,
    /// Permanent id of the feed, the same in all formats.
    pub guid: Guid,
    /// Date of the newest content; `None` for a feed without items.
    pub updated: Option<DateTime<Utc>>,
    /// Newest first: by published, then by guid.
    pub items: Vec<FeedItem>,
    /// Where the rest of it is.
    pub history: History,
}

/// How a feed document stands to the older entries of its feed (RFC 5005).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum History {
    /// Nothing is said of them.
    #[default]
    Untold,
    /// There are none: the document is the whole feed (§2).
    Complete,
    /// The live document of a feed with archives (§4); this is the number of the newest.
    Continued(u32),
    /// An archive: written once, and never again (§4).
    Archive {
        /// Its number; the oldest is 1.
        number: u32,
        /// The number of the one before it.
        previous: Option<u32>,
        /// The number of the one after it, where that was known when this one was written.
        next: Option<u32>,
    },
}

impl Feed {
    /// Where the feeds of single sources are, in the place of a topic id. No topic id has a slash.
    const SOURCES: &str = "source/";

    /// What stands in the place of the topic id for the feed of one source.
    pub fn of_source(id: &str) -> String {
        format!("{}{id}", Feed::SOURCES)
    }

    /// The id of the source, where `topic` is what [`Feed::of_source`] gives.
    pub fn source_of(topic: &str) -> Option<&str> {
        topic.strip_prefix(Feed::SOURCES)
    }

    /// Whether it holds what one source tells, and is no topic.
    pub fn is_of_source(&self) -> bool {
        Feed::source_of(&self.topic).is_some()
    }
}

/// An item as one feed shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedItem {
    /// The item.
    pub item: Item,
    /// Why it is in this feed; `None` in the feed of everything.
    pub verdict: Option<Verdict>,
    /// All topics that the item is in.
    pub topics: Vec<String>,
    /// Where else the same article was seen, by other sources.
    pub also_at: Vec<Telling>,
    /// The story that it is in, where others are in it too.
    pub story: Option<FeedStory>,
    /// How much of its body is published, where that is not what holds for all.
    pub content: Option<Content>,
}

/// How much of an item's body is published, from most to least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Content {
    /// All of it.
    Full,
    /// The first words, cut at a sentence.
    Excerpt,
    /// Title, standfirst and link only.
    None,
}

/// A story beside one of its items; or, where the entry stands for the whole story, in its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeedStory {
    /// Permanent id of the story. An entry that stands for the story has it as its own id.
    pub guid: Guid,
    /// How many publishers tell it: registrable domains.
    pub covered_by: usize,
    /// Its other items, by (published, guid), at most [`FeedStory::MOST`] of them.
    pub others: Vec<Arc<Related>>,
    /// How many others there are beyond those.
    pub more: usize,
    /// Whose words the entry shows, where it stands for the story.
    pub digest: Option<Digest>,
}

impl FeedStory {
    /// Most other items that are named.
    pub const MOST: usize = 20;
}

/// Another item of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Related {
    /// Its id.
    pub guid: Guid,
    /// Its title.
    pub title: Text,
    /// Its address.
    pub link: Option<String>,
    /// Name of its source for people.
    pub source: String,
    /// First publication.
    pub published: DateTime<Utc>,
}
