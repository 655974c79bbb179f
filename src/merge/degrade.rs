//! Keys that several articles of one document share identify none of them.
//!
//! Publishers repeat one `guid` for all items, link all items to the home page, or begin every text
//! with the same sentence. Such a value is taken away from every entry of that document that has it,
//! the whole set at once and never by position, so an item that scrolls moves nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Judge, Seen,
    lead::are_two,
    profile::{Profile, unify},
};
use crate::model::{Key, KeyKind};

/// Removes from every entry the keys that do not identify it within its document.
pub(super) fn degrade(seen: &mut [Seen], judge: Judge) {
    // Strongest first: what two entries are without their native ids is judged without these.
    for kind in [
        KeyKind::NativeId,
        KeyKind::BareNativeId,
        KeyKind::Address,
        KeyKind::Words,
        KeyKind::Lead,
        KeyKind::TitleDay,
    ] {
        let shared = shared(seen, kind, judge);
        if shared.is_empty() {
            continue;
        }
        for entry in seen.iter_mut() {
            let document = entry.document;
            entry.item.keys.retain(|key| !shared.contains(&(document, key.clone())));
        }
    }
}

/// The keys of one kind that stand on different articles of one document.
fn shared(seen: &[Seen], kind: KeyKind, judge: Judge) -> BTreeSet<(usize, Key)> {
    let mut holders: BTreeMap<(usize, &Key), Vec<&Seen>> = BTreeMap::new();
    for entry in seen {
        for key in entry.item.keys.iter().filter(|key| key.kind == kind) {
            holders.entry((entry.document, key)).or_default().push(entry);
        }
    }
    holders
        .into_iter()
        .filter(|(_, entries)| {
            entries[1..].iter().any(|entry| !same_article(entries[0], entry, kind, judge))
        })
        .map(|((document, key), _)| (document, key.clone()))
        .collect()
}

/// Whether two entries of one document that share a key of `kind` tell the same article.
fn same_article(a: &Seen, b: &Seen, kind: KeyKind, judge: Judge) -> bool {
    let without = |seen: &Seen| -> Vec<Key> {
        seen.item.keys.iter().filter(|key| key.kind > kind).cloned().collect()
    };
    let (a_rest, b_rest) = (without(a), without(b));
    let shares = |kind| a_rest.iter().any(|key| key.kind == kind && b_rest.contains(key));
    match kind {
        // The publisher says that they are one; any second witness will do.
        KeyKind::NativeId => {
            shares(KeyKind::Address) || shares(KeyKind::Lead) || shares(KeyKind::TitleDay)
        }
        KeyKind::Lead | KeyKind::TitleDay if are_two(&a.item, &b.item, kind, judge) => false,
        // For the weaker kinds the rule that binds articles decides.
        _ => {
            unify(&Profile::of_seen([a]), &Profile::of_seen([b])).is_some() && {
                kind == KeyKind::Lead
                    || kind == KeyKind::TitleDay
                    || shares(KeyKind::Lead)
                    || shares(KeyKind::TitleDay)
            }
        }
    }
}
