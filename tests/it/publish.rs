//! Artifacts onto the disk: all or nothing, and what did not change is not touched.

use std::{collections::BTreeSet, fs, path::Path, time::SystemTime};

use feedmill::{
    model::{Artifact, Format, Guid},
    publish::{Error, Manifest, Outcome, Settings, plan, publish, publish_further},
};

fn artifact(path: &str, text: &str, items: usize) -> Artifact {
    Artifact {
        path: path.to_owned(),
        format: Format::Rss,
        bytes: text.as_bytes().to_vec(),
        guids: (0..items).map(|number| Guid(format!("urn:x:{number}"))).collect(),
    }
}

fn settings(dir: &Path) -> Settings {
    Settings {
        dir: dir.join("out/public"),
        max_shrink: 0.5,
        kept: BTreeSet::new(),
        compress: Vec::new(),
    }
}

fn fine(_: &Artifact, _: &[u8]) -> Result<(), String> {
    Ok(())
}

fn read(settings: &Settings, path: &str) -> String {
    fs::read_to_string(settings.dir.join(path)).unwrap()
}

fn modified(settings: &Settings, path: &str) -> SystemTime {
    fs::metadata(settings.dir.join(path)).unwrap().modified().unwrap()
}

/// Every file and folder with its time.
fn tree(dir: &Path) -> Vec<(String, SystemTime)> {
    let mut all = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let metadata = entry.metadata().unwrap();
            all.push((entry.path().display().to_string(), metadata.modified().unwrap()));
            if metadata.is_dir() {
                folders.push(entry.path());
            }
        }
    }
    all.sort();
    all
}

#[test]
fn the_second_publish_writes_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    let set = [artifact("ai/rss.xml", "one", 3), artifact("index.html", "two", 0)];
    let planned = plan(&set, &settings, &fine).unwrap();
    assert_eq!(planned.written, ["ai/rss.xml", "index.html"]);
    assert_eq!((planned.unchanged, planned.removed.len()), (0, 0));
    assert!(!settings.dir.exists(), "a plan touches nothing");
    assert_eq!(publish(&set, &settings, &fine).unwrap(), planned);
    let manifest = Manifest::read(&settings.dir).unwrap();
    assert_eq!(planned.manifest, manifest);
    assert_eq!(read(&settings, "ai/rss.xml"), "one");
    let before = tree(temp.path());
    let again = publish(&set, &settings, &fine).unwrap();
    assert_eq!(again, Outcome { unchanged: 2, manifest, ..Outcome::default() });
    assert_eq!(tree(temp.path()), before);
    assert_eq!(again.manifest.files["ai/rss.xml"].guids.len(), 3);
}

