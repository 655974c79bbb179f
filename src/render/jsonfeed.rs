//! What subscribers see → JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).

use std::{
    cell::{Cell, RefCell},
    io,
};

use serde::{Serialize, Serializer, ser::SerializeSeq};

use crate::model::{Disclosure, Format, History};

use super::{
    archive,
    evidence::Why,
    room::{Places, Written, text_bytes},
    shown::{self, Shown, ShownItem},
    story::{Related, ShownStory},
    xml::rfc3339,
};

/// The address that names the version of the format.
pub(super) const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// Writes the document.
pub(super) fn write(shown: &Shown, items: &[ShownItem]) -> Written {
    let length = Cell::new(0);
    let places = RefCell::new(None);
    let feed = Feed {
        version: VERSION,
        title: shown.full_title(),
        home_page_url: &shown.home,
        feed_url: shown.address(Format::JsonFeed),
        next_url: archive::before(shown.history)
            .map(|number| shown.archive_address(Format::JsonFeed, number)),
        description: &shown.description,
        language: &shown.settings.site.language,
        authors: vec![author(&shown.author())],
        hubs: shown
            .settings
            .hubs
            .iter()
            .map(|hub| Hub { kind: "WebSub", url: hub.as_str() })
            .collect(),
        extension: FeedExtension {
            id: &shown.id,
            generator: env!("CARGO_PKG_VERSION"),
            history: archive::mark(shown.history),
            current: matches!(shown.history, History::Archive { .. })
                .then(|| shown.live_address(Format::JsonFeed)),
            rights: shown.settings.site.rights.as_deref(),
        },
        items: Items { items, length: &length, places: &places },
    };
    let mut counted = Counted { bytes: Vec::with_capacity(text_bytes(items)), length: &length };
    serde_json::to_writer_pretty(&mut counted, &feed)
        .expect("structs with text keys always serialise");
    let mut bytes = counted.bytes;
    bytes.push(b'\n');
    let places = places.into_inner().unwrap_or_else(|| Places::after(bytes.len()));
    Written { bytes, places }
}

/// Bytes that others see grow.
struct Counted<'a> {
    bytes: Vec<u8>,
    length: &'a Cell<usize>,
}

impl io::Write for Counted<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.bytes.extend_from_slice(bytes);
        self.length.set(self.bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The items, each made when it is written, and where they came to stand.
struct Items<'a> {
    items: &'a [ShownItem<'a>],
    length: &'a Cell<usize>,
    places: &'a RefCell<Option<Places>>,
}

impl Serialize for Items<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(Some(self.items.len()))?;
        let mut places = Places::after(self.length.get());
        for shown in self.items {
            list.serialize_element(&item(shown))?;
            places.push(self.length.get());
        }
        self.places.replace(Some(places));
        list.end()
    }
}

/// Fields in the order of the specification; serde keeps it.
#[derive(Serialize)]
struct Feed<'a> {
    version: &'static str,
    title: String,
    home_page_url: &'a str,
    feed_url: String,
    /// Where the next older items are.
    #[serde(skip_serializing_if = "Option::is_none")]
    next_url: Option<String>,
    description: &'a str,
    language: &'a str,
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    hubs: Vec<Hub<'a>>,
    #[serde(rename = "_feedmill")]
    extension: FeedExtension<'a>,
    items: Items<'a>,
}

#[derive(Serialize)]
struct Hub<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    url: &'a str,
}

/// What the other formats say and JSON Feed has no field for.
#[derive(Serialize)]
struct FeedExtension<'a> {
    id: &'a str,
    generator: &'static str,
    /// `archive` or `complete`, as RFC 5005 has it.
    #[serde(skip_serializing_if = "Option::is_none")]
    history: Option<&'static str>,
    /// The live feed of an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    current: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
}

#[derive(Serialize)]
struct Item<'a> {
    id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_html: Option<&'a str>,
    /// The format demands a body; the summary serves where there is no other.
    #[serde(skip_serializing_if = "Option::is_none")]
    content_text: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'a str>,
    date_published: String,
    date_modified: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    attachments: Vec<Attachment<'a>>,
    #[serde(rename = "_feedmill")]
    extension: ItemExtension<'a>,
}

