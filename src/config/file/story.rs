//! `[story]`: items that tell the same news.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How items that tell the same news are brought together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Story {
    /// Whether items are placed into stories at all.
    pub enabled: bool,
    /// How long after its last item a story takes more: `72h`.
    pub window: String,
    /// What feeds show of stories. A topic may say something else.
    pub show: Show,
}

impl Default for Story {
    fn default() -> Self {
        Story { enabled: true, window: "72h".to_owned(), show: Show::All }
    }
}

/// What feeds show of stories.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Show {
    /// Every item.
    All,
    /// One entry for each story, with the other items as related links.
    Lead,
}
