//! Articles of a known source that no key binds → the stored items that they are, by their words.

use std::collections::BTreeMap;

use super::{Error, Mill};
use crate::{
    group::{self, New, Visit},
    merge::{Matching, Renamed},
    model::Bound,
};

/// How many items of a visit have new ids.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Rebound {
    /// Articles that the visit shows.
    pub shown: usize,
    /// Items that the source shows under new ids, and that kept theirs.
    pub kept: usize,
    /// How many of them were known by their words alone.
    pub by_words: usize,
    /// Articles that were alike to stored items, but too many at once to be believed.
    pub left: usize,
}

impl Rebound {
    /// Counts the items that merging has found under new ids.
    pub(super) fn count(&mut self, renamed: &[Renamed]) {
        let by_words = renamed.iter().filter(|it| matches!(it.bound, Bound::Alike(_)));
        (self.kept, self.by_words) = (renamed.len(), by_words.count());
    }

    /// Whether the source has moved: some items and half of all have new ids.
    pub(super) fn is_move(self) -> bool {
        self.kept >= group::FEWEST_MOVED && self.kept * 2 >= self.shown
    }
}

/// Most articles of one visit that are looked up, the newest: their texts and those of the stored items
/// are held together.
const MOST: usize = 1_000;

impl Mill<'_> {
    /// Binds articles to stored items of the same source that the visit does not show any more.
    ///
    /// `is_whole` says whether the visit shows all that the source shows.
    pub(super) fn rebind(
        &self,
        source: &str,
        matching: &mut Matching,
        is_whole: bool,
    ) -> Result<Rebound, Error> {
        let shown = matching.articles();
        let settings = &self.config.group;
        let mut new = Vec::new();
        let mut prints = BTreeMap::new();
        for article in matching.unbound().into_iter().rev().take(MOST) {
            let print = group::print(article.item);
            let stored = self.store.alike_within(source, group::anchors(&print))?;
            let candidates = group::shortlist(&print, &stored, settings);
            let listed = stored.into_iter().filter(|known| candidates.contains(&known.item.guid));
            prints.extend(listed.map(|known| (known.item.guid, known.print)));
            if !candidates.is_empty() {
                new.push(New { number: article.number, item: article.item, print, candidates });
            }
        }
        if new.is_empty() {
            return Ok(Rebound { shown, ..Rebound::default() });
        }
        let mut stored = self.store.known(source, [], prints.keys())?;
        for known in &mut stored {
            known.print = prints.remove(&known.item.guid).unwrap_or_default();
        }
        let guids = stored.iter().map(|known| &known.item.guid);
        let shows = guids.filter(|guid| matching.shows(guid)).cloned().collect();
        let oldest = matching.oldest();
        let visit = Visit { new: &new, articles: shown, shown: &shows, oldest, is_whole };
        let found = group::rebind(&visit, &stored, settings);
        drop(new);
        for again in found.again {
            if let Some(at) = stored.iter().position(|known| known.item.guid == again.guid) {
                matching.rebind(again.number, stored.swap_remove(at), again.likeness);
            }
        }
        Ok(Rebound { shown, left: found.left, ..Rebound::default() })
    }
}
