//! Dates as the standards have them, and nothing else.
//!
//! The reader of feeds takes dates in some hundred forms; here it matters whether a date is in the
//! one form that every reader takes.

use chrono::{DateTime, Datelike, FixedOffset, NaiveDate, NaiveTime, TimeZone, Utc};

const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// The zones of RFC 822 that have names, in hours. Readers do not know all of them.
const ZONES: [(&str, i32); 12] = [
    ("UT", 0),
    ("GMT", 0),
    ("Z", 0),
    ("UTC", 0),
    ("EST", -5),
    ("EDT", -4),
    ("CST", -6),
    ("CDT", -5),
    ("MST", -7),
    ("MDT", -6),
    ("PST", -8),
    ("PDT", -7),
];

/// A date of RFC 822 (§5, with the four digits of year of RFC 1123 §5.2.14).
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Read {
    /// The moment.
    pub(super) at: DateTime<Utc>,
    /// What in its form is allowed, but not understood by all.
    pub(super) doubtful: Option<&'static str>,
    /// The right day of the week, if it names another.
    pub(super) weekday: Option<&'static str>,
}

/// Reads a date of RFC 822; `Err` says what is wrong with it.
pub(super) fn rfc822(text: &str) -> Result<Read, &'static str> {
    let mut doubtful = None;
    let (named, rest) = match text.split_once(',') {
        Some((day, rest)) => {
            let known = DAYS.iter().find(|known| known.eq_ignore_ascii_case(day));
            (Some(*known.ok_or("the day of the week has three letters: Mon, Tue …")?), rest)
        }
        None => (None, text),
    };
    let words: Vec<&str> = rest.split_ascii_whitespace().collect();
    let [day, month, year, clock, zone] = match words[..] {
        [day, month, year, clock, zone] => [day, month, year, clock, zone],
        [_, _, _, _] => return Err("it has no time or no zone"),
        _ => return Err("it is day, month, year, time and zone, with blanks between"),
    };
    let month = match MONTHS.iter().position(|known| *known == month) {
        Some(found) => found,
        None => {
            doubtful = Some("the month is written like Jan");
            let same = |known: &&str| known.eq_ignore_ascii_case(month);
            MONTHS.iter().position(same).ok_or("the month has three letters: Jan, Feb …")?
        }
    };
    let year = match year.len() {
        4 => digits(year).ok_or("the year has four digits")?,
        2 => {
            doubtful = Some("the year has two digits");
            let short = digits(year).ok_or("the year has four digits")?;
            // RFC 2822 §4.3.
            if short < 50 { short + 2000 } else { short + 1900 }
        }
        _ => return Err("the year has four digits"),
    };
    let day =
        Some(day).filter(|day| day.len() <= 2).and_then(digits).ok_or("the day has digits")?;
    let month = u32::try_from(month + 1).unwrap_or(0);
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).unwrap_or(0), month, day)
        .ok_or("there is no such day")?;
    let time = time_822(clock).ok_or("the time is hours:minutes:seconds")?;
    let offset = match ZONES.iter().find(|(name, _)| *name == zone) {
        Some(&("UT" | "GMT", _)) => 0,
        Some(("UTC", _)) => return Err("UTC is written as +0000 or GMT"),
        Some(&(_, hours)) => {
            doubtful = doubtful.or(Some("the zone has a name"));
            hours * 3_600
        }
        None => zone_822(zone).ok_or("the zone is written like +0000 or GMT")?,
    };
    let at = moment(date, time, offset).ok_or("there is no such moment")?;
    let right = DAYS[date.weekday().num_days_from_monday() as usize];
    Ok(Read { at, doubtful, weekday: named.filter(|named| *named != right).map(|_| right) })
}

fn time_822(clock: &str) -> Option<NaiveTime> {
    let mut parts = clock.split(':');
    let mut two = || parts.next().filter(|part| part.len() == 2).and_then(digits);
    let (hour, minute) = (two()?, two()?);
    let second = match clock.len() {
        5 => 0,
        8 => two()?,
        _ => return None,
    };
    // A leap second is the second before it.
    NaiveTime::from_hms_opt(hour, minute, second.min(59)).filter(|_| second <= 60)
}

