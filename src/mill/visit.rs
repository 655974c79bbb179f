//! One source on its way through the rounds of a turn: what arrived, and what is to be fetched next.
//!
//! Most sources are done with one document. A page that should be a feed leads to the feed that it
//! announces; the feed is remembered and asked first from then on, and the page again when the feed
//! fails. The index of a sitemap leads to sitemaps. Nothing is put into the ledger before the last
//! document of the source is here.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::TimeDelta;
use url::Url;

use super::{
    Error, Mill,
    digest::{Brought, fault},
    discover, fingerprint,
    ingest::{FailedSource, Turn},
    job::{Aim, Ask, Errand, Job, Slot},
    listed::{self, web},
    read::{self, Reading},
};
use crate::{
    fetch::{self, Arrival, Fetched, Terms},
    model::{Document, Followed, Kind, Link, LinkRel, Part, StandIn, Validators},
    report::{Event, chain},
    schedule,
};

/// How deep an index of sitemaps may lead. The protocol has no index of indexes, but sites do.
const DEEPEST: u32 = 2;

/// Failed visits in a row after which a page is asked for its feed again, whatever the failure was.
const PATIENCE: u32 = 3;

impl<'c> Mill<'c> {
    /// Takes one arrival; what it leads to is to be fetched in the next round.
    pub(super) fn take(
        &self,
        arrival: Arrival,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<fetch::Visit>, Error> {
        let Errand { job: number, aim } = turn.errands[arrival.index].clone();
        let Some(mut job) = turn.jobs[number].take() else { return Ok(Vec::new()) };
        self.note_rest(&arrival.result, turn)?;
        let asks = match aim {
            Aim::Source | Aim::Feed { .. } if postponed(&arrival.result).is_some() => {
                self.postpone(&mut job, &arrival.result, turn)
            }
            Aim::Source => self.take_source(&mut job, arrival.result, turn),
            Aim::Feed { url, is_remembered } => {
                self.take_feed(&mut job, url, is_remembered, arrival.result, turn)
            }
            Aim::Part { url, depth } => self.take_part(&mut job, &url, depth, arrival.result, turn),
        }?;
        let is_over = asks.is_empty() && job.waiting == 0;
        if is_over {
            turn.count_fare(&job);
        }
        // Those that were read are many; only the pages of their items may still want them.
        if !is_over || job.source.pages > 0 {
            turn.jobs[number] = Slot::AtWork(job);
        }
        Ok(asks.into_iter().map(|ask| turn.visit(number, ask)).collect())
    }

    fn take_source(
        &self,
        job: &mut Job<'c>,
        result: Result<Fetched, fetch::Error>,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Ask>, Error> {
        let (documents, terms, failures) = match result {
            Err(error) => return self.failed(job, &error, turn),
            Ok(Fetched::Unchanged { terms }) => {
                job.terms = terms;
                return self.same(job, turn);
            }
            Ok(Fetched::Same { terms, .. }) => {
                (job.terms, job.is_whole) = (terms, true);
                return self.same(job, turn);
            }
            Ok(Fetched::Documents { documents, terms, failures }) => (documents, terms, failures),
        };
        (job.terms, job.is_whole) = (terms, true);
        let hash = fingerprint::hash(&job.source, &documents);
        let is_same = job.before.body_hash.as_ref() == Some(&hash);
        job.keep_wire(is_same);
        if failures.is_empty()
            && let Some(asks) = self.again(job, &hash, turn)?
        {
            return Ok(asks);
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
            let found = found.filter(|url| Some(url) != failing && job.may_follow(url));
            if let Some(url) = found {
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
                // A program that lost its list writes an empty one; nobody unsubscribes from all.
                let address = job.source.place.address();
                let had_some =
                    job.before.address == address && !job.before.followed.list.is_empty();
                if had_some && job.followed.list.is_empty() && job.reading.faults.is_empty() {
                    let fault =
                        format!("{address} names no feed any more; the list of last time is kept");
                    job.reading.faults.push(fault);
                }
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

    /// Ends a visit whose documents, by their hash, are those of the last one, whole or broken off in
    /// the same place; `None` where they are others, or are to be read anyway.
    fn again(
        &self,
        job: &mut Job,
        hash: &str,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Option<Vec<Ask>>, Error> {
        if turn.force {
            return Ok(None);
        }
        if job.before.body_hash.as_deref() == Some(hash) {
            return self.same(job, turn).map(Some);
        }
        let Some(faults) = job.faults_of(hash) else { return Ok(None) };
        self.still_broken(job, faults, turn)?;
        Ok(Some(Vec::new()))
    }

    /// The first document is what it was; the sitemaps that it names may not be.
    fn same(&self, job: &mut Job, turn: &mut Turn<'_, 'c>) -> Result<Vec<Ask>, Error> {
        job.hash.clone_from(&job.before.body_hash);
        if job.wire.is_none() {
            job.wire.clone_from(&job.before.standing.wire);
        }
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
        let (documents, terms) = match result {
            Err(error) => {
                let is_over = error.is_lasting() || job.before.failures + 1 >= PATIENCE;
                let is_over = is_over && error.retry_after().is_none();
                if is_remembered && is_over {
                    let failure = job.failed(&error);
                    return Ok(job.ask_page(url, failure));
                }
                return self.failed(job, &error, turn);
            }
            Ok(Fetched::Unchanged { terms }) => {
                job.terms = terms;
                return self.same(job, turn);
            }
            Ok(Fetched::Same { terms, .. }) => {
                (job.terms, job.is_whole) = (terms, true);
                return self.same(job, turn);
            }
            Ok(Fetched::Documents { documents, terms, .. }) => (documents, terms),
        };
        (job.terms, job.is_whole) = (terms, true);
        job.followed.feed = Some(url.to_string());
        let hash = fingerprint::hash(&job.source, &documents);
        let is_same = job.before.body_hash.as_ref() == Some(&hash);
        job.keep_wire(is_same);
        if is_remembered && let Some(asks) = self.again(job, &hash, turn)? {
            return Ok(asks);
        }
        let Some(reading) = self.read(job, documents, turn) else {
            return self.give_up(job, fault(&job.source.source.id), turn);
        };
        // A wall before the feed says nothing about where the feed is, unless it stays.
        let is_barred =
            reading.stand_in.is_some_and(StandIn::is_barrier) && job.before.failures + 1 < PATIENCE;
        if reading.is_foreign && is_remembered && !is_barred {
            let failure = job.misread(reading.faults, reading.stand_in);
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
            Ok(
                Fetched::Unchanged { terms: Terms { validators, .. } }
                | Fetched::Same { terms: Terms { validators, .. }, .. },
            ) => {
                let hash = known.map(|part| part.hash).unwrap_or_default();
                keep(job, Part { validators, hash });
            }
            Ok(Fetched::Documents { documents, terms: Terms { validators, .. }, .. }) => {
                let hash = fingerprint::hash(&job.source, &documents);
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
        // A server that fails for another reason is soon asked as before.
        let is_suspicious = job.before.failures == 0 && !job.before.standing.proven;
        job.before.standing.plain =
            error.blames_the_request() || (is_suspicious && error.may_blame_the_request());
        job.failure = if error.is_gone() {
            schedule::Failure::Gone
        } else if error.is_missing() {
            schedule::Failure::Missing
        } else {
            schedule::Failure::Other
        };
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

    /// Notes that a source was not asked: nothing is known of it that was not known before.
    fn postpone(
        &self,
        job: &mut Job<'c>,
        result: &Result<Fetched, fetch::Error>,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Ask>, Error> {
        if let Some((_, failure)) = job.feed_failure.take() {
            return self.give_up(job, failure, turn);
        }
        turn.ingested.visits.postponed += 1;
        if let Some(why) = postponed(result) {
            let (source, why) = (job.source.source.id.as_str(), why.to_string());
            turn.reporter.tell(&Event::Postponed { source, why: &why });
        }
        Ok(Vec::new())
    }

    /// Notes whether a host asks to be left alone, or works again.
    pub(super) fn note_rest(
        &self,
        result: &Result<Fetched, fetch::Error>,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<(), Error> {
        match result {
            Err(error) => {
                let Some(host) = error.resting_host() else { return Ok(()) };
                let rest = schedule::rest(turn.rests.get(&host), error.retry_after(), turn.now);
                self.store.put_rest(&host, Some(&rest))?;
                turn.rests.insert(host, rest);
            }
            Ok(Fetched::Documents { documents, .. }) if !turn.rests.is_empty() => {
                let urls = documents.iter().filter_map(|document| document.url.as_ref());
                for host in urls.map(fetch::host) {
                    if turn.rests.remove(&host).is_some() {
                        self.store.put_rest(&host, None)?;
                    }
                }
            }
            Ok(Fetched::Same { url, .. }) => {
                if turn.rests.remove(&fetch::host(url)).is_some() {
                    self.store.put_rest(&fetch::host(url), None)?;
                }
            }
            Ok(_) => {}
        }
        Ok(())
    }

    fn give_up(
        &self,
        job: &Job,
        failure: FailedSource,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Ask>, Error> {
        self.fail(job, job.before.clone(), Brought::default(), failure, turn)?;
        Ok(Vec::new())
    }
}

/// Why a place was not asked, if it was not.
pub(super) fn postponed(result: &Result<Fetched, fetch::Error>) -> Option<fetch::Postponed> {
    result.as_ref().err().and_then(fetch::Error::postponed)
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
