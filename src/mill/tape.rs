//! Runs on tape: what a recording begins with, and what a replay takes from it.

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use super::{Access, Error, Mill};
use crate::{
    config::Config,
    fetch::{self, Recorder, Tape, TapeError},
    report::chain,
    store,
};

pub use crate::fetch::Run;

/// What stands on a tape for the folder of the configuration.
const ROOT: &str = "/recorded";

/// The recorded runs in a folder.
pub fn runs(folder: &Path) -> Result<Vec<Run>, Error> {
    Ok(fetch::runs(folder)?)
}

impl<'c> Mill<'c> {
    /// Records the turn that comes next into `folder`: first what it begins with. `config` is the
    /// configuration as text. Trouble with it is told when the turn is over.
    pub fn record(&mut self, folder: &Path, config: &str, now: DateTime<Utc>, force: bool) {
        let root = &self.config.root;
        let recorder = Recorder::create(folder, root);
        let ledger = &self.config.store.path;
        if ledger.exists() {
            recorder.add(|folder| {
                let renamed = renamed(root, Path::new(ROOT));
                store::copy(ledger, &folder.join(fetch::LEDGER), &renamed)
                    .map_err(|error| chain(&error).join(": "))
            });
        }
        recorder.begin(fetch::About::new(now, force), config);
        self.tape = Tape::Record(recorder);
    }

    /// Opens a mill that turns a recorded run once more. The ledger of `config` is replaced by that of
    /// the run, where it has one; else it is that of the run before, and the `first` one begins anew.
    pub fn replay(config: &'c Config, run: &Run, first: bool) -> Result<Self, Error> {
        let player = run.play()?;
        let (path, ledger) = (&config.store.path, run.ledger());
        if first || ledger.is_some() {
            remove_ledger(path)?;
        }
        if let Some(ledger) = ledger {
            store::copy(&ledger, path, &renamed(Path::new(ROOT), &config.root))?;
        }
        let mut mill = Mill::open(config, Access::Write { wait: false })?;
        mill.tape = Tape::Replay(player);
        Ok(mill)
    }
}

/// Removes a ledger that an earlier replay left, and makes room for the next.
fn remove_ledger(path: &Path) -> Result<(), Error> {
    let access = |path: PathBuf| |source| TapeError::Access { path, source };
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(access(folder.to_owned()))?;
    }
    for end in ["", "-wal", "-shm"] {
        let mut file = path.as_os_str().to_owned();
        file.push(end);
        let file = PathBuf::from(file);
        if file.exists() {
            std::fs::remove_file(&file).map_err(access(file.clone()))?;
        }
    }
    Ok(())
}

/// One folder for another, as paths and as patterns.
fn renamed(from: &Path, to: &Path) -> Vec<(String, String)> {
    if from.parent().is_none() {
        // Every path begins with it.
        return Vec::new();
    }
    let text = |path: &Path| path.join("").display().to_string();
    let pattern = |path: &Path| glob::Pattern::escape(&text(path));
    vec![(pattern(from), pattern(to)), (text(from), text(to))]
}
