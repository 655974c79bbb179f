//! Artifacts → the output directory: all or nothing, and what did not change is not touched.
//!
//! What changed is written beside, read back and checked. Only when every file passed, all are renamed
//! into place, then what is no longer made is removed, and the manifest comes last. Killed anywhere in
//! between, the directory holds whole files, and the next run puts the rest right.

mod error;
mod files;
mod hook;
mod manifest;
mod plan;
mod private;
mod siblings;

use std::{collections::BTreeSet, path::PathBuf};

use crate::model::Artifact;

pub use error::Error;
pub use hook::{Hook, HookError, run as run_hook};
pub use manifest::{Manifest, Published, lacking, read_folder};
pub use private::{Private, put};
pub use siblings::{Coding, Effort, SMALLEST, pack};

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
}

/// How a file is judged before it may replace another: `Err` says in words what is wrong.
pub type Check<'a> = &'a dyn Fn(&Artifact, &[u8]) -> Result<(), String>;

/// Brings the output directory to the state of `artifacts`. `check` sees each changed file as it was
/// read back from the disk. One publish at a time: the caller holds the lock.
///
/// # Errors
///
/// Nothing was replaced, unless the error is one of renaming or removing; then every file is whole
/// and the next publish goes on from there.
pub fn publish(
    artifacts: &[Artifact],
    settings: &Settings,
    check: Check,
) -> Result<Outcome, Error> {
    carry_out(plan::plan(artifacts, settings)?, settings, check)
}

fn carry_out(plan: plan::Plan, settings: &Settings, check: Check) -> Result<Outcome, Error> {
    files::remove_leftovers(&settings.dir, &plan.folders())?;
    let mut beside = files::Beside::default();
    for artifact in &plan.changed {
        beside.write(&settings.dir, artifact, check)?;
    }
    beside.rename_all()?;
    files::remove_all(&settings.dir, &plan.stale)?;
    manifest::write(&settings.dir, &plan.manifest)?;
    Ok(plan.outcome())
}

/// Puts further files into the output directory; all others stay. It is [`publish`] in all else, but
/// the manifest does not list their items: what is written once does not shrink.
///
/// # Errors
///
/// Those of [`publish`].
pub fn add(artifacts: &[Artifact], settings: &Settings, check: Check) -> Result<Outcome, Error> {
    let kept = Manifest::read(&settings.dir)?.files.into_keys().collect();
    let settings = Settings { kept, ..settings.clone() };
    let mut plan = plan::plan(artifacts, &settings)?;
    for artifact in artifacts {
        let published = plan.manifest.files.get_mut(&artifact.path);
        published.into_iter().for_each(|it| it.guids.clear());
    }
    carry_out(plan, &settings, check)
}

/// Says what [`publish`] would do, and touches nothing.
///
/// # Errors
///
/// Those of [`publish`], as far as they can be known before.
pub fn plan(artifacts: &[Artifact], settings: &Settings, check: Check) -> Result<Outcome, Error> {
    let plan = plan::plan(artifacts, settings)?;
    for artifact in &plan.changed {
        check(artifact, &artifact.bytes)
            .map_err(|what| Error::Check { path: settings.dir.join(&artifact.path), what })?;
    }
    Ok(plan.outcome())
}
