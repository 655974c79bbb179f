//! The dates of cookies, read as loosely as RFC 6265 §5.1.1 has it.
//!
//! Servers write `Thu, 01-Jan-1970 00:00:01 GMT`, with and without dashes, with two digits for the
//! year and with names of days in any language.

use chrono::NaiveDate;

/// What ended before this ended long ago by any clock: 2001-09-09, in seconds since 1970.
pub(super) const LONG_AGO: i64 = 1_000_000_000;

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Seconds since 1970; `None` where it is no date.
pub(super) fn read(text: &str) -> Option<i64> {
    let (mut time, mut day, mut month, mut year) = (None, None, None, None);
    let ends = |c: char| !(c.is_ascii_alphanumeric() || c == ':');
    for word in text.split(ends).filter(|word| !word.is_empty()) {
        if time.is_none()
            && let Some(read) = clock(word)
        {
            time = Some(read);
        } else if day.is_none()
            && let Some(number) = number(word, 1..=2)
        {
            day = Some(number);
        } else if month.is_none()
            && let Some(number) = month_of(word)
        {
            month = Some(number);
        } else if year.is_none()
            && let Some(number) = number(word, 2..=4)
        {
            year = Some(number);
        }
    }
    let year = match year? {
        year @ 70..=99 => 1_900 + year,
        year @ 0..=69 => 2_000 + year,
        year @ 1_601.. => year,
        _ => return None,
    };
    let (hour, minute, second) = time?;
    let date = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month?, day?)?;
    Some(date.and_hms_opt(hour, minute, second)?.and_utc().timestamp())
}

/// `08:15:00`.
fn clock(word: &str) -> Option<(u32, u32, u32)> {
    let mut parts = word.split(':').map(|part| number(part, 1..=2));
    let read = (parts.next()??, parts.next()??, parts.next()??);
    parts.next().is_none().then_some(read)
}

/// A number at the start of a word, with so many digits.
fn number(word: &str, digits: std::ops::RangeInclusive<usize>) -> Option<u32> {
    let end = word.find(|c: char| !c.is_ascii_digit()).unwrap_or(word.len());
    digits.contains(&end).then(|| word[..end].parse().ok()).flatten()
}

fn month_of(word: &str) -> Option<u32> {
    let start = word.get(..3)?.to_ascii_lowercase();
    (1..).zip(MONTHS).find(|(_, name)| *name == start).map(|(number, _)| number)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Option<&str>) {
        let date = |text: &str| text.parse::<chrono::DateTime<chrono::Utc>>().unwrap();
        assert_eq!(read(text), want.map(|text| date(text).timestamp()), "{text:?}");
    }

    #[test]
    fn dates_as_servers_write_them() {
        for text in [
            "Sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "So., 6-November-1994 8:49:37",
        ] {
            check(text, Some("1994-11-06T08:49:37Z"));
        }
        check("Thu, 01-Jan-1970 00:00:01 GMT", Some("1970-01-01T00:00:01Z"));
        check("1 jan 69 0:0:0", Some("2069-01-01T00:00:00Z"));
        check("Fri, 31 Dec 9999 23:59:59 GMT", Some("9999-12-31T23:59:59Z"));
    }

    #[test]
    fn no_dates() {
        for text in [
            "",
            "0",
            "session",
            "31 Feb 2026 00:00:00",
            "1 Jan 2026",
            "1 Jan 2026 25:00:00",
            "1 Jan 1600 00:00:00",
            "\u{6708} 1 00:00:00 2026",
        ] {
            check(text, None);
        }
    }
}
