//! How long a host rests that asked to be left alone (429, 503).

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{LONGEST, wait};
use crate::model::HostRest;

/// The rest of a host that asked for none of a certain length. It doubles with each strike.
const REST: Duration = Duration::from_mins(30);

/// A host that has worked for so long after a rest has no strikes any more.
const FORGIVEN: TimeDelta = TimeDelta::days(1);

/// The rest of a host that just asked for one: as long as `Retry-After` says (RFC 9110 §10.2.3), or 30
/// minutes, then twice as long each time; at most 24 hours.
///
/// While the host rests already, it is the same strike, and the later end counts.
pub fn rest(before: Option<&HostRest>, asked: Option<Duration>, now: DateTime<Utc>) -> HostRest {
    let running = before.filter(|before| rests(before, now).is_some());
    let strikes = match before {
        Some(before) if running.is_some() => before.strikes.max(1),
        Some(before) if before.since <= now && now - before.until <= FORGIVEN => {
            before.strikes.saturating_add(1)
        }
        _ => 1,
    };
    let factor = 1_u32.checked_shl(strikes - 1).unwrap_or(u32::MAX);
    let wait = asked.unwrap_or_else(|| REST.saturating_mul(factor));
    let latest = wait::after(now, LONGEST);
    let until = wait::after(now, wait).max(running.map_or(now, |before| before.until)).min(latest);
    HostRest { since: now, until, strikes }
}

/// Until when a host rests; `None` when that is over.
///
/// A rest that begins in the future was noted by a wrong clock, and none counts for longer than 24
/// hours after its begin.
pub fn rests(rest: &HostRest, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let until = rest.until.min(wait::after(rest.since, LONGEST));
    (rest.since <= now && now < until).then_some(until)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> DateTime<Utc> {
        format!("2026-{text}:00Z").parse().unwrap()
    }

    fn host(since: &str, until: &str, strikes: u32) -> HostRest {
        HostRest { since: at(since), until: at(until), strikes }
    }

    #[track_caller]
    fn check(before: Option<HostRest>, asked: Option<u64>, now: &str, until: &str, strikes: u32) {
        let rest = rest(before.as_ref(), asked.map(Duration::from_secs), at(now));
        assert_eq!(rest, HostRest { since: at(now), until: at(until), strikes });
    }

    #[test]
    fn as_long_as_the_host_asks() {
        check(None, Some(120), "05-01T12:00", "05-01T12:02", 1);
        check(None, Some(0), "05-01T12:00", "05-01T12:00", 1);
        check(None, Some(7 * 86_400), "05-01T12:00", "05-02T12:00", 1);
        check(None, Some(u64::MAX), "05-01T12:00", "05-02T12:00", 1);
    }

    #[test]
    fn twice_as_long_each_time() {
        check(None, None, "05-01T12:00", "05-01T12:30", 1);
        let first = host("05-01T12:00", "05-01T12:30", 1);
        check(Some(first), None, "05-01T13:00", "05-01T14:00", 2);
        check(Some(HostRest { strikes: 3, ..first }), None, "05-01T13:00", "05-01T17:00", 4);
        for strikes in [6, 31, 32, u32::MAX] {
            let before = HostRest { strikes, ..first };
            let next = strikes.saturating_add(1);
            check(Some(before), None, "05-01T13:00", "05-02T13:00", next);
        }
    }

    #[test]
    fn a_day_of_peace_is_forgiven() {
        let before = host("05-01T12:00", "05-01T12:30", 5);
        check(Some(before), None, "05-02T12:30", "05-03T04:30", 6);
        check(Some(before), None, "05-02T12:31", "05-02T13:01", 1);
    }

    #[test]
    fn asked_twice_in_one_rest_is_asked_once() {
        let before = host("05-01T12:00", "05-01T14:00", 2);
        check(Some(before), Some(60), "05-01T12:01", "05-01T14:00", 2);
        check(Some(before), Some(10_800), "05-01T12:01", "05-01T15:01", 2);
    }

    #[track_caller]
    fn check_rests(rest: HostRest, now: &str, want: Option<&str>) {
        assert_eq!(rests(&rest, at(now)), want.map(at), "{rest:?} {now}");
    }

    #[test]
    fn a_rest_ends() {
        let rest = host("05-01T12:00", "05-01T14:00", 1);
        check_rests(rest, "05-01T12:00", Some("05-01T14:00"));
        check_rests(rest, "05-01T13:59", Some("05-01T14:00"));
        check_rests(rest, "05-01T14:00", None);
    }

    #[test]
    fn a_wrong_clock_keeps_no_host_away() {
        check_rests(host("06-01T12:00", "06-01T14:00", 1), "05-01T12:00", None);
        let endless = host("05-01T12:00", "09-01T12:00", 1);
        check_rests(endless, "05-02T11:59", Some("05-02T12:00"));
        check_rests(endless, "05-02T12:00", None);
        check(Some(endless), None, "05-01T13:00", "05-02T13:00", 1);
        check(Some(host("06-01T12:00", "06-01T14:00", 4)), None, "05-01T12:00", "05-01T12:30", 1);
    }
}
