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
        }
        Ok(())
    };
    rename().map_err(|cause| Error::database(to, cause))
}
