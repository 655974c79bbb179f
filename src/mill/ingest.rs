//! Sources → store: each visit is one transaction, and none can harm another.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;
use tokio::sync::mpsc;

use super::{
    Access, Error, Mill,
    order::Ordered,
    read::{self, Reading},
};
use crate::{
    config::Source,
    fetch::{self, Arrival, Fetched, Fetcher, Visit},
    group, merge,
    model::{Changes, Document, Field, Guid, Item, Problem, SourceState, Validators},
    report::{Event, Reporter, chain},
    schedule,
    store::SourceCount,
};

/// Arrivals that may wait for the store: what bounds memory when the network is faster.
const WAITING: usize = 32;

/// Most visits that share one commit.
const GROUP: usize = 100;

/// Problems of one source that are told one by one.
const TOLD: usize = 3;

/// What all visits of a run came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ingested {
    /// How the visits went.
    pub visits: Visits,
    /// Items never seen before.
    pub new: usize,
    /// Items that say something else now.
    pub revised: usize,
    /// Things that publishers got wrong.
    pub problems: usize,
    /// The sources that failed, in the order of the config.
    pub failures: Vec<FailedSource>,
    /// The items that are new or revised, one by one; listed only by a dry run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemChange>,
}

/// What a dry run would do to an item.
#[derive(Clone, Debug, Serialize)]
pub struct ItemChange {
    /// Its id.
    pub guid: Guid,
    /// Its title, as it would be.
    pub title: String,
    /// What differs; nothing for a new item.
    pub fields: Vec<Field>,
}

/// How the visits went, in numbers.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Visits {
    /// Sources that were read or that said that nothing changed.
    pub done: usize,
    /// Those of them in which nothing had changed.
    pub unchanged: usize,
    /// Sources that failed.
    pub failed: usize,
    /// Sources that are not due.
    pub resting: usize,
}

/// A source that could not be read, or not wholly.
#[derive(Clone, Debug, Serialize)]
pub struct FailedSource {
    /// Its id.
    pub source: String,
    /// What went wrong, then its causes.
    pub error: Vec<String>,
    /// What the operator can do.
    pub help: Option<String>,
}

/// What one turn carries from visit to visit.
struct Turn<'t> {
    now: DateTime<Utc>,
    force: bool,
    ingested: Ingested,
    reporter: &'t mut Reporter,
    /// What was remembered of each source before the turn, in the order of the config.
    states: Vec<SourceState>,
}

