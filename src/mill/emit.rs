//! Store → feeds → files: a pure function of the ledger and the config.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Access, Error, HubReport, Mill,
    archive::Archives,
    chosen::Chosen,
    desk::Desk,
    earlier::hash_of,
    subscriptions::Breadth,
    told::{Stories, Told},
};
use crate::{
    model::{
        ALL, Artifact, Content, Fate, Feed, FeedItem, Format, Guid, History, Item, Show, Telling,
        Text, Verdict,
    },
    publish, render,
    report::{Event, Reporter},
    store::{Moves, Routed, Wanted},
};

/// What was published.
#[derive(Clone, Debug, Serialize)]
pub struct Emitted {
    /// The feeds, in the order of the index page.
    pub feeds: Vec<FeedSummary>,
    /// The feeds of single sources.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<FeedSummary>,
    /// Files that changed, below the output directory.
    pub written: Vec<String>,
    /// Files of topics that are gone.
    pub removed: Vec<String>,
    /// How many files did not change and were left alone.
    pub unchanged: usize,
    /// What was brought to object storage.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub objects: Option<publish::objects::Pushed>,
    /// What changed topics, rules or examples moved.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moves: Vec<TopicMoves>,
    /// Whether the program that is run after a publish took all that changed.
    #[serde(rename = "delivered")]
    pub is_delivered: bool,
    /// What hubs were told.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub hubs: Vec<HubReport>,
    /// The items that a feed shows or names.
    #[serde(skip)]
    pub shown: BTreeSet<Guid>,
    /// The hash of each feed document by its address, where hubs are to be told.
    #[serde(skip)]
    pub documents: BTreeMap<String, String>,
}

/// How many stored items entered and left a topic, because what decides has changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TopicMoves {
    /// Topic id; `all` for the feed of everything.
    pub topic: String,
    /// Items that are in it now and were not.
    pub entered: usize,
    /// Items that were in it and are not any more.
    pub left: usize,
}

/// One feed in a few words.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct FeedSummary {
    /// Topic id, or `source/` and the id of a source.
    pub topic: String,
    /// Title for people.
    pub title: String,
    /// How many items it shows.
    pub items: usize,
    /// Date of its newest content.
    pub updated: Option<DateTime<Utc>>,
}

/// What becomes of the body of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    /// It is shown as far as bodies are.
    Shown,
    /// No document has room for it.
    Left,
}

/// A topic with no more items than so many times what its feed shows is read by itself.
const FEW: usize = 4;

/// All that is published.
pub(super) struct Composed {
    /// Topics, everything, single sources.
    pub feeds: Vec<Feed>,
    /// What changed rules moved.
    pub moves: Vec<TopicMoves>,
    /// Every file but the archives.
    pub artifacts: Vec<Artifact>,
    /// What publishing obeys, with the files that stay as they are.
    pub settings: publish::Settings,
    /// The items that a feed shows or names.
    pub shown: BTreeSet<Guid>,
    /// Files of archives that were written.
    pub written: Vec<String>,
    /// When time alone files something anew.
    pub until: Option<DateTime<Utc>>,
}

