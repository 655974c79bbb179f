//! The ledger: sources, items, keys, tellings. The place where the two half-turns meet.
//!
//! One SQLite file in WAL mode with `synchronous=FULL`: what was committed survives a kill and a
//! power cut. Several visits may share one commit, but the rows of a visit never split.

mod alike;
mod brief;
mod changed;
mod copy;
mod database;
mod error;
mod event;
mod host;
mod known;
mod lock;
mod lookup;
mod memory;
mod note;
mod page;
mod read;
mod recall;
mod route;
mod row;
mod settle;
mod shared;
mod shelf;
mod story;
mod told_by;
mod tombstone;
mod word;
mod write;

use std::{cell::Cell, path::PathBuf};

use rusqlite::{Connection, OpenFlags, config::DbConfig};

use database::Database;

pub use brief::Brief;
pub use changed::{Changed, Touched};
pub use copy::copy;
pub use error::Error;
pub use lock::Lock;
pub use page::Paged;
pub use read::{Counts, SourceCount, Wanted};
pub use recall::Recalled;
pub use route::{Filed, Moves, Routed};
pub use shared::Shared;
pub use shelf::{Archive, Sealed};
pub use tombstone::Tombstone;
pub use word::{Apart, Fold, Word};

/// What the store obeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The database file.
    pub path: PathBuf,
}

/// Pages kept in memory, in KiB: half of what a group of visits writes. A larger cache saves some 2 %
/// of the time of a first run, and costs all of it in memory.
const CACHE_KIB: i64 = 4 * 1024;

/// The same while new items are compared with all others, when little else needs memory.
const WIDE_CACHE_KIB: i64 = 8 * 1024;

/// The same where [`MANY`] are stored: they are asked for all over the ledger.
const WIDEST_CACHE_KIB: i64 = 16 * 1024;

/// So many items are what some two thousand sources bring.
const MANY: i64 = 50_000;

/// Pages of the log that are carried over into the ledger at a time, some 16 MiB: what changes again
/// meanwhile is carried over once.
const LOG_PAGES: i64 = 4_000;

/// Prepared statements that are kept: more than a run has.
const STATEMENTS: usize = 192;

/// Version of the schema, kept in `user_version`.
const SCHEMA: i64 = 8;

/// The version from which on stories are found by the hash of their ids.
const FOUND_BY_HASH: i64 = 8;

/// What brings a ledger of each older version to the next one, oldest first.
const STEPS: [&str; 7] = [
    include_str!("schema-2.sql"),
    include_str!("schema-3.sql"),
    include_str!("schema-4.sql"),
    include_str!("schema-5.sql"),
    include_str!("schema-6.sql"),
    include_str!("schema-7.sql"),
    include_str!("schema-8.sql"),
];

/// The open ledger.
#[derive(Debug)]
pub struct Store {
    connection: Database,
    path: PathBuf,
    mode: Mode,
    /// How many rows wait in `lookup_new`, or more; `None` as long as nobody has counted them.
    waiting: Cell<Option<usize>>,
    /// Whether one transaction is around everything for a while.
    is_within: Cell<bool>,
}

/// What becomes of the changes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// They are committed.
    Write,
    /// They are visible until the store is closed, and then gone. Nothing is created on disk.
    DryRun,
    /// There are none: the ledger is only looked into. Nothing is created on disk.
    Look,
}

impl Store {
    /// Opens the ledger, creates it where there is none, and brings an older one up to date.
    ///
    /// # Errors
    ///
    /// No place for the file, a file that is damaged or no ledger, or one that a later version of
    /// feedmill has written.
    pub fn open(settings: &Settings, mode: Mode) -> Result<Self, Error> {
        let path = settings.path.clone();
        let connection = match mode {
            Mode::DryRun | Mode::Look if !path.exists() => Connection::open_in_memory(),
            Mode::DryRun | Mode::Look => {
                Connection::open_with_flags(&path, OpenFlags::SQLITE_OPEN_READ_WRITE)
            }
            Mode::Write => {
                if let Some(folder) = path.parent() {
                    std::fs::create_dir_all(folder)
                        .map_err(|source| Error::Folder { path: folder.to_owned(), source })?;
                }
                Connection::open(&path)
            }
        };
        let connection = connection.map_err(|cause| Error::database(&path, cause))?;
        let (connection, waiting, is_within) =
            (Database::new(connection), Cell::new(None), Cell::new(false));
        let store = Store { connection, path, mode, waiting, is_within };
        store.prepare().map_err(|cause| store.error(cause))?;
        let version = store.version().map_err(|cause| store.error(cause))?;
        match version {
            0 => store.create().map_err(|cause| store.error(cause))?,
            SCHEMA => {}
            1..SCHEMA => store.migrate(version).map_err(|cause| store.error(cause))?,
            version => return Err(Error::Version { path: store.path, version }),
        }
        if mode == Mode::DryRun && store.connection.quietly().is_autocommit() {
            store.sql("BEGIN IMMEDIATE")?;
        }
        Ok(store)
    }

