//! An item → how much of its standfirst and body is published.

use std::borrow::Cow;

use crate::model::Item;

use super::{
    Content, Settings,
    excerpt::{self, excerpt},
    html::escape,
    shown::{address, first, line},
};

/// A body larger than this part of a document gives way to its excerpt, so that one source cannot
/// push everybody else's items out of a feed.
const LARGEST_PART: usize = 4;

/// The standfirst; of one that is as large as a body, its first words. Where bodies are not published
/// whole, neither is a standfirst that is longer than an excerpt: some hold the whole text.
pub(super) fn summary(item: &Item, how: Content, settings: &Settings) -> Option<String> {
    let summary = line(item.summary.as_deref()?);
    let too_large = summary.len() > settings.max_bytes / LARGEST_PART;
    let is_whole = how == Content::Full && !too_large;
    let shown = if is_whole { summary } else { excerpt(&summary, settings.excerpt_words) };
    (!shown.is_empty()).then_some(shown)
}

/// What is published of a body.
pub(super) struct Body<'i> {
    /// Sanitised HTML.
    pub html: Cow<'i, str>,
    /// Whether it is only the beginning.
    pub is_cut: bool,
}

/// How much of the body is published. An excerpt ends with the way to the rest.
pub(super) fn content<'i>(item: &'i Item, how: Content, settings: &Settings) -> Option<Body<'i>> {
    let body = item.content.as_deref().filter(|body| !body.trim().is_empty())?;
    let too_large = body.len() > settings.max_bytes / LARGEST_PART;
    match how {
        Content::Full if !too_large => Some(Body { html: Cow::Borrowed(body), is_cut: false }),
        Content::Full | Content::Excerpt => {
            let excerpt = excerpt::of_lead(&item.lead, settings.excerpt_words);
            if excerpt.text.is_empty() {
                return None;
            }
            let mut html = format!("<p>{}</p>", escape(&excerpt.text));
            if let Some(link) = item.link.as_deref().and_then(address).filter(|_| excerpt.is_cut) {
                let source = first([item.origin.title.as_deref().unwrap_or(""), &item.source]);
                let (link, source) = (escape(&link), escape(&source));
                html.push_str(&format!("\n<p><a href=\"{link}\">Read on at {source}</a></p>"));
            }
            Some(Body { html: Cow::Owned(html), is_cut: excerpt.is_cut })
        }
        Content::None => None,
    }
}
