//! What was published of the ledger last time, for whatever did not change since.
//!
//! The lines about an item, about those that tell its article and about its story are made of their
//! rows, the config and the sources in force. Where none of these changed, they are as they were.

use std::{borrow::Cow, collections::BTreeMap, fs, ops::Range, path::PathBuf};

use serde::{Deserialize, de::IgnoredAny};
use sha2::{Digest, Sha256};

use super::leaf;
use crate::{
    model::{Guid, hexadecimal},
    store::Changed,
};

/// The lines of the file that is written at each run, those of its leaves, and what changed since they
/// were written.
pub(super) struct Earlier {
    bytes: Vec<u8>,
    changed: Changed,
    /// The output directory, where the leaves are.
    dir: PathBuf,
    /// How long each leaf is; none where the lines are all in one file.
    leaves: Vec<usize>,
    /// The lines about the sources, which stand together.
    sources: Range<usize>,
    items: BTreeMap<Guid, ItemLine>,
    /// Which items tell the article of another one.
    tellers: BTreeMap<Guid, Vec<Guid>>,
    stories: BTreeMap<Guid, Range<usize>>,
    members: BTreeMap<Guid, Vec<Guid>>,
    /// The lines about items that are shown no more, with those about their tellers.
    past: BTreeMap<Guid, Past>,
}

/// The line about an item that is shown.
pub(super) struct ItemLine {
    /// Where it is: in its leaf, where there are leaves.
    pub at: Range<usize>,
    /// The line that tells of it then.
    pub listed: Range<usize>,
    is_owner: bool,
    story: Option<Guid>,
}

struct Past {
    at: Range<usize>,
    tellers: Vec<Guid>,
}

/// A line, as far as it says what it is about.
#[derive(Deserialize)]
struct Line<'a> {
    #[serde(borrow)]
    item: Option<AnItem<'a>>,
    shown: Option<AShown<'a>>,
    story: Option<About<'a>>,
    past: Option<APast<'a>>,
    source: Option<IgnoredAny>,
}

#[derive(Deserialize)]
struct AnItem<'a> {
    #[serde(borrow)]
    item: About<'a>,
    owner: Option<(Cow<'a, str>, IgnoredAny, IgnoredAny)>,
    story: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct AShown<'a> {
    #[serde(borrow)]
    guid: Cow<'a, str>,
    bytes: usize,
    owner: Option<Cow<'a, str>>,
    story: Option<Cow<'a, str>>,
}

#[derive(Deserialize)]
struct About<'a> {
    #[serde(borrow)]
    guid: Cow<'a, str>,
}

#[derive(Deserialize)]
struct APast<'a> {
    #[serde(borrow)]
    guid: Cow<'a, str>,
    owner: Option<Cow<'a, str>>,
}

impl Earlier {
    /// Reads what [`super::memory`] has written; `None` where it did not write that. The leaves are below
    /// `dir`.
    pub fn read(bytes: Vec<u8>, changed: Changed, dir: PathBuf) -> Option<Self> {
        let mut earlier = Earlier {
            bytes: Vec::new(),
            changed,
            dir,
            leaves: Vec::new(),
            sources: 0..0,
            items: BTreeMap::new(),
            tellers: BTreeMap::new(),
            stories: BTreeMap::new(),
            members: BTreeMap::new(),
            past: BTreeMap::new(),
        };
        let mut start = 0;
        for line in bytes.split_inclusive(|byte| *byte == b'\n') {
            let at = start..start + line.len();
            start = at.end;
            earlier.note(serde_json::from_slice(line).ok()?, at);
        }
        earlier.bytes = bytes;
        Some(earlier)
    }

