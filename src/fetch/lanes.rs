//! Many visits → their results, one host at a time each.
//!
//! A host is a lane: its visits are made one after the other, over one kept connection; with
//! [`Settings::per_host`] above one it has several, which share its visits. Lanes run beside each
//! other. First come those with the source that was not visited for the longest time, so that what
//! one run leaves undone goes first in the next; among equals the longest lane, because it decides
//! when all are done. A lane that ends makes room for the next one at once, so a hanging host holds
//! only itself.
//!
//! [`Settings::per_host`]: super::Settings::per_host

use std::{
    cmp::Reverse,
    collections::{BTreeMap, VecDeque},
    sync::{Arc, Mutex, PoisonError},
};

use chrono::{DateTime, Utc};
use tokio::{sync::mpsc, task::JoinSet};

use super::{Error, Fetched, Fetcher, Last, Place, Room, host};

/// A visit to make.
#[derive(Clone, Debug)]
pub struct Visit {
    /// What the caller knows the source by.
    pub index: usize,
    /// Where to go.
    pub place: Place,
    /// What is remembered of the last one.
    pub last: Last,
}

/// What came of a visit.
#[derive(Debug)]
pub struct Arrival {
    /// [`Visit::index`].
    pub index: usize,
    /// The documents, or why there are none.
    pub result: Result<Fetched, Error>,
    /// The right to hold a large document.
    pub room: Option<Room>,
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
        let visit = move |visit: Visit, is_alone: bool| {
            let fetcher = fetcher.clone();
            async move { fetcher.visit(&visit.place, &visit.last, now, is_alone).await }
        };
        let lanes = lanes(visits, self.settings.per_host.max(1));
        run(lanes, self.settings.concurrency.max(1), visit, arrivals).await;
    }
}

/// What a visit yields, with the right to hold it.
type Yield = Result<(Fetched, Option<Room>), Error>;

/// What is asked of a host by one visit at a time. The lanes of a host take their visits from one
/// row, so that a visit that hangs holds up no other one as long as there is another lane.
#[derive(Clone, Debug)]
struct Lane {
    row: Arc<Mutex<VecDeque<Visit>>>,
    /// Whether it makes no more than one visit.
    is_brief: bool,
}

impl Lane {
    fn next(&self) -> Option<Visit> {
        // Nothing that is done while it is held can fail.
        self.row.lock().unwrap_or_else(PoisonError::into_inner).pop_front()
    }
}

/// Visits by host. Local files need no manners: each such source is its own lane.
fn lanes(visits: Vec<Visit>, per_host: usize) -> Vec<Lane> {
    let mut numbers = BTreeMap::new();
    let mut hosts: Vec<Vec<Visit>> = Vec::new();
    for visit in visits {
        let number = match visit.place.url() {
            Some(url) => *numbers.entry(host(url)).or_insert(hosts.len()),
            None => hosts.len(),
        };
        match hosts.get_mut(number) {
            Some(row) => row.push(visit),
            None => hosts.push(vec![visit]),
        }
    }
    for row in &mut hosts {
        row.sort_by_key(|visit| visit.last.at);
    }
    hosts.sort_by_key(|row| {
        (row.first().map(|visit| visit.last.at), Reverse(row.len().div_ceil(per_host)))
    });
    let mut lanes = Vec::with_capacity(hosts.len());
    for row in hosts {
        let (number, is_brief) = (per_host.min(row.len()), row.len() <= per_host);
        let lane = Lane { row: Arc::new(Mutex::new(row.into())), is_brief };
        lanes.extend(std::iter::repeat_n(lane, number));
    }
    lanes
}

async fn run<V, F>(lanes: Vec<Lane>, concurrency: usize, visit: V, arrivals: mpsc::Sender<Arrival>)
where
    V: Fn(Visit, bool) -> F + Clone + Send + 'static,
    F: Future<Output = Yield> + Send + 'static,
{
    let mut waiting = lanes.into_iter();
    let mut running = JoinSet::new();
    loop {
        while running.len() < concurrency
            && !arrivals.is_closed()
            && let Some(lane) = waiting.next()
        {
            running.spawn(run_lane(lane, visit.clone(), arrivals.clone()));
        }
        if running.join_next().await.is_none() {
            return;
        }
    }
}

