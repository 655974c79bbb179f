//! Seen against known → changes: what is new, what was revised, what is the same, and why.
//!
//! All entries that one visit to one source yields are merged as one batch, so that the outcome does
//! not depend on the order of its documents. The steps:
//!
//! 1. `degrade`: keys that several articles of one document share identify none of them.
//! 2. `cluster`: entries that are the same article become one cluster.
//! 3. `bind`: each cluster is bound to the stored item that its keys lead to, at most one to one. What
//!    no key binds may be bound by its words, which others compare (`group`).
//! 4. `revise`: the tellings of a cluster are folded into one, and that into the stored item.
//!
//! A source edits its own items only (DESIGN: identity, rule 5). What else tells the same article is
//! found later, when all sources are there (`group`); then [`edit`] is for those that trust each other.

mod bind;
mod cluster;
mod degrade;
mod lead;
mod profile;
mod revise;

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

pub use bind::{Article, Matching};
pub use revise::edit;

use crate::model::{
    Bound, Changes, Guid, Identity, Ids, Item, Key, KeyKind, Known, Revision, Telling,
};
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

/// What all words of two items say: whether they are one article; `None` where there are too few.
pub type Judge = fn(&Item, &Item) -> Option<bool>;

/// What one visit to a source yields, ready to be compared with what is stored.
#[derive(Debug)]
pub struct Batch {
    source: String,
    identity: Identity,
    judge: Judge,
    seen: Vec<Seen>,
    /// Keys of each entry that do not identify it any more.
    former: Vec<Vec<Key>>,
    clusters: Vec<Vec<usize>>,
    dropped: usize,
}

impl Batch {
    /// Tells the articles of a batch apart. Entries left without any key are dropped and counted in
    /// [`Outcome::dropped`].
    ///
    /// What nothing but its first words, or its title and day, says to be one article is shown to
    /// `judge`.
    pub fn new(source: &str, mut seen: Vec<Seen>, identity: Identity, judge: Judge) -> Self {
        // From here on the order is that of what is told, not that of where it stands.
        seen.sort_by(revise::telling_order);
        let mut former = Vec::with_capacity(seen.len());
        for entry in &mut seen {
            let (believed, rest) = identity.divide(std::mem::take(&mut entry.item.keys));
            entry.item.keys = believed;
            former.push(rest);
        }
        degrade::degrade(&mut seen, judge);
        let before = seen.len();
        let kept = seen.into_iter().zip(former).filter(|(seen, _)| !seen.item.keys.is_empty());
        let (seen, former): (Vec<_>, Vec<_>) = kept.unzip();
        let dropped = before - seen.len();
        let clusters = cluster::clusters(&seen, judge);
        Batch { source: source.to_owned(), identity, judge, seen, former, clusters, dropped }
    }

    /// The entries, in the order of what they claim.
    pub fn seen(&self) -> &[Seen] {
        &self.seen
    }

    /// Every key that a stored item may be found by.
    pub fn keys(&self) -> impl Iterator<Item = &Key> + Clone {
        let believed = self.seen.iter().flat_map(|seen| &seen.item.keys);
        believed.chain(self.former.iter().flatten())
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

    /// Finds the stored item of each article.
    ///
    /// `known` are the stored items of the source that a key of the batch leads to, or that have one
    /// of its guids.
    pub fn bind(self, known: Vec<Known>) -> Matching {
        Matching::new(self, known)
    }

    /// The id that each article would be given, with its keys.
    fn mints(&self) -> impl Iterator<Item = (Guid, Vec<Key>)> + '_ {
        self.clusters.iter().filter_map(|cluster| {
            let entries = cluster.iter().map(|&index| &self.seen[index]);
            let keys = Profile::of_seen(entries).owned_keys();
            Some((Guid::mint(&self.source, &keys, self.identity.ids)?, keys))
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
    /// Stored items that the source shows under another id of its own, or at another address where it
    /// gives no ids.
    pub renamed: Vec<Renamed>,
}

/// A stored item that its source shows under another id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Renamed {
    /// Our id of it, which stays.
    pub guid: Guid,
    /// Its title.
    pub title: String,
    /// How it was known.
    pub bound: Bound,
}

/// A cluster that nobody knows becomes a new item, under an id that no item has been given.
fn introduce(
    Outcome { changes, dropped, .. }: &mut Outcome,
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
    let is_free = given.insert(guid.clone());
    // Within one batch the later of two is a telling of the earlier; in the ledger it would be none.
    if !is_free && !changes.new.iter().any(|item| item.guid == guid) {
        *dropped += tellings.len();
        return;
    }
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
    item.guid = guid;
    if is_free {
        changes.new.push(item);
    }
}

/// A cluster that is bound to a stored item revises it.
fn apply(
    Outcome { changes, renamed, .. }: &mut Outcome,
    known: Known,
    tellings: Vec<Seen>,
    bound: Bound,
    now: DateTime<Utc>,
) {
    let is_renamed = Profile::of_known(&known).is_renamed(&Profile::of_seen(&tellings));
    let Known { mut item, keys, is_tombstone, .. } = known;
    let profile = Profile::of_seen(&tellings);
    let room = MOST_KEYS.saturating_sub(keys.len());
    for key in profile.keys().filter(|key| !keys.contains(key)).take(room) {
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
    if is_renamed {
        let (guid, title) = (item.guid.clone(), item.title.text.to_string());
        renamed.push(Renamed { guid, title, bound });
    }
    let text = item.content.take();
    if fields.is_empty() {
        // When its feed was built is no news of an item: it would be written anew with each build.
        item.origin.updated.clone_from(&before.origin.updated);
    }
    if fields.is_empty() && item == before {
        changes.same += 1;
    } else {
        item.content = text;
        changes.revised.push(Revision { item, fields });
    }
}

/// Most keys of an item. Some feeds make up a new id at each visit; their items are known by the rest.
const MOST_KEYS: usize = 64;

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
