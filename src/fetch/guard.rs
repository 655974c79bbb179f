//! The choke point: which hosts may be asked.
//!
//! A feed on the public internet must not be able to send us into the operator's network: not by a
//! redirect, not by a name that resolves to a private address. Only public addresses are asked and
//! those that `fetch.allow_addresses` names; that the config itself names a private host opens
//! nothing, for its name may lead elsewhere tomorrow.
//!
//! Two halves make one wall. The client resolves names through [`Guard`] (its `Resolve`), so the
//! address that is checked is the one that is connected: there is no second look-up in between.
//! Hosts that are addresses already never come to the resolver; [`Guard::check`] sees these before
//! each request. `url` has read every other spelling of an address (decimal, octal, short,
//! full-width, escaped) into the plain one by then, and what it left a name is judged by what the
//! system makes of it.
//!
//! # Behind a proxy
//!
//! What the client (reqwest 0.13) asks the resolver for depends on the proxy:
//!
//! | proxy | its own name | the name of the target |
//! |---|---|---|
//! | none | – | asked for; literals are not |
//! | `socks4://` `socks5://` | asked for | asked for, literals too (IPv6 in brackets); the first answer is taken |
//! | `socks4a://` `socks5h://` | asked for | not asked for: the proxy resolves it |
//! | `http://` `https://` | asked for | not asked for, neither in a tunnel nor without |
//!
//! So a guard [with a proxy](Guard::with_proxy) lets the proxy's own name pass, and
//! [`Guard::resolves`] looks at the target first. A gap remains where the proxy resolves names: it
//! may get another answer than we did, from another server or a moment later, and a name that only
//! the proxy can resolve is not judged at all. Only the proxy's own rules can close it.

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::network::{Network, is_public};

/// The addresses that may be asked.
#[derive(Clone, Debug)]
pub(super) struct Guard {
    allowed: Arc<[Network]>,
    resolver: Resolver,
    /// Host of the proxy that all requests go through.
    proxy: Option<Arc<str>>,
}

/// An address that may not be asked. It stands in the chain of causes when a request fails by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a public address")]
pub(super) struct Refused(pub IpAddr);

/// Why a request is not made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Barred {
    /// Another scheme has other manners, and no guard.
    #[error("neither http nor https")]
    Scheme,
    /// There is nobody to ask.
    #[error("no host")]
    Host,
    /// The host is an address that may not be asked.
    #[error("not a public host")]
    Address(#[from] Refused),
}

impl Guard {
    /// Public addresses and these.
    pub(super) fn new(allowed: &[Network]) -> Self {
        Guard { allowed: allowed.into(), resolver: Resolver::System, proxy: None }
    }

    /// The same for a client whose requests all go through a proxy.
    ///
    /// The operator names the proxy by hand, and it is the rule that its host is a private one. It
    /// may have any address; the targets may not, also when they have the same name.
    pub(super) fn with_proxy(self, host: &str) -> Self {
        Guard { proxy: Some(plain(host).into()), ..self }
    }

    /// Checks one hop, as far as it can be told without asking for its name.
    pub(super) fn check(&self, hop: &Url) -> Result<(), Barred> {
        if !matches!(hop.scheme(), "http" | "https") {
            return Err(Barred::Scheme);
        }
        let address: IpAddr = match hop.host() {
            Some(Host::Ipv4(address)) => address.into(),
            Some(Host::Ipv6(address)) => address.into(),
            Some(Host::Domain(name)) if is_localhost(name) => {
                if self.allowed.iter().any(is_of_this_machine) {
                    return Ok(());
                }
                Ipv4Addr::LOCALHOST.into()
            }
            Some(Host::Domain(name)) if !name.trim_matches('.').is_empty() => return Ok(()),
            Some(Host::Domain(_)) | None => return Err(Barred::Host),
        };
        Ok(self.permits(address)?)
    }

