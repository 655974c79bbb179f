//! JSON Feed 1.0 and 1.1.

use std::collections::BTreeSet;

use super::{
    addresses::Wanted,
    findings::{Place, quote},
    json_tree::{self, Json, Value},
    judge::Judge,
    table::*,
};

/// What a member holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Text,
    Plain,
    Html,
    Address,
    Itself,
    Date,
    Language,
    MediaType,
    Boolean,
    Number,
    List,
    Object,
}

use Kind::*;

const FEED: [(&str, Kind); 15] = [
    ("version", Text),
    ("title", Plain),
    ("home_page_url", Address),
    ("feed_url", Itself),
    ("description", Text),
    ("user_comment", Text),
    ("next_url", Address),
    ("icon", Address),
    ("favicon", Address),
    ("author", Object),
    ("authors", List),
    ("language", Language),
    ("expired", Boolean),
    ("hubs", List),
    ("items", List),
];

const ITEM: [(&str, Kind); 16] = [
    ("id", Text),
    ("url", Address),
    ("external_url", Address),
    ("title", Plain),
    ("content_html", Html),
    ("content_text", Text),
    ("summary", Text),
    ("image", Address),
    ("banner_image", Address),
    ("date_published", Date),
    ("date_modified", Date),
    ("author", Object),
    ("authors", List),
    ("tags", List),
    ("language", Language),
    ("attachments", List),
];

const AUTHOR: [(&str, Kind); 3] = [("name", Text), ("url", Address), ("avatar", Address)];

const ATTACHMENT: [(&str, Kind); 5] = [
    ("url", Address),
    ("mime_type", MediaType),
    ("title", Text),
    ("size_in_bytes", Number),
    ("duration_in_seconds", Number),
];

const HUB: [(&str, Kind); 2] = [("type", Text), ("url", Address)];

/// Judges a document. Gives the format and the number of items; `None` for JSON that is no feed.
pub(super) fn judge(text: &str, judge: &mut Judge) -> Option<(String, usize)> {
    let Some(feed) = json_tree::read(text) else {
        syntax(text, judge);
        let looks_so = text.contains("jsonfeed.org/version");
        return looks_so.then(|| ("JSON Feed".to_owned(), 0));
    };
    let version = feed.get("version").and_then(Json::text).unwrap_or_default();
    let is_feed = version.contains("jsonfeed") || feed.get("items").is_some();
    if !is_feed {
        return None;
    }
    let place = Place::new(feed.at, "the feed");
    let name = match version {
        "https://jsonfeed.org/version/1.1" => "JSON Feed 1.1",
        "https://jsonfeed.org/version/1" | "https://jsonfeed.org/version/1.0" => {
            judge.add(JSON_OLD, &at(&feed, "version"), &quote(version));
            "JSON Feed 1.0"
        }
        "" => {
            judge.add(JSON_ROOT, &place, "");
            "JSON Feed"
        }
        _ => {
            judge.add(JSON_VERSION, &at(&feed, "version"), &quote(version));
            "JSON Feed"
        }
    };
    for (name, rule) in [
        ("title", JSON_TITLE_MISSING),
        ("items", JSON_ITEMS_MISSING),
        ("feed_url", JSON_FEED_URL),
        ("home_page_url", JSON_HOME),
    ] {
        if feed.get(name).is_none() {
            judge.add(rule, &place, "");
        }
    }
    members(&feed, "the feed", &FEED, judge);
    authors(&feed, "the feed", name == "JSON Feed 1.1", judge);
    for hub in feed.get("hubs").and_then(Json::list).unwrap_or_default() {
        lacks(hub, "a hub", &["type", "url"], JSON_HUB, judge);
        members(hub, "a hub", &HUB, judge);
    }
    let items = feed.get("items").and_then(Json::list).unwrap_or_default();
    let mut ids = BTreeSet::new();
    for item in items {
        self::item(item, name == "JSON Feed 1.1", judge);
        if let Some(id) = item.get("id").and_then(Json::text)
            && !ids.insert(id)
        {
            judge.add(JSON_ID_DUPLICATE, &at(item, "id"), &quote(id));
        }
    }
    Some((name.to_owned(), items.len()))
}

/// Where serde_json stumbles.
fn syntax(text: &str, judge: &mut Judge) {
    let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(text) else { return };
    let lines = text.split_inclusive('\n').take(error.line().saturating_sub(1));
    let before: usize = lines.map(str::len).sum();
    let position = before + error.column().saturating_sub(1);
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    judge.add(JSON_SYNTAX, &Place::new(position, "the document"), words);
}

