//! A proxy between us and all servers of a source.
//!
//! Proxies of the environment (`HTTP_PROXY` and the like) are not read: with a proxy it is the proxy
//! that resolves names, behind the back of the guard. Who names one in the config wants that.

use std::fmt;

use url::{Host, Url};

use super::{
    access::{basic, unescaped, value},
    secret::{Kept, Missing, Secret},
};

/// Longest user name and longest password of a SOCKS login, in bytes (RFC 1929 §2).
const LONGEST_SOCKS: usize = 255;

/// How the servers of a source are reached.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// As those of all sources.
    #[default]
    Usual,
    /// Without a proxy.
    Direct,
    /// By way of this one.
    Proxy(Proxy),
}

/// A proxy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    scheme: Scheme,
    host: String,
    port: u16,
    /// `user:password`, where it wants a login.
    pub login: Option<Kept>,
}

/// How to talk to a proxy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    /// HTTP: requests are forwarded, TLS is tunnelled (RFC 9110 §7.7, §9.3.6).
    Http,
    /// The same over TLS.
    Https,
    /// SOCKS 5 (RFC 1928), names resolved by us.
    Socks5,
    /// SOCKS 5, names resolved by the proxy: what Tor needs.
    Socks5h,
}

/// A proxy whose login was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Route {
    proxy: Proxy,
    login: Option<(Secret, Secret)>,
}

const SCHEMES: [(&str, Scheme, u16); 4] = [
    ("http", Scheme::Http, 80),
    ("https", Scheme::Https, 443),
    ("socks5", Scheme::Socks5, 1080),
    ("socks5h", Scheme::Socks5h, 1080),
];

impl Proxy {
    /// Reads the address of a proxy, such as `http://proxy.example:3128`. A user name and password
    /// in it become its login.
    ///
    /// # Errors
    ///
    /// What is wrong with it, as a predicate; nothing of the address is in it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let form = "must be like `http://host:3128`, `socks5://host:1080`, `socks5h://…` or `none`";
        let (name, rest) = text.trim().split_once("://").ok_or(form)?;
        let known = SCHEMES.iter().find(|(known, ..)| name.eq_ignore_ascii_case(known));
        let &(_, scheme, usual) = known.ok_or(form)?;
        // As two schemes, because each hides the port that is its own.
        let read = |scheme| Url::parse(&format!("{scheme}://{rest}")).map_err(|_| form);
        let (url, other) = (read("http")?, read("https")?);
        if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
            return Err("must be host and port, without a path");
        }
        let host = match url.host() {
            Some(Host::Domain(name)) => name.to_owned(),
            Some(Host::Ipv4(address)) => address.to_string(),
            Some(Host::Ipv6(address)) => format!("[{address}]"),
            None => return Err(form),
        };
        // The client ignores a proxy that it cannot read, and would go without one.
        if !host.chars().all(|c| c.is_ascii_alphanumeric() || "-._:[]".contains(c)) {
            return Err("has a host name that no proxy has");
        }
        let password = url.password().map(unescaped).unwrap_or_default();
        let login = format!("{}:{password}", unescaped(url.username()));
        let login = (login != ":").then(|| Kept::Here(Secret::new(login)));
        let port = url.port().or(other.port()).unwrap_or(usual);
        Ok(Proxy { scheme, host, port, login })
    }

    /// Reads the login; `None` where it cannot be sent.
    pub(super) fn open(&self) -> Result<Option<Route>, Missing> {
        let login = self.login.as_ref().map(Kept::read).transpose()?;
        let login = login.map(|login| {
            let (user, password) = login.reveal().split_once(':').unwrap_or((login.reveal(), ""));
            (Secret::new(user), Secret::new(password))
        });
        let fits = login.as_ref().is_none_or(|(user, password)| {
            let [user, password] = [user, password].map(Secret::reveal);
            match self.scheme {
                Scheme::Http | Scheme::Https => value(&basic(user, password)).is_some(),
                Scheme::Socks5 | Scheme::Socks5h => {
                    user.len() <= LONGEST_SOCKS && password.len() <= LONGEST_SOCKS
                }
            }
        });
        Ok(fits.then(|| Route { proxy: self.clone(), login }))
    }
}

