//! JSON Feed 1.0 and 1.1 → entries. Types are taken loosely: numbers as ids, one tag as a string.

use serde_json::{Map, Value};
use url::Url;

use crate::model::{Body, Document, Entry, Origin, Parsed, Person, RawDate, Shape};

use super::{
    Settings,
    json_stream::{self, Read},
    looks::{filled, line},
    media::{Pictures, attach},
    notes::Notes,
    person,
    vocabulary::{fill, label},
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
    let Read { members: feed, elements, more, whole, error } =
        json_stream::read(text, "items", settings.max_entries);
    let says_so = string(&feed, "version").is_some_and(|version| version.contains("jsonfeed.org"));
    let Some(elements) = elements.or_else(|| says_so.then(Vec::new)) else {
        notes.note(None, "JSON, but not a JSON Feed", "nothing was taken from it");
        return Parsed::default();
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
        let what = format!("more than {} entries", settings.max_entries);
        notes.note(None, &what, "the others were left out");
    }
    let people = authors(&feed);
    let origin = origin(&feed, document.url.as_ref());
    let mut entries = Vec::new();
    for element in &elements {
        let Value::Object(item) = element else {
            notes.note(None, "an item that is no object", "it was left out");
            continue;
        };
        let mut entry = entry(item);
        entry.base.clone_from(&document.url);
        if entry.authors.is_empty() {
            entry.authors.clone_from(&people);
        }
        fill(&mut entry.language, origin.language.as_deref().map(str::to_owned));
        entries.push(entry);
    }
    Parsed { shape: Shape::JsonFeed, origin, entries, complete: whole, ..Parsed::default() }
}

fn words(error: &serde_json::Error) -> String {
    if error.is_eof() {
        return "the document ends in the middle".to_owned();
    }
    let text = error.to_string();
    format!("broken JSON: {}", text.split(" at line ").next().unwrap_or(&text))
}

fn origin(feed: &Object, address: Option<&Url>) -> Origin {
    Origin {
        title: string(feed, "title").as_deref().and_then(line),
        link: string(feed, "home_page_url"),
        feed: string(feed, "feed_url").or_else(|| address.map(Url::to_string)),
        language: string(feed, "language").as_deref().and_then(line),
        ..Origin::default()
    }
}

fn entry(item: &Object) -> Entry {
    let mut entry = Entry {
        native_id: string(item, "id"),
        link: string(item, "url").or_else(|| string(item, "external_url")),
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
        Some(Value::String(tags)) => tags.split(',').for_each(|tag| label(&mut entry, tag)),
        Some(Value::Array(tags)) => {
            tags.iter().filter_map(text).for_each(|tag| label(&mut entry, &tag));
        }
        _ => {}
    }
    let mut pictures = Pictures::default();
    let attachments = item.get("attachments").and_then(Value::as_array);
    for attachment in attachments.into_iter().flatten().filter_map(Value::as_object) {
        let field = |name| string(attachment, name);
        let (url, kind, length) = (field("url"), field("mime_type"), field("size_in_bytes"));
        let url = url.as_deref();
        attach(&mut entry, &mut pictures, url, kind.as_deref(), length.as_deref());
    }
    let image = string(item, "image").or_else(|| string(item, "banner_image"));
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
        let entry = entry(&item);
        let people: Vec<&str> = entry.authors.iter().map(|author| author.name.as_str()).collect();
        let shown = [
            entry.native_id.as_deref().unwrap_or("-"),
            entry.link.as_deref().unwrap_or("-"),
            &people.join("+"),
            &entry.categories.join("+"),
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
