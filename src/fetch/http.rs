//! One remote address → one document, over as many redirects as it takes.
//!
//! Redirects are followed by hand, because each hop is checked like a first request, and because
//! credentials stay with the host they were meant for.

use std::{borrow::Cow, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use reqwest::{
    Client, StatusCode,
    header::{
        ACCEPT, ACCEPT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, HeaderMap,
        HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION,
    },
    redirect,
};
use url::Url;

use super::{
    Cause, Error, Fetched, Phase, RedirectFault, Settings, Terms, Wants, bare,
    coding::{self, Coding, Fault},
    guard::Guard,
    hosts::Hosts,
    reply, shown,
    tape::Tape,
    wire::{self, Deadline, Exchange, Room, Wire},
};
use crate::model::{Document, Validators};

/// Most redirects in one visit; browsers allow 20, feeds need two or three.
const MAX_REDIRECTS: usize = 10;

/// Feeds first; many sites choose between page and feed by this field.
const FEEDS: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
                     application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";

const PAGES: &str = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8";

/// Bodies that decode to no more than this are decoded where they arrive, in bytes. That takes a few
/// milliseconds; a larger one would keep other visits waiting, and needs a permit to be held.
const DECODED_INLINE: usize = 1024 * 1024;

/// Shortest pause before an address is asked once more.
const BREATH: Duration = Duration::from_millis(500);

/// Fetches from the web.
#[derive(Clone, Debug)]
pub(super) struct Web {
    wire: Wire,
    hosts: Arc<Hosts>,
    settings: Arc<Settings>,
}

/// What stays the same over the hops of one visit.
struct Errand<'a> {
    place: &'a super::Web,
    /// The header fields in the config.
    headers: HeaderMap,
    validators: &'a Validators,
    now: DateTime<Utc>,
}

/// The way of one visit.
struct Trail {
    here: Url,
    /// Whether we never left the host that the config names.
    at_home: bool,
    visited: Vec<Url>,
    /// Where the permanent redirects before any other one led.
    moved_to: Option<Url>,
    only_permanent: bool,
}

impl Web {
    pub(super) fn new(settings: Arc<Settings>, hosts: Hosts, tape: Tape) -> Result<Self, Error> {
        let recorder = match tape {
            Tape::Off => None,
            Tape::Record(recorder) => Some(recorder),
            Tape::Replay(player) => {
                let wire = Wire::replay(player, settings.clone());
                return Ok(Web { wire, hosts: Arc::new(hosts), settings });
            }
        };
        let guard = Guard::new(&settings.allow_addresses);
        let client = client(&settings, &guard)
            .map_err(|error| Error::Client { source: Cause::of(&error) })?;
        let wire = Wire::new(client, guard, settings.clone(), recorder);
        Ok(Web { wire, hosts: Arc::new(hosts), settings })
    }

    /// Visits one address. The permit of a large document comes with it.
    pub(super) async fn get(
        &self,
        place: &super::Web,
        validators: &Validators,
        now: DateTime<Utc>,
    ) -> Result<(Fetched, Option<Room>), Error> {
        let headers = header_map(&place.url, &place.access.headers)?;
        let errand = Errand { place, headers, validators, now };
        let mut deadline = Deadline::after(self.settings.total_timeout);
        let mut trail = Trail::new(place);
        loop {
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
            trail.follow(place, &exchange)?;
        }
    }

    /// One request, and one more when the connection broke before the answer began. A request that
    /// was repeated is not repeated again (RFC 9110 §9.2.2).
    async fn ask(
        &self,
        errand: &Errand<'_>,
        trail: &Trail,
        deadline: &mut Deadline,
    ) -> Result<Exchange, Error> {
        let mut tries = 0;
        loop {
            let result = self.ask_once(errand, trail, deadline).await;
            match result {
                Err(error) if error.is_passing() && tries < self.settings.retries => {
                    tries += 1;
                    self.wire.forget(&trail.here);
                }
                result => return result,
            }
            tokio::time::sleep(BREATH).await;
        }
    }

    async fn ask_once(
        &self,
        errand: &Errand<'_>,
        trail: &Trail,
        deadline: &mut Deadline,
    ) -> Result<Exchange, Error> {
        let here = &trail.here;
        let turn = deadline
            .pause(self.hosts.turn(here))
            .await
            .map_err(|why| Error::Postponed { url: shown(here), why })
            .inspect_err(|why| self.wire.note(here, &errand.fields(trail), why))?;
        let result = self.wire.exchange(here, errand.fields(trail), deadline).await;
        if result.as_ref().is_ok_and(|exchange| reply::wants_rest(exchange.status)) {
            turn.rest();
        }
        turn.end(&result);
        result
    }

