//! What is published also goes to object storage: a folder, and a server that speaks S3.

mod server;

use std::{fs, path::Path};

use serde_json::Value;
use server::S3;

use crate::support::{DAY_LATER, Mill, NOW, Ran, rss};

const MANIFEST: &str = ".feedmill-manifest.json";

/// A mill with one source, one topic and a store.
fn mill(store: &str) -> Mill {
    let config = format!(
        "version = 1\n[site]\ntitle = \"Test wire\"\nbase_url = \"https://wire.example/\"\n\
         [output.objects]\n{store}\n\
         [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\", \"ferries\"]\n\
         [[source]]\nid = \"lane\"\nkind = \"feed\"\npaths = [\"lane.xml\"]\n"
    );
    let mill = Mill::new(&config);
    mill.write("lane.xml", rss(&[("one", 3, "A ferry is late", "It waits for the tide")]));
    mill
}

/// A mill that publishes to a bucket of the server.
fn mill_for(server: &S3) -> Mill {
    let port = server.port;
    mill(&format!(
        "url = \"s3://feeds/site\"\nendpoint = \"http://127.0.0.1:{port}\"\nallow_http = true\n\
         timeout = \"20s\"\naccess_key = {{ env = \"KEY\" }}\nsecret_key = {{ file = \"secret\" }}"
    ))
}

fn run(mill: &Mill, args: &[&str]) -> Ran {
    run_at(NOW, mill, args)
}

fn run_at(now: &str, mill: &Mill, args: &[&str]) -> Ran {
    mill.write("secret", "s3cr3t-k3y\n");
    let output = mill.command(args).args(["--now", now]).env("KEY", "id").output();
    Ran::from(output.unwrap())
}

/// What a run did to the store.
#[track_caller]
fn pushed(mill: &Mill, args: &[&str]) -> Value {
    let ran = run(mill, &[args, &["--json"]].concat()).ends_with(0);
    ran.json()["published"]["objects"].clone()
}

/// The bucket holds what the directory holds, byte for byte.
#[track_caller]
fn agrees(server: &S3, mill: &Mill) {
    let local = mill.published();
    assert_eq!(server.keys(), local.keys().map(|key| format!("site/{key}")).collect::<Vec<_>>());
    for (name, (bytes, _)) in local {
        assert!(server.get(&format!("site/{name}")).body == bytes, "{name}");
    }
}

#[test]
fn a_folder_gets_what_the_directory_has() {
    let target = tempfile::tempdir().unwrap();
    let copy = target.path().join("site");
    let mill = mill(&format!("url = \"file://{}\"", copy.display()));
    mill.run(&["run"]).silent();
    let names = |folder: &Path| crate::support::tree(folder).into_keys().collect::<Vec<_>>();
    let same = |mill: &Mill| {
        assert_eq!(names(&copy), names(&mill.path("feeds/public")));
        for (name, (bytes, _)) in mill.published() {
            assert!(fs::read(copy.join(&name)).unwrap() == bytes, "{name}");
        }
    };
    same(&mill);
    let before = crate::support::tree(&copy);
    mill.run(&["run"]).silent();
    assert_eq!(crate::support::differing(&before, &crate::support::tree(&copy)), [""; 0]);
    mill.edit("config.toml", |text| text.replace("id = \"ferries\"", "id = \"boats\""));
    let done = mill.json(&["build"])["published"]["objects"].clone();
    assert!(done["removed"].as_array().unwrap().iter().any(|it| it == "ferries/rss.xml"), "{done}");
    same(&mill);
    // The state is lost, and the directory: both come back.
    let before = mill.published();
    fs::remove_dir_all(mill.path("feeds")).unwrap();
    mill.run_at(DAY_LATER, &["run"]).ends_with(0).tells(&["the ledger was lost"]);
    let now = mill.published();
    let texts = |files: crate::support::Files| files.into_iter().map(|(n, (b, _))| (n, b));
    assert!(texts(now).eq(texts(before)), "the same bytes a day later");
}

#[test]
fn a_dry_run_and_a_replay_send_nothing() {
    let target = tempfile::tempdir().unwrap();
    let copy = target.path().join("site");
    let mill = mill(&format!("url = \"file://{}\"", copy.display()));
    assert_eq!(mill.run(&["run", "--dry-run"]).code, 0);
    assert!(!copy.exists());
    mill.run(&["run", "--record", "tape"]).silent();
    fs::remove_dir_all(&copy).unwrap();
    let replayed = mill.command(&["run", "--replay", "tape"]).output().unwrap();
    Ran::from(replayed).ends_with(0);
    assert!(!copy.exists());
    let recorded = fs::read_to_string(mill.path("tape/0001/config.toml")).unwrap();
    assert!(!recorded.contains("objects"), "what is recorded is for trying things");
}

