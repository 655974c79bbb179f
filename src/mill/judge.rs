//! One address or document → what its publisher should put right: the answer of `feedmill lint`.
//!
//! The visit is a stranger's: no validators, no ledger, no config. It passes the same guard as every
//! other request.

use std::{sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use url::Url;

use crate::{
    fetch::{self, Fetched, Fetcher, Last, Past, Place, Wants},
    model::{Document, Judgement, NotAFeed},
    parse,
};

pub use crate::fetch::Network;

/// Fetches one document. `allowed` are networks that may be asked although they are private.
pub async fn visit(
    url: &Url,
    allowed: &[Network],
    now: DateTime<Utc>,
) -> Result<Document, fetch::Error> {
    let fetcher = Fetcher::new(&settings(allowed), &Past::default(), now)?;
    ask(&fetcher, &place(url), now).await
}

/// A place that a person names on the command line.
pub(super) fn place(url: &Url) -> Place {
    Place::web(url.clone(), Arc::default(), Wants::Feed)
}

/// Fetches one document as a stranger.
pub(super) async fn ask(
    fetcher: &Fetcher,
    place: &Place,
    now: DateTime<Utc>,
) -> Result<Document, fetch::Error> {
    match fetcher.fetch(place, &Last::default(), now).await?.0 {
        Fetched::Documents { documents, .. } => {
            Ok(documents.into_iter().next().unwrap_or_default())
        }
        // Without validators no server may say so.
        Fetched::Unchanged { .. } | Fetched::Same { .. } => Ok(Document::default()),
    }
}

/// Judges a document.
///
/// # Errors
///
/// One that is no feed is told in the words that a run has for it.
pub fn judge(document: &Document, now: DateTime<Utc>) -> Result<Judgement, NotAFeed> {
    parse::lint(document, now)
}

/// What the configuration has by default, for one visit that a person waits for.
fn settings(allowed: &[Network]) -> fetch::Settings {
    fetch::Settings {
        user_agent: concat!("feedmill/", env!("CARGO_PKG_VERSION")).to_owned(),
        concurrency: 1,
        per_host: 1,
        retries: 1,
        run_budget: None,
        host_interval: Duration::ZERO,
        connect_timeout: Duration::from_secs(10),
        idle_timeout: Duration::from_secs(30),
        total_timeout: Duration::from_secs(60),
        max_body: 10 << 20,
        max_decoded: 16 << 20,
        allow_addresses: allowed.to_vec(),
        proxy: None,
    }
}
