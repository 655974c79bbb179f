//! The folder of a run → what servers and files said then.
//!
//! An answer is found by its address; among several, by the validators that were shown, and then by
//! order. Each serves once. What is not there is a failure: nothing is ever asked of the world.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use reqwest::{StatusCode, header::HeaderMap};
use url::Url;

use super::{
    Lack, TapeError,
    files::{self, Files},
    format::{self, Answer, Page},
    kinds,
};
use crate::{
    fetch::{Error, Fetched, Terms, shown},
    model::Document,
};

/// Most addresses that are named in one message.
const NAMED: usize = 3;

/// Gives the answers of one recorded run. A clone is cheap and shares them.
#[derive(Clone, Debug)]
pub struct Player {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    folder: PathBuf,
    finished: bool,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    exchanges: BTreeMap<String, Vec<Taken<Page>>>,
    files: BTreeMap<Vec<String>, Vec<Taken<Files>>>,
    remarks: Vec<String>,
}

/// Something on the tape.
#[derive(Debug)]
struct Taken<T> {
    /// The file of its body.
    body: PathBuf,
    what: Option<T>,
}

/// An answer, or what is needed to get it.
#[derive(Debug)]
pub(in crate::fetch) struct Played {
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub length: u64,
    body: PathBuf,
}

impl Player {
    /// Reads everything but the bodies.
    pub(super) fn load(folder: &Path, finished: bool) -> Result<Self, TapeError> {
        let mut state = State::default();
        for path in sorted(folder)? {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let damaged = |what| TapeError::Damaged { path: path.clone(), what };
            let read = || {
                fs::read_to_string(&path)
                    .map_err(|source| TapeError::Access { path: path.clone(), source })
            };
            if name.ends_with(".http") {
                let page = format::read(&read()?).map_err(damaged)?;
                let taken = Taken { body: path.with_extension("body"), what: None };
                let pages = state.exchanges.entry(shown(&page.url)).or_default();
                pages.push(Taken { what: Some(page), ..taken });
            } else if name.ends_with(".files.json") {
                let files: Files =
                    serde_json::from_str(&read()?).map_err(|error| damaged(error.to_string()))?;
                let same = state.files.entry(files.globs.clone()).or_default();
                same.push(Taken { body: PathBuf::new(), what: Some(files) });
            }
        }
        let folder = folder.to_owned();
        Ok(Player { shared: Arc::new(Shared { folder, finished, state: state.into() }) })
    }

    /// What came of asking for an address, but for the body.
    pub(in crate::fetch) fn answer(&self, url: &Url, fields: &HeaderMap) -> Result<Played, Error> {
        let address = shown(url);
        let lack = |lack| Error::Tape { url: address.clone(), lack };
        let shows = format::validators(fields);
        let mut state = self.lock();
        let pages = state.exchanges.get_mut(&address).ok_or_else(|| lack(Lack::Absent))?;
        let alike =
            |taken: &Taken<Page>| taken.what.as_ref().is_some_and(|page| page.validators == shows);
        let position = pages.iter().position(alike);
        let position = position.or_else(|| pages.iter().position(|taken| taken.what.is_some()));
        let times = pages.len();
        let taken = position.and_then(|position| {
            let taken = &mut pages[position];
            Some((taken.what.take()?, taken.body.clone()))
        });
        let (page, body) = taken.ok_or_else(|| lack(Lack::Spent(times)))?;
        let (status, headers, length) = match page.answer {
            Answer::Response { status, headers, length } => (status, headers, length),
            Answer::Failure { kind, because } => {
                let error = kinds::read(url, &kind, because.as_deref());
                return Err(error.unwrap_or_else(|| lack(Lack::Damaged(kind))));
            }
        };
        let is_conditional = shows.iter().any(Option::is_some);
        let was_conditional = page.validators.iter().any(Option::is_some);
        if status == StatusCode::NOT_MODIFIED && !is_conditional {
            return Err(lack(Lack::Unconditional));
        }
        if status == StatusCode::NOT_MODIFIED && page.validators != shows {
            state.remarks.push(format!(
                "{address} answered 304 Not Modified on the tape, to other validators than it was \
                 asked with this time"
            ));
        } else if is_conditional && !was_conditional && status.is_success() {
            state.remarks.push(format!(
                "{address} was asked without validators on the tape; it might have answered 304 Not \
                 Modified this time"
            ));
        }
        Ok(Played { status, headers, length, body })
    }

