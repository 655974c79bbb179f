//! `[topics]` and `[[topic]]`: subjects and how an item gets into them.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Show;

/// How scores become topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Topics {
    /// What a score must reach.
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub threshold: f64,
    /// Smallest share of the score of the item's best topic, from 0 to 1.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Whether a label of the publisher gives its topic whatever the score.
    pub category_wins: bool,
}

impl Default for Topics {
    fn default() -> Self {
        Topics { threshold: 5.0, share: 0.5, category_wins: true }
    }
}

/// A subject that has feeds of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its id: lower-case letters, digits, `-` and `_`. It names the folder of its feeds.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9_-]*$"))]
    pub id: String,
    /// Title for people; the id where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// One sentence on what the feed holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Labels of publishers that mean this topic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Terms that suffice: one in the title, or two in the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strong: Vec<String>,
    /// Terms that support but never suffice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weak: Vec<String>,
    /// Proper names; they count like strong terms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<String>,
    /// Phrases that swallow the terms within them and count nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shields: Vec<String>,
    /// What its feeds show of a story, where it is not what `[story]` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<Show>,
    /// What the author of the topic expects; `feedmill check` tries it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub test: Vec<Test>,
}

/// A sample and whether it belongs to the topic.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Test {
    /// Title of the sample.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub title: String,
    /// Text of the sample.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// Whether it belongs to the topic.
    pub expect: bool,
}
