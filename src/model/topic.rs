//! Why an item is in a topic, or is not.

use serde::{Deserialize, Serialize};

/// The decision about one item and one topic, with what led to it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Verdict {
    /// Topic id.
    pub topic: String,
    /// Whether the item is in the topic.
    pub routed: bool,
    /// The rule that decided.
    pub ground: Ground,
    /// Sum of the weights in `evidence`.
    pub score: f64,
    /// What the score had to reach.
    pub needed: f64,
    /// Each matched term once, heaviest first.
    pub evidence: Vec<Evidence>,
}

impl Eq for Verdict {}

/// The rule that decided a [`Verdict`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// The publisher's label is one of the topic's categories.
    Category(String),
    /// The source is configured to always be in the topic.
    Source,
    /// The score passes the threshold and the share of the best topic.
    Score,
    /// No term matched.
    NoTerm,
    /// The score is below the threshold.
    BelowThreshold,
    /// The score is too small beside that of the item's best topic.
    BelowShare,
    /// Without a hit in the title, two strong terms are needed.
    TooFewStrong,
}

/// One matched term.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The term as configured.
    pub term: String,
    /// The words of the item that it matched.
    pub matched: String,
    /// Where the best hit was.
    pub place: EvidencePlace,
    /// What it counts.
    pub weight: f64,
    /// Whether the term is a strong one.
    pub strong: bool,
}

/// The part of an item in which a term was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidencePlace {
    /// The title: counts twice.
    Title,
    /// The standfirst or the lead.
    Text,
}
