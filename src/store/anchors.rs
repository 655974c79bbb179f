//! Which items share an anchor: all of it in memory, for a pass over very many items.
//!
//! To look up each anchor of an item takes some twenty times as long as to read its row in passing. So
//! where a good part of all items is new, the whole index is read once.

use super::{Error, Store};
use crate::model::Print;

/// The items of each anchor that tells anything: that two items have, and not too many.
#[derive(Debug, Default)]
pub struct Anchors {
    /// Ascending, each once.
    hashes: Vec<u32>,
    /// Where the items of each anchor begin; one more for the end.
    starts: Vec<u32>,
    items: Vec<u32>,
}

impl Anchors {
    /// The items that have an anchor, by number; none where it is that of one item only, or of more
    /// than [`Print::MOST_OF_AN_ANCHOR`].
    pub fn at(&self, anchor: u32) -> &[u32] {
        let Ok(at) = self.hashes.binary_search(&anchor) else { return &[] };
        let [start, end] = [self.starts[at], self.starts[at + 1]].map(|at| at as usize);
        &self.items[start..end]
    }

    fn add(&mut self, anchor: i64, items: &[u32]) {
        let (Ok(anchor), Ok(start)) = (u32::try_from(anchor), u32::try_from(self.items.len()))
        else {
            return;
        };
        if (2..=Print::MOST_OF_AN_ANCHOR).contains(&items.len()) {
            self.hashes.push(anchor);
            self.starts.push(start);
            self.items.extend_from_slice(items);
        }
    }
}

impl Store {
    /// Reads the items of all anchors; `None` where so `few` items are to be looked up that it is less
    /// work to ask for each of their anchors.
    pub fn anchors(&self, few: usize) -> Result<Option<Anchors>, Error> {
        let read = || -> rusqlite::Result<Option<Anchors>> {
            let last: i64 = self.connection.query_row(
                "SELECT coalesce(max(number), 0) FROM item",
                [],
                |row| row.get(0),
            )?;
            if last > i64::try_from(few.saturating_mul(SHARE)).unwrap_or(i64::MAX)
                || last > i64::from(u32::MAX)
            {
                return Ok(None);
            }
            let sql = "SELECT hash, item FROM lookup WHERE hash BETWEEN 0 AND ?1 \
                       UNION ALL SELECT hash, item FROM lookup_new WHERE hash BETWEEN 0 AND ?1 \
                       ORDER BY hash, item";
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query([i64::from(Print::MOST_HASH)])?;
            let (mut anchors, mut open, mut items) = (Anchors::default(), -1, Vec::new());
            while let Some(row) = rows.next()? {
                let hash: i64 = row.get(0)?;
                if hash != open {
                    anchors.add(open, &items);
                    items.clear();
                    open = hash;
                }
                items.push(row.get(1)?);
            }
            anchors.add(open, &items);
            anchors.starts.push(u32::try_from(anchors.items.len()).unwrap_or(u32::MAX));
            Ok(Some(anchors))
        };
        read().map_err(|cause| self.error(cause))
    }
}

/// Of so many items one is new, or more: then all are read.
const SHARE: usize = 8;