impl Mill<'_> {
    /// Visits every source that is due, or every one with `force`, and puts what it says into the
    /// ledger.
    pub async fn ingest(
        &self,
        now: DateTime<Utc>,
        force: bool,
        reporter: &mut Reporter,
    ) -> Result<Ingested, Error> {
        let states = self.states()?;
        let mut turn = Turn { now, force, ingested: Ingested::default(), reporter, states };
        let visits = self.due(&mut turn);
        turn.reporter.tell(&Event::Visiting { sources: visits.len() });
        let mut ordered = Ordered::new(visits.iter().map(|visit| visit.index).collect());
        let (sender, mut arrivals) = mpsc::channel(WAITING);
        let fetcher = Fetcher::new(&self.config.fetch)?;
        let fetching = tokio::spawn(async move { fetcher.fetch_all(visits, now, sender).await });

        let mut open = 0;
        loop {
            while let Some(arrival) = ordered.pop() {
                if open == 0 {
                    self.store.begin()?;
                }
                open += 1;
                self.take(arrival, &mut turn)?;
                if open == GROUP {
                    self.store.commit()?;
                    open = 0;
                }
            }
            // Nothing is at hand: what was taken is made durable while the network works.
            let arrival = match arrivals.try_recv() {
                Ok(arrival) => Some(arrival),
                Err(_) => {
                    if open > 0 {
                        self.store.commit()?;
                        open = 0;
                    }
                    arrivals.recv().await
                }
            };
            match arrival {
                Some(arrival) => ordered.push(arrival),
                None => break,
            }
        }
        // The task ends when the last arrival was sent; a panic of it was told as failed visits.
        let _ = fetching.await;
        Ok(turn.ingested)
    }

    /// What is remembered of every source of the config.
    fn states(&self) -> Result<Vec<SourceState>, Error> {
        let read = || -> Result<Vec<SourceState>, Error> {
            let ids = self.config.sources.iter().map(|source| &source.source.id);
            ids.map(|id| Ok(self.store.source(id)?)).collect()
        };
        let states = read()?;
        if states.iter().all(|state| state.last_visit.is_some()) {
            return Ok(states);
        }
        self.follow_renames()?;
        read()
    }

    fn due(&self, turn: &mut Turn<'_>) -> Vec<Visit> {
        let mut visits = Vec::new();
        for (index, (source, state)) in self.config.sources.iter().zip(&turn.states).enumerate() {
            match schedule::not_before(state, &source.schedule, turn.now) {
                Some(until) if !turn.force => {
                    turn.ingested.visits.resting += 1;
                    turn.reporter.tell(&Event::Resting { source: &source.source.id, until });
                }
                _ => {
                    let (place, state) = (source.place.clone(), state.clone());
                    visits.push(Visit { index, place, state });
                }
            }
        }
        visits
    }

    /// A source that the ledger knows under another id, which the config has no more, was renamed: it
    /// keeps its items, or else they would belong to nobody and no edit would ever reach them.
    fn follow_renames(&self) -> Result<(), Error> {
        let mut stored = self.store.sources()?;
        let configured = |id: &String| {
            let on = self.config.sources.iter().any(|source| source.source.id == *id);
            on || self.config.disabled.contains(id)
        };
        for source in &self.config.sources {
            let (id, address) = (&source.source.id, source.place.address());
            if stored.iter().any(|known| known.id == *id) {
                continue;
            }
            let former =
                |known: &SourceCount| known.state.address == address && !configured(&known.id);
            if let Some(position) = stored.iter().position(former) {
                self.store.rename_source(&stored.remove(position).id, id)?;
            }
        }
        Ok(())
    }

    /// Puts one arrival into the ledger.
    fn take(&self, arrival: Arrival, turn: &mut Turn<'_>) -> Result<(), Error> {
        let now = turn.now;
        let source = &self.config.sources[arrival.index];
        let id = source.source.id.as_str();
        let before = std::mem::take(&mut turn.states[arrival.index]);
        match arrival.result {
            Err(error) => {
                let help = error.help().map(str::to_owned);
                let asked = error.retry_after().and_then(|wait| TimeDelta::from_std(wait).ok());
                let mut state = before;
                state.not_before = asked.and_then(|wait| now.checked_add_signed(wait));
                let failure = FailedSource { source: id.to_owned(), error: chain(&error), help };
                self.fail(state, &Changes::default(), failure, turn)?;
            }
            Ok(Fetched::Unchanged { validators }) => {
                self.unchanged(id, &success(source, validators, before.body_hash, now), turn)?;
            }
            Ok(Fetched::Documents { documents, validators, failures }) => {
                let hash = read::hash(source, &documents);
                let is_same = before.body_hash.as_deref() == Some(hash.as_str());
                let state = success(source, validators, Some(hash), now);
                if is_same && failures.is_empty() && !turn.force {
                    self.unchanged(id, &state, turn)?;
                } else {
                    self.digest(source, &documents, &failures, (before, state), turn)?;
                }
            }
        }
        Ok(())
    }

    /// Notes a visit that found nothing new.
    fn unchanged(&self, id: &str, state: &SourceState, turn: &mut Turn<'_>) -> Result<(), Error> {
        self.store.apply(id, &Changes::default(), state)?;
        turn.ingested.visits.done += 1;
        turn.ingested.visits.unchanged += 1;
        turn.reporter.tell(&Event::Unchanged { source: id });
        Ok(())
    }

    /// Parses, normalises, merges and stores the documents of one visit.
    fn digest(
        &self,
        source: &Source,
        documents: &[Document],
        unreadable: &[fetch::Error],
        (before, after): (SourceState, SourceState),
        turn: &mut Turn<'_>,
    ) -> Result<(), Error> {
        let id = source.source.id.as_str();
        let read = || read::read(source, documents, turn.now);
        let Ok(mut reading) = catch_unwind(AssertUnwindSafe(read)) else {
            return self.fail(before, &Changes::default(), fault(id), turn);
        };
        reading.faults.extend(unreadable.iter().map(|error| chain(error).join(": ")));
        let Some(changes) = self.changes(source, &mut reading, &before, turn.now)? else {
            return self.fail(before, &Changes::default(), fault(id), turn);
        };
        turn.ingested.new += changes.new.len();
        if self.access == Access::DryRun {
            turn.ingested.items.extend(listed(&changes));
        }
        let revised = changes.revised.iter().filter(|revision| !revision.fields.is_empty()).count();
        turn.ingested.revised += revised;
        turn.ingested.problems += reading.problems.len();
        tell_problems(id, &reading.problems, turn.reporter);

        if reading.faults.is_empty() {
            self.store.apply(id, &changes, &after)?;
            turn.ingested.visits.done += 1;
            let (new, same) = (changes.new.len(), changes.same);
            turn.reporter.tell(&Event::Read { source: id, new, revised, same });
            return Ok(());
        }
        // What could be read is kept; validators and hash are not, so the next run reads it all again.
        let help = match source.place {
            fetch::Place::Web { .. } | fetch::Place::Found { .. } => {
                "open the address in a browser and check what it shows"
            }
            fetch::Place::Files { .. } => "mend the file, or leave it out of the source's paths",
        };
        let failure = FailedSource {
            source: id.to_owned(),
            error: reading.faults,
            help: Some(help.to_owned()),
        };
        self.fail(before, &changes, failure, turn)
    }

    /// What the visit changes; `None` when working it out met a fault of ours.
    fn changes(
        &self,
        source: &Source,
        reading: &mut Reading,
        before: &SourceState,
        now: DateTime<Utc>,
    ) -> Result<Option<Changes>, Error> {
        let id = source.source.id.as_str();
        let seen = std::mem::take(&mut reading.seen);
        let known = match before.last_visit {
            // A source that was never visited knows nothing.
            None => Vec::new(),
            Some(_) => self.store.known(id, seen.iter().flat_map(|seen| &seen.item.keys))?,
        };
        let merge = || merge::merge(id, seen, known, source.normalize.ids, now);
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
        let new = &outcome.changes.new;
        let elsewhere = self.store.elsewhere(
            id,
            new.iter().map(|item| &item.guid),
            new.iter().flat_map(|item| &item.keys),
        )?;
        Ok(Some(group::settle(outcome.changes, &elsewhere)))
    }

    /// Notes a failed visit. `state` keeps the validators of the last one that went well.
    fn fail(
        &self,
        mut state: SourceState,
        changes: &Changes,
        failure: FailedSource,
        turn: &mut Turn<'_>,
    ) -> Result<(), Error> {
        state.last_visit = Some(turn.now);
        state.last_error = Some(failure.error.join(": "));
        state.failures = state.failures.saturating_add(1);
        self.store.apply(&failure.source, changes, &state)?;
        turn.reporter.tell(&Event::Failed {
            source: &failure.source,
            error: &failure.error,
            help: failure.help.as_deref(),
        });
        turn.ingested.visits.failed += 1;
        turn.ingested.failures.push(failure);
        Ok(())
    }
}

