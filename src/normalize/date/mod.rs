//! Text → date, with what it states and what had to be assumed.
//!
//! Publishers write dates in every form there is. Nearly all of them are those of RFC 822 and
//! RFC 3339: `usual` reads these byte by byte. All others go through `written`, one reader that
//! takes the text apart and asks tables what each part means. It is linear in the text, and gives up
//! at the first thing that it does not understand: no date is better than a wrong one.

mod cjk;
mod claims;
mod custom;
mod lead;
mod numbers;
mod parts;
mod scan;
mod stamp;
mod unix;
mod usual;
mod words;
mod written;
mod zone;

use chrono::{DateTime, Utc};

use super::Settings;
use crate::model::{Precision, calendar::plain_word, fold_case};
pub(super) use claims::dates;

/// Longest text that can be a date, in bytes.
const LONGEST: usize = 200;

/// What the text of a date means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// The instant.
    pub at: DateTime<Utc>,
    /// How exact the text is.
    pub precision: Precision,
    /// The text states no zone that we know, so `settings.timezone` was taken.
    pub zone_assumed: bool,
    /// The text gives two digits of the year; RFC 2822 §4.3 says which century.
    pub century_assumed: bool,
    /// The text can mean another day, with day, month or year in another place. The usual order of
    /// its separator was taken, or that of `settings.language`.
    pub order_assumed: bool,
}

/// Reads the text of a date.
///
/// The formats of the settings come first. `None` for text that is no date, and for years before
/// 1000 and after 2100, which are other numbers then; but RFC 3339 and RFC 822 in full are read as they
/// stand. A clock that cannot be (`25:61`) makes the whole text none, for then the rest is not to be
/// trusted either.
///
/// Where the order of day and month is open (`01/02/2026`), the day of the week decides, then the
/// habit: a slash is American unless `settings.language` is another, dots and hyphens put the day
/// first. This is also what PHP does, and so most feeds.
pub fn read(text: &str, settings: &Settings) -> Option<Reading> {
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    if !settings.date_formats.is_empty() {
        let bare = without_labels(text);
        let custom = settings
            .date_formats
            .iter()
            .find_map(|format| custom::read(text, format).or_else(|| custom::read(bare, format)));
        if let Some(stamp) = custom {
            return stamp.resolve(settings.timezone);
        }
    }
    if let Some(stamp) = usual::read(text.as_bytes()) {
        return stamp.resolve_any(settings.timezone);
    }
    let plain = plain_marks(text);
    let stamp = unix::read(&plain)
        .or_else(|| written::read(&plain, parts::Habit::of(settings.language.as_deref())))?;
    stamp.resolve(settings.timezone)
}

/// The text behind labels such as "Last updated on:".
fn without_labels(text: &str) -> &str {
    let mut rest = text;
    loop {
        let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
        if end == rest.len() || !words::is_filler(&plain_word(&rest[..end])) {
            return rest;
        }
        rest = rest[end..].trim_start_matches(|c: char| c.is_whitespace() || c == ':');
    }
}

/// Typography made plain: wide and foreign digits, narrow spaces before PM, long dashes, and the
/// marks of direction that browsers put into dates.
fn plain_marks(text: &str) -> String {
    let invisible = |c: char| {
        c.is_control() && !c.is_whitespace()
            || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}')
            || matches!(c, '\u{2060}'..='\u{2069}' | '\u{FEFF}' | '\u{AD}')
    };
    let seen: String = text.chars().filter(|c| !invisible(*c)).map(plain_digit).collect();
    fold_case(&seen)
}

/// Digits of Arabic and of India as those of ASCII.
fn plain_digit(c: char) -> char {
    let zeros = ['\u{660}', '\u{6F0}', '\u{966}', '\u{9E6}', '\u{E50}'];
    let digit = |zero: char| u32::from(c).checked_sub(zero.into()).filter(|digit| *digit < 10);
    let found = zeros.into_iter().find_map(digit);
    found.and_then(|digit| char::from_digit(digit, 10)).unwrap_or(c)
}

#[cfg(test)]
mod tests;
