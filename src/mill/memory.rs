//! The ledger → what is published of it, so that a lost one can be made again.
//!
//! Items that are shown are written as they are shown, whoever else tells their articles and the stories
//! they are in come along. Of all others go ids, dates and hashes of keys: what is known again is not
//! shown twice. When these are many, the oldest go into a file that is written once.
//!
//! Long lines about shown items stand in files of their own (`leaf`), of which the file that is written
//! at each run tells: what nothing has changed is not even read.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use sha2::{Digest, Sha256};

use super::{
    Error, InForce,
    archive::{Archives, Group},
    earlier::Earlier,
    leaf::{self, Entry, Files, Leaves},
    lines::{Line, Lines},
};
use crate::{
    model::{ALL, Artifact, Format, Guid, Memory, Past, Remembered, Text, hexadecimal},
    render,
    store::Archive,
};

/// The folder of these files, below the output directory.
pub(super) const FOLDER: &str = ".feedmill";

/// Most items that are shown no more and are written at each run.
const MOST: usize = 1_000;

/// How many of them go into a file that is written once.
const PAGE: usize = 500;

/// How many items are looked through at once.
const AT_ONCE: usize = 20_000;

/// Words of a lead that feeds make a summary of.
const SUMMARY_WORDS: usize = 40;

/// Begins the name of a source that no feed tells.
const VEIL: char = '~';

/// The file with this number; 0 is the one that is written at each run.
pub(super) fn path(number: u32) -> String {
    match number {
        0 => format!("{FOLDER}/items.jsonl"),
        number => format!("{FOLDER}/items-{number}.jsonl"),
    }
}

/// Whether a file below the output directory is the one that is written at each run, or a leaf.
pub(super) fn may_change(file: &str) -> bool {
    file == path(0) || leaf::is_path(file)
}

/// The number of a file by its name. A leaf is a part of the one that is written at each run.
pub(super) fn number(name: &str) -> Option<u32> {
    if leaf::is_name(name) {
        return Some(0);
    }
    let stem = name.strip_prefix("items")?.strip_suffix(".jsonl")?;
    if stem.is_empty() { Some(0) } else { stem.strip_prefix('-')?.parse().ok() }
}

/// The name of a source that stands for its id, or its address, where nobody is to read it.
pub(super) fn veil(name: &str) -> String {
    let digest = Sha256::digest(format!("source\0{name}"));
    format!("{VEIL}{}", hexadecimal(&digest[..8]))
}

impl Archives<'_, '_> {
    /// What is written at each run. `shown` are the items that feeds show or name, `earlier` is what it
    /// said last time.
    pub fn memory(
        &mut self,
        shown: &BTreeSet<Guid>,
        earlier: Option<Earlier>,
    ) -> Result<Files, Error> {
        let were_spread = earlier.as_ref().is_some_and(Earlier::is_spread);
        let files = match earlier {
            Some(earlier) => {
                let lines = self.lines(shown, Some(&earlier), were_spread)?;
                lines.and_then(|(main, leaves)| leaves.files(main, Some(earlier)))
            }
            None => None,
        };
        if cfg!(debug_assertions)
            && let Some(files) = &files
        {
            let otherwise = self.otherwise(files, shown, were_spread)?;
            assert!(otherwise.is_empty(), "what is taken over is what would be: {otherwise:?}");
        }
        match files {
            Some(files) => Ok(files),
            None => self.whole(shown, were_spread),
        }
    }

    /// The same, with nothing taken over.
    fn whole(&mut self, shown: &BTreeSet<Guid>, were_spread: bool) -> Result<Files, Error> {
        let lines = self.lines(shown, None, were_spread)?;
        let files = lines.and_then(|(main, leaves)| leaves.files(main, None));
        Ok(files.expect("with nothing taken over, nothing stands in the way"))
    }

    /// The files that would say something else, were nothing taken over. Only debug builds ask.
    fn otherwise(
        &mut self,
        files: &Files,
        shown: &BTreeSet<Guid>,
        were_spread: bool,
    ) -> Result<Vec<String>, Error> {
        let dir = self.mill.config.publish.dir.clone();
        let whole = self.whole(shown, were_spread)?.artifacts;
        let is_same = |artifact: &&Artifact| match files.same.contains(&artifact.path) {
            true => std::fs::read(dir.join(&artifact.path)).is_ok_and(|it| it == artifact.bytes),
            false => files.artifacts.contains(artifact),
        };
        let others = whole.iter().filter(|it| !is_same(it)).map(|it| it.path.clone());
        let gone = files.artifacts.iter().map(|it| &it.path).chain(&files.same);
        let gone = gone.filter(|path| !whole.iter().any(|it| it.path == **path)).cloned();
        Ok(others.chain(gone).collect())
    }

