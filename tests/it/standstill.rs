//! Where nothing can have changed, nothing is composed; and whatever has changed is noticed.
//!
//! `--force` always composes. So what a build leaves is right when a forced one finds nothing to do.

use std::fs;

use serde_json::Value;

use crate::{
    state::{mill, source, write},
    support::{DAY_LATER, Mill, NOW, YEAR_LATER},
};

/// A change, the build or run that is to notice it, and whether it has a reason to.
#[track_caller]
fn check(what: &str, change: impl Fn(&Mill), verb: &str, now: &str) {
    let mill = mill();
    mill.run(&["build"]).silent();
    assert!(is_marked(&mill), "{what}: a publish leaves its mark");
    let before = mill.published();
    change(&mill);
    mill.run_at(now, &[verb]).ends_with(0);
    let after = mill.published();
    assert!(after != before || what.starts_with("healed"), "{what}: nothing was noticed");
    if what.starts_with("healed") {
        let bytes = |files: &crate::support::Files| -> Vec<_> {
            files.iter().map(|(name, (bytes, _))| (name.clone(), bytes.clone())).collect()
        };
        assert!(bytes(&before) == bytes(&after), "{what}");
    }
    mill.run_at(now, &["build", "--force"]).ends_with(0);
    mill.published_still(&after);
}

fn is_marked(mill: &Mill) -> bool {
    let sql = "SELECT EXISTS (SELECT 1 FROM kept WHERE name = 'published stands')";
    mill.ledger().query_row(sql, [], |row| row.get(0)).unwrap()
}

fn config(change: impl Fn(&str) -> String) -> impl Fn(&Mill) {
    move |mill| mill.edit("config.toml", &change)
}

fn published(mill: &Mill, name: &str) -> std::path::PathBuf {
    mill.path("feeds/public").join(name)
}

#[test]
fn what_cannot_have_changed_is_not_composed() {
    let mill = mill();
    mill.run(&["build"]).silent();
    let before = mill.published();
    // Behind the back of the program, so that it shows whether it looks.
    let unseen = "UPDATE head SET head = replace(head, 'Ferry pier', 'Ferry mole')";
    mill.ledger().execute_batch(unseen).unwrap();
    for verb in ["build", "run"] {
        mill.run_at(DAY_LATER, &[verb]).silent();
        mill.published_still(&before);
    }
    assert!(is_marked(&mill), "a run that finds nothing new leaves the mark");
    mill.run(&["build", "--force"]).silent();
    assert!(mill.feed("all").titles.contains(&"Ferry mole".to_owned()));
}

#[test]
fn the_answer_is_the_same() {
    let mill = mill();
    mill.run(&["build"]).silent();
    let answer = |args: &[&str]| -> Value {
        let ran = mill.run(args).ends_with(0);
        serde_json::from_str(&ran.stdout).unwrap()
    };
    let still = answer(&["build", "--json"]);
    assert_eq!(still["published"]["feeds"][0]["items"], 4, "{still}");
    assert_eq!(answer(&["build", "--json", "--force"]), still);
    assert_eq!(answer(&["run", "--json"])["published"], still["published"]);
    let dry = answer(&["run", "--json", "--dry-run"]);
    assert_eq!(dry["published"], still["published"]);
    assert_eq!(mill.json(&["diff"])["unchanged"], still["published"]["unchanged"]);
}

#[test]
fn what_sources_say_is_noticed() {
    let items =
        |title: &'static str| move |mill: &Mill| write(mill, "pier", &[("p", 5, title, "Long.")]);
    check("an edit", items("Ferry mole"), "run", NOW);
    let more = |mill: &Mill| {
        write(mill, "pier", &[("p", 5, "Ferry pier", "Long."), ("q", 6, "Ferry quay", "New.")]);
    };
    check("a new item", more, "run", NOW);
    let refused = |mill: &Mill| {
        let before = fs::read_to_string(mill.path("config.toml")).unwrap();
        more(mill);
        let rule = "[[rule]]\nwhen = 'age > \"1d\"'\ndo = \"drop\"\n";
        mill.write("config.toml", format!("{before}\n{rule}"));
        mill.run(&["run"]).ends_with(1);
        mill.write("config.toml", before);
    };
    check("what a publish was refused for", refused, "run", NOW);
}

#[test]
fn what_the_operator_says_is_noticed() {
    let merge = |mill: &Mill| {
        mill.run(&["state", "merge", "Ferry tides", "Tides for"]).ends_with(0);
    };
    check("a merge", merge, "build", NOW);
    let split = |mill: &Mill| {
        mill.run(&["state", "split", "https://coast.example/g"]).ends_with(0);
    };
    check("a split", split, "build", NOW);
}

#[test]
fn a_changed_config_is_noticed() {
    check("a title", config(|text| text.replace("Test wire", "Other wire")), "build", NOW);
    check("a term", config(|text| text.replace("\"ferries\"]", "\"tides\"]")), "build", NOW);
    let fewer = config(|text| format!("{text}\n[output]\nitems = 2\nmax_shrink = 1\n"));
    check("a size", fewer, "build", NOW);
    let name =
        config(|text| text.replace(&source("pier"), &(source("pier") + "name = \"Quay\"\n")));
    let listed = config(|text| format!("{text}\n[output]\nsubscriptions = true\n"));
    let both = |mill: &Mill| {
        listed(mill);
        mill.run(&["build"]).silent();
        name(mill);
    };
    check("a name of a source", both, "build", NOW);
    let drop = config(|text| {
        format!("{text}\n[[rule]]\nwhen = 'title == \"Ferry pier\"'\ndo = \"drop\"\n")
    });
    check("a rule", drop, "build", NOW);
}

#[test]
fn what_time_alone_changes_is_noticed() {
    let rule = config(|text| {
        format!(
            "{text}\n[output]\nmax_shrink = 1\n[[rule]]\nwhen = 'age > \"40d\"'\ndo = \"drop\"\n"
        )
    });
    // The items are of May: at the end of June none of them is left.
    let early = |mill: &Mill| {
        rule(mill);
        mill.run(&["build"]).silent();
        assert!(!mill.feed("all").titles.is_empty());
        mill.run_at(DAY_LATER, &["build"]).silent();
    };
    check("an age", early, "build", YEAR_LATER);
    let late = |mill: &Mill| {
        rule(mill);
        mill.run_at(YEAR_LATER, &["build"]).silent();
        assert!(mill.feed("all").titles.is_empty());
        assert!(is_marked(mill));
    };
    // What is filed stays filed, and a clock that was set back finds it so.
    check("a clock that was set back", late, "build", NOW);
}

#[test]
fn what_became_of_files_is_noticed() {
    let remove =
        |name: &'static str| move |mill: &Mill| fs::remove_file(published(mill, name)).unwrap();
    for name in ["all/rss.xml", "style.css", ".feedmill/items.jsonl", ".feedmill-manifest.json"] {
        check(&format!("healed: without {name}"), remove(name), "run", NOW);
    }
    let alter = |mill: &Mill| {
        let path = published(mill, "all/rss.xml");
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, text.replace("Ferry pier", "Ferry mole")).unwrap();
    };
    check("healed: a file with other bytes, as many", alter, "build", NOW);
    let mill = mill();
    mill.run(&["build"]).silent();
    mill.run(&["build", "--out", "elsewhere"]).silent();
    assert!(mill.path("elsewhere/all/rss.xml").exists(), "another folder is another publish");
}
