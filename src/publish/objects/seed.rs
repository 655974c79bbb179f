//! The store → a directory that has nothing yet.

use std::{collections::BTreeSet, path::Path};

use super::{Error, Objects, claim::Held, is_published};
use crate::publish::{
    disk::Real,
    exchange::{Change, Exchange},
    manifest::{NAME, hash},
    plan,
};

/// Brings what was published into the directory, if that has no manifest.
pub(super) fn published(objects: &dyn Objects, dir: &Path) -> Result<usize, Error> {
    if is_published(dir)? {
        return Ok(0);
    }
    let held = Held::read(objects)?;
    let mut files = Vec::new();
    for (path, file) in &held.remote.set.files {
        // What somebody was about to replace, or was taken away, is not what is listed.
        if !plan::is_file_name(path) || file.sha256.is_empty() {
            continue;
        }
        let Some((bytes, _)) = objects.get(path)? else { continue };
        if hash(&bytes) == file.sha256 {
            files.push((path.clone(), bytes));
        } else if held.remote.writing.as_ref().is_none_or(|it| !it.paths.contains(path)) {
            return Err(Error::Foreign { key: objects.name(path) });
        }
    }
    if files.is_empty() {
        return Ok(0);
    }
    let mut set = held.remote.set.clone();
    let found: BTreeSet<&str> = files.iter().map(|(path, _)| path.as_str()).collect();
    set.files.retain(|path, _| found.contains(path.as_str()));
    let mut comes = Vec::new();
    for (path, bytes) in &files {
        let path = dir.join(path);
        if !plan::is_same(&Real, &path, bytes)? {
            comes.push(Change { path, bytes, like: None });
        }
    }
    let exchange = Exchange {
        disk: &Real,
        dir,
        comes,
        goes: Vec::new(),
        manifest: Change { path: dir.join(NAME), bytes: &set.bytes(), like: None },
    };
    exchange.run(&|_, _| Ok(()))?;
    Ok(files.len())
}
