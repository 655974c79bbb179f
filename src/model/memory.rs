//! What is published besides feeds so that a lost ledger can be made again from it.
//!
//! One line of JSON each. It says nothing that the feeds do not say, but for keys, which serve to know
//! an item again, and names of sources, of which only a hash is told where feeds do not name them.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Bound, Filing, Guid, Item, Key, Telling};

/// One line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Memory {
    /// The id of a feed.
    Feed {
        /// Topic id.
        topic: String,
        /// The id.
        guid: Guid,
        /// Whether the live document is all that there ever was of it.
        #[serde(default)]
        complete: bool,
    },
    /// A source, by hashes of its id and of its address.
    Source {
        /// Of its id.
        id: String,
        /// Of its address, where that is one of the web.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        address: Option<String>,
    },
    /// The archives of a feed: those up to this number.
    Archives {
        /// Topic id.
        feed: String,
        /// The number of the newest.
        newest: u32,
    },
    /// A story of items that are shown.
    Story {
        /// Its id.
        guid: Guid,
        /// The earliest publication of a member, in seconds since 1970.
        first: i64,
        /// The latest.
        last: i64,
        /// How many items were placed in it.
        size: u32,
        /// What its members say, packed, in hexadecimal.
        words: String,
    },
    /// An item that is shown, as far as it is shown, or one that tells the same article.
    Item(Box<Remembered>),
    /// Such an item, where its line is in another file.
    Shown {
        /// Its id.
        guid: Guid,
        /// How long its line is, with its end.
        bytes: usize,
        /// The item that stands for its article.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        owner: Option<Guid>,
        /// Its story.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        story: Option<Guid>,
    },
    /// An item that is shown no more.
    Past(Past),
}

/// An item that is shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remembered {
    /// The item; its text as far as it is published.
    pub item: Item,
    /// Whether the ledger had more of its text.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_thin: bool,
    /// By which keys its source knows it.
    pub keys: Vec<Key>,
    /// What is kept of its words, in hexadecimal.
    pub print: String,
    /// The item that stands for its article, and how that was found out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<(Guid, Option<Guid>, Option<Bound>)>,
    /// The item whose text is shown in the place of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub best: Option<Guid>,
    /// Its story.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<Guid>,
    /// What its page says: what the source told then, and the text (JSON).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub page: Option<(String, String)>,
    /// Where it is published, and why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub filing: Option<Filing>,
    /// The archives that hold it: topic id and number.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub archives: Vec<(String, u32)>,
    /// Who else told it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tellings: Vec<Telling>,
}

/// An item that is shown no more: what serves to know it again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Past {
    /// Its id.
    pub guid: Guid,
    /// Its source.
    pub source: String,
    /// Its title.
    pub title: String,
    /// First publication.
    pub published: DateTime<Utc>,
    /// When it was first seen.
    pub seen: DateTime<Utc>,
    /// Which kinds of keys it has, one bit each.
    pub kinds: i64,
    /// Hashes of its keys.
    pub keys: Vec<i64>,
    /// The item that stands for its article.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner: Option<Guid>,
}
