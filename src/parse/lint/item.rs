//! RSS 0.91 to 2.0: the items.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{
    addresses::{self, Wanted},
    findings::quote,
    judge::Judge,
    modules, rss,
    table::*,
    tree::Element,
};

/// The elements of an item that may stand there once.
const SINGLE: [&str; 8] =
    ["title", "link", "description", "author", "comments", "guid", "pubDate", "source"];

/// The others.
const OTHERS: [&str; 2] = ["category", "enclosure"];

/// Longest number that is no good identifier, in digits.
const SHORT_NUMBER: usize = 8;

/// Judges all items and gives their number. `is_new` says that the version knows guids and dates.
pub(super) fn all<'t, 'a: 't>(
    items: impl Iterator<Item = Element<'t, 'a>>,
    is_new: bool,
    judge: &mut Judge,
) -> usize {
    let mut guids = BTreeSet::new();
    let mut before: Option<DateTime<Utc>> = None;
    let mut count = 0;
    for item in items {
        count += 1;
        let date = self::item(item, is_new, judge);
        if let (Some(date), Some(before)) = (date, before)
            && date > before
        {
            judge.add(ORDER, &item.place(), "");
        }
        before = date.or(before);
        if let Some(guid) = item.first("", "guid")
            && !guid.text().trim().is_empty()
            && !guids.insert(guid.text().trim())
        {
            judge.add(RSS_GUID_DUPLICATE, &guid.place(), &quote(guid.text().trim()));
        }
    }
    count
}

fn item(item: Element, is_new: bool, judge: &mut Judge) -> Option<DateTime<Utc>> {
    let place = item.place();
    judge.once(item, "", &SINGLE);
    let (title, description) = (item.has("", "title"), item.has("", "description"));
    if !title && !description {
        judge.add(RSS_ITEM_EMPTY, &place, "");
    } else if !title {
        judge.add(RSS_ITEM_TITLE, &place, "");
    }
    if is_new {
        newer(item, judge);
    }
    let mut date = None;
    let mut enclosures = 0;
    for child in item.children().filter(|child| child.space().is_empty()) {
        let (place, text) = (child.place(), child.text());
        match child.local() {
            "title" => self::title(child, judge),
            "description" => judge.html(&place, text, child.attribute("xml:base").is_some()),
            "link" => judge.address(&place, text, Wanted::Absolute),
            "comments" => judge.address(&place, text, Wanted::Web),
            "author" => rss::contact(&place, text, judge),
            "guid" => guid(child, judge),
            "pubDate" => date = judge.date_822(&place, text).or(date),
            "category" if text.trim().is_empty() => judge.add(BLANK, &place, ""),
            "category" => {}
            "source" => source(child, judge),
            "enclosure" => {
                enclosures += 1;
                if enclosures > 1 {
                    judge.add(RSS_ENCLOSURE_SEVERAL, &item.place(), "");
                }
                enclosure(child, judge);
            }
            name => rss::unknown(child, name, SINGLE.iter().chain(&OTHERS), judge),
        }
    }
    content(item, judge);
    modules::judge(item, judge);
    date
}

/// What RSS 2.0 has and older versions have not.
fn newer(item: Element, judge: &mut Judge) {
    let place = item.place();
    let guid = item.first("", "guid");
    if guid.is_none() {
        judge.add(RSS_GUID_MISSING, &place, "");
    }
    let opens = guid.is_some_and(|guid| guid.attribute("isPermaLink") != Some("false"));
    if !item.has("", "link") && !opens && !item.has("", "enclosure") {
        judge.add(RSS_ITEM_LINK, &place, "");
    }
    match (item.has("", "pubDate"), item.has("dc", "date")) {
        (false, false) => judge.add(RSS_ITEM_DATE, &place, ""),
        (true, true) => judge.add(RSS_DATE_TWICE, &place, ""),
        _ => {}
    }
    if item.has("", "author") && item.has("dc", "creator") {
        judge.add(RSS_AUTHOR_TWICE, &place, "");
    }
}

fn title(title: Element, judge: &mut Judge) {
    judge.plain(&title.place(), title.text());
    if title.writes_by_name() {
        judge.add(RSS_TITLE_ENTITY, &title.place(), &quote(title.text()));
    }
}

/// `content:encoded` and what it leaves to `description`.
fn content(item: Element, judge: &mut Judge) {
    let Some(content) = item.first("content", "encoded") else { return };
    judge.once(item, "content", &["encoded"]);
    judge.html(&content.place(), content.text(), content.attribute("xml:base").is_some());
    if content.text().trim().is_empty() {
        judge.add(BLANK, &content.place(), "");
    }
    match item.first("", "description") {
        None => judge.add(RSS_CONTENT_ALONE, &item.place(), ""),
        Some(description) => {
            if content.at() < description.at() {
                judge.add(RSS_CONTENT_FIRST, &item.place(), "");
            }
            let text = content.text().trim();
            if !text.is_empty() && text == description.text().trim() {
                judge.add(RSS_CONTENT_SAME, &item.place(), "");
            }
        }
    }
}

fn guid(guid: Element, judge: &mut Judge) {
    let place = guid.place();
    let flag = guid.attribute("isPermaLink").unwrap_or("true");
    if !matches!(flag, "true" | "false") {
        judge.add(RSS_GUID_FLAG, &guid.attribute_place("isPermaLink"), &quote(flag));
    }
    judge.only_attributes(guid, &["isPermaLink"]);
    let value = judge.trimmed(&place, guid.text());
    let is_number = value.len() <= SHORT_NUMBER && value.bytes().all(|byte| byte.is_ascii_digit());
    if value.is_empty() {
        judge.add(RSS_GUID_BLANK, &place, "");
    } else if flag != "false"
        && addresses::check(value, Wanted::Web).is_some_and(|rule| rule.id != ADDRESS_FORM.id)
    {
        judge.add(RSS_GUID_ADDRESS, &place, &quote(value));
    } else if is_number {
        judge.add(RSS_GUID_SHORT, &place, &quote(value));
    }
}

fn source(source: Element, judge: &mut Judge) {
    match source.attribute("url") {
        Some(_) => judge.address_of(source, "url", Wanted::Absolute),
        None => judge.add(RSS_SOURCE, &source.place(), ""),
    }
    judge.only_attributes(source, &["url"]);
    if source.text().trim().is_empty() {
        judge.add(BLANK, &source.place(), "");
    }
}

fn enclosure(enclosure: Element, judge: &mut Judge) {
    judge.only_attributes(enclosure, &["url", "length", "type"]);
    for name in ["url", "length", "type"] {
        let place = enclosure.attribute_place(name);
        match (name, enclosure.attribute(name)) {
            (_, None) => judge.add(RSS_ENCLOSURE, &enclosure.place(), name),
            ("url", Some(_)) => judge.address_of(enclosure, name, Wanted::Web),
            ("length", Some(length)) => {
                judge.integer(&place, length);
            }
            (_, Some(kind)) => judge.media_type(&place, kind),
        }
    }
}
