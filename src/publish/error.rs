//! Why nothing was published, and what the operator can do.

use std::{
    io::{
        self,
        ErrorKind::{
            AlreadyExists, FileTooLarge, IsADirectory, NotADirectory, NotFound, PermissionDenied,
            QuotaExceeded, ReadOnlyFilesystem, StorageFull,
        },
    },
    path::PathBuf,
};

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
    /// A publish failed half-way, and then the old files could not all be put back.
    #[error("{} holds files of this publish and of the last one", dir.display())]
    Mixed {
        /// The output directory.
        dir: PathBuf,
        /// Why it failed.
        source: Box<Error>,
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
            Error::Read { source, .. } | Error::Write { source, .. } => Some(advice(source)),
            Error::Mixed { .. } => Some(
                "each file is whole; once the disk works again, run once more: that puts all right",
            ),
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

/// What helps against an error of the disk.
fn advice(error: &io::Error) -> &'static str {
    match error.kind() {
        StorageFull | QuotaExceeded | FileTooLarge => {
            "there is no room: free some, or write elsewhere with output.dir; the files of the last \
             publish are still in place"
        }
        ReadOnlyFilesystem => "the disk takes no writes: mount it writable, or change output.dir",
        PermissionDenied => "give the user that runs feedmill the right to write in that folder",
        NotADirectory | AlreadyExists => {
            "a file stands where a folder belongs: move it away, or change output.dir or output.names"
        }
        IsADirectory => "a folder stands where a file belongs: move it away",
        NotFound => "something removed it meanwhile; run again",
        _ => "look after the disk; the files of the last publish are still in place",
    }
}
