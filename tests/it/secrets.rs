//! Logins and secrets: each reaches its own host, and is nowhere else.

use std::fs;

use crate::support::{Answer, Mill, NOW, Ran, Server, rss};

/// What each source of [`mill`] sends, as it stands in a request.
const SENT: [(&str, &str, &str); 6] = [
    ("basic", "Authorization", "Basic YWxpOnNlc2FtZS1iYXNpYw=="),
    ("bearer", "Authorization", "Bearer sesame-bearer"),
    ("header", "X-Door", "sesame-header"),
    ("cookie", "Cookie", "a=sesame-cookie"),
    ("jar", "Cookie", "b=sesame-jar"),
    ("address", "Authorization", "Basic YWxpOnNlc2FtZS1hZGRyZXNz"),
];

/// Files that may hold secrets: those that the operator wrote.
const OURS: [&str; 3] = ["config.toml", "secrets/basic", "secrets/jar"];

const VARIABLES: [(&str, &str); 3] = [
    ("FEEDMILL_TOKEN", "sesame-bearer"),
    ("DOOR", "sesame-header"),
    ("COOKIES", "a=sesame-cookie"),
];

/// A mill with a source per secret, each at a path of its own.
fn mill(home: &Server) -> Mill {
    let keys = [
        ("basic", "auth = { user = \"ali\", password_file = \"secrets/basic\" }"),
        ("bearer", "auth = { bearer_env = \"FEEDMILL_TOKEN\" }"),
        ("header", "headers = { X-Door = { env = \"DOOR\" } }"),
        ("cookie", "cookies = { env = \"COOKIES\" }"),
        ("jar", "cookies = { file = \"secrets/jar\" }"),
        ("address", ""),
    ];
    let mut config = String::from(
        "site.base_url = \"https://wire.example/\"\nfetch.allow_addresses = [\"127.0.0.0/8\"]\n\
         fetch.min_interval = \"0s\"\nfetch.host_interval = \"0s\"\n\
         [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n",
    );
    for (id, keys) in keys {
        let mut url = home.url(&format!("/{id}"));
        if id == "address" {
            url.set_username("ali").unwrap();
            url.set_password(Some("sesame-address")).unwrap();
        }
        config +=
            &format!("[[source]]\nid = \"{id}\"\nurl = \"{url}\"\nfull_text = true\n{keys}\n");
    }
    let mill = Mill::new(&config);
    mill.write("secrets/basic", "sesame-basic\n");
    let host = home.url("/").host_str().unwrap().to_owned();
    let lines = format!(
        "# Netscape HTTP Cookie File\n{host}\tFALSE\t/\tFALSE\t0\tb\tsesame-jar\n\
         {host}\tFALSE\t/\tTRUE\t0\tt\tsesame-tls\n127.0.0.2\tFALSE\t/\tFALSE\t0\to\tsesame-other\n"
    );
    mill.write("secrets/jar", lines);
    close(&mill, "secrets/basic");
    close(&mill, "secrets/jar");
    mill
}

/// Only the owner may read the file.
fn close(mill: &Mill, name: &str) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;

        fs::set_permissions(mill.path(name), fs::Permissions::from_mode(0o600)).unwrap();
    }
    let _ = (mill, name);
}

fn run(mill: &Mill, args: &[&str]) -> Ran {
    let mut command = mill.command(args);
    command.args(["--now", NOW]).envs(VARIABLES);
    Ran::from(command.output().unwrap())
}

/// Neither a secret nor its packed form.
#[track_caller]
fn is_clean(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for secret in ["sesame", "c2VzYW1l", "YWxpOn"] {
        assert!(!text.contains(secret), "{secret} is in {what}: {text}");
    }
}

/// No file but the operator's own holds one.
#[track_caller]
fn files_are_clean(mill: &Mill) {
    for (name, (bytes, _)) in mill.files() {
        if !OURS.contains(&&*name) {
            is_clean(&name, &bytes);
        }
    }
}

