//! Glob patterns → local documents.
//!
//! The order is that of the names, byte for byte, whatever the file system says. Modification times
//! are not looked at: a copy, a checkout or a restore changes them, and says nothing of the text.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{self, Read},
    path::{MAIN_SEPARATOR, Path, PathBuf, is_separator},
};

use super::{Error, Fetched, Terms};
use crate::model::Document;

/// Reads every file that a pattern matches. `most` is the largest file that is accepted, in bytes.
///
/// No match is no failure: a folder for articles may be empty. A file that cannot be read costs the
/// others nothing. Folders are skipped; hidden files and `~` backups are, too, unless the pattern
/// names them.
pub(super) fn read(globs: &[String], root: &Path, most: u64) -> Result<Fetched, Error> {
    let mut failures = Vec::new();
    let mut documents = Vec::new();
    for (path, name) in paths(globs, root, &mut failures)? {
        match read_file(&path, most) {
            Ok(Some(bytes)) => {
                documents.push(Document { name, bytes, ..Document::default() });
            }
            Ok(None) => {}
            Err(error) => failures.push(error),
        }
    }
    documents.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Fetched::Documents { documents, terms: Terms::default(), failures })
}

/// Each path once, with its name.
fn paths(
    globs: &[String],
    root: &Path,
    failures: &mut Vec<Error>,
) -> Result<BTreeMap<PathBuf, String>, Error> {
    let mut paths = BTreeMap::new();
    for pattern in globs {
        let found = glob::glob(pattern)
            .map_err(|source| Error::Pattern { pattern: pattern.clone(), source })?;
        for path in found {
            match path {
                Ok(path) => {
                    if is_meant(pattern, &path) {
                        let name = name(&path, root);
                        paths.insert(path, name);
                    }
                }
                Err(error) => failures
                    .push(Error::Read { path: error.path().to_owned(), source: error.into() }),
            }
        }
    }
    Ok(paths)
}

/// Whether a matched path is one that the pattern's author thought of: not a hidden file, nor one in
/// a hidden folder, nor a backup of an editor, unless the pattern spells the dot or the `~`.
///
/// The option of the glob crate for leading dots panics on names that are not UTF-8.
fn is_meant(pattern: &str, path: &Path) -> bool {
    let parts: Vec<&str> = pattern.split(is_separator).collect();
    let wild = parts.iter().position(|part| part.contains(['*', '?', '[']));
    let (literal, rest) = parts.split_at(wild.unwrap_or(parts.len()));
    let literal = Path::new(&literal.join("/")).components().count().max(1);
    let hidden = path
        .components()
        .skip(literal)
        .any(|part| part.as_os_str().as_encoded_bytes().starts_with(b"."));
    let backup = path.as_os_str().as_encoded_bytes().ends_with(b"~");
    (rest.iter().any(|part| part.starts_with('.')) || !hidden)
        && (pattern.ends_with('~') || !backup)
}

/// The path below the root, with `/` on every system.
fn name(path: &Path, root: &Path) -> String {
    let below = path.strip_prefix(root).unwrap_or(path);
    let name = below.to_string_lossy();
    if MAIN_SEPARATOR == '/' { name.into_owned() } else { name.replace(MAIN_SEPARATOR, "/") }
}

