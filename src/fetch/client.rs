//! The one place where HTTP clients are made: those for going direct, and one per proxy in use.
//!
//! A client keeps connections, so all visits share it. It follows no redirect, keeps no cookie, sends
//! no `Referer` and reads no proxy from the environment; all this is decided outside, hop by hop.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use reqwest::{
    Client, ClientBuilder,
    header::{ACCEPT_ENCODING, HeaderMap, HeaderValue},
    redirect,
};
use url::Url;

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
    guard: Guard,
    /// Those that are in use: each is made when it is needed.
    ways: Arc<Mutex<Vec<(Use, Way)>>>,
}

/// What a client is for.
#[derive(Clone, Debug, PartialEq)]
enum Use {
    /// Hosts that are asked directly, `once` or more often; over TLS (`is_safe`) or without.
    Direct { is_safe: bool, once: bool },
    /// All that goes by way of a proxy.
    Proxied(Route),
}

/// A client, and the guard that it asks for names and that is asked before each request.
#[derive(Clone, Debug)]
pub(super) struct Way {
    pub client: Client,
    pub guard: Guard,
}

impl Clients {
    /// Makes the client that takes no time to make: what is wrong with the settings is wrong with it.
    pub(super) fn new(settings: Arc<Settings>, guard: &Guard) -> Result<Self, reqwest::Error> {
        // Fails only when a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let clients = Clients { settings, guard: guard.clone(), ways: Arc::default() };
        clients.of(Use::Direct { is_safe: false, once: false })?;
        Ok(clients)
    }

    /// The client for an address, by way of a proxy, or direct, with the guard that stands before it.
    /// Connections to a host that is asked `once` are given up soon: hundreds of them, each with what
    /// it has read into, are most of what a run holds.
    pub(super) fn get(
        &self,
        url: &Url,
        route: Option<&Route>,
        once: bool,
    ) -> Result<Way, reqwest::Error> {
        self.of(match route {
            Some(route) => Use::Proxied(route.clone()),
            None => Use::Direct { is_safe: url.scheme() != "http", once },
        })
    }

    fn of(&self, wanted: Use) -> Result<Way, reqwest::Error> {
        // A panic while it was held left the list as it was. Who comes while a client is made waits for
        // it: to make it once more takes longer.
        let mut ways = self.ways.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, way)) = ways.iter().find(|(known, _)| *known == wanted) {
            return Ok(way.clone());
        }
        let way = self.make(&wanted)?;
        ways.push((wanted, way.clone()));
        Ok(way)
    }

    fn make(&self, wanted: &Use) -> Result<Way, reqwest::Error> {
        let builder = |guard: &Guard| builder(&self.settings).dns_resolver(guard.clone());
        let guard = match wanted {
            Use::Proxied(route) => self.guard.clone().with_proxy(route.host()),
            Use::Direct { .. } => self.guard.clone(),
        };
        let client = match wanted {
            Use::Proxied(route) => build(|| Ok(builder(&guard).proxy(route.rule()?)))?,
            Use::Direct { is_safe, once } => {
                // Long enough for the next visit of the lane, short enough to run out of no sockets.
                let lane = self.settings.host_interval.saturating_add(POOL_SLACK);
                let idle = if *once { BRIEFLY } else { lane };
                let builder = || builder(&guard).pool_idle_timeout(idle);
                match is_safe {
                    true => build(|| Ok(builder()))?,
                    // To read the certificates of the system takes as long as a hundred requests.
                    false => builder().tls_certs_only([]).build()?,
                }
            }
        };
        Ok(Way { client, guard })
    }
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
