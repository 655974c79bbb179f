//! One request → what came back, as it was sent.
//!
//! This is where bytes come in, so this is where they are counted: against the deadline of the visit,
//! against the caps on a body, and against what all visits together may hold. It is also where a run
//! is recorded, and where a recorded one comes from: a wire that replays has no client.

use std::{future::Future, sync::Arc, time::Duration};

use reqwest::{
    Client, Response, StatusCode,
    header::{HeaderMap, LOCATION},
};
use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::{Instant, timeout, timeout_at},
};
use url::Url;

use super::{
    Error, Phase, Settings, coding,
    guard::{Guard, Refused},
    shown,
    tape::{Player, Recorder},
    trouble,
};

/// The room that is made for a body before its first byte came, in bytes.
const FIRST_ROOM: u64 = 64 * 1024;

/// Bodies above this size, in bytes, need one of [`LARGE_AT_ONCE`] permits: many servers that send
/// much at the same time fill no memory.
pub(super) const LARGE: usize = 512 * 1024;

/// Large bodies that are held at the same time.
const LARGE_AT_ONCE: usize = 2;

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

/// Who answers.
#[derive(Clone, Debug)]
enum FarEnd {
    /// Servers; what they say may be recorded.
    Network { client: Client, guard: Guard, recorder: Option<Recorder> },
    /// What was recorded.
    Tape(Player),
}

/// What came back.
#[derive(Debug)]
pub(super) struct Exchange {
    pub status: StatusCode,
    pub headers: HeaderMap,
    /// As sent: whole with [`has_document`], else the beginning.
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
    /// A wire to servers.
    pub(super) fn new(
        client: Client,
        guard: Guard,
        settings: Arc<Settings>,
        recorder: Option<Recorder>,
    ) -> Self {
        Wire::to(FarEnd::Network { client, guard, recorder }, settings)
    }

    /// A wire to a recorded run.
    pub(super) fn replay(player: Player, settings: Arc<Settings>) -> Self {
        Wire::to(FarEnd::Tape(player), settings)
    }

    fn to(far_end: FarEnd, settings: Arc<Settings>) -> Self {
        Wire { far_end, settings, large: Arc::new(Semaphore::new(LARGE_AT_ONCE)) }
    }

    /// Asks for one address. Redirects are not followed here.
    pub(super) async fn exchange(
        &self,
        url: &Url,
        headers: HeaderMap,
        deadline: &mut Deadline,
    ) -> Result<Exchange, Error> {
        match &self.far_end {
            FarEnd::Tape(player) => self.replayed(player, url, &headers, deadline).await,
            FarEnd::Network { client, guard, recorder: None } => {
                self.live(client, guard, url, headers, deadline).await
            }
            FarEnd::Network { client, guard, recorder: Some(recorder) } => {
                let result = self.live(client, guard, url, headers.clone(), deadline).await;
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
        client: &Client,
        guard: &Guard,
        url: &Url,
        headers: HeaderMap,
        deadline: &mut Deadline,
    ) -> Result<Exchange, Error> {
        guard
            .check(None, url)
            .map_err(|Refused(address)| Error::NotAllowed { url: shown(url), address })?;
        let late = |_| trouble::timed_out(&self.settings, url, Phase::Total);
        let request = client.get(url.clone()).headers(headers);
        let response = timeout_at(deadline.0, request.send())
            .await
            .map_err(late)?
            .map_err(|error| trouble::no_answer(&self.settings, url, &error))?;
        let status = response.status();
        let fields = response.headers().clone();
        let (body, room) = if has_document(status) {
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
        if has_document(played.status) && played.length > limit {
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

/// Whether an answer of this status holds the document that was asked for.
pub(super) fn has_document(status: StatusCode) -> bool {
    matches!(status, StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION)
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

/// The beginning of a body, as far as it comes.
async fn excerpt(mut response: Response) -> Vec<u8> {
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
