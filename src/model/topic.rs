//! Why an item is in a topic, or is not.
//!
//! A verdict is kept beside its item, so what is empty takes no room when it is written.

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
    /// The weights in `evidence`, capped for title and text, with `prior` and what `example` adds.
    pub score: f64,
    /// What the score had to reach: the threshold, or, for a topic that the title does not name, the
    /// share of the best topic where that is more.
    pub needed: f64,
    /// Each matched term once, heaviest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Evidence>,
    /// What the score begins with for the item's source.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub prior: f64,
    /// The most similar example of the topic, and what the examples add.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<Nearest>,
    /// The shields that kept terms from counting.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shields: Vec<Shielded>,
}

impl Eq for Verdict {}

/// The rule that decided a [`Verdict`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Ground {
    /// The source is configured to always be in the topic.
    Source,
    /// This rule of the operator puts it there.
    Rule(String),
    /// These words of the item are among those that keep it out.
    Excluded(String),
    /// The publisher's label is one of the topic's categories.
    Category(String),
    /// An example is so similar that it decides: in or out.
    Example,
    /// The score passes the threshold and the share of the best topic.
    Score,
    /// Nothing speaks for it.
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
    /// The list that the term is in.
    pub kind: EvidenceKind,
    /// What it counts there.
    pub weight: f64,
}

/// The part of an item in which a term was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidencePlace {
    /// The title: counts twice.
    Title,
    /// The standfirst.
    Dek,
    /// The start of the body.
    Text,
}

impl EvidencePlace {
    /// The word for people.
    pub fn as_str(self) -> &'static str {
        match self {
            EvidencePlace::Title => "title",
            EvidencePlace::Dek => "standfirst",
            EvidencePlace::Text => "text",
        }
    }
}

/// What a term counts as.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidenceKind {
    /// It may decide.
    Strong,
    /// A proper name; it may decide as well.
    Name,
    /// It supports.
    Weak,
}

impl EvidenceKind {
    /// The word for people.
    pub fn as_str(self) -> &'static str {
        match self {
            EvidenceKind::Strong => "strong term",
            EvidenceKind::Name => "name",
            EvidenceKind::Weak => "weak term",
        }
    }
}

/// The example that an item is most like.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Nearest {
    /// Its title.
    pub example: String,
    /// Whether the example is in the topic, or is one of what is not.
    pub belongs: bool,
    /// Cosine of the two, from 0 to 1.
    pub similarity: f64,
    /// What all examples of the topic together add to the score.
    pub added: f64,
}

/// A phrase that kept terms within it from counting.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shielded {
    /// The shield as configured.
    pub shield: String,
    /// The words of the item that it matched.
    pub matched: String,
    /// The terms within them, in the order of the alphabet.
    pub swallowed: Vec<String>,
}

fn is_zero(value: &f64) -> bool {
    *value == 0.0
}
