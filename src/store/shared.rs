//! Which items share a hash: all of it in memory, for a pass over very many items.
//!
//! To look up each hash of an item takes some twenty times as long as to read its row in passing. So
//! where a good part of all items is new, the whole index is read once.

use super::{Error, Store};
use crate::model::Print;

/// The items of each hash that more than one has.
#[derive(Debug, Default)]
pub struct Shared {
    anchors: Crowds,
    keys: Crowds,
}

/// Items by what they have in common.
#[derive(Debug, Default)]
struct Crowds {
    /// Ascending, each once.
    hashes: Vec<i64>,
    /// Where the items of each hash begin.
    starts: Vec<u32>,
    /// By number, those of each hash.
    items: Vec<u32>,
}

impl Shared {
    /// The items that have an anchor, by number; none where it is that of one item only, or of more
    /// than [`Print::MOST_OF_AN_ANCHOR`].
    pub fn by_anchor(&self, anchor: u32) -> &[u32] {
        self.anchors.at(anchor.into())
    }

    /// The items that have a key of this hash, by number; none where only one has it. `None` is not
    /// known: it may be the hash of an anchor as well.
    pub(super) fn by_key(&self, hash: i64) -> Option<&[u32]> {
        (!is_anchor(hash)).then(|| self.keys.at(hash))
    }

    fn add(&mut self, hash: i64, items: &[u32]) {
        match items.len() {
            0 | 1 => {}
            2..=Print::MOST_OF_AN_ANCHOR if is_anchor(hash) => self.anchors.add(hash, items),
            _ if is_anchor(hash) => {}
            _ => self.keys.add(hash, items),
        }
    }
}

impl Crowds {
    fn add(&mut self, hash: i64, items: &[u32]) {
        let Ok(start) = u32::try_from(self.items.len()) else { return };
        self.hashes.push(hash);
        self.starts.push(start);
        self.items.extend_from_slice(items);
    }

    fn at(&self, hash: i64) -> &[u32] {
        let Ok(at) = self.hashes.binary_search(&hash) else { return &[] };
        let start = |at: usize| self.starts.get(at).map_or(self.items.len(), |&at| at as usize);
        &self.items[start(at)..start(at + 1)]
    }
}

fn is_anchor(hash: i64) -> bool {
    (0..=Print::MOST_HASH.into()).contains(&hash)
}

impl Store {
    /// Reads the items of all hashes; `None` where so `few` items are to be looked up that it is less
    /// work to ask for each of theirs.
    pub fn shared(&self, few: usize) -> Result<Option<Shared>, Error> {
        let read = || -> rusqlite::Result<Option<Shared>> {
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
            let sql = "SELECT hash, item FROM lookup UNION ALL SELECT hash, item FROM lookup_new \
                       ORDER BY hash, item";
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            let (mut shared, mut open, mut items) = (Shared::default(), i64::MIN, Vec::new());
            while let Some(row) = rows.next()? {
                let hash: i64 = row.get(0)?;
                if hash != open {
                    shared.add(open, &items);
                    items.clear();
                    open = hash;
                }
                items.push(row.get(1)?);
            }
            shared.add(open, &items);
            Ok(Some(shared))
        };
        read().map_err(|cause| self.error(cause))
    }
}

/// Of so many items one is new, or more: then all are read.
const SHARE: usize = 8;
