//! What changed about a source: told once, kept for a while, shown in the health feed.

use chrono::{DateTime, Utc};
use serde::Serialize;

/// The state of a source changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// The moment of the visit that showed it.
    pub at: DateTime<Utc>,
    /// The source.
    pub source: String,
    /// What sort of change it is.
    pub kind: NoticeKind,
    /// What changed: a lower-case fragment that goes on from the name of the source.
    pub text: String,
    /// What the operator can do.
    pub help: Option<String>,
}

/// A sort of change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoticeKind {
    /// It fails, or fails in a way that was not told yet.
    Failed,
    /// It works again.
    WorksAgain,
    /// It is asked at another address.
    Moved,
    /// Its server says that it is gone for good (410).
    Gone,
    /// It has failed for so long that it is not visited any more.
    Dead,
    /// It has published nothing for much longer than it used to.
    Silent,
    /// It shows far fewer entries than before.
    Shrunk,
    /// It dates old items anew.
    Redated,
    /// It gave its items new ids and addresses.
    NewIds,
}

impl NoticeKind {
    /// Every sort.
    pub const ALL: [NoticeKind; 9] = [
        NoticeKind::Failed,
        NoticeKind::WorksAgain,
        NoticeKind::Moved,
        NoticeKind::Gone,
        NoticeKind::Dead,
        NoticeKind::Silent,
        NoticeKind::Shrunk,
        NoticeKind::Redated,
        NoticeKind::NewIds,
    ];

    /// The name that the ledger stores and programs read. It never changes.
    pub fn as_str(self) -> &'static str {
        match self {
            NoticeKind::Failed => "failed",
            NoticeKind::WorksAgain => "works-again",
            NoticeKind::Moved => "moved",
            NoticeKind::Gone => "gone",
            NoticeKind::Dead => "dead",
            NoticeKind::Silent => "silent",
            NoticeKind::Shrunk => "shrunk",
            NoticeKind::Redated => "redated",
            NoticeKind::NewIds => "new-ids",
        }
    }

    /// The sort that the ledger calls `name`.
    pub fn from_name(name: &str) -> Option<Self> {
        NoticeKind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for kind in NoticeKind::ALL {
            assert_eq!(NoticeKind::from_name(kind.as_str()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
        }
        assert_eq!(NoticeKind::from_name("well"), None);
    }
}
