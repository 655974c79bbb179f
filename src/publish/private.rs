//! Files for the operator, outside of the output directory: what watches feedmill reads them.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    Error,
    disk::{Disk, Real},
    files::{self, failed},
    plan,
};

/// Which files for the operator are written, and where.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Private {
    /// The feed of what changed about sources.
    pub health_feed: Option<PathBuf>,
    /// Metrics in the text format of Prometheus.
    pub metrics: Option<PathBuf>,
}

/// Puts a file in its place, as a whole or not at all; one that says the same is left alone. Whether
/// it was written.
///
/// # Errors
///
/// The place cannot be written, or lies within the output directory `public` by a symbolic link.
pub fn put(path: &Path, bytes: &[u8], public: &Path) -> Result<bool, Error> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(failed("make the folder", folder))?;
    if let (Ok(folder), Ok(public)) = (fs::canonicalize(folder), fs::canonicalize(public))
        && folder.starts_with(public)
    {
        return Err(Error::Public { path: path.to_owned() });
    }
    let disk = &Real;
    if plan::is_same(disk, path, bytes)? {
        return Ok(false);
    }
    let new = files::beside(path);
    let put = files::put(disk, &new, path, None, bytes).map_err(failed("write", path));
    put.and_then(|()| disk.rename(&new, path).map_err(failed("replace", path))).inspect_err(
        |_| {
            // What is left is harmless, and the next run writes over it.
            let _ = disk.remove(&new);
        },
    )?;
    disk.sync_folder(folder).map_err(failed("sync", folder))?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_the_same_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let (path, public) = (folder.path().join("a/b/c.prom"), folder.path().join("public"));
        let modified = || fs::metadata(&path).unwrap().modified().unwrap();
        assert!(put(&path, b"one", &public).unwrap());
        let before = modified();
        assert!(!put(&path, b"one", &public).unwrap());
        assert_eq!(modified(), before);
        assert!(put(&path, b"two", &public).unwrap());
        assert!(modified() > before);
        assert_eq!(fs::read(&path).unwrap(), b"two");
        let names: Vec<_> = fs::read_dir(path.parent().unwrap()).unwrap().collect();
        assert_eq!(names.len(), 1, "nothing lies beside it");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_does_not_lead_into_the_public_folder() {
        let folder = tempfile::tempdir().unwrap();
        let public = folder.path().join("public");
        fs::create_dir(&public).unwrap();
        let link = folder.path().join("private");
        std::os::unix::fs::symlink(&public, &link).unwrap();
        let error = put(&link.join("health.atom"), b"x", &public).unwrap_err();
        assert!(matches!(error, Error::Public { .. }), "{error}");
        assert_eq!(fs::read_dir(&public).unwrap().count(), 0);
    }
}
