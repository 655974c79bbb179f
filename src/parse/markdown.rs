//! Markdown with or without front matter → one entry.
//!
//! Names of fields differ between site generators, so each field of an entry has its list of names,
//! most telling first.

use pulldown_cmark::{Event, HeadingLevel, Options, Tag, TagEnd, html};

use crate::model::{Body, Document, Entry, Parsed, Person, RawDate, Shape, fold};

use super::{
    Settings,
    front_matter::{Fields, Split, Value, split, texts},
    looks::{add_labels, filled, is_web_address, line, tidy},
    notes::Notes,
    person,
};

const ID: [&str; 3] = ["id", "guid", "uuid"];
const LINK: [&str; 5] = ["url", "link", "permalink", "canonical", "canonical_url"];
const PUBLISHED: [&str; 4] = ["date", "published", "publishdate", "pubdate"];
const UPDATED: [&str; 4] = ["updated", "modified", "lastmod", "last_modified_at"];
const SUMMARY: [&str; 4] = ["summary", "description", "excerpt", "subtitle"];
const IMAGE: [&str; 3] = ["image", "cover", "thumbnail"];
const LANGUAGE: [&str; 2] = ["lang", "language"];
const LABELS: [&str; 5] = ["category", "categories", "tags", "tag", "keywords"];
const AUTHORS: [&str; 2] = ["author", "authors"];
const RIGHTS: [&str; 3] = ["rights", "copyright", "license"];

/// Reads one article.
pub(super) fn read(
    text: &str,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let mut parsed = Parsed { shape: Shape::Markdown, complete: true, ..Parsed::default() };
    if text.trim().is_empty() {
        notes.note(None, "an empty document", "nothing was taken from it");
        return parsed;
    }
    let Split { fields, body, problem } = split(text);
    if let Some((line, what)) = problem {
        notes.note(Some(line), &what, "the rest was read");
    }
    if first(&fields, &["draft"]).is_some_and(|draft| draft.eq_ignore_ascii_case("true")) {
        notes.note(Some(1), "a draft", "it was left out");
        return parsed;
    }
    if settings.limits.entries > 0 {
        let mut entry = from_fields(&fields);
        entry.line = Some(1);
        entry.base.clone_from(&document.url);
        from_body(body, &mut entry);
        parsed.entries.push(entry);
    }
    parsed
}

fn from_fields(fields: &Fields) -> Entry {
    let text = |names: &[&str]| first(fields, names).map(str::to_owned);
    let mut entry = Entry {
        native_id: text(&ID),
        link: text(&LINK),
        title: text(&["title"]).map(Body::Plain),
        summary: text(&SUMMARY).map(Body::Plain),
        published: first(fields, &PUBLISHED).and_then(RawDate::new),
        updated: first(fields, &UPDATED).and_then(RawDate::new),
        image: image(fields),
        language: text(&LANGUAGE),
        rights: text(&RIGHTS),
        ..Entry::default()
    };
    for value in LABELS.iter().filter_map(|name| fields.get(*name)) {
        for words in texts(value) {
            add_labels(&mut entry.categories, words);
        }
    }
    for value in AUTHORS.iter().filter_map(|name| fields.get(*name)) {
        authors(value, &mut entry);
    }
    entry
}

/// The first of these fields that holds a word.
fn first<'f>(fields: &'f Fields, names: &[&str]) -> Option<&'f str> {
    names.iter().filter_map(|name| fields.get(*name)).find_map(|value| {
        texts(value)
            .into_iter()
            .map(str::trim)
            .find(|text| !text.is_empty() && *text != "~" && *text != "null")
    })
}

fn image(fields: &Fields) -> Option<String> {
    let of = |value: &Value| match value {
        Value::Table(inner) => first(inner, &["url", "src", "path", "image"]).map(str::to_owned),
        other => texts(other).first().and_then(|text| filled(text)),
    };
    IMAGE.iter().filter_map(|name| fields.get(*name)).find_map(of)
}

