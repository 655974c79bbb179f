//! One remote address → one document, over as many redirects as it takes.
//!
//! Redirects are followed by hand, because each hop is checked like a first request, and because
//! credentials stay with the host they were meant for.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use reqwest::{
    StatusCode,
    header::{
        ACCEPT, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, HeaderMap, HeaderValue,
        IF_MODIFIED_SINCE, IF_NONE_MATCH,
    },
};
use url::Url;

use super::{
    Error, Excerpt, Fetched, Phase, Settings, Terms, Wants,
    access::Credentials,
    coding::{self, Coding, Decoded, Fault},
    hosts::Hosts,
    permission::Permissions,
    reply, shown,
    tape::Tape,
    trail::Trail,
    wire::{self, Deadline, Exchange, Request, Room, Wire},
};
use crate::model::{self, Document, Validators};

/// Feeds first; many sites choose between page and feed by this field.
const FEEDS: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
                     application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";

const PAGES: &str = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8";

/// Bodies that decode to no more than this are decoded where they arrive, in bytes. That takes a few
/// milliseconds; a larger one would keep other visits waiting, and needs a permit to be held.
const DECODED_INLINE: usize = 1024 * 1024;

/// Fetches from the web.
#[derive(Clone, Debug)]
pub(super) struct Web {
    pub(super) wire: Wire,
    pub(super) hosts: Arc<Hosts>,
    pub(super) permissions: Arc<Permissions>,
    pub(super) settings: Arc<Settings>,
}

/// What is remembered of this very place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Known<'k> {
    pub validators: &'k Validators,
    /// The bytes of its last document.
    pub wire: Option<&'k model::Wire>,
}

/// What stays the same over the hops of one visit.
struct Errand<'a> {
    place: &'a super::Web,
    /// Whether the host is asked for nothing else in this run.
    is_alone: bool,
    /// What the source is asked with, and how its servers are reached.
    credentials: Credentials,
    known: Known<'a>,
    now: DateTime<Utc>,
}

impl Web {
    pub(super) fn new(
        settings: Arc<Settings>,
        hosts: Hosts,
        permissions: Permissions,
        tape: Tape,
    ) -> Result<Self, Error> {
        let wire = Wire::new(settings.clone(), tape)?;
        let (hosts, permissions) = (Arc::new(hosts), Arc::new(permissions));
        Ok(Web { wire, hosts, permissions, settings })
    }

    /// Visits one address. The permit of a large document comes with it.
    pub(super) async fn get(
        &self,
        place: &super::Web,
        known: Known<'_>,
        now: DateTime<Utc>,
        is_alone: bool,
    ) -> Result<(Fetched, Option<Room>), Error> {
        let credentials = match self.wire.is_replay() {
            // Secrets are not on a tape.
            true => Credentials::default(),
            false => self.open(place).await?,
        };
        // A page comes after robots.txt.
        let is_alone = is_alone && place.wants == Wants::Feed;
        let errand = Errand { place, is_alone, credentials, known, now };
        let mut deadline = Deadline::after(self.settings.total_timeout);
        let mut trail = Trail::new(place);
        loop {
            if place.wants == Wants::Page {
                deadline
                    .pause(self.permit(&trail.here, errand.credentials.route.as_ref(), now))
                    .await?;
            }
            let exchange = match self.ask(&errand, &trail, &mut deadline).await {
                // It is the visit that took too long, not its last step.
                Err(Error::TimedOut { phase: phase @ Phase::Total, limit, .. }) => {
                    return Err(Error::TimedOut { url: shown(&place.url), phase, limit });
                }
                exchange => exchange?,
            };
            if !wire::is_redirect(&exchange) {
                return self.take(&errand, trail, exchange, &mut deadline).await;
            }
            trail.follow(&exchange)?;
        }
    }

    /// Reads the secrets of a source.
    async fn open(&self, place: &super::Web) -> Result<Credentials, Error> {
        let opened = place.access.open(&place.url, self.settings.proxy.as_ref()).await;
        opened.inspect_err(|why| self.wire.note(&place.url, &HeaderMap::new(), why))
    }

