//! Why an item is what it is and where it is.

use serde::Serialize;

use super::{Error, Mill, Trail, emit::source_topics};
use crate::{
    model::{Item, Key, Telling, Verdict},
    route::{Router, Subject},
};

/// Everything that led to an item.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The item, with its body.
    pub item: Item,
    /// One verdict per topic, in the order of the config.
    pub verdicts: Vec<Verdict>,
    /// Every telling, in the order in which they were met.
    pub tellings: Vec<Telling>,
    /// The keys by which sources know it.
    pub keys: Vec<SourceKey>,
    /// What else tells its article, and what stands for it.
    #[serde(flatten)]
    pub trail: Trail,
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
    /// Explains one item: the same functions that routed it, called on what is stored.
    pub fn explain(&self, item: Item) -> Result<Explanation, Error> {
        let router = Router::new(&self.config.route);
        let sources = self.sources_in_force()?;
        let subject = Subject::of(&item, source_topics(&sources, &item.source));
        let verdicts = router.verdicts(&subject);
        let tellings = self.store.tellings(&item.guid)?;
        let keys = self.store.keys(&item.guid)?;
        let keys = keys.into_iter().map(|(source, key)| SourceKey { source, key }).collect();
        let trail = self.trail(&item.guid)?;
        // What does not stand for itself is in no topic.
        let verdicts = if trail.place.is_its_own() { verdicts } else { Vec::new() };
        Ok(Explanation { item, verdicts, tellings, keys, trail })
    }
}
