//! Items that keys lead to.

use std::collections::BTreeSet;

use rusqlite::{Params, params};

use super::{Error, Store, read, row};
use crate::model::{Guid, Key, Known};

impl Store {
    /// The stored items that `source` knows by any of `keys`, each with all keys that it knows them
    /// by, ordered by id. An item may belong to another source: then this one has told it before.
    pub fn known<'k>(
        &self,
        source: &str,
        keys: impl IntoIterator<Item = &'k Key>,
    ) -> Result<Vec<Known>, Error> {
        // A key that very many items share (a page that all of them link to) tells little: the
        // newest of them suffice.
        let sql = "SELECT item FROM alias WHERE source = ?1 AND kind = ?2 AND value = ?3 \
                   ORDER BY item DESC LIMIT 64";
        let mut numbers = BTreeSet::new();
        let found = keys.into_iter().try_for_each(|key| {
            self.numbers(sql, params![source, key.kind.as_str(), key.value], &mut numbers)
        });
        found.and_then(|()| self.load(&numbers, Some(source))).map_err(|cause| self.error(cause))
    }

    /// The stored items that have one of `guids`, and those of other sources that their owner knows
    /// by the address or the first words in `keys`; each with its owner's keys but without its body,
    /// ordered by id.
    pub fn elsewhere<'k>(
        &self,
        source: &str,
        guids: impl IntoIterator<Item = &'k Guid>,
        keys: impl IntoIterator<Item = &'k Key>,
    ) -> Result<Vec<Known>, Error> {
        let by_guid = "SELECT number FROM item WHERE guid = ?1";
        let by_hash = "SELECT item FROM lookup WHERE hash = ?1 ORDER BY item LIMIT 64";
        let guids: BTreeSet<&Guid> = guids.into_iter().collect();
        let mut numbers = BTreeSet::new();
        let found = guids
            .iter()
            .try_for_each(|guid| self.numbers(by_guid, [guid.as_str()], &mut numbers))
            .and_then(|()| {
                let mut hashes = keys.into_iter().filter_map(row::lookup_hash);
                hashes.try_for_each(|hash| self.numbers(by_hash, [hash], &mut numbers))
            });
        let mut known =
            found.and_then(|()| self.load(&numbers, None)).map_err(|cause| self.error(cause))?;
        known.retain(|known| known.item.source != source || guids.contains(&known.item.guid));
        Ok(known)
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

    /// Loads whole items with the keys by which `known_by` knows them; or else without bodies, with
    /// the keys by which their owners do.
    fn load(
        &self,
        numbers: &BTreeSet<i64>,
        known_by: Option<&str>,
    ) -> rusqlite::Result<Vec<Known>> {
        let mut items = self.connection.prepare_cached(match known_by {
            Some(_) => {
                "SELECT head, content FROM item LEFT JOIN body ON body.item = item.number \
                 WHERE number = ?1"
            }
            None => "SELECT head, NULL FROM item WHERE number = ?1",
        })?;
        let mut aliases = self
            .connection
            .prepare_cached("SELECT kind, value FROM alias WHERE item = ?1 AND source = ?2")?;
        let mut loaded = Vec::with_capacity(numbers.len());
        for &number in numbers {
            let item = items.query_row([number], |row| {
                let head: String = row.get(0)?;
                row::item(&head, row.get(1)?)
            })?;
            let source = known_by.unwrap_or(&item.source);
            let mut keys = aliases
                .query_map(params![number, source], |row| read::key(row, 0))?
                .filter_map(Result::transpose)
                .collect::<rusqlite::Result<Vec<Key>>>()?;
            keys.sort();
            loaded.push(Known { item, keys });
        }
        loaded.sort_by(|a, b| a.item.guid.cmp(&b.item.guid));
        Ok(loaded)
    }
}