fn authors(value: &Value, entry: &mut Entry) {
    match value {
        Value::Text(text) => person::add(&mut entry.authors, person::person(text)),
        Value::List(values) => values.iter().for_each(|value| match value {
            Value::List(_) => {}
            value => authors(value, entry),
        }),
        Value::Table(fields) => {
            let found = first(fields, &["name"]).and_then(line).map(|name| Person {
                name,
                email: first(fields, &["email", "mail"]).and_then(line),
                uri: first(fields, &["url", "uri", "website"])
                    .filter(|address| is_web_address(address))
                    .map(str::to_owned),
            });
            person::add(&mut entry.authors, found);
        }
    }
}

/// The body as HTML. Without a title the first heading of the first level becomes it; a heading that
/// only repeats the title is left out too.
fn from_body(body: &str, entry: &mut Entry) {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH | Options::ENABLE_FOOTNOTES;
    let mut events: Vec<Event> = pulldown_cmark::Parser::new_ext(body, options).collect();
    let is_h1 =
        |event: &Event| matches!(event, Event::Start(Tag::Heading { level: HeadingLevel::H1, .. }));
    let is_end = |event: &Event| matches!(event, Event::End(TagEnd::Heading(HeadingLevel::H1)));
    if let Some(begin) = events.iter().position(is_h1)
        && let Some(length) = events[begin..].iter().position(is_end)
    {
        let heading = heading(&events[begin..begin + length]);
        let repeats =
            |title: &Body| matches!(title, Body::Plain(title) if fold(title) == fold(&heading));
        let is_title = match &entry.title {
            None => !heading.is_empty(),
            Some(title) => begin == 0 && repeats(title),
        };
        if is_title {
            events.drain(begin..=begin + length);
            entry.title.get_or_insert(Body::Plain(heading));
        }
    }
    let mut markup = String::with_capacity(body.len() + body.len() / 4);
    html::push_html(&mut markup, events.into_iter());
    entry.content = filled(&markup).map(Body::Html);
}

fn heading(events: &[Event]) -> String {
    let mut text = String::new();
    for event in events {
        match event {
            Event::Text(run) | Event::Code(run) => text.push_str(run),
            Event::SoftBreak | Event::HardBreak => text.push(' '),
            _ => {}
        }
    }
    tidy(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, title: Option<&str>, content: Option<&str>) {
        let mut entry = from_fields(&split(text).fields);
        from_body(split(text).body, &mut entry);
        assert_eq!(entry.title, title.map(|title| Body::Plain(title.to_owned())), "{text:?}");
        assert_eq!(entry.content, content.map(|html| Body::Html(html.to_owned())), "{text:?}");
    }

    #[test]
    fn titles() {
        check("# A `b` *c*\n\nd", Some("A b c"), Some("<p>d</p>"));
        check("d\n\nA\n=\n", Some("A"), Some("<p>d</p>"));
        check("## A\n", None, Some("<h2>A</h2>"));
        check("---\ntitle: A\n---\n# a\n\nd", Some("A"), Some("<p>d</p>"));
        check("---\ntitle: A\n---\n# B", Some("A"), Some("<h1>B</h1>"));
        check("---\ntitle: ~\n---\n", None, None);
    }

    #[test]
    fn punctuation_stays() {
        check("\"a\" -- b...", None, Some("<p>\"a\" -- b...</p>"));
    }

    #[test]
    fn labels_and_people() {
        let text = "---\nkeywords: a, b\ntags: [c, a]\nauthors: [Jo, {name: An, url: x}]\n---\n";
        let entry = from_fields(&split(text).fields);
        let terms: Vec<&str> = entry.categories.iter().map(|label| label.name()).collect();
        assert_eq!(terms, ["c", "a", "b"]);
        let names: Vec<&str> = entry.authors.iter().map(|author| author.name.as_str()).collect();
        assert_eq!(names, ["Jo", "An"]);
    }
}