fn item(id: &str, more: &str) -> String {
    format!(
        "<rss version=\"2.0\"><channel><title>Lane</title><item><guid>{id}</guid>\
         <title>A ferry {id}</title><pubDate>01 May 2026 10:00:00 GMT</pubDate>{more}</item>\
         </channel></rss>"
    )
}

/// A feed with a page at home, a file and a picture elsewhere.
fn feed(id: &str, home: &Server, stranger: &Server) -> String {
    item(
        id,
        &format!(
            "<link>{}</link><enclosure url=\"{}\" length=\"1\" type=\"audio/mpeg\"/>\
             <description>&lt;img src=\"{}\"&gt;</description>",
            home.url(&format!("/{id}/page")),
            stranger.url(&format!("/{id}.mp3")),
            stranger.url(&format!("/{id}.png")),
        ),
    )
}

#[test]
fn every_secret_reaches_its_host_and_no_other() {
    let (home, stranger) = (Server::start(), Server::on([127, 0, 0, 2].into()));
    let mill = mill(&home);
    for (id, ..) in SENT {
        // At home, over a redirect at home, and its pages.
        home.route(&format!("/{id}"), Answer::redirect(302, &format!("/{id}/feed")));
        home.route(&format!("/{id}/feed"), Answer::ok(feed(id, &home, &stranger)));
        let page = "<html><body><article><p>A ferry.</p></article></body></html>";
        home.route(&format!("/{id}/page"), Answer::ok(page));
    }
    let told = run(&mill, &["run", "-v"]).ends_with(0);
    assert!(told.stderr.contains("use `auth`"), "{}", told.stderr);
    assert!(!told.stderr.contains("FEEDMILL_TOKEN"), "it is used: {}", told.stderr);
    for (id, field, value) in SENT {
        for path in [format!("/{id}"), format!("/{id}/feed"), format!("/{id}/page")] {
            let requests = home.requests(&path);
            let request = requests.first().unwrap_or_else(|| panic!("{path} was not asked"));
            assert_eq!(request.header(field), Some(value), "{path}");
            let others = SENT.iter().filter(|(other, ..)| *other != id);
            for (_, _, other) in others {
                assert!(!request.headers.iter().any(|(_, sent)| sent == other), "{path}: {other}");
            }
            assert_eq!(request.header("Referer"), None, "{path}");
        }
    }
    // Away by redirect and back again, by autodiscovery, and by pages of strangers.
    for (id, ..) in SENT {
        let page = feed(id, &stranger, &stranger);
        match id {
            "basic" | "bearer" => {
                home.route(&format!("/{id}"), Answer::redirect(302, stranger.url("/out").as_str()));
                let back = home.url(&format!("/{id}/back"));
                stranger.route("/out", Answer::redirect(302, back.as_str()));
                home.route(&format!("/{id}/back"), Answer::ok(page));
            }
            "header" | "address" => {
                let html = format!(
                    "<html><head><link rel=\"alternate\" type=\"application/rss+xml\" href=\"{}\">",
                    stranger.url(&format!("/{id}/found"))
                );
                home.route(&format!("/{id}"), Answer::ok(html).header("Content-Type", "text/html"));
                stranger.route(&format!("/{id}/found"), Answer::ok(page));
            }
            _ => home.route(
                &format!("/{id}"),
                Answer::ok(feed(&format!("{id}2"), &stranger, &stranger)),
            ),
        }
    }
    // Where a feed used to be, a page is not believed at once: this is a mill that knows no feed.
    fs::remove_file(mill.path("feeds/state.db")).unwrap();
    let json = run(&mill, &["run", "-v", "--json", "--force"]).ends_with(0);
    for path in ["/out", "/header/found", "/address/found", "/cookie2/page", "/jar2/page"] {
        assert!(!stranger.requests(path).is_empty(), "{path} was not asked");
    }
    let shown = format!("{:?}", stranger.all_requests());
    is_clean("what a stranger was asked", shown.as_bytes());
    assert!(!shown.contains("Referer"));
    for id in ["basic", "bearer"] {
        let back = format!("{:?}", home.requests(&format!("/{id}/back")));
        is_clean("what came back from a stranger", back.as_bytes());
    }
    for ran in [told, json] {
        is_clean("standard output", ran.stdout.as_bytes());
        is_clean("standard error", ran.stderr.as_bytes());
    }
    files_are_clean(&mill);
}

