//! Where items are filed: the topics and rules in force, and what sources add to them.

use std::{borrow::Cow, collections::BTreeMap};

use chrono::{DateTime, Utc};

use super::{Error, Mill};
use crate::{
    config::Source,
    model::{Filing, Guid, Item},
    route::{self, Router},
};

/// The topics, rules and sources in force.
pub(super) struct Desk<'c> {
    router: Router,
    settings: &'c route::Settings,
    /// The topics that all items of a source are in.
    source_topics: BTreeMap<String, Vec<String>>,
}

impl<'c> Mill<'c> {
    /// The topics, rules and sources in force.
    pub(super) fn desk(&self) -> Result<Desk<'c>, Error> {
        self.desk_of(&self.config.route)
    }

    /// Other topics and rules, and the sources in force.
    pub(super) fn desk_of<'s>(&self, settings: &'s route::Settings) -> Result<Desk<'s>, Error> {
        let topics = |source: Cow<'_, Source>| {
            let source = source.into_owned().source;
            (!source.topics.is_empty()).then_some((source.id, source.topics))
        };
        let source_topics = self.sources_in_force()?.into_iter().filter_map(topics).collect();
        Ok(Desk { router: Router::new(settings), settings, source_topics })
    }
}

impl Desk<'_> {
    /// Files an item; `others` tell the same article, and their labels and sources count as well.
    pub(super) fn file(&self, mut item: Item, others: &[Item], now: DateTime<Utc>) -> Filing {
        for label in others.iter().flat_map(|other| &other.categories) {
            if !item.categories.contains(label) {
                item.categories.push(label.clone());
            }
        }
        let sources = std::iter::once(&item).chain(others).map(|item| &item.source);
        let topics: Vec<String> =
            sources.filter_map(|id| self.source_topics.get(id)).flatten().cloned().collect();
        self.router.file(&item, &topics, now)
    }

    /// A name for all that decides about topics.
    pub(super) fn rules(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let rules = format!("{version} {:?} {:?}", self.settings, self.source_topics);
        Guid::of(&["rules", &rules]).to_string()
    }
}
