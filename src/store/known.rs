//! Items that keys lead to.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Params, params};

use super::{Error, Store, read, row};
use crate::model::{Guid, Key, KeyKind, Known, Print};

impl Store {
    /// The stored items that `source` knows by any of `keys`, and those that have one of `guids`; each
    /// with its text and all its keys, ordered by id.
    pub fn known<'k>(
        &self,
        source: &str,
        keys: impl IntoIterator<Item = &'k Key>,
        guids: impl IntoIterator<Item = &'k Guid>,
    ) -> Result<Vec<Known>, Error> {
        // A key that very many items share (a page that all of them link to) tells little: the
        // newest of them suffice.
        let by_key = "SELECT item FROM alias WHERE source = ?1 AND kind = ?2 AND value = ?3 \
                      ORDER BY item DESC LIMIT 64";
        let by_guid = "SELECT number FROM item WHERE guid = ?1";
        let find = || -> rusqlite::Result<Vec<Known>> {
            let mut numbers = BTreeSet::new();
            for key in keys {
                self.numbers(by_key, params![source, key.kind.as_str(), key.value], &mut numbers)?;
            }
            for guid in guids {
                self.numbers(by_guid, [guid.as_str()], &mut numbers)?;
            }
            self.load(&numbers, With::Body)
        };
        find().map_err(|cause| self.error(cause))
    }

    /// Those of `guids` that stored items have, with the source of each.
    pub fn holders(&self, guids: &BTreeSet<Guid>) -> Result<BTreeMap<Guid, String>, Error> {
        let find = || -> rusqlite::Result<_> {
            let sql = "SELECT source FROM item WHERE guid = ?1";
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

    /// Settled items that may tell the same article as `item`: they have its id, its address, its
    /// first words or some of its shingles. Ordered by id, with their keys and without their bodies.
    pub fn alike(&self, item: &Known) -> Result<Vec<Known>, Error> {
        let by_guid = "SELECT number FROM item WHERE guid = ?1 AND settled > 0";
        // What stands in very many articles is boilerplate.
        let by_hash = "SELECT item FROM lookup JOIN item ON number = item \
                       WHERE hash = ?1 AND settled > 0 ORDER BY item LIMIT 64";
        let find = || -> rusqlite::Result<Vec<Known>> {
            let mut numbers = BTreeSet::new();
            if let Some(native) = item.keys.iter().find(|key| key.kind == KeyKind::NativeId) {
                self.numbers(by_guid, [&native.value], &mut numbers)?;
            }
            for hash in item.keys.iter().filter_map(row::lookup_hash) {
                self.numbers(by_hash, [hash], &mut numbers)?;
            }
            self.load(&numbers, With::Print)
        };
        find().map_err(|cause| self.error(cause))
    }

    /// Items of `source` that may tell the same article as an item that is not stored: they have some
    /// of its anchors. Ordered by id, with their keys and prints and without their bodies.
    pub fn alike_within(
        &self,
        source: &str,
        anchors: impl IntoIterator<Item = u32>,
    ) -> Result<Vec<Known>, Error> {
        // What stands in very many articles is boilerplate.
        let by_hash = "SELECT item FROM \
                       (SELECT item FROM lookup WHERE hash = ?1 ORDER BY item DESC LIMIT 256) \
                       JOIN item ON number = item WHERE source = ?2 LIMIT 64";
        let find = || -> rusqlite::Result<Vec<Known>> {
            let mut numbers = BTreeSet::new();
            for anchor in anchors {
                self.numbers(by_hash, params![i64::from(anchor), source], &mut numbers)?;
            }
            self.load(&numbers, With::Print)
        };
        find().map_err(|cause| self.error(cause))
    }

    fn numbers(
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
        let mut items = self.connection.prepare_cached(match with {
            With::Body => {
                "SELECT head, content, NULL FROM item LEFT JOIN body ON body.item = item.number \
                 WHERE number = ?1"
            }
            With::Print => {
                "SELECT head, NULL, shingles FROM item LEFT JOIN print ON print.item = item.number \
                 WHERE number = ?1"
            }
        })?;
        let mut aliases =
            self.connection.prepare_cached("SELECT kind, value FROM alias WHERE item = ?1")?;
        let mut loaded = Vec::with_capacity(numbers.len());
        for &number in numbers {
            let (item, print) = items.query_row([number], |row| {
                let head: String = row.get(0)?;
                let print: Option<Vec<u8>> = row.get(2)?;
                Ok((row::item(&head, row.get(1)?)?, print))
            })?;
            let mut keys = aliases
                .query_map([number], |row| read::key(row, 0))?
                .filter_map(Result::transpose)
                .collect::<rusqlite::Result<Vec<Key>>>()?;
            keys.sort();
            let print = print.map(|bytes| Print::from_bytes(&bytes)).unwrap_or_default();
            loaded.push(Known { item, keys, print });
        }
        loaded.sort_by(|a, b| a.item.guid.cmp(&b.item.guid));
        Ok(loaded)
    }
}

/// What of an item is loaded besides its head and keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum With {
    /// Its text.
    Body,
    /// What is kept of its words.
    Print,
}
