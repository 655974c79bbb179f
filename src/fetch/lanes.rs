//! Many visits → their results, one host at a time each.
//!
//! A host is a lane: its visits run one after the other, [`Settings::host_interval`] apart, over one
//! kept connection. Lanes run beside each other, the longest first, because it decides when all are
//! done. A lane that ends makes room for the next one at once, so a hanging host holds only itself.
//!
//! [`Settings::host_interval`]: super::Settings::host_interval

use std::{cmp::Reverse, collections::BTreeMap, time::Duration};

use chrono::{DateTime, Utc};
use tokio::{
    sync::mpsc,
    task::JoinSet,
    time::{Instant, sleep_until},
};

use super::{Error, Fetched, Fetcher, Place};
use crate::model::SourceState;

/// A visit to make.
#[derive(Clone, Debug)]
pub struct Visit {
    /// What the caller knows the source by.
    pub index: usize,
    /// Where to go.
    pub place: Place,
    /// What is remembered of the last visit.
    pub state: SourceState,
}

/// What came of a visit.
#[derive(Debug)]
pub struct Arrival {
    /// [`Visit::index`].
    pub index: usize,
    /// The documents, or why there are none.
    pub result: Result<Fetched, Error>,
}

impl Fetcher {
    /// Makes all visits and sends one [`Arrival`] each, in the order in which they are done.
    ///
    /// A slow receiver slows the visits down, so memory stays bounded by the channel. When the
    /// receiver is gone, or this future is dropped, the remaining visits are not made.
    pub async fn fetch_all(
        &self,
        visits: Vec<Visit>,
        now: DateTime<Utc>,
        arrivals: mpsc::Sender<Arrival>,
    ) {
        let fetcher = self.clone();
        let visit = move |visit: Visit| {
            let fetcher = fetcher.clone();
            async move { fetcher.fetch(&visit.place, &visit.state, now).await }
        };
        let limits = Limits {
            concurrency: self.settings.concurrency.max(1),
            pause: self.settings.host_interval,
        };
        run(lanes(visits), limits, visit, arrivals).await;
    }
}

#[derive(Clone, Copy)]
struct Limits {
    concurrency: usize,
    pause: Duration,
}

/// Visits by host, the longest lane first, else in the order given. Local files need no manners:
/// each such source is its own lane.
fn lanes(visits: Vec<Visit>) -> Vec<Vec<Visit>> {
    let mut numbers = BTreeMap::new();
    let mut lanes: Vec<Vec<Visit>> = Vec::new();
    for visit in visits {
        let lane = match visit.place.url() {
            Some(url) => {
                // Another port written out is another server; http and https are one.
                let host = (url.host_str().unwrap_or_default().to_owned(), url.port());
                *numbers.entry(host).or_insert(lanes.len())
            }
            None => lanes.len(),
        };
        match lanes.get_mut(lane) {
            Some(lane) => lane.push(visit),
            None => lanes.push(vec![visit]),
        }
    }
    lanes.sort_by_key(|lane| Reverse(lane.len()));
    lanes
}

async fn run<V, F>(
    lanes: Vec<Vec<Visit>>,
    limits: Limits,
    visit: V,
    arrivals: mpsc::Sender<Arrival>,
) where
    V: Fn(Visit) -> F + Clone + Send + 'static,
    F: Future<Output = Result<Fetched, Error>> + Send + 'static,
{
    let mut waiting = lanes.into_iter();
    let mut running = JoinSet::new();
    loop {
        while running.len() < limits.concurrency
            && !arrivals.is_closed()
            && let Some(lane) = waiting.next()
        {
            running.spawn(run_lane(lane, limits.pause, visit.clone(), arrivals.clone()));
        }
        if running.join_next().await.is_none() {
            return;
        }
    }
}

