//! What publishing costs: `cargo bench --bench publish`.
//!
//! Twelve files of 200 KiB, as four feeds in three formats, into the system's folder for temporary
//! files: all new, none changed, one changed. Beside them the least code: write and rename, without
//! waiting for the disk, without reading back (`floor`). What waits for the disk depends on the disk.

use std::{fs, path::Path};

use divan::{Bencher, black_box};
use feedmill::{
    model::{Artifact, Format},
    publish::{Settings, publish},
};
use tempfile::TempDir;

fn main() {
    divan::main();
}

/// Twelve files; the first one says which number it has.
fn artifacts(number: usize) -> Vec<Artifact> {
    let line = b"The harbour council has decided to rebuild the mill below the weir.\n";
    let artifact = |at: usize| {
        let mut bytes = line.repeat(3_000);
        let first = if at == 0 { number.to_string() } else { String::new() };
        bytes.extend_from_slice(first.as_bytes());
        Artifact { path: format!("topic-{at}.txt"), format: Format::Text, bytes, guids: Vec::new() }
    };
    (0..12).map(artifact).collect()
}

fn folder() -> TempDir {
    tempfile::tempdir().expect("there is a temporary folder")
}

fn ours(artifacts: &[Artifact], folder: &Path) {
    let settings = Settings {
        dir: folder.to_owned(),
        max_shrink: 1.0,
        kept: Default::default(),
        compress: Vec::new(),
    };
    let outcome = publish(artifacts, &settings, &|_, _| Ok(()));
    black_box(outcome.expect("the disk is not full"));
}

/// Writes a file unless it says the same.
fn floor(artifacts: &[Artifact], folder: &Path) {
    for artifact in artifacts {
        let path = folder.join(&artifact.path);
        if fs::read(&path).is_ok_and(|bytes| bytes == artifact.bytes) {
            continue;
        }
        let beside = path.with_extension("new");
        fs::write(&beside, &artifact.bytes).expect("the disk is not full");
        fs::rename(&beside, &path).expect("the folder can be written to");
    }
}

const EITHER: [&str; 2] = ["feedmill", "floor"];

fn by_name(name: &str) -> fn(&[Artifact], &Path) {
    if name == "floor" { floor } else { ours }
}

#[divan::bench(args = EITHER)]
fn all_new(bencher: Bencher, name: &str) {
    let (publish, artifacts) = (by_name(name), artifacts(0));
    bencher.with_inputs(folder).bench_local_values(|folder| {
        publish(&artifacts, folder.path());
        folder
    });
}

#[divan::bench(args = EITHER)]
fn none_changed(bencher: Bencher, name: &str) {
    let (publish, artifacts, folder) = (by_name(name), artifacts(0), folder());
    publish(&artifacts, folder.path());
    bencher.bench_local(|| publish(&artifacts, folder.path()));
}

#[divan::bench(args = EITHER)]
fn one_changed(bencher: Bencher, name: &str) {
    let (publish, folder) = (by_name(name), folder());
    let mut number = 0;
    let next = || {
        number += 1;
        artifacts(number)
    };
    bencher.with_inputs(next).bench_local_refs(|artifacts| publish(artifacts, folder.path()));
}
