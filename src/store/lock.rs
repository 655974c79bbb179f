//! One run at a time, by a lock of the kernel: it vanishes with its process, however that ends.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::{Path, PathBuf},
};

use super::Error;

/// The exclusive right to change the ledger and what is published from it.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock that belongs to the ledger at `path`: at once or not at all, unless `wait`.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] when another run holds it, [`Error::Folder`] when there is no place for it.
    pub fn acquire(path: &Path, wait: bool) -> Result<Self, Error> {
        let path = lock_path(path);
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder)
                .map_err(|source| Error::Folder { path: folder.to_owned(), source })?;
        }
        let open = OpenOptions::new().create(true).truncate(false).write(true).open(&path);
        let file = open.map_err(|source| Error::Folder { path: path.clone(), source })?;
        if wait {
            file.lock().map_err(|source| Error::Folder { path, source })?;
            return Ok(Lock { _file: file });
        }
        match file.try_lock() {
            Ok(()) => Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) => Err(Error::Locked { path }),
            Err(TryLockError::Error(source)) => Err(Error::Folder { path, source }),
        }
    }
}

fn lock_path(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".lock");
    path.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_run_is_kept_out_until_the_first_ends() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/state.db");
        let first = Lock::acquire(&path, false).unwrap();
        assert!(matches!(Lock::acquire(&path, false), Err(Error::Locked { .. })));
        drop(first);
        Lock::acquire(&path, false).unwrap();
    }
}
