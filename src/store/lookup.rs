//! Where a hash leads: to the items that have an address, first words, or an anchor.
//!
//! Hashes come in no order, so in a large table nearly each of them changes a page of its own, and each
//! commit writes all of these. New rows wait in a small table, `lookup_new`. When there are
//! [`MOST_NEW`] of them, they are poured into the large one, `lookup`, in its order. A row stands in one of the
//! two; whoever looks one up looks into both.

use std::collections::BTreeSet;

use rusqlite::params;

use super::{Error, Store, shared::Shared};
use crate::model::{ByNumber, Numbers, Print};

/// Most rows that wait: a quarter of the pages that are kept in memory.
const MOST_NEW: usize = 1 << 16;

/// Most rows that are held in memory before they are put into the ledger.
const MOST_LEADS: usize = 1 << 13;

/// Most items of one source that a hash leads to.
const MOST_WITHIN: i64 = 64;

/// Most settled items that a hash leads to: what stands in more tells nothing.
const MOST_SETTLED: usize = 64;

/// Hashes and the items that they lead to, which are about to be put into the ledger.
#[derive(Debug, Default)]
pub(super) struct Leads(Vec<(i64, i64)>);

impl Store {
    /// For each anchor the items that have it, settled or not, by number; one more than tell anything
    /// where there are so many.
    pub fn at_anchors(
        &self,
        anchors: impl IntoIterator<Item = u32>,
    ) -> Result<ByNumber<u32, Vec<i64>>, Error> {
        let sql = "SELECT item FROM lookup WHERE hash = ?1 \
                   UNION ALL SELECT item FROM lookup_new WHERE hash = ?1 LIMIT ?2";
        let most = i64::try_from(Print::MOST_OF_AN_ANCHOR + 1).unwrap_or(i64::MAX);
        // Neighbours in the table are asked for one after another.
        let mut anchors: Vec<u32> = anchors.into_iter().collect();
        anchors.sort_unstable();
        anchors.dedup();
        let find = || -> rusqlite::Result<ByNumber<u32, Vec<i64>>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut at = |anchor: u32| {
                let items = statement.query_map(params![anchor, most], |row| row.get(0))?;
                Ok((anchor, items.collect::<rusqlite::Result<_>>()?))
            };
            anchors.into_iter().map(&mut at).collect()
        };
        find().map_err(|cause| self.error(cause))
    }

    /// Adds the items that have a hash to `numbers`, but for those that are `pending`; of very many, those
    /// that came first. What is `shared` need not be looked up.
    pub(super) fn settled_at(
        &self,
        hash: i64,
        pending: &Numbers,
        shared: Option<&Shared>,
        numbers: &mut BTreeSet<i64>,
    ) -> rusqlite::Result<()> {
        let is_settled = |number: &i64| !pending.contains(number);
        if let Some(all) = shared.and_then(|shared| shared.by_key(hash)) {
            let all = all.iter().copied().map(i64::from);
            numbers.extend(all.filter(is_settled).take(MOST_SETTLED));
            return Ok(());
        }
        let mut first = Vec::new();
        for sql in [
            "SELECT item FROM lookup WHERE hash = ?1 ORDER BY item",
            "SELECT item FROM lookup_new WHERE hash = ?1 ORDER BY item",
        ] {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([hash], |row| row.get(0))?;
            let settled = rows.filter(|number| number.as_ref().map_or(true, is_settled));
            for number in settled.take(MOST_SETTLED) {
                first.push(number?);
            }
        }
        first.sort_unstable();
        numbers.extend(first.into_iter().take(MOST_SETTLED));
        Ok(())
    }

    /// Adds the items of a source that have an anchor to `numbers`. What stands in very many articles is
    /// boilerplate: only the latest of those are looked at.
    pub(super) fn of_source_at(
        &self,
        source: &str,
        anchor: u32,
        numbers: &mut BTreeSet<i64>,
    ) -> rusqlite::Result<()> {
        let sql = "SELECT item FROM (\
                   SELECT * FROM (SELECT item FROM lookup WHERE hash = ?1 ORDER BY item DESC LIMIT 256) \
                   UNION ALL SELECT * FROM \
                   (SELECT item FROM lookup_new WHERE hash = ?1 ORDER BY item DESC LIMIT 256) \
                   ORDER BY item DESC LIMIT 256) \
                   CROSS JOIN item ON number = item WHERE source = ?2 LIMIT ?3";
        self.numbers(sql, params![anchor, source, MOST_WITHIN], numbers)
    }

    /// Notes that hashes lead to an item, which they did not before. They stand in the ledger once
    /// [`Store::insert_leads`] was called.
    pub(super) fn lead(
        &self,
        hashes: impl IntoIterator<Item = i64>,
        number: i64,
        leads: &mut Leads,
    ) -> rusqlite::Result<()> {
        leads.0.extend(hashes.into_iter().map(|hash| (hash, number)));
        if leads.0.len() < MOST_LEADS { Ok(()) } else { self.insert_leads(leads) }
    }

    /// Puts into the ledger what was noted.
    pub(super) fn insert_leads(&self, leads: &mut Leads) -> rusqlite::Result<()> {
        let mut leads = std::mem::take(&mut leads.0);
        if leads.is_empty() {
            return Ok(());
        }
        // Neighbours in the table come one after another.
        leads.sort_unstable();
        // No published file shows it.
        let connection = self.connection.quietly();
        let waiting = match self.waiting.get() {
            Some(waiting) => waiting,
            None => connection
                .query_row("SELECT count(*) FROM lookup_new", [], |row| row.get(0))
                .map(|count: i64| usize::try_from(count).unwrap_or(0))?,
        };
        let mut insert = connection
            .prepare_cached("INSERT OR IGNORE INTO lookup_new (hash, item) VALUES (?1, ?2)")?;
        for (hash, number) in &leads {
            insert.execute([hash, number])?;
        }
        self.waiting.set(Some(waiting + leads.len()));
        if waiting + leads.len() > MOST_NEW { self.pour() } else { Ok(()) }
    }

    /// Notes that a hash leads to an item no more.
    pub(super) fn forget_lookup(&self, hash: i64, number: i64) -> rusqlite::Result<()> {
        for sql in [
            "DELETE FROM lookup WHERE hash = ?1 AND item = ?2",
            "DELETE FROM lookup_new WHERE hash = ?1 AND item = ?2",
        ] {
            self.connection.quietly().prepare_cached(sql)?.execute([hash, number])?;
        }
        Ok(())
    }

    /// Lets the rows that wait go to the others.
    fn pour(&self) -> rusqlite::Result<()> {
        let connection = self.connection.quietly();
        for sql in [
            "INSERT OR IGNORE INTO lookup (hash, item) \
             SELECT hash, item FROM lookup_new ORDER BY hash, item",
            "DELETE FROM lookup_new",
        ] {
            connection.prepare_cached(sql)?.execute([])?;
        }
        self.waiting.set(Some(0));
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Mode, Settings};

    fn lead(store: &Store, hashes: impl IntoIterator<Item = i64>, number: i64) {
        let mut leads = Leads::default();
        store.lead(hashes, number, &mut leads).unwrap();
        store.insert_leads(&mut leads).unwrap();
    }

    #[test]
    fn a_hash_leads_to_the_same_items_wherever_it_stands() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { path: folder.path().join("state.db") };
        let rows = |store: &Store, table: &str| -> i64 {
            let sql = format!("SELECT count(*) FROM {table}");
            store.connection.query_row(&sql, [], |row| row.get(0)).unwrap()
        };
        let last = i64::try_from(MOST_NEW).unwrap() + 9;
        let store = Store::open(&settings, Mode::Write).unwrap();
        store.begin().unwrap();
        lead(&store, [5], 77);
        store.commit().unwrap();
        drop(store);
        // What waits from an earlier run counts.
        let store = Store::open(&settings, Mode::Write).unwrap();
        store.begin().unwrap();
        lead(&store, (1..last).rev(), 3);
        assert_eq!((rows(&store, "lookup"), rows(&store, "lookup_new")), (last, 0));
        lead(&store, [last], 3);
        store.commit().unwrap();
        assert_eq!((rows(&store, "lookup"), rows(&store, "lookup_new")), (last, 1));
        let at = |hash: i64| {
            let anchor = u32::try_from(hash).unwrap();
            store.at_anchors([anchor]).unwrap().remove(&anchor).unwrap()
        };
        assert_eq!((at(5), at(last), at(last + 1)), (vec![3, 77], vec![3], vec![]));
        lead(&store, [5], 1);
        assert_eq!(at(5), [3, 77, 1]);
        for item in [1, 77] {
            store.forget_lookup(5, item).unwrap();
        }
        assert_eq!(at(5), [3]);
    }
}
