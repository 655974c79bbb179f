//! The effective configuration for another machine.

use super::{Loaded, show};

/// The effective configuration as TOML, as [`show()`] gives it, for a folder elsewhere: patterns of local
/// files are relative where they can be, and what is written goes to `output` and `state`.
pub fn portable(loaded: &Loaded, output: &str, state: &str) -> String {
    let mut loaded = loaded.clone();
    output.clone_into(&mut loaded.file.output.dir);
    state.clone_into(&mut loaded.file.state.path);
    let root = loaded.config.root.join("").display().to_string();
    for source in &mut loaded.file.source {
        for path in source.paths.iter_mut().chain(&mut source.path) {
            if let Some(below) = path.strip_prefix(&root) {
                *path = below.to_owned();
            }
        }
    }
    show(&loaded, false)
}
