//! The servers of the feeds, the log they keep, and the mill that visits them.

use std::{
    collections::BTreeMap,
    fs,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
};

use chrono::DateTime;
use serde_json::Value;

use super::feeds::{BEGIN, FEEDS, Feed, Mood, STEP, Tag, Wait, http_date};
use crate::support::{Ask, Mill, RawServer, Step};

/// A request, and how it was answered.
#[derive(Clone, Debug, Default)]
pub struct Seen {
    /// When, in simulated seconds; the same for all requests of a run.
    pub at: i64,
    pub feed: String,
    pub host: String,
    pub path: String,
    /// Number of the connection on its host, over all runs.
    pub connection: usize,
    /// Requests at work on this host, this one included.
    pub at_work: usize,
    /// Header fields as sent.
    pub headers: Vec<(String, String)>,
    pub status: u16,
    /// Whether the answer arrived whole, so that its validators count.
    pub is_whole: bool,
    pub etag: Option<String>,
    pub last_modified: Option<String>,
    /// For how many seconds the answer asks to be left alone, and by what.
    pub wait: Option<(Wait, i64)>,
    /// Whether the feed has said that nobody needs to come at this hour.
    pub is_skipped: bool,
}

pub struct World {
    mill: Mill,
    clock: Arc<AtomicI64>,
    log: Arc<Mutex<Vec<Seen>>>,
    /// When each item was first seen in the published feed.
    published: Mutex<BTreeMap<String, i64>>,
    _servers: BTreeMap<&'static str, RawServer>,
}

impl World {
    /// Servers for these feeds, and a mill with all of them as sources.
    pub fn new(feeds: &'static [Feed]) -> Self {
        let (clock, log) = (Arc::new(AtomicI64::new(0)), Arc::new(Mutex::new(Vec::new())));
        let mut servers = BTreeMap::new();
        let mut config = String::from(
            "version = 1\n[site]\ntitle = \"Test wire\"\nbase_url = \"https://wire.example/\"\n\
             [output]\nitems = 2000\nmax_bytes = \"8MiB\"\nformats = [\"json\"]\nhtml = false\n\
             [fetch]\nconcurrency = 64\nmin_interval = \"30m\"\nhost_interval = \"0s\"\n\
             allow_addresses = [\"127.0.0.1\"]\n\
             [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n",
        );
        for feed in feeds {
            let server = servers.entry(feed.host).or_insert_with(|| {
                let (clock, log) = (clock.clone(), log.clone());
                RawServer::start(move |ask| {
                    let at = clock.load(Ordering::SeqCst);
                    let Some(feed) = asked(feeds, ask) else { return vec![Step::Close] };
                    let (seen, steps) = answer(feed, ask, at);
                    log.lock().unwrap().push(seen);
                    steps
                })
            });
            let url = server.url(&format!("/{}", feed.name));
            let name = feed.name;
            config.push_str(&format!(
                "[[source]]\nid = \"{name}\"\nkind = \"feed\"\nurl = \"{url}\"\n"
            ));
        }
        let mill = Mill::new(&config);
        World { mill, clock, log, published: Mutex::default(), _servers: servers }
    }

    /// One run of the program at a moment.
    #[track_caller]
    pub fn run(&self, at: i64) {
        self.clock.store(at, Ordering::SeqCst);
        let now = DateTime::from_timestamp(BEGIN + at, 0).unwrap().to_rfc3339();
        let ran = self.mill.run_at(&now.replace("+00:00", "Z"), &["run"]);
        assert!([0, 4].contains(&ran.code), "{now}: {ran:?}");
        assert!(!ran.stderr.contains("panicked"), "{now}: {ran:?}");
        let feed = fs::read(self.mill.path("feeds/public/all/feed.json")).unwrap();
        let feed: Value = serde_json::from_slice(&feed).unwrap();
        let mut published = self.published.lock().unwrap();
        for item in feed["items"].as_array().unwrap() {
            published.entry(item["title"].as_str().unwrap().to_owned()).or_insert(at);
        }
    }