#[test]
fn a_further_publish_lists_what_a_whole_one_lists() {
    let (temp, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let (settings, anew) = (settings(temp.path()), settings(other.path()));
    let first = [artifact("a", "1", 3), artifact("b", "1", 2), artifact("c", "1", 1)];
    publish(&first, &settings, &fine).unwrap();
    // Other bytes, other items in the same bytes, nothing else, and a new one.
    let second =
        [artifact("a", "2", 3), artifact("b", "1", 1), first[2].clone(), artifact("d", "1", 0)];
    let further = publish_further(&second, &settings, &fine).unwrap();
    assert_eq!(further.written, ["a", "d"]);
    assert_eq!(further.manifest, publish(&second, &anew, &fine).unwrap().manifest);
    assert_eq!(further.manifest, Manifest::read(&settings.dir).unwrap());
}

#[test]
fn a_changed_file_is_from_a_later_second() {
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    let seconds = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs();
    publish(&[artifact("a", "1", 0), artifact("b", "1", 0)], &settings, &fine).unwrap();
    let (first, other) = (modified(&settings, "a"), modified(&settings, "b"));
    publish(&[artifact("a", "2", 0), artifact("b", "1", 0)], &settings, &fine).unwrap();
    let second = modified(&settings, "a");
    publish(&[artifact("a", "3", 0), artifact("b", "1", 0)], &settings, &fine).unwrap();
    let third = modified(&settings, "a");
    assert!(seconds(first) < seconds(second) && seconds(second) < seconds(third));
    assert_eq!(modified(&settings, "b"), other);
}

#[test]
fn a_failing_check_keeps_the_old_set() {
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    publish(&[artifact("a", "1", 0), artifact("b", "1", 0)], &settings, &fine).unwrap();
    let before = tree(temp.path());
    let picky = |artifact: &Artifact, _: &[u8]| match artifact.path.as_str() {
        "b" => Err("no items".to_owned()),
        _ => Ok(()),
    };
    let new = [artifact("a", "2", 0), artifact("new/deep/c", "2", 0), artifact("b", "2", 0)];
    let error = publish(&new, &settings, &picky).unwrap_err();
    assert!(error.to_string().ends_with("b would be broken: no items"), "{error}");
    assert!(error.help().is_some());
    assert!(plan(&new, &settings, &picky).is_err());
    let after = tree(temp.path());
    let names = |tree: &[(String, SystemTime)]| {
        tree.iter().map(|(name, _)| name.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&after), names(&before));
    assert_eq!((read(&settings, "a"), read(&settings, "b")), ("1".into(), "1".into()));
}

#[test]
fn a_killed_publish_heals() {
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    publish(&[artifact("t/a", "1", 0), artifact("t/b", "1", 0)], &settings, &fine).unwrap();
    // Killed after the first of two renames; and once before, while writing a file that is no more.
    fs::write(settings.dir.join("t/a"), "2").unwrap();
    fs::write(settings.dir.join("t/.b.feedmill-new"), "hal").unwrap();
    fs::write(settings.dir.join("t/.gone.feedmill-new"), "x").unwrap();
    fs::write(settings.dir.join("..feedmill-manifest.json.feedmill-new"), "{").unwrap();
    let set = [artifact("t/a", "2", 0), artifact("t/b", "2", 0)];
    let outcome = publish(&set, &settings, &fine).unwrap();
    assert_eq!((outcome.written, outcome.unchanged), (vec!["t/b".to_owned()], 1));
    let names: Vec<String> = tree(temp.path()).into_iter().map(|(name, _)| name).collect();
    assert!(!names.iter().any(|name| name.ends_with("feedmill-new")), "{names:?}");
    assert_eq!(read(&settings, "t/b"), "2");
}

#[test]
fn a_damaged_manifest_is_written_anew() {
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    let set = [artifact("a", "1", 5)];
    publish(&set, &settings, &fine).unwrap();
    let whole = read(&settings, ".feedmill-manifest.json");
    fs::write(settings.dir.join(".feedmill-manifest.json"), &whole[..20]).unwrap();
    publish(&set, &settings, &fine).unwrap();
    assert_eq!(read(&settings, ".feedmill-manifest.json"), whole);
}

#[test]
fn a_feed_that_suddenly_shrinks_is_not_published() {
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    publish(&[artifact("a", "10", 10), artifact("b", "3", 3)], &settings, &fine).unwrap();
    let small = [artifact("a", "4", 4), artifact("b", "0", 0)];
    let error = publish(&small, &settings, &fine).unwrap_err();
    assert!(matches!(error, Error::Shrunk { before: 10, after: 4, .. }), "{error}");
    assert!(error.help().unwrap().contains("--force"));
    assert_eq!(read(&settings, "a"), "10");
    // Half of ten is still permitted, and so is losing all three of a small feed.
    let half = [artifact("a", "5", 5), artifact("b", "0", 0)];
    publish(&half, &settings, &fine).unwrap();
    let forced = Settings { max_shrink: 1.0, ..settings };
    publish(&[artifact("a", "0", 0), artifact("b", "0", 0)], &forced, &fine).unwrap();
}

#[test]
fn what_is_no_longer_made_is_removed_if_it_is_ours() {
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    let all = [
        artifact("old/x/a", "1", 0),
        artifact("old/b", "1", 0),
        artifact("mine", "1", 0),
        artifact("k", "1", 0),
    ];
    publish(&all, &settings, &fine).unwrap();
    fs::write(settings.dir.join("mine"), "edited by hand").unwrap();
    fs::write(settings.dir.join("foreign"), "x").unwrap();
    let outcome = publish(&all[3..], &settings, &fine).unwrap();
    assert_eq!(outcome.removed, ["old/b", "old/x/a"]);
    assert!(!settings.dir.join("old").exists());
    assert_eq!(read(&settings, "mine"), "edited by hand");
    assert_eq!(read(&settings, "foreign"), "x");
    assert_eq!(publish(&all[3..], &settings, &fine).unwrap().removed, [""; 0]);
}

#[test]
fn names_that_lead_out_are_refused() {
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    for path in ["../x", "/x", "a/../../x", ""] {
        let error = publish(&[artifact(path, "1", 0)], &settings, &fine).unwrap_err();
        assert!(matches!(error, Error::Name { .. }), "{error}");
    }
    let twice = [artifact("a", "1", 0), artifact("a", "2", 0)];
    assert!(matches!(publish(&twice, &settings, &fine), Err(Error::Twice { .. })));
    assert!(!settings.dir.exists());
}

#[test]
fn a_place_that_cannot_be_written_is_an_error() {
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    fs::write(temp.path().join("out"), "a file where the folder should be").unwrap();
    let error = publish(&[artifact("a", "1", 0)], &settings, &fine).unwrap_err();
    assert!(error.to_string().contains("out"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
    fs::remove_file(temp.path().join("out")).unwrap();
    fs::create_dir_all(settings.dir.join("a")).unwrap();
    assert!(publish(&[artifact("a", "1", 0)], &settings, &fine).is_err());
}

#[cfg(unix)]
#[test]
fn a_read_only_directory_is_an_error() {
    use std::os::unix::fs::PermissionsExt;
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    publish(&[artifact("a", "1", 0)], &settings, &fine).unwrap();
    fs::set_permissions(&settings.dir, fs::Permissions::from_mode(0o555)).unwrap();
    let may_write_anyway = fs::write(settings.dir.join("probe"), "").is_ok(); // root
    if !may_write_anyway {
        let error = publish(&[artifact("a", "2", 0)], &settings, &fine).unwrap_err();
        assert!(matches!(error, Error::Write { .. }), "{error}");
        assert_eq!(read(&settings, "a"), "1");
    }
    fs::set_permissions(&settings.dir, fs::Permissions::from_mode(0o755)).unwrap();
}

#[cfg(unix)]
#[test]
fn a_changed_file_keeps_its_permissions() {
    use std::os::unix::fs::PermissionsExt;
    let temp = tempfile::tempdir().unwrap();
    let settings = settings(temp.path());
    publish(&[artifact("a", "1", 0)], &settings, &fine).unwrap();
    fs::set_permissions(settings.dir.join("a"), fs::Permissions::from_mode(0o640)).unwrap();
    publish(&[artifact("a", "2", 0)], &settings, &fine).unwrap();
    let mode = fs::metadata(settings.dir.join("a")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o640);
}