    fn note(&mut self, line: Line<'_>, at: Range<usize>) {
        let id = |guid: &str| Guid(guid.to_owned());
        match line {
            Line { source: Some(_), .. } if self.sources.is_empty() => self.sources = at,
            Line { source: Some(_), .. } => self.sources.end = at.end,
            Line { story: Some(About { guid }), .. } => {
                self.stories.insert(id(&guid), at);
            }
            Line { item: Some(AnItem { item: About { guid }, owner, story }), .. } => {
                let owner = owner.as_ref().map(|(owner, ..)| id(owner));
                self.note_item(id(&guid), (at, 0..0), owner, story.as_deref().map(id));
            }
            Line { shown: Some(AShown { guid, bytes, owner, story }), .. } => {
                let guid = id(&guid);
                self.leaves.resize(leaf::COUNT, 0);
                let end = &mut self.leaves[leaf::of(&guid)];
                let start = *end;
                *end = start.saturating_add(bytes);
                let place = (start..*end, at);
                self.note_item(guid, place, owner.as_deref().map(id), story.as_deref().map(id));
            }
            Line { past: Some(APast { guid, owner: None }), .. } => {
                self.past.insert(id(&guid), Past { at, tellers: Vec::new() });
            }
            Line { past: Some(APast { guid, owner: Some(owner) }), .. } => {
                // It follows the one that stands for it.
                if let Some(past) =
                    self.past.get_mut(&id(&owner)).filter(|it| it.at.end == at.start)
                {
                    past.at.end = at.end;
                    past.tellers.push(id(&guid));
                }
            }
            _ => {}
        }
    }

    fn note_item(
        &mut self,
        guid: Guid,
        (at, listed): (Range<usize>, Range<usize>),
        owner: Option<Guid>,
        story: Option<Guid>,
    ) {
        let is_owner = owner.is_none();
        if let Some(owner) = owner {
            self.tellers.entry(owner).or_default().push(guid.clone());
        } else if let Some(story) = &story {
            self.members.entry(story.clone()).or_default().push(guid.clone());
        }
        self.items.insert(guid, ItemLine { at, listed, is_owner, story });
    }

    /// Whether the lines about shown items are in leaves.
    pub fn is_spread(&self) -> bool {
        !self.leaves.is_empty()
    }

    /// How long a leaf is, if there are leaves.
    pub fn length(&self, leaf: usize) -> usize {
        self.leaves.get(leaf).copied().unwrap_or(0)
    }

    /// What a leaf says; `None` where it is not as long as it was.
    pub fn leaf(&self, leaf: usize) -> Option<Vec<u8>> {
        let length = self.length(leaf);
        let bytes = match length {
            0 => Vec::new(),
            _ => fs::read(self.dir.join(leaf::path(leaf))).ok()?,
        };
        Some(bytes).filter(|bytes| bytes.len() == length)
    }

    /// The lines about the sources.
    pub fn sources(&self) -> Range<usize> {
        self.sources.clone()
    }

    /// The whole file that is written at each run.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The lines about an item and about all that tell its article, where none of them changed.
    pub fn article(&self, guid: &Guid) -> Option<Vec<(&Guid, &ItemLine)>> {
        let (guid, owner) = self.items.get_key_value(guid).filter(|(_, line)| line.is_owner)?;
        let tellers = self.tellers.get(guid).map_or(&[][..], Vec::as_slice);
        if !self.are_same(guid, tellers) {
            return None;
        }
        let tellers = tellers.iter().map(|it| Some((it, self.items.get(it)?)));
        std::iter::once(Some((guid, owner))).chain(tellers).collect()
    }

    /// The story of an item, of which [`Earlier::article`] knows the lines.
    pub fn story_of(&self, guid: &Guid) -> Option<&Guid> {
        self.items.get(guid)?.story.as_ref()
    }

    /// The line about a story, and its members, where nothing of them changed.
    pub fn story(&self, guid: &Guid) -> Option<(&[Guid], Range<usize>)> {
        let at = self.stories.get(guid).filter(|_| !self.changed.stories.contains(guid))?;
        Some((self.members.get(guid)?, at.clone()))
    }

    /// The lines about an item that is shown no more, where none of its tellers changed either.
    pub fn past(&self, guid: &Guid) -> Option<Range<usize>> {
        let past = self.past.get(guid).filter(|past| self.are_same(guid, &past.tellers))?;
        Some(past.at.clone())
    }

    fn are_same(&self, guid: &Guid, tellers: &[Guid]) -> bool {
        std::iter::once(guid).chain(tellers).all(|it| !self.changed.items.contains(it))
    }
}

/// The hash by which such a file is known again: the one that the manifest lists.
pub(super) fn hash_of(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}
