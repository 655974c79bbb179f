//! Which items are in which topics, remembered.

use rusqlite::{Connection, params};

use super::{Error, Store, Wanted, row};
use crate::model::{Guid, Item};

/// An item and the topics it is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// The item.
    pub guid: Guid,
    /// Topic ids.
    pub topics: Vec<String>,
}

impl Store {
    /// Shows every item with its topics, newest first by (published, guid), until the visitor has
    /// enough.
    ///
    /// `rules` names the rules in force. An item that was not routed under them is routed by `route`
    /// now, and its topics are remembered until the item or the rules change.
    pub fn routed(
        &self,
        rules: &str,
        route: impl Fn(&Item) -> Vec<String>,
        mut visit: impl FnMut(Routed) -> Wanted,
    ) -> Result<(), Error> {
        let mut pass = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(
                "SELECT item.number, guid, topics FROM item \
                 LEFT JOIN route ON route.item = item.number AND rules = ?1 \
                 WHERE owner IS NULL ORDER BY published DESC, guid",
            )?;
            let mut rows = statement.query([rules])?;
            let mut fresh = Vec::new();
            while let Some(row) = rows.next()? {
                let number: i64 = row.get(0)?;
                let known: Option<String> = row.get(2)?;
                let topics = match known {
                    Some(topics) => row::from_json(&topics)?,
                    None => {
                        let topics = route(&head(&self.connection, number)?);
                        fresh.push((number, row::json(&topics)?));
                        topics
                    }
                };
                if visit(Routed { guid: Guid(row.get(1)?), topics }) == Wanted::Enough {
                    break;
                }
            }
            drop(rows);
            self.remember(rules, &fresh)
        };
        pass().map_err(|cause| self.error(cause))
    }

    fn remember(&self, rules: &str, fresh: &[(i64, String)]) -> rusqlite::Result<()> {
        if fresh.is_empty() {
            return Ok(());
        }
        let transaction = self.group()?;
        let mut statement = self.connection.prepare_cached(
            "INSERT OR REPLACE INTO route (item, rules, topics) VALUES (?1, ?2, ?3)",
        )?;
        for (number, topics) in fresh {
            statement.execute(params![number, rules, topics])?;
        }
        transaction.map_or(Ok(()), |transaction| transaction.commit())
    }
}

fn head(connection: &Connection, number: i64) -> rusqlite::Result<Item> {
    connection
        .prepare_cached(
            "SELECT item.head, best.head, text FROM item \
             LEFT JOIN item AS best ON best.number = item.best \
             LEFT JOIN page ON page.item = item.number WHERE item.number = ?1",
        )?
        .query_row([number], |row| {
            let head: String = row.get(0)?;
            row::shown_head(&head, row.get(1)?, row.get(2)?)
        })
}
