//! One remote address → one document, over as many redirects as it takes.
//!
//! Redirects are followed by hand, because each hop is checked like a first request, and because
//! credentials stay with the host they were meant for.

use std::{error, io, sync::Arc};

use chrono::{DateTime, Utc};
use reqwest::{
    Client, Response, StatusCode,
    header::{
        ACCEPT, ACCEPT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE, HeaderMap,
        HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LOCATION,
    },
    redirect,
};
use url::Url;

use super::{
    Cause, Error, Fetched, Phase, RedirectFault, Settings, Unreachable, bare,
    coding::{self, Decoded, Fault},
    error::chain,
    guard::{Barred, Guard, Refused},
    reply, shown,
};
use crate::model::{Document, Validators};

/// Most redirects in one visit; browsers allow 20, feeds need two or three.
const MAX_REDIRECTS: usize = 10;

/// Feeds first; many sites choose between page and feed by this field.
const ACCEPTED: &str = "application/atom+xml, application/rss+xml, application/feed+json, \
                        application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5";

/// The room that is made for a body before its first byte came, in bytes.
const FIRST_ROOM: u64 = 64 * 1024;

/// Largest body that is decoded where it arrives, in bytes as sent. That takes a few milliseconds;
/// a larger one would keep other visits waiting.
const DECODED_INLINE: usize = 256 * 1024;

/// Fetches from the web.
#[derive(Clone, Debug)]
pub(super) struct Web {
    client: Client,
    guard: Guard,
    settings: Arc<Settings>,
}

/// What stays the same over the hops of one visit.
struct Errand<'a> {
    /// The address of the document.
    named: &'a Url,
    /// The address in the config that led to it; the same where the config names it.
    home: Option<&'a Url>,
    /// The header fields in the config.
    headers: HeaderMap,
    validators: &'a Validators,
    now: DateTime<Utc>,
}

/// What the operator wrote for one host, and for no other one.
#[derive(Clone, Copy)]
pub(super) struct Home<'a> {
    /// The address in the config, with its credentials.
    pub url: Option<&'a Url>,
    /// The header fields in the config.
    pub headers: &'a [(String, String)],
}

impl Web {
    pub(super) fn new(settings: Arc<Settings>) -> Result<Self, Error> {
        let guard = Guard::new(&settings.allow_addresses);
        let client = client(&settings, &guard)
            .map_err(|error| Error::Client { source: Cause::of(&error) })?;
        Ok(Web { client, guard, settings })
    }

    pub(super) async fn get(
        &self,
        named: &Url,
        home: Home<'_>,
        validators: &Validators,
        now: DateTime<Utc>,
    ) -> Result<Fetched, Error> {
        let headers = header_map(named, home.headers)?;
        let errand = Errand { named, home: home.url, headers, validators, now };
        let limit = self.settings.total_timeout;
        match tokio::time::timeout(limit, self.follow(&errand)).await {
            Ok(result) => result,
            Err(_) => Err(Error::TimedOut { url: shown(named), phase: Phase::Total, limit }),
        }
    }

    async fn follow(&self, errand: &Errand<'_>) -> Result<Fetched, Error> {
        let mut at_home = errand.home.is_some_and(|home| same_host(home, errand.named));
        let mut here = errand.at(errand.named.clone(), at_home);
        here.set_fragment(None);
        let mut visited = vec![bare(&here)];
        loop {
            let response = self.ask(errand, &here, at_home).await?;
            if !is_redirect(response.status()) {
                return self.take(errand, &here, response).await;
            }
            let next = target(&here, &response, &visited)?;
            visited.push(bare(&next));
            // Once away, credentials stay home: whoever leads us back is a stranger.
            at_home = at_home && same_host(&here, &next);
            here = errand.at(next, at_home);
        }
    }

