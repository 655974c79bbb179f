//! The operator's hand on the ledger: `state`, and what `explain` tells of it.

mod tombstones;
mod trail;

use serde_json::Value;

use crate::support::{DAY_LATER, Mill, Ran, YEAR_LATER, news, rss};

/// What the ferry of the first two samples does: long enough to be known by its first words.
const TEXT: &str = "The ferry over the sound is green again and takes twenty cars from one shore to the \
                    other in half an hour.";

/// A source that is a file.
pub fn source(id: &str) -> String {
    format!("[[source]]\nid = \"{id}\"\nkind = \"feed\"\npaths = [\"{id}.xml\"]\n")
}

/// A feed of one source: items of [`rss`], with addresses and ids of its own.
pub fn write(mill: &Mill, id: &str, items: &[(&str, u32, &str, &str)]) {
    mill.write(&format!("{id}.xml"), rss(items).replace("lane.example", &format!("{id}.example")));
}

/// Three sources: two tell one article, and each tells one of its own. The third has one item.
pub fn mill() -> Mill {
    let mill = Mill::new(&(news(&[]) + &source("coast") + &source("lane") + &source("pier")));
    write(
        &mill,
        "lane",
        &[("green", 1, "A green ferry", TEXT), ("tide", 2, "Ferry tides", "High.")],
    );
    write(
        &mill,
        "coast",
        &[("g", 3, "A green ferry", TEXT), ("t", 4, "Tides for the ferry", "Low.")],
    );
    write(&mill, "pier", &[("p", 5, "Ferry pier", "Long.")]);
    mill.run(&["run"]).silent();
    mill
}

/// The id of the item with this address.
#[track_caller]
pub fn id(mill: &Mill, address: &str) -> String {
    mill.json(&["show", address])["guid"].as_str().unwrap().to_owned()
}

#[track_caller]
fn titles(mill: &Mill) -> Vec<String> {
    mill.run(&["build"]).silent();
    mill.feed("all").titles
}

const LANE: &str = "https://lane.example/green";
const COAST: &str = "https://coast.example/g";
const BEFORE: [&str; 4] = ["Ferry pier", "Tides for the ferry", "Ferry tides", "A green ferry"];

/// Compares everything anew, as after a change of the ledger's form, and visits every source.
fn anew(mill: &Mill) {
    mill.ledger()
        .execute_batch(
            "UPDATE item SET settled = 0, owner = NULL, under = NULL, bound = NULL, best = NULL;",
        )
        .unwrap();
    mill.run_at(DAY_LATER, &["run", "--force"]).silent();
}

#[test]
fn a_merged_item_is_a_telling_for_good() {
    let mill = mill();
    assert_eq!(titles(&mill), BEFORE);
    let ran = mill.run(&["state", "merge", "Ferry tides", "tides for"]).ends_with(0);
    for words in
        ["\"Tides for the ferry\" (", "is now a telling of \"Ferry tides\" (", "feedmill build"]
    {
        assert!(ran.stdout.contains(words), "{words:?} is not in {}", ran.stdout);
    }
    let merged = ["Ferry pier", "Ferry tides", "A green ferry"];
    assert_eq!(titles(&mill), merged);
    let explained = mill.explain("Ferry tides");
    let also = &explained["also_at"][0];
    assert_eq!((&also["source"], &also["bound"]), (&"coast".into(), &"word".into()));
    assert_eq!(also["said"], "2026-06-01T08:00:00Z");

    let before = mill.published();
    mill.run_at(YEAR_LATER, &["run", "--force"]).silent();
    mill.published_still(&before);
    anew(&mill);
    mill.feeds_still(&before);
    // Its source still edits it, and only its text is taken.
    let long = "Low at six in the morning and again in the evening, but not on Sundays.";
    write(
        &mill,
        "coast",
        &[("g", 3, "A green ferry", TEXT), ("t", 4, "Tides for the ferry", long)],
    );
    mill.run_at(DAY_LATER, &["run"]).silent();
    assert_eq!(mill.feed("all").titles, merged);
}

#[test]
fn what_is_merged_again_brings_its_tellings_and_takes_them_away() {
    let mill = mill();
    let [tides, pier] = ["Ferry tides", "https://pier.example/p"];
    mill.run(&["state", "merge", pier, "https://coast.example/t"]).ends_with(0);
    let joined = mill.json(&["state", "merge", tides, pier]);
    assert_eq!((&joined["along"], &joined["item"]["title"]), (&1.into(), &tides.into()));
    assert_eq!(titles(&mill), ["Ferry tides", "A green ferry"]);
    assert_eq!(mill.explain(tides)["also_at"].as_array().unwrap().len(), 2);
    anew(&mill);
    assert_eq!(titles(&mill), ["Ferry tides", "A green ferry"]);

    let split = mill.json(&["state", "split", pier]);
    assert_eq!((&split["along"], &split["from"]["title"]), (&1.into(), &tides.into()));
    assert_eq!(titles(&mill), ["Ferry pier", "Ferry tides", "A green ferry"]);
    assert_eq!(mill.explain(pier)["also_at"][0]["source"], "coast");
    anew(&mill);
    assert_eq!(titles(&mill), ["Ferry pier", "Ferry tides", "A green ferry"]);
}

