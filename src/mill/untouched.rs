//! Which feeds nothing has touched since the last publish: they are left as they are, unread.
//!
//! A feed is made of the config, of the items that its entries show or name, and of those that might
//! come in. The first is named in the mark of the last publish, and so are the second, feed by feed; what
//! changed in the ledger is noted there. Files that anybody has touched, feeds of sources, pages of items
//! and an archive that was not finished lead to a publish of everything.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{Error, Mill, chosen::Chosen, standstill::Mark};
use crate::{
    model::{ALL, Fate, Guid, Show},
    publish::{Manifest, Traces},
    render::{self, Glance},
    store::Touched,
};

/// A feed as it was published, as far as that is needed to leave it as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stood {
    /// How many items it holds.
    pub items: usize,
    /// Date of its newest content.
    pub updated: Option<DateTime<Utc>>,
    /// What its documents hold of them.
    pub glance: Glance,
    /// The items and stories that its entries show or name.
    pub named: BTreeSet<Guid>,
    /// Items that brought an entry there and are not named in it.
    pub beside: Vec<Guid>,
    /// Items that wait for an archive and are in no document.
    pub waiting: Vec<Guid>,
    /// Where its last entry stands; `None` where there is room for more.
    pub last: Option<DateTime<Utc>>,
}

impl Stood {
    /// Of a feed with these entries, of which there may be `most`. It names these items.
    pub fn of(chosen: &Chosen, most: usize, named: BTreeSet<Guid>) -> Self {
        let entries = chosen.entries();
        let stands = entries.iter().map(|entry| match (chosen.show(), &entry.story) {
            (Show::Lead, Some((_, first))) => *first,
            _ => entry.published,
        });
        let last = stands.min().filter(|_| entries.len() >= most);
        let guids = entries.iter().map(|entry| &entry.guid);
        let beside = guids.filter(|guid| !named.contains(guid)).cloned().collect();
        let (items, updated, glance, waiting) = Default::default();
        Stood { items, updated, glance, named, beside, waiting, last }
    }

    fn ids(&self) -> impl Iterator<Item = &Guid> {
        self.named.iter().chain(&self.beside).chain(&self.waiting)
    }

    /// Whether an item is shown here, or may be from now on.
    fn is_touched_by(&self, topic: &str, item: &Touched, has_archives: bool) -> bool {
        let is_in = topic == ALL || item.topics.iter().any(|it| it == topic);
        let is_live = item.fate == Fate::Live;
        let comes_in = is_in && is_live && self.last.is_none_or(|last| item.stands >= last);
        let is_open = has_archives && item.open.iter().any(|feed| feed == topic);
        comes_in
            || is_open
            || self.named.contains(&item.guid)
            || self.beside.contains(&item.guid)
            || self.waiting.contains(&item.guid)
    }
}

/// What is left as it is of the last publish.
pub(super) struct Untouched {
    /// The feeds, by topic.
    pub feeds: BTreeMap<String, Stood>,
    /// What was published.
    pub manifest: Manifest,
    /// The hash of each feed document by its address, where hubs are to be told.
    pub documents: BTreeMap<String, String>,
}

impl Mill<'_> {
    /// What can be left as it is, where all items are filed; `None` where everything is to be composed.
    pub(super) fn untouched(
        &self,
        made_of: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Untouched>, Error> {
        let Some((mark, mut feeds)) = self.last()? else { return Ok(None) };
        let Mark { made_of: last, at, files, traces, documents, .. } = mark;
        if feeds.is_empty() || last != made_of || now < at || !self.store.unpublished()?.is_empty()
        {
            return Ok(None);
        }
        let dir = &self.config.publish.dir;
        if files.iter().any(|file| render::is_item_page(file))
            || !(Traces { files, hash: traces }).stand(dir)
        {
            return Ok(None);
        }
        let Some(touched) = self.store.touched_items()? else { return Ok(None) };
        let has_archives = self.config.archive;
        feeds.retain(|topic, stood| {
            !touched.iter().any(|item| stood.is_touched_by(topic, item, has_archives))
        });
        if self.store.is_any_gone()? {
            let mut left = BTreeMap::new();
            for (topic, stood) in feeds {
                let mut is_whole = true;
                for guid in stood.ids() {
                    is_whole = is_whole && self.store.is_there(guid)?;
                }
                left.extend(is_whole.then_some((topic, stood)));
            }
            feeds = left;
        }
        Ok(Some(Untouched { feeds, manifest: Manifest::read(dir)?, documents }))
    }
}
