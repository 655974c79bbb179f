//! Sources → store: each visit is one transaction, and none can harm another.
//!
//! A turn has three parts. First the lists of feeds are read, because they say which sources there are.
//! Then all other sources; where a document leads to another one (the feed of a page, the sitemaps of
//! an index), that is fetched in a further round. Last come the pages of items whose source gives only
//! a part of the text.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use tokio::{sync::mpsc, time::timeout};

use super::{
    Access, Error, InForce, Mill,
    job::{Ask, Errand, Job, Slot},
    memory,
    order::Ordered,
    pages::Paging,
    settle::Settled,
};
use crate::{
    fetch::{self, Arrival, Fetcher, Past, Visit},
    model::{Bound, Field, Guid, HostRest, Kind, Notice, SourceState, Validators},
    report::{Event, Reporter},
    schedule::{self, Due},
};

/// Arrivals that may wait for the store: what bounds memory when the network is faster.
const WAITING: usize = 32;

/// How long arrivals gather before they are taken together. To be woken for each of them costs
/// more than to take one that brings no news. Only the thread that takes them sleeps.
const NAP: Duration = Duration::from_millis(2);

/// Most visits that share one commit.
const GROUP: usize = 100;

/// How long a visit waits for others to share its commit with: about what ten commits take.
const LINGER: Duration = Duration::from_millis(50);

/// What all visits of a run came to.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Ingested {
    /// How the visits went.
    pub visits: Visits,
    /// Items never seen before.
    pub new: usize,
    /// Further tellings of articles that other items stand for.
    pub also: usize,
    /// Items that say something else now.
    pub revised: usize,
    /// Pages whose text was put in place of a part of it.
    pub pages: usize,
    /// Items whose text was given up, because they are old (`state.keep_items`).
    pub tombstones: usize,
    /// Things that publishers got wrong.
    pub problems: usize,
    /// How the sources fare that are switched on, visited or not.
    pub fares: Fares,
    /// The sources that failed, in the order of the config.
    pub failures: Vec<FailedSource>,
    /// Before this moment none of the sources is due that are not; `None` where none ever is.
    #[serde(skip)]
    pub due: Option<DateTime<Utc>>,
    /// What changed about sources.
    pub changes: Vec<Notice>,
    /// The items that are new or revised, one by one; listed only by a dry run.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ItemChange>,
}

impl Ingested {
    /// Takes from the new items those that only tell what another item stands for.
    pub fn settle(&mut self, settled: &Settled) {
        self.new = self.new.saturating_sub(settled.folded.len());
        self.also += settled.folded.len();
        self.items.retain(|item| !settled.folded.contains(&item.guid));
        self.revised += settled.edited;
        self.items.extend(settled.edits.iter().cloned());
    }
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
    /// How it was known, where its source shows it under another id of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_by: Option<Bound>,
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
    /// Sources that were due but not asked: their hosts rest, or the time of the run was over.
    pub postponed: usize,
}

/// How sources fare, in numbers. One that was never visited counts nowhere.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fares {
    /// Sources whose last visit went well.
    pub well: usize,
    /// Sources whose last visit failed.
    pub failing: usize,
}

impl Fares {
    fn count(&mut self, state: &SourceState) {
        if state.failures > 0 {
            self.failing += 1;
        } else if state.last_visit.is_some() {
            self.well += 1;
        }
    }
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
pub(super) struct Turn<'t, 'c> {
    pub now: DateTime<Utc>,
    pub force: bool,
    pub ingested: Ingested,
    pub reporter: &'t mut Reporter,
    /// The sources of the turn, in order.
    pub jobs: Vec<Slot<'c>>,
    /// The hosts that asked to be left alone.
    pub rests: BTreeMap<String, HostRest>,
    /// What each visit is for; [`Visit::index`] is a place in it.
    pub errands: Vec<Errand>,
    /// The items whose pages are read; [`Visit::index`] is a place in it as well.
    pub paging: Vec<Paging>,
}

impl Turn<'_, '_> {
    /// Counts how a source fares whose visit is over.
    pub(super) fn count_fare(&mut self, job: &Job<'_>) {
        let Ingested { fares, failures, .. } = &mut self.ingested;
        if job.well {
            fares.well += 1;
        } else if failures.last().is_some_and(|failed| failed.source == job.source.source.id) {
            fares.failing += 1;
        } else {
            // It was not asked this time.
            fares.count(&job.before);
        }
    }

    /// Until when the host rests that is asked first for a source.
    fn rests_until(&self, job: &Job<'_>) -> Option<DateTime<Utc>> {
        if self.rests.is_empty() {
            return None;
        }
        schedule::rests(self.rests.get(&job.host()?)?, self.now)
    }

