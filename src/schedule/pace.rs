//! What a feed says about when to read it again → bits and minutes.

use super::skip::{day_bit, hour_bit};
use crate::model::{Pace, calendar};

/// Most hours, and most days, that are read. A feed that lists more repeats itself.
const MOST: usize = 100;

/// The pace that a feed asks for.
///
/// A `ttl` of 0 says nothing. An hour is one of 0 to 24, where 24 is 0; days are names in any case,
/// cut or whole. What is neither is left out.
pub fn pace(ttl_minutes: Option<u32>, skip_hours: &[u8], skip_days: &[String]) -> Pace {
    let hours = skip_hours.iter().take(MOST).map(|hour| hour_bit(*hour));
    let days = skip_days.iter().take(MOST).filter_map(|day| calendar::weekday(day.trim()));
    Pace {
        minutes: ttl_minutes.filter(|minutes| *minutes > 0),
        skip_hours: hours.fold(0, |bits, bit| bits | bit),
        skip_days: days.map(day_bit).fold(0, |bits, bit| bits | bit),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ttl: Option<u32>, hours: &[u8], days: &[&str], want: (Option<u32>, u32, u32)) {
        let days: Vec<String> = days.iter().map(|day| day.to_string()).collect();
        let pace = pace(ttl, hours, &days);
        assert_eq!((pace.minutes, pace.skip_hours, pace.skip_days), want);
    }

    #[test]
    fn minutes() {
        check(Some(60), &[], &[], (Some(60), 0, 0));
        check(Some(0), &[], &[], (None, 0, 0));
        check(Some(u32::MAX), &[], &[], (Some(u32::MAX), 0, 0));
    }

    #[test]
    fn hours_count_from_0_or_from_1() {
        check(None, &[0, 1, 23], &[], (None, 1 | 2 | 1 << 23, 0));
        check(None, &[24], &[], (None, 1, 0));
        check(None, &[25, 255, 3, 3], &[], (None, 8, 0));
    }

    #[test]
    fn days_have_names() {
        check(None, &[], &["Monday", "sunday"], (None, 0, 1 | 64));
        check(None, &[], &[" SAT ", "Tue", "Someday", ""], (None, 0, 32 | 2));
    }
}