fn zone_822(zone: &str) -> Option<i32> {
    let sign = match zone.as_bytes().first()? {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let number = Some(&zone[1..]).filter(|number| number.len() == 4).and_then(digits)?;
    let (hours, minutes) = (number / 100, number % 100);
    let seconds = i32::try_from((hours * 60 + minutes) * 60).ok()?;
    (hours < 24 && minutes < 60).then_some(sign * seconds)
}

/// Reads a date of RFC 3339 with the capital letters that RFC 4287 §3.3 asks for.
pub(super) fn rfc3339(text: &str) -> Option<DateTime<Utc>> {
    let bytes = text.as_bytes();
    let is_shaped = text.is_ascii()
        && bytes.get(10) == Some(&b'T')
        && !bytes.contains(&b'z')
        && !bytes.contains(&b' ');
    is_shaped.then(|| DateTime::parse_from_rfc3339(text).ok())?.map(|at| at.to_utc())
}

/// Reads a date of the W3C profile of ISO 8601: a year, a month, a day, or a moment with a zone.
pub(super) fn w3c(text: &str) -> Option<DateTime<Utc>> {
    let day = match text.len() {
        4 => format!("{text}-01-01"),
        7 => format!("{text}-01"),
        10 => text.to_owned(),
        _ => {
            // Seconds may be missing.
            let has_minutes =
                text.as_bytes().get(16).is_some_and(|b| matches!(b, b'Z' | b'+' | b'-'));
            let whole = match has_minutes && text.is_ascii() {
                true => format!("{}:00{}", &text[..16], &text[16..]),
                false => text.to_owned(),
            };
            return rfc3339(&whole);
        }
    };
    rfc3339(&format!("{day}T00:00:00Z"))
}

fn digits(text: &str) -> Option<u32> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().ok())?
}

fn moment(date: NaiveDate, time: NaiveTime, offset: i32) -> Option<DateTime<Utc>> {
    let zone = FixedOffset::east_opt(offset)?;
    zone.from_local_datetime(&date.and_time(time)).single().map(|at| at.to_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<&str>, doubtful: bool, weekday: bool) {
        match (rfc822(text), want) {
            (Ok(read), Some(want)) => {
                assert_eq!(read.at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true), want);
                assert_eq!(
                    (read.doubtful.is_some(), read.weekday.is_some()),
                    (doubtful, weekday),
                    "{text}"
                );
            }
            (read, want) => assert!(read.is_err() && want.is_none(), "{text}: {read:?}"),
        }
    }

    #[test]
    fn dates_of_rfc_822() {
        check("Tue, 13 Jan 2026 09:30:00 +0000", Some("2026-01-13T09:30:00Z"), false, false);
        check("13 Jan 2026 09:30 -0530", Some("2026-01-13T15:00:00Z"), false, false);
        check("Tue, 13 Jan 2026 09:30:60 GMT", Some("2026-01-13T09:30:59Z"), false, false);
        check("Tue, 13 Jan 26 09:30:00 GMT", Some("2026-01-13T09:30:00Z"), true, false);
        check("Tue, 13 Jan 2026 09:30:00 EST", Some("2026-01-13T14:30:00Z"), true, false);
        check("Wed, 13 Jan 2026 09:30:00 GMT", Some("2026-01-13T09:30:00Z"), false, true);
        check("tue, 13 jan 2026 09:30:00 GMT", Some("2026-01-13T09:30:00Z"), true, false);
        for bad in [
            "",
            "13 Jan 2026",
            "Tue, 13 Jan 2026 09:30:00",
            "Tuesday, 13 Jan 2026 09:30:00 GMT",
            "Tue, 13 January 2026 09:30:00 GMT",
            "Tue, 31 Feb 2026 09:30:00 GMT",
            "Tue, 13 Jan 2026 24:30:00 GMT",
            "Tue, 13 Jan 2026 9:30:00 GMT",
            "Tue, 13 Jan 2026 09:30:00 UTC",
            "Tue, 13 Jan 2026 09:30:00 +00:00",
            "Tue, 13 Jan 2026 09:30:00 +9900",
            "2026-01-13T09:30:00Z",
            "Tue, 13 Jan 2026 09:30:00 ё0000",
        ] {
            check(bad, None, false, false);
        }
    }

    #[test]
    fn dates_of_rfc_3339() {
        for good in ["2026-01-13T09:30:00Z", "2026-01-13T09:30:00.125+05:30"] {
            assert!(rfc3339(good).is_some() && w3c(good).is_some(), "{good}");
        }
        for bad in [
            "2026-01-13",
            "2026-01-13 09:30:00Z",
            "2026-01-13t09:30:00z",
            "2026-02-30T09:30:00Z",
            "é",
        ] {
            assert!(rfc3339(bad).is_none(), "{bad}");
        }
        for good in ["2026", "2026-01", "2026-01-13", "2026-01-13T09:30Z", "2026-01-13T09:30+01:00"]
        {
            assert!(w3c(good).is_some(), "{good}");
        }
        for bad in ["26", "2026-13", "2026-1-3", "2026-01-13T09:30", "13 Jan", "2026-01-13T09:3é+"]
        {
            assert!(w3c(bad).is_none(), "{bad}");
        }
    }
}