async fn run_lane<V, F>(
    lane: Vec<Visit>,
    pause: Duration,
    visit: V,
    arrivals: mpsc::Sender<Arrival>,
) where
    V: Fn(Visit) -> F,
    F: Future<Output = Result<Fetched, Error>> + Send + 'static,
{
    let mut ready = Instant::now();
    for next in lane {
        sleep_until(ready).await;
        let (index, place) = (next.index, next.place.address());
        // A task of its own, so that a panic ends this visit and no other one.
        let mut task = JoinSet::new();
        task.spawn(visit(next));
        let result = match task.join_next().await {
            Some(Ok(result)) => result,
            Some(Err(_)) | None => Err(Error::Panicked { place }),
        };
        ready = Instant::now() + pause;
        if arrivals.send(Arrival { index, result }).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    };

    use super::*;
    use crate::{
        fetch::{Wants, Web},
        model::Validators,
    };

    fn visits(urls: &[&str]) -> Vec<Visit> {
        let place = |url: &str| match url {
            "files" => Place::Files { globs: Vec::new(), root: "/".into() },
            url => Place::Web(Web::new(url.parse().unwrap(), Arc::default(), Wants::Feed)),
        };
        let visit = |(index, url): (usize, &&str)| Visit {
            index,
            place: place(url),
            state: SourceState::default(),
        };
        urls.iter().enumerate().map(visit).collect()
    }

    #[track_caller]
    fn check_lanes(urls: &[&str], want: &[&[usize]]) {
        let lanes = lanes(visits(urls));
        let got: Vec<Vec<usize>> =
            lanes.iter().map(|lane| lane.iter().map(|visit| visit.index).collect()).collect();
        assert_eq!(got, want, "{urls:?}");
    }

    #[test]
    fn a_host_is_a_lane() {
        check_lanes(&["http://a/", "http://b/1", "https://B/2"], &[&[1, 2], &[0]]);
        check_lanes(&["http://b/1", "http://b:8/2"], &[&[0], &[1]]);
        check_lanes(&["files", "http://a/", "files"], &[&[0], &[1], &[2]]);
        check_lanes(&[], &[]);
    }

    /// How many visits ran at the same time, in all and on host `a`, and what came of each.
    async fn drive(urls: &[&str], concurrency: usize) -> (usize, usize, Vec<(usize, bool)>) {
        let most = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let now = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let counters = (most.clone(), now);
        let visit = move |visit: Visit| {
            let (most, now) = counters.clone();
            async move {
                let host = visit.place.address();
                let counted = if host.starts_with("http://a/") { 0..2 } else { 0..1 };
                for i in counted.clone() {
                    let running = now[i].fetch_add(1, Ordering::SeqCst) + 1;
                    most[i].fetch_max(running, Ordering::SeqCst);
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
                for i in counted {
                    now[i].fetch_sub(1, Ordering::SeqCst);
                }
                assert!(!host.ends_with("panic"), "a fault in one visit");
                Ok(Fetched::Unchanged { validators: Validators::default() })
            }
        };
        let (sender, mut receiver) = mpsc::channel(2);
        let limits = Limits { concurrency, pause: Duration::ZERO };
        let driver = tokio::spawn(run(lanes(visits(urls)), limits, visit, sender));
        let mut arrivals = Vec::new();
        while let Some(arrival) = receiver.recv().await {
            arrivals.push((arrival.index, arrival.result.is_ok()));
        }
        driver.await.unwrap();
        arrivals.sort_unstable();
        let [all, a] = &*most;
        (all.load(Ordering::SeqCst), a.load(Ordering::SeqCst), arrivals)
    }

    #[tokio::test]
    async fn one_at_a_time_per_host_and_a_few_in_all() {
        let urls =
            ["http://a/1", "http://a/2", "http://a/3", "http://b/", "http://c/", "http://d/"];
        let (all, a, arrivals) = drive(&urls, 2).await;
        assert_eq!((all, a), (2, 1));
        assert_eq!(arrivals, (0..6).map(|index| (index, true)).collect::<Vec<_>>());
    }

    #[tokio::test]
    async fn a_panic_costs_only_its_own_visit() {
        let (_, _, arrivals) = drive(&["http://a/1", "http://a/panic", "http://a/3"], 1).await;
        assert_eq!(arrivals, [(0, true), (1, false), (2, true)]);
    }

    #[tokio::test]
    async fn nothing_more_is_fetched_for_nobody() {
        let made = Arc::new(AtomicUsize::new(0));
        let count = made.clone();
        let visit = move |_| {
            count.fetch_add(1, Ordering::SeqCst);
            async { Ok(Fetched::Unchanged { validators: Validators::default() }) }
        };
        let (sender, receiver) = mpsc::channel(1);
        drop(receiver);
        let limits = Limits { concurrency: 1, pause: Duration::ZERO };
        run(lanes(visits(&["http://a/", "http://b/"])), limits, visit, sender).await;
        assert_eq!(made.load(Ordering::SeqCst), 0);
    }
}
