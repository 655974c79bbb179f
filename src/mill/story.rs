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
    /// Places items, which come by date, into the stories of the ledger.
    pub(super) fn place_all(&self, waiting: Vec<Waiting>) -> Result<(), Error> {
        let settings = &self.config.story;
        let (Some(first), Some(last)) = (waiting.first(), waiting.last()) else { return Ok(()) };
        if !settings.enabled {
            return Ok(());
        }
        let stored = self.store.stories(settings.reach(first.published, last.published))?;
        let counts = self.store.word_counts()?.and_then(|bytes| Counts::from_bytes(&bytes));
        let mut window = Window::new(settings, counts.unwrap_or_default(), &stored);
        drop(stored);
        let places: Vec<(Guid, Guid)> = waiting
            .iter()
            .map(|item| match window.place(&item.article()) {
                Placement::New(story)
                | Placement::Joined { story, .. }
                | Placement::Merged { story, .. } => (item.guid.clone(), story),
            })
            .collect();
        let outcome = window.finish();
        self.store.put_stories(&outcome.stories)?;
        for (item, story) in places {
            // A story that was begun and merged in this pass was never kept.
            let story = outcome.aliases.get(&story).unwrap_or(&story);
            self.store.put_in_story(&item, story)?;
        }
        for (gone, stays) in &outcome.aliases {
            self.store.merge_story(gone, stays)?;
        }
        Ok(self.store.put_word_counts(&outcome.counts.to_bytes())?)
    }
}
