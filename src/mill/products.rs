//! The cleaned feed of one source: what it tells itself, under ids that last.
//!
//! Every article of the source is in it, also one that another source told first and that topics
//! therefore show under the id of that one. What a rule drops or archives is not.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};

use super::{Error, Mill, desk::Desk, emit::elsewhere};
use crate::{
    config::Source,
    model::{Fate, Feed, FeedItem, Guid, History, Item, Kind, Text},
    render,
    store::Wanted,
};

impl Mill<'_> {
    /// The feeds of the sources that have one, in the order of the config. `kept` gets the items that
    /// stand for what they show.
    pub(super) fn source_feeds(
        &self,
        desk: &Desk<'_>,
        now: DateTime<Utc>,
        kept: &mut BTreeSet<Guid>,
    ) -> Result<Vec<Feed>, Error> {
        let mut feeds = Vec::new();
        for source in self.sources_in_force()? {
            let is_list = source.source.kind == Kind::Opml;
            if !is_list && source.feed.unwrap_or(self.config.source_feeds) {
                feeds.push(self.source_feed(&source, desk, now, kept)?);
            }
        }
        Ok(feeds)
    }

    fn source_feed(
        &self,
        source: &Source,
        desk: &Desk<'_>,
        now: DateTime<Utc>,
        kept: &mut BTreeSet<Guid>,
    ) -> Result<Feed, Error> {
        let rendered = &self.config.render;
        let id = &source.source.id;
        let topic = Feed::of_source(id);
        let minted = Guid::of(&["feed", rendered.site.base_url.as_str(), &topic]);
        let guid = self.store.feed_guid(&topic, minted)?;
        let mut items = Vec::new();
        let mut failed = None;
        let mut taken = 0_usize;
        self.store.told_by(id, |item, owner| {
            if taken > rendered.max_bytes && !rendered.formats.is_empty() {
                // In no document there is room for its body.
                taken = usize::MAX;
            }
            match self.source_item(item, source, desk, now, &mut taken) {
                Ok(Some(shown)) => {
                    kept.extend(owner);
                    items.push(shown);
                }
                Ok(None) => {}
                Err(error) => failed = Some(error),
            }
            let is_full = items.len() >= self.config.items;
            if is_full || failed.is_some() { Wanted::Enough } else { Wanted::More }
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        let newest: Option<&FeedItem> = items.first();
        let title = source
            .source
            .name
            .as_deref()
            .or(newest.and_then(|shown| shown.item.origin.title.as_deref()))
            .unwrap_or(id);
        let description = match &source.description {
            Some(description) => description.clone(),
            None => format!("The newest of {title}, as {} reads it", rendered.site.title),
        };
        Ok(Feed {
            topic,
            title: Text::line(title),
            description: Text::line(&description),
            guid,
            updated: items.iter().map(|shown| shown.item.updated.at).max(),
            items,
            history: History::Untold,
        })
    }

    /// An item as the feed of its source shows it; `None` for one that a rule keeps out.
    fn source_item(
        &self,
        mut item: Item,
        source: &Source,
        desk: &Desk<'_>,
        now: DateTime<Utc>,
        taken: &mut usize,
    ) -> Result<Option<FeedItem>, Error> {
        let filing = desk.file(item.clone(), &self.store.others(&item.guid)?, now);
        if filing.fate != Fate::Live {
            return Ok(None);
        }
        if *taken == usize::MAX {
            item.content = None;
        }
        let mut content = source.content;
        *taken =
            taken.saturating_add(render::lighten(&mut item, &mut content, &self.config.render));
        let also_at = elsewhere(self.store.tellings_elsewhere(&item.guid, &item.source)?);
        let topics = filing.topics;
        Ok(Some(FeedItem { item, verdict: None, topics, also_at, story: None, content }))
    }
}
