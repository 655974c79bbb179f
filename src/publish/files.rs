//! The names of files that are under way, and how one is written.
//!
//! `rss.xml` waits as `.rss.xml.feedmill-new` in its own folder, so that the rename is atomic; what it
//! replaces stays as `.rss.xml.feedmill-old` until the whole set is in place.

use std::{
    io::{
        self,
        ErrorKind::{AlreadyExists, NotFound},
    },
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use super::{Error, disk::Disk};

/// Ends the name of a file that is not yet in its place.
const NEW: &str = ".feedmill-new";

/// Ends the name of a file that has left its place and may have to return.
const OLD: &str = ".feedmill-old";

/// Where the new bytes of a file wait.
pub(super) fn beside(path: &Path) -> PathBuf {
    hidden(path, NEW)
}

/// Where the old bytes of a file wait.
pub(super) fn kept(path: &Path) -> PathBuf {
    hidden(path, OLD)
}

/// The file whose old bytes wait in this one.
pub(super) fn kept_for(path: &Path) -> Option<PathBuf> {
    let name = path.file_name()?.to_str()?;
    Some(path.with_file_name(name.strip_prefix('.')?.strip_suffix(OLD)?))
}

/// Whether a file name is one that [`beside`] or [`kept`] makes.
pub(super) fn is_beside(name: &str) -> bool {
    name.starts_with('.') && (name.ends_with(NEW) || name.ends_with(OLD))
}

/// Writes `bytes` durably to `new` as the successor of `old`: with its permissions, and with a
/// modification time in a later second, whatever the clock says; or with that of `like`.
pub(super) fn put(
    disk: &dyn Disk,
    new: &Path,
    old: &Path,
    like: Option<&Path>,
    bytes: &[u8],
) -> io::Result<()> {
    // Seldom does something lie there that a publish has left.
    let mut file = match disk.create(new) {
        Err(error) if error.kind() == AlreadyExists => {
            disk.remove(new).or_else(unless_missing)?;
            disk.create(new)?
        }
        result => result?,
    };
    disk.write(&mut file, bytes)?;
    if let Some(before) = metadata(disk, old)? {
        disk.permit(&file, before.permissions())?;
        let earliest = next_second(before.modified()?);
        if file.metadata()?.modified()? < earliest {
            disk.date(&file, earliest)?;
        }
    }
    if let Some(like) = like {
        disk.date(&file, disk.metadata(like)?.modified()?)?;
    }
    disk.sync(&file)
}

/// Writes a second copy of a file durably, where the disk knows no second names.
pub(super) fn copy(disk: &dyn Disk, path: &Path, second: &Path) -> io::Result<()> {
    let (before, bytes) = (disk.metadata(path)?, disk.read(path)?);
    disk.remove(second).or_else(unless_missing)?;
    let mut file = disk.create(second)?;
    disk.write(&mut file, &bytes)?;
    disk.permit(&file, before.permissions())?;
    disk.date(&file, before.modified()?)?;
    disk.sync(&file)
}

/// What the system says of a file, `None` where there is none.
pub(super) fn metadata(disk: &dyn Disk, path: &Path) -> io::Result<Option<std::fs::Metadata>> {
    disk.metadata(path).map(Some).or_else(|error| unless_missing(error).map(|()| None))
}

/// What is not there need not be removed.
pub(super) fn unless_missing(error: io::Error) -> io::Result<()> {
    if error.kind() == NotFound { Ok(()) } else { Err(error) }
}

/// An error of changing something at `path`.
pub(super) fn failed(action: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Error {
    let path = path.to_owned();
    move |source| Error::Write { action, path, source }
}

fn hidden(path: &Path, suffix: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}{suffix}"))
}

/// The first instant of the second after `time`. HTTP dates have whole seconds (RFC 9110 §5.6.7), and
/// a server that compares them answers 304 to a file that changed within one.
fn next_second(time: SystemTime) -> SystemTime {
    let since = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO);
    SystemTime::UNIX_EPOCH + Duration::from_secs(since.as_secs() + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_beside_lead_back() {
        let path = Path::new("a/rss.xml");
        assert_eq!(kept_for(&kept(path)).as_deref(), Some(path));
        assert_eq!(kept_for(&beside(path)), None);
        assert!(is_beside(".rss.xml.feedmill-old") && is_beside(".rss.xml.feedmill-new"));
        assert!(!is_beside("rss.xml.feedmill-new") && !is_beside(".rss.xml"));
    }
}
