//! Archives of feeds (RFC 5005): history is never lost, and what is written once stays as it is.

mod healing;
mod late;

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::support::{Files, Mill, differing};

const BASE: &str = "https://wire.example/";

/// A mill with one topic and the source `lane.xml`, and further lines for `[output]`.
pub fn mill(output: &str) -> Mill {
    Mill::new(&format!(
        "version = 1\n[site]\ntitle = \"Test wire\"\nbase_url = \"{BASE}\"\n[output]\n{output}\n\
         [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n\
         [[source]]\nid = \"lane\"\nkind = \"feed\"\npaths = [\"lane.xml\"]\n"
    ))
}

/// An item of the source: every third is about ferries. Its date is so many hours after the first of
/// May.
pub fn item(number: u32, hour: u32) -> String {
    let word = if number.is_multiple_of(3) { "ferry" } else { "bridge" };
    format!(
        "<item><guid isPermaLink=\"false\">n{number}</guid><title>Report {number} of the {word}</title>\
         <link>https://lane.example/n{number}</link><description>Number {number} says what the {word} \
         does.</description><pubDate>{:02} May 2026 {:02}:00:00 GMT</pubDate></item>\n",
        1 + hour / 24,
        hour % 24
    )
}

/// Lets the source show these items: numbers with their hours.
pub fn show(mill: &Mill, items: impl IntoIterator<Item = (u32, u32)>) {
    let items: String = items.into_iter().map(|(number, hour)| item(number, hour)).collect();
    mill.write(
        "lane.xml",
        format!(
            "<rss version=\"2.0\"><channel><title>Lane</title><link>https://lane.example/</link>\
             <description>x</description>\n{items}</channel></rss>\n"
        ),
    );
}

/// Lets the source show its newest items, of so many, and runs.
#[track_caller]
pub fn grow(mill: &Mill, all: u32) {
    show(mill, (all.saturating_sub(30)..all).rev().map(|number| (number, number)));
    mill.run(&["run"]).silent();
}

/// Every published archive.
pub fn archives(mill: &Mill) -> Files {
    mill.published().into_iter().filter(|(name, _)| name.contains("/archive/")).collect()
}

/// A document of a chain.
struct Link {
    path: String,
    ids: Vec<String>,
    rels: BTreeMap<String, String>,
    mark: Option<&'static str>,
}

fn path_of(address: &str) -> String {
    address.strip_prefix(BASE).expect("an address of ours").to_owned()
}

fn mark(text: &str) -> Option<&'static str> {
    let has = |name: &str| text.contains(&format!("<fh:{name}"));
    has("archive").then_some("archive").or(has("complete").then_some("complete"))
}

fn read(mill: &Mill, path: &str) -> Link {
    let bytes = std::fs::read(mill.path(&format!("feeds/public/{path}"))).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    let mut link =
        Link { path: path.to_owned(), ids: Vec::new(), rels: BTreeMap::new(), mark: mark(&text) };
    if path.contains("atom") {
        let feed = atom_syndication::Feed::read_from(text.as_bytes()).unwrap();
        link.ids = feed.entries.iter().map(|entry| entry.id.clone()).collect();
        link.rels.extend(feed.links.into_iter().map(|it| (it.rel, it.href)));
    } else if path.contains("rss") {
        let channel = rss::Channel::read_from(text.as_bytes()).unwrap();
        link.ids = channel.items.iter().map(|it| it.guid.clone().unwrap().value).collect();
        let links = channel.atom_ext.unwrap().links.into_iter();
        link.rels.extend(links.map(|it| (it.rel, it.href)));
    } else {
        let feed: Value = serde_json::from_str(&text).unwrap();
        let items = feed["items"].as_array().unwrap().iter();
        link.ids = items.map(|item| item["id"].as_str().unwrap().to_owned()).collect();
        let mut put = |rel: &str, value: &Value| {
            value.as_str().map(|it| link.rels.insert(rel.to_owned(), it.to_owned()))
        };
        put("self", &feed["feed_url"]);
        put("prev-archive", &feed["next_url"]);
        put("current", &feed["_feedmill"]["current"]);
        link.mark = match feed["_feedmill"]["history"].as_str() {
            Some("archive") => Some("archive"),
            Some("complete") => Some("complete"),
            _ => None,
        };
    }
    link
}

