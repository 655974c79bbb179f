//! What a configuration is read from: enough to tell, without reading it, that it says what it said.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{Request, check, file, place::Document, search};
use crate::model::hexadecimal;

/// What variables of the environment begin with that bear on a configuration. What others hold are
/// secrets, which only visits need.
const PREFIX: &str = "FEEDMILL_";

/// A configuration that was not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Glance {
    /// A name for all that it is read from, but for the files that it names.
    pub basis: String,
    /// Where the ledger seems to be. Only who finds there what names the same basis may believe it.
    pub ledger: PathBuf,
}

/// A file that a configuration names and that was read with it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Named {
    path: PathBuf,
    /// The hash of what it held; `None` where it could not be read.
    hash: Option<String>,
}

impl Named {
    pub(super) fn new(path: &Path, bytes: Option<&[u8]>) -> Self {
        Named { path: path.to_owned(), hash: bytes.map(hash) }
    }

    /// Whether it holds what it held.
    pub fn stands(&self) -> bool {
        self.hash == fs::read(&self.path).ok().map(|bytes| hash(&bytes))
    }
}

/// Looks at the configuration without reading it; `None` where it is not to be found.
pub fn glance(request: &Request) -> Option<Glance> {
    let (path, document) = search::find(request).ok()?;
    let ledger = ledger(request, path.parent()?, &document.text);
    Some(Glance { basis: basis(request, &path, &document), ledger })
}

/// A name for a text and all from outside that decides what it means.
pub(super) fn basis(request: &Request, path: &Path, document: &Document) -> String {
    // A text that holds much is told apart by its hash, all else as it is.
    let Request { path: _, env, set, out, cwd } = request;
    let env: Vec<_> = env.iter().filter(|(name, _)| name.starts_with(PREFIX)).collect();
    let around = format!("{:?} {:?}", (path, &document.name, cwd), (env, set, out));
    let hash = Sha256::new_with_prefix(around).chain_update(&document.text);
    hexadecimal(&hash.finalize())
}

/// Where the ledger seems to be. Nothing depends on it but time: see [`Glance::ledger`].
fn ledger(request: &Request, root: &Path, text: &str) -> PathBuf {
    let set = request.set.iter().filter_map(|set| set.strip_prefix("state.path=")).next_back();
    let set = set.or(request.env.get("FEEDMILL_STATE_PATH").map(String::as_str));
    let path = set.map(str::to_owned).or_else(|| written(text));
    check::tidy(&root.join(path.unwrap_or_else(|| file::State::default().path)))
}

/// The path in the table `[state]`, as people write it.
fn written(text: &str) -> Option<String> {
    const HEAD: &str = "[state]";
    let line = format!("\n{HEAD}");
    let begin = if text.starts_with(HEAD) { 0 } else { text.find(&line)? + 1 };
    let table = &text[begin..];
    let table = &table[..table.find("\n[").unwrap_or(table.len())];
    let table: toml::Table = toml::from_str(table).ok()?;
    Some(table.get("state")?.get("path")?.as_str()?.to_owned())
}

fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, set: &[&str], env: &[(&str, &str)], want: &str) {
        let set = set.iter().map(|set| set.to_string()).collect();
        let env = env.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        let request = Request { set, env, ..Request::default() };
        assert_eq!(ledger(&request, Path::new("/r"), text), Path::new(want), "{text:?}");
    }

    #[test]
    fn where_the_ledger_seems_to_be() {
        check("", &[], &[], "/r/feeds/state.db");
        check("[state]\npath = 'a.db'\n", &[], &[], "/r/a.db");
        check(
            "version = 1\n\n[state]\nbackups = 2 # x\npath = \"./b\"\n[fetch]\n",
            &[],
            &[],
            "/r/b",
        );
        check("[state]\npath = 'a'\n", &[], &[("FEEDMILL_STATE_PATH", "/c")], "/c");
        check("", &["state.path=d", "state.path=e"], &[("FEEDMILL_STATE_PATH", "/c")], "/r/e");
        // Written in another way, it is not found, and the run takes its usual way.
        check("state = { path = 'a.db' }", &[], &[], "/r/feeds/state.db");
    }

    #[test]
    fn whatever_bears_on_it_is_in_the_name() {
        let name = |change: &dyn Fn(&mut Request, &mut Document)| {
            let mut request = Request::default();
            let mut document = Document { name: "n".to_owned(), text: "t".to_owned() };
            change(&mut request, &mut document);
            basis(&request, Path::new("/r/n"), &document)
        };
        let put = |request: &mut Request, name: &str| {
            request.env.insert(name.to_owned(), String::new());
        };
        let same = name(&|_, _| {});
        assert_eq!(name(&|request, _| put(request, "INVOCATION_ID")), same);
        let others = [
            name(&|request, _| put(request, "FEEDMILL_OUTPUT_DIR")),
            name(&|request, _| request.set = vec!["a=b".to_owned()]),
            name(&|request, _| request.out = Some("o".into())),
            name(&|request, _| request.cwd = "/c".into()),
            name(&|_, document| document.text = "u".to_owned()),
        ];
        assert!(others.iter().all(|other| *other != same), "{others:?}");
    }
}
