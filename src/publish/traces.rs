//! The files of a publish → what the disk says of them, so that nobody touches one unseen.
//!
//! Nothing is read. Whoever writes, moves or removes a file changes its length, its time of
//! modification or the time at which the system noted a change, which nobody can set.

use std::{
    collections::BTreeSet,
    fs::{self, Metadata},
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest, Sha256};

use crate::model::hexadecimal;

use super::{
    Error, Manifest, Outcome,
    files::{beside, is_beside, kept},
    manifest::NAME,
};

/// What the disk says of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traces {
    /// The files of the manifest, below the output directory, in order.
    pub files: Vec<String>,
    /// One for each.
    traces: Vec<Trace>,
}

impl Traces {
    /// Of these files, as they are now.
    pub fn at(dir: &Path, files: Vec<String>) -> Self {
        // Archives are many files, and nothing else is done meanwhile.
        let (one, other) = files.split_at(if files.len() < MANY { 0 } else { files.len() / 2 });
        let traces = std::thread::scope(|scope| {
            let one = (!one.is_empty()).then(|| scope.spawn(|| traces(dir, one)));
            let other = traces(dir, other);
            let mut all = one.map(|one| one.join().unwrap_or_default()).unwrap_or_default();
            all.extend(other);
            all
        });
        Traces { files, traces }
    }

    /// Of the files of the last publish; `None` where it left something that the next one tidies up.
    ///
    /// # Errors
    ///
    /// The manifest cannot be read.
    pub fn of(dir: &Path) -> Result<Option<Self>, Error> {
        let files: Vec<String> = Manifest::read(dir)?.files.into_keys().collect();
        let folder = |file: &String| dir.join(file).parent().map(Path::to_owned);
        let folders: BTreeSet<PathBuf> =
            files.iter().filter_map(folder).chain([dir.to_owned()]).collect();
        Ok(folders.iter().all(|folder| is_tidy(folder)).then(|| Traces::at(dir, files)))
    }

    /// What they are after a publish of which nothing else was touched: only what it wrote is looked at.
    /// `all` is how many files there are now. `None` where that cannot be said.
    pub fn after(mut self, dir: &Path, outcome: &Outcome, all: usize) -> Option<Self> {
        for path in &outcome.removed {
            if let Ok(place) = self.files.binary_search(path) {
                self.files.remove(place);
                self.traces.remove(place);
            }
        }
        for path in &outcome.written {
            let trace = trace_of(&dir.join(path));
            match self.files.binary_search(path) {
                Ok(place) => self.traces[place] = trace,
                Err(place) => {
                    self.files.insert(place, path.clone());
                    self.traces.insert(place, trace);
                }
            }
        }
        // As long as a publish is not tidied up, its journal or the manifest before it is there.
        let manifest = dir.join(NAME);
        let is_tidy = [beside(&manifest), kept(&manifest)].iter().all(|it| trace_of(it) == GONE);
        (is_tidy && self.files.len() == all).then_some(self)
    }

    /// A name for all of it, with what the disk says of the manifest and of what a killed publish leaves.
    pub fn hash(&self, dir: &Path) -> String {
        let mut hash = Sha256::new();
        let manifest = dir.join(NAME);
        for path in [beside(&manifest), kept(&manifest), manifest] {
            hash.update(trace_of(&path));
        }
        hash.update(self.traces.as_flattened());
        hexadecimal(&hash.finalize())
    }

    /// A name for what the disk says of some files, one that is not there included.
    pub fn name<'p>(paths: impl IntoIterator<Item = &'p Path>) -> String {
        let mut hash = Sha256::new();
        paths.into_iter().for_each(|path| hash.update(trace_of(path)));
        hexadecimal(&hash.finalize())
    }
}

/// Whether a folder holds nothing that lies beside a file of ours. One that cannot be read is not.
fn is_tidy(folder: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(folder) else { return false };
    entries.all(|entry| entry.is_ok_and(|it| !is_beside(&it.file_name().to_string_lossy())))
}

/// So many files are looked at by two threads.
const MANY: usize = 500;

/// What the disk says of some files.
fn traces(dir: &Path, files: &[String]) -> Vec<Trace> {
    let mut traces = Vec::with_capacity(files.len());
    let mut path = dir.to_owned();
    for file in files {
        path.push(file);
        traces.push(trace_of(&path));
        path.clear();
        path.push(dir);
    }
    traces
}

fn trace_of(path: &Path) -> Trace {
    fs::metadata(path).map_or(GONE, |metadata| trace(&metadata))
}

/// What the disk says of one file.
type Trace = [u8; 40];

/// A file that is not there, or cannot be looked at.
const GONE: Trace = [0; 40];