    /// `None` where the lines stand in other files than last time.
    fn lines(
        &mut self,
        shown: &BTreeSet<Guid>,
        earlier: Option<&Earlier>,
        were_spread: bool,
    ) -> Result<Option<(Lines, Leaves)>, Error> {
        let store = &self.mill.store;
        let (mut stories, mut items) = (BTreeMap::new(), BTreeMap::new());
        for guid in shown {
            let story = match self.put_article(guid, earlier, &mut items)? {
                Some(earlier) => earlier.story_of(guid).cloned(),
                None => store.story_of(guid)?,
            };
            let Some(story) = story.filter(|story| !stories.contains_key(story)) else { continue };
            if let Some((members, at)) = earlier.and_then(|earlier| earlier.story(&story)) {
                for member in members {
                    self.put_article(member, earlier, &mut items)?;
                }
                stories.insert(story, Line::Earlier(at));
                continue;
            }
            for member in store.member_guids(&story)? {
                self.put_article(&member, earlier, &mut items)?;
            }
            let line = store.remembered_story(&story)?;
            stories.extend(line.map(|line| (story, Line::new(&line))));
        }
        let are_spread = leaf::are_spread(items.values().map(Entry::bytes).sum(), were_spread);
        if earlier.is_some() && are_spread != were_spread {
            return Ok(None);
        }
        let (owners, tombstones) = self.rest(&items)?;
        let store = &self.mill.store;
        let mut lines = Lines::default();
        let mut feeds = store.feed_guids()?;
        // The feed about the sources is private.
        let topics = &self.mill.config.route.topics;
        feeds.retain(|line| match line {
            Memory::Feed { topic, .. } => *topic == ALL || topics.iter().any(|it| it.id == *topic),
            _ => true,
        });
        lines.put_all(feeds);
        match earlier {
            Some(earlier) => lines.put_earlier(earlier.sources()),
            None => lines.put_all(self.sources()?),
        }
        lines.put_all(store.newest_archives()?);
        stories.into_values().for_each(|line| lines.put(line));
        let leaves = Leaves::of(items, are_spread, &mut lines);
        for guid in owners {
            match earlier.and_then(|earlier| earlier.past(&guid)) {
                Some(at) => lines.put_earlier(at),
                None => lines.put_all(store.past(&guid)?.into_iter().map(veiled)),
            }
        }
        lines.put_all(tombstones.into_iter().map(veiled));
        Ok(Some((lines, leaves)))
    }

    /// The items that are shown no more and stand in the file that is written at each run, oldest first,
    /// and the tombstones that do. What is too many for it goes into files that are written once.
    fn rest(
        &mut self,
        shown: &BTreeMap<Guid, Entry<'_>>,
    ) -> Result<(VecDeque<Guid>, VecDeque<Past>), Error> {
        let store = &self.mill.store;
        let mut number = store.archive_numbers("")?.last().copied().unwrap_or(0);
        let (mut owners, mut tombstones) =
            (VecDeque::new(), VecDeque::from(store.past_tombstones(0)?));
        let (mut last, mut is_all) = (None, false);
        let mut group = Group::default();
        while !is_all {
            let more = self.mill.store.not_remembered(last.as_ref(), AT_ONCE)?;
            is_all = more.len() < AT_ONCE;
            last = more.last().cloned();
            let more = more.into_iter().map(|(_, guid)| guid);
            owners.extend(more.filter(|guid| !shown.contains_key(guid)));
            // Tombstones come behind the last item.
            while owners.len() + if is_all { tombstones.len() } else { 0 } > MOST {
                let page: Vec<Guid> = owners.drain(..PAGE.min(owners.len())).collect();
                let some = tombstones.len().min(PAGE - page.len());
                let buried = tombstones.drain(..some).collect();
                number += 1;
                self.put_away(number, page, buried, &mut group)?;
                if group.is_full() {
                    self.publish(std::mem::take(&mut group))?;
                }
            }
        }
        self.publish(group)?;
        Ok((owners, tombstones))
    }

    /// The file with this number, once more.
    pub(super) fn memory_anew(&self, number: u32) -> Result<Artifact, Error> {
        let store = &self.mill.store;
        let mut lines = Lines::default();
        for guid in store.remembered_in(number)? {
            lines.put_all(store.past(&guid)?.into_iter().map(veiled));
        }
        lines.put_all(store.past_tombstones(number)?.into_iter().map(veiled));
        Ok(artifact(path(number), lines.into_bytes(Vec::new())))
    }