#[test]
fn no_command_shows_a_secret() {
    let (home, stranger) = (Server::start(), Server::on([127, 0, 0, 2].into()));
    let mill = mill(&home);
    for (id, ..) in SENT {
        home.route(&format!("/{id}"), Answer::ok(feed(id, &home, &stranger)));
    }
    run(&mill, &["run"]).ends_with(0);
    for (id, ..) in SENT {
        home.route(&format!("/{id}"), Answer::status(401));
    }
    run(&mill, &["run"]).ends_with(4).tells(&["answered 401", "`auth` and `cookies`"]);
    for command in [
        &["config", "show", "--origin"][..],
        &["config", "show"],
        &["check", "-v"],
        &["status"],
        &["list", "sources"],
        &["list", "items"],
        &["explain", "A ferry basic"],
        &["build", "-v"],
        &["run", "--dry-run", "-v"],
    ] {
        for json in [&[][..], &["--json"]] {
            let ran = run(&mill, &[command, json].concat());
            assert!([0, 4].contains(&ran.code), "{command:?}: {ran:?}");
            is_clean(&format!("{command:?}"), (ran.stdout + &ran.stderr).as_bytes());
        }
    }
    files_are_clean(&mill);
}

#[test]
fn a_secret_that_is_missing_costs_only_its_source() {
    let server = Server::start();
    for path in ["/variable", "/file", "/empty", "/good"] {
        server.route(path, Answer::ok(rss(&[(path, 1, "A ferry", path)])));
    }
    let mut config = String::from(
        "site.base_url = \"https://wire.example/\"\nfetch.allow_addresses = [\"127.0.0.1\"]\n\
         fetch.host_interval = \"0s\"\n[[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n",
    );
    for (id, keys) in [
        ("variable", "auth = { bearer_env = \"NOT_SET\" }"),
        ("file", "cookies = { file = \"not/there\" }"),
        ("empty", "headers = { X-Door = { file = \"empty\" } }"),
        ("good", ""),
        ("off", "enabled = false\nauth = { bearer_env = \"NOT_SET_EITHER\" }"),
    ] {
        let url = server.url(&format!("/{id}"));
        config += &format!("[[source]]\nid = \"{id}\"\nurl = \"{url}\"\n{keys}\n");
    }
    let mill = Mill::new(&config);
    mill.write("empty", "\n");
    close(&mill, "empty");
    let there = mill.path("not/there").display().to_string();
    let empty = format!("the file {} is empty", mill.path("empty").display());
    let told = [
        "the environment variable NOT_SET is not set",
        "cron does not read the profile of your shell",
        &format!("cannot read {there}"),
        "paths in config.toml are relative to config.toml",
        &empty,
    ];
    let ran = mill.run(&["run"]).ends_with(0).tells(&told);
    for id in ["variable", "file", "empty"] {
        let url = server.url(&format!("/{id}"));
        let said = format!("source \"{id}\": {url} needs a secret that is not there");
        assert_eq!(ran.stderr.matches(&said).count(), 1, "{}", ran.stderr);
        assert!(server.requests(&format!("/{id}")).is_empty(), "{id} was asked without its secret");
    }
    assert_eq!(mill.feed("ferries").ids.len(), 1);
    let ran = mill.run(&["check"]).ends_with(0).tells(&told);
    assert!(ran.stderr.contains("config.toml:10:23: source `variable` needs a secret"), "{ran:?}");
    assert!(!ran.stderr.contains("NOT_SET_EITHER"), "{}", ran.stderr);
    mill.run(&["status"]).ends_with(0);

    // A file is read anew at each visit.
    mill.write("not/there", "a=1");
    close(&mill, "not/there");
    mill.run(&["run", "--force"]).ends_with(0);
    assert_eq!(server.requests("/file")[0].header("Cookie"), Some("a=1"));
}

