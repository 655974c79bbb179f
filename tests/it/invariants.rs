//! What must hold of article text whatever happens to the files: tried on the sample documents, and
//! on the real ones where they are beside the checkout.
//!
//! In both sets one article is told four times: with and without its title, with two dates.

use std::{collections::BTreeMap, fs, path::Path};

use serde_json::Value;

use crate::{
    seeds::shared,
    support::{Mill, NOW, YEAR_LATER, touch},
};

/// Documents of article text, by name.
struct Seeds {
    files: BTreeMap<String, String>,
    /// The four tellings of one article, each as the text of a document of its own: bare with the
    /// later date, bare with the earlier, titled with the earlier, titled with the later.
    copies: [String; 4],
}

/// The sample documents, and the real ones if they are there.
fn sets() -> Vec<Seeds> {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds/seeds");
    let real = shared().map(|shared| shared.join("seeds"));
    [Some(own), real].into_iter().flatten().map(|folder| Seeds::read(&folder)).collect()
}

impl Seeds {
    fn read(folder: &Path) -> Self {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
            let name = entry.file_name().into_string().unwrap();
            if name.ends_with(".txt") {
                files.insert(name, fs::read_to_string(entry.path()).unwrap());
            }
        }
        let first = |number: usize| {
            let text = files.values().nth(number).unwrap();
            text.split_once("Keep Reading").unwrap().0.to_owned()
        };
        let copies = [first(1), first(2), first(0), first(4)];
        Seeds { files, copies }
    }

    /// A mill with these documents, not run yet.
    fn mill(&self) -> Mill {
        let mill = Mill::bare();
        self.files.iter().for_each(|(name, text)| mill.write(&seed(name), text));
        mill
    }
}

fn seed(name: &str) -> String {
    format!("feeds/seeds/{name}")
}

/// A mill with one document, run once.
fn mill_of(text: &str) -> Mill {
    let mill = Mill::bare();
    mill.write(&seed("one.txt"), text);
    mill.run(&["run"]).silent();
    mill
}

/// Names and bytes of what is published, without the times of the files.
fn bytes(mill: &Mill) -> BTreeMap<String, Vec<u8>> {
    mill.published().into_iter().map(|(name, (bytes, _))| (name, bytes)).collect()
}

/// The one item of a mill, explained.
#[track_caller]
fn only(mill: &Mill) -> Value {
    let ids = mill.feed("all").ids;
    assert_eq!(ids.len(), 1, "{ids:?}");
    mill.explain(&ids[0])
}

/// The fields that any telling changed.
fn changed(explained: &Value) -> Vec<&str> {
    let tellings = explained["tellings"].as_array().unwrap().iter();
    tellings.flat_map(|t| t["changed"].as_array().unwrap()).filter_map(Value::as_str).collect()
}

/// A text with one more word in its fifth paragraph, for the article that is told four times.
fn edited(text: &str) -> String {
    let credit = text.find("PHOTO:").unwrap();
    let lines = text[credit..].split_inclusive('\n').filter(|line| !line.trim().is_empty());
    let fifth = lines.skip(1).nth(4).unwrap();
    let (head, tail) = fifth.split_once(' ').unwrap();
    text.replacen(fifth, &format!("{head} tomorrow {tail}"), 1)
}

#[test]
fn the_order_and_the_names_of_the_files_decide_nothing() {
    for seeds in sets() {
        let mill = seeds.mill();
        mill.run(&["run"]).silent();
        let want = bytes(&mill);
        let count = seeds.files.len();
        for (turn, backward) in [(0, true), (2, false)] {
            let other = Mill::bare();
            for (place, text) in seeds.files.values().enumerate() {
                let place = (if backward { count - 1 - place } else { place } + turn) % count;
                other.write(&seed(&format!("{place} renamed.txt")), text);
            }
            other.run(&["run"]).silent();
            assert!(bytes(&other) == want, "turned by {turn}, backward: {backward}");
        }
    }
}

