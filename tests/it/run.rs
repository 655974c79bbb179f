//! One run after another, by day and by night: what stays, what heals, and who may.

use std::{fs, thread, time::Duration};

use serde_json::Value;

use crate::support::{Answer, Mill, NOW, Ran, Server, YEAR_LATER, differing, news, rss};

const FERRY: (&str, u32, &str, &str) = ("a-1", 20, "A ferry sails", "It is blue.");

/// A document of article text with one article.
fn article(title: &str, text: &str) -> String {
    format!("{title}\nA dek.\nUpdated\nMay 3, 2026 1:38 PM\nA pier. PHOTO: ME\n{text}\n")
}

/// A source of local files besides those of [`news`].
const LOCAL: &str = "[[source]]\nid = \"local\"\nkind = \"text\"\npaths = [\"in/*.txt\"]\n";

#[test]
fn a_second_run_writes_nothing_whatever_the_clock_says() {
    let mill = Mill::sample();
    mill.run(&["run"]).silent();
    let before = mill.published();
    for now in [NOW, YEAR_LATER, "2020-01-01"] {
        mill.run_at(now, &["run"]).silent();
        mill.published_still(&before);
        // The same when every document is read anew.
        mill.run_at(now, &["run", "--force"]).silent();
        mill.published_still(&before);
    }
}

#[test]
fn a_feed_that_only_tells_the_hour_is_not_news() {
    let server = Server::start();
    let mill = Mill::new(&news(&[("lane", server.url("/feed").as_str())]));
    let visit = |hour: u32, title: &str| -> Value {
        let built = format!("<channel><lastBuildDate>Tue, 13 Jan 2026 {hour}:00:00 GMT<");
        let feed = rss(&[("a-1", 20, title, "It is blue.")]);
        let feed = feed.replace("<channel>", &(built + "/lastBuildDate>"));
        server.route("/feed", Answer::ok(feed));
        mill.json(&["run"])["ingested"].take()
    };
    assert_eq!(visit(10, "A ferry sails")["new"], 1);
    let before = mill.published();
    let later = visit(11, "A ferry sails");
    assert_eq!((&later["visits"]["unchanged"], &later["revised"]), (&1.into(), &0.into()));
    mill.published_still(&before);
    let edited = visit(12, "A ferry sank");
    assert_eq!((&edited["visits"]["unchanged"], &edited["revised"]), (&0.into(), &1.into()));
}

#[test]
fn a_run_by_the_real_clock_dates_nothing_by_itself() {
    let mill = Mill::sample();
    for _ in 0..2 {
        Ran::from(mill.command(&["run"]).output().unwrap()).silent();
    }
    let before = mill.published();
    Ran::from(mill.command(&["build"]).output().unwrap()).silent();
    mill.published_still(&before);
}

#[test]
fn without_a_network_the_feeds_stay_and_the_rest_goes_on() {
    let server = Server::start();
    server.route("/feed", Answer::ok(rss(&[FERRY])));
    let url = server.url("/feed");
    let mill = Mill::new(&(news(&[("lane", url.as_str())]) + LOCAL));
    mill.run(&["run"]).silent();
    let before = mill.feed("ferries");
    assert_eq!(before.titles, ["A ferry sails"]);

    drop(server);
    mill.write("in/a.txt", article("Ferries are late", "It rained on the old pier all day."));
    mill.run(&["run"]).ends_with(0).tells(&["source \"lane\"", "it refuses connections"]);
    assert_eq!(mill.feed("ferries").titles, ["A ferry sails", "Ferries are late"]);
    assert_eq!(mill.feed("ferries").ids[0], before.ids[0]);
    let published = mill.published();
    mill.run_at(YEAR_LATER, &["run"]).ends_with(0);
    mill.published_still(&published);
}

#[test]
fn killed_at_any_moment_it_leaves_whole_files_and_the_next_run_heals() {
    let whole = Mill::sample();
    whole.run(&["run"]).silent();
    let mill = Mill::sample();
    let mut killed = 0;
    for wait in [2, 10, 20, 30, 45, 60, 80, 100, 130, 160] {
        // Every other one starts from nothing; all have every file to write.
        if wait % 20 == 0 {
            let _ = fs::remove_dir_all(mill.path("feeds/public"));
            let _ = fs::remove_file(mill.path("feeds/state.db"));
        }
        let mut child = mill.start(&["run", "--set", &format!("site.title=\"Mill {wait}\"")]);
        thread::sleep(Duration::from_millis(wait));
        child.kill().unwrap();
        killed += i32::from(child.wait().unwrap().code().is_none());
        for (name, (bytes, _)) in mill.published() {
            let beside = name.ends_with(".feedmill-new");
            assert!(beside || is_whole(&name, &bytes), "{name} after {wait} ms");
        }
    }
    assert!(killed > 0, "it was always faster than the kill");
    mill.run(&["run"]).silent();
    let (healed, want) = (mill.published(), whole.published());
    assert_eq!(healed.keys().collect::<Vec<_>>(), want.keys().collect::<Vec<_>>());
    for (name, (bytes, _)) in &want {
        assert!(healed[name].0 == *bytes, "{name}");
    }
}

