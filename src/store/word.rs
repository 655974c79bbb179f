//! What the operator says about items: which are one article, and which are not. It goes before any
//! likeness, and stays when all items are compared anew.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use serde::Serialize;

use super::{Error, Store, row};
use crate::model::{Bound, Guid, Item};

/// The operator's word about an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Word {
    /// It is a telling of this one.
    Same(Guid),
    /// It stands for itself, whatever it is alike.
    Alone,
}

/// An item that tells an article which another one stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Fold {
    /// Its id.
    pub guid: Guid,
    /// Its source.
    pub source: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub link: Option<String>,
    /// When it was first seen.
    pub first_seen: DateTime<Utc>,
    /// How it was found to tell the article.
    pub bound: Option<Bound>,
    /// The telling that it was found to be alike.
    pub under: Option<Guid>,
    /// When the operator said so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<DateTime<Utc>>,
}

/// An item that is another article, because the operator says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Apart {
    /// Its id.
    pub guid: Guid,
    /// Its title.
    pub title: String,
    /// When the operator said so.
    pub said: DateTime<Utc>,
}

impl Store {
    /// What the operator says about an item that is compared with others.
    pub fn word(&self, guid: &Guid) -> Result<Option<Word>, Error> {
        let sql = "SELECT same, other.guid FROM word JOIN item ON item.number = word.item \
                   JOIN item AS other ON other.number = word.other \
                   WHERE item.guid = ?1 ORDER BY same DESC LIMIT 1";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| {
                let word = |row: &rusqlite::Row<'_>| {
                    let same: bool = row.get(0)?;
                    Ok(if same { Word::Same(Guid(row.get(1)?)) } else { Word::Alone })
                };
                statement.query_row([guid.as_str()], word).optional()
            })
            .map_err(|cause| self.error(cause))
    }

    /// The items that an item must not be found alike: those that it stands for already, and every
    /// telling of the articles that the operator has set apart from its own.
    pub fn apart(&self, guid: &Guid) -> Result<BTreeSet<Guid>, Error> {
        let sql = "WITH this AS (SELECT coalesce(owner, number) AS root FROM item WHERE guid = ?1), \
                   own AS (SELECT number FROM item WHERE number IN this OR owner IN this), \
                   far AS (SELECT other AS number FROM word WHERE same = 0 AND item IN own \
                   UNION SELECT item FROM word WHERE same = 0 AND other IN own), \
                   roots AS (SELECT coalesce(owner, number) FROM item WHERE number IN far) \
                   SELECT guid FROM item WHERE number IN own OR number IN roots OR owner IN roots";
        let read = || -> rusqlite::Result<BTreeSet<Guid>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let guids = statement.query_map([guid.as_str()], |row| row.get(0).map(Guid))?;
            guids.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Whether the operator has said anything about any item: nearly always nothing.
    pub fn any_word(&self) -> Result<bool, Error> {
        self.connection
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM word)")
            .and_then(|mut statement| statement.query_row([], |row| row.get(0)))
            .map_err(|cause| self.error(cause))
    }

    /// Notes that the operator says that `guid` is a telling of `other`. What was said before about
    /// the two articles holds no more.
    pub fn say_same(&self, guid: &Guid, other: &Guid, at: DateTime<Utc>) -> Result<(), Error> {
        let write = || -> rusqlite::Result<()> {
            let (item, above) = self.number_and_owner(guid)?;
            let (found, owner) = self.number_and_owner(other)?;
            let article = "SELECT number FROM item WHERE number = ?1 OR owner = ?1";
            let other_article = "SELECT number FROM item WHERE number = ?2 OR owner = ?2";
            self.connection.execute(
                &format!(
                    "DELETE FROM word WHERE same = 0 AND \
                     ((item IN ({article}) AND other IN ({other_article})) OR \
                     (item IN ({other_article}) AND other IN ({article})))"
                ),
                [above.unwrap_or(item), owner.unwrap_or(found)],
            )?;
            self.put_word(item, found, true, at)
        };
        write().map_err(|cause| self.error(cause))
    }

    /// Lets an item stand for itself that another one stands for, because the operator says so; what
    /// came with it goes with it. It is compared with no other one, but it is pending once more. The
    /// answer is how many go with it; `None` when nothing stands for it.
    pub fn split(&self, guid: &Guid, at: DateTime<Utc>) -> Result<Option<usize>, Error> {
        let write = || -> rusqlite::Result<Option<usize>> {
            let (number, Some(owner)) = self.number_and_owner(guid)? else { return Ok(None) };
            let under: Option<i64> = self.connection.query_row(
                "SELECT under FROM item WHERE number = ?1",
                [number],
                |row| row.get(0),
            )?;
            let below = self.below(number, owner)?;
            for &below in &below {
                self.own(below, Some(number))?;
            }
            self.own(number, None)?;
            self.connection.execute(
                "UPDATE item SET settled = 0, under = NULL, bound = NULL WHERE number = ?1",
                [number],
            )?;
            self.file_anew(&[number, owner])?;
            self.connection.execute("DELETE FROM word WHERE item = ?1 AND same = 1", [number])?;
            for other in [Some(owner), under].into_iter().flatten() {
                self.put_word(number, other, false, at)?;
            }
            Ok(Some(below.len()))
        };
        write().map_err(|cause| self.error(cause))
    }

    /// The items that an item stands for, by (published, id).
    pub fn folds(&self, owner: &Guid) -> Result<Vec<Fold>, Error> {
        self.read_folds("item.owner = (SELECT number FROM item WHERE guid = ?1)", owner)
    }

    /// How an item came to tell an article that another one stands for.
    pub fn fold_of(&self, guid: &Guid) -> Result<Option<Fold>, Error> {
        let folds = self.read_folds("item.guid = ?1 AND item.owner IS NOT NULL", guid)?;
        Ok(folds.into_iter().next())
    }

    fn read_folds(&self, which: &str, guid: &Guid) -> Result<Vec<Fold>, Error> {
        let sql = format!(
            "SELECT head, item.bound, under.guid, word.at AS at FROM item \
             JOIN head ON head.item = item.number \
             LEFT JOIN item AS under ON under.number = item.under \
             LEFT JOIN word ON word.item = item.number AND word.same = 1 \
             WHERE {which} ORDER BY item.published, item.guid"
        );
        let read = || -> rusqlite::Result<Vec<Fold>> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map([guid.as_str()], |row| {
                let Item { guid, source, title, link, first_seen, .. } =
                    row::item(&row.get::<_, String>(0)?, None)?;
                let bound: Option<String> = row.get(1)?;
                Ok(Fold {
                    guid,
                    source,
                    title: title.text.to_string(),
                    link,
                    first_seen,
                    bound: bound.map(|bound| row::from_json(&bound)).transpose()?,
                    under: row.get::<_, Option<String>>(2)?.map(Guid),
                    said: row::instant(row, "at")?,
                })
            })?;
            rows.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// The items that the operator says are other articles than this one, in the order of the word.
    pub fn said_apart(&self, guid: &Guid) -> Result<Vec<Apart>, Error> {
        let sql = "WITH this AS (SELECT number FROM item WHERE guid = ?1), \
                   far AS (SELECT other AS number, at FROM word WHERE same = 0 AND item IN this \
                   UNION SELECT item, at FROM word WHERE same = 0 AND other IN this) \
                   SELECT guid, json_extract(head, '$.title.text'), far.at AS at \
                   FROM far JOIN item USING (number) JOIN head ON head.item = item.number \
                   ORDER BY far.at, guid";
        let read = || -> rusqlite::Result<Vec<Apart>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([guid.as_str()], |row| {
                let said = row::instant(row, "at")?.unwrap_or_default();
                Ok(Apart { guid: Guid(row.get(0)?), title: row.get(1)?, said })
            })?;
            rows.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    fn put_word(
        &self,
        item: i64,
        other: i64,
        same: bool,
        at: DateTime<Utc>,
    ) -> rusqlite::Result<()> {
        self.connection.execute(
            "INSERT OR REPLACE INTO word (item, other, same, at) VALUES (?1, ?2, ?3, ?4)",
            params![item, other, same, row::millis(at)],
        )?;
        Ok(())
    }
}
