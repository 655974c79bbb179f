//! Something a publisher got wrong.

use std::fmt;

use serde::Serialize;

/// Something that only the publisher can put right. It is noted, and the run goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The document: a path or an address.
    pub place: String,
    /// Line in the document, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// What is wrong: a lower-case fragment.
    pub what: String,
    /// What was done about it: a lower-case fragment.
    pub done: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.place)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}; {}", self.what, self.done)
    }
}
