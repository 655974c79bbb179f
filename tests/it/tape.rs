//! `run --record` and `run --replay`: a run is kept as a folder, and is the same again without servers,
//! files and time.

use std::{
    collections::BTreeMap,
    fs,
    io::{Read as _, Write as _},
    net::TcpListener,
    path::Path,
    thread,
};

use serde_json::Value;

use crate::support::{Answer, Mill, NOW, Ran, Server, rss};

mod examples;

const HOUR_LATER: &str = "2026-06-01T09:00:00Z";

/// A config with every sort of source, two of which need a secret.
fn config(server: &Server, dead: &str) -> String {
    let mut text = String::from(
        "version = 1\n[site]\ntitle = \"Test wire\"\nbase_url = \"https://wire.example/\"\n\
         [fetch]\nidle_timeout = \"5s\"\ntotal_timeout = \"10s\"\nhost_interval = \"0s\"\nmin_interval = \"0s\"\n\
         max_decoded = \"64KiB\"\nallow_addresses = [\"127.0.0.1\"]\n\
         [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\", \"ferries\"]\n\
         [[source]]\nid = \"files\"\nkind = \"feed\"\npaths = [\"in/*\"]\n\
         [[source]]\nid = \"list\"\nkind = \"opml\"\npath = \"list.opml\"\n",
    );
    let login = server.url("/login").as_str().replace("://", "://reader:sesame@");
    let sources = [
        ("same", server.url("/same").to_string(), ""),
        ("moved", server.url("/old").to_string(), ""),
        ("packed", server.url("/packed").to_string(), ""),
        ("broken", server.url("/broken").to_string(), ""),
        ("cut", server.url("/cut").to_string(), ""),
        ("silent", server.url("/silent").to_string(), ""),
        ("page", server.url("/page").to_string(), ""),
        ("short", server.url("/short").to_string(), "full_text = true\n"),
        ("login", login, "headers = { X-Token = \"sesame\", Accept = \"text/x\" }\n"),
        ("private", "http://10.0.0.1/feed".to_owned(), ""),
        ("dead", dead.to_owned(), ""),
        ("large", server.url("/large").to_string(), ""),
    ];
    for (id, url, more) in sources {
        text.push_str(&format!("[[source]]\nid = \"{id}\"\nurl = \"{url}\"\n{more}"));
    }
    text
}

fn gzip(text: &str) -> Vec<u8> {
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packed.write_all(text.as_bytes()).unwrap();
    packed.finish().unwrap()
}

fn ferry(id: &str, day: u32) -> String {
    rss(&[(id, day, &format!("The {id} ferry"), "It sails at night.")])
}

/// Servers and files with all that can happen to a run.
fn world() -> (Server, Mill) {
    let server = Server::start();
    let gone = Server::start();
    let dead = gone.url("/dead").to_string();
    drop(gone);
    let same = Answer::ok(ferry("same", 1)).header("ETag", "\"7\"").conditional();
    server.route("/same", same);
    server.route("/old", Answer::redirect(301, "/new").header("Set-Cookie", "id=sesame; Path=/"));
    server.route("/new", Answer::ok(ferry("moved", 2)).header("Last-Modified", "yesterday"));
    let packed = Answer::ok(gzip(&ferry("packed", 3))).header("Content-Encoding", "gzip");
    server.route("/packed", packed);
    server.route("/broken", Answer::status(500));
    server.route("/cut", Answer::ok(ferry("cut", 4)).cut(40));
    server.route("/silent", Answer::hang());
    let link = "<link rel=alternate type=application/rss+xml href=/announced>";
    server.route("/page", Answer::ok(format!("<!DOCTYPE html><title>Quay</title>{link}<p>Hi")));
    server.route("/announced", Answer::ok(ferry("announced", 5)));
    let article = server.url("/article").to_string();
    let short = rss(&[("short", 6, "A short ferry", "It sails")]);
    server.route("/short", Answer::ok(short.replace("https://lane.example/short", &article)));
    let text = "The ferry sails at night, and nobody sees the lights of its cabins. ".repeat(30);
    let page = format!("<!DOCTYPE html><title>A short ferry</title><article><p>{text}</article>");
    server.route("/article", Answer::ok(page));
    server.route("/login", Answer::ok(ferry("login", 7)));
    let wide = rss(&[("large", 1, "A ferry", &"wide ".repeat(20_000))]);
    server.route("/large", Answer::ok(wide));
    server.route("/listed", Answer::ok(ferry("listed", 8)));
    let mill = Mill::new(&config(&server, &dead));
    mill.write("in/a.xml", ferry("local", 9));
    mill.write("in/b.xml", "<!DOCTYPE html><p>Sign in");
    mill.write("in/c.xml", "x".repeat(70_000));
    let list = format!("<opml><body><outline type='rss' xmlUrl='{}'/>", server.url("/listed"));
    mill.write("list.opml", list + "</body></opml>");
    (server, mill)
}

