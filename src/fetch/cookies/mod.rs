//! Cookies (RFC 6265): those that a server sets on the way, and those that the operator states.
//!
//! A [`Jar`] lives for one visit. Walls of consent set a cookie, redirect, and want to see it again;
//! nothing else needs one. So nothing is kept after the visit, and nothing passes from one source to
//! another. There is no list of public suffixes here: a cookie for `co.uk` reaches only hosts that
//! the same chain of redirects leads to, and these could have been told the same in their address.

mod date;
mod stated;

use reqwest::header::{COOKIE, DATE, HeaderMap, HeaderValue, SET_COOKIE};
use url::{Host, Url};

pub(super) use stated::Stated;

/// Most cookies of one visit, as many as browsers keep per site (RFC 6265 §6.1).
const MOST: usize = 50;

/// Largest cookie, name and value together, in bytes (RFC 6265 §6.1).
const LARGEST: usize = 4_096;

/// Longest `Cookie` field, in bytes: what common servers accept of a line.
const LONGEST_FIELD: usize = 8_192;

/// The cookies that servers set during one visit.
#[derive(Debug, Default)]
pub(super) struct Jar {
    cookies: Vec<Cookie>,
}

#[derive(Debug)]
struct Cookie {
    name: Vec<u8>,
    value: Vec<u8>,
    domain: String,
    /// Whether hosts below the domain get it too.
    widened: bool,
    path: String,
    secure: bool,
}

impl Jar {
    /// Takes the cookies of an answer of `url`. Tells whether there is one among them that was not
    /// there before, or had another value.
    pub(super) fn take(&mut self, url: &Url, headers: &HeaderMap) -> bool {
        // The server's own clock; ours may be another one.
        let date = headers.get(DATE).and_then(|value| date::read(value.to_str().ok()?));
        let mut is_new = false;
        for field in headers.get_all(SET_COOKIE) {
            let Some((cookie, is_over)) = Cookie::read(field.as_bytes(), url, date) else {
                continue;
            };
            let known = self.cookies.iter().position(|known| known.is_same(&cookie));
            match known {
                Some(at) if is_over => drop(self.cookies.remove(at)),
                Some(at) => {
                    is_new |= self.cookies[at].value != cookie.value;
                    self.cookies[at] = cookie;
                }
                None if is_over => {}
                None => {
                    if self.cookies.len() == MOST {
                        self.cookies.remove(0);
                    }
                    self.cookies.push(cookie);
                    is_new = true;
                }
            }
        }
        is_new
    }

    /// Puts the cookies for `url` into its `Cookie` field, over those of the same name in it.
    pub(super) fn apply(&self, headers: &mut HeaderMap, url: &Url) {
        let mut fitting: Vec<&Cookie> =
            self.cookies.iter().filter(|cookie| cookie.fits(url)).collect();
        if fitting.is_empty() {
            return;
        }
        // Longer paths first, else in the order they came (RFC 6265 §5.4).
        fitting.sort_by_key(|cookie| std::cmp::Reverse(cookie.path.len()));
        let own = headers.get(COOKIE).map(HeaderValue::as_bytes).unwrap_or_default();
        let own = own.split(|&byte| byte == b';').map(<[u8]>::trim_ascii);
        let own = own.filter(|pair| {
            let name = pair.split(|&byte| byte == b'=').next().unwrap_or_default();
            !pair.is_empty() && !fitting.iter().any(|cookie| cookie.name == name)
        });
        let set = fitting.iter().map(|cookie| [&cookie.name[..], b"=", &cookie.value].concat());
        if let Some(value) = joined(own.map(<[u8]>::to_vec).chain(set)) {
            headers.insert(COOKIE, value);
        }
    }
}