    /// The body of an answer.
    pub(in crate::fetch) fn body(&self, url: &Url, played: &Played) -> Result<Vec<u8>, Error> {
        if played.length == 0 {
            return Ok(Vec::new());
        }
        read_body(&played.body, played.length)
            .map_err(|what| Error::Tape { url: shown(url), lack: Lack::Damaged(what) })
    }

    /// What a source of local files held. `root` is the folder that its patterns start from.
    pub(in crate::fetch) fn files(&self, globs: &[String], root: &Path) -> Result<Fetched, Error> {
        let globs = files::relative_globs(globs, root);
        let name = globs.join(" ");
        let lack = |lack| Error::Tape { url: name.clone(), lack };
        let mut state = self.lock();
        let all = state.files.get_mut(&globs).ok_or_else(|| lack(Lack::Absent))?;
        let times = all.len();
        let next = all.iter_mut().find_map(|taken| taken.what.take());
        let files = next.ok_or_else(|| lack(Lack::Spent(times)))?;
        drop(state);
        let mut documents = Vec::with_capacity(files.documents.len());
        for stored in files.documents {
            let path = files::placed(&self.shared.folder, &stored.path);
            let bytes = path.ok_or_else(|| format!("{:?} leads out of it", stored.path));
            let bytes = bytes.and_then(|path| read_body(&path, stored.bytes));
            let bytes = bytes.map_err(|what| lack(Lack::Damaged(what)))?;
            documents.push(Document { name: stored.name, bytes, ..Document::default() });
        }
        let failures = files.failures.iter().map(|failure| failure.read(root)).collect();
        Ok(Fetched::Documents { documents, terms: Terms::default(), failures })
    }

    /// What a person should know of the replay, beside what failed.
    pub(super) fn finish(&self) -> Vec<String> {
        let mut state = self.lock();
        let mut remarks = std::mem::take(&mut state.remarks);
        // The order in which answers were taken is that of the scheduler.
        remarks.sort();
        if !self.shared.finished {
            remarks.insert(0, "the recording broke off before the end of its run".to_owned());
        }
        let pages = state.exchanges.iter().filter(|(_, all)| is_left(all));
        let files = state.files.iter().filter(|(_, all)| is_left(all));
        let mut unasked: Vec<String> = pages.map(|(address, _)| address.clone()).collect();
        unasked.extend(files.map(|(globs, _)| globs.join(" ")));
        if !unasked.is_empty() {
            let more = unasked.len().saturating_sub(NAMED);
            unasked.truncate(NAMED);
            let mut text = format!("the run on the tape also asked for {}", unasked.join(", "));
            if more > 0 {
                text.push_str(&format!(" and {more} more"));
            }
            remarks.push(text);
        }
        remarks
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // Nothing is left half-done by a panic while it is held.
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn is_left<T>(all: &[Taken<T>]) -> bool {
    all.iter().any(|taken| taken.what.is_some())
}

/// The files of a folder: by name, and numbered ones by number.
fn sorted(folder: &Path) -> Result<Vec<PathBuf>, TapeError> {
    let access = |source| TapeError::Access { path: folder.to_owned(), source };
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(access)? {
        let path = entry.map_err(access)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let stem = [".http", ".files.json"].iter().find_map(|end| name.strip_suffix(end));
        let stem = stem.unwrap_or(&name);
        let (stem, number) = stem.rsplit_once('~').unwrap_or((stem, "1"));
        files.push((stem.to_owned(), number.parse().unwrap_or(0_u64), path));
    }
    files.sort();
    Ok(files.into_iter().map(|(.., path)| path).collect())
}

/// A file of the tape. A link would lead out of it.
fn read_body(path: &Path, length: u64) -> Result<Vec<u8>, String> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let words = |error: std::io::Error| format!("{name}: {error}");
    let found = path.symlink_metadata().map_err(words)?;
    if !found.is_file() || found.len() != length {
        return Err(format!("{name} has {} bytes instead of {length}", found.len()));
    }
    fs::read(path).map_err(words)
}

#[cfg(test)]
mod tests {
    use reqwest::header::{HeaderValue, IF_NONE_MATCH};

    use super::*;
    use crate::fetch::{tape::Recorder, wire::Exchange};

    const URL: &str = "https://news.example/feed";

    fn shows(etag: &'static str) -> HeaderMap {
        let value = HeaderValue::from_static(etag);
        if etag.is_empty() {
            HeaderMap::new()
        } else {
            HeaderMap::from_iter([(IF_NONE_MATCH, value)])
        }
    }

