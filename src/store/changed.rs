//! What changed since the last whole publish, so that the next one looks at nothing else.
//!
//! Each connection that writes lays triggers before its first statement does, once there was a publish.
//! They put down which items and stories are touched, within the commit that touches them: a killed run
//! leaves it to the next one. Too much may be noted, never too little.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::Connection;

use super::{Error, Store, row};
use crate::model::{Fate, Guid};

/// What changed since a publish.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Changed {
    /// The mark that the publish left.
    pub mark: Vec<u8>,
    /// Items of which anything changed: what they say, who tells them, where they are filed.
    pub items: BTreeSet<Guid>,
    /// Stories that changed, or of which an item did.
    pub stories: BTreeSet<Guid>,
}

/// An item that a feed may show otherwise since the last publish: it changed, or something did that is
/// shown with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The item.
    pub guid: Guid,
    /// The topics that it is in now; none where another item stands for it.
    pub topics: Vec<String>,
    /// Where it is shown at all.
    pub fate: Fate,
    /// The later of its publication and the first of its story: no entry with it stands higher.
    pub stands: DateTime<Utc>,
    /// The feeds of which no archive has it.
    pub open: Vec<String>,
}

/// Most touched items that are told one by one.
const MOST_TOUCHED: u32 = 5_000;

/// What changed, who stands for it, the stories of both, and all that these name.
const TOUCHED: &str = "WITH \
    changed (number) AS (SELECT number FROM changed_item \
        UNION SELECT owner FROM changed_item CROSS JOIN item USING (number)), \
    stories (number) AS (SELECT number FROM changed_story \
        UNION SELECT story FROM changed CROSS JOIN item USING (number)), \
    touched (number) AS (SELECT number FROM changed \
        UNION SELECT item.number FROM stories CROSS JOIN item ON item.story = stories.number) \
    SELECT item.guid, owner IS NULL, topics, fate, published, first, item.number \
    FROM touched CROSS JOIN item USING (number) \
    LEFT JOIN route ON route.item = item.number LEFT JOIN story ON story.number = item.story \
    LIMIT ?1";

/// Tables whose rows belong to the item that their column `item` names.
const OF_ITEMS: [&str; 8] = ["head", "body", "print", "page", "route", "telling", "alias", "shelf"];

/// What happens to a row, and the row that says whose it is.
const EVENTS: [(&str, &str); 3] = [("INSERT", "new"), ("UPDATE", "new"), ("DELETE", "old")];

/// Lays the triggers. They go with the connection.
pub(super) fn watch(connection: &Connection) -> rusqlite::Result<()> {
    let mut sql = include_str!("changed.sql").to_owned();
    let of_items = OF_ITEMS.map(|table| (table, "item", "changed_item"));
    for (table, column, log) in of_items.into_iter().chain([("story", "number", "changed_story")]) {
        for (event, row) in EVENTS {
            sql.push_str(&format!(
                "CREATE TEMP TRIGGER IF NOT EXISTS {table}_{event} AFTER {event} ON {table} BEGIN \
                 INSERT INTO {log} (number) VALUES ({row}.{column}) ON CONFLICT DO NOTHING; END;"
            ));
        }
    }
    connection.execute_batch(&sql)
}

impl Store {
    /// What changed since the last whole publish; `None` before the first one.
    pub fn changed(&self) -> Result<Option<Changed>, Error> {
        let guids = |sql: &str| -> rusqlite::Result<BTreeSet<Guid>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_map([], |row| row.get(0).map(Guid))?.collect()
        };
        let read = || -> rusqlite::Result<Option<Changed>> {
            let Some(mark) = self.connection.last_mark()? else { return Ok(None) };
            Ok(Some(Changed {
                mark,
                items: guids("SELECT guid FROM changed_item CROSS JOIN item USING (number)")?,
                stories: guids("SELECT guid FROM changed_story CROSS JOIN story USING (number)")?,
            }))
        };
        read().map_err(|cause| self.error(cause))
    }

    /// The items that feeds may show otherwise since the last publish; `None` where they are too many,
    /// or not all are filed.
    pub fn touched_items(&self) -> Result<Option<Vec<Touched>>, Error> {
        let read = || -> rusqlite::Result<Option<Vec<Touched>>> {
            let mut statement = self.connection.prepare_cached(TOUCHED)?;
            let mut open = self
                .connection
                .prepare_cached("SELECT feed FROM shelf WHERE item = ?1 AND number IS NULL")?;
            let mut rows = statement.query([MOST_TOUCHED + 1])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let stands_for_itself: bool = row.get(1)?;
                let (topics, fate) = match (stands_for_itself, row.get::<_, Option<String>>(2)?) {
                    (false, _) => (Vec::new(), Fate::Dropped),
                    (true, Some(topics)) => {
                        (row::from_json(&topics)?, row::from_json(&row.get::<_, String>(3)?)?)
                    }
                    (true, None) => return Ok(None),
                };
                let published = DateTime::from_timestamp_millis(row.get(4)?).unwrap_or_default();
                let first = row.get::<_, Option<i64>>(5)?;
                let first = first.and_then(|it| DateTime::from_timestamp(it, 0));
                let open = open.query_map([row.get::<_, i64>(6)?], |row| row.get(0))?;
                all.push(Touched {
                    guid: Guid(row.get(0)?),
                    topics,
                    fate,
                    stands: first.map_or(published, |first| first.max(published)),
                    open: open.collect::<rusqlite::Result<_>>()?,
                });
            }
            Ok((all.len() <= MOST_TOUCHED as usize).then_some(all))
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Whether there is an item or a story with this id.
    pub fn is_there(&self, guid: &Guid) -> Result<bool, Error> {
        let is_item = || {
            self.connection
                .prepare_cached("SELECT 1 FROM item WHERE guid = ?1")?
                .exists([guid.as_str()])
        };
        let is_there = || Ok(is_item()? || self.story_number(guid)?.is_some());
        is_there().map_err(|cause| self.error(cause))
    }
}
