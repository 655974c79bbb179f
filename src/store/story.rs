//! Stories and the items in them.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::{Error, Store, row};
use crate::model::{Guid, Item, StoredStory};

/// The name under which the counts of words are kept.
const COUNTS: &str = "counts";

impl Store {
    /// The stories whose last member is not before `from` and whose first is not after `to`, by id.
    pub fn stories(
        &self,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<StoredStory>, Error> {
        // Ordered by id, it would be a walk through all stories.
        let sql = "SELECT guid, first, last, size, words FROM story \
                   WHERE last >= ?1 AND first <= ?2";
        let read = || -> rusqlite::Result<Vec<StoredStory>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let instant = |seconds| DateTime::from_timestamp(seconds, 0).unwrap_or_default();
            let rows = statement.query_map([from.timestamp(), to.timestamp()], |row| {
                Ok(StoredStory {
                    guid: Guid(row.get(0)?),
                    first: instant(row.get(1)?),
                    last: instant(row.get(2)?),
                    size: row.get(3)?,
                    words: row.get(4)?,
                })
            })?;
            let mut stories = rows.collect::<rusqlite::Result<Vec<StoredStory>>>()?;
            stories.sort_unstable_by(|a, b| a.guid.cmp(&b.guid));
            Ok(stories)
        };
        read().map_err(|cause| self.error(cause))
    }

    /// How many stories [`Store::stories`] reads.
    pub fn count_stories(&self, (from, to): (DateTime<Utc>, DateTime<Utc>)) -> Result<u32, Error> {
        self.connection
            .prepare_cached("SELECT count(*) FROM story WHERE last >= ?1 AND first <= ?2")
            .and_then(|mut it| it.query_row([from.timestamp(), to.timestamp()], |row| row.get(0)))
            .map_err(|cause| self.error(cause))
    }