    /// Opens a group of visits that share one commit.
    pub fn begin(&self) -> Result<(), Error> {
        if self.mode == Mode::Write { self.sql("BEGIN IMMEDIATE") } else { Ok(()) }
    }

    /// Commits the group: all of it is on disk when this returns.
    pub fn commit(&self) -> Result<(), Error> {
        if self.mode == Mode::Write { self.sql("COMMIT") } else { Ok(()) }
    }

    /// Does some work within one transaction: each statement by itself would take the locks of the file
    /// anew. What the work writes is on disk when this returns, or from [`Store::settle_down`] on; where
    /// the work fails, the rest of it is gone.
    pub fn within<T, E: From<Error>>(&self, work: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        if self.mode != Mode::Write {
            return work();
        }
        self.begin()?;
        self.is_within.set(true);
        let result = work();
        self.is_within.set(false);
        match result {
            Ok(value) => self.commit().map(|()| value).map_err(E::from),
            Err(error) => {
                // Its cause is the one to tell.
                let _ = self.sql("ROLLBACK");
                Err(error)
            }
        }
    }

    /// Puts on disk what was written [within](Store::within) a transaction so far.
    pub fn settle_down(&self) -> Result<(), Error> {
        if !self.is_within.get() {
            return Ok(());
        }
        self.commit()?;
        self.begin()
    }

    /// Keeps more pages in memory from now on, or as many as before; then all are given back first.
    pub fn widen(&self, is_wide: bool) -> Result<(), Error> {
        let connection = self.connection.quietly();
        let last = "SELECT coalesce(max(number), 0) FROM item";
        let widen = || -> rusqlite::Result<()> {
            if !is_wide {
                connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
                return connection.execute_batch("PRAGMA shrink_memory");
            }
            let last: i64 = connection.query_row(last, [], |row| row.get(0))?;
            let size = if last < MANY { WIDE_CACHE_KIB } else { WIDEST_CACHE_KIB };
            connection.pragma_update(None, "cache_size", -size)
        };
        widen().map_err(|cause| self.error(cause))
    }

    /// A transaction of its own, where there is not one around everything already.
    fn group(&self) -> rusqlite::Result<Option<rusqlite::Transaction<'_>>> {
        match self.mode {
            Mode::Write if !self.is_within.get() => self.connection.transaction().map(Some),
            Mode::Write | Mode::DryRun | Mode::Look => Ok(None),
        }
    }

    fn prepare(&self) -> rusqlite::Result<()> {
        let connection = self.connection.quietly();
        connection.busy_timeout(std::time::Duration::from_secs(10))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        connection.pragma_update(None, "cache_size", -CACHE_KIB)?;
        connection.pragma_update(None, "wal_autocheckpoint", LOG_PAGES)?;
        // Each row goes after those that name it. To have that checked takes a pass over every look-up
        // for every item that goes.
        connection.pragma_update(None, "foreign_keys", false)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        // Partial indexes make the planner look at the values that are bound: every statement about
        // items would be planned anew for every item.
        connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
        Ok(())
    }

    fn version(&self) -> rusqlite::Result<i64> {
        self.connection.query_row("PRAGMA user_version", [], |row| row.get(0))
    }

    fn create(&self) -> rusqlite::Result<()> {
        self.connection.quietly().execute_batch(&format!(
            "BEGIN IMMEDIATE; {} PRAGMA user_version = {SCHEMA}; COMMIT;",
            include_str!("schema.sql")
        ))
    }

    /// Brings an older ledger up to date. Who may not write sees it so and leaves it as it is.
    fn migrate(&self, version: i64) -> rusqlite::Result<()> {
        let done = usize::try_from(version - 1).unwrap_or(0);
        let steps = STEPS[done..].concat();
        let end = match self.mode {
            Mode::Write => "COMMIT;",
            Mode::DryRun | Mode::Look => "",
        };
        let connection = self.connection.quietly();
        connection.execute_batch(&format!("BEGIN IMMEDIATE; {steps}"))?;
        if version < FOUND_BY_HASH {
            self.lead_to_stories()?;
        }
        connection.execute_batch(&format!("PRAGMA user_version = {SCHEMA}; {end}"))
    }

    fn sql(&self, statement: &str) -> Result<(), Error> {
        self.connection.quietly().execute_batch(statement).map_err(|cause| self.error(cause))
    }

    fn error(&self, cause: rusqlite::Error) -> Error {
        Error::database(&self.path, cause)
    }
}