/// The files below a folder, by their bytes.
fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = crate::support::tree(folder).into_iter();
    files.map(|(name, (bytes, _))| (name, bytes)).collect()
}

/// What a run answered and told, as a person without its folder would write it down.
fn account(mill: &Mill, ran: &Ran) -> (Value, Vec<String>) {
    let answer = ran.json();
    let answer = if answer.is_array() { answer[0].clone() } else { answer };
    let clean = |text: &str| {
        let root = fs::canonicalize(mill.path("")).unwrap().display().to_string();
        text.replace(&format!("{root}/tape/0001/"), "").replace(&format!("{root}/"), "")
    };
    let ingested = clean(&answer["ingested"].to_string());
    let mut told: Vec<String> = clean(&ran.stderr).lines().map(str::to_owned).collect();
    told.sort();
    (serde_json::from_str(&ingested).unwrap(), told)
}

/// Replays as a maintainer would: the tape alone, no clock of their own.
fn replay(mill: &Mill, args: &[&str]) -> Ran {
    Ran::from(mill.command(&[&["run", "--json", "--replay"], args].concat()).output().unwrap())
}

#[test]
fn a_replay_is_the_run() {
    let (server, mill) = world();
    let record = &["run", "--json", "--record", "tape"];
    let first = mill.run(record).ends_with(0);
    let after_first = bytes(&mill.path("feeds/public"));
    server.route("/packed", Answer::ok(ferry("unpacked", 10)));
    server.route("/broken", Answer::ok(ferry("mended", 11)));
    mill.write("in/a.xml", ferry("local-too", 12));
    mill.run_at(HOUR_LATER, record).ends_with(0);
    let after_second = bytes(&mill.path("feeds/public"));
    assert!(after_first != after_second);
    let ids = ["same", "moved", "packed", "announced", "short", "login", "listed", "local"];
    let atom = String::from_utf8(after_first["all/atom.xml"].clone()).unwrap();
    for id in ids {
        assert!(atom.contains(&format!("{id} ferry")), "{id} was not delivered");
    }
    for (what, page) in [
        ("failure timeout idle 5000ms", "silent"),
        ("failure cut", "cut"),
        ("failure refused", "dead"),
        ("failure not-allowed 10.0.0.1", "10.0.0.1_feed"),
        ("failure too-large 65536 fetch.max_decoded", "large"),
    ] {
        let files = bytes(&mill.path("tape/0001"));
        let found = files.iter().find(|(name, _)| name.ends_with(&format!("{page}.http")));
        let text = String::from_utf8_lossy(found.expect(page).1).into_owned();
        assert!(text.contains(what), "{what:?} is not in {text}");
    }
    let second = bytes(&mill.path("tape/0002"));
    let same = second.iter().find(|(name, _)| name.ends_with("_same.http")).unwrap().1;
    assert!(String::from_utf8_lossy(same).contains("if-none-match: \"7\"\n\nHTTP 304 "));

    // The world goes on without us, then it goes away; no state of ours is touched.
    let before = mill.files();
    let asked = server.connections();
    let again = replay(&mill, &["tape/0001", "--out", "first"]).ends_with(0);
    assert_eq!(server.connections(), asked, "a replay asks nobody");
    drop(server);
    fs::remove_dir_all(mill.path("in")).unwrap();
    assert_eq!(bytes(&mill.path("first")), after_first);
    assert_eq!(account(&mill, &again), account(&mill, &first));
    let both = replay(&mill, &["tape"]).ends_with(0).json();
    assert_eq!(both.as_array().unwrap().len(), 2, "{both}");
    assert_eq!(both[0]["recorded"]["now"], NOW);
    assert_eq!(both[1]["recorded"]["now"], HOUR_LATER);
    assert_eq!(bytes(&mill.path("tape/replayed/public")), after_second);
    let after = mill.files();
    for (name, file) in &before {
        let ours = name.starts_with("in/") || after.get(name) == Some(file);
        assert!(ours, "a replay touched {name}");
    }

    // The state of the replay can be looked into.
    let status = mill.run(&["status", "--config", "tape/0002/config.toml"]).ends_with(0);
    assert!(status.stdout.contains("silent"), "{status:?}");
}

