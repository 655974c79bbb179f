//! Stories: items that tell the same news.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Guid;

/// What the ledger keeps of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStory {
    /// Its permanent id, made from the first item's.
    pub guid: Guid,
    /// The earliest publication of a member, in whole seconds.
    pub first: DateTime<Utc>,
    /// The latest publication of a member, in whole seconds.
    pub last: DateTime<Utc>,
    /// How many items were placed in it.
    pub size: u32,
    /// What its members say, packed by [`crate::group::story`]; mostly less than 700 bytes.
    pub words: Vec<u8>,
    /// Its number in the ledger; `None` where it is not known to be there.
    pub number: Option<i64>,
}

/// What a feed shows of a story.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    /// Every item, on its own.
    #[default]
    All,
    /// One entry a story, the other items as related links.
    Lead,
}

/// A story in few words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Digest {
    /// The item that says most of what all say.
    pub item: Guid,
    /// The id of the source that the text is from.
    pub source: String,
    /// The beginning of that item's text, cut at a sentence.
    pub text: String,
    /// How many publishers tell the story.
    pub covered_by: usize,
}
