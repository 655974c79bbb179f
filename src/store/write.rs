//! What a visit leaves in the ledger.

use std::collections::HashMap;

use rusqlite::{OptionalExtension, params};

use super::{Error, Store, lookup::Leads, row};
use crate::model::{
    Changes, Followed, Guid, Item, Key, Print, SourceState, Standing, Telling, Text,
};

impl Store {
    /// Puts one visit into the ledger: items, keys, tellings and the state of the source with its
    /// validators. Call it between [`Store::begin`] and [`Store::commit`]; after an error the group
    /// must not be committed, so a visit is there as a whole or not at all.
    pub fn apply(&self, source: &str, changes: Changes, state: &SourceState) -> Result<(), Error> {
        self.try_apply(source, changes, state).map_err(|cause| self.error(cause))
    }

    /// Gives everything that the source `old` owns and knows to `new`: the operator has renamed it.
    pub fn rename_source(&self, old: &str, new: &str) -> Result<(), Error> {
        let rename = || -> rusqlite::Result<()> {
            let transaction = self.group()?;
            for sql in [
                "UPDATE source SET id = ?2 WHERE id = ?1",
                "UPDATE head SET head = json_set(head, '$.source', ?2) \
                 WHERE item IN (SELECT number FROM item WHERE source = ?1)",
                "UPDATE item SET source = ?2 WHERE source = ?1",
                "UPDATE OR REPLACE alias SET source = ?2 WHERE source = ?1",
                "UPDATE tombstone SET source = ?2 WHERE source = ?1",
                "UPDATE OR REPLACE telling SET source = ?2, told = json_set(told, '$.source', ?2) \
                 WHERE source = ?1",
            ] {
                self.connection.execute(sql, [old, new])?;
            }
            transaction.map_or(Ok(()), rusqlite::Transaction::commit)
        };
        rename().map_err(|cause| self.error(cause))
    }

    /// The permanent id of a topic's feed: the stored one, else `minted`, which is stored.
    pub fn feed_guid(&self, topic: &str, minted: Guid) -> Result<Guid, Error> {
        let get = || -> rusqlite::Result<Guid> {
            let known: Option<String> = self
                .connection
                .prepare_cached("SELECT guid FROM feed WHERE topic = ?1")?
                .query_row([topic], |row| row.get(0))
                .optional()?;
            if let Some(known) = known {
                return Ok(Guid(known));
            }
            self.connection
                .prepare_cached("INSERT INTO feed (topic, guid) VALUES (?1, ?2)")?
                .execute([topic, minted.as_str()])?;
            Ok(minted)
        };
        get().map_err(|cause| self.error(cause))
    }

    fn try_apply(
        &self,
        source: &str,
        changes: Changes,
        state: &SourceState,
    ) -> rusqlite::Result<()> {
        let mut leads = Leads::default();
        // What was just put in need not be looked for.
        let mut new = HashMap::with_capacity(changes.new.len());
        for mut item in changes.new {
            let keys = std::mem::take(&mut item.keys);
            let guid = item.guid.clone();
            let number = self.insert(item)?;
            for key in &keys {
                self.insert_key(source, key, number, &mut leads)?;
            }
            new.insert(guid, number);
        }
        let number = |guid: &Guid| match new.get(guid) {
            Some(&number) => Ok(Some(number)),
            None => self.number(guid),
        };
        for revision in changes.revised {
            self.update(revision.item)?;
        }
        for (guid, print) in &changes.prints {
            if let Some(number) = number(guid)? {
                self.insert_print(number, print, &mut leads)?;
            }
        }
        for (guid, key) in &changes.keys {
            match number(guid)? {
                Some(number) => self.insert_key(source, key, number, &mut leads)?,
                None => self.add_key_of_tombstone(guid, key)?,
            }
        }
        for telling in &changes.tellings {
            if let Some(number) = number(&telling.guid)? {
                self.insert_telling(telling, number)?;
            }
        }
        self.insert_leads(&mut leads)?;
        self.write_state(source, state)
    }

