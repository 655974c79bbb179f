//! Atom 1.0: the feed and its entries (RFC 4287 §4.1).

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{
    addresses::{self, Wanted},
    construct,
    findings::quote,
    judge::{Judge, is_mail},
    links, modules,
    table::*,
    tree::Element,
};

const ATOM: &str = "atom";

/// Elements that may stand once in a feed, an entry or a source.
const SINGLE: [&str; 12] = [
    "id",
    "title",
    "updated",
    "published",
    "generator",
    "icon",
    "logo",
    "rights",
    "subtitle",
    "summary",
    "content",
    "source",
];

/// The others.
const OTHERS: [&str; 5] = ["author", "contributor", "category", "link", "entry"];

/// Judges a document whose root is `feed` or `entry`. Gives the format and the number of entries.
pub(super) fn judge(root: Element, judge: &mut Judge) -> (String, usize) {
    match root.space() {
        ATOM => {}
        "atom03" => {
            judge.add(ATOM_OLD, &root.place(), "");
            return ("Atom 0.3".to_owned(), root.all("atom03", "entry").count());
        }
        _ => {
            judge.add(ATOM_NAMESPACE, &root.place(), "");
            return ("Atom".to_owned(), root.children().filter(|c| c.local() == "entry").count());
        }
    }
    let mut count = 1;
    if root.local() == "feed" {
        count = feed(root, judge);
    } else {
        entry(root, false, judge);
    }
    ("Atom 1.0".to_owned(), count)
}

fn feed(feed: Element, judge: &mut Judge) -> usize {
    metadata(feed, judge);
    required(feed, judge);
    let has_self = feed.all(ATOM, "link").any(|link| links::relation(link) == "self");
    if !has_self {
        let fix =
            judge.location.map(|location| format!("add <link rel=\"self\" href=\"{location}\"/>"));
        judge.found.add_fixed(ATOM_SELF_MISSING, &feed.place(), "", fix);
    }
    let has_author = feed.has(ATOM, "author");
    if !has_author && !feed.has(ATOM, "entry") {
        judge.add(ATOM_AUTHOR_MISSING, &feed.place(), "");
    }
    let mut seen = Seen::default();
    let mut count = 0;
    for child in feed.children() {
        if child.is(ATOM, "entry") {
            count += 1;
            let date = entry(child, has_author, judge);
            seen.compare(child, date, judge);
        } else if count > 0 && child.space() == ATOM {
            judge.add(ATOM_LATE, &child.place(), "");
        }
    }
    count
}

/// What entries must not share.
#[derive(Default)]
struct Seen<'t> {
    ids: BTreeSet<&'t str>,
    versions: BTreeSet<(&'t str, DateTime<Utc>)>,
    moments: BTreeSet<DateTime<Utc>>,
}

impl<'t> Seen<'t> {
    fn compare(&mut self, entry: Element<'t, '_>, date: Option<DateTime<Utc>>, judge: &mut Judge) {
        if let Some(id) = entry.first(ATOM, "id") {
            let value = id.text().trim();
            let is_new = self.ids.insert(value);
            let is_new_version = date.is_none_or(|date| self.versions.insert((value, date)));
            match (is_new, is_new_version) {
                (true, _) => {}
                (false, true) => judge.add(ATOM_ID_REPEATED, &id.place(), &quote(value)),
                (false, false) => judge.add(ATOM_ID_DUPLICATE, &id.place(), &quote(value)),
            }
        }
        if let Some(updated) = entry.first(ATOM, "updated")
            && date.is_some_and(|date| !self.moments.insert(date))
        {
            judge.add(ATOM_UPDATED_DUPLICATE, &updated.place(), &quote(updated.text()));
        }
    }
}

fn entry(entry: Element, has_author: bool, judge: &mut Judge) -> Option<DateTime<Utc>> {
    required(entry, judge);
    let updated = metadata(entry, judge);
    let source = entry.first(ATOM, "source");
    if !has_author
        && !entry.has(ATOM, "author")
        && !source.is_some_and(|source| source.has(ATOM, "author"))
    {
        judge.add(ATOM_AUTHOR_MISSING, &entry.place(), "");
    }
    let content = entry.first(ATOM, "content");
    let has_alternate = entry.all(ATOM, "link").any(|link| links::relation(link) == "alternate");
    match content {
        Some(content) => construct::content(content, entry.has(ATOM, "summary"), judge),
        None if !has_alternate => judge.add(ATOM_CONTENT_MISSING, &entry.place(), ""),
        None if !entry.has(ATOM, "summary") => judge.add(ATOM_TEXT_MISSING, &entry.place(), ""),
        None => {}
    }
    if let Some(source) = source {
        metadata(source, judge);
        for name in ["id", "title", "updated"] {
            if !source.has(ATOM, name) {
                judge.add(ATOM_SOURCE, &source.place(), &format!("<{name}>"));
            }
        }
    }
    updated
}

