//! When a source is next due.
//!
//! A pure rule over what the store remembers, so manners hold across runs and restarts.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use crate::model::{HostRest, SourceState};

/// What scheduling obeys; one per source.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Shortest time between two visits. Zero means at every run.
    pub every: Duration,
}

/// A visit may come so much early, so that a cron line every 30 minutes and `every = "30m"` do not
/// make one visit in 60.
const SLACK: TimeDelta = TimeDelta::seconds(60);

/// Longest that any server or setting keeps us away, so that a changed clock or a wild header never
/// silences a source.
const LONGEST: TimeDelta = TimeDelta::hours(24);

/// The moment from which a source may be visited again; `None` when that is now.
///
/// The later of the configured interval and what the server asked for (`Retry-After`), at most
/// 24 hours after `now`. A last visit in the future means that the clock was set back: it counts
/// nothing.
pub fn not_before(
    state: &SourceState,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    let every = TimeDelta::from_std(settings.every).unwrap_or(LONGEST).min(LONGEST);
    let interval = state
        .last_visit
        .filter(|visit| *visit <= now)
        .and_then(|visit| visit.checked_add_signed(every));
    let due = interval.max(state.not_before)?.min(now + LONGEST);
    (due - SLACK > now).then_some(due)
}

/// How long a host is left alone.
pub fn rest(before: Option<&HostRest>, asked: Option<Duration>, now: DateTime<Utc>) -> HostRest {
    let strikes = before.map_or(0, |rest| rest.strikes).saturating_add(1);
    let wait =
        asked.and_then(|wait| TimeDelta::from_std(wait).ok()).unwrap_or(LONGEST).min(LONGEST);
    HostRest { since: now, until: now + wait, strikes }
}

/// Until when a host is left alone.
pub fn rests(rest: &HostRest, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    (rest.since <= now && rest.until > now).then_some(rest.until)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(last: Option<&str>, asked: Option<&str>, every: u64, want: Option<&str>) {
        let at = |text: &str| text.parse::<DateTime<Utc>>().unwrap();
        let state = SourceState {
            last_visit: last.map(at),
            not_before: asked.map(at),
            ..SourceState::default()
        };
        let settings = Settings { every: Duration::from_secs(every) };
        let due = not_before(&state, &settings, at("2026-05-01T12:00:00Z"));
        assert_eq!(due, want.map(at));
    }

    #[test]
    fn the_interval_counts_from_the_last_visit() {
        check(None, None, 3600, None);
        check(Some("2026-05-01T11:30:00Z"), None, 3600, Some("2026-05-01T12:30:00Z"));
        check(Some("2026-05-01T11:00:30Z"), None, 3600, None);
        check(Some("2026-05-01T11:59:59Z"), None, 0, None);
    }

    #[test]
    fn a_server_may_ask_for_more_but_not_for_ever() {
        check(None, Some("2026-05-01T13:00:00Z"), 0, Some("2026-05-01T13:00:00Z"));
        check(None, Some("2999-01-01T00:00:00Z"), 0, Some("2026-05-02T12:00:00Z"));
    }

    #[test]
    fn a_clock_that_was_set_back_silences_nobody() {
        check(Some("2027-05-01T12:00:00Z"), None, 3600, None);
    }
}