fn is_whole(name: &str, bytes: &[u8]) -> bool {
    let text = str::from_utf8(bytes).unwrap().trim_end();
    let ends = ["</rss>", "</feed>", "</html>", "</opml>", "}"];
    !text.is_empty() && (name.ends_with(".css") || ends.iter().any(|end| text.ends_with(end)))
}

#[test]
fn killed_while_a_source_hangs_it_keeps_what_it_read() {
    let server = Server::start();
    server.route("/quick", Answer::ok(rss(&[FERRY])).header("ETag", "\"1\"").conditional());
    server.route("/slow", Answer::hang());
    let (quick, slow) = (server.url("/quick"), server.url("/slow"));
    let sources = [("quick", quick.as_str()), ("slow", slow.as_str())];
    let mill = Mill::new(&news(&sources).replace("10s", "60s"));
    let mut child = mill.start(&["run"]);
    server.asked("/slow");
    thread::sleep(Duration::from_millis(200)); // the first visit reaches the ledger meanwhile
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(mill.published().is_empty(), "nothing is published before all are visited");

    server.route("/slow", Answer::ok(rss(&[("b-2", 21, "Two ferries", "Both are red.")])));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Two ferries", "A ferry sails"]);
    assert_eq!(mill.json(&["status"])[0]["items"], 1, "validators came with their items");
    let fresh = Mill::new(&news(&sources));
    fresh.run(&["run"]).silent();
    assert_eq!(fresh.feed("ferries"), mill.feed("ferries"));
}

#[test]
fn one_run_at_a_time() {
    let server = Server::start();
    let answer = Answer::ok(rss(&[FERRY]));
    server.script("/feed", [answer.clone().delay(Duration::from_millis(600)), answer]);
    let url = server.url("/feed");
    let mill = Mill::new(&news(&[("lane", url.as_str())]));
    let first = mill.start(&["run"]);
    server.asked("/feed");
    for verb in ["run", "build"] {
        mill.run(&[verb]).ends_with(75).tells(&["another feedmill run is at work", "--wait"]);
    }
    assert!(mill.published().is_empty());
    mill.lines(&["list"]); // who only looks does not wait
    mill.run(&["run", "--wait"]).silent();
    Ran::from(first.wait_with_output().unwrap()).silent();
    assert_eq!(server.requests("/feed").len(), 2);
    assert_eq!(mill.feed("all").titles, ["A ferry sails"]);
}

#[test]
fn a_place_that_cannot_be_written_is_named_and_the_old_files_stay() {
    let mill = Mill::sample();
    mill.run(&["run"]).silent();
    let before = mill.published();
    mill.edit("config.toml", |text| text.replace("Mill wire\"", "New wire\""));
    mill.write("blocked", "a file where a folder should be");
    let out = mill.path("blocked/public").display().to_string();
    mill.run(&["run", "--out", &out]).ends_with(1).tells(&["error: cannot ", "blocked", "help: "]);
    mill.published_still(&before);

    // The same with a folder that may not be written; whoever is root may, though.
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let folder = mill.path("feeds/public/ai");
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o555)).unwrap();
        let is_root = fs::write(folder.join("probe"), "").is_ok();
        let _ = fs::remove_file(folder.join("probe"));
        if !is_root {
            mill.run(&["run"]).ends_with(1).tells(&["error: cannot write", "ai", "help: "]);
            mill.published_still(&before);
        }
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).unwrap();
    }
}

