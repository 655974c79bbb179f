//! Two writers, faults at every request, kills: against a store in memory that knows conditions.

use std::{
    cell::{Cell, RefCell},
    collections::BTreeMap,
    path::Path,
    sync::Arc,
};

use chrono::{DateTime, TimeDelta, Utc};
use object_store::memory::InMemory;

use super::{
    CLAIM_DIES, Error, Objects, Only, Pushed, Put, Version, cloud::Cloud, push::push,
    seed::published,
};
use crate::{
    model::{Artifact, Format, Guid},
    publish::{self, manifest::NAME},
};

/// A store on which request number `at` goes wrong.
struct Faulty<'s> {
    inner: &'s Cloud,
    at: usize,
    fault: Fault,
    done: Cell<usize>,
    /// The paths that were put or removed.
    touched: RefCell<Vec<String>>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// The request is not done.
    Fails,
    /// It is done, and its answer is lost.
    Lost,
    /// This and all that follow are not done: the network, or the program, is gone.
    Gone,
    /// It is done, and nothing after it.
    GoneAfter,
}

impl Faulty<'_> {
    fn act<T>(&self, path: &str, act: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
        let number = self.done.get();
        self.done.set(number + 1);
        let failed = || Error::Request {
            action: "reach",
            key: self.inner.name(path),
            help: "",
            source: "fault".into(),
        };
        if number < self.at {
            return act();
        }
        match self.fault {
            Fault::Lost | Fault::GoneAfter if number == self.at => act().and(Err(failed())),
            Fault::Fails if number == self.at => Err(failed()),
            Fault::Gone | Fault::GoneAfter => Err(failed()),
            _ => act(),
        }
    }
}

impl Objects for Faulty<'_> {
    fn name(&self, path: &str) -> String {
        self.inner.name(path)
    }
    fn get(&self, path: &str) -> Result<Option<(Vec<u8>, Version)>, Error> {
        self.act(path, || self.inner.get(path))
    }
    fn put_if(&self, path: &str, bytes: Vec<u8>, only: &Only) -> Result<Put, Error> {
        self.touched.borrow_mut().push(path.to_owned());
        self.act(path, || self.inner.put_if(path, bytes, only))
    }
    fn put_all(&self, objects: Vec<(String, Vec<u8>)>) -> Vec<(String, Result<(), Error>)> {
        let each = objects.into_iter().map(|(path, bytes)| {
            self.touched.borrow_mut().push(path.clone());
            let put = || self.inner.put_all(vec![(path.clone(), bytes)]).remove(0).1;
            let result = self.act(&path, put);
            (path, result)
        });
        each.collect()
    }
    fn remove(&self, path: &str) -> Result<(), Error> {
        self.touched.borrow_mut().push(path.to_owned());
        self.act(path, || self.inner.remove(path))
    }
}

/// A machine that publishes into a folder of its own, and then to a store.
struct Machine {
    folder: tempfile::TempDir,
}

impl Machine {
    fn new(files: &[(&str, &str)]) -> Self {
        let machine = Machine { folder: tempfile::tempdir().unwrap() };
        machine.publish(files);
        machine
    }

    fn dir(&self) -> &Path {
        self.folder.path()
    }

    fn publish(&self, files: &[(&str, &str)]) {
        let artifact = |(path, text): &(&str, &str)| Artifact {
            path: (*path).to_owned(),
            format: Format::Rss,
            bytes: text.as_bytes().to_vec(),
            guids: vec![Guid("urn:x:1".to_owned())],
        };
        let set: Vec<Artifact> = files.iter().map(artifact).collect();
        let settings = publish::Settings {
            dir: self.dir().to_owned(),
            max_shrink: 1.0,
            kept: std::collections::BTreeSet::new(),
            compress: Vec::new(),
        };
        publish::publish(&set, &settings, &|_, _| Ok(())).unwrap();
    }

    fn push(&self, store: &dyn Objects) -> Result<Pushed, Error> {
        push(store, self.dir(), now())
    }

    fn push_at(&self, store: &dyn Objects, at: DateTime<Utc>) -> Result<Pushed, Error> {
        push(store, self.dir(), at)
    }

    /// The names below the folder.
    fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.dir())
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }

    /// The store holds what the folder holds, and nothing else of ours.
    #[track_caller]
    fn agrees(&self, store: &Cloud) {
        let bytes = std::fs::read(self.dir().join(NAME)).unwrap();
        assert_eq!(text(store, NAME).unwrap(), String::from_utf8(bytes.clone()).unwrap());
        let manifest = publish::Manifest::parse(&bytes);
        for path in ["a", "t/b", "gone", "fresh", "t/index.html"] {
            let local = std::fs::read_to_string(self.dir().join(path)).ok();
            assert_eq!(text(store, path), local, "{path}");
            assert_eq!(local.is_some(), manifest.files.contains_key(path));
        }
        assert!(!self.dir().join(".feedmill-claim").exists());
    }
}

