//! Every operation on the disk goes wrong once, in every way.

mod promised;

use std::{
    cell::Cell,
    collections::BTreeMap,
    fs::{self, File, Metadata, Permissions},
    io::{self, ErrorKind, Write},
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::{
    Error, Outcome, Settings,
    disk::{Disk, Real},
    publish_on,
};
use crate::model::{Artifact, Format, Guid};

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// The operation does nothing and says so.
    Fails,
    /// The operation is done, and said to have failed, as network file systems do.
    Lies,
    /// Half of the bytes are written, then there is no more room.
    Short,
    /// From here on the disk takes no changes; it can still be read.
    ReadOnly,
    /// From here on nothing happens, as after a kill.
    Kill,
    /// The same in the middle of a write.
    KillShort,
}

const FAULTS: &[Fault] =
    &[Fault::Fails, Fault::Lies, Fault::Short, Fault::ReadOnly, Fault::Kill, Fault::KillShort];

/// A disk on which operation number `at` goes wrong.
struct Faulty {
    at: usize,
    fault: Fault,
    done: Cell<usize>,
}

impl Faulty {
    fn new(at: usize, fault: Fault) -> Self {
        Faulty { at, fault, done: Cell::new(0) }
    }

    /// Whether the fault has come.
    fn has_struck(&self) -> bool {
        self.done.get() > self.at
    }

    fn act<T>(&self, changes: bool, act: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let number = self.done.get();
        self.done.set(number + 1);
        if number < self.at {
            return act();
        }
        match self.fault {
            Fault::Kill | Fault::KillShort => Err(io::Error::other("dead")),
            Fault::ReadOnly if changes => Err(ErrorKind::ReadOnlyFilesystem.into()),
            Fault::ReadOnly => act(),
            _ if number > self.at => act(),
            Fault::Fails => Err(io::Error::other("input or output")),
            Fault::Lies => act().and(Err(io::Error::other("lie"))),
            Fault::Short => Err(ErrorKind::StorageFull.into()),
        }
    }
}

impl Disk for Faulty {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.act(false, || Real.read(path))
    }
    fn holds(&self, path: &Path, bytes: &[u8]) -> io::Result<bool> {
        self.act(false, || Real.holds(path, bytes))
    }
    fn metadata(&self, path: &Path) -> io::Result<Metadata> {
        self.act(false, || Real.metadata(path))
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.act(false, || Real.list(folder))
    }
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        self.act(true, || Real.make_folder(folder))
    }
    fn create(&self, path: &Path) -> io::Result<File> {
        self.act(true, || Real.create(path))
    }
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        if self.done.get() == self.at && matches!(self.fault, Fault::Short | Fault::KillShort) {
            file.write_all(&bytes[..bytes.len() / 2])?;
        }
        self.act(true, || Real.write(file, bytes))
    }
    fn permit(&self, file: &File, permissions: Permissions) -> io::Result<()> {
        self.act(true, || Real.permit(file, permissions))
    }
    fn date(&self, file: &File, time: SystemTime) -> io::Result<()> {
        self.act(true, || Real.date(file, time))
    }
    fn sync(&self, file: &File) -> io::Result<()> {
        self.act(true, || Real.sync(file))
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.act(true, || Real.sync_folder(folder))
    }
    fn link(&self, path: &Path, second: &Path) -> io::Result<()> {
        self.act(true, || Real.link(path, second))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.act(true, || Real.rename(from, to))
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.act(true, || Real.remove(path))
    }
    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        self.act(true, || Real.remove_folder(folder))
    }
}

/// Files and folders below a folder: bytes and time of a file, nothing of a folder.
type Tree = BTreeMap<String, Option<(Vec<u8>, SystemTime)>>;

fn tree(dir: &Path) -> Tree {
    let mut tree = Tree::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            let name = path.strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
            if path.is_dir() {
                tree.insert(name, None);
                folders.push(path);
            } else {
                let modified = fs::metadata(&path).unwrap().modified().unwrap();
                tree.insert(name, Some((fs::read(&path).unwrap(), modified)));
            }
        }
    }
    tree
}

/// What the files say; a folder has no text.
fn bytes(tree: &Tree) -> BTreeMap<String, Option<String>> {
    let text = |file: &(Vec<u8>, SystemTime)| String::from_utf8(file.0.clone()).unwrap();
    tree.iter().map(|(name, file)| (name.clone(), file.as_ref().map(text))).collect()
}

fn artifact(path: &str, text: &str) -> Artifact {
    Artifact {
        path: path.to_owned(),
        format: Format::Rss,
        bytes: text.as_bytes().to_vec(),
        guids: vec![Guid(format!("urn:x:{text}"))],
    }
}

