//! One request → what came back, as it was sent.
//!
//! This is where bytes come in, so this is where they are counted: against the deadline of the visit,
//! against the caps on a body, and against what all visits together may hold. It is also where a run
//! is recorded, and where a recorded one comes from: a wire that replays has no client.

use std::{future::Future, sync::Arc, time::Duration};

use reqwest::{
    Response, StatusCode,
    header::{CONTENT_RANGE, HeaderMap, LOCATION},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout, timeout_at},
};
use url::Url;

use super::{
    Cause, Error, Phase, Settings, bare,
    client::{Clients, Way},
    coding,
    guard::{Barred, Guard, Refused},
    proxy::Route,
    shown,
    tape::{Player, Recorder, Tape},
    trouble,
};

/// The room that is made for a body before its first byte came, in bytes.
const FIRST_ROOM: u64 = 64 * 1024;

/// Bodies above this size, in bytes, need a permit: many servers that send much at the same time fill
/// no memory.
pub(super) const LARGE: usize = 512 * 1024;

/// Large bodies that are held at the same time.
const LARGE_AT_ONCE: usize = 1;

/// How much is read of a body that says only why there is no document, in bytes.
const EXCERPT: usize = 16 * 1024;

/// How long such a body is waited for. Reading it to its end keeps the connection open.
const EXCERPT_WAIT: Duration = Duration::from_secs(1);

/// Speaks to servers.
#[derive(Clone, Debug)]
pub(super) struct Wire {
    far_end: FarEnd,
    settings: Arc<Settings>,
    large: Arc<Semaphore>,
}

/// What is asked.
pub(super) struct Request<'r> {
    /// Whether the host is asked for nothing else in this run.
    pub is_alone: bool,
    /// By way of this proxy.
    pub route: Option<&'r Route>,
    pub url: &'r Url,
    pub headers: HeaderMap,
}

/// Who answers.
#[derive(Clone, Debug)]
enum FarEnd {
    /// Servers; what they say may be recorded.
    Network { clients: Clients, recorder: Option<Recorder> },
    /// What was recorded.
    Tape(Player),
}

/// What came back.
#[derive(Debug)]
pub(super) struct Exchange {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// As sent: whole where [`has_document`] says so, else the beginning.
    pub body: Vec<u8>,
    /// The permit of a large body.
    pub room: Option<Room>,
}

/// The right to hold a large body; given back when it is dropped.
#[derive(Debug)]
pub struct Room {
    _permit: OwnedSemaphorePermit,
}

/// The moment at which a visit must be done. Time spent waiting for other visits does not count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline(Instant);

impl Deadline {
    pub(super) fn after(limit: Duration) -> Self {
        Deadline(Instant::now() + limit)
    }

    /// Waits for something that is none of the server's doing.
    pub(super) async fn pause<T>(&mut self, waiting: impl Future<Output = T>) -> T {
        let began = Instant::now();
        let result = waiting.await;
        self.0 += began.elapsed();
        result
    }
}

impl Wire {
    /// A wire to servers, or to a recorded run.
    pub(super) fn new(settings: Arc<Settings>, tape: Tape) -> Result<Self, Error> {
        let recorder = match tape {
            Tape::Off => None,
            Tape::Record(recorder) => Some(recorder),
            Tape::Replay(player) => return Ok(Wire::to(FarEnd::Tape(player), settings)),
        };
        let guard = Guard::new(&settings.allow_addresses);
        let clients = Clients::new(settings.clone(), &guard).map_err(|error| no_client(&error))?;
        Ok(Wire::to(FarEnd::Network { clients, recorder }, settings))
    }

    fn to(far_end: FarEnd, settings: Arc<Settings>) -> Self {
        Wire { far_end, settings, large: Arc::new(Semaphore::new(LARGE_AT_ONCE)) }
    }

