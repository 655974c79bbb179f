//! The same article, told twice.
//!
//! In: an item that is new to the ledger, and stored items that may tell the same article. Out: which
//! of them does, and how we know: by keys that both have, else by their words. What tells an article
//! that another item stands for is published once, as "also at"; nobody edits an item of another
//! source (DESIGN: identity, rule 5).

mod candidates;
mod keys;
mod print;
mod rebind;
mod same;
pub mod story;

use std::{borrow::Borrow, fmt};

use crate::model::{Bound, Changes, Field, Guid, Item, Known, fold};

pub use candidates::{alike, goes_on, likeness, ranked, top};
pub use print::{anchors, containment, may_be_same, print};
pub use rebind::{Again, FEWEST_MOVED, New, Rebinding, Visit, rebind, shortlist};
pub use same::{Brief, Overlap, Settings, Unlike, same_article, size, surely_apart};

/// Keeps what there is of the words of new items, and of those whose text is another one now.
pub fn imprint(changes: &mut Changes) {
    let revised = changes.revised.iter().filter(|revision| {
        let of_text = |field: &Field| {
            matches!(field, Field::Title | Field::TitleRepaired | Field::Summary | Field::Content)
        };
        revision.fields.iter().any(of_text)
    });
    let items = changes.new.iter().chain(revised.map(|revision| &revision.item));
    changes.prints = items.map(|item| (item.guid.clone(), print(item))).collect();
}

/// Whether two items of one source are one article, by all their words; `None` where there are too few
/// to tell. It holds whatever the operator wants of other sources.
pub fn are_one(a: &Item, b: &Item) -> Option<bool> {
    match same::same_article(a, b, &Settings::standard()) {
        Ok(_) => Some(true),
        Err(Unlike::Headline) => None,
        Err(_) => Some(false),
    }
}

/// Which of `others` has a key that says that it tells the same article as `item`, and which key; the
/// strongest one, and among equals the one that was published first.
pub fn same_by_key<'k>(
    item: &Known,
    others: impl IntoIterator<Item = &'k Known>,
) -> Option<(&'k Known, Bound)> {
    let alike = |other: &'k Known| Some((keys::same_article(item, other)?, other));
    let found = others.into_iter().filter_map(alike);
    let first =
        found.min_by_key(|(kind, other)| (*kind, other.item.published.at, &other.item.guid));
    first.map(|(kind, other)| (other, Bound::Key(kind)))
}

/// An article that was read, to be compared with others word by word: once, for as many comparisons as
/// come.
#[derive(Clone)]
pub struct Reading {
    guid: Guid,
    source: String,
    names: keys::Names,
    side: same::Side,
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Reading").field(&self.guid).finish()
    }
}

impl Reading {
    /// Reads an item, which comes with its text.
    pub fn of(known: &Known) -> Self {
        Reading {
            guid: known.item.guid.clone(),
            source: known.item.source.clone(),
            names: keys::Names::of(known),
            side: same::Side::new(&known.item),
        }
    }

    /// The id of the item.
    pub fn guid(&self) -> &Guid {
        &self.guid
    }

    /// About how many bytes it takes in memory.
    pub fn weight(&self) -> usize {
        self.side.weight() + self.guid.as_str().len() + self.source.len()
    }
}

/// Which of `others` tells the same article as `item` in the same words, and how much of them; the
/// most alike, and among equals the one that was published first.
pub fn same_by_words<R: Borrow<Reading>>(
    item: &Reading,
    others: &[R],
    settings: &Settings,
) -> Option<(usize, Bound)> {
    if settings.near_duplicate <= 0.0 {
        return None;
    }
    let mut best: Option<(usize, Overlap)> = None;
    for (number, other) in others.iter().map(Borrow::borrow).enumerate() {
        let Ok(overlap) = same::compare(&item.side, &other.side, settings) else { continue };
        if are_rivals(item, other) && !is_copy(item, other, &overlap) {
            continue;
        }
        let order = |number: usize| {
            let other: &Reading = others[number].borrow();
            (other.side.brief.published.at, &other.guid)
        };
        let is_better =
            best.is_none_or(|(before, than)| match overlap.share.total_cmp(&than.share) {
                std::cmp::Ordering::Equal => order(number) < order(before),
                by_share => by_share.is_gt(),
            });
        if is_better {
            best = Some((number, overlap));
        }
    }
    best.map(|(number, overlap)| (number, Bound::Alike(overlap.into())))
}

/// The one of several tellings of an article whose text is shown, if it is not the first, which stands
/// for the article: one that says more than it and all others.
pub fn best(tellings: &[Known]) -> Option<usize> {
    let size = |known: &Known| size(known.item.content.as_deref().unwrap_or(&known.item.lead));
    let (first, others) = tellings.split_first()?;
    let longest =
        others.iter().map(size).enumerate().max_by_key(|&(at, size)| (size, others.len() - at))?;
    (longest.1 > self::size(first.item.content.as_deref().unwrap_or(&first.item.lead)))
        .then_some(longest.0 + 1)
}

/// Whether the publisher tells two items of one source apart: each has an id or an address of its own.
fn are_rivals(item: &Reading, other: &Reading) -> bool {
    item.source == other.source && item.names.rival(other.names)
}

/// Whether what a publisher tells apart, by ids or addresses, is nevertheless the same: under the same
/// title every word is, and there are enough of them to mean one article. "Open thread" is told every
/// day in the same few words, and chapters of one title begin alike.
fn is_copy(item: &Reading, other: &Reading, overlap: &Overlap) -> bool {
    let apart = (item.side.brief.published.at - other.side.brief.published.at).abs();
    overlap.share >= COPY
        && overlap.of >= FEWEST_COPIED
        && apart <= COPIED_WITHIN
        && fold(&item.side.brief.title.text) == fold(&other.side.brief.title.text)
}

/// Share of the words of a copy that stand in the other one.
const COPY: f64 = 0.995;

/// Fewest shingles of a copy: those of 40 words.
const FEWEST_COPIED: u32 = 38;

/// Longest time between an article and its copy in one source.
const COPIED_WITHIN: chrono::TimeDelta = chrono::TimeDelta::hours(36);
