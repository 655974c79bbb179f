//! A source at work in a turn, and what is asked for it.

use std::{collections::BTreeSet, mem};

use chrono::{DateTime, Utc};
use url::Url;

use super::{InForce, fingerprint, ingest::FailedSource, listed::web, read::Reading};
use crate::{
    fetch::{self, Last, Place, Terms, Wants},
    model::{Followed, Problem, SourceState, StandIn, Validators, Wire},
    parse,
    report::chain,
    schedule,
};

/// Most sitemaps of one source. The protocol allows 50 000 of them, with 50 000 pages each.
const MOST_PARTS: usize = 50;

/// Failed visits in a row after which a page may say where the feed is that used to be in its place.
const PATIENCE: u32 = 3;

/// A source at work.
#[derive(Debug)]
pub(super) struct Job<'c> {
    /// The source.
    pub source: InForce<'c>,
    /// What was remembered of it before the turn.
    pub before: SourceState,
    /// What its documents say.
    pub reading: Reading,
    /// What the server of the document that the next visit begins with says about asking again.
    pub terms: Terms,
    /// Whether it is first asked whether anything changed.
    pub is_conditional: bool,
    /// The hash of that document.
    pub hash: Option<String>,
    /// The bytes of that document, where they are remembered.
    pub wire: Option<Wire>,
    /// Where the documents led.
    pub followed: Followed,
    /// Whether documents came, not only the word that nothing changed.
    pub is_whole: bool,
    /// What the failure of the visit says about the address.
    pub failure: schedule::Failure,
    /// Whether the visit is over and went well.
    pub well: bool,
    /// Whether any document said something new.
    pub is_news: bool,
    /// Sitemaps that were asked for, and how many are still to come.
    asked: BTreeSet<String>,
    pub waiting: usize,
    /// Why the remembered feed failed, while the page is asked for another one.
    pub feed_failure: Option<(Url, FailedSource)>,
}

/// What a turn has of one of its sources.
#[derive(Debug)]
pub(super) enum Slot<'c> {
    /// It waits for its first arrival. Most sources do for most of a turn, so this is little.
    Waiting {
        /// [`Job::source`].
        source: InForce<'c>,
        /// [`Job::before`], if there is anything.
        before: Option<Box<SourceState>>,
        /// [`Job::is_conditional`].
        is_conditional: bool,
    },
    /// More is to be fetched for it, or the pages of its items.
    AtWork(Box<Job<'c>>),
    /// An arrival is taken for it right now, or all is done.
    Empty,
}

impl<'c> Slot<'c> {
    /// A source for which nothing arrived yet.
    pub fn waiting(job: Job<'c>) -> Self {
        let Job { source, before, is_conditional, .. } = job;
        let before = (before != SourceState::default()).then(|| Box::new(before));
        Slot::Waiting { source, before, is_conditional }
    }

    /// Takes the source to work.
    pub fn take(&mut self) -> Option<Box<Job<'c>>> {
        match mem::replace(self, Slot::Empty) {
            Slot::Waiting { source, before, is_conditional } => {
                let before = before.map(|before| *before).unwrap_or_default();
                Some(Box::new(Job { is_conditional, ..Job::new(source, before) }))
            }
            Slot::AtWork(job) => Some(job),
            Slot::Empty => None,
        }
    }

    /// The source, if something arrived for it.
    pub fn job(&self) -> Option<&Job<'c>> {
        match self {
            Slot::AtWork(job) => Some(job),
            Slot::Waiting { .. } | Slot::Empty => None,
        }
    }
}

/// What one visit is for.
#[derive(Clone, Debug)]
pub(super) struct Errand {
    /// The number of the source in the turn.
    pub job: usize,
    /// What is fetched.
    pub aim: Aim,
}

/// What is fetched for a source.
#[derive(Clone, Debug)]
pub(super) enum Aim {
    /// What the config names.
    Source,
    /// The feed that a page announced, now or in an earlier run.
    Feed { url: Url, is_remembered: bool },
    /// A sitemap of an index, so many steps from the first document.
    Part { url: Url, depth: u32 },
}

/// Something to fetch next.
#[derive(Debug)]
pub(super) struct Ask {
    pub place: Place,
    pub last: Last,
    pub aim: Aim,
}

impl<'c> Job<'c> {
    pub(super) fn new(source: InForce<'c>, before: SourceState) -> Self {
        Job {
            source,
            before,
            reading: Reading::default(),
            terms: Terms::default(),
            is_conditional: false,
            hash: None,
            wire: None,
            followed: Followed::default(),
            is_whole: false,
            failure: schedule::Failure::Other,
            well: false,
            is_news: false,
            asked: BTreeSet::new(),
            waiting: 0,
            feed_failure: None,
        }
    }

    /// Remembers the bytes of a document whose server may send them again. One that gave validators
    /// and did not send the `same` in spite of them is not expected to.
    pub(super) fn keep_wire(&mut self, is_same: bool) {
        let has_validators = self.terms.validators != Validators::default();
        let hash = self.terms.wire.take().filter(|_| is_same || !has_validators);
        self.wire = hash.map(|hash| Wire { hash, how: fingerprint::how(&self.source) });
    }

