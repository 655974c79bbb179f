//! Which stored item each article of a batch is.

use std::{
    cmp::Reverse,
    collections::{BTreeMap, BTreeSet},
};

use chrono::{DateTime, Utc};

use super::{Batch, Outcome, Seen, apply, introduce, lead, profile, profile::Profile};
use crate::model::{Bound, Guid, Item, Key, KeyKind, Known, Likeness, fold};

/// A batch whose articles are bound to stored items, as far as these are known.
#[derive(Debug)]
pub struct Matching {
    batch: Batch,
    known: Vec<Known>,
    /// For each article the number of its stored item, and how it was found.
    bindings: Vec<Option<(usize, Bound)>>,
}

/// An article that no stored item is known for.
#[derive(Clone, Copy, Debug)]
pub struct Article<'m> {
    /// Its number in the batch.
    pub number: usize,
    /// The fullest of its tellings.
    pub item: &'m Item,
}

impl Matching {
    pub(super) fn new(batch: Batch, known: Vec<Known>) -> Self {
        let bindings = bind(&batch, &known).into_iter();
        let mut bindings: Vec<_> =
            bindings.map(|it| it.map(|(index, kind)| (index, Bound::Key(kind)))).collect();
        bind_former(&batch, &known, &mut bindings);
        Matching { batch, known, bindings }
    }

    /// How many articles the batch shows.
    pub fn articles(&self) -> usize {
        self.bindings.len()
    }

    /// The earliest date of publication that an article of the batch states.
    pub fn oldest(&self) -> Option<DateTime<Utc>> {
        let dates = self.batch.seen.iter().map(|seen| &seen.item.published);
        dates.filter(|date| date.is_stated()).map(|date| date.at).min()
    }

    /// The articles that no stored item is known for.
    pub fn unbound(&self) -> Vec<Article<'_>> {
        let articles = self.batch.clusters.iter().zip(&self.bindings).enumerate();
        let unbound = articles.filter(|(_, (_, binding))| binding.is_none());
        // The last telling is the one that stays.
        let article = |(number, (cluster, _)): (usize, (&Vec<usize>, _))| {
            Some(Article { number, item: &self.batch.seen[*cluster.last()?].item })
        };
        unbound.filter_map(article).collect()
    }

    /// Whether the batch shows a stored item.
    pub fn shows(&self, guid: &Guid) -> bool {
        let bound = self.bindings.iter().flatten();
        bound.into_iter().any(|(index, _)| self.known[*index].item.guid == *guid)
    }

    /// Binds an article to a stored item that the batch does not show, by its words. The item comes
    /// with its text.
    pub fn rebind(&mut self, number: usize, known: Known, likeness: Likeness) {
        if self.bindings[number].is_some() || self.shows(&known.item.guid) {
            return;
        }
        let same = |it: &Known| it.item.guid == known.item.guid;
        let index = self.known.iter().position(same).unwrap_or_else(|| {
            self.known.push(known);
            self.known.len() - 1
        });
        self.bindings[number] = Some((index, Bound::Alike(likeness)));
    }

    /// Gives stored items whose texts are not all there the text that the batch tells: it is theirs and
    /// no news. The answer are these items.
    pub fn fill(&mut self, thin: &[Guid]) -> Vec<Item> {
        let mut filled = Vec::new();
        for (cluster, binding) in self.batch.clusters.iter().zip(&self.bindings) {
            let (Some((index, _)), Some(&last)) = (binding, cluster.last()) else { continue };
            let (known, told) = (&mut self.known[*index], &self.batch.seen[last].item);
            if thin.contains(&known.item.guid) && !known.is_tombstone {
                known.item.content = told.content.clone();
                known.item.lead = told.lead.clone();
                known.item.summary = told.summary.clone();
                known.item.citations = told.citations.clone();
                filled.push(known.item.clone());
            }
        }
        filled
    }

    /// Merges the batch into the ledger.
    ///
    /// `taken` are those of its guids that items of other sources have; `now` is the moment of the
    /// visit.
    pub fn merge(self, taken: BTreeSet<Guid>, now: DateTime<Utc>) -> Outcome {
        let Matching { batch, known, bindings } = self;
        let Batch { source, identity, seen, clusters, dropped, .. } = batch;
        let mut outcome = Outcome { dropped, ..Outcome::default() };
        let changes = &mut outcome.changes;
        changes.new.reserve_exact(bindings.iter().filter(|binding| binding.is_none()).count());
        let mut given = taken;
        given.extend(known.iter().map(|known| known.item.guid.clone()));
        // Texts may be long, so they are moved and not copied: each entry is in one cluster.
        let mut seen: Vec<Option<Seen>> = seen.into_iter().map(Some).collect();
        let mut known: Vec<Option<Known>> = known.into_iter().map(Some).collect();
        for (cluster, binding) in clusters.iter().zip(bindings) {
            let tellings: Vec<Seen> =
                cluster.iter().filter_map(|&index| seen[index].take()).collect();
            match binding.and_then(|(index, bound)| Some((known[index].take()?, bound))) {
                Some((known, bound)) => apply(&mut outcome, known, tellings, bound, now),
                None => introduce(&mut outcome, &source, tellings, identity.ids, &mut given),
            }
        }
        outcome
    }
}

