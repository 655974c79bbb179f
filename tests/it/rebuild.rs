//! A ledger that is lost comes back from what is published: ids, dates, and what scrolled away.

mod leaves;
mod partly;

use std::fs;

use feedmill::store::{Mode, Settings, Store};

use crate::{
    archive::{grow, mill, show, walk},
    support::{DAY_LATER, Mill, Ran, differing, news, rss},
};

/// Loses the ledger, as a fresh checkout of the output does.
pub fn lose(mill: &Mill) {
    for name in ["state.db", "state.db-wal", "state.db-shm"] {
        let path = mill.path(&format!("feeds/{name}"));
        if path.exists() {
            fs::remove_file(path).unwrap();
        }
    }
}

/// The run after the loss tells of it, and says nothing else.
#[track_caller]
pub fn told(ran: &Ran) {
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.stderr.starts_with("warning: the ledger was lost; "), "{ran:?}");
    assert_eq!(ran.stderr.lines().count(), 1, "{ran:?}");
}

#[test]
fn nothing_changes_and_nothing_is_lost() {
    for command in ["run", "build"] {
        let mill = mill("");
        for all in [20, 45, 70, 95, 120] {
            grow(&mill, all);
        }
        let before = mill.published();
        lose(&mill);
        told(&mill.run_at(DAY_LATER, &[command]));
        mill.published_still(&before);
        // Once is enough.
        mill.run_at(DAY_LATER, &["run"]).silent();
        mill.published_still(&before);
        // And it goes on as if nothing had been.
        let ids = walk(&mill, "all").1;
        grow(&mill, 145);
        let after = walk(&mill, "all").1;
        assert_eq!(after.len(), ids.len() + 25);
        assert!(ids.keys().all(|id| after.contains_key(id)));
        for (name, file) in before.iter().filter(|(name, _)| name.contains("/archive/")) {
            assert_eq!(mill.published().get(name), Some(file), "{name}");
        }
    }
}

/// Very many items are looked through a part at a time.
#[test]
fn what_is_remembered_nowhere_is_found_in_parts() {
    let mill = mill("");
    // Many of one moment.
    show(&mill, (0..60).map(|number| (number, number / 9)));
    mill.run(&["run"]).silent();
    let path = mill.path("feeds/state.db");
    let store = Store::open(&Settings { path }, Mode::Look).unwrap();
    let all = store.not_remembered(None, 1_000).unwrap();
    assert_eq!(all.len(), 60);
    assert!(all.is_sorted());
    for most in [1, 7, 60] {
        let (mut parts, mut last) = (Vec::new(), None);
        loop {
            let part = store.not_remembered(last.as_ref(), most).unwrap();
            assert!(part.len() <= most);
            let Some(next) = part.last() else { break };
            last = Some(next.clone());
            parts.extend(part);
        }
        assert_eq!(parts, all, "{most}");
    }
}

#[test]
fn an_archive_that_the_source_still_shows_is_not_new() {
    let mill = mill("");
    show(&mill, (0..120).map(|number| (number, number)));
    mill.run(&["run"]).silent();
    let before = mill.published();
    lose(&mill);
    told(&mill.run_at(DAY_LATER, &["run"]));
    mill.published_still(&before);
    // The source names all of them anew; their addresses stay.
    mill.edit("lane.xml", |text| text.replace("\"false\">n", "\"false\">new-"));
    mill.run_at(DAY_LATER, &["run"]).ends_with(0);
    assert_eq!(walk(&mill, "all").1.len(), 120);
}

/// An item without a date, and one whose source gave it another id later.
#[test]
fn dates_and_ids_that_nobody_could_make_again() {
    let mill = Mill::new(
        &(news(&[]) + "[[source]]\nid = \"lane\"\nkind = \"feed\"\npaths = [\"lane.xml\"]\n"),
    );
    let document =
        rss(&[("old", 1, "A ferry", "It is green."), ("x", 2, "A bridge", "It is red.")]);
    mill.write("lane.xml", document.replace("<pubDate>02 May 2026 10:00:00 GMT</pubDate>", ""));
    mill.run(&["run"]).silent();
    mill.edit("lane.xml", |text| text.replace("\"false\">old<", "\"false\">new<"));
    mill.run_at(DAY_LATER, &["run"]).ends_with(0);
    let before = mill.published();
    lose(&mill);
    told(&mill.run_at("2026-07-01T00:00:00Z", &["run"]));
    mill.published_still(&before);
}