#[cfg(unix)]
#[test]
fn a_file_that_all_can_read_is_told() {
    use std::os::unix::fs::PermissionsExt;

    let home = Server::start();
    let mill = mill(&home);
    fs::set_permissions(mill.path("secrets/jar"), fs::Permissions::from_mode(0o644)).unwrap();
    let ran = run(&mill, &["check"]).ends_with(0);
    let said = "others than its owner can read the secret in secrets/jar; chmod 600 secrets/jar";
    assert!(ran.stderr.contains(said), "{}", ran.stderr);
    assert!(!ran.stderr.contains("secrets/basic"), "{}", ran.stderr);
}

#[test]
fn addresses_are_published_without_logins() {
    let server = Server::start();
    let link = |path: &str| format!("http://ali:sesame@pier.example/{path}");
    let more = format!(
        "<link>{}</link><comments>{}</comments><enclosure url=\"{}\" length=\"1\" type=\"audio/mpeg\"/>\
         <source url=\"{}\">Pier</source><description>&lt;p&gt;&lt;a href=\"{}\"&gt;x&lt;/a&gt;\
         &lt;img src=\"{}\" srcset=\"{} 2x\"&gt;&lt;/p&gt;</description>",
        link("item"),
        link("comments"),
        link("file.mp3"),
        link("source"),
        link("link"),
        link("a.png"),
        link("b.png"),
    );
    server.route("/rss", Answer::ok(item("a", &more)));
    let atom = format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Pier</title><id>{0}</id>\
         <link rel=\"self\" href=\"{1}\"/><link href=\"{2}\"/><logo>{3}</logo>\
         <updated>2026-05-02T10:00:00Z</updated><entry><id>{4}</id><title>An Atom ferry</title>\
         <author><name>A</name><uri>{5}</uri></author><link href=\"{6}\"/>\
         <updated>2026-05-02T10:00:00Z</updated></entry></feed>",
        "urn:x:pier",
        link("self"),
        link("home"),
        link("logo.png"),
        "urn:x:entry",
        link("ali"),
        link("entry"),
    );
    server.route("/atom", Answer::ok(atom));
    let moved = "http://ali:sesame@127.0.0.1:1/";
    server.route("/moved", Answer::redirect(302, moved));
    server.route("/other", Answer::redirect(302, "ftp://ali:sesame@pier.example/"));
    let mut config = String::from(
        "site.base_url = \"https://wire.example/\"\nfetch.allow_addresses = [\"127.0.0.1\"]\n\
         fetch.host_interval = \"0s\"\n[[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n\
         [[source]]\nid = \"list\"\nkind = \"opml\"\npath = \"list.opml\"\n",
    );
    for id in ["rss", "atom", "moved", "other"] {
        config +=
            &format!("[[source]]\nid = \"{id}\"\nurl = \"{}\"\n", server.url(&format!("/{id}")));
    }
    let mill = Mill::new(&config);
    let outlines = "<outline xmlUrl=\"http://ali:sesame@127.0.0.1:1/feed\" text=\"Pier\"/>";
    mill.write("list.opml", format!("<opml version=\"2.0\"><body>{outlines}</body></opml>"));
    let ran = mill.run(&["run", "-v"]).ends_with(0);
    assert_eq!(mill.feed("ferries").ids.len(), 2);
    let status = mill.run(&["status"]).ends_with(0);
    let listed = mill.run(&["list", "sources", "--json"]).ends_with(0);
    for ran in [ran, status, listed] {
        is_clean("a message", (ran.stdout + &ran.stderr).as_bytes());
    }
    let files = mill.files();
    let ledger = String::from_utf8_lossy(&files["feeds/state.db"].0).into_owned();
    for path in ["item", "file.mp3", "entry"] {
        assert!(ledger.contains(&format!("http://pier.example/{path}")), "{path} is kept");
    }
    for (name, (bytes, _)) in files.iter().filter(|(name, _)| *name != "list.opml") {
        is_clean(name, bytes);
    }
}

