//! What the operator wrote for one source alone, and for no other host than its own: header fields,
//! a login, cookies, and the proxy to go through.
//!
//! [`Access`] says where the secrets stand, [`Credentials`] holds them for one visit. They are sent
//! at home only: to the origin of the configured address, until a redirect leads away from it. Only
//! the name that the operator gave us (`User-Agent`) is the same on all hops, because changing it
//! under way is what robots do that want to hide.

use std::sync::Arc;

use base64::{Engine, prelude::BASE64_STANDARD};
use reqwest::header::{AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use url::Url;

use super::{
    Error,
    cookies::{Stated, joined},
    proxy::{Proxy, Route, Way},
    secret::{Kept, Missing, Secret},
    shown,
};

/// Longest value of a field, in bytes: what common servers accept of a line.
const LONGEST: usize = 8_192;

/// What one source is asked with.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    /// Header fields to send besides our own.
    pub headers: Vec<(String, Kept)>,
    /// How to log in.
    pub login: Option<Login>,
    /// A `Cookie` field as it is sent, or a cookie file as browsers and download tools write it.
    pub cookies: Option<Kept>,
    /// The proxy to go through.
    pub way: Way,
}

/// How to log in (RFC 9110 §11).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Login {
    /// With a user name and password (RFC 7617).
    Basic {
        /// The user name.
        user: Secret,
        /// The password.
        password: Kept,
    },
    /// With a token (RFC 6750).
    Bearer(Kept),
}

/// The secrets of a source during one visit.
#[derive(Clone, Debug, Default)]
pub(super) struct Credentials {
    /// What is sent at home.
    fields: HeaderMap,
    /// How the operator wants us to be called here.
    user_agent: Option<HeaderValue>,
    /// Cookies, sent at home to the addresses that they are for.
    cookies: Vec<Stated>,
    /// The proxy to go through; `None` for none.
    pub route: Option<Route>,
}

impl Access {
    /// Reads the secrets. `usual` is the proxy of sources that name none.
    pub(super) async fn open(
        self: &Arc<Self>,
        named: &Url,
        usual: Option<&Proxy>,
    ) -> Result<Credentials, Error> {
        let proxy = match &self.way {
            Way::Usual => usual,
            Way::Direct => None,
            Way::Proxy(proxy) => Some(proxy),
        };
        let proxy_file = proxy.and_then(|proxy| proxy.login.as_ref());
        if !self.secrets().chain(proxy_file).any(|kept| matches!(kept, Kept::File(_))) {
            return self.read(named, proxy);
        }
        let (access, url, proxy) = (Arc::clone(self), named.clone(), proxy.cloned());
        tokio::task::spawn_blocking(move || access.read(&url, proxy.as_ref()))
            .await
            .unwrap_or_else(|_| Err(Error::Panicked { place: shown(named) }))
    }

    fn read(&self, named: &Url, proxy: Option<&Proxy>) -> Result<Credentials, Error> {
        let missing = |source: Missing| Error::Secret { url: shown(named), source };
        let unfit = |name: &str| Error::Header { url: shown(named), name: name.to_owned() };
        let mut credentials = Credentials::default();
        for (name, kept) in &self.headers {
            let secret = kept.read().map_err(missing)?;
            let field = HeaderName::try_from(name).map_err(|_| unfit(name))?;
            let mut value = value(secret.reveal()).ok_or_else(|| unfit(name))?;
            if field == USER_AGENT {
                value.set_sensitive(false);
                credentials.user_agent = Some(value);
            } else {
                credentials.fields.append(field, value);
            }
        }
        if let Some(login) = &self.login {
            let text = login.field().map_err(missing)?;
            let value = value(&text).ok_or_else(|| unfit(AUTHORIZATION.as_str()))?;
            credentials.fields.insert(AUTHORIZATION, value);
        }
        if let Some(kept) = &self.cookies {
            let secret = kept.read().map_err(missing)?;
            credentials.cookies =
                Stated::read(secret.reveal()).ok_or_else(|| unfit(COOKIE.as_str()))?;
        }
        if let Some(proxy) = proxy {
            let unfit = || unfit("Proxy-Authorization");
            credentials.route = Some(proxy.open().map_err(missing)?.ok_or_else(unfit)?);
        }
        Ok(credentials)
    }

