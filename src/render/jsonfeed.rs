//! What subscribers see → JSON Feed 1.1 (<https://www.jsonfeed.org/version/1.1/>).
//!
//! Fields stand in the order of the specification; what has no value is left out.

use std::{collections::BTreeMap, ops::Range, rc::Rc};

use crate::model::{Format, History};

use super::{
    archive,
    evidence::Why,
    json::Json,
    room::{Places, Written, text_bytes},
    shown::{Author, Media, Shown, ShownItem},
    story::{Related, ShownStory},
    xml::rfc3339,
};

/// The address that names the version of the format.
pub(super) const VERSION: &str = "https://jsonfeed.org/version/1.1";

/// Where items of stories stand in a document. Those that entries share are one in memory.
type Told = BTreeMap<*const (), Range<usize>>;

/// Writes the document.
pub(super) fn write(shown: &Shown, items: &[ShownItem]) -> Written {
    let mut json = Json::new(text_bytes(items));
    let site = &shown.settings.site;
    json.field("version", VERSION);
    json.field("title", &shown.full_title());
    json.field("home_page_url", &shown.home);
    json.field("feed_url", &shown.address(Format::JsonFeed));
    if let Some(number) = archive::before(shown.history) {
        json.field("next_url", &shown.archive_address(Format::JsonFeed, number));
    }
    json.field("description", &shown.description);
    json.field("language", &site.language);
    authors(&mut json, &[shown.author()]);
    if !shown.settings.hubs.is_empty() {
        json.open_list("hubs");
        for hub in &shown.settings.hubs {
            json.element();
            json.field("type", "WebSub");
            json.field("url", hub.as_str());
            json.close();
        }
        json.close_list();
    }
    extension(&mut json, shown);
    json.open_list("items");
    let (mut places, mut told) = (Places::after(json.len()), Told::new());
    for item in items {
        write_item(&mut json, item, &mut told);
        places.push(json.len());
    }
    json.close_list();
    Written { bytes: json.finish(), places }
}

/// What the other formats say of a feed and JSON Feed has no field for.
fn extension(json: &mut Json, shown: &Shown) {
    json.open("_feedmill");
    json.field("id", &shown.id);
    json.field("generator", env!("CARGO_PKG_VERSION"));
    json.field_if("history", archive::mark(shown.history));
    if let History::Archive { .. } = shown.history {
        json.field("current", &shown.live_address(Format::JsonFeed));
    }
    json.field_if("rights", shown.settings.site.rights.as_deref());
    json.close();
}

fn write_item(json: &mut Json, shown: &ShownItem, told: &mut Told) {
    json.element();
    json.field("id", &shown.id);
    json.field_if("url", shown.link.as_deref());
    json.field("title", &shown.title);
    json.field_if("content_html", shown.content.as_deref());
    // The format demands a body; the summary serves where there is no other.
    let is_body = shown.content.is_none();
    json.field_if("content_text", shown.summary.as_deref().filter(|_| is_body));
    json.field_if("summary", shown.summary.as_deref());
    json.field_if("image", shown.image.as_deref());
    json.field("date_published", &rfc3339(shown.published));
    json.field("date_modified", &rfc3339(shown.updated));
    if !shown.authors.is_empty() {
        authors(json, &shown.authors);
    }
    if !shown.labels.is_empty() {
        json.open_list("tags");
        shown.labels.iter().for_each(|label| json.text_element(&label.term));
        json.close_list();
    }
    json.field_if("language", shown.language.as_deref());
    if !shown.enclosures.is_empty() {
        json.open_list("attachments");
        shown.enclosures.iter().for_each(|media| attachment(json, media));
        json.close_list();
    }
    item_extension(json, shown, told);
    json.close();
}

/// What the other formats say of an item and JSON Feed has no field for.
fn item_extension(json: &mut Json, shown: &ShownItem, told: &mut Told) {
    let origin = shown.origin.as_ref();
    json.open("_feedmill");
    json.open("source");
    json.field("title", &shown.source);
    json.field_if("url", origin.and_then(|origin| origin.link.as_deref()));
    json.field_if("feed_url", origin.and_then(|origin| origin.feed.as_deref()));
    json.field_if("rights", origin.and_then(|origin| origin.rights.as_deref()));
    json.close();
    json.open_list("topics");
    shown.from.topics.iter().for_each(|topic| json.text_element(topic));
    json.close_list();
    if !shown.also_at.is_empty() {
        json.open_list("also_at");
        for place in &shown.also_at {
            json.element();
            json.field("title", &place.title);
            json.field("source", &place.source);
            json.field_if("url", place.link.as_deref());
            json.close();
        }
        json.close_list();
    }
    if let Some(of) = &shown.story {
        story(json, of, told);
    }
    // Why it is in the topic.
    if let Some(verdict) = &shown.from.verdict {
        json.value("why", &Why::new(verdict));
    }
    json.field_if("comments", shown.comments.as_deref());
    json.field_if("rights", shown.rights.as_deref());
    // What the publisher states about the part of artificial intelligence.
    if let Some(disclosure) = &shown.from.item.disclosure {
        json.value("ai", disclosure);
    }
    if shown.is_excerpt {
        json.value("excerpt", &true);
    }
    json.close();
}

/// The story that an item is a part of, or stands for.
fn story(json: &mut Json, story: &ShownStory, told: &mut Told) {
    json.open("story");
    json.field("id", &story.id);
    json.value("covered_by", &story.covered_by);
    json.field_if("told_by", story.told_by.as_deref());
    json.open_list("items");
    for other in &story.others {
        // Most entries of a story name the same items.
        let place = Rc::as_ptr(other).cast::<()>();
        if let Some(at) = told.get(&place) {
            json.element_again(at.clone());
            continue;
        }
        json.element();
        let start = json.len() - 1;
        related(json, other);
        json.close();
        told.insert(place, start..json.len());
    }
    json.close_list();
    if story.more > 0 {
        json.value("more", &story.more);
    }
    json.close();
}

fn related(json: &mut Json, other: &Related) {
    json.field("id", &other.id);
    json.field("title", &other.title);
    json.field_if("url", other.link.as_deref());
    json.field("source", &other.source);
    json.field("date_published", &rfc3339(other.published));
}

fn attachment(json: &mut Json, media: &Media) {
    json.element();
    json.field("url", &media.url);
    json.field("mime_type", &media.media_type);
    if let Some(length) = &media.length {
        json.value("size_in_bytes", length);
    }
    json.close();
}

fn authors(json: &mut Json, authors: &[Author]) {
    json.open_list("authors");
    for author in authors {
        json.element();
        json.field("name", &author.name);
        json.field_if("url", author.uri.as_deref());
        json.close();
    }
    json.close_list();
}