    /// A tape of answers, each a validator that was shown, a status, and a body.
    fn tape(answers: &[(&'static str, u16, &str)]) -> (tempfile::TempDir, Player) {
        let folder = tempfile::tempdir().unwrap();
        let recorder = Recorder::create(folder.path(), Path::new("/"));
        for (etag, status, body) in answers {
            let (status, body) = (StatusCode::from_u16(*status).unwrap(), body.as_bytes().to_vec());
            let exchange = Exchange { status, headers: HeaderMap::new(), body, room: None };
            recorder.keep(&URL.parse().unwrap(), &shows(etag), Ok(&exchange));
        }
        assert!(recorder.finish().is_empty());
        let player = Player::load(&folder.path().join("0001"), true).unwrap();
        (folder, player)
    }

    /// Asks in turn; each answer is its body, or words of what is wrong.
    #[track_caller]
    fn check(
        answers: &[(&'static str, u16, &str)],
        asks: &[(&'static str, &str)],
        remarks: &[&str],
    ) -> Player {
        let (_folder, player) = tape(answers);
        let url = URL.parse().unwrap();
        for (etag, want) in asks {
            let played = player.answer(&url, &shows(etag));
            let got = played.and_then(|played| player.body(&url, &played));
            let got = got.map(|body| String::from_utf8(body).unwrap());
            let got = got.unwrap_or_else(|error| error.to_string());
            assert!(got.ends_with(want), "{got:?} is not {want:?}");
        }
        let got = player.finish();
        assert_eq!(got.len(), remarks.len(), "{got:?}");
        for (got, want) in got.iter().zip(remarks) {
            assert!(got.contains(want), "{got:?} is not {want:?}");
        }
        player
    }

    #[test]
    fn each_answer_serves_once_and_in_order() {
        let many: Vec<String> = (1..=11).map(|number| number.to_string()).collect();
        let answers: Vec<_> = many.iter().map(|number| ("", 200, number.as_str())).collect();
        let mut asks: Vec<_> = many.iter().map(|number| ("", number.as_str())).collect();
        asks.push(("", "is on the tape 11 times only, and was asked once more"));
        check(&answers, &asks, &[]);
        check(
            &[("", 200, "a")],
            &[("", "a"), ("", "is on the tape once only, and was asked once more")],
            &[],
        );
        check(
            &[("", 200, "a"), ("", 200, "b")],
            &[("", "a")],
            &["the tape also asked for https://news"],
        );
    }

    #[test]
    fn the_same_question_gets_its_own_answer() {
        check(&[("", 200, "a"), ("1", 200, "b")], &[("1", "b"), ("", "a")], &[]);
        check(&[("1", 304, ""), ("2", 304, "")], &[("2", ""), ("1", "")], &[]);
    }

    #[test]
    fn another_question_is_told() {
        let without = "was asked without validators this time";
        check(&[("1", 304, "")], &[("", without)], &[]);
        check(&[("1", 304, "")], &[("2", "")], &["to other validators"]);
        check(&[("", 200, "a")], &[("1", "a")], &["was asked without validators on the tape"]);
        // A server that sends the document whatever is shown would have sent it.
        check(&[("1", 200, "a")], &[("", "a")], &[]);
        check(&[("", 500, "a")], &[("1", "a")], &[]);
    }

    #[test]
    fn a_body_that_is_not_the_recorded_one_is_a_failure() {
        let (folder, player) = tape(&[("", 200, "whole"), ("", 200, "whole"), ("", 200, "whole")]);
        let (url, run) = (URL.parse().unwrap(), folder.path().join("0001"));
        let answer = || {
            let played = player.answer(&url, &HeaderMap::new()).unwrap();
            player.body(&url, &played).unwrap_err().to_string()
        };
        fs::write(run.join("news.example_feed.body"), "who").unwrap();
        assert!(answer().ends_with("news.example_feed.body has 3 bytes instead of 5"));
        fs::remove_file(run.join("news.example_feed~2.body")).unwrap();
        assert!(answer().contains("cannot be taken from the tape: news.example_feed~2.body"));
        #[cfg(unix)]
        {
            let link = run.join("news.example_feed~3.body");
            fs::remove_file(&link).unwrap();
            std::os::unix::fs::symlink("/dev/zero", &link).unwrap();
            assert!(answer().contains("news.example_feed~3.body"));
        }
    }
}
