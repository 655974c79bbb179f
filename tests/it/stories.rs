//! Three sources, two stories, three days: what subscribers see of it.

mod merge;
mod world;

use rusqlite::Connection;
use serde_json::Value;

use crate::support::{Mill, YEAR_LATER, differing};
use world::{DAYS, ago, all_days, config, mill, run, tell};

/// The entries of a feed: id, title, published, updated.
fn entries(mill: &Mill, topic: &str) -> Vec<[String; 4]> {
    let path = mill.path(&format!("feeds/public/{topic}/feed.json"));
    let json: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let fields = ["id", "title", "date_published", "date_modified"];
    let items = json["items"].as_array().unwrap().iter();
    items.map(|item| fields.map(|field| item[field].as_str().unwrap().to_owned())).collect()
}

fn column<const N: usize>(entries: &[[String; 4]]) -> Vec<&str> {
    entries.iter().map(|entry| entry[N].as_str()).collect()
}

fn story_of(mill: &Mill, title: &str) -> String {
    mill.explain(title)["story"]["guid"].as_str().unwrap().to_owned()
}

#[test]
fn an_entry_lasts_while_its_story_grows() {
    let mill = mill(&config("lead", ""));
    let mut seen = Vec::new();
    for day in 0..DAYS.len() {
        run(&mill, day);
        seen.push(entries(&mill, "all"));
    }
    let ids = column::<0>(&seen[0]);
    assert_eq!(ids.len(), 2);
    assert_eq!(ids[1], story_of(&mill, "Fire halts"), "the older story comes last");
    assert_eq!(ids[0], story_of(&mill, "Tarn bridge closed"));
    for (day, entries) in seen.iter().enumerate() {
        assert_eq!(column::<0>(entries), ids, "ids on day {day}");
        assert_eq!(
            column::<2>(entries),
            ["2026-05-20T11:00:00Z", "2026-05-20T08:00:00Z"],
            "published on day {day}"
        );
    }
    // Both grow on the second day. On the third, the fire has a third newspaper; of the bridge only
    // one that had told of it says more.
    let updated: Vec<_> = seen.iter().map(|entries| column::<3>(entries)).collect();
    assert_eq!(
        updated,
        [
            ["2026-05-20T11:00:00Z", "2026-05-20T08:00:00Z"],
            ["2026-05-21T10:00:00Z", "2026-05-21T09:00:00Z"],
            ["2026-05-21T10:00:00Z", "2026-05-22T07:00:00Z"],
        ]
    );
    assert_eq!(mill.feed("all").updated, "2026-05-22T07:00:00Z");
    let before = mill.published();
    mill.run_at(YEAR_LATER, &["build"]).ends_with(0);
    mill.published_still(&before);
}

#[test]
fn items_stay_themselves_beside_their_story() {
    let mill = mill(&config("all", ""));
    (0..DAYS.len()).for_each(|day| run(&mill, day));
    let all = entries(&mill, "all");
    assert_eq!(all.len(), 6);
    assert!(all.iter().all(|[_, _, published, updated]| published == updated));
    let page = std::fs::read_to_string(mill.path("feeds/public/all/index.html")).unwrap();
    assert_eq!(page.matches("<summary>Part of a story covered by 3 sources</summary>").count(), 3);
    assert_eq!(page.matches("<summary>Part of a story covered by 2 sources</summary>").count(), 3);
    let path = mill.path("feeds/public/all/feed.json");
    let json: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let fire = json["items"]
        .as_array()
        .unwrap()
        .iter()
        .find(|item| item["title"].as_str().unwrap().starts_with("Kolding fire"));
    let story = &fire.unwrap()["_feedmill"]["story"];
    assert_eq!(story["id"], story_of(&mill, "Fire halts"));
    assert_eq!((&story["covered_by"], story["items"].as_array().unwrap().len()), (&3.into(), 2));
    let atom = std::fs::read_to_string(mill.path("feeds/public/all/atom.xml")).unwrap();
    assert!(!atom.contains("related"), "{atom}");
}

