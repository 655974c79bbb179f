//! Items that tell the same article, and which of them stands for it.

use rusqlite::{OptionalExtension, params};

use super::{Error, Store, known::With, row};
use crate::model::{Bound, Guid, Known};

impl Store {
    /// The items that were not compared with others yet, at most so many, by (published, source,
    /// guid), with their numbers. One whose words nothing is kept of comes with its text.
    pub fn unsettled(&self, most: usize) -> Result<Vec<(i64, Known)>, Error> {
        let sql = "SELECT item.number, print.item IS NULL FROM item \
                   LEFT JOIN print ON print.item = item.number \
                   WHERE settled = 0 ORDER BY published, item.source, guid LIMIT ?1";
        let read = || -> rusqlite::Result<Vec<(i64, Known)>> {
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([most], |row| Ok((row.get(0)?, row.get(1)?)))?;
            let (mut bare, mut read) = (self.loader(With::Body)?, self.loader(With::Print)?);
            let mut items = Vec::new();
            for row in rows {
                let (number, is_bare) = row?;
                let loader = if is_bare { &mut bare } else { &mut read };
                items.push((number, loader.load(number)?));
            }
            Ok(items)
        };
        read().map_err(|cause| self.error(cause))
    }

    /// The items that say something else since they were settled and that others stand for, by
    /// (published, source, guid), each with that other one. From then on they count as heard.
    pub fn told_anew(&self) -> Result<Vec<(Guid, Guid)>, Error> {
        let sql = "SELECT item.guid, owner.guid FROM item JOIN item AS owner \
                   ON owner.number = item.owner WHERE item.settled = 2 \
                   ORDER BY item.published, item.source, item.guid";
        let read = || -> rusqlite::Result<Vec<_>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| Ok((Guid(row.get(0)?), Guid(row.get(1)?))))?;
            let told: Vec<_> = rows.collect::<rusqlite::Result<_>>()?;
            // Nearly always there is nothing, and then nothing is to be written.
            if !told.is_empty() {
                self.connection.execute("UPDATE item SET settled = 1 WHERE settled = 2", [])?;
            }
            Ok(told)
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Gives an item the id of another one, and that one the item's, if the other one was not compared
    /// with any yet: nobody has seen either id. Tells whether that was so.
    pub fn swap(&self, guid: &Guid, other: &Guid) -> Result<bool, Error> {
        let swap = || -> rusqlite::Result<bool> {
            let settled: Option<bool> = self
                .connection
                .prepare_cached("SELECT settled FROM item WHERE guid = ?1")?
                .query_row([other.as_str()], |row| row.get(0))
                .optional()?;
            if settled != Some(false) {
                return Ok(false);
            }
            let (one, two) = (self.number_and_owner(guid)?.0, self.number_and_owner(other)?.0);
            self.connection.execute("UPDATE item SET guid = '' WHERE number = ?1", [one])?;
            for (number, guid) in [(two, guid), (one, other)] {
                for sql in [
                    "UPDATE item SET guid = ?2 WHERE number = ?1",
                    "UPDATE head SET head = json_set(head, '$.guid', ?2) WHERE item = ?1",
                    "UPDATE telling SET told = json_set(told, '$.guid', ?2) WHERE item = ?1",
                ] {
                    self.connection.execute(sql, params![number, guid.as_str()])?;
                }
            }
            Ok(true)
        };
        swap().map_err(|cause| self.error(cause))
    }

    /// Notes that an item was compared with all others and stands for itself.
    pub fn stand(&self, number: i64) -> Result<(), Error> {
        self.connection
            .prepare_cached("UPDATE item SET settled = 1 WHERE number = ?1")
            .and_then(|mut statement| statement.execute([number]))
            .map_err(|cause| self.error(cause))?;
        Ok(())
    }

    /// Notes that `other` stands for the article that an item tells, or the one that stands for that
    /// one; its id is the answer. Whatever the item stood for goes with it.
    pub fn fold(&self, guid: &Guid, other: &Guid, bound: &Bound) -> Result<Guid, Error> {
        let fold = || -> rusqlite::Result<Guid> {
            let (number, before) = self.number_and_owner(guid)?;
            let (found, above) = self.number_and_owner(other)?;
            let owner = above.unwrap_or(found);
            if owner == before.unwrap_or(number) {
                self.connection
                    .prepare_cached("UPDATE item SET settled = 1 WHERE number = ?1")?
                    .execute([number])?;
            } else {
                for below in self.below(number, before.unwrap_or(number))? {
                    self.own(below, Some(owner))?;
                }
                self.own(number, Some(owner))?;
                self.connection
                    .prepare_cached(
                        "UPDATE item SET settled = 1, under = ?2, bound = ?3 WHERE number = ?1",
                    )?
                    .execute(params![number, found, row::json(bound)?])?;
                self.file_anew(&[number, owner])?;
                self.remember_anew(owner)?;
            }
            self.guid(owner)
        };
        fold().map_err(|cause| self.error(cause))
    }

