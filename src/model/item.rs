//! A normalised article: one meaning per field.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Date, Disclosure, Guid, Key, Text};

/// A normalised article.
///
/// Every string is safe to write into XML; every address is absolute; `content` passed the sanitiser.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Item {
    /// The permanent identifier. From `normalize` it is a proposal; `merge` puts the stored one.
    pub guid: Guid,
    /// The id of the configured source that owns the item.
    pub source: String,
    /// How the item can be recognised later, strongest first. Kept in the ledger, not in the item.
    #[serde(skip)]
    pub keys: Vec<Key>,
    /// Title, plain text, never empty.
    pub title: Title,
    /// The article's own address.
    pub link: Option<String>,
    /// Standfirst, plain text.
    pub summary: Option<Text>,
    /// Body, sanitised HTML with absolute addresses.
    pub content: Option<Text>,
    /// The start of the body as plain text, at most [`Item::LEAD_CHARS`] characters.
    pub lead: Text,
    /// First publication: the earliest claim.
    pub published: Date,
    /// The latest significant change of what we publish.
    pub updated: Date,
    /// The latest date of revision that any telling claims, whether or not anything changed.
    pub claimed_updated: Option<DateTime<Utc>>,
    /// When feedmill met the item.
    pub first_seen: DateTime<Utc>,
    /// Who wrote it.
    pub authors: Vec<Person>,
    /// Labels of the publisher, each once, in order of first sight.
    pub categories: Vec<Text>,
    /// Attached media files.
    pub enclosures: Vec<Enclosure>,
    /// Picture of the article.
    pub image: Option<String>,
    /// Who is credited for pictures.
    pub credits: Vec<Text>,
    /// Addresses that the body cites, without tracking parameters. None of them is the item's link.
    pub citations: Vec<String>,
    /// Address of the discussion.
    pub comments: Option<String>,
    /// Language tag (BCP 47).
    pub language: Option<Text>,
    /// Copyright note.
    pub rights: Option<Text>,
    /// What the publisher states about the part of artificial intelligence in it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub disclosure: Option<Disclosure>,
    /// The feed that the item comes from, for attribution.
    pub origin: Origin,
}

impl Item {
    /// Longest [`Item::lead`], in characters: what routing reads of a body.
    pub const LEAD_CHARS: usize = 2_000;

    /// Shows the text of another telling of the same article. Id, dates, address and origin stay, and
    /// so do a title, standfirst, picture or author that the item has.
    pub fn take_text(&mut self, telling: Item) {
        self.title.give_way(telling.title);
        self.content = telling.content;
        self.lead = telling.lead;
        self.summary = self.summary.take().or(telling.summary);
        self.image = self.image.take().or(telling.image);
        if self.authors.is_empty() {
            self.authors = telling.authors;
        }
    }

    /// Lays over the item what its page says. A title, standfirst, picture or author that the source
    /// gives stays; what the page adds is no change of the item.
    pub fn lay_over(&mut self, page: PageText) {
        if let Some(title) = page.title {
            self.title.give_way(title);
        }
        if let Some(content) = page.content {
            self.content = Some(content);
            self.lead = page.lead;
        }
        self.summary = self.summary.take().or(page.summary);
        self.image = self.image.take().or(page.image);
        if self.authors.is_empty() {
            self.authors = page.authors;
        }
    }
}

/// What the page of an item says, where its source gives only a part of the text.
///
/// It is kept beside the item and laid over it when the item is shown. Merging sees what the source
/// told and tells, so a page moves no id and no date, and an excerpt that is told again is no change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageText {
    /// Title, for an item whose own is derived.
    pub title: Option<Title>,
    /// Standfirst, for an item without one.
    pub summary: Option<Text>,
    /// The whole text, sanitised; `None` when the source gives as much.
    pub content: Option<Text>,
    /// The start of [`PageText::content`] as plain text.
    pub lead: Text,
    /// Picture, for an item without one.
    pub image: Option<String>,
    /// Authors, for an item without any.
    pub authors: Vec<Person>,
}

/// A title and how we came by it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Title {
    /// Plain text on one line.
    pub text: Text,
    /// Where it comes from.
    pub origin: TitleOrigin,
}

impl Title {
    /// Gives way to another one that has a better origin.
    pub fn give_way(&mut self, other: Title) {
        if other.origin < self.origin {
            *self = other;
        }
    }
}

/// Where a title comes from, best first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TitleOrigin {
    /// The publisher gives it as the title.
    TitleLine,
    /// There was none; the standfirst serves.
    Dek,
    /// There was neither; the first clause of the body serves.
    BodyLead,
}

/// A person (RFC 4287 §3.2).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Name for humans.
    pub name: Text,
    /// Mail address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<Text>,
    /// Home page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub uri: Option<String>,
}

/// An attached media file (RSS `enclosure`, Atom `rel="enclosure"`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// Address.
    pub url: String,
    /// Media type; empty when the publisher gives none.
    #[serde(default, rename = "type")]
    pub media_type: Text,
    /// Length in bytes, where known.
    pub length: Option<u64>,
}

/// A feed that items come from: what attribution needs (`atom:source`, RSS `source`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// Title for humans.
    pub title: Option<Text>,
    /// Home page.
    pub link: Option<String>,
    /// The feed's own address.
    pub feed: Option<String>,
    /// The feed's permanent id.
    pub id: Option<Text>,
    /// When the feed says it last changed; as written.
    pub updated: Option<Text>,
    /// Copyright note of the feed.
    pub rights: Option<Text>,
    /// Language of the feed.
    pub language: Option<Text>,
}
