//! Dates in a format of the settings → [`Stamp`].

use chrono::{
    NaiveDate, NaiveTime,
    format::{Parsed, StrftimeItems, parse},
};

use super::{stamp::Stamp, zone::Zone};
use crate::model::Precision;

/// Reads `text` as `format` (strftime) says. `None` where it does not fit as a whole.
pub(super) fn read(text: &str, format: &str) -> Option<Stamp> {
    let mut parsed = Parsed::new();
    parse(&mut parsed, text, StrftimeItems::new(format)).ok()?;
    let zone = parsed.offset().map(Zone::Offset);
    if let Some(seconds) = parsed.timestamp() {
        let local = chrono::DateTime::from_timestamp(seconds, 0)?.naive_utc();
        let zone = Some(super::zone::UTC);
        return Some(Stamp { zone, ..Stamp::new(local, Precision::Second) });
    }
    let (date, exact) = match parsed.to_naive_date() {
        Ok(date) => (date, Precision::Day),
        Err(_) if parsed.day().is_none() => {
            (NaiveDate::from_ymd_opt(parsed.year()?, parsed.month()?, 1)?, Precision::Month)
        }
        Err(_) => return None,
    };
    // A format with half of a time ("%I:%M" without "%p") gives none rather than a wrong one.
    let timed = parsed.hour_mod_12().is_some() || parsed.hour_div_12().is_some();
    if !timed {
        return Some(Stamp { zone, ..Stamp::new(date.and_time(NaiveTime::MIN), exact) });
    }
    let time = parsed.to_naive_time().ok()?;
    let precision = if parsed.second().is_some() { Precision::Second } else { Precision::Minute };
    (exact == Precision::Day)
        .then_some(Stamp { zone, ..Stamp::new(date.and_time(time), precision) })
}