    /// Looks the host of a hop up, and refuses it when it has an address that may not be asked.
    ///
    /// It comes after [`Guard::check`], and only a guard with a proxy does anything here: without
    /// one the client itself asks. A name that we cannot resolve passes, as behind some proxies no
    /// name can be resolved. The caller sets the time limit.
    pub(super) async fn resolves(&self, hop: &Url) -> Result<(), Refused> {
        let (Some(_), Some(Host::Domain(name))) = (&self.proxy, hop.host()) else {
            return Ok(());
        };
        match self.resolver.look_up(name).await {
            Ok(found) => self.keep(name, found).map(drop),
            Err(_) => Ok(()),
        }
    }

    /// A second look, at what was really connected: it holds even if the client should one day
    /// find a way around the resolver. Behind a proxy the peer is the proxy, so nothing is told.
    pub(super) fn connected(&self, peer: SocketAddr) -> Result<(), Refused> {
        if self.proxy.is_some() { Ok(()) } else { self.permits(peer.ip()) }
    }

    fn permits(&self, address: IpAddr) -> Result<(), Refused> {
        let permitted =
            is_public(address) || self.allowed.iter().any(|network| network.contains(address));
        if permitted { Ok(()) } else { Err(Refused(address)) }
    }

    /// The addresses of a name, if all of them may be asked.
    ///
    /// A name that has a private address beside public ones is no accident: it is refused whole, or
    /// the next try would meet the other one. `localhost` is none that a stranger can have filled:
    /// of its addresses (both families, mostly) those are kept that the operator allows.
    fn keep(&self, name: &str, found: Vec<IpAddr>) -> Result<Vec<IpAddr>, Refused> {
        if !is_localhost(name) {
            found.iter().try_for_each(|&address| self.permits(address))?;
            return Ok(found);
        }
        let first = found.first().copied();
        let mut kept = found;
        // A hosts file or server that leads `localhost` elsewhere is not believed.
        kept.retain(|address| {
            address.to_canonical().is_loopback() && self.permits(*address).is_ok()
        });
        match first {
            Some(address) if kept.is_empty() => Err(Refused(address)),
            _ => Ok(kept),
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let name = name.as_str();
            let found = guard.resolver.look_up(name).await?;
            let kept = match &guard.proxy {
                Some(proxy) if **proxy == plain(name) => found,
                _ => guard.keep(name, found)?,
            };
            // Without an address a client with a proxy would pass the name on as it is.
            if kept.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            // Port 0 means: the one of the address that is asked.
            Ok(Box::new(kept.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

/// Who knows the addresses of a name.
#[derive(Clone, Debug)]
enum Resolver {
    /// The system: its hosts file and its name servers.
    System,
    #[cfg(test)]
    Script(tests::Script),
}

impl Resolver {
    async fn look_up(&self, name: &str) -> io::Result<Vec<IpAddr>> {
        // As a client with a SOCKS proxy writes an IPv6 address.
        let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        if let Some(Ok(address)) = bare.map(str::parse::<Ipv6Addr>) {
            return Ok(vec![address.into()]);
        }
        match self {
            Resolver::System => {
                let found = tokio::net::lookup_host((name, 0)).await?;
                Ok(found.map(|address| address.ip()).collect())
            }
            #[cfg(test)]
            Resolver::Script(script) => script.look_up(name),
        }
    }
}

/// Whether a range holds loopback addresses.
fn is_of_this_machine(network: &Network) -> bool {
    network.address.is_loopback()
        || network.contains(Ipv4Addr::LOCALHOST.into())
        || network.contains(Ipv6Addr::LOCALHOST.into())
}

/// `localhost` and what is below it always mean this machine (RFC 6761 §6.3).
fn is_localhost(name: &str) -> bool {
    plain(name).rsplit('.').next() == Some("localhost")
}

/// A name as it is compared: the dot at the end says that it is complete, and no more.
fn plain(name: &str) -> String {
    name.strip_suffix('.').unwrap_or(name).to_ascii_lowercase()
}

#[cfg(test)]
mod tests;
