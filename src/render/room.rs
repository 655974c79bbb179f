//! How many items a document has room for.
//!
//! A document is written whole once, and it is noted where each of its items ends. That tells how large
//! it is with fewer of them, so that it is written once more and seldom a third time.

use crate::model::Artifact;

use super::shown::ShownItem;

/// A document and where its items stand in it.
pub(super) struct Written {
    pub bytes: Vec<u8>,
    pub places: Places,
}

/// Where the items of a document stand.
pub(super) struct Places {
    /// Where the first begins.
    start: usize,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Places {
    /// Those of a document whose items follow now.
    pub fn after(start: usize) -> Self {
        Places { start, ends: Vec::new() }
    }

    /// An item ends here.
    pub fn push(&mut self, end: usize) {
        self.ends.push(end);
    }

    /// How many bytes items take that are next to each other.
    fn bytes(&self, from: usize, to: usize) -> usize {
        let end = |count: usize| match count {
            0 => self.start,
            count => self.ends.get(count - 1).copied().unwrap_or(self.start),
        };
        end(to) - end(from)
    }
}

/// The documents of one feed, one per format, with the same items.
pub(super) struct Documents {
    pub artifacts: Vec<Artifact>,
    pub places: Vec<Places>,
    /// How many items they hold.
    pub items: usize,
}

impl Documents {
    /// Whether none of them is larger.
    pub fn fit(&self, limit: usize) -> bool {
        self.artifacts.iter().all(|document| document.bytes.len() <= limit)
    }

    /// How large the largest of them is at most with so many items.
    fn largest(&self, count: usize, kept: End) -> usize {
        let all = self.items;
        let sizes = self.artifacts.iter().zip(&self.places).map(|(document, places)| {
            let gone = match kept {
                End::Newest => places.bytes(count, all),
                End::Oldest => places.bytes(0, all - count),
            };
            document.bytes.len() - gone
        });
        sizes.max().unwrap_or(0)
    }
}

/// Which items of a feed stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    /// Those at its beginning.
    Newest,
    /// Those at its end.
    Oldest,
}

/// The documents with as many items as fit into each of them, but at least one, and how many these
/// are. `whole` are those with all of them, which do not fit; `make` makes them with fewer.
pub(super) fn fitting(
    whole: &Documents,
    kept: End,
    limit: usize,
    mut make: impl FnMut(usize) -> Documents,
) -> (usize, Documents) {
    let most = whole.items.saturating_sub(1).max(1).min(whole.items);
    // Fewer items never make a document larger.
    let mut count = most;
    while count > 1 && whole.largest(count, kept) > limit {
        count -= 1;
    }
    let mut made = make(count);
    while count < most && whole.largest(count + 1, kept).saturating_sub(SHARED) <= limit {
        let more = make(count + 1);
        if !more.fit(limit) {
            break;
        }
        (count, made) = (count + 1, more);
    }
    (count, made)
}

/// Most bytes that a document says of all its items together, such as the namespaces that some of them
/// need: with fewer of them it may say less.
const SHARED: usize = 1024;

/// About how many bytes a document with these items takes.
pub(super) fn text_bytes(items: &[ShownItem]) -> usize {
    let of_item = |item: &ShownItem| {
        let content = item.content.as_deref().map_or(0, str::len);
        // Markup is escaped, and some fields stand in every item.
        content + content / 4 + 2 * item.summary.as_deref().map_or(0, str::len) + FIELDS
    };
    FIELDS + items.iter().map(of_item).sum::<usize>()
}

/// What the other fields of an item take, in bytes.
const FIELDS: usize = 2048;
