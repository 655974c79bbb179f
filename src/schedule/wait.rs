//! The waits that count from the last visit, and which of them is the longest.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{LONGEST, Settings, Why, spread};
use crate::model::SourceState;

/// Shortest back-off from the second failed visit on. It doubles with each further one.
const BACK_OFF: Duration = Duration::from_mins(10);

/// A source is asked this part of its silence later: one that was silent for a day every half hour.
const PART_OF_SILENCE: u32 = 48;

/// But no longer than an hour for so long, because a feed that shows only its last two items may begin
/// to publish faster than that.
const PATIENT: Duration = Duration::from_hours(1);

/// And this part of a long silence: three hours after nine days, a day after 72.
const PART_OF_LONG_SILENCE: u32 = 72;

/// The longest wait that applies, at most [`Settings::longest`], and who wants it.
///
/// What somebody stated is never shortened nor lengthened. Only guesses are shortened, by up to a tenth
/// and always by the same for one id, so that many sources do not come back at one moment.
pub(super) fn longest(
    id: &str,
    state: &SourceState,
    settings: &Settings,
    last: DateTime<Utc>,
) -> (Duration, Why) {
    let most = settings.longest.min(LONGEST);
    let guess = |wait: Duration| {
        let wait = wait.min(most);
        wait - wait * spread(id, 1_001) / 10_000
    };
    let standing = &state.standing;
    let mut best = (settings.every, Why::Every(settings.every));
    let mut offer = |wait: Duration, why: Why| {
        if wait > best.0 {
            best = (wait, why);
        }
    };
    if let Some(minutes) = standing.pace.minutes {
        let wait = Duration::from_secs(60 * u64::from(minutes));
        offer(wait, Why::Pace(wait));
    }
    if state.failures > 0 {
        offer(guess(back_off(settings.every, state.failures)), Why::Failing(state.failures));
    } else {
        if let Some(seconds) = standing.fresh_for {
            let wait = Duration::from_secs(seconds);
            offer(wait, Why::Fresh(wait));
        }
        // Who says how often a source is to be read is not second-guessed.
        if !settings.every.is_zero() && !settings.is_stated {
            let silence = standing.last_new.map_or(Duration::ZERO, |new| between(new, last));
            let most = PATIENT.max(silence / PART_OF_LONG_SILENCE);
            offer(guess((silence / PART_OF_SILENCE).min(most)), Why::Quiet(silence));
        }
    }
    (best.0.min(most), best.1)
}

/// How long to leave a source alone after so many failed visits in a row: the usual interval after the
/// first one, for one failure says little; then twice as long each time.
fn back_off(every: Duration, failures: u32) -> Duration {
    let double = |wait: Duration, times: u32| match 1_u32.checked_shl(times) {
        Some(factor) => wait.saturating_mul(factor),
        None => LONGEST.max(wait),
    };
    let own = match failures {
        0 | 1 => every,
        _ if every.is_zero() => Duration::ZERO,
        _ => double(every, failures - 1),
    };
    own.max(if failures < 2 { Duration::ZERO } else { double(BACK_OFF, failures - 2) })
}

/// The time from one moment to a later one; none where it is not later.
pub(super) fn between(from: DateTime<Utc>, to: DateTime<Utc>) -> Duration {
    (to - from).to_std().unwrap_or_default()
}

/// A moment so much later, or the last one that there is.
pub(super) fn after(at: DateTime<Utc>, wait: Duration) -> DateTime<Utc> {
    let wait = TimeDelta::from_std(wait).unwrap_or(TimeDelta::MAX);
    at.checked_add_signed(wait).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_back_off(every: u64, failures: u32, want: u64) {
        let wait = back_off(Duration::from_mins(every), failures);
        assert_eq!(wait.min(LONGEST), Duration::from_mins(want), "{every} {failures}");
    }

    #[test]
    fn failures_double_the_wait() {
        let table = [(1, 30), (2, 60), (3, 120), (4, 240), (5, 480), (6, 960), (7, 1_440)];
        for (failures, want) in table {
            check_back_off(30, failures, want);
        }
    }

    #[test]
    fn a_short_interval_does_not_hammer() {
        let table = [(1, 0), (2, 10), (3, 20), (4, 40), (8, 640), (9, 1_280), (10, 1_440)];
        for (failures, want) in table {
            check_back_off(0, failures, want);
        }
        check_back_off(1, 1, 1);
        check_back_off(1, 2, 10);
    }

    #[test]
    fn countless_failures_do_not_overflow() {
        for failures in [31, 32, 33, 34, 35, u32::MAX - 1, u32::MAX] {
            check_back_off(0, failures, 1_440);
            check_back_off(30, failures, 1_440);
            assert!(back_off(Duration::MAX, failures) >= LONGEST);
        }
    }

    #[test]
    fn a_moment_beyond_all_time_is_the_last_one() {
        let at: DateTime<Utc> = "2026-05-01T12:00:00Z".parse().unwrap();
        assert_eq!(after(at, Duration::MAX), DateTime::<Utc>::MAX_UTC);
        assert_eq!(after(DateTime::<Utc>::MAX_UTC, LONGEST), DateTime::<Utc>::MAX_UTC);
        assert_eq!(between(at, DateTime::<Utc>::MIN_UTC), Duration::ZERO);
    }
}
