//! The connection to the ledger, which sees to it that nothing changes unseen.
//!
//! A publish leaves a mark in the ledger. As long as it stands, what is published is what the ledger
//! says. Every statement that writes takes the mark away first, whatever it changes, within the same
//! commit: whoever adds a statement need not know of it. Only what no published file shows is written
//! [quietly](Database::quietly), and says why. What the mark says stays, and so does what changes from
//! then on (`changed`): the next publish begins with it.

use std::cell::Cell;

use rusqlite::{CachedStatement, Connection, OptionalExtension, Params, Row, Transaction, params};

use super::changed;

/// The name under which is kept what the last mark says.
const MARK: &str = "published";

/// The name of what is kept as long as it stands.
const STANDS: &str = "published stands";

/// A connection whose writing statements take the mark away.
#[derive(Debug)]
pub(super) struct Database {
    connection: Connection,
    /// Whether the mark is known to be gone. What rolls a group back ends the run, so it stays gone.
    is_unmarked: Cell<bool>,
}

impl Database {
    pub fn new(connection: Connection) -> Self {
        Database { connection, is_unmarked: Cell::new(false) }
    }

    /// The connection itself, for what no published file shows, and for what is read.
    pub fn quietly(&self) -> &Connection {
        &self.connection
    }

    /// A statement that is kept; the mark goes if it writes.
    pub fn prepare_cached(&self, sql: &str) -> rusqlite::Result<CachedStatement<'_>> {
        let statement = self.connection.prepare_cached(sql)?;
        if !statement.readonly() {
            self.unmark()?;
        }
        Ok(statement)
    }

    /// Runs a statement that is not kept.
    pub fn execute(&self, sql: &str, params: impl Params) -> rusqlite::Result<usize> {
        self.unmark()?;
        self.connection.execute(sql, params)
    }

    /// Reads one row.
    pub fn query_row<T>(
        &self,
        sql: &str,
        params: impl Params,
        read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let mut statement = self.connection.prepare(sql)?;
        if !statement.readonly() {
            self.unmark()?;
        }
        statement.query_row(params, read)
    }

    /// The row that was inserted last.
    pub fn last_insert_rowid(&self) -> i64 {
        self.connection.last_insert_rowid()
    }

    /// A transaction that ends with the value.
    pub fn transaction(&self) -> rusqlite::Result<Transaction<'_>> {
        self.connection.unchecked_transaction()
    }

    /// The mark, if it stands.
    pub fn mark(&self) -> rusqlite::Result<Option<Vec<u8>>> {
        if self.kept(STANDS)?.is_some() { self.last_mark() } else { Ok(None) }
    }

    /// The mark that was set last, whether it stands or not.
    pub fn last_mark(&self) -> rusqlite::Result<Option<Vec<u8>>> {
        self.kept(MARK)
    }

    /// Sets the mark. What changed before is in it.
    pub fn put_mark(&self, mark: &[u8]) -> rusqlite::Result<()> {
        let transaction = self.transaction()?;
        self.keep_quietly(MARK, mark)?;
        self.keep_quietly(STANDS, &[])?;
        for sql in ["DELETE FROM changed_item", "DELETE FROM changed_story"] {
            self.connection.prepare_cached(sql)?.execute([])?;
        }
        transaction.commit()?;
        self.is_unmarked.set(false);
        Ok(())
    }

    /// A value of which there is one.
    pub fn kept(&self, name: &str) -> rusqlite::Result<Option<Vec<u8>>> {
        self.connection
            .prepare_cached("SELECT value FROM kept WHERE name = ?1")?
            .query_row([name], |row| row.get(0))
            .optional()
    }

    /// Keeps a value of which there is one.
    pub fn keep(&self, name: &str, value: &[u8]) -> rusqlite::Result<()> {
        self.unmark()?;
        self.keep_quietly(name, value)
    }

    /// Keeps one that no published file shows.
    pub fn keep_quietly(&self, name: &str, value: &[u8]) -> rusqlite::Result<()> {
        self.connection
            .prepare_cached("INSERT OR REPLACE INTO kept (name, value) VALUES (?1, ?2)")?
            .execute(params![name, value])?;
        Ok(())
    }

    /// Takes the mark away, and has noted what changes from now on.
    pub fn unmark(&self) -> rusqlite::Result<()> {
        if !self.is_unmarked.get() {
            self.connection
                .prepare_cached("DELETE FROM kept WHERE name = ?1")?
                .execute([STANDS])?;
            let mut any = self.connection.prepare_cached("SELECT 1 FROM kept WHERE name = ?1")?;
            if any.exists([MARK])? {
                changed::watch(&self.connection)?;
            }
            self.is_unmarked.set(true);
        }
        Ok(())
    }

    /// The same after a row of an item was written, which nothing has noted yet.
    pub fn unmark_for(&self, item: i64) -> rusqlite::Result<()> {
        if !self.is_unmarked.get() {
            self.unmark()?;
            self.connection
                .prepare_cached("INSERT OR IGNORE INTO changed_item (number) VALUES (?1)")?
                .execute([item])?;
        }
        Ok(())
    }
}
