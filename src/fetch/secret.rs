//! A secret: where it stands, reading it, and never showing it.
//!
//! What a variable holds is taken when the config is read. A file is read at each visit, so that a
//! password that was changed is used at once, and commands that ask no server read no secret.

use std::{
    fmt, fs, io,
    io::Read,
    path::{Path, PathBuf},
};

/// Largest file of secrets, in bytes. A cookie file of a browser that is years old has some 300 KiB.
const LARGEST: u64 = 1 << 20;

/// Text that is sent and never shown: it has no `Display`, is not serialised, and `Debug` hides it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

/// Where a secret stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kept {
    /// In the config itself.
    Here(Secret),
    /// In a variable of the environment.
    Variable {
        /// Its name.
        name: String,
        /// What it holds; `None` where it is not set.
        value: Option<Secret>,
    },
    /// In a file.
    File(PathBuf),
}

/// Why a secret is not at hand.
#[derive(Debug, thiserror::Error)]
pub enum Missing {
    /// A variable that is not set, or set to nothing.
    #[error("the environment variable {0} is not set")]
    Variable(String),
    /// A file that is not there or not readable.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file that holds no secret.
    #[error("the file {} {fault}", path.display())]
    Unfit {
        /// The file.
        path: PathBuf,
        /// What is wrong with it, as a predicate.
        fault: &'static str,
    },
}

impl Secret {
    /// Makes text a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The text, for sending.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("***")
    }
}

impl Kept {
    /// The secret, read now.
    ///
    /// # Errors
    ///
    /// It is not where it should be.
    pub fn read(&self) -> Result<Secret, Missing> {
        match self {
            Kept::Here(secret) => Ok(secret.clone()),
            Kept::Variable { value: Some(secret), .. } if !secret.0.trim().is_empty() => {
                Ok(secret.clone())
            }
            Kept::Variable { name, .. } => Err(Missing::Variable(name.clone())),
            Kept::File(path) => file(path).map(Secret),
        }
    }

    /// Whether others than the owner of its file may read it. Only where the system says so.
    pub fn is_open(&self) -> bool {
        match self {
            Kept::File(path) => fs::metadata(path).is_ok_and(|metadata| is_open(&metadata)),
            Kept::Here(_) | Kept::Variable { .. } => false,
        }
    }
}

impl Missing {
    /// What the operator can do about it.
    pub fn help(&self) -> &'static str {
        match self {
            Missing::Variable(_) => {
                "set it where feedmill is started; cron does not read the profile of your shell"
            }
            Missing::Unreadable { source, .. }
                if source.kind() == io::ErrorKind::PermissionDenied =>
            {
                "let the user that runs feedmill read it"
            }
            Missing::Unreadable { .. } => "paths in config.toml are relative to config.toml",
            Missing::Unfit { .. } => "the file holds the secret and nothing else",
        }
    }
}

/// What a file holds, without the line break that editors put at its end.
fn file(path: &Path) -> Result<String, Missing> {
    let unreadable = |source| Missing::Unreadable { path: path.to_owned(), source };
    let unfit = |fault| Missing::Unfit { path: path.to_owned(), fault };
    // Before it is opened: opening a pipe waits for its writer.
    if !fs::metadata(path).map_err(unreadable)?.is_file() {
        return Err(unfit("is not a regular file"));
    }
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(unreadable)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > LARGEST) {
        return Err(unfit("is larger than 1 MiB"));
    }
    let text = String::from_utf8(bytes).map_err(|_| unfit("is not UTF-8 text"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text).trim_end_matches(['\r', '\n']);
    if text.trim().is_empty() {
        return Err(unfit("is empty"));
    }
    Ok(text.to_owned())
}

#[cfg(unix)]
fn is_open(metadata: &fs::Metadata) -> bool {
    use std::os::unix::fs::MetadataExt;

    metadata.mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn is_open(_: &fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let kept = [
            Kept::Here(Secret::new("sesame")),
            Kept::Variable { name: "DOOR".to_owned(), value: Some(Secret::new("sesame")) },
        ];
        let shown = format!("{kept:?} {kept:#?}");
        assert!(!shown.contains("sesame") && shown.contains("***"), "{shown}");
    }

    #[track_caller]
    fn check_variable(value: Option<&str>, is_set: bool) {
        let kept = Kept::Variable { name: "DOOR".to_owned(), value: value.map(Secret::new) };
        assert_eq!(kept.read().is_ok(), is_set, "{value:?}");
    }

    #[test]
    fn an_empty_variable_is_an_unset_one() {
        check_variable(Some("sesame"), true);
        check_variable(Some(" "), false);
        check_variable(Some(""), false);
        check_variable(None, false);
    }

    #[track_caller]
    fn check_file(bytes: &[u8], want: Result<&str, &str>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("door");
        fs::write(&path, bytes).unwrap();
        let read = Kept::File(path.clone()).read();
        let read = read.as_ref().map(Secret::reveal).map_err(ToString::to_string);
        let place = format!("the file {} ", path.display());
        assert_eq!(read, want.map_err(|fault| place + fault), "{bytes:?}");
    }

    #[test]
    fn a_file_holds_a_secret_and_a_line_break() {
        check_file(b"sesame", Ok("sesame"));
        check_file(b"sesame\n", Ok("sesame"));
        check_file(b"\xef\xbb\xbfsesame\r\n", Ok("sesame"));
        check_file(b" open  sesame \n\n", Ok(" open  sesame "));
        check_file(b"\n", Err("is empty"));
        check_file(b"", Err("is empty"));
        check_file(b"\xff\xfe", Err("is not UTF-8 text"));
        check_file(&[b'x'; (1 << 20) + 1], Err("is larger than 1 MiB"));
    }

    #[test]
    fn what_is_no_file_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let told = |path: &Path| Kept::File(path.to_owned()).read().unwrap_err().to_string();
        assert!(told(folder.path()).ends_with("is not a regular file"));
        assert!(told(&folder.path().join("x")).starts_with("cannot read "));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_others_may_read_is_open() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("door");
        fs::write(&path, "sesame").unwrap();
        for (mode, open) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
            fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(Kept::File(path.clone()).is_open(), open, "{mode:o}");
        }
    }
}
