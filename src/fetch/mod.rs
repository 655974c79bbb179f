//! Sources → documents: local files and HTTP, with manners and limits.
//!
//! In go a [`Place`] and what is remembered of the last visit; out come [`Document`]s, or the word
//! that nothing changed, or an [`Error`] that says why this source could not be read this time.
//! Nothing is parsed and nothing is remembered here. A body is handed on only when it arrived whole.
//!
//! Every request passes one choke point, `guard`: only public addresses are connected, unless the
//! operator says otherwise.

mod coding;
mod error;
mod files;
mod guard;
mod http;
mod lanes;
mod network;
mod reply;
mod robots;

use std::{path::PathBuf, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use url::Url;

pub use error::{Cause, Error, Phase, RedirectFault, Unreachable};
pub use lanes::{Arrival, Visit};
pub use network::{Network, NetworkError};
pub use robots::Robots;

use crate::model::{Document, SourceState, Validators};

/// What fetching obeys in all sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Who asks: the `User-Agent` field.
    pub user_agent: String,
    /// Most hosts that are asked at the same time; one request at a time per host.
    pub concurrency: usize,
    /// Pause between two requests to one host.
    pub host_interval: Duration,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest silence within a response.
    pub idle_timeout: Duration,
    /// Longest time for one source, over connect, redirects and body.
    pub total_timeout: Duration,
    /// Most bytes of a body as sent, counted while they come.
    pub max_body: u64,
    /// Most bytes of a decoded body, counted while it is decoded.
    pub max_decoded: u64,
    /// Networks that may be asked although they are private, loopback and the like.
    pub allow_addresses: Vec<Network>,
}

/// Where one source is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Local files.
    Files {
        /// Glob patterns, absolute.
        globs: Vec<String>,
        /// The folder that file names are told relative to.
        root: PathBuf,
    },
    /// A remote document.
    Web {
        /// Its address.
        url: Url,
        /// Header fields to send besides our own.
        headers: Vec<(String, String)>,
    },
    /// A remote document that another document led to: a feed of a page, a feed of a list, an article.
    Found {
        /// Its address.
        url: Url,
        /// The address in the config that led to it. What was meant for that host (header fields,
        /// credentials) holds at that host and nowhere else.
        from: Option<Url>,
        /// Header fields of the source.
        headers: Vec<(String, String)>,
    },
}

impl Place {
    /// The address of a remote document.
    pub fn url(&self) -> Option<&Url> {
        match self {
            Place::Files { .. } => None,
            Place::Web { url, .. } | Place::Found { url, .. } => Some(url),
        }
    }

    /// A remote document that this place led to.
    pub fn found(&self, url: Url) -> Place {
        let (from, headers) = match self {
            Place::Files { .. } => (None, Vec::new()),
            Place::Web { url, headers } => (Some(url.clone()), headers.clone()),
            Place::Found { from, headers, .. } => (from.clone(), headers.clone()),
        };
        Place::Found { url, from, headers }
    }

    /// How messages name the place, and what [`SourceState::address`] holds after a visit.
    ///
    /// A password in an address is left out: this text reaches logs and the store.
    pub fn address(&self) -> String {
        match self {
            Place::Files { globs, .. } => globs.join("\n"),
            Place::Web { url, .. } | Place::Found { url, .. } => shown(url),
        }
    }
}

/// What a visit that went well yields.
#[derive(Debug)]
pub enum Fetched {
    /// The server says that nothing changed since the last visit.
    Unchanged {
        /// What to ask with next time: those of this answer, else the ones that were sent.
        validators: Validators,
    },
    /// The documents, whole. One for a remote source; any number, also none, for local files.
    Documents {
        /// In the order of their names.
        documents: Vec<Document>,
        /// What to ask with next time; empty for local files.
        validators: Validators,
        /// Local files that could not be read although they are there. The others stand.
        failures: Vec<Error>,
    },
}

/// Fetches sources. A clone is cheap and shares the connections.
#[derive(Clone, Debug)]
pub struct Fetcher {
    settings: Arc<Settings>,
    web: http::Web,
}

impl Fetcher {
    /// Sets up the HTTP client. Opens no connection yet.
    pub fn new(settings: &Settings) -> Result<Self, Error> {
        let settings = Arc::new(settings.clone());
        Ok(Fetcher { web: http::Web::new(settings.clone())?, settings })
    }

    /// Visits one place.
    ///
    /// The request is a conditional one (RFC 9110 §13) when `state` belongs to this very address.
    /// `now` is only what a date in `Retry-After` is compared with.
    pub async fn fetch(
        &self,
        place: &Place,
        state: &SourceState,
        now: DateTime<Utc>,
    ) -> Result<Fetched, Error> {
        match place {
            Place::Files { globs, root } => {
                let (globs, root, most) = (globs.clone(), root.clone(), self.settings.max_decoded);
                tokio::task::spawn_blocking(move || files::read(&globs, &root, most))
                    .await
                    .unwrap_or_else(|_| Err(Error::Panicked { place: place.address() }))
            }
            Place::Web { url, headers } => {
                let home = http::Home { url: Some(url), headers };
                self.web.get(url, home, known(place, state), now).await
            }
            Place::Found { url, from, headers } => {
                let home = http::Home { url: from.as_ref(), headers };
                self.web.get(url, home, known(place, state), now).await
            }
        }
    }
}

/// The validators that belong to this very place.
fn known<'s>(place: &Place, state: &'s SourceState) -> &'s Validators {
    const NONE: &Validators = &Validators { etag: None, last_modified: None };
    if state.address == place.address() { &state.validators } else { NONE }
}

/// An address as messages, documents and the store may hold it: without user name and password,
/// and without the fragment, which is never sent.
fn shown(url: &Url) -> String {
    bare(url).into()
}

fn bare(url: &Url) -> Url {
    let mut url = url.clone();
    // Both fail only for addresses that cannot have credentials.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    url
}
