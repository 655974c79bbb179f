//! Where items are filed: the topics and rules in force, and what sources add to them.

use std::{
    cell::{Cell, OnceCell},
    collections::BTreeMap,
};

use chrono::{DateTime, Utc};

use super::{Error, Mill};
use crate::{
    model::{Content, Filing, Guid, Item},
    route::{self, Router},
};

/// The topics, rules and sources in force.
pub(super) struct Desk<'c> {
    /// Made for the first item: in most turns few are filed, or none.
    router: OnceCell<Router>,
    settings: &'c route::Settings,
    /// The topics that all items of a source are in.
    source_topics: BTreeMap<String, Vec<String>>,
    /// How much of a body is published of sources that say so themselves.
    contents: BTreeMap<String, Content>,
    /// Until when all that was filed here is filed so.
    until: Cell<Option<DateTime<Utc>>>,
}

impl<'c> Mill<'c> {
    /// The topics, rules and sources in force.
    pub(super) fn desk(&self) -> Result<Desk<'c>, Error> {
        self.desk_of(&self.config.route)
    }

    /// Other topics and rules, and the sources in force.
    pub(super) fn desk_of<'s>(&self, settings: &'s route::Settings) -> Result<Desk<'s>, Error> {
        let (mut source_topics, mut contents) = (BTreeMap::new(), BTreeMap::new());
        for source in self.sources_in_force()? {
            let id = &source.source.id;
            contents.extend(source.content.map(|content| (id.clone(), content)));
            if !source.source.topics.is_empty() {
                source_topics.insert(id.clone(), source.source.topics.clone());
            }
        }
        let router = OnceCell::new();
        Ok(Desk { router, settings, source_topics, contents, until: Cell::new(None) })
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
        let router = self.router.get_or_init(|| Router::new(self.settings));
        let filing = router.file(&item, &topics, now);
        if let Some(until) = filing.until {
            self.until.set(Some(self.until.get().map_or(until, |known| known.min(until))));
        }
        filing
    }

    /// Until when all that was filed at this desk stays as it is; `None` is for ever.
    pub(super) fn until(&self) -> Option<DateTime<Utc>> {
        self.until.get()
    }

    /// How much is published of the text of an item; `None` where no source says. The text may be that
    /// of another telling, and then the stricter of both sources is obeyed.
    pub(super) fn content(
        &self,
        item: &Item,
        teller: impl FnOnce() -> Result<Option<String>, Error>,
        usual: Content,
    ) -> Result<Option<Content>, Error> {
        if self.contents.is_empty() {
            return Ok(None);
        }
        let of = |source: &str| self.contents.get(source).copied().unwrap_or(usual);
        let other = teller()?.map(|source| of(&source));
        Ok(Some(other.into_iter().fold(of(&item.source), Content::max)))
    }

    /// A name for all that decides about topics.
    pub(super) fn rules(&self) -> String {
        let version = env!("CARGO_PKG_VERSION");
        let rules = format!("{version} {} {:?}", self.settings.name(), self.source_topics);
        Guid::of(&["rules", &rules]).to_string()
    }
}
