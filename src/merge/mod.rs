//! Seen against known → changes: what is new, what was revised, what is the same, and why.
//!
//! All entries that one visit to one source yields are merged as one batch, so that the outcome does
//! not depend on the order of its documents. The steps:
//!
//! 1. `degrade`: keys that several articles of one document share identify none of them.
//! 2. `cluster`: entries that are the same article become one cluster.
//! 3. Each cluster is bound to the stored item that its keys lead to, at most one to one.
//! 4. `revise`: the tellings of a cluster are folded into one, and that into the stored item.
//!
//! An item of another source is never edited (DESIGN: identity, rule 5): a cluster that is bound to
//! one only leaves tellings.

mod cluster;
mod degrade;
mod profile;
mod revise;

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chrono::{DateTime, Utc};

use crate::model::{Bound, Changes, Guid, Ids, Item, Key, KeyKind, Known, Revision, Telling};
use profile::Profile;

/// A normalised entry and where it stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The item as this entry tells it.
    pub item: Item,
    /// Which document of the batch the entry stands in, counted from 0.
    pub document: usize,
    /// Document and position, for `explain`.
    pub place: String,
}

/// Merges what one visit to `source` yields.
///
/// `known` are the stored items that a key of the batch leads to by way of this source; `now` is the
/// moment of the visit. Entries left without any key are dropped and counted in
/// [`Outcome::dropped`].
pub fn merge(
    source: &str,
    mut seen: Vec<Seen>,
    known: Vec<Known>,
    ids: Ids,
    now: DateTime<Utc>,
) -> Outcome {
    // From here on the order is that of what is told, not that of where it stands.
    seen.sort_by(revise::telling_order);
    degrade::degrade(&mut seen);
    let before = seen.len();
    seen.retain(|seen| !seen.item.keys.is_empty());
    let dropped = before - seen.len();
    let clusters = cluster::clusters(&seen);
    let bindings = bind(&seen, &clusters, &known, source, ids);

    let mut changes = Changes::default();
    changes.new.reserve_exact(bindings.iter().filter(|binding| binding.is_none()).count());
    let mut given: BTreeSet<Guid> = known.iter().map(|known| known.item.guid.clone()).collect();
    // Texts may be long, so they are moved and not copied: each entry is in one cluster.
    let mut seen: Vec<Option<Seen>> = seen.into_iter().map(Some).collect();
    let mut known: Vec<Option<Known>> = known.into_iter().map(Some).collect();
    for (cluster, binding) in clusters.iter().zip(bindings) {
        let tellings: Vec<Seen> = cluster.iter().filter_map(|&index| seen[index].take()).collect();
        match binding.and_then(|(index, kind)| Some((known[index].take()?, kind))) {
            Some((known, kind)) => {
                let bound = if known.item.source == source {
                    Bound::Key(kind)
                } else {
                    Bound::Elsewhere(kind)
                };
                apply(&mut changes, known, tellings, bound, now);
            }
            None => introduce(&mut changes, source, tellings, ids, &mut given),
        }
    }
    Outcome { changes, dropped }
}

/// What merging yields.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// What changes in the ledger.
    pub changes: Changes,
    /// Entries that share every key with another article and cannot be told apart.
    pub dropped: usize,
}

/// Binds each cluster to the stored item that its keys lead to: strongest kind of key first, then most
/// keys in common, and each stored item to one cluster only.
fn bind(
    seen: &[Seen],
    clusters: &[Vec<usize>],
    known: &[Known],
    source: &str,
    ids: Ids,
) -> Vec<Option<(usize, KeyKind)>> {
    let stored: Vec<Profile<'_>> = known.iter().map(Profile::of_known).collect();
    let mut by_key: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
    for (index, known) in known.iter().enumerate() {
        for key in &known.keys {
            by_key.entry(key).or_default().push(index);
        }
    }
    let mut candidates = Vec::new();
    for (number, cluster) in clusters.iter().enumerate() {
        let profile = Profile::of_seen(cluster.iter().map(|&index| &seen[index]));
        let reachable: BTreeSet<usize> =
            profile.keys().filter_map(|key| by_key.get(key)).flatten().copied().collect();
        let guid = Guid::mint(source, &profile.owned_keys(), ids);
        for index in reachable {
            let kind = profile::unify(&profile, &stored[index])
                .or_else(|| same_guid(&profile, guid.as_ref(), &known[index]));
            if let Some(kind) = kind {
                let shared = profile.shared(&stored[index]);
                candidates.push((kind, Reverse(shared), &known[index].item.guid, number, index));
            }
        }
    }
    candidates.sort();
    let mut bindings = vec![None; clusters.len()];
    let mut taken = BTreeSet::new();
    for (kind, _, _, number, index) in candidates {
        if bindings[number].is_none() && taken.insert(index) {
            bindings[number] = Some((index, kind));
        }
    }
    bindings
}