    /// Whether nobody is asked, because all answers are known.
    pub(super) fn is_replay(&self) -> bool {
        matches!(self.far_end, FarEnd::Tape(_))
    }

    /// Asks for one address. Redirects are not followed here.
    pub(super) async fn exchange(
        &self,
        request: Request<'_>,
        deadline: &mut Deadline,
    ) -> Result<Exchange, Error> {
        let (url, headers) = (request.url, request.headers.clone());
        match &self.far_end {
            FarEnd::Tape(player) => self.replayed(player, url, &headers, deadline).await,
            FarEnd::Network { clients, recorder: None } => {
                self.live(clients, request, deadline).await
            }
            FarEnd::Network { clients, recorder: Some(recorder) } => {
                let result = self.live(clients, request, deadline).await;
                recorder.keep(url, &headers, result.as_ref());
                result
            }
        }
    }

    /// Notes why a request was not made.
    pub(super) fn note(&self, url: &Url, headers: &HeaderMap, why: &Error) {
        if let FarEnd::Network { recorder: Some(recorder), .. } = &self.far_end {
            recorder.keep(url, headers, Err(why));
        }
    }

    /// Takes back the last exchange with an address, because the request is repeated.
    pub(super) fn forget(&self, url: &Url) {
        if let FarEnd::Network { recorder: Some(recorder), .. } = &self.far_end {
            recorder.forget(url);
        }
    }

    async fn live(
        &self,
        clients: &Clients,
        request: Request<'_>,
        deadline: &mut Deadline,
    ) -> Result<Exchange, Error> {
        let Request { is_alone, route, url, headers } = request;
        let Way { client, guard } =
            clients.get(url, route, is_alone).map_err(|error| no_client(&error))?;
        let late = |_| trouble::timed_out(&self.settings, url, Phase::Total);
        let refused = |Refused(address)| Error::NotAllowed { url: shown(url), address };
        guard.check(url).map_err(|barred| match barred {
            Barred::Address(address) => refused(address),
            Barred::Scheme => Error::Barred { url: shown(url), what: "neither http nor https" },
            Barred::Host => Error::Barred { url: shown(url), what: "it names no host" },
        })?;
        timeout_at(deadline.0, guard.resolves(url)).await.map_err(late)?.map_err(refused)?;
        let request = client.get(url.clone()).headers(headers);
        let response = timeout_at(deadline.0, request.send())
            .await
            .map_err(late)?
            .map_err(|error| trouble::no_answer(&self.settings, url, route, &error))?;
        if let Some(peer) = response.remote_addr() {
            guard.connected(peer).map_err(refused)?;
        }
        let status = response.status();
        let fields = response.headers().clone();
        let (body, room) = if has_document(status, &fields) {
            self.body(url, response, deadline).await?
        } else {
            (excerpt(response).await, None)
        };
        Ok(Exchange { status, headers: fields, body, room })
    }

    /// What was recorded, within the limits of now: they may be what is looked into.
    async fn replayed(
        &self,
        player: &Player,
        url: &Url,
        headers: &HeaderMap,
        deadline: &mut Deadline,
    ) -> Result<Exchange, Error> {
        let played = player.answer(url, headers)?;
        let (limit, setting) = self.limit(&played.headers);
        if has_document(played.status, &played.headers) && played.length > limit {
            return Err(Error::TooLarge { place: shown(url), limit, setting });
        }
        let is_large = usize::try_from(played.length).is_ok_and(|length| length > LARGE);
        let room = if is_large { deadline.pause(self.room()).await } else { None };
        let body = player.body(url, &played)?;
        Ok(Exchange { status: played.status, headers: played.headers, body, room })
    }

