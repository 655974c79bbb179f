//! What was published: which files are ours, and which items each feed held.

use std::{collections::BTreeMap, fs, io, path::Path};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::model::{Artifact, Guid};

use super::Error;

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
            Ok(bytes) => Ok(Self::parse(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(source) => Err(Error::Read { path, source }),
        }
    }

    /// Reads a manifest; empty where there is none, or where it is damaged.
    pub(super) fn parse(bytes: Vec<u8>) -> Self {
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    /// The manifest of a set of artifacts.
    pub(super) fn of(artifacts: &[Artifact]) -> Self {
        let published = |artifact: &Artifact| Published {
            sha256: hash(&artifact.bytes),
            guids: artifact.guids.clone(),
        };
        let files = artifacts.iter().map(|a| (a.path.clone(), published(a))).collect();
        Manifest { version: Self::VERSION, files }
    }

    /// The bytes of its file.
    pub(super) fn bytes(&self) -> Vec<u8> {
        let mut bytes =
            serde_json::to_vec_pretty(self).expect("a map with text keys always serialises");
        bytes.push(b'\n');
        bytes
    }
}

/// SHA-256 in hexadecimal.
pub(super) fn hash(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
