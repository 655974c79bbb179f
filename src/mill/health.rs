//! What a visit changed about the health of its source, told once each.
//!
//! In go what was remembered before and what will be; out come the changes worth a line, and what was
//! told is noted in the state, so the next run does not repeat it. Pure.
//!
//! A failure is told at once, and again only when its sort was not told since the source last worked:
//! a server that answers 500 and 503 in turn says two things in a week, not two an hour.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{ingest::FailedSource, rebind::Rebound};
use crate::{
    merge::Seen,
    model::{Bound, Changes, Guid, Known, Notice, NoticeKind, Sign, SourceState, Stop, Telling},
};

/// What is known of a visit besides the states.
#[derive(Clone, Copy, Debug)]
pub(super) struct Visited<'v> {
    /// The id of the source.
    pub source: &'v str,
    /// Whether it is read from files.
    pub is_local: bool,
    /// Whether it stands in a list of feeds, not in the config.
    pub is_listed: bool,
    /// What went wrong, if something did.
    pub failure: Option<&'v FailedSource>,
    /// How many items it shows that were known before, and how many of them have only got a new date.
    pub redated: Redated,
    /// How many items have new ids and addresses.
    pub rebound: Rebound,
    /// When.
    pub now: DateTime<Utc>,
}

/// How many items of a visit only have a new date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Redated {
    /// Items that the visit shows.
    pub shown: usize,
    /// Known ones that got a new date and say the same.
    pub moved: usize,
}

/// Silence of less is never odd.
const SILENCE: TimeDelta = TimeDelta::days(30);

/// Silence is odd when it lasts so many times as long as usual.
const SILENT_TIMES: u64 = 8;

/// A document has shrunk when it lost so many entries or more, and keeps less than a quarter.
const SHRUNK_BY: u32 = 10;

/// Fewer re-dated items than this are an accident.
pub(super) const REDATED: usize = 5;

/// Most sorts of failure that are told of one source until it works again.
const MOST_SORTS: usize = 16;

/// Longest name of a sort of failure, in characters.
const LONGEST_SORT: usize = 160;

/// What changed, one change of a sort; and notes in `after` what was told.
pub(super) fn changes(
    before: &SourceState,
    after: &mut SourceState,
    visited: &Visited<'_>,
) -> Vec<Notice> {
    let mut changes = Vec::new();
    let mut tell = |kind, text: String, help: Option<String>| {
        let (at, source) = (visited.now, visited.source.to_owned());
        changes.push(Notice { at, source, kind, text, help });
    };
    if let Some((text, help)) = moved(before, after, visited) {
        tell(NoticeKind::Moved, text, help);
    }
    if let Some((text, help)) = new_ids(after, visited.rebound) {
        tell(NoticeKind::NewIds, text, Some(help.to_owned()));
    }
    match visited.failure {
        Some(failure) => {
            let is_new = is_new_sort(before, after, failure, visited.is_local);
            let error = failure.error.join(": ");
            match after.standing.stopped.filter(|_| before.standing.stopped.is_none()) {
                Some(stop) => {
                    let (kind, text) = stopped(stop, after, &error);
                    tell(kind, text, Some(stopped_help(visited.is_listed).to_owned()));
                }
                None if is_new => {
                    tell(NoticeKind::Failed, format!("fails: {error}"), failure.help.clone());
                }
                None => {}
            }
        }
        None => {
            after.standing.told.clear();
            if before.failures > 0 {
                tell(NoticeKind::WorksAgain, works_again(before), None);
            }
            // Files are as the operator wants them.
            let odd = if visited.is_local { Vec::new() } else { odd(before, after, visited) };
            for (kind, text, help) in odd {
                tell(kind, text, Some(help.to_owned()));
            }
        }
    }
    changes
}

/// Whether a failure is of a sort that was not told since the source last worked. Files say the same
/// until somebody touches them, so every other message about them is news.
fn is_new_sort(
    before: &SourceState,
    after: &mut SourceState,
    failure: &FailedSource,
    is_local: bool,
) -> bool {
    if is_local {
        return before.failures == 0 || before.last_error != Some(failure.error.join(": "));
    }
    let told = &mut after.standing.told;
    if before.failures == 0 {
        told.clear();
    }
    told.len() < MOST_SORTS && told.insert(sort(&failure.error))
}

