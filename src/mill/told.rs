//! Stories as feeds show them: beside one of their items, or as an entry of their own.
//!
//! What a rule drops is named nowhere, and only what may stand in live feeds lends an entry its words.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use chrono::{DateTime, Utc};

use super::{Error, Mill, desk::Desk, story::Waiting};
use crate::{
    group::story,
    model::{Date, Digest, Fate, FeedStory, Guid, Item, Related, Show},
    store::{Brief, Routed},
};

/// The stories that were met while feeds are composed, each read once.
pub(super) struct Stories<'m, 'c> {
    mill: &'m Mill<'c>,
    desk: &'m Desk<'c>,
    now: DateTime<Utc>,
    told: BTreeMap<Guid, Told>,
    /// Those that were met earlier; what is met again moves to the others.
    earlier: BTreeMap<Guid, Told>,
    /// How many items the stories name that were met last.
    named: usize,
}

/// Most items that stories in memory name, twice over.
const MOST_NAMED: usize = 6_000;

/// One story, the same for all feeds.
pub(super) struct Told {
    guid: Guid,
    /// What may be named, by (published, guid).
    items: Vec<Arc<Related>>,
    covered_by: usize,
    /// Whose words stand for it; only where some feed shows stories.
    digest: Option<Digest>,
    /// The topics that any of its items is in, in the order of the config.
    topics: Vec<String>,
    published: Date,
    /// When it last grew.
    grew: DateTime<Utc>,
}

impl<'m, 'c> Stories<'m, 'c> {
    pub fn new(mill: &'m Mill<'c>, desk: &'m Desk<'c>, now: DateTime<Utc>) -> Self {
        let (told, earlier) = Default::default();
        Stories { mill, desk, now, told, earlier, named: 0 }
    }

    /// Whether the story of an item is in memory.
    pub fn knows(&self, routed: &Routed) -> bool {
        let is_known = |guid| self.told.contains_key(guid) || self.earlier.contains_key(guid);
        routed.story.as_ref().is_some_and(|(guid, _)| is_known(guid))
    }

    /// The story of an item that a feed shows.
    pub fn of(&mut self, routed: &Routed) -> Result<Option<&Told>, Error> {
        let Some((guid, first)) = &routed.story else { return Ok(None) };
        if !self.told.contains_key(guid) {
            let told = match self.earlier.remove(guid) {
                Some(told) => Some(told),
                None => self.read(guid, *first)?,
            };
            let Some(told) = told else { return Ok(None) };
            // Archives come by date, and so do their stories.
            if self.named > MOST_NAMED {
                self.earlier = std::mem::take(&mut self.told);
                self.named = 0;
            }
            self.named += told.items.len();
            self.told.insert(guid.clone(), told);
        }
        Ok(self.told.get(guid))
    }

    fn read(&self, guid: &Guid, first: DateTime<Utc>) -> Result<Option<Told>, Error> {
        let config = self.mill.config;
        let members = self.mill.store.in_brief(guid, self.now)?;
        let Some(earliest) = members.first() else { return Ok(None) };
        let published = Date { at: first, ..earliest.published.clone() };
        let (mut items, mut live, mut in_topics) = (Vec::new(), Vec::new(), BTreeSet::new());
        let (mut publishers, mut growth) = (Vec::new(), Vec::new());
        let mut whole = Vec::new();
        let has_leads = config.story.show == Show::Lead
            || config.story.show_in.values().any(|show| *show == Show::Lead);
        if has_leads {
            // In the same order.
            whole = self.mill.store.members(guid)?;
        }
        for (number, member) in members.iter().enumerate() {
            let publisher = story::publisher(member.link.as_deref(), &member.source);
            let (in_these, fate) = match &member.filed {
                Some(filed) => filed.clone(),
                None => self.filed_anew(&member.guid)?,
            };
            let is_dropped = fate == Fate::Dropped;
            // What a rule drops lets no story grow; but its publisher is known from then on, or a rule
            // about age would let an old story grow.
            let at = if is_dropped { first } else { member.published.at };
            growth.push((at, publisher.clone()));
            if is_dropped {
                continue;
            }
            items.push(Arc::new(related(member)));
            publishers.push(publisher);
            if fate == Fate::Live {
                in_topics.extend(in_these);
                // Texts are compared only where one of them stands for all.
                live.extend(whole.get(number).map(Waiting::new));
            }
        }
        let grew = story::grew(growth.iter().map(|(at, publisher)| (*at, publisher.as_str())));
        let topics = config.route.topics.iter().map(|topic| &topic.id);
        let articles: Vec<_> = live.iter().map(Waiting::article).collect();
        Ok(Some(Told {
            guid: guid.clone(),
            items,
            covered_by: story::covered_by(publishers.iter().map(String::as_str)),
            digest: if has_leads { story::digest(&articles) } else { None },
            topics: topics.filter(|id| in_topics.contains(*id)).cloned().collect(),
            published,
            grew: grew.unwrap_or(first).max(first),
        }))
    }

    /// Where an item is shown that a feed did not look at: it may not be filed by the rules in force.
    fn filed_anew(&self, guid: &Guid) -> Result<(Vec<String>, Fate), Error> {
        let Some(item) = self.mill.store.item(guid)? else {
            return Ok((Vec::new(), Fate::Dropped));
        };
        let others = self.mill.store.others(guid)?;
        let filing = self.desk.file(Item { content: None, ..item }, &others, self.now);
        Ok((filing.topics, filing.fate))
    }
}

impl Told {
    /// The story beside one of its items; `None` where there is no other.
    pub fn beside(&self, item: &Guid) -> Option<FeedStory> {
        let story = self.around(item, None);
        (!story.others.is_empty()).then_some(story)
    }

    /// The story in the place of its items, with the one whose words it shows.
    pub fn lead(&self) -> Option<(FeedStory, &Guid)> {
        let digest = self.digest.as_ref()?;
        Some((self.around(&digest.item, Some(digest.clone())), &digest.item))
    }

    /// Gives an item the id and the dates of the story: its first publication, and when it last grew.
    pub fn stand_in(&self, item: &mut Item) {
        item.guid = self.guid.clone();
        item.published = self.published.clone();
        item.updated = Date { at: self.grew, ..self.published.clone() };
    }

    /// The topics that any of its items is in.
    pub fn topics(&self) -> &[String] {
        &self.topics
    }

    fn around(&self, item: &Guid, digest: Option<Digest>) -> FeedStory {
        let others = self.items.iter().filter(|other| other.guid != *item);
        FeedStory {
            guid: self.guid.clone(),
            covered_by: self.covered_by,
            others: others.clone().take(FeedStory::MOST).cloned().collect(),
            more: others.count().saturating_sub(FeedStory::MOST),
            digest,
        }
    }
}

fn related(item: &Brief) -> Related {
    Related {
        guid: item.guid.clone(),
        title: item.title.text.clone(),
        link: item.link.clone(),
        source: item.origin.as_deref().unwrap_or(&item.source).to_owned(),
        published: item.published.at,
    }
}
