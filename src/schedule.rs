//! When a source is next due.

use std::time::Duration;

/// What scheduling obeys; one per source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Shortest time between two visits. Zero means at every run.
    pub every: Duration,
}
