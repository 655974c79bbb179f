//! Artifacts → the output directory: all or nothing, and what did not change is not touched.
//!
//! What changed is written beside, read back and checked. Only when every file passed, all are renamed
//! into place, what is no longer made is taken away, and the manifest comes last (`exchange`). When any
//! of this fails, the old set is put back. Killed anywhere in between, the directory holds whole files,
//! and the next publish begins with the old set again (`heal`).

mod disk;
mod error;
mod exchange;
mod files;
mod heal;
mod manifest;
pub mod objects;
mod plan;
mod private;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use crate::model::Artifact;

pub use error::Error;
pub use manifest::{Manifest, Published};
pub use private::{Private, put};

/// What publishing obeys.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The output directory.
    pub dir: PathBuf,
    /// Largest share of a feed's items that one publish may take away; 1 permits everything.
    pub max_shrink: f64,
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
/// The old set is in place, or, where the disk did not even let it be put back ([`Error::Mixed`]), the
/// next publish puts it back.
pub fn publish(
    artifacts: &[Artifact],
    settings: &Settings,
    check: Check,
) -> Result<Outcome, Error> {
    publish_on(&disk::Real, artifacts, settings, check)
}

fn publish_on(
    disk: &dyn disk::Disk,
    artifacts: &[Artifact],
    settings: &Settings,
    check: Check,
) -> Result<Outcome, Error> {
    let dir = &settings.dir;
    let killed = heal::heal(disk, dir)?;
    let plan = plan::plan(disk, artifacts, settings, &killed)?;
    if plan.changed.is_empty() && plan.stale.is_empty() && plan.is_manifest_same {
        return Ok(plan.outcome());
    }
    let comes = plan.changed.iter().map(|artifact| exchange::Change {
        path: dir.join(&artifact.path),
        bytes: &artifact.bytes,
    });
    let exchange = exchange::Exchange {
        disk,
        dir,
        comes: comes.collect(),
        goes: plan.stale.iter().map(|path| dir.join(path)).collect(),
        manifest: exchange::Change {
            path: dir.join(manifest::NAME),
            bytes: &plan.manifest.bytes(),
        },
    };
    exchange.run(&|number, bytes| check(plan.changed[number], bytes))?;
    Ok(plan.outcome())
}

/// Says what [`publish`] would do, and touches nothing.
///
/// # Errors
///
/// Those of [`publish`], as far as they can be known before.
pub fn plan(artifacts: &[Artifact], settings: &Settings, check: Check) -> Result<Outcome, Error> {
    let plan = plan::plan(&disk::Real, artifacts, settings, &Manifest::default())?;
    for artifact in &plan.changed {
        check(artifact, &artifact.bytes)
            .map_err(|what| Error::Check { path: settings.dir.join(&artifact.path), what })?;
    }
    Ok(plan.outcome())
}