#[test]
fn files_that_come_one_after_another_become_the_same_items() {
    for seeds in sets() {
        let mill = seeds.mill();
        mill.run(&["run"]).silent();
        let want = mill.feed("all");
        for backward in [false, true] {
            let late = Mill::bare();
            let mut files: Vec<_> = seeds.files.iter().collect();
            if backward {
                files.reverse();
            }
            for (day, group) in [&files[..1], &files[1..3], &files[3..]].into_iter().enumerate() {
                group.iter().for_each(|(name, text)| late.write(&seed(name), text));
                late.run_at(&format!("2026-06-1{day}T08:00:00Z"), &["run"]).silent();
            }
            assert_eq!(late.feed("all"), want, "backward: {backward}");
        }
    }
}

#[test]
fn any_one_copy_gives_the_same_id() {
    for seeds in sets() {
        let mill = seeds.mill();
        mill.run(&["run"]).silent();
        let all = mill.feed("all").ids;
        for (number, copy) in seeds.copies.iter().enumerate() {
            let alone = mill_of(copy).feed("all").ids;
            assert_eq!(alone.len(), 1);
            assert!(all.contains(&alone[0]), "copy {number}: {alone:?} is not in {all:?}");
        }
    }
}

#[test]
fn a_later_copy_of_the_same_text_changes_nothing_that_is_published() {
    for seeds in sets() {
        let [_, _, titled, titled_later] = &seeds.copies;
        let mut all = seeds.files.clone();
        all.remove(&seeds.files.keys().last().unwrap().clone()); // whose label differs, too
        let whole = Seeds { files: all, copies: seeds.copies.clone() };
        let redated = titled.replace("December 30, 2025 1:38 PM", "February 2, 2026 9:05 AM");
        assert_ne!(*titled, redated);
        let id = &mill_of(titled_later).feed("all").ids[0];
        let alone = Mill::bare();
        alone.write(&seed("one.txt"), titled);
        for mill in [whole.mill(), alone] {
            mill.run(&["run"]).silent();
            let before = mill.published();
            mill.write(&seed("later.txt"), &redated);
            mill.run_at(YEAR_LATER, &["run"]).silent();
            mill.feeds_still(&before);
            let item = &mill.explain(id)["item"];
            assert_eq!(item["claimed_updated"], "2026-02-02T09:05:00Z");
            assert_eq!(item["updated"]["at"], "2025-12-30T13:38:00Z");
        }
    }
}

#[test]
fn a_later_copy_with_a_title_repairs_the_title() {
    for seeds in sets() {
        let [_, bare, _, titled] = &seeds.copies;
        let mill = mill_of(bare);
        let before = only(&mill);
        assert_eq!(before["item"]["title"]["origin"], "dek");
        mill.write(&seed("two.txt"), titled);
        mill.run_at(YEAR_LATER, &["run"]).silent();
        let after = only(&mill);
        assert_eq!(after["item"]["title"]["origin"], "title-line");
        assert_ne!(after["item"]["title"]["text"], before["item"]["title"]["text"]);
        for field in ["guid", "published", "updated", "first_seen"] {
            assert_eq!(after["item"][field], before["item"][field], "{field}");
        }
        assert_eq!(after["item"]["claimed_updated"], "2026-01-13T10:56:00Z");
        assert!(changed(&after).contains(&"title-repaired"), "{:?}", changed(&after));

        // The copy without a title does not take it away again.
        let published = mill.published();
        mill.edit(&seed("one.txt"), |text| format!("{text}\n"));
        mill.run_at(YEAR_LATER, &["run"]).silent();
        mill.published_still(&published);
    }
}

#[test]
fn a_changed_word_keeps_the_id_and_is_a_change_of_the_text() {
    for seeds in sets() {
        for copy in &seeds.copies[1..3] {
            let mill = mill_of(copy);
            let before = only(&mill);
            assert_eq!(changed(&before), [""; 0]);
            mill.edit(&seed("one.txt"), edited);
            mill.run_at(YEAR_LATER, &["run"]).silent();
            let after = only(&mill);
            assert_eq!(after["item"]["guid"], before["item"]["guid"]);
            assert_eq!(after["item"]["published"], before["item"]["published"]);
            assert_eq!(after["item"]["updated"]["at"], YEAR_LATER, "when the change was met");
            assert_eq!(changed(&after), ["content"]);
            assert!(after["item"]["content"].as_str().unwrap().contains(" tomorrow "));
            // It is told once.
            let published = mill.published();
            mill.run_at("2028-06-01", &["run", "--force"]).silent();
            mill.published_still(&published);
        }
    }
}