    async fn take(
        &self,
        errand: &Errand<'_>,
        trail: Trail,
        exchange: Exchange,
        deadline: &mut Deadline,
    ) -> Result<(Fetched, Option<Room>), Error> {
        let here = bare(&trail.here);
        let Exchange { status, headers, body, room } = exchange;
        let mut terms = Terms {
            validators: reply::validators(&headers),
            fresh_for: reply::fresh_for(&headers, errand.now),
            moved_to: trail.moved_to.map(String::from),
        };
        let has_left = here.as_str() != shown(&errand.place.url);
        terms.validators.of = has_left.then(|| here.to_string());
        match status {
            status if wire::has_document(status) => {
                let field = |name| {
                    let value: Option<&HeaderValue> = headers.get(name);
                    value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                };
                let codings =
                    coding::applied(&headers).map_err(|fault| self.fault(&here, fault))?;
                let (bytes, room) = self.decode(&here, body, codings, room, deadline).await?;
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
                let stored = errand.validators.clone();
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
    ) -> Result<(Vec<u8>, Option<Room>), Error> {
        let most = usize::try_from(self.settings.max_decoded).unwrap_or(usize::MAX);
        if bytes.len() <= wire::LARGE {
            let decoded = match coding::decode(&bytes, &codings, most.min(DECODED_INLINE)) {
                Err(Fault::TooLarge) if most > DECODED_INLINE => None,
                Err(fault) => return Err(self.fault(here, fault)),
                Ok(Cow::Borrowed(_)) => Some(None),
                Ok(Cow::Owned(decoded)) => Some(Some(decoded)),
            };
            if let Some(decoded) = decoded {
                return Ok((decoded.unwrap_or(bytes), room));
            }
        }
        let room = match room {
            Some(room) => Some(room),
            None => deadline.pause(self.wire.room()).await,
        };
        let decode = move || match coding::decode(&bytes, &codings, most) {
            Ok(Cow::Borrowed(_)) => Ok(bytes),
            Ok(Cow::Owned(decoded)) => Ok(decoded),
            Err(fault) => Err(fault),
        };
        let decoded = tokio::task::spawn_blocking(decode).await;
        let decoded = decoded.map_err(|_| Error::Panicked { place: shown(here) })?;
        Ok((decoded.map_err(|fault| self.fault(here, fault))?, room))
    }

    /// The beginning of a body that says why there is no document, decoded as far as it goes.
    fn excerpt(&self, headers: &HeaderMap, body: Vec<u8>) -> Vec<u8> {
        let codings = coding::applied(headers).unwrap_or_default();
        match coding::decode(&body, &codings, DECODED_INLINE) {
            Ok(decoded) => decoded.into_owned(),
            Err(_) => Vec::new(),
        }
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
        let mut fields = if trail.at_home { self.headers.clone() } else { HeaderMap::new() };
        if !fields.contains_key(ACCEPT) {
            let accepted = match self.place.wants {
                Wants::Feed => FEEDS,
                Wants::Page => PAGES,
            };
            fields.insert(ACCEPT, HeaderValue::from_static(accepted));
        }
        if self.asks_whether_changed(&bare(&trail.here)) {
            let Validators { etag, last_modified, .. } = self.validators;
            for (name, validator) in [(IF_NONE_MATCH, etag), (IF_MODIFIED_SINCE, last_modified)] {
                if let Some(value) = validator.as_deref().and_then(reply::header_value) {
                    fields.insert(name, value);
                }
            }
        }
        fields
    }

    fn asks_whether_changed(&self, here: &Url) -> bool {
        let Validators { etag, last_modified, of } = self.validators;
        let from = of.clone().unwrap_or_else(|| shown(&self.place.url));
        (etag.is_some() || last_modified.is_some()) && from == here.as_str()
    }
}

impl Trail {
    fn new(place: &super::Web) -> Self {
        let here = bare(place.asked());
        let mut trail = Trail {
            visited: vec![here.clone()],
            at_home: place.home.as_ref().is_some_and(|home| same_host(home, &here)),
            here,
            moved_to: None,
            only_permanent: true,
        };
        trail.dress(place);
        trail
    }

    /// Takes the next step, if it may be taken at all.
    fn follow(&mut self, place: &super::Web, exchange: &Exchange) -> Result<(), Error> {
        let next = target(&self.here, exchange, &self.visited)?;
        self.only_permanent &= matches!(
            exchange.status,
            StatusCode::MOVED_PERMANENTLY | StatusCode::PERMANENT_REDIRECT
        );
        if self.only_permanent {
            self.moved_to = Some(next.clone());
        }
        self.visited.push(next.clone());
        // Once away, credentials stay home: whoever leads us back is a stranger.
        self.at_home = self.at_home && same_host(&self.here, &next);
        self.here = next;
        self.dress(place);
        Ok(())
    }

    /// Puts the user name and password of the configured address on, at home.
    fn dress(&mut self, place: &super::Web) {
        if let Some(home) = place.home.as_ref().filter(|_| self.at_home) {
            // Both fail only for addresses without a host, which no hop is.
            let _ = self.here.set_username(home.username());
            let _ = self.here.set_password(home.password());
        }
    }
}

/// The client: no proxy (it would resolve names behind the guard), no cookies, no referrer.
fn client(settings: &Settings, guard: &Guard) -> Result<Client, reqwest::Error> {
    // Fails only when a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let ours =
        HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(coding::ACCEPTED))]);
    let builder = || {
        Client::builder()
            .user_agent(&settings.user_agent)
            .default_headers(ours.clone())
            .redirect(redirect::Policy::none())
            .referer(false)
            .no_proxy()
            .dns_resolver(guard.clone())
            .connect_timeout(settings.connect_timeout)
            .read_timeout(settings.idle_timeout)
            .http1_ignore_invalid_headers_in_responses(true)
            .pool_max_idle_per_host(1)
            // Long enough for the next visit of the lane, short enough to run out of no sockets.
            .pool_idle_timeout(settings.host_interval.saturating_add(POOL_SLACK))
    };
    builder().build().or_else(|_| {
        // A machine without a certificate store (a slim container): the bundled roots serve.
        let roots: Result<Vec<_>, _> = webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .map(|certificate| reqwest::Certificate::from_der(certificate))
            .collect();
        builder().tls_certs_only(roots?).build()
    })
}

