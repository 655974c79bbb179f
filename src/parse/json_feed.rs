//! JSON Feed 1.0 and 1.1 → entries. Types are taken loosely: numbers as ids, one tag as a string.

use serde_json::{Map, Value};
use url::Url;

use crate::model::{
    About, Body, Category, Document, Entry, Link, LinkRel, Origin, Parsed, Person, RawDate, Shape,
};

use super::{
    Settings,
    feed::{Pictures, against, attach},
    json_repair,
    json_stream::{self, Read},
    looks::{add_category, add_labels, add_statement, filled, line},
    notes::Notes,
    person, stand_in,
};

type Object = Map<String, Value>;

/// Reads a document that is JSON; it may still be no feed.
pub(super) fn read(
    text: &str,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let text = text.trim_matches(|c: char| c == '\u{FEFF}' || c == '\0' || c.is_whitespace());
    let Read { members: feed, elements, more, whole, error } = members(text, settings, notes);
    let says_so = string(&feed, "version").is_some_and(|version| version.contains("jsonfeed.org"));
    let Some(elements) = elements.or_else(|| says_so.then(Vec::new)) else {
        return super::nothing_of(&stand_in::json(&feed), "a feed", notes);
    };
    if let Some(error) = &error {
        let at = u32::try_from(error.line()).ok();
        if whole {
            notes.note(at, "something after the end of the document", "it was ignored");
        } else {
            notes.note(at, &words(error), "the complete entries before it were kept");
        }
    }
    if more {
        let what = format!("more than {} entries", settings.limits.entries);
        notes.note(None, &what, "the others were left out");
    }
    let base = document.url.as_ref();
    let about = about(&feed, base);
    let origin = origin(&feed, base);
    let mut entries = Vec::new();
    for element in &elements {
        let Value::Object(item) = element else {
            notes.note(None, "an item that is no object", "it was left out");
            continue;
        };
        let mut entry = entry(item, base);
        if entry.authors.is_empty() {
            entry.authors = person::inherited(&about.authors).to_vec();
        }
        if entry.language.is_none() {
            entry.language = origin.language.as_deref().map(str::to_owned);
        }
        entries.push(entry);
    }
    let links = links(&feed, base);
    let shape = Shape::JsonFeed;
    Parsed { shape, origin, about, links, entries, complete: whole, ..Parsed::default() }
}

/// Reads the members; where that fails before the end, once more with the usual faults put right.
fn members(text: &str, settings: &Settings, notes: &mut Notes) -> Read {
    let read = |text: &str| json_stream::read(text, "items", settings.limits.entries);
    let strict = read(text);
    let Some(error) = strict.error.as_ref().filter(|error| !strict.whole && !error.is_eof()) else {
        return strict;
    };
    let loose = read(&json_repair::repaired(text));
    let count = |read: &Read| read.elements.as_ref().map_or(0, Vec::len);
    if !loose.whole && count(&loose) <= count(&strict) {
        return strict;
    }
    notes.note(u32::try_from(error.line()).ok(), &words(error), "it was put right");
    loose
}

fn words(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the document ends in the middle".to_owned();
    }
    let text = error.to_string();
    format!("broken JSON: {}", text.split(" at line ").next().unwrap_or(&text))
}

fn origin(feed: &Object, base: Option<&Url>) -> Origin {
    Origin {
        title: string(feed, "title").as_deref().and_then(line),
        link: address(feed, "home_page_url", base),
        feed: address(feed, "feed_url", base).or_else(|| base.map(Url::to_string)),
        language: string(feed, "language").as_deref().and_then(line),
        ..Origin::default()
    }
}

fn about(feed: &Object, base: Option<&Url>) -> About {
    About {
        base: base.cloned(),
        description: string(feed, "description").map(Body::Plain),
        image: address(feed, "icon", base),
        icon: address(feed, "favicon", base),
        authors: authors(feed),
        ..About::default()
    }
}

/// Hubs and the address of older entries.
fn links(feed: &Object, base: Option<&Url>) -> Vec<Link> {
    let next = address(feed, "next_url", base).map(|url| Link::new(LinkRel::Next, &url));
    let hubs = feed.get("hubs").and_then(Value::as_array).into_iter().flatten();
    let hubs = hubs.filter_map(Value::as_object).filter_map(|hub| address(hub, "url", base));
    next.into_iter().chain(hubs.take(10).map(|url| Link::new(LinkRel::Hub, &url))).collect()
}