    /// The whole body as sent. The client tells when it is shorter than announced.
    async fn body(
        &self,
        url: &Url,
        mut response: Response,
        deadline: &mut Deadline,
    ) -> Result<(Vec<u8>, Option<Room>), Error> {
        let (limit, setting) = self.limit(response.headers());
        let too_large = || Error::TooLarge { place: shown(url), limit, setting };
        let announced = response.content_length().unwrap_or(0);
        if announced > limit {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(announced.min(FIRST_ROOM)).unwrap_or(0));
        let mut room = None;
        while let Some(chunk) = timeout_at(deadline.0, response.chunk())
            .await
            .map_err(|_| trouble::timed_out(&self.settings, url, Phase::Total))?
            .map_err(|error| trouble::no_body(&self.settings, url, &error))?
        {
            let length = bytes.len().saturating_add(chunk.len());
            if u64::try_from(length).is_ok_and(|length| length > limit) {
                return Err(too_large());
            }
            if length > LARGE && room.is_none() {
                room = deadline.pause(self.room()).await;
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok((bytes, room))
    }

    /// The right to hold a large body, as soon as there is one.
    pub(super) async fn room(&self) -> Option<Room> {
        // The semaphore is never closed.
        self.large.clone().acquire_owned().await.ok().map(|permit| Room { _permit: permit })
    }

    /// Most bytes of a body, and the setting that says so. What is not coded is its own decoded form.
    fn limit(&self, headers: &HeaderMap) -> (u64, &'static str) {
        let Settings { max_body, max_decoded, .. } = *self.settings;
        let is_plain = coding::applied(headers).is_ok_and(|codings| codings.is_empty());
        if is_plain && max_decoded < max_body {
            (max_decoded, "fetch.max_decoded")
        } else {
            (max_body, "fetch.max_body")
        }
    }
}

pub(super) fn no_client(error: &reqwest::Error) -> Error {
    Error::Client { source: Cause::of(error) }
}

/// Whether an answer may hold the document that was asked for. Some servers mean 200 when they say
/// 201, 202 or 206; what came tells whether they do.
pub(super) fn has_document(status: StatusCode, headers: &HeaderMap) -> bool {
    match status {
        StatusCode::NO_CONTENT | StatusCode::RESET_CONTENT => false,
        StatusCode::PARTIAL_CONTENT => is_whole(headers).unwrap_or(false),
        status => status.is_success(),
    }
}

/// Whether a part is all there is (RFC 9110 §14.4).
fn is_whole(headers: &HeaderMap) -> Option<bool> {
    let range = headers.get(CONTENT_RANGE)?.to_str().ok()?;
    let (last, length) = range.trim().strip_prefix("bytes 0-")?.split_once('/')?;
    let (last, length): (u64, u64) = (last.parse().ok()?, length.parse().ok()?);
    Some(last.checked_add(1)? == length)
}

/// Statuses that name another address to ask with the same method (RFC 9110 §15.4).
pub(super) fn is_redirect(exchange: &Exchange) -> bool {
    match exchange.status.as_u16() {
        301 | 302 | 303 | 307 | 308 => true,
        // A list of choices, with the one to take.
        300 => exchange.headers.contains_key(LOCATION),
        _ => false,
    }
}

/// Where a redirect leads, where that is an address of the web.
pub(super) fn location(here: &Url, exchange: &Exchange) -> Option<Url> {
    let to = String::from_utf8_lossy(exchange.headers.get(LOCATION)?.as_bytes()).into_owned();
    let next = bare(&here.join(&to).ok()?);
    matches!(next.scheme(), "http" | "https").then_some(next)
}

/// The beginning of a body, as far as it comes.
pub(super) async fn excerpt(mut response: Response) -> Vec<u8> {
    let mut bytes = Vec::new();
    let reading = async {
        while let Ok(Some(chunk)) = response.chunk().await {
            bytes.extend_from_slice(&chunk[..chunk.len().min(EXCERPT - bytes.len())]);
            if bytes.len() == EXCERPT {
                break;
            }
        }
    };
    // What has come until then will do.
    let _ = timeout(EXCERPT_WAIT, reading).await;
    bytes
}
