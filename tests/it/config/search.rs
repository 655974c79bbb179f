//! Which file is read.

use std::{fs, path::Path};

use super::variables;
use feedmill::config::{Error, Request, load};

/// Writes a config with a title of its own.
fn put(path: &Path, title: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, format!("[site]\ntitle = \"{title}\"\n")).unwrap();
}

#[track_caller]
fn check(request: &Request, want: &str) {
    assert_eq!(load(request).unwrap().file.site.title, want);
}

#[test]
fn the_nearest_file_is_read() {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    let env = |pairs: &[(&str, &str)]| {
        let home = at("home").display().to_string();
        let mut env = variables(&[("HOME", &home)]);
        env.extend(variables(pairs));
        env
    };
    let mut request = Request { cwd: at("work"), env: env(&[]), ..Request::default() };
    fs::create_dir(at("work")).unwrap();

    let error = load(&request).unwrap_err();
    let Error::Missing { searched } = &error else { panic!("{error}") };
    assert_eq!(searched, &[at("work/config.toml"), at("home/.config/feedmill/config.toml")]);
    assert_eq!(
        error.help().unwrap(),
        "make one with `feedmill init`, or name one with --config FILE"
    );
    assert_eq!(error.render(false), "");

    put(&at("home/.config/feedmill/config.toml"), "home");
    check(&request, "home");
    put(&at("xdg/feedmill/config.toml"), "xdg");
    request.env = env(&[("XDG_CONFIG_HOME", at("xdg").to_str().unwrap())]);
    check(&request, "xdg");
    request.env = env(&[("XDG_CONFIG_HOME", "relative")]);
    check(&request, "home");
    put(&at("work/config.toml"), "here");
    check(&request, "here");
    put(&at("work/other.toml"), "variable");
    request.env = env(&[("FEEDMILL_CONFIG", "other.toml")]);
    check(&request, "variable");
    put(&at("third.toml"), "option");
    request.path = Some(at("third.toml"));
    check(&request, "option");
}

#[test]
fn a_named_file_must_be_there() {
    let folder = tempfile::tempdir().unwrap();
    let mut request = Request {
        cwd: folder.path().to_owned(),
        path: Some("no.toml".into()),
        ..Request::default()
    };
    let error = load(&request).unwrap_err();
    assert_eq!(error.to_string(), "cannot read no.toml");
    assert!(error.help().unwrap().contains("feedmill init"));
    request.path = Some(".".into());
    assert!(matches!(load(&request), Err(Error::Read { .. })));
}

#[test]
fn other_encodings_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("config.toml"), b"[site]\ntitle = \"\xe9\"\n").unwrap();
    let error = load(&Request { cwd: folder.path().to_owned(), ..Request::default() }).unwrap_err();
    assert_eq!(error.to_string(), "config.toml:2:10: not UTF-8 text");
}
