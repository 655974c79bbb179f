//! The one place where HTTP clients are made: one for going direct, one per proxy in use.
//!
//! A client keeps connections, so all visits share it. It follows no redirect, keeps no cookie, sends
//! no `Referer` and reads no proxy from the environment; all this is decided outside, hop by hop.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use reqwest::{
    Client, ClientBuilder,
    header::{ACCEPT_ENCODING, HeaderMap, HeaderValue},
    redirect,
};

use super::{Settings, coding, guard::Guard, proxy::Route};

/// What a connection is kept beyond the pause between two requests to a host.
const POOL_SLACK: Duration = Duration::from_secs(1);

/// How long a connection is kept to a host that is asked for one document: a redirect may lead back to
/// it at once.
const BRIEFLY: Duration = Duration::from_millis(50);

/// Most header fields of an answer over HTTP/1. Behind several caches there can be more than the
/// usual 100; sizes are bounded by the library: 400 KiB for all of them.
const MOST_FIELDS: usize = 256;

/// Most bytes of header fields of an answer over HTTP/2, with 32 for each (RFC 9113 §6.5.2). The
/// usual 16 KiB are less than some content security policies with cookies take.
const MOST_FIELD_BYTES: u32 = 64 * 1024;

/// Bytes that a server may send over HTTP/2 before we have read them: for one answer, and for all of
/// a connection. They bound memory when servers are faster than we are. A feed needs no more: over a
/// line of 100 ms this is 2.5 MiB a second.
const STREAM_WINDOW: u32 = 256 * 1024;
const CONNECTION_WINDOW: u32 = 512 * 1024;

/// The clients. A clone is cheap and shares them.
#[derive(Clone, Debug)]
pub(super) struct Clients {
    settings: Arc<Settings>,
    direct: Way,
    brief: Arc<OnceLock<Way>>,
    proxied: Arc<Mutex<Vec<(Route, Way)>>>,
}

/// A client, and the guard that it asks for names and that is asked before each request.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub client: Client,
    pub guard: Guard,
}

impl Clients {
    /// Makes the client that goes direct. Those for proxies are made when they are needed.
    pub(super) fn new(settings: Arc<Settings>, guard: &Guard) -> Result<Self, reqwest::Error> {
        // Fails only when a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        // Long enough for the next visit of the lane, short enough to run out of no sockets.
        let idle = settings.host_interval.saturating_add(POOL_SLACK);
        let direct = way(&settings, guard, idle)?;
        Ok(Clients { settings, direct, brief: Arc::default(), proxied: Arc::default() })
    }

    /// The client that goes by way of a proxy, or direct, with the guard that stands before it.
    /// Connections to a host that is asked `once` are given up soon: hundreds of them, each with what
    /// it has read into, are most of what a run holds.
    pub(super) fn get(&self, route: Option<&Route>, once: bool) -> Result<Way, reqwest::Error> {
        let Some(route) = route else {
            return if once { self.brief() } else { Ok(self.direct.clone()) };
        };
        // A panic while it was held left the list as it was.
        let mut proxied = self.proxied.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, way)) = proxied.iter().find(|(known, _)| known == route) {
            return Ok(way.clone());
        }
        let guard = self.direct.guard.clone().with_proxy(route.host());
        let client = build(|| {
            let builder = builder(&self.settings).dns_resolver(guard.clone());
            Ok(builder.proxy(route.rule()?))
        })?;
        let way = Way { client, guard };
        proxied.push((route.clone(), way.clone()));
        Ok(way)
    }

    /// The client whose connections are given up soon.
    fn brief(&self) -> Result<Way, reqwest::Error> {
        if let Some(way) = self.brief.get() {
            return Ok(way.clone());
        }
        let way = way(&self.settings, &self.direct.guard, BRIEFLY)?;
        Ok(self.brief.get_or_init(|| way).clone())
    }
}

fn way(settings: &Settings, guard: &Guard, idle: Duration) -> Result<Way, reqwest::Error> {
    let builder = || builder(settings).dns_resolver(guard.clone()).pool_idle_timeout(idle);
    Ok(Way { client: build(|| Ok(builder()))?, guard: guard.clone() })
}

fn build(
    builder: impl Fn() -> Result<ClientBuilder, reqwest::Error>,
) -> Result<Client, reqwest::Error> {
    builder()?.build().or_else(|_| {
        // A machine without a certificate store (a slim container): the bundled roots serve.
        let roots: Result<Vec<_>, _> = webpki_root_certs::TLS_SERVER_ROOT_CERTS
            .iter()
            .map(|certificate| reqwest::Certificate::from_der(certificate))
            .collect();
        builder()?.tls_certs_only(roots?).build()
    })
}

fn builder(settings: &Settings) -> ClientBuilder {
    let ours =
        HeaderMap::from_iter([(ACCEPT_ENCODING, HeaderValue::from_static(coding::ACCEPTED))]);
    Client::builder()
        .user_agent(&settings.user_agent)
        .default_headers(ours)
        .redirect(redirect::Policy::none())
        .referer(false)
        .no_proxy()
        .connect_timeout(settings.connect_timeout)
        .read_timeout(settings.idle_timeout)
        // What old servers and home-made ones write is read as browsers do: a broken line is left
        // out, a folded one is joined (RFC 9112 §5.2), blanks before the colon go. We are the last
        // in the line, so nobody behind us can read it in another way. What has no status line at
        // all (HTTP/0.9) stays refused: it would make a feed of whatever listens on a port.
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_max_headers(MOST_FIELDS)
        .http2_max_header_list_size(MOST_FIELD_BYTES)
        // Windows that adapt would begin with 64 KiB and measure by pings, which some servers
        // take for a flood.
        .http2_initial_stream_window_size(STREAM_WINDOW)
        .http2_initial_connection_window_size(CONNECTION_WINDOW)
        // The deadlines of a visit find out that a server is gone; what the system would do for that
        // takes five calls for each connection.
        .tcp_keepalive(None)
        .tcp_keepalive_interval(None)
        .tcp_keepalive_retries(None)
        .pool_max_idle_per_host(settings.per_host.max(1))
        .pool_idle_timeout(settings.host_interval.saturating_add(POOL_SLACK))
}
