//! At the end of a run: the texts of old items are given up.

use chrono::{DateTime, Utc};

use super::{Access, Emitted, Error, Mill};

/// Most articles that one run gives up: what is left over goes with the next ones.
const MOST: usize = 10_000;

/// Articles that share one commit.
const BATCH: usize = 500;

impl Mill<'_> {
    /// Makes tombstones of the articles that are older than `state.keep_items`, by publication and by
    /// first sight, and that no feed shows. The first sight counts, because an archive that is new to
    /// the ledger is not old to it. The answer is how many there are; a dry run only counts.
    pub fn give_up_old(&self, now: DateTime<Utc>, emitted: &Emitted) -> Result<usize, Error> {
        let keep = self.config.keep_items.and_then(|keep| chrono::TimeDelta::from_std(keep).ok());
        let Some(before) = keep.and_then(|keep| now.checked_sub_signed(keep)) else { return Ok(0) };
        let old = self.store.old(before, &emitted.shown, MOST)?;
        if matches!(self.access, Access::Write { .. }) {
            for batch in old.chunks(BATCH) {
                self.store.bury(batch, now)?;
            }
            if !old.is_empty() {
                self.store.forget_stories(before)?;
            }
        }
        Ok(old.len())
    }
}
