//! Tombstones: what is left of items whose text is gone, so that nothing of them comes back.
//!
//! An item that is given up loses its row. A source that shows it again, once more or for years, is
//! known by hashes of its keys: they cost a tenth of the keys, and a tombstone stays for ever.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, Row, params};
use sha2::{Digest, Sha256};

use super::{Error, Store, read, row};
use crate::model::{
    Date, DateOrigin, Guid, Item, Key, KeyKind, Known, Origin, Precision, Print, Text, Title,
    TitleOrigin, fold,
};

/// What is left of an item.
#[derive(Clone, Debug, PartialEq)]
pub struct Tombstone {
    /// The item, without its text and whatever else is gone.
    pub item: Item,
    /// Since when its text is gone.
    pub since: DateTime<Utc>,
    /// The item that stood for its article, which is a tombstone as well.
    pub owner: Option<Guid>,
}

const COLUMNS: &str = "tombstone.guid, tombstone.source, tombstone.title, tombstone.link, \
                       tombstone.published AS published, tombstone.seen AS seen, \
                       tombstone.since AS since, owner.guid AS owner, tombstone.kinds, \
                       tombstone.number";
const TABLES: &str = "tombstone LEFT JOIN tombstone AS owner ON owner.number = tombstone.owner";

impl Store {
    /// Items that stand for articles which were published and first seen before `before`, with all
    /// that tells them; the longest known first, at most so many, and none that is among `shown`.
    pub fn old(
        &self,
        before: DateTime<Utc>,
        shown: &BTreeSet<Guid>,
        most: usize,
    ) -> Result<Vec<Guid>, Error> {
        let sql = "SELECT guid FROM item WHERE owner IS NULL \
                   AND first_seen < ?1 AND published < ?1 \
                   AND NOT EXISTS (SELECT 1 FROM item AS telling WHERE telling.owner = item.number \
                   AND telling.first_seen >= ?1) \
                   ORDER BY first_seen";
        let read = || -> rusqlite::Result<Vec<Guid>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query([row::millis(before)])?;
            let mut old = Vec::new();
            while old.len() < most
                && let Some(row) = rows.next()?
            {
                let guid = Guid(row.get(0)?);
                if !shown.contains(&guid) {
                    old.push(guid);
                }
            }
            Ok(old)
        };
        read().map_err(|cause| self.error(cause))
    }

    /// If none is [old](Store::old) at `before`, when the next one is: no sooner than `before` has reached
    /// this moment.
    pub fn next_old(
        &self,
        before: DateTime<Utc>,
        shown: &BTreeSet<Guid>,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        // What was published later, or told again later, than it was first seen.
        let seen = "SELECT guid, max(published, coalesce((SELECT max(telling.first_seen) \
                    FROM item AS telling WHERE telling.owner = item.number), published)) \
                    FROM item WHERE owner IS NULL AND first_seen < ?1";
        let unseen = "SELECT min(first_seen) FROM item WHERE owner IS NULL AND first_seen >= ?1";
        let read = || -> rusqlite::Result<Option<i64>> {
            let before = row::millis(before);
            let mut statement = self.connection.prepare_cached(unseen)?;
            let mut next: Option<i64> = statement.query_row([before], |row| row.get(0))?;
            let mut statement = self.connection.prepare_cached(seen)?;
            let mut rows = statement.query([before])?;
            while let Some(row) = rows.next()? {
                if !shown.contains(&Guid(row.get(0)?)) {
                    next = next.into_iter().chain([row.get(1)?]).min();
                }
            }
            Ok(next)
        };
        let next = read().map_err(|cause| self.error(cause))?;
        Ok(next.and_then(DateTime::from_timestamp_millis))
    }

    /// Gives up the articles of some items that stand for themselves, in one transaction.
    pub fn bury(&self, owners: &[Guid], now: DateTime<Utc>) -> Result<(), Error> {
        let bury = || -> rusqlite::Result<()> {
            // The rows that point to an item go before it. To have that looked up would take a walk
            // through a table for each of them; it can be said only outside of a transaction.
            self.connection.quietly().pragma_update(None, "foreign_keys", false)?;
            let transaction = self.group()?;
            for owner in owners {
                let (number, _) = self.number_and_owner(owner)?;
                let tellings = self.tellings_of(number)?;
                let buried = self.bury_item(number, number, None, now)?;
                for telling in tellings {
                    self.bury_item(telling, number, Some(buried), now)?;
                }
                self.forget_shelves(number)?;
            }
            transaction.map_or(Ok(()), rusqlite::Transaction::commit)
        };
        let buried = bury();
        let on = self.connection.quietly().pragma_update(None, "foreign_keys", true);
        buried.and(on).map_err(|cause| self.error(cause))
    }

    /// The tombstone with this id.
    pub fn tombstone(&self, guid: &Guid) -> Result<Option<Tombstone>, Error> {
        self.connection
            .prepare_cached(&format!("SELECT {COLUMNS} FROM {TABLES} WHERE tombstone.guid = ?1"))
            .and_then(|mut statement| statement.query_row([guid.as_str()], tombstone).optional())
            .map_err(|cause| self.error(cause))
    }

    /// Every tombstone, newest first by (published, id).
    pub fn tombstones(&self) -> Result<Vec<Tombstone>, Error> {
        let sql = format!(
            "SELECT {COLUMNS} FROM {TABLES} ORDER BY tombstone.published DESC, tombstone.guid"
        );
        self.connection
            .prepare_cached(&sql)
            .and_then(|mut statement| statement.query_map([], tombstone)?.collect())
            .map_err(|cause| self.error(cause))
    }

    /// The tombstones of a source that one of `keys` or `guids` leads to, as merging takes them.
    pub(super) fn tombstones_known<'k>(
        &self,
        source: &str,
        keys: impl IntoIterator<Item = &'k Key>,
        guids: impl IntoIterator<Item = &'k Guid>,
    ) -> rusqlite::Result<Vec<Known>> {
        let mut any = self.connection.prepare_cached("SELECT EXISTS (SELECT 1 FROM tombstone)")?;
        if !any.query_row([], |row| row.get::<_, bool>(0))? {
            return Ok(Vec::new());
        }
        // As with items, the newest suffice of very many that share a key.
        let mut by_hash = self.connection.prepare_cached(
            "SELECT number FROM tombstone_key JOIN tombstone ON number = tombstone \
             WHERE hash = ?1 AND source = ?2 ORDER BY number DESC LIMIT 64",
        )?;
        let mut found: BTreeMap<i64, BTreeSet<Key>> = BTreeMap::new();
        for key in keys {
            for number in by_hash.query_map(params![hash(key), source], |row| row.get(0))? {
                found.entry(number?).or_default().insert(key.clone());
            }
        }
        let mut by_guid =
            self.connection.prepare_cached("SELECT number FROM tombstone WHERE guid = ?1")?;
        for guid in guids {
            let number = by_guid.query_row([guid.as_str()], |row| row.get(0)).optional()?;
            number.map(|number| found.entry(number).or_default());
        }
        let sql = format!("SELECT {COLUMNS} FROM {TABLES} WHERE tombstone.number = ?1");
        let mut load = self.connection.prepare_cached(&sql)?;
        let mut known = Vec::with_capacity(found.len());
        for (number, keys) in found {
            let (tombstone, kinds) =
                load.query_row([number], |row| Ok((tombstone(row)?, row.get(8)?)))?;
            known.push(as_known(tombstone.item, keys, kinds));
        }
        known.sort_by(|a, b| a.item.guid.cmp(&b.item.guid));
        Ok(known)
    }

    /// Notes a further key of a tombstone.
    pub(super) fn add_key_of_tombstone(&self, guid: &Guid, key: &Key) -> rusqlite::Result<()> {
        let number = self
            .connection
            .prepare_cached("SELECT number FROM tombstone WHERE guid = ?1")?
            .query_row([guid.as_str()], |row| row.get::<_, i64>(0))
            .optional()?;
        let Some(number) = number else { return Ok(()) };
        self.connection
            .prepare_cached("UPDATE tombstone SET kinds = kinds | ?2 WHERE number = ?1")?
            .execute([number, bit(key.kind)])?;
        self.insert_tombstone_key(key, number)
    }

    fn insert_tombstone_key(&self, key: &Key, number: i64) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached(
                "INSERT OR IGNORE INTO tombstone_key (hash, tombstone) VALUES (?1, ?2)",
            )?
            .execute([hash(key), number])?;
        Ok(())
    }

    fn tellings_of(&self, owner: i64) -> rusqlite::Result<Vec<i64>> {
        let mut statement = self
            .connection
            .prepare_cached("SELECT number FROM item WHERE owner = ?1 ORDER BY number")?;
        statement.query_map([owner], |row| row.get(0))?.collect()
    }

    /// Puts a tombstone in the place of an item; its number is the answer.
    ///
    /// `shelved` is the item that stands for its article.
    fn bury_item(
        &self,
        number: i64,
        shelved: i64,
        owner: Option<i64>,
        now: DateTime<Utc>,
    ) -> rusqlite::Result<i64> {
        let head: String = self
            .connection
            .prepare_cached("SELECT head FROM head WHERE item = ?1")?
            .query_row([number], |row| row.get(0))?;
        let item = row::item(&head, None)?;
        let keys: BTreeSet<Key> = self
            .connection
            .prepare_cached("SELECT kind, value FROM alias WHERE item = ?1")?
            .query_map([number], |row| read::key(row, 0))?
            .filter_map(Result::transpose)
            .collect::<rusqlite::Result<_>>()?;
        self.connection
            .prepare_cached(
                "INSERT INTO tombstone \
                 (guid, source, title, link, published, seen, since, kinds, owner, memory) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, \
                 coalesce((SELECT coalesce(shelf.number, 0) FROM shelf \
                 WHERE item = ?10 AND feed = ''), -1))",
            )?
            .execute(params![
                item.guid.as_str(),
                item.source,
                item.title.text.as_str(),
                item.link,
                row::millis(item.published.at),
                row::millis(item.first_seen),
                row::millis(now),
                keys.iter().fold(0, |kinds, key| kinds | bit(key.kind)),
                owner,
                shelved
            ])?;
        let buried = self.connection.last_insert_rowid();
        for key in &keys {
            self.insert_tombstone_key(key, buried)?;
            if let Some(hash) = row::lookup_hash(key) {
                self.forget_lookup(hash, number)?;
            }
        }
        self.forget_print(number)?;
        for sql in [
            "DELETE FROM alias WHERE item = ?1",
            "DELETE FROM telling WHERE item = ?1",
            "DELETE FROM page WHERE item = ?1",
            "DELETE FROM route WHERE item = ?1",
            "DELETE FROM unfiled WHERE item = ?1",
            "DELETE FROM body WHERE item = ?1",
            "DELETE FROM head WHERE item = ?1",
            "DELETE FROM word WHERE item = ?1 OR other = ?1",
            "DELETE FROM item WHERE number = ?1",
        ] {
            self.connection.prepare_cached(sql)?.execute([number])?;
        }
        Ok(buried)
    }
}