/// The failure of a source that brought a part of feedmill down.
fn fault(source: &str) -> FailedSource {
    FailedSource {
        source: source.to_owned(),
        error: vec!["reading this source met a fault in feedmill".to_owned()],
        help: Some("please report it, with the document that caused it".to_owned()),
    }
}

/// New and revised items, one by one.
fn listed(changes: &Changes) -> impl Iterator<Item = ItemChange> {
    let change = |item: &Item, fields: &[Field]| ItemChange {
        guid: item.guid.clone(),
        title: item.title.text.to_string(),
        fields: fields.to_vec(),
    };
    let new = changes.new.iter().map(move |item| change(item, &[]));
    let told = changes.revised.iter().filter(|revision| !revision.fields.is_empty());
    new.chain(told.map(move |revision| change(&revision.item, &revision.fields)))
}

/// The state of a source after a visit that went well.
fn success(
    source: &Source,
    validators: Validators,
    body_hash: Option<String>,
    now: DateTime<Utc>,
) -> SourceState {
    SourceState {
        address: source.place.address(),
        validators,
        body_hash,
        last_visit: Some(now),
        last_success: Some(now),
        last_error: None,
        failures: 0,
        not_before: None,
        followed: Default::default(),
    }
}

fn tell_problems(source: &str, problems: &[Problem], reporter: &mut Reporter) {
    let told = if reporter.wants_all() { problems.len() } else { TOLD.min(problems.len()) };
    for problem in &problems[..told] {
        reporter.tell(&Event::Met { source, problem });
    }
    if told < problems.len() {
        reporter.tell(&Event::MetMore { source, more: problems.len() - told });
    }
}
