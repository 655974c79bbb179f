//! The stored items → terms and shields that a topic could have.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::{Error, Mill};
use crate::{
    model::Guid,
    route::{Study, Subject, Suggestions},
    store::{Filed, Wanted},
};

/// Most items of the topic that are read. The newest say best what it is about now, and memory grows with
/// them.
const MOST_INSIDE: usize = 2_000;

impl Mill<'_> {
    /// Terms that tell the items of a topic from all others, and phrases around its terms in items that
    /// are not in it; at most so many of each. `topic` is its place in the configuration.
    pub fn suggest(
        &self,
        topic: usize,
        most: usize,
        now: DateTime<Utc>,
    ) -> Result<Suggestions, Error> {
        let settings = &self.config.route;
        let topic = &settings.topics[topic];
        let taught: BTreeMap<&str, bool> = topic
            .examples
            .iter()
            .filter_map(|example| Some((example.id.as_deref()?, example.belongs)))
            .collect();
        let desk = self.desk()?;
        let mut study = Study::new(topic, settings);
        let mut inside: BTreeSet<Guid> = BTreeSet::new();
        let mut stored: BTreeSet<Guid> = BTreeSet::new();
        self.store.filed(|Filed { item, others, .. }| {
            let word = taught.get(item.guid.as_str()).copied();
            if word.is_some() {
                stored.insert(item.guid.clone());
            }
            let is_routed = || desk.file(item.clone(), &others, now).topics.contains(&topic.id);
            if word.unwrap_or_else(is_routed) {
                if inside.len() < MOST_INSIDE {
                    study.inside(&Subject::of(&item, &[]));
                }
                inside.insert(item.guid);
            }
            Wanted::More
        })?;
        // What was taught in words, or is not stored any more, says as much.
        let is_stored =
            |id: &Option<String>| id.as_ref().is_some_and(|id| stored.contains(&Guid(id.clone())));
        let samples: Vec<_> = topic.examples.iter().filter(|it| !is_stored(&it.id)).collect();
        for example in samples.iter().filter(|example| example.belongs) {
            study.inside(&Subject::sample(&example.title, &example.text));
        }
        let mut comparison = study.compare();
        for example in samples.iter().filter(|example| !example.belongs) {
            comparison.outside(&Subject::sample(&example.title, &example.text), true);
        }
        self.store.filed(|Filed { item, .. }| {
            if !inside.contains(&item.guid) {
                let is_taught = taught.contains_key(item.guid.as_str());
                comparison.outside(&Subject::of(&item, &[]), is_taught);
            }
            Wanted::More
        })?;
        Ok(comparison.suggestions(most))
    }
}
