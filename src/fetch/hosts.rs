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
    /// What `robots.txt` of each origin said, and when.
    pub robots: BTreeMap<String, (DateTime<Utc>, String)>,
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
    /// The pause after a request.
    interval: Duration,
    rests: bool,
    /// Requests in a row without an answer.
    silent: u32,
    /// Whether it has answered in this run, so that a connection to it may be open.
    answered: bool,
}

/// The right to ask a host once. The next one may, some time after this is dropped.
#[derive(Debug)]
pub(super) struct Turn {
    host: Arc<Host>,
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
    /// Makes the pauses at a host longer.
    pub(super) fn slow_down(&self, url: &Url, pause: Duration) {
        if self.is_tape {
            return;
        }
        if let Some(host) = lock(&self.table).get(&host(url)) {
            let mut state = lock(&host.state);
            state.interval = state.interval.max(pause);
        }
    }

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
        Ok(Turn { host, _permit: permit })
    }

    fn is_willing(&self, host: &Host) -> Result<(), Postponed> {
        if self.is_tape { Ok(()) } else { host.is_willing() }
    }

    fn host(&self, ready: Instant) -> Host {
        Host {
            permits: Arc::new(Semaphore::new(self.per_host)),
            state: Mutex::new(State {
                ready,
                interval: self.interval,
                rests: false,
                silent: 0,
                answered: false,
            }),
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
            Err(_) => state.silent = 0,
            Ok(_) => (state.silent, state.answered) = (0, true),
        }
    }

    /// Whether the request may go over a connection that was kept, which the host may have closed
    /// meanwhile.
    pub(super) fn is_kept(&self) -> bool {
        lock(&self.host.state).answered
    }

    /// Notes that the host wants to be left alone.
    pub(super) fn rest(&self) {
        lock(&self.host.state).rests = true;
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let mut state = lock(&self.host.state);
        state.ready = Instant::now() + state.interval;
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

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: &str = "2026-05-01T12:00:00Z";

    fn settings(interval: u64, budget: Option<u64>) -> Settings {
        Settings {
            user_agent: String::new(),
            concurrency: 4,
            per_host: 1,
            host_interval: Duration::from_secs(interval),
            connect_timeout: Duration::from_secs(1),
            idle_timeout: Duration::from_secs(1),
            total_timeout: Duration::from_secs(1),
            retries: 0,
            run_budget: budget.map(Duration::from_secs),
            max_body: 1,
            max_decoded: 1,
            allow_addresses: Vec::new(),
            proxy: None,
        }
    }

    fn hosts(interval: u64, budget: Option<u64>, asked: &[(&str, &str)]) -> Hosts {
        let at = |(host, time): &(&str, &str)| (host.to_string(), time.parse().unwrap());
        let past = Past { asked: asked.iter().map(at).collect(), ..Past::default() };
        Hosts::new(&settings(interval, budget), &past, NOW.parse().unwrap())
    }

    fn url(text: &str) -> Url {
        text.parse().unwrap()
    }

    fn silence() -> Result<(), Error> {
        let limit = Duration::from_secs(1);
        Err(Error::TimedOut { url: String::new(), phase: Phase::Idle, limit })
    }

    /// The seconds after which each of some requests had its turn.
    async fn turns(hosts: &Hosts, urls: &[&str]) -> Vec<u64> {
        let began = Instant::now();
        let mut turns = Vec::new();
        for text in urls {
            hosts.turn(&url(text)).await.unwrap().end(&Ok(()));
            turns.push(began.elapsed().as_secs());
        }
        turns
    }

    #[tokio::test(start_paused = true)]
    async fn requests_to_one_host_are_apart() {
        let hosts = hosts(2, None, &[]);
        let urls = ["http://a/1", "https://A/2", "http://b/", "http://a:8/", "http://a/3"];
        assert_eq!(turns(&hosts, &urls).await, [0, 2, 2, 2, 4]);
    }

    #[tokio::test(start_paused = true)]
    async fn also_from_run_to_run() {
        let past = [
            ("a", "2026-05-01T11:59:57Z"),
            ("b", "2026-05-01T11:00:00Z"),
            ("c", "2027-05-01T12:00:00Z"), // the clock was set back
        ];
        assert_eq!(turns(&hosts(10, None, &past), &["http://a/"]).await, [7]);
        assert_eq!(turns(&hosts(10, None, &past), &["http://b/"]).await, [0]);
        assert_eq!(turns(&hosts(10, None, &past), &["http://c/"]).await, [0]);
    }

    #[tokio::test(start_paused = true)]
    async fn one_at_a_time() {
        let hosts = Arc::new(hosts(0, None, &[]));
        let first = hosts.turn(&url("http://a/")).await.unwrap();
        let other = hosts.clone();
        let second = tokio::spawn(async move { other.turn(&url("http://a/")).await.map(drop) });
        tokio::time::sleep(Duration::from_secs(60)).await;
        assert!(!second.is_finished());
        first.end(&Ok(()));
        second.await.unwrap().unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn a_host_that_wants_a_rest_gets_it() {
        let hosts = hosts(0, None, &[]);
        let turn = hosts.turn(&url("http://a/1")).await.unwrap();
        turn.rest();
        turn.end(&Ok(()));
        assert_eq!(hosts.turn(&url("http://a/2")).await.unwrap_err(), Postponed::HostRests);
        assert!(hosts.turn(&url("http://b/")).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_host_is_left_alone() {
        let hosts = hosts(0, None, &[]);
        let ask = async |result: Result<(), Error>| {
            hosts.turn(&url("http://a/")).await.map(|turn| turn.end(&result))
        };
        for result in [silence(), silence(), Ok(()), silence(), silence(), silence()] {
            ask(result).await.unwrap();
        }
        assert_eq!(ask(Ok(())).await, Err(Postponed::HostSilent));
    }

    #[tokio::test(start_paused = true)]
    async fn a_run_ends_in_time() {
        let hosts = hosts(2, Some(5), &[]);
        assert_eq!(turns(&hosts, &["http://a/", "http://a/", "http://a/"]).await, [0, 2, 4]);
        // The next turn would be after the end: nobody waits for that.
        let began = Instant::now();
        assert_eq!(hosts.turn(&url("http://a/")).await.unwrap_err(), Postponed::OutOfTime);
        assert_eq!(began.elapsed(), Duration::ZERO);
        assert!(hosts.turn(&url("http://b/")).await.is_ok());
        tokio::time::sleep(Duration::from_secs(1)).await;
        assert_eq!(hosts.turn(&url("http://c/")).await.unwrap_err(), Postponed::OutOfTime);
    }
}