    /// One request. Credentials are sent only at home.
    async fn ask(&self, errand: &Errand<'_>, here: &Url, at_home: bool) -> Result<Response, Error> {
        self.guard.check(here).map_err(|barred| match barred {
            Barred::Address(Refused(address)) => Error::NotAllowed { url: shown(here), address },
            Barred::Scheme | Barred::Host => {
                Error::Exchange { url: shown(here), source: Cause::of(&barred) }
            }
        })?;
        let mut headers = if at_home { errand.headers.clone() } else { HeaderMap::new() };
        let Validators { etag, last_modified } = errand.validators;
        for (name, validator) in [(IF_NONE_MATCH, etag), (IF_MODIFIED_SINCE, last_modified)] {
            if let Some(value) = validator.as_deref().and_then(reply::header_value) {
                headers.insert(name, value);
            }
        }
        let request = self.client.get(here.clone()).headers(headers);
        request.send().await.map_err(|error| self.no_answer(here, &error))
    }

    async fn take(
        &self,
        errand: &Errand<'_>,
        here: &Url,
        response: Response,
    ) -> Result<Fetched, Error> {
        let validators = reply::validators(response.headers());
        let asked = *errand.validators != Validators::default();
        match response.status() {
            StatusCode::OK | StatusCode::NON_AUTHORITATIVE_INFORMATION => {
                let field = |name| {
                    let value: Option<&HeaderValue> = response.headers().get(name);
                    value.map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
                };
                let content_type = field(CONTENT_TYPE);
                let content_location = field(CONTENT_LOCATION);
                let content_language = field(CONTENT_LANGUAGE);
                let Decoded { bytes, sound } = self.body(here, response).await?;
                let document = Document {
                    name: shown(errand.named),
                    url: Some(bare(here)),
                    content_type,
                    content_location,
                    content_language,
                    bytes,
                };
                Ok(Fetched::Documents {
                    documents: vec![document],
                    validators: if sound { validators } else { Validators::default() },
                    failures: Vec::new(),
                })
            }
            StatusCode::NOT_MODIFIED if asked => {
                let stored = errand.validators.clone();
                Ok(Fetched::Unchanged {
                    validators: Validators {
                        etag: validators.etag.or(stored.etag),
                        last_modified: validators.last_modified.or(stored.last_modified),
                    },
                })
            }
            status => {
                let rests = matches!(
                    status,
                    StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE
                );
                let retry_after =
                    rests.then(|| reply::retry_after(response.headers(), errand.now)).flatten();
                Err(Error::Status { url: shown(here), status: status.as_u16(), retry_after })
            }
        }
    }

    /// The whole body, decoded.
    async fn body(&self, here: &Url, response: Response) -> Result<Decoded, Error> {
        let Settings { max_body, max_decoded, .. } = *self.settings;
        let fault = |fault| match fault {
            Fault::TooLarge => Error::TooLarge {
                place: shown(here),
                limit: max_decoded,
                setting: "fetch.max_decoded",
            },
            Fault::Broken(source) => Error::Body { url: shown(here), source },
        };
        let codings = coding::applied(response.headers()).map_err(fault)?;
        // What is not coded is its own decoded form.
        let (limit, setting) = if codings.is_empty() && max_decoded < max_body {
            (max_decoded, "fetch.max_decoded")
        } else {
            (max_body, "fetch.max_body")
        };
        let bytes = self.encoded(here, response, limit, setting).await?;
        let most = usize::try_from(max_decoded).unwrap_or(usize::MAX);
        let large = bytes.len() > DECODED_INLINE;
        let decode = move || coding::decode(bytes, &codings, most);
        let decoded = if large {
            tokio::task::spawn_blocking(decode)
                .await
                .map_err(|_| Error::Panicked { place: shown(here) })?
        } else {
            decode()
        };
        decoded.map_err(fault)
    }

