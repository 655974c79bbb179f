//! What one source of local files held ↔ JSON.
//!
//! Paths are told relative to the folder of the configuration, so that nothing is said of the machine
//! beyond what the operator wrote.

use std::{
    io,
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::fetch::Error;

/// What one source of local files held.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Files {
    /// Its patterns.
    pub globs: Vec<String>,
    /// The files, in the order of their names.
    pub documents: Vec<Stored>,
    /// What could not be read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub failures: Vec<Failure>,
}

/// One file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Stored {
    /// Its name, as a document has it.
    pub name: String,
    /// Where its bytes are, below the folder of the run.
    pub path: String,
    /// How many they are.
    pub bytes: u64,
}

/// A file that could not be read.
#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Failure {
    path: String,
    /// The largest size that was accepted, where it was larger.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    limit: Option<u64>,
    /// Whether it may not be read by the user who ran feedmill.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    denied: bool,
    /// What the system said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    because: String,
}

impl Failure {
    pub(super) fn write(error: &Error, root: &Path) -> Self {
        let (path, limit, source) = match error {
            Error::Read { path, source } => (path.display().to_string(), None, Some(source)),
            Error::TooLarge { place, limit, .. } => (place.clone(), Some(*limit), None),
            // Reading files fails in no other way.
            error => (error.to_string(), None, None),
        };
        Failure {
            path: relative(&path, &root.display().to_string()),
            limit,
            denied: source.is_some_and(|source| source.kind() == io::ErrorKind::PermissionDenied),
            because: source.map(ToString::to_string).unwrap_or_default(),
        }
    }

    pub(super) fn read(&self, root: &Path) -> Error {
        let path = root.join(&self.path);
        if let Some(limit) = self.limit {
            let place = path.display().to_string();
            return Error::TooLarge { place, limit, setting: "fetch.max_decoded" };
        }
        let kind = if self.denied { io::ErrorKind::PermissionDenied } else { io::ErrorKind::Other };
        Error::Read { path, source: io::Error::new(kind, self.because.clone()) }
    }
}

/// Patterns relative to the folder of the configuration, where they lie in it.
pub(super) fn relative_globs(globs: &[String], root: &Path) -> Vec<String> {
    let root = glob::Pattern::escape(&root.display().to_string());
    globs.iter().map(|glob| relative(glob, &root)).collect()
}

fn relative(path: &str, root: &str) -> String {
    let below = path.strip_prefix(root).and_then(|path| path.strip_prefix(['/', '\\']));
    below.unwrap_or(path).to_owned()
}

/// Where the bytes of a file are put: a path that leads nowhere but down.
pub(super) fn place(name: &str) -> String {
    let mut path = "files".to_owned();
    for part in name.split(['/', '\\']).filter(|part| !matches!(*part, "" | ".")) {
        path.push('/');
        path.push_str(&if part == ".." { "__".to_owned() } else { part.replace(':', "_") });
    }
    path
}

/// The same, read back: `None` for a path that leads out of the folder.
pub(super) fn placed(folder: &Path, path: &str) -> Option<PathBuf> {
    let leads_down = |part: Component| matches!(part, Component::Normal(_));
    Path::new(path).components().all(leads_down).then(|| folder.join(path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, want: &str) {
        let path = place(name);
        assert_eq!(path, want, "{name:?}");
        assert_eq!(placed(Path::new("/tape"), &path), Some(Path::new("/tape").join(want)));
    }

    #[test]
    fn files_stay_in_their_folder() {
        check("feeds/notes/a.md", "files/feeds/notes/a.md");
        check("../else/a.md", "files/__/else/a.md");
        check("/srv/a.md", "files/srv/a.md");
        check("C:\\notes\\a.md", "files/C_/notes/a.md");
        for path in ["../a", "/etc/passwd", "files/../../a"] {
            assert_eq!(placed(Path::new("/tape"), path), None, "{path}");
        }
    }

    #[test]
    fn failures_come_back_below_another_root() {
        let (here, there) = (Path::new("/home/me/[x]"), Path::new("/t"));
        let denied = io::Error::new(io::ErrorKind::PermissionDenied, "no entry");
        let large = Error::TooLarge {
            place: "/home/me/[x]/in/b".to_owned(),
            limit: 7,
            setting: "fetch.max_decoded",
        };
        for (error, want) in [
            (Error::Read { path: here.join("in/a"), source: denied }, "cannot read /t/in/a"),
            (large, "/t/in/b is larger than 7 bytes"),
        ] {
            let text = serde_json::to_string(&Failure::write(&error, here)).unwrap();
            assert!(!text.contains("home"), "{text}");
            let read = serde_json::from_str::<Failure>(&text).unwrap().read(there);
            assert_eq!(read.to_string(), want);
            assert_eq!(read.help(), error.help());
        }
        let globs = ["/home/me/[[]x[]]/in/*".to_owned(), "/srv/*".to_owned()];
        assert_eq!(relative_globs(&globs, here), ["in/*", "/srv/*"]);
    }
}