/// Binds articles to what is stored under keys that do not identify any more, because the operator has
/// chosen others since. A second witness is needed: there was a reason for that choice.
fn bind_former(batch: &Batch, known: &[Known], bindings: &mut [Option<(usize, Bound)>]) {
    if batch.former.iter().all(Vec::is_empty) {
        return;
    }
    let mut by_key: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
    for (index, known) in known.iter().enumerate() {
        for key in &known.keys {
            by_key.entry(key).or_default().push(index);
        }
    }
    let mut candidates = Vec::new();
    for (number, cluster) in batch.clusters.iter().enumerate() {
        for &entry in cluster.iter().filter(|_| bindings[number].is_none()) {
            let item = &batch.seen[entry].item;
            for key in &batch.former[entry] {
                for &index in by_key.get(key).into_iter().flatten() {
                    if is_witness(item, &known[index].item) {
                        candidates.push((key.kind, &known[index].item.guid, number, index));
                    }
                }
            }
        }
    }
    candidates.sort();
    let mut taken: BTreeSet<usize> = bindings.iter().flatten().map(|(index, _)| *index).collect();
    for (kind, _, number, index) in candidates {
        if bindings[number].is_none() && taken.insert(index) {
            bindings[number] = Some((index, Bound::Key(kind)));
        }
    }
}

/// Whether two items have a title or a date in common.
fn is_witness(a: &Item, b: &Item) -> bool {
    let same_date =
        a.published.is_stated() && b.published.is_stated() && a.published.at == b.published.at;
    same_date || fold(&a.title.text) == fold(&b.title.text)
}

/// Binds each cluster to the stored item that its keys lead to: strongest kind of key first, then most
/// keys in common, and each stored item to one cluster only.
fn bind(batch: &Batch, known: &[Known]) -> Vec<Option<(usize, KeyKind)>> {
    let Batch { source, identity, judge, seen, clusters, .. } = batch;
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
        let guid = Guid::mint(source, &profile.owned_keys(), identity.ids);
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
    let mut judged = vec![0; clusters.len()];
    for (kind, _, _, number, index) in candidates {
        if bindings[number].is_some() || taken.contains(&index) {
            continue;
        }
        if kind == KeyKind::Lead {
            judged[number] += 1;
            let is_next =
                |entry: &usize| lead::is_next(&seen[*entry].item, &known[index].item, *judge);
            if judged[number] > MOST_JUDGED || clusters[number].iter().all(is_next) {
                continue;
            }
        }
        taken.insert(index);
        bindings[number] = Some((index, kind));
    }
    bindings
}

/// Most stored items beginning with the same words that an article is compared with.
const MOST_JUDGED: usize = 16;

/// An id is minted once: what would be given the id of a stored item is that item.
fn same_guid(profile: &Profile<'_>, guid: Option<&Guid>, known: &Known) -> Option<KeyKind> {
    // All its words lead to it by themselves.
    let strongest = profile.keys().find(|key| key.kind != KeyKind::Words)?.kind;
    (guid == Some(&known.item.guid)).then_some(strongest)
}
