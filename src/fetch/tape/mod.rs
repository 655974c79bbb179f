//! Runs on tape: what servers and files said, kept in a folder, and the same said again without them.
//!
//! A recording is a folder with one numbered folder per run:
//!
//! ```text
//! 0001/run.json                    format, version, clock, and whether the run came to its end
//! 0001/config.toml                 the configuration in force, secrets hidden
//! 0001/ledger.db                   the ledger before the run; without it, a run goes on with the
//!                                  ledger of the run before
//! 0001/news.example_feed.http      one request and what came of it, as text (see `format`)
//! 0001/news.example_feed.body      the body as it was sent
//! 0001/feeds_notes_.md.files.json  what one source of local files held (see `files`)
//! 0001/files/feeds/notes/a.md      such a file
//! ```
//!
//! Files are named by the address, so that two runs can be compared by `diff -r`; what was asked for
//! more than once has a number behind a `~`. Order says nothing but among those.

mod files;
mod format;
mod kinds;
mod record;
mod replay;
mod runs;

use std::{fmt, io, path::PathBuf};

pub use record::Recorder;
pub use replay::Player;
pub use runs::{About, Run, runs};

/// The file of a run that holds the ledger.
pub const LEDGER: &str = "ledger.db";

/// The file of a run that holds the configuration.
pub const CONFIG: &str = "config.toml";

/// What stands for a secret.
const HIDDEN: &str = "(hidden)";

/// Whether exchanges are kept, or come from what was kept.
#[derive(Clone, Debug, Default)]
pub enum Tape {
    /// Neither.
    #[default]
    Off,
    /// They are kept.
    Record(Recorder),
    /// They were kept; nothing else is asked, and no clock is waited for.
    Replay(Player),
}

impl Tape {
    /// Ends the run; says what a person should know of the tape.
    pub fn finish(&self) -> Vec<String> {
        match self {
            Tape::Off => Vec::new(),
            Tape::Record(recorder) => recorder.finish(),
            Tape::Replay(player) => player.finish(),
        }
    }
}

/// What a tape lacks to answer as the server did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lack {
    /// The place was not asked in the recording.
    Absent,
    /// It was asked, but so many times only.
    Spent(usize),
    /// "Nothing changed" (304) is all there is, but this time the request shows no validator.
    Unconditional,
    /// It is there, but not readable.
    Damaged(String),
}

/// A recording cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TapeError {
    /// There is no recorded run in the folder.
    #[error("{} holds no recorded run", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
    /// A recording that broke off before the first request, or no recording.
    #[error("{} is no recorded run: it has no run.json", path.display())]
    Unbegun {
        /// The folder of the run.
        path: PathBuf,
    },
    /// A later version of feedmill made it.
    #[error("{} was recorded in a later format ({format})", path.display())]
    Format {
        /// The folder of the run.
        path: PathBuf,
        /// The format.
        format: u32,
    },
    /// A file of it cannot be read or written.
    #[error("cannot use {}", path.display())]
    Access {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file of it does not say what it should.
    #[error("{} is damaged: {what}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        what: String,
    },
}

impl TapeError {
    /// What the operator can do about it.
    pub fn help(&self) -> Option<&'static str> {
        match self {
            TapeError::Empty { .. } => Some("name the folder that was given to --record"),
            TapeError::Unbegun { .. } => {
                Some("if the recording broke off, remove this folder to replay the others")
            }
            TapeError::Format { .. } => Some("replay it with the version that recorded it"),
            TapeError::Access { .. } | TapeError::Damaged { .. } => None,
        }
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Lack::Absent => f.write_str("is not on the tape"),
            Lack::Spent(1) => f.write_str("is on the tape once only, and was asked once more"),
            Lack::Spent(times) => {
                write!(f, "is on the tape {times} times only, and was asked once more")
            }
            Lack::Unconditional => f.write_str(
                "answered 304 Not Modified on the tape, but was asked without validators this time",
            ),
            Lack::Damaged(what) => write!(f, "cannot be taken from the tape: {what}"),
        }
    }
}
