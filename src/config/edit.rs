//! The text of a configuration → the same with more sources in it, or with a file of examples.
//!
//! Nothing that is there is written anew: the new text is put between two lines of the old one, so
//! comments, order, blank lines and line ends stay byte for byte.

mod examples;

use std::ops::Range;

use toml_edit::{Array, Document, Item, Table, TomlError, Value};

use super::file::Kind;
pub use examples::name_examples;

/// A source to be added.
#[derive(Clone, Debug, PartialEq)]
pub struct Addition {
    /// Its id.
    pub id: String,
    /// How it is read; `None` for a feed.
    pub kind: Option<Kind>,
    /// Its address.
    pub url: String,
    /// Name for people.
    pub name: Option<String>,
    /// Home page.
    pub home: Option<String>,
    /// What it is about.
    pub description: Option<String>,
    /// Labels.
    pub tags: Vec<String>,
    /// Topics.
    pub topics: Vec<String>,
    /// Whether it is read.
    pub enabled: bool,
}

/// Tables that customarily come behind the sources.
const BEHIND: [&str; 4] = ["topics", "topic", "rule", "report"];

/// Puts sources behind the last one; where there is none, before the topics, else at the end.
///
/// # Errors
///
/// The text is not TOML.
pub fn add(text: &str, additions: &[Addition]) -> Result<String, TomlError> {
    let document = Document::parse(text)?;
    if additions.is_empty() {
        return Ok(text.to_owned());
    }
    if let Some(Item::Value(Value::Array(array))) = document.get("source") {
        return Ok(into_array(text, array, additions));
    }
    let mut sources = Vec::new();
    if let Some(item) = document.get("source") {
        collect(item, &mut sources);
    }
    let before = match sources.iter().map(|span| span.end).max() {
        Some(end) => Some(end),
        None => last_before_topics(&document, text),
    };
    let at = behind(text, before);
    Ok(splice(text, at, additions))
}

/// A source as it would be written.
pub fn shown(addition: &Addition) -> String {
    block(addition, "\n")
}

/// A source as it is written, with its last line end.
fn block(addition: &Addition, newline: &str) -> String {
    let values = values(addition);
    let width = values.iter().map(|(key, _)| key.len()).max().unwrap_or(0);
    let mut block = format!("[[source]]{newline}");
    for (key, value) in values {
        block.push_str(&format!("{key:<width$} = {value}{newline}"));
    }
    block
}

/// The keys of a source that say something, with their values as TOML.
fn values(addition: &Addition) -> Vec<(&'static str, String)> {
    // A line break in a name would be written over several lines; it is none in a name.
    let text = |text: &str| Value::from(text.replace(['\r', '\n'], " ")).to_string();
    let list = |list: &[String]| {
        let list: Vec<String> = list.iter().map(|one| text(one)).collect();
        (!list.is_empty()).then(|| format!("[{}]", list.join(", ")))
    };
    let kind = addition.kind.map(|kind| match kind {
        Kind::Text => "text",
        Kind::Markdown => "markdown",
        Kind::Feed => "feed",
        Kind::Html => "html",
        Kind::Page => "page",
        Kind::Sitemap => "sitemap",
        Kind::Opml => "opml",
    });
    let keys = [
        ("id", Some(text(&addition.id))),
        ("kind", kind.map(text)),
        ("url", Some(text(&addition.url))),
        ("name", addition.name.as_deref().map(text)),
        ("home", addition.home.as_deref().map(text)),
        ("description", addition.description.as_deref().map(text)),
        ("tags", list(&addition.tags)),
        ("topics", list(&addition.topics)),
        ("enabled", (!addition.enabled).then(|| "false".to_owned())),
    ];
    keys.into_iter().filter_map(|(key, value)| Some((key, value?))).collect()
}

/// The bytes of every header and value in an item.
fn collect(item: &Item, spans: &mut Vec<Range<usize>>) {
    match item {
        Item::None => {}
        Item::Value(value) => spans.extend(value.span()),
        Item::Table(table) => collect_table(table, spans),
        Item::ArrayOfTables(tables) => tables.iter().for_each(|table| collect_table(table, spans)),
    }
}