#[test]
fn a_wall_that_sets_a_cookie_is_passed() {
    let server = Server::start();
    let wall = |to: &str| Answer::redirect(302, to).header("Set-Cookie", "consent=yes; Path=/");
    // Back to the same address, by way of a page, and with a second cookie.
    server.script("/itself", [wall("/itself"), Answer::ok(rss(&[("a", 1, "A ferry", "x")]))]);
    server.script(
        "/feed",
        [Answer::redirect(302, "/wall"), Answer::ok(rss(&[("b", 2, "A ferry", "y")]))],
    );
    server.route("/wall", wall("/feed"));
    // A wall that is never content, and one without a cookie.
    server.route("/never", wall("/never"));
    server.route("/none", Answer::redirect(302, "/none"));
    let paths = ["/itself", "/feed", "/never", "/none"];
    let sources = paths.map(|path| (path[1..].to_owned(), server.url(path).to_string()));
    let sources: Vec<(&str, &str)> = sources.iter().map(|(id, url)| (&**id, &**url)).collect();
    let mill = Mill::new(&crate::support::news(&sources));
    let ran = mill.run(&["run"]).ends_with(0);
    assert_eq!(mill.feed("ferries").ids.len(), 2);
    assert_eq!(ran.stderr.matches("it leads in a circle").count(), 2, "{}", ran.stderr);
    let cookies = |path| {
        let requests = server.requests(path);
        requests.iter().map(|r| r.header("Cookie").map(str::to_owned)).collect::<Vec<_>>()
    };
    let yes = Some("consent=yes".to_owned());
    assert_eq!(cookies("/itself"), [None, yes.clone()]);
    assert_eq!(cookies("/feed"), [None, yes.clone()]);
    assert_eq!(cookies("/wall"), [None]);
    assert_eq!(cookies("/never"), [None, yes]);
    assert_eq!(cookies("/none"), [None]);
    // The next run knows nothing of it.
    mill.run(&["run", "--force"]).ends_with(0);
    assert_eq!(server.requests("/feed")[2].header("Cookie"), None);
    is_absent(&mill, "consent");
}

#[track_caller]
fn is_absent(mill: &Mill, word: &str) {
    for (name, (bytes, _)) in mill.files() {
        assert!(!String::from_utf8_lossy(&bytes).contains(word), "{word} is in {name}");
    }
}

#[test]
fn a_source_may_give_us_another_name() {
    let (home, stranger) = (Server::start(), Server::on([127, 0, 0, 2].into()));
    home.route("/feed", Answer::redirect(302, stranger.url("/feed").as_str()));
    stranger.route("/feed", Answer::ok(rss(&[("a", 1, "A ferry", "x")])));
    let keys = "headers = { User-Agent = \"ferry/1\", Accept-Language = \"fo\" }\n";
    let config = crate::support::news(&[("lane", home.url("/feed").as_str())]) + keys;
    let mill = Mill::new(&config.replace("[\"127.0.0.1\"]", "[\"127.0.0.1\", \"127.0.0.2\"]"));
    mill.run(&["run"]).ends_with(0);
    let (first, second) = (&home.requests("/feed")[0], &stranger.requests("/feed")[0]);
    assert_eq!(first.header("User-Agent"), Some("ferry/1"));
    assert_eq!(second.header("User-Agent"), Some("ferry/1"));
    assert_eq!(first.header("Accept-Language"), Some("fo"));
    assert_eq!(second.header("Accept-Language"), None);
}
