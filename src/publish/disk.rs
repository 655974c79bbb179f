//! The operations on the disk that publishing is made of. There are no others.
//!
//! They pass through here so that tests can let each of them fail, come too late or be the last one
//! before a kill (`tests/faulty.rs`). What is provided is the real disk.

use std::{
    fs::{self, File, Metadata, Permissions},
    io::{
        self,
        ErrorKind::{Interrupted, InvalidInput, Unsupported},
        Read, Write,
    },
    path::{Path, PathBuf},
    time::SystemTime,
};

/// How much of a file is compared at a time, in bytes.
const BLOCK: usize = 64 << 10;

/// What publishing does to a disk.
pub(super) trait Disk {
    /// The bytes of a file.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    /// Whether a file holds exactly these bytes. However large it is, it takes little memory.
    fn holds(&self, path: &Path, bytes: &[u8]) -> io::Result<bool> {
        let (mut file, mut rest) = (File::open(path)?, bytes);
        let mut block = vec![0; bytes.len().clamp(1, BLOCK)];
        loop {
            let count = match file.read(&mut block) {
                Ok(0) => return Ok(rest.is_empty()),
                Ok(count) => count,
                Err(error) if error.kind() == Interrupted => continue,
                Err(error) => return Err(error),
            };
            match rest.strip_prefix(&block[..count]) {
                Some(later) => rest = later,
                None => return Ok(false),
            }
        }
    }

    /// What the system says of a file or folder.
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        fs::metadata(path)
    }

    /// What is in a folder.
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        fs::read_dir(folder)?.map(|entry| Ok(entry?.path())).collect()
    }

    /// Makes one folder.
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir(folder)
    }

    /// Makes a file that was not there.
    fn create(&self, path: &Path) -> io::Result<File> {
        File::create_new(path)
    }

    /// Writes all of it.
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    /// Says who may do what.
    fn permit(&self, file: &File, permissions: Permissions) -> io::Result<()> {
        file.set_permissions(permissions)
    }

    /// Sets the time of modification.
    fn date(&self, file: &File, time: SystemTime) -> io::Result<()> {
        file.set_modified(time)
    }

    /// Makes the bytes of a file durable.
    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    /// Makes the names in a folder durable.
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        // Only Unix opens folders.
        if !cfg!(unix) {
            return Ok(());
        }
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        match File::open(folder).and_then(|file| file.sync_all()) {
            // Some network file systems have no such call; they are as durable as they can be.
            Err(error) if matches!(error.kind(), InvalidInput | Unsupported) => Ok(()),
            result => result,
        }
    }

    /// Gives a file a second name.
    fn link(&self, path: &Path, second: &Path) -> io::Result<()> {
        fs::hard_link(path, second)
    }

    /// Puts a file in the place of another, or of none.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    /// Removes an empty folder.
    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir(folder)
    }
}

/// The disk of this machine.
#[derive(Clone, Copy, Debug)]
pub(super) struct Real;

impl Disk for Real {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_file_holds() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for length in [0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK] {
            let bytes: Vec<u8> = (0..length).map(|at| (at % 251) as u8).collect();
            fs::write(&path, &bytes).unwrap();
            assert!(Real.holds(&path, &bytes).unwrap(), "{length}");
            let longer = [&bytes[..], b"x"].concat();
            assert!(!Real.holds(&path, &longer).unwrap(), "{length}");
            if let Some((last, shorter)) = bytes.split_last() {
                assert!(!Real.holds(&path, shorter).unwrap(), "{length}");
                let other = [shorter, &[!last]].concat();
                assert!(!Real.holds(&path, &other).unwrap(), "{length}");
            }
        }
        assert!(Real.holds(&folder.path().join("b"), b"").is_err());
    }
}