/// A row of [`COLUMNS`].
fn tombstone(row: &Row<'_>) -> rusqlite::Result<Tombstone> {
    let instant = |column| Ok::<_, rusqlite::Error>(row::instant(row, column)?.unwrap_or_default());
    let title: String = row.get(2)?;
    let at = instant("published")?;
    let date = Date {
        at,
        raw: None,
        origin: DateOrigin::Published,
        precision: Precision::Second,
        zone_assumed: false,
        day_assumed: false,
        clamped: false,
    };
    let item = Item {
        guid: Guid(row.get(0)?),
        source: row.get(1)?,
        keys: Vec::new(),
        title: Title { text: Text::line(&title), origin: TitleOrigin::TitleLine },
        link: row.get(3)?,
        summary: None,
        content: None,
        lead: Text::default(),
        published: date.clone(),
        updated: date,
        claimed_updated: None,
        first_seen: instant("seen")?,
        authors: Vec::new(),
        categories: Vec::new(),
        enclosures: Vec::new(),
        image: None,
        credits: Vec::new(),
        citations: Vec::new(),
        comments: None,
        language: None,
        rights: None,
        disclosure: None,
        origin: Origin::default(),
    };
    let owner = row.get::<_, Option<String>>("owner")?.map(Guid);
    Ok(Tombstone { item, since: instant("since")?, owner })
}

