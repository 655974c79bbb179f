//! The pages of items whose source gives only a part of the text (`full_text`).
//!
//! They are asked for after all sources were read, the newest first, a few per source and run. What a
//! page says is laid beside its item and changes neither id nor date. A page that fails is asked for
//! again at the next runs, a few times; the item shows what its source gives until then.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, Utc};
use url::Url;

use super::{Error, Mill, digest::tell_problems, ingest::Turn, listed::web, visit::postponed};
use crate::{
    config::Source,
    fetch::{self, Arrival, Fetched, Last, Visit, Wants},
    model::{Body, Document, Item, Kind, PageText, Problem},
    normalize, parse,
    report::chain,
};

/// How often the page of an item is asked for, as long as the source tells the same.
const TRIES: u32 = 3;

/// An item whose page is asked for.
#[derive(Debug)]
pub(super) struct Paging {
    /// The number of its source in the turn.
    job: usize,
    item: Item,
    /// How often the page was asked for in vain.
    tries: u32,
}

impl<'c> Mill<'c> {
    /// The pages to ask for: of sources that were visited in this turn and answered.
    pub(super) fn pages(&self, turn: &mut Turn<'_, 'c>) -> Result<Vec<Visit>, Error> {
        let mut visits = Vec::new();
        for (number, slot) in turn.jobs.iter().enumerate() {
            let Some(job) = slot.job().filter(|job| job.well && job.source.pages > 0) else {
                continue;
            };
            // What is too old for a feed needs no more text.
            let items = self.store.paged(&job.source.source.id, self.config.items)?;
            let wanted = items.into_iter().filter(|paged| match paged.tries {
                None => true,
                Some(tries) => (1..TRIES).contains(&tries),
            });
            let wanted = wanted.filter_map(|paged| Some((own_page(&paged.item)?, paged)));
            for (url, paged) in wanted.take(job.source.pages) {
                let place = job.source.place.found(url, Wants::Page);
                visits.push(Visit { index: turn.paging.len(), place, last: Last::default() });
                let tries = paged.tries.unwrap_or(0);
                turn.paging.push(Paging { job: number, item: paged.item, tries });
            }
        }
        Ok(visits)
    }

    /// Takes one page.
    pub(super) fn take_page(
        &self,
        arrival: Arrival,
        turn: &mut Turn<'_, 'c>,
    ) -> Result<Vec<Visit>, Error> {
        self.note_rest(&arrival.result, turn)?;
        let Paging { job, item, tries } = &turn.paging[arrival.index];
        let Some(job) = turn.jobs[*job].job() else { return Ok(Vec::new()) };
        if postponed(&arrival.result).is_some() {
            return Ok(Vec::new());
        }
        match page(arrival.result, &job.source, item, turn.now) {
            Ok(page) => {
                turn.ingested.pages += usize::from(page.content.is_some());
                self.store.put_page(item, Ok(&page))?;
            }
            Err(what) => {
                self.store.put_page(item, Err(tries + 1))?;
                let place = item.link.clone().unwrap_or_default();
                let done = "the item shows what its source gives".to_owned();
                let problem = Problem { place, line: None, what, done };
                turn.ingested.problems += 1;
                tell_problems(&job.source.source.id, &[problem], turn.reporter);
            }
        }
        Ok(Vec::new())
    }
}

/// The address of an item's page. Many feeds link items without a page to the home page.
fn own_page(item: &Item) -> Option<Url> {
    let url = web(item.link.as_deref()?, None)?;
    let home = item.origin.link.as_deref().and_then(|home| web(home, None));
    let is_home =
        home.is_some_and(|home| normalize::canonical(&home) == normalize::canonical(&url));
    let is_root = url.path() == "/" && url.query().is_none();
    (!is_home && !is_root).then_some(url)
}

/// What a page says, or why it says nothing.
fn page(
    result: Result<Fetched, fetch::Error>,
    source: &Source,
    item: &Item,
    now: DateTime<Utc>,
) -> Result<PageText, String> {
    let documents = match result {
        Ok(Fetched::Documents { documents, .. }) => documents,
        // Nothing was remembered of it, so no server can say that.
        Ok(Fetched::Unchanged { .. } | Fetched::Same { .. }) => Vec::new(),
        Err(error) => return Err(chain(&error).join(": ")),
    };
    let read = || documents.first().and_then(|document| article(document, source, now));
    let read = catch_unwind(AssertUnwindSafe(read))
        .map_err(|_| "reading the page met a fault in feedmill".to_owned())?;
    let article = read.ok_or("the page holds no article")?;
    let is_longer = length(&article) > length(item);
    Ok(PageText {
        title: Some(article.title),
        summary: article.summary,
        lead: article.lead,
        content: article.content.filter(|_| is_longer),
        image: article.image,
        authors: article.authors,
    })
}

/// The article of a page, normalised as if it were an item of its source.
fn article(document: &Document, source: &Source, now: DateTime<Utc>) -> Option<Item> {
    let settings = parse::Settings { kind: Kind::Html, ..(*source.parse).clone() };
    let parsed = parse::parse(document, &settings);
    let entry = parsed.entries.first()?;
    let (origin, place) = (&parsed.origin, &document.name);
    normalize::normalize(entry, place, &source.source, origin, &source.normalize, now).ok()
}

/// How much text an item has.
fn length(item: &Item) -> usize {
    let text = |html: &str| normalize::plain(&Body::Html(html.to_owned())).len();
    item.content.as_deref().map_or(0, text)
}