impl Cookie {
    /// A `Set-Cookie` field (RFC 6265 §5.2), and whether it only takes the cookie away. `date` is the
    /// server's clock, in seconds since 1970. `None` where the field is to be ignored.
    fn read(field: &[u8], url: &Url, date: Option<i64>) -> Option<(Cookie, bool)> {
        let mut parts = field.split(|&byte| byte == b';').map(<[u8]>::trim_ascii);
        let pair = parts.next()?;
        let at = pair.iter().position(|&byte| byte == b'=')?;
        let (name, value) = (pair[..at].trim_ascii(), pair[at + 1..].trim_ascii());
        if name.is_empty() || name.len() + value.len() > LARGEST {
            return None;
        }
        let mut cookie = Cookie {
            name: name.to_vec(),
            value: value.to_vec(),
            domain: url.host_str()?.to_owned(),
            widened: false,
            path: default_path(url).to_owned(),
            secure: false,
        };
        let (mut age, mut expires) = (None, None);
        for part in parts {
            let part = String::from_utf8_lossy(part);
            let (name, value) = part.split_once('=').unwrap_or((&part, ""));
            let value = value.trim();
            match name.trim().to_ascii_lowercase().as_str() {
                "domain" if !value.is_empty() => {
                    cookie.widened = widen(&mut cookie.domain, url, value)?;
                }
                "path" if value.starts_with('/') => cookie.path = value.to_owned(),
                "path" => cookie.path = default_path(url).to_owned(),
                "secure" => cookie.secure = true,
                "max-age" => age = is_over_by_age(value).or(age),
                "expires" => expires = date::read(value).or(expires),
                _ => {}
            }
        }
        if cookie.secure && url.scheme() != "https" {
            return None;
        }
        // Without the server's clock, only what ended long ago is over.
        let is_past = expires.is_some_and(|expires| expires <= date.unwrap_or(date::LONG_AGO));
        Some((cookie, age.unwrap_or(is_past)))
    }

    fn is_same(&self, other: &Cookie) -> bool {
        (&self.name, &self.domain, &self.path) == (&other.name, &other.domain, &other.path)
    }

    fn fits(&self, url: &Url) -> bool {
        fits(url, &self.domain, self.widened, &self.path, self.secure)
    }
}

/// Cookies as one field, as many as fit; `None` when there are none or they cannot be sent.
pub(super) fn joined(pairs: impl IntoIterator<Item = Vec<u8>>) -> Option<HeaderValue> {
    let mut field = Vec::new();
    for pair in pairs {
        if field.len() + 2 + pair.len() > LONGEST_FIELD {
            continue;
        }
        if !field.is_empty() {
            field.extend_from_slice(b"; ");
        }
        field.extend_from_slice(&pair);
    }
    let mut value = HeaderValue::from_bytes(&field).ok().filter(|value| !value.is_empty())?;
    value.set_sensitive(true);
    Some(value)
}

/// Whether a cookie is for an address.
fn fits(url: &Url, domain: &str, widened: bool, path: &str, secure: bool) -> bool {
    let Some(host) = url.host_str() else { return false };
    (host.eq_ignore_ascii_case(domain) || widened && is_below(url, domain))
        && path_matches(url.path(), path)
        && (!secure || url.scheme() == "https")
}

/// Whether the host is a name below a domain (RFC 6265 §5.1.3). Addresses are below nothing.
fn is_below(url: &Url, domain: &str) -> bool {
    let Some(Host::Domain(host)) = url.host() else { return false };
    let at = host.len().checked_sub(domain.len()).filter(|&at| at > 0);
    at.is_some_and(|at| {
        host.is_char_boundary(at)
            && host[at..].eq_ignore_ascii_case(domain)
            && host.as_bytes()[at - 1] == b'.'
    })
}

/// RFC 6265 §5.1.4.
fn path_matches(path: &str, of_cookie: &str) -> bool {
    path.strip_prefix(of_cookie)
        .is_some_and(|rest| rest.is_empty() || of_cookie.ends_with('/') || rest.starts_with('/'))
}

/// The folder of an address (RFC 6265 §5.1.4).
fn default_path(url: &Url) -> &str {
    match url.path().rfind('/') {
        None | Some(0) => "/",
        Some(at) => &url.path()[..at],
    }
}

/// Takes a `Domain` attribute. `None` where it names a host that the answer does not speak for: the
/// cookie is then ignored (RFC 6265 §5.3).
fn widen(domain: &mut String, url: &Url, named: &str) -> Option<bool> {
    let named = named.strip_prefix('.').unwrap_or(named).to_ascii_lowercase();
    let is_wide = matches!(url.host(), Some(Host::Domain(_)))
        && named.trim_matches('.').contains('.')
        && named.parse::<std::net::Ipv4Addr>().is_err();
    if named == *domain {
        return Some(is_wide);
    }
    if !is_wide || !is_below(url, &named) {
        return None;
    }
    *domain = named;
    Some(true)
}

/// Whether `Max-Age` ends the cookie now; `None` where it is no number (RFC 6265 §5.2.2).
fn is_over_by_age(value: &str) -> Option<bool> {
    let (is_negative, digits) = match value.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, value),
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| is_negative || digits.bytes().all(|digit| digit == b'0'))
}

#[cfg(test)]
mod tests;
