//! What is remembered of many long items is spread over files, of which a change rewrites a few.

use std::{collections::BTreeMap, fs};

use super::{lose, told};
use crate::{
    archive::mill,
    support::{DAY_LATER, Files, Mill, differing},
};

const OUTPUT: &str = "items = 100\nmax_bytes = \"8MiB\"\n";

/// A source of so many items, each of 16 000 characters; `title` names them.
fn show(mill: &Mill, items: usize, title: impl Fn(usize) -> String) {
    let item = |number: usize| {
        let text = format!("The ferry of pier {number} waits. ").repeat(16_000 / 30);
        format!(
            "<item><guid isPermaLink=\"false\">n{number}</guid><title>{}</title>\
             <link>https://lane.example/n{number}</link><description>{text}</description>\
             <pubDate>{:02} May 2026 {:02}:00:00 GMT</pubDate></item>\n",
            title(number),
            1 + number / 24,
            number % 24
        )
    };
    let items: String = (0..items).map(item).collect();
    mill.write(
        "lane.xml",
        format!(
            "<rss version=\"2.0\"><channel><title>Lane</title><link>https://lane.example/</link>\
             <description>x</description>\n{items}</channel></rss>\n"
        ),
    );
}

fn plain(number: usize) -> String {
    format!("Ferry report {number}")
}

fn leaves(files: &Files) -> BTreeMap<&str, usize> {
    let leaves = files.iter().filter(|(name, _)| name.starts_with(".feedmill/shown-"));
    leaves.map(|(name, (bytes, _))| (name.as_str(), bytes.len())).collect()
}

fn spread() -> Mill {
    let mill = mill(OUTPUT);
    show(&mill, 100, plain);
    mill.run(&["run"]).silent();
    mill
}

#[test]
fn a_change_of_one_item_writes_one_of_them() {
    let mill = spread();
    let before = mill.published();
    assert!(leaves(&before).len() > 20, "{:?}", leaves(&before));
    assert!(before[".feedmill/items.jsonl"].0.len() < 100_000);
    show(&mill, 100, |number| if number == 70 { "A late ferry".to_owned() } else { plain(number) });
    mill.run_at(DAY_LATER, &["run"]).silent();
    let after = mill.published();
    let changed: Vec<&str> =
        differing(&before, &after).into_iter().filter(|it| it.starts_with(".feedmill/")).collect();
    assert_eq!(changed.len(), 2, "{changed:?}");
    assert_eq!(changed[0], ".feedmill/items.jsonl");
    assert!(String::from_utf8_lossy(&after[changed[1]].0).contains("A late ferry"));
    // What was told before is told once more when the ledger is lost.
    lose(&mill);
    told(&mill.run_at(DAY_LATER, &["run"]));
    mill.published_still(&after);
}

#[test]
fn they_come_and_go_with_what_they_hold() {
    let mill = mill(OUTPUT);
    show(&mill, 40, plain);
    mill.run(&["run"]).silent();
    assert_eq!(leaves(&mill.published()).len(), 0);
    show(&mill, 100, plain);
    mill.run(&["run"]).silent();
    let spread = mill.published();
    assert!(leaves(&spread).len() > 20);
    // Now most of them are short.
    mill.edit("lane.xml", |text| {
        let item = |item: &str| {
            let number: usize = item.split_once('n')?.1.split_once('<')?.0.parse().ok()?;
            let (head, rest) = item.split_once("<description>")?;
            let rest = rest.split_once("</description>")?.1;
            (number >= 20).then(|| format!("{head}<description>It waits.</description>{rest}"))
        };
        let items = text.split("<item><guid isPermaLink=\"false\">");
        let items: Vec<String> =
            items.map(|it| item(it).unwrap_or_else(|| it.to_owned())).collect();
        items.join("<item><guid isPermaLink=\"false\">")
    });
    mill.run_at(DAY_LATER, &["run"]).silent();
    let together = mill.published();
    assert_eq!(leaves(&together).len(), 0, "none is left to tell otherwise");
    assert_eq!(mill.feed("all").titles.len(), 100);
    lose(&mill);
    told(&mill.run_at(DAY_LATER, &["run"]));
    mill.published_still(&together);
}

#[test]
fn one_that_was_touched_is_made_again() {
    let mill = spread();
    let before = mill.published();
    let (name, _) = leaves(&before).into_iter().next().unwrap();
    let path = mill.path("feeds/public").join(name);
    for command in ["run", "build"] {
        fs::remove_file(&path).unwrap();
        mill.run_at(DAY_LATER, &[command]).silent();
        assert_eq!(mill.published()[name].0, before[name].0, "{command}");
        fs::write(&path, "{}\n").unwrap();
        mill.run_at(DAY_LATER, &[command]).silent();
        assert_eq!(mill.published()[name].0, before[name].0, "{command}");
    }
}
