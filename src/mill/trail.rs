//! What became of an item: what else tells its article, what stands for it, and what the operator said.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Error, Mill};
use crate::{
    model::Guid,
    store::{Apart, Fold},
};

/// Where an item stands, if not for itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Place {
    /// The item that stands for its article.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub telling_of: Option<Guid>,
    /// Since when it is a tombstone: its text is gone, and it is in no feed any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tombstone: Option<DateTime<Utc>>,
}

impl Place {
    /// Whether the item stands for itself.
    pub fn is_its_own(&self) -> bool {
        *self == Place::default()
    }
}

/// What became of an item.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Trail {
    /// Where it stands.
    #[serde(flatten)]
    pub place: Place,
    /// How it came to tell an article that another item stands for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fold: Option<Fold>,
    /// The item whose text is shown, where that is not its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_of: Option<Guid>,
    /// Whether the text is that of its page, which says more than the source.
    pub text_of_page: bool,
    /// The items that tell the article that it stands for.
    pub also_at: Vec<Fold>,
    /// The items that are other articles, because the operator says so.
    pub apart: Vec<Apart>,
}

impl Mill<'_> {
    /// Where an item stands, if not for itself.
    pub fn place(&self, guid: &Guid) -> Result<Place, Error> {
        Ok(match self.store.tombstone(guid)? {
            Some(it) => Place { telling_of: it.owner, tombstone: Some(it.since) },
            None => Place { telling_of: self.store.owner(guid)?, tombstone: None },
        })
    }

    pub(super) fn trail(&self, guid: &Guid) -> Result<Trail, Error> {
        let (text_of, text_of_page) = self.store.text_of(guid)?;
        Ok(Trail {
            place: self.place(guid)?,
            fold: self.store.fold_of(guid)?,
            text_of,
            text_of_page,
            also_at: self.store.folds(guid)?,
            apart: self.store.said_apart(guid)?,
        })
    }
}
