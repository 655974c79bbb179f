//! What a judge of feeds has to say to their publisher.

use serde::Serialize;

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// A standard forbids it: some reader will stumble.
    Error,
    /// Allowed, but readers differ over it or lose something by it.
    Warning,
    /// Could be better; nobody loses anything.
    Hint,
}

impl Severity {
    /// As messages name it.
    pub fn as_str(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Hint => "hint",
        }
    }
}

/// Something a publisher should put right. Where a document has the same fault many times, this is
/// the first of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Line in the document, counted from 1; none for what the server said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub line: Option<u32>,
    /// Column in that line, in characters, counted from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub column: Option<u32>,
    /// How bad it is.
    pub severity: Severity,
    /// The rule: a short name that stays.
    pub rule: &'static str,
    /// What is wrong: a fragment.
    pub what: String,
    /// What to do about it: a fragment.
    pub fix: String,
    /// Who says so: the clause of a standard.
    pub clause: &'static str,
    /// How many more like it the document has.
    pub more: usize,
}

/// What a document was found to be, and what is to be said of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judgement {
    /// The format, as people call it: `RSS 2.0`.
    pub format: String,
    /// How many items or entries it has.
    pub items: usize,
    /// What was found, by line.
    pub findings: Vec<Finding>,
}

impl Judgement {
    /// How many kinds of findings are that bad.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }
}
