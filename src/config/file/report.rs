//! `[report]`: who else is told how the sources fare.

use std::borrow::Cow;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Files for whoever watches feedmill. None of them is published.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Report {
    /// A feed with an entry for each source whose state changed: `true`, or its path, relative to
    /// the file.
    pub health_feed: Switch,
    /// Path of a text file with metrics in the format of Prometheus, relative to the file.
    pub metrics: String,
}

/// `true`, `false`, or a path, which means yes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Switch {
    /// Yes or no.
    Flag(bool),
    /// Yes, and there.
    Path(String),
}

impl Default for Switch {
    fn default() -> Self {
        Switch::Flag(false)
    }
}

impl JsonSchema for Switch {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Switch".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["boolean", "string"] })
    }
}
