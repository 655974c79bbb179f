//! Artifacts → the output directory: all or nothing, and what did not change is not touched.
//!
//! What changed is written beside, read back and checked. Only when every file passed, all are renamed
//! into place, what is no longer made is taken away, and the manifest comes last (`exchange`). When any
//! of this fails, the old set is put back. Killed anywhere in between, the directory holds whole files,
//! and the next publish begins with the old set again (`heal`).

mod add;
mod disk;
mod error;
mod exchange;
mod files;
mod heal;
mod hook;
mod manifest;
pub mod objects;
mod plan;
mod private;
mod siblings;
#[cfg(test)]
mod tests;
mod traces;

use std::{
    collections::BTreeSet,
    path::{Path, PathBuf},
};

use crate::model::Artifact;

pub use add::{Additions, keep_promise};
pub use error::Error;
pub use hook::{Hook, HookError, run as run_hook};
pub use manifest::{Manifest, Published, lacking, read_folder};
pub use private::{Private, put};
pub use siblings::{Coding, Effort, SMALLEST, pack};
pub use traces::Traces;

/// What publishing obeys.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The output directory.
    pub dir: PathBuf,
    /// Largest share of a feed's items that one publish may take away; 1 permits everything.
    pub max_shrink: f64,
    /// Files of earlier publishes that stay as they are, without being given again.
    pub kept: BTreeSet<String>,
    /// Which packed siblings files have.
    pub compress: Vec<Coding>,
}

/// What one publish did, or would do. Paths are below the output directory, with `/`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Outcome {
    /// Files that are new or say something else now, in the order of the artifacts.
    pub written: Vec<String>,
    /// How many files say the same; they keep their bytes and their modification time.
    pub unchanged: usize,
    /// Files of an earlier publish that are no longer made.
    pub removed: Vec<String>,
    /// What is published then.
    pub manifest: Manifest,
}

/// How a file is judged before it may replace another: `Err` says in words what is wrong.
pub type Check<'a> = &'a dyn Fn(&Artifact, &[u8]) -> Result<(), String>;

/// Brings the output directory to the state of `artifacts`. `check` sees each changed file as it was
/// read back from the disk. One publish at a time: the caller holds the lock.
///
/// # Errors
///
/// The old set is in place, or, where the disk did not even let it be put back ([`Error::Mixed`]), the
/// next publish puts it back.
pub fn publish(
    artifacts: &[Artifact],
    settings: &Settings,
    check: Check,
) -> Result<Outcome, Error> {
    publish_on(&disk::Real, artifacts, settings, check)
}

/// The same, where no publish can have been killed since the last one: [`Traces`] tell.
///
/// # Errors
///
/// Those of [`publish`].
pub fn publish_further(
    artifacts: &[Artifact],
    settings: &Settings,
    check: Check,
) -> Result<Outcome, Error> {
    let disk = &disk::Real;
    let found = heal::found(disk, &settings.dir)?;
    let plan = plan::plan(disk, artifacts, settings, found, plan::Trust::Whole)?;
    carry_out(disk, plan, &settings.dir, check)
}

fn publish_on(
    disk: &dyn disk::Disk,
    artifacts: &[Artifact],
    settings: &Settings,
    check: Check,
) -> Result<Outcome, Error> {
    let healed = heal::heal(disk, &settings.dir)?;
    let plan = plan::plan(disk, artifacts, settings, healed, plan::Trust::None)?;
    carry_out(disk, plan, &settings.dir, check)
}

fn carry_out(
    disk: &dyn disk::Disk,
    plan: plan::Plan,
    dir: &Path,
    check: Check,
) -> Result<Outcome, Error> {
    let manifest = plan.manifest.bytes();
    if plan.is_done(&manifest) {
        return Ok(plan.outcome());
    }
    let exchange = exchange(disk, &plan, dir, &manifest);
    exchange.run(&|number, bytes| check(&plan.changed[number], bytes))?;
    Ok(plan.outcome())
}

/// What carries out a plan; `manifest` are the bytes of the new one.
fn exchange<'a>(
    disk: &'a dyn disk::Disk,
    plan: &'a plan::Plan,
    dir: &'a Path,
    manifest: &'a [u8],
) -> exchange::Exchange<'a> {
    let paths: BTreeSet<&str> = plan.changed.iter().map(|it| it.path.as_str()).collect();
    let like = |artifact: &Artifact| {
        let main = siblings::main_of(artifact)?;
        let path = dir.join(main);
        Some(if paths.contains(main) { files::beside(&path) } else { path })
    };
    let comes = plan.changed.iter().map(|artifact| exchange::Change {
        path: dir.join(&artifact.path),
        bytes: &artifact.bytes,
        like: like(artifact),
    });
    exchange::Exchange {
        disk,
        dir,
        comes: comes.collect(),
        goes: plan.stale.iter().map(|path| dir.join(path)).collect(),
        manifest: exchange::Change {
            path: dir.join(manifest::NAME),
            bytes: manifest,
            // It is written as the journal even where it says the same, and is then left as it was.
            like: (plan.written == manifest).then(|| dir.join(manifest::NAME)),
        },
    }
}

/// Says what [`publish`] would do, and touches nothing.
///
/// # Errors
///
/// Those of [`publish`], as far as they can be known before.
pub fn plan(artifacts: &[Artifact], settings: &Settings, check: Check) -> Result<Outcome, Error> {
    let found = heal::found(&disk::Real, &settings.dir)?;
    let plan = plan::plan(&disk::Real, artifacts, settings, found, plan::Trust::None)?;
    for artifact in &plan.changed {
        check(artifact, &artifact.bytes)
            .map_err(|what| Error::Check { path: settings.dir.join(&artifact.path), what })?;
    }
    Ok(plan.outcome())
}