async fn run_lane<V, F>(lane: Lane, visit: V, arrivals: mpsc::Sender<Arrival>)
where
    V: Fn(Visit, bool) -> F,
    F: Future<Output = Yield> + Send + 'static,
{
    while let Some(next) = lane.next() {
        let (index, place) = (next.index, next.place.address());
        // A task of its own, so that a panic ends this visit and no other one.
        let mut task = JoinSet::new();
        task.spawn(visit(next, lane.is_brief));
        let result = match task.join_next().await {
            Some(Ok(result)) => result,
            Some(Err(_)) | None => Err(Error::Panicked { place }),
        };
        let (result, room) = match result {
            Ok((fetched, room)) => (Ok(fetched), room),
            Err(error) => (Err(error), None),
        };
        if arrivals.send(Arrival { index, result, room }).await.is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::atomic::{AtomicUsize, Ordering},
        time::Duration,
    };

    use super::*;
    use crate::fetch::{Terms, Wants};

    fn visits(urls: &[&str]) -> Vec<Visit> {
        let place = |url: &str| match url {
            "files" => Place::Files { globs: Vec::new(), root: "/".into() },
            url => Place::web(url.parse().unwrap(), Arc::default(), Wants::Feed),
        };
        let visit = |(index, url): (usize, &&str)| Visit {
            index,
            place: place(url),
            last: Last::default(),
        };
        urls.iter().enumerate().map(visit).collect()
    }

    #[track_caller]
    fn check_lanes(urls: &[&str], want: &[&[usize]]) {
        assert_eq!(indices(lanes(visits(urls), 1)), want, "{urls:?}");
    }

    /// The visits of each lane, with those that another lane may take.
    fn indices(lanes: Vec<Lane>) -> Vec<Vec<usize>> {
        let row = |lane: &Lane| lane.row.lock().unwrap().iter().map(|it| it.index).collect();
        lanes.iter().map(row).collect()
    }

    #[test]
    fn a_host_is_a_lane() {
        check_lanes(&["http://a/", "http://b/1", "https://B/2"], &[&[1, 2], &[0]]);
        check_lanes(&["http://b/1", "http://b:8/2"], &[&[0], &[1]]);
        check_lanes(&["files", "http://a/", "files"], &[&[0], &[1], &[2]]);
        check_lanes(&[], &[]);
    }

    #[test]
    fn what_was_left_undone_goes_first() {
        let mut visits = visits(&["http://a/1", "http://a/2", "http://b/1", "http://c/1"]);
        let visited = |visit: &mut Visit, day: &str| {
            visit.last.at = Some(format!("2026-05-{day}T00:00:00Z").parse().unwrap());
        };
        visited(&mut visits[0], "03");
        visited(&mut visits[1], "02");
        visited(&mut visits[3], "01");
        assert_eq!(indices(lanes(visits.clone(), 1)), [vec![2], vec![3], vec![1, 0]]);
        assert_eq!(indices(lanes(visits, 2)), [vec![2], vec![3], vec![1, 0], vec![1, 0]]);
    }

    /// How many visits ran at the same time, in all and on host `a`, and what came of each.
    async fn drive(urls: &[&str], concurrency: usize) -> (usize, usize, Vec<(usize, bool)>) {
        let most = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let now = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let counters = (most.clone(), now);
        let visit = move |visit: Visit, _| {
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
                Ok((Fetched::Unchanged { terms: Terms::default() }, None))
            }
        };
        let (sender, mut receiver) = mpsc::channel(2);
        let driver = tokio::spawn(run(lanes(visits(urls), 1), concurrency, visit, sender));
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

    #[tokio::test(start_paused = true)]
    async fn a_visit_that_hangs_holds_up_one_lane() {
        let visit = |visit: Visit, _| async move {
            let hangs = visit.place.address().ends_with("hang");
            tokio::time::sleep(Duration::from_secs(if hangs { 15 } else { 3 })).await;
            Ok((Fetched::Unchanged { terms: Terms::default() }, None))
        };
        let urls = ["http://a/hang", "http://a/1", "http://a/2", "http://a/3", "http://a/4"];
        let (sender, mut receiver) = mpsc::channel(1);
        let begun = tokio::time::Instant::now();
        let driver = tokio::spawn(run(lanes(visits(&urls), 2), 8, visit, sender));
        while receiver.recv().await.is_some() {}
        driver.await.unwrap();
        assert_eq!(begun.elapsed().as_secs(), 15);
    }

    #[tokio::test]
    async fn nothing_more_is_fetched_for_nobody() {
        let made = Arc::new(AtomicUsize::new(0));
        let count = made.clone();
        let visit = move |_, _| {
            count.fetch_add(1, Ordering::SeqCst);
            async { Ok((Fetched::Unchanged { terms: Terms::default() }, None)) }
        };
        let (sender, receiver) = mpsc::channel(1);
        drop(receiver);
        run(lanes(visits(&["http://a/", "http://b/"]), 1), 1, visit, sender).await;
        assert_eq!(made.load(Ordering::SeqCst), 0);
    }
}
