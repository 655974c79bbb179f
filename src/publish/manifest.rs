//! What was published: which files are ours, and which items each feed held.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs, io,
    path::Path,
};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Artifact, Guid, hexadecimal};

use super::{Error, Settings, plan::is_missing};

/// Where it stands below the output directory.
pub(super) const NAME: &str = ".feedmill-manifest.json";

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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// SHA-256 of the bytes, in hexadecimal.
    pub sha256: String,
    /// How many there are. A manifest of an earlier version does not say.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bytes: Option<u64>,
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
            Ok(bytes) => Ok(Self::parse(&bytes)),
            Err(error) if is_missing(&error) => Ok(Self::default()),
            Err(source) => Err(Error::Read { path, source }),
        }
    }

    /// What [`lacking`] says, by a manifest that was read.
    pub fn lacking<'p>(
        &self,
        paths: impl IntoIterator<Item = &'p str>,
        dir: &Path,
    ) -> BTreeSet<&'p str> {
        let mut place = dir.to_owned();
        let is_lacking = |path: &&str| {
            let bytes = self.files.get(*path).and_then(|published| published.bytes);
            place.push(path);
            let metadata = fs::metadata(&place);
            place.clear();
            place.push(dir);
            !metadata.is_ok_and(|it| it.is_file() && bytes.is_none_or(|bytes| it.len() == bytes))
        };
        paths.into_iter().filter(is_lacking).collect()
    }

    /// Reads a manifest; empty where there is none, or where it is damaged.
    pub(super) fn parse(bytes: &[u8]) -> Self {
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    /// The same as this version writes it.
    pub(super) fn renewed(self) -> Self {
        Manifest { version: Self::VERSION, ..self }
    }

    /// The bytes of its file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes =
            serde_json::to_vec_pretty(self).expect("a map with text keys always serialises");
        bytes.push(b'\n');
        bytes
    }
}

impl Published {
    /// A file with these bytes and items.
    pub(super) fn of(bytes: &[u8], guids: Vec<Guid>) -> Self {
        Published { sha256: hash(bytes), bytes: Some(bytes.len() as u64), guids }
    }

    /// Whether as many bytes and the same items were published of an artifact.
    pub(super) fn is_like(&self, artifact: &Artifact) -> bool {
        self.bytes == Some(artifact.bytes.len() as u64) && self.guids == artifact.guids
    }
}

/// Those of some files of earlier publishes that are not there any more, or not as a whole. Their bytes
/// are not looked at: there may be very many, and nothing of ours changes them.
///
/// # Errors
///
/// The manifest cannot be read.
pub fn lacking<'p>(
    paths: impl IntoIterator<Item = &'p str>,
    settings: &Settings,
) -> Result<BTreeSet<&'p str>, Error> {
    Ok(Manifest::read(&settings.dir)?.lacking(paths, &settings.dir))
}

/// The files of a folder below the output directory, by name; none where there is no such folder.
///
/// # Errors
///
/// The folder is there and cannot be read.
pub fn read_folder(folder: &str, settings: &Settings) -> Result<BTreeMap<String, Vec<u8>>, Error> {
    let path = settings.dir.join(folder);
    let read = || -> io::Result<BTreeMap<String, Vec<u8>>> {
        let mut files = BTreeMap::new();
        for entry in fs::read_dir(&path)? {
            let entry = entry?;
            if entry.file_type()?.is_file() {
                let name = entry.file_name().to_string_lossy().into_owned();
                files.insert(name, fs::read(entry.path())?);
            }
        }
        Ok(files)
    };
    match read() {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(BTreeMap::new()),
        read => read.map_err(|source| Error::Read { path, source }),
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    hexadecimal(&Sha256::digest(bytes))
}
