//! The published directory → object storage: S3 and what speaks like it, Google Cloud, Azure, a folder.
//!
//! The directory is the truth; what its manifest lists is brought to the store, and nothing else is
//! touched there. The remote manifest says what is there already, so only what changed is sent, also
//! after a failure. It is put on condition that nobody else replaced it meanwhile: once before the first
//! object, with a claim, and once after the last. So of two writers one is refused before it has
//! replaced anything.

mod claim;
#[cfg(feature = "objects")]
mod cloud;
mod error;
#[cfg(feature = "objects")]
mod headers;
mod push;
mod seed;
#[cfg(all(test, feature = "objects"))]
mod tests;

use std::{
    fmt,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::{DateTime, Utc};
use url::Url;

use crate::model::Names;

use super::{disk::Real, manifest::NAME, plan};

pub use error::Error;

/// After so long a claim counts as that of a dead writer. A living one gives up long before
/// (`LONGEST`), so it cannot write into what another has taken over.
pub const CLAIM_DIES: chrono::TimeDelta = chrono::TimeDelta::minutes(30);

/// After so long no further object is begun.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Objects that are on their way at the same time.
const AT_ONCE: usize = 8;

/// Where the objects go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// The kind of store and the bucket.
    pub place: Place,
    /// What comes before each path, without `/` at its ends; may be empty.
    pub prefix: String,
    /// The server, where it is not that of the provider.
    pub endpoint: Option<Url>,
    /// The region, as S3 signs it.
    pub region: String,
    /// Whether the endpoint may be asked without TLS.
    pub allow_http: bool,
    /// How feed documents are called, which says their media types.
    pub names: Names,
    /// Longest time for one request.
    pub timeout: Duration,
}

/// A kind of store, and the bucket in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A bucket of Amazon S3, or of a server that speaks like it.
    S3(String),
    /// A bucket of Google Cloud Storage.
    Google(String),
    /// A container of Azure Blob Storage.
    Azure(String),
    /// A folder of this machine.
    Folder(PathBuf),
}

/// What a store wants to know of who writes.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Credentials {
    /// Access key id of S3, account of Azure.
    pub key: String,
    /// Secret access key of S3, access key of Azure, service account of Google in JSON.
    pub secret: String,
    /// Session token of S3, for keys that last a while.
    pub token: Option<String>,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Credentials(***)")
    }
}

impl fmt::Display for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.place {
            Place::S3(bucket) => write!(f, "s3://{bucket}")?,
            Place::Google(bucket) => write!(f, "gs://{bucket}")?,
            Place::Azure(container) => write!(f, "az://{container}")?,
            Place::Folder(path) => write!(f, "file://{}", path.display())?,
        }
        if self.prefix.is_empty() { Ok(()) } else { write!(f, "/{}", self.prefix) }
    }
}

/// What was brought to the store. Paths are below the prefix.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize)]
pub struct Pushed {
    /// Objects that are new or say something else now.
    pub written: Vec<String>,
    /// Objects of ours that are no longer made.
    pub removed: Vec<String>,
    /// How many say the same, and were not touched.
    pub unchanged: usize,
}

/// Brings the store to the state of the published directory.
///
/// # Errors
///
/// Another writer is at work, and nothing was replaced; or the store could not be brought to that state,
/// and the next push goes on from there.
pub fn push(
    dir: &Path,
    settings: &Settings,
    credentials: &Credentials,
    now: DateTime<Utc>,
) -> Result<Pushed, Error> {
    apart(|| push::push(&*open(settings, credentials)?, dir, now))
}

/// Whether a directory has a manifest.
///
/// # Errors
///
/// It cannot be read.
pub fn is_published(dir: &Path) -> Result<bool, Error> {
    Ok(plan::read(&Real, &dir.join(NAME))?.is_some())
}

/// Brings what was published into the directory, if that has no manifest: a machine that begins anew
/// has the ids and dates of the one before it. How many files came.
///
/// # Errors
///
/// The store cannot be read, or the directory not be written. The directory is as it was.
pub fn published(
    dir: &Path,
    settings: &Settings,
    credentials: &Credentials,
) -> Result<usize, Error> {
    apart(|| seed::published(&*open(settings, credentials)?, dir))
}

/// A store of objects, as far as publishing needs one. Paths are below the prefix.
trait Objects {
    /// Where an object is, in words.
    fn name(&self, path: &str) -> String;

    /// The bytes of an object and its version; `None` where there is none.
    fn get(&self, path: &str) -> Result<Option<(Vec<u8>, Version)>, Error>;

    /// Puts an object on a condition.
    fn put_if(&self, path: &str, bytes: Vec<u8>, only: &Only) -> Result<Put, Error>;

    /// Puts objects, several at the same time. Each has its own result.
    fn put_all(&self, objects: Vec<(String, Vec<u8>)>) -> Vec<(String, Result<(), Error>)>;

    /// Removes an object, if it is there.
    fn remove(&self, path: &str) -> Result<(), Error>;
}

/// Which bytes of an object are meant, as the store says it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Version {
    e_tag: Option<String>,
    version: Option<String>,
}

/// The condition of a put.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Only {
    /// There is no such object.
    IfNew,
    /// It is still this one.
    IfSame(Version),
}

/// What became of a put with a condition.
#[cfg_attr(not(feature = "objects"), expect(dead_code, reason = "no store can be opened then"))]
#[derive(Clone, Debug, PartialEq, Eq)]
enum Put {
    /// It is there, and has this version.
    Done(Version),
    /// The condition does not hold.
    Refused,
}

#[cfg(feature = "objects")]
fn open(settings: &Settings, credentials: &Credentials) -> Result<Box<dyn Objects>, Error> {
    Ok(Box::new(cloud::Cloud::open(settings, credentials)?))
}

#[cfg(not(feature = "objects"))]
fn open(settings: &Settings, _: &Credentials) -> Result<Box<dyn Objects>, Error> {
    let what = "this feedmill was built without object storage".to_owned();
    Err(Error::Setup { place: settings.to_string(), what })
}

/// Runs something on a thread of its own: requests are waited for there, and a thread that drives other
/// requests may not wait.
fn apart<T: Send>(work: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| match scope.spawn(work).join() {
        Ok(result) => result,
        Err(panic) => std::panic::resume_unwind(panic),
    })
}
