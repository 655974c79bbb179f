//! `[site]`: who publishes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who publishes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Site {
    /// Name of the whole, as feeds and pages show it.
    pub title: String,
    /// Web address that the output directory is served from.
    pub base_url: String,
    /// Who answers for the feeds.
    pub author: Author,
    /// Language of feeds and pages, as a tag such as `en` or `pt-BR` (BCP 47).
    pub language: String,
    /// Zone of dates that state none, such as `Asia/Seoul`.
    pub timezone: String,
    /// Copyright note of the feeds; empty for none.
    pub rights: String,
}

impl Default for Site {
    fn default() -> Self {
        Site {
            title: "feedmill".to_owned(),
            base_url: "https://feeds.example.org/".to_owned(),
            author: Author::default(),
            language: "en".to_owned(),
            timezone: "UTC".to_owned(),
            rights: "Each item belongs to its publisher.".to_owned(),
        }
    }
}

/// Who answers for the feeds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Author {
    /// Name for people; the title of the site where it is empty.
    pub name: String,
    /// Mail address; empty for none.
    pub email: String,
    /// Home page; empty for none.
    pub uri: String,
}
