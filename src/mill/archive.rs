//! What leaves a live feed → archives of the feed (RFC 5005).
//!
//! An item of a feed is in its live document or in an archive, whatever comes late or with an old date.
//! Whenever an item that is in no archive would not be in the live document either, the oldest such
//! items become the next archive; the older half of the live document fills it up, for entries may be
//! in both. The ledger has an archive with its documents before the first file is written, and gives
//! the documents away when all are. Killed in between, the next turn publishes the very same bytes.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Access, Error, Mill, desk::Desk, emit::Body, memory, told::Stories};
use crate::{
    model::{Artifact, Fate, Feed, Format, Guid, History, Show},
    publish, render,
    store::{Archive, Routed, Sealed},
};

/// Documents that are held before they are published.
const GROUP_BYTES: usize = 8 << 20;

/// The archives of a turn.
pub(super) struct Archives<'a, 'c> {
    pub(super) mill: &'a Mill<'c>,
    pub(super) desk: &'a Desk<'c>,
    now: DateTime<Utc>,
    /// Files that were written, below the output directory.
    pub written: Vec<String>,
    /// Items that wait for an archive and are in no document.
    pub waiting: BTreeSet<Guid>,
}

/// An entry of a feed that is in no archive, while archives are made.
struct Open {
    id: Guid,
    stands: DateTime<Utc>,
    /// One of its items.
    routed: Routed,
    items: Vec<Guid>,
    is_live: bool,
    /// Where it stands in the live document.
    position: Option<usize>,
}

impl<'a, 'c> Archives<'a, 'c> {
    pub fn new(mill: &'a Mill<'c>, desk: &'a Desk<'c>, now: DateTime<Utc>) -> Self {
        Archives { mill, desk, now, written: Vec::new(), waiting: BTreeSet::new() }
    }