/// An id is minted once: what would be given the id of a stored item is that item.
fn same_guid(profile: &Profile<'_>, guid: Option<&Guid>, known: &Known) -> Option<KeyKind> {
    let strongest = profile.keys().next()?.kind;
    (guid == Some(&known.item.guid)).then_some(strongest)
}

/// A cluster that nobody knows becomes a new item, under an id that no item has been given.
fn introduce(
    changes: &mut Changes,
    source: &str,
    tellings: Vec<Seen>,
    ids: Ids,
    given: &mut BTreeSet<Guid>,
) {
    let keys = Profile::of_seen(&tellings).owned_keys();
    // Where another article has the id already, the next key makes one; where none is left, the
    // strongest does, and whoever settles the changes makes this a telling of that article.
    let by_key = |start| Guid::mint(source, &keys[start..], ids);
    let fresh = (0..keys.len()).filter_map(by_key).find(|guid| !given.contains(guid));
    let Some(guid) = fresh.or_else(|| by_key(0)) else { return };
    let bounds = (0..).zip(&tellings).map(|(position, telling)| match position {
        0 => Bound::New,
        _ => Bound::Key(shared_kind(telling, &tellings[0])),
    });
    let mut told: Vec<Telling> =
        tellings.iter().zip(bounds).map(|(seen, bound)| self::told(seen, &guid, bound)).collect();
    let (mut item, steps) = revise::fold(tellings);
    for (telling, changed) in told.iter_mut().zip(steps) {
        telling.changed = changed;
    }
    changes.tellings.append(&mut told);
    item.keys = keys;
    item.guid = guid.clone();
    // Within one batch the later of two is a telling of the earlier.
    if given.insert(guid.clone()) || !changes.new.iter().any(|item| item.guid == guid) {
        changes.new.push(item);
    }
}

/// A cluster that is bound to a stored item revises it, if the item is ours.
fn apply(
    changes: &mut Changes,
    known: Known,
    tellings: Vec<Seen>,
    bound: Bound,
    now: DateTime<Utc>,
) {
    let Known { mut item, keys } = known;
    let profile = Profile::of_seen(&tellings);
    for key in profile.keys().filter(|key| !keys.contains(key)) {
        changes.keys.push((item.guid.clone(), key.clone()));
    }
    let mut told: Vec<Telling> =
        tellings.iter().map(|seen| self::told(seen, &item.guid, bound)).collect();
    if matches!(bound, Bound::Elsewhere(_)) {
        changes.same += 1;
        changes.tellings.append(&mut told);
        return;
    }
    let (candidate, mut steps) = revise::fold(tellings);
    // A new text is a field that changed; all else is compared without it.
    let text = item.content.take();
    let before = item.clone();
    item.content = text;
    let fields = revise::revise(&mut item, &candidate, Some(now));
    // How the tellings differ among each other, and with the last of them what the visit changed.
    if let Some(last) = steps.last_mut() {
        last.extend(&fields);
        last.sort();
        last.dedup();
    }
    for (telling, changed) in told.iter_mut().zip(steps) {
        telling.changed = changed;
    }
    changes.tellings.append(&mut told);
    let text = item.content.take();
    if fields.is_empty() && item == before {
        changes.same += 1;
    } else {
        item.content = text;
        changes.revised.push(Revision { item, fields });
    }
}

/// A telling that changed nothing, as far as is known here.
fn told(seen: &Seen, guid: &Guid, bound: Bound) -> Telling {
    Telling {
        guid: guid.clone(),
        source: seen.item.source.clone(),
        place: seen.place.clone(),
        title: seen.item.title.text.to_string(),
        link: seen.item.link.clone(),
        claimed: revise::claim(&seen.item),
        seen: seen.item.first_seen,
        bound,
        changed: Vec::new(),
    }
}

fn shared_kind(telling: &Seen, first: &Seen) -> KeyKind {
    let shared = telling.item.keys.iter().filter(|key| first.item.keys.contains(key));
    shared.map(|key| key.kind).min().unwrap_or(KeyKind::TitleDay)
}
