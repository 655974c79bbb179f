//! Why the ledger cannot be used.

use std::{
    io,
    path::{Path, PathBuf},
};

/// The ledger cannot be used. The run stops; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another run holds the lock.
    #[error("another feedmill run is at work here ({} is locked)", path.display())]
    Locked {
        /// The lock file.
        path: PathBuf,
    },
    /// There is no place for the ledger.
    #[error("cannot write {}", path.display())]
    Folder {
        /// File or folder.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The file is no ledger, or a damaged one.
    #[error("{} is damaged or is not a feedmill ledger", path.display())]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
    /// A later version of feedmill wrote the file.
    #[error("{} was written by a later version of feedmill (schema {version})", path.display())]
    Version {
        /// The database file.
        path: PathBuf,
        /// Its schema.
        version: i64,
    },
    /// Anything else that SQLite reports.
    #[error("cannot use {}", path.display())]
    Database {
        /// The database file.
        path: PathBuf,
        /// What SQLite says.
        source: rusqlite::Error,
    },
}

impl Error {
    pub(super) fn database(path: &Path, source: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        let path = path.to_owned();
        match source.sqlite_error_code() {
            Some(DatabaseCorrupt | NotADatabase) => Error::Damaged { path, source },
            _ => Error::Database { path, source },
        }
    }

    /// What the operator can do about it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Error::Locked { .. } => Some("try again later, or add --wait to wait for it"),
            Error::Folder { .. } => Some("[state] path in config.toml says where the ledger lives"),
            Error::Damaged { .. } => Some(
                "restore a backup, or move the file away: the next run makes a new one with the \
                 same ids for everything that the sources still show",
            ),
            Error::Version { .. } => Some("run that version, or another [state] path"),
            Error::Database { .. } => None,
        }
    }
}