#[test]
fn a_changed_word_in_a_dated_revision_moves_updated_to_its_date() {
    for seeds in sets() {
        let [later, earlier, ..] = &seeds.copies;
        let mill = mill_of(earlier);
        mill.write(&seed("two.txt"), edited(later));
        mill.run_at(YEAR_LATER, &["run"]).silent();
        let explained = only(&mill);
        assert_eq!(explained["item"]["published"]["at"], "2025-12-30T13:38:00Z");
        assert_eq!(explained["item"]["updated"]["at"], "2026-01-13T10:56:00Z");
        assert!(changed(&explained).contains(&"content"));
        // An old copy that is read again later does not bring the old word back.
        let published = mill.published();
        mill.write(&seed("three.txt"), earlier);
        mill.run_at(YEAR_LATER, &["run"]).silent();
        mill.published_still(&published);
    }
}

#[test]
fn one_edited_copy_of_four_settles_at_once() {
    for seeds in sets() {
        for (name, text) in
            [seeds.files.first_key_value(), seeds.files.last_key_value()].map(Option::unwrap)
        {
            let mill = seeds.mill();
            mill.run(&["run"]).silent();
            let ids = mill.feed("all").ids;
            mill.write(&seed(name), edited(text));
            mill.run_at("2026-06-02", &["run"]).silent();
            let settled = mill.published();
            assert_eq!(mill.feed("all").ids, ids, "{name}");
            mill.run_at(YEAR_LATER, &["run", "--force"]).silent();
            mill.published_still(&settled);
        }
    }
}

#[test]
fn the_dress_of_a_file_changes_nothing() {
    type Dress = fn(&str) -> String;
    let dresses: [Dress; 3] = [
        |text| format!("\u{FEFF}{}", text.replace('\n', "\r\n")),
        |text| text.trim_end().replace('\n', " \t \n"),
        |text| format!("\u{FEFF}{}\r\n\r\n", text.trim_end().replace('\n', "  \r\n")),
    ];
    for seeds in sets() {
        let mill = seeds.mill();
        mill.run(&["run"]).silent();
        let want = mill.published();
        for dress in dresses {
            for (name, text) in &seeds.files {
                mill.write(&seed(name), dress(text));
            }
            mill.run_at(YEAR_LATER, &["run"]).silent();
            mill.published_still(&want);
        }
        let fresh = Mill::bare();
        for (name, text) in &seeds.files {
            fresh.write(&seed(name), dresses[2](text));
            touch(&fresh.path(&seed(name)), 981_173_106);
        }
        fresh.run(&["run"]).silent();
        assert!(bytes(&fresh) == bytes(&mill), "met in other dress at first");
    }
}

#[test]
fn a_second_run_and_another_age_of_the_files_write_nothing() {
    for seeds in sets() {
        let mill = seeds.mill();
        mill.run(&["run"]).silent();
        let before = mill.published();
        mill.run(&["run"]).silent();
        for name in seeds.files.keys() {
            touch(&mill.path(&seed(name)), 1_900_000_000);
        }
        mill.run_at(YEAR_LATER, &["run"]).silent();
        mill.run_at(YEAR_LATER, &["run", "--force"]).silent();
        mill.published_still(&before);
    }
}

#[test]
fn nothing_is_dated_by_its_file_or_by_a_later_run() {
    let text = "The tide tables of the harbour were printed on blue paper this spring.\n\
                Nobody in the office remembers who chose the colour, or why.\n";
    let mill = mill_of(text);
    touch(&mill.path(&seed("one.txt")), 981_173_106);
    let before = only(&mill);
    for field in ["published", "updated"] {
        assert_eq!(before["item"][field]["at"], NOW);
        assert_eq!(before["item"][field]["origin"], "first-seen");
    }
    let published = mill.published();
    // Read again later, under another name and beside others.
    fs::rename(mill.path(&seed("one.txt")), mill.path(&seed("two.txt"))).unwrap();
    mill.run_at("2026-06-02", &["run"]).silent();
    mill.published_still(&published);
    mill.write(&seed("three.txt"), "A second note without any date was found in a drawer today.\n");
    mill.run_at(YEAR_LATER, &["run"]).silent();
    let after = mill.explain("The tide tables");
    assert_eq!(after["item"]["published"], before["item"]["published"]);
    assert_eq!(mill.explain("A second note")["item"]["published"]["at"], YEAR_LATER);
}