#[test]
fn a_bucket_gets_what_changed() {
    let Some(server) = S3::start() else { return };
    server.make_bucket("feeds");
    let mill = mill_for(&server);
    let done = pushed(&mill, &["run"]);
    assert_eq!(done["unchanged"], 0, "{done}");
    agrees(&server, &mill);
    for (name, content_type) in [
        ("ferries/rss.xml", "application/rss+xml; charset=utf-8"),
        ("ferries/feed.json", "application/feed+json"),
        ("index.html", "text/html; charset=utf-8"),
        ("style.css", "text/css; charset=utf-8"),
        (MANIFEST, "application/json"),
    ] {
        let answer = server.get(&format!("site/{name}"));
        assert_eq!(answer.field("content-type"), content_type, "{name}");
        let short = "public, max-age=300, must-revalidate";
        let caching = if name == MANIFEST { "no-cache" } else { short };
        assert_eq!(answer.field("cache-control"), caching, "{name}");
    }
    // Nothing changed, and nothing is put.
    let dates = |key: &str| server.get(key).field("last-modified").to_owned();
    let before = server.keys().iter().map(|key| dates(key)).collect::<Vec<_>>();
    let done = pushed(&mill, &["run"]);
    assert_eq!(done["written"], serde_json::json!([]));
    assert_eq!(server.keys().iter().map(|key| dates(key)).collect::<Vec<_>>(), before);
    // A topic is renamed: its old objects go, those of others stay.
    server.put("/feeds/site/theirs.txt", b"not ours");
    mill.edit("config.toml", |text| text.replace("id = \"ferries\"", "id = \"boats\""));
    let done = pushed(&mill, &["build"]);
    let written = done["written"].as_array().unwrap();
    assert!(written.iter().any(|it| it == "boats/atom.xml"), "{done}");
    assert!(!written.iter().any(|it| it == "style.css"), "{done}");
    assert!(!server.keys().contains(&"site/ferries/rss.xml".to_owned()));
    assert_eq!(server.get("site/theirs.txt").body, b"not ours");
    server.remove("/feeds/site/theirs.txt");
    agrees(&server, &mill);
}

#[test]
fn of_two_writers_at_once_none_mixes() {
    let Some(server) = S3::start() else { return };
    server.make_bucket("feeds");
    let (one, other) = (mill_for(&server), mill_for(&server));
    for round in 0..4 {
        for (mill, who) in [(&one, "one"), (&other, "other")] {
            mill.edit("config.toml", |text| {
                let line = text.lines().find(|line| line.starts_with("title")).unwrap().to_owned();
                text.replace(&line, &format!("title = \"Wire {who} {round}\""))
            });
        }
        let start = |mill: &Mill| {
            mill.write("secret", "s3cr3t-k3y\n");
            let mut command = mill.command(&["run", "--now", NOW]);
            command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
            command.env("KEY", "id").spawn().unwrap()
        };
        let both =
            [start(&one), start(&other)].map(|run| Ran::from(run.wait_with_output().unwrap()));
        let well: Vec<bool> = both.iter().map(|ran| ran.code == 0).collect();
        assert!(well.contains(&true), "{both:?}");
        for ran in both.iter().filter(|ran| ran.code != 0) {
            let told = ["another feedmill has been", "replaced by another writer"];
            assert!(told.iter().any(|words| ran.stderr.contains(words)), "{ran:?}");
            assert!(ran.stderr.contains("s3://feeds/site"), "{ran:?}");
        }
        // Whoever was last, it is one set.
        let title = String::from_utf8(server.get("site/index.html").body).unwrap();
        agrees(&server, if title.contains("Wire one") { &one } else { &other });
    }
}

#[test]
fn failures_name_the_bucket_and_are_made_good_later() {
    let Some(server) = S3::start() else { return };
    let mill = mill_for(&server);
    // No such bucket: the directory is published all the same.
    let ran = run(&mill, &["run"]).ends_with(1);
    let said = ["s3://feeds/site/.feedmill-manifest.json", "make the bucket", "help: "];
    let ran = ran.tells(&said);
    assert!(!ran.stderr.contains("s3cr3t"), "{ran:?}");
    assert_eq!(mill.feed("ferries").ids.len(), 1);
    // A server that is not there.
    mill.edit("config.toml", |text| text.replace(&format!(":{}", server.port), ":9"));
    run(&mill, &["build"]).ends_with(1).tells(&["cannot read s3://feeds/site", "help: "]);
    mill.edit("config.toml", |text| text.replace(":9\"", &format!(":{}\"", server.port)));
    // A secret that is not there.
    let ran = mill.run(&["build"]).ends_with(1);
    ran.tells(&["s3://feeds/site cannot be used", "variable KEY is not set"]);
    // Nothing changed here, and all of it is sent.
    server.make_bucket("feeds");
    let done = pushed(&mill, &["run"]);
    assert_eq!(done["written"].as_array().unwrap().len(), mill.published().len() - 1, "{done}");
    agrees(&server, &mill);
}

#[test]
fn a_new_machine_begins_with_the_bucket() {
    let Some(server) = S3::start() else { return };
    server.make_bucket("feeds");
    let (old, new) = (mill_for(&server), mill_for(&server));
    pushed(&old, &["run"]);
    let ran = run_at(DAY_LATER, &new, &["run", "--json"]).ends_with(0);
    assert_eq!(ran.json()["published"]["written"], serde_json::json!([]), "all was there");
    assert_eq!(ran.json()["published"]["objects"]["written"], serde_json::json!([]));
    agrees(&server, &new);
}

#[test]
fn a_store_that_cannot_be_is_refused_at_once() {
    for (store, said) in [
        ("", "`url` must be like `s3://bucket/prefix`"),
        ("url = \"ftp://x/y\"", "`url` must be like `s3://bucket/prefix`"),
        ("url = \"s3://me:pw@feeds\"", "must not hold a login"),
        ("url = \"s3://feeds\"\nendpoint = \"http://127.0.0.1:9\"", "set `allow_http = true`"),
        ("url = \"s3://feeds\"\ntimeout = \"0s\"", "`timeout` must be more than no time"),
        ("url = \"s3://feeds\"\nsecret_key = \"abc\"", "secrets stand elsewhere"),
    ] {
        let mill = mill(store);
        mill.run(&["run"]).ends_with(3).tells(&[said]);
        assert!(!mill.path("feeds").exists(), "{store}");
    }
    let mill = mill("url = \"file:///x\"");
    let below = format!("file://{}", mill.path("feeds/public/copy").display());
    mill.edit("config.toml", |text| text.replace("file:///x", &below));
    mill.run(&["run"]).ends_with(3).tells(&["`url` must be apart from `output.dir`"]);
}
