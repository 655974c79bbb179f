//! What a killed publish left behind → the old set, and nothing beside it.

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use super::{
    Error,
    disk::Disk,
    exchange::remove_empty,
    files::{beside, failed, is_beside, kept, kept_for, unless_missing},
    manifest::{Manifest, NAME, hash},
    plan,
};

/// What is in force.
#[derive(Debug, Default)]
pub(super) struct Healed {
    /// The manifest, empty where there is none.
    pub manifest: Manifest,
    /// The bytes of its file.
    pub written: Vec<u8>,
    /// What a killed publish was about to bring: files of it may be in place.
    pub killed: Manifest,
}

/// What is in force, where nothing is to be touched.
pub(super) fn found(disk: &dyn Disk, dir: &Path) -> Result<Healed, Error> {
    let written = plan::read(disk, &dir.join(NAME))?.unwrap_or_default();
    Ok(Healed { manifest: Manifest::parse(&written), written, killed: Manifest::default() })
}

/// Puts back what a killed publish had begun to replace, if it did not come to its end, and removes
/// what lies beside.
pub(super) fn heal(disk: &dyn Disk, dir: &Path) -> Result<Healed, Error> {
    let manifest = dir.join(NAME);
    // Damaged, it was not written to its end, and then nothing was replaced.
    let journal = plan::read(disk, &beside(&manifest))?;
    let is_unfinished = journal.is_some();
    let journal = Manifest::parse(&journal.unwrap_or_default());
    let written = plan::read(disk, &manifest)?.unwrap_or_default();
    let current = Manifest::parse(&written);
    let before = plan::read(disk, &kept(&manifest))?;
    let is_untidy = is_unfinished || before.is_some();
    let before = Manifest::parse(&before.unwrap_or_default());
    let needed = folders(&current, dir);
    let mut folders = &(&needed | &folders(&before, dir)) | &folders(&journal, dir);
    folders.insert(dir.to_owned());
    for folder in &folders {
        let mut is_touched = false;
        let Some(entries) = list(disk, folder)? else { continue };
        for path in entries {
            let is_ours = path.file_name().is_some_and(|name| is_beside(&name.to_string_lossy()));
            if is_ours && path != beside(&manifest) && path != kept(&manifest) {
                if let Some(place) = kept_for(&path).filter(|_| is_unfinished)
                    && is_theirs(disk, dir, &place, &journal)?
                {
                    disk.rename(&path, &place).map_err(failed("put back", &place))?;
                    is_touched = true;
                }
                disk.remove(&path).or_else(unless_missing).map_err(failed("remove", &path))?;
            }
        }
        if is_touched {
            disk.sync_folder(folder).map_err(failed("sync", folder))?;
        }
    }
    // Where there was no manifest, nobody knows whether a file was there before.
    if is_unfinished && !current.files.is_empty() {
        for (path, published) in &journal.files {
            let place = dir.join(path);
            if !current.files.contains_key(path)
                && plan::is_file_name(path)
                && plan::read(disk, &place)?.is_some_and(|it| hash(&it) == published.sha256)
            {
                disk.remove(&place).map_err(failed("remove", &place))?;
            }
        }
    }
    for folder in folders.iter().rev().filter(|folder| !needed.contains(*folder)) {
        remove_empty(disk, dir, Some(folder));
    }
    // They say which folders may hold something, so they go when all of them are clean.
    if is_untidy {
        for path in [kept(&manifest), beside(&manifest)] {
            disk.remove(&path).or_else(unless_missing).map_err(failed("remove", &path))?;
        }
    }
    Ok(Healed { manifest: current, written, killed: journal })
}

/// The folders that the files of a manifest are in. Those of one folder stand together, mostly.
fn folders(manifest: &Manifest, dir: &Path) -> BTreeSet<PathBuf> {
    let mut folders = BTreeSet::new();
    let mut last = None;
    for path in manifest.files.keys().filter(|path| plan::is_file_name(path)) {
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
        if last != Some(folder) {
            folders.insert(if folder.is_empty() { dir.to_owned() } else { dir.join(folder) });
            last = Some(folder);
        }
    }
    folders
}

/// Whether a place holds what the killed publish put there, or nothing since it took that away.
fn is_theirs(disk: &dyn Disk, dir: &Path, place: &Path, journal: &Manifest) -> Result<bool, Error> {
    let Some(bytes) = plan::read(disk, place)? else { return Ok(true) };
    let found = hash(&bytes);
    let mut theirs = journal.files.iter().filter(|(path, _)| dir.join(path) == place);
    Ok(theirs.any(|(_, published)| published.sha256 == found))
}

/// What is in a folder, `None` where there is none.
fn list(disk: &dyn Disk, folder: &Path) -> Result<Option<Vec<PathBuf>>, Error> {
    match disk.list(folder) {
        Ok(entries) => Ok(Some(entries)),
        Err(error) if plan::is_missing(&error) => Ok(None),
        Err(source) => Err(Error::Read { path: folder.to_owned(), source }),
    }
}
