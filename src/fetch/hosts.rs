//! Whose turn it is at a host: the queue of each, over redirects and lanes.
//!
//! A host answers [`Settings::per_host`] requests at a time, [`Settings::host_interval`] apart. One
//! that asks for a rest gets it, one that stays silent is left alone, and when the time of the run is
//! over nobody is asked any more. What was not asked for is [`Postponed`]; it did not fail.

use std::{
    collections::{BTreeMap, HashMap},
    fmt,
    sync::{Arc, Mutex, MutexGuard},
    time::Duration,
};

use chrono::{DateTime, Utc};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, sleep_until},
};
use url::Url;

use super::{Error, Phase, Settings};

/// Requests in a row without any answer after which a host is left alone for the rest of the run.
const PATIENCE: u32 = 3;

/// Why a place was not asked this time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Postponed {
    /// Its host has asked to be left alone (429, 503) earlier in this run.
    HostRests,
    /// Its host has not answered several other requests in this run.
    HostSilent,
    /// The time of the run is over.
    OutOfTime,
}

/// What earlier runs know of hosts.
#[derive(Clone, Debug, Default)]
pub struct Past {
    /// When each host was last asked, by [`host`].
    pub asked: BTreeMap<String, DateTime<Utc>>,
}

/// The queues of all hosts.
#[derive(Debug)]
pub(super) struct Hosts {
    per_host: usize,
    interval: Duration,
    over: Option<Instant>,
    /// Whether rest and silence are for others to judge.
    is_tape: bool,
    table: Mutex<HashMap<String, Arc<Host>>>,
}

#[derive(Debug)]
struct Host {
    permits: Arc<Semaphore>,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// Not before this moment.
    ready: Instant,
    rests: bool,
    /// Requests in a row without an answer.
    silent: u32,
}

/// The right to ask a host once. The next one may, some time after this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    host: Arc<Host>,
    interval: Duration,
    _permit: OwnedSemaphorePermit,
}

/// A host as its queue is called. Another port written out is another server; http and https are one.
pub fn host(url: &Url) -> String {
    let name = url.host_str().unwrap_or_default();
    match url.port() {
        Some(port) => format!("{name}:{port}"),
        None => name.to_owned(),
    }
}

impl Hosts {
    /// The queues of a run that begins now.
    pub(super) fn new(settings: &Settings, past: &Past, now: DateTime<Utc>) -> Self {
        let began = Instant::now();
        let hosts = Hosts {
            per_host: settings.per_host.max(1),
            interval: settings.host_interval,
            over: settings.run_budget.map(|budget| began + budget),
            is_tape: false,
            table: Mutex::default(),
        };
        for (name, asked) in &past.asked {
            // A moment to come is a clock that was set back.
            let since = (now - *asked).to_std().unwrap_or(hosts.interval);
            let wait = hosts.interval.saturating_sub(since);
            if !wait.is_zero() {
                let host = Arc::new(hosts.host(began + wait));
                lock(&hosts.table).insert(name.clone(), host);
            }
        }
        hosts
    }

    /// The queues of a recorded run: the tape knows who was not asked, and nobody waits.
    pub(super) fn of_tape(settings: &Settings) -> Self {
        let (interval, over, table) = (Duration::ZERO, None, Mutex::default());
        Hosts { per_host: settings.per_host.max(1), interval, over, is_tape: true, table }
    }

    /// Waits for the turn of a request.
    pub(super) async fn turn(&self, url: &Url) -> Result<Turn, Postponed> {
        let host = lock(&self.table)
            .entry(host(url))
            .or_insert_with(|| Arc::new(self.host(Instant::now())))
            .clone();
        self.is_willing(&host)?;
        let queue = host.permits.clone().acquire_owned();
        let permit = match self.over {
            Some(over) => tokio::time::timeout_at(over, queue).await.ok().and_then(Result::ok),
            None => queue.await.ok(),
        };
        let permit = permit.ok_or(Postponed::OutOfTime)?;
        self.is_willing(&host)?;
        let ready = lock(&host.state).ready;
        if self.over.is_some_and(|over| over <= ready.max(Instant::now())) {
            return Err(Postponed::OutOfTime);
        }
        sleep_until(ready).await;
        Ok(Turn { host, interval: self.interval, _permit: permit })
    }

    fn is_willing(&self, host: &Host) -> Result<(), Postponed> {
        if self.is_tape { Ok(()) } else { host.is_willing() }
    }

    fn host(&self, ready: Instant) -> Host {
        Host {
            permits: Arc::new(Semaphore::new(self.per_host)),
            state: Mutex::new(State { ready, rests: false, silent: 0 }),
        }
    }
}

impl Host {
    fn is_willing(&self) -> Result<(), Postponed> {
        let state = lock(&self.state);
        if state.rests {
            Err(Postponed::HostRests)
        } else if state.silent >= PATIENCE {
            Err(Postponed::HostSilent)
        } else {
            Ok(())
        }
    }
}

impl Turn {
    /// Notes how the host took the request.
    pub(super) fn end<T>(self, result: &Result<T, Error>) {
        let mut state = lock(&self.host.state);
        match result {
            Err(error) if error.is_silence() => state.silent += 1,
            _ => state.silent = 0,
        }
    }

    /// Notes that the host wants to be left alone.
    pub(super) fn rest(&self) {
        lock(&self.host.state).rests = true;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        lock(&self.host.state).ready = Instant::now() + self.interval;
    }
}

impl Error {
    /// Whether the host has not answered at all.
    fn is_silence(&self) -> bool {
        matches!(
            self,
            Error::Connect { .. }
                | Error::TimedOut { phase: Phase::Connect | Phase::Idle, .. }
                | Error::TimedOut { phase: Phase::Total, .. }
        )
    }
}

impl fmt::Display for Postponed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Postponed::HostRests => "its host has asked to be left alone",
            Postponed::HostSilent => "its host does not answer in this run",
            Postponed::OutOfTime => "the time of the run is over",
        })
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // Nothing is left half-done by a panic while it is held.
    mutex.lock().unwrap_or_else(|poisoned| poisoned.into_inner())
}