/// The sort of a failure: the first line of its message without addresses, numbers and quotations.
fn sort(error: &[String]) -> String {
    let mut sort = String::new();
    let mut is_quoted = false;
    for word in error.first().map_or("", String::as_str).split_whitespace() {
        let (was_quoted, quotes) = (is_quoted, word.matches('"').count());
        is_quoted ^= quotes % 2 == 1;
        let is_address = word.contains("://");
        let is_number = word.contains(|c: char| c.is_ascii_digit());
        if was_quoted || quotes > 0 || is_address || is_number {
            continue;
        }
        sort.push_str(word);
        sort.push(' ');
    }
    sort.trim_end().chars().take(LONGEST_SORT).collect()
}

fn moved(
    before: &SourceState,
    after: &SourceState,
    visited: &Visited<'_>,
) -> Option<(String, Option<String>)> {
    let (old, new) = (&before.standing.learnt, &after.standing.learnt);
    if old == new {
        return None;
    }
    let Some(new) = new else {
        let old = old.as_deref().unwrap_or_default();
        return Some((
            format!("is no longer at {old}; it is asked at {} again", after.address),
            None,
        ));
    };
    let keeper = if visited.is_listed { "its list" } else { "the config" };
    let help = if visited.is_listed {
        "change the address in the list, or tell who keeps it".to_owned()
    } else {
        format!("write url = {new:?} for this source")
    };
    Some((format!("has moved to {new}; {keeper} still says {}", after.address), Some(help)))
}

/// What there is to say about items with new ids; once, until a visit finds none. A few are no news.
fn new_ids(after: &mut SourceState, rebound: Rebound) -> Option<(String, &'static str)> {
    let Rebound { shown, kept, by_words, left } = rebound;
    if shown > 0 && kept + left == 0 {
        after.standing.signs.remove(&Sign::NewIds);
    }
    if !rebound.is_move() && left == 0 || !after.standing.signs.insert(Sign::NewIds) {
        return None;
    }
    let gave = format!("gave {} of its {shown} items new ids", kept + left);
    let by = if by_words == kept { " by their words" } else { "" };
    if left == 0 {
        let text = format!("{gave}: they were recognised{by} and kept theirs");
        return Some((text, "nothing: your feeds keep the ids that they have"));
    }
    let text = format!(
        "{gave}: {kept} were recognised{by} and kept theirs, {left} are too many at once and taken as \
         new"
    );
    Some((text, "look whether it repeats itself; `on_source_id` says what identifies its items"))
}

fn stopped(stop: Stop, state: &SourceState, error: &str) -> (NoticeKind, String) {
    match stop {
        Stop::Gone => {
            (NoticeKind::Gone, format!("is gone for good and not asked any more: {error}"))
        }
        Stop::Dead => {
            let since = since(state);
            let times = times(state.failures);
            let text = format!("has failed {times}{since} and is not asked any more: {error}");
            (NoticeKind::Dead, text)
        }
    }
}

fn stopped_help(is_listed: bool) -> &'static str {
    if is_listed {
        "take it out of the list; `feedmill run --force` asks once more"
    } else {
        "give it another url, or switch it off; `feedmill run --force` asks once more"
    }
}

fn works_again(before: &SourceState) -> String {
    let visits = if before.failures == 1 {
        "1 failed visit".to_owned()
    } else {
        format!("{} failed visits", before.failures)
    };
    format!("works again after {visits}{}", since(before))
}

/// ` since 2026-06-01 08:00 UTC`, where that is known.
fn since(state: &SourceState) -> String {
    let since = state.standing.failing_since;
    since.map_or_else(String::new, |at| format!(" since {}", at.format("%Y-%m-%d %H:%M UTC")))
}

fn times(failures: u32) -> String {
    if failures == 1 { "once".to_owned() } else { format!("{failures} times") }
}