#[derive(Serialize)]
struct Author {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

#[derive(Serialize)]
struct Attachment<'a> {
    url: &'a str,
    mime_type: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    size_in_bytes: Option<u64>,
}

/// What the other formats say and JSON Feed has no field for.
#[derive(Serialize)]
struct ItemExtension<'a> {
    source: Source<'a>,
    topics: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    also_at: Vec<Elsewhere<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<Story<'a>>,
    /// Why it is in the topic.
    #[serde(skip_serializing_if = "Option::is_none")]
    why: Option<Why>,
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    /// What the publisher states about the part of artificial intelligence.
    #[serde(skip_serializing_if = "Option::is_none")]
    ai: Option<Disclosure>,
    /// Whether the body is only the beginning of the text.
    #[serde(skip_serializing_if = "is_false")]
    excerpt: bool,
}

#[derive(Serialize)]
struct Source<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    feed_url: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
}

#[derive(Serialize)]
struct Elsewhere<'a> {
    title: &'a str,
    source: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
}

/// The story that an item is a part of, or stands for.
#[derive(Serialize)]
struct Story<'a> {
    id: &'a str,
    covered_by: usize,
    /// The item whose words the entry shows, where it stands for the story.
    #[serde(skip_serializing_if = "Option::is_none")]
    told_by: Option<&'a str>,
    /// The other items.
    items: Vec<StoryItem<'a>>,
    /// How many there are beyond those.
    #[serde(skip_serializing_if = "is_zero")]
    more: usize,
}

#[derive(Serialize)]
struct StoryItem<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'a str>,
    source: &'a str,
    date_published: String,
}

fn item<'a>(shown: &'a ShownItem) -> Item<'a> {
    let origin = shown.origin.as_ref();
    Item {
        id: &shown.id,
        url: shown.link.as_deref(),
        title: &shown.title,
        content_html: shown.content.as_deref(),
        content_text: if shown.content.is_none() { shown.summary.as_deref() } else { None },
        summary: shown.summary.as_deref(),
        image: shown.image.as_deref(),
        date_published: rfc3339(shown.published),
        date_modified: rfc3339(shown.updated),
        authors: shown.authors.iter().map(author).collect(),
        tags: shown.labels.iter().map(|label| label.term.as_str()).collect(),
        language: shown.language.as_deref(),
        attachments: shown.enclosures.iter().map(attachment).collect(),
        extension: ItemExtension {
            source: Source {
                title: &shown.source,
                url: origin.and_then(|origin| origin.link.as_deref()),
                feed_url: origin.and_then(|origin| origin.feed.as_deref()),
                rights: origin.and_then(|origin| origin.rights.as_deref()),
            },
            topics: &shown.from.topics,
            also_at: shown
                .also_at
                .iter()
                .map(|place| Elsewhere {
                    title: &place.title,
                    source: &place.source,
                    url: place.link.as_deref(),
                })
                .collect(),
            story: shown.story.as_ref().map(story),
            why: shown.from.verdict.as_ref().map(Why::new),
            comments: shown.comments.as_deref(),
            rights: shown.rights.as_deref(),
            ai: shown.from.item.disclosure,
            excerpt: shown.is_excerpt,
        },
    }
}

fn story<'a>(story: &'a ShownStory) -> Story<'a> {
    Story {
        id: &story.id,
        covered_by: story.covered_by,
        told_by: story.told_by.as_deref(),
        items: story.others.iter().map(story_item).collect(),
        more: story.more,
    }
}

fn story_item<'a>(other: &'a Related) -> StoryItem<'a> {
    StoryItem {
        id: &other.id,
        title: &other.title,
        url: other.link.as_deref(),
        source: &other.source,
        date_published: rfc3339(other.published),
    }
}

fn attachment(media: &shown::Media) -> Attachment<'_> {
    Attachment { url: &media.url, mime_type: &media.media_type, size_in_bytes: media.length }
}

fn author(author: &shown::Author) -> Author {
    Author { name: author.name.clone(), url: author.uri.clone() }
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}
