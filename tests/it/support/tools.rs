//! Programs of other people that some tests run: readers, a web server, a browser.

use std::{env, path::PathBuf};

/// Where a program is, or `None`, after saying so, where it is not installed and need not be.
///
/// With `FEEDMILL_TEST_TOOLS=all`, as `.ci/run` sets it where it could install them, a program that is
/// not there fails the test.
pub fn tool(name: &str) -> Option<PathBuf> {
    let folders = env::var_os("PATH").unwrap_or_default();
    let also = ["/usr/sbin", "/usr/local/sbin"].map(PathBuf::from);
    let found = env::split_paths(&folders)
        .chain(also)
        .map(|folder| folder.join(name))
        .find(|path| path.is_file());
    let is_asked_for = env::var_os("FEEDMILL_TEST_TOOLS").is_some_and(|which| which == "all");
    assert!(found.is_some() || !is_asked_for, "{name} is not installed");
    if found.is_none() {
        eprintln!("left out: {name} is not installed");
    }
    found
}