/// What is odd about a visit that went well, and notes the signs of it.
fn odd(
    before: &SourceState,
    after: &mut SourceState,
    visited: &Visited<'_>,
) -> Vec<(NoticeKind, String, &'static str)> {
    let mut odd = Vec::new();
    let standing = &mut after.standing;
    if standing.last_new != before.standing.last_new {
        standing.signs.remove(&Sign::Silent);
    }
    if let Some(silence) = silence(standing.last_new, standing.rhythm, visited.now)
        && standing.signs.insert(Sign::Silent)
    {
        let text = format!("has published nothing new for {} days", silence.num_days());
        odd.push((NoticeKind::Silent, text, "look whether the publisher stopped or moved"));
    }
    let (had, has) = (before.standing.entries, standing.entries);
    if had.saturating_sub(has) >= SHRUNK_BY && has < had.div_ceil(4) {
        if standing.signs.insert(Sign::Shrunk) {
            let text = format!("shows {has} entries; it had {had}");
            let help = "look at its address: what it no longer shows stays in your feeds";
            odd.push((NoticeKind::Shrunk, text, help));
        }
    } else if had.min(has) > SHRUNK_BY {
        // Twice in a row it had so many that a loss would be told.
        standing.signs.remove(&Sign::Shrunk);
    }
    let Redated { shown, moved } = visited.redated;
    if moved >= REDATED && moved >= shown.div_ceil(2) && standing.signs.insert(Sign::Redated) {
        let text = format!("gave {moved} of {shown} items a new date and changed nothing else");
        odd.push((NoticeKind::Redated, text, "nothing: your feeds keep the first date"));
    }
    odd
}

/// How long a source has been silent, if that is odd for it. One without a rhythm never published
/// twice: it is not missed.
fn silence(
    last_new: Option<DateTime<Utc>>,
    rhythm: Option<u64>,
    now: DateTime<Utc>,
) -> Option<TimeDelta> {
    let silence = now - last_new?;
    let seconds = i64::try_from(rhythm?.saturating_mul(SILENT_TIMES)).unwrap_or(i64::MAX);
    (silence > SILENCE && silence.num_seconds() > seconds).then_some(silence)
}

/// The dates that items had before a visit.
#[derive(Debug)]
pub(super) struct Dates {
    /// The latest date of each known item.
    latest: BTreeMap<Guid, DateTime<Utc>>,
    /// Tellings, by title and address, whose date lies in the future as it did when they were first
    /// met: it is read as the moment of each visit, and nobody moves it.
    ahead: BTreeSet<(String, Option<String>)>,
}

impl Dates {
    /// Of the items that a visit shows.
    pub(super) fn of(seen: &[Seen], known: &[Known]) -> Self {
        let latest = known.iter().map(|known| {
            let item = &known.item;
            (
                item.guid.clone(),
                item.claimed_updated.map_or(item.published.at, |at| at.max(item.published.at)),
            )
        });
        let clamped = known.iter().map(|known| &known.item.published).filter(|date| date.clamped);
        let raws: BTreeSet<_> = clamped.filter_map(|date| date.raw.as_ref()).collect();
        let ahead = seen.iter().map(|seen| &seen.item).filter(|item| {
            item.published.clamped
                && item.published.raw.as_ref().is_some_and(|raw| raws.contains(raw))
        });
        let ahead = ahead.map(|item| (item.title.text.to_string(), item.link.clone()));
        Dates { latest: latest.collect(), ahead: ahead.collect() }
    }

    /// Known items that claim a later date than before and changed nothing else, each once; and how
    /// many items the visit shows. Whether the source has claimed such a date before, the ledger
    /// knows.
    pub(super) fn later<'c>(&self, changes: &'c Changes) -> (Vec<&'c Telling>, usize) {
        let mut shown: BTreeMap<&Guid, Option<&Telling>> = BTreeMap::new();
        for telling in &changes.tellings {
            let later = shown.entry(&telling.guid).or_default();
            let is_ahead = || {
                let key = (telling.title.clone(), telling.link.clone());
                self.ahead.contains(&key)
            };
            if matches!(telling.bound, Bound::Key(_))
                && telling.changed.is_empty()
                && self.latest.get(&telling.guid).is_some_and(|at| telling.claimed > Some(*at))
                && !is_ahead()
            {
                *later = Some(telling);
            }
        }
        let count = shown.len();
        (shown.into_values().flatten().collect(), count)
    }
}

#[cfg(test)]
mod tests;