fn collect_table(table: &Table, spans: &mut Vec<Range<usize>>) {
    spans.extend(table.span());
    table.iter().for_each(|(_, item)| collect(item, spans));
}

/// The end of what stands before the first table that comes behind the sources; of all, where there
/// is none.
fn last_before_topics(document: &Table, text: &str) -> Option<usize> {
    let mut topics = Vec::new();
    BEHIND.iter().filter_map(|key| document.get(key)).for_each(|item| collect(item, &mut topics));
    let border = topics.iter().map(|span| span.start).min().unwrap_or(text.len());
    let mut all = Vec::new();
    // The root has no header; the span it may have is no place in the text.
    document.iter().for_each(|(_, item)| collect(item, &mut all));
    all.iter().map(|span| span.end).filter(|end| *end <= border).max()
}

/// The first line behind what ends at a byte, and behind the comments that belong to it: those that
/// follow at once, unless the next thing follows them at once.
fn behind(text: &str, end: Option<usize>) -> usize {
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |at| from + at + 1);
    let begin = end.map_or(0, line_end);
    let mut at = begin;
    while at < text.len() {
        let line = text[at..line_end(at)].trim_start_matches('\u{feff}').trim();
        if line.is_empty() {
            return at;
        }
        if !line.starts_with('#') {
            return begin;
        }
        at = line_end(at);
    }
    at
}

/// Puts blocks between two lines, with an empty line around each.
fn splice(text: &str, at: usize, additions: &[Addition]) -> String {
    let (before, after) = text.split_at(at);
    let newline = newline(before).or_else(|| newline(after)).unwrap_or("\n");
    let blocks: Vec<String> = additions.iter().map(|addition| block(addition, newline)).collect();
    let mut edited = before.to_owned();
    if !edited.trim_start_matches('\u{feff}').is_empty() {
        if !edited.ends_with('\n') {
            edited.push_str(newline);
        }
        let last = edited.lines().next_back().unwrap_or_default();
        if !last.trim().is_empty() {
            edited.push_str(newline);
        }
    }
    edited.push_str(&blocks.join(newline));
    let next = after.lines().next();
    if next.is_some_and(|line| !line.trim().is_empty()) {
        edited.push_str(newline);
    }
    edited.push_str(after);
    edited
}

/// How the last line of a text ends.
fn newline(text: &str) -> Option<&'static str> {
    let at = text.rfind('\n')?;
    Some(if text[..at].ends_with('\r') { "\r\n" } else { "\n" })
}

/// Puts sources into `source = [ … ]`, which is another way to write them.
fn into_array(text: &str, array: &Array, additions: &[Addition]) -> String {
    let span = array.span().unwrap_or(text.len()..text.len());
    let inline = |addition: &Addition| {
        let pairs: Vec<String> =
            values(addition).into_iter().map(|(key, value)| format!("{key} = {value}")).collect();
        format!("{{ {} }}", pairs.join(", "))
    };
    let entries: Vec<String> = additions.iter().map(inline).collect();
    let last = array.iter().last().and_then(Value::span);
    let (at, lead) = match last {
        None => ((span.start + 1).min(text.len()), String::new()),
        Some(last) if text[span].contains('\n') => {
            let line = text[..last.start].rfind('\n').map_or(0, |at| at + 1);
            let indent: String =
                text[line..].chars().take_while(|c| matches!(c, ' ' | '\t')).collect();
            let newline = newline(&text[..last.end]).unwrap_or("\n");
            (last.end, format!(",{newline}{indent}"))
        }
        Some(last) => (last.end, ", ".to_owned()),
    };
    let between = if lead.is_empty() { ", " } else { &lead };
    format!("{}{lead}{}{}", &text[..at], entries.join(between), &text[at..])
}

#[cfg(test)]
mod tests;