/// The content of a file; `None` for a folder.
fn read_file(path: &Path, most: u64) -> Result<Option<Vec<u8>>, Error> {
    let failure = |source| Error::Read { path: path.to_owned(), source };
    let metadata = path.metadata().map_err(failure)?;
    if metadata.is_dir() {
        return Ok(None);
    }
    if !metadata.is_file() {
        // Opening a pipe would wait for its other end.
        return Err(failure(io::Error::other("not a regular file")));
    }
    let too_large = || Error::TooLarge {
        place: path.display().to_string(),
        limit: most,
        setting: "fetch.max_decoded",
    };
    if metadata.len() > most {
        return Err(too_large());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failure)?;
    // It may grow while it is read.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(failure)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > most) {
        return Err(too_large());
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const FILES: [&str; 8] = [
        "b.txt",
        "a.txt",
        "sub/c.txt",
        ".hidden.txt",
        "a.txt~",
        "d.md",
        "sub/deep/e.txt",
        "sub/.git/f.txt",
    ];

    fn folder() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for file in FILES {
            let path = folder.path().join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, file).unwrap();
        }
        folder
    }

    fn fetch(folder: &Path, globs: &[&str], most: u64) -> (Vec<Document>, Vec<Error>) {
        let globs: Vec<_> =
            globs.iter().map(|glob| folder.join(glob).display().to_string()).collect();
        match read(&globs, folder, most).unwrap() {
            Fetched::Documents { documents, failures, .. } => (documents, failures),
            Fetched::Unchanged { .. } | Fetched::Same { .. } => panic!("files are always read"),
        }
    }

    #[track_caller]
    fn check(globs: &[&str], want: &[&str]) {
        let folder = folder();
        let (documents, failures) = fetch(folder.path(), globs, 100);
        assert!(failures.is_empty(), "{failures:?}");
        let names: Vec<_> = documents.iter().map(|document| document.name.as_str()).collect();
        assert_eq!(names, want, "{globs:?}");
        for document in &documents {
            assert_eq!(document.bytes, document.name.as_bytes());
        }
    }

    #[test]
    fn sorted_each_once() {
        check(&["*.txt"], &["a.txt", "b.txt"]);
        check(&["**/*.txt"], &["a.txt", "b.txt", "sub/c.txt", "sub/deep/e.txt"]);
        check(&["b.txt", "*.txt", "sub/*"], &["a.txt", "b.txt", "sub/c.txt"]);
    }

    #[test]
    fn hidden_files_and_backups_only_by_name() {
        check(&["*"], &["a.txt", "b.txt", "d.md"]);
        check(&[".*.txt"], &[".hidden.txt"]);
        check(&["*/.git/*", ".hidden.txt"], &[".hidden.txt", "sub/.git/f.txt"]);
        check(&["*~"], &["a.txt~"]);
    }

    #[test]
    fn no_match_is_fine() {
        check(&["*.html", "nowhere/*.txt", "gone.txt"], &[]);
    }

    #[test]
    fn one_bad_file_costs_the_others_nothing() {
        let folder = folder();
        let path = folder.path();
        fs::write(path.join("long.txt"), [b'x'; 101]).unwrap();
        fs::write(path.join("full.txt"), [b'x'; 100]).unwrap();
        let (documents, failures) = fetch(path, &["*.txt"], 100);
        let names: Vec<_> = documents.into_iter().map(|document| document.name).collect();
        assert_eq!(names, ["a.txt", "b.txt", "full.txt"]);
        let [Error::TooLarge { limit: 100, setting: "fetch.max_decoded", .. }] = failures[..]
        else {
            panic!("{failures:?}");
        };
    }

    #[cfg(unix)]
    #[test]
    fn a_name_that_is_not_utf_8_is_no_fault() {
        use std::os::unix::ffi::OsStrExt;
        let folder = folder();
        let path = folder.path();
        fs::write(path.join(std::ffi::OsStr::from_bytes(b"\xff.txt")), "x").unwrap();
        let (documents, failures) = fetch(path, &["./*.txt"], 100);
        assert_eq!((documents.len(), failures.len()), (2, 0));
    }

    #[cfg(unix)]
    #[test]
    fn what_is_no_file_is_a_failure() {
        let folder = folder();
        let path = folder.path();
        std::os::unix::fs::symlink(path.join("nowhere"), path.join("link.txt")).unwrap();
        let socket = std::os::unix::net::UnixListener::bind(path.join("socket.txt")).unwrap();
        let (documents, failures) = fetch(path, &["*.txt"], 100);
        drop(socket);
        assert_eq!(documents.len(), 2);
        let failed: Vec<_> = failures
            .iter()
            .map(|failure| match failure {
                Error::Read { path, .. } => path.file_name().unwrap().to_str().unwrap(),
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(failed, ["link.txt", "socket.txt"]);
    }

    #[test]
    fn a_bad_pattern_is_an_error() {
        let error = read(&["/a/***".to_owned()], Path::new("/a"), 1).unwrap_err();
        assert_eq!(error.to_string(), "\"/a/***\" is not a glob pattern");
    }
}
