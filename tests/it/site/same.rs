//! What must not change what is published, and what stays when it is not published any more.

use super::world;
use crate::support::{DAY_LATER, Mill, NOW, YEAR_LATER};

/// What was published, without the times.
fn bytes(mill: &Mill) -> Vec<(String, Vec<u8>)> {
    mill.published().into_iter().map(|(name, (bytes, _))| (name, bytes)).collect()
}

/// A site that is published once, under these variables.
fn published(is_backward: bool, variables: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    let mill = Mill::empty();
    world::prepare(&mill, "https://port.example/", is_backward);
    // Every process has a hash seed of its own.
    let mut command = mill.command(&["run", "--now", NOW]);
    let output = command.envs(variables.iter().copied()).output().unwrap();
    assert!(output.status.success(), "{output:?}");
    bytes(&mill)
}

#[test]
fn the_machine_and_the_order_of_sources_change_no_byte() {
    let want = published(false, &[]);
    assert!(want.len() > 15, "{}", want.len());
    let worlds: [&[(&str, &str)]; 3] = [
        &[("TZ", "Asia/Kathmandu"), ("LC_ALL", "ar_EG.UTF-8"), ("LANG", "ar_EG.UTF-8")],
        &[("TZ", "America/St_Johns"), ("LC_ALL", "tr_TR.UTF-8"), ("LANGUAGE", "tr")],
        &[("TZ", "UTC"), ("LC_ALL", "C"), ("COLUMNS", "20")],
    ];
    for (number, variables) in worlds.into_iter().enumerate() {
        let other = published(number != 2, variables);
        for (known, now) in want.iter().zip(&other) {
            let (a, b) = (String::from_utf8_lossy(&known.1), String::from_utf8_lossy(&now.1));
            let differs = a.lines().zip(b.lines()).find(|(a, b)| a != b);
            assert!(known == now, "{} {variables:?}: {differs:#?}", known.0);
        }
        assert_eq!(other.len(), want.len());
    }
}

/// A mill of notes without addresses, two of which a feed shows.
fn notes() -> Mill {
    Mill::new(
        "version = 1\n[site]\ntitle = \"Notes\"\nbase_url = \"https://notes.example/\"\n\
         [output]\nitems = 2\n[[source]]\nid = \"notes\"\nkind = \"markdown\"\n\
         paths = [\"notes/*.md\"]\n",
    )
}

fn write_note(mill: &Mill, number: usize) {
    let words = ["anchors", "buoys", "cranes", "docks", "eddies", "ferries"][number];
    let text = format!(
        "---\ntitle: Of {words}\ndate: 2026-05-{:02}T10:00:00Z\n---\nAll about {words} and how \
         {words} are kept, said the keeper of {words} number {number}.\n",
        number + 1
    );
    mill.write(&format!("notes/{number}.md"), text);
}

fn item_pages<V>(files: &std::collections::BTreeMap<String, V>) -> Vec<&String> {
    files.keys().filter(|name| name.starts_with("item/")).collect()
}

#[test]
fn a_page_that_somebody_took_away_is_not_listed() {
    let mill = notes();
    (0..2).for_each(|number| write_note(&mill, number));
    mill.run(&["run"]).silent();
    let first = mill.published();
    let page = item_pages(&first)[0];
    (2..4).for_each(|number| write_note(&mill, number));
    mill.run_at(DAY_LATER, &["run"]).silent();
    let is_listed = || {
        let (bytes, _) = mill.published().remove(".feedmill-manifest.json").unwrap();
        String::from_utf8(bytes).unwrap().contains(page.as_str())
    };
    assert!(is_listed());
    std::fs::remove_file(mill.path("feeds/public").join(page)).unwrap();
    mill.run_at(YEAR_LATER, &["run"]).silent();
    assert!(!is_listed());
}

#[test]
fn the_page_of_an_item_outlives_its_place_in_the_feed() {
    let mill = notes();
    (0..2).for_each(|number| write_note(&mill, number));
    mill.run(&["run"]).silent();
    let first = mill.published();
    let old: Vec<&String> = item_pages(&first);
    assert_eq!(old.len(), 2);
    (2..6).for_each(|number| write_note(&mill, number));
    mill.run_at(DAY_LATER, &["run"]).silent();
    let second = mill.published();
    assert_eq!(mill.feed("all").ids.len(), 2);
    assert_eq!(item_pages(&second).len(), 4, "two in the feed and two that were");
    for page in old {
        assert!(first[page] == second[page], "{page} was touched");
    }
    // They stay, run for run, and nothing is written.
    mill.run_at(YEAR_LATER, &["run"]).silent();
    mill.published_still(&second);
    // With the ledger lost too.
    for name in ["feeds/state.db", "feeds/state.db-wal", "feeds/state.db-shm"] {
        let _ = std::fs::remove_file(mill.path(name));
    }
    mill.run_at(YEAR_LATER, &["run"]).ends_with(0).tells(&["warning: the ledger was lost"]);
    assert_eq!(item_pages(&mill.published()), item_pages(&second));
}

#[test]
fn what_a_rule_drops_loses_its_page() {
    let mill = notes();
    (0..2).for_each(|number| write_note(&mill, number));
    mill.run(&["run"]).silent();
    mill.edit("config.toml", |text| {
        format!("{text}[[rule]]\nwhen = 'title ~ \"anchors\"'\ndo = \"drop\"\n")
    });
    mill.run_at(DAY_LATER, &["run"]).silent();
    let published = mill.published();
    let pages = item_pages(&published);
    assert_eq!(pages.len(), 1);
    assert!(String::from_utf8_lossy(&published[pages[0]].0).contains("buoys"));
}

#[test]
fn without_pages_none_are_kept() {
    let mill = notes();
    write_note(&mill, 0);
    mill.run(&["run"]).silent();
    assert_eq!(item_pages(&mill.published()).len(), 1);
    mill.edit("config.toml", |text| text.replace("items = 2", "items = 2\nhtml = false"));
    mill.run_at(DAY_LATER, &["run"]).silent();
    let published = mill.published();
    assert!(!published.keys().any(|name| name.ends_with(".html")), "{:?}", published.keys());
}
