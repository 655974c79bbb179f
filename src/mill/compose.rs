//! Store → all that is published, as bytes. What nothing has touched since the last publish is left out.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{
    Access, Error, Mill, TopicMoves,
    archive::Archives,
    chosen::Chosen,
    desk::Desk,
    leaf,
    subscriptions::Breadth,
    told::Stories,
    untouched::{Feeds, Stood, Untouched},
};
use crate::{
    model::{ALL, Artifact, Fate, Feed, FeedItem, Format, Guid, Item},
    publish,
    render::{self, Live, Part},
    report::{Event, Reporter},
    store::{Moves, Routed, Wanted},
};

/// A topic with no more items than so many times what its feed shows is read by itself.
const FEW: usize = 4;

/// All that is published.
pub(super) struct Composed {
    /// Topics, everything, single sources. Those that are left as they are have no items here.
    pub feeds: Vec<Feed>,
    /// What changed rules moved.
    pub moves: Vec<TopicMoves>,
    /// Every file but the archives and what is left as it is.
    pub artifacts: Vec<Artifact>,
    /// What publishing obeys, with the files that stay as they are.
    pub settings: publish::Settings,
    /// Items that a feed of a source shows under other ids.
    kept: BTreeSet<Guid>,
    /// How the feeds of topics are published now; of none where sources have feeds.
    pub stood: Feeds,
    /// What the feeds of sources name.
    named: BTreeSet<Guid>,
    /// Files of archives that were written.
    pub written: Vec<String>,
    /// What the disk says of what was published before, if nobody has touched it.
    pub traces: Option<publish::Traces>,
    /// When time alone files something anew.
    pub until: Option<DateTime<Utc>>,
}

impl Composed {
    /// The items that a feed shows or names.
    pub fn shown(&self) -> BTreeSet<Guid> {
        let topics = self.stood.values().flat_map(|stood| stood.named.iter().chain(&stood.waiting));
        topics.chain(&self.named).chain(&self.kept).cloned().collect()
    }
}