#[test]
fn a_topic_may_show_stories_while_others_do_not() {
    for (global, fires, want) in [("all", "lead", [6, 1, 3]), ("lead", "all", [2, 3, 1])] {
        let mill = mill(&config(global, &format!("story = \"{fires}\"")));
        all_days(&mill);
        let many = ["all", "fires", "bridges"].map(|topic| entries(&mill, topic).len());
        assert_eq!(many, want, "{global}, {fires}");
    }
}

#[test]
fn one_run_or_three_and_any_order_of_sources() {
    for show in ["all", "lead"] {
        let mut published = Vec::new();
        for (days, order) in [
            (true, ["north", "south", "east"]),
            (false, ["north", "south", "east"]),
            (false, ["east", "south", "north"]),
        ] {
            let config = config(show, "");
            let (head, _) = config.split_once("[[source]]").unwrap();
            let mill = mill(&format!("{head}{}", world::sources(&order)));
            if days {
                (0..DAYS.len()).for_each(|day| run(&mill, day));
            } else {
                tell(&mill, DAYS.len());
                mill.run_at(DAYS[DAYS.len() - 1], &["run"]).silent();
            }
            let files = mill.published().into_iter();
            // What serves to make a lost ledger again knows when items came.
            let files = files.filter(|(name, _)| !name.starts_with(".feedmill"));
            published.push(files.map(|(name, (bytes, _))| (name, bytes)).collect::<Vec<_>>());
            let before = mill.published();
            mill.run_at(YEAR_LATER, &["run"]).silent();
            assert_eq!(differing(&before, &mill.published()), [""; 0], "{show}: once more");
        }
        assert!(published.windows(2).all(|pair| pair[0] == pair[1]), "{show}");
    }
}

#[test]
fn what_a_rule_drops_is_not_named() {
    let rule = "[[rule]]\nwhen = 'source == \"south\"'\ndo = \"drop\"\n";
    let mill = mill(&(config("lead", "") + rule));
    all_days(&mill);
    let ids = entries(&mill, "all");
    // Only two newspapers tell of the fire now, and the bridge grew by nothing that is shown.
    assert_eq!(column::<3>(&ids), ["2026-05-21T10:00:00Z", "2026-05-22T07:00:00Z"]);
    for name in ["atom.xml", "rss.xml", "feed.json", "index.html"] {
        let text = std::fs::read_to_string(mill.path(&format!("feeds/public/all/{name}"))).unwrap();
        assert!(!text.contains("south.example"), "{name}");
        let heading = "Also covered by 1 source:";
        assert_eq!(text.matches(heading).count(), 2, "{name}: {text}");
    }
}

#[test]
fn archived_items_lend_no_words() {
    let medoid = |mill: &Mill| entries(mill, "fires")[0].clone();
    let mill = mill(&config("lead", ""));
    all_days(&mill);
    let before = medoid(&mill);
    let title = before[1].replace('"', "");
    let source = mill.explain(&title)["item"]["source"].as_str().unwrap().to_owned();
    let rule = format!("[[rule]]\nwhen = 'source == \"{source}\"'\ndo = \"archive-only\"\n");
    mill.edit("config.toml", |config| config.to_owned() + &rule);
    mill.run_at(DAYS[2], &["build", "--force"]).ends_with(0);
    let after = medoid(&mill);
    assert_ne!(after[1], before[1], "another one speaks for the story");
    assert_eq!([&after[0], &after[2], &after[3]], [&before[0], &before[2], &before[3]]);
}

#[test]
fn without_stories_items_stay_items() {
    let mill = mill(&config("lead", ""));
    all_days(&mill);
    assert_eq!(entries(&mill, "all").len(), 2);
    mill.edit("config.toml", |config| config.replace("[story]", "[story]\nenabled = false"));
    mill.run_at(DAYS[2], &["build"]).ends_with(0);
    assert_eq!(entries(&mill, "all").len(), 6);
}

