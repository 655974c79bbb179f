//! A date and where it comes from.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

/// An instant with its provenance.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Date {
    /// The instant, in UTC.
    pub at: DateTime<Utc>,
    /// The text it was read from, as the publisher wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<String>,
    /// Who says so.
    pub origin: DateOrigin,
    /// How exact the text was.
    pub precision: Precision,
    /// The text stated no zone, so the source's time zone was taken.
    #[serde(default)]
    pub zone_assumed: bool,
    /// The text can mean another day: it gives two digits of the year, or day and month in an order
    /// that only habit tells.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub day_assumed: bool,
    /// The text said a moment after we first saw the item, and was moved back to it.
    #[serde(default)]
    pub clamped: bool,
}

impl Date {
    /// Whether the publisher gives it, and it can be believed.
    pub fn is_stated(&self) -> bool {
        self.origin <= DateOrigin::EarliestUpdated && !self.clamped
    }
}

/// Where a date comes from, most trustworthy first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateOrigin {
    /// The publisher gives it as the date of publication.
    Published,
    /// The publisher gives only a date of revision; the earliest one seen is taken.
    EarliestUpdated,
    /// Read from the lead sentence of the text.
    BodyLead,
    /// Nobody says: the moment feedmill met the item, stored and never recomputed.
    FirstSeen,
}

/// The smallest unit that the text of a date gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Precision {
    /// Seconds or finer.
    Second,
    /// Hours and minutes.
    Minute,
    /// A calendar day; the instant is its start in the assumed zone.
    Day,
    /// A month; the instant is the start of its first day.
    Month,
    /// A year; the instant is the start of its first day.
    Year,
}
