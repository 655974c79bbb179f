//! One set of files for another: the new one whole, or the old one as it was.
//!
//! First the new manifest is written beside, which makes it a journal: it names every folder that
//! may hold something unfinished. Then the new files are written beside, read back and checked;
//! then what they replace gets a second name. Up to here nothing a reader sees has changed. Then
//! come the renames, the manifest last: with it the new set is in force. A failure before that puts
//! the old files back, with their times; a kill leaves the journal, and `heal` does it at the next
//! publish.

use std::{
    collections::BTreeSet,
    io::ErrorKind::{DirectoryNotEmpty, NotFound},
    path::{Path, PathBuf},
};

use super::{
    Error,
    disk::Disk,
    files::{self, beside, failed, kept, unless_missing},
    plan,
};

/// Judges the file of a change, by its number, after it was read back: `Err` says what is wrong.
pub(super) type Judge<'a> = &'a dyn Fn(usize, &[u8]) -> Result<(), String>;

/// A file that is to have these bytes.
pub(super) struct Change<'a> {
    /// Where it stands.
    pub path: PathBuf,
    /// What it is to hold.
    pub bytes: &'a [u8],
    /// The file, as it is by then, that gives it its modification time: both are one to a host.
    pub like: Option<PathBuf>,
}

/// What one exchange does.
pub(super) struct Exchange<'a> {
    /// The disk.
    pub disk: &'a dyn Disk,
    /// The output directory.
    pub dir: &'a Path,
    /// Files that are new or say something else.
    pub comes: Vec<Change<'a>>,
    /// Files that go.
    pub goes: Vec<PathBuf>,
    /// What the set is then.
    pub manifest: Change<'a>,
}

/// How far an exchange has come.
#[derive(Default)]
struct Undo {
    /// Folders that were made, outermost first.
    folders: Vec<PathBuf>,
    /// Files whose new bytes may lie beside.
    beside: Vec<PathBuf>,
    /// Files whose old bytes may have another name, or that may be new.
    moved: Vec<Moved>,
}

struct Moved {
    path: PathBuf,
    /// Whether there was such a file before.
    was_there: bool,
}

