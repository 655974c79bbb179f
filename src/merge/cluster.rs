//! Entries of one batch that are the same article.

use std::collections::BTreeMap;

use super::{
    Judge, Seen,
    lead::are_two,
    profile::{Profile, unify},
};
use crate::model::Key;

/// Groups the entries of a batch by article. Each cluster lists its entries in the order of `seen`;
/// the clusters are ordered by their first entry.
pub(super) fn clusters(seen: &[Seen], judge: Judge) -> Vec<Vec<usize>> {
    let mut parent: Vec<usize> = (0..seen.len()).collect();
    let mut holders: BTreeMap<&Key, Vec<usize>> = BTreeMap::new();
    for (index, entry) in seen.iter().enumerate() {
        for key in &entry.item.keys {
            holders.entry(key).or_default().push(index);
        }
    }
    for entries in holders.values() {
        // Neighbours suffice for a clean key; a weak key that is on many entries is compared with
        // the first few of them, which bounds the work.
        for (position, &index) in entries.iter().enumerate() {
            for &other in entries[..position].iter().rev().take(COMPARED) {
                let (a, b) = (root(&mut parent, index), root(&mut parent, other));
                if a != b && is_same(&seen[index], &seen[other], judge) {
                    parent[a.max(b)] = a.min(b);
                }
            }
        }
    }
    let mut clusters: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for index in 0..seen.len() {
        let root = root(&mut parent, index);
        clusters.entry(root).or_default().push(index);
    }
    clusters.into_values().collect()
}

/// Most entries with one key that a further entry with it is compared with.
const COMPARED: usize = 8;

fn is_same(a: &Seen, b: &Seen, judge: Judge) -> bool {
    let kind = unify(&Profile::of_seen([a]), &Profile::of_seen([b]));
    kind.is_some_and(|kind| !are_two(&a.item, &b.item, kind, judge))
}

fn root(parent: &mut [usize], mut index: usize) -> usize {
    while parent[index] != index {
        parent[index] = parent[parent[index]];
        index = parent[index];
    }
    index
}