    /// A visit for the source with this number.
    pub(super) fn visit(&mut self, job: usize, ask: Ask) -> Visit {
        let Ask { place, last, aim } = ask;
        self.errands.push(Errand { job, aim });
        Visit { index: self.errands.len() - 1, place, last }
    }
}

/// The network of a turn, from the first visit on.
struct Network {
    past: Past,
    fetcher: Option<Fetcher>,
}

/// What takes an arrival, and says what is to be fetched in the next round.
type Take<'c> = fn(&Mill<'c>, Arrival, &mut Turn<'_, 'c>) -> Result<Vec<Visit>, Error>;

impl<'c> Mill<'c> {
    /// Visits every source that is due, or every one with `force`, and puts what it says into the
    /// ledger.
    pub async fn ingest(
        &self,
        now: DateTime<Utc>,
        force: bool,
        reporter: &mut Reporter,
    ) -> Result<Ingested, Error> {
        let mut turn = Turn {
            now,
            force,
            ingested: Ingested::default(),
            reporter,
            jobs: Vec::new(),
            rests: self.store.rests()?,
            errands: Vec::new(),
            paging: Vec::new(),
        };
        let sources = self.sources_in_force()?;
        let mut states = self.store.states()?;
        let past = self.past(&sources, &states)?;
        let mut network = Network { past, fetcher: None };
        let lists = sources.into_iter().filter(|source| source.source.kind == Kind::Opml).collect();
        let visits = self.due(lists, &mut states, &mut turn)?;
        self.rounds(&mut network, visits, Mill::take, &mut turn).await?;

        let mut sources = self.sources_in_force()?;
        sources.retain(|source| source.source.kind != Kind::Opml);
        let visits = self.due(sources, &mut states, &mut turn)?;
        turn.reporter.tell(&Event::Visiting { sources: visits.len() });
        self.rounds(&mut network, visits, Mill::take, &mut turn).await?;

        let visits = self.pages(&mut turn)?;
        self.rounds(&mut network, visits, Mill::take_page, &mut turn).await?;
        let learnt = network.fetcher.iter().flat_map(Fetcher::robots);
        for (origin, rules) in learnt {
            self.store.put_robots(&origin, now, &rules)?;
        }
        for text in self.tape.finish() {
            turn.reporter.tell(&Event::Warning { text: &text });
        }
        Ok(turn.ingested)
    }

    /// Makes all visits, then those that they led to.
    async fn rounds(
        &self,
        network: &mut Network,
        mut visits: Vec<Visit>,
        take: Take<'c>,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<(), Error> {
        while !visits.is_empty() {
            let fetcher = self.fetcher(network, turn.now)?;
            visits = self.round(fetcher, visits, take, turn).await?;
        }
        Ok(())
    }

    /// What fetches. In most runs of a frequent schedule nothing is due, and to set it up takes longer
    /// than all else then.
    fn fetcher(&self, network: &mut Network, now: DateTime<Utc>) -> Result<Fetcher, Error> {
        if let Some(fetcher) = &network.fetcher {
            return Ok(fetcher.clone());
        }
        let (settings, tape) = (&self.config.fetch, self.tape.clone());
        let fetcher = Fetcher::with_tape(settings, &network.past, now, tape)?;
        Ok(network.fetcher.insert(fetcher).clone())
    }

    async fn round(
        &self,
        fetcher: Fetcher,
        visits: Vec<Visit>,
        take: Take<'c>,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Visit>, Error> {
        let expected = visits.iter().map(|visit| visit.index).collect();
        let mut ordered = Ordered::new(expected, self.folders_for_bodies());
        let (sender, mut arrivals) = mpsc::channel(WAITING);
        let now = turn.now;
        let fetching = tokio::spawn(async move { fetcher.fetch_all(visits, now, sender).await });

        let (mut open, mut next) = (0, Vec::new());
        loop {
            while let Some(arrival) = ordered.pop() {
                if open == 0 {
                    self.store.begin()?;
                }
                open += 1;
                next.extend(take(self, arrival, turn)?);
                if open == GROUP {
                    self.store.commit()?;
                    open = 0;
                }
            }
            if open > 0 && arrivals.is_empty() {
                std::thread::sleep(NAP);
            }
            // Nothing comes for a while: what was taken is made durable while the network works.
            let arrival = match open {
                0 => arrivals.recv().await,
                _ => match timeout(LINGER, arrivals.recv()).await {
                    Ok(arrival) => arrival,
                    Err(_) => {
                        self.store.commit()?;
                        open = 0;
                        arrivals.recv().await
                    }
                },
            };
            match arrival {
                // The right to hold it is given back here: what is before it in order may need it.
                Some(arrival) => ordered.push(Arrival { room: None, ..arrival }),
                None => break,
            }
        }
        if open > 0 {
            self.store.commit()?;
        }
        // The task ends when the last arrival was sent; a panic of it was told as failed visits.
        let _ = fetching.await;
        Ok(next)
    }