    /// Publishes what a turn that was killed has left behind, and makes anew what was deleted. Tells
    /// each feed where its older entries are.
    pub fn tend(&mut self, feeds: &mut [Feed]) -> Result<(), Error> {
        self.finish(feeds)?;
        let (mill, settings) = (self.mill, &self.mill.config.render);
        let mut paths = BTreeMap::new();
        for feed in feeds.iter_mut().filter(|feed| !feed.is_of_source()) {
            let numbers = mill.store.archive_numbers(&feed.topic)?;
            feed.history = match numbers.last() {
                Some(newest) => History::Continued(*newest),
                None if self.is_complete(feed)? => History::Complete,
                None => History::Untold,
            };
            mill.store.put_complete(&feed.topic, feed.history == History::Complete)?;
            for number in numbers {
                let place = (feed.topic.clone(), number);
                let of_archive = render::archive_paths(&feed.topic, number, settings);
                paths.extend(of_archive.into_iter().map(|(_, path)| (path, place.clone())));
            }
        }
        let given = paths.keys().map(String::as_str);
        let lacking = publish::lacking(given, &mill.config.publish)?;
        let memory: BTreeMap<String, u32> = mill
            .store
            .archive_numbers("")?
            .into_iter()
            .map(|number| (memory::path(number), number))
            .collect();
        let gone = publish::lacking(memory.keys().map(String::as_str), &mill.config.publish)?;
        for path in gone {
            let made = self.memory_anew(memory[path])?;
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

    /// Puts what is in no archive and no live document into archives. `feeds` were rendered as
    /// `artifacts`; whether any of them leads to a new archive now.
    pub fn seal(&mut self, feeds: &mut [Feed], artifacts: &[Artifact]) -> Result<bool, Error> {
        let mut is_any = false;
        for number in 0..feeds.len() {
            // The feed of a source is what it tells now.
            if feeds[number].is_of_source() {
                continue;
            }
            let topic = &feeds[number].topic;
            let live = render::entries(topic, artifacts, &self.mill.config.render);
            if let Some(newest) = self.seal_feed(number, feeds, live)? {
                feeds[number].history = History::Continued(newest);
                is_any = true;
            }
        }
        Ok(is_any)
    }

    /// Archives of one feed; the number of the newest, if there is a new one.
    fn seal_feed(
        &mut self,
        place: usize,
        feeds: &[Feed],
        live: &[Guid],
    ) -> Result<Option<u32>, Error> {
        let feed = &feeds[place];
        let open = self.open(&feed.topic, live)?;
        let is_outside = |entry: &&Open| entry.position.is_none();
        let outside = open.iter().filter(is_outside).count();
        let lost = open.iter().filter(is_outside).filter(|entry| entry.is_live).count();
        // Half of what the live document has room for.
        let room = if lost > 0 && !live.is_empty() { live.len() } else { self.mill.config.items };
        let page = (room / 2).max(1);
        // What no live document may show waits for a whole page.
        if lost == 0 && outside < page {
            let waiting = open.into_iter().filter(|entry| entry.position.is_none());
            self.waiting.extend(waiting.flat_map(|entry| entry.items));
            return Ok(None);
        }
        // What is new may still be edited, so it is not put away yet.
        let is_old = |entry: &Open| entry.position.is_none_or(|it| it + page >= live.len());
        let open: Vec<Open> = open.into_iter().filter(is_old).collect();
        let numbers = self.mill.store.archive_numbers(&feed.topic)?;
        let mut newest = numbers.last().copied();
        let (mut rest, mut left) = (&open[..], outside);
        let mut group = Group::default();
        while left > 0 {
            let number = newest.unwrap_or(0) + 1;
            let is_last_of_group = group.bytes >= GROUP_BYTES;
            let mut count = page.min(rest.len());
            let (archive, artifacts) = loop {
                let taken = rest[..count].iter().filter(is_outside).count();
                let has_next = left > taken && !is_last_of_group;
                let guids = Vec::new();
                let mut archive = Archive { feed: feed.topic.clone(), number, guids, has_next };
                let entries = rest[..count].iter().rev().map(|entry| &entry.routed);
                let page = self.page(feed, entries, newest, &archive)?;
                let (artifacts, fitting) =
                    render::archive(&page, feeds, &self.mill.config.render, render::Cut::ToFit);
                if fitting == page.items.len() {
                    archive.guids = page.items.into_iter().map(|entry| entry.item.guid).collect();
                    break (archive, artifacts);
                }
                count = fitting;
            };
            let (now, later) = rest.split_at(count);
            left -= now.iter().filter(is_outside).count();
            rest = later;
            let items = now.iter().flat_map(|entry| entry.items.clone()).collect();
            group.push(archive, items, artifacts);
            newest = Some(number);
            if is_last_of_group || left == 0 {
                self.publish(std::mem::take(&mut group))?;
            }
        }
        Ok(newest)
    }

    /// What is in no archive of a feed, oldest first.
    fn open(&self, topic: &str, live: &[Guid]) -> Result<Vec<Open>, Error> {
        let show = self.mill.show(topic);
        let positions: BTreeMap<&Guid, usize> =
            live.iter().enumerate().map(|(position, guid)| (guid, position)).collect();
        let mut open: BTreeMap<Guid, Open> = BTreeMap::new();
        for routed in self.mill.store.unarchived(topic)? {
            let story = routed
                .story
                .clone()
                .filter(|_| show == Show::Lead && self.mill.config.story.enabled);
            let (id, stands) = story.unwrap_or_else(|| (routed.guid.clone(), routed.published));
            let is_live = routed.fate == Fate::Live;
            let guid = routed.guid.clone();
            let position = positions.get(&id).or_else(|| positions.get(&guid)).copied();
            let entry = open.entry(id.clone()).or_insert_with(|| Open {
                id,
                stands,
                routed,
                items: Vec::new(),
                is_live: false,
                position: None,
            });
            entry.is_live |= is_live;
            entry.position = entry.position.or(position);
            entry.items.push(guid);
        }
        let mut open: Vec<Open> = open.into_values().collect();
        open.sort_by(|a, b| (a.stands, &b.id).cmp(&(b.stands, &a.id)));
        Ok(open)
    }

    /// An archive as it is rendered. What is gone is left out.
    fn page<'r>(
        &self,
        feed: &Feed,
        entries: impl Iterator<Item = &'r Routed>,
        previous: Option<u32>,
        archive: &Archive,
    ) -> Result<Feed, Error> {
        let show = self.mill.show(&feed.topic);
        let mut stories = Stories::new(self.mill, self.desk, self.now);
        let mut items = Vec::new();
        for routed in entries {
            let entry = self.mill.entry(
                &feed.topic,
                routed,
                (show, Body::Shown),
                self.desk,
                &mut stories,
            )?;
            items.extend(entry.map(|(entry, _)| entry));
        }
        let number = archive.number;
        let next = archive.has_next.then(|| number + 1);
        let history = History::Archive { number, previous, next };
        Ok(Feed { items, history, ..head(feed) })
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
        let page = self.page(feed, entries.iter(), previous, archive)?;
        let settings = &self.mill.config.render;
        Ok(render::archive(&page, feeds, settings, render::Cut::Never).0)
    }

    /// Puts archives into the ledger, then their documents into their places.
    fn publish(&mut self, group: Group) -> Result<(), Error> {
        self.mill.store.seal(&group.sealed)?;
        self.add(&group.artifacts)?;
        Ok(self.mill.store.all_published()?)
    }

    /// Publishes what an earlier turn has left in the ledger.
    fn finish(&mut self, feeds: &[Feed]) -> Result<(), Error> {
        let unpublished = self.mill.store.unpublished()?;
        if unpublished.is_empty() {
            return Ok(());
        }
        let mut artifacts = Vec::new();
        for Sealed { archive, mut documents, .. } in unpublished {
            // Those of a topic that is gone, or under other names, are nobody's any more.
            let is_there = feeds.iter().any(|feed| feed.topic == archive.feed);
            let settings = &self.mill.config.render;
            if archive.feed.is_empty() {
                artifacts.extend(documents.into_iter().map(|(path, text)| Artifact {
                    path,
                    format: Format::Memory,
                    bytes: text.into_bytes(),
                    guids: Vec::new(),
                }));
                continue;
            }
            let places = render::archive_paths(&archive.feed, archive.number, settings);
            for (format, path) in places.into_iter().filter(|_| is_there) {
                let document = documents.iter().position(|(known, _)| *known == path);
                let Some(document) = document else { continue };
                let bytes = documents.swap_remove(document).1.into_bytes();
                artifacts.push(Artifact { path, format, bytes, guids: archive.guids.clone() });
            }
        }
        self.add(&artifacts)?;
        Ok(self.mill.store.all_published()?)
    }

    pub(super) fn add(&mut self, artifacts: &[Artifact]) -> Result<(), Error> {
        let config = self.mill.config;
        if let Access::Write { .. } = self.mill.access {
            let outcome = publish::add(artifacts, &config.publish, &render::check)?;
            self.written.extend(outcome.written);
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
        Ok(self.open(&feed.topic, &live)?.iter().all(|entry| entry.position.is_some()))
    }
}

/// Archives that share one commit.
#[derive(Default)]
struct Group {
    sealed: Vec<Sealed>,
    artifacts: Vec<Artifact>,
    bytes: usize,
}

impl Group {
    fn push(&mut self, archive: Archive, items: Vec<Guid>, artifacts: Vec<Artifact>) {
        self.bytes += artifacts.iter().map(|artifact| artifact.bytes.len()).sum::<usize>();
        let text = |artifact: &Artifact| String::from_utf8_lossy(&artifact.bytes).into_owned();
        let documents = artifacts.iter().map(|it| (it.path.clone(), text(it))).collect();
        self.sealed.push(Sealed { archive, items, documents });
        self.artifacts.extend(artifacts);
    }
}

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
    fn show(&self, topic: &str) -> Show {
        self.config.story.show(topic)
    }
}