impl Mill<'_> {
    /// All that is published: the topics in the order of the config, everything, then single sources.
    /// What leaves the live feeds goes to archives, which a turn that may write has published then.
    /// `made_of` is a name for what publishing obeys, if what was published last may be taken over.
    pub(super) fn compose(
        &self,
        made_of: Option<&str>,
        now: DateTime<Utc>,
        mut reporter: Option<&mut Reporter>,
    ) -> Result<Composed, Error> {
        let desk = self.desk()?;
        let moves = self
            .store
            .file(&desk.rules(), now, |item: Item, others: &[Item]| desk.file(item, others, now))?;
        if let Some(made_of) = made_of.filter(|_| moves.is_none())
            && let Some(untouched) = self.untouched(made_of, now)?
            && let Some(composed) =
                self.composed(&desk, Some(made_of), Some(untouched), now, &mut reporter)?
        {
            // What a dry run seals is on no disk, and would be made anew.
            if cfg!(debug_assertions) && matches!(self.access, Access::Write { .. }) {
                let other = self.otherwise(&composed, &desk, now)?;
                assert!(other.is_empty(), "what is left is as it would be, but for {other:?}");
            }
            return Ok(composed);
        }
        let composed = self.composed(&desk, made_of, None, now, &mut reporter)?;
        let composed = composed.expect("with nothing left as it is, nothing stands in the way");
        let moves = moves.unwrap_or_default().into_iter();
        let moves =
            moves.map(|(topic, Moves { entered, left })| TopicMoves { topic, entered, left });
        Ok(Composed { moves: moves.collect(), ..composed })
    }

    /// The same; `None` where a page of an item is to be made, and something is left as it is.
    fn composed(
        &self,
        desk: &Desk<'_>,
        made_of: Option<&str>,
        untouched: Option<Untouched>,
        now: DateTime<Utc>,
        reporter: &mut Option<&mut Reporter>,
    ) -> Result<Option<Composed>, Error> {
        let settings = &self.config.render;
        let is_standing = untouched.is_some();
        let mut found = None;
        let mut archives = Archives::new(self, desk, now);
        let mut left = BTreeMap::new();
        if let Some(untouched) = untouched {
            found = Some(untouched.traces);
            archives.additions.note_tidy();
            left = untouched.feeds;
        }
        let chosen = self.choose(&left)?;
        let mut feeds = self.topic_feeds(&chosen, &left, desk, now)?;
        let mut items = feeds.iter().flat_map(|feed| &feed.items);
        if is_standing && items.any(|entry| render::has_page(&entry.item, settings)) {
            return Ok(None);
        }
        let mut kept = BTreeSet::new();
        feeds.extend(self.source_feeds(desk, now, &mut kept)?);
        if let Some(reporter) = reporter {
            reporter.tell(&Event::Publishing { feeds: feeds.len() });
        }
        let mut rendered: Vec<usize> =
            (0..feeds.len()).filter(|&it| !left.contains_key(&feeds[it].topic)).collect();
        match is_standing {
            true => {
                rendered.iter().try_for_each(|&it| archives.place(&mut feeds[it]).map(|_| ()))?
            }
            false => archives.tend(&mut feeds)?,
        }
        let mut live: Vec<Option<Live>> = vec![None; feeds.len()];
        while !rendered.is_empty() {
            for &number in &rendered {
                live[number] = Some(render::live(&feeds[number], &feeds, settings));
            }
            // A link to an archive may take the room of an item.
            rendered = match self.config.archive {
                true => archives.seal(&mut feeds, &rendered, &live)?,
                false => Vec::new(),
            };
        }
        let part = |(feed, live): (&Feed, &Option<Live>)| match live {
            Some(live) => Part::Anew(live.glance),
            None => Part::Left(left.get(&feed.topic).map(|it| it.glance).unwrap_or_default()),
        };
        let parts: Vec<Part> = feeds.iter().zip(&live).map(part).collect();
        let mut artifacts: Vec<Artifact> =
            live.into_iter().flatten().flat_map(|live| live.documents).collect();
        artifacts.extend(render::site(&feeds, &parts, settings));
        let mut stood = BTreeMap::new();
        for ((feed, chosen), part) in feeds.iter().zip(&chosen).zip(&parts) {
            let (Part::Anew(glance) | Part::Left(glance)) = *part;
            let mut waiting = || archives.waiting.remove(&feed.topic).unwrap_or_default();
            let named = || feed.items.iter().flat_map(named).collect();
            let new = || Stood {
                items: feed.items.len(),
                updated: feed.updated,
                glance,
                waiting: waiting(),
                ..Stood::of(chosen, self.config.items, named())
            };
            stood.insert(feed.topic.clone(), left.remove(&feed.topic).unwrap_or_else(new));
        }
        let sources = feeds.iter().filter(|feed| feed.is_of_source());
        let mut composed = Composed {
            named: sources.flat_map(|feed| &feed.items).flat_map(named).collect(),
            feeds,
            moves: Vec::new(),
            artifacts,
            settings: self.config.publish.clone(),
            kept,
            stood,
            written: Vec::new(),
            traces: found,
            until: None,
        };
        let earlier = match made_of {
            Some(made_of) => self.earlier(made_of, is_standing)?,
            None => None,
        };
        let memory = archives.memory(&composed.shown(), earlier)?;
        composed.artifacts.extend(memory.artifacts);
        if self.config.subscriptions {
            let breadth = Breadth { all: false, expand: true };
            composed.artifacts.push(self.subscriptions(breadth)?.artifact);
        }
        composed.settings.kept = match is_standing {
            true => composed.others(&archives),
            false => &archives.files(&composed.feeds)? | &self.kept_pages(&archives.manifest)?,
        };
        composed.settings.kept.retain(|path| !leaf::is_path(path));
        composed.settings.kept.extend(memory.same);
        composed.written = archives.written;
        composed.until = desk.until();
        Ok(Some(composed))
    }

    fn topic_feeds(
        &self,
        chosen: &[Chosen],
        left: &Feeds,
        desk: &Desk<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Feed>, Error> {
        let site = &self.config.render.site.title;
        let mut stories = Stories::new(self, desk, now);
        let mut feeds = Vec::with_capacity(chosen.len());
        for (topic, chosen) in self.config.route.topics.iter().zip(chosen) {
            let description = topic.description.clone().unwrap_or_else(|| {
                format!("{}: the newest from all sources of {site}", topic.title)
            });
            let words = [topic.id.as_str(), &topic.title, &description];
            feeds.push(self.feed(words, chosen, desk, &mut stories)?);
        }
        let description = format!("The newest of all topics and sources of {site}");
        let everything = &chosen[self.config.route.topics.len()];
        feeds.push(self.feed([ALL, "Everything", &description], everything, desk, &mut stories)?);
        for feed in &mut feeds {
            if let Some(stood) = left.get(&feed.topic) {
                feed.updated = stood.updated;
            }
        }
        Ok(feeds)
    }

    /// Looks at all items, newest first, and keeps what fits: one list per topic, then everything. Those
    /// of feeds that are left as they are stay empty.
    fn choose(&self, left: &Feeds) -> Result<Vec<Chosen>, Error> {
        let topics = &self.config.route.topics;
        let ids = topics.iter().map(|topic| topic.id.as_str()).chain([ALL]);
        let choose = |id| {
            let mut chosen = Chosen::new(self.config.story.show(id), self.config.items);
            if left.contains_key(id) {
                chosen.complete();
            }
            chosen
        };
        let mut chosen: Vec<Chosen> = ids.map(choose).collect();
        let told = |mut routed: Routed| {
            routed.story = routed.story.filter(|_| self.config.story.enabled);
            routed
        };
        // A topic with few items would have all items of the ledger looked at.
        for (topic, list) in topics.iter().zip(&mut chosen).filter(|(_, it)| !it.is_full()) {
            let few = self.store.all_of_few(&topic.id, FEW.saturating_mul(self.config.items))?;
            let Some(few) = few else { continue };
            for routed in few.into_iter().map(told) {
                list.see(&routed, routed.fate == Fate::Live);
            }
            list.complete();
        }
        if chosen.iter().all(Chosen::is_full) {
            return Ok(chosen);
        }
        self.store.routed(|routed| {
            let routed = told(routed);
            for (number, list) in chosen.iter_mut().enumerate() {
                let is_in = topics.get(number).is_none_or(|it| routed.topics.contains(&it.id));
                list.see(&routed, is_in && routed.fate == Fate::Live);
            }
            if chosen.iter().all(Chosen::is_full) { Wanted::Enough } else { Wanted::More }
        })?;
        Ok(chosen)
    }

    /// What would be otherwise, were nothing left as it is. Only debug builds ask.
    fn otherwise(
        &self,
        part: &Composed,
        desk: &Desk<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<String>, Error> {
        let Some(whole) = self.composed(desk, None, None, now, &mut None)? else {
            return Ok(vec!["all".to_owned()]);
        };
        let made: BTreeMap<&str, &[u8]> =
            part.artifacts.iter().map(|it| (it.path.as_str(), it.bytes.as_slice())).collect();
        let dir = &self.config.publish.dir;
        let is_same = |artifact: &&Artifact| match made.get(artifact.path.as_str()) {
            Some(bytes) => *bytes == artifact.bytes,
            None => std::fs::read(dir.join(&artifact.path)).is_ok_and(|it| it == artifact.bytes),
        };
        let stays =
            |path: &&String| part.settings.kept.contains(*path) || made.contains_key(path.as_str());
        // What is remembered has a test of its own, and tells of a feed what it was before it was sealed.
        let files = whole.artifacts.iter().filter(|it| it.format != Format::Memory);
        let files = files.filter(|it| !is_same(it)).map(|it| it.path.clone());
        let gone = whole.settings.kept.iter().filter(|it| !stays(it)).cloned();
        let feeds = whole.stood.iter().filter(|(topic, it)| part.stood.get(*topic) != Some(it));
        let feeds = feeds.map(|(topic, it)| format!("{topic}: {it:?} {:?}", part.stood.get(topic)));
        Ok(files.chain(gone).chain(feeds).chain(whole.written.iter().cloned()).collect())
    }
}

impl Composed {
    /// The files that were published and are not among these.
    fn others(&self, archives: &Archives<'_, '_>) -> BTreeSet<String> {
        let files = self.traces.iter().flat_map(|traces| &traces.files).chain(&archives.written);
        let mut others: BTreeSet<String> = files.cloned().collect();
        for artifact in &self.artifacts {
            others.remove(&artifact.path);
            for coding in &self.settings.compress {
                others.remove(&format!("{}{}", artifact.path, coding.suffix()));
            }
        }
        others
    }
}

/// The items behind an entry.
fn named(entry: &FeedItem) -> impl Iterator<Item = Guid> + '_ {
    let others = entry.story.iter().flat_map(|story| &story.others).map(|other| &other.guid);
    let digest = entry.story.iter().filter_map(|story| story.digest.as_ref());
    std::iter::once(&entry.item.guid).chain(others).chain(digest.map(|it| &it.item)).cloned()
}