fn trace(metadata: &Metadata) -> Trace {
    let modified = metadata.modified().ok();
    let modified = modified.and_then(|at| at.duration_since(SystemTime::UNIX_EPOCH).ok());
    let modified = modified.map_or(0, |since| since.as_nanos());
    let (file, changed) = noted(metadata);
    let mut trace = [1; 40];
    trace[0] = u8::from(metadata.is_file());
    trace[8..16].copy_from_slice(&metadata.len().to_be_bytes());
    // The nanoseconds of the next five hundred years.
    trace[16..24].copy_from_slice(&(modified as u64).to_be_bytes());
    trace[24..32].copy_from_slice(&file.to_be_bytes());
    trace[32..].copy_from_slice(&changed.to_be_bytes());
    trace
}

/// Which file it is, and when the system noted that something of it has changed.
#[cfg(unix)]
fn noted(metadata: &Metadata) -> (u64, u64) {
    use std::os::unix::fs::MetadataExt;
    let nanos = metadata.ctime().wrapping_mul(1_000_000_000).wrapping_add(metadata.ctime_nsec());
    (metadata.ino(), nanos.cast_unsigned())
}

#[cfg(not(unix))]
fn noted(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

#[cfg(test)]
mod tests {
    use std::{fs::File, time::Duration};

    use super::*;

    /// Two files, of which something becomes; whether that is seen.
    #[track_caller]
    fn check(what: &str, touch: impl Fn(&Path), want: bool) {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        fs::write(dir.join("a"), "a").unwrap();
        fs::write(dir.join("b"), "b").unwrap();
        let files = vec!["a".to_owned(), "b".to_owned()];
        let before = Traces::at(dir, files.clone()).hash(dir);
        assert_eq!(Traces::at(dir, files.clone()).hash(dir), before);
        // Longer than the clock of any file system stands still.
        std::thread::sleep(Duration::from_millis(30));
        touch(dir);
        assert_eq!(Traces::at(dir, files).hash(dir) != before, want, "{what}");
    }

    #[test]
    fn nobody_touches_a_file_unseen() {
        check("nothing", |_| {}, false);
        check("another file", |dir| fs::write(dir.join("c"), "c").unwrap(), false);
        check("removed", |dir| fs::remove_file(dir.join("b")).unwrap(), true);
        check("longer", |dir| fs::write(dir.join("b"), "bb").unwrap(), true);
        check("as long", |dir| fs::write(dir.join("b"), "c").unwrap(), true);
        check(
            "a folder",
            |dir| {
                fs::remove_file(dir.join("b")).and_then(|()| fs::create_dir(dir.join("b"))).unwrap()
            },
            true,
        );
        check(
            "swapped",
            |dir| {
                fs::rename(dir.join("a"), dir.join("c")).unwrap();
                fs::rename(dir.join("b"), dir.join("a")).unwrap();
                fs::rename(dir.join("c"), dir.join("b")).unwrap();
            },
            true,
        );
        let killed = |dir: &Path| fs::write(beside(&dir.join(NAME)), "{").unwrap();
        check("a publish was killed", killed, true);
    }

    #[test]
    fn what_is_left_is_tidied_up_first() {
        let folder = tempfile::tempdir().unwrap();
        let is_tidy = || Traces::of(folder.path()).unwrap().is_some();
        assert!(is_tidy());
        fs::write(kept(&folder.path().join("a")), "a").unwrap();
        assert!(!is_tidy());
    }

    #[test]
    fn a_publish_is_looked_at_where_it_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let dir = folder.path();
        for name in ["a", "b", "d"] {
            fs::write(dir.join(name), name).unwrap();
        }
        let list = |names: &[&str]| names.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
        let before = Traces::at(dir, list(&["a", "b", "d"]));
        fs::write(dir.join("b"), "bb").unwrap();
        fs::write(dir.join("c"), "c").unwrap();
        fs::remove_file(dir.join("d")).unwrap();
        let (written, removed) = (list(&["b", "c"]), list(&["d"]));
        let outcome = Outcome { written, unchanged: 1, removed, ..Outcome::default() };
        let after = before.clone().after(dir, &outcome, 3);
        assert_eq!(after, Some(Traces::at(dir, list(&["a", "b", "c"]))));
        assert_ne!(after.unwrap().hash(dir), before.hash(dir));
        // There is a file that nobody named.
        assert_eq!(before.clone().after(dir, &outcome, 4), None);
        fs::write(kept(&dir.join(NAME)), "").unwrap();
        assert_eq!(before.after(dir, &outcome, 3), None, "not tidied up");
    }

    #[cfg(unix)]
    #[test]
    fn nobody_hides_that_a_file_was_written() {
        let touch = |dir: &Path| {
            let before = fs::metadata(dir.join("b")).unwrap().modified().unwrap();
            fs::write(dir.join("b"), "c").unwrap();
            File::options().write(true).open(dir.join("b")).unwrap().set_modified(before).unwrap();
        };
        check("with the time of before", touch, true);
    }
}
