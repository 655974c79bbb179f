//! Further files → the output directory, in groups; all that is published stays.
//!
//! It is a publish in all else, but the manifest does not list the items of these files: what is written
//! once does not shrink. A caller may commit to a group between its two halves, when every file lies
//! beside its place, whole, checked and durable, and none of them is seen yet. From then on it comes with
//! the very same bytes: whoever is killed calls [`keep_promise`] before anything else is published.

use std::{collections::BTreeMap, path::PathBuf};

use crate::model::Artifact;

use super::{
    Check, Error, Outcome, Settings,
    disk::{Disk, Real},
    exchange,
    files::{beside, failed},
    heal::{self, Healed},
    manifest::{Manifest, NAME, hash},
    plan::{self, Plan},
};

/// Puts files beside those that are published. The manifest is read once, and written once a group.
#[derive(Debug)]
pub struct Additions<'s> {
    settings: &'s Settings,
    /// What is in force; unknown before the first group and after a failure.
    known: Option<Healed>,
    /// Whether no publish can have been killed since the last one.
    is_tidy: bool,
}

impl<'s> Additions<'s> {
    /// No file is touched yet.
    pub fn new(settings: &'s Settings) -> Self {
        Additions { settings, known: None, is_tidy: false }
    }

    /// Notes that no publish can have been killed since the last one ([`Traces`](super::Traces) tell):
    /// nothing is looked for that one would have left.
    pub fn note_tidy(&mut self) {
        self.is_tidy = true;
    }

    /// Puts a group of files in place, all or none; the answer is those that were written. `commit` is
    /// called when all lie beside their places, with what the manifest is to be. One publish at a time:
    /// the caller holds the lock.
    ///
    /// # Errors
    ///
    /// Before `commit`, and when it fails, the old set is in place. After it nothing is taken back:
    /// [`keep_promise`] goes on from there.
    pub fn add<E: From<Error>>(
        &mut self,
        artifacts: &[Artifact],
        check: Check,
        commit: impl FnOnce(&Manifest) -> Result<(), E>,
    ) -> Result<Vec<String>, E> {
        self.add_on(&Real, artifacts, check, commit)
    }

    pub(super) fn add_on<E: From<Error>>(
        &mut self,
        disk: &dyn Disk,
        artifacts: &[Artifact],
        check: Check,
        commit: impl FnOnce(&Manifest) -> Result<(), E>,
    ) -> Result<Vec<String>, E> {
        let dir = &self.settings.dir;
        // A group that fails may leave something.
        let is_tidy = std::mem::take(&mut self.is_tidy);
        let Healed { manifest, written, killed } = match self.known.take() {
            Some(known) => known,
            None => {
                let heal = if is_tidy { heal::found } else { heal::heal };
                let mut healed = heal(disk, dir)?;
                healed.manifest.files.retain(|path, _| plan::is_file_name(path));
                healed
            }
        };
        let plan = Plan::of_further(disk, artifacts, self.settings, (manifest, written), &killed)?;
        let manifest = plan.manifest.bytes();
        if plan.is_done(&manifest) {
            commit(&plan.manifest)?;
        } else {
            let exchange = super::exchange(disk, &plan, dir, &manifest);
            let judge: exchange::Judge =
                &|number: usize, bytes: &[u8]| check(&plan.changed[number], bytes);
            exchange.run_with(judge, || commit(&plan.manifest))?;
        }
        let Outcome { written: files, manifest: known, .. } = plan.outcome();
        self.known =
            Some(Healed { manifest: known, written: manifest, killed: Manifest::default() });
        Ok(files)
    }
}

/// Puts in place what a killed [`Additions::add`] had been committed to: files by path, with the hash
/// that their manifest has. Whether all of them are in place now; what is lost is to be made anew.
///
/// # Errors
///
/// A file cannot be read or put in its place.
pub fn keep_promise(
    promised: &BTreeMap<String, String>,
    settings: &Settings,
) -> Result<bool, Error> {
    keep_promise_on(&Real, promised, settings)
}

pub(super) fn keep_promise_on(
    disk: &dyn Disk,
    promised: &BTreeMap<String, String>,
    settings: &Settings,
) -> Result<bool, Error> {
    if promised.is_empty() {
        return Ok(true);
    }
    let dir = &settings.dir;
    let manifest = dir.join(NAME);
    let read = |path| Ok(Manifest::parse(&plan::read(disk, path)?.unwrap_or_default()));
    let (current, journal) = (read(&manifest)?, read(&beside(&manifest))?);
    let is_of = |list: &Manifest| {
        let mut all = promised.iter();
        all.all(|(path, hash)| list.files.get(path).is_some_and(|it| it.sha256 == *hash))
    };
    if !is_of(&journal) {
        return Ok(is_of(&current));
    }
    // With the files that the caller knows come packed siblings.
    let brought = journal.files.iter().filter(|(path, it)| {
        plan::is_file_name(path)
            && current.files.get(*path).is_none_or(|known| known.sha256 != it.sha256)
    });
    let (mut waiting, mut folders) = (Vec::new(), Vec::new());
    for (path, published) in brought {
        let place = dir.join(path);
        let has = |path: &PathBuf| -> Result<bool, Error> {
            Ok(plan::read(disk, path)?.is_some_and(|bytes| hash(&bytes) == published.sha256))
        };
        if has(&beside(&place))? {
            waiting.push(place.clone());
        } else if !has(&place)? {
            return Ok(false);
        }
        folders.extend(place.parent().map(PathBuf::from));
    }
    for place in &waiting {
        disk.rename(&beside(place), place).map_err(failed("replace", place))?;
    }
    folders.dedup();
    for folder in &folders {
        disk.sync_folder(folder).map_err(failed("sync", folder))?;
    }
    disk.rename(&beside(&manifest), &manifest).map_err(failed("replace", &manifest))?;
    disk.sync_folder(dir).map_err(failed("sync", dir))?;
    Ok(true)
}