fn item(item: &Json, is_new: bool, judge: &mut Judge) {
    let place = Place::new(item.at, "an item");
    if !matches!(item.value, Value::Object(_)) {
        return judge.add(JSON_TYPE, &place, "an item is an object");
    }
    if item.get("id").is_none() {
        judge.add(JSON_ID_MISSING, &place, "");
    }
    if item.get("content_html").is_none() && item.get("content_text").is_none() {
        judge.add(JSON_CONTENT_MISSING, &place, "");
    }
    members(item, "an item", &ITEM, judge);
    authors(item, "an item", is_new, judge);
    for tag in item.get("tags").and_then(Json::list).unwrap_or_default() {
        if tag.text().is_none() {
            judge.add(JSON_TYPE, &Place::new(tag.at, "a tag"), "a tag is a string");
        }
    }
    for attachment in item.get("attachments").and_then(Json::list).unwrap_or_default() {
        lacks(attachment, "an attachment", &["url", "mime_type"], JSON_ATTACHMENT, judge);
        members(attachment, "an attachment", &ATTACHMENT, judge);
    }
}

fn authors(object: &Json, of: &str, is_new: bool, judge: &mut Judge) {
    let old = object.get("author");
    if is_new && old.is_some() {
        judge.add(
            JSON_AUTHOR,
            &Place::new(member_at(object, "author"), format!("author of {of}")),
            "",
        );
    }
    let list = object.get("authors").and_then(Json::list).unwrap_or_default();
    for author in list.iter().chain(old) {
        if AUTHOR.iter().all(|(name, _)| author.get(name).is_none()) {
            judge.add(JSON_AUTHOR_EMPTY, &Place::new(author.at, format!("an author of {of}")), "");
        }
        members(author, "an author", &AUTHOR, judge);
    }
}

fn lacks(object: &Json, of: &str, names: &[&str], rule: &'static Rule, judge: &mut Judge) {
    for name in names {
        if object.get(name).is_none() {
            judge.add(rule, &Place::new(object.at, of), name);
        }
    }
}

/// Names, types and values of the members of an object.
fn members(object: &Json, of: &str, known: &[(&str, Kind)], judge: &mut Judge) {
    let mut seen = BTreeSet::new();
    for member in object.members() {
        let name = member.name.as_str();
        let place = Place::new(member.at, format!("{} of {of}", shown(name)));
        if !seen.insert(name) {
            judge.add(JSON_DUPLICATE, &place, "");
        }
        let kind = known.iter().find(|(known, _)| *known == name).map(|(_, kind)| *kind);
        match (kind, name.strip_prefix('_')) {
            (_, Some(extension)) if extension.contains('.') => {
                judge.add(JSON_EXTENSION, &place, "")
            }
            (_, Some(_)) => {}
            (None, None) => judge.add(JSON_UNKNOWN, &place, ""),
            (Some(_), None) if matches!(member.value.value, Value::Null) => {
                judge.add(JSON_NULL, &place, "");
            }
            (Some(kind), None) => value(&place, &member.value, kind, judge),
        }
    }
}

/// A name as messages show it: findings are alike when it is, so it is short.
fn shown(name: &str) -> String {
    name.chars().filter(|c| !c.is_control()).take(40).collect()
}

fn value(place: &Place, json: &Json, kind: Kind, judge: &mut Judge) {
    let wanted = match (kind, &json.value) {
        (Boolean, Value::Boolean) | (Number, Value::Number) => return,
        (List, Value::List(_)) | (Object, Value::Object(_)) => return,
        (Boolean, _) => "true or false",
        (Number, _) => "a number",
        (List, _) => "an array",
        (Object, _) => "an object",
        (_, Value::Text(text)) => return text_value(place, text, kind, judge),
        _ => "a string",
    };
    judge.add(JSON_TYPE, place, &format!("it should be {wanted}"));
}

fn text_value(place: &Place, text: &str, kind: Kind, judge: &mut Judge) {
    match kind {
        Plain => judge.plain(place, text),
        Html => judge.html(place, text, false),
        Address => judge.address(place, text, Wanted::Absolute),
        Itself => {
            judge.address(place, text, Wanted::Absolute);
            judge.itself(place, text);
        }
        Date => {
            judge.date_3339(place, text);
        }
        Language => judge.language(place, text),
        MediaType => judge.media_type(place, text),
        _ if text.trim().is_empty() => judge.add(BLANK, place, ""),
        _ => judge.characters(place, text),
    }
}

fn at(object: &Json, name: &str) -> Place {
    Place::new(member_at(object, name), name)
}

fn member_at(object: &Json, name: &str) -> usize {
    let found = object.members().iter().find(|member| member.name == name);
    found.map_or(object.at, |member| member.at)
}
