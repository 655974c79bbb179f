//! Sources → documents: local files and HTTP, with manners and limits.
//!
//! In go a [`Place`] and what is remembered of the last visit; out come [`Document`]s, or the word
//! that nothing changed, or an [`Error`] that says why this source could not be read this time.
//! Nothing is parsed and nothing is remembered here. A body is handed on only when it arrived whole.
//!
//! Every request passes one choke point, `guard`: only public addresses are connected, unless the
//! operator says otherwise. A run may be recorded, and replayed without any request (`tape`).

mod access;
mod cause;
mod client;
mod coding;
mod cookies;
mod error;
mod files;
mod guard;
mod hosts;
mod http;
mod lanes;
mod last;
mod network;
mod permission;
mod ping;
mod proxy;
mod reply;
mod robots;
mod secret;
mod tape;
mod trail;
mod trouble;
mod wire;

use std::{collections::BTreeMap, path::PathBuf, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use url::Url;

pub use access::{Access, Login};
pub use cause::{Cause, Excerpt, Phase, RedirectFault, Unreachable};
pub use error::Error;
pub use hosts::{Past, Postponed, host};
pub use lanes::{Arrival, Visit};
pub use last::Last;
pub use network::{Network, NetworkError};
pub use ping::{Pinger, concerns_all};
pub use proxy::{Proxy, Way};
pub use robots::Robots;
pub use secret::{Kept, Missing, Secret};
pub use tape::{About, CONFIG, LEDGER, Lack, Player, Recorder, Run, Tape, TapeError, runs};
pub use wire::Room;

use crate::model::{Document, Validators};
use hosts::Hosts;
use permission::Permissions;

/// What fetching obeys in all sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Who asks: the `User-Agent` field.
    pub user_agent: String,
    /// Most hosts that are asked at the same time.
    pub concurrency: usize,
    /// Most requests to one host at the same time.
    pub per_host: usize,
    /// Pause between two requests to one host.
    pub host_interval: Duration,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest silence within a response.
    pub idle_timeout: Duration,
    /// Longest time for one source, over connect, redirects and body. Waiting for the turn at a host
    /// does not count.
    pub total_timeout: Duration,
    /// How often a request is repeated when the connection that was kept for it had been closed.
    pub retries: u32,
    /// Longest time for all sources; what is left is for the next run.
    pub run_budget: Option<Duration>,
    /// Most bytes of a body as sent, counted while they come.
    pub max_body: u64,
    /// Most bytes of a decoded body, counted while it is decoded.
    pub max_decoded: u64,
    /// Networks that may be asked although they are private, loopback and the like.
    pub allow_addresses: Vec<Network>,
    /// The proxy of all sources that name none; `None` for going direct.
    pub proxy: Option<Proxy>,
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
    Web(Box<Web>),
}

/// A remote document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Web {
    /// Its address, without user name and password.
    pub url: Url,
    /// The address in the config that it is, or that led to it. What the operator wrote for a source
    /// is sent to the host of this address and to no other one.
    pub home: Option<Url>,
    /// What the operator wrote for the source.
    pub access: Arc<Access>,
    /// What is expected there.
    pub wants: Wants,
    /// Where it is asked instead, learnt from permanent redirects. It keeps its own address as a name.
    pub learnt: Option<Url>,
}

/// What is expected at an address: decides what is asked for, and whether `robots.txt` has a say.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Wants {
    /// A document made for programs: a feed, a list of feeds, a sitemap.
    #[default]
    Feed,
    /// A page made for people.
    Page,
}

impl Web {
    fn asked(&self) -> &Url {
        self.learnt.as_ref().unwrap_or(&self.url)
    }
}

impl Place {
    /// An address of the config. [`Login::take`] keeps the user name and password in it; here they
    /// go.
    pub fn web(url: Url, access: Arc<Access>, wants: Wants) -> Self {
        let url = bare(&url);
        Place::Web(Box::new(Web { home: Some(url.clone()), url, access, wants, learnt: None }))
    }

    /// The address that is asked for a remote document.
    pub fn url(&self) -> Option<&Url> {
        match self {
            Place::Files { .. } => None,
            Place::Web(web) => Some(web.asked()),
        }
    }

    /// The same place, asked for at another address.
    pub fn moved(&self, to: Url) -> Place {
        match self {
            Place::Files { .. } => self.clone(),
            Place::Web(web) => Place::Web(Box::new(Web { learnt: Some(to), ..(**web).clone() })),
        }
    }

    /// A remote document that this place led to.
    pub fn found(&self, url: Url, wants: Wants) -> Place {
        Place::Web(Box::new(match self {
            Place::Files { .. } => {
                Web { url, home: None, access: Arc::default(), wants, learnt: None }
            }
            Place::Web(web) => Web { url, wants, learnt: None, ..(**web).clone() },
        }))
    }

    /// How messages name the place, and what
    /// [`SourceState::address`](crate::model::SourceState::address) holds after a visit.
    ///
    /// A password in an address is left out: this text reaches logs and the store.
    pub fn address(&self) -> String {
        match self {
            Place::Files { globs, .. } => globs.join("\n"),
            Place::Web(web) => shown(&web.url),
        }
    }
}

