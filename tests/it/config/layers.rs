//! Defaults, then the file, then the environment, then `--set`; and who said what.

use super::{request, variables};
use feedmill::config::{Loaded, Request, load, show, show_json};

const FILE: &str = "[site]\nbase_url = \"https://example.org/\"\n[output]\nitems = 5\n";

fn with(env: &[(&str, &str)], set: &[&str]) -> Request {
    Request {
        env: variables(env),
        set: set.iter().map(|option| option.to_string()).collect(),
        ..Request::default()
    }
}

#[track_caller]
fn loaded(text: &str, with: Request) -> Loaded {
    let (_folder, request) = request(text);
    load(&Request { cwd: request.cwd, ..with }).unwrap()
}

#[track_caller]
fn errors(with: Request) -> Vec<String> {
    let (_folder, request) = request(FILE);
    let error = load(&Request { cwd: request.cwd, ..with }).unwrap_err();
    error.messages().iter().map(ToString::to_string).collect()
}

#[track_caller]
fn warnings(text: &str, env: &[(&str, &str)], set: &[&str]) -> Vec<String> {
    loaded(text, with(env, set)).warnings.iter().map(ToString::to_string).collect()
}

#[test]
fn the_last_layer_wins() {
    let env = [("FEEDMILL_OUTPUT_ITEMS", "6")];
    let items = |env: &[_], set: &[_]| loaded(FILE, with(env, set)).config.items;
    assert_eq!(loaded("", Request::default()).config.items, 50);
    assert_eq!(items(&[], &[]), 5);
    assert_eq!(items(&env, &[]), 6);
    assert_eq!(items(&env, &["output.items=7"]), 7);
    assert_eq!(items(&env, &["output.items=7", "output.items = 8"]), 8);
}

#[test]
fn how_much_is_taken_of_a_document_reaches_its_parser() {
    let source = "[[source]]\nid = \"a\"\nurl = \"https://example.org/\"\n";
    let set = ["parse.max_items=7", "parse.max_depth=99", "parse.max_text=1KiB"];
    let config = loaded(source, with(&[], &set)).config;
    let limits = &config.sources[0].parse.limits;
    assert_eq!((limits.entries, limits.depth, limits.text_bytes), (7, 99, 1_024));
    let standard = loaded(source, Request::default()).config;
    assert_eq!(standard.sources[0].parse.limits, feedmill::parse::Limits::default());
}

#[test]
fn values_are_toml_or_plain_words() {
    let set = [
        "site.title=2026",
        "site.author.name=\"A = B\"",
        "output.max_bytes=1KiB",
        "output.formats=json, atom",
        "fetch.allow_addresses=[\"127.0.0.1\"]",
        "fetch.host_interval=5s",
        "topics.share=0",
        "output.html=false",
        "identity.ids=minted",
    ];
    let file = loaded(FILE, with(&[], &set)).file;
    assert_eq!((&*file.site.title, &*file.site.author.name), ("2026", "A = B"));
    assert_eq!(file.output.formats.len(), 2);
    assert_eq!(file.fetch.allow_addresses, ["127.0.0.1"]);
    assert_eq!((file.fetch.host_interval.as_str(), file.topics.share), ("5s", 0.0));
    assert!(!file.output.html);
}

#[test]
fn variables_are_named_after_keys() {
    let env = [
        ("FEEDMILL_FETCH_TOTAL_TIMEOUT", "9s"),
        ("FEEDMILL_OUTPUT__MAX_SHRINK", "0.25"),
        ("FEEDMILL_SITE_AUTHOR_NAME", "Desk"),
        ("FEEDMILL_OUTPUT_ITEMS", ""),
        ("FEEDMILL_NOW", "2026-01-01T00:00:00Z"),
        ("FEEDMILL_LOG", "debug"),
        ("FEEDMILL_CONFIG", ""),
        ("HOME", "/nowhere"),
    ];
    let loaded = loaded(FILE, with(&env, &[]));
    assert_eq!(loaded.warnings, []);
    assert_eq!(loaded.config.fetch.total_timeout.as_secs(), 9);
    assert_eq!(loaded.config.publish.max_shrink, 0.25);
    assert_eq!(&*loaded.config.render.site.author.name, "Desk");
    assert_eq!(loaded.config.items, 5);
}

#[test]
fn wrong_values_name_where_they_were_given() {
    let env = [("FEEDMILL_FETCH_CONCURRENCY", "many"), ("FEEDMILL_SITE_TIMEZONE", "Seoul")];
    assert_eq!(
        errors(with(&env, &[])),
        [
            "FEEDMILL_FETCH_CONCURRENCY: `concurrency` must be a whole number, not text",
            "FEEDMILL_SITE_TIMEZONE: `timezone` cannot be `Seoul`; a zone is named like `UTC` or `Asia/Seoul`; did you mean `Asia/Seoul`?",
        ]
    );
    let set = [
        "output.formats=[\"rss\", \"ato\"]",
        "output.itms=1",
        "output=1",
        "source.0.url=x",
        "items",
    ];
    assert_eq!(
        errors(with(&[], &set)),
        [
            "--set output.formats: `formats` cannot be `ato`; did you mean `atom`?",
            "--set output.itms: unknown key `output.itms`; did you mean `output.items`?",
            "--set output: `output` is a table; set one of its keys",
            "--set source.0.url: sources and topics can only be set in the file",
            "--set items: no `=` between key and value",
        ]
    );
}