#[test]
fn a_tape_tells_no_secret_and_no_path() {
    let (_server, mill) = world();
    mill.run(&["run", "--record", "tape"]).ends_with(0);
    mill.run(&["run", "--record", "tape"]).ends_with(0);
    let root = mill.path("").display().to_string();
    let root = root.trim_end_matches('/').as_bytes();
    let files = bytes(&mill.path("tape"));
    assert!(files.contains_key("0002/ledger.db") && files.contains_key("0002/config.toml"));
    for (name, bytes) in &files {
        for secret in [&b"sesame"[..], b"cmVhZGVyOnNlc2FtZQ", root] {
            let found = bytes.windows(secret.len()).position(|part| part == secret);
            assert_eq!(found, None, "{name} tells {:?}", String::from_utf8_lossy(secret));
        }
    }
    let login = files.iter().find(|(name, _)| name.ends_with("_login.http")).unwrap();
    let login = String::from_utf8_lossy(login.1);
    for field in ["accept: (hidden)", "authorization: (hidden)", "x-token: (hidden)"] {
        assert!(login.contains(field), "{login}");
    }
}

#[test]
fn what_is_not_on_the_tape_fails_by_itself() {
    let (server, mill) = world();
    mill.run(&["run", "--record", "tape"]).ends_with(0);
    // Another config asks for something else; the servers are there and would answer.
    server.route("/other", Answer::ok(ferry("other", 20)));
    let other = server.url("/other");
    mill.edit("config.toml", |text| text.replace("/old\"", "/other\""));
    let asked = server.connections();
    let ran = replay(&mill, &["tape", "--config", "config.toml"]).ends_with(0);
    let ran =
        ran.tells(&[&format!("{other} is not on the tape"), "the run on the tape also asked"]);
    assert!(!ran.stderr.contains("\\\"same\\\""), "{}", ran.stderr);
    assert_eq!(server.connections(), asked, "a replay asks nobody");
}

#[test]
fn an_answer_to_another_question_is_told() {
    let (_server, mill) = world();
    mill.run(&["run"]).ends_with(0);
    mill.run(&["run", "--record", "tape"]).ends_with(0);
    // A new ledger shows no validators, so "nothing changed" says nothing.
    fs::remove_file(mill.path("tape/0001/ledger.db")).unwrap();
    replay(&mill, &["tape"])
        .ends_with(0)
        .tells(&["/same answered 304 Not Modified on the tape, but was asked without validators"]);
}

