//! Why a turn stops.

use crate::{fetch, publish, store};

/// Something only the operator can put right. A failed source is none of these.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The ledger.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// The output.
    #[error(transparent)]
    Publish(#[from] publish::Error),
    /// The object storage.
    #[error(transparent)]
    Objects(#[from] publish::objects::Error),
    /// The network cannot be used at all.
    #[error(transparent)]
    Fetch(#[from] fetch::Error),
    /// A recording cannot be replayed.
    #[error(transparent)]
    Tape(#[from] fetch::TapeError),
}

impl Error {
    /// What the operator can do about it.
    pub fn help(&self) -> Option<String> {
        match self {
            Error::Store(error) => error.help().map(str::to_owned),
            Error::Publish(error) => error.help().map(str::to_owned),
            Error::Objects(error) => error.help().map(str::to_owned),
            Error::Fetch(error) => error.help().map(str::to_owned),
            Error::Tape(error) => error.help().map(str::to_owned),
        }
    }

    /// Whether another run is at work.
    pub fn is_locked(&self) -> bool {
        matches!(self, Error::Store(store::Error::Locked { .. }))
    }
}
