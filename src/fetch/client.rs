//! The one place where HTTP clients are made: one for going direct, one per proxy in use.
//!
//! A client keeps connections, so all visits share it. It follows no redirect, keeps no cookie, sends
//! no `Referer` and reads no proxy from the environment; all this is decided outside, hop by hop.

use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use reqwest::{
    Client, ClientBuilder,
    dns::{Addrs, Name, Resolve, Resolving},
    header::{ACCEPT_ENCODING, HeaderMap, HeaderValue},
    redirect,
};

use super::{Settings, coding, guard::Guard, proxy::Route};

/// What a connection is kept beyond the pause between two requests to a host.
const POOL_SLACK: Duration = Duration::from_secs(1);

/// Most header fields of an answer over HTTP/1. Behind several caches there can be more than the
/// usual 100; sizes are bounded by the library: 400 KiB for all of them.
const MOST_FIELDS: usize = 256;

/// Most bytes of header fields of an answer over HTTP/2, with 32 for each (RFC 9113 §6.5.2). The
/// usual 16 KiB are less than some content security policies with cookies take.
const MOST_FIELD_BYTES: u32 = 64 * 1024;

/// Bytes that a server may send over HTTP/2 before we have read them: for one answer, and for all of
/// a connection. They bound memory when servers are faster than we are. A feed needs no more: over a
/// line of 100 ms this is 5 MiB a second.
const STREAM_WINDOW: u32 = 512 * 1024;
const CONNECTION_WINDOW: u32 = 1024 * 1024;

/// The clients. A clone is cheap and shares them.
#[derive(Clone, Debug)]
pub(super) struct Clients {
    settings: Arc<Settings>,
    guard: Guard,
    direct: Client,
    proxied: Arc<Mutex<Vec<(Route, Client)>>>,
}

impl Clients {
    /// Makes the client that goes direct. Those for proxies are made when they are needed.
    pub(super) fn new(settings: Arc<Settings>, guard: &Guard) -> Result<Self, reqwest::Error> {
        // Fails only when a provider is installed already, which is as good.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let direct = build(|| Ok(builder(&settings).dns_resolver(guard.clone())))?;
        Ok(Clients { settings, guard: guard.clone(), direct, proxied: Arc::default() })
    }

    /// The client that goes by way of a proxy, or direct.
    pub(super) fn get(&self, route: Option<&Route>) -> Result<Client, reqwest::Error> {
        let Some(route) = route else { return Ok(self.direct.clone()) };
        // A panic while it was held left the list as it was.
        let mut proxied = self.proxied.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, client)) = proxied.iter().find(|(known, _)| known == route) {
            return Ok(client.clone());
        }
        let name = route.name().map(Into::into);
        let resolver = ByProxy { guard: self.guard.clone(), proxy: name };
        let client = build(|| {
            let builder = builder(&self.settings).dns_resolver(resolver.clone());
            Ok(builder.proxy(route.rule()?))
        })?;
        proxied.push((route.clone(), client.clone()));
        Ok(client)
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
        .pool_max_idle_per_host(1)
        // Long enough for the next visit of the lane, short enough to run out of no sockets.
        .pool_idle_timeout(settings.host_interval.saturating_add(POOL_SLACK))
}

/// Names, where there is a proxy. The operator has named the proxy, so it may be private; everything
/// else is for the guard, which has seen literal addresses before the request was made.
#[derive(Clone, Debug)]
struct ByProxy {
    guard: Guard,
    proxy: Option<Arc<str>>,
}

impl Resolve for ByProxy {
    fn resolve(&self, name: Name) -> Resolving {
        let text = name.as_str();
        let is_proxy = self.proxy.as_deref().is_some_and(|proxy| text.eq_ignore_ascii_case(proxy));
        let literal = text.trim_matches(['[', ']']);
        // SOCKS 5 asks here for the addresses of servers too, also where they are addresses.
        if !is_proxy && literal.parse::<std::net::IpAddr>().is_err() {
            return self.guard.resolve(name);
        }
        let host = literal.to_owned();
        Box::pin(async move {
            let found: Vec<_> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(proxy: Option<&str>, name: &str, permitted: bool) {
        let resolver = ByProxy { guard: Guard::new(&[]), proxy: proxy.map(Into::into) };
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let found = runtime.block_on(resolver.resolve(name.parse().unwrap()));
        let found = found.map(|found| found.map(|address| address.ip()).collect::<Vec<_>>());
        assert_eq!(found.is_ok(), permitted, "{name} by way of {proxy:?}: {:?}", found.ok());
    }

    /// `10.1` is a name to us and an address to every resolver, so that nobody else is asked.
    #[test]
    fn only_the_proxy_itself_may_be_private() {
        check(None, "10.1", false);
        check(Some("proxy.example"), "10.1", false);
        check(Some("10.1"), "10.1", true);
        check(Some("10.1"), "10.2", false);
    }

    #[test]
    fn an_address_was_seen_by_the_guard_before() {
        check(None, "10.0.0.1", true);
        check(None, "[::1]", true);
    }
}
