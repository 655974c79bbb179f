//! Whatever happens to a run or to its files: no archive gets other bytes, and no item is lost.

use std::fs;

use super::{archives, mill, show, walk};
use crate::support::{Mill, differing};

/// A mill with archives.
fn full() -> Mill {
    let mill = mill("");
    show(&mill, (0..170).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    mill
}

/// How an archive waits after a kill.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Waits {
    /// Its documents lie beside their places, and the journal tells of them.
    BesideItsPlace,
    /// The same, and the first of them is in its place already.
    HalfInPlace,
    /// As an earlier version did it: its documents are in the ledger.
    InTheLedger,
}

#[test]
fn a_run_that_was_killed_goes_on_with_the_same_bytes() {
    for waits in [Waits::BesideItsPlace, Waits::HalfInPlace, Waits::InTheLedger] {
        goes_on(waits);
    }
}

#[track_caller]
fn goes_on(waits: Waits) {
    let mill = full();
    let before = mill.published();
    let names = ["rss-3.xml", "atom-3.xml", "feed-3.json"].map(|it| format!("all/archive/{it}"));
    let path = |name: &str| mill.path(&format!("feeds/public/{name}"));
    let manifest = fs::read_to_string(path(".feedmill-manifest.json")).unwrap();
    let mut known: serde_json::Value = serde_json::from_str(&manifest).unwrap();
    let files = known["files"].as_object_mut().unwrap();
    let documents: Vec<(String, String)> = names
        .iter()
        .map(|name| {
            let hash = files.remove(name).unwrap()["sha256"].as_str().unwrap().to_owned();
            let text = || String::from_utf8(before[name].0.clone()).unwrap();
            (name.clone(), if waits == Waits::InTheLedger { text() } else { hash })
        })
        .collect();
    mill.ledger()
        .execute(
            "UPDATE archive SET documents = ?1 WHERE feed = 'all' AND number = 3",
            [serde_json::to_string(&documents).unwrap()],
        )
        .unwrap();
    // The manifest knows none of them.
    fs::write(path(".feedmill-manifest.json"), known.to_string()).unwrap();
    let beside = |name: &str| path(&format!("{}.feedmill-new", name.replace("ve/", "ve/.")));
    match waits {
        Waits::InTheLedger => {
            fs::remove_file(path(&names[1])).unwrap();
            fs::rename(path(&names[0]), beside(&names[0])).unwrap();
        }
        Waits::BesideItsPlace | Waits::HalfInPlace => {
            fs::write(path("..feedmill-manifest.json.feedmill-new"), manifest).unwrap();
            let some = if waits == Waits::HalfInPlace { &names[1..] } else { &names[..] };
            some.iter().for_each(|name| fs::rename(path(name), beside(name)).unwrap());
        }
    }
    // Meanwhile everything was edited.
    mill.edit("lane.xml", |text| text.replace("says what", "tells what"));
    mill.run(&["run"]).silent();
    let (was, is) = (archives_of(before), archives(&mill));
    let bytes = |files: &crate::support::Files| -> Vec<(String, Vec<u8>)> {
        files.iter().map(|(name, (bytes, _))| (name.clone(), bytes.clone())).collect()
    };
    assert_eq!(bytes(&was), bytes(&is), "{waits:?}");
    assert_eq!(walk(&mill, "all").1.len(), 170, "{waits:?}");
    // And that is the end of it.
    let before = mill.published();
    mill.run(&["run"]).silent();
    mill.published_still(&before);
}

fn archives_of(files: crate::support::Files) -> crate::support::Files {
    files.into_iter().filter(|(name, _)| name.contains("/archive/")).collect()
}

#[test]
fn what_was_deleted_is_made_again() {
    let mill = full();
    let before = archives(&mill);
    for name in ["all/archive/atom-1.xml", "all/archive/feed-2.json"] {
        fs::remove_file(mill.path(&format!("feeds/public/{name}"))).unwrap();
    }
    mill.run(&["build"]).silent();
    let after = archives(&mill);
    assert!(before.keys().eq(after.keys()));
    for (name, (bytes, _)) in &before {
        assert_eq!(after[name].0, *bytes, "{name}");
    }
    let deleted = differing(&before, &after);
    assert_eq!(deleted, ["all/archive/atom-1.xml", "all/archive/feed-2.json"], "and nothing else");
}

#[test]
fn a_lost_manifest_is_written_anew() {
    let mill = full();
    let before = mill.published();
    fs::write(mill.path("feeds/public/.feedmill-manifest.json"), "{").unwrap();
    mill.run(&["build"]).silent();
    let after = mill.published();
    let name = ".feedmill-manifest.json";
    let others = differing(&before, &after).into_iter().filter(|it| *it != name);
    assert_eq!(others.collect::<Vec<_>>(), [""; 0]);
    let read = |bytes: &[u8]| serde_json::from_slice::<serde_json::Value>(bytes).unwrap();
    assert_eq!(read(&before[name].0), read(&after[name].0));
}

#[test]
fn a_format_that_comes_later_gets_its_archives() {
    let mill = mill("formats = [\"json\"]");
    show(&mill, (0..170).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let before = archives(&mill);
    mill.edit("config.toml", |config| {
        config.replace("[\"json\"]", "[\"json\", \"atom\", \"rss\"]")
    });
    mill.run(&["build"]).silent();
    let mut after = archives(&mill);
    assert_eq!(after.len(), 3 * before.len());
    after.retain(|name, _| before.contains_key(name));
    assert_eq!(differing(&before, &after), [""; 0]);
    assert_eq!(walk(&mill, "all").1.len(), 170);
}

#[test]
fn a_rehearsal_writes_nothing() {
    let mill = mill("");
    show(&mill, (0..40).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let before = mill.files();
    show(&mill, (0..80).map(|number| (number, number)));
    let ran = mill.run(&["run", "--dry-run"]).ends_with(0);
    assert!(ran.stdout.contains("would write all/archive/atom-1.xml"), "{}", ran.stdout);
    let mut after = mill.files();
    after.retain(|name, _| name.starts_with("feeds/public"));
    let mut before = before;
    before.retain(|name, _| name.starts_with("feeds/public"));
    assert_eq!(differing(&before, &after), [""; 0]);
}
