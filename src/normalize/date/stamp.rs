//! What the text of a date says, before a zone makes it an instant.

use chrono::{
    DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc,
};
use chrono_tz::Tz;

use super::{Reading, zone::Zone};
use crate::model::Precision;

/// First and last year that a date of an article may have. Archives go back to the first newspapers
/// and beyond; years of three digits are mistakes, and 0001 and 9999 are how programs write "none".
pub(super) const YEARS: std::ops::RangeInclusive<i32> = 1000..=2100;

/// A calendar date, maybe with a time of day and a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The moment on the wall clock.
    pub local: NaiveDateTime,
    /// The zone, where the text states one.
    pub zone: Option<Zone>,
    /// How exact the text is.
    pub precision: Precision,
    /// See [`Reading::century_assumed`].
    pub century_assumed: bool,
    /// See [`Reading::order_assumed`].
    pub order_assumed: bool,
}

impl Stamp {
    /// A moment without a zone, nothing about it assumed.
    pub(super) fn new(local: NaiveDateTime, precision: Precision) -> Stamp {
        Stamp { local, zone: None, precision, century_assumed: false, order_assumed: false }
    }

    /// A moment that is stated whole.
    pub(super) fn exact(date: NaiveDate, clock: Clock, zone: Zone) -> Option<Stamp> {
        let stamp = Stamp::new(clock.on(date, None)?, clock.precision());
        Some(Stamp { zone: Some(zone), ..stamp })
    }

    /// The instant, of a year that can be meant. `timezone` is that of texts which state none.
    pub(super) fn resolve(self, timezone: Tz) -> Option<Reading> {
        if YEARS.contains(&self.local.year()) { self.resolve_any(timezone) } else { None }
    }

    /// The instant, whatever its year.
    pub(super) fn resolve_any(self, timezone: Tz) -> Option<Reading> {
        let at = match self.zone {
            Some(Zone::Offset(seconds)) => {
                let offset = TimeDelta::seconds(seconds.into());
                self.local.checked_sub_signed(offset)?.and_utc()
            }
            Some(Zone::Place(place)) => at_place(self.local, place)?,
            Some(Zone::Unknown) | None => at_place(self.local, timezone)?,
        };
        Some(Reading {
            at,
            precision: self.precision,
            zone_assumed: matches!(self.zone, None | Some(Zone::Unknown)),
            century_assumed: self.century_assumed,
            order_assumed: self.order_assumed,
        })
    }
}

/// The instant of a wall clock. Of two (the hour that autumn repeats) it is the earlier; none (the
/// hour that spring leaves out) moves on by what is left out.
fn at_place(local: NaiveDateTime, place: Tz) -> Option<DateTime<Utc>> {
    if let Some(at) = place.from_local_datetime(&local).earliest() {
        return Some(at.to_utc());
    }
    // Gaps are an hour or two; one was a whole day (Samoa, 2011).
    [3, 27].into_iter().find_map(|hours| {
        let before = local.checked_sub_signed(TimeDelta::hours(hours))?;
        let offset = place.offset_from_local_datetime(&before).earliest()?.fix().local_minus_utc();
        Some(local.checked_sub_signed(TimeDelta::seconds(offset.into()))?.and_utc())
    })
}

/// A time of day as written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Clock {
    /// 0 to 24.
    pub hour: u32,
    /// 0 to 59; absent where the text gives the hour alone.
    pub minute: Option<u32>,
    /// 0 to 60; absent where the text gives none.
    pub second: Option<u32>,
    /// Nanoseconds.
    pub nanos: u32,
}

/// Half of a day of twelve hours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Half {
    /// Before noon.
    Am,
    /// After noon.
    Pm,
}

impl Clock {
    /// The hour alone.
    pub(super) fn hour(hour: u32) -> Clock {
        Clock { hour, minute: None, second: None, nanos: 0 }
    }

    /// Puts the time on a day. The hour 24 is the first of the next day: ISO 8601 knows 24:00, and
    /// programs that count on write 24:15. A leap second is the second before it. `None` for times
    /// that no clock shows.
    pub(super) fn on(self, day: NaiveDate, half: Option<Half>) -> Option<NaiveDateTime> {
        let (minute, second) = (self.minute.unwrap_or(0), self.second.unwrap_or(0));
        let (day, hour) = match (half, self.hour) {
            (None, 24) => (day.succ_opt()?, 0),
            (None, hour) => (day, hour),
            (Some(Half::Am), 12) => (day, 0),
            (Some(Half::Am), hour @ 0..=11) => (day, hour),
            (Some(Half::Pm), 12) => (day, 12),
            (Some(Half::Pm), hour @ 0..=11) => (day, hour + 12),
            // "13:38 PM" is redundant, "13:38 AM" is a contradiction.
            (Some(Half::Pm), hour) => (day, hour),
            (Some(Half::Am), _) => return None,
        };
        if second > 60 {
            return None;
        }
        let time = NaiveTime::from_hms_nano_opt(hour, minute, second.min(59), self.nanos)?;
        Some(day.and_time(time))
    }

    /// Whether it is the start of a day, which programs write where they know no time.
    pub(super) fn is_midnight(self) -> bool {
        (self.hour, self.minute, self.second.unwrap_or(0), self.nanos) == (0, Some(0), 0, 0)
    }

    /// How exact it is.
    pub(super) fn precision(self) -> Precision {
        if self.second.is_some() { Precision::Second } else { Precision::Minute }
    }
}
