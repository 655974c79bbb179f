//! What leaves a live feed → archives of the feed (RFC 5005).
//!
//! An item of a feed is in its live document or in an archive, whatever comes late or with an old
//! date. Whenever an item that is in no archive would not be in the live document either, the
//! oldest such items become the next archive; the older half of the live document fills it up, for
//! entries may be in both. Where much leaves at once, archives are as long as the feed and filled
//! up by nothing. The ledger has an archive, with the hashes of its documents, when these lie
//! beside their places and none is seen yet. Killed after that, the next turn puts the very same
//! bytes in place.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{
    Access, Error, Mill,
    desk::Desk,
    emit::Body,
    memory,
    open::{Open, Opened},
    told::Stories,
};
use crate::{
    model::{Artifact, Feed, FeedItem, Format, Guid, History, Show},
    publish, render,
    store::{Archive, Routed, Sealed},
};

/// Documents that are held before they are published.
const GROUP_BYTES: usize = 4 << 20;

/// The archives of a turn.
pub(super) struct Archives<'a, 'c> {
    pub(super) mill: &'a Mill<'c>,
    pub(super) desk: &'a Desk<'c>,
    now: DateTime<Utc>,
    /// What brings them to the output directory.
    pub(super) additions: publish::Additions<'a>,
    /// What was published before this turn, but for what an earlier turn has left behind.
    pub manifest: publish::Manifest,
    /// Files that were written, below the output directory.
    pub written: Vec<String>,
    /// Items that wait for an archive and are in no document, by topic.
    pub waiting: BTreeMap<String, Vec<Guid>>,
}

impl<'a, 'c> Archives<'a, 'c> {
    pub fn new(mill: &'a Mill<'c>, desk: &'a Desk<'c>, now: DateTime<Utc>) -> Self {
        let additions = publish::Additions::new(&mill.config.publish);
        let (manifest, written, waiting) = Default::default();
        Archives { mill, desk, now, additions, manifest, written, waiting }
    }

    /// Publishes what a turn that was killed has left behind, and makes anew what was deleted. Tells
    /// each feed where its older entries are.
    pub fn tend(&mut self, feeds: &mut [Feed]) -> Result<(), Error> {
        self.finish(feeds)?;
        let (mill, settings) = (self.mill, &self.mill.config.render);
        let mut paths = BTreeMap::new();
        for feed in feeds.iter_mut().filter(|feed| !feed.is_of_source()) {
            for number in self.place(feed)? {
                let place = (feed.topic.clone(), number);
                let of_archive = render::archive_paths(&feed.topic, number, settings);
                paths.extend(of_archive.into_iter().map(|(_, path)| (path, place.clone())));
            }
        }
        let memory: BTreeMap<String, u32> = mill
            .store
            .archive_numbers("")?
            .into_iter()
            .map(|number| (memory::path(number), number))
            .collect();
        let given = paths.keys().chain(memory.keys()).map(String::as_str);
        self.manifest = publish::Manifest::read(&mill.config.publish.dir)?;
        let lacking = self.manifest.lacking(given, &mill.config.publish.dir);
        for number in lacking.iter().filter_map(|path| memory.get(*path)) {
            let made = self.memory_anew(*number)?;
            self.add(&[made])?;
        }
        let places: BTreeSet<_> = lacking.iter().filter_map(|path| paths.get(*path)).collect();
        for (topic, number) in places {
            let mut made = self.make_anew(topic, *number, feeds)?;
            made.retain(|artifact| lacking.contains(&*artifact.path));
            self.add(&made)?;
        }
        Ok(())
    }

    /// Tells a feed where its older entries are; the numbers of its archives.
    pub fn place(&self, feed: &mut Feed) -> Result<Vec<u32>, Error> {
        let store = &self.mill.store;
        let numbers = store.archive_numbers(&feed.topic)?;
        feed.history = match numbers.last() {
            Some(newest) => History::Continued(*newest),
            None if self.is_complete(feed)? => History::Complete,
            None => History::Untold,
        };
        store.put_complete(&feed.topic, feed.history == History::Complete)?;
        Ok(numbers)
    }

