//! New bytes for a file: all of them or none, whatever happens meanwhile.
//!
//! The bytes are written beside the file and put into its place by a rename. What the file is stays:
//! a symbolic link leads to the new bytes, permissions and owner are those of before, and a file that
//! may not be written is not.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
};

/// Ends the name of a file that is not yet in its place.
const SUFFIX: &str = ".feedmill-new";

/// Replaces a file, or makes it where there is none.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let path = match fs::canonicalize(path) {
        Ok(real) => real,
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    let before = match fs::metadata(&path) {
        Ok(before) => Some(before),
        Err(error) if error.kind() == ErrorKind::NotFound => None,
        Err(error) => return Err(error),
    };
    if let Some(before) = &before {
        // Devices and pipes have no successor.
        if !before.is_file() {
            return OpenOptions::new().write(true).open(&path)?.write_all(bytes);
        }
        // A rename asks the folder only; who made the file read-only meant the file.
        if before.permissions().readonly() {
            return Err(ErrorKind::PermissionDenied.into());
        }
        OpenOptions::new().write(true).open(&path)?;
    }
    let new = beside(&path);
    let done = put(&new, before.as_ref(), bytes).and_then(|()| fs::rename(&new, &path));
    if done.is_err() {
        let _ = fs::remove_file(&new);
    }
    done?;
    sync_folder(&path)
}

fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}{SUFFIX}"))
}

fn put(new: &Path, before: Option<&fs::Metadata>, bytes: &[u8]) -> io::Result<()> {
    match fs::remove_file(new) {
        Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
        _ => {}
    }
    let mut file = File::create_new(new)?;
    file.write_all(bytes)?;
    if let Some(before) = before {
        keep_owner(&file, before);
        file.set_permissions(before.permissions())?;
    }
    file.sync_all()
}

/// Only root can give files away, and only root needs to.
#[cfg(unix)]
fn keep_owner(file: &File, before: &fs::Metadata) {
    use std::os::unix::fs::{MetadataExt, fchown};
    let _ = fchown(file, Some(before.uid()), Some(before.gid()));
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: &fs::Metadata) {}

/// Makes the rename durable. Only Unix opens folders, and some network file systems cannot sync them.
fn sync_folder(path: &Path) -> io::Result<()> {
    if !cfg!(unix) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    match File::open(folder.unwrap_or(Path::new("."))).and_then(|folder| folder.sync_all()) {
        Err(error) if !matches!(error.kind(), ErrorKind::InvalidInput | ErrorKind::Unsupported) => {
            Err(error)
        }
        _ => Ok(()),
    }
}
