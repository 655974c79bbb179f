//! Text → date, with what it states and what had to be assumed.
//!
//! Publishers write dates in every form there is. This reads all that have one meaning and none that
//! have two.

mod claims;
mod custom;
mod lead;
mod scan;
mod stamp;
mod written;
mod zone;

use chrono::{DateTime, Utc};

use super::Settings;
use crate::model::{Precision, fold_case};
pub(super) use claims::dates;

/// Longest text that can be a date, in bytes.
const LONGEST: usize = 200;

/// Words before a date that say what it is the date of.
const LABELS: [&str; 15] = [
    "added",
    "created",
    "date",
    "dated",
    "edited",
    "first",
    "last",
    "modified",
    "on",
    "originally",
    "posted",
    "publication",
    "published",
    "revised",
    "updated",
];

/// What the text of a date means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The instant.
    pub at: DateTime<Utc>,
    /// How exact the text is.
    pub precision: Precision,
    /// The text states no zone, so `settings.timezone` was taken.
    pub zone_assumed: bool,
}

/// Reads the text of a date.
///
/// The formats of the settings come first. `None` for text that is no date or could mean two of them
/// (`01/02/2026`), and for years before 1970 and after 2100.
pub fn read(text: &str, settings: &Settings) -> Option<Reading> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let bare = without_labels(text);
    let custom = settings
        .date_formats
        .iter()
        .find_map(|format| custom::read(text, format).or_else(|| custom::read(bare, format)));
    if let Some(stamp) = custom {
        return stamp.resolve(settings.timezone);
    }
    // Typography: wide digits, narrow spaces before PM, long dashes.
    let plain = plain_marks(&fold_case(bare));
    unix(&plain).or_else(|| written::read(&plain)?.resolve(settings.timezone))
}

/// The text behind labels such as "Last updated on:".
fn without_labels(text: &str) -> &str {
    let mut rest = text;
    loop {
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        let label = LABELS.contains(&rest[..end].to_lowercase().as_str());
        if !label || end == rest.len() {
            return rest;
        }
        rest = rest[end..].trim_start_matches(|c: char| c.is_whitespace() || c == ':');
    }
}

/// Marks of dates in Chinese, Japanese and Korean as those of ISO 8601.
fn plain_marks(text: &str) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let text = text.replace(['年', '년', '月', '월'], "-").replace(['日', '일'], " ");
    let text = text.replace(['時', '时', '시', '点', '點'], ":").replace(['秒', '초'], " ");
    let text = text.replace(['分', '분'], ":");
    // "13時38分" has no seconds, and "13時" no minutes.
    text.trim_end().trim_end_matches(':').to_owned()
}

/// Seconds or milliseconds since 1970. Numbers of other lengths are something else.
fn unix(text: &str) -> Option<Reading> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    if !whole.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let at = match whole.len() {
        9 | 10 if fraction.bytes().all(|byte| byte.is_ascii_digit()) => {
            DateTime::from_timestamp(whole.parse().ok()?, 0)?
        }
        12 | 13 if fraction.is_empty() => DateTime::from_timestamp_millis(whole.parse().ok()?)?,
        _ => return None,
    };
    let last: DateTime<Utc> = DateTime::from_timestamp(4_133_980_799, 0)?;
    (at <= last).then_some(Reading { at, precision: Precision::Second, zone_assumed: false })
}

#[cfg(test)]
mod tests;