/// Walks from the live document to the oldest archive, in each format, and checks every link on the
/// way. The answer are the ids of the live document, and those of all documents with how often each
/// was met.
#[track_caller]
pub fn walk(mill: &Mill, topic: &str) -> (Vec<String>, BTreeMap<String, usize>) {
    let chains = ["atom.xml", "rss.xml", "feed.json"].map(|name| {
        let live = read(mill, &format!("{topic}/{name}"));
        assert!(live.ids.len() <= 50, "{name}: {} items", live.ids.len());
        let (current, first) = (live.rels["self"].clone(), live.ids.clone());
        let mut met = BTreeMap::new();
        let mut documents = vec![live];
        while let Some(next) = documents.last().unwrap().rels.get("prev-archive") {
            documents.push(read(mill, &path_of(next)));
        }
        for (position, document) in documents.iter().enumerate() {
            document.ids.iter().for_each(|id| *met.entry(id.clone()).or_default() += 1);
            assert_eq!(path_of(&document.rels["self"]), document.path);
            let size = mill.published()[&document.path].0.len();
            assert!(size <= 512 * 1024, "{} has {size} bytes", document.path);
            if position > 0 {
                assert_eq!(document.mark, Some("archive"), "{}", document.path);
                assert_eq!(document.rels["current"], current, "{}", document.path);
                assert!(!document.ids.is_empty(), "{}", document.path);
            }
            if let Some(next) = document.rels.get("next-archive") {
                assert_eq!(path_of(next), documents[position - 1].path, "{}", document.path);
            }
        }
        let expected = if documents.len() > 1 { None } else { Some("complete") };
        assert_eq!(documents[0].mark, expected, "{topic}/{name}");
        (first, met)
    });
    assert_eq!(chains[0], chains[1], "Atom and RSS");
    assert_eq!(chains[0], chains[2], "Atom and JSON Feed");
    let [first, ..] = chains;
    first
}

