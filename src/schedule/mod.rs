//! When a source is next due, and what its visits teach.
//!
//! In go what the store remembers of a source and the moment of the run; out comes when it may be
//! visited again, with the reason. What a visit found goes back into what is remembered, so manners
//! hold across runs and restarts.
//!
//! Every wait counts from the last visit. Nothing slides, and a wrong clock silences nobody: what
//! lies in the future of `now` is not believed, and no wait is longer than 24 hours.

mod host;
mod learn;
mod moved;
mod pace;
mod skip;
mod wait;
mod why;

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use sha2::{Digest, Sha256};

pub use host::{rest, rests};
pub use learn::{Failure, Success, failed, readdress, succeeded, wants_full};
pub use moved::{led, unlearn};
pub use pace::pace;
pub use why::Why;

use crate::model::SourceState;

/// What scheduling obeys; one per source. All zero means: at every run, whatever its documents say.
/// That is right for local files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Shortest time between two visits. Zero means at every run, unless somebody asks for more.
    pub every: Duration,
    /// Whether the operator stated that interval for this very source: then nothing is guessed from
    /// its silence.
    pub is_stated: bool,
    /// Longest time between two visits, whatever documents say and whatever is guessed. More than
    /// 24 hours count as 24.
    pub longest: Duration,
    /// A source that fails for so long is given up; zero means never.
    pub dead_after: Duration,
    /// So many visits in a row must meet the same permanent redirect before its target is asked
    /// instead; zero means never.
    pub adopt_after: u32,
}

/// When a source is visited next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Due {
    /// In this run.
    Now,
    /// Not in a run before this moment.
    Later {
        /// The moment.
        at: DateTime<Utc>,
        /// What decides it.
        why: Why,
    },
    /// In no run, until the operator forces it or changes the address.
    Never {
        /// What decides it.
        why: Why,
    },
}

/// Longest that any server, document or setting keeps us away.
const LONGEST: Duration = Duration::from_hours(24);

/// A visit may come so much early, so that a cron line every 30 minutes and `every = "30m"` do not
/// make one visit in 60. Not where somebody named a moment: that has come or it has not.
const SLACK: Duration = Duration::from_secs(60);

/// When the source with this id is visited next.
///
/// The longest of all waits that apply wins: what the operator, the document and the server ask
/// for, and what is guessed from silence and failures. Then come the hours and days that the
/// document excludes.
pub fn due(id: &str, state: &SourceState, settings: &Settings, now: DateTime<Utc>) -> Due {
    if let Some(stop) = state.standing.stopped {
        return Due::Never { why: Why::Stopped(stop) };
    }
    // A visit ends well or badly; with neither, only a former address was visited.
    let is_visited = state.last_success.is_some() || state.failures > 0;
    let Some(last) = state.last_visit.filter(|last| is_visited && *last <= now) else {
        return Due::Now;
    };
    let (wait, why) = wait::longest(id, state, settings, last);
    let mut due = (wait::after(last, wait), why);
    let mut is_due = due.0 <= wait::after(now, SLACK);
    if let Some(asked) = state.not_before.map(|asked| asked.min(wait::after(last, LONGEST)))
        && asked > now
        && (is_due || asked > due.0)
    {
        (due, is_due) = ((asked, Why::Asked), false);
    }
    let from = if is_due { now } else { due.0 };
    if let Some((end, why)) = skip::end(&state.standing.pace, from, last, settings.longest) {
        (due, is_due) = ((end, why), false);
    }
    if is_due { Due::Now } else { Due::Later { at: due.0, why: due.1 } }
}

/// Before this moment a source is due in no run, if [`due`] says at `now` that it is due at `at`,
/// or its host rests until then.
///
/// It may be earlier than `at`, for a visit may come a little early, and that little may lie before
/// the hours that the document excludes.
pub fn not_before(
    id: &str,
    state: &SourceState,
    settings: &Settings,
    (at, why): (DateTime<Utc>, Why),
    now: DateTime<Utc>,
) -> DateTime<Utc> {
    if matches!(why, Why::Asked | Why::HostRests) {
        return at;
    }
    let early = |at: DateTime<Utc>| {
        let slack = TimeDelta::from_std(SLACK).unwrap_or_default();
        at.checked_sub_signed(slack).unwrap_or(at)
    };
    let pace = &state.standing.pace;
    let last = state.last_visit.filter(|_| pace.skip_hours | pace.skip_days != 0);
    let Some(last) = last else { return early(at) };
    let (wait, _) = wait::longest(id, state, settings, last);
    match early(wait::after(last, wait)) {
        // The wait is over already: the excluded hours alone say when.
        waited if waited <= now => at,
        waited => waited.min(early(at)),
    }
}

/// A fixed number for an id, the same on every machine: what spreads sources over time.
fn spread(id: &str, below: u32) -> u32 {
    let digest = Sha256::digest(id.as_bytes());
    let first = digest.first_chunk().map_or(0, |bytes| u32::from_be_bytes(*bytes));
    first % below
}

#[cfg(test)]
mod tests;
