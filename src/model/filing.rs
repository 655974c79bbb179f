//! Where an item is published, and why.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Verdict;

/// The id of the feed of everything.
pub const ALL: &str = "all";

/// The topics of an item, with all that led to them. It is kept beside the item until the item or
/// what decides changes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Filing {
    /// Ids of the topics that it is in, in the order of the config.
    pub topics: Vec<String>,
    /// Where it is shown at all.
    #[serde(default)]
    pub fate: Fate,
    /// The rule of the operator that fired.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleFired>,
    /// One verdict per topic, in the order of the config; kept are those of the topics that it is in.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub verdicts: Vec<Verdict>,
    /// From when on the answer may be another, because the item is older.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<DateTime<Utc>>,
}

impl Filing {
    /// The verdict on a topic.
    pub fn verdict(&self, topic: &str) -> Option<&Verdict> {
        self.verdicts.iter().find(|verdict| verdict.topic == topic)
    }

    /// Ids of the live feeds that it is in: its topics and the feed of everything, or none of them.
    pub fn feeds(&self) -> Vec<&str> {
        match self.fate {
            Fate::Live => self.topics.iter().map(String::as_str).chain([ALL]).collect(),
            Fate::ArchiveOnly | Fate::Dropped => Vec::new(),
        }
    }
}

/// Where an item is shown at all.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fate {
    /// In live feeds.
    #[default]
    Live,
    /// In no live feed.
    ArchiveOnly,
    /// Nowhere.
    Dropped,
}

/// A rule of the operator that fired.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RuleFired {
    /// Its number, counted from 1, and its name: `rule 2 (adverts)`.
    pub rule: String,
    /// When it fires, as configured.
    pub when: String,
    /// What it does, as configured.
    pub does: String,
}
