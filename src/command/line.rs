//! An item as one line of JSON: what other programs need of it, under plain names.

use chrono::{DateTime, SecondsFormat, Utc};
use serde::Serialize;

use crate::{
    mill::{AlsoAt, Listed},
    model::{Disclosure, Enclosure, Person},
};

/// One line of `feedmill list items --json`.
#[derive(Serialize)]
pub(super) struct Line<'l> {
    id: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<&'l str>,
    title: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<&'l str>,
    /// Sanitised HTML, on request.
    #[serde(skip_serializing_if = "Option::is_none")]
    content: Option<&'l str>,
    published: String,
    updated: String,
    first_seen: String,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    authors: &'l [Person],
    /// Labels of the publisher.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    labels: Vec<&'l str>,
    topics: &'l [String],
    #[serde(skip_serializing_if = "Option::is_none")]
    story: Option<&'l str>,
    source: &'l str,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_title: Option<&'l str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    language: Option<&'l str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    image: Option<&'l str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    enclosures: &'l [Enclosure],
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'l str>,
    /// What the publisher states about the part of artificial intelligence.
    #[serde(skip_serializing_if = "Option::is_none")]
    ai: Option<Disclosure>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    also_at: &'l [AlsoAt],
}

impl<'l> Line<'l> {
    pub(super) fn new(listed: &'l Listed, with_content: bool) -> Self {
        let item = &listed.item;
        let origin = &item.origin;
        Line {
            id: item.guid.as_str(),
            url: item.link.as_deref(),
            title: &item.title.text,
            summary: item.summary.as_deref(),
            content: item.content.as_deref().filter(|_| with_content),
            published: date(item.published.at),
            updated: date(item.updated.at),
            first_seen: date(item.first_seen),
            authors: &item.authors,
            labels: item.categories.iter().map(|label| &**label).collect(),
            topics: &listed.topics,
            story: listed.story.as_ref().map(|story| story.as_str()),
            source: &item.source,
            source_title: origin.title.as_deref(),
            language: item.language.as_deref(),
            image: item.image.as_deref(),
            enclosures: &item.enclosures,
            rights: item.rights.as_deref().or(origin.rights.as_deref()),
            ai: item.disclosure,
            also_at: &listed.also_at,
        }
    }
}

fn date(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
