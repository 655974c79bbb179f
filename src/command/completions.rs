//! `completions`: a script that lets a shell complete commands and options.

use clap::{Args, Command};

use super::{Exit, Failure, answer};

/// Which shell.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The shell
    pub shell: clap_complete::Shell,
}

pub(crate) fn completions(program: Command, options: &Options) -> Result<Exit, Failure> {
    let mut script = Vec::new();
    let mut program = program;
    clap_complete::generate(options.shell, &mut program, "feedmill", &mut script);
    answer::text(&String::from_utf8_lossy(&script));
    Ok(Exit::Done)
}
