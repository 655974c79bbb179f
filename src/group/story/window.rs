//! The stories that an item can still join, and the placing of items one by one.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{
    Article, Placement, Settings,
    counts::Counts,
    features::Features,
    index::Index,
    packed::Words,
    score::{JOIN, MERGE, MERGE_ITEM},
};
use crate::model::{Guid, StoredStory};

/// Most items of a story: what draws in more is no event, but words that all articles have.
const MOST_ITEMS: u32 = 300;

/// Stories in memory, while items are placed.
#[derive(Clone, Debug)]
pub struct Window {
    /// Seconds between an item and the story it can join.
    span: i64,
    counts: Counts,
    stories: Vec<Story>,
    index: Index,
    /// Open stories by their latest member: what is too old for the items that follow goes first.
    by_last: BTreeSet<(i64, usize)>,
    changed: BTreeSet<usize>,
    aliases: BTreeMap<Guid, Guid>,
}

/// A story in memory; instants in seconds since 1970.
#[derive(Clone, Debug)]
struct Story {
    guid: Guid,
    first: i64,
    last: i64,
    size: u32,
    words: Words,
    /// Its number in the ledger.
    number: Option<i64>,
    /// It became part of another.
    is_gone: bool,
}

/// What a pass changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Stories that are new or have changed, by id.
    pub stories: Vec<StoredStory>,
    /// Stories that have become part of another: the id that is gone, and the one that stays. No id
    /// that stays is gone itself.
    pub aliases: BTreeMap<Guid, Guid>,
    /// The counts after the pass.
    pub counts: Counts,
}

impl Window {
    /// A window over stored stories.
    ///
    /// `stored` holds at least those that [`Settings::reach`] asks for; more do not change the outcome.
    /// A row that is not of this version is left out: its story takes no more items.
    pub fn new(settings: &Settings, counts: Counts, stored: &[StoredStory]) -> Self {
        let stories: Vec<Story> = stored.iter().filter_map(Story::from_row).collect();
        Window {
            span: settings.span(),
            counts,
            index: Index::new(stories.iter().map(|story| &story.words)),
            by_last: stories.iter().enumerate().map(|(slot, story)| (story.last, slot)).collect(),
            stories,
            changed: BTreeSet::new(),
            aliases: BTreeMap::new(),
        }
    }

    /// Places an item: into the story that has most in common with it, else into one of its own.
    ///
    /// Items come in the order of (published, guid), each once. What comes before its time, joins only
    /// stories that the items before it could still join.
    pub fn place(&mut self, article: &Article<'_>) -> Placement {
        let at = article.published.timestamp();
        self.close(at);
        let features = Features::of(article, &self.counts);
        let close = self.close_to(&features, at);
        let placement = match close.first() {
            None => self.begin(article.guid, &features, at),
            Some(&(score, slot)) => {
                self.change(slot, |story| {
                    story.words.join(&features, story.size);
                    story.first = story.first.min(at);
                    story.last = story.last.max(at);
                    story.size = story.size.saturating_add(1);
                });
                match self.twin(slot, &close) {
                    Some(other) => self.merge(slot, other, score),
                    None => Placement::Joined { story: self.stories[slot].guid.clone(), score },
                }
            }
        };
        self.counts.add(&features.terms);
        placement
    }

    /// What has changed.
    pub fn finish(self) -> Outcome {
        let mut stories: Vec<StoredStory> =
            self.changed.iter().map(|&slot| self.stories[slot].to_row()).collect();
        stories.sort_unstable_by(|a, b| a.guid.cmp(&b.guid));
        Outcome { stories, aliases: self.aliases, counts: self.counts }
    }