    /// One request, and one more when a kept connection turned out to be closed (RFC 9112 §9.3.1). On
    /// a new connection the server meant it.
    async fn ask(
        &self,
        errand: &Errand<'_>,
        trail: &Trail,
        deadline: &mut Deadline,
    ) -> Result<Exchange, Error> {
        let mut tries = 0;
        loop {
            let (result, is_kept) = self.ask_once(errand, trail, deadline).await;
            match result {
                Err(error) if is_kept && error.is_hang_up() && tries < self.settings.retries => {
                    tries += 1;
                    self.wire.forget(&trail.here);
                }
                result => return result,
            }
        }
    }

    async fn ask_once(
        &self,
        errand: &Errand<'_>,
        trail: &Trail,
        deadline: &mut Deadline,
    ) -> (Result<Exchange, Error>, bool) {
        let here = &trail.here;
        let turn = match deadline.pause(self.hosts.turn(here)).await {
            Ok(turn) => turn,
            Err(why) => {
                let error = Error::Postponed { url: shown(here), why };
                self.wire.note(here, &errand.fields(trail), &error);
                return (Err(error), false);
            }
        };
        let is_kept = turn.is_kept();
        let request = Request {
            is_alone: errand.is_alone,
            route: errand.credentials.route.as_ref(),
            url: here,
            headers: errand.fields(trail),
        };
        let result = self.wire.exchange(request, deadline).await;
        if result.as_ref().is_ok_and(|exchange| reply::wants_rest(exchange.status)) {
            turn.rest();
        }
        turn.end(&result);
        (result, is_kept)
    }

    async fn take(
        &self,
        errand: &Errand<'_>,
        trail: Trail,
        exchange: Exchange,
        deadline: &mut Deadline,
    ) -> Result<(Fetched, Option<Room>), Error> {
        let here = trail.here.clone();
        let Exchange { status, headers, body, room } = exchange;
        let mut terms = Terms {
            validators: reply::validators(&headers),
            fresh_for: reply::fresh_for(&headers, errand.now),
            moved_to: trail.moved_to.map(String::from),
            wire: None,
        };
        let has_left = here.as_str() != shown(&errand.place.url);
        terms.validators.of = has_left.then(|| here.to_string());
        match status {
            status if wire::has_document(status, &headers) => {
                let is_plain =
                    matches!(status, StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION);
                if !is_plain {
                    // A server that gets its status wrong is not taken at its word elsewhere.
                    terms = Terms::default();
                }
                // A server that gives validators and heeds them needs nothing else.
                let is_heeded =
                    terms.validators.etag.is_some() || terms.validators.last_modified.is_some();
                let is_heeded = is_heeded && !errand.asks_whether_changed(&here);
                let wire = (is_plain && (!is_heeded || errand.known.wire.is_some()))
                    .then(|| reply::wire(&here, &headers, &body));
                if wire.is_some() && wire.as_ref() == errand.known.wire.map(|known| &known.hash) {
                    terms.wire = wire;
                    return Ok((Fetched::Same { url: here, terms }, None));
                }
                let field = |name| {
                    let value: Option<&HeaderValue> = headers.get(name);
                    value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                };
                let codings =
                    coding::applied(&headers).map_err(|fault| self.fault(&here, fault))?;
                let (decoded, room) = self.decode(&here, body, codings, room, deadline).await?;
                let Decoded { bytes, sound } = decoded;
                if !sound {
                    // The items are good enough to be read, the answer is not good enough to stay.
                    terms.validators = Validators::default();
                }
                terms.wire = wire.filter(|_| sound);
                let document = Document {
                    name: shown(&errand.place.url),
                    url: Some(here),
                    content_type: field(CONTENT_TYPE),
                    content_location: field(CONTENT_LOCATION),
                    content_language: field(CONTENT_LANGUAGE),
                    bytes,
                };
                let documents = vec![document];
                Ok((Fetched::Documents { documents, terms, failures: Vec::new() }, room))
            }
            StatusCode::NOT_MODIFIED if errand.asks_whether_changed(&here) => {
                let stored = errand.known.validators.clone();
                let validators = &mut terms.validators;
                validators.etag = validators.etag.take().or(stored.etag);
                validators.last_modified = validators.last_modified.take().or(stored.last_modified);
                Ok((Fetched::Unchanged { terms }, None))
            }
            status => Err(Error::Status {
                url: shown(&here),
                status: status.as_u16(),
                retry_after: reply::retry_after(&headers, errand.now)
                    .filter(|_| status.as_u16() >= 400),
                excerpt: self.excerpt(&headers, body),
            }),
        }
    }