    pub(super) fn insert(&self, item: Item) -> rusqlite::Result<i64> {
        let (guid, published) = (item.guid.clone(), row::millis(item.published.at));
        let (source, first_seen) = (item.source.clone(), row::millis(item.first_seen));
        let (head, content) = row::parts(item)?;
        self.connection
            .prepare_cached(
                "INSERT INTO item (guid, source, published, first_seen) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![guid.as_str(), source, published, first_seen])?;
        let number = self.connection.last_insert_rowid();
        self.connection
            .prepare_cached("INSERT INTO unfiled (item) VALUES (?1)")?
            .execute([number])?;
        self.connection
            .prepare_cached("INSERT INTO head (item, head) VALUES (?1, ?2)")?
            .execute(params![number, head])?;
        if let Some(content) = content {
            self.connection
                .prepare_cached("INSERT INTO body (item, content) VALUES (?1, ?2)")?
                .execute(params![number, content.as_str()])?;
        }
        Ok(number)
    }

    pub(super) fn update(&self, item: Item) -> rusqlite::Result<()> {
        let Some(number) = self.number(&item.guid)? else { return Ok(()) };
        let published = row::millis(item.published.at);
        let (head, content) = row::parts(item)?;
        self.connection
            .prepare_cached(
                "UPDATE item SET published = ?2, \
                 settled = CASE WHEN settled = 1 AND owner IS NOT NULL THEN 2 ELSE settled END \
                 WHERE number = ?1",
            )?
            .execute(params![number, published])?;
        self.connection
            .prepare_cached("UPDATE head SET head = ?2 WHERE item = ?1")?
            .execute(params![number, head])?;
        // The item that stands for the article may show what this one says.
        self.connection
            .prepare_cached(
                "DELETE FROM route WHERE item = ?1 \
                 OR item = (SELECT owner FROM item WHERE number = ?1)",
            )?
            .execute([number])?;
        self.write_body(number, content)
    }

    fn write_body(&self, number: i64, content: Option<Text>) -> rusqlite::Result<()> {
        match content {
            Some(content) => self
                .connection
                .prepare_cached("INSERT OR REPLACE INTO body (item, content) VALUES (?1, ?2)")?
                .execute(params![number, content.as_str()]),
            None => self
                .connection
                .prepare_cached("DELETE FROM body WHERE item = ?1")?
                .execute(params![number]),
        }?;
        Ok(())
    }

    pub(super) fn insert_key(
        &self,
        source: &str,
        key: &Key,
        number: i64,
        leads: &mut Leads,
    ) -> rusqlite::Result<()> {
        let new = self
            .connection
            .quietly()
            .prepare_cached(
                "INSERT OR IGNORE INTO alias (source, kind, value, item) VALUES (?1, ?2, ?3, ?4)",
            )?
            .execute(params![source, key.kind.as_str(), key.value, number])?;
        self.touched(new, number)?;
        match row::lookup_hash(key) {
            Some(hash) if new > 0 => self.lead([hash], number, leads),
            _ => Ok(()),
        }
    }

    /// Notes that a trusted source has edited an item of another one: the item as it is now, the telling
    /// that did it, and what is kept of its words.
    pub fn edit(&self, item: Item, telling: &Telling, print: &Print) -> Result<(), Error> {
        let guid = item.guid.clone();
        let edit = || -> rusqlite::Result<()> {
            self.update(item)?;
            let Some(number) = self.number(&guid)? else { return Ok(()) };
            self.insert_telling(telling, number)?;
            self.insert_prints([(number, print)])
        };
        edit().map_err(|cause| self.error(cause))
    }

    /// Keeps what there is of the words of items.
    pub fn put_prints<'p>(
        &self,
        prints: impl IntoIterator<Item = (i64, &'p Print)>,
    ) -> Result<(), Error> {
        self.insert_prints(prints).map_err(|cause| self.error(cause))
    }

    fn insert_prints<'p>(
        &self,
        prints: impl IntoIterator<Item = (i64, &'p Print)>,
    ) -> rusqlite::Result<()> {
        let mut leads = Leads::default();
        for (number, print) in prints {
            self.insert_print(number, print, &mut leads)?;
        }
        self.insert_leads(&mut leads)
    }

    pub(super) fn insert_print(
        &self,
        number: i64,
        print: &Print,
        leads: &mut Leads,
    ) -> rusqlite::Result<()> {
        let mut insert = self
            .connection
            .prepare_cached("INSERT OR IGNORE INTO print (item, shingles) VALUES (?1, ?2)")?;
        let shingles = print.to_bytes();
        if insert.execute(params![number, shingles])? == 0 {
            self.forget_print(number)?;
            insert.execute(params![number, shingles])?;
        }
        self.lead(print.anchors.iter().map(|&anchor| anchor.into()), number, leads)
    }

    /// Takes away what is kept of the words of an item, and what leads to it by them.
    pub(super) fn forget_print(&self, number: i64) -> rusqlite::Result<()> {
        let print: Option<Vec<u8>> = self
            .connection
            .prepare_cached("DELETE FROM print WHERE item = ?1 RETURNING shingles")?
            .query_row([number], |row| row.get(0))
            .optional()?;
        let Some(print) = print else { return Ok(()) };
        let anchors = Print::from_bytes(&print).anchors;
        anchors.into_iter().try_for_each(|anchor| self.forget_lookup(anchor.into(), number))
    }

    pub(super) fn insert_telling(&self, telling: &Telling, number: i64) -> rusqlite::Result<()> {
        let new = self
            .connection
            .quietly()
            .prepare_cached(
                "INSERT OR IGNORE INTO telling (item, source, place, claimed, changed, told) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute(params![
                number,
                telling.source,
                telling.place,
                telling.claimed.map_or(0, row::millis),
                row::json(&telling.changed)?,
                row::json(telling)?
            ])?;
        self.touched(new, number)
    }

    /// Most that a visit tells is known: only rows that are new change what is published.
    fn touched(&self, rows: usize, item: i64) -> rusqlite::Result<()> {
        if rows > 0 { self.connection.unmark_for(item) } else { Ok(()) }
    }

    /// What is published does not show the state of a source, but for its list of feeds: whoever looks
    /// at the mark has to look at the sources in force as well.
    fn write_state(&self, source: &str, state: &SourceState) -> rusqlite::Result<()> {
        let leads_on = state.followed != Followed::default();
        let followed = leads_on.then(|| row::json(&state.followed)).transpose()?;
        let is_known = state.standing != Standing::default();
        let standing = is_known.then(|| row::json(&state.standing)).transpose()?;
        self.connection
            .quietly()
            .prepare_cached(
                "INSERT OR REPLACE INTO source (id, address, etag, last_modified, body_hash, \
                 last_visit, last_success, last_error, failures, not_before, followed, validated, \
                 standing) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
            )?
            .execute(params![
                source,
                state.address,
                state.validators.etag,
                state.validators.last_modified,
                state.body_hash,
                state.last_visit.map(row::millis),
                state.last_success.map(row::millis),
                state.last_error,
                state.failures,
                state.not_before.map(row::millis),
                followed,
                state.validators.of,
                standing
            ])?;
        Ok(())
    }

    pub(super) fn number(&self, guid: &Guid) -> rusqlite::Result<Option<i64>> {
        self.connection
            .prepare_cached("SELECT number FROM item WHERE guid = ?1")?
            .query_row([guid.as_str()], |row| row.get(0))
            .optional()
    }
}