    /// The items that came with `number` under the article of `owner`, all the way down.
    pub(super) fn below(&self, number: i64, owner: i64) -> rusqlite::Result<Vec<i64>> {
        let mut statement =
            self.connection.prepare_cached("SELECT number, under FROM item WHERE owner = ?1")?;
        let rows = statement.query_map([owner], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let tellings = rows.collect::<rusqlite::Result<Vec<(i64, Option<i64>)>>>()?;
        let mut below = Vec::new();
        let mut above = vec![number];
        while let Some(next) = above.pop() {
            let under = tellings.iter().filter(|(_, under)| *under == Some(next));
            let under: Vec<i64> = under.map(|&(number, _)| number).collect();
            above.extend(&under);
            below.extend(under);
        }
        Ok(below)
    }

    /// Puts an item under the one that stands for its article, or under none.
    pub(super) fn own(&self, number: i64, owner: Option<i64>) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("UPDATE item SET owner = ?2, best = NULL WHERE number = ?1")?
            .execute(params![number, owner])?;
        Ok(())
    }

    /// Forgets the topics of items that say something else now, or stand for themselves again.
    pub(super) fn file_anew(&self, numbers: &[i64]) -> rusqlite::Result<()> {
        for number in numbers {
            for sql in [
                "DELETE FROM route WHERE item = ?1",
                "INSERT OR IGNORE INTO unfiled (item) VALUES (?1)",
            ] {
                self.connection.prepare_cached(sql)?.execute([number])?;
            }
        }
        Ok(())
    }

    pub(super) fn guid(&self, number: i64) -> rusqlite::Result<Guid> {
        self.connection
            .prepare_cached("SELECT guid FROM item WHERE number = ?1")?
            .query_row([number], |row| row.get(0))
            .map(Guid)
    }

    /// The item that stands for the article that this one tells; `None` when it stands for itself.
    pub fn owner(&self, guid: &Guid) -> Result<Option<Guid>, Error> {
        self.connection
            .prepare_cached(
                "SELECT owner.guid FROM item JOIN item AS owner ON owner.number = item.owner \
                 WHERE item.guid = ?1",
            )
            .and_then(|mut statement| {
                statement.query_row([guid.as_str()], |row| row.get(0).map(Guid)).optional()
            })
            .map_err(|cause| self.error(cause))
    }

    /// Every telling of an article, with what is kept of its words: the one that stands for it, then
    /// the others by (published, guid), each with how it was found out.
    pub fn folded(&self, owner: &Guid) -> Result<Vec<(Known, Option<Bound>)>, Error> {
        let sql = "SELECT number, bound FROM item \
                   WHERE guid = ?1 OR owner = (SELECT number FROM item WHERE guid = ?1) \
                   ORDER BY owner IS NOT NULL, published, guid";
        let read = || -> rusqlite::Result<Vec<_>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([owner.as_str()], |row| {
                Ok((row.get(0)?, row.get::<_, Option<String>>(1)?))
            })?;
            let mut tellings = Vec::new();
            for row in rows {
                let (number, bound) = row?;
                let bound = bound.map(|bound| row::from_json(&bound)).transpose()?;
                let known = self.load(&[number].into(), With::Print)?.into_iter();
                tellings.extend(known.map(|known| (known, bound)));
            }
            Ok(tellings)
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Notes whose text is shown of an article: that of `best`, or with `None` the owner's own.
    pub fn put_best(&self, owner: &Guid, best: Option<&Guid>) -> Result<(), Error> {
        self.connection
            .prepare_cached(
                "UPDATE item SET best = (SELECT number FROM item WHERE guid = ?2) WHERE guid = ?1",
            )
            .and_then(|mut statement| {
                statement.execute(params![owner.as_str(), best.map(Guid::as_str)])
            })
            .map_err(|cause| self.error(cause))?;
        Ok(())
    }

    pub(super) fn number_and_owner(&self, guid: &Guid) -> rusqlite::Result<(i64, Option<i64>)> {
        self.connection
            .prepare_cached("SELECT number, owner FROM item WHERE guid = ?1")?
            .query_row([guid.as_str()], |row| Ok((row.get(0)?, row.get(1)?)))
    }
}
