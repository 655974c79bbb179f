//! The operator's hand on the ledger: two items are one article, or one is an article of its own.
//!
//! What a run that was killed left unsettled is settled first, so that the outcome does not depend on
//! it. The feeds are left to the next `build` or `run`.

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Error, Mill, Place};
use crate::{
    model::{Bound, Guid, Item},
    store::Counts,
};

/// An item in few words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Brief {
    /// Its id.
    pub guid: Guid,
    /// Its source.
    pub source: String,
    /// Its title.
    pub title: String,
}

impl From<&Item> for Brief {
    fn from(item: &Item) -> Self {
        let (guid, source) = (item.guid.clone(), item.source.clone());
        Brief { guid, source, title: item.title.text.to_string() }
    }
}

/// Two items that are one article from now on.
#[derive(Clone, Debug, Serialize)]
pub struct Joined {
    /// The one that stands for it.
    pub item: Brief,
    /// The one that became a telling of it.
    pub telling: Brief,
    /// How many tellings came along.
    pub along: usize,
    /// The item whose text is shown.
    pub text_of: Guid,
}

/// An item that stands for itself from now on.
#[derive(Clone, Debug, Serialize)]
pub struct Split {
    /// The item.
    pub item: Brief,
    /// The one that stood for it.
    pub from: Brief,
    /// How many tellings went with it.
    pub along: usize,
}

/// What the ledger holds.
#[derive(Clone, Debug, Serialize)]
pub struct Ledger {
    /// The database file.
    pub path: PathBuf,
    /// Its size, with what waits beside it; 0 when there is none yet.
    pub bytes: u64,
    /// How many rows of which sort.
    #[serde(flatten)]
    pub counts: Counts,
}

/// Why the operator's word cannot be followed.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// Both words mean one item.
    #[error("both are the same item: {:?}", .0.title)]
    Same(Brief),
    /// They are one article already.
    #[error("they are one article already; {:?} ({}) stands for it", .0.title, .0.guid)]
    One(Brief),
    /// The second one is a telling of a third one: these two.
    #[error("{:?} is a telling of {:?} ({}) already", .0[0].title, .0[1].title, .0[1].guid)]
    Elsewhere(Box<[Brief; 2]>),
    /// The item stands for itself, and for nothing else.
    #[error("{:?} stands for itself already", .0.title)]
    Alone(Brief),
    /// The item stands for several tellings; which of them is to go?
    #[error("{:?} stands for its article; which telling is to stand for itself?", item.title)]
    Owner {
        /// The item.
        item: Brief,
        /// Its tellings.
        tellings: Vec<Brief>,
    },
    /// The item is a tombstone.
    #[error("the text of {:?} is gone since {}", item.title, since.format("%Y-%m-%d"))]
    Tombstone {
        /// The item.
        item: Brief,
        /// Since when.
        since: DateTime<Utc>,
    },
    /// The ledger cannot be used.
    #[error(transparent)]
    Ledger(#[from] Error),
}

impl Refusal {
    /// What the operator can do about it.
    pub fn help(&self) -> Option<String> {
        Some(match self {
            Refusal::Same(_) => "name another item as the second one".to_owned(),
            Refusal::One(_) => {
                "to let another telling stand for it, `state split` that one and merge again".into()
            }
            Refusal::Elsewhere(both) => format!(
                "`feedmill state split {}` frees it; to join all of them, merge {} instead",
                both[0].guid, both[1].guid
            ),
            Refusal::Alone(_) => "only what another item stands for can be split off".to_owned(),
            Refusal::Owner { tellings, .. } => {
                let mut help = String::from("name one of these:");
                for Brief { guid, source, title } in tellings {
                    help.push_str(&format!("\n    {guid}  {title} (source {source})"));
                }
                help
            }
            Refusal::Tombstone { .. } => {
                "it is in no feed any more, whatever it is; state.keep_items says how long texts are \
                 kept"
                    .to_owned()
            }
            Refusal::Ledger(error) => return error.help(),
        })
    }

    /// Whether the command line leaves a choice open, or names one item twice.
    pub fn is_usage(&self) -> bool {
        matches!(self, Refusal::Same(_) | Refusal::Owner { .. })
    }
}

impl Mill<'_> {
    /// Makes `other` a telling of the article that `item` tells. What it stands for comes along.
    pub fn join(&self, item: &Item, other: &Item, now: DateTime<Utc>) -> Result<Joined, Refusal> {
        self.settle()?;
        let (guid, owner) = (&item.guid, self.standing(item)?);
        let above = self.standing(other)?;
        if *guid == other.guid {
            return Err(Refusal::Same(item.into()));
        }
        if owner.guid == above.guid {
            return Err(Refusal::One(owner));
        }
        if above.guid != other.guid {
            return Err(Refusal::Elsewhere(Box::new([other.into(), above])));
        }
        let along = self.store.folds(&other.guid).map_err(Error::from)?.len();
        let join = || -> Result<Guid, Error> {
            self.store.begin()?;
            self.store.say_same(&other.guid, guid, now)?;
            self.store.fold(&other.guid, guid, &Bound::Word)?;
            self.choose_best(&owner.guid)?;
            let (text_of, _) = self.store.text_of(&owner.guid)?;
            self.store.commit()?;
            Ok(text_of.unwrap_or_else(|| owner.guid.clone()))
        };
        let text_of = join()?;
        Ok(Joined { item: owner, telling: other.into(), along, text_of })
    }

    /// Lets an item stand for itself that another one stands for, for good. What came with it goes
    /// with it.
    pub fn split(&self, item: &Item, now: DateTime<Utc>) -> Result<Split, Refusal> {
        self.settle()?;
        let from = self.standing(item)?;
        if from.guid == item.guid {
            let folds = self.store.folds(&item.guid).map_err(Error::from)?.into_iter();
            let tellings: Vec<Brief> = folds
                .map(|it| Brief { guid: it.guid, source: it.source, title: it.title })
                .collect();
            return Err(match tellings.is_empty() {
                true => Refusal::Alone(item.into()),
                false => Refusal::Owner { item: item.into(), tellings },
            });
        }
        let split = || -> Result<usize, Error> {
            self.store.begin()?;
            let along = self.store.split(&item.guid, now)?;
            self.choose_best(&from.guid)?;
            self.choose_best(&item.guid)?;
            self.store.commit()?;
            // What comes after the comparison with others comes for it as for a new one.
            self.settle()?;
            Ok(along.unwrap_or(0))
        };
        let along = split()?;
        Ok(Split { item: item.into(), from, along })
    }

    /// What the ledger holds.
    pub fn ledger(&self) -> Result<Ledger, Error> {
        let path = self.config.store.path.clone();
        let mut waiting = path.clone().into_os_string();
        waiting.push("-wal");
        let size = |path: &std::path::Path| std::fs::metadata(path).map_or(0, |it| it.len());
        let bytes = size(&path) + size(waiting.as_ref());
        Ok(Ledger { path, bytes, counts: self.store.counts()? })
    }

    /// The item that stands for the article that an item tells; that may be itself.
    fn standing(&self, item: &Item) -> Result<Brief, Refusal> {
        let Place { telling_of, tombstone } = self.place(&item.guid)?;
        if let Some(since) = tombstone {
            return Err(Refusal::Tombstone { item: item.into(), since });
        }
        let owner = match telling_of {
            Some(owner) => self.store.item(&owner).map_err(Error::from)?,
            None => None,
        };
        Ok(Brief::from(owner.as_ref().unwrap_or(item)))
    }
}