const BEFORE: &[(&str, &str)] =
    &[("a", "old a"), ("t/b", "b"), ("gone", "old"), ("t/index.html", "old page")];
const AFTER: &[(&str, &str)] =
    &[("a", "new a"), ("t/b", "b"), ("fresh", "new"), ("t/index.html", "new page")];

fn now() -> DateTime<Utc> {
    "2026-06-01T08:00:00Z".parse().unwrap()
}

fn store() -> Cloud {
    Cloud::over(Arc::new(InMemory::new()), "feeds/x")
}

fn text(store: &Cloud, path: &str) -> Option<String> {
    store.get(path).unwrap().map(|(bytes, _)| String::from_utf8(bytes).unwrap())
}

fn faulty(inner: &Cloud, at: usize, fault: Fault) -> Faulty<'_> {
    Faulty { inner, at, fault, done: Cell::new(0), touched: RefCell::default() }
}

#[test]
fn only_what_changed_is_sent_and_the_manifest_last() {
    let (store, machine) = (store(), Machine::new(BEFORE));
    let first = machine.push(&store).unwrap();
    assert_eq!((first.written.len(), first.unchanged), (4, 0));
    machine.agrees(&store);
    let quiet = faulty(&store, usize::MAX, Fault::Fails);
    assert_eq!(machine.push(&quiet).unwrap(), Pushed { unchanged: 4, ..Pushed::default() });
    assert_eq!((quiet.done.get(), quiet.touched.take().len()), (1, 0), "one question");
    machine.publish(AFTER);
    let watched = faulty(&store, usize::MAX, Fault::Fails);
    let pushed = machine.push(&watched).unwrap();
    assert_eq!(pushed.written, ["a", "fresh", "t/index.html"], "what leads to others comes last");
    assert_eq!((pushed.removed, pushed.unchanged), (vec!["gone".to_owned()], 1));
    let touched = watched.touched.take();
    assert_eq!(touched, [NAME, "a", "fresh", "t/index.html", "gone", NAME]);
    machine.agrees(&store);
}

#[test]
fn every_request_fails_once_and_the_next_push_goes_on() {
    for fault in [Fault::Fails, Fault::Lost, Fault::Gone, Fault::GoneAfter] {
        for at in 0.. {
            let (store, machine) = (store(), Machine::new(BEFORE));
            machine.push(&store).unwrap();
            machine.publish(AFTER);
            let broken = faulty(&store, at, fault);
            let result = machine.push(&broken);
            if broken.done.get() <= at {
                assert!(at > 5 && result.is_ok());
                break;
            }
            assert!(result.is_err(), "{fault:?} {at}");
            let allowed: BTreeMap<&str, [Option<&str>; 2]> = BTreeMap::from([
                ("a", [Some("old a"), Some("new a")]),
                ("t/b", [Some("b"), Some("b")]),
                ("gone", [Some("old"), None]),
                ("fresh", [None, Some("new")]),
                ("t/index.html", [Some("old page"), Some("new page")]),
            ]);
            for (path, states) in allowed {
                assert!(states.contains(&text(&store, path).as_deref()), "{fault:?} {at} {path}");
            }
            // Nothing changed here, and no time has gone by: the claim is known for our own.
            machine.push(&store).unwrap();
            machine.agrees(&store);
        }
    }
}

#[test]
fn what_is_uncertain_is_sent_again() {
    for at in 0.. {
        let (store, machine) = (store(), Machine::new(BEFORE));
        machine.push(&store).unwrap();
        machine.publish(AFTER);
        let broken = faulty(&store, at, Fault::Gone);
        let result = machine.push(&broken);
        // The change is taken back, so the old manifest would say that nothing is to do.
        machine.publish(BEFORE);
        machine.push(&store).unwrap();
        machine.agrees(&store);
        if result.is_ok() {
            break;
        }
    }
}

#[test]
fn of_two_writers_one_is_refused_before_it_replaces_anything() {
    let (store, one, other) = (store(), Machine::new(BEFORE), Machine::new(AFTER));
    one.push(&store).unwrap();
    one.publish(&[("a", "third")]);
    // One has claimed the store and sent its first object; then comes the other.
    let slow = faulty(&store, 3, Fault::Gone);
    one.push(&slow).unwrap_err();
    let before = text(&store, "a");
    let refused = faulty(&store, usize::MAX, Fault::Fails);
    let error = other.push(&refused).unwrap_err();
    assert!(matches!(error, Error::Claimed { since, .. } if since == now()), "{error}");
    assert_eq!((refused.touched.take().len(), text(&store, "a")), (0, before));
    assert!(error.to_string().contains("test://store/feeds/x since 2026-06-01T08:00:00Z"));
    // Not much later either, and not with a clock that is somewhat behind.
    for minutes in [29, -29] {
        let error = other.push_at(&store, now() + TimeDelta::minutes(minutes)).unwrap_err();
        assert!(matches!(error, Error::Claimed { .. }), "{error}");
    }
    // But a dead claim is taken over, and what its writer left half-done is put right.
    other.push_at(&store, now() + CLAIM_DIES).unwrap();
    other.agrees(&store);
    // Whoever was dead and wakes up cannot go on.
    one.push(&store).unwrap();
    one.agrees(&store);
}

