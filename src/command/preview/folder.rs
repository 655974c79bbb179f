//! The path of a request → a file of the folder, if it may be shown.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

/// What a path means.
pub(super) enum Found {
    /// A file, and its path below the folder, which its type goes by.
    File { path: PathBuf, name: String },
    /// A folder that was asked for without the slash at its end.
    Folder,
}

/// A file as it is on the disk.
pub(super) struct File {
    /// All of it.
    pub bytes: Vec<u8>,
    /// In whole seconds, as HTTP dates are.
    pub modified: Option<SystemTime>,
}

/// The file that a path means, if it is one that may be shown.
pub(super) fn find(folder: &Path, path: &str) -> Option<Found> {
    let root = folder.canonicalize().ok()?;
    let mut parts = path.strip_prefix('/')?.split('/').map(decode).collect::<Option<Vec<_>>>()?;
    let last = parts.pop()?;
    // No empty part either: `//host/` as a redirect would lead to another host.
    if parts.iter().any(|part| !is_plain(part)) || !(last.is_empty() || is_plain(&last)) {
        return None;
    }
    let asked_for_folder = last.is_empty();
    parts.push(if asked_for_folder { "index.html".to_owned() } else { last });
    let target = within(&root, &parts.iter().fold(root.clone(), |path, part| path.join(part)))?;
    let metadata = target.metadata().ok()?;
    if metadata.is_file() {
        Some(Found::File { path: target, name: parts.join("/") })
    } else {
        (metadata.is_dir() && !asked_for_folder).then_some(Found::Folder)
    }
}

/// The packed sibling of a file, if there is one.
pub(super) fn sibling(folder: &Path, path: &Path, suffix: &str) -> Option<File> {
    let mut name = path.file_name()?.to_owned();
    name.push(suffix);
    let sibling = within(&folder.canonicalize().ok()?, &path.with_file_name(name))?;
    sibling.is_file().then(|| read(&sibling).ok()).flatten()
}

/// Reads a file anew.
pub(super) fn read(path: &Path) -> io::Result<File> {
    let modified = path.metadata()?.modified().ok().and_then(whole_seconds);
    Ok(File { bytes: fs::read(path)?, modified })
}

/// The real path. Symbolic links are followed only within the folder.
fn within(root: &Path, path: &Path) -> Option<PathBuf> {
    path.canonicalize().ok().filter(|path| path.starts_with(root))
}

/// A part of a path that names something in its folder, and nothing hidden.
fn is_plain(part: &str) -> bool {
    !part.is_empty() && !part.starts_with('.') && !part.contains(['/', '\\', ':', '\0'])
}

/// Undoes percent-encoding (RFC 3986 §2.1); `None` where it is wrong or no UTF-8.
fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// Cuts the fraction. `None` for what an HTTP date cannot say.
fn whole_seconds(time: SystemTime) -> Option<SystemTime> {
    /// The year 9999 ends here, in seconds since 1970.
    const END: u64 = 253_402_300_800;
    let seconds = time.duration_since(UNIX_EPOCH).ok()?.as_secs();
    (seconds < END).then(|| UNIX_EPOCH + Duration::from_secs(seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_that_http_cannot_say_are_left_out() {
        assert_eq!(whole_seconds(UNIX_EPOCH - Duration::from_secs(1)), None);
        assert_eq!(whole_seconds(UNIX_EPOCH + Duration::from_secs(253_402_300_800)), None);
        assert_eq!(
            whole_seconds(UNIX_EPOCH + Duration::from_millis(1_999)),
            Some(UNIX_EPOCH + Duration::from_secs(1))
        );
    }
}
