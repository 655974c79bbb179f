//! Items that keys lead to.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{CachedStatement, OptionalExtension, Params, params};

use super::{Error, Store, read, row};
use crate::model::{Guid, Key, Known, Print};

impl Store {
    /// The stored items that `source` knows by any of `keys`, and those that have one of `guids`; each
    /// with its text and all its keys, ordered by id. Then its tombstones.
    pub fn known<'k>(
        &self,
        source: &str,
        keys: impl IntoIterator<Item = &'k Key> + Clone,
        guids: impl IntoIterator<Item = &'k Guid> + Clone,
    ) -> Result<Vec<Known>, Error> {
        // A key that very many items share (a page that all of them link to) tells little: the
        // newest of them suffice.
        let by_key = "SELECT item FROM alias WHERE source = ?1 AND kind = ?2 AND value = ?3 \
                      ORDER BY item DESC LIMIT 64";
        let by_guid = "SELECT number FROM item WHERE guid = ?1";
        let find = || -> rusqlite::Result<Vec<Known>> {
            let mut numbers = BTreeSet::new();
            for key in keys.clone() {
                self.numbers(by_key, params![source, key.kind.as_str(), key.value], &mut numbers)?;
            }
            for guid in guids.clone() {
                self.numbers(by_guid, [guid.as_str()], &mut numbers)?;
            }
            let mut known = self.load(&numbers, With::Body)?;
            known.extend(self.tombstones_known(source, keys, guids)?);
            Ok(known)
        };
        find().map_err(|cause| self.error(cause))
    }

    /// Those of `guids` that stored items or tombstones have, with the source of each.
    pub fn holders(&self, guids: &BTreeSet<Guid>) -> Result<BTreeMap<Guid, String>, Error> {
        let find = || -> rusqlite::Result<_> {
            let sql = "SELECT source FROM item WHERE guid = ?1 \
                       UNION ALL SELECT source FROM tombstone WHERE guid = ?1";
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut holders = BTreeMap::new();
            for guid in guids {
                let holder = statement.query_row([guid.as_str()], |row| row.get(0)).optional()?;
                holders.extend(holder.map(|holder| (guid.clone(), holder)));
            }
            Ok(holders)
        };
        find().map_err(|cause| self.error(cause))
    }

    pub(super) fn numbers(
        &self,
        sql: &str,
        given: impl Params,
        numbers: &mut BTreeSet<i64>,
    ) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(sql)?;
        for number in statement.query_map(given, |row| row.get(0))? {
            numbers.insert(number?);
        }
        Ok(())
    }

    /// Loads items with their keys, ordered by id.
    pub(super) fn load(&self, numbers: &BTreeSet<i64>, with: With) -> rusqlite::Result<Vec<Known>> {
        let numbered = self.load_numbered(numbers, with)?;
        Ok(numbered.into_iter().map(|(_, known)| known).collect())
    }

    /// The same with their numbers.
    pub(super) fn load_numbered(
        &self,
        numbers: &BTreeSet<i64>,
        with: With,
    ) -> rusqlite::Result<Vec<(i64, Known)>> {
        if numbers.is_empty() {
            return Ok(Vec::new());
        }
        let mut loader = self.loader(with)?;
        let load = |&number: &i64| Ok((number, loader.load(number)?));
        let mut loaded: Vec<_> = numbers.iter().map(load).collect::<rusqlite::Result<_>>()?;
        loaded.sort_by(|(_, a), (_, b)| a.item.guid.cmp(&b.item.guid));
        Ok(loaded)
    }

    /// What loads items with their keys, one by one.
    pub(super) fn loader(&self, with: With) -> rusqlite::Result<Loader<'_>> {
        let item = self.connection.prepare_cached(match with {
            With::Body => {
                "SELECT head, content, NULL FROM head LEFT JOIN body USING (item) WHERE item = ?1"
            }
            With::Both => {
                "SELECT head, content, shingles FROM head LEFT JOIN body USING (item) \
                 LEFT JOIN print USING (item) WHERE item = ?1"
            }
            With::Print => {
                "SELECT head, NULL, shingles FROM head LEFT JOIN print USING (item) WHERE item = ?1"
            }
        })?;
        let keys =
            self.connection.prepare_cached("SELECT kind, value FROM alias WHERE item = ?1")?;
        Ok(Loader { item, keys })
    }
}

/// The statements that load items: to prepare them for each would cost as much as what they read.
pub(super) struct Loader<'s> {
    item: CachedStatement<'s>,
    keys: CachedStatement<'s>,
}

impl Loader<'_> {
    /// Loads an item with its keys.
    pub(super) fn load(&mut self, number: i64) -> rusqlite::Result<Known> {
        let (item, print) = self.item.query_row([number], |row| {
            let print = row.get_ref(2)?.as_blob_or_null()?.map(Print::from_bytes);
            Ok((row::item(row.get_ref(0)?.as_str()?, row::text(row, 1)?)?, print))
        })?;
        let mut keys = self
            .keys
            .query_map([number], |row| read::key(row, 0))?
            .filter_map(Result::transpose)
            .collect::<rusqlite::Result<Vec<Key>>>()?;
        keys.sort();
        Ok(Known { item, keys, print: print.unwrap_or_default(), is_tombstone: false })
    }
}

/// What of an item is loaded besides its head and keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum With {
    /// Its text.
    Body,
    /// What is kept of its words.
    Print,
    /// Both of them.
    Both,
}
