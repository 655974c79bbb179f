//! `[report]`: files for the operator, which must not be published.

use std::path::Path;

use feedmill::config::{Request, load};

use super::{load_text, request};

/// Messages, without the name of the file.
#[track_caller]
fn check(text: &str, want: &[&str]) {
    let messages = match load_text(text) {
        Ok(loaded) => loaded.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
        Err(error) => error.messages().iter().map(ToString::to_string).collect(),
    };
    let own = messages.iter().filter(|message| !message.contains("base_url"));
    let got: Vec<_> = own.map(|message| message.replace("config.toml:", "")).collect();
    assert_eq!(got, want, "{text}");
}

#[test]
fn none_lies_where_it_would_be_published() {
    let within = "lies within `output.dir`, so it would be published";
    let said = format!("2:16: `health_feed` {within}");
    for path in ["feeds/public/health.atom", "./feeds/public/a/b", "feeds/x/../public/health.atom"]
    {
        check(&format!("[report]\nhealth_feed = \"{path}\""), &[&said]);
    }
    let said = format!("2:12: `metrics` {within}");
    check("[report]\nmetrics = \"feeds/public/a.prom\"", &[&said]);
    let said = format!("2:15: `health_feed` {within}");
    check("[report]\nhealth_feed = true\n[output]\ndir = \"feeds\"", &[&said]);
    check("[report]\nhealth_feed = \"feeds/public.atom\"", &[]);
}

#[test]
fn the_command_line_may_put_the_output_there() {
    let (folder, request) = request("[report]\nhealth_feed = true");
    let out = Some(folder.path().join("feeds"));
    let error = load(&Request { out, ..request }).unwrap_err();
    assert!(error.messages()[0].to_string().contains("lies within `output.dir`"));
}

#[test]
fn each_is_a_file_of_its_own() {
    check("[report]\nmetrics = \"a/\"", &["2:12: `metrics` must be the path of a file"]);
    check("[report]\nhealth_feed = \"\"", &["2:15: `health_feed` must not be empty"]);
    check(
        "[report]\nhealth_feed = \"feeds/./state.db\"",
        &["2:16: `health_feed` is the same file as `state.path`"],
    );
    check(
        "[report]\nhealth_feed = \"config.toml\"",
        &["2:16: `health_feed` is the configuration itself"],
    );
    check(
        "[report]\nhealth_feed = \"a.prom\"\nmetrics = \"b/../a.prom\"",
        &["3:12: `metrics` is the same file as `report.health_feed`"],
    );
    check(
        "[report]\nmetrics = \"a.txt\"",
        &["2:11: `metrics` does not end in `.prom`; node_exporter reads no other files"],
    );
    check(
        "[report]\nhealth_feed = 1",
        &["2:15: `health_feed` must be `true`, `false` or a path in quotes, not a whole number"],
    );
}

#[test]
fn the_switch_can_be_set_from_elsewhere() {
    let feed = |text: &str, set: &str| {
        let (folder, request) = request(text);
        let set = vec![format!("report.health_feed={set}")];
        let feed = load(&Request { set, ..request }).unwrap().config.private.health_feed;
        feed.map(|path| path.strip_prefix(folder.path()).unwrap().to_owned())
    };
    assert_eq!(feed("", "true").as_deref(), Some(Path::new("feeds/private/health.atom")));
    assert_eq!(feed("[report]\nhealth_feed = true", "false"), None);
    assert_eq!(feed("", "watch.atom").as_deref(), Some(Path::new("watch.atom")));
}
