//! What the ledger knows.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row};
use serde::Serialize;

use super::{Error, Store, row};
use crate::model::{
    Bound, Followed, Guid, Item, Key, KeyKind, SourceState, Standing, Telling, Validators,
};

/// Whether a pass over the heads of all items goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Another head, please.
    More,
    /// That was enough.
    Enough,
}

/// How much of a source the ledger holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceCount {
    /// Its id.
    pub id: String,
    /// What is remembered of it.
    pub state: SourceState,
    /// How many items it has that stand for themselves.
    pub items: u64,
}

/// How many rows of which sort the ledger has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Version of its schema.
    pub schema: i64,
    /// Sources.
    pub sources: u64,
    /// Items that stand for themselves.
    pub items: u64,
    /// Items that another one stands for.
    pub tellings: u64,
    /// Stories.
    pub stories: u64,
    /// Items whose text is gone.
    pub tombstones: u64,
}

impl Store {
    /// What is remembered of a source; the default for one never visited.
    pub fn source(&self, id: &str) -> Result<SourceState, Error> {
        self.connection
            .prepare_cached(&format!("SELECT {STATE} FROM source WHERE id = ?1"))
            .and_then(|mut statement| statement.query_row([id], state).optional())
            .map(Option::unwrap_or_default)
            .map_err(|cause| self.error(cause))
    }

