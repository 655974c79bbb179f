//! The program dies, or the disk refuses, at any point: nothing is lost, nothing is mixed, the exit code
//! tells it, and the next run puts all right.

mod traced;

use std::{fs, path::Path, process::Command};

use crate::support::{Mill, NOW, Ran, rss};

const CONFIG: &str = "version = 1\n[site]\ntitle = \"Test wire\"\nbase_url = \"https://wire.example/\"\n\
    [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\", \"ferries\"]\n\
    [[source]]\nid = \"lane\"\nkind = \"feed\"\npaths = [\"lane.xml\"]\n";

/// A mill that has published, and whose source then had news.
fn mill() -> Mill {
    let mill = Mill::new(CONFIG);
    let first = ("one", 3, "A ferry is late", "It waits for the tide");
    mill.write("lane.xml", rss(&[first]));
    mill.run(&["run"]).silent();
    let edited = ("one", 3, "A ferry is very late", "It waits for the tide, and for its captain");
    mill.write("lane.xml", rss(&[("two", 4, "Ferries are full", "Too many bicycles"), edited]));
    mill
}

/// What is published, without times.
fn texts(folder: &Path) -> Vec<(String, String)> {
    let files = crate::support::tree(&folder.join("feeds/public"));
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    files.into_iter().map(|(name, (bytes, _))| (name, text(bytes))).collect()
}

/// The program, started by a shell that changes its world first.
fn in_shell(mill: &Mill, script: &str) -> Ran {
    let program = mill.command(&[]);
    let mut shell = Command::new("sh");
    shell.args(["-c", &script.replace("FEEDMILL", &program.get_program().to_string_lossy())]);
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => shell.env(name, value),
            None => shell.env_remove(name),
        };
    }
    shell.env("FEEDMILL_NOW", NOW).current_dir(program.get_current_dir().unwrap());
    Ran::from(shell.output().unwrap())
}

/// The run fails, says these words, and leaves what was published; afterwards all is right again.
#[track_caller]
fn fails(mill: &Mill, words: &[&str]) {
    let before = texts(&mill.path(""));
    let ran = mill.run(&["build"]).ends_with(1);
    assert!(ran.stderr.contains("\n  help: "), "{}", ran.stderr);
    ran.tells(words);
    assert_eq!(texts(&mill.path("")), before);
}

#[test]
fn what_is_in_the_way_is_named() {
    let mill = mill();
    let put_away = |name: &str| fs::remove_dir_all(mill.path(name)).unwrap();
    // A file where a folder belongs.
    put_away("feeds/public/ferries");
    mill.write("feeds/public/ferries", "mine");
    fails(
        &mill,
        &["cannot write", "feeds/public/ferries/", "a file stands where a folder belongs"],
    );
    fs::remove_file(mill.path("feeds/public/ferries")).unwrap();
    // A folder where a file belongs.
    mill.write("feeds/public/ferries/rss.xml/mine", "mine");
    let said = ["cannot read", "ferries/rss.xml", "a folder stands where a file belongs"];
    fails(&mill, &said);
    fs::remove_dir_all(mill.path("feeds/public/ferries")).unwrap();
    // A file where the whole directory belongs.
    put_away("feeds/public");
    mill.write("feeds/public", "mine");
    fails(&mill, &["cannot write", "feeds/public/", "a file stands where a folder belongs"]);
    fs::remove_file(mill.path("feeds/public")).unwrap();
    // Gone altogether: all of it comes back.
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").ids.len(), 2);
}

#[cfg(unix)]
#[test]
fn a_directory_that_takes_no_files_is_named() {
    use std::os::unix::fs::PermissionsExt;
    let mill = mill();
    let permit = |mode| {
        let folder = mill.path("feeds/public/ferries");
        fs::set_permissions(folder, fs::Permissions::from_mode(mode)).unwrap();
    };
    permit(0o555);
    // To root nothing is read-only.
    if fs::write(mill.path("feeds/public/ferries/probe"), "").is_err() {
        mill.edit("config.toml", |text| text.replace("Test wire", "Other wire"));
        fails(&mill, &["cannot write", "feeds/public/ferries", "the right to write"]);
    }
    permit(0o755);
    let _ = fs::remove_file(mill.path("feeds/public/ferries/probe"));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").ids.len(), 2);
}

#[cfg(unix)]
#[test]
fn a_full_disk_keeps_the_old_set() {
    // Without and with the signal that goes with the limit.
    for script in ["trap '' XFSZ; ulimit -f 8; FEEDMILL run", "ulimit -f 8; FEEDMILL run"] {
        let mill = mill();
        let before = texts(&mill.path(""));
        let ran = in_shell(&mill, script);
        assert_ne!(ran.code, 0, "{ran:?}");
        assert_eq!(texts(&mill.path("")), before, "{script}");
        mill.run(&["run"]).silent();
        assert_eq!(mill.feed("ferries").ids.len(), 2, "{script}");
    }
}

#[cfg(unix)]
#[test]
fn nobody_to_talk_to_is_no_failure() {
    for script in [
        "FEEDMILL run --json >&-",
        "FEEDMILL run --verbose 2>&-",
        "FEEDMILL run --json <&- >&- 2>&-",
        "FEEDMILL run --json --verbose > /dev/full 2> /dev/full",
        "FEEDMILL run --json --verbose 2>&1 | true",
    ] {
        if script.contains("/dev/full") && !Path::new("/dev/full").exists() {
            continue;
        }
        let mill = mill();
        assert_eq!(in_shell(&mill, script).code, 0, "{script}");
        assert_eq!(mill.feed("ferries").ids.len(), 2, "{script}");
    }
}

#[test]
fn files_for_the_operator_fail_aloud_and_leave_the_feeds_alone() {
    let mill = mill();
    mill.edit("config.toml", |text| format!("{text}[report]\nmetrics = \"private/x.prom\"\n"));
    mill.write("private", "a file where a folder belongs");
    mill.run(&["run"]).ends_with(1).tells(&["private", "help: "]);
    assert_eq!(mill.feed("ferries").ids.len(), 2, "the feeds are published all the same");
    fs::remove_file(mill.path("private")).unwrap();
    mill.run(&["run"]).silent();
    assert!(mill.path("private/x.prom").exists());
}
