//! What is remembered of a source between runs.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Link;

/// What the server gave us to ask "has it changed?" with (RFC 9110 §8.8). Opaque, sent back verbatim.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validators {
    /// `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// `Last-Modified`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_modified: Option<String>,
    /// The address that gave them, where redirects had led away from the one that was asked. They are
    /// shown to that address and to no other one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
}

/// What is remembered of a source between runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SourceState {
    /// The address or paths that the rest of this record belongs to. Validators are not sent elsewhere.
    pub address: String,
    /// Validators of the last complete response.
    pub validators: Validators,
    /// Hash of the last complete body and of how it was read; equal means nothing to do.
    pub body_hash: Option<String>,
    /// Last visit, whatever came of it.
    pub last_visit: Option<DateTime<Utc>>,
    /// Last visit that went well, 304 included.
    pub last_success: Option<DateTime<Utc>>,
    /// What went wrong at the last visit, for people.
    pub last_error: Option<String>,
    /// Failed visits in a row.
    pub failures: u32,
    /// Not before this moment, because the server or the operator said so.
    pub not_before: Option<DateTime<Utc>>,
    /// Where its documents led at the last visit that went well.
    pub followed: Followed,
    /// What the visits so far have taught.
    pub standing: Standing,
}

/// What is remembered of one of several documents of a source.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// Its validators.
    #[serde(flatten)]
    pub validators: Validators,
    /// Hash of its body and of how it was read.
    pub hash: String,
}

/// Where the documents of a source led: what the next visit starts from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Followed {
    /// The feed that a page announced. It is asked instead of the page, as long as it works, and the
    /// validators of the source are those of the feed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// The sitemaps of an index, by address.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub parts: BTreeMap<String, Part>,
    /// The feeds of a list.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub list: Vec<Link>,
}

/// What the visits to a source have taught, besides what its server is asked with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Standing {
    /// The last visit that brought whole documents, not only the word that nothing changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_full: Option<DateTime<Utc>>,
    /// The last visit that found something new.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_new: Option<DateTime<Utc>>,
    /// Usual time between two visits that found something new, in seconds, smoothed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rhythm: Option<u64>,
    /// The first of the failed visits in a row.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub failing_since: Option<DateTime<Utc>>,
    /// For how many seconds the last answer may be taken as fresh (RFC 9111 §4.2.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fresh_for: Option<u64>,
    /// What the document says about when to read it again.
    #[serde(skip_serializing_if = "Pace::is_silent")]
    pub pace: Pace,
    /// A permanent redirect that was met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub moved: Option<Moved>,
    /// The address that is asked instead of the configured one, learnt from permanent redirects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learnt: Option<String>,
    /// Why it is not visited any more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stop>,
    /// How many entries the last whole document had.
    #[serde(skip_serializing_if = "is_zero")]
    pub entries: u32,
    /// Whether its server has answered a request with validators well.
    #[serde(skip_serializing_if = "is_false")]
    pub proven: bool,
    /// Whether the next visit asks without validators, because the server stumbled over them.
    #[serde(skip_serializing_if = "is_false")]
    pub plain: bool,
    /// The bytes of the last whole document, where its server does not say that nothing changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wire: Option<Wire>,
    /// The document that breaks off, if the last one did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub broken: Option<Broken>,
    /// What was told about it once and still holds.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub signs: BTreeSet<Sign>,
    /// The sorts of failure that were told since it last worked.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub told: BTreeSet<String>,
}

/// A document by its bytes: the same ones need not be unpacked, and say what they said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wire {
    /// Hash of the body as it was sent, and of the header fields that say how to read it.
    pub hash: String,
    /// A name for how it was read.
    pub how: String,
}

/// A document that breaks off. What could be read of it is known; the same one says no more.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Broken {
    /// Its hash, as a document that is whole has one.
    pub hash: String,
    /// Where it breaks off.
    pub faults: Vec<String>,
}

/// What a feed says about when to read it again.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Pace {
    /// Minutes between two readings (RSS `ttl`, or the period of the syndication module).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub minutes: Option<u32>,
    /// Hours of the day, in GMT, at which it does not change (RSS `skipHours`); hour 0 is bit 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub skip_hours: u32,
    /// Days of the week on which it does not change (RSS `skipDays`); Monday is bit 0.
    #[serde(skip_serializing_if = "is_zero")]
    pub skip_days: u32,
}

impl Pace {
    /// Whether it says nothing.
    pub fn is_silent(&self) -> bool {
        *self == Pace::default()
    }
}

/// A permanent redirect (301, 308), as often as it was met in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moved {
    /// Where it leads.
    pub to: String,
    /// Visits in a row that were led there and found a valid document.
    pub sightings: u32,
}

/// Why a source is not visited any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stop {
    /// Its server says that it is gone for good (410).
    Gone,
    /// It has failed for so long that nobody expects it back.
    Dead,
}

/// Something odd about a source that is told once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sign {
    /// It has published nothing for much longer than it used to.
    Silent,
    /// It shows far fewer entries than before.
    Shrunk,
    /// It dates old items anew.
    Redated,
    /// It gives its items new ids and addresses.
    NewIds,
}

/// A host that asked to be left alone (429, 503).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct HostRest {
    /// When it asked.
    pub since: DateTime<Utc>,
    /// Until when.
    pub until: DateTime<Utc>,
    /// How often in a row.
    pub strikes: u32,
}

fn is_false(flag: &bool) -> bool {
    !flag
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}
