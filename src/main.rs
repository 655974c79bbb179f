//! The program: hands the answer of [`feedmill::cli`] to the system.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(feedmill::cli::main())
}
