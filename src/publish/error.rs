//! Why nothing was published, and what the operator can do.

use std::{io, path::PathBuf};

/// The output directory could not be brought to its new state.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file that is there cannot be read.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A file cannot be written, renamed or removed.
    #[error("cannot {action} {}", path.display())]
    Write {
        /// What was tried: `write`, `rename`, `remove` and the like.
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The cause.
        source: io::Error,
    },
    /// A written file did not pass its check.
    #[error("{} would be broken: {what}", path.display())]
    Check {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A feed would lose more items than one publish may take away.
    #[error("{} would shrink from {before} to {after} items", path.display())]
    Shrunk {
        /// The feed document.
        path: PathBuf,
        /// Items at the last publish.
        before: usize,
        /// Items now.
        after: usize,
    },
    /// An artifact's name leads out of the output directory or is not a file name.
    #[error("{path:?} is not a file name below the output directory")]
    Name {
        /// The name.
        path: String,
    },
    /// A file for the operator would be published.
    #[error("{} lies within the output directory", path.display())]
    Public {
        /// The file.
        path: PathBuf,
    },
    /// Two artifacts have one name.
    #[error("two files have the name {path:?}")]
    Twice {
        /// The name.
        path: String,
    },
}

impl Error {
    /// What the operator can do about it, if anything.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            Error::Read { .. } | Error::Write { .. } => {
                Some("check the owner and the free space of that folder")
            }
            Error::Check { .. } => Some(
                "the files of the last publish are still in place; please report this as a bug",
            ),
            Error::Shrunk { .. } => Some(
                "the files of the last publish are still in place; if this is intended, run once \
                 with --force, or raise output.max_shrink",
            ),
            Error::Public { .. } => {
                Some("it names every source: give it a path elsewhere in [report]")
            }
            Error::Name { .. } | Error::Twice { .. } => {
                Some("check the topic ids and output.names in config.toml")
            }
        }
    }
}
