//! Items that keys lead to.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{OptionalExtension, Params, params};

use super::{Error, Store, read, row};
use crate::model::{Guid, Key, KeyKind, Known, Print, Text};

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

    /// Settled items that may tell the same article as `item`: they have its id, its address or its
    /// first words, or share an anchor with it and have a print that `may_be_same`. Ordered by id,
    /// with their keys and without their texts.
    pub fn alike(
        &self,
        item: &Known,
        may_be_same: impl Fn(&Print) -> bool,
    ) -> Result<Vec<Known>, Error> {
        let by_guid = "SELECT number FROM item WHERE guid = ?1 AND settled > 0";
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
            numbers.extend(self.by_anchors(&item.print, may_be_same)?);
            self.load(&numbers, With::Print)
        };
        find().map_err(|cause| self.error(cause))
    }

    /// The settled items that share anchors with a print and have one that `may_be_same`. What stands
    /// in very many articles is boilerplate and leads nowhere. Of those that share what many have, the
    /// prints of the likeliest are looked at.
    fn by_anchors(
        &self,
        print: &Print,
        may_be_same: impl Fn(&Print) -> bool,
    ) -> rusqlite::Result<Vec<i64>> {
        let sql = "SELECT item FROM lookup WHERE hash = ?1 LIMIT 65";
        let mut rank: BTreeMap<i64, usize> = BTreeMap::new();
        for &anchor in &print.anchors {
            let mut items = BTreeSet::new();
            self.numbers(sql, [i64::from(anchor)], &mut items)?;
            // An anchor of few tells more.
            for &number in items.iter().filter(|_| items.len() <= MOST_OF_AN_ANCHOR) {
                *rank.entry(number).or_default() += MOST_OF_AN_ANCHOR.pow(2) / items.len();
            }
        }
        let mut ranked: Vec<(usize, i64)> =
            rank.into_iter().map(|(item, rank)| (rank, item)).collect();
        ranked.sort_unstable_by(|a, b| b.cmp(a));
        let (mut found, mut seen) = (Vec::new(), 0);
        for equals in ranked.chunk_by(|a, b| a.0 == b.0) {
            // So many that share so little: none of them is likely.
            if seen + equals.len() > MOST_PRINTS + MOST_OF_AN_ANCHOR {
                break;
            }
            for &(_, number) in equals {
                let Some(print) = self.print(number)? else { continue };
                seen += 1;
                if may_be_same(&print) {
                    found.push(number);
                }
            }
            if seen >= MOST_PRINTS {
                break;
            }
        }
        Ok(found)
    }

    /// What is kept of the words of a settled item.
    fn print(&self, number: i64) -> rusqlite::Result<Option<Print>> {
        self.connection
            .prepare_cached(
                "SELECT shingles FROM print JOIN item ON number = item \
                 WHERE item = ?1 AND settled > 0",
            )?
            .query_row([number], |row| row.get::<_, Vec<u8>>(0))
            .optional()
            .map(|bytes| bytes.map(|bytes| Print::from_bytes(&bytes)))
    }

    /// The same items with their texts.
    pub fn with_texts(&self, items: Vec<Known>) -> Result<Vec<Known>, Error> {
        let load = || -> rusqlite::Result<Vec<Known>> {
            let mut body = self.connection.prepare_cached(
                "SELECT content FROM body JOIN item ON number = item WHERE guid = ?1",
            )?;
            let mut items = items;
            for known in &mut items {
                let guid = known.item.guid.as_str();
                let text: Option<String> = body.query_row([guid], |row| row.get(0)).optional()?;
                known.item.content = text.map(|text| Text::new(&text));
            }
            Ok(items)
        };
        load().map_err(|cause| self.error(cause))
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
            loaded.push(Known { item, keys, print, is_tombstone: false });
        }
        loaded.sort_by(|a, b| a.item.guid.cmp(&b.item.guid));
        Ok(loaded)
    }
}

/// An anchor of more items is boilerplate.
const MOST_OF_AN_ANCHOR: usize = Print::MOST_OF_AN_ANCHOR;

/// Prints that are looked at for one item; of those that share as much with it, all or none.
const MOST_PRINTS: usize = 24;

/// What of an item is loaded besides its head and keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum With {
    /// Its text.
    Body,
    /// What is kept of its words.
    Print,
}
