//! Store → feeds → files: a pure function of the ledger and the config.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{
    Access, Error, Mill,
    chosen::Chosen,
    desk::Desk,
    told::{Stories, Told},
};
use crate::{
    model::{ALL, Fate, Feed, FeedItem, Guid, Item, Show, Telling, Text, Verdict},
    publish, render,
    report::{Event, Reporter},
    store::{Moves, Wanted},
};

/// What was published.
#[derive(Clone, Debug, Serialize)]
pub struct Emitted {
    /// The feeds, in the order of the index page.
    pub feeds: Vec<FeedSummary>,
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
    /// The items that a feed shows or names.
    #[serde(skip)]
    pub shown: BTreeSet<Guid>,
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
#[derive(Clone, Debug, Serialize)]
pub struct FeedSummary {
    /// Topic id.
    pub topic: String,
    /// Title for people.
    pub title: String,
    /// How many items it shows.
    pub items: usize,
    /// Date of its newest content.
    pub updated: Option<DateTime<Utc>>,
}

impl Mill<'_> {
    /// Renders every feed from the ledger and publishes what changed; a dry run only says what that
    /// is. `force` allows a feed to shrink beyond `output.max_shrink`.
    pub fn emit(
        &self,
        now: DateTime<Utc>,
        force: bool,
        reporter: &mut Reporter,
    ) -> Result<Emitted, Error> {
        let (feeds, moves) = self.compose(now)?;
        reporter.tell(&Event::Publishing { feeds: feeds.len() });
        let artifacts = render::render(&feeds, &self.config.render);
        let settings = publish::Settings {
            max_shrink: if force { 1.0 } else { self.config.publish.max_shrink },
            ..self.config.publish.clone()
        };
        let outcome = match self.access {
            Access::Write { .. } => publish::publish(&artifacts, &settings, &render::check)?,
            Access::DryRun | Access::Look | Access::Beside { .. } => {
                publish::plan(&artifacts, &settings, &render::check)?
            }
        };
        Ok(Emitted {
            feeds: feeds.iter().map(summary).collect(),
            written: outcome.written,
            removed: outcome.removed,
            unchanged: outcome.unchanged,
            objects: None,
            moves,
            shown: feeds.into_iter().flat_map(|feed| feed.items).flat_map(named).collect(),
        })
    }

    /// Every feed with its newest items: the topics in the order of the config, then everything. And
    /// what changed rules moved.
    fn compose(&self, now: DateTime<Utc>) -> Result<(Vec<Feed>, Vec<TopicMoves>), Error> {
        let desk = self.desk()?;
        let (chosen, moves) = self.choose(&desk, now)?;
        let mut stories = Stories::new(self, &desk, now);
        let mut feeds = Vec::with_capacity(chosen.len());
        for (topic, chosen) in self.config.route.topics.iter().zip(&chosen) {
            let description = topic.description.clone().unwrap_or_else(|| {
                format!("{}: the newest from all sources of {}", topic.title, self.site())
            });
            let words = [topic.id.as_str(), &topic.title, &description];
            feeds.push(self.feed(words, chosen, &mut stories)?);
        }
        let description = format!("The newest of all topics and sources of {}", self.site());
        let everything = &chosen[self.config.route.topics.len()];
        let words = [ALL, "Everything", &description];
        feeds.push(self.feed(words, everything, &mut stories)?);
        Ok((feeds, moves))
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
        let moves = self.store.routed(&desk.rules(), now, file, |mut routed| {
            if !self.config.story.enabled {
                routed.story = None;
            }
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
        stories: &mut Stories<'_, '_>,
    ) -> Result<Feed, Error> {
        let base_url = self.config.render.site.base_url.as_str();
        let guid = self.store.feed_guid(topic, Guid::of(&["feed", base_url, topic]))?;
        let entries = chosen.entries();
        let mut items = Vec::with_capacity(entries.len());
        let rendered = &self.config.render;
        let mut taken = 0_usize;
        for routed in entries {
            let told = stories.of(routed)?;
            let lead = told.filter(|_| chosen.show() == Show::Lead).and_then(Told::lead);
            let shown = lead.as_ref().map_or(&routed.guid, |(_, medoid)| medoid);
            // What was just listed is there.
            let Some(mut item) = self.store.item(shown)? else { continue };
            // A body behind those that fill the largest document is in none: it is not kept.
            let is_behind = taken > rendered.max_bytes && !rendered.formats.is_empty();
            // Nor is that of a story, which is told in few words.
            if is_behind || lead.as_ref().is_some_and(|(story, _)| !story.others.is_empty()) {
                item.content = None;
            }
            taken = taken.saturating_add(render::lighten(&mut item, rendered));
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
            items.push(FeedItem { item, verdict, topics, also_at, story });
        }
        Ok(Feed {
            topic: topic.to_owned(),
            title: Text::line(title),
            description: Text::line(description),
            guid,
            updated: items.iter().map(|shown| shown.item.updated.at).max(),
            items,
        })
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
fn elsewhere(tellings: Vec<Telling>, item: &Item) -> Vec<Telling> {
    let mut places: BTreeMap<(String, Option<String>), Telling> = BTreeMap::new();
    for telling in tellings.into_iter().filter(|telling| telling.source != item.source) {
        places.entry((telling.source.clone(), telling.link.clone())).or_insert(telling);
    }
    places.into_values().collect()
}

/// The items behind an entry.
fn named(entry: FeedItem) -> impl Iterator<Item = Guid> {
    let (others, digest) =
        entry.story.map(|story| (story.others, story.digest)).unwrap_or_default();
    let others = others.into_iter().map(|other| other.guid);
    std::iter::once(entry.item.guid).chain(others).chain(digest.map(|digest| digest.item))
}

fn summary(feed: &Feed) -> FeedSummary {
    FeedSummary {
        topic: feed.topic.clone(),
        title: feed.title.to_string(),
        items: feed.items.len(),
        updated: feed.updated,
    }
}
