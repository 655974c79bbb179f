//! The manifest in the store: what is there, and who is writing.

use std::{
    collections::BTreeSet,
    hash::{BuildHasher, RandomState},
    path::{Path, PathBuf},
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::{CLAIM_DIES, Error, Objects, Only, Put};
use crate::publish::{
    disk::{Disk, Real},
    files::{failed, unless_missing},
    manifest::{Manifest, NAME},
    plan,
};

/// Beside the local manifest: the name under which this machine writes to the store just now. After a
/// kill it is still there, and the next run knows the claim for its own.
const TOKEN: &str = ".feedmill-claim";

/// The manifest in the store.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Remote {
    /// What is there. An object that may be otherwise has no hash.
    #[serde(flatten)]
    pub set: Manifest,
    /// Who is at work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writing: Option<Writing>,
}

/// A claim.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Writing {
    /// A name that no other writer has.
    pub by: String,
    /// When it began.
    pub since: DateTime<Utc>,
    /// What it is about to put or remove.
    pub paths: BTreeSet<String>,
}

/// The remote manifest as it was read or put last.
pub(super) struct Held<'o> {
    objects: &'o dyn Objects,
    /// What it says.
    pub remote: Remote,
    /// Its bytes.
    pub bytes: Vec<u8>,
    only: Only,
}

impl<'o> Held<'o> {
    /// Reads it. A damaged one counts as none, but is replaced only as long as it is this one.
    pub fn read(objects: &'o dyn Objects) -> Result<Self, Error> {
        let found = objects.get(NAME)?;
        let only = found.as_ref().map_or(Only::IfNew, |(_, version)| Only::IfSame(version.clone()));
        let bytes = found.map(|(bytes, _)| bytes).unwrap_or_default();
        let remote = serde_json::from_slice(&bytes).unwrap_or_default();
        Ok(Held { objects, remote, bytes, only })
    }

    /// Whether another writer is at work. `token` is our own name from before a kill.
    pub fn is_free(&self, token: Option<&str>, now: DateTime<Utc>) -> Result<(), Error> {
        let Some(writing) = &self.remote.writing else { return Ok(()) };
        // A clock that is wrong by that much says nothing.
        let is_alive = (now - writing.since).abs() < CLAIM_DIES;
        if is_alive && token != Some(&writing.by) {
            let place = self.objects.name("");
            return Err(Error::Claimed { place, since: writing.since });
        }
        Ok(())
    }

    /// Replaces it, unless somebody else has.
    pub fn put(&mut self, remote: Remote, bytes: Vec<u8>) -> Result<(), Error> {
        let version = match self.objects.put_if(NAME, bytes.clone(), &self.only)? {
            Put::Done(version) => version,
            // An answer that was lost on the way: the request was repeated and found itself.
            Put::Refused => match self.objects.get(NAME)? {
                Some((found, version)) if found == bytes => version,
                _ => return Err(Error::Overtaken { key: self.objects.name(NAME) }),
            },
        };
        self.only = Only::IfSame(version);
        (self.remote, self.bytes) = (remote, bytes);
        Ok(())
    }
}

impl Remote {
    /// The bytes of its object.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes =
            serde_json::to_vec_pretty(self).expect("a map with text keys always serialises");
        bytes.push(b'\n');
        bytes
    }
}

/// The name under which a killed run of this machine wrote.
pub(super) fn own_token(dir: &Path) -> Result<Option<String>, Error> {
    Ok(plan::read(&Real, &token(dir))?.and_then(|bytes| String::from_utf8(bytes).ok()))
}

/// Makes a name, and writes it down.
pub(super) fn new_token(dir: &Path) -> Result<String, Error> {
    let random = || RandomState::new().hash_one(std::process::id());
    let name = format!("{:016x}{:016x}", random(), random());
    let path = token(dir);
    let written = Real.remove(&path).or_else(unless_missing).and_then(|()| {
        let mut file = Real.create(&path)?;
        Real.write(&mut file, name.as_bytes())?;
        Real.sync(&file)
    });
    written.map_err(failed("write", &path))?;
    Ok(name)
}

/// Forgets the name: nothing is claimed.
pub(super) fn forget_token(dir: &Path) {
    // What is left of it claims nothing.
    let _ = Real.remove(&token(dir));
}

fn token(dir: &Path) -> PathBuf {
    dir.join(TOKEN)
}
