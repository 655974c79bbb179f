//! Artifacts and what is on the disk → what a publish has to do.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    io::{
        self,
        ErrorKind::{NotADirectory, NotFound},
    },
    path::{Component, Path},
};

use crate::model::Artifact;

use super::{
    Error, Outcome, Settings,
    disk::Disk,
    files,
    heal::Healed,
    manifest::{Manifest, Published, hash},
    siblings::{Sibling, siblings},
};

/// A feed with fewer items than this may lose all of them: it is too small to judge.
const SMALLEST_GUARDED: usize = 4;

/// What a publish has to do.
pub(super) struct Plan<'a> {
    /// Artifacts whose file is missing or says something else; packed siblings behind their file.
    pub changed: Vec<Cow<'a, Artifact>>,
    /// How many say the same.
    unchanged: usize,
    /// Files of ours that are no longer made, as they were published.
    pub stale: Vec<String>,
    /// The manifest of the new state.
    pub manifest: Manifest,
    /// The bytes of that of the old state.
    pub written: Vec<u8>,
}

impl<'a> Plan<'a> {
    /// What is to be done where all that is published stays: by the manifest in force, and its bytes.
    pub fn of_further(
        disk: &dyn Disk,
        artifacts: &'a [Artifact],
        settings: &Settings,
        (mut manifest, written): (Manifest, Vec<u8>),
        killed: &Manifest,
    ) -> Result<Self, Error> {
        let names = names(artifacts)?;
        let mut changed = Vec::new();
        for artifact in artifacts {
            let is_changed = !is_same(disk, &settings.dir.join(&artifact.path), &artifact.bytes)?;
            if is_changed {
                changed.push(Cow::Borrowed(artifact));
            }
            let siblings = siblings(disk, artifact, is_changed, settings, &manifest)?;
            put_siblings(siblings, &names, &mut manifest, &mut changed)?;
            let published = Published::of(&artifact.bytes, Vec::new());
            manifest.files.insert(artifact.path.clone(), published);
        }
        let stale = stale(disk, killed.files.iter(), settings, &manifest)?;
        let unchanged = manifest.files.len() - changed.len();
        Ok(Plan { changed, unchanged, stale, manifest: manifest.renewed(), written })
    }

    /// Whether nothing is left to do; `manifest` are the bytes of the new one.
    pub fn is_done(&self, manifest: &[u8]) -> bool {
        self.changed.is_empty() && self.stale.is_empty() && self.written == manifest
    }

    /// What the caller is told.
    pub fn outcome(self) -> Outcome {
        Outcome {
            written: self.changed.iter().map(|artifact| artifact.path.clone()).collect(),
            unchanged: self.unchanged,
            removed: self.stale,
            manifest: self.manifest,
        }
    }
}

/// Whether the manifest in force is surely as the last publish left it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trust {
    /// It says what the files are that did not change.
    Whole,
    /// Somebody may have edited it.
    None,
}

/// Compares the artifacts with the disk. Reads only. What a killed publish was about to bring is ours as
/// well.
pub(super) fn plan<'a>(
    disk: &dyn Disk,
    artifacts: &'a [Artifact],
    settings: &Settings,
    Healed { manifest: mut previous, written, killed }: Healed,
    trust: Trust,
) -> Result<Plan<'a>, Error> {
    let names = names(artifacts)?;
    let mut manifest = Manifest::default().renewed();
    let is_kept = |path: &str| settings.kept.contains(path) && !names.contains(path);
    let stays = |path: &str| {
        let mut packed = settings.compress.iter().filter_map(|it| path.strip_suffix(it.suffix()));
        is_file_name(path) && (is_kept(path) || packed.any(is_kept))
    };
    // There may be very many, and they are listed as they were.
    let (kept, others): (Vec<_>, Vec<_>) =
        previous.files.into_iter().partition(|(path, _)| stays(path));
    previous.files = others.into_iter().collect();
    manifest.files = kept.into_iter().collect();
    let mut lost = Vec::new();
    for path in settings.kept.iter().filter(|path| !manifest.files.contains_key(*path)) {
        if !is_kept(path) || !is_file_name(path) {
            continue;
        }
        // The manifest was lost; the file is what it is.
        let found = read(disk, &settings.dir.join(path))?.map(|it| Published::of(&it, Vec::new()));
        lost.extend(found.map(|published| (path.clone(), published)));
    }
    manifest.files.extend(lost);
    let mut changed = Vec::new();
    for artifact in artifacts {
        let is_changed = !is_same(disk, &settings.dir.join(&artifact.path), &artifact.bytes)?;
        if is_changed {
            guard(artifact, &previous, settings)?;
            changed.push(Cow::Borrowed(artifact));
        }
        let known = previous.files.get(&artifact.path);
        let known =
            known.filter(|known| trust == Trust::Whole && !is_changed && known.is_like(artifact));
        let published = match known {
            Some(known) => known.clone(),
            None => Published::of(&artifact.bytes, artifact.guids.clone()),
        };
        manifest.files.insert(artifact.path.clone(), published);
        let siblings = siblings(disk, artifact, is_changed, settings, &previous)?;
        put_siblings(siblings, &names, &mut manifest, &mut changed)?;
    }
    let all = previous.files.iter().chain(&killed.files);
    let stale = stale(disk, all, settings, &manifest)?;
    let unchanged = manifest.files.len() - changed.len();
    Ok(Plan { unchanged, manifest, written, changed, stale })
}

