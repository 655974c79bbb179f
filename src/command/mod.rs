//! One verb per file. Each takes its options and the [`Context`], and returns how it ended.
//!
//! The clock, the environment and the terminal are read in [`Context`], once per turn, and handed
//! down. The words on the command line are in [`crate::cli`].

pub mod add;
mod amend;
mod answer;
pub mod build;
pub mod check;
pub mod completions;
pub mod config;
mod context;
pub mod diff;
pub mod explain;
pub mod export;
mod failure;
pub mod import;
pub mod init;
mod input;
mod line;
pub mod lint;
pub mod list;
pub mod man;
pub mod parse;
pub mod preview;
mod replace;
mod replay;
pub mod run;
pub mod serve;
pub mod show;
pub mod state;
pub mod status;
pub mod teach;
pub mod topic;

pub use context::{Context, Global};
pub use failure::Failure;

/// How a command ended: the exit codes of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Failed; nothing was published.
    Failed = 1,
    /// The command line leaves something open, or asks for what cannot be.
    Usage = 2,
    /// The configuration cannot be obeyed.
    Config = 3,
    /// Published, but more sources failed than `--fail-on` bears, or `output.post_publish` did.
    SourcesFailed = 4,
    /// `check`, `lint`, or `diff` or `topic try` with `--exit-code` found something.
    Findings = 5,
    /// Another run holds the lock (EX_TEMPFAIL).
    Locked = 75,
}