/// A store that another writer changes after the manifest was read.
struct Overtaken<'s> {
    inner: &'s Cloud,
    other: &'s Machine,
    when: Cell<usize>,
}

impl Objects for Overtaken<'_> {
    fn name(&self, path: &str) -> String {
        self.inner.name(path)
    }
    fn get(&self, path: &str) -> Result<Option<(Vec<u8>, Version)>, Error> {
        self.inner.get(path)
    }
    fn put_if(&self, path: &str, bytes: Vec<u8>, only: &Only) -> Result<Put, Error> {
        if self.when.replace(self.when.get().wrapping_sub(1)) == 0 {
            self.other.push_at(self.inner, now() + CLAIM_DIES)?;
        }
        self.inner.put_if(path, bytes, only)
    }
    fn put_all(&self, objects: Vec<(String, Vec<u8>)>) -> Vec<(String, Result<(), Error>)> {
        self.inner.put_all(objects)
    }
    fn remove(&self, path: &str) -> Result<(), Error> {
        self.inner.remove(path)
    }
}

#[test]
fn who_is_overtaken_says_so() {
    for first in [false, true] {
        let (store, one, other) = (store(), Machine::new(BEFORE), Machine::new(AFTER));
        if first {
            Machine::new(&[("a", "first of all")]).push(&store).unwrap();
        }
        let race = Overtaken { inner: &store, other: &other, when: Cell::new(0) };
        let error = one.push(&race).unwrap_err();
        assert!(matches!(error, Error::Overtaken { .. }), "{error}");
        // Before its first object: the store is that of the other, untouched.
        other.agrees(&store);
        assert!(one.names().iter().all(|name| name != ".feedmill-claim"));
    }
    // Slept so long that its claim was taken over: it says so at the end.
    let (store, one, other) = (store(), Machine::new(BEFORE), Machine::new(AFTER));
    let race = Overtaken { inner: &store, other: &other, when: Cell::new(1) };
    let error = one.push(&race).unwrap_err();
    assert!(matches!(error, Error::Overtaken { .. }), "{error}");
    assert!(error.help().is_some());
}

#[test]
fn a_damaged_manifest_removes_nothing() {
    let (store, machine) = (store(), Machine::new(BEFORE));
    machine.push(&store).unwrap();
    let (_, version) = store.get(NAME).unwrap().unwrap();
    store.put_if(NAME, b"{\"version\": 1, \"fi".to_vec(), &Only::IfSame(version)).unwrap();
    machine.publish(AFTER);
    let pushed = machine.push(&store).unwrap();
    assert_eq!((pushed.written.len(), pushed.removed), (4, vec![]));
    assert_eq!(text(&store, "gone").as_deref(), Some("old"));
}

#[test]
fn a_file_that_somebody_changed_is_not_sent() {
    let (store, machine) = (store(), Machine::new(BEFORE));
    std::fs::write(machine.dir().join("a"), "edited").unwrap();
    let error = machine.push(&store).unwrap_err();
    assert!(matches!(&error, Error::Changed { path } if path == "a"), "{error}");
    machine.publish(BEFORE);
    machine.push(&store).unwrap();
    machine.agrees(&store);
}

#[test]
fn a_new_machine_begins_with_what_was_published() {
    let (store, machine) = (store(), Machine::new(BEFORE));
    let folder = tempfile::tempdir().unwrap();
    let new = folder.path().join("public");
    assert_eq!(published(&store, &new).unwrap(), 0, "there is nothing yet");
    assert!(!new.exists());
    machine.push(&store).unwrap();
    assert_eq!(published(&store, &new).unwrap(), 4);
    for name in ["a", "t/b", "gone", "t/index.html", NAME] {
        let read = |dir: &Path| std::fs::read(dir.join(name)).unwrap();
        assert_eq!(read(&new), read(machine.dir()), "{name}");
    }
    // A second time it is known already.
    assert_eq!(published(&store, &new).unwrap(), 0);
    assert_eq!(push(&store, &new, now()).unwrap().unchanged, 4);
    // What is not what the manifest says is not taken.
    store.put_all(vec![("a".to_owned(), b"strange".to_vec())]);
    let other = folder.path().join("other");
    let error = published(&store, &other).unwrap_err();
    assert!(matches!(error, Error::Foreign { .. }), "{error}");
    assert!(!other.exists());
}