    /// Puts items that are shown no more into a file that is written once.
    fn put_away(
        &self,
        number: u32,
        owners: Vec<Guid>,
        tombstones: Vec<Past>,
        group: &mut Group,
    ) -> Result<(), Error> {
        let buried: Vec<Guid> = tombstones.iter().map(|past| past.guid.clone()).collect();
        let mut lines = Lines::default();
        for guid in &owners {
            lines.put_all(self.mill.store.past(guid)?.into_iter().map(veiled));
        }
        lines.put_all(tombstones.into_iter().map(veiled));
        let guids = Vec::new();
        let archive = Archive { feed: String::new(), number, guids, has_next: false };
        group.push(archive, owners, vec![artifact(path(number), lines.into_bytes(Vec::new()))]);
        group.bury(number, buried);
        Ok(())
    }

    /// The sources in force, by hashes.
    fn sources(&self) -> Result<Vec<Memory>, Error> {
        let line = |source: InForce<'_>| Memory::Source {
            id: veil(&source.source.id),
            // Where local files lie differs between machines.
            address: source.place.url().map(|_| veil(&source.place.address())),
        };
        let mut lines: Vec<Memory> = self.mill.sources_in_force()?.into_iter().map(line).collect();
        lines.sort_by_cached_key(|line| format!("{line:?}"));
        Ok(lines)
    }

    /// An item and those that tell its article, with no more of them than feeds show. Gives what it was
    /// found in, if that is what was published last.
    fn put_article<'e>(
        &self,
        guid: &Guid,
        earlier: Option<&'e Earlier>,
        items: &mut BTreeMap<Guid, Entry<'e>>,
    ) -> Result<Option<&'e Earlier>, Error> {
        if let Some((earlier, lines)) = earlier.and_then(|it| Some((it, it.article(guid)?))) {
            if !items.contains_key(guid) {
                items
                    .extend(lines.into_iter().map(|(it, line)| (it.clone(), Entry::Earlier(line))));
            }
            return Ok(Some(earlier));
        }
        if items.contains_key(guid) {
            return Ok(None);
        }
        let rows = self.mill.store.remembered(guid)?;
        let Some(owner) = rows.first() else { return Ok(None) };
        let source = owner.item.source.clone();
        let how = self.mill.shown_content(&owner.item, self.desk)?;
        let text_of = owner.best.clone().unwrap_or_else(|| owner.item.guid.clone());
        for mut row in rows {
            row.tellings.retain(|telling| telling.source != source);
            self.lighten(&mut row, &text_of, how);
            if row.item.origin.title.is_some() || row.owner.is_some() {
                row.item.source = veiled_name(&row.item.source);
            }
            items.insert(row.item.guid.clone(), Entry::new(row));
        }
        Ok(None)
    }

    /// Takes from an item what no feed shows.
    fn lighten(&self, row: &mut Remembered, text_of: &Guid, how: Option<render::Content>) {
        let settings = &self.mill.config.render;
        if let Some(filing) = &mut row.filing {
            filing.rule = None;
        }
        let item = &mut row.item;
        if item.guid != *text_of {
            row.is_thin |= item.content.is_some();
            (item.content, item.lead) = (None, Text::default());
            item.citations.clear();
            return;
        }
        let mut light = item.clone();
        let mut shown = how;
        render::lighten(&mut light, &mut shown, settings);
        let is_full = how.unwrap_or(settings.content) == render::Content::Full;
        let is_whole = is_full && light.content == item.content;
        if !is_whole {
            let is_told = light.content.is_some();
            let words = settings.excerpt_words.max(SUMMARY_WORDS) + 1;
            let lead: Vec<&str> = item.lead.split_whitespace().take(words).collect();
            item.lead = if is_told { Text::new(&lead.join(" ")) } else { Text::default() };
            item.content = light.content;
            item.summary = light.summary;
            item.citations.clear();
            row.page = None;
            row.is_thin = true;
        }
    }
}

fn veiled(mut past: Past) -> Memory {
    past.source = veiled_name(&past.source);
    Memory::Past(past)
}

/// A name that came back veiled stays as it is.
fn veiled_name(name: &str) -> String {
    if name.starts_with(VEIL) { name.to_owned() } else { veil(name) }
}

/// A file of these lines.
pub(super) fn artifact(path: String, bytes: Vec<u8>) -> Artifact {
    Artifact { path, format: Format::Memory, bytes, guids: Vec::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_by_their_names() {
        for it in [0, 1, 70] {
            let path = path(it);
            assert_eq!(number(path.strip_prefix(".feedmill/").unwrap()), Some(it), "{path}");
        }
        for name in ["items-.jsonl", "items-x.jsonl", "items", ".items.jsonl.feedmill-new"] {
            assert_eq!(number(name), None, "{name}");
        }
    }
}
