//! Entries in few words, and a ledger that is a plain list.

use chrono::{DateTime, Utc};
use feedmill::{
    group,
    merge::{Seen, merge},
    model::{
        Changes, Date, DateOrigin, Guid, Ids, Item, Key, KeyKind, Known, Origin, Precision, Text,
        Title, TitleOrigin,
    },
};

/// An entry in few words.
#[derive(Clone, Copy, Debug)]
pub struct Told<'a> {
    pub native: &'a str,
    pub link: &'a str,
    pub title: &'a str,
    pub body: &'a str,
    pub date: &'a str,
    pub document: usize,
}

pub const ENTRY: Told<'_> =
    Told { native: "", link: "", title: "", body: "", date: "2026-01-10", document: 0 };

pub fn at(text: &str) -> DateTime<Utc> {
    let text = if text.contains('T') { text.to_owned() } else { format!("{text}T00:00:00Z") };
    text.parse().unwrap()
}

fn seen(source: &str, told: Told<'_>, now: &str) -> Seen {
    let mut keys = Vec::new();
    let mut key = |kind, value: String| keys.push(Key { kind, value });
    if !told.native.is_empty() {
        key(KeyKind::NativeId, told.native.to_owned());
        if let Some((_, rest)) = told.native.split_once("//") {
            key(KeyKind::BareNativeId, rest.split_once('/').unwrap_or_default().1.to_owned());
        }
    }
    if let Some((_, address)) = told.link.split_once("//") {
        key(KeyKind::Address, address.to_owned());
    }
    if !told.body.is_empty() {
        key(KeyKind::Lead, told.body.split(' ').take(16).collect::<Vec<_>>().join(" "));
    }
    if !told.title.is_empty() {
        key(KeyKind::TitleDay, format!("{}|{}", told.title.to_lowercase(), told.date));
    }
    let date = Date {
        at: at(told.date),
        raw: None,
        origin: DateOrigin::Published,
        precision: Precision::Day,
        zone_assumed: false,
        day_assumed: false,
        clamped: false,
    };
    let title = match told.title {
        "" => Title { text: Text::line(told.body), origin: TitleOrigin::BodyLead },
        title => Title { text: Text::line(title), origin: TitleOrigin::TitleLine },
    };
    let item = Item {
        guid: Guid::mint(source, &keys, Ids::Upstream).unwrap(),
        source: source.to_owned(),
        keys,
        title,
        link: (!told.link.is_empty()).then(|| told.link.to_owned()),
        summary: None,
        content: (!told.body.is_empty()).then(|| Text::new(told.body)),
        lead: Text::new(told.body),
        published: date.clone(),
        updated: date,
        claimed_updated: None,
        first_seen: at(now),
        authors: Vec::new(),
        categories: Vec::new(),
        enclosures: Vec::new(),
        image: None,
        credits: Vec::new(),
        citations: Vec::new(),
        comments: None,
        language: None,
        rights: None,
        origin: Origin::default(),
    };
    Seen { item, document: told.document, place: format!("document {}", told.document) }
}

/// A ledger without a database.
#[derive(Default)]
pub struct Ledger {
    pub items: Vec<Item>,
    /// By which keys a source knows an item.
    keys: Vec<(String, Guid, Key)>,
}

impl Ledger {
    fn known(&self, known_by: impl Fn(&Item) -> String) -> Vec<Known> {
        let known = |item: &Item| {
            let source = known_by(item);
            let mine = self.keys.iter().filter(|(by, guid, _)| *by == source && *guid == item.guid);
            let mut keys: Vec<Key> = mine.map(|(_, _, key)| key.clone()).collect();
            keys.sort();
            Known { item: item.clone(), keys }
        };
        self.items.iter().map(known).filter(|known| !known.keys.is_empty()).collect()
    }

    pub fn visit(&mut self, source: &str, now: &str, told: &[Told<'_>]) -> Changes {
        let batch = told.iter().map(|told| seen(source, *told, now)).collect();
        let known = self.known(|_| source.to_owned());
        let changes = merge(source, batch, known, Ids::Upstream, at(now)).changes;
        let is_elsewhere = |known: &Known| {
            known.item.source != source
                || changes.new.iter().any(|item| item.guid == known.item.guid)
        };
        let elsewhere = self.known(|item| item.source.clone());
        let elsewhere: Vec<Known> =
            elsewhere.into_iter().filter(|known| is_elsewhere(known)).collect();
        let changes = group::settle(changes, &elsewhere);
        for item in &changes.new {
            let keys =
                item.keys.iter().map(|key| (source.to_owned(), item.guid.clone(), key.clone()));
            self.keys.extend(keys);
            self.items.push(item.clone());
        }
        for revision in &changes.revised {
            let stored = self.items.iter_mut().find(|item| item.guid == revision.item.guid);
            *stored.unwrap() = revision.item.clone();
        }
        let keys =
            changes.keys.iter().map(|(guid, key)| (source.to_owned(), guid.clone(), key.clone()));
        self.keys.extend(keys);
        changes
    }
}

/// Whether anything that is published may change.
pub fn touches_output(changes: &Changes) -> bool {
    !changes.new.is_empty() || changes.revised.iter().any(|revision| !revision.fields.is_empty())
}
