//! The ledger: sources, items, keys, tellings, what was published.

use std::path::PathBuf;

/// What the store obeys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The database file.
    pub path: PathBuf,
}
