//! What was published of the ledger last time, for whatever did not change since.
//!
//! The lines about an item, about those that tell its article and about its story are made of their
//! rows, the config and the sources in force. Where none of these changed, they are as they were.

use std::{borrow::Cow, collections::BTreeMap, ops::Range};

use serde::{Deserialize, de::IgnoredAny};
use sha2::{Digest, Sha256};

use crate::{
    model::{Guid, hexadecimal},
    store::Changed,
};

/// The lines of a file, and what changed since they were written.
pub(super) struct Earlier {
    bytes: Vec<u8>,
    changed: Changed,
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

struct ItemLine {
    at: Range<usize>,
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
    /// Reads what [`super::memory`] has written; `None` where it did not write that.
    pub fn read(bytes: Vec<u8>, changed: Changed) -> Option<Self> {
        let mut earlier = Earlier {
            bytes: Vec::new(),
            changed,
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
                let story = story.as_deref().map(id);
                let is_owner = owner.is_none();
                if let Some((owner, ..)) = owner {
                    self.tellers.entry(id(&owner)).or_default().push(id(&guid));
                } else if let Some(story) = &story {
                    self.members.entry(story.clone()).or_default().push(id(&guid));
                }
                self.items.insert(id(&guid), ItemLine { at, is_owner, story });
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

    /// The lines about the sources.
    pub fn sources(&self) -> Range<usize> {
        self.sources.clone()
    }

    /// The whole file.
    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    /// The lines about an item and about all that tell its article, where none of them changed.
    pub fn article(&self, guid: &Guid) -> Option<Vec<(&Guid, Range<usize>)>> {
        let (guid, owner) = self.items.get_key_value(guid).filter(|(_, line)| line.is_owner)?;
        let tellers = self.tellers.get(guid).map_or(&[][..], Vec::as_slice);
        if !self.are_same(guid, tellers) {
            return None;
        }
        let tellers = tellers.iter().map(|it| Some((it, self.items.get(it)?.at.clone())));
        std::iter::once(Some((guid, owner.at.clone()))).chain(tellers).collect()
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
