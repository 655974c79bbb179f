//! Which items of a feed are in its archives, and in which.
//!
//! An item is put on the shelf of each of its feeds when it is filed; an archive takes it from there
//! for good. What is on a shelf without an archive is what the live feed has to show.

use chrono::{DateTime, Utc};
use rusqlite::{CachedStatement, OptionalExtension, params};

use super::{
    Error, Store,
    route::{ROUTED, Routed, routed},
    row,
};
use crate::model::{ALL, Fate, Filing, Guid};

/// An archive of a feed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Archive {
    /// Topic id.
    pub feed: String,
    /// Its number; the oldest is 1.
    pub number: u32,
    /// Its entries, newest first.
    pub guids: Vec<Guid>,
    /// Whether the following one was known when it was written.
    pub has_next: bool,
}

/// An archive that is about to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sealed {
    /// The archive.
    pub archive: Archive,
    /// The items that are in no other one.
    pub items: Vec<Guid>,
    /// Its documents: path below the output directory, and hash. Earlier versions put the text there.
    pub documents: Vec<(String, String)>,
}

/// The shelf of what a lost ledger is made again from.
pub(super) const MEMORY: &str = "";

impl Store {
    /// Shows the items of a feed that are in no archive of it, newest first by (published, guid).
    pub fn unarchived(&self, feed: &str, mut visit: impl FnMut(Routed)) -> Result<(), Error> {
        let sql = format!(
            "{ROUTED} WHERE owner IS NULL AND item.number IN \
             (SELECT item FROM shelf WHERE feed = ?1 AND number IS NULL) \
             ORDER BY published DESC, item.guid"
        );
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query([feed])?;
            while let Some(row) = rows.next()? {
                visit(routed(row)?);
            }
            Ok(())
        };
        read().map_err(|cause| self.error(cause))
    }

    /// The items of a feed, if nothing of it is in an archive and it has at most so many, newest first by
    /// (published, guid).
    pub fn all_of_few(&self, feed: &str, most: usize) -> Result<Option<Vec<Routed>>, Error> {
        let few = "SELECT NOT EXISTS (SELECT 1 FROM archive WHERE feed = ?1) AND count(*) <= ?2 FROM \
                   (SELECT 1 FROM shelf WHERE feed = ?1 AND number IS NULL LIMIT ?2 + 1)";
        let most = i64::try_from(most).unwrap_or(i64::MAX - 1);
        let is_few: bool = self
            .connection
            .prepare_cached(few)
            .and_then(|mut it| it.query_row(params![feed, most], |row| row.get(0)))
            .map_err(|cause| self.error(cause))?;
        let mut all = Vec::new();
        if is_few {
            self.unarchived(feed, |routed| all.push(routed))?;
        }
        Ok(is_few.then_some(all))
    }

    /// The item that an entry shows: the one with this id, or one of the story with this id. `None`
    /// where it is gone, or another one stands for it.
    pub fn entry(&self, guid: &Guid) -> Result<Option<Routed>, Error> {
        let by_item = format!("{ROUTED} WHERE owner IS NULL AND item.guid = ?1");
        let by_story = format!(
            "{ROUTED} WHERE owner IS NULL AND item.story = ?1 \
             ORDER BY published, item.guid LIMIT 1"
        );
        let read = || -> rusqlite::Result<Option<Routed>> {
            let mut statement = self.connection.prepare_cached(&by_item)?;
            if let Some(found) = statement.query_row([guid.as_str()], routed).optional()? {
                return Ok(Some(found));
            }
            let Some(story) = self.story_number(guid)? else { return Ok(None) };
            let mut statement = self.connection.prepare_cached(&by_story)?;
            statement.query_row([story], routed).optional()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// The archives of a feed, oldest first.
    pub fn archives(&self, feed: &str) -> Result<Vec<Archive>, Error> {
        let sql = "SELECT number, guids, next FROM archive WHERE feed = ?1 ORDER BY number";
        let read = || -> rusqlite::Result<Vec<Archive>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([feed], |row| {
                Ok(Archive {
                    feed: feed.to_owned(),
                    number: row.get(0)?,
                    guids: row::from_json(&row.get::<_, String>(1)?)?,
                    has_next: row.get(2)?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// The numbers of the archives of a feed, oldest first.
    pub fn archive_numbers(&self, feed: &str) -> Result<Vec<u32>, Error> {
        self.connection
            .prepare_cached("SELECT number FROM archive WHERE feed = ?1 ORDER BY number")
            .and_then(|mut it| it.query_map([feed], |row| row.get(0))?.collect())
            .map_err(|cause| self.error(cause))
    }

    /// Whether items may have left a feed unseen: texts were given up since it was last complete, or it
    /// never was.
    pub fn may_lack(&self, feed: &str) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM tombstone) \
                   AND NOT EXISTS (SELECT 1 FROM feed WHERE topic = ?1 AND complete = 1)";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut it| it.query_row([feed], |row| row.get(0)))
            .map_err(|cause| self.error(cause))
    }

    /// Notes whether the live document is all that there ever was of a feed.
    pub fn put_complete(&self, feed: &str, complete: bool) -> Result<(), Error> {
        self.connection
            .prepare_cached("UPDATE feed SET complete = ?2 WHERE topic = ?1 AND complete <> ?2")
            .and_then(|mut it| it.execute(params![feed, complete]))
            .map_err(|cause| self.error(cause))?;
        Ok(())
    }

    /// Puts archives into the ledger, all or none. From then on they are as they are.
    pub fn seal(&self, sealed: &[Sealed]) -> Result<(), Error> {
        let write = || -> rusqlite::Result<()> {
            let transaction = self.group()?;
            let mut put = self.connection.prepare_cached(
                "INSERT OR REPLACE INTO archive (feed, number, guids, next, documents) \
                 VALUES (?1, ?2, ?3, ?4, ?5)",
            )?;
            let mut mark = self.connection.prepare_cached(
                "UPDATE shelf SET number = ?3 WHERE feed = ?1 AND number IS NULL \
                 AND item = (SELECT number FROM item WHERE guid = ?2)",
            )?;
            for Sealed { archive, items, documents } in sealed {
                let Archive { feed, number, guids, has_next } = archive;
                let documents = row::json(documents)?;
                put.execute(params![feed, number, row::json(guids)?, has_next, documents])?;
                for item in items {
                    mark.execute(params![feed, item.as_str(), number])?;
                }
            }
            transaction.map_or(Ok(()), rusqlite::Transaction::commit)
        };
        write().map_err(|cause| self.error(cause))
    }

    /// The archives whose documents were not published yet, with these and without their items.
    pub fn unpublished(&self) -> Result<Vec<Sealed>, Error> {
        // The planner would look at all archives, in their order.
        let sql = "SELECT feed, number, guids, next, documents \
                   FROM archive INDEXED BY archive_unpublished \
                   WHERE documents IS NOT NULL ORDER BY feed, number";
        let read = || -> rusqlite::Result<Vec<Sealed>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| {
                let archive = Archive {
                    feed: row.get(0)?,
                    number: row.get(1)?,
                    guids: row::from_json(&row.get::<_, String>(2)?)?,
                    has_next: row.get(3)?,
                };
                let documents = row::from_json(&row.get::<_, String>(4)?)?;
                Ok(Sealed { archive, items: Vec::new(), documents })
            })?;
            rows.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Notes that all archives are published.
    pub fn all_published(&self) -> Result<(), Error> {
        self.connection
            .execute("UPDATE archive SET documents = NULL WHERE documents IS NOT NULL", [])
            .map_err(|cause| self.error(cause))?;
        Ok(())
    }

    /// What puts items on the shelves of their feeds.
    pub(super) fn shelves(&self) -> rusqlite::Result<Shelves<'_>> {
        let prepare = |sql| self.connection.prepare_cached(sql);
        Ok(Shelves {
            known: prepare("SELECT feed, number FROM shelf WHERE item = ?1")?,
            put: prepare("INSERT INTO shelf (item, feed, number) VALUES (?1, ?2, NULL)")?,
            take: prepare("DELETE FROM shelf WHERE item = ?1 AND feed = ?2")?,
        })
    }

    /// Lets the file that is written at each run hold an item once more: there is more to know of it.
    pub(super) fn remember_anew(&self, item: i64) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("UPDATE shelf SET number = NULL WHERE item = ?1 AND feed = ''")?
            .execute([item])?;
        Ok(())
    }

    /// Takes an item that is no more from all shelves.
    pub(super) fn forget_shelves(&self, item: i64) -> rusqlite::Result<()> {
        self.connection.prepare_cached("DELETE FROM shelf WHERE item = ?1")?.execute([item])?;
        Ok(())
    }

    /// The items that stand for themselves and were not filed as they are, or are to be filed anew
    /// because they are older now.
    pub(super) fn unfiled(&self, now: DateTime<Utc>) -> rusqlite::Result<Vec<i64>> {
        self.connection
            .prepare_cached(
                // The planner would begin with all items.
                "SELECT unfiled.item FROM unfiled CROSS JOIN item ON number = unfiled.item \
                 WHERE owner IS NULL AND NOT EXISTS \
                 (SELECT 1 FROM route WHERE route.item = unfiled.item) \
                 UNION ALL SELECT item FROM route WHERE until <= ?1",
            )?
            .query_map([row::millis(now)], |row| row.get(0))?
            .collect()
    }

    /// When time alone files an item anew; `None` is never.
    pub fn filed_until(&self) -> Result<Option<DateTime<Utc>>, Error> {
        self.connection
            .prepare_cached("SELECT min(until) AS until FROM route WHERE until IS NOT NULL")
            .and_then(|mut it| it.query_row([], |row| row::instant(row, "until")))
            .map_err(|cause| self.error(cause))
    }

    /// Notes that all items are filed. One that another one stands for now is in no feed.
    pub(super) fn all_filed(&self) -> rusqlite::Result<()> {
        let mut any = self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM unfiled)")?;
        if any.query_row([], |row| row.get(0))? {
            self.connection.execute(
                "DELETE FROM shelf WHERE number IS NULL AND item IN \
                 (SELECT unfiled.item FROM unfiled CROSS JOIN item ON number = unfiled.item \
                 WHERE owner IS NOT NULL)",
                [],
            )?;
            self.connection.execute("DELETE FROM unfiled", [])?;
        }
        Ok(())
    }
}

/// The statements that move items between shelves: to prepare them for each would cost as much as they
/// do.
pub(super) struct Shelves<'s> {
    known: CachedStatement<'s>,
    put: CachedStatement<'s>,
    take: CachedStatement<'s>,
}

impl Shelves<'_> {
    /// Puts an item on the shelves of its feeds, and takes it from those where it is no more, unless
    /// an archive has it.
    pub(super) fn put(&mut self, item: i64, filing: &Filing) -> rusqlite::Result<()> {
        let feeds: Vec<&str> = match filing.fate {
            Fate::Dropped => Vec::new(),
            Fate::Live | Fate::ArchiveOnly => {
                filing.topics.iter().map(String::as_str).chain([ALL, MEMORY]).collect()
            }
        };
        // Most items are new, and on no shelf.
        let rows = self.known.query_map([item], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let known = rows.collect::<rusqlite::Result<Vec<(String, Option<i64>)>>>()?;
        for feed in feeds.iter().filter(|feed| !known.iter().any(|(other, _)| other == **feed)) {
            self.put.execute(params![item, feed])?;
        }
        for (feed, archive) in &known {
            if archive.is_none() && !feeds.contains(&feed.as_str()) {
                self.take.execute(params![item, feed])?;
            }
        }
        Ok(())
    }
}
