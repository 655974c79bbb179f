//! A mill in a folder of its own, turned by the program that was built.
//!
//! ```ignore
//! let mill = Mill::sample();
//! mill.run(&["run"]).silent();
//! assert_eq!(mill.feed("ai").ids.len(), 5);
//! ```

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, SystemTime},
};

use serde_json::Value;
use tempfile::TempDir;

/// The moment of every run that says no other. Later than every date of the samples.
pub const NOW: &str = "2026-06-01T08:00:00Z";

/// The day after [`NOW`].
pub const DAY_LATER: &str = "2026-06-02T08:00:00Z";

/// A run that much later still changes nothing.
pub const YEAR_LATER: &str = "2027-06-01T08:00:00Z";

/// A folder with a config, sources and whatever the program makes of them.
pub struct Mill {
    folder: TempDir,
}

/// How a run of the program ended.
#[derive(Clone, Debug)]
pub struct Ran {
    /// Exit code; −1 when a signal ended it.
    pub code: i32,
    /// What it answered.
    pub stdout: String,
    /// What it told.
    pub stderr: String,
}

/// Files by their path below a folder, with bytes and modification time.
pub type Files = BTreeMap<String, (Vec<u8>, SystemTime)>;

/// What a subscriber reads.
#[derive(Debug, PartialEq)]
pub struct Feed {
    /// Ids in order: the same in all three formats.
    pub ids: Vec<String>,
    /// Titles in the same order.
    pub titles: Vec<String>,
    /// The feed's own date, as Atom has it.
    pub updated: String,
}

impl Mill {
    /// An empty folder.
    pub fn empty() -> Self {
        Mill { folder: tempfile::tempdir().unwrap() }
    }

    /// A mill with this config and nothing else.
    pub fn new(config: &str) -> Self {
        let mill = Mill::empty();
        mill.write("config.toml", config);
        mill
    }

    /// The project's own config, without any source document.
    pub fn bare() -> Self {
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("config.toml");
        Mill::new(&fs::read_to_string(config).unwrap())
    }

    /// The project's own config and sample documents.
    pub fn sample() -> Self {
        let mill = Mill::bare();
        let seeds = Path::new(env!("CARGO_MANIFEST_DIR")).join("feeds/seeds");
        for (name, (bytes, _)) in tree(&seeds) {
            mill.write(&format!("feeds/seeds/{name}"), bytes);
        }
        mill
    }

    /// A path below the folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file, and the folders it needs.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
    }

    /// Changes a text file; the change must change something.
    #[track_caller]
    pub fn edit(&self, name: &str, change: impl Fn(&str) -> String) {
        let before = fs::read_to_string(self.path(name)).unwrap();
        let after = change(&before);
        assert!(before != after, "{name} stayed as it was");
        fs::write(self.path(name), after).unwrap();
    }

    /// The program, in the folder, in a world of its own: no settings and no home of the developer.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_feedmill"));
        for (name, _) in std::env::vars_os() {
            let upper = name.to_string_lossy().to_uppercase();
            if upper.starts_with("FEEDMILL_") || upper.ends_with("_PROXY") || upper == "NO_COLOR" {
                command.env_remove(name);
            }
        }
        command.env("HOME", self.path("home")).env("XDG_CONFIG_HOME", self.path("home"));
        command.current_dir(self.folder.path()).stdin(Stdio::null()).args(args);
        command
    }

    /// Runs the program at [`NOW`].
    pub fn run(&self, args: &[&str]) -> Ran {
        self.run_at(NOW, args)
    }

    /// Runs the program at another moment.
    pub fn run_at(&self, now: &str, args: &[&str]) -> Ran {
        Ran::from(self.command(args).args(["--now", now]).output().unwrap())
    }

    /// Starts the program at [`NOW`] and does not wait for it.
    pub fn start(&self, args: &[&str]) -> Child {
        let mut command = self.command(args);
        command.args(["--now", NOW]).stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().unwrap()
    }

    /// The files of the published folder; none before the first run.
    pub fn published(&self) -> Files {
        tree(&self.path("feeds/public"))
    }

    /// What is published is what it was: bytes and modification times.
    #[track_caller]
    pub fn published_still(&self, before: &Files) {
        assert_eq!(differing(before, &self.published()), [""; 0], "files that differ");
    }

    /// The same, but for what serves to make a lost ledger again: that tells of more than feeds show.
    #[track_caller]
    pub fn feeds_still(&self, before: &Files) {
        let after = self.published();
        let others =
            differing(before, &after).into_iter().filter(|it| !it.starts_with(".feedmill"));
        assert_eq!(others.collect::<Vec<_>>(), [""; 0], "files that differ");
    }

    /// The same, but for one file.
    #[track_caller]
    pub fn published_still_but(&self, before: &Files, name: &str) {
        let after = self.published();
        let others = differing(before, &after).into_iter().filter(|differs| *differs != name);
        assert_eq!(others.collect::<Vec<_>>(), [""; 0], "files that differ");
    }

    /// The ledger, to be looked into or tampered with.
    pub fn ledger(&self) -> rusqlite::Connection {
        rusqlite::Connection::open(self.path("feeds/state.db")).unwrap()
    }

    /// Every file.
    pub fn files(&self) -> Files {
        tree(self.folder.path())
    }

    /// The feed of a topic, read in all three formats, which must agree.
    #[track_caller]
    pub fn feed(&self, topic: &str) -> Feed {
        let read = |name| fs::read(self.path(&format!("feeds/public/{topic}/{name}"))).unwrap();
        let atom = atom_syndication::Feed::read_from(&read("atom.xml")[..]).unwrap();
        let rss = rss::Channel::read_from(&read("rss.xml")[..]).unwrap();
        let json: Value = serde_json::from_slice(&read("feed.json")).unwrap();
        let feed = Feed {
            ids: atom.entries().iter().map(|entry| entry.id().to_owned()).collect(),
            titles: atom.entries().iter().map(|entry| entry.title().to_string()).collect(),
            updated: atom.updated().to_utc().format("%Y-%m-%dT%H:%M:%SZ").to_string(),
        };
        let items = json["items"].as_array().unwrap();
        let texts = |name: &str| -> Vec<&str> {
            items.iter().map(|item| item[name].as_str().unwrap()).collect()
        };
        assert_eq!(texts("id"), feed.ids, "{topic}: ids of JSON Feed");
        assert_eq!(texts("title"), feed.titles, "{topic}: titles of JSON Feed");
        let guids = rss.items().iter().map(|item| {
            let guid = item.guid().unwrap();
            assert!(!guid.is_permalink(), "{guid:?}");
            guid.value().to_owned()
        });
        assert_eq!(guids.collect::<Vec<_>>(), feed.ids, "{topic}: ids of RSS");
        feed
    }

    /// Runs the program with `--json` and reads its answer. It must end well.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Value {
        let ran = self.run(&[args, &["--json"]].concat());
        assert_eq!(ran.code, 0, "{args:?}: {ran:?}");
        ran.json()
    }

    /// Runs the program with `--json` and reads its answer line by line. It must end well.
    #[track_caller]
    pub fn lines(&self, args: &[&str]) -> Vec<Value> {
        let ran = self.run(&[args, &["--json"]].concat()).ends_with(0);
        ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    }

    /// The one item with these words in its title, or with this id, explained.
    #[track_caller]
    pub fn explain(&self, words: &str) -> Value {
        self.json(&["explain", words])
    }
}

