//! What other topics would move in the archive, before anything is saved.
//!
//! Every stored item is filed by the same functions as in a build, and nothing is remembered. Of the
//! items that move, only the newest are kept, so memory is flat.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Error, Mill, TopicMiss, query};
use crate::{
    config::Config,
    model::{ALL, Fate, Filing, Guid, Item, RuleFired, Verdict},
    store::{Filed, Wanted},
};

/// What is compared with what.
#[derive(Clone, Copy, Debug)]
pub struct Change<'s> {
    /// What decided before; `None` for what the last build remembers.
    pub before: Option<&'s Config>,
    /// What would decide.
    pub after: &'s Config,
    /// Most items that are shown per topic and direction.
    pub most: usize,
}

/// What would move.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Trial {
    /// Stored items that were looked at.
    pub items: usize,
    /// Those of them that no build has put anywhere yet; they move from nowhere and are not counted.
    pub unfiled: usize,
    /// The topics with items that move, in the order of the config; then topics that are gone, and `all`.
    pub topics: Vec<TopicTrial>,
    /// Tests of topics that would not hold, but do now.
    pub misses: Vec<TopicMiss>,
}

/// What would move in one topic.
#[derive(Clone, Debug, Serialize)]
pub struct TopicTrial {
    /// Topic id; `all` for the feed of everything.
    pub topic: String,
    /// How many items would enter.
    pub entered: usize,
    /// How many would leave.
    pub left: usize,
    /// The newest of those that would enter.
    pub entering: Vec<MovingItem>,
    /// The newest of those that would leave.
    pub leaving: Vec<MovingItem>,
}

/// An item that would enter or leave a topic.
#[derive(Clone, Debug, Serialize)]
pub struct MovingItem {
    /// Its id.
    pub guid: Guid,
    /// Its title.
    pub title: String,
    /// Its source.
    pub source: String,
    /// When it was published; that stays.
    pub published: DateTime<Utc>,
    /// Why it was where it was.
    pub before: Why,
    /// Why it would be where it would be.
    pub after: Why,
}

/// What decided about an item and a topic.
#[derive(Clone, Debug, Serialize)]
pub struct Why {
    /// Where the item is shown at all.
    pub fate: Fate,
    /// The rule of the operator that fired.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<RuleFired>,
    /// The verdict on the topic; a build keeps only those that let an item in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdict: Option<Verdict>,
}

impl Why {
    fn of(filing: &Filing, topic: &str) -> Self {
        let verdict = filing.verdict(topic).cloned();
        Why { fate: filing.fate, rule: filing.rule.clone(), verdict }
    }
}

impl Trial {
    /// Leaves out all topics but one.
    pub fn keep(&mut self, topic: &str) {
        self.topics.retain(|trial| trial.topic == topic);
        self.misses.retain(|miss| miss.topic == topic);
    }

    /// Whether anything would be different.
    pub fn is_change(&self) -> bool {
        !self.topics.is_empty() || !self.misses.is_empty()
    }
}

impl Mill<'_> {
    /// Tries a change on every stored item.
    pub fn trial(&self, change: &Change<'_>, now: DateTime<Utc>) -> Result<Trial, Error> {
        let before = change.before.map(|config| self.desk_of(&config.route)).transpose()?;
        let after = self.desk_of(&change.after.route)?;
        let mut trial = Trial::default();
        self.store.filed(|Filed { item, others, filing }| {
            trial.items += 1;
            let old = match &before {
                Some(desk) => Some(desk.file(item.clone(), &others, now)),
                None => filing,
            };
            match old {
                Some(old) => {
                    let new = after.file(item.clone(), &others, now);
                    trial.compare(&item, &old, &new, change.most);
                }
                None => trial.unfiled += 1,
            }
            Wanted::More
        })?;
        let place = |topic: &str| {
            let known = change.after.route.topics.iter().position(|known| known.id == topic);
            (topic == ALL, known.unwrap_or(usize::MAX))
        };
        trial.topics.sort_by(|a, b| {
            place(&a.topic).cmp(&place(&b.topic)).then_with(|| a.topic.cmp(&b.topic))
        });
        let known = change.before.map(query::topic_misses).unwrap_or_default();
        let is_new = |miss: &TopicMiss| !known.iter().any(|known| known.is_same(miss));
        trial.misses = query::topic_misses(change.after).into_iter().filter(is_new).collect();
        Ok(trial)
    }
}

impl Trial {
    fn compare(&mut self, item: &Item, old: &Filing, new: &Filing, most: usize) {
        let (before, after) = (old.feeds(), new.feeds());
        for feed in after.iter().filter(|feed| !before.contains(feed)) {
            let topic = self.topic(feed);
            topic.entered += 1;
            if topic.entering.len() < most {
                topic.entering.push(moving(item, old, new, feed));
            }
        }
        for feed in before.iter().filter(|feed| !after.contains(feed)) {
            let topic = self.topic(feed);
            topic.left += 1;
            if topic.leaving.len() < most {
                topic.leaving.push(moving(item, old, new, feed));
            }
        }
    }

    fn topic(&mut self, id: &str) -> &mut TopicTrial {
        let at = self.topics.iter().position(|topic| topic.topic == id).unwrap_or_else(|| {
            self.topics.push(TopicTrial {
                topic: id.to_owned(),
                entered: 0,
                left: 0,
                entering: Vec::new(),
                leaving: Vec::new(),
            });
            self.topics.len() - 1
        });
        &mut self.topics[at]
    }
}

fn moving(item: &Item, old: &Filing, new: &Filing, topic: &str) -> MovingItem {
    MovingItem {
        guid: item.guid.clone(),
        title: item.title.text.to_string(),
        source: item.source.clone(),
        published: item.published.at,
        before: Why::of(old, topic),
        after: Why::of(new, topic),
    }
}