    /// A whole body, decoded.
    async fn decode(
        &self,
        here: &Url,
        bytes: Vec<u8>,
        codings: Vec<Coding>,
        room: Option<Room>,
        deadline: &mut Deadline,
    ) -> Result<(Decoded, Option<Room>), Error> {
        let most = usize::try_from(self.settings.max_decoded).unwrap_or(usize::MAX);
        let mut bytes = bytes;
        if bytes.len() <= wire::LARGE {
            // What is not coded is no larger than it came, and moves on as it is.
            let is_coded = !codings.is_empty() || coding::is_gzip(&bytes);
            let spare = if is_coded { bytes.clone() } else { Vec::new() };
            match coding::decode(bytes, &codings, most.min(DECODED_INLINE)) {
                Err(Fault::TooLarge) if most > DECODED_INLINE => bytes = spare,
                decoded => return Ok((decoded.map_err(|fault| self.fault(here, fault))?, room)),
            }
        }
        let room = match room {
            Some(room) => Some(room),
            None => deadline.pause(self.wire.room()).await,
        };
        let decode = move || coding::decode(bytes, &codings, most);
        let decoded = tokio::task::spawn_blocking(decode).await;
        let decoded = decoded.map_err(|_| Error::Panicked { place: shown(here) })?;
        Ok((decoded.map_err(|fault| self.fault(here, fault))?, room))
    }

    /// The beginning of a body that says why there is no document, decoded as far as it goes.
    fn excerpt(&self, headers: &HeaderMap, body: Vec<u8>) -> Excerpt {
        Excerpt { bytes: self.decoded(headers, body), fields: reply::marks(headers) }
    }

    /// A short body, decoded; nothing where that fails.
    pub(super) fn decoded(&self, headers: &HeaderMap, body: Vec<u8>) -> Vec<u8> {
        let codings = coding::applied(headers).unwrap_or_default();
        let decoded = coding::decode(body, &codings, DECODED_INLINE);
        decoded.map(|decoded| decoded.bytes).unwrap_or_default()
    }

    fn fault(&self, here: &Url, fault: Fault) -> Error {
        match fault {
            Fault::TooLarge => Error::TooLarge {
                place: shown(here),
                limit: self.settings.max_decoded,
                setting: "fetch.max_decoded",
            },
            Fault::Broken(source) => Error::Body { url: shown(here), source },
        }
    }
}

impl Errand<'_> {
    /// The header fields of a request. Credentials are sent only at home, and validators only to the
    /// address that gave them.
    fn fields(&self, trail: &Trail) -> HeaderMap {
        let mut fields = HeaderMap::new();
        self.credentials.apply(&mut fields, &trail.here, trail.at_home);
        trail.jar.apply(&mut fields, &trail.here);
        if !fields.contains_key(ACCEPT) {
            let accepted = match self.place.wants {
                Wants::Feed => FEEDS,
                Wants::Page => PAGES,
            };
            fields.insert(ACCEPT, HeaderValue::from_static(accepted));
        }
        if self.asks_whether_changed(&trail.here) {
            let Validators { etag, last_modified, .. } = self.known.validators;
            for (name, validator) in [(IF_NONE_MATCH, etag), (IF_MODIFIED_SINCE, last_modified)] {
                if let Some(value) = validator.as_deref().and_then(reply::header_value) {
                    fields.insert(name, value);
                }
            }
        }
        fields
    }

    fn asks_whether_changed(&self, here: &Url) -> bool {
        let Validators { etag, last_modified, of } = self.known.validators;
        let from = of.clone().unwrap_or_else(|| shown(&self.place.url));
        (etag.is_some() || last_modified.is_some()) && from == here.as_str()
    }
}
