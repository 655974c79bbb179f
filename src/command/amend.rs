//! A new text for the configuration file: with more sources, or with a file of examples.
//!
//! What the file would say is checked before it says so, and once more when it does: if what is then
//! read is not what was meant, the old text is put back.

use std::{fs, io, path::Path};

use super::{Context, Exit, Failure, replace::replace};
use crate::config::{Loaded, edit};

/// Puts sources into the file, or only checks that this could be done.
pub(super) fn amend(
    context: &Context,
    loaded: &Loaded,
    sources: &[edit::Addition],
    dry_run: bool,
) -> Result<(), Failure> {
    let new = edit::add(&loaded.document.text, sources)
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    rewrite(context, loaded, &new, dry_run || sources.is_empty())
}

/// Gives the file another text, or only checks that this could be done.
pub(super) fn rewrite(
    context: &Context,
    loaded: &Loaded,
    new: &str,
    dry_run: bool,
) -> Result<(), Failure> {
    let path = &loaded.config.path;
    let old = &loaded.document.text;
    let wanted = context.revise(loaded, new.to_owned())?;
    if dry_run {
        return Ok(());
    }
    // Somebody may have edited it while a server was asked or a person thought.
    if fs::read(path).map_err(|error| cannot_write(path, &error))? != old.as_bytes() {
        let what = format!("{} was changed meanwhile", loaded.document.name);
        return Err(Failure::text(Exit::Failed, what, "nothing was written; run it again"));
    }
    replace(path, new.as_bytes()).map_err(|error| cannot_write(path, &error))?;
    match context.load(None) {
        Ok(now) if now.file == wanted.file => Ok(()),
        result => {
            replace(path, old.as_bytes()).map_err(|error| cannot_write(path, &error))?;
            Err(result.err().unwrap_or_else(|| {
                let what = format!("{} says something else than was written", path.display());
                Failure::text(Exit::Failed, what, "the old text was put back; run it again")
            }))
        }
    }
}

pub(super) fn cannot_write(path: &Path, error: &io::Error) -> Failure {
    let help = match error.kind() {
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            "let the user that runs feedmill write the file and its folder; \
             --dry-run shows what would be written"
        }
        _ => "nothing was changed; --dry-run shows what would be written",
    };
    let what = format!("cannot write {}: {error}", path.display());
    Failure::text(Exit::Failed, what, help)
}