/// The paths of the artifacts, each once.
fn names(artifacts: &[Artifact]) -> Result<BTreeSet<&str>, Error> {
    let mut names = BTreeSet::new();
    for artifact in artifacts {
        if !is_file_name(&artifact.path) {
            return Err(Error::Name { path: artifact.path.clone() });
        }
        if !names.insert(artifact.path.as_str()) {
            return Err(Error::Twice { path: artifact.path.clone() });
        }
    }
    Ok(names)
}

/// Puts the siblings of an artifact behind it.
fn put_siblings(
    siblings: Vec<Sibling>,
    names: &BTreeSet<&str>,
    manifest: &mut Manifest,
    changed: &mut Vec<Cow<'_, Artifact>>,
) -> Result<(), Error> {
    for sibling in siblings {
        let (path, published) = match sibling {
            Sibling::Kept(path, published) => (path, published),
            Sibling::Packed(packed) => {
                let listed = (packed.path.clone(), Published::of(&packed.bytes, Vec::new()));
                changed.push(Cow::Owned(packed));
                listed
            }
        };
        if names.contains(path.as_str()) {
            return Err(Error::Twice { path });
        }
        manifest.files.insert(path, published);
    }
    Ok(())
}

/// Files that were published and are not made any more.
fn stale<'m>(
    disk: &dyn Disk,
    all: impl Iterator<Item = (&'m String, &'m Published)>,
    settings: &Settings,
    manifest: &Manifest,
) -> Result<Vec<String>, Error> {
    let mut stale = BTreeSet::new();
    for (path, published) in all {
        // Somebody may have edited the manifest or the file; what is not surely ours stays.
        if manifest.files.contains_key(path) || !is_file_name(path) {
            continue;
        }
        if read(disk, &settings.dir.join(path))?
            .is_some_and(|bytes| hash(&bytes) == published.sha256)
        {
            stale.insert(path.clone());
        }
    }
    Ok(stale.into_iter().collect())
}

/// Refuses a feed that suddenly holds far fewer items. Items that newer ones push out are replaced
/// one by one, so counting tells that from a loss.
fn guard(artifact: &Artifact, previous: &Manifest, settings: &Settings) -> Result<(), Error> {
    let before = previous.files.get(&artifact.path).map_or(0, |published| published.guids.len());
    let after = artifact.guids.len();
    let fewest = before as f64 * (1.0 - settings.max_shrink);
    if before >= SMALLEST_GUARDED && (after as f64) < fewest {
        return Err(Error::Shrunk { path: settings.dir.join(&artifact.path), before, after });
    }
    Ok(())
}

/// Whether a file holds exactly these bytes.
pub(super) fn is_same(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<bool, Error> {
    match disk.metadata(path) {
        Ok(metadata) if metadata.is_file() && metadata.len() != bytes.len() as u64 => Ok(false),
        _ => match disk.holds(path, bytes) {
            Err(error) if is_missing(&error) => Ok(false),
            Err(source) => Err(Error::Read { path: path.to_owned(), source }),
            Ok(holds) => Ok(holds),
        },
    }
}

/// The bytes of a file, `None` where there is none.
pub(super) fn read(disk: &dyn Disk, path: &Path) -> Result<Option<Vec<u8>>, Error> {
    match disk.read(path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if is_missing(&error) => Ok(None),
        Err(source) => Err(Error::Read { path: path.to_owned(), source }),
    }
}

/// Whether an error says that there is no such file. Where a folder of the path is a file by now,
/// there is none either.
pub(super) fn is_missing(error: &io::Error) -> bool {
    matches!(error.kind(), NotFound | NotADirectory)
}

/// Whether a path stays below the output directory and is not one of our own helpers.
pub(super) fn is_file_name(path: &str) -> bool {
    let parts_are_plain = !path.is_empty()
        && !path.contains(['\\', '\0'])
        && path.split('/').all(|part| !part.is_empty() && part != "." && part != "..")
        // Elsewhere names may begin with a drive.
        && (cfg!(unix)
            || Path::new(path).components().all(|part| matches!(part, Component::Normal(_))));
    let name = path.rsplit('/').next().unwrap_or(path);
    parts_are_plain && !name.starts_with(".feedmill-") && !files::is_beside(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, want: bool) {
        assert_eq!(is_file_name(path), want, "{path:?}");
    }

    #[test]
    fn names_stay_below_the_directory() {
        check("index.html", true);
        check("ai/rss.xml", true);
        check(".well-known/x", true);
        check("a/../b", false);
        check("../b", false);
        check("/etc/passwd", false);
        check("a//b", false);
        check("./a", false);
        check("a/", false);
        check("", false);
        check("a\\b", false);
        check("a\0", false);
        check(".feedmill-manifest.json", false);
        check("ai/.rss.xml.feedmill-new", false);
    }
}
