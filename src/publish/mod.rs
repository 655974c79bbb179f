//! Artifacts → the output directory: all or nothing, and what did not change is not touched.

use std::path::PathBuf;

/// What publishing obeys.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The output directory.
    pub dir: PathBuf,
    /// Largest share of a feed's items that one publish may take away.
    pub max_shrink: f64,
}
