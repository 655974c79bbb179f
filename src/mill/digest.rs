//! What a visit brought → the ledger: each visit is one transaction.

use std::{
    collections::BTreeMap,
    panic::{AssertUnwindSafe, catch_unwind},
};

use chrono::{DateTime, Utc};

use super::{
    Access, Error, Mill,
    health::{self, Dates, Redated, Visited},
    ingest::{FailedSource, ItemChange, Turn},
    job::Job,
    listed,
    read::Reading,
    rebind::Rebound,
};
use crate::{
    config::Source,
    fetch, group,
    merge::{self, Renamed},
    model::{
        Bound, Broken, Changes, Field, Guid, Item, Kind, NoticeKind, Problem, Revision,
        SourceState, StandIn,
    },
    report::{Event, Reporter},
    schedule,
};

/// Problems of one source that are told one by one.
const TOLD: usize = 3;

impl Mill<'_> {
    /// Notes a visit that found nothing new.
    pub(super) fn unchanged(&self, job: &mut Job, turn: &mut Turn<'_, '_>) -> Result<(), Error> {
        job.well = true;
        let id = job.source.source.id.as_str();
        let brought = Brought::default();
        self.note(&job.source, &job.before, success(job, None, turn.now), brought, turn)?;
        turn.ingested.visits.done += 1;
        turn.ingested.visits.unchanged += 1;
        turn.reporter.tell(&Event::Unchanged { source: id });
        Ok(())
    }

    /// Merges and stores what one visit has read.
    pub(super) fn digest(&self, job: &mut Job, turn: &mut Turn<'_, '_>) -> Result<(), Error> {
        let source = &job.source;
        let id = source.source.id.as_str();
        let mut reading = std::mem::take(&mut job.reading);
        let Some(brought) = self.changes(job, &mut reading, turn.now)? else {
            return self.fail(job, job.before.clone(), Brought::default(), fault(id), turn);
        };
        let changes = &brought.changes;
        let (new, same) = (changes.new.len(), changes.same);
        turn.ingested.new += new;
        if self.access == Access::DryRun {
            turn.ingested.items.extend(one_by_one(changes, &brought.renamed));
        }
        let revised = changes.revised.iter().filter(|revision| !revision.fields.is_empty()).count();
        turn.ingested.revised += revised;
        turn.ingested.problems += reading.problems.len();
        tell_problems(id, &reading.problems, turn.reporter);

        if reading.faults.is_empty() {
            let state = success(job, Some((&reading, new + revised)), turn.now);
            self.note(source, &job.before, state, brought, turn)?;
            job.well = true;
            turn.ingested.visits.done += 1;
            turn.reporter.tell(&match source.source.kind {
                Kind::Opml => Event::Listed { source: id, feeds: job.followed.list.len() },
                _ => Event::Read { source: id, new, revised, same },
            });
            return Ok(());
        }
        // What could be read is kept; validators and hash are not, so the next run asks for it all again.
        let failure = broken(source, reading.faults.clone(), reading.stand_in);
        let mut state = job.before.clone();
        keep(&mut state, job);
        let is_feed = source.source.kind == Kind::Feed && !reading.is_foreign;
        let hash = job.hash.clone().filter(|_| is_feed);
        state.standing.broken = hash.map(|hash| Broken { hash, faults: reading.faults });
        self.fail(job, state, brought, failure, turn)
    }

    /// Notes a visit whose document breaks off as it did at the last one.
    pub(super) fn still_broken(
        &self,
        job: &Job,
        faults: Vec<String>,
        turn: &mut Turn<'_, '_>,
    ) -> Result<(), Error> {
        let failure = broken(&job.source, faults, None);
        self.fail(job, job.before.clone(), Brought::default(), failure, turn)
    }

    /// What the visit changes, and what it only dates anew; `None` when working it out met a fault of ours.
    fn changes(
        &self,
        job: &Job,
        reading: &mut Reading,
        now: DateTime<Utc>,
    ) -> Result<Option<Brought<'static>>, Error> {
        let (source, before) = (&job.source, &job.before);
        let id = source.source.id.as_str();
        let seen = std::mem::take(&mut reading.seen);
        let divide = || merge::Batch::new(id, seen, source.normalize.identity, group::are_one);
        let Ok(batch) = catch_unwind(AssertUnwindSafe(divide)) else { return Ok(None) };
        let mut holders = self.store.holders(&batch.guids())?;
        let held = holders.keys().cloned().collect();
        holders.extend(self.store.holders(&batch.spare_guids(&held))?);
        let (ours, taken): (BTreeMap<_, _>, BTreeMap<_, _>) =
            holders.into_iter().partition(|(_, holder)| holder == id);
        // A source that was never visited knows nothing.
        let keys = batch.keys().filter(|_| before.last_visit.is_some());
        let known = self.store.known(id, keys, ours.keys())?;
        let dates = Dates::of(batch.seen(), &known);
        let Ok(mut matching) = catch_unwind(AssertUnwindSafe(|| batch.bind(known))) else {
            return Ok(None);
        };
        let mut rebound = Rebound::default();
        if before.last_visit.is_some() {
            // Only a part of what it has says nothing about what is gone.
            let is_whole = reading.faults.is_empty() && job.followed.parts.is_empty();
            let rebind = || self.rebind(id, &mut matching, is_whole);
            let Ok(found) = catch_unwind(AssertUnwindSafe(rebind)) else { return Ok(None) };
            rebound = found?;
        }
        for item in matching.fill(&self.store.thin(id)?) {
            self.store.fill(item)?;
        }
        let merge = || {
            let mut outcome = matching.merge(taken.into_keys().collect(), now);
            group::imprint(&mut outcome.changes);
            outcome
        };
        let Ok(outcome) = catch_unwind(AssertUnwindSafe(merge)) else { return Ok(None) };
        if outcome.dropped > 0 {
            reading.problems.push(Problem {
                place: source.place.address(),
                line: None,
                what: format!(
                    "{} entries have nothing of their own to be told apart by",
                    outcome.dropped
                ),
                done: "left them out".to_owned(),
            });
        }
        let redated = self.redated(&dates, &outcome.changes)?;
        rebound.count(&outcome.renamed);
        let merge::Outcome { changes, renamed, .. } = outcome;
        Ok(Some(Brought { changes, renamed, failure: None, redated, rebound }))
    }

    /// How many known items only got a date that their source never claimed before.
    fn redated(&self, dates: &Dates, changes: &Changes) -> Result<Redated, Error> {
        let (later, shown) = dates.later(changes);
        let mut redated = Redated { shown, moved: 0 };
        if later.len() >= health::REDATED {
            for telling in later {
                redated.moved += usize::from(!self.store.has_claimed(telling)?);
            }
        }
        Ok(redated)
    }

    /// Notes a failed visit. `state` keeps the validators of the last one that went well.
    pub(super) fn fail(
        &self,
        job: &Job,
        mut state: SourceState,
        brought: Brought<'_>,
        failure: FailedSource,
        turn: &mut Turn<'_, '_>,
    ) -> Result<(), Error> {
        let before = state.clone();
        state.last_visit = Some(turn.now);
        state.last_error = Some(failure.error.join(": "));
        state.failures = state.failures.saturating_add(1);
        let settings = &job.source.schedule;
        schedule::failed(&mut state.standing, job.failure, state.failures, settings, turn.now);
        let brought = Brought { failure: Some(&failure), redated: Redated::default(), ..brought };
        self.note(&job.source, &before, state, brought, turn)?;
        turn.ingested.visits.failed += 1;
        turn.ingested.failures.push(failure);
        Ok(())
    }

    /// Puts a visit into the ledger, and tells what it changed about the source.
    fn note(
        &self,
        source: &Source,
        before: &SourceState,
        mut after: SourceState,
        brought: Brought<'_>,
        turn: &mut Turn<'_, '_>,
    ) -> Result<(), Error> {
        let visited = Visited {
            source: &source.source.id,
            is_local: source.place.url().is_none(),
            is_listed: listed::is_listed(&source.source.id),
            failure: brought.failure,
            redated: brought.redated,
            rebound: brought.rebound,
            now: turn.now,
        };
        let notices = health::changes(before, &mut after, &visited);
        self.store.apply(visited.source, brought.changes, &after)?;
        for notice in &notices {
            self.store.put_notice(notice)?;
            if notice.kind != NoticeKind::Failed {
                turn.reporter.tell(&Event::Changed { notice });
            }
        }
        if let Some(failure) = brought.failure {
            turn.reporter.tell(&Event::Failed {
                source: &failure.source,
                error: &failure.error,
                help: failure.help.as_deref(),
                is_news: notices.iter().any(|notice| notice.kind == NoticeKind::Failed),
            });
        }
        turn.ingested.changes.extend(notices);
        Ok(())
    }
}