#[test]
fn what_does_nothing_is_a_warning() {
    let env = [("FEEDMILL_FETCH_CONCURENCY", "3"), ("FEEDMILL_DATES_ORDER_BY", "x")];
    assert_eq!(
        warnings(FILE, &env, &["state.backups=3"]),
        [
            "FEEDMILL_DATES_ORDER_BY: `dates.order_by` has no effect in this version yet",
            "FEEDMILL_FETCH_CONCURENCY: `FEEDMILL_FETCH_CONCURENCY` is not a setting; did you mean `FEEDMILL_FETCH_CONCURRENCY`?",
            "--set state.backups: `state.backups` has no effect in this version yet",
        ]
    );
    let later = "[dates]\nmissing = \"first-seen\"\n[[topic]]\nid = \"a\"\nweak = [\"B\", \"b\"]\n";
    assert_eq!(
        warnings(&format!("{FILE}keep_last_good = true\n{later}"), &[], &[]),
        [
            "config.toml:5:1: `output.keep_last_good` has no effect in this version yet",
            "config.toml:7:1: `dates.missing` has no effect in this version yet",
            "config.toml:10:14: topic `a` has the term `b` twice",
        ]
    );
    let slow = "config.toml:6:16: `max_interval` is more than a day; every source is asked once a day at least";
    let fetch = "[fetch]\nmax_interval = \"7d\"\n";
    assert_eq!(warnings(&format!("{FILE}{fetch}"), &[], &[]), [slow]);
    let unset = "`site.base_url` is not set, so feeds say that they live at an example address";
    assert_eq!(warnings("", &[], &[]), [unset]);
    let within = format!("{FILE}[state]\npath = \"feeds/public/state.db\"\n");
    let want = "config.toml:6:8: `state.path` lies within `output.dir`, so the database is published with it";
    assert_eq!(warnings(&within, &[], &[]), [want]);
}

#[test]
fn only_out_is_relative_to_the_current_directory() {
    let (folder, request) = request("[output]\ndir = \"a\"");
    let elsewhere = folder.path().join("elsewhere");
    let with = |env, set, out: Option<&str>| Request {
        path: Some("../config.toml".into()),
        cwd: elsewhere.clone(),
        out: out.map(Into::into),
        ..self::with(env, set)
    };
    std::fs::create_dir(&elsewhere).unwrap();
    let dir = |request: &Request| load(request).unwrap().config.publish.dir;
    let root = elsewhere.join("..");
    assert_eq!(dir(&request), folder.path().join("a"));
    assert_eq!(dir(&with(&[], &[], None)), root.join("a"));
    assert_eq!(dir(&with(&[("FEEDMILL_OUTPUT_DIR", "b")], &[], None)), root.join("b"));
    assert_eq!(dir(&with(&[], &["output.dir=c"], None)), root.join("c"));
    assert_eq!(dir(&with(&[], &["output.dir=c"], Some("./d"))), elsewhere.join("d"));
}

#[test]
fn origins_are_shown() {
    let text = format!(
        "{FILE}[[source]]\nid = \"a\"\nurl = \"https://me:pass@example.org/\"\nheaders = {{ X-Api-Key = \"abc\", Accept = \"x\" }}\n"
    );
    let env = [("FEEDMILL_FETCH_CONCURRENCY", "3")];
    let loaded = loaded(&text, Request { out: Some("/o".into()), ..with(&env, &["site.title=T"]) });
    let shown = show(&loaded, true);
    for line in [
        "title = \"T\"  # --set",
        "base_url = \"https://example.org/\"  # config.toml:2",
        "dir = \"/o\"  # --out",
        "items = 5  # config.toml:4",
        "max_bytes = \"512KiB\"  # default",
        "concurrency = 3  # FEEDMILL_FETCH_CONCURRENCY",
        "url = \"https://hidden@example.org/\"  # config.toml:7",
        "kind = \"feed\"  # default",
        "X-Api-Key = \"(hidden)\"  # config.toml:8",
        "Accept = \"x\"  # config.toml:8",
    ] {
        assert!(shown.lines().any(|shown| shown == line), "{line}\n{shown}");
    }
    assert!(!show(&loaded, false).contains('#'));
    let json = show_json(&loaded, true);
    assert_eq!(json["config"]["output"]["items"], 5);
    assert_eq!(json["origins"]["output.items"], "config.toml:4");
    assert_eq!(json["origins"]["source.0.url"], "config.toml:7");
    assert!(show_json(&loaded, false).get("origins").is_none());
}
