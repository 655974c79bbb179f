//! One source on its way through the rounds of a turn: what arrived, and what is to be fetched next.
//!
//! Most sources are done with one document. A page that should be a feed leads to the feed that it
//! announces; the feed is remembered and asked first from then on, and the page again when the feed
//! fails. The index of a sitemap leads to sitemaps. Nothing is put into the ledger before the last
//! document of the source is here.

use std::{
    borrow::Cow,
    collections::BTreeSet,
    panic::{AssertUnwindSafe, catch_unwind},
};

use chrono::TimeDelta;
use url::Url;

use super::{
    Error, Mill,
    digest::fault,
    discover,
    ingest::{FailedSource, Turn},
    listed::{self, web},
    read::{self, Reading},
};
use crate::{
    config::Source,
    fetch::{self, Arrival, Fetched, Place},
    model::{
        Changes, Document, Followed, Kind, Link, LinkRel, Part, Problem, SourceState, Validators,
    },
    report::{Event, chain},
};

/// Most sitemaps of one source. The protocol allows 50 000 of them, with 50 000 pages each.
const MOST_PARTS: usize = 50;

/// How deep an index of sitemaps may lead. The protocol has no index of indexes, but sites do.
const DEEPEST: u32 = 2;

/// Failed visits in a row after which the page is asked for its feed again, whatever the failure was.
const PATIENCE: u32 = 3;

/// A source at work.
#[derive(Debug)]
pub(super) struct Job<'c> {
    /// The source.
    pub source: Cow<'c, Source>,
    /// What was remembered of it before the turn.
    pub before: SourceState,
    /// What its documents say.
    pub reading: Reading,
    /// The validators of the document that the next visit begins with.
    pub validators: Validators,
    /// The hash of that document.
    pub hash: Option<String>,
    /// Where the documents led.
    pub followed: Followed,
    /// Whether the visit is over and went well.
    pub well: bool,
    /// Whether any document said something new.
    is_news: bool,
    /// Sitemaps that were asked for, and how many are still to come.
    asked: BTreeSet<String>,
    waiting: usize,
    /// Why the remembered feed failed, while the page is asked for another one.
    feed_failure: Option<(Url, FailedSource)>,
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
    pub state: SourceState,
    pub aim: Aim,
}

impl<'c> Job<'c> {
    pub(super) fn new(source: Cow<'c, Source>, before: SourceState) -> Self {
        Job {
            source,
            before,
            reading: Reading::default(),
            validators: Validators::default(),
            hash: None,
            followed: Followed::default(),
            well: false,
            is_news: false,
            asked: BTreeSet::new(),
            waiting: 0,
            feed_failure: None,
        }
    }

    /// The first thing to fetch: the remembered feed, or what the config names.
    pub(super) fn first(&self) -> Ask {
        let place = &self.source.place;
        let feed = self.before.followed.feed.as_deref().and_then(|feed| web(feed, None));
        match feed.filter(|_| self.before.address == place.address()) {
            Some(url) => self.ask(
                url.clone(),
                &self.before.validators,
                Aim::Feed { url, is_remembered: true },
            ),
            None => Ask { place: place.clone(), state: self.before.clone(), aim: Aim::Source },
        }
    }

    fn ask(&self, url: Url, validators: &Validators, aim: Aim) -> Ask {
        let place = self.source.place.found(url);
        let (address, validators) = (place.address(), validators.clone());
        Ask { place, state: SourceState { address, validators, ..SourceState::default() }, aim }
    }

    /// The page that is to say where its feed is now.
    fn ask_page(&mut self, url: Url, failure: FailedSource) -> Vec<Ask> {
        self.feed_failure = Some((url, failure));
        let (place, state) = (self.source.place.clone(), SourceState::default());
        vec![Ask { place, state, aim: Aim::Source }]
    }

