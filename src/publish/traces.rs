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

use super::{
    Error, Manifest,
    files::{beside, is_beside, kept},
    manifest::{NAME, hexadecimal},
};

/// What the disk says of files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Traces {
    /// The files of the manifest, below the output directory.
    pub files: Vec<String>,
    /// A name for what the disk says of them, of the manifest and of what a killed publish leaves.
    pub hash: String,
}

impl Traces {
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
        if !folders.iter().all(|folder| is_tidy(folder)) {
            return Ok(None);
        }
        let hash = hash(dir, &files);
        Ok(Some(Traces { files, hash }))
    }

    /// A name for what the disk says of some files, one that is not there included.
    pub fn name<'p>(paths: impl IntoIterator<Item = &'p Path>) -> String {
        let mut hash = Sha256::new();
        paths.into_iter().for_each(|path| add(&mut hash, path));
        hexadecimal(&hash.finalize())
    }

    /// Whether the disk still says the same.
    pub fn stand(&self, dir: &Path) -> bool {
        self.hash == hash(dir, &self.files)
    }
}

/// Whether a folder holds nothing that lies beside a file of ours. One that cannot be read is not.
fn is_tidy(folder: &Path) -> bool {
    let Ok(mut entries) = fs::read_dir(folder) else { return false };
    entries.all(|entry| entry.is_ok_and(|it| !is_beside(&it.file_name().to_string_lossy())))
}

fn hash(dir: &Path, files: &[String]) -> String {
    let mut hash = Sha256::new();
    let manifest = dir.join(NAME);
    for path in [beside(&manifest), kept(&manifest), manifest] {
        add(&mut hash, &path);
    }
    // Archives are many files, and nothing else is done meanwhile.
    let (one, other) = files.split_at(if files.len() < MANY { 0 } else { files.len() / 2 });
    std::thread::scope(|scope| {
        let one = (!one.is_empty()).then(|| scope.spawn(|| traces(dir, one)));
        let other = traces(dir, other);
        if let Some(one) = one {
            hash.update(one.join().unwrap_or_default());
        }
        hash.update(other);
    });
    hexadecimal(&hash.finalize())
}

/// So many files are looked at by two threads.
const MANY: usize = 500;

/// What the disk says of some files.
fn traces(dir: &Path, files: &[String]) -> Vec<u8> {
    let mut traces = Vec::with_capacity(files.len() * size_of::<Trace>());
    let mut path = dir.to_owned();
    for file in files {
        path.push(file);
        match fs::metadata(&path) {
            Ok(metadata) => traces.extend(trace(&metadata)),
            Err(_) => traces.push(0),
        }
        path.clear();
        path.push(dir);
    }
    traces
}

fn add(hash: &mut Sha256, path: &Path) {
    match fs::metadata(path) {
        Ok(metadata) => hash.update(trace(&metadata)),
        Err(_) => hash.update([0]),
    }
}

/// What the disk says of one file.
type Trace = [u8; 40];

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
        let traces = Traces { hash: hash(dir, &files), files };
        assert!(traces.stand(dir));
        // Longer than the clock of any file system stands still.
        std::thread::sleep(Duration::from_millis(30));
        touch(dir);
        assert_eq!(!traces.stand(dir), want, "{what}");
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
