//! `[topics]` and `[[topic]]`: subjects and how an item gets into them.

use std::{collections::BTreeMap, fmt};

use schemars::JsonSchema;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, MapAccess, Visitor, value::MapAccessDeserializer},
};

use super::Show;

/// How scores become topics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Topics {
    /// What a score must reach.
    #[schemars(range(min = 0.0, max = 1_000_000.0))]
    pub threshold: f64,
    /// Smallest share of the score of the item's best topic, from 0 to 1, for a topic without a strong
    /// term in the title.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub share: f64,
    /// Whether a label of the publisher gives its topic whatever the score.
    pub category_wins: bool,
}

impl Default for Topics {
    fn default() -> Self {
        Topics { threshold: 5.0, share: 0.4, category_wins: true }
    }
}

/// A subject that has feeds of its own.
///
/// A topic file has the same keys, without those that only the configuration has: `id`, `base`,
/// `without`, `examples`, `example`.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Topic {
    /// Its id: lower-case letters, digits, `-` and `_`. It names the folder of its feeds.
    #[schemars(regex(pattern = r"^[a-z0-9][a-z0-9_-]*$"))]
    pub id: String,
    /// The topic that this one begins as: `ai`, `finance`, `semiconductors`, or the path of a topic file
    /// that ends in `.toml`. The lists here add to its lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base: Option<String>,
    /// Terms and categories of the base that do not count here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without: Vec<String>,
    /// Title for people; that of the base, else the id, where it is absent.
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
    pub strong: Vec<Term>,
    /// Terms that support but never suffice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weak: Vec<Term>,
    /// Proper names; they count like strong terms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Term>,
    /// Phrases that swallow the terms within them and count nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shields: Vec<String>,
    /// Words of other walks of life: they speak against terms that have a weight of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<String>,
    /// Terms that keep an item out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
    /// The same lists for single languages, by language tag. All lists are joined.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lang: BTreeMap<String, Lists>,
    /// What the score of every item of a source begins with, by the id of the source.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    #[schemars(inner(range(min = -1_000.0, max = 1_000.0)))]
    pub priors: BTreeMap<String, f64>,
    /// What the feeds of this topic show of stories, over `story.show`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub story: Option<Show>,
    /// A file of examples, one in a line: `+` or `-`, a title, a tab, some text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub examples: Option<String>,
    /// Examples, written like the lines of such a file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub example: Vec<String>,
    /// What the author of the topic expects; `feedmill check` tries it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub test: Vec<Test>,
}

/// The lists of a topic in one language.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lists {
    /// Labels of publishers that mean this topic.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// Terms that suffice: one in the title, or two in the text.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub strong: Vec<Term>,
    /// Terms that support but never suffice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub weak: Vec<Term>,
    /// Proper names; they count like strong terms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<Term>,
    /// Phrases that swallow the terms within them and count nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub shields: Vec<String>,
    /// Words of other walks of life: they speak against terms that have a weight of their own.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub elsewhere: Vec<String>,
    /// Terms that keep an item out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exclude: Vec<String>,
}

/// A term: words, or words and what they count.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Term {
    /// It counts what its list counts.
    Text(String),
    /// It counts something else.
    Weighed(Weighed),
}

impl Term {
    /// The words.
    pub fn text(&self) -> &str {
        match self {
            Term::Text(text) => text,
            Term::Weighed(weighed) => &weighed.term,
        }
    }

    /// What it counts, where that is said.
    pub fn weight(&self) -> Option<f64> {
        match self {
            Term::Text(_) => None,
            Term::Weighed(weighed) => Some(weighed.weight),
        }
    }
}

/// As `untagged` would make it, without a copy of each term in between: shipped topics have many
/// thousands.
impl<'de> Deserialize<'de> for Term {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;

        impl<'de> Visitor<'de> for Read {
            type Value = Term;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a term, or a table of `term` and `weight`")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Term, E> {
                Ok(Term::Text(text.to_owned()))
            }

            fn visit_string<E: de::Error>(self, text: String) -> Result<Term, E> {
                Ok(Term::Text(text))
            }

            fn visit_map<A: MapAccess<'de>>(self, table: A) -> Result<Term, A::Error> {
                Weighed::deserialize(MapAccessDeserializer::new(table)).map(Term::Weighed)
            }
        }

        deserializer.deserialize_any(Read)
    }
}

/// A term with a weight of its own.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Weighed {
    /// The words.
    pub term: String,
    /// What it counts in standfirst and lead; twice as much in the title. A weight below zero speaks
    /// against the topic: `recipe` where chips are meant to be silicon.
    #[schemars(range(min = -1_000.0, max = 1_000.0))]
    pub weight: f64,
}

impl JsonSchema for Term {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Term".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = Weighed::json_schema(generator);
        schema.insert("type".to_owned(), serde_json::json!(["string", "object"]));
        schema
    }
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
