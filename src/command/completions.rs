//! `completions`: a script that lets a shell complete commands and options.

use clap::CommandFactory;

use super::{Exit, Failure, answer};
use crate::cli::{Cli, Completions};

pub(super) fn completions(words: &Completions) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(words.shell, &mut Cli::command(), "feedmill", &mut script);
    answer::text(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