fn before() -> Vec<Artifact> {
    vec![
        artifact("a", "old a"),
        artifact("t/b", "old b"),
        artifact("gone/deep/x", "old x"),
        artifact("same", "same"),
    ]
}

fn after() -> Vec<Artifact> {
    vec![
        artifact("a", "new a, and longer"),
        artifact("t/b", "new b"),
        artifact("fresh/c", "new c"),
        artifact("same", "same"),
    ]
}

fn fine(_: &Artifact, _: &[u8]) -> Result<(), String> {
    Ok(())
}

fn refused(_: &Artifact, _: &[u8]) -> Result<(), String> {
    Err("refused".to_owned())
}

struct Place {
    _folder: tempfile::TempDir,
    settings: Settings,
}

impl Place {
    fn new(set: &[Artifact]) -> Self {
        // In memory where that is a folder: whether a sync reaches a disk is not what is tested.
        let memory = Path::new("/dev/shm");
        let folder = match memory.is_dir() {
            true => tempfile::tempdir_in(memory).or_else(|_| tempfile::tempdir()).unwrap(),
            false => tempfile::tempdir().unwrap(),
        };
        let settings = Settings {
            dir: folder.path().join("public"),
            max_shrink: 1.0,
            kept: std::collections::BTreeSet::new(),
            compress: Vec::new(),
        };
        let place = Place { _folder: folder, settings };
        if !set.is_empty() {
            place.publish(&Real, set).unwrap();
        }
        place
    }

    fn publish(&self, disk: &dyn Disk, set: &[Artifact]) -> Result<Outcome, Error> {
        publish_on(disk, set, &self.settings, &fine)
    }

    fn tree(&self) -> Tree {
        tree(&self.settings.dir)
    }
}

/// Lets every operation of publishing `set` over `first` go wrong, and looks at what is there then.
fn strike(first: &[Artifact], set: &[Artifact], fault: Fault, look: &dyn Fn(&Place, &Struck)) {
    let whole = Place::new(first);
    whole.publish(&Real, set).unwrap();
    let want = whole.tree();
    for at in 0.. {
        let place = Place::new(first);
        let old = place.tree();
        let disk = Faulty::new(at, fault);
        let result = place.publish(&disk, set);
        if !disk.has_struck() {
            assert!(at > 20, "there are more operations than {at}");
            assert_eq!(bytes(&place.tree()), bytes(&want));
            return;
        }
        look(&place, &Struck { at, fault, old: &old, want: &want, result: &result });
    }
}

struct Struck<'a> {
    at: usize,
    fault: Fault,
    old: &'a Tree,
    want: &'a Tree,
    result: &'a Result<Outcome, Error>,
}

impl Struck<'_> {
    /// Nothing that a reader can see is a mixture.
    fn files_are_whole(&self, place: &Place) {
        let Struck { at, fault, old, want, .. } = self;
        let now = place.tree();
        for (name, file) in bytes(&now).into_iter().filter(|(name, _)| !is_beside(name)) {
            let states = [bytes(old).remove(&name), bytes(want).remove(&name)];
            assert!(file.is_none() || states.contains(&Some(file)), "{fault:?} {at}: {name}");
        }
        for (name, file) in bytes(old).into_iter().filter(|(name, _)| want.contains_key(name)) {
            let is_there = now.contains_key(&name);
            assert!(is_there || file.is_none(), "{fault:?} {at}: {name} is lost");
        }
    }

    /// What was promised is there, or an error says that it is not.
    fn is_honest(&self, place: &Place) {
        let Struck { at, fault, old, want, result } = self;
        let now = place.tree();
        let shown: Tree = now.into_iter().filter(|(name, _)| !is_beside(name)).collect();
        match result {
            // Old files that could not be removed have empty names only.
            Ok(_) => {
                let files = |tree| {
                    let mut files = bytes(tree);
                    files.retain(|name, text| text.is_some() && !is_beside(name));
                    files
                };
                assert_eq!(files(&shown), files(want), "{fault:?} {at}");
            }
            Err(error) if matches!(fault, Fault::Fails | Fault::Lies | Fault::Short) => {
                assert!(!matches!(error, Error::Mixed { .. }), "{fault:?} {at}");
                let now = place.tree();
                assert_eq!(bytes(&now), bytes(old), "{fault:?} {at}: the old set stays");
                assert!(now == **old, "{fault:?} {at}: and its times");
            }
            Err(_) => {}
        }
    }

    fn heals(&self, place: &Place, set: &[Artifact]) {
        let Struck { at, fault, old, want, .. } = self;
        place.publish(&Real, set).unwrap();
        let now = place.tree();
        assert_eq!(bytes(&now), bytes(want), "{fault:?} {at}: heals");
        for (name, file) in &now {
            let (Some((bytes, time)), Some(Some((old, earlier)))) = (file, old.get(name)) else {
                continue;
            };
            let later = seconds(*time) > seconds(*earlier);
            assert_eq!(later, bytes != old, "{fault:?} {at}: the time of {name}");
        }
        place.publish(&Real, set).unwrap();
        assert_eq!(place.tree(), now, "{fault:?} {at}: then nothing is left to do");
    }
}

