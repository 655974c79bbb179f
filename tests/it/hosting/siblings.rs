//! `.gz` and `.br` beside published files: what they hold, and that they move with their file.

use std::{collections::BTreeMap, fs, io::Read, time::SystemTime};

use flate2::read::GzDecoder;

use super::{ask_for, turned};
use crate::support::{DAY_LATER, Mill, YEAR_LATER, differing};

/// Files from which siblings are made, by the size.
const SMALLEST: usize = 1024;

fn is_packed(name: &str) -> bool {
    name.ends_with(".gz") || name.ends_with(".br")
}

fn unpack(name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut plain = Vec::new();
    match name.ends_with(".gz") {
        true => GzDecoder::new(bytes).read_to_end(&mut plain).unwrap(),
        false => {
            brotli_decompressor::Decompressor::new(bytes, 4096).read_to_end(&mut plain).unwrap()
        }
    };
    plain
}

fn seconds(time: SystemTime) -> u64 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap().as_secs()
}

/// Every file that is worth it has its siblings with these endings, and nothing else has.
#[track_caller]
fn check(mill: &Mill, endings: &[&str]) -> usize {
    let files = mill.published();
    let manifest = fs::read(mill.path("feeds/public/.feedmill-manifest.json")).unwrap();
    let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
    let mut expected = BTreeMap::new();
    for (name, (bytes, modified)) in files.iter().filter(|(name, _)| !is_packed(name)) {
        if bytes.len() >= SMALLEST && !name.starts_with(['.', '_']) {
            for ending in endings {
                expected.insert(format!("{name}{ending}"), (bytes, modified));
            }
        }
    }
    let packed: Vec<&String> = files.keys().filter(|name| is_packed(name)).collect();
    assert_eq!(packed, expected.keys().collect::<Vec<_>>());
    for (name, (plain, modified)) in &expected {
        let (bytes, own) = &files[name];
        assert_eq!(unpack(name, bytes), **plain, "{name}");
        assert_eq!(own, *modified, "{name} is as old as its file");
        assert!(manifest["files"][name.as_str()]["sha256"].is_string(), "{name} is listed");
    }
    expected.len()
}

#[test]
fn they_move_with_their_files() {
    let mill = turned();
    assert!(check(&mill, &[".gz", ".br"]) > 20);
    let before = mill.published();
    mill.run_at(YEAR_LATER, &["run"]).silent();
    assert_eq!(differing(&before, &mill.published()), [""; 0]);

    let article = "---\ntitle: A new machine learning model\ndate: 2026-05-30\n---\nArtificial intelligence.\n";
    mill.write("feeds/seeds/new.md", article);
    let plan = mill.json(&["run", "--dry-run"]);
    assert_eq!(differing(&before, &mill.published()), [""; 0], "a dry run writes nothing");
    mill.run_at(DAY_LATER, &["run"]).silent();
    check(&mill, &[".gz", ".br"]);
    let after = mill.published();
    let changed = differing(&before, &after);
    assert!(changed.contains(&"ai/atom.xml") && changed.contains(&"ai/atom.xml.br"), "{changed:?}");
    assert!(!changed.contains(&"style.css.gz"), "{changed:?}");
    let planned = plan["published"]["written"].as_array().unwrap().iter();
    let mut planned: Vec<&str> = planned.map(|name| name.as_str().unwrap()).collect();
    planned.sort_unstable();
    let real = changed.iter().filter(|name| !name.starts_with(".feedmill-"));
    assert_eq!(planned, real.copied().collect::<Vec<_>>());
    for name in changed {
        if let (Some((_, was)), Some((_, is))) = (before.get(name), after.get(name)) {
            let is_manifest = name.starts_with(".feedmill-");
            assert!(is_manifest || seconds(*was) < seconds(*is), "{name} is from a later second");
        }
    }
}

#[test]
fn they_come_and_go_with_the_setting() {
    let mill = turned();
    let before = mill.published();
    mill.edit("config.toml", |text| text.replace("[\"gzip\", \"brotli\"]", "[\"brotli\"]"));
    mill.run(&["build"]).ends_with(0);
    check(&mill, &[".br"]);
    mill.edit("config.toml", |text| text.replace("compress = [\"brotli\"]", ""));
    mill.run(&["build"]).ends_with(0);
    assert_eq!(check(&mill, &[]), 0);
    ask_for(&mill, "compress = [\"gzip\", \"brotli\"]\n");
    mill.run(&["build"]).ends_with(0);
    check(&mill, &[".gz", ".br"]);
    // Deterministic, and as old as their files, which nobody touched.
    assert_eq!(differing(&before, &mill.published()), [".feedmill-manifest.json"]);
}

#[test]
fn what_is_broken_or_gone_is_put_right() {
    let mill = turned();
    let before = mill.published();
    mill.write("feeds/public/ai/atom.xml.gz", "broken");
    fs::remove_file(mill.path("feeds/public/all/rss.xml.br")).unwrap();
    // Killed between the renames of a file and of its sibling, before the manifest.
    mill.write("feeds/public/ai/rss.xml", "of another run");
    mill.run(&["build"]).ends_with(0);
    check(&mill, &[".gz", ".br"]);
    let after = mill.published();
    let bytes = |files: &BTreeMap<String, (Vec<u8>, SystemTime)>| -> BTreeMap<String, Vec<u8>> {
        files.iter().map(|(name, (bytes, _))| (name.clone(), bytes.clone())).collect()
    };
    assert_eq!(bytes(&before), bytes(&after));
}

#[test]
fn a_topic_takes_them_along() {
    let mill = turned();
    let before = mill.published();
    let topic = "\n[[topic]]\nid = \"more\"\nstrong = [\"model*\", \"learning\"]\n";
    mill.edit("config.toml", |text| format!("{text}{topic}"));
    mill.run(&["build"]).ends_with(0);
    check(&mill, &[".gz", ".br"]);
    assert!(mill.published().contains_key("more/index.html.br"));
    mill.edit("config.toml", |text| text.replace(topic, ""));
    mill.run(&["build"]).ends_with(0);
    check(&mill, &[".gz", ".br"]);
    let names = |files: &BTreeMap<String, _>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&before), names(&mill.published()));
}
