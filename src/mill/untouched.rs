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
    publish::Traces,
    render::{self, Glance},
    store::Touched,
};

/// The feeds of topics as they were published, by topic.
pub(super) type Feeds = BTreeMap<String, Stood>;

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
    pub feeds: Feeds,
    /// What was published, and what the disk says of it.
    pub traces: Traces,
}

impl Mill<'_> {
    /// What can be left as it is, where all items are filed; `None` where everything is to be composed.
    pub(super) fn untouched(
        &self,
        made_of: &str,
        now: DateTime<Utc>,
    ) -> Result<Option<Untouched>, Error> {
        let Some((mark, mut feeds)) = self.last()? else { return Ok(None) };
        let Mark { made_of: last, at, files, traces, .. } = mark;
        if feeds.is_empty() || last != made_of || now < at || !self.store.unpublished()?.is_empty()
        {
            return Ok(None);
        }
        let dir = &self.config.publish.dir;
        if files.iter().any(|file| render::is_item_page(file)) {
            return Ok(None);
        }
        let found = Traces::at(dir, files);
        if found.hash(dir) != traces {
            return Ok(None);
        }
        let Some(touched) = self.store.touched_items()? else { return Ok(None) };
        let has_archives = self.config.archive;
        feeds.retain(|topic, stood| {
            !touched.iter().any(|item| stood.is_touched_by(topic, item, has_archives))
        });
        // Of an item that is gone, nobody can say any more which it was.
        let mut left = BTreeMap::new();
        for (topic, stood) in feeds {
            let mut is_whole = true;
            for guid in stood.ids() {
                is_whole = is_whole && self.store.is_there(guid)?;
            }
            left.extend(is_whole.then_some((topic, stood)));
        }
        Ok(Some(Untouched { feeds: left, traces: found }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guid(name: &str) -> Guid {
        Guid(name.to_owned())
    }

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(second, 0).unwrap()
    }

    /// Whether a feed that shows `a`, and whose last entry stands at 100 s, is touched by an item.
    #[track_caller]
    fn check(id: &str, topics: &[&str], (fate, second): (Fate, i64), open: &[&str], want: bool) {
        let all = |words: &[&str]| words.iter().map(|it| (*it).to_owned()).collect();
        let (items, updated, glance) = Default::default();
        let stood = Stood {
            items,
            updated,
            glance,
            named: [guid("a")].into(),
            beside: vec![guid("b")],
            waiting: vec![guid("w")],
            last: Some(at(100)),
        };
        let (topics, open) = (all(topics), all(open));
        let item = Touched { guid: guid(id), topics, fate, stands: at(second), open };
        assert_eq!(stood.is_touched_by("sea", &item, true), want, "{item:?}");
        // Where there is room, whatever is in the topic comes in.
        let has_room = Stood { last: None, ..stood };
        let comes_in = item.topics.iter().any(|it| it == "sea") && fate == Fate::Live;
        assert_eq!(has_room.is_touched_by("sea", &item, true), want || comes_in, "{item:?}");
    }

    #[test]
    fn what_is_shown_or_may_be_touches_a_feed() {
        check("n", &["sea"], (Fate::Live, 101), &[], true);
        check("n", &["sea"], (Fate::Live, 100), &[], true);
        check("n", &["sea"], (Fate::Live, 99), &[], false);
        check("n", &["sky"], (Fate::Live, 101), &["sky"], false);
        check("n", &["sea"], (Fate::ArchiveOnly, 101), &[], false);
        check("n", &["sea"], (Fate::ArchiveOnly, 99), &["sea"], true);
        // It was there, wherever it is now.
        for id in ["a", "b", "w"] {
            check(id, &[], (Fate::Dropped, 0), &[], true);
        }
    }
}
