//! Whether two items are one article, by the keys that they share.

use crate::model::{Item, Key, KeyKind, Known, fold, tokens};

/// The strongest key that says that two items tell the same article.
///
/// The same id of the publisher does. An address or the first words have to be joined by a second
/// likeness: a link blog that comments on an article is an article of its own. Within a source its own
/// keys were compared before.
pub(super) fn same_article(item: &Known, other: &Known) -> Option<KeyKind> {
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

/// By what a publisher tells an item from others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Names {
    id: bool,
    address: bool,
}

impl Names {
    pub fn of(known: &Known) -> Self {
        let has = |kind| known.keys.iter().any(|key| key.kind == kind);
        Names { id: has(KeyKind::NativeId), address: has(KeyKind::Address) }
    }

    /// Whether two items have names of the same kind.
    pub fn rival(self, other: Names) -> bool {
        self.id && other.id || self.address && other.address
    }
}

/// The title, without what differs between two spellings of it.
fn title(item: &Item) -> String {
    fold(&item.title.text)
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
