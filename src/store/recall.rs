//! What was published beside the feeds → a ledger that was lost.
//!
//! What is there already stays. Whatever is odd in what is read costs no more than the row it is about.

use std::collections::BTreeSet;

use chrono::DateTime;
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::{Error, Store, lookup::Leads, memory::unhex, row, shelf::MEMORY};
use crate::model::{Filing, Guid, Item, Memory, Past, Print, Remembered, StoredStory};

/// What was read back.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Recalled {
    /// Items with their texts.
    pub items: usize,
    /// Items of which only ids, dates and keys are known.
    pub past: usize,
    /// Archives.
    pub archives: usize,
}

impl Store {
    /// Whether nothing was ever put into the ledger.
    pub fn is_new(&self) -> Result<bool, Error> {
        let sql = "SELECT NOT EXISTS (SELECT 1 FROM item) AND NOT EXISTS (SELECT 1 FROM tombstone) \
                   AND NOT EXISTS (SELECT 1 FROM source) AND NOT EXISTS (SELECT 1 FROM archive)";
        self.connection.query_row(sql, [], |row| row.get(0)).map_err(|cause| self.error(cause))
    }

    /// Puts what was read back into the ledger, all or nothing. Each line comes with the number of the
    /// file that holds it for good, and 0 for the one that is written at each run. `rules` names those
    /// in force: what was filed stays as it was filed. `archives` are those that are there.
    pub fn recall(
        &self,
        memory: &[(u32, Memory)],
        archives: &BTreeSet<(String, u32)>,
        rules: &str,
    ) -> Result<Recalled, Error> {
        let put = || -> rusqlite::Result<Recalled> {
            let transaction = self.group()?;
            let mut recalled = Recalled::default();
            for (_, line) in memory {
                match line {
                    Memory::Item(it) => recalled.items += usize::from(self.recall_item(it, rules)?),
                    Memory::Feed { topic, guid, complete } => {
                        self.recall_feed(topic, guid, *complete)?;
                    }
                    Memory::Story { guid, first, last, size, words } => {
                        let instant = |at| DateTime::from_timestamp(at, 0).unwrap_or_default();
                        self.recall_story(StoredStory {
                            guid: guid.clone(),
                            first: instant(*first),
                            last: instant(*last),
                            size: *size,
                            words: unhex(words),
                            number: None,
                        })?;
                    }
                    Memory::Past(_)
                    | Memory::Shown { .. }
                    | Memory::Archives { .. }
                    | Memory::Source { .. } => {}
                }
            }
            for (number, line) in memory {
                if let Memory::Past(past) = line {
                    recalled.past += usize::from(self.recall_past(past, *number)?);
                }
            }
            for (number, line) in memory {
                match line {
                    Memory::Item(it) => {
                        self.recall_place(it)?;
                        let there = it.archives.iter().filter(|place| archives.contains(place));
                        self.recall_shelves(&it.item.guid, there)?;
                    }
                    Memory::Past(past) => self.recall_owner(past, *number)?,
                    _ => {}
                }
            }
            for (feed, number) in archives {
                recalled.archives += usize::from(feed != MEMORY);
                self.connection
                    .prepare_cached(
                        "INSERT OR IGNORE INTO archive (feed, number, guids, next) \
                         VALUES (?1, ?2, '[]', 0)",
                    )?
                    .execute(params![feed, number])?;
            }
            transaction.map_or(Ok(()), rusqlite::Transaction::commit)?;
            Ok(recalled)
        };
        put().map_err(|cause| self.error(cause))
    }

    /// The items of a source that came back with less than their texts.
    pub fn thin(&self, source: &str) -> Result<Vec<Guid>, Error> {
        self.connection
            .prepare_cached("SELECT guid FROM item WHERE thin = 1 AND source = ?1 ORDER BY guid")
            .and_then(|mut it| it.query_map([source], |row| row.get(0).map(Guid))?.collect())
            .map_err(|cause| self.error(cause))
    }

    /// Puts the text of an item that came back without it into its place.
    pub fn fill(&self, item: Item) -> Result<(), Error> {
        let fill = || -> rusqlite::Result<()> {
            let guid = item.guid.clone();
            let sql = "UPDATE item SET thin = 0 WHERE guid = ?1";
            self.connection.prepare_cached(sql)?.execute([guid.as_str()])?;
            self.update(item)
        };
        fill().map_err(|cause| self.error(cause))
    }