    fn secrets(&self) -> impl Iterator<Item = &Kept> {
        let login = self.login.as_ref().map(|login| match login {
            Login::Basic { password, .. } => password,
            Login::Bearer(token) => token,
        });
        self.headers.iter().map(|(_, kept)| kept).chain(login).chain(&self.cookies)
    }
}

impl Login {
    /// The user name and password in an address, which loses them. `None` where there are none.
    pub fn take(url: &mut Url) -> Option<Self> {
        if url.username().is_empty() && url.password().is_none() {
            return None;
        }
        let password = url.password().map(unescaped).unwrap_or_default();
        let login = Login::Basic {
            user: Secret::new(unescaped(url.username())),
            password: Kept::Here(Secret::new(password)),
        };
        // Both fail only for addresses that cannot have them.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        Some(login)
    }

    /// The value of `Authorization`.
    fn field(&self) -> Result<String, Missing> {
        Ok(match self {
            Login::Basic { user, password } => basic(user.reveal(), password.read()?.reveal()),
            Login::Bearer(token) => format!("Bearer {}", token.read()?.reveal().trim()),
        })
    }
}

impl Credentials {
    /// Adds what is sent to `here`.
    pub(super) fn apply(&self, headers: &mut HeaderMap, here: &Url, at_home: bool) {
        if let Some(user_agent) = &self.user_agent {
            headers.insert(USER_AGENT, user_agent.clone());
        }
        if !at_home {
            return;
        }
        for (name, value) in &self.fields {
            headers.append(name, value.clone());
        }
        // A `Cookie` among the header fields stands beside the others in one field (RFC 6265 §5.4).
        let own = self.fields.get_all(COOKIE).iter().map(|value| value.as_bytes().to_vec());
        let fitting = self.cookies.iter().filter(|cookie| cookie.fits(here));
        if let Some(value) = joined(own.chain(fitting.map(|cookie| cookie.pair().into()))) {
            headers.insert(COOKIE, value);
        }
    }
}

/// The value of a field that carries a user name and password (RFC 7617 §2).
pub(super) fn basic(user: &str, password: &str) -> String {
    format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))
}

