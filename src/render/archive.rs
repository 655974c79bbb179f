//! The history of a feed (RFC 5005): documents that are written once, and what points to them.
//!
//! An archive holds entries of its feed as they were when they were put there. It has the id of the
//! feed and leads to its neighbours; the live document leads to the newest. All of this is written
//! down here for the three formats; JSON Feed has `next_url` for the way back.

use std::collections::BTreeMap;

use crate::model::{Artifact, Feed, Format, History};

use super::{Settings, Titles, documents, path, shown::Shown};

/// The namespace of `fh:archive` and `fh:complete` (RFC 5005 §1.1).
const NAMESPACE: &str = "http://purl.org/syndication/history/1.0";

/// The prefix that the namespace has by habit.
const PREFIX: &str = "fh";

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
    let titles: Titles = feeds.iter().map(|feed| (feed.topic.as_str(), &*feed.title)).collect();
    let all = page.items.len();
    let make = |count: usize| {
        let items = page.items[all - count..].to_vec();
        let updated = items.iter().map(|entry| entry.item.updated.at).max();
        let page = Feed { items, updated, ..page.clone() };
        let shown = Shown::new(&page, &titles, settings);
        documents(&shown, &shown.items)
    };
    let fits = |made: &[Artifact]| made.iter().all(|it| it.bytes.len() <= settings.max_bytes);
    let whole = make(all);
    if cut == Cut::Never || all <= 1 || fits(&whole) {
        return (whole, all);
    }
    let (mut low, mut high) = (1, all - 1);
    while low < high {
        let middle = high - (high - low) / 2;
        if fits(&make(middle)) { low = middle } else { high = middle - 1 }
    }
    (make(low), low)
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

/// The element that says what sort of document it is.
pub(super) fn mark(history: History) -> Option<&'static str> {
    match history {
        History::Archive { .. } => Some("archive"),
        History::Complete => Some("complete"),
        History::Continued(_) | History::Untold => None,
    }
}

/// The declaration that [`mark`] needs.
pub(super) fn namespaces(history: History) -> BTreeMap<String, String> {
    mark(history).map(|_| (PREFIX.to_owned(), NAMESPACE.to_owned())).into_iter().collect()
}

/// Puts [`mark`] into an Atom document. The crate writes what it does not know behind the entries, where
/// nothing may stand that is said of the feed (RFC 4287 §4.1.1, Appendix B).
pub(super) fn marked(mut bytes: Vec<u8>, history: History) -> Vec<u8> {
    let Some(name) = mark(history) else { return bytes };
    // Texts are escaped, so these are elements.
    let place = ["\n <entry>", "\n</feed>"]
        .into_iter()
        .find_map(|place| bytes.windows(place.len()).position(|window| window == place.as_bytes()));
    if let Some(at) = place {
        let element = format!("\n <{PREFIX}:{name}/>");
        bytes.splice(at..at, element.into_bytes());
    }
    bytes
}

/// [`mark`] as the writers of the feed crates take it: by prefix and by name.
pub(super) fn extensions<E>(
    history: History,
    element: impl Fn(String) -> E,
) -> BTreeMap<String, BTreeMap<String, Vec<E>>> {
    let mark = mark(history).map(|name| {
        let elements = vec![element(format!("{PREFIX}:{name}"))];
        (PREFIX.to_owned(), BTreeMap::from([(name.to_owned(), elements)]))
    });
    mark.into_iter().collect()
}
