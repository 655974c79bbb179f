//! Stories and the items in them.

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};

use super::{Error, Store, lookup::Leads, row};
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
        let sql = "SELECT guid, first, last, size, words, number FROM story \
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
                    number: row.get(5)?,
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

    /// Puts stories that are new or have changed into the ledger. The answer is their numbers.
    pub fn put_stories(&self, stories: &[StoredStory]) -> Result<Vec<i64>, Error> {
        let write = || -> rusqlite::Result<Vec<i64>> {
            let mut leads = Leads::default();
            let put = |story| self.put_story(story, &mut leads);
            let numbers = stories.iter().map(put).collect::<rusqlite::Result<_>>()?;
            self.insert_leads(&mut leads)?;
            Ok(numbers)
        };
        write().map_err(|cause| self.error(cause))
    }

    fn put_story(&self, story: &StoredStory, leads: &mut Leads) -> rusqlite::Result<i64> {
        let number = match story.number {
            None => self.story_number(&story.guid)?,
            known => known,
        };
        let (first, last) = (story.first.timestamp(), story.last.timestamp());
        let Some(number) = number else { return self.add_story(story, leads) };
        self.connection
            .prepare_cached(
                "UPDATE story SET first = ?2, last = ?3, size = ?4, words = ?5 WHERE number = ?1",
            )?
            .execute(params![number, first, last, story.size, story.words])?;
        Ok(number)
    }

    /// Adds a story that the ledger does not have.
    pub(super) fn add_story(
        &self,
        story: &StoredStory,
        leads: &mut Leads,
    ) -> rusqlite::Result<i64> {
        let (first, last) = (story.first.timestamp(), story.last.timestamp());
        self.connection
            .prepare_cached(
                "INSERT INTO story (guid, first, last, size, words) VALUES (?1, ?2, ?3, ?4, ?5)",
            )?
            .execute(params![story.guid.as_str(), first, last, story.size, story.words])?;
        let number = self.connection.last_insert_rowid();
        self.lead([row::story_hash(&story.guid)], number, leads)?;
        Ok(number)
    }

    /// The number of the story with this id.
    pub(super) fn story_number(&self, guid: &Guid) -> rusqlite::Result<Option<i64>> {
        self.connection
            .prepare_cached(
                "SELECT number FROM (SELECT item FROM lookup WHERE hash = ?1 \
                 UNION ALL SELECT item FROM lookup_new WHERE hash = ?1) \
                 CROSS JOIN story ON number = item WHERE guid = ?2",
            )?
            .query_row(params![row::story_hash(guid), guid.as_str()], |row| row.get(0))
            .optional()
    }

    /// Lets the hash of its id lead to each story of a ledger in which none does.
    pub(super) fn lead_to_stories(&self) -> rusqlite::Result<()> {
        let mut statement = self.connection.quietly().prepare("SELECT guid, number FROM story")?;
        let mut rows = statement.query([])?;
        let mut leads = Leads::default();
        while let Some(row) = rows.next()? {
            self.lead([row::story_hash(&Guid(row.get(0)?))], row.get(1)?, &mut leads)?;
        }
        self.insert_leads(&mut leads)
    }

    /// Notes that a story has become part of another one: its items are in that one, and its id leads
    /// there. One that the ledger does not have leaves only its id.
    pub fn merge_story(&self, gone: &Guid, stays: &Guid) -> Result<(), Error> {
        let merge = || -> rusqlite::Result<()> {
            let Some(stays) = self.story_number(stays)? else { return Ok(()) };
            if let Some(number) = self.story_number(gone)?.filter(|number| *number != stays) {
                for sql in [
                    "UPDATE item SET story = ?2 WHERE story = ?1",
                    "UPDATE story_alias SET story = ?2 WHERE story = ?1",
                    "DELETE FROM story WHERE number = ?1 AND number <> ?2",
                ] {
                    self.connection.prepare_cached(sql)?.execute([number, stays])?;
                }
                self.forget_lookup(row::story_hash(gone), number)?;
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
        let empty = "SELECT number, guid FROM story WHERE last < ?1 \
                     AND NOT EXISTS (SELECT 1 FROM item WHERE item.story = story.number)";
        let forget = || -> rusqlite::Result<()> {
            let transaction = self.group()?;
            let mut statement = self.connection.prepare_cached(empty)?;
            let rows = statement.query_map([before.timestamp()], |row| {
                Ok((row.get::<_, i64>(0)?, Guid(row.get(1)?)))
            })?;
            for (number, guid) in rows.collect::<rusqlite::Result<Vec<_>>>()? {
                for sql in [
                    "DELETE FROM story_alias WHERE story = ?1",
                    "DELETE FROM story WHERE number = ?1",
                ] {
                    self.connection.prepare_cached(sql)?.execute([number])?;
                }
                self.forget_lookup(row::story_hash(&guid), number)?;
            }
            transaction.map_or(Ok(()), rusqlite::Transaction::commit)
        };
        forget().map_err(|cause| self.error(cause))
    }

    /// Notes the stories that items are in: the numbers of each item and its story.
    pub fn put_in_stories(
        &self,
        places: impl IntoIterator<Item = (i64, i64)>,
    ) -> Result<(), Error> {
        let put = || -> rusqlite::Result<()> {
            let sql = "UPDATE item SET story = ?2 WHERE number = ?1";
            let mut statement = self.connection.prepare_cached(sql)?;
            places.into_iter().try_for_each(|place| statement.execute(place).map(drop))
        };
        put().map_err(|cause| self.error(cause))
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
        let alias = "SELECT story.guid FROM story_alias \
                     JOIN story ON story.number = story_alias.story WHERE story_alias.guid = ?1";
        let find = || -> rusqlite::Result<Option<Guid>> {
            if self.story_number(guid)?.is_some() {
                return Ok(Some(guid.clone()));
            }
            let mut statement = self.connection.prepare_cached(alias)?;
            statement.query_row([guid.as_str()], |row| row.get(0).map(Guid)).optional()
        };
        find().map_err(|cause| self.error(cause))
    }

    /// The items of a story that stand for themselves, as they are shown but without their texts, by
    /// (published, guid).
    pub fn members(&self, story: &Guid) -> Result<Vec<Item>, Error> {
        let sql = "SELECT head.head, best.head, text FROM item \
                   JOIN head ON head.item = item.number \
                   LEFT JOIN head AS best ON best.item = item.best \
                   LEFT JOIN page ON page.item = item.number \
                   WHERE item.story = ?1 AND item.owner IS NULL \
                   ORDER BY item.published, item.guid";
        let read = || -> rusqlite::Result<Vec<Item>> {
            let Some(story) = self.story_number(story)? else { return Ok(Vec::new()) };
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([story], |row| {
                row::shown_head(row.get_ref(0)?.as_str()?, row::text(row, 1)?, row::text(row, 2)?)
            })?;
            rows.collect()
        };
        read().map_err(|cause| self.error(cause))
    }
}
