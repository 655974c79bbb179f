//! Exchanges → the folder of a run.
//!
//! Each exchange is written when it is over, its page last and under its name only when it is whole,
//! so a run that is killed leaves what it had. Recording never fails a run: at the first trouble it
//! stops, and says so once at the end.

use std::{
    collections::BTreeMap,
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use reqwest::header::HeaderMap;
use url::Url;

use super::{
    About, CONFIG,
    files::{self, Failure, Files, Stored},
    format,
    runs::{self, ABOUT},
};
use crate::{
    fetch::{Error, shown, wire::Exchange},
    model::Document,
};

/// Longest name of a file, in characters, without what tells it from others.
const MOST_NAME: usize = 100;

/// Keeps the exchanges of one run. A clone is cheap and writes into the same folder.
#[derive(Clone, Debug)]
pub struct Recorder {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    /// What local paths are told relative to.
    root: PathBuf,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    about: Option<About>,
    /// How many files have a name.
    names: BTreeMap<String, usize>,
    /// The last page of an address.
    last: BTreeMap<String, PathBuf>,
    /// Why nothing is recorded any more.
    trouble: Option<String>,
}

impl Recorder {
    /// Makes the folder of the next run in `folder`. `root` is the folder of the configuration.
    pub fn create(folder: &Path, root: &Path) -> Self {
        let made = runs::next(folder);
        let mut state = State::default();
        if let Err(error) = &made {
            state.trouble = Some(format!("cannot write {}: {error}", folder.display()));
        }
        let folder = made.unwrap_or_default();
        Recorder { shared: Arc::new(Shared { folder, root: root.to_owned(), state: state.into() }) }
    }

    /// Writes something of the caller's own into the folder of the run.
    pub fn add(&self, write: impl FnOnce(&Path) -> Result<(), String>) {
        self.attempt(write);
    }

    /// Writes what a replay begins with. What [`Recorder::add`] adds comes before.
    pub fn begin(&self, about: About, config: &str) {
        self.attempt(|folder| {
            whole(&folder.join(CONFIG), config.as_bytes())?;
            write_about(folder, &about)
        });
        self.lock().about = Some(about);
    }

    /// Says that the run came to its end.
    pub(super) fn finish(&self) -> Vec<String> {
        let about = self.lock().about.clone();
        if let Some(about) = about {
            self.attempt(|folder| write_about(folder, &about.finished()));
        }
        let trouble = self.lock().trouble.clone();
        let words = |trouble| format!("the recording broke off: {trouble}");
        trouble.map(words).into_iter().collect()
    }

    /// Keeps one exchange.
    pub(in crate::fetch) fn keep(
        &self,
        url: &Url,
        fields: &HeaderMap,
        result: Result<&Exchange, &Error>,
    ) {
        let name = slug(url.host_str().unwrap_or_default(), &url[url::Position::AfterHost..]);
        self.attempt(|folder| {
            let name = self.name(&name);
            let page = match result {
                Ok(Exchange { status, headers, body, .. }) => {
                    if !body.is_empty() {
                        whole(&folder.join(format!("{name}.body")), body)?;
                    }
                    format::response(url, fields, *status, headers, body.len())
                }
                Err(error) => format::failure(url, fields, error),
            };
            let path = folder.join(format!("{name}.http"));
            whole(&path, page.as_bytes())?;
            self.lock().last.insert(shown(url), path);
            Ok(())
        });
    }

    /// Takes back the last exchange with an address: nobody learnt of it, the request is repeated.
    pub(in crate::fetch) fn forget(&self, url: &Url) {
        let last = self.lock().last.remove(&shown(url));
        if let Some(path) = last {
            self.attempt(|_| {
                fs::remove_file(&path).map_err(|error| failed(&path, &error))?;
                // Most often there is none.
                let _ = fs::remove_file(path.with_extension("body"));
                Ok(())
            });
        }
    }

    /// Keeps what a source of local files held.
    pub(in crate::fetch) fn keep_files(
        &self,
        globs: &[String],
        documents: &[Document],
        failures: &[Error],
    ) {
        self.attempt(|folder| {
            let globs = files::relative_globs(globs, &self.shared.root);
            let mut stored = Vec::with_capacity(documents.len());
            for document in documents {
                let path = self.name(&files::place(&document.name));
                let target = folder.join(&path);
                if let Some(parent) = target.parent() {
                    fs::create_dir_all(parent).map_err(|error| failed(parent, &error))?;
                }
                whole(&target, &document.bytes)?;
                let bytes = document.bytes.len() as u64;
                stored.push(Stored { name: document.name.clone(), path, bytes });
            }
            let failures =
                failures.iter().map(|error| Failure::write(error, &self.shared.root)).collect();
            let name = self.name(&slug("", &globs.join(" ")));
            let files = Files { globs, documents: stored, failures };
            whole(&folder.join(format!("{name}.files.json")), &json(&files))
        });
    }

    /// Does something, unless there was trouble already.
    fn attempt(&self, write: impl FnOnce(&Path) -> Result<(), String>) {
        if self.lock().trouble.is_some() {
            return;
        }
        if let Err(trouble) = write(&self.shared.folder) {
            self.lock().trouble.get_or_insert(trouble);
        }
    }

    /// A name that no file of the run has. File systems may not tell capitals apart.
    fn name(&self, wanted: &str) -> String {
        let mut state = self.lock();
        let times = state.names.entry(wanted.to_lowercase()).or_insert(0);
        *times += 1;
        if *times == 1 { wanted.to_owned() } else { format!("{wanted}~{times}") }
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is left half-done by a panic while it is held.
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An address as the name of a file.
fn slug(host: &str, rest: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() || ".-".contains(c) { c } else { '_' };
    let name: String = host.chars().chain(rest.chars()).map(plain).take(MOST_NAME).collect();
    let name = name.trim_matches(['_', '.']);
    if name.is_empty() { "root".to_owned() } else { name.to_ascii_lowercase() }
}

fn write_about(folder: &Path, about: &About) -> Result<(), String> {
    whole(&folder.join(ABOUT), &json(about))
}

fn json(value: &impl serde::Serialize) -> Vec<u8> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .expect("what is written is structs and lists, which JSON can hold");
    bytes.push(b'\n');
    bytes
}

/// Writes a file that is there whole or not at all.
fn whole(path: &Path, bytes: &[u8]) -> Result<(), String> {
    let mut beside = path.as_os_str().to_owned();
    beside.push(".part");
    let beside = PathBuf::from(beside);
    let write = || {
        let mut file = File::create(&beside)?;
        file.write_all(bytes)?;
        drop(file);
        fs::rename(&beside, path)
    };
    write().map_err(|error| {
        // What did not fit makes room again.
        let _ = fs::remove_file(&beside);
        failed(path, &error)
    })
}

fn failed(path: &Path, error: &io::Error) -> String {
    format!("cannot write {}: {error}", path.display())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    fn exchange(body: &str) -> Exchange {
        let (status, headers) = (reqwest::StatusCode::OK, HeaderMap::new());
        Exchange { status, headers, body: body.as_bytes().to_vec(), room: None }
    }

    #[track_caller]
    fn check_slug(url: &str, want: &str) {
        let url: Url = url.parse().unwrap();
        assert_eq!(slug(url.host_str().unwrap(), &url[url::Position::AfterHost..]), want);
    }

    #[test]
    fn files_are_named_by_the_address() {
        check_slug("https://u:p@News.example/Feed.xml?a=B#c", "news.example_feed.xml_a_b_c");
        check_slug("http://127.0.0.1:8080/", "127.0.0.1_8080");
        check_slug(
            &format!("http://a/{}", "é".repeat(99)),
            &format!("a_{}", "_c3_a9".repeat(99))[..100],
        );
    }

    #[test]
    fn names_are_never_taken_twice() {
        let folder = tempfile::tempdir().unwrap();
        let recorder = Recorder::create(folder.path(), Path::new("/"));
        for path in ["a", "A", "a", "b"] {
            let url = format!("http://h/{path}").parse().unwrap();
            recorder.keep(&url, &HeaderMap::new(), Ok(&exchange("x")));
            if path == "b" {
                recorder.forget(&url);
            }
        }
        let want = ["h_a.body", "h_a.http", "h_a~2.body", "h_a~2.http", "h_a~3.body", "h_a~3.http"];
        assert_eq!(names(&folder.path().join("0001")), want);
        assert!(recorder.finish().is_empty());
    }

    #[test]
    fn trouble_is_told_once() {
        let folder = tempfile::tempdir().unwrap();
        let recorder = Recorder::create(folder.path(), Path::new("/"));
        recorder.begin(About::new(chrono::DateTime::UNIX_EPOCH, false), "");
        let url = "http://h/".parse().unwrap();
        recorder.keep(&url, &HeaderMap::new(), Ok(&exchange("x")));
        let run = folder.path().join("0001");
        fs::remove_dir_all(&run).unwrap();
        recorder.keep(&url, &HeaderMap::new(), Ok(&exchange("x")));
        fs::create_dir(&run).unwrap();
        recorder.keep(&url, &HeaderMap::new(), Ok(&exchange("x")));
        let told = recorder.finish();
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(told[0].contains("h~2.body"), "{told:?}");
        assert_eq!(names(&run), [""; 0], "nothing is written after the first trouble");
    }
}
