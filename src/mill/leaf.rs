//! In which files the lines about shown items stand.
//!
//! As long as they are short, in the file that is written at each run. Longer ones are spread over files
//! by the ids of the items, so that a change of one of them does not have all of them read and written.

use std::collections::BTreeMap;

use super::{
    earlier::{Earlier, ItemLine},
    lines::{Line, Lines},
    memory::{self, FOLDER},
};
use crate::model::{Artifact, Guid, Memory, Remembered};

/// How many files there are then.
pub(super) const COUNT: usize = 32;

/// From so many bytes on, lines are spread.
const LONG: usize = 1 << 20;

/// Below so many, they come together again: what is about as long as that does not come and go.
const SHORT: usize = LONG / 2;

/// Whether lines of so many bytes are spread; `were` is whether they are now.
pub(super) fn are_spread(bytes: usize, were: bool) -> bool {
    bytes >= if were { SHORT } else { LONG }
}

/// The leaf that an item is in for good, by a hash of its id (FNV-1a).
pub(super) fn of(guid: &Guid) -> usize {
    let hash = guid
        .as_str()
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    // Of the lowest bits only those of each byte that are as low decide.
    (hash >> 16) as usize % COUNT
}

/// The file of a leaf, below the output directory.
pub(super) fn path(leaf: usize) -> String {
    format!("{FOLDER}/shown-{leaf}.jsonl")
}

/// Whether a file in the folder of these files has this name.
pub(super) fn is_name(name: &str) -> bool {
    let number = name.strip_prefix("shown-").and_then(|it| it.strip_suffix(".jsonl"));
    number.is_some_and(|it| it.parse().is_ok_and(|leaf: usize| leaf < COUNT))
}

/// Whether a file below the output directory is that of a leaf.
pub(super) fn is_path(path: &str) -> bool {
    let name = path.strip_prefix(FOLDER).and_then(|it| it.strip_prefix('/'));
    name.is_some_and(is_name)
}

/// The line about an item that is shown.
pub(super) enum Entry<'e> {
    /// What it said last time.
    Earlier(&'e ItemLine),
    /// Something else.
    New { line: Line, owner: Option<Guid>, story: Option<Guid> },
}

impl Entry<'_> {
    /// What is to be said now.
    pub fn new(row: Remembered) -> Self {
        let owner = row.owner.as_ref().map(|(owner, ..)| owner.clone());
        let story = row.story.clone();
        Entry::New { line: Line::new(&Memory::Item(Box::new(row))), owner, story }
    }

    /// How long it is, with its end.
    pub fn bytes(&self) -> usize {
        match self {
            Entry::Earlier(line) => line.at.len(),
            Entry::New { line, .. } => line.length(),
        }
    }

    fn into_line(self) -> Line {
        match self {
            Entry::Earlier(line) => Line::Earlier(line.at.clone()),
            Entry::New { line, .. } => line,
        }
    }

    /// Lets the file that is written at each run tell of the line, which goes into a leaf.
    fn list_in(self, guid: Guid, main: &mut Lines) -> Line {
        match self {
            Entry::Earlier(line) => {
                main.put_earlier(line.listed.clone());
                Line::Earlier(line.at.clone())
            }
            Entry::New { line, owner, story } => {
                main.put_all([Memory::Shown { guid, bytes: line.length(), owner, story }]);
                line
            }
        }
    }
}

/// What is written of shown items at a run.
pub(super) struct Files {
    /// The file that is written at each run, and the leaves that say something else.
    pub artifacts: Vec<Artifact>,
    /// Leaves that stay as they are, below the output directory.
    pub same: Vec<String>,
}

/// The lines of each leaf; none where all lines are in one file.
pub(super) struct Leaves(Vec<Lines>);

impl Leaves {
    /// Puts lines where they belong; `main` are those of the file that is written at each run.
    pub fn of(items: BTreeMap<Guid, Entry<'_>>, are_spread: bool, main: &mut Lines) -> Self {
        let mut leaves = Vec::new();
        if are_spread {
            leaves.resize_with(COUNT, Lines::default);
        }
        for (guid, entry) in items {
            match leaves.get_mut(of(&guid)) {
                Some(leaf) => leaf.put(entry.list_in(guid, main)),
                None => main.put(entry.into_line()),
            }
        }
        Leaves(leaves)
    }

    /// The files; `None` where a leaf is not what it was.
    pub fn files(self, main: Lines, earlier: Option<Earlier>) -> Option<Files> {
        let mut files = Files { artifacts: Vec::new(), same: Vec::new() };
        for (number, lines) in self.0.into_iter().enumerate() {
            let path = path(number);
            let bytes = match &earlier {
                Some(earlier) if lines.is_same(earlier.length(number)) => {
                    files.same.extend((earlier.length(number) > 0).then_some(path));
                    continue;
                }
                Some(earlier) => lines.into_bytes(earlier.leaf(number)?),
                None => lines.into_bytes(Vec::new()),
            };
            files.artifacts.extend((!bytes.is_empty()).then(|| memory::artifact(path, bytes)));
        }
        let bytes = main.into_bytes(earlier.map(Earlier::into_bytes).unwrap_or_default());
        files.artifacts.push(memory::artifact(memory::path(0), bytes));
        Some(files)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_by_their_names() {
        for leaf in 0..COUNT {
            assert!(is_path(&path(leaf)), "{leaf}");
        }
        for path in ["shown-1.jsonl", ".feedmill/shown-32.jsonl", ".feedmill/items-1.jsonl"] {
            assert!(!is_path(path), "{path}");
        }
    }

    #[test]
    fn where_an_item_is_never_changes() {
        for (guid, leaf) in [("urn:uuid:12de9b1c-0f6c-5e62-a0ae-7c3a3a4a0e55", 1), ("n1", 21)] {
            assert_eq!(of(&Guid(guid.to_owned())), leaf, "{guid}");
        }
    }

    #[test]
    fn leaves_are_about_as_long_as_each_other() {
        let mut counts = [0; COUNT];
        for number in 0..3_200 {
            counts[of(&Guid(format!("https://lane.example/{number}")))] += 1;
        }
        assert!(counts.iter().all(|count| (50..200).contains(count)), "{counts:?}");
    }

    #[test]
    fn what_is_about_as_long_as_that_stays_as_it_is() {
        for (bytes, were, want) in [
            (LONG - 1, false, false),
            (LONG, false, true),
            (LONG - 1, true, true),
            (SHORT, true, true),
            (SHORT - 1, true, false),
        ] {
            assert_eq!(are_spread(bytes, were), want, "{bytes} {were}");
        }
    }
}
