//! What was published: which files are ours, and which items each feed held.

use std::{
    collections::BTreeMap,
    fs,
    io::{self, Write},
    path::Path,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Artifact, Guid};

use super::{Error, files};

/// Where it stands below the output directory.
const NAME: &str = ".feedmill-manifest.json";

/// What the last publish put into the output directory.
///
/// Only files that it lists are ever removed, and its ids are a second copy of what subscribers know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format.
    version: u32,
    /// By path below the output directory.
    pub files: BTreeMap<String, Published>,
}

/// One file of a publish.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// The items of a feed, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub guids: Vec<Guid>,
}

impl Manifest {
    /// The version that this program writes.
    const VERSION: u32 = 1;

    /// Reads the manifest of an output directory; empty where nothing was published yet.
    ///
    /// A damaged manifest counts as none: nothing is removed then, and the next publish writes it anew.
    ///
    /// # Errors
    ///
    /// It is there and cannot be read.
    pub fn read(dir: &Path) -> Result<Self, Error> {
        let path = dir.join(NAME);
        match fs::read(&path) {
            Ok(bytes) => Ok(serde_json::from_slice(&bytes).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(Error::Read { path, source }),
        }
    }

    /// The manifest of a set of artifacts.
    pub(super) fn of(artifacts: &[Artifact]) -> Self {
        let published =
            |artifact: &Artifact| Published::of(&artifact.bytes, artifact.guids.clone());
        let files = artifacts.iter().map(|a| (a.path.clone(), published(a))).collect();
        Manifest { version: Self::VERSION, files }
    }
}

impl Published {
    /// A file with these bytes and items.
    pub(super) fn of(bytes: &[u8], guids: Vec<Guid>) -> Self {
        Published { sha256: hash(bytes), guids }
    }
}

/// Writes the manifest if it says something else than the one on disk.
pub(super) fn write(dir: &Path, manifest: &Manifest) -> Result<(), Error> {
    let path = dir.join(NAME);
    let mut bytes =
        serde_json::to_vec_pretty(manifest).expect("a map with text keys always serialises");
    bytes.push(b'\n');
    if fs::read(&path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    let new = files::beside(&path);
    let failed = |action, path: &Path| {
        let path = path.to_owned();
        move |source| Error::Write { action, path, source }
    };
    fs::create_dir_all(dir).map_err(failed("make the folder", dir))?;
    let mut file = fs::File::create(&new).map_err(failed("write", &new))?;
    file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(failed("write", &new))?;
    fs::rename(&new, &path).map_err(failed("rename", &new))?;
    files::sync_folder(dir)
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
