//! `output.post_publish`: the operator's program after a publish that changed something.
#![cfg(unix)]

use std::{fs, os::unix::fs::PermissionsExt, time::Duration};

use feedmill::publish::{Hook, run_hook};

use crate::support::{DAY_LATER, Mill, Ran, YEAR_LATER, rss};

const ONE: &[(&str, u32, &str, &str)] = &[("one", 2, "The ferry sails", "It does.")];
const TWO: &[(&str, u32, &str, &str)] =
    &[("two", 3, "A storm", "Nobody sails."), ("one", 2, "The ferry sails", "It does.")];

/// A mill whose program is a shell script of these lines.
fn mill(script: &str) -> Mill {
    let mill = Mill::new(
        "version = 1\n[site]\ntitle = \"Wire\"\nbase_url = \"https://wire.example/\"\n\
         [output]\nformats = [\"atom\"]\nhtml = false\nopml = false\n\
         post_publish = [\"./after\", \"one argument\"]\n\
         [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n\
         [[topic]]\nid = \"storms\"\nstrong = [\"gale\"]\n\
         [[source]]\nid = \"lane\"\nkind = \"feed\"\npaths = [\"lane.xml\"]\n",
    );
    mill.write("lane.xml", rss(ONE));
    put(&mill, script);
    mill
}

fn put(mill: &Mill, script: &str) {
    mill.write("after", format!("#!/bin/sh\n{script}\n"));
    fs::set_permissions(mill.path("after"), fs::Permissions::from_mode(0o755)).unwrap();
}

const NOTE: &str = "{ echo \"$1|$FEEDMILL_OUTPUT_DIR|$FEEDMILL_WRITTEN|$FEEDMILL_REMOVED\"; cat; } \
                    > seen";

/// What the program saw, and that it saw something.
#[track_caller]
fn seen(mill: &Mill) -> Vec<String> {
    let text = fs::read_to_string(mill.path("seen")).unwrap();
    fs::remove_file(mill.path("seen")).unwrap();
    text.lines().map(|line| line.replace(mill.path("").to_str().unwrap(), "")).collect()
}

#[test]
fn it_reads_what_changed() {
    let mill = mill(NOTE);
    mill.run(&["run"]).silent();
    let want = [
        "one argument|feeds/public|4|0",
        "written .feedmill/items.jsonl",
        "written all/atom.xml",
        "written ferries/atom.xml",
        "written storms/atom.xml",
    ];
    assert_eq!(seen(&mill), want);
    mill.run_at(DAY_LATER, &["run"]).silent();
    assert!(!mill.path("seen").exists(), "nothing changed");
    mill.write("lane.xml", rss(TWO));
    mill.run_at(DAY_LATER, &["run", "--dry-run"]).ends_with(0);
    assert!(!mill.path("seen").exists(), "a rehearsal runs nothing");
    mill.run_at(DAY_LATER, &["run"]).silent();
    let want =
        ["one argument|feeds/public|2|0", "written .feedmill/items.jsonl", "written all/atom.xml"];
    assert_eq!(seen(&mill), want);
    mill.edit("config.toml", |text| {
        text.replace("[[topic]]\nid = \"storms\"\nstrong = [\"gale\"]\n", "")
    });
    mill.run_at(YEAR_LATER, &["build"]).silent();
    let want = [
        "one argument|feeds/public|1|1",
        "written .feedmill/items.jsonl",
        "removed storms/atom.xml",
    ];
    assert_eq!(seen(&mill), want);
}

#[test]
fn what_it_says_is_no_result() {
    let mill = mill("echo to stdout; echo to stderr >&2; cat > /dev/null");
    let ran = mill.run(&["run", "--json"]).ends_with(0);
    assert_eq!(ran.json()["published"]["delivered"], true);
    let mut lines: Vec<&str> = ran.stderr.lines().collect();
    lines.sort_unstable();
    assert_eq!(lines, ["to stderr", "to stdout"]);
}

#[test]
fn what_it_missed_is_given_to_it_again() {
    let mill = mill("cat > /dev/null; exit 3");
    let ran = mill.run(&["run"]).ends_with(4);
    ran.tells(&["output.post_publish", "after failed: exit status: 3", "help:"]);
    assert_eq!(mill.published().len(), 5, "it is published all the same");
    put(&mill, NOTE);
    mill.write("lane.xml", rss(TWO));
    mill.run_at(DAY_LATER, &["build"]).silent();
    assert_eq!(seen(&mill).len(), 5);
    mill.run_at(YEAR_LATER, &["build"]).silent();
    assert!(!mill.path("seen").exists());
}

#[test]
fn one_that_does_not_read_is_not_waited_for() {
    let mill = mill("exec <&-; exit 0");
    let hook = |program: &str| Hook {
        program: mill.path(program),
        arguments: Vec::new(),
        folder: mill.path(""),
        timeout: Duration::from_secs(60),
    };
    // More than a pipe holds.
    let paths: Vec<String> = (0..50_000).map(|n| format!("topic-{n}/atom.xml")).collect();
    run_hook(&hook("after"), &mill.path("out"), &paths, &[]).unwrap();
    put(&mill, "sleep 0.1");
    run_hook(&hook("after"), &mill.path("out"), &[], &paths).unwrap();
    put(&mill, "grep -c '^written topic-' > seen");
    run_hook(&hook("after"), &mill.path("out"), &paths, &paths).unwrap();
    assert_eq!(seen(&mill), ["50000"]);
}

#[test]
fn one_that_hangs_is_ended_with_what_it_started() {
    let mill = mill("sleep 600 & echo $! > child; echo $$ > self; wait");
    let config = "post_publish_timeout = \"1s\"\n[[topic]]";
    mill.edit("config.toml", |text| text.replacen("[[topic]]", config, 1));
    mill.run(&["run"]).ends_with(4).tells(&["took longer than 1s and was ended"]);
    for name in ["self", "child"] {
        let id = fs::read_to_string(mill.path(name)).unwrap();
        let process = format!("/proc/{}/stat", id.trim());
        // Whoever inherits it may take a moment to take its end note: then it is a zombie (Z).
        let gone = (0..200).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(5));
            fs::read_to_string(&process).map_or(true, |stat| stat.contains(") Z "))
        });
        assert!(gone, "{name} still runs");
    }
}

#[test]
fn one_that_is_not_there_is_told() {
    let mill = mill("");
    fs::remove_file(mill.path("after")).unwrap();
    mill.run(&["run"]).ends_with(4).tells(&["cannot run", "after", "because: No such file"]);
}

#[test]
fn a_recording_takes_no_program_along() {
    let mill = mill(NOTE);
    mill.run(&["run", "--record", "tape"]).silent();
    seen(&mill);
    let config = fs::read_to_string(mill.path("tape/0001/config.toml")).unwrap();
    assert!(config.contains("post_publish = []"), "{config}");
    let replay = ["run", "--replay", "tape", "--config", "config.toml"];
    Ran::from(mill.command(&replay).output().unwrap()).ends_with(0);
    assert!(!mill.path("seen").exists());
}
