//! Bodies that wait for their turn, outside of memory.
//!
//! They go to one file without a name: it is unlinked as soon as it is open, so nothing is left of it
//! whatever ends the run. It stands beside the ledger, where there is a disk; a folder for temporary
//! files is memory on many systems. Where no file can be had, or the disk is full, bodies stay in
//! memory.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Seek, SeekFrom, Write},
    ops::Range,
    path::{Path, PathBuf},
};

use crate::fetch::Error;

/// A place for bodies outside of memory. Makes no file before the first one.
#[derive(Debug)]
pub(super) struct Aside {
    /// Folders to try, the best first.
    folders: Vec<PathBuf>,
    file: Option<Unnamed>,
    /// Where the next body goes.
    end: u64,
    /// How many bodies are in the file.
    waiting: usize,
}

impl Aside {
    pub(super) fn new(folders: Vec<PathBuf>) -> Self {
        Aside { folders, file: None, end: 0, waiting: 0 }
    }

    /// Puts a body aside and says where it is; `None` when it has to stay in memory.
    pub(super) fn put(&mut self, bytes: &[u8]) -> Option<Range<u64>> {
        if self.file.is_none() {
            // A folder that gives no file is not asked again.
            self.file = self.folders.drain(..).find_map(|folder| Unnamed::open(&folder).ok());
        }
        let file = &mut self.file.as_mut()?.file;
        let end = self.end.checked_add(u64::try_from(bytes.len()).ok()?)?;
        file.seek(SeekFrom::Start(self.end)).and_then(|_| file.write_all(bytes)).ok()?;
        let place = self.end..end;
        self.end = end;
        self.waiting += 1;
        Some(place)
    }

    /// Takes a body back, once.
    pub(super) fn take(&mut self, place: Range<u64>) -> Result<Vec<u8>, Error> {
        self.waiting = self.waiting.saturating_sub(1);
        if self.waiting == 0 {
            // The next ones go over these: the file grows no larger than what waits at once.
            self.end = 0;
        }
        match &mut self.file {
            Some(Unnamed { file, name, .. }) => {
                read(file, place).map_err(|source| Error::Read { path: name.clone(), source })
            }
            // Nothing was put anywhere.
            None => Ok(Vec::new()),
        }
    }
}

fn read(file: &mut File, place: Range<u64>) -> io::Result<Vec<u8>> {
    let length = usize::try_from(place.end - place.start).map_err(io::Error::other)?;
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(place.start))?;
    file.read_exact(&mut bytes)?;
    Ok(bytes)
}

/// A file that is gone when it is closed.
#[derive(Debug)]
struct Unnamed {
    file: File,
    /// The name it had, or has where the system removes no open files.
    name: PathBuf,
    is_gone: bool,
}

impl Unnamed {
    fn open(folder: &Path) -> io::Result<Self> {
        let name = folder.join(format!(".feedmill-waiting-{}", std::process::id()));
        // What a killed run of this number left in the moment before it was unlinked.
        let _ = fs::remove_file(&name);
        let mut options = OpenOptions::new();
        // A new one, so that no link that somebody laid is followed.
        options.read(true).write(true).create_new(true);
        // Bodies may be private.
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&name)?;
        let is_gone = fs::remove_file(&name).is_ok();
        Ok(Unnamed { file, name, is_gone })
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        if !self.is_gone {
            let _ = fs::remove_file(&self.name);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_put_is_taken_in_any_order() {
        let folder = tempfile::tempdir().unwrap();
        let mut aside = Aside::new(vec![folder.path().into()]);
        let bodies: Vec<Vec<u8>> = (0..9_u8).map(|n| vec![n; usize::from(n) * 1_000]).collect();
        let mut places: Vec<_> = bodies.iter().map(|body| aside.put(body).unwrap()).collect();
        for number in [3, 8, 0, 5, 1] {
            let got = aside.take(std::mem::take(&mut places[number])).unwrap();
            assert!(got == bodies[number], "{number}");
        }
        let left = fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(left, usize::from(cfg!(not(unix))), "the file has no name");
    }

    #[test]
    fn an_empty_file_is_filled_from_its_start() {
        let folder = tempfile::tempdir().unwrap();
        let mut aside = Aside::new(vec![folder.path().into()]);
        let (first, second) = (aside.put(b"first").unwrap(), aside.put(b"second").unwrap());
        assert_eq!((first.clone(), second.clone()), (0..5, 5..11));
        aside.take(first).unwrap();
        assert_eq!(aside.put(b"third"), Some(11..16), "one is still there");
        aside.take(second).unwrap();
        assert_eq!(aside.take(11..16).unwrap(), b"third");
        assert_eq!(aside.put(b"x"), Some(0..1));
    }

    #[test]
    fn the_first_folder_that_gives_a_file_serves() {
        let folder = tempfile::tempdir().unwrap();
        let missing = folder.path().join("missing");
        let mut aside = Aside::new(vec![missing.clone(), folder.path().into()]);
        let place = aside.put(b"body").unwrap();
        assert_eq!(aside.take(place).unwrap(), b"body");
        assert_eq!(Aside::new(vec![missing]).put(b"body"), None);
        assert_eq!(Aside::new(Vec::new()).put(b"body"), None);
    }
}