    /// The files of all archives of these feeds.
    pub fn files(&self, feeds: &[Feed]) -> Result<BTreeSet<String>, Error> {
        let mut files = BTreeSet::new();
        for feed in feeds {
            for number in self.mill.store.archive_numbers(&feed.topic)? {
                let paths = render::archive_paths(&feed.topic, number, &self.mill.config.render);
                files.extend(paths.into_iter().map(|(_, path)| path));
            }
        }
        let memory = self.mill.store.archive_numbers("")?;
        files.extend(memory.into_iter().map(memory::path));
        Ok(files)
    }

    /// Puts what is in no archive and no live document into archives: of feeds by their number, with
    /// the documents that were rendered of each. Which of them lead to a new archive now.
    pub fn seal(
        &mut self,
        feeds: &mut [Feed],
        rendered: &[usize],
        live: &[Option<render::Live>],
    ) -> Result<Vec<usize>, Error> {
        let mut longer = Vec::new();
        for &number in rendered {
            // The feed of a source is what it tells now.
            if feeds[number].is_of_source() {
                continue;
            }
            let document = live[number].as_ref().and_then(|live| live.documents.first());
            let live = document.map_or(&[][..], |document| &document.guids);
            if let Some(newest) = self.seal_feed(number, feeds, live)? {
                feeds[number].history = History::Continued(newest);
                longer.push(number);
            }
        }
        Ok(longer)
    }

    /// Archives of one feed; the number of the newest, if there is a new one.
    fn seal_feed(
        &mut self,
        place: usize,
        feeds: &[Feed],
        live: &[Guid],
    ) -> Result<Option<u32>, Error> {
        let feed = &feeds[place];
        let mut open = self.mill.open_entries(&feed.topic, live)?;
        // Half of what the live document has room for.
        let is_pressing = open.lost > 0 && !live.is_empty();
        let room = if is_pressing { live.len() } else { self.mill.config.items };
        let half = (room / 2).max(1);
        // What no live document may show waits until it is as much.
        if open.lost == 0 && open.outside < half {
            let waiting = open.entries.iter().filter(|entry| entry.is_outside());
            let waiting = waiting.flat_map(Open::items).cloned().collect();
            self.waiting.insert(feed.topic.clone(), waiting);
            return Ok(None);
        }
        let numbers = self.mill.store.archive_numbers(&feed.topic)?;
        let mut newest = numbers.last().copied();
        loop {
            let is_whole = open.is_whole();
            newest = self.seal_entries(place, feeds, open, half, newest)?;
            if is_whole {
                return Ok(newest);
            }
            // Those that were sealed are not among them any more.
            open = self.mill.open_entries(&feed.topic, live)?;
        }
    }

    /// Archives of the oldest entries of one feed; the number of the newest. `half` is how many an archive
    /// has at least, where there are so many.
    fn seal_entries(
        &mut self,
        place: usize,
        feeds: &[Feed],
        open: Opened,
        half: usize,
        mut newest: Option<u32>,
    ) -> Result<Option<u32>, Error> {
        let feed = &feeds[place];
        let (is_whole, mut left) = (open.is_whole(), open.outside);
        // What is new may still be edited, so it is not put away yet.
        let is_old = |entry: &Open| entry.position.is_none_or(|it| it + half >= open.live);
        let entries: Vec<Open> = open.entries.into_iter().filter(is_old).collect();
        let mut rest = &entries[..];
        let mut group = Group::default();
        let mut stories = Stories::new(self.mill, self.desk, self.now);
        while left > 0 {
            let number = newest.unwrap_or(0) + 1;
            // Where much has left at once, an archive is as long as a feed.
            let most = if left >= 2 * half { 2 * half } else { half };
            // What follows is not at hand yet.
            let is_last_at_hand = !is_whole && rest.len() < 2 * most;
            let is_last_of_group = group.is_full() || is_last_at_hand;
            let mut count = most.min(rest.len());
            let shown = rest[..count].iter().map(|entry| &entry.routed).enumerate().rev();
            let (mut places, items) = self.items(&feed.topic, shown, &mut stories)?;
            let mut page = Feed { items, ..head(feed) };
            let (archive, artifacts) = loop {
                let taken = rest[..count].iter().filter(|entry| entry.is_outside()).count();
                let has_next = left > taken && !is_last_of_group;
                let guids = Vec::new();
                let mut archive = Archive { feed: feed.topic.clone(), number, guids, has_next };
                page.history = history(&archive, newest);
                let (artifacts, fitting) =
                    render::archive(&page, feeds, &self.mill.config.render, render::Cut::ToFit);
                if fitting == page.items.len() {
                    archive.guids = page.items.into_iter().map(|entry| entry.item.guid).collect();
                    break (archive, artifacts);
                }
                count = fitting;
                // The newest come first.
                let gone = places.iter().filter(|place| **place >= count).count();
                places.drain(..gone);
                page.items.drain(..gone);
            };
            let (now, later) = rest.split_at(count);
            left -= now.iter().filter(|entry| entry.is_outside()).count();
            rest = later;
            let items = now.iter().flat_map(Open::items).cloned().collect();
            group.push(archive, items, artifacts);
            newest = Some(number);
            if is_last_of_group || left == 0 {
                self.publish(std::mem::take(&mut group))?;
            }
            if is_last_at_hand {
                break;
            }
        }
        Ok(newest)
    }

