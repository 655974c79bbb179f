//! Files that the command line names; `-` is standard input.

use std::{
    fs,
    io::{self, Read},
};

use super::{Exit, Failure};

#[derive(Debug, thiserror::Error)]
#[error("cannot read {file}")]
struct CannotRead {
    file: String,
    source: io::Error,
}

/// How messages call a file.
pub(super) fn name(file: &str) -> &str {
    if file == "-" { "standard input" } else { file }
}

/// Reads a file whole.
pub(super) fn read(file: &str) -> Result<Vec<u8>, Failure> {
    bytes(file).map_err(|source| {
        let file = name(file).to_owned();
        Failure::new(Exit::Failed, CannotRead { file, source })
    })
}

fn bytes(file: &str) -> io::Result<Vec<u8>> {
    if file != "-" {
        return fs::read(file);
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes)?;
    Ok(bytes)
}
