//! The way of one visit over redirects: where it may lead, and what may be shown there.

use reqwest::{StatusCode, header::LOCATION};
use url::Url;

use super::{Error, RedirectFault, bare, cookies::Jar, shown, wire::Exchange};

/// Most redirects in one visit; browsers allow 20, feeds need two or three.
const MAX_REDIRECTS: usize = 10;

/// The way of one visit.
pub(super) struct Trail {
    pub here: Url,
    /// Whether we never left the host that the config names.
    pub at_home: bool,
    visited: Vec<Url>,
    pub jar: Jar,
    /// Walls of consent set a cookie and send us back to where we came from, once.
    may_return: bool,
    has_returned: bool,
    /// Where the permanent redirects before any other one led.
    pub moved_to: Option<Url>,
    only_permanent: bool,
}

impl Trail {
    /// The first step of a visit.
    pub(super) fn new(place: &super::Web) -> Self {
        let here = bare(place.asked());
        Trail {
            visited: vec![here.clone()],
            at_home: place.home.as_ref().is_some_and(|home| same_host(home, &here)),
            here,
            jar: Jar::default(),
            may_return: false,
            has_returned: false,
            moved_to: None,
            only_permanent: true,
        }
    }

    /// Takes the next step, if it may be taken at all.
    pub(super) fn follow(&mut self, exchange: &Exchange) -> Result<(), Error> {
        self.may_return |= self.jar.take(&self.here, &exchange.headers);
        let may_return = self.may_return && !self.has_returned;
        let next = target(&self.here, exchange, &self.visited, may_return)?;
        self.has_returned |= self.visited.contains(&next);
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
        Ok(())
    }
}

/// Where a redirect leads, if it may be followed at all.
fn target(
    here: &Url,
    exchange: &Exchange,
    visited: &[Url],
    may_return: bool,
) -> Result<Url, Error> {
    let location = exchange.headers.get(LOCATION);
    let to = location
        .map_or_else(String::new, |value| String::from_utf8_lossy(value.as_bytes()).into_owned());
    let parsed = here.join(&to);
    // As written, but for a password in it.
    let told = match &parsed {
        Ok(next) if next.password().is_some() || !next.username().is_empty() => shown(next),
        Ok(_) | Err(_) => to.clone(),
    };
    let refuse = |fault| Err(Error::Redirect { url: shown(here), to: told.clone(), fault });
    let next = match &parsed {
        Ok(next) if !to.is_empty() => bare(next),
        _ => return refuse(RedirectFault::Address),
    };
    if !matches!(next.scheme(), "http" | "https") {
        return refuse(RedirectFault::Scheme);
    }
    if visited.contains(&next) && !may_return {
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