#[test]
fn our_own_lint_finds_nothing() {
    let mill = mill(&config("lead", ""));
    all_days(&mill);
    for topic in ["all", "fires", "bridges"] {
        for name in ["atom.xml", "rss.xml", "feed.json"] {
            let ran = mill.run(&["lint", "--strict", &format!("feeds/public/{topic}/{name}")]);
            assert!(ran.stdout.starts_with("nothing wrong"), "{}", ran.stdout);
        }
    }
}

#[test]
fn an_old_story_moves_nothing() {
    let rule = "[[rule]]\nwhen = 'age > \"10d\"'\ndo = \"drop\"\n";
    let mill = mill(&(config("lead", "") + rule));
    all_days(&mill);
    let before = entries(&mill, "bridges");
    // All but the last one of the bridge, whose newspaper had told of it before, are dropped by now.
    mill.run_at(&ago(11), &["build", "--force"]).ends_with(0);
    let after = entries(&mill, "bridges");
    assert_eq!(after.len(), 1);
    assert_eq!([&after[0][0], &after[0][2]], [&before[0][0], &before[0][2]]);
    assert!(after[0][3] <= before[0][3], "{after:?}");
}

#[test]
fn people_see_the_story_in_lists() {
    let mill = mill(&config("all", ""));
    all_days(&mill);
    let ran = mill.run(&["explain", "Fire halts"]).ends_with(0);
    let story = story_of(&mill, "Fire halts");
    let want = format!("\nStory {story}, covered by 3 sources\n  2026-05-21  south: ");
    assert!(ran.stdout.contains(&want), "{}", ran.stdout);
    let list = mill.run(&["list", "items"]).ends_with(0).stdout;
    assert_eq!(list.matches(&format!("in story {story} with 2 others")).count(), 3, "{list}");
}

/// A ledger in which an index found the stories, and not the hashes of their ids.
#[test]
fn a_story_of_an_older_ledger_goes_on() {
    let (old, new) = (mill(&config("lead", "")), mill(&config("lead", "")));
    for mill in [&old, &new] {
        run(mill, 0);
    }
    let ledger = Connection::open(old.path("feeds/state.db")).unwrap();
    let leads = |table: &str| -> Vec<(i64, i64)> {
        let mut rows = ledger.prepare(&format!("SELECT hash, item FROM {table}")).unwrap();
        let rows = rows.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let before = leads("lookup_new");
    for story in column::<0>(&entries(&old, "all")) {
        let digits = story.trim_start_matches("urn:uuid:").replace('-', "");
        let hash = u64::from_str_radix(&digits[..16], 16).unwrap().cast_signed();
        let gone = ledger.execute("DELETE FROM lookup_new WHERE hash = ?1", [hash]);
        assert_eq!(gone, Ok(1), "{story}");
    }
    let version_7 = "PRAGMA foreign_keys = OFF; CREATE TABLE story_7 (number INTEGER PRIMARY KEY, guid TEXT NOT NULL UNIQUE, \
                     first INTEGER NOT NULL, last INTEGER NOT NULL, size INTEGER NOT NULL, \
                     words BLOB NOT NULL); INSERT INTO story_7 SELECT * FROM story; DROP TABLE story; \
                     ALTER TABLE story_7 RENAME TO story; CREATE INDEX story_by_last ON story (last); \
                     PRAGMA user_version = 7";
    ledger.execute_batch(version_7).unwrap();
    old.run(&["status"]).ends_with(0);
    assert_ne!(leads("lookup_new"), before, "who only looks changes nothing");
    old.run(&["build"]).ends_with(0);
    assert_eq!(leads("lookup_new"), before);
    for day in 1..DAYS.len() {
        run(&old, day);
        run(&new, day);
    }
    assert_eq!(entries(&old, "all"), entries(&new, "all"));
}
