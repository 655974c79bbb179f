//! What hosts have asked for: to be left alone for a while, and what their `robots.txt` says. No
//! published file shows it.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::params;

use super::{Error, Store, row};
use crate::model::HostRest;

impl Store {
    /// The hosts that asked to be left alone, also those whose time is over.
    pub fn rests(&self) -> Result<BTreeMap<String, HostRest>, Error> {
        let read = || -> rusqlite::Result<_> {
            let mut statement =
                self.connection.prepare_cached("SELECT name, since, until, strikes FROM host")?;
            let rows = statement.query_map([], |row| {
                let rest = HostRest {
                    since: row::instant(row, "since")?.unwrap_or_default(),
                    until: row::instant(row, "until")?.unwrap_or_default(),
                    strikes: row.get("strikes")?,
                };
                Ok((row.get("name")?, rest))
            })?;
            rows.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Notes that a host rests; `None` when it works again.
    pub fn put_rest(&self, host: &str, rest: Option<&HostRest>) -> Result<(), Error> {
        let put = || match rest {
            Some(rest) => self
                .connection
                .quietly()
                .prepare_cached(
                    "INSERT OR REPLACE INTO host (name, since, until, strikes) \
                     VALUES (?1, ?2, ?3, ?4)",
                )?
                .execute(params![
                    host,
                    row::millis(rest.since),
                    row::millis(rest.until),
                    rest.strikes
                ]),
            None => self
                .connection
                .quietly()
                .prepare_cached("DELETE FROM host WHERE name = ?1")?
                .execute([host]),
        };
        put().map(drop).map_err(|cause| self.error(cause))
    }

    /// What `robots.txt` of every known host says, with the moment it was asked for.
    pub fn robots(&self) -> Result<BTreeMap<String, (DateTime<Utc>, String)>, Error> {
        let read = || -> rusqlite::Result<_> {
            let mut statement =
                self.connection.prepare_cached("SELECT host, asked, rules FROM robots")?;
            let rows = statement.query_map([], |row| {
                let asked = row::instant(row, "asked")?.unwrap_or_default();
                Ok((row.get("host")?, (asked, row.get("rules")?)))
            })?;
            rows.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Keeps what `robots.txt` of a host says.
    pub fn put_robots(&self, host: &str, asked: DateTime<Utc>, rules: &str) -> Result<(), Error> {
        self.connection
            .quietly()
            .prepare_cached(
                "INSERT OR REPLACE INTO robots (host, asked, rules) VALUES (?1, ?2, ?3)",
            )
            .and_then(|mut put| put.execute(params![host, row::millis(asked), rules]))
            .map(drop)
            .map_err(|cause| self.error(cause))
    }
}
