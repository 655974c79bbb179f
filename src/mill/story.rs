//! Items that stand for themselves → the stories they are in.

use chrono::{DateTime, Utc};

use super::{Error, Mill};
use crate::{
    group::story::{self, Article, Counts, Placement, Window},
    model::{Guid, Item},
};

/// An item that waits for its place, with what stories look at.
pub(super) struct Waiting {
    guid: Guid,
    published: DateTime<Utc>,
    source: String,
    pub(super) publisher: String,
    title: String,
    text: String,
}

impl Waiting {
    pub(super) fn new(item: &Item) -> Self {
        Waiting {
            guid: item.guid.clone(),
            published: item.published.at,
            source: item.source.clone(),
            publisher: story::publisher(item.link.as_deref(), &item.source),
            title: item.title.text.to_string(),
            text: story::text(item).into_owned(),
        }
    }

    pub(super) fn article(&self) -> Article<'_> {
        Article {
            guid: &self.guid,
            published: self.published,
            source: &self.source,
            publisher: &self.publisher,
            title: &self.title,
            text: &self.text,
        }
    }
}

impl Mill<'_> {
    /// Places items, which come by date, with their numbers, into the stories of the ledger.
    pub(super) fn place_all(&self, waiting: Vec<(i64, Waiting)>) -> Result<(), Error> {
        if waiting.is_empty() || !self.config.story.enabled {
            return Ok(());
        }
        let counts = self.store.word_counts()?.and_then(|bytes| Counts::from_bytes(&bytes));
        let counts = self.place_some(&waiting, counts.unwrap_or_default())?;
        Ok(self.store.put_word_counts(&counts.to_bytes())?)
    }

    /// Places items in one go, or in two where that holds fewer stories in memory: a new source can
    /// bring the articles of years.
    fn place_some(&self, waiting: &[(i64, Waiting)], counts: Counts) -> Result<Counts, Error> {
        let settings = &self.config.story;
        let (Some((_, first)), Some((_, last))) = (waiting.first(), waiting.last()) else {
            return Ok(counts);
        };
        let reach = settings.reach(first.published, last.published);
        let is_long =
            (last.published - first.published).to_std().is_ok_and(|it| it > settings.window);
        if is_long && self.store.count_stories(reach)? > MOST_IN_REACH {
            let (earlier, later) = waiting.split_at(waiting.len() / 2);
            let counts = self.place_some(earlier, counts)?;
            return self.place_some(later, counts);
        }
        let stored = self.store.stories(reach)?;
        let mut window = Window::new(settings, counts, &stored);
        drop(stored);
        let places: Vec<(i64, Guid)> = waiting
            .iter()
            .map(|(number, item)| match window.place(&item.article()) {
                Placement::New(story)
                | Placement::Joined { story, .. }
                | Placement::Merged { story, .. } => (*number, story),
            })
            .collect();
        let outcome = window.finish();
        let numbers = self.store.put_stories(&outcome.stories)?;
        let number = |story: &Guid| {
            // A story that was begun and merged in this pass was never kept.
            let story = outcome.aliases.get(story).unwrap_or(story);
            // Whatever took an item has changed.
            let at = outcome.stories.binary_search_by(|it| it.guid.cmp(story)).ok()?;
            Some(numbers[at])
        };
        let places = places.iter().filter_map(|(item, story)| Some((*item, number(story)?)));
        self.store.put_in_stories(places)?;
        for (gone, stays) in &outcome.aliases {
            self.store.merge_story(gone, stays)?;
        }
        Ok(outcome.counts)
    }
}

/// Most stories that are read for items of many days.
const MOST_IN_REACH: u32 = 8_000;