impl fmt::Display for Proxy {
    /// The address, without a login.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = SCHEMES.iter().find(|(_, scheme, _)| *scheme == self.scheme);
        let name = name.map_or("", |(name, ..)| *name);
        write!(f, "{name}://{}:{}", self.host, self.port)
    }
}

impl Route {
    /// The proxy as the client knows it.
    pub(super) fn rule(&self) -> Result<reqwest::Proxy, reqwest::Error> {
        let rule = reqwest::Proxy::all(self.proxy.to_string())?;
        let Some((user, password)) = &self.login else { return Ok(rule) };
        let (user, password) = (user.reveal(), password.reveal());
        Ok(match self.proxy.scheme {
            Scheme::Http | Scheme::Https => match value(&basic(user, password)) {
                Some(value) => rule.custom_http_auth(value),
                None => rule,
            },
            // It goes through an address, in which the client leaves `%` as it is.
            Scheme::Socks5 | Scheme::Socks5h => rule.basic_auth(&escaped(user), &escaped(password)),
        })
    }

    /// The host of the proxy.
    pub(super) fn host(&self) -> &str {
        &self.proxy.host
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.proxy.fmt(f)
    }
}

fn escaped(text: &str) -> String {
    let escape = |byte: u8| match byte {
        byte if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    };
    text.bytes().map(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: Result<(&str, Option<&str>), &str>) {
        let proxy = Proxy::parse(text);
        let login = |proxy: &Proxy| {
            proxy.login.as_ref().map(|login| login.read().unwrap().reveal().to_owned())
        };
        let got = proxy.as_ref().map(|proxy| (proxy.to_string(), login(proxy)));
        let got = got.as_ref().map(|(shown, login)| (shown.as_str(), login.as_deref()));
        match (got, want) {
            (Err(fault), Err(part)) => assert!(fault.contains(part), "{text:?}: {fault}"),
            (got, want) => assert_eq!(got.ok(), want.ok(), "{text:?}"),
        }
        assert!(!format!("{proxy:?}").contains("sesame"), "{text:?}");
    }

    #[test]
    fn addresses() {
        check("http://proxy.example:3128", Ok(("http://proxy.example:3128", None)));
        check("HTTP://Proxy.Example/", Ok(("http://proxy.example:80", None)));
        check("https://proxy.example", Ok(("https://proxy.example:443", None)));
        check("socks5://127.1", Ok(("socks5://127.0.0.1:1080", None)));
        check("socks5h://[::1]:80", Ok(("socks5h://[::1]:80", None)));
        check("socks5://p.example:443", Ok(("socks5://p.example:443", None)));
        let login = Some("ali:se%same@");
        check("http://ali:se%25same%40@p.example:1", Ok(("http://p.example:1", login)));
        check("socks5://ali@p.example", Ok(("socks5://p.example:1080", Some("ali:"))));
        for text in ["", "proxy.example:3128", "ftp://p.example", "http://", "socks5://p:99999"] {
            check(text, Err("must be like"));
        }
        check("http://p.example/path", Err("without a path"));
        check("http://p.example?q", Err("without a path"));
        check("socks5://p{x}.example", Err("no proxy has"));
    }

    #[track_caller]
    fn check_login(text: &str, login: &str, fits: bool) {
        let login = Some(Kept::Here(Secret::new(login)));
        let proxy = Proxy { login, ..Proxy::parse(text).unwrap() };
        let route = proxy.open().unwrap();
        assert_eq!(route.is_some(), fits, "{text}");
        if let Some(route) = route {
            assert!(route.rule().is_ok(), "{text}");
        }
    }

    #[test]
    fn logins_that_fit() {
        let long = "x".repeat(256);
        check_login("http://p.example", &long, true);
        check_login("http://p.example", &long.repeat(40), false);
        check_login("socks5://p.example", &format!("{}:{}", &long[1..], &long[1..]), true);
        check_login("socks5://p.example", &long, false);
        check_login("socks5://p.example", &format!("ali:{long}"), false);
        check_login("socks5://p.example", "ali:\u{1f511} %41/@:\r\n", true);
    }
}