    fn recall_item(&self, it: &Remembered, rules: &str) -> rusqlite::Result<bool> {
        let item = &it.item;
        let is_known = "SELECT EXISTS (SELECT 1 FROM item WHERE guid = ?1)";
        if self
            .connection
            .prepare_cached(is_known)?
            .query_row([item.guid.as_str()], |r| r.get(0))?
        {
            return Ok(false);
        }
        let number = self.insert(item.clone())?;
        self.connection
            .prepare_cached("UPDATE item SET settled = 1, thin = ?2 WHERE number = ?1")?
            .execute(params![number, it.is_thin])?;
        let mut leads = Leads::default();
        for key in &it.keys {
            self.insert_key(&item.source, key, number, &mut leads)?;
        }
        for telling in &it.tellings {
            self.insert_telling(telling, number)?;
        }
        if !it.print.is_empty() {
            self.insert_print(number, &Print::from_bytes(&unhex(&it.print)), &mut leads)?;
        }
        self.insert_leads(&mut leads)?;
        if let Some((told, text)) = &it.page {
            self.connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO page (item, told, tries, text) VALUES (?1, ?2, 0, ?3)",
                )?
                .execute(params![number, told, text])?;
        }
        if let Some(filing) = &it.filing {
            self.recall_filing(number, filing, rules)?;
        }
        self.recall_source(&item.source)?;
        Ok(true)
    }

    /// One of a source that is visited for the first time is known all the same.
    fn recall_source(&self, source: &str) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO source (id, address, last_visit) VALUES (?1, '', 0)",
            )?
            .execute([source])?;
        Ok(())
    }

    fn recall_filing(&self, item: i64, filing: &Filing, rules: &str) -> rusqlite::Result<()> {
        let until = filing.until.map(row::millis);
        let (topics, fate) = (row::json(&filing.topics)?, row::json(&filing.fate)?);
        self.connection
            .prepare_cached(
                "INSERT OR REPLACE INTO route (item, rules, topics, fate, until, why) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![item, rules, topics, fate, until, row::json(filing)?])?;
        self.shelves()?.put(item, filing)
    }

    fn recall_story(&self, story: StoredStory) -> rusqlite::Result<()> {
        if self.story_number(&story.guid)?.is_none() {
            let mut leads = Leads::default();
            self.add_story(&story, &mut leads)?;
            self.insert_leads(&mut leads)?;
        }
        Ok(())
    }

    /// The item that stands for the article, the one whose text is shown, and the story.
    fn recall_place(&self, it: &Remembered) -> rusqlite::Result<()> {
        let (owner, under, bound) = match &it.owner {
            Some((owner, under, bound)) => (Some(owner), under.as_ref(), bound.as_ref()),
            None => (None, None, None),
        };
        let bound = bound.map(row::json).transpose()?;
        let story = it.story.as_ref().map(|guid| self.story_number(guid)).transpose()?.flatten();
        self.connection
            .prepare_cached(
                "UPDATE item SET owner = (SELECT number FROM item WHERE guid = ?2), \
                 under = (SELECT number FROM item WHERE guid = ?3), bound = ?4, \
                 best = (SELECT number FROM item WHERE guid = ?5), \
                 story = ?6 WHERE guid = ?1",
            )?
            .execute(params![
                it.item.guid.as_str(),
                owner.map(Guid::as_str),
                under.map(Guid::as_str),
                bound,
                it.best.as_ref().map(Guid::as_str),
                story
            ])?;
        Ok(())
    }

    fn recall_feed(&self, topic: &str, guid: &Guid, complete: bool) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO feed (topic, guid, complete) VALUES (?1, ?2, ?3)",
            )?
            .execute(params![topic, guid.as_str(), complete])?;
        Ok(())
    }

    /// Whether the item came back by this line.
    fn recall_past(&self, past: &Past, memory: u32) -> rusqlite::Result<bool> {
        let shelved = self
            .connection
            .prepare_cached(
                "UPDATE shelf SET number = nullif(?3, 0) WHERE feed = ?1 \
                 AND item = (SELECT number FROM item WHERE guid = ?2)",
            )?
            .execute(params![MEMORY, past.guid.as_str(), memory])?;
        let sql = "SELECT EXISTS (SELECT 1 FROM item WHERE guid = ?1)";
        let is_item: bool = self
            .connection
            .prepare_cached(sql)?
            .query_row([past.guid.as_str()], |row| row.get(0))?;
        if shelved > 0 || is_item {
            return Ok(false);
        }
        let known: Option<i64> = self
            .connection
            .prepare_cached("SELECT number FROM tombstone WHERE guid = ?1")?
            .query_row([past.guid.as_str()], |row| row.get(0))
            .optional()?;
        if let Some(known) = known {
            self.connection
                .prepare_cached("DELETE FROM tombstone_key WHERE tombstone = ?1")?
                .execute([known])?;
        }
        // A later line about the same item knows more.
        self.connection
            .prepare_cached(
                "INSERT INTO tombstone (guid, source, title, link, published, seen, since, kinds, \
                 owner, memory) VALUES (?1, ?2, ?3, NULL, ?4, ?5, ?5, ?6, NULL, ?7) \
                 ON CONFLICT (guid) DO UPDATE SET kinds = excluded.kinds, memory = excluded.memory",
            )?
            .execute(params![
                past.guid.as_str(),
                past.source,
                past.title,
                row::millis(past.published),
                row::millis(past.seen),
                past.kinds,
                memory
            ])?;
        let sql = "INSERT OR IGNORE INTO tombstone_key (hash, tombstone) \
                   SELECT ?1, number FROM tombstone WHERE guid = ?2";
        let mut put = self.connection.prepare_cached(sql)?;
        for hash in &past.keys {
            put.execute(params![hash, past.guid.as_str()])?;
        }
        self.recall_source(&past.source)?;
        Ok(true)
    }

    fn recall_owner(&self, past: &Past, memory: u32) -> rusqlite::Result<()> {
        let Some(owner) = &past.owner else { return Ok(()) };
        self.connection
            .prepare_cached(
                "UPDATE tombstone SET owner = (SELECT number FROM tombstone WHERE guid = ?2) \
                 WHERE guid = ?1 AND memory = ?3",
            )?
            .execute(params![past.guid.as_str(), owner.as_str(), memory])?;
        Ok(())
    }

    fn recall_shelves<'a>(
        &self,
        item: &Guid,
        archives: impl Iterator<Item = &'a (String, u32)>,
    ) -> rusqlite::Result<()> {
        let mut put = self.connection.prepare_cached(
            "INSERT OR REPLACE INTO shelf (item, feed, number) \
             SELECT number, ?2, ?3 FROM item WHERE guid = ?1",
        )?;
        for (feed, number) in archives {
            put.execute(params![item.as_str(), feed, number])?;
        }
        Ok(())
    }
}
