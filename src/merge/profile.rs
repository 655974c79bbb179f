//! When are two profiles of keys the same article?

use std::collections::BTreeSet;

use super::Seen;
use crate::model::{Key, KeyKind, Known};

/// What identifies an article: the keys of a stored item, or of the entries of one cluster.
pub(super) struct Profile<'a> {
    keys: BTreeSet<&'a Key>,
    /// The documents of the batch that the article stands in; empty for a stored item.
    documents: BTreeSet<usize>,
}

impl<'a> Profile<'a> {
    pub(super) fn of_known(known: &'a Known) -> Self {
        Profile { keys: known.keys.iter().collect(), documents: BTreeSet::new() }
    }

    pub(super) fn of_seen(seen: impl IntoIterator<Item = &'a Seen>) -> Self {
        let mut profile = Profile { keys: BTreeSet::new(), documents: BTreeSet::new() };
        for seen in seen {
            profile.keys.extend(&seen.item.keys);
            profile.documents.insert(seen.document);
        }
        profile
    }

    /// The keys, strongest kind first.
    pub(super) fn keys(&self) -> impl Iterator<Item = &'a Key> + '_ {
        self.keys.iter().copied()
    }

    pub(super) fn owned_keys(&self) -> Vec<Key> {
        self.keys().cloned().collect()
    }

    /// How many keys both have.
    pub(super) fn shared(&self, other: &Profile<'_>) -> usize {
        self.keys.intersection(&other.keys).count()
    }

    /// Whether the publisher shows a stored article under other ids than before; where it gives none, at
    /// other addresses.
    pub(super) fn is_renamed(&self, shown: &Profile<'_>) -> bool {
        if self.has(KeyKind::NativeId) && shown.has(KeyKind::NativeId) {
            return !self.shares(shown, KeyKind::NativeId);
        }
        let (was, is) = (self.pages(), shown.pages());
        !was.is_empty() && !is.is_empty() && was.is_disjoint(&is)
    }

    /// Addresses without scheme and `www.`: whether they have these, the operator decides.
    fn pages(&self) -> BTreeSet<&'a str> {
        let addresses = self.keys.iter().filter(|key| key.kind == KeyKind::Address);
        let bare = |key: &&'a Key| {
            let value = key.value.as_str();
            let rest = value.split_once("://").map_or(value, |(_, rest)| rest);
            rest.strip_prefix("www.").unwrap_or(rest)
        };
        addresses.map(bare).collect()
    }

    fn has(&self, kind: KeyKind) -> bool {
        self.keys.iter().any(|key| key.kind == kind)
    }

    fn shares(&self, other: &Profile<'_>, kind: KeyKind) -> bool {
        self.keys.iter().any(|key| key.kind == kind && other.keys.contains(key))
    }

    fn shares_document(&self, other: &Profile<'_>) -> bool {
        !self.documents.is_disjoint(&other.documents)
    }

    fn shares_title(&self, other: &Profile<'_>) -> bool {
        let mut mine = self.keys.iter().filter_map(|key| title(key));
        mine.any(|title_of_mine| {
            other.keys.iter().filter_map(|key| title(key)).any(|theirs| theirs == title_of_mine)
        })
    }
}

/// The folded title in a [`KeyKind::TitleDay`] key.
fn title(key: &Key) -> Option<&str> {
    (key.kind == KeyKind::TitleDay)
        .then(|| key.value.rsplit_once('|').map_or("", |(title, _)| title))
}

/// Whether two profiles are the same article, and the strongest kind of key that says so.
///
/// A publisher's id decides. Anything weaker that contradicts two different ids of the publisher
/// needs a second witness, for there are feeds in which every item has the same address, and feeds in
/// which every item begins with the same words. Two entries of *one* document with different ids are
/// never the same.
pub(super) fn unify(a: &Profile<'_>, b: &Profile<'_>) -> Option<KeyKind> {
    use KeyKind::{Address, BareNativeId, Lead, NativeId, TitleDay, Words};
    if a.shares(b, NativeId) {
        return Some(NativeId);
    }
    let rival_ids = a.has(NativeId) && b.has(NativeId);
    let rival_addresses = a.has(Address) && b.has(Address) && !a.shares(b, Address);
    // Word for word: the first words among them.
    let same_lead = a.shares(b, Lead) || a.shares(b, Words);
    let same_title = a.shares_title(b);

    if a.shares(b, BareNativeId) && (same_title || same_lead) {
        return Some(BareNativeId);
    }
    if rival_ids && a.shares_document(b) {
        return None;
    }
    if a.shares(b, Address) && (!rival_ids || same_title || same_lead) {
        return Some(Address);
    }
    if rival_addresses && a.shares_document(b) {
        return None;
    }
    let rivals = rival_ids || rival_addresses;
    if same_lead && (!rivals || a.shares(b, TitleDay)) {
        return Some(if a.shares(b, Words) { Words } else { Lead });
    }
    // An edited beginning in another document, but two notes of one day in one document.
    let rival_leads = a.has(Lead) && b.has(Lead) && !same_lead && a.shares_document(b);
    (a.shares(b, TitleDay) && !rivals && !rival_leads).then_some(TitleDay)
}
