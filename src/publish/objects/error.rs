//! Why the store is not in the state of the directory, and what the operator can do.

use chrono::{DateTime, SecondsFormat, Utc};

/// The store could not be brought to the state of the published directory, or not be read.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Another writer has said that it is at work.
    #[error(
        "another feedmill has been publishing to {place} since {}",
        since.to_rfc3339_opts(SecondsFormat::Secs, true)
    )]
    Claimed {
        /// The store.
        place: String,
        /// When it began, by its clock.
        since: DateTime<Utc>,
    },
    /// Another writer holds the lock of a folder.
    #[error("another feedmill is publishing to {place}")]
    Busy {
        /// The store.
        place: String,
    },
    /// Another writer was quicker.
    #[error("{key} was replaced by another writer meanwhile")]
    Overtaken {
        /// The manifest in the store.
        key: String,
    },
    /// A request failed.
    #[error("cannot {action} {key}")]
    Request {
        /// What was tried: `read`, `write`, `remove`.
        action: &'static str,
        /// The bucket and the key in it.
        key: String,
        /// What can be done about it.
        help: &'static str,
        /// The cause.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// There was no time left.
    #[error("{place} took too long: {left} objects are left")]
    Slow {
        /// The store.
        place: String,
        /// How many objects were not sent.
        left: usize,
    },
    /// The store cannot be asked at all.
    #[error("{place} cannot be used: {what}")]
    Setup {
        /// The store.
        place: String,
        /// Why.
        what: String,
    },
    /// An object is not the one that the remote manifest lists.
    #[error("{key} is not what the manifest beside it says")]
    Foreign {
        /// The bucket and the key in it.
        key: String,
    },
    /// A published file is not as it was published.
    #[error("{path} was changed after it was published")]
    Changed {
        /// The file below the output directory.
        path: String,
    },
    /// The directory.
    #[error(transparent)]
    Directory(#[from] crate::publish::Error),
}

impl Error {
    /// What the operator can do about it, if anything.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Error::Claimed { .. } => Some(
                "nothing was replaced; wait until it has ended, one that died is given up after 30 minutes",
            ),
            Error::Busy { .. } => Some("wait until it has ended"),
            Error::Overtaken { .. } => {
                Some("let one machine only publish to this place, then run again")
            }
            Error::Request { help, .. } => Some(help),
            Error::Slow { .. } => Some("run again: it goes on from there"),
            Error::Setup { .. } => Some("check [output.objects] in config.toml"),
            Error::Foreign { .. } => {
                Some("the next publish from the machine that has the files puts it right")
            }
            Error::Changed { .. } => Some("run again"),
            Error::Directory(error) => error.help(),
        }
    }
}
