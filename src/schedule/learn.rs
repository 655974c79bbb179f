//! What a visit teaches about the next ones.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::{Settings, moved::unlearn, spread, wait::between};
use crate::model::{Pace, SourceState, Standing, Stop};

/// What a visit that went well has found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Success {
    /// Whether a whole body came, not only the word that nothing changed (304).
    pub is_whole: bool,
    /// Items that are new or revised.
    pub news: usize,
    /// Entries of the document; `None` when it was not read.
    pub entries: Option<usize>,
    /// What the document says about its pace; `None` when it was not read.
    pub pace: Option<Pace>,
    /// For how many seconds the answer is fresh, if it says so.
    pub fresh_for: Option<u64>,
}

/// What a visit that failed has met.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The server says that the source is gone for good (410).
    Gone,
    /// There is nothing at the address (404), or no such name.
    Missing,
    /// Anything else; it may pass.
    Other,
}

/// A source is given up after no fewer failed visits than these, so that a clock that jumped ahead
/// does not kill it. Back-off makes some 35 visits in 30 days.
const DEAD_FAILURES: u32 = 20;

/// A source that sends only "nothing changed" is read whole when the last whole reading is so long
/// ago, and a little more: servers lose track of what they have told whom.
const FULL_EVERY: Duration = Duration::from_hours(7 * 24);

/// Over how much time whole readings are spread, in minutes: three days.
const FULL_SPREAD: u32 = 3 * 24 * 60;

/// Learns from a visit that went well.
pub fn succeeded(standing: &mut Standing, found: &Success, now: DateTime<Utc>) {
    // A reading in the future was noted by a wrong clock: from now on it counts from here.
    if found.is_whole || standing.last_full.is_some_and(|last| last > now) {
        standing.last_full = Some(now);
    }
    // A 304 without word of freshness leaves what was said before in force (RFC 9111 §4.3.4).
    if found.is_whole || found.fresh_for.is_some() {
        standing.fresh_for = found.fresh_for;
    }
    if let Some(pace) = found.pace {
        standing.pace = pace;
    }
    if let Some(entries) = found.entries {
        standing.entries = u32::try_from(entries).unwrap_or(u32::MAX);
    }
    match standing.last_new {
        // Silence counts from the first visit.
        None => standing.last_new = Some(now),
        Some(last) if found.news > 0 => {
            let gap = between(last, now).as_secs();
            if gap > 0 {
                standing.rhythm = Some(smoothed(standing.rhythm, gap));
            }
            standing.last_new = Some(now);
        }
        Some(_) => {}
    }
    standing.failing_since = None;
    standing.stopped = None;
    standing.plain = false;
}

/// Learns from a visit that failed. `failures` is the number of failed visits in a row, this one
/// included.
///
/// A learnt address that is gone or dead does not stop the source: the configured one is asked again,
/// and that may be gone then.
pub fn failed(
    standing: &mut Standing,
    failure: Failure,
    failures: u32,
    settings: &Settings,
    now: DateTime<Utc>,
) {
    let since = standing.failing_since.filter(|since| *since <= now).unwrap_or(now);
    standing.failing_since = Some(since);
    if standing.learnt.is_some() {
        unlearn(standing, failure, failures);
    } else if failure == Failure::Gone {
        standing.stopped = Some(Stop::Gone);
    }
    let is_over = between(since, now) >= settings.dead_after && !settings.dead_after.is_zero();
    if is_over && failures >= DEAD_FAILURES && standing.stopped.is_none() {
        match standing.learnt.take() {
            // The configured address gets the same time.
            Some(_) => standing.failing_since = Some(now),
            None => standing.stopped = Some(Stop::Dead),
        }
    }
}

/// Forgets what another address has taught, when the operator changed it: the record then is that of a
/// source that knows its items but was never visited. Whether that was so.
pub fn readdress(state: &mut SourceState, address: &str) -> bool {
    let is_other = state.address != address;
    if is_other {
        let last_visit = state.last_visit;
        *state = SourceState { address: address.to_owned(), last_visit, ..SourceState::default() };
    }
    is_other
}

/// Whether the source with this id is read whole this time, without asking whether it changed.
pub fn wants_full(id: &str, standing: &Standing, now: DateTime<Utc>) -> bool {
    let Some(last) = standing.last_full else { return true };
    let more = Duration::from_mins(u64::from(spread(id, FULL_SPREAD)));
    between(last, now) >= FULL_EVERY + more
}

/// The usual gap, with one more. It follows a burst at once and a silence slowly, for a burst that is
/// missed costs more than a visit in vain.
fn smoothed(usual: Option<u64>, gap: u64) -> u64 {
    match usual {
        None => gap,
        Some(usual) if gap < usual => usual.midpoint(gap),
        Some(usual) => usual + (gap - usual) / 4,
    }
}

#[cfg(test)]
mod tests;
