//! Store → feeds → files: a pure function of the ledger and the config.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Access, Error, Mill};
use crate::{
    config::Source,
    model::{Feed, FeedItem, Guid, Item, Telling, Text},
    publish, render,
    report::{Event, Reporter},
    route::{Router, Subject},
    store::{Routed, Wanted},
};

/// The topic id of the feed of everything.
pub(super) const ALL: &str = "all";

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
    /// The items that a feed shows.
    #[serde(skip)]
    pub shown: BTreeSet<Guid>,
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
    pub fn emit(&self, force: bool, reporter: &mut Reporter) -> Result<Emitted, Error> {
        let feeds = self.feeds()?;
        reporter.tell(&Event::Publishing { feeds: feeds.len() });
        let artifacts = render::render(&feeds, &self.config.render);
        let settings = publish::Settings {
            max_shrink: if force { 1.0 } else { self.config.publish.max_shrink },
            ..self.config.publish.clone()
        };
        let outcome = match self.access {
            Access::Write { .. } => publish::publish(&artifacts, &settings, &render::check)?,
            Access::DryRun | Access::Look => publish::plan(&artifacts, &settings, &render::check)?,
        };
        Ok(Emitted {
            feeds: feeds.iter().map(summary).collect(),
            written: outcome.written,
            removed: outcome.removed,
            unchanged: outcome.unchanged,
            shown: feeds.into_iter().flat_map(|feed| feed.items).map(|it| it.item.guid).collect(),
        })
    }

    /// Every feed with its newest items: the topics in the order of the config, then everything.
    fn feeds(&self) -> Result<Vec<Feed>, Error> {
        let router = Router::new(&self.config.route);
        let sources = self.sources_in_force()?;
        let chosen = self.choose(&router, &sources)?;
        let mut feeds = Vec::with_capacity(chosen.len());
        for (topic, chosen) in self.config.route.topics.iter().zip(&chosen) {
            let description = topic.description.clone().unwrap_or_else(|| {
                format!("{}: the newest from all sources of {}", topic.title, self.site())
            });
            let words = [topic.id.as_str(), &topic.title, &description];
            feeds.push(self.feed(&router, &sources, words, chosen)?);
        }
        let description = format!("The newest of all topics and sources of {}", self.site());
        let everything = &chosen[self.config.route.topics.len()];
        let words = [ALL, "Everything", &description];
        feeds.push(self.feed(&router, &sources, words, everything)?);
        Ok(feeds)
    }

    /// Routes all items, newest first, and keeps what fits: one list per topic, then everything.
    fn choose(
        &self,
        router: &Router,
        sources: &[Cow<'_, Source>],
    ) -> Result<Vec<Vec<Routed>>, Error> {
        let topics = &self.config.route.topics;
        let fits = self.config.items;
        let mut chosen: Vec<Vec<Routed>> = vec![Vec::new(); topics.len() + 1];
        let route = |item: &Item| -> Vec<String> {
            let verdicts =
                router.verdicts(&Subject::of(item, source_topics(sources, &item.source)));
            verdicts.into_iter().filter(|verdict| verdict.routed).map(|v| v.topic).collect()
        };
        self.store.routed(&self.rules(sources), route, |routed| {
            for (list, topic) in chosen.iter_mut().zip(topics) {
                if list.len() < fits && routed.topics.contains(&topic.id) {
                    list.push(routed.clone());
                }
            }
            if chosen[topics.len()].len() < fits {
                chosen[topics.len()].push(routed);
            }
            let full = chosen.iter().all(|list| list.len() >= fits);
            if full { Wanted::Enough } else { Wanted::More }
        })?;
        Ok(chosen)
    }

    /// A name for the rules in force: everything that decides about topics.
    fn rules(&self, sources: &[Cow<'_, Source>]) -> String {
        let sources: Vec<_> =
            sources.iter().map(|source| (&source.source.id, &source.source.topics)).collect();
        let rules = format!("{} {:?} {sources:?}", env!("CARGO_PKG_VERSION"), self.config.route);
        Guid::of(&["rules", &rules]).to_string()
    }

    fn feed(
        &self,
        router: &Router,
        sources: &[Cow<'_, Source>],
        [topic, title, description]: [&str; 3],
        chosen: &[Routed],
    ) -> Result<Feed, Error> {
        let base_url = self.config.render.site.base_url.as_str();
        let guid = self.store.feed_guid(topic, Guid::of(&["feed", base_url, topic]))?;
        let mut items = Vec::with_capacity(chosen.len());
        let rendered = &self.config.render;
        let mut taken = 0_usize;
        for routed in chosen {
            // What was just listed is there.
            let Some(mut item) = self.store.item(&routed.guid)? else { continue };
            // A body behind those that fill the largest document is in none: it is not kept.
            if taken > rendered.max_bytes && !rendered.formats.is_empty() {
                item.content = None;
            }
            taken = taken.saturating_add(render::lighten(&mut item, rendered));
            let subject = Subject::of(&item, source_topics(sources, &item.source));
            let verdict = router.verdicts(&subject).into_iter().find(|v| v.topic == topic);
            let also_at = elsewhere(self.store.tellings(&item.guid)?, &item);
            items.push(FeedItem { item, verdict, topics: routed.topics.clone(), also_at });
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

    fn site(&self) -> &str {
        &self.config.render.site.title
    }
}

/// The topics that the config gives every item of a source.
pub(super) fn source_topics<'s>(sources: &'s [Cow<'_, Source>], id: &str) -> &'s [String] {
    let found = sources.iter().find(|source| source.source.id == id);
    found.map_or(&[], |source| &source.source.topics)
}

/// The tellings of other sources, one per source and address.
fn elsewhere(tellings: Vec<Telling>, item: &Item) -> Vec<Telling> {
    let mut places: BTreeMap<(String, Option<String>), Telling> = BTreeMap::new();
    for telling in tellings.into_iter().filter(|telling| telling.source != item.source) {
        places.entry((telling.source.clone(), telling.link.clone())).or_insert(telling);
    }
    places.into_values().collect()
}

fn summary(feed: &Feed) -> FeedSummary {
    FeedSummary {
        topic: feed.topic.clone(),
        title: feed.title.to_string(),
        items: feed.items.len(),
        updated: feed.updated,
    }
}