    /// Entries as an archive shows them, each with its place among them. What is gone is left out.
    fn items<'r>(
        &self,
        topic: &str,
        entries: impl Iterator<Item = (usize, &'r Routed)>,
        stories: &mut Stories<'_, '_>,
    ) -> Result<(Vec<usize>, Vec<FeedItem>), Error> {
        let how = (self.mill.show(topic), Body::Shown);
        let (mut places, mut items) = (Vec::new(), Vec::new());
        for (place, routed) in entries {
            let entry = self.mill.entry(topic, routed, how, self.desk, stories)?;
            places.extend(entry.is_some().then_some(place));
            items.extend(entry.map(|(entry, _)| entry));
        }
        Ok((places, items))
    }

    /// The documents of an archive, of what the ledger still has.
    fn make_anew(&self, topic: &str, number: u32, feeds: &[Feed]) -> Result<Vec<Artifact>, Error> {
        let archives = self.mill.store.archives(topic)?;
        let position = archives.iter().position(|archive| archive.number == number);
        let feed = feeds.iter().find(|feed| feed.topic == topic);
        let (Some(position), Some(feed)) = (position, feed) else { return Ok(Vec::new()) };
        let archive = &archives[position];
        let previous = position.checked_sub(1).map(|position| archives[position].number);
        let mut entries = Vec::new();
        for guid in &archive.guids {
            entries.extend(self.mill.store.entry(guid)?);
        }
        let mut stories = Stories::new(self.mill, self.desk, self.now);
        let (_, items) = self.items(topic, entries.iter().enumerate(), &mut stories)?;
        let page = Feed { items, history: history(archive, previous), ..head(feed) };
        let settings = &self.mill.config.render;
        Ok(render::archive(&page, feeds, settings, render::Cut::Never).0)
    }

    /// Puts the documents of archives beside their places, the archives into the ledger, then the
    /// documents into their places.
    pub(super) fn publish(&mut self, group: Group) -> Result<(), Error> {
        let Group { mut sealed, artifacts, buried, .. } = group;
        if sealed.is_empty() {
            return Ok(());
        }
        let store = &self.mill.store;
        let seal = |sealed: &[Sealed]| -> Result<(), Error> {
            store.seal(sealed)?;
            for (number, tombstones) in &buried {
                store.put_memory(tombstones, *number)?;
            }
            Ok(store.settle_down()?)
        };
        if let Access::Write { .. } = self.mill.access {
            let written = self.additions.add(&artifacts, &render::check, |manifest| {
                for (path, hash) in sealed.iter_mut().flat_map(|sealed| &mut sealed.documents) {
                    hash.clone_from(&manifest.files[path].sha256);
                }
                seal(&sealed)
            })?;
            self.written.extend(written);
        } else {
            seal(&sealed)?;
            self.add(&artifacts)?;
        }
        Ok(store.all_published()?)
    }

