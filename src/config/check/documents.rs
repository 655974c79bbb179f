//! What a source says about how its documents are read: lines of article text, selectors, patterns.

use std::sync::Arc;

use super::{size, words};
use crate::{
    config::{
        error::Message,
        file::{self, Select},
        read::Report,
        shape::quoted,
        value::Wrong,
    },
    model::Kind,
    parse,
};

/// Gathers what the parser obeys.
pub(super) fn parse(
    source: &file::Source,
    kind: Kind,
    categories: &Arc<[String]>,
    limits: &parse::Limits,
    path: &str,
    report: &mut Report,
) -> parse::Settings {
    let mut line = |key: &str, text: &Option<String>| {
        let text = text.clone().unwrap_or_default();
        // Blank, it would match every line of an article.
        if text.trim().is_empty() && kind == Kind::Text {
            let wrong = Wrong::new(0..text.len(), "must not be empty");
            report.wrong(&format!("{path}.{key}"), &text, wrong);
        }
        text.trim().to_owned()
    };
    let (separator, date_label, credit_marker) = (
        line("separator", &source.separator),
        line("date_label", &source.date_label),
        line("credit_marker", &source.credit_marker),
    );
    vain(kind, path, report);
    if kind == Kind::Page && source.select.is_none() {
        let what = format!("source `{}` is a page, but has no `select`", source.id);
        let help = "say which elements are the articles: select = { item = \"article\" }";
        report.error(&format!("{path}.kind"), Message::new(what).help(help));
    }
    let selectors = source.select.as_ref();
    parse::Settings {
        kind,
        separator,
        date_label,
        credit_marker,
        categories: Arc::clone(categories),
        selectors: selectors
            .map(|select| self::selectors(select, path, report))
            .unwrap_or_default(),
        path: include(source, path, report),
        limits: limits.clone(),
    }
}

/// How much is taken from one document.
pub(super) fn limits(file: &file::Parse, report: &mut Report) -> parse::Limits {
    let mut bytes = |value, key: &str| {
        usize::try_from(size(value, &format!("parse.{key}"), report)).unwrap_or(usize::MAX)
    };
    parse::Limits {
        name_bytes: bytes(&file.max_name, "max_name"),
        text_bytes: bytes(&file.max_text, "max_text"),
        entries: file.max_items as usize,
        depth: file.max_depth as usize,
        elements: file.max_elements as usize,
        attributes: file.max_attributes as usize,
    }
}

/// Keys that only some kinds of sources obey.
const KEYS: &[(&str, &[Kind])] = &[
    ("select", &[Kind::Page]),
    ("include", &[Kind::Sitemap]),
    ("topics_from_folders", &[Kind::Opml]),
    ("max_sources", &[Kind::Opml]),
    ("full_text", &[Kind::Feed, Kind::Page, Kind::Sitemap, Kind::Opml]),
    ("max_pages", &[Kind::Feed, Kind::Page, Kind::Sitemap, Kind::Opml]),
];

fn vain(kind: Kind, path: &str, report: &mut Report) {
    for (key, kinds) in KEYS {
        if kinds.contains(&kind) || !report.origins.has(path, key) {
            continue;
        }
        let path = format!("{path}.{key}");
        let kinds = kinds.iter().map(|kind| format!("{kind:?}").to_lowercase());
        let what = format!("`{key}` has no effect on this source");
        let help = format!("it is for sources of the kind {}", quoted(kinds));
        report.warn(&path, Message::new(what).help(help));
    }
}

fn selectors(select: &Select, path: &str, report: &mut Report) -> parse::Selectors {
    let mut one = |key: &str, text: &str| {
        if let Err(wrong) = selector(text) {
            report.wrong(&format!("{path}.select.{key}"), text, wrong);
        }
        text.to_owned()
    };
    let mut some = |key: &str, text: &Option<String>| {
        text.as_ref().map(|text| one(key, text)).unwrap_or_default()
    };
    parse::Selectors {
        title: some("title", &select.title),
        link: some("link", &select.link),
        date: some("date", &select.date),
        summary: some("summary", &select.summary),
        author: some("author", &select.author),
        image: some("image", &select.image),
        item: one("item", &select.item),
    }
}

fn selector(text: &str) -> Result<(), Wrong> {
    let Err(why) = parse::selector(text) else { return Ok(()) };
    // The part that is wrong stands in quotes.
    let part = why.split('"').nth(1).filter(|part| !part.is_empty()).unwrap_or(text);
    let start = text.find(part).unwrap_or(0);
    let end = if text[start..].starts_with(part) { start + part.len() } else { text.len() };
    Err(Wrong::new(start..end, format!("cannot be read: {why}")))
}

fn include(source: &file::Source, path: &str, report: &mut Report) -> String {
    let text = source.include.clone().unwrap_or_default();
    if source.include.is_some()
        && let Err(wrong) = words::glob(&text)
    {
        report.wrong(&format!("{path}.include"), &text, wrong);
    }
    text
}