    /// Where the document with this hash breaks off, if it is the one that did so at the last visit.
    pub(super) fn faults_of(&self, hash: &str) -> Option<Vec<String>> {
        let broken = self.before.standing.broken.as_ref();
        Some(broken.filter(|broken| broken.hash == hash)?.faults.clone())
    }

    /// What the config names, where it is now, and the feed that is remembered of it.
    fn places(&self) -> (Place, Option<Url>) {
        let place = &self.source.place;
        let is_known = self.before.address == place.address();
        let url = |text: &Option<String>| web(text.as_deref().filter(|_| is_known)?, None);
        let place = match url(&self.before.standing.learnt) {
            Some(learnt) => place.moved(learnt),
            None => place.clone(),
        };
        (place, url(&self.before.followed.feed))
    }

    /// The host that is asked first.
    pub(super) fn host(&self) -> Option<String> {
        let (place, feed) = self.places();
        feed.as_ref().or(place.url()).map(fetch::host)
    }

    /// The first thing to fetch: the remembered feed, or what the config names, where it is now. With
    /// `force`, whatever comes is read.
    pub(super) fn first(&self, now: DateTime<Utc>, force: bool) -> Ask {
        let (place, feed) = self.places();
        let mut last = Last::of(&self.before);
        let (id, standing) = (&self.source.source.id, &self.before.standing);
        if standing.plain || schedule::wants_full(id, standing, now) {
            last.validators = Validators::default();
        }
        // What was read in another way says other things now.
        let is_read_so = |wire: &mut Wire| {
            let has_body = self.before.body_hash.is_some();
            !force && has_body && wire.how == fingerprint::how(&self.source)
        };
        last.wire = last.wire.take_if(is_read_so);
        match feed {
            Some(url) => {
                let aim = Aim::Feed { url: url.clone(), is_remembered: true };
                let ask = self.ask(url, &last.validators, aim);
                Ask { last: Last { wire: last.wire, at: last.at, ..ask.last }, ..ask }
            }
            None => Ask { place, last, aim: Aim::Source },
        }
    }

    pub(super) fn ask(&self, url: Url, validators: &Validators, aim: Aim) -> Ask {
        let place = self.source.place.found(url, Wants::Feed);
        let (address, validators) = (place.address(), validators.clone());
        Ask { place, last: Last { address, validators, ..Last::default() }, aim }
    }

    /// The page that is to say where its feed is now.
    pub(super) fn ask_page(&mut self, url: Url, failure: FailedSource) -> Vec<Ask> {
        self.feed_failure = Some((url, failure));
        let place = self.source.place.clone();
        vec![Ask { place, last: Last::default(), aim: Aim::Source }]
    }

    /// The sitemaps to fetch next.
    pub(super) fn ask_parts(&mut self, urls: Vec<Url>, depth: u32) -> Vec<Ask> {
        let (index, mut urls) = (self.source.place.url(), urls);
        urls.retain(|url| Some(url) != index && !self.asked.contains(url.as_str()));
        let room = MOST_PARTS.saturating_sub(self.asked.len());
        if urls.len() > room {
            self.reading.problems.push(Problem {
                place: self.source.place.address(),
                line: None,
                what: format!("there are more than {MOST_PARTS} sitemaps"),
                done: "read the first and the last of them".to_owned(),
            });
            // The newest pages are in the first one or in the last one, as publishers like it.
            let last = urls.split_off(urls.len() - room / 2);
            urls.truncate(room - room / 2);
            urls.extend(last);
        }
        let mut asks = Vec::new();
        for url in urls {
            if self.asked.insert(url.to_string()) {
                let part = self.before.followed.parts.get(url.as_str());
                let validators = part.map(|part| part.validators.clone()).unwrap_or_default();
                asks.push(self.ask(url.clone(), &validators, Aim::Part { url, depth }));
            }
        }
        self.waiting += asks.len();
        asks
    }

    /// Whether a feed that the page announces may be read. Where a feed used to be, a page is more
    /// likely the portal of a network or a domain that changed hands than a new home, so its word is
    /// taken late, and only for its own host.
    pub(super) fn may_follow(&self, feed: &Url) -> bool {
        let was_feed = self.before.body_hash.is_some() && self.before.followed.feed.is_none();
        let host = self.source.place.url().and_then(Url::host);
        !was_feed || (self.before.failures + 1 >= PATIENCE && feed.host() == host)
    }

    /// The failure of this source.
    pub(super) fn failed(&self, error: &fetch::Error) -> FailedSource {
        let (mut help, mut lines) = (error.help(), chain(error));
        let found = error.excerpt().and_then(|excerpt| {
            let fields: Vec<_> =
                excerpt.fields.iter().map(|(name, value)| (&**name, &**value)).collect();
            parse::stand_in(&excerpt.bytes, &fields)
        });
        if let Some(found) = found.filter(|found| found.explains_status()) {
            lines[0] = format!("{}: {}", lines[0], found.as_str());
            help = Some(found.help());
        }
        let (source, help) = (self.source.source.id.clone(), help.map(str::to_owned));
        FailedSource { source, error: lines, help }
    }

    /// The same for a document that is not what it should be.
    pub(super) fn misread(&self, error: Vec<String>, found: Option<StandIn>) -> FailedSource {
        let help = found.unwrap_or(StandIn::Page).help();
        let (source, help) = (self.source.source.id.clone(), Some(help.to_owned()));
        FailedSource { source, error, help }
    }
}
