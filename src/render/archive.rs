//! The history of a feed (RFC 5005): documents that are written once, and what points to them.
//!
//! An archive holds entries of its feed as they were when they were put there. It has the id of the
//! feed and leads to its neighbours; the live document leads to the newest. All of this is written
//! down here for the three formats; JSON Feed has `next_url` for the way back.

use crate::model::{Artifact, Feed, Format, History};

use super::{
    Settings, documents, path,
    room::{self, End},
    shown::{Shown, bounded},
    titles,
};

/// The namespace of `fh:archive` and `fh:complete` (RFC 5005 §1.1). The prefix is there by habit.
pub(super) const NAMESPACE: &str = "http://purl.org/syndication/history/1.0";

/// What becomes of an archive that is larger than a document may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cut {
    /// It gets fewer items.
    ToFit,
    /// It stays as it is.
    Never,
}

/// Renders an archive, one document per format. Of items that do not fit the oldest are taken, at
/// least one; the answer says how many. `feeds` are those of the site.
pub fn archive(
    page: &Feed,
    feeds: &[Feed],
    settings: &Settings,
    cut: Cut,
) -> (Vec<Artifact>, usize) {
    let titles = titles(feeds);
    let mut shown = Shown::new(page, &titles, settings);
    let all = page.items.len();
    let mut make = |count: usize| {
        let items = all - count..all;
        let updated = page.items[items.clone()].iter().map(|entry| entry.item.updated.at).max();
        shown.updated = updated.map(bounded);
        documents(&shown, &shown.items[items])
    };
    let whole = make(all);
    if cut == Cut::Never || all <= 1 || whole.fit(settings.max_bytes) {
        return (whole.artifacts, all);
    }
    let (count, made) = room::fitting(&whole, End::Oldest, settings.max_bytes, make);
    (made.artifacts, count)
}

/// Where the documents of an archive stand below the output directory.
pub fn archive_paths(topic: &str, number: u32, settings: &Settings) -> Vec<(Format, String)> {
    let place = |format| (format, path::archive(settings, format, topic, number));
    path::documents(settings).into_iter().map(place).collect()
}

/// The links that lead from a document to other documents of its feed: relation and address.
pub(super) fn links(shown: &Shown, format: Format) -> Vec<(&'static str, String)> {
    let mut links = Vec::new();
    if let History::Archive { .. } = shown.history {
        links.push(("current", shown.live_address(format)));
    }
    if let Some(number) = before(shown.history) {
        links.push(("prev-archive", shown.archive_address(format, number)));
    }
    if let History::Archive { next: Some(number), .. } = shown.history {
        links.push(("next-archive", shown.archive_address(format, number)));
    }
    links
}

/// The archive that holds what is next older.
pub(super) fn before(history: History) -> Option<u32> {
    match history {
        History::Continued(newest) => Some(newest),
        History::Archive { previous, .. } => previous,
        History::Untold | History::Complete => None,
    }
}

/// What sort of document it is, where that is said.
pub(super) fn mark(history: History) -> Option<&'static str> {
    match history {
        History::Archive { .. } => Some("archive"),
        History::Complete => Some("complete"),
        History::Continued(_) | History::Untold => None,
    }
}

/// The element that says so.
pub(super) fn element(history: History) -> Option<&'static str> {
    match history {
        History::Archive { .. } => Some("fh:archive"),
        History::Complete => Some("fh:complete"),
        History::Continued(_) | History::Untold => None,
    }
}