    /// Puts stories that are new or have changed into the ledger.
    pub fn put_stories(&self, stories: &[StoredStory]) -> Result<(), Error> {
        let write = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(
                "INSERT INTO story (guid, first, last, size, words) VALUES (?1, ?2, ?3, ?4, ?5) \
                 ON CONFLICT (guid) DO UPDATE SET first = excluded.first, last = excluded.last, \
                 size = excluded.size, words = excluded.words",
            )?;
            for story in stories {
                statement.execute(params![
                    story.guid.as_str(),
                    story.first.timestamp(),
                    story.last.timestamp(),
                    story.size,
                    story.words
                ])?;
            }
            Ok(())
        };
        write().map_err(|cause| self.error(cause))
    }

    /// Notes that a story has become part of another one: its items are in that one, and its id leads
    /// there. One that the ledger does not have leaves only its id.
    pub fn merge_story(&self, gone: &Guid, stays: &Guid) -> Result<(), Error> {
        let merge = || -> rusqlite::Result<()> {
            let number = |guid: &Guid| -> rusqlite::Result<Option<i64>> {
                self.connection
                    .prepare_cached("SELECT number FROM story WHERE guid = ?1")?
                    .query_row([guid.as_str()], |row| row.get(0))
                    .optional()
            };
            let Some(stays) = number(stays)? else { return Ok(()) };
            if let Some(gone) = number(gone)? {
                for sql in [
                    "UPDATE item SET story = ?2 WHERE story = ?1",
                    "UPDATE story_alias SET story = ?2 WHERE story = ?1",
                    "DELETE FROM story WHERE number = ?1 AND number <> ?2",
                ] {
                    self.connection.prepare_cached(sql)?.execute([gone, stays])?;
                }
            }
            self.connection
                .prepare_cached("INSERT OR REPLACE INTO story_alias (guid, story) VALUES (?1, ?2)")?
                .execute(params![gone.as_str(), stays])?;
            Ok(())
        };
        merge().map_err(|cause| self.error(cause))
    }

    /// Forgets the stories that have no items any more and took none since `before`.
    pub fn forget_stories(&self, before: DateTime<Utc>) -> Result<(), Error> {
        let empty = "SELECT number FROM story WHERE last < ?1 \
                     AND NOT EXISTS (SELECT 1 FROM item WHERE item.story = story.number)";
        let forget = || -> rusqlite::Result<()> {
            let transaction = self.group()?;
            for sql in [
                format!("DELETE FROM story_alias WHERE story IN ({empty})"),
                format!("DELETE FROM story WHERE number IN ({empty})"),
            ] {
                self.connection.execute(&sql, [before.timestamp()])?;
            }
            transaction.map_or(Ok(()), rusqlite::Transaction::commit)
        };
        forget().map_err(|cause| self.error(cause))
    }

    /// Notes the story that an item is in, by the number of the item.
    pub fn put_in_story(&self, item: i64, story: &Guid) -> Result<(), Error> {
        self.connection
            .prepare_cached(
                "UPDATE item SET story = (SELECT number FROM story WHERE guid = ?2) \
                 WHERE number = ?1",
            )
            .and_then(|mut statement| statement.execute(params![item, story.as_str()]))
            .map_err(|cause| self.error(cause))?;
        Ok(())
    }

    /// In how many articles each word occurs, packed; `None` before the first count.
    pub fn word_counts(&self) -> Result<Option<Vec<u8>>, Error> {
        self.connection.kept(COUNTS).map_err(|cause| self.error(cause))
    }

    /// Keeps the counts of words.
    pub fn put_word_counts(&self, counts: &[u8]) -> Result<(), Error> {
        self.connection.keep(COUNTS, counts).map_err(|cause| self.error(cause))
    }

    /// Whether no other item is in the story of an item.
    pub fn is_alone(&self, item: &Guid) -> Result<bool, Error> {
        self.connection
            .prepare_cached(
                "SELECT NOT EXISTS (SELECT 1 FROM item AS this \
                 CROSS JOIN item AS other ON other.story = this.story \
                 WHERE this.guid = ?1 AND other.number <> this.number)",
            )
            .and_then(|mut statement| statement.query_row([item.as_str()], |row| row.get(0)))
            .map_err(|cause| self.error(cause))
    }

    /// The story that an item is in.
    pub fn story_of(&self, item: &Guid) -> Result<Option<Guid>, Error> {
        self.connection
            .prepare_cached(
                "SELECT story.guid FROM item JOIN story ON story.number = item.story \
                 WHERE item.guid = ?1",
            )
            .and_then(|mut statement| {
                statement.query_row([item.as_str()], |row| row.get(0).map(Guid)).optional()
            })
            .map_err(|cause| self.error(cause))
    }

    /// The story with this id, or the one that it has become a part of.
    pub fn story(&self, guid: &Guid) -> Result<Option<Guid>, Error> {
        self.connection
            .prepare_cached(
                "SELECT guid FROM story WHERE guid = ?1 UNION ALL \
                 SELECT story.guid FROM story_alias JOIN story ON story.number = story_alias.story \
                 WHERE story_alias.guid = ?1",
            )
            .and_then(|mut statement| {
                statement.query_row([guid.as_str()], |row| row.get(0).map(Guid)).optional()
            })
            .map_err(|cause| self.error(cause))
    }

    /// The items of a story that stand for themselves, as they are shown but without their texts, by
    /// (published, guid).
    pub fn members(&self, story: &Guid) -> Result<Vec<Item>, Error> {
        let sql = "SELECT head.head, best.head, text FROM item \
                   JOIN head ON head.item = item.number \
                   LEFT JOIN head AS best ON best.item = item.best \
                   LEFT JOIN page ON page.item = item.number \
                   WHERE item.story = (SELECT number FROM story WHERE guid = ?1) \
                   AND item.owner IS NULL ORDER BY item.published, item.guid";
        let read = || -> rusqlite::Result<Vec<Item>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([story.as_str()], |row| {
                row::shown_head(&row.get::<_, String>(0)?, row.get(1)?, row.get(2)?)
            })?;
            rows.collect()
        };
        read().map_err(|cause| self.error(cause))
    }
}