/// The ids of all items of the ledger.
fn all_ids(mill: &Mill) -> BTreeSet<String> {
    let ledger = mill.ledger();
    let mut items = ledger.prepare("SELECT guid FROM item").unwrap();
    items.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

#[test]
fn a_feed_of_few_is_complete() {
    let mill = mill("");
    grow(&mill, 12);
    let (live, all) = walk(&mill, "all");
    assert_eq!((live.len(), all.len()), (12, 12));
    assert_eq!(archives(&mill).len(), 0);
}

#[test]
fn history_is_never_lost() {
    let mill = mill("");
    let mut known = BTreeSet::new();
    let mut before = Files::new();
    for all in (10..=200).step_by(10) {
        grow(&mill, all);
        for topic in ["all", "ferries"] {
            let (_, met) = walk(&mill, topic);
            let met: BTreeSet<String> = met.into_keys().collect();
            let wanted = if topic == "all" { all } else { all.div_ceil(3) };
            assert_eq!(met.len(), wanted as usize, "{topic} of {all}");
            if topic == "all" {
                assert!(met.is_superset(&known), "an id is gone");
                known = met;
            }
        }
        // What was written once is not touched: neither bytes nor modification time.
        let after = archives(&mill);
        let kept: Files =
            after.iter().filter(|(name, _)| before.contains_key(*name)).map(clone).collect();
        assert_eq!(differing(&before, &kept), [""; 0]);
        before = after;
    }
    assert_eq!(known, all_ids(&mill));
    // 200 items, 50 of them live: six pages of 25.
    let of_all = before.keys().filter(|name| name.starts_with("all/") && name.ends_with(".json"));
    assert_eq!(of_all.count(), 6);
    let before = mill.published();
    mill.run(&["run"]).silent();
    mill.run(&["build"]).silent();
    mill.published_still(&before);
}

fn clone(
    (name, file): (&String, &(Vec<u8>, std::time::SystemTime)),
) -> (String, (Vec<u8>, std::time::SystemTime)) {
    (name.clone(), file.clone())
}

#[test]
fn many_at_once_know_their_neighbours() {
    let mill = mill("");
    show(&mill, (0..390).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let (live, met) = walk(&mill, "all");
    assert_eq!((live.len(), met.len()), (50, 390));
    let pages: Vec<Link> =
        (1..=8).map(|number| read(&mill, &format!("all/archive/atom-{number}.xml"))).collect();
    for (place, page) in pages.iter().enumerate() {
        let neighbour =
            |place: Option<usize>| place.and_then(|it| pages.get(it)).map(|it| &*it.path);
        let leads = |rel: &str| page.rels.get(rel).map(|address| path_of(address));
        assert_eq!(leads("prev-archive").as_deref(), neighbour(place.checked_sub(1)), "{place}");
        assert_eq!(leads("next-archive").as_deref(), neighbour(Some(place + 1)), "{place}");
        // As long as a feed, and the last half as long.
        assert_eq!(page.ids.len(), if place < 6 { 50 } else { 25 });
    }
}

#[test]
fn very_many_at_once_are_archived_part_by_part() {
    let mill = mill("");
    let all = 5_400;
    show(&mill, (0..all).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let (live, met) = walk(&mill, "all");
    assert_eq!((live.len(), met.len()), (50, all as usize));
    // With the live feed as many as there are: none is in two of them.
    let are_of_all = |name: &&String| name.starts_with("all/archive/atom-");
    let numbers = 1..=archives(&mill).keys().filter(are_of_all).count();
    let pages: Vec<Link> =
        numbers.map(|number| read(&mill, &format!("all/archive/atom-{number}.xml"))).collect();
    let sizes: Vec<usize> = pages.iter().map(|page| page.ids.len()).collect();
    assert_eq!(sizes.len(), all as usize / 50 - 1);
    assert!(sizes.iter().all(|size| *size == 50), "{sizes:?}");
    let before = archives(&mill);
    mill.run(&["build", "--force"]).silent();
    assert_eq!(differing(&before, &archives(&mill)), [""; 0]);
}

#[test]
fn a_small_document_has_small_archives() {
    let mill = mill("max_bytes = \"12KiB\"");
    for all in [20, 40, 60] {
        show(&mill, (0..all).map(|number| (number, number)));
        mill.run(&["run"]).silent();
        assert_eq!(walk(&mill, "all").1.len(), all as usize);
    }
    for (name, (bytes, _)) in mill.published() {
        let is_feed = name.ends_with(".xml") || name.ends_with("/feed.json");
        assert!(!is_feed || bytes.len() <= 12 * 1024, "{name}: {}", bytes.len());
    }
}

#[test]
fn archives_are_clean() {
    let mill = mill("");
    // A text that is longer than what is taken for a summary.
    let long = |mill: &Mill| {
        mill.edit("lane.xml", |text| {
            text.replace("does.</", &format!("does.{}</", " Well.".repeat(60)))
        });
    };
    show(&mill, (0..30).map(|number| (number, number)));
    long(&mill);
    mill.run(&["run"]).silent();
    let lint = || {
        let names: Vec<String> = mill.published().into_keys().collect();
        let names =
            names.iter().filter(|name| !name.contains(".feedmill") && *name != "sitemap.xml");
        let names = names.filter(|name| name.ends_with(".xml") || name.ends_with(".json"));
        let paths: Vec<String> = names.map(|name| format!("feeds/public/{name}")).collect();
        let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
        let ran = mill.run(&[&["lint", "--strict"], &paths[..]].concat()).ends_with(0);
        assert!(!ran.stdout.contains("warning"), "{}", ran.stdout);
        // What is said of the feed stands before its entries.
        for path in paths.iter().filter(|path| path.contains("atom")) {
            let text = std::fs::read_to_string(mill.path(path)).unwrap();
            let mark = text.find("<fh:").unwrap_or(0);
            assert!(mark < text.find("<entry>").unwrap(), "{path}");
        }
    };
    lint(); // complete feeds
    show(&mill, (0..260).map(|number| (number, number)));
    long(&mill);
    mill.run(&["run"]).silent();
    assert!(archives(&mill).len() >= 15);
    lint();
}

#[test]
fn they_can_be_switched_off_and_on() {
    let mill = mill("archive = false");
    show(&mill, (0..120).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    assert_eq!(archives(&mill).len(), 0);
    assert_eq!(mark(&String::from_utf8_lossy(&mill.published()["all/atom.xml"].0)), None);
    mill.edit("config.toml", |config| config.replace("archive = false", "archive = true"));
    mill.run(&["build"]).silent();
    assert_eq!(walk(&mill, "all").1.len(), 120);
    // What there is stays, and stays linked.
    let before = archives(&mill);
    mill.edit("config.toml", |config| config.replace("archive = true", "archive = false"));
    mill.run(&["build"]).silent();
    assert_eq!(differing(&before, &archives(&mill)), [""; 0]);
    assert_eq!(walk(&mill, "all").1.len(), 120);
}
