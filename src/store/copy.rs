//! A copy of a ledger, for a tape or from one.

use std::{path::Path, time::Duration};

use rusqlite::{Connection, OpenFlags};

use super::Error;

/// How long a run that commits at this moment is waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Copies a ledger as it is at this moment, whoever works in it. The target must not be there.
///
/// The addresses of local sources and the errors met with them hold paths of a machine; in these, each
/// of `renamed` is put in place of another text.
///
/// # Errors
///
/// The ledger cannot be read, or the copy cannot be written.
pub fn copy(from: &Path, to: &Path, renamed: &[(String, String)]) -> Result<(), Error> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY;
    let read = || -> rusqlite::Result<()> {
        let connection = Connection::open_with_flags(from, flags)?;
        connection.busy_timeout(PATIENCE)?;
        connection.execute("VACUUM INTO ?1", [to.to_string_lossy()])?;
        Ok(())
    };
    read().map_err(|cause| Error::database(from, cause))?;
    let rename = || -> rusqlite::Result<()> {
        let connection = Connection::open(to)?;
        // What was there before must not be found in the file.
        connection.pragma_update(None, "secure_delete", "ON")?;
        for pair in renamed {
            connection.execute(
                "UPDATE source SET address = replace(address, ?1, ?2), \
                 last_error = replace(last_error, ?1, ?2)",
                [&pair.0, &pair.1],
            )?;
            connection.execute(
                "UPDATE event SET text = replace(text, ?1, ?2), help = replace(help, ?1, ?2)",
                [&pair.0, &pair.1],
            )?;
        }
        Ok(())
    };
    rename().map_err(|cause| Error::database(to, cause))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        model::{Changes, SourceState},
        store::{Mode, Settings, Store},
    };

    #[test]
    fn a_copy_is_the_ledger_of_another_folder() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| Settings { path: folder.path().join(name) };
        let store = Store::open(&at("ours.db"), Mode::Write).unwrap();
        let state = SourceState {
            address: "/home/me/in/*\n/srv/*".to_owned(),
            last_error: Some("cannot read /home/me/in/a".to_owned()),
            ..SourceState::default()
        };
        // Not yet committed, it is not in the copy.
        store.apply("files", Changes::default(), &state).unwrap();
        store.begin().unwrap();
        store.apply("later", Changes::default(), &state).unwrap();
        let renamed = [("/home/me/".to_owned(), "/else/".to_owned())];
        copy(&at("ours.db").path, &at("copy.db").path, &renamed).unwrap();
        store.commit().unwrap();

        let copied = Store::open(&at("copy.db"), Mode::Look).unwrap();
        let read = copied.source("files").unwrap();
        assert_eq!(read.address, "/else/in/*\n/srv/*");
        assert_eq!(read.last_error.as_deref(), Some("cannot read /else/in/a"));
        assert_eq!(copied.sources().unwrap().len(), 1);
        let bytes = std::fs::read(at("copy.db").path).unwrap();
        let old = b"/home/me";
        assert!(!bytes.windows(old.len()).any(|part| part == old), "the old folder is in the file");
        assert!(copy(&at("none.db").path, &at("other.db").path, &[]).is_err());
        assert!(
            copy(&at("ours.db").path, &at("copy.db").path, &[]).is_err(),
            "it is there already"
        );
    }
}
