//! The program: hands the command line to [`feedmill::command`] and its answer to the system.

use std::process::ExitCode;

use clap::Parser;
use feedmill::{cli::Cli, command};

fn main() -> ExitCode {
    ExitCode::from(command::main(Cli::parse()))
}
