//! What changed since the last whole publish, so that the next one looks at nothing else.
//!
//! Each connection that writes lays triggers before its first statement does, once there was a publish.
//! They put down which items and stories are touched, within the commit that touches them: a killed run
//! leaves it to the next one. Too much may be noted, never too little.

use std::collections::BTreeSet;

use rusqlite::Connection;

use super::{Error, Store};
use crate::model::Guid;

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
}
