//! `[fetch]`, `[identity]` and `[dates]`: what holds for every source.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Elsewhere, Size};

/// How sources are read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Fetch {
    /// How feedmill names itself to servers; `{version}` and `{base_url}` are filled in.
    pub user_agent: String,
    /// Most hosts that are asked at the same time.
    #[schemars(range(min = 1, max = 1_000))]
    pub concurrency: u32,
    /// Most requests to one host at the same time.
    #[schemars(range(min = 1, max = 16))]
    pub per_host: u32,
    /// Pause between two requests to one host, such as `2s`; also from one run to the next.
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
    /// How often a request is repeated when the connection that was kept for it had been closed.
    #[schemars(range(min = 0, max = 5))]
    pub retries: u32,
    /// Longest time for the visits of one run, such as `4m`; what is left goes first in the next run.
    /// `0s` sets no end.
    #[schemars(extend("format" = "feedmill-duration"))]
    pub run_budget: String,
    /// Largest body as it is sent, such as `10MiB`.
    pub max_body: Size,
    /// Largest body after decompression.
    pub max_decoded: Size,
    /// Shortest time between two visits to a remote source, unless the source says its own.
    #[schemars(extend("format" = "feedmill-duration"))]
    pub min_interval: String,
    /// Longest time between two visits to a remote source, whatever its feed says; at most a day.
    #[schemars(extend("format" = "feedmill-duration"))]
    pub max_interval: String,
    /// A remote source that has failed for so long is not asked any more; `0s` for never.
    #[schemars(extend("format" = "feedmill-duration"))]
    pub disable_after: String,
    /// Visits in a row that must meet the same permanent redirect before its target is asked instead;
    /// 0 for never.
    pub redirect_adopt_after: u32,
    /// Addresses or ranges that may be asked although they are private, such as `10.0.0.0/8`. What
    /// they do not name stays refused, also when a source here leads there.
    pub allow_addresses: Vec<String>,
    /// The proxy of all sources, such as `http://host:3128` or `socks5://host:1080`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy: Option<String>,
    /// What the proxy wants, as `user:password`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub proxy_auth: Option<Elsewhere>,
}

impl Default for Fetch {
    fn default() -> Self {
        Fetch {
            user_agent: "feedmill/{version} (+{base_url})".to_owned(),
            concurrency: 16,
            per_host: 1,
            host_interval: "2s".to_owned(),
            connect_timeout: "10s".to_owned(),
            idle_timeout: "30s".to_owned(),
            total_timeout: "60s".to_owned(),
            retries: 1,
            run_budget: "4m".to_owned(),
            max_body: Size::from("10MiB"),
            max_decoded: Size::from("16MiB"),
            min_interval: "30m".to_owned(),
            max_interval: "24h".to_owned(),
            disable_after: "30d".to_owned(),
            redirect_adopt_after: 5,
            allow_addresses: Vec::new(),
            proxy: None,
            proxy_auth: None,
        }
    }
}

/// How items get their permanent ids, and when two are one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Identity {
    /// Whether ids of publishers are passed on.
    pub ids: Ids,
    /// Groups of sources that may edit each other's items: `[["a", "b"]]`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub trust: Vec<Vec<String>>,
    /// What of an item is believed to identify it, unless the source says otherwise.
    pub on_source_id: OnSourceId,
    /// Whether an id and an address stay what they are at another host or under another scheme.
    pub alias_scheme_host: bool,
    /// Share of the words of a shorter text that stand in a longer one, three in a row, if both are one
    /// article, from 0 to 1; 0 compares no texts.
    #[schemars(range(min = 0.0, max = 1.0))]
    pub near_duplicate: f64,
    /// Whether items of different sources can be one article: it is published once, with the other
    /// places beside it.
    pub cross_source: bool,
}

impl Default for Identity {
    fn default() -> Self {
        Identity {
            ids: Ids::Upstream,
            trust: Vec::new(),
            on_source_id: OnSourceId::Trust,
            alias_scheme_host: true,
            near_duplicate: 0.60,
            cross_source: true,
        }
    }
}

/// What of an item is believed to identify it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OnSourceId {
    /// The id that the publisher gives, then its address, then its text and title.
    Trust,
    /// Its address, then its text and title; the id counts for nothing.
    Link,
    /// Its text, or its title and date; id and address count for nothing.
    #[serde(rename = "title+date")]
    TitleAndDate,
    /// Its text; title and date where there is none.
    Content,
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