    /// What is remembered of every source that the ledger has met, by id: one pass over them costs a
    /// tenth of as many look-ups.
    pub fn states(&self) -> Result<BTreeMap<String, SourceState>, Error> {
        let read = || -> rusqlite::Result<_> {
            let sql = format!("SELECT {STATE}, id FROM source");
            let mut statement = self.connection.prepare_cached(&sql)?;
            statement.query_map([], |row| Ok((row.get("id")?, state(row)?)))?.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Every source that the ledger has met, by id.
    pub fn sources(&self) -> Result<Vec<SourceCount>, Error> {
        let sql = format!(
            "SELECT {STATE}, id, (SELECT count(*) FROM item WHERE item.source = source.id \
             AND owner IS NULL) AS items FROM source ORDER BY id"
        );
        let read = || -> rusqlite::Result<Vec<SourceCount>> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map([], |row| {
                let items: i64 = row.get("items")?;
                Ok(SourceCount {
                    id: row.get("id")?,
                    state: state(row)?,
                    items: items.try_into().unwrap_or(0),
                })
            })?;
            rows.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Shows the head of every item, without its body, newest first by (published, guid), until the
    /// visitor has enough.
    pub fn heads(&self, mut visit: impl FnMut(Item) -> Wanted) -> Result<(), Error> {
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(
                "SELECT head.head, best.head, text FROM item \
                 JOIN head ON head.item = item.number \
                 LEFT JOIN head AS best ON best.item = item.best \
                 LEFT JOIN page ON page.item = item.number \
                 WHERE item.owner IS NULL ORDER BY item.published DESC, item.guid",
            )?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let head = row.get_ref(0)?.as_str()?;
                if visit(row::shown_head(head, row::text(row, 1)?, row::text(row, 2)?)?)
                    == Wanted::Enough
                {
                    break;
                }
            }
            Ok(())
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Shows the head of every item that another one stands for, newest first by (published, guid).
    pub fn folded_heads(&self, mut visit: impl FnMut(Item)) -> Result<(), Error> {
        let sql = "SELECT head FROM item JOIN head ON head.item = item.number \
                   WHERE owner IS NOT NULL ORDER BY published DESC, guid";
        let mut read = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                visit(row::item(&row.get::<_, String>(0)?, None)?);
            }
            Ok(())
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Whose text is shown of an item, where it is not its own, and whether it is that of its page.
    pub fn text_of(&self, guid: &Guid) -> Result<(Option<Guid>, bool), Error> {
        let sql = "SELECT best.guid, json_extract(text, '$.content') IS NOT NULL FROM item \
                   LEFT JOIN item AS best ON best.number = item.best \
                   LEFT JOIN page ON page.item = item.number WHERE item.guid = ?1";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| {
                statement
                    .query_row([guid.as_str()], |row| {
                        Ok((row.get::<_, Option<String>>(0)?.map(Guid), row.get(1)?))
                    })
                    .optional()
            })
            .map(Option::unwrap_or_default)
            .map_err(|cause| self.error(cause))
    }

    /// How many rows of which sort there are.
    pub fn counts(&self) -> Result<Counts, Error> {
        let sql = "SELECT (SELECT count(*) FROM source), \
                   (SELECT count(*) FROM item WHERE owner IS NULL), \
                   (SELECT count(*) FROM item WHERE owner IS NOT NULL), \
                   (SELECT count(*) FROM story), (SELECT count(*) FROM tombstone)";
        let read = || -> rusqlite::Result<Counts> {
            let schema = self.version()?;
            self.connection.query_row(sql, [], |row| {
                let count =
                    |column| Ok::<_, rusqlite::Error>(row.get::<_, i64>(column)?.unsigned_abs());
                Ok(Counts {
                    schema,
                    sources: count(0)?,
                    items: count(1)?,
                    tellings: count(2)?,
                    stories: count(3)?,
                    tombstones: count(4)?,
                })
            })
        };
        read().map_err(|cause| self.error(cause))
    }

    /// One whole item, as it is shown: with the text of the best telling of its article, and what its
    /// page says laid over it.
    pub fn item(&self, guid: &Guid) -> Result<Option<Item>, Error> {
        self.connection
            .prepare_cached(
                "SELECT head.head, body.content, text, best.head, best_body.content FROM item \
                 JOIN head ON head.item = item.number \
                 LEFT JOIN body ON body.item = item.number \
                 LEFT JOIN page ON page.item = item.number \
                 LEFT JOIN head AS best ON best.item = item.best \
                 LEFT JOIN body AS best_body ON best_body.item = item.best \
                 WHERE item.guid = ?1",
            )
            .and_then(|mut statement| {
                statement
                    .query_row([guid.as_str()], |row| {
                        let best = match row::text(row, 3)? {
                            Some(head) => Some((head, row::text(row, 4)?)),
                            None => None,
                        };
                        let head = row.get_ref(0)?.as_str()?;
                        row::shown(head, row::text(row, 1)?, best, row::text(row, 2)?)
                    })
                    .optional()
            })
            .map_err(|cause| self.error(cause))
    }

    /// Every telling of an article, by the item that stands for it and by others, in the order in
    /// which they were met. The first of another item says how that one was found out.
    pub fn tellings(&self, guid: &Guid) -> Result<Vec<Telling>, Error> {
        // There is no source without a name.
        self.tellings_elsewhere(guid, "")
    }

    /// The same, without those of one source.
    pub fn tellings_elsewhere(&self, guid: &Guid, source: &str) -> Result<Vec<Telling>, Error> {
        // The planner would copy the number of the item into a table of its own.
        let sql = "SELECT told, bound FROM item CROSS JOIN telling ON telling.item = item.number \
                   WHERE item.guid = ?1 AND telling.source <> ?2 UNION ALL \
                   SELECT told, bound FROM item CROSS JOIN telling ON telling.item = item.number \
                   WHERE item.owner = (SELECT number FROM item WHERE guid = ?1) \
                   AND telling.source <> ?2";
        let read = || -> rusqlite::Result<Vec<Telling>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([guid.as_str(), source], |row| {
                let told: String = row.get(0)?;
                let mut telling: Telling = row::from_json(&told)?;
                let bound: Option<String> = row.get(1)?;
                if let (Bound::New, Some(bound)) = (telling.bound, bound) {
                    telling.bound = row::from_json(&bound)?;
                }
                Ok(telling)
            })?;
            let mut tellings = rows.collect::<rusqlite::Result<Vec<_>>>()?;
            tellings.sort_by(|a, b| {
                (a.seen, a.claimed, &a.source, &a.place)
                    .cmp(&(b.seen, b.claimed, &b.source, &b.place))
            });
            Ok(tellings)
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Every key of an article, with the source that knows it by this key.
    pub fn keys(&self, guid: &Guid) -> Result<Vec<(String, Key)>, Error> {
        let read = || -> rusqlite::Result<Vec<(String, Key)>> {
            let sql = "SELECT alias.source, kind, value FROM alias \
                       JOIN item ON item.number = alias.item WHERE item.guid = ?1 \
                       OR item.owner = (SELECT number FROM item WHERE guid = ?1)";
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows =
                statement.query_map([guid.as_str()], |row| Ok((row.get(0)?, key(row, 1)?)))?;
            let mut keys: Vec<(String, Key)> = rows
                .filter_map(|row| row.map(|(source, key)| key.map(|key| (source, key))).transpose())
                .collect::<rusqlite::Result<_>>()?;
            keys.sort();
            Ok(keys)
        };
        read().map_err(|cause| self.error(cause))
    }
}

pub(super) fn key(row: &Row<'_>, first: usize) -> rusqlite::Result<Option<Key>> {
    let kind: String = row.get(first)?;
    let value = row.get(first + 1)?;
    Ok(KeyKind::from_name(&kind).map(|kind| Key { kind, value }))
}

/// The columns of [`state`], in its order: to find them by their names takes longer than to read them.
const STATE: &str = "address, etag, last_modified, validated, body_hash, last_visit, last_success, \
                     last_error, failures, not_before, followed, standing";

fn state(row: &Row<'_>) -> rusqlite::Result<SourceState> {
    let instant = |column: usize| -> rusqlite::Result<Option<DateTime<Utc>>> {
        Ok(row.get::<_, Option<i64>>(column)?.and_then(DateTime::from_timestamp_millis))
    };
    Ok(SourceState {
        address: row.get(0)?,
        validators: Validators { etag: row.get(1)?, last_modified: row.get(2)?, of: row.get(3)? },
        body_hash: row.get(4)?,
        last_visit: instant(5)?,
        last_success: instant(6)?,
        last_error: row.get(7)?,
        failures: row.get(8)?,
        not_before: instant(9)?,
        followed: match row.get::<_, Option<String>>(10)? {
            Some(followed) => row::from_json(&followed)?,
            None => Followed::default(),
        },
        standing: match row.get::<_, Option<String>>(11)? {
            Some(standing) => row::from_json(&standing)?,
            None => Standing::default(),
        },
    })
}
