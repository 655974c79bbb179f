//! `[[rule]]`: what happens to items that an expression fits.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A condition and what is done with the items that meet it. The first rule that fits an item wins.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    /// What `feedmill explain` calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Which items it fits, such as `source == "blog" and title ~ "(?i)sponsored"`. Fields: source,
    /// title, text, category, author, language, link, link.host, topic (== != ~ !~ in) and age
    /// (< <= > >=), joined by and, or, not and parentheses.
    pub when: String,
    /// What it does: "drop", "keep" (no later rule is asked), "archive-only" (in no live feed), or
    /// { topic = "id" } (in this topic as well).
    #[serde(rename = "do")]
    pub does: Does,
}

/// What a rule does: a word, or a topic that it gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Does {
    /// `drop`, `keep` or `archive-only`.
    Word(String),
    /// A topic.
    Give(Give),
}

/// A topic that a rule gives.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Give {
    /// The id of the topic that the item is in as well.
    pub topic: String,
}

impl JsonSchema for Does {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Does".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let mut schema = Give::json_schema(generator);
        schema.insert("type".to_owned(), serde_json::json!(["string", "object"]));
        // It holds for text only.
        schema.insert("pattern".to_owned(), "^(drop|keep|archive-only)$".into());
        schema
    }
}