/// A tombstone beside the keys that led to it. Of the others only the kind is known, which is enough
/// to know that they differ; the title speaks for any day.
fn as_known(item: Item, found: BTreeSet<Key>, kinds: i64) -> Known {
    let mut keys = found;
    for kind in KINDS.into_iter().filter(|&kind| kinds & bit(kind) != 0) {
        let value = match kind {
            KeyKind::TitleDay => format!("{}|", fold(&item.title.text)),
            _ if keys.iter().any(|key| key.kind == kind) => continue,
            // No key of an item holds a control character.
            _ => "\0".to_owned(),
        };
        keys.insert(Key { kind, value });
    }
    Known { item, keys: keys.into_iter().collect(), print: Print::default(), is_tombstone: true }
}

/// The kinds of key; their places are what the ledger stores, so they never change.
const KINDS: [KeyKind; 6] = [
    KeyKind::NativeId,
    KeyKind::BareNativeId,
    KeyKind::Address,
    KeyKind::Lead,
    KeyKind::TitleDay,
    KeyKind::Words,
];

pub(super) fn bit(kind: KeyKind) -> i64 {
    let place = KINDS.iter().position(|known| *known == kind);
    place.map_or(0, |place| 1 << place)
}

/// The name of a key among those of tombstones.
pub(super) fn hash(key: &Key) -> i64 {
    let digest = Sha256::digest(format!("{}\0{}", key.kind.as_str(), key.value));
    digest.split_first_chunk().map_or(0, |(first, _)| i64::from_be_bytes(*first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_ledger_stores_of_keys_never_changes() {
        let names = ["native-id", "bare-native-id", "address", "lead", "title-day", "words"];
        for (place, name) in names.into_iter().enumerate() {
            let kind = KeyKind::from_name(name).unwrap();
            assert_eq!(bit(kind), 1 << place, "{name}");
        }
        let key = Key { kind: KeyKind::Address, value: "lane.example/a".to_owned() };
        assert_eq!(hash(&key), 2_646_807_565_519_020_452);
    }
}