impl Exchange<'_> {
    /// Does it, if every file passes its check.
    pub fn run(&self, check: Judge) -> Result<(), Error> {
        let mut undo = Undo::default();
        let result = self.write(&mut undo, check).and_then(|()| self.swap(&mut undo));
        self.end(result, &undo)
    }

    /// The same. `commit` is called when all lies beside its place. When it has worked, nothing is
    /// taken back: the journal says what was to come, as after a kill.
    pub fn run_with<E: From<Error>>(
        &self,
        check: Judge,
        commit: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), E> {
        let mut undo = Undo::default();
        let written = self.write(&mut undo, check);
        if written.is_err() {
            return self.end(written, &undo).map_err(E::from);
        }
        if let Err(error) = commit() {
            // Nothing has moved.
            self.restore(&undo);
            return Err(error);
        }
        self.swap(&mut undo)?;
        self.tidy(&undo);
        Ok(())
    }

    /// Comes to the end of it, or back to its beginning.
    fn end(&self, result: Result<(), Error>, undo: &Undo) -> Result<(), Error> {
        match result {
            Ok(()) => {
                self.tidy(undo);
                Ok(())
            }
            Err(error) if self.restore(undo) => Err(error),
            Err(error) => Err(Error::Mixed { dir: self.dir.to_owned(), source: Box::new(error) }),
        }
    }

    /// Writes everything beside its place, durably.
    fn write(&self, undo: &mut Undo, check: Judge) -> Result<(), Error> {
        self.put(&self.manifest, undo)?;
        self.sync_folder(self.dir)?;
        for (number, change) in self.comes.iter().enumerate() {
            self.put(change, undo)?;
            let verdict = check(number, change.bytes);
            verdict.map_err(|what| Error::Check { path: change.path.clone(), what })?;
        }
        // A folder is durable when its parent is.
        let parents: BTreeSet<_> = undo.folders.iter().filter_map(|made| made.parent()).collect();
        parents.iter().try_for_each(|folder| self.sync_folder(folder))
    }

    /// Writes a file beside its place, and reads it back.
    fn put(&self, change: &Change, undo: &mut Undo) -> Result<(), Error> {
        let path = &change.path;
        self.make_folder(path.parent().unwrap_or(self.dir), undo)?;
        let new = beside(path);
        undo.beside.push(new.clone());
        files::put(self.disk, &new, path, change.like.as_deref(), change.bytes)
            .map_err(failed("write", path))?;
        match self.disk.holds(&new, change.bytes) {
            Ok(true) => Ok(()),
            Ok(false) => {
                let what = "the disk gives back other bytes than were written".to_owned();
                Err(Error::Check { path: path.clone(), what })
            }
            Err(source) => Err(Error::Read { path: new, source }),
        }
    }

    fn make_folder(&self, folder: &Path, undo: &mut Undo) -> Result<(), Error> {
        let mut missing = Vec::new();
        for folder in folder.ancestors().take_while(|folder| !folder.as_os_str().is_empty()) {
            match self.disk.metadata(folder) {
                Ok(_) => break,
                // What is in the way of it is said when it is made.
                Err(error) if plan::is_missing(&error) => missing.push(folder),
                Err(source) => return Err(failed("look at", folder)(source)),
            }
        }
        for folder in missing.into_iter().rev() {
            undo.folders.push(folder.to_owned());
            self.disk.make_folder(folder).map_err(failed("make the folder", folder))?;
        }
        Ok(())
    }

    /// Puts the new set into the place of the old one.
    fn swap(&self, undo: &mut Undo) -> Result<(), Error> {
        let comes = || self.comes.iter().map(|change| &change.path);
        for path in comes().chain([&self.manifest.path]) {
            self.keep(path, undo)?;
        }
        for path in comes() {
            self.disk.rename(&beside(path), path).map_err(failed("replace", path))?;
        }
        for path in &self.goes {
            undo.moved.push(Moved { path: path.clone(), was_there: true });
            self.disk.rename(path, &kept(path)).map_err(failed("remove", path))?;
        }
        let touched: BTreeSet<_> = comes().chain(&self.goes).filter_map(|it| it.parent()).collect();
        touched.iter().try_for_each(|folder| self.sync_folder(folder))?;
        let path = &self.manifest.path;
        self.disk.rename(&beside(path), path).map_err(failed("replace", path))?;
        self.sync_folder(self.dir)
    }

    /// Gives the old bytes of a file a second name.
    fn keep(&self, path: &Path, undo: &mut Undo) -> Result<(), Error> {
        let old = kept(path);
        let number = undo.moved.len();
        undo.moved.push(Moved { path: path.to_owned(), was_there: true });
        let kept = match self.disk.link(path, &old) {
            // The disk may know no second names.
            Err(error) if error.kind() != NotFound => files::copy(self.disk, path, &old),
            result => result,
        };
        if kept.as_ref().is_err_and(|error| error.kind() == NotFound) {
            undo.moved[number].was_there = false;
            return Ok(());
        }
        kept.map_err(failed("keep a copy of", path))
    }

    /// Brings back what was. Whether that worked.
    fn restore(&self, undo: &Undo) -> bool {
        let mut is_whole = true;
        let mut touched = BTreeSet::new();
        for Moved { path, was_there } in undo.moved.iter().rev() {
            let old = kept(path);
            // A rename that failed may have happened all the same.
            let restored = match was_there {
                // Between two names of one file it does nothing, so the second one may be left.
                true => {
                    let renamed = self.disk.rename(&old, path).or_else(unless_missing);
                    renamed.and_then(|()| self.disk.remove(&old).or_else(unless_missing))
                }
                false => self.disk.remove(path).or_else(unless_missing),
            };
            is_whole &= restored.is_ok();
            touched.extend(path.parent());
        }
        for folder in touched {
            is_whole &= self.disk.sync_folder(folder).is_ok();
        }
        // The journal comes last, and stays where something is left for the next publish to put
        // back.
        for new in undo.beside.iter().rev() {
            if is_whole || *new != beside(&self.manifest.path) {
                // What cannot be removed now is removed by the next publish.
                let _ = self.disk.remove(new);
            }
        }
        for folder in undo.folders.iter().rev() {
            let _ = self.disk.remove_folder(folder);
        }
        is_whole
    }

    /// Removes the old files. The new set is in force, so what cannot be removed now is no failure
    /// of this publish; the next one removes it.
    fn tidy(&self, undo: &Undo) {
        let mut is_tidy = true;
        for Moved { path, .. } in undo.moved.iter().filter(|it| it.was_there) {
            if *path != self.manifest.path {
                is_tidy &= self.disk.remove(&kept(path)).or_else(unless_missing).is_ok();
            }
        }
        for path in &self.goes {
            is_tidy &= remove_empty(self.disk, self.dir, path.parent());
        }
        // It names the folders that may hold something, so it stays as long as they do.
        if is_tidy {
            let _ = self.disk.remove(&kept(&self.manifest.path));
        }
    }

    fn sync_folder(&self, folder: &Path) -> Result<(), Error> {
        self.disk.sync_folder(folder).map_err(failed("sync", folder))
    }
}

/// Removes a folder and those around it, as long as they are empty. Whether none is left that
/// should go.
pub(super) fn remove_empty(disk: &dyn Disk, dir: &Path, folder: Option<&Path>) -> bool {
    let folders = folder.into_iter().flat_map(Path::ancestors);
    for folder in folders.take_while(|folder| *folder != dir && folder.starts_with(dir)) {
        match disk.remove_folder(folder) {
            Err(error) if error.kind() == DirectoryNotEmpty => break,
            Err(error) if !plan::is_missing(&error) => return false,
            _ => {}
        }
    }
    true
}