impl Ran {
    /// All went well and nothing was said.
    #[track_caller]
    pub fn silent(self) {
        assert_eq!((self.code, &*self.stdout, &*self.stderr), (0, "", ""));
    }

    /// The exit code is this one.
    #[track_caller]
    pub fn ends_with(self, code: i32) -> Self {
        assert_eq!(self.code, code, "{self:?}");
        self
    }

    /// Standard error holds all of these.
    #[track_caller]
    pub fn tells(self, words: &[&str]) -> Self {
        for word in words {
            assert!(self.stderr.contains(word), "{word:?} is not in\n{}", self.stderr);
        }
        self
    }

    /// The answer as JSON.
    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }
}

impl From<Output> for Ran {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            stdout: text(output.stdout),
            stderr: text(output.stderr),
        }
    }
}

/// Every file below a folder. A file that goes away meanwhile is left out.
pub fn tree(folder: &Path) -> Files {
    let mut files = Files::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(current) = folders.pop() {
        let Ok(entries) = fs::read_dir(&current) else { continue };
        for path in entries.map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if let (Ok(bytes), Ok(metadata)) = (fs::read(&path), fs::metadata(&path)) {
                let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
                files.insert(name, (bytes, metadata.modified().unwrap()));
            }
        }
    }
    files
}

/// The names of files that are not the same in both.
pub fn differing<'f>(before: &'f Files, after: &'f Files) -> Vec<&'f str> {
    let either =
        before.keys().chain(after.keys()).filter(|&name| before.get(name) != after.get(name));
    let mut names: Vec<&str> = either.map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// An RSS document of items, each `(guid, day of May, title, text)`.
pub fn rss(items: &[(&str, u32, &str, &str)]) -> String {
    let mut text = String::from(
        "<rss version=\"2.0\"><channel><title>Lane</title><link>https://lane.example/</link>\
         <description>x</description>\n",
    );
    for (guid, day, title, body) in items {
        text.push_str(&format!(
            "<item><guid isPermaLink=\"false\">{guid}</guid><title>{title}</title>\
             <link>https://lane.example/{guid}</link><description>{body}</description>\
             <pubDate>{day:02} May 2026 10:00:00 GMT</pubDate></item>\n"
        ));
    }
    text + "</channel></rss>\n"
}

/// A config with one remote source per `(id, address)`, one topic, and impatience. Servers on
/// 127.0.0.1 may be asked, other private ones may not.
pub fn news(sources: &[(&str, &str)]) -> String {
    let mut text = String::from(
        "version = 1\n[site]\ntitle = \"Test wire\"\nbase_url = \"https://wire.example/\"\n\
         [fetch]\nmin_interval = \"0s\"\nhost_interval = \"0s\"\n\
         allow_addresses = [\"127.0.0.1\"]\ntotal_timeout = \"10s\"\nmax_decoded = \"64KiB\"\n\
         [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\", \"ferries\"]\n",
    );
    for (id, url) in sources {
        text.push_str(&format!("[[source]]\nid = \"{id}\"\nurl = \"{url}\"\n"));
    }
    text
}

/// Sets the modification time of a file to so many seconds after the epoch.
pub fn touch(path: &Path, seconds: u64) {
    let time = SystemTime::UNIX_EPOCH + Duration::from_secs(seconds);
    fs::File::options().append(true).open(path).unwrap().set_modified(time).unwrap();
}
