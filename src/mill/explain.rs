//! Why an item is what it is and where it is.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Error, Mill, Trail, query::AlsoAt};
use crate::{
    group::story,
    model::{Fate, Filing, Guid, Item, Key, RuleFired, Telling, Verdict},
};

/// Everything that led to an item.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The item, with its body.
    pub item: Item,
    /// Where it is shown at all.
    pub fate: Fate,
    /// The rule of the operator that fired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleFired>,
    /// One verdict per topic, in the order of the config.
    pub verdicts: Vec<Verdict>,
    /// The story that it is in, with its other items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story: Option<StoryReport>,
    /// Every telling, in the order in which they were met.
    pub tellings: Vec<Telling>,
    /// The keys by which sources know it.
    pub keys: Vec<SourceKey>,
    /// What else tells its article, and what stands for it.
    #[serde(flatten)]
    pub trail: Trail,
}

/// A story and the items in it.
#[derive(Clone, Debug, Serialize)]
pub struct StoryReport {
    /// Its permanent id.
    pub guid: Guid,
    /// How many publishers tell it: registrable domains.
    pub covered_by: usize,
    /// Its other items, by (published, guid).
    pub others: Vec<AlsoAt>,
}

/// A key and the source that knows an item by it.
#[derive(Clone, Debug, Serialize)]
pub struct SourceKey {
    /// The source.
    pub source: String,
    /// The key.
    #[serde(flatten)]
    pub key: Key,
}

impl Mill<'_> {
    /// Explains one item: the same functions that filed it, called on what is stored.
    pub fn explain(&self, item: Item, now: DateTime<Utc>) -> Result<Explanation, Error> {
        let others = self.store.others(&item.guid)?;
        let Filing { fate, rule, verdicts, .. } = self.desk()?.file(item.clone(), &others, now);
        let story = self.story_report(&item)?;
        let tellings = self.store.tellings(&item.guid)?;
        let keys = self.store.keys(&item.guid)?;
        let keys = keys.into_iter().map(|(source, key)| SourceKey { source, key }).collect();
        let trail = self.trail(&item.guid)?;
        // What does not stand for itself is in no topic.
        let verdicts = if trail.place.is_its_own() { verdicts } else { Vec::new() };
        Ok(Explanation { item, fate, rule, verdicts, story, tellings, keys, trail })
    }

    fn story_report(&self, item: &Item) -> Result<Option<StoryReport>, Error> {
        let Some(guid) = self.store.story_of(&item.guid)? else { return Ok(None) };
        let mut members = self.store.members(&guid)?;
        let publishers: Vec<String> = members
            .iter()
            .map(|member| story::publisher(member.link.as_deref(), &member.source))
            .collect();
        let covered_by = story::covered_by(publishers.iter().map(String::as_str));
        members.retain(|member| member.guid != item.guid);
        Ok(Some(StoryReport { guid, covered_by, others: members.iter().map(AlsoAt::of).collect() }))
    }
}