    /// The stories that an item may join, the closest first; of equal ones, the one with the lower id.
    fn close_to(&mut self, features: &Features, at: i64) -> Vec<(f64, usize)> {
        let (stories, span) = (&self.stories, self.span);
        let is_open = |slot: usize| {
            let story = &stories[slot];
            story.size < MOST_ITEMS && story.gap(at) <= span
        };
        let guid = |slot: usize| &stories[slot].guid;
        let score = |slot: usize| {
            let story = &stories[slot];
            let gap = story.gap(at) as f64 / span.max(1) as f64;
            story.words.score(features, gap).filter(|&score| score >= JOIN)
        };
        let found = self.index.candidates(features, is_open, guid);
        let mut close: Vec<(f64, usize)> =
            found.into_iter().filter_map(|slot| Some((score(slot)?, slot))).collect();
        close.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then_with(|| guid(a.1).cmp(guid(b.1))));
        close
    }

    fn begin(&mut self, item: &Guid, features: &Features, at: i64) -> Placement {
        let guid = Guid::of(&["story", item.as_str()]);
        let words = Words::of(features);
        let story = Story {
            guid: guid.clone(),
            first: at,
            last: at,
            size: 1,
            words,
            number: None,
            is_gone: false,
        };
        self.changed.insert(self.stories.len());
        self.open(story);
        Placement::New(guid)
    }

    /// Another story that the item is close to, and that is close to the one it has joined.
    fn twin(&self, slot: usize, close: &[(f64, usize)]) -> Option<usize> {
        let mut near = close.iter().take_while(|(score, _)| *score >= MERGE_ITEM).skip(1);
        let story = |slot: usize| &self.stories[slot];
        let is_twin = |other: usize| {
            story(slot).size.saturating_add(story(other).size) <= MOST_ITEMS
                && story(slot).words.alike(&story(other).words) >= MERGE
        };
        near.find(|(_, other)| is_twin(*other)).map(|&(_, other)| other)
    }

    /// Makes two stories one, under the id of the older.
    fn merge(&mut self, one: usize, other: usize, score: f64) -> Placement {
        let age = |slot: usize| (self.stories[slot].first, &self.stories[slot].guid);
        let (old, young) = if age(one) <= age(other) { (one, other) } else { (other, one) };
        self.shut(young);
        self.changed.remove(&young);
        self.stories[young].is_gone = true;
        let gone = self.stories[young].clone();
        self.change(old, |story| {
            story.words.merge(&gone.words, story.size, gone.size);
            story.first = story.first.min(gone.first);
            story.last = story.last.max(gone.last);
            story.size = story.size.saturating_add(gone.size);
        });
        let story = self.stories[old].guid.clone();
        self.aliases.values_mut().filter(|id| **id == gone.guid).for_each(|id| *id = story.clone());
        self.aliases.insert(gone.guid.clone(), story.clone());
        Placement::Merged { story, gone: gone.guid, score }
    }

    fn open(&mut self, story: Story) {
        let slot = self.stories.len();
        self.index.add(slot, &story.words);
        self.by_last.insert((story.last, slot));
        self.stories.push(story);
    }

    fn shut(&mut self, slot: usize) {
        let story = &self.stories[slot];
        self.index.remove(slot, &story.words);
        self.by_last.remove(&(story.last, slot));
    }

    fn change(&mut self, slot: usize, how: impl FnOnce(&mut Story)) {
        self.shut(slot);
        let story = &mut self.stories[slot];
        how(story);
        self.index.add(slot, &story.words);
        self.by_last.insert((story.last, slot));
        self.changed.insert(slot);
    }

    /// Shuts the stories that neither this item nor one after it can join.
    fn close(&mut self, at: i64) {
        while let Some(&(last, slot)) = self.by_last.first() {
            if at.saturating_sub(last) <= self.span {
                break;
            }
            self.shut(slot);
        }
    }
}

impl Story {
    /// Seconds between an instant and the story's time; 0 within.
    fn gap(&self, at: i64) -> i64 {
        at.saturating_sub(self.last).max(self.first.saturating_sub(at)).max(0)
    }

    /// A story as it is stored; `None` for a row that is not of this version.
    fn from_row(row: &StoredStory) -> Option<Self> {
        Some(Story {
            guid: row.guid.clone(),
            first: row.first.timestamp(),
            last: row.last.timestamp(),
            size: row.size,
            words: Words::from_bytes(&row.words)?,
            number: row.number,
            is_gone: false,
        })
    }

    fn to_row(&self) -> StoredStory {
        let instant = |seconds| DateTime::<Utc>::from_timestamp(seconds, 0).unwrap_or_default();
        StoredStory {
            guid: self.guid.clone(),
            first: instant(self.first),
            last: instant(self.last),
            size: self.size,
            words: self.words.to_bytes(),
            number: self.number,
        }
    }
}
