//! `[fetch]`, `[identity]` and `[dates]`: what holds for every source.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Size;

/// How sources are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Fetch {
    /// How feedmill names itself to servers; `{version}` and `{base_url}` are filled in.
    pub user_agent: String,
    /// Most hosts that are asked at the same time.
    #[schemars(range(min = 1, max = 1_000))]
    pub concurrency: u32,
    /// Pause between two requests to one host, such as `2s`.
    #[schemars(extend("format" = "feedmill-duration"))]
    pub host_interval: String,
    /// Longest wait for a connection.
    #[schemars(extend("format" = "feedmill-duration"))]
    pub connect_timeout: String,
    /// Longest silence within a response.
    #[schemars(extend("format" = "feedmill-duration"))]
    pub idle_timeout: String,
    /// Longest time for one source, over connect, redirects and body.
    #[schemars(extend("format" = "feedmill-duration"))]
    pub total_timeout: String,
    /// Largest body as it is sent, such as `10MiB`.
    pub max_body: Size,
    /// Largest body after decompression.
    pub max_decoded: Size,
    /// Shortest time between two visits to a source, unless the source says its own.
    #[schemars(extend("format" = "feedmill-duration"))]
    pub min_interval: String,
    /// Addresses or ranges that may be asked although they are private, such as `10.0.0.0/8`. What
    /// they do not name stays refused, also when a source here leads there.
    pub allow_addresses: Vec<String>,
}

impl Default for Fetch {
    fn default() -> Self {
        Fetch {
            user_agent: "feedmill/{version} (+{base_url})".to_owned(),
            concurrency: 16,
            host_interval: "0s".to_owned(),
            connect_timeout: "10s".to_owned(),
            idle_timeout: "30s".to_owned(),
            total_timeout: "60s".to_owned(),
            max_body: Size::from("10MiB"),
            max_decoded: Size::from("16MiB"),
            min_interval: "0s".to_owned(),
            allow_addresses: Vec::new(),
        }
    }
}

/// How items get their permanent ids.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Identity {
    /// Whether ids of publishers are passed on.
    pub ids: Ids,
}

impl Default for Identity {
    fn default() -> Self {
        Identity { ids: Ids::Upstream }
    }
}

/// Whether ids of publishers are passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Ids {
    /// A publisher's id that is an absolute address passes through unchanged.
    Upstream,
    /// Every id is made by feedmill.
    Minted,
}

/// How dates are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Dates {
    /// What becomes of a date in the future.
    pub future: Future,
}

impl Default for Dates {
    fn default() -> Self {
        Dates { future: Future::Clamp }
    }
}

/// What becomes of a date in the future.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Future {
    /// It is moved back to the moment the item was first seen.
    Clamp,
    /// It stays.
    Keep,
}