#[test]
fn a_recording_that_broke_off_is_understood_up_to_there() {
    let (server, mill) = world();
    mill.edit("config.toml", |text| {
        text.replace("idle_timeout = \"5s\"", "").replace("_timeout = \"10s\"", "_timeout = \"9m\"")
    });
    let mut killed = mill.start(&["run", "--record", "tape"]);
    server.asked("/silent");
    killed.kill().unwrap();
    killed.wait().unwrap();
    let ran = replay(&mill, &["tape"]).ends_with(0).tells(&[
        "the recording broke off before the end of its run",
        "/silent is not on the tape",
    ]);
    assert!(!ran.stderr.contains("/same is not on the tape"), "{}", ran.stderr);
    let page = fs::read_dir(mill.path("tape/0001")).unwrap().map(|entry| entry.unwrap().path());
    let page = page.into_iter().find(|path| path.display().to_string().ends_with("_same.http"));
    let page = page.unwrap();
    let text = fs::read(&page).unwrap();

    // What is damaged is named; a run that never began as well.
    fs::write(&page, &text[..20]).unwrap();
    replay(&mill, &["tape"]).ends_with(1).tells(&["_same.http is damaged: "]);
    fs::write(&page, &text).unwrap();
    fs::create_dir(mill.path("tape/0002")).unwrap();
    replay(&mill, &["tape"]).ends_with(1).tells(&["0002 is no recorded run", "remove this folder"]);
    replay(&mill, &["nowhere"]).ends_with(1).tells(&["nowhere"]);
}

#[test]
fn what_was_put_off_and_what_was_repeated() {
    let busy = Server::start();
    busy.route("/busy", Answer::status(503));
    busy.route("/after", Answer::ok(ferry("after", 1)));
    let fickle = Fickle::start();
    let sources = [
        ("busy", busy.url("/busy").to_string()),
        ("after", busy.url("/after").to_string()),
        ("one", fickle.url("/one")),
        ("two", fickle.url("/two")),
    ];
    let mut config = String::from(
        "version = 1\n[fetch]\nhost_interval = \"0s\"\nallow_addresses = [\"127.0.0.1\"]\n\
         [site]\nbase_url = \"https://wire.example/\"\n",
    );
    for (id, url) in &sources {
        config.push_str(&format!("[[source]]\nid = \"{id}\"\nurl = \"{url}\"\n"));
    }
    let mill = Mill::new(&config);
    let first = mill.run(&["run", "--json", "--record", "tape"]).ends_with(0);
    let visits = &first.json()["ingested"]["visits"];
    assert_eq!((&visits["postponed"], &visits["done"]), (&1.into(), &2.into()), "{first:?}");
    let pages = bytes(&mill.path("tape/0001"));
    let pages = pages.iter().filter(|(name, _)| name.ends_with(".http"));
    let texts: Vec<_> = pages.map(|(_, bytes)| String::from_utf8_lossy(bytes)).collect();
    assert_eq!(texts.len(), 4, "a request that was repeated is there once: {texts:#?}");
    assert!(texts.iter().any(|text| text.contains("failure postponed host-rests")), "{texts:#?}");
    drop((busy, fickle));
    let again = replay(&mill, &["tape"]).ends_with(0);
    assert_eq!(account(&mill, &again), account(&mill, &first));
    assert_eq!(bytes(&mill.path("tape/replayed/public")), bytes(&mill.path("feeds/public")));
}

/// A server that closes the connection it keeps when it is asked once more.
struct Fickle {
    address: std::net::SocketAddr,
}

impl Fickle {
    fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (mut stream, mut request) = (stream.unwrap(), [0; 4096]);
                let asked = stream.read(&mut request).unwrap();
                let path = String::from_utf8_lossy(&request[..asked]).into_owned();
                let id = if path.contains("/one") { "one" } else { "two" };
                let body = ferry(id, 2);
                let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
                stream.write_all((head + &body).as_bytes()).unwrap();
                let _ = stream.read(&mut request);
            }
        });
        Fickle { address }
    }

    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

#[test]
fn recording_never_fails_a_run() {
    let (_server, mill) = world();
    mill.write("tape", "a file, where a folder should be");
    let ran = mill.run(&["run", "--record", "tape"]).ends_with(0);
    assert_eq!(ran.stderr.matches("the recording broke off").count(), 1, "{}", ran.stderr);
    assert_eq!(mill.feed("all").ids.len(), 8);
}

#[test]
fn the_clock_is_that_of_the_tape() {
    let mill = Mill::new("version = 1\n");
    for args in
        [&["run", "--replay", "tape", "--now", NOW][..], &["--now", NOW, "run", "--replay", "t"]]
    {
        let ran = Ran::from(mill.command(args).output().unwrap());
        ran.ends_with(2).tells(&["--replay", "--now"]);
    }
}
