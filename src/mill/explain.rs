//! Why an item is what it is and where it is.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Error, Mill};
use crate::model::{Fate, Filing, Item, Key, RuleFired, Telling, Verdict};

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
    /// Every telling, in the order in which they were met.
    pub tellings: Vec<Telling>,
    /// The keys by which sources know it.
    pub keys: Vec<SourceKey>,
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
        let tellings = self.store.tellings(&item.guid)?;
        let keys = self.store.keys(&item.guid)?;
        let keys = keys.into_iter().map(|(source, key)| SourceKey { source, key }).collect();
        Ok(Explanation { item, fate, rule, verdicts, tellings, keys })
    }
}