fn entry(item: &Object, base: Option<&Url>) -> Entry {
    let mut entry = Entry {
        native_id: string(item, "id"),
        base: base.cloned(),
        link: address(item, "url", base).or_else(|| address(item, "external_url", base)),
        title: string(item, "title").map(Body::Plain),
        summary: string(item, "summary").map(Body::Plain),
        published: string(item, "date_published").as_deref().and_then(RawDate::new),
        updated: string(item, "date_modified").as_deref().and_then(RawDate::new),
        authors: authors(item),
        language: string(item, "language"),
        ..Entry::default()
    };
    let html = string(item, "content_html").map(Body::Html);
    entry.content = html.or_else(|| string(item, "content_text").map(Body::Plain));
    match item.get("tags") {
        Some(Value::String(tags)) => add_labels(&mut entry.categories, tags),
        Some(Value::Array(tags)) => {
            let terms = tags.iter().filter_map(text).filter_map(|tag| line(&tag));
            terms.for_each(|term| add_category(&mut entry.categories, Category::new(&term)));
        }
        _ => {}
    }
    for name in ["_ai_disclosure", "_ai_generated", "ai_disclosure", "ai_generated"] {
        let value = match item.get(name) {
            Some(Value::Bool(flag)) => Some(flag.to_string()),
            Some(value) => text(value),
            None => None,
        };
        add_statement(&mut entry.categories, value);
    }
    let ours = item.get("_feedmill").and_then(Value::as_object);
    add_statement(&mut entry.categories, ours.and_then(|ours| string(ours, "ai")));
    let mut pictures = Pictures::default();
    let attachments = item.get("attachments").and_then(Value::as_array);
    for attachment in attachments.into_iter().flatten().filter_map(Value::as_object) {
        let (kind, length) = (string(attachment, "mime_type"), string(attachment, "size_in_bytes"));
        let url = address(attachment, "url", base);
        attach(&mut entry.enclosures, &mut pictures, url, kind.as_deref(), length.as_deref());
    }
    let image = address(item, "image", base).or_else(|| address(item, "banner_image", base));
    entry.image = image.or_else(|| pictures.best());
    entry
}

/// Version 1.1 has `authors`, 1.0 has `author`; both hold objects, or by mistake names.
fn authors(object: &Object) -> Vec<Person> {
    let mut people = Vec::new();
    let named = object.get("authors").into_iter().chain(object.get("author"));
    for value in named {
        let values = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values {
            let found = match value {
                Value::Object(author) => {
                    let name = string(author, "name").or_else(|| string(author, "url"));
                    name.as_deref().and_then(line).map(|name| Person {
                        name,
                        email: None,
                        uri: string(author, "url"),
                    })
                }
                other => text(other).and_then(|name| person::person(&name)),
            };
            person::add(&mut people, found);
        }
    }
    people
}

fn address(object: &Object, name: &str, base: Option<&Url>) -> Option<String> {
    against(&string(object, name)?, base)
}

fn string(object: &Object, name: &str) -> Option<String> {
    object.get(name).and_then(text)
}

/// A string that is not blank, or a number as its digits.
fn text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => filled(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(item: &str, want: &str) {
        let Ok(Value::Object(item)) = serde_json::from_str(item) else { panic!("{item}") };
        let entry = entry(&item, None);
        let people: Vec<&str> = entry.authors.iter().map(|author| author.name.as_str()).collect();
        let shown = [
            entry.native_id.as_deref().unwrap_or("-"),
            entry.link.as_deref().unwrap_or("-"),
            &people.join("+"),
            &entry.categories.iter().map(Category::name).collect::<Vec<_>>().join("+"),
        ]
        .join(" ");
        assert_eq!(shown, want);
    }

    #[test]
    fn loose_types() {
        check(r#"{"id": 7}"#, "7 -  ");
        check(r#"{"id": 1e3, "url": "", "external_url": "x"}"#, "1000.0 x  ");
        check(r#"{"id": true, "url": ["x"]}"#, "- -  ");
        check(r#"{"author": {"name": "A"}, "authors": [{"name": "A"}, {"url": "u"}]}"#, "- - A+u ");
        check(r#"{"author": "A", "authors": null}"#, "- - A ");
        check(r#"{"tags": ["a", 1, {}, "a"]}"#, "- -  a+1");
        check(r#"{"tags": "a, b,"}"#, "- -  a+b");
    }
}
