//! The config as a file: what an edit must not change about it.

use std::fs;

use super::{CONFIG, block, config, mill, site};
use crate::support::{Mill, Ran};

/// The names in the folder of the config.
fn names(mill: &Mill) -> Vec<String> {
    let entries = fs::read_dir(mill.path("")).unwrap();
    let mut names: Vec<_> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    names
}

#[test]
fn line_ends_and_marks_stay() {
    let server = site();
    let url = server.url("/rss.xml");
    let text = format!("\u{feff}{}", CONFIG.replace('\n', "\r\n"));
    let mill = Mill::new(&text);
    mill.run(&["add", url.as_str()]).ends_with(0);
    let new = block("lane", url.as_str()).replace('\n', "\r\n");
    assert!(config(&mill).contains(&new));
    assert_eq!(config(&mill).replacen(&new, "", 1), text);
    assert_eq!(names(&mill), ["config.toml"]);
}

#[test]
fn the_first_source_finds_its_place() {
    let server = site();
    let url = server.url("/rss.xml");
    let at = CONFIG.find("[[source]]").unwrap();
    let end = CONFIG.find("# Topics").unwrap();
    let text = [&CONFIG[..at], &CONFIG[end..]].concat();
    let mill = Mill::new(&text);
    mill.run(&["add", url.as_str()]).ends_with(0);
    let want = format!(
        "{}{}\n{}",
        CONFIG[..at].trim_end_matches('\n').to_owned() + "\n",
        block("lane", url.as_str()),
        &CONFIG[end..]
    );
    assert_eq!(config(&mill), want);
}

#[cfg(unix)]
#[test]
fn link_and_permissions_stay() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let server = site();
    let mill = Mill::empty();
    mill.write("real/feedmill.toml", CONFIG);
    let real = mill.path("real/feedmill.toml");
    fs::set_permissions(&real, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("real/feedmill.toml", mill.path("config.toml")).unwrap();
    mill.run(&["add", server.url("/rss.xml").as_str()]).ends_with(0);
    assert!(fs::symlink_metadata(mill.path("config.toml")).unwrap().is_symlink());
    assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::read_to_string(&real).unwrap().contains("id  = \"lane\""));
    assert_eq!(names(&mill), ["config.toml", "real"]);
}

#[cfg(unix)]
#[test]
fn a_read_only_file_is_not_written() {
    use std::os::unix::fs::PermissionsExt;
    let (server, mill) = (site(), mill());
    let path = mill.path("config.toml");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    let url = server.url("/rss.xml");
    let args = ["add", url.as_str()];
    mill.run(&args).ends_with(1).tells(&["cannot write", "config.toml", "help: let the user"]);
    assert_eq!(config(&mill), CONFIG);
    assert_eq!(names(&mill), ["config.toml"]);
    let ran = mill.run(&[&args[..], &["--dry-run"]].concat()).ends_with(0);
    assert!(ran.stdout.contains("id  = \"lane\""), "{ran:?}");
}

#[test]
fn a_wrong_config_is_left_as_it_is() {
    let server = site();
    let mill = Mill::new(&CONFIG.replace("[[topic]]\n", "[[topic]]\ntitel = \"x\"\n"));
    let before = config(&mill);
    mill.run(&["add", server.url("/rss.xml").as_str()]).ends_with(3).tells(&["titel"]);
    assert_eq!((config(&mill), server.connections()), (before, 0));
}

#[test]
fn the_configs_of_others_are_not_touched() {
    let (server, mill) = (site(), mill());
    mill.write("other.toml", CONFIG);
    mill.run(&["-c", "other.toml", "add", server.url("/rss.xml").as_str()]).ends_with(0);
    assert_eq!(config(&mill), CONFIG);
    assert!(fs::read_to_string(mill.path("other.toml")).unwrap().contains("\"lane\""));
    // What --set says for one turn is not written into the file, and does not hinder it.
    let url = server.url("/atom.xml");
    let args = ["add", url.as_str(), "--set", "fetch.concurrency=2"];
    mill.run(&args).ends_with(0);
    assert!(!config(&mill).contains("concurrency"));
}

#[cfg(unix)]
#[test]
fn what_was_edited_meanwhile_is_not_overwritten() {
    use std::{io::Write, process::Command};
    let mill = mill();
    // Who opens a pipe for writing waits until it is opened for reading: the config was read by then.
    let pipe = mill.path("mine.opml");
    assert!(Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let child = mill.start(&["import", "mine.opml"]);
    let mut writer = fs::File::options().write(true).open(&pipe).unwrap();
    mill.edit("config.toml", |text| text.replace("# mine", "# yours"));
    let list = "<opml><body><outline xmlUrl='https://pier.example/feed'/></body></opml>";
    writer.write_all(list.as_bytes()).unwrap();
    drop(writer);
    let ran = Ran::from(child.wait_with_output().unwrap()).ends_with(1);
    ran.tells(&["config.toml was changed meanwhile", "help: nothing was written; run it again"]);
    assert_eq!(config(&mill), CONFIG.replace("# mine", "# yours"));
}
