//! The steps on the disk: write beside, rename, remove, sync.

use std::{
    collections::BTreeSet,
    fs::{self, File},
    io::{
        self,
        ErrorKind::{InvalidInput, Unsupported},
        Write,
    },
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use crate::model::Artifact;

use super::{Check, Error, siblings};

/// Ends the name of a file that is not yet in its place.
const SUFFIX: &str = ".feedmill-new";

/// Where the new bytes of a file wait: in the same folder, so that the rename is atomic.
pub(super) fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}{SUFFIX}"))
}

/// Whether a file name is one that [`beside`] makes.
pub(super) fn is_beside(name: &str) -> bool {
    name.starts_with('.') && name.ends_with(SUFFIX)
}

/// New files that wait for their rename. Dropped before that, they are gone and so are the folders
/// that were made for them.
#[derive(Default)]
pub(super) struct Beside {
    /// New file and its place.
    waiting: Vec<(PathBuf, PathBuf)>,
    /// Folders that were made, outermost first.
    folders: Vec<PathBuf>,
}

impl Beside {
    /// Writes one file beside its place, durably, and judges what is on the disk.
    pub fn write(&mut self, dir: &Path, artifact: &Artifact, check: Check) -> Result<(), Error> {
        let path = dir.join(&artifact.path);
        self.make_folder(path.parent().unwrap_or(dir))?;
        let new = beside(&path);
        self.waiting.push((new.clone(), path.clone()));
        put(&new, &path, &artifact.bytes).map_err(|source| Error::Write {
            action: "write",
            path: new.clone(),
            source,
        })?;
        if let Some(main) = siblings::main_of(artifact) {
            let main = self.newest(&dir.join(main));
            siblings::align(&new, &main).map_err(|source| Error::Write {
                action: "date",
                path: new.clone(),
                source,
            })?;
        }
        let written = fs::read(&new).map_err(|source| Error::Read { path: new.clone(), source })?;
        let verdict = if written == artifact.bytes {
            check(artifact, &written)
        } else {
            Err("the disk gives back other bytes than were written".to_owned())
        };
        verdict.map_err(|what| Error::Check { path, what })
    }

    /// Puts every new file into its place, in the order in which they were written.
    pub fn rename_all(mut self) -> Result<(), Error> {
        let mut touched = BTreeSet::new();
        // A folder is durable when its parent is.
        let folders = std::mem::take(&mut self.folders);
        touched.extend(folders.iter().filter_map(|folder| folder.parent()).map(Path::to_owned));
        let mut renamed = 0;
        let mut failure = None;
        for (new, path) in &self.waiting {
            if let Err(source) = fs::rename(new, path) {
                failure = Some(Error::Write { action: "rename", path: new.clone(), source });
                break;
            }
            touched.extend(path.parent().map(Path::to_owned));
            renamed += 1;
        }
        self.waiting.drain(..renamed);
        for folder in &touched {
            sync_folder(folder)?;
        }
        failure.map_or(Ok(()), Err)
    }

    /// The new file that waits for this place, or else the one in place.
    fn newest(&self, path: &Path) -> PathBuf {
        let waiting = self.waiting.iter().find(|(_, place)| place == path);
        waiting.map_or_else(|| path.to_owned(), |(new, _)| new.clone())
    }

    fn make_folder(&mut self, folder: &Path) -> Result<(), Error> {
        let missing: Vec<&Path> = folder
            .ancestors()
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .collect();
        for folder in missing.into_iter().rev() {
            fs::create_dir(folder).map_err(|source| Error::Write {
                action: "make the folder",
                path: folder.to_owned(),
                source,
            })?;
            self.folders.push(folder.to_owned());
        }
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        // What cannot be removed now is removed by the next publish.
        for (new, _) in &self.waiting {
            let _ = fs::remove_file(new);
        }
        for folder in self.folders.iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Removes what a killed run left beside its files.
pub(super) fn remove_leftovers(dir: &Path, folders: &[&Path]) -> Result<(), Error> {
    for folder in folders {
        let folder = dir.join(folder);
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries.flatten() {
            if is_beside(&entry.file_name().to_string_lossy()) {
                remove(&entry.path())?;
            }
        }
    }
    Ok(())
}

/// Removes files, and the folders that this leaves empty.
pub(super) fn remove_all(dir: &Path, stale: &[String]) -> Result<(), Error> {
    let mut touched = BTreeSet::new();
    for path in stale {
        let path = dir.join(path);
        remove(&path)?;
        touched.extend(path.parent().map(Path::to_owned));
        let inner = path.ancestors().skip(1).take_while(|folder| *folder != dir);
        for folder in inner {
            // Not empty, or not ours to remove: both end the climb.
            if fs::remove_dir(folder).is_err() {
                break;
            }
            touched.remove(folder);
            touched.extend(folder.parent().map(Path::to_owned));
        }
    }
    touched.iter().try_for_each(|folder| sync_folder(folder))
}

/// Makes renames and removals in a folder durable.
pub(super) fn sync_folder(folder: &Path) -> Result<(), Error> {
    // Only Unix opens folders.
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    match File::open(folder).and_then(|file| file.sync_all()) {
        // Some network file systems have no such call; they are as durable as they can be.
        Err(source) if !matches!(source.kind(), InvalidInput | Unsupported) => {
            Err(Error::Write { action: "sync", path: folder.to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// Writes `bytes` durably to `new` as the successor of `old`: with its permissions, and with a
/// modification time in a later second.
pub(super) fn put(new: &Path, old: &Path, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(new) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = File::create_new(new)?;
    file.write_all(bytes)?;
    if let Ok(before) = fs::metadata(old) {
        file.set_permissions(before.permissions())?;
        let earliest = next_second(before.modified()?);
        if file.metadata()?.modified()? < earliest {
            file.set_modified(earliest)?;
        }
    }
    file.sync_all()
}

/// The first instant of the second after `time`. HTTP dates have whole seconds (RFC 9110 §5.6.7), and
/// a server that compares them answers 304 to a file that changed within one.
fn next_second(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs() + 1)
}

fn remove(path: &Path) -> Result<(), Error> {
    match fs::remove_file(path) {
        Err(source) if source.kind() != io::ErrorKind::NotFound => {
            Err(Error::Write { action: "remove", path: path.to_owned(), source })
        }
        _ => Ok(()),
    }
}
