//! `[parse]`: how much is taken from one document. What goes beyond is left out and told.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Size;

/// How much is taken from one document. What goes beyond is left out and told; the rest is kept.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Parse {
    /// Most items of a document.
    #[schemars(range(min = 1, max = 1_000_000))]
    pub max_items: u32,
    /// Deepest nesting of elements; deeper ones lose their tags, their text stays.
    #[schemars(range(min = 8, max = 4_096))]
    pub max_depth: u32,
    /// Most elements of one item.
    #[schemars(range(min = 100, max = 10_000_000))]
    pub max_elements: u32,
    /// Most attributes of one element.
    #[schemars(range(min = 8, max = 100_000))]
    pub max_attributes: u32,
    /// Longest name of an element; longer ones lose their tags, their text stays.
    pub max_name: Size,
    /// Longest text of one element, such as `8MiB`.
    pub max_text: Size,
}

impl Default for Parse {
    fn default() -> Self {
        Parse {
            max_items: 10_000,
            max_depth: 256,
            max_elements: 20_000,
            max_attributes: 256,
            max_name: Size::from("1KiB"),
            max_text: Size::from("8MiB"),
        }
    }
}