const POOL_SLACK: std::time::Duration = std::time::Duration::from_secs(1);

fn header_map(named: &Url, headers: &[(String, String)]) -> Result<HeaderMap, Error> {
    let mut map = HeaderMap::new();
    for (name, value) in headers {
        let wrong = || Error::Header { url: shown(named), name: name.clone() };
        let field = HeaderName::try_from(name).map_err(|_| wrong())?;
        let mut value = HeaderValue::try_from(value).map_err(|_| wrong())?;
        value.set_sensitive(true);
        map.append(field, value);
    }
    Ok(map)
}

/// Where a redirect leads, if it may be followed at all.
fn target(here: &Url, exchange: &Exchange, visited: &[Url]) -> Result<Url, Error> {
    let location = exchange.headers.get(LOCATION);
    let to = location
        .map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let refuse = |fault| Err(Error::Redirect { url: shown(here), to: to.clone(), fault });
    let next = match here.join(&to) {
        Ok(next) if !to.is_empty() => bare(&next),
        _ => return refuse(RedirectFault::Address),
    };
    if !matches!(next.scheme(), "http" | "https") {
        return refuse(RedirectFault::Scheme);
    }
    if visited.contains(&next) {
        return refuse(RedirectFault::Loop);
    }
    if visited.len() > MAX_REDIRECTS {
        return refuse(RedirectFault::TooMany);
    }
    Ok(next)
}

/// Whether what was meant for one address may be sent to the other: the same origin, or the same
/// host with TLS instead of none.
fn same_host(here: &Url, next: &Url) -> bool {
    let upgraded = here.scheme() == "http"
        && next.scheme() == "https"
        && here.port().is_none()
        && next.port().is_none();
    here.host() == next.host() && (here.origin() == next.origin() || upgraded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(here: &str, next: &str, want: bool) {
        let (here, next): (Url, Url) = (here.parse().unwrap(), next.parse().unwrap());
        assert_eq!(same_host(&here, &next), want, "{here} → {next}");
    }

    #[test]
    fn credentials_stay_with_their_host() {
        check("http://a/x", "http://a/y", true);
        check("http://a/x", "http://a:80/y", true);
        check("http://a/", "https://a/", true);
        check("https://a/", "http://a/", false);
        check("http://a/", "http://a:8080/", false);
        check("http://a:8080/", "https://a/", false);
        check("https://a/", "https://b/", false);
        check("https://a/", "https://www.a/", false);
    }
}
