//! Hours and days at which a feed says that it does not change (RSS 2.0 `skipHours`, `skipDays`), in
//! GMT.

use std::time::Duration;

use chrono::{DateTime, Datelike, TimeDelta, Timelike, Utc, Weekday};

use super::{LONGEST, Why, wait};
use crate::model::Pace;

/// The hours of a day, and the days of a week, as bits.
const ALL_HOURS: u32 = (1 << 24) - 1;
const ALL_DAYS: u32 = (1 << 7) - 1;

/// The end of the window of skipped hours and days that `from` lies in; `None` when it lies in none.
///
/// A window is honoured for `longest` since it began, or since the last visit if that came later; for
/// 24 hours at the most. So a Saturday is skipped whole, and a whole weekend sees one visit. Who skips
/// every hour or every day skips none.
pub(super) fn end(
    pace: &Pace,
    from: DateTime<Utc>,
    last: DateTime<Utc>,
    longest: Duration,
) -> Option<(DateTime<Utc>, Why)> {
    let why = skipped(pace, from)?;
    let hour = TimeDelta::hours(1);
    let mut begin = from.date_naive().and_hms_opt(from.hour(), 0, 0)?.and_utc();
    let mut end = begin.checked_add_signed(hour)?;
    // The window may be endless. What is more than a day away changes nothing.
    for _ in 0..24 {
        match begin.checked_sub_signed(hour) {
            Some(before) if begin > last && skipped(pace, before).is_some() => begin = before,
            _ => break,
        }
    }
    let limit = wait::after(begin.max(last), longest.min(LONGEST));
    while end < limit && skipped(pace, end).is_some() {
        end = end.checked_add_signed(hour)?;
    }
    let end = end.min(limit);
    (end > from).then_some((end, why))
}

fn skipped(pace: &Pace, at: DateTime<Utc>) -> Option<Why> {
    let has = |bits: u32, all: u32, bit: u32| bits & all != all && bits & (1 << bit) != 0;
    if has(pace.skip_days, ALL_DAYS, at.weekday().num_days_from_monday()) {
        return Some(Why::SkippedDay);
    }
    has(pace.skip_hours, ALL_HOURS, at.hour()).then_some(Why::SkippedHour)
}

/// The bit of an hour. Hour 24 is hour 0: RSS 0.91 counts from 1, RSS 2.0 from 0.
pub(super) fn hour_bit(hour: u8) -> u32 {
    if hour <= 24 { 1 << (hour % 24) } else { 0 }
}

/// The bit of a day.
pub(super) fn day_bit(day: Weekday) -> u32 {
    1 << day.num_days_from_monday()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bits<T: Copy>(of: &[T], bit: fn(T) -> u32) -> u32 {
        of.iter().fold(0, |bits, part| bits | bit(*part))
    }

    /// 2026-05-01 is a Friday.
    #[track_caller]
    fn check(hours: &[u8], days: &[Weekday], last: &str, from: &str, want: Option<&str>) {
        let pace = Pace {
            minutes: None,
            skip_hours: bits(hours, hour_bit),
            skip_days: bits(days, day_bit),
        };
        let at = |text: &str| format!("2026-05-{text}:00Z").parse::<DateTime<Utc>>().unwrap();
        let end = end(&pace, at(from), at(last), LONGEST).map(|(end, _)| end);
        assert_eq!(end, want.map(at), "{hours:?} {days:?}, last {last}, from {from}");
    }

    #[test]
    fn hours_in_a_row_are_one_window() {
        let night = [22, 23, 0, 1, 2, 3, 4, 5];
        check(&night, &[], "01T21:50", "01T21:59", None);
        check(&night, &[], "01T21:50", "01T22:00", Some("02T06:00"));
        check(&night, &[], "01T21:50", "02T03:30", Some("02T06:00"));
        check(&night, &[], "01T21:50", "02T06:00", None);
        check(&[3], &[], "01T02:30", "01T03:59", Some("01T04:00"));
        // The middle of the night, because somebody forced a visit.
        check(&night, &[], "02T01:10", "02T01:40", Some("02T06:00"));
    }

    #[test]
    fn a_saturday_is_skipped_whole() {
        let day = [Weekday::Sat];
        check(&[], &day, "01T23:45", "01T23:59", None);
        check(&[], &day, "01T23:45", "02T00:00", Some("03T00:00"));
        check(&[], &day, "01T12:00", "02T23:59", Some("03T00:00"));
        check(&[], &day, "01T12:00", "03T00:00", None);
    }

    #[test]
    fn a_weekend_sees_one_visit() {
        let days = [Weekday::Sat, Weekday::Sun];
        check(&[], &days, "01T23:30", "02T08:00", Some("03T00:00"));
        check(&[], &days, "01T23:30", "03T00:00", None);
        check(&[], &days, "03T00:00", "03T00:30", Some("04T00:00"));
        check(&[], &days, "03T09:00", "03T10:00", Some("04T00:00"));
    }

    #[test]
    fn a_week_of_skipped_days_but_one_sees_a_visit_a_day() {
        use Weekday::{Fri, Sat, Sun, Thu, Tue, Wed};
        let days = [Tue, Wed, Thu, Fri, Sat, Sun];
        check(&[], &days, "06T15:20", "07T15:00", Some("07T15:20"));
        check(&[], &days, "06T15:20", "07T15:20", None);
        // The last visit was long before the window.
        check(&[], &days, "01T15:20", "09T15:20", None);
    }

    #[test]
    fn hours_and_days_join() {
        check(&[22, 23], &[Weekday::Sat], "01T21:00", "01T22:10", Some("02T22:00"));
        check(&[0, 1], &[Weekday::Sat], "01T23:30", "02T00:30", Some("03T00:00"));
        check(&[0, 1], &[Weekday::Sat], "03T00:00", "03T00:30", Some("03T02:00"));
    }

    #[test]
    fn who_skips_everything_skips_nothing() {
        let hours: Vec<u8> = (0..24).collect();
        check(&hours, &[], "01T21:00", "01T22:10", None);
        let days: Vec<Weekday> =
            (0..7).map(|day| Weekday::try_from(day).expect("a day of the week")).collect();
        check(&[], &days, "01T21:00", "01T22:10", None);
        check(&[22], &days, "01T21:00", "01T22:10", Some("01T23:00"));
        // Both together leave nothing either, but each of them could be meant.
        check(&hours[1..], &[Weekday::Fri], "01T00:30", "01T22:10", Some("02T00:00"));
    }
}
