//! What a visit to a source changes in the ledger.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Guid, Item, Key, KeyKind, Print};

/// A stored item that a key of the current batch leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// The item as stored.
    pub item: Item,
    /// Every key by which its source knows it.
    pub keys: Vec<Key>,
    /// What is kept of its words.
    pub print: Print,
    /// Whether it is a tombstone: its text is gone, and nothing that is told of it changes anything.
    pub is_tombstone: bool,
}

/// What one visit to one source changes. Applied as one transaction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changes {
    /// Items never seen before, with their keys.
    pub new: Vec<Item>,
    /// Stored items that say something else now.
    pub revised: Vec<Revision>,
    /// How many items were seen again and say the same.
    pub same: usize,
    /// Keys by which stored items are known from now on.
    pub keys: Vec<(Guid, Key)>,
    /// Who told what, where and when: for new, revised and unchanged items alike.
    pub tellings: Vec<Telling>,
    /// What is kept of the words of new items, and of revised ones.
    pub prints: Vec<(Guid, Print)>,
}

/// A stored item that says something else now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revision {
    /// The item as it is from now on.
    pub item: Item,
    /// What differs.
    pub fields: Vec<Field>,
}

/// A field of an item that can differ between two tellings.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Field {
    /// The title changed from one real title to another.
    Title,
    /// A derived title became a better one: a repair, not a change.
    TitleRepaired,
    /// Standfirst.
    Summary,
    /// The words of the body.
    Content,
    /// The markup of the body, or the spelling of the title, but no word of either.
    Markup,
    /// Address of the article.
    Link,
    /// First publication moved to an earlier claim.
    Published,
    /// Anything else: authors, labels, media, rights.
    Details,
}

impl Field {
    /// The name that people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Title => "title",
            Field::TitleRepaired => "title (a derived one became better)",
            Field::Summary => "standfirst",
            Field::Content => "text",
            Field::Markup => "markup",
            Field::Link => "address",
            Field::Published => "date of publication",
            Field::Details => "details",
        }
    }

    /// Whether a subscriber should see the item as updated.
    pub fn is_significant(self) -> bool {
        matches!(self, Field::Title | Field::Summary | Field::Content)
    }
}

/// One sight of an item: who showed it where, and what it claimed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Telling {
    /// The item.
    pub guid: Guid,
    /// The source that told it; not always the owner.
    pub source: String,
    /// Document and position: `feeds/seeds/a.txt#1`.
    pub place: String,
    /// Title as told.
    pub title: String,
    /// Address as told.
    pub link: Option<String>,
    /// The date of revision, or else of publication, that it claims.
    pub claimed: Option<DateTime<Utc>>,
    /// When this telling was first seen.
    pub seen: DateTime<Utc>,
    /// How it was recognised.
    pub bound: Bound,
    /// What it changed.
    pub changed: Vec<Field>,
}

/// How a telling was recognised as an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bound {
    /// It was not: it made a new item.
    New,
    /// By a key that both have.
    Key(KeyKind),
    /// By its words, which stand in the other one as well.
    Alike(Likeness),
    /// By the word of the operator.
    Word,
    /// By a key of another source's item: how older ledgers noted "also at".
    Elsewhere(KeyKind),
}

/// How much two texts have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Likeness {
    /// The part of the shorter sample that stands in the longer one, in percent.
    pub percent: u8,
    /// How many shingles the shorter sample has.
    pub of: u32,
}