/// What a visit brought, besides the state of its source.
#[derive(Default)]
pub(super) struct Brought<'b> {
    pub changes: Changes,
    pub renamed: Vec<Renamed>,
    pub failure: Option<&'b FailedSource>,
    pub redated: Redated,
    pub rebound: Rebound,
}

/// The failure of a source whose documents are not whole, or not what they should be.
fn broken(source: &Source, error: Vec<String>, found: Option<StandIn>) -> FailedSource {
    let help = match source.place {
        fetch::Place::Files { .. } => "mend the file, or leave it out of the source's paths",
        _ => found.unwrap_or(StandIn::Page).help(),
    };
    FailedSource { source: source.source.id.clone(), error, help: Some(help.to_owned()) }
}

/// The failure of a source that brought a part of feedmill down.
pub(super) fn fault(source: &str) -> FailedSource {
    FailedSource {
        source: source.to_owned(),
        error: vec!["reading this source met a fault in feedmill".to_owned()],
        help: Some("please report it, with the document that caused it".to_owned()),
    }
}

/// New, revised and renamed items, one by one.
fn one_by_one(changes: &Changes, renamed: &[Renamed]) -> Vec<ItemChange> {
    let mut renamed: BTreeMap<&Guid, &Renamed> = renamed.iter().map(|it| (&it.guid, it)).collect();
    let mut items = Vec::new();
    let change = |item: &Item, fields: &[Field], known_by: Option<Bound>| ItemChange {
        guid: item.guid.clone(),
        title: item.title.text.to_string(),
        fields: fields.to_vec(),
        known_by,
    };
    items.extend(changes.new.iter().map(|item| change(item, &[], None)));
    for Revision { item, fields } in &changes.revised {
        let known_by = renamed.remove(&item.guid).map(|it| it.bound);
        if !fields.is_empty() || known_by.is_some() {
            items.push(change(item, fields, known_by));
        }
    }
    // Those that say what they said.
    items.extend(renamed.into_values().map(|it| ItemChange {
        guid: it.guid.clone(),
        title: it.title.clone(),
        fields: Vec::new(),
        known_by: Some(it.bound),
    }));
    items
}