    /// The whole body as sent. The client tells when it is shorter than announced.
    async fn encoded(
        &self,
        here: &Url,
        mut response: Response,
        limit: u64,
        setting: &'static str,
    ) -> Result<Vec<u8>, Error> {
        let too_large = || Error::TooLarge { place: shown(here), limit, setting };
        let announced = response.content_length().unwrap_or(0);
        if announced > limit {
            return Err(too_large());
        }
        let mut bytes = Vec::with_capacity(usize::try_from(announced.min(FIRST_ROOM)).unwrap_or(0));
        while let Some(chunk) =
            response.chunk().await.map_err(|error| self.no_body(here, &error))?
        {
            let length = bytes.len().saturating_add(chunk.len());
            if u64::try_from(length).is_ok_and(|length| length > limit) {
                return Err(too_large());
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// Why a request got no answer.
    fn no_answer(&self, here: &Url, error: &reqwest::Error) -> Error {
        let url = shown(here);
        let source = Cause::of(error);
        if let Some(&Refused(address)) = find::<Refused>(error) {
            return Error::NotAllowed { url, address };
        }
        if error.is_timeout() {
            let phase = if error.is_connect() { Phase::Connect } else { Phase::Idle };
            return self.timed_out(here, phase);
        }
        let what = if error.is_dns() {
            Unreachable::Name
        } else if find::<rustls::Error>(error).is_some() {
            Unreachable::Tls
        } else if io_kind(error) == Some(io::ErrorKind::ConnectionRefused) {
            Unreachable::Refused
        } else if error.is_connect() && io_kind(error) == Some(io::ErrorKind::UnexpectedEof) {
            // Only a TLS handshake reads while connecting.
            Unreachable::Tls
        } else if error.is_connect() {
            Unreachable::Other
        } else {
            return Error::Exchange { url, source };
        };
        Error::Connect { url, what, source }
    }

    /// Why a body did not arrive whole.
    fn no_body(&self, here: &Url, error: &reqwest::Error) -> Error {
        if error.is_timeout() {
            return self.timed_out(here, Phase::Idle);
        }
        Error::Body { url: shown(here), source: Cause::of(error) }
    }

    fn timed_out(&self, here: &Url, phase: Phase) -> Error {
        let limit = match phase {
            Phase::Connect => self.settings.connect_timeout,
            Phase::Idle => self.settings.idle_timeout,
            Phase::Total => self.settings.total_timeout,
        };
        Error::TimedOut { url: shown(here), phase, limit }
    }
}

impl Errand<'_> {
    /// The address of a hop as it is asked: with credentials at home only.
    fn at(&self, hop: Url, at_home: bool) -> Url {
        match self.home {
            Some(home) if at_home => with_credentials(hop, home),
            Some(_) | None => bare(&hop),
        }
    }
}

/// The client: no proxy (it would resolve names behind the guard), no cookies, no referrer.
fn client(settings: &Settings, guard: &Guard) -> Result<Client, reqwest::Error> {
    // Fails only when a provider is installed already, which is as good.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let ours = HeaderMap::from_iter([
        (ACCEPT, HeaderValue::from_static(ACCEPTED)),
        (ACCEPT_ENCODING, HeaderValue::from_static(coding::ACCEPTED)),
    ]);
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

/// Statuses that name another address to ask with the same method (RFC 9110 §15.4).
fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Where a redirect leads, if it may be followed at all.
fn target(here: &Url, response: &Response, visited: &[Url]) -> Result<Url, Error> {
    let location = response.headers().get(LOCATION);
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

/// The user name and password of the configured address, for another address of its host.
fn with_credentials(mut next: Url, named: &Url) -> Url {
    // Both fail only for addresses without a host, which no hop is.
    let _ = next.set_username(named.username());
    let _ = next.set_password(named.password());
    next
}

/// The first cause of a type. Errors of I/O hide what they carry from the usual walk.
fn find<'a, E: error::Error + 'static>(error: &'a (dyn error::Error + 'static)) -> Option<&'a E> {
    chain(error).find_map(|error| {
        error.downcast_ref::<E>().or_else(|| {
            let carried: &(dyn error::Error + 'static) =
                error.downcast_ref::<io::Error>()?.get_ref()?;
            find(carried)
        })
    })
}

fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    find::<io::Error>(error).map(io::Error::kind)
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
