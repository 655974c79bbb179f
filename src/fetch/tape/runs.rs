//! The runs in the folder of a recording, and what each says of itself.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CONFIG, LEDGER, Player, TapeError};

/// The version of the format that this program writes, and the last one that it reads.
const FORMAT: u32 = 1;

/// The file of a run that says what it is. It is written after everything that a replay begins with.
pub(super) const ABOUT: &str = "run.json";

/// What a run says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct About {
    /// The version of the format.
    format: u32,
    /// The version of feedmill that recorded it.
    pub feedmill: String,
    /// Its clock.
    pub now: DateTime<Utc>,
    /// Whether every source was visited (`--force`).
    pub force: bool,
    /// Whether the run came to its end.
    pub finished: bool,
}

/// A recorded run.
#[derive(Clone, Debug)]
pub struct Run {
    folder: PathBuf,
    about: About,
}

impl About {
    /// A run of this version that begins.
    pub fn new(now: DateTime<Utc>, force: bool) -> Self {
        let feedmill = env!("CARGO_PKG_VERSION").to_owned();
        About { format: FORMAT, feedmill, now, force, finished: false }
    }

    /// The same run at its end.
    pub(super) fn finished(self) -> Self {
        About { finished: true, ..self }
    }
}

impl Run {
    /// What it says of itself.
    pub fn about(&self) -> &About {
        &self.about
    }

    /// The name of its folder.
    pub fn name(&self) -> String {
        self.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }

    /// Its configuration.
    pub fn config(&self) -> PathBuf {
        self.folder.join(CONFIG)
    }

    /// The ledger it began with; `None` where it goes on with that of the run before.
    pub fn ledger(&self) -> Option<PathBuf> {
        Some(self.folder.join(LEDGER)).filter(|path| path.exists())
    }

    /// Its tape.
    pub fn play(&self) -> Result<Player, TapeError> {
        Player::load(&self.folder, self.about.finished)
    }

    fn load(folder: PathBuf) -> Result<Self, TapeError> {
        let path = folder.join(ABOUT);
        let text = match fs::read_to_string(&path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(TapeError::Unbegun { path: folder });
            }
            text => text.map_err(|source| TapeError::Access { path: path.clone(), source })?,
        };
        let damaged = |error: serde_json::Error| {
            let (path, what) = (path.clone(), error.to_string());
            TapeError::Damaged { path, what }
        };
        // The format first: a later one may say everything else in another way.
        let value: serde_json::Value = serde_json::from_str(&text).map_err(damaged)?;
        let format = value["format"].as_u64().and_then(|format| u32::try_from(format).ok());
        match format {
            Some(format) if format > FORMAT => Err(TapeError::Format { path: folder, format }),
            _ => {
                let about = serde_json::from_value(value).map_err(damaged)?;
                Ok(Run { folder, about })
            }
        }
    }
}

/// The runs of a recording in order, or the one run whose folder it is.
///
/// # Errors
///
/// There is none, or one of them cannot be used: a replay that leaves one out would mislead.
pub fn runs(folder: &Path) -> Result<Vec<Run>, TapeError> {
    if folder.join(ABOUT).exists() {
        return Ok(vec![Run::load(folder.to_owned())?]);
    }
    let access = |source| TapeError::Access { path: folder.to_owned(), source };
    let mut numbered = Vec::new();
    for entry in fs::read_dir(folder).map_err(access)? {
        let path = entry.map_err(access)?.path();
        if let Some(number) = number(&path) {
            numbered.push((number, path));
        }
    }
    numbered.sort();
    if numbered.is_empty() {
        return Err(TapeError::Empty { path: folder.to_owned() });
    }
    numbered.into_iter().map(|(_, path)| Run::load(path)).collect()
}

/// Makes the folder of the next run.
pub(super) fn next(folder: &Path) -> io::Result<PathBuf> {
    fs::create_dir_all(folder)?;
    let mut last = 0;
    for entry in fs::read_dir(folder)? {
        last = last.max(number(&entry?.path()).unwrap_or(0));
    }
    loop {
        last = last.saturating_add(1);
        let path = folder.join(format!("{last:04}"));
        match fs::create_dir(&path) {
            // Another run records beside this one.
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && last < u32::MAX => {}
            made => return made.map(|()| path),
        }
    }
}

fn number(path: &Path) -> Option<u32> {
    let name = path.file_name()?.to_str()?;
    let is_number = name.bytes().all(|byte| byte.is_ascii_digit()) && path.is_dir();
    is_number.then(|| name.parse().ok())?
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Result<Vec<String>, TapeError> {
        runs(folder).map(|runs| runs.iter().map(Run::name).collect())
    }

    #[test]
    fn runs_are_numbered() {
        let folder = tempfile::tempdir().unwrap();
        let folder = folder.path();
        assert!(matches!(names(folder), Err(TapeError::Empty { .. })));
        let about = serde_json::to_string(&About::new(DateTime::UNIX_EPOCH, true)).unwrap();
        fs::create_dir(folder.join("10000")).unwrap();
        fs::create_dir(folder.join("replayed")).unwrap();
        fs::write(folder.join("7"), "").unwrap();
        for want in ["10001", "10002"] {
            assert_eq!(next(folder).unwrap(), folder.join(want));
            fs::write(folder.join(want).join(ABOUT), &about).unwrap();
        }
        // One that broke off before it began is not passed over.
        assert!(matches!(names(folder), Err(TapeError::Unbegun { .. })));
        fs::remove_dir(folder.join("10000")).unwrap();
        assert_eq!(names(folder).unwrap(), ["10001", "10002"]);
        assert_eq!(names(&folder.join("10002")).unwrap(), ["10002"]);
    }

    #[test]
    fn a_later_format_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(ABOUT), "{\"format\": 2}").unwrap();
        assert!(matches!(runs(folder.path()), Err(TapeError::Format { format: 2, .. })));
        fs::write(folder.path().join(ABOUT), "{\"format\": 1}").unwrap();
        assert!(matches!(runs(folder.path()), Err(TapeError::Damaged { .. })));
    }
}
