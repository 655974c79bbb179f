//! The choke point: which hosts may be asked.
//!
//! A feed on the public internet must not be able to send us into the operator's network: not by a
//! redirect, not by a name that resolves to a private address. Names are checked where they are
//! resolved, so that the address that is checked is the address that is connected. The client does
//! not resolve hosts that are addresses already; these are checked before each request.

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
}

/// An address that may not be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0} is not a public address")]
pub(super) struct Refused(pub IpAddr);

impl Guard {
    /// Public addresses and these.
    pub(super) fn new(allowed: &[Network]) -> Self {
        Guard { allowed: allowed.into() }
    }

    /// Checks the host of one hop, as far as it can be told without asking for its name.
    ///
    /// What the operator wrote into the source's own address (`home`) is taken at its word when it
    /// is an address or `localhost`. A name is not: its owner decides where it leads.
    pub(super) fn check(&self, home: Option<&Url>, hop: &Url) -> Result<(), Refused> {
        let addresses: &[IpAddr] = match hop.host() {
            Some(Host::Ipv4(address)) => &[address.into()],
            Some(Host::Ipv6(address)) => &[address.into()],
            Some(Host::Domain(name)) if is_localhost(name) => &LOCALHOST,
            Some(Host::Domain(_)) | None => return Ok(()),
        };
        let by_hand = home.is_some_and(|home| {
            hop.host() == home.host() && hop.port_or_known_default() == home.port_or_known_default()
        });
        if by_hand || addresses.iter().any(|&address| self.permits(address)) {
            return Ok(());
        }
        Err(Refused(addresses[0]))
    }

    fn permits(&self, address: IpAddr) -> bool {
        is_public(address) || self.allowed.iter().any(|network| network.contains(address))
    }

    /// Keeps what may be connected of the addresses that a name has.
    fn keep(&self, name: &str, found: Vec<IpAddr>) -> Result<Vec<IpAddr>, Refused> {
        let first = found.first().copied();
        let kept: Vec<IpAddr> = if is_localhost(name) {
            // [`Guard::check`] has decided whether it may be asked; it may not lead elsewhere.
            found.into_iter().filter(|address| address.to_canonical().is_loopback()).collect()
        } else {
            found.into_iter().filter(|&address| self.permits(address)).collect()
        };
        match (first, kept.is_empty()) {
            (Some(address), true) => Err(Refused(address)),
            _ => Ok(kept),
        }
    }
}

impl Resolve for Guard {
    fn resolve(&self, name: Name) -> Resolving {
        let guard = self.clone();
        Box::pin(async move {
            let name = name.as_str();
            let found = tokio::net::lookup_host((name, 0)).await?;
            let kept = guard.keep(name, found.map(|address| address.ip()).collect())?;
            if kept.is_empty() {
                return Err(io::Error::from(io::ErrorKind::NotFound).into());
            }
            // Port 0 means: the one of the address that is asked.
            Ok(Box::new(kept.into_iter().map(|address| SocketAddr::new(address, 0))) as Addrs)
        })
    }
}

const LOCALHOST: [IpAddr; 2] = [IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)];

/// `localhost` and what is below it always mean this machine (RFC 6761 §6.3).
fn is_localhost(name: &str) -> bool {
    let name = name.strip_suffix('.').unwrap_or(name);
    let last = name.rsplit('.').next().unwrap_or(name);
    last.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guard(allowed: &[&str]) -> Guard {
        Guard::new(&allowed.iter().map(|text| text.parse().unwrap()).collect::<Vec<_>>())
    }

    #[track_caller]
    fn check(allowed: &[&str], home: &str, hop: &str, permitted: bool) {
        let verdict = guard(allowed).check(home.parse().ok().as_ref(), &hop.parse().unwrap());
        assert_eq!(verdict.is_ok(), permitted, "{home} → {hop}: {verdict:?}");
    }

    #[test]
    fn the_operator_may_name_a_private_host() {
        for url in ["http://127.0.0.1:8080/", "http://[::1]/", "http://localhost/a", "http://10.1/"]
        {
            check(&[], url, url, true);
        }
        check(&[], "http://127.0.0.1:8080/a", "http://127.0.0.1:8080/b", true);
        check(&[], "http://localhost:80/a", "http://localhost/b", true);
    }

    #[test]
    fn what_a_document_names_is_no_word_of_the_operator() {
        // No address in the config led here: the entry of a local list.
        check(&[], "", "http://127.0.0.1/", false);
        check(&[], "", "http://localhost/", false);
        check(&["127.0.0.1"], "", "http://127.0.0.1/", true);
        check(&[], "", "https://1.1.1.1/", true);
    }

    #[test]
    fn a_redirect_may_not_lead_to_one() {
        let from = "https://news.example/feed";
        for to in [
            "http://127.0.0.1/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://127.0.0.1./",
            "http://[::ffff:127.0.0.1]/",
            "http://[::1]/",
            "http://[fe80::1]/",
            "http://169.254.169.254/latest",
            "http://localhost/",
            "http://LOCALHOST./",
            "http://feeds.localhost/",
        ] {
            check(&[], from, to, false);
        }
        check(&[], "http://127.0.0.1:8080/", "http://127.0.0.1:9090/", false);
        check(&[], "http://localhost/", "http://127.0.0.1/", false);
        check(&[], from, "https://1.1.1.1/", true);
        check(&[], from, "https://other.example/", true);
    }

    #[test]
    fn unless_the_address_is_allowed() {
        let from = "https://news.example/feed";
        check(&["127.0.0.0/8"], from, "http://127.0.0.1/", true);
        check(&["127.0.0.1"], from, "http://localhost/", true);
        check(&["::1"], from, "http://localhost/", true);
        check(&["10.0.0.0/8"], from, "http://127.0.0.1/", false);
        check(&["10.0.0.0/8"], from, "http://localhost/", false);
    }

    #[track_caller]
    fn check_name(allowed: &[&str], name: &str, found: &[&str], want: Result<&[&str], &str>) {
        let parse = |texts: &[&str]| texts.iter().map(|text| text.parse().unwrap()).collect();
        let kept = guard(allowed).keep(name, parse(found));
        let want = want.map(parse).map_err(|text| Refused(text.parse().unwrap()));
        assert_eq!(kept, want, "{name}");
    }

    #[test]
    fn names_keep_their_public_addresses() {
        check_name(&[], "news.example", &["1.1.1.1", "10.0.0.1"], Ok(&["1.1.1.1"]));
        check_name(&[], "news.example", &["10.0.0.1", "::1"], Err("10.0.0.1"));
        check_name(&["10.0.0.0/8"], "news.example", &["10.0.0.1", "::1"], Ok(&["10.0.0.1"]));
        check_name(&[], "localhost", &["::1", "127.0.0.1"], Ok(&["::1", "127.0.0.1"]));
        check_name(&[], "localhost", &["10.0.0.1"], Err("10.0.0.1"));
        check_name(&[], "news.example", &[], Ok(&[]));
    }
}