fn is_beside(name: &str) -> bool {
    super::files::is_beside(name.rsplit('/').next().unwrap()) || name == super::manifest::NAME
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

#[test]
fn no_fault_harms_a_file() {
    for first in [vec![], before()] {
        for &fault in FAULTS {
            strike(&first, &after(), fault, &|place, struck| {
                struck.files_are_whole(place);
                struck.is_honest(place);
                struck.heals(place, &after());
            });
        }
    }
}

#[test]
fn a_killed_publish_begins_with_the_old_set_again() {
    strike(&before(), &after(), Fault::Kill, &|place, struck| {
        let is_done = bytes(&place.tree()).get(super::manifest::NAME)
            == bytes(struck.want).get(super::manifest::NAME);
        if is_done {
            return;
        }
        // The next publish is refused, so what a reader sees is the last set that was whole.
        let different = [artifact("a", "third"), artifact("same", "other")];
        let refusal = publish_on(&Real, &different, &place.settings, &refused);
        assert!(matches!(refusal, Err(Error::Check { .. })), "{refusal:?}");
        let now = place.tree();
        assert_eq!(bytes(&now), bytes(struck.old), "{}", struck.at);
        assert!(now == *struck.old, "{}: times", struck.at);
        // And one that makes other files leaves nothing of the killed one.
        place.publish(&Real, &different).unwrap();
        let now = place.tree();
        let names: Vec<&String> = now.keys().collect();
        assert_eq!(names, [super::manifest::NAME, "a", "same"], "{}", struck.at);
    });
}

#[test]
fn healing_may_be_killed_as_well() {
    strike(&before(), &after(), Fault::Kill, &|place, struck| {
        // Other operations for each first kill.
        for at in (struck.at % 7..).step_by(7) {
            let disk = Faulty::new(at, Fault::Kill);
            let _ = place.publish(&disk, &after());
            struck.files_are_whole(place);
            if !disk.has_struck() {
                break;
            }
        }
        assert_eq!(bytes(&place.tree()), bytes(struck.want), "{}", struck.at);
    });
}

#[test]
fn a_disk_without_second_names_gets_copies() {
    struct Plain;
    impl Disk for Plain {
        fn link(&self, _: &Path, _: &Path) -> io::Result<()> {
            Err(ErrorKind::Unsupported.into())
        }
        fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
            match to.ends_with("fresh/c") {
                true => Err(io::Error::other("no")),
                false => Real.rename(from, to),
            }
        }
    }
    let place = Place::new(&before());
    let old = place.tree();
    place.publish(&Plain, &after()).unwrap_err();
    assert_eq!(bytes(&place.tree()), bytes(&old));
    assert!(place.tree() == old, "times");
}

#[test]
fn a_disk_that_keeps_other_bytes_is_found_out() {
    /// It loses the end of what holds these bytes.
    struct Lossy(Vec<u8>);
    impl Disk for Lossy {
        fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
            let is_hit = bytes.windows(self.0.len()).any(|window| *window == *self.0);
            Real.write(file, &bytes[..bytes.len() - usize::from(is_hit)])
        }
    }
    let changed = after().into_iter().find(|it| it.path == "fresh/c").unwrap();
    for lost in [b"sha256".to_vec(), changed.bytes] {
        let place = Place::new(&before());
        let old = place.tree();
        let error = place.publish(&Lossy(lost), &after()).unwrap_err();
        assert!(matches!(error, Error::Check { .. }), "{error}");
        assert!(place.tree() == old);
    }
}

#[test]
fn a_file_is_newer_than_before_whatever_the_clock_says() {
    let place = Place::new(&before());
    let future = SystemTime::now() + std::time::Duration::from_secs(86_400 * 365);
    let file = File::options().append(true).open(place.settings.dir.join("a")).unwrap();
    file.set_modified(future).unwrap();
    place.publish(&Real, &after()).unwrap();
    let (_, time) = place.tree()["a"].clone().unwrap();
    assert_eq!(seconds(time), seconds(future) + 1);
}
