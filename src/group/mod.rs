//! The same article in several sources.
//!
//! In: what one visit would change, and the stored items of *other* sources that its new items may
//! be. Out: the same changes, in which a new item that another source owns has become a further
//! telling of the owner's item ("also at"). The owner stays the first, and nobody edits its item
//! (DESIGN: identity, rule 5).

pub mod story;

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Bound, Changes, Guid, Item, Key, KeyKind, Known, fold, tokens};

/// Turns new items that other sources own into tellings.
///
/// `elsewhere` are stored items of other sources, with the keys that their owners know them by, and
/// whatever has the id that a new item would be given: an id is minted once. An item is theirs when it has the same id, or shares an address or the first words *and* says the
/// same in a second way: a link blog that comments on an article is an article of its own.
pub fn settle(mut changes: Changes, elsewhere: &[Known]) -> Changes {
    if elsewhere.is_empty() {
        return changes;
    }
    let index = Index::new(elsewhere);
    let mut owners: BTreeMap<Guid, (Guid, Bound)> = BTreeMap::new();
    changes.new.retain(|item| {
        let found = index
            .alike(item)
            .into_iter()
            .filter_map(|number| {
                let known = &elsewhere[number];
                let kind = same_article(item, known)?;
                let is_ours = known.item.source == item.source;
                let bound = if is_ours { Bound::Key(kind) } else { Bound::Elsewhere(kind) };
                // The very id comes first: it is never given twice.
                Some((known.item.guid != item.guid, kind, &known.item.guid, bound))
            })
            .min();
        if let Some((_, _, owner, bound)) = found {
            owners.insert(item.guid.clone(), (owner.clone(), bound));
            changes.keys.extend(item.keys.iter().map(|key| (owner.clone(), key.clone())));
            changes.same += 1;
        }
        found.is_none()
    });
    for telling in &mut changes.tellings {
        if let Some((owner, bound)) = owners.get(&telling.guid) {
            telling.guid = owner.clone();
            telling.bound = *bound;
            telling.changed.clear();
        }
    }
    changes
}

/// Stored items by what a new one can share with them. Two sources with many items would otherwise be
/// compared item by item.
struct Index<'k> {
    by_guid: BTreeMap<&'k Guid, Vec<usize>>,
    by_key: BTreeMap<&'k Key, Vec<usize>>,
}

impl<'k> Index<'k> {
    fn new(elsewhere: &'k [Known]) -> Self {
        let mut index = Index { by_guid: BTreeMap::new(), by_key: BTreeMap::new() };
        for (number, known) in elsewhere.iter().enumerate() {
            index.by_guid.entry(&known.item.guid).or_default().push(number);
            for key in known.keys.iter().filter(|key| is_shared(key)) {
                index.by_key.entry(key).or_default().push(number);
            }
        }
        index
    }

    /// The items with the id, an address or the first words of this one.
    fn alike(&self, item: &Item) -> BTreeSet<usize> {
        let by_guid = self.by_guid.get(&item.guid);
        let keys = item.keys.iter().filter(|key| is_shared(key));
        let by_key = keys.filter_map(|key| self.by_key.get(key));
        by_guid.into_iter().chain(by_key).flatten().copied().collect()
    }
}

/// Whether a key means the same in every source.
fn is_shared(key: &Key) -> bool {
    matches!(key.kind, KeyKind::Address | KeyKind::Lead)
}

fn same_article(item: &Item, known: &Known) -> Option<KeyKind> {
    let shares = |kind| item.keys.iter().any(|key| key.kind == kind && known.keys.contains(key));
    if item.guid == known.item.guid {
        let strongest = item.keys.iter().map(|key| key.kind).find(|&kind| shares(kind));
        return Some(strongest.unwrap_or(KeyKind::NativeId));
    }
    let same_lead = shares(KeyKind::Lead);
    let same_title = title(item) == title(&known.item);
    if shares(KeyKind::Address) && (same_title || same_lead) {
        return Some(KeyKind::Address);
    }
    (same_lead && same_title && is_telling(item)).then_some(KeyKind::Lead)
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
