//! Store → feeds → files: a pure function of the ledger and the config.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Access, Error, HubReport, Mill,
    chosen::Chosen,
    compose::Composed,
    desk::Desk,
    memory,
    told::{Stories, Told},
    untouched::Feeds,
};
use crate::{
    model::{ALL, Content, Feed, FeedItem, Guid, History, Item, Show, Telling, Text, Verdict},
    publish, render,
    report::Reporter,
    store::Routed,
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
        let composed = self.store.within(|| self.compose(known, now, Some(reporter)))?;
        let shown = composed.shown();
        let Composed { feeds, moves, artifacts, mut settings, mut written, stood, .. } = composed;
        if force {
            settings.max_shrink = 1.0;
        }
        let mut outcome = match self.access {
            Access::Write { .. } if composed.traces.is_some() => {
                publish::publish_further(&artifacts, &settings, &render::check)?
            }
            Access::Write { .. } => publish::publish(&artifacts, &settings, &render::check)?,
            Access::DryRun | Access::Look | Access::Beside { .. } => {
                publish::plan(&artifacts, &settings, &render::check)?
            }
        };
        let files = outcome.unchanged + outcome.written.len();
        written.append(&mut outcome.written);
        outcome.written = written;
        let dir = &self.config.publish.dir;
        let traces = composed.traces.and_then(|it| it.after(dir, &outcome, files));
        let documents = self.owe(&feeds, &outcome)?;
        let topics = feeds.iter().filter(|feed| !feed.is_of_source());
        let sources = feeds.iter().filter(|feed| feed.is_of_source());
        let has_sources = feeds.iter().any(Feed::is_of_source);
        let emitted = Emitted {
            is_delivered: true,
            hubs: Vec::new(),
            documents,
            feeds: topics.map(|feed| summary(feed, &stood)).collect(),
            sources: sources.map(|feed| summary(feed, &stood)).collect(),
            written: outcome.written,
            removed: outcome.removed,
            unchanged: outcome.unchanged,
            objects: None,
            moves,
            shown,
        };
        let files = outcome.manifest.files.iter().filter(|(path, _)| memory::may_change(path));
        let memory = files.map(|(path, it)| (path.clone(), it.sha256.clone())).collect();
        // What the feeds of sources are made of is not told apart.
        let stood = if has_sources { BTreeMap::new() } else { stood };
        self.stand_still(&emitted, (made_of, memory), (&stood, traces), composed.until, now)?;
        Ok(emitted)
    }

    pub(super) fn feed(
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
        // Many stories are one item.
        let is_alone =
            show == Show::All && !stories.knows(routed) && self.store.is_alone(&routed.guid)?;
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
        let also_at = elsewhere(self.store.tellings_elsewhere(&item.guid, &item.source)?);
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
        // The feed of everything is no topic.
        if topic == ALL {
            return Ok(None);
        }
        let filing = self.store.filing(item)?;
        Ok(filing.and_then(|filing| filing.verdict(topic).cloned()))
    }
}

/// One telling per source and address.
pub(super) fn elsewhere(tellings: Vec<Telling>) -> Vec<Telling> {
    let mut places: BTreeMap<(String, Option<String>), Telling> = BTreeMap::new();
    for telling in tellings {
        places.entry((telling.source.clone(), telling.link.clone())).or_insert(telling);
    }
    places.into_values().collect()
}

fn summary(feed: &Feed, stood: &Feeds) -> FeedSummary {
    FeedSummary {
        topic: feed.topic.clone(),
        title: feed.title.to_string(),
        // Those of one that was left as it is were not read.
        items: stood.get(&feed.topic).map_or(feed.items.len(), |stood| stood.items),
        updated: feed.updated,
    }
}
