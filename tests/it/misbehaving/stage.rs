//! Rows → one mill with all of them as sources → what came of each visit, against what must.

use std::{
    collections::BTreeSet,
    fs,
    process::{Child, Stdio},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use serde_json::Value;

use super::rows::{Row, Scene, Want, healthy, titles};
use crate::support::{Ask, Mill, Ran, RawServer, Step};

/// Limits that no healthy server meets, however busy this machine is.
pub const PATIENT: [&str; 2] = ["1m", "2m"];

/// Limits for servers that are waited for: silence, and a whole visit.
pub const IMPATIENT: [&str; 2] = ["5s", "10s"];

/// The moments of the visits: more than a day apart, so that no wait of a server is left.
const MOMENTS: [&str; 5] = [
    "2026-06-01T08:00:00Z",
    "2026-06-02T10:00:00Z",
    "2026-06-03T12:00:00Z",
    "2026-06-04T14:00:00Z",
    "2026-06-05T16:00:00Z",
];

/// Most memory that the program may ever hold, in KiB.
const MOST_MEMORY: u64 = 128 * 1024;

/// What can be seen of the mill after a visit.
struct Seen {
    visit: usize,
    published: BTreeSet<String>,
    status: Vec<Value>,
}

/// Visits all rows as often as they have something to say, and checks every visit.
#[track_caller]
pub fn perform(rows: Vec<Row>, [idle, total]: [&str; 2]) {
    let rows: Arc<Vec<Row>> = Arc::new(rows);
    let visit = Arc::new(AtomicUsize::new(0));
    let (mut servers, mut sources) = (Vec::new(), String::new());
    let mut serve = |name: String, at: Option<&String>, play: Box<Playing>| {
        let (id, visit) = (name.clone(), visit.clone());
        let server = RawServer::start(move |ask| {
            play(ask, &Scene { name: name.clone(), visit: visit.load(Ordering::SeqCst) })
        });
        let url = at.cloned().unwrap_or_else(|| server.url("/feed"));
        let url = toml(&url);
        sources.push_str(&format!("[[source]]\nid = \"{id}\"\nkind = \"feed\"\nurl = {url}\n"));
        servers.push(server);
    };
    for (number, row) in rows.iter().enumerate() {
        let [before, after] = neighbours(row);
        serve(before, None, Box::new(healthy));
        let all = rows.clone();
        let play = move |ask: &Ask, scene: &Scene| all[number].answer(ask, scene);
        serve(row.name.to_owned(), row.at.as_ref(), Box::new(play));
        serve(after, None, Box::new(healthy));
    }
    let mill = Mill::new(&format!(
        "version = 1\n[site]\ntitle = \"Test wire\"\nbase_url = \"https://wire.example/\"\n\
         [output]\nitems = 2000\nmax_bytes = \"8MiB\"\nhtml = false\n\
         [fetch]\nconcurrency = 64\nmin_interval = \"0s\"\nhost_interval = \"0s\"\n\
         connect_timeout = \"{idle}\"\nidle_timeout = \"{idle}\"\ntotal_timeout = \"{total}\"\n\
         allow_addresses = [\"127.0.0.1\"]\n\
         [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n{sources}"
    ));
    let visits = rows.iter().map(|row| row.wants.len() + usize::from(row.heals)).max().unwrap();
    let mut faults = Vec::new();
    for (number, now) in MOMENTS.iter().enumerate().take(visits) {
        visit.store(number, Ordering::SeqCst);
        faults.extend(run(&mill, now));
        let seen = Seen::of(&mill, number, now);
        for row in rows.iter() {
            faults.extend(seen.faults(row));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

type Playing = dyn Fn(&Ask, &Scene) -> Vec<Step> + Send + Sync;

fn neighbours(row: &Row) -> [String; 2] {
    ["before", "after"].map(|side| format!("{}-{side}", row.name))
}

/// A basic string of TOML.
fn toml(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| {
            if c.is_control() || "\"\\".contains(c) {
                format!("\\u{:04x}", c as u32)
            } else {
                c.into()
            }
        })
        .collect();
    format!("\"{escaped}\"")
}

/// One run of the program, and what is wrong with how it ended.
fn run(mill: &Mill, now: &str) -> Vec<String> {
    let mut command = mill.command(&["run", "--now", now]);
    let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let watch = thread::spawn({
        let (status, over) = (format!("/proc/{}/status", child.id()), over.clone());
        move || peak(&status, &over)
    });
    let ran = ended(child);
    over.store(true, Ordering::SeqCst);
    let memory = watch.join().unwrap();
    assert!([0, 4].contains(&ran.code), "{now}: {ran:?}");
    let mut faults = Vec::new();
    for word in ["panicked", "a fault in feedmill"] {
        if let Some(line) = ran.stderr.lines().find(|line| line.contains(word)) {
            faults.push(format!("{now}: {line}"));
        }
    }
    if memory > MOST_MEMORY {
        faults.push(format!("{now}: it held {} MiB", memory / 1024));
    }
    faults
}

fn ended(child: Child) -> Ran {
    Ran::from(child.wait_with_output().unwrap())
}

/// Most memory that a process held until it was over, in KiB; 0 where the system does not tell.
fn peak(status: &str, over: &AtomicBool) -> u64 {
    let mut most = 0;
    while !over.load(Ordering::SeqCst) {
        let text = fs::read_to_string(status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = most.max(now.unwrap_or(0));
        thread::sleep(Duration::from_millis(5));
    }
    most
}

impl Seen {
    fn of(mill: &Mill, visit: usize, now: &str) -> Self {
        let feed = fs::read(mill.path("feeds/public/all/feed.json")).unwrap();
        assert!(
            !feed.windows(5).any(|part| part == b"root:"),
            "a file of this machine is published"
        );
        let feed: Value = serde_json::from_slice(&feed).unwrap();
        let items = feed["items"].as_array().unwrap().iter();
        let published = items.map(|item| item["title"].as_str().unwrap().to_owned()).collect();
        let status = mill.run_at(now, &["status", "--json"]).ends_with(0).json();
        Seen { visit, published, status: status.as_array().unwrap().clone() }
    }

    /// What is wrong with a row and its neighbours after this visit.
    fn faults(&self, row: &Row) -> Vec<String> {
        let mut faults = Vec::new();
        for name in neighbours(row) {
            if !self.has(&name, self.visit + 1) {
                faults.push(format!("{name} was not delivered"));
            }
            faults.extend(self.trouble(&name).map(|error| format!("{name} failed: {error}")));
        }
        let version = self.visit + 1;
        let (whole, trouble) = (self.has(row.name, version), self.trouble(row.name));
        match row.wants.get(self.visit) {
            Some(Want::Delivered) => {
                if !whole {
                    faults.push(format!("it was not delivered: {trouble:?}"));
                } else if let Some(trouble) = trouble {
                    faults.push(format!("it was delivered and failed: {trouble}"));
                }
            }
            Some(Want::Quiet) => {
                if self.has_any(row.name, version) {
                    faults.push("something was delivered".to_owned());
                }
                faults.extend(trouble.map(|trouble| format!("it failed: {trouble}")));
            }
            Some(Want::Refused(words)) => {
                if self.has_any(row.name, version) {
                    faults.push("something was delivered".to_owned());
                }
                match trouble {
                    None => faults.push("nobody said that it failed".to_owned()),
                    Some(told) if !told.contains(words) => {
                        faults.push(format!("{words:?} is not in {told:?}"));
                    }
                    Some(_) => {}
                }
            }
            // What was whole at first may be said to be unchanged now.
            None if row.heals && self.visit == 1 => {
                let is_kept = matches!(row.wants[0], Want::Either) && self.has(row.name, 1);
                if !is_kept && !whole {
                    faults.push(format!("it was well again and not delivered: {trouble:?}"));
                }
            }
            Some(Want::Either) | None => {}
        }
        let name = |fault: String| format!("{}, visit {}: {fault}", row.name, self.visit + 1);
        faults.into_iter().map(name).collect()
    }

    /// Whether all of a version is published.
    fn has(&self, name: &str, version: usize) -> bool {
        titles(name, version).iter().all(|title| self.published.contains(title))
    }

    fn has_any(&self, name: &str, version: usize) -> bool {
        titles(name, version).iter().any(|title| self.published.contains(title))
    }

    /// Why a source failed, if it did.
    fn trouble(&self, name: &str) -> Option<String> {
        let report = self.status.iter().find(|report| report["id"] == name)?;
        let has_failed = report["failures"].as_u64().unwrap() > 0;
        has_failed.then(|| report["last_error"].as_str().unwrap().to_owned())
    }
}
