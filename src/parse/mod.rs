//! Bytes → entries.
//!
//! Parsing never fails: a document yields the entries it holds and the problems met on the way.
//! Nothing is converted here: dates stay text, labels stay labels, markup stays raw.

use crate::model::{Document, Kind, Parsed};

/// What the parser obeys; one per source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// How the source's documents are read. `Feed` finds the format by content.
    pub kind: Kind,
    /// Article text: the line that separates two articles.
    pub separator: String,
    /// Article text: the label before the date.
    pub date_label: String,
    /// Article text: what marks a line as the caption of a picture, and begins its credit.
    pub credit_marker: String,
    /// Article text: lines that are known to be category lines (compared folded).
    pub categories: Vec<String>,
    /// Most entries taken from one document.
    pub max_entries: usize,
}

/// Reads one document.
pub fn parse(document: &Document, settings: &Settings) -> Parsed {
    let _ = (document, settings);
    todo!()
}