#[test]
fn a_split_item_stays_apart() {
    let mill = mill();
    let said = mill.run(&["state", "split", COAST]).ends_with(0).stdout;
    assert!(
        said.contains("stands for itself now, and stays apart from \"A green ferry\""),
        "{said}"
    );
    let split =
        ["Ferry pier", "Tides for the ferry", "A green ferry", "Ferry tides", "A green ferry"];
    assert_eq!(titles(&mill), split);
    let ids = mill.feed("all").ids;
    let before = mill.published();
    mill.run_at(YEAR_LATER, &["run", "--force"]).silent();
    mill.published_still(&before);
    // In whatever order they are compared.
    anew(&mill);
    mill.feeds_still(&before);
    mill.ledger().execute_batch("UPDATE item SET published = 0 WHERE source = 'coast'").unwrap();
    anew(&mill);
    assert_eq!(mill.json(&["state", "show"])["tellings"], 0);
    assert_eq!(mill.explain(LANE)["apart"][0]["guid"], ids[2].as_str());
    assert_eq!(mill.explain(COAST)["apart"][0]["guid"], ids[4].as_str());
    // A third source that tells the same is a telling of one of them.
    write(&mill, "pier", &[("p", 5, "Ferry pier", "Long."), ("g", 6, "A green ferry", TEXT)]);
    mill.run_at(DAY_LATER, &["run"]).silent();
    assert_eq!(mill.json(&["state", "show"])["tellings"], 1);
}

#[test]
fn the_last_word_holds() {
    let mill = mill();
    // The other one is to stand for the article: split, and merge the other way round.
    mill.run(&["state", "split", COAST]).ends_with(0);
    mill.run(&["state", "merge", COAST, LANE]).ends_with(0);
    anew(&mill);
    assert_eq!(mill.json(&["show", LANE])["telling_of"], id(&mill, COAST).as_str());
    assert_eq!(mill.explain(COAST)["apart"], Value::Array(Vec::new()));
    mill.run(&["state", "split", LANE]).ends_with(0);
    anew(&mill);
    assert_eq!(titles(&mill).len(), 5);
}

#[test]
fn a_rehearsal_changes_nothing() {
    let mill = mill();
    let rows = |mill: &Mill| -> String {
        let sql = "SELECT group_concat(guid || coalesce(owner, '') || settled) || \
                   (SELECT count(*) FROM word) FROM item";
        mill.ledger().query_row(sql, [], |row| row.get(0)).unwrap()
    };
    let before = rows(&mill);
    let merge =
        mill.run(&["state", "merge", "Ferry pier", "Ferry tides", "--dry-run"]).ends_with(0);
    assert!(merge.stdout.contains("would be a telling of"), "{}", merge.stdout);
    let split = mill.run(&["state", "split", COAST, "-n"]).ends_with(0);
    assert!(split.stdout.ends_with("nothing was changed\n"), "{}", split.stdout);
    assert_eq!(mill.json(&["state", "split", COAST, "-n"])["dry_run"], true);
    assert_eq!(rows(&mill), before);
}

#[test]
fn what_a_killed_run_has_left_is_settled_first() {
    let mill = mill();
    let before = mill.published();
    mill.ledger().execute_batch("UPDATE item SET settled = 0, owner = NULL, bound = NULL").unwrap();
    mill.run(&["state", "merge", LANE, COAST]).ends_with(1).tells(&["one article already"]);
    mill.run(&["build"]).silent();
    mill.feeds_still(&before);
    // And what was said before it is said still.
    mill.ledger().execute_batch("UPDATE item SET settled = 0, owner = NULL, bound = NULL").unwrap();
    mill.run(&["state", "split", COAST]).ends_with(0);
    assert_eq!(titles(&mill).len(), 5);
}

#[test]
fn what_cannot_be_is_refused_with_advice() {
    let mill = mill();
    let refuse = |args: &[&str], code: i32, words: &[&str]| -> Ran {
        let ran = mill.run(&[&["state"], args].concat()).ends_with(code);
        assert_eq!(ran.stdout, "");
        ran.tells(words).tells(&["help: "])
    };
    refuse(&["merge", "Ferry pier", "nosuch"], 1, &["no item is called \"nosuch\""]);
    refuse(&["merge", "ferry", "Ferry pier"], 1, &["can mean several items"]);
    refuse(&["merge", "Ferry pier", "Ferry pier"], 2, &["both are the same item: \"Ferry pier\""]);
    let one = id(&mill, LANE);
    refuse(&["merge", LANE, COAST], 1, &["are one article already", &one, "`state split` that"]);
    refuse(&["merge", COAST, LANE], 1, &["are one article already", &one]);
    let free = format!("`feedmill state split {}` frees it", id(&mill, COAST));
    refuse(&["merge", "Ferry pier", COAST], 1, &["\"A green ferry\" is a telling of", &free]);
    refuse(&["split", "Ferry pier"], 1, &["\"Ferry pier\" stands for itself already"]);
    let tellings = format!("{}  A green ferry (source coast)", id(&mill, COAST));
    refuse(&["split", "green"], 2, &["stands for its article; which telling", &tellings]);
    // A telling that is joined to another article joins it, not what it tells.
    mill.run(&["state", "merge", COAST, "Ferry pier"]).ends_with(0);
    assert_eq!(mill.json(&["show", "Ferry pier"])["telling_of"], one.as_str());
}

#[test]
fn the_ledger_is_told_in_numbers() {
    let mill = mill();
    let ledger = mill.json(&["state", "show"]);
    let counts = ["sources", "items", "tellings", "tombstones", "stories", "schema"];
    assert_eq!(counts.map(|name| ledger[name].as_u64().unwrap()), [3, 4, 1, 0, 2, 8]);
    assert!(ledger["bytes"].as_u64().unwrap() > 10_000);
    let told = mill.run(&["state", "show"]).ends_with(0).stdout;
    for words in ["state.db: 0.", "         4 items that stand for themselves\n"] {
        assert!(told.contains(words), "{words:?} is not in {told}");
    }
    let empty = Mill::new(&news(&[]));
    assert_eq!(empty.json(&["state", "show"])["bytes"], 0);
    assert!(!empty.path("feeds").exists());
}