/// What a visit that went well yields.
#[derive(Debug)]
pub enum Fetched {
    /// The server says that nothing changed since the last visit.
    Unchanged {
        /// What the server says about asking again.
        terms: Terms,
    },
    /// The bytes are those of the last visit, so nobody has unpacked them.
    Same {
        /// Where they came from.
        url: Url,
        /// What the server says about asking again.
        terms: Terms,
    },
    /// The documents, whole. One for a remote source; any number, also none, for local files.
    Documents {
        /// In the order of their names.
        documents: Vec<Document>,
        /// What the server says about asking again; nothing for local files.
        terms: Terms,
        /// Local files that could not be read although they are there. The others stand.
        failures: Vec<Error>,
    },
}

/// What a server says about asking again.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Terms {
    /// What to ask with next time: those of this answer; where the answer says that nothing changed
    /// and has none, those that were sent.
    pub validators: Validators,
    /// For how many seconds the answer may be taken as fresh (RFC 9111 §4.2); `None` when it does not
    /// say.
    pub fresh_for: Option<u64>,
    /// Where permanent redirects (301, 308) led, before any that was not.
    pub moved_to: Option<String>,
    /// Hash of the bytes as they were sent, where the server may not say next time that nothing changed.
    pub wire: Option<String>,
}

/// Fetches sources. A clone is cheap and shares the connections.
#[derive(Clone, Debug)]
pub struct Fetcher {
    settings: Arc<Settings>,
    web: http::Web,
    tape: Tape,
}

impl Fetcher {
    /// Sets up the HTTP client. Opens no connection yet; the time of the run counts from here.
    ///
    /// `now` is only what moments in the `past` are compared with.
    pub fn new(settings: &Settings, past: &Past, now: DateTime<Utc>) -> Result<Self, Error> {
        Fetcher::with_tape(settings, past, now, Tape::Off)
    }

    /// The same, recorded or from a recording. A replay sets up no client, and waits for nothing.
    pub fn with_tape(
        settings: &Settings,
        past: &Past,
        now: DateTime<Utc>,
        tape: Tape,
    ) -> Result<Self, Error> {
        let mut settings = settings.clone();
        let hosts = match tape {
            Tape::Off | Tape::Record(_) => Hosts::new(&settings, past, now),
            Tape::Replay(_) => {
                // What was repeated was recorded once.
                settings.retries = 0;
                Hosts::of_tape(&settings)
            }
        };
        let settings = Arc::new(settings);
        let permissions = Permissions::new(past.robots.clone());
        let web = http::Web::new(settings.clone(), hosts, permissions, tape.clone())?;
        Ok(Fetcher { web, settings, tape })
    }

    /// What `robots.txt` of each origin has said in this run.
    pub fn robots(&self) -> BTreeMap<String, String> {
        self.web.permissions.learnt()
    }

    /// Visits one place. A large document comes with the right to hold it, which is to be dropped when
    /// it has been read.
    ///
    /// The request is a conditional one (RFC 9110 §13) when `last` belongs to this very address.
    /// `now` is only what dates in header fields are compared with.
    pub async fn fetch(
        &self,
        place: &Place,
        last: &Last,
        now: DateTime<Utc>,
    ) -> Result<(Fetched, Option<Room>), Error> {
        self.visit(place, last, now, false).await
    }

    /// The same; a connection to a host that is asked for nothing else is not kept for long.
    async fn visit(
        &self,
        place: &Place,
        last: &Last,
        now: DateTime<Utc>,
        is_alone: bool,
    ) -> Result<(Fetched, Option<Room>), Error> {
        match place {
            Place::Files { globs, root } => {
                let (globs, root, most) = (globs.clone(), root.clone(), self.settings.max_decoded);
                let tape = self.tape.clone();
                let read = move || match &tape {
                    Tape::Off => files::read(&globs, &root, most),
                    Tape::Record(recorder) => {
                        let fetched = files::read(&globs, &root, most);
                        if let Ok(Fetched::Documents { documents, failures, .. }) = &fetched {
                            recorder.keep_files(&globs, documents, failures);
                        }
                        fetched
                    }
                    Tape::Replay(player) => player.files(&globs, &root),
                };
                tokio::task::spawn_blocking(read)
                    .await
                    .unwrap_or_else(|_| Err(Error::Panicked { place: place.address() }))
                    .map(|fetched| (fetched, None))
            }
            Place::Web(web) => {
                let is_same = last.address == place.address();
                let known = http::Known {
                    validators: if is_same { &last.validators } else { NOTHING },
                    wire: last.wire.as_ref().filter(|_| is_same),
                };
                self.web.get(web, known, now, is_alone).await
            }
        }
    }
}

/// The validators of a place that was never visited.
const NOTHING: &Validators = &Validators { etag: None, last_modified: None, of: None };

/// An address as messages, documents and the store may hold it: without user name and password,
/// and without the fragment, which is never sent.
fn shown(url: &Url) -> String {
    let is_bare = url.username().is_empty() && url.password().is_none() && url.fragment().is_none();
    if is_bare { url.as_str().to_owned() } else { bare(url).into() }
}

fn bare(url: &Url) -> Url {
    let mut url = url.clone();
    // Both fail only for addresses that cannot have credentials.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    url
}
