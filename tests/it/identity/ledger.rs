//! Entries in few words, and a ledger that is a plain list.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use feedmill::{
    group::{self, New, Reading, Settings, Visit},
    merge::{Batch, Matching, Outcome, Seen},
    model::{
        Bound, Changes, Date, DateOrigin, Guid, Identity, Ids, Item, Key, KeyKind, Known, Origin,
        Precision, Print, Text, Title, TitleOrigin,
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
        disclosure: None,
        origin: Origin::default(),
    };
    Seen { item, document: told.document, place: format!("document {}", told.document) }
}

/// A ledger without a database.
#[derive(Default)]
pub struct Ledger {
    /// Every item, also those that another one stands for.
    pub items: Vec<Item>,
    /// The items that another one stands for, with that one, and how it was found out.
    pub folded: Vec<(Guid, Guid, Bound)>,
    /// How each item was known that the last visit showed under another id of the publisher.
    pub renamed: Vec<Bound>,
    /// How many articles of it were alike to stored items, but too many at once.
    pub left: usize,
    keys: Vec<(Guid, Key)>,
    prints: BTreeMap<Guid, Print>,
}

impl Ledger {
    fn known(&self, item: &Item) -> Known {
        let keys = self.keys.iter().filter(|(guid, _)| *guid == item.guid);
        let mut keys: Vec<Key> = keys.map(|(_, key)| key.clone()).collect();
        keys.sort();
        let print = self.prints.get(&item.guid).cloned().unwrap_or_default();
        Known { item: item.clone(), keys, print, is_tombstone: false }
    }

    /// The items that stand for themselves.
    pub fn standing(&self) -> Vec<&Item> {
        let is_folded = |item: &Item| self.folded.iter().any(|(guid, ..)| *guid == item.guid);
        self.items.iter().filter(|item| !is_folded(item)).collect()
    }

    /// Binds what no key binds to items that the visit does not show, by words.
    fn rebind(&mut self, source: &str, matching: &mut Matching) {
        let settings = Settings::standard();
        let ours = self.items.iter().filter(|item| item.source == source);
        let mut stored: Vec<Known> = ours.map(|item| self.known(item)).collect();
        let new: Vec<New<'_>> = matching
            .unbound()
            .into_iter()
            .map(|article| {
                let print = group::print(article.item);
                let candidates = group::shortlist(&print, &stored, &settings);
                New { number: article.number, item: article.item, print, candidates }
            })
            .collect();
        let shown = stored.iter().map(|known| known.item.guid.clone());
        let shown = shown.filter(|guid| matching.shows(guid)).collect();
        let visit = Visit {
            new: &new,
            articles: matching.articles(),
            shown: &shown,
            oldest: matching.oldest(),
            is_whole: true,
        };
        let found = group::rebind(&visit, &stored, &settings);
        drop(new);
        for again in found.again {
            let at = stored.iter().position(|known| known.item.guid == again.guid).unwrap();
            matching.rebind(again.number, stored.swap_remove(at), again.likeness);
        }
        self.left = found.left;
    }

    pub fn visit(&mut self, source: &str, now: &str, told: &[Told<'_>]) -> Changes {
        let batch: Vec<Seen> = told.iter().map(|told| seen(source, *told, now)).collect();
        let (ours, theirs): (Vec<&Item>, Vec<&Item>) =
            self.items.iter().partition(|item| item.source == source);
        let known = ours.into_iter().map(|item| self.known(item)).collect();
        let batch = Batch::new(source, batch, Identity::standard(), group::are_one);
        let mut taken = batch.guids();
        taken.extend(batch.spare_guids(&taken));
        taken.retain(|guid| theirs.iter().any(|item| item.guid == *guid));
        let mut matching = batch.bind(known);
        if self.items.iter().any(|item| item.source == source) {
            self.rebind(source, &mut matching);
        }
        let Outcome { changes, renamed, .. } = matching.merge(taken, at(now));
        self.renamed = renamed.into_iter().map(|renamed| renamed.bound).collect();
        let mut new = changes.new.clone();
        new.sort_by(|a, b| (a.published.at, &a.guid).cmp(&(b.published.at, &b.guid)));
        for item in new {
            let others: Vec<Known> = self.items.iter().map(|item| self.known(item)).collect();
            self.keys.extend(item.keys.iter().map(|key| (item.guid.clone(), key.clone())));
            self.prints.insert(item.guid.clone(), group::print(&item));
            let item_known = self.known(&item);
            let settings = group::Settings::standard();
            let by_key = group::same_by_key(&item_known, &others);
            let by_key = by_key.map(|(other, bound)| (other.item.guid.clone(), bound));
            let found = by_key.or_else(|| {
                let alike =
                    |other: &Known| group::may_be_same(&item_known.print, &other.print, &settings);
                // What surely is another article would only take time.
                let near: Vec<Known> = others.iter().filter(|it| alike(it)).cloned().collect();
                let read: Vec<Reading> = near.iter().map(Reading::of).collect();
                let item = Reading::of(&item_known);
                let (number, bound) = group::same_by_words(&item, &read, &settings)?;
                Some((near[number].item.guid.clone(), bound))
            });
            if let Some((other, bound)) = found {
                let above = self.folded.iter().find(|(guid, ..)| *guid == other);
                let owner = above.map_or(other, |(_, owner, _)| owner.clone());
                self.folded.push((item.guid.clone(), owner, bound));
            }
            self.items.push(item);
        }
        for revision in &changes.revised {
            let stored = self.items.iter_mut().find(|item| item.guid == revision.item.guid);
            *stored.unwrap() = revision.item.clone();
            self.prints.insert(revision.item.guid.clone(), group::print(&revision.item));
        }
        self.keys.extend(changes.keys.iter().cloned());
        changes
    }
}

/// Whether anything that is published may change.
pub fn touches_output(changes: &Changes) -> bool {
    !changes.new.is_empty() || changes.revised.iter().any(|revision| !revision.fields.is_empty())
}
