//! Items that stand for themselves → the stories they are in.

use chrono::{DateTime, Utc};

use super::{Error, Mill};
use crate::{
    group::story::{self, Article, Counts, Placement, Window},
    model::{Date, Fate, FeedStory, Guid, Item, Related, Show},
    store::Routed,
};

/// An item that waits for its place, with what stories look at.
pub(super) struct Waiting {
    guid: Guid,
    published: DateTime<Utc>,
    source: String,
    publisher: String,
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

    fn article(&self) -> Article<'_> {
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

    /// The story of an entry: beside the item where there are others in it, or in the item's place
    /// where the feed shows stories.
    pub(super) fn feed_story(
        &self,
        routed: &Routed,
        show: Show,
    ) -> Result<Option<FeedStory>, Error> {
        let Some((guid, _)) = &routed.story else { return Ok(None) };
        let mut members = self.store.members(guid)?;
        let mut shown = Vec::with_capacity(members.len());
        for member in &members {
            let filing = self.store.filing(&member.guid)?;
            shown.push(filing.is_none_or(|filing| filing.fate != Fate::Dropped));
        }
        let mut shown = shown.into_iter();
        members.retain(|_| shown.next().unwrap_or_default());
        if members.len() < 2 && show == Show::All {
            return Ok(None);
        }
        let waiting: Vec<Waiting> = members.iter().map(Waiting::new).collect();
        let articles: Vec<Article<'_>> = waiting.iter().map(Waiting::article).collect();
        let digest = match show {
            Show::All => None,
            Show::Lead => story::digest(&articles),
        };
        let told = digest.as_ref().map_or(&routed.guid, |digest| &digest.item);
        let others = members.iter().filter(|member| member.guid != *told).map(related).collect();
        let covered_by = story::covered_by(articles.iter().map(|article| article.publisher));
        Ok(Some(FeedStory { guid: guid.clone(), covered_by, others, digest }))
    }

    /// Gives an entry that stands for a story its id and its dates: that of the first item, and that
    /// of the last one with which the story grew.
    pub(super) fn date_story(
        &self,
        story: &FeedStory,
        item: &mut Item,
        routed: &Routed,
    ) -> Result<(), Error> {
        let (Some(_), Some((guid, first))) = (&story.digest, &routed.story) else { return Ok(()) };
        let members: Vec<Waiting> = self.store.members(guid)?.iter().map(Waiting::new).collect();
        let grew = story::grew(members.iter().map(|it| (it.published, it.publisher.as_str())));
        item.guid = guid.clone();
        item.published = Date { at: *first, ..item.published.clone() };
        item.updated = Date { at: grew.unwrap_or(*first).max(*first), ..item.updated.clone() };
        Ok(())
    }
}

fn related(item: &Item) -> Related {
    Related {
        guid: item.guid.clone(),
        title: item.title.text.clone(),
        link: item.link.clone(),
        source: item.origin.title.as_deref().unwrap_or(&item.source).to_owned(),
        published: item.published.at,
    }
}