    /// Publishes what an earlier turn has left in the ledger.
    fn finish(&mut self, feeds: &[Feed]) -> Result<(), Error> {
        let unpublished = self.mill.store.unpublished()?;
        if unpublished.is_empty() {
            return Ok(());
        }
        let (mut artifacts, mut promised) = (Vec::new(), BTreeMap::new());
        let settings = &self.mill.config.render;
        for Sealed { archive, documents, .. } in unpublished {
            // Those of a topic that is gone, or under other names, are nobody's any more.
            let is_there = feeds.iter().any(|feed| feed.topic == archive.feed);
            let places = render::archive_paths(&archive.feed, archive.number, settings);
            for (path, text) in documents {
                if is_hash(&text) {
                    promised.insert(path, text);
                    continue;
                }
                // An earlier version has put the whole document into the ledger.
                let place = places.iter().find(|(_, place)| *place == path).filter(|_| is_there);
                let format = match (archive.feed.is_empty(), place) {
                    (true, _) => Format::Memory,
                    (false, Some((format, _))) => *format,
                    (false, None) => continue,
                };
                let (bytes, guids) = (text.into_bytes(), archive.guids.clone());
                artifacts.push(Artifact { path, format, bytes, guids });
            }
        }
        if let Access::Write { .. } = self.mill.access {
            // What is lost is made anew like anything that somebody deletes.
            publish::keep_promise(&promised, &self.mill.config.publish)?;
        }
        self.written.extend(promised.into_keys());
        self.add(&artifacts)?;
        Ok(self.mill.store.all_published()?)
    }

    pub(super) fn add(&mut self, artifacts: &[Artifact]) -> Result<(), Error> {
        if artifacts.is_empty() {
            return Ok(());
        }
        if let Access::Write { .. } = self.mill.access {
            let written = self.additions.add(artifacts, &render::check, |_| Ok::<_, Error>(()))?;
            self.written.extend(written);
        } else {
            self.written.extend(artifacts.iter().map(|artifact| artifact.path.clone()));
        }
        Ok(())
    }

    /// Whether the live feed holds all that there ever was of it.
    fn is_complete(&self, feed: &Feed) -> Result<bool, Error> {
        let store = &self.mill.store;
        if !self.mill.config.archive || store.may_lack(&feed.topic)? {
            return Ok(false);
        }
        let live: Vec<Guid> = feed.items.iter().map(|entry| entry.item.guid.clone()).collect();
        Ok(self.mill.open_entries(&feed.topic, &live)?.outside == 0)
    }
}

/// Archives that share one commit.
#[derive(Default)]
pub(super) struct Group {
    sealed: Vec<Sealed>,
    artifacts: Vec<Artifact>,
    bytes: usize,
    /// Tombstones, by the number of what tells of them.
    buried: Vec<(u32, Vec<Guid>)>,
}

impl Group {
    pub(super) fn push(&mut self, archive: Archive, items: Vec<Guid>, artifacts: Vec<Artifact>) {
        self.bytes += artifacts.iter().map(|artifact| artifact.bytes.len()).sum::<usize>();
        let documents = artifacts.iter().map(|it| (it.path.clone(), String::new())).collect();
        self.sealed.push(Sealed { archive, items, documents });
        self.artifacts.extend(artifacts);
    }

    pub(super) fn bury(&mut self, number: u32, tombstones: Vec<Guid>) {
        if !tombstones.is_empty() {
            self.buried.push((number, tombstones));
        }
    }

    /// Whether it is as large as what is held before it is published.
    pub(super) fn is_full(&self) -> bool {
        self.bytes >= GROUP_BYTES
    }
}

/// Where an archive stands among the others; `previous` is the number of the one before it.
fn history(archive: &Archive, previous: Option<u32>) -> History {
    let number = archive.number;
    History::Archive { number, previous, next: archive.has_next.then(|| number + 1) }
}

/// Whether this is the hash of a document, and not the document.
fn is_hash(text: &str) -> bool {
    text.len() == HASH_DIGITS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Digits of a hash in hexadecimal.
const HASH_DIGITS: usize = 64;

/// A feed without its items.
fn head(feed: &Feed) -> Feed {
    Feed {
        topic: feed.topic.clone(),
        title: feed.title.clone(),
        description: feed.description.clone(),
        guid: feed.guid.clone(),
        updated: None,
        items: Vec::new(),
        history: History::Untold,
    }
}

impl Mill<'_> {
    /// What a feed shows of stories.
    pub(super) fn show(&self, topic: &str) -> Show {
        self.config.story.show(topic)
    }
}