#[test]
fn no_more_is_published_than_feeds_show() {
    for (content, is_shown) in [("full", true), ("excerpt", false), ("none", false)] {
        let mill = Mill::new(
            &(news(&[])
                + &format!("[output]\ncontent = \"{content}\"\nexcerpt_words = 10\n")
                + "[[source]]\nid = \"secret-lane\"\nkind = \"feed\"\npaths = [\"lane.xml\"]\n"),
        );
        let text = format!("The ferry is here. {} And the walrus sings.", "It waits. ".repeat(300));
        let items =
            [("a", 1, "A ferry", text.as_str()), ("b", 2, "Two ferries", "Both are green.")];
        mill.write("lane.xml", rss(&items));
        mill.run(&["run"]).silent();
        let memory =
            String::from_utf8(mill.published()[".feedmill/items.jsonl"].0.clone()).unwrap();
        assert_eq!(memory.contains("walrus"), is_shown, "{content}");
        assert!(!memory.contains("secret-lane"), "{content}");
        assert!(!memory.contains("lane.xml"), "{content}");
        // What came back without its text gets it from its source, which is no news.
        let before = mill.published();
        lose(&mill);
        told(&mill.run_at(DAY_LATER, &["build"]));
        mill.published_still(&before);
        mill.run_at(DAY_LATER, &["run"]).silent();
        mill.published_still(&before);
        let updated = mill.feed("all").updated;
        if is_shown {
            continue;
        }
        let content = format!("content = \"{content}\"");
        mill.edit("config.toml", |config| config.replace(&content, "content = \"full\""));
        mill.run_at(DAY_LATER, &["build"]).ends_with(0);
        let feed = String::from_utf8(mill.published()["all/atom.xml"].0.clone()).unwrap();
        assert!(feed.contains("walrus"));
        assert_eq!(mill.feed("all").updated, updated);
    }
}

#[test]
fn other_tellings_and_stories_come_back() {
    let text = "The ferry over the sound is green again and takes twenty cars from one shore to the \
                other in half an hour, says the company that has painted it since the month of March \
                with a brush and much patience, while its passengers had to wait on the pier.";
    let source =
        |id: &str| format!("[[source]]\nid = \"{id}\"\nkind = \"feed\"\npaths = [\"{id}.xml\"]\n");
    let write = |mill: &Mill, id: &str, items: &[(&str, u32, &str, &str)]| {
        let text = rss(items).replace("lane.example", &format!("{id}.example"));
        mill.write(&format!("{id}.xml"), text);
    };
    for show in ["all", "lead"] {
        let mill = Mill::new(
            &(news(&[])
                + &source("coast")
                + &source("lane")
                + &source("pier")
                + &format!("[story]\nshow = \"{show}\"\n")),
        );
        write(&mill, "lane", &[("green", 1, "A green ferry", text)]);
        write(&mill, "coast", &[("g", 2, "A green ferry", &format!("{text} And so on."))]);
        write(
            &mill,
            "pier",
            &[("p", 2, "The green ferry over the sound takes twenty cars again", "Painted green.")],
        );
        mill.run(&["run"]).silent();
        let before = mill.published();
        let json = String::from_utf8(before["all/feed.json"].0.clone()).unwrap();
        assert!(json.contains("coast.example") && json.contains("lane.example"), "{json}");
        lose(&mill);
        told(&mill.run_at(DAY_LATER, &["build"]));
        mill.published_still(&before);
        mill.run_at(DAY_LATER, &["run"]).silent();
        mill.published_still(&before);
        // The item that stands for the article is gone from its source: the other one is not new.
        write(&mill, "lane", &[("other", 3, "A red ferry", "It is red.")]);
        lose(&mill);
        mill.run_at(DAY_LATER, &["run"]).ends_with(0);
        let feed = mill.feed("all");
        assert!(feed.ids.len() <= 3, "{show}: {:?}", feed.titles);
    }
}

#[test]
fn many_that_are_gone_are_in_files_that_are_written_once() {
    let mill = mill("items = 10\nformats = [\"json\"]");
    let mut before = crate::support::Files::new();
    for part in 0..5 {
        show(&mill, (part * 400..(part + 1) * 400).map(|number| (number, number / 4)));
        mill.run(&["run"]).silent();
        let mut after = mill.published();
        after.retain(|name, _| name.starts_with(".feedmill/items-"));
        let kept: Vec<&str> =
            differing(&before, &after).into_iter().filter(|it| before.contains_key(*it)).collect();
        assert_eq!(kept, [""; 0]);
        before = after;
    }
    assert!(before.len() >= 2, "{:?}", before.keys());
    let before = mill.published();
    let memory = before[".feedmill/items.jsonl"].0.len();
    assert!(memory < 512 * 1024, "{memory}");
    lose(&mill);
    told(&mill.run(&["run"]));
    mill.published_still(&before);
    // Whatever its source shows again is known.
    show(&mill, (0..300).map(|number| (number, number / 4)));
    mill.run(&["run"]).silent();
    let mut after = mill.published();
    after.retain(|name, _| !name.starts_with(".feedmill"));
    let mut before = before;
    before.retain(|name, _| !name.starts_with(".feedmill"));
    assert_eq!(differing(&before, &after), [""; 0]);
}