/// A field's value that caches, logs and header compression leave alone; `None` where it cannot be
/// sent.
pub(super) fn value(text: &str) -> Option<HeaderValue> {
    if text.len() > LONGEST {
        return None;
    }
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Text of an address as it was meant (RFC 3986 §2.1). An escape that is none stays.
pub(super) fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let digit = |at: usize| char::from(*after.get(at)?).to_digit(16);
        let escaped = (first == b'%').then(|| Some(16 * digit(0)? + digit(1)?)).flatten();
        match escaped.and_then(|byte| u8::try_from(byte).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[2..];
            }
            None => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(text: &str) -> Kept {
        Kept::Here(Secret::new(text))
    }

    fn fields(access: &Access, url: &str, at_home: bool) -> Result<Vec<String>, Error> {
        let url = url.parse().unwrap();
        let mut headers = HeaderMap::new();
        access.read(&url, None)?.apply(&mut headers, &url, at_home);
        let field = |(name, value): (&HeaderName, &HeaderValue)| {
            assert!(value.is_sensitive() || name == USER_AGENT, "{name}");
            format!("{name}: {}", value.to_str().unwrap())
        };
        Ok(headers.iter().map(field).collect())
    }

    #[track_caller]
    fn check(access: Access, at_home: &[&str], away: &[&str]) {
        let url = "https://news.example/feed";
        assert_eq!(fields(&access, url, true).unwrap(), at_home);
        assert_eq!(fields(&access, url, false).unwrap(), away);
        let shown = format!("{access:?}{:?}", access.read(&url.parse().unwrap(), None).unwrap());
        assert!(!shown.contains("sesame") && !shown.contains("c2VzYW1l"), "{shown}");
    }

    #[test]
    fn everything_is_sent_at_home_and_the_name_everywhere() {
        let headers = [("X-Door", "sesame"), ("User-Agent", "ali/40"), ("Accept-Language", "fa")];
        let headers = headers.map(|(name, text)| (name.to_owned(), here(text))).to_vec();
        check(
            Access {
                headers,
                login: Some(Login::Basic { user: Secret::new("ali"), password: here("sesame") }),
                cookies: Some(here("a=1; b=sesame")),
                way: Way::Usual,
            },
            &[
                "user-agent: ali/40",
                "x-door: sesame",
                "accept-language: fa",
                "authorization: Basic YWxpOnNlc2FtZQ==",
                "cookie: a=1; b=sesame",
            ],
            &["user-agent: ali/40"],
        );
        let bearer = Some(Login::Bearer(here(" sesame ")));
        check(
            Access { login: bearer, ..Access::default() },
            &["authorization: Bearer sesame"],
            &[],
        );
        check(Access::default(), &[], &[]);
    }

    #[test]
    fn two_sets_of_cookies_are_one_field() {
        let headers = vec![("cookie".to_owned(), here("a=1"))];
        let access = Access { headers, cookies: Some(here("b=2")), ..Access::default() };
        check(access, &["cookie: a=1; b=2"], &[]);
    }

    #[track_caller]
    fn check_unfit(access: Access, field: &str) {
        let error = fields(&access, "https://news.example/", true).unwrap_err();
        let want =
            format!("https://news.example/ has a header field that cannot be sent: {field:?}");
        assert_eq!(error.to_string(), want);
        assert!(!format!("{error:?}").contains("sesame"), "{error:?}");
    }

    #[test]
    fn what_cannot_be_sent_is_named_and_not_shown() {
        let broken = || here("sesame\r\nX-Other: 1");
        let long = here(&"sesame".repeat(2_000));
        for kept in [broken(), long, here("sesame\0")] {
            let headers = vec![("X-Door".to_owned(), kept)];
            check_unfit(Access { headers, ..Access::default() }, "X-Door");
        }
        let login = Some(Login::Bearer(broken()));
        check_unfit(Access { login, ..Access::default() }, "authorization");
        check_unfit(Access { cookies: Some(broken()), ..Access::default() }, "cookie");
        check_unfit(Access { cookies: Some(here("sesame")), ..Access::default() }, "cookie");
    }

    #[test]
    fn what_is_missing_is_told() {
        let token = Kept::Variable { name: "DOOR".to_owned(), value: None };
        let access = Access { login: Some(Login::Bearer(token)), ..Access::default() };
        let error = fields(&access, "https://news.example/feed", true).unwrap_err();
        assert_eq!(error.to_string(), "https://news.example/feed needs a secret that is not there");
        assert!(error.help().unwrap().contains("cron"));
    }

    #[track_caller]
    fn check_taken(url: &str, left: &str, field: Option<&str>) {
        let mut url = url.parse().unwrap();
        let login = Login::take(&mut url);
        assert_eq!(url.as_str(), left);
        assert_eq!(login.map(|login| login.field().unwrap()).as_deref(), field);
    }

    #[test]
    fn an_address_loses_its_password() {
        let (left, field) = ("https://a.example/x", "Basic YWxpOm86cGVuIHNlc2FtZQ==");
        check_taken("https://ali:o:pen%20sesame@a.example/x", left, Some(field));
        check_taken("https://ali@a.example/x", left, Some("Basic YWxpOg=="));
        check_taken("https://:x@a.example/x", left, Some("Basic Ong="));
        check_taken(left, left, None);
        check_taken("https://@a.example/x", left, None);
    }

    #[test]
    fn escapes() {
        for (text, want) in [("a%20b", "a b"), ("%", "%"), ("%4", "%4"), ("%zz%41", "%zzA")] {
            assert_eq!(unescaped(text), want);
        }
        assert_eq!(unescaped("%C3%A9%FF"), "é\u{fffd}");
    }
}
