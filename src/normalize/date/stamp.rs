//! What the text of a date says, before a zone makes it an instant.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;

use super::{Reading, zone::Zone};
use crate::model::Precision;

/// First and last year that a date of an article may have. Outside of them it is a mistake.
const YEARS: std::ops::RangeInclusive<i32> = 1970..=2100;

/// A calendar date, maybe with a time of day and a zone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    /// The moment on the wall clock.
    pub local: NaiveDateTime,
    /// The zone, where the text states one.
    pub zone: Option<Zone>,
    /// How exact the text is.
    pub precision: Precision,
}

impl Stamp {
    /// The instant. `timezone` is that of texts which state none.
    pub(super) fn resolve(self, timezone: Tz) -> Option<Reading> {
        use chrono::Datelike;
        if !YEARS.contains(&self.local.year()) {
            return None;
        }
        let at = match self.zone {
            Some(Zone::Offset(seconds)) => {
                let offset = TimeDelta::seconds(seconds.into());
                self.local.checked_sub_signed(offset)?.and_utc()
            }
            Some(Zone::Place(place)) => at_place(self.local, place)?,
            None => at_place(self.local, timezone)?,
        };
        Some(Reading { at, precision: self.precision, zone_assumed: self.zone.is_none() })
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
    /// 0 to 59.
    pub minute: u32,
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
    /// Puts the time on a day. 24:00 is the start of the next one (ISO 8601); a leap second is the
    /// second before it. `None` for times that no clock shows.
    pub(super) fn on(self, day: NaiveDate, half: Option<Half>) -> Option<NaiveDateTime> {
        let second = self.second.unwrap_or(0);
        let hour = match (half, self.hour) {
            (None, 24) if self.minute == 0 && second == 0 => {
                return day.succ_opt()?.and_hms_opt(0, 0, 0);
            }
            (None, hour) => hour,
            (Some(Half::Am), 12) => 0,
            (Some(Half::Am), hour @ 0..=11) => hour,
            (Some(Half::Pm), 12) => 12,
            (Some(Half::Pm), hour @ 0..=11) => hour + 12,
            // "13:38 PM" is redundant, "13:38 AM" is a contradiction.
            (Some(Half::Pm), hour) => hour,
            (Some(Half::Am), _) => return None,
        };
        if second > 60 {
            return None;
        }
        let time = NaiveTime::from_hms_nano_opt(hour, self.minute, second.min(59), self.nanos)?;
        Some(day.and_time(time))
    }

    /// How exact it is.
    pub(super) fn precision(self) -> Precision {
        if self.second.is_some() { Precision::Second } else { Precision::Minute }
    }
}
