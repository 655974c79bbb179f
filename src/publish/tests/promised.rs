//! What was promised comes, whatever goes wrong after the promise; what was not is never seen.

use std::{cell::RefCell, collections::BTreeMap};

use super::{FAULTS, Fault, Faulty, Place, Real, artifact, before, fine};
use crate::{
    model::Artifact,
    publish::{
        Additions, Coding, Error,
        add::keep_promise_on,
        disk::Disk,
        manifest::{Manifest, hash},
    },
};

fn further(text: &str) -> Vec<Artifact> {
    // Long enough to be packed.
    let text = text.repeat(600);
    vec![artifact("t/archive/1", &text), artifact("t/archive/2", &format!("{text} too"))]
}

/// What the files hold; a folder holds nothing.
fn files(place: &Place) -> BTreeMap<String, Option<Vec<u8>>> {
    let bytes = |(bytes, _)| bytes;
    place.tree().into_iter().map(|(name, file)| (name, file.map(bytes))).collect()
}

fn place() -> Place {
    let mut place = Place::new(&before());
    place.settings.compress = vec![Coding::Gzip];
    place
}

/// Adds files, and gives the hashes of what it was committed to.
fn add(place: &Place, disk: &dyn Disk, set: &[Artifact]) -> (bool, BTreeMap<String, String>) {
    let promised = RefCell::new(BTreeMap::new());
    let commit = |manifest: &Manifest| {
        let files = set.iter().map(|it| (it.path.clone(), manifest.files[&it.path].sha256.clone()));
        promised.replace(files.collect());
        Ok::<_, Error>(())
    };
    let added = Additions::new(&place.settings).add_on(disk, set, &fine, commit);
    (added.is_ok(), promised.into_inner())
}

#[test]
fn it_comes_with_the_very_same_bytes_or_not_at_all() {
    let (old, set) = (files(&place()), further("one "));
    let want = {
        let place = place();
        add(&place, &Real, &set);
        files(&place)
    };
    assert_eq!(want.len(), old.len() + 5, "two files with their siblings in a folder");
    for fault in FAULTS {
        let mut promises = 0;
        for at in 0.. {
            let place = place();
            let disk = Faulty::new(at, *fault);
            let (is_added, promised) = add(&place, &disk, &set);
            if !disk.has_struck() {
                assert!(is_added && at > 20, "there are more operations than {at}");
                break;
            }
            if promised.is_empty() {
                // The next one is another, and nothing is left of this one.
                assert!(!is_added, "{fault:?} {at}");
                let other = further("other ");
                add(&place, &Real, &other);
                let now = files(&place);
                assert_eq!(now["t/archive/1"].as_deref(), Some("other ".repeat(600).as_bytes()));
                assert_eq!(now.keys().collect::<Vec<_>>(), want.keys().collect::<Vec<_>>());
                continue;
            }
            promises += 1;
            assert_eq!(promised["t/archive/1"], hash(&set[0].bytes));
            assert!(keep_promise_on(&Real, &promised, &place.settings).unwrap(), "{fault:?} {at}");
            // It clears up what lies beside.
            add(&place, &Real, &set);
            assert_eq!(files(&place), want, "{fault:?} {at}");
        }
        assert!(promises > 5, "{fault:?}");
    }
}

#[test]
fn keeping_it_may_be_killed_as_well() {
    let set = further("one ");
    // The last operation before the first rename.
    let killed = |at| {
        let place = place();
        let (is_added, promised) = add(&place, &Faulty::new(at, Fault::Kill), &set);
        (place, is_added, promised)
    };
    let first = (0..).find(|at| !killed(*at).2.is_empty()).unwrap();
    for at in 0.. {
        let (place, _, promised) = killed(first);
        let disk = Faulty::new(at, Fault::Kill);
        let kept = keep_promise_on(&disk, &promised, &place.settings);
        if !disk.has_struck() {
            assert!(kept.unwrap() && at > 5, "there are more operations than {at}");
            return;
        }
        assert!(keep_promise_on(&Real, &promised, &place.settings).unwrap(), "{at}");
        for artifact in &set {
            let path = place.settings.dir.join(&artifact.path);
            assert_eq!(std::fs::read(path).unwrap(), artifact.bytes, "{at}");
        }
    }
}

#[test]
fn a_promise_that_was_lost_is_no_promise() {
    let (place, set) = (place(), further("one "));
    let promised = [("t/archive/1".to_owned(), hash(&set[0].bytes))].into();
    assert!(!keep_promise_on(&Real, &promised, &place.settings).unwrap());
    assert!(keep_promise_on(&Real, &BTreeMap::new(), &place.settings).unwrap(), "nothing to keep");
    add(&place, &Real, &set);
    assert!(keep_promise_on(&Real, &promised, &place.settings).unwrap(), "it came otherwise");
}

#[test]
fn a_commit_that_fails_leaves_nothing() {
    let place = place();
    let old = place.tree();
    let refused = |_: &Manifest| Err(Error::Name { path: "x".to_owned() });
    let added = Additions::new(&place.settings).add(&further("one "), &fine, refused);
    assert!(matches!(added, Err(Error::Name { .. })));
    assert!(place.tree() == old);
}
