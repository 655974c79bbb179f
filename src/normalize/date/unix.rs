//! Numbers that are an instant: Unix time, and the dates of .NET's JSON.

use chrono::{DateTime, Utc};

use super::{
    stamp::{Clock, Stamp},
    usual::nanos,
    zone::UTC,
};

/// Reads seconds, milliseconds, microseconds or nanoseconds since 1970 by the length of the number,
/// and `/Date(1767101880000+0100)/`, whose offset changes nothing. Numbers of other lengths are
/// something else.
pub(super) fn read(text: &str) -> Option<Stamp> {
    let at = match text.split_once("Date(") {
        Some((_, inner)) => {
            let number = inner.split_once(')')?.0;
            let end = number.char_indices().skip(1).find(|(_, c)| !c.is_ascii_digit());
            let number = &number[..end.map_or(number.len(), |(at, _)| at)];
            DateTime::from_timestamp_millis(number.parse().ok()?)?
        }
        None => since_1970(text.strip_prefix('@').unwrap_or(text))?,
    };
    Some(Stamp::instant(at))
}

fn since_1970(text: &str) -> Option<DateTime<Utc>> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let digits = whole.strip_prefix('-').unwrap_or(whole);
    let is_number = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number(digits) || !is_number(fraction) {
        return None;
    }
    let value: i64 = whole.parse().ok()?;
    // Before 1970 only seconds are known to be written, by databases with archives in them.
    let is_negative = digits.len() < whole.len();
    match digits.len() {
        9 | 10 if is_negative => DateTime::from_timestamp(value, 0),
        9 | 10 => DateTime::from_timestamp(value, nanos(fraction.as_bytes())?),
        _ if is_negative => None,
        // 202601131056 is a calendar date as long as it can be one: such milliseconds ended in 2001.
        12 if is_calendar(digits) => None,
        12 | 13 => DateTime::from_timestamp_millis(value),
        15 | 16 => DateTime::from_timestamp_micros(value),
        18 | 19 => Some(DateTime::from_timestamp_nanos(value)),
        _ => None,
    }
}

fn is_calendar(digits: &str) -> bool {
    let part = |from: usize, to: usize| digits[from..to].parse().unwrap_or(0);
    let clock = Clock { hour: part(8, 10), minute: Some(part(10, 12)), second: None, nanos: 0 };
    let year = i32::try_from(part(0, 4)).unwrap_or(0);
    let day = chrono::NaiveDate::from_ymd_opt(year, part(4, 6), part(6, 8));
    (1970..=2100).contains(&year) && day.is_some_and(|day| clock.on(day, None).is_some())
}

impl Stamp {
    fn instant(at: DateTime<Utc>) -> Stamp {
        Stamp { zone: Some(UTC), ..Stamp::new(at.naive_utc(), crate::model::Precision::Second) }
    }
}
