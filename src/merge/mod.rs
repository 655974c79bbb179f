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
//! A source edits its own items only (DESIGN: identity, rule 5). What else tells the same article is
//! found later, when all sources are there (`group`).

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

/// What one visit to a source yields, ready to be compared with what is stored.
#[derive(Debug)]
pub struct Batch {
    source: String,
    ids: Ids,
    seen: Vec<Seen>,
    clusters: Vec<Vec<usize>>,
    dropped: usize,
}

impl Batch {
    /// Tells the articles of a batch apart. Entries left without any key are dropped and counted in
    /// [`Outcome::dropped`].
    pub fn new(source: &str, mut seen: Vec<Seen>, ids: Ids) -> Self {
        // From here on the order is that of what is told, not that of where it stands.
        seen.sort_by(revise::telling_order);
        degrade::degrade(&mut seen);
        let before = seen.len();
        seen.retain(|seen| !seen.item.keys.is_empty());
        let dropped = before - seen.len();
        let clusters = cluster::clusters(&seen);
        Batch { source: source.to_owned(), ids, seen, clusters, dropped }
    }

    /// The entries, in the order of what they claim.
    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// The ids that its articles would be given if nobody had them.
    pub fn guids(&self) -> BTreeSet<Guid> {
        self.mints().map(|(guid, _)| guid).collect()
    }

    /// The ids that its articles would be given instead of those that stored items have.
    pub fn spare_guids(&self, held: &BTreeSet<Guid>) -> BTreeSet<Guid> {
        let of_held = self.mints().filter(|(guid, _)| held.contains(guid));
        of_held.flat_map(|(_, keys)| spares(&self.source, &keys).collect::<Vec<_>>()).collect()
    }

    /// Merges it into the ledger.
    ///
    /// `known` are the stored items of the source that a key of the batch leads to, or that have one
    /// of its guids; `taken` are those of the guids that items of other sources have; `now` is the
    /// moment of the visit.
    pub fn merge(self, known: Vec<Known>, taken: BTreeSet<Guid>, now: DateTime<Utc>) -> Outcome {
        let Batch { source, ids, seen, clusters, dropped } = self;
        let bindings = bind(&seen, &clusters, &known, &source, ids);

        let mut changes = Changes::default();
        changes.new.reserve_exact(bindings.iter().filter(|binding| binding.is_none()).count());
        let mut given = taken;
        given.extend(known.iter().map(|known| known.item.guid.clone()));
        // Texts may be long, so they are moved and not copied: each entry is in one cluster.
        let mut seen: Vec<Option<Seen>> = seen.into_iter().map(Some).collect();
        let mut known: Vec<Option<Known>> = known.into_iter().map(Some).collect();
        for (cluster, binding) in clusters.iter().zip(bindings) {
            let tellings: Vec<Seen> =
                cluster.iter().filter_map(|&index| seen[index].take()).collect();
            match binding.and_then(|(index, kind)| Some((known[index].take()?, kind))) {
                Some((known, kind)) => apply(&mut changes, known, tellings, Bound::Key(kind), now),
                None => introduce(&mut changes, &source, tellings, ids, &mut given),
            }
        }
        Outcome { changes, dropped }
    }

    /// The id that each article would be given, with its keys.
    fn mints(&self) -> impl Iterator<Item = (Guid, Vec<Key>)> + '_ {
        self.clusters.iter().filter_map(|cluster| {
            let entries = cluster.iter().map(|&index| &self.seen[index]);
            let keys = Profile::of_seen(entries).owned_keys();
            Some((Guid::mint(&self.source, &keys, self.ids)?, keys))
        })
    }
}

/// The ids that a source makes of its keys where another item has the id already.
fn spares<'k>(source: &'k str, keys: &'k [Key]) -> impl Iterator<Item = Guid> + 'k {
    keys.iter().map(move |key| Guid::of(&["source", source, key.kind.as_str(), &key.value]))
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
    let by_guid: BTreeMap<&Guid, usize> =
        known.iter().enumerate().map(|(index, known)| (&known.item.guid, index)).collect();
    let mut candidates = Vec::new();
    for (number, cluster) in clusters.iter().enumerate() {
        let profile = Profile::of_seen(cluster.iter().map(|&index| &seen[index]));
        let guid = Guid::mint(source, &profile.owned_keys(), ids);
        let by_keys = profile.keys().filter_map(|key| by_key.get(key)).flatten().copied();
        let reachable: BTreeSet<usize> =
            by_keys.chain(guid.as_ref().and_then(|guid| by_guid.get(guid).copied())).collect();
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
    // Where another article has the id already, the source makes one of its next key.
    let Some(first) = Guid::mint(source, &keys, ids) else { return };
    let mut guids = std::iter::once(first.clone()).chain(spares(source, &keys));
    let free = guids.find(|guid| !given.contains(guid));
    drop(guids);
    let guid = free.unwrap_or(first);
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

/// A cluster that is bound to a stored item revises it.
fn apply(
    changes: &mut Changes,
    known: Known,
    tellings: Vec<Seen>,
    bound: Bound,
    now: DateTime<Utc>,
) {
    let Known { mut item, keys, is_tombstone, .. } = known;
    let profile = Profile::of_seen(&tellings);
    for key in profile.keys().filter(|key| !keys.contains(key)) {
        changes.keys.push((item.guid.clone(), key.clone()));
    }
    if is_tombstone {
        changes.same += 1;
        return;
    }
    let mut told: Vec<Telling> =
        tellings.iter().map(|seen| self::told(seen, &item.guid, bound)).collect();
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