impl Mill<'_> {
    /// Renders every feed from the ledger and publishes what changed; a dry run only says what that
    /// is. `force` allows a feed to shrink beyond `output.max_shrink`. Where nothing can have changed since
    /// the last time, nothing is rendered.
    pub fn emit(
        &self,
        now: DateTime<Utc>,
        force: bool,
        reporter: &mut Reporter,
    ) -> Result<Emitted, Error> {
        let made_of = self.made_of()?;
        if !force && let Some(emitted) = self.standstill(&made_of, now, reporter)? {
            return Ok(emitted);
        }
        // Killed from here on, the next turn composes anew.
        self.store.unmark()?;
        // Who forces it does not trust what was published.
        let known = (!force).then_some(made_of.as_str());
        // What is composed stands all over the ledger.
        self.store.widen(true)?;
        let composed = self.store.within(|| self.compose(known, now, Some(reporter)))?;
        self.store.widen(false)?;
        let Composed { feeds, moves, artifacts, mut settings, shown, mut written, until } =
            composed;
        if force {
            settings.max_shrink = 1.0;
        }
        let mut outcome = match self.access {
            Access::Write { .. } => publish::publish(&artifacts, &settings, &render::check)?,
            Access::DryRun | Access::Look | Access::Beside { .. } => {
                publish::plan(&artifacts, &settings, &render::check)?
            }
        };
        written.append(&mut outcome.written);
        outcome.written = written;
        let documents = self.owe(&feeds, &artifacts, &outcome)?;
        let emitted = Emitted {
            is_delivered: true,
            hubs: Vec::new(),
            documents,
            feeds: feeds.iter().filter(|feed| !feed.is_of_source()).map(summary).collect(),
            sources: feeds.iter().filter(|feed| feed.is_of_source()).map(summary).collect(),
            written: outcome.written,
            removed: outcome.removed,
            unchanged: outcome.unchanged,
            objects: None,
            moves,
            shown,
        };
        let memory = artifacts.iter().find(|artifact| artifact.format == Format::Memory);
        let memory = memory.map(|artifact| hash_of(&artifact.bytes)).unwrap_or_default();
        self.stand_still(&emitted, (made_of, memory), until, now)?;
        Ok(emitted)
    }

    /// All that is published: the topics in the order of the config, everything, then single sources.
    /// What leaves the live feeds goes to archives, which a turn that may write has published then.
    /// `made_of` is a name for what publishing obeys, if what was published last may be taken over.
    pub(super) fn compose(
        &self,
        made_of: Option<&str>,
        now: DateTime<Utc>,
        reporter: Option<&mut Reporter>,
    ) -> Result<Composed, Error> {
        let desk = self.desk()?;
        let (chosen, moves) = self.choose(&desk, now)?;
        let mut feeds = self.topic_feeds(&chosen, &desk, now)?;
        let mut kept = BTreeSet::new();
        feeds.extend(self.source_feeds(&desk, now, &mut kept)?);
        if let Some(reporter) = reporter {
            reporter.tell(&Event::Publishing { feeds: feeds.len() });
        }
        let mut archives = Archives::new(self, &desk, now);
        archives.tend(&mut feeds)?;
        let mut artifacts = render::render(&feeds, &self.config.render);
        // A link to an archive may take the room of an item.
        while self.config.archive && archives.seal(&mut feeds, &artifacts)? {
            artifacts = render::render(&feeds, &self.config.render);
        }
        let shown = feeds.iter().flat_map(|feed| &feed.items).flat_map(named);
        let shown = shown.chain(archives.waiting.iter().cloned()).chain(kept).collect();
        let earlier = match made_of {
            Some(made_of) => self.earlier(made_of)?,
            None => None,
        };
        artifacts.push(archives.memory(&shown, earlier.as_ref())?);
        if self.config.subscriptions {
            let breadth = Breadth { all: false, expand: true };
            artifacts.push(self.subscriptions(breadth)?.artifact);
        }
        let settings = publish::Settings {
            kept: &archives.files(&feeds)? | &self.kept_pages(&archives.manifest)?,
            ..self.config.publish.clone()
        };
        let Archives { written, .. } = archives;
        Ok(Composed { feeds, moves, artifacts, settings, shown, written, until: desk.until() })
    }

    fn topic_feeds(
        &self,
        chosen: &[Chosen],
        desk: &Desk<'_>,
        now: DateTime<Utc>,
    ) -> Result<Vec<Feed>, Error> {
        let mut stories = Stories::new(self, desk, now);
        let mut feeds = Vec::with_capacity(chosen.len());
        for (topic, chosen) in self.config.route.topics.iter().zip(chosen) {
            let description = topic.description.clone().unwrap_or_else(|| {
                format!("{}: the newest from all sources of {}", topic.title, self.site())
            });
            let words = [topic.id.as_str(), &topic.title, &description];
            feeds.push(self.feed(words, chosen, desk, &mut stories)?);
        }
        let description = format!("The newest of all topics and sources of {}", self.site());
        let everything = &chosen[self.config.route.topics.len()];
        feeds.push(self.feed([ALL, "Everything", &description], everything, desk, &mut stories)?);
        Ok(feeds)
    }

    /// Files all items, newest first, and keeps what fits: one list per topic, then everything.
    fn choose(
        &self,
        desk: &Desk<'_>,
        now: DateTime<Utc>,
    ) -> Result<(Vec<Chosen>, Vec<TopicMoves>), Error> {
        let topics = &self.config.route.topics;
        let ids = topics.iter().map(|topic| topic.id.as_str()).chain([ALL]);
        let mut chosen: Vec<Chosen> =
            ids.map(|id| Chosen::new(self.config.story.show(id), self.config.items)).collect();
        let file = |item: Item, others: &[Item]| desk.file(item, others, now);
        let rules = desk.rules();
        let told = |mut routed: Routed| {
            routed.story = routed.story.filter(|_| self.config.story.enabled);
            routed
        };
        // A topic with few items would have all items of the ledger looked at.
        if self.store.file(&rules, now, file)? {
            for (topic, list) in topics.iter().zip(&mut chosen) {
                let few =
                    self.store.all_of_few(&topic.id, FEW.saturating_mul(self.config.items))?;
                let Some(few) = few else { continue };
                for routed in few.into_iter().map(told) {
                    list.see(&routed, routed.fate == Fate::Live);
                }
                list.complete();
            }
        }
        let moves = self.store.routed(&rules, now, file, |routed| {
            let routed = told(routed);
            for (number, list) in chosen.iter_mut().enumerate() {
                let is_in = topics.get(number).is_none_or(|it| routed.topics.contains(&it.id));
                list.see(&routed, is_in && routed.fate == Fate::Live);
            }
            if chosen.iter().all(Chosen::is_full) { Wanted::Enough } else { Wanted::More }
        })?;
        let moves = moves.into_iter();
        let moves =
            moves.map(|(topic, Moves { entered, left })| TopicMoves { topic, entered, left });
        Ok((chosen, moves.collect()))
    }

    fn feed(
        &self,
        [topic, title, description]: [&str; 3],
        chosen: &Chosen,
        desk: &Desk<'_>,
        stories: &mut Stories<'_, '_>,
    ) -> Result<Feed, Error> {
        let base_url = self.config.render.site.base_url.as_str();
        let guid = self.store.feed_guid(topic, Guid::of(&["feed", base_url, topic]))?;
        let entries = chosen.entries();
        let mut items = Vec::with_capacity(entries.len());
        let rendered = &self.config.render;
        let mut taken = 0_usize;
        for routed in entries {
            // A body behind those that fill the largest document is in none: it is not kept.
            let is_behind = taken > rendered.max_bytes && !rendered.formats.is_empty();
            let body = if is_behind { Body::Left } else { Body::Shown };
            // What was just listed is there.
            let entry = self.entry(topic, routed, (chosen.show(), body), desk, stories)?;
            let Some((entry, length)) = entry else { continue };
            taken = taken.saturating_add(length);
            items.push(entry);
        }
        Ok(Feed {
            topic: topic.to_owned(),
            title: Text::line(title),
            description: Text::line(description),
            guid,
            updated: items.iter().map(|shown| shown.item.updated.at).max(),
            items,
            history: History::Untold,
        })
    }

    /// An item, or its story, as a feed shows it, and how long its body is; `None` where it is gone.
    pub(super) fn entry(
        &self,
        topic: &str,
        routed: &Routed,
        (show, body): (Show, Body),
        desk: &Desk<'_>,
        stories: &mut Stories<'_, '_>,
    ) -> Result<Option<(FeedItem, usize)>, Error> {
        // Most stories are one item.
        let is_alone = show == Show::All && self.store.is_alone(&routed.guid)?;
        let told = if is_alone { None } else { stories.of(routed)? };
        let lead = told.filter(|_| show == Show::Lead).and_then(Told::lead);
        let shown = lead.as_ref().map_or(&routed.guid, |(_, medoid)| medoid);
        let Some(mut item) = self.store.item(shown)? else { return Ok(None) };
        // A story is told in few words.
        let is_story = lead.as_ref().is_some_and(|(story, _)| !story.others.is_empty());
        if body == Body::Left || is_story {
            item.content = None;
        }
        let mut content = self.shown_content(&item, desk)?;
        let length = render::lighten(&mut item, &mut content, &self.config.render);
        let also_at = elsewhere(self.store.tellings(&item.guid)?, &item);
        let verdict = self.kept_verdict(&item.guid, topic)?;
        let (verdict, topics, story) = match (told, lead) {
            (Some(told), Some((story, _))) => {
                told.stand_in(&mut item);
                // The words of one item are shown, and another may be what the topic is about.
                let verdict = match verdict {
                    Some(verdict) => Some(verdict),
                    None => self.kept_verdict(&routed.guid, topic)?,
                };
                (verdict, told.topics().to_vec(), Some(story))
            }
            (told, _) => {
                let story = told.and_then(|told| told.beside(&item.guid));
                (verdict, routed.topics.clone(), story)
            }
        };
        Ok(Some((FeedItem { item, verdict, topics, also_at, story, content }, length)))
    }

    /// How much of the text of an item is published, where its source says so.
    pub(super) fn shown_content(
        &self,
        item: &Item,
        desk: &Desk<'_>,
    ) -> Result<Option<Content>, Error> {
        let teller = || {
            let (teller, _) = self.store.text_of(&item.guid)?;
            let Some(teller) = teller else { return Ok(None) };
            Ok(self.store.item(&teller)?.map(|teller| teller.source))
        };
        desk.content(item, teller, self.config.render.content)
    }

    fn kept_verdict(&self, item: &Guid, topic: &str) -> Result<Option<Verdict>, Error> {
        let filing = self.store.filing(item)?;
        Ok(filing.and_then(|filing| filing.verdict(topic).cloned()))
    }

    fn site(&self) -> &str {
        &self.config.render.site.title
    }
}

/// The tellings of other sources, one per source and address.
pub(super) fn elsewhere(tellings: Vec<Telling>, item: &Item) -> Vec<Telling> {
    let mut places: BTreeMap<(String, Option<String>), Telling> = BTreeMap::new();
    for telling in tellings.into_iter().filter(|telling| telling.source != item.source) {
        places.entry((telling.source.clone(), telling.link.clone())).or_insert(telling);
    }
    places.into_values().collect()
}

/// The items behind an entry.
fn named(entry: &FeedItem) -> impl Iterator<Item = Guid> + '_ {
    let others = entry.story.iter().flat_map(|story| &story.others).map(|other| &other.guid);
    let digest = entry.story.iter().filter_map(|story| story.digest.as_ref());
    std::iter::once(&entry.item.guid).chain(others).chain(digest.map(|it| &it.item)).cloned()
}

fn summary(feed: &Feed) -> FeedSummary {
    FeedSummary {
        topic: feed.topic.clone(),
        title: feed.title.to_string(),
        items: feed.items.len(),
        updated: feed.updated,
    }
}
