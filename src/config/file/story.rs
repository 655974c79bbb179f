//! `[story]`: items that tell the same news.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Items that tell the same news.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Story {
    /// Whether items that tell the same news are brought together.
    pub enabled: bool,
    /// How long after its last item a story takes more; from `1h` to `30d`.
    pub window: String,
    /// Whether feeds show every item, or one entry per story; a topic may say otherwise.
    pub show: Show,
}

impl Default for Story {
    fn default() -> Self {
        Story { enabled: true, window: "72h".to_owned(), show: Show::All }
    }
}

/// What a feed shows of a story.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    /// Every item.
    All,
    /// One entry per story, the other items as related links.
    Lead,
}