    /// The sitemaps to fetch next.
    fn ask_parts(&mut self, urls: Vec<Url>, depth: u32) -> Vec<Ask> {
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

    /// The failure of this source.
    fn failed(&self, error: &fetch::Error) -> FailedSource {
        let (source, help) = (self.source.source.id.clone(), error.help().map(str::to_owned));
        FailedSource { source, error: chain(error), help }
    }

    /// The same for a document that is not what it should be.
    fn misread(&self, error: Vec<String>) -> FailedSource {
        let help = "open the address in a browser and check what it shows";
        let (source, help) = (self.source.source.id.clone(), Some(help.to_owned()));
        FailedSource { source, error, help }
    }
}

impl<'c> Mill<'c> {
    /// Takes one arrival; what it leads to is to be fetched in the next round.
    pub(super) fn take(
        &self,
        arrival: Arrival,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<fetch::Visit>, Error> {
        let Errand { job: number, aim } = turn.errands[arrival.index].clone();
        let Some(mut job) = turn.jobs[number].take() else { return Ok(Vec::new()) };
        let asks = match aim {
            Aim::Source => self.take_source(&mut job, arrival.result, turn),
            Aim::Feed { url, is_remembered } => {
                self.take_feed(&mut job, url, is_remembered, arrival.result, turn)
            }
            Aim::Part { url, depth } => self.take_part(&mut job, &url, depth, arrival.result, turn),
        }?;
        // Those that were read are many; only the pages of their items may still want them.
        if !asks.is_empty() || job.waiting > 0 || job.source.pages > 0 {
            turn.jobs[number] = Some(job);
        }
        Ok(asks.into_iter().map(|ask| turn.visit(number, ask)).collect())
    }

    fn take_source(
        &self,
        job: &mut Job<'c>,
        result: Result<Fetched, fetch::Error>,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Ask>, Error> {
        let (documents, validators, failures) = match result {
            Err(error) => return self.failed(job, &error, turn),
            Ok(Fetched::Unchanged { validators }) => {
                job.validators = validators;
                return self.same(job, turn);
            }
            Ok(Fetched::Documents { documents, validators, failures }) => {
                (documents, validators, failures)
            }
        };
        job.validators = validators;
        let hash = read::hash(&job.source, &documents);
        let is_same = job.before.body_hash.as_ref() == Some(&hash);
        if is_same && failures.is_empty() && !turn.force {
            return self.same(job, turn);
        }
        let base = base(&documents);
        let Some(mut reading) = self.read(job, documents, turn) else {
            return self.give_up(job, fault(&job.source.source.id), turn);
        };
        if let Some(page) = &base
            && reading.is_page
        {
            let found = discover::feed(&reading.links, page);
            let failing = job.feed_failure.as_ref().map(|(url, _)| url);
            if let Some(url) = found.filter(|url| Some(url) != failing) {
                turn.reporter
                    .tell(&Event::Found { source: &job.source.source.id, feed: url.as_str() });
                let aim = Aim::Feed { url: url.clone(), is_remembered: false };
                return Ok(vec![job.ask(url, &Validators::default(), aim)]);
            }
            if let Some((_, failure)) = job.feed_failure.take() {
                return self.give_up(job, failure, turn);
            }
        }
        reading.faults.extend(failures.iter().map(|error| chain(error).join(": ")));
        job.is_news = true;
        job.hash = Some(hash);
        let links = std::mem::take(&mut reading.links);
        job.reading = reading;
        match job.source.source.kind {
            Kind::Opml => {
                let problems = &mut job.reading.problems;
                job.followed.list = listed::feeds(&job.source, links, problems);
            }
            Kind::Sitemap => {
                let asks = job.ask_parts(sitemaps(&links, base.as_ref()), 1);
                if !asks.is_empty() {
                    return Ok(asks);
                }
            }
            _ => {}
        }
        self.digest(job, turn)?;
        Ok(Vec::new())
    }

    /// The first document is what it was; the sitemaps that it names may not be.
    fn same(&self, job: &mut Job, turn: &mut Turn<'_, 'c>) -> Result<Vec<Ask>, Error> {
        job.hash.clone_from(&job.before.body_hash);
        job.followed = Followed { parts: Default::default(), ..job.before.followed.clone() };
        let parts = job.before.followed.parts.keys();
        let asks = job.ask_parts(parts.filter_map(|url| web(url, None)).collect(), 1);
        if asks.is_empty() {
            self.unchanged(job, turn)?;
        }
        Ok(asks)
    }

    fn take_feed(
        &self,
        job: &mut Job<'c>,
        url: Url,
        is_remembered: bool,
        result: Result<Fetched, fetch::Error>,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Ask>, Error> {
        let (documents, validators) = match result {
            Err(error) => {
                let is_over = error.is_lasting() || job.before.failures + 1 >= PATIENCE;
                let is_over = is_over && error.retry_after().is_none();
                if is_remembered && is_over {
                    let failure = job.failed(&error);
                    return Ok(job.ask_page(url, failure));
                }
                return self.failed(job, &error, turn);
            }
            Ok(Fetched::Unchanged { validators }) => {
                job.validators = validators;
                return self.same(job, turn);
            }
            Ok(Fetched::Documents { documents, validators, .. }) => (documents, validators),
        };
        job.validators = validators;
        job.followed.feed = Some(url.to_string());
        let hash = read::hash(&job.source, &documents);
        let is_same = job.before.body_hash.as_ref() == Some(&hash);
        if is_remembered && is_same && !turn.force {
            return self.same(job, turn);
        }
        let Some(reading) = self.read(job, documents, turn) else {
            return self.give_up(job, fault(&job.source.source.id), turn);
        };
        if reading.is_foreign && is_remembered {
            let failure = job.misread(reading.faults);
            return Ok(job.ask_page(url, failure));
        }
        job.hash = Some(hash);
        job.reading = reading;
        self.digest(job, turn)?;
        Ok(Vec::new())
    }

    fn take_part(
        &self,
        job: &mut Job<'c>,
        url: &Url,
        depth: u32,
        result: Result<Fetched, fetch::Error>,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Ask>, Error> {
        job.waiting -= 1;
        let known = job.before.followed.parts.get(url.as_str()).cloned();
        let keep = |job: &mut Job, part| job.followed.parts.insert(url.to_string(), part);
        let mut asks = Vec::new();
        match result {
            Err(error) => {
                job.is_news = true;
                job.reading.faults.push(chain(&error).join(": "));
                known.map(|part| keep(job, part));
            }
            Ok(Fetched::Unchanged { validators }) => {
                let hash = known.map(|part| part.hash).unwrap_or_default();
                keep(job, Part { validators, hash });
            }
            Ok(Fetched::Documents { documents, validators, .. }) => {
                let hash = read::hash(&job.source, &documents);
                let is_same = known.is_some_and(|part| part.hash == hash);
                if !is_same || turn.force {
                    job.is_news = true;
                    let base = base(&documents);
                    match self.read(job, documents, turn) {
                        Some(mut reading) => {
                            let links = std::mem::take(&mut reading.links);
                            if depth < DEEPEST {
                                asks = job.ask_parts(sitemaps(&links, base.as_ref()), depth + 1);
                            }
                            if reading.faults.is_empty() {
                                keep(job, Part { validators, hash });
                            }
                            job.reading.join(reading);
                        }
                        None => job.reading.faults.extend(fault("").error),
                    }
                } else {
                    keep(job, Part { validators, hash });
                }
            }
        }
        if job.waiting == 0 {
            if job.is_news {
                self.digest(job, turn)?;
            } else {
                self.unchanged(job, turn)?;
            }
        }
        Ok(asks)
    }

    /// Reads documents of a source; `None` when that met a fault of ours.
    fn read(&self, job: &Job, documents: Vec<Document>, turn: &Turn<'_, 'c>) -> Option<Reading> {
        let read = || read::read(&job.source, documents, &job.reading, turn.now);
        catch_unwind(AssertUnwindSafe(read)).ok()
    }

    /// Notes that a source could not be fetched.
    fn failed(
        &self,
        job: &mut Job<'c>,
        error: &fetch::Error,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Ask>, Error> {
        let asked = error.retry_after().and_then(|wait| TimeDelta::from_std(wait).ok());
        job.before.not_before = asked.and_then(|wait| turn.now.checked_add_signed(wait));
        let failure = match job.feed_failure.take() {
            // The page was only asked because of the feed.
            Some((_, mut failure)) => {
                failure.error.extend(chain(error));
                failure
            }
            None => job.failed(error),
        };
        self.give_up(job, failure, turn)
    }

    fn give_up(
        &self,
        job: &Job,
        failure: FailedSource,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Ask>, Error> {
        self.fail(job.before.clone(), Changes::default(), failure, turn)?;
        Ok(Vec::new())
    }
}

/// The address that the links of documents are relative to.
fn base(documents: &[Document]) -> Option<Url> {
    documents.first().and_then(|document| document.url.clone())
}

/// The sitemaps that documents name.
fn sitemaps(links: &[Link], base: Option<&Url>) -> Vec<Url> {
    let links = links.iter().filter(|link| link.rel == LinkRel::Sitemap);
    links.filter_map(|link| web(&link.url, base)).collect()
}
