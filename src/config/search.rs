//! Where the configuration file is.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use super::{Request, error::Error, place::Document};

/// The file's usual name.
const NAME: &str = "config.toml";

/// Finds and reads the file: `--config`, `FEEDMILL_CONFIG`, `./config.toml`, then the user's own.
///
/// # Errors
///
/// None is there, or the first one that is cannot be read.
pub(super) fn find(request: &Request) -> Result<(PathBuf, Document), Error> {
    let named = request.path.clone().or_else(|| variable(&request.env, "FEEDMILL_CONFIG"));
    if let Some(named) = named {
        return read(request.cwd.join(&named), &named);
    }
    let mut searched = vec![request.cwd.join(NAME)];
    let user = variable(&request.env, "XDG_CONFIG_HOME")
        // A relative path is to be ignored (XDG Base Directory Specification).
        .filter(|path| path.is_absolute())
        .or_else(|| variable(&request.env, "HOME").map(|home| home.join(".config")));
    searched.extend(user.map(|folder| folder.join("feedmill").join(NAME)));
    match searched.iter().find(|path| path.exists()) {
        Some(path) => {
            let name = path.strip_prefix(&request.cwd).unwrap_or(path);
            read(path.clone(), name)
        }
        None => Err(Error::Missing { searched }),
    }
}

/// A variable that is set to something.
fn variable(env: &BTreeMap<String, String>, name: &str) -> Option<PathBuf> {
    env.get(name).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn read(path: PathBuf, name: &Path) -> Result<(PathBuf, Document), Error> {
    let name = name.display().to_string();
    let bytes =
        fs::read(&path).map_err(|source| Error::Read { path: PathBuf::from(&name), source })?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((path, Document { name, text })),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let text = String::from_utf8_lossy(&error.as_bytes()[..good]).into_owned();
            let (line, column) = Document { name: String::new(), text }.position(good);
            Err(Error::Encoding { name, line, column })
        }
    }
}