/// The state of a source after a visit that went well: what was read, if anything was, with the number
/// of items that say something new.
fn success(job: &Job, read: Option<(&Reading, usize)>, now: DateTime<Utc>) -> SourceState {
    let mut standing = job.before.standing.clone();
    let found = schedule::Success {
        is_whole: job.is_whole,
        news: read.map_or(0, |(_, news)| news),
        // Of several documents only those that changed were read.
        entries: read.filter(|_| job.followed.parts.is_empty()).map(|(reading, _)| reading.entries),
        pace: read.and_then(|(reading, _)| reading.pace),
        fresh_for: job.terms.fresh_for,
    };
    schedule::succeeded(&mut standing, &found, now);
    standing.broken = None;
    standing.wire.clone_from(&job.wire);
    standing.proven |= job.is_conditional;
    if job.followed.feed.is_none() {
        let moved_to = job.terms.moved_to.as_deref();
        schedule::led(&mut standing, moved_to, job.source.schedule.adopt_after);
    }
    SourceState {
        address: job.source.place.address(),
        validators: job.terms.validators.clone(),
        body_hash: job.hash.clone(),
        last_visit: Some(now),
        last_success: Some(now),
        last_error: None,
        failures: 0,
        not_before: None,
        followed: job.followed.clone(),
        standing,
    }
}

/// What a visit that failed in part adds to what is remembered: a list never loses a feed by it, and
/// sitemaps that were read are not read again.
fn keep(state: &mut SourceState, job: &Job) {
    match job.source.source.kind {
        Kind::Opml => {
            let known = &mut state.followed.list;
            let new = job.followed.list.iter().filter(|link| !known.contains(link));
            let new: Vec<_> = new.cloned().collect();
            known.extend(new);
        }
        Kind::Sitemap => state.followed.parts.clone_from(&job.followed.parts),
        _ => {}
    }
}

pub(super) fn tell_problems(source: &str, problems: &[Problem], reporter: &mut Reporter) {
    let told = if reporter.wants_all() { problems.len() } else { TOLD.min(problems.len()) };
    for problem in &problems[..told] {
        reporter.tell(&Event::Met { source, problem });
    }
    if told < problems.len() {
        reporter.tell(&Event::MetMore { source, more: problems.len() - told });
    }
}