#[test]
fn a_damaged_ledger_is_an_error_and_a_lost_one_is_none() {
    let mill = Mill::sample();
    mill.run(&["run"]).silent();
    let before = mill.published();
    let good = fs::read(mill.path("feeds/state.db")).unwrap();
    let mut torn = good.clone();
    torn[4_000..40_000].fill(0x5a);
    for damaged in [vec![0x5a; 9_000], b"not a database".to_vec(), torn] {
        mill.write("feeds/state.db", damaged);
        for verb in ["run", "build", "list", "status"] {
            let ran = mill.run(&[verb]).ends_with(1);
            ran.tells(&["error: ", "feeds/state.db is damaged", "help: restore a backup"]);
        }
        mill.published_still(&before);
    }
    fs::remove_file(mill.path("feeds/state.db")).unwrap();
    mill.run_at(YEAR_LATER, &["run"]).ends_with(0).tells(&["warning: the ledger was lost"]);
    mill.published_still(&before);
}

#[test]
fn lost_output_is_built_again_without_the_sources() {
    let server = Server::start();
    server.route("/feed", Answer::ok(rss(&[FERRY])));
    let url = server.url("/feed");
    let mill = Mill::new(&news(&[("lane", url.as_str())]));
    mill.run(&["run"]).silent();
    let before = mill.published();
    drop(server);
    fs::remove_dir_all(mill.path("feeds/public")).unwrap();
    mill.run(&["build"]).silent();
    let after = mill.published();
    assert!(before.keys().eq(after.keys()));
    assert!(before.values().map(|(bytes, _)| bytes).eq(after.values().map(|(bytes, _)| bytes)));
    fs::remove_file(mill.path("feeds/public/ferries/atom.xml")).unwrap();
    mill.run_at(YEAR_LATER, &["build"]).silent();
    assert_eq!(differing(&after, &mill.published()), ["ferries/atom.xml"]);
    assert_eq!(mill.feed("ferries").titles, ["A ferry sails"]);
}

#[test]
fn a_rehearsal_touches_nothing() {
    let mill = Mill::sample();
    let before = mill.files();
    for verb in ["run", "build"] {
        let ran = mill.run(&[verb, "--dry-run"]).ends_with(0);
        assert!(ran.stdout.contains("would write all/rss.xml"), "{ran:?}");
        assert_eq!(ran.stderr, "");
        assert_eq!(differing(&before, &mill.files()), [""; 0]);
    }
    mill.run(&["run"]).silent();
    let before = mill.files();
    let ran = mill.run(&["run", "--dry-run"]).ends_with(0);
    assert_eq!(
        ran.stdout,
        "items: 0 new, 0 revised\nwould leave 31 files alone; nothing was changed\n"
    );
    let renamed = |text: &str| {
        let named = text.replace("[\"finance\"]", "[\"money\"]");
        named.replace("id   = \"finance\"", "id   = \"money\"")
    };
    mill.edit("config.toml", renamed);
    mill.edit("feeds/seeds/sample-rss.xml", |text| text.replace("bees on", "bees of"));
    let edited = mill.files();
    let ran = mill.run_at(YEAR_LATER, &["run", "-n"]).ends_with(0);
    for line in [
        "items: 0 new, 1 revised\n  revised  The bees of the library roof are back (title",
        "would write money/rss.xml",
        "would remove finance/rss.xml",
    ] {
        assert!(ran.stdout.contains(line), "{line:?} is not in {}", ran.stdout);
    }
    assert_eq!(differing(&edited, &mill.files()), [""; 0]);
    assert_eq!(differing(&before, &mill.files()), ["config.toml", "feeds/seeds/sample-rss.xml"]);
}

#[test]
fn changed_topics_reach_everything_at_once() {
    let mill = Mill::sample();
    mill.run(&["run"]).silent();
    let all = mill.feed("all");
    mill.edit("config.toml", |text| {
        let (sources, _) = text.split_once("# Sources: remote feeds.").unwrap();
        format!("{sources}\n[[topic]]\nid = \"animals\"\nstrong = [\"bees\", \"cat\"]\n")
    });
    mill.run_at(YEAR_LATER, &["build"]).silent();
    let titles = ["Lost: one grey cat, answers to Ohm", "The bees on the library roof are back"];
    assert_eq!(mill.feed("animals").titles, titles);
    assert_eq!(mill.feed("all"), all);
    let folders = fs::read_dir(mill.path("feeds/public")).unwrap();
    let mut names: Vec<_> = folders.map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    let want = [
        ".feedmill",
        ".feedmill-manifest.json",
        "all",
        "animals",
        "feeds.opml",
        "icon.svg",
        "index.html",
        "item",
        "robots.txt",
        "search.js",
        "sitemap.xml",
        "style.css",
    ];
    assert_eq!(names, want);
}
