//! Only a part of what was published is there, or the config is another one.

use std::fs;

use super::{lose, told};
use crate::{
    archive::{archives, grow, mill, show, walk},
    support::{DAY_LATER, Mill},
};

fn full() -> Mill {
    let mill = mill("");
    show(&mill, (0..120).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    mill
}

fn public(mill: &Mill, name: &str) -> std::path::PathBuf {
    mill.path(&format!("feeds/public/{name}"))
}

#[test]
fn without_the_manifest() {
    let mill = full();
    let before = mill.published();
    fs::remove_file(public(&mill, ".feedmill-manifest.json")).unwrap();
    lose(&mill);
    told(&mill.run_at(DAY_LATER, &["run"]));
    mill.published_still_but(&before, ".feedmill-manifest.json");
}

#[test]
fn without_the_feeds() {
    let mill = full();
    let before = mill.published();
    for name in ["all/atom.xml", "all/rss.xml", "all/feed.json", "index.html"] {
        fs::remove_file(public(&mill, name)).unwrap();
    }
    lose(&mill);
    told(&mill.run_at(DAY_LATER, &["build"]));
    for (name, (bytes, _)) in &before {
        assert_eq!(mill.published()[name].0, *bytes, "{name}");
    }
}

#[test]
fn damaged_lines_cost_themselves_only() {
    let mill = full();
    let before = walk(&mill, "all").1;
    let path = public(&mill, ".feedmill/items.jsonl");
    let text = fs::read_to_string(&path).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    let first = lines.iter().position(|line| line.starts_with("{\"item\"")).unwrap();
    lines[first].truncate(100);
    lines[first + 1].insert(5, '\u{0}');
    lines.push("{\"item\":{}}".to_owned());
    fs::write(&path, lines.join("\n") + "\n\u{1}").unwrap();
    lose(&mill);
    told(&mill.run_at(DAY_LATER, &["run"]));
    assert_eq!(walk(&mill, "all").1.keys().len(), before.len());
    assert!(walk(&mill, "all").1.keys().eq(before.keys()), "the source still has them");
}

#[test]
fn without_the_archives_no_number_is_given_twice() {
    let mill = full();
    let newest = archives(&mill).len() / 3;
    for topic in ["all", "ferries"] {
        let _ = fs::remove_dir_all(public(&mill, &format!("{topic}/archive")));
    }
    lose(&mill);
    told(&mill.run_at(DAY_LATER, &["build"]));
    grow(&mill, 160);
    grow(&mill, 185);
    let names: Vec<String> = archives(&mill).into_keys().collect();
    assert!(!names.contains(&"all/archive/atom-1.xml".to_owned()), "{names:?}");
    assert!(names.contains(&format!("all/archive/atom-{}.xml", newest + 1)), "{names:?}");
}

#[test]
fn archives_alone_are_not_written_over() {
    let mill = full();
    let (before, ids) = (archives(&mill), walk(&mill, "all").1);
    fs::remove_dir_all(public(&mill, ".feedmill")).unwrap();
    lose(&mill);
    grow_after_loss(&mill);
    for (name, file) in &before {
        assert_eq!(archives(&mill).get(name), Some(file), "{name}");
    }
    let after = walk(&mill, "all").1;
    assert!(ids.keys().all(|id| after.contains_key(id)), "the source still has them");
}

/// A run whose source shows all that it showed before, and some more.
fn grow_after_loss(mill: &Mill) {
    show(mill, (0..140).map(|number| (number, number)));
    told(&mill.run_at(DAY_LATER, &["run"]));
}

#[test]
fn under_another_config() {
    let mill = full();
    let feed = mill.feed("all");
    let id = |mill: &Mill| {
        let bytes = mill.published()["all/atom.xml"].0.clone();
        atom_syndication::Feed::read_from(&bytes[..]).unwrap().id
    };
    let before = id(&mill);
    mill.edit("config.toml", |config| {
        config
            .replace("https://wire.example/", "https://other.example/")
            .replace("[output]", "[output]\nformats = [\"atom\", \"json\", \"rss\"]\nhtml = false")
    });
    lose(&mill);
    told(&mill.run_at(DAY_LATER, &["run"]));
    assert_eq!(id(&mill), before);
    assert_eq!(mill.feed("all").ids, feed.ids);
    grow(&mill, 120);
    assert_eq!(mill.feed("all").ids, feed.ids);
    assert_eq!(mill.json(&["show", &feed.ids[0]])["source"], "lane");
}

#[test]
fn a_rehearsal_says_what_would_be() {
    let mill = full();
    let before = mill.published();
    lose(&mill);
    let ran = mill.run_at(DAY_LATER, &["run", "--dry-run"]).ends_with(0);
    assert!(ran.stdout.contains("items: 0 new, 0 revised"), "{}", ran.stdout);
    assert!(!ran.stdout.contains("would write"), "{}", ran.stdout);
    mill.published_still(&before);
}
