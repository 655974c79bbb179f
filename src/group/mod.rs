//! The same article, told twice.
//!
//! In: an item that is new to the ledger, and stored items that may tell the same article. Out: which
//! of them does, and how we know. What tells an article that another item stands for is published
//! once, as "also at"; nobody edits an item of another source (DESIGN: identity, rule 5).

mod print;
mod rebind;
mod same;

pub use print::{MOST_OF_AN_ANCHOR, anchors, containment, may_be_same, print};
pub use rebind::{Again, FEWEST_MOVED, New, Rebinding, Visit, rebind, shortlist};
pub use same::{Overlap, Settings, Unlike, same_article};

use crate::model::{Bound, Changes, Field, Item, Key, KeyKind, Known, fold, tokens};

/// Keeps what there is of the words of new items, and of those whose text is another one now.
pub fn imprint(changes: &mut Changes) {
    let revised = changes.revised.iter().filter(|revision| {
        let of_text = |field: &Field| matches!(field, Field::Summary | Field::Content);
        revision.fields.iter().any(of_text)
    });
    let items = changes.new.iter().chain(revised.map(|revision| &revision.item));
    changes.prints = items.map(|item| (item.guid.clone(), print(item))).collect();
}

/// Which of `others` tells the same article as `item`, and how we know; the surest one, and among
/// equals the one that was published first. Items of the same source are among them.
pub fn find_same(item: &Known, others: &[Known]) -> Option<(usize, Bound)> {
    let found = others.iter().enumerate().filter_map(|(number, other)| {
        let kind = by_key(item, other)?;
        Some((Bound::Key(kind), other.item.published.at, &other.item.guid, number))
    });
    found.min().map(|(bound, _, _, number)| (number, bound))
}

/// The one of several tellings of an article whose text is shown. The first one stands for the
/// article; another one takes its place if it says more.
pub fn best(tellings: &[Known]) -> usize {
    let more = |a: &Known, b: &Known| a.print.words > b.print.words;
    let mut best = 0;
    for (number, telling) in tellings.iter().enumerate().skip(1) {
        if more(telling, &tellings[best]) {
            best = number;
        }
    }
    best
}

/// The strongest key that says that two items tell the same article.
///
/// The same id of the publisher does. An address or the first words have to be joined by a second
/// likeness: a link blog that comments on an article is an article of its own.
fn by_key(item: &Known, other: &Known) -> Option<KeyKind> {
    let shares = |kind| item.keys.iter().any(|key| key.kind == kind && other.keys.contains(key));
    if shares_id(item, other) {
        return Some(KeyKind::NativeId);
    }
    if item.item.source == other.item.source {
        return None;
    }
    let same_lead = shares(KeyKind::Lead);
    let same_title = title(&item.item) == title(&other.item);
    if shares(KeyKind::Address) && (same_title || same_lead) {
        return Some(KeyKind::Address);
    }
    (same_lead && same_title && is_telling(&item.item)).then_some(KeyKind::Lead)
}

/// Whether both have an id of the publisher that is the same everywhere: one that stands as it is as
/// the permanent id of one of them.
fn shares_id(item: &Known, other: &Known) -> bool {
    let native = |known: &Known| -> Option<Key> {
        known.keys.iter().find(|key| key.kind == KeyKind::NativeId).cloned()
    };
    let is_global = |key: &Key| [item, other].iter().any(|it| it.item.guid.as_str() == key.value);
    native(item).is_some_and(|key| is_global(&key) && other.keys.contains(&key))
}

/// Whether the text is long enough to be told from any other: "Read more" under "Weekly notes" stands
/// in many feeds.
fn is_telling(item: &Item) -> bool {
    tokens(&fold(&item.lead)).nth(TELLING_WORDS - 1).is_some()
}

/// Fewest words of a text whose beginning means the same article in another source: those that make
/// a lead key.
const TELLING_WORDS: usize = 16;

fn title(item: &Item) -> String {
    fold(&item.title.text)
}