fn required(parent: Element, judge: &mut Judge) {
    for (name, rule) in
        [("id", ATOM_ID_MISSING), ("title", ATOM_TITLE_MISSING), ("updated", ATOM_UPDATED_MISSING)]
    {
        if !parent.has(ATOM, name) {
            judge.add(rule, &parent.place(), "");
        }
    }
}

/// What feeds, entries and sources have in common. Gives the date of the last change.
fn metadata(parent: Element, judge: &mut Judge) -> Option<DateTime<Utc>> {
    judge.once(parent, ATOM, &SINGLE);
    common(parent, judge);
    let (mut updated, mut published) = (None, None);
    let mut alternates = BTreeSet::new();
    for child in parent.children() {
        let (place, text) = (child.place(), child.text());
        if child.space() == "" {
            judge.add(ATOM_UNNAMED, &place, "");
        }
        if child.space() != ATOM {
            continue;
        }
        common(child, judge);
        if is_misplaced(parent.local(), child.local()) {
            judge.add(ELEMENT_MISPLACED, &place, "");
            continue;
        }
        match child.local() {
            "id" if addresses::scheme(text.trim()).is_none() => {
                judge.add(ATOM_ID, &place, &quote(text));
            }
            "id" => judge.address(&place, text, Wanted::Absolute),
            "title" | "subtitle" | "rights" | "summary" => construct::text(child, judge),
            "updated" => updated = judge.date_3339(&place, text),
            "published" => published = judge.date_3339(&place, text),
            "author" | "contributor" => person(child, judge),
            "category" => category(child, judge),
            "link" => {
                links::link(child, judge);
                let kind = (child.attribute("type"), child.attribute("hreflang"));
                if links::relation(child) == "alternate" && !alternates.insert(kind) {
                    judge.add(ATOM_LINK_DUPLICATE, &place, "");
                }
            }
            "icon" | "logo" => match text.trim() {
                "" => judge.add(BLANK, &place, ""),
                _ => judge.address(&place, text, Wanted::Reference),
            },
            "generator" => {
                judge.address_of(child, "uri", Wanted::Reference);
                if text.trim().is_empty() {
                    judge.add(BLANK, &place, "");
                }
            }
            "content" | "source" | "entry" => {}
            name => super::rss::unknown(child, name, SINGLE.iter().chain(&OTHERS), judge),
        }
    }
    foreign(parent, judge);
    if let (Some(updated), Some(published)) = (updated, published)
        && updated < published
    {
        judge.add(ATOM_UPDATED_EARLY, &parent.place(), "");
    }
    updated
}

/// What an entry has and a feed has not, and the other way round (RFC 4287 §4.1.1, §4.1.2).
fn is_misplaced(parent: &str, child: &str) -> bool {
    match parent {
        "entry" => matches!(child, "subtitle" | "icon" | "logo" | "generator" | "entry"),
        "feed" => matches!(child, "summary" | "content" | "published" | "source"),
        _ => matches!(child, "summary" | "content" | "published" | "source" | "entry"),
    }
}

/// Elements of other vocabularies. Those of Atom are judged where they stand.
fn foreign(parent: Element, judge: &mut Judge) {
    if parent.children().any(|child| !matches!(child.space(), ATOM | "")) {
        modules::beside_atom(parent, judge);
    }
}

/// `xml:base` and `xml:lang` (RFC 4287 §2).
fn common(element: Element, judge: &mut Judge) {
    judge.address_of(element, "xml:base", Wanted::Reference);
    if let Some(language) = element.attribute("xml:lang")
        && !language.is_empty()
    {
        judge.language(&element.attribute_place("xml:lang"), language);
    }
}

fn person(person: Element, judge: &mut Judge) {
    judge.once(person, ATOM, &["name", "uri", "email"]);
    if !person.has(ATOM, "name") {
        judge.add(ATOM_NAME_MISSING, &person.place(), "");
    }
    for child in person.children().filter(|child| child.space() == ATOM) {
        let (place, text) = (child.place(), child.text());
        match child.local() {
            "name" if text.trim().is_empty() => judge.add(BLANK, &place, ""),
            "name" => judge.characters(&place, text),
            "uri" => match text.trim() {
                "" => judge.add(BLANK, &place, ""),
                _ => judge.address(&place, text, Wanted::Reference),
            },
            "email" if !is_mail(text.trim()) => judge.add(MAIL, &place, &quote(text)),
            "email" => {}
            name => super::rss::unknown(child, name, ["name", "uri", "email"].iter(), judge),
        }
    }
}

fn category(category: Element, judge: &mut Judge) {
    if category.attribute("term").is_none_or(|term| term.trim().is_empty()) {
        judge.add(ATOM_CATEGORY, &category.place(), "");
    }
    judge.address_of(category, "scheme", Wanted::Absolute);
    judge.only_attributes(category, &["term", "scheme", "label"]);
}