    /// What the servers have seen so far.
    pub fn log(&self) -> Vec<Seen> {
        self.log.lock().unwrap().clone()
    }

    pub fn forget_log(&self) {
        self.log.lock().unwrap().clear();
    }

    /// Versions that were published too late or never, when the last run was before `end`.
    pub fn late(&self, end: i64) -> Vec<String> {
        let published = self.published.lock().unwrap();
        let mut late = Vec::new();
        for feed in FEEDS.iter().filter(|feed| feed.is_healthy()) {
            for version in 0..=feed.version(end - STEP) {
                let born = feed.born(version);
                let limit = born + feed.patience();
                match published.get(&feed.title(version)) {
                    Some(at) if *at <= limit => {}
                    None if limit >= end => {}
                    found => late.push(format!(
                        "freshness: {} came at {born}, should be seen by {limit}: {found:?}",
                        feed.title(version)
                    )),
                }
            }
        }
        late
    }
}

/// The feed that a request is for: the first part of its path.
fn asked(feeds: &'static [Feed], ask: &Ask) -> Option<&'static Feed> {
    let name = ask.request.path.split('/').nth(1)?;
    feeds.iter().find(|feed| feed.name == name)
}

fn answer(feed: &Feed, ask: &Ask, at: i64) -> (Seen, Vec<Step>) {
    let path = ask.request.path.as_str();
    let mut seen = Seen {
        at,
        feed: feed.name.to_owned(),
        host: feed.host.to_owned(),
        path: path.to_owned(),
        connection: ask.connection,
        at_work: ask.at_work,
        headers: ask.request.headers.clone(),
        is_whole: true,
        is_skipped: feed.skipped.contains(&(at.rem_euclid(super::DAY) / super::HOUR)),
        ..Seen::default()
    };
    let (mut body, mut fields) = (String::new(), Vec::new());
    match (feed.mood)(at, path) {
        Mood::Status(status) => seen.status = status,
        Mood::Rest(status, wait, seconds) => {
            (seen.status, seen.wait) = (status, Some((wait, seconds)));
            fields.push(match wait {
                Wait::RetryDate => format!("Retry-After: {}", http_date(at + seconds)),
                _ => format!("Retry-After: {seconds}"),
            });
        }
        Mood::Leads(status, to) => {
            seen.status = status;
            fields.push(format!("Location: {to}"));
        }
        Mood::Well | Mood::Cut => {
            let is_cut = matches!((feed.mood)(at, path), Mood::Cut);
            let (mut etag, date) = feed.validators(at);
            if is_cut {
                etag = Some(format!("\"{}-damaged-{at}\"", feed.name));
            }
            let is_known = if feed.etag == Tag::None {
                date.is_some() && ask.header("If-Modified-Since") == date.as_deref()
            } else {
                ask.header("If-None-Match") == etag.as_deref()
            };
            fields = (feed.fields)(at);
            fields.extend(etag.as_ref().map(|etag| format!("ETag: {etag}")));
            fields.extend(date.as_ref().map(|date| format!("Last-Modified: {date}")));
            seen.is_whole = !is_cut;
            (seen.etag, seen.last_modified) = (etag, date);
            seen.wait = feed.wait.filter(|_| !is_cut);
            if is_known && !feed.is_deaf {
                seen.status = 304;
            } else {
                (seen.status, body) = (200, feed.document(at));
            }
        }
    }
    if seen.status != 304 {
        fields.push(format!("Content-Length: {}", body.len()));
    }
    let head = format!("HTTP/1.1 {} Simulated\r\n{}\r\n\r\n", seen.status, fields.join("\r\n"));
    let sent = if seen.is_whole { body.len() } else { body.len() / 2 };
    let mut steps = vec![Step::Send([head.as_bytes(), &body.as_bytes()[..sent]].concat())];
    if !seen.is_whole {
        steps.push(Step::Close);
    }
    (seen, steps)
}