    /// When each host was last asked, where that matters.
    fn past(
        &self,
        sources: &[InForce<'_>],
        states: &BTreeMap<String, SourceState>,
    ) -> Result<Past, Error> {
        let mut past = Past { robots: self.store.robots()?, ..Past::default() };
        if self.config.fetch.host_interval.is_zero() {
            return Ok(past);
        }
        for source in sources {
            let Some(url) = source.place.url() else { continue };
            if let Some(visit) = states.get(&source.source.id).and_then(|it| it.last_visit) {
                let asked = past.asked.entry(fetch::host(url)).or_insert(visit);
                *asked = visit.max(*asked);
            }
        }
        Ok(past)
    }

    /// Where bodies may wait outside of memory: beside the ledger; in a dry run, which leaves that
    /// folder alone, where temporary files go.
    fn folders_for_bodies(&self) -> Vec<PathBuf> {
        let ledger = self.config.store.path.parent().map(Path::to_owned);
        let ledger = ledger.filter(|_| matches!(self.access, Access::Write { .. }));
        ledger.into_iter().chain([std::env::temp_dir()]).collect()
    }

    /// The first visits to those of some sources that are due.
    fn due(
        &self,
        sources: Vec<InForce<'c>>,
        states: &mut BTreeMap<String, SourceState>,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Visit>, Error> {
        if sources.iter().any(|source| !states.contains_key(&source.source.id)) {
            self.follow_renames(&sources, states)?;
        }
        let mut visits = Vec::new();
        for source in sources {
            let mut state = states.remove(&source.source.id).unwrap_or_default();
            schedule::readdress(&mut state, &source.place.address());
            let due = schedule::due(&source.source.id, &state, &source.schedule, turn.now);
            let mut job = Job::new(source, state);
            let rest = turn.rests_until(&job);
            let (until, why) = match (due, rest) {
                _ if turn.force => (None, None),
                (Due::Never { why }, _) => (None, Some(why)),
                (Due::Now, None) => (None, None),
                (Due::Later { at, why }, rest) if rest.is_none_or(|until| until < at) => {
                    (Some(at), Some(why))
                }
                (_, rest) => (rest, Some(schedule::Why::HostRests)),
            };
            let Some(why) = why else {
                let ask = job.first(turn.now, turn.force);
                job.is_conditional = ask.last.validators != Validators::default();
                turn.jobs.push(Slot::waiting(job));
                visits.push(turn.visit(turn.jobs.len() - 1, ask));
                continue;
            };
            if let Some(at) = until {
                let (id, settings) = (&job.source.source.id, &job.source.schedule);
                let first = schedule::not_before(id, &job.before, settings, (at, why), turn.now);
                let known = turn.ingested.due.into_iter();
                turn.ingested.due = known.chain([first]).min();
            }
            turn.ingested.visits.resting += 1;
            turn.ingested.fares.count(&job.before);
            let (source, why) = (&job.source.source.id, why.to_string());
            turn.reporter.tell(&Event::Resting { source, until, why: &why });
        }
        Ok(visits)
    }

    /// A source that the ledger knows under another id, which is in force no more, was renamed: it
    /// keeps its items, or else they would belong to nobody and no edit would ever reach them.
    fn follow_renames(
        &self,
        sources: &[InForce<'_>],
        states: &mut BTreeMap<String, SourceState>,
    ) -> Result<(), Error> {
        let in_force = self.sources_in_force()?;
        let configured = |id: &String| {
            let on = in_force.iter().any(|source| source.source.id == *id);
            on || self.config.disabled.contains(id)
        };
        for source in sources {
            let (id, address) = (&source.source.id, source.place.address());
            if states.contains_key(id) {
                continue;
            }
            // One that came back from what is published, and was in no list then.
            let veiled = memory::veil(id);
            let former = |(known, state): &(&String, &SourceState)| {
                **known == veiled || (state.address == address && !configured(known))
            };
            let former = states.iter().find(former).map(|(known, _)| known.clone());
            if let Some(state) = former.as_ref().and_then(|former| states.remove(former)) {
                self.store.rename_source(&former.unwrap_or_default(), id)?;
                states.insert(id.clone(), state);
            }
        }
        Ok(())
    }
}
