//! Failures of an exchange ↔ lines of text.
//!
//! A failure is written by its kind and what else a replay needs to fail in the same words. The
//! address is that of the request and is not repeated.

use std::time::Duration;

use url::Url;

use crate::fetch::{Cause, Error, Phase, Postponed, Unreachable, shown};

const UNREACHABLE: &[(&str, Unreachable)] = &[
    ("name", Unreachable::Name),
    ("refused", Unreachable::Refused),
    ("tls", Unreachable::Tls),
    ("unreachable", Unreachable::Other),
];

const PHASES: &[(&str, Phase)] =
    &[("connect", Phase::Connect), ("idle", Phase::Idle), ("total", Phase::Total)];

const POSTPONED: &[(&str, Postponed)] = &[
    ("host-rests", Postponed::HostRests),
    ("host-silent", Postponed::HostSilent),
    ("out-of-time", Postponed::OutOfTime),
];

/// Settings that a body can be too large for.
const LIMITS: &[&str] = &["fetch.max_body", "fetch.max_decoded"];

/// The kind of a failure, and the innermost cause where there is one.
pub(super) fn write(error: &Error) -> (String, Option<String>) {
    match error {
        Error::Connect { what, source, .. } => {
            (word(UNREACHABLE, *what).to_owned(), Some(source.to_string()))
        }
        Error::TimedOut { phase, limit, .. } => {
            (format!("timeout {} {}ms", word(PHASES, *phase), limit.as_millis()), None)
        }
        Error::Body { source, .. } => ("cut".to_owned(), Some(source.to_string())),
        Error::Exchange { hung_up: true, source, .. } => {
            ("hung-up".to_owned(), Some(source.to_string()))
        }
        Error::Exchange { source, .. } => ("garbage".to_owned(), Some(source.to_string())),
        Error::NotAllowed { address, .. } => (format!("not-allowed {address}"), None),
        Error::TooLarge { limit, setting, .. } => (format!("too-large {limit} {setting}"), None),
        Error::Postponed { why, .. } => (format!("postponed {}", word(POSTPONED, *why)), None),
        Error::Barred { what, .. } => ("barred".to_owned(), Some((*what).to_owned())),
        Error::Proxy { proxy, source, .. } => (format!("proxy {proxy}"), Some(source.to_string())),
        Error::Secret { .. } => ("secret".to_owned(), Some(error.to_string())),
        // The others come about outside of an exchange. Should one ever come here, it stays a failure.
        error => ("garbage".to_owned(), Some(error.to_string())),
    }
}

/// The failure of a request to `url`; `None` when the words are none of ours.
pub(super) fn read(url: &Url, kind: &str, because: Option<&str>) -> Option<Error> {
    let (url, source) = (shown(url), Cause::say(because.unwrap_or_default()));
    let mut words = kind.split(' ');
    let error = match words.next()? {
        "timeout" => {
            let phase = meaning(PHASES, words.next()?)?;
            let limit = words.next()?.strip_suffix("ms")?.parse().ok()?;
            Error::TimedOut { url, phase, limit: Duration::from_millis(limit) }
        }
        "cut" => Error::Body { url, source },
        "hung-up" => Error::Exchange { url, hung_up: true, source },
        "garbage" => Error::Exchange { url, hung_up: false, source },
        "not-allowed" => Error::NotAllowed { url, address: words.next()?.parse().ok()? },
        "too-large" => {
            let limit = words.next()?.parse().ok()?;
            let setting = words.next()?;
            let setting = LIMITS.iter().copied().find(|known| *known == setting)?;
            Error::TooLarge { place: url, limit, setting }
        }
        "proxy" => Error::Proxy { url, proxy: words.next()?.to_owned(), source },
        "postponed" => Error::Postponed { url, why: meaning(POSTPONED, words.next()?)? },
        word => Error::Connect { url, what: meaning(UNREACHABLE, word)?, source },
    };
    words.next().is_none().then_some(error)
}

fn word<T: PartialEq>(table: &[(&'static str, T)], value: T) -> &'static str {
    table.iter().find(|(_, known)| *known == value).map_or("other", |(word, _)| word)
}

fn meaning<T: Copy>(table: &[(&str, T)], word: &str) -> Option<T> {
    table.iter().find(|(known, _)| *known == word).map(|&(_, value)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(kind: &str, because: Option<&str>) {
        let url = "https://news.example/feed".parse().unwrap();
        let error = read(&url, kind, because).expect(kind);
        assert_eq!(write(&error), (kind.to_owned(), because.map(str::to_owned)));
        assert!(error.to_string().contains(url.as_str()), "{error}");
    }

    #[test]
    fn every_failure_comes_back() {
        for (word, _) in UNREACHABLE {
            check(word, Some("so the system says"));
        }
        for (word, _) in PHASES {
            check(&format!("timeout {word} 2500ms"), None);
        }
        for (word, _) in POSTPONED {
            check(&format!("postponed {word}"), None);
        }
        for setting in LIMITS {
            check(&format!("too-large 10485760 {setting}"), None);
        }
        for word in ["cut", "hung-up", "garbage"] {
            check(word, Some("connection reset"));
        }
        check("not-allowed 10.0.0.1", None);
        check("not-allowed ::1", None);
    }

    #[test]
    fn other_words_are_no_failure() {
        let url = "https://news.example/feed".parse().unwrap();
        for kind in
            ["", "luck", "timeout", "timeout idle", "timeout idle 3s", "cut off", "too-large"]
        {
            assert!(read(&url, kind, None).is_none(), "{kind:?}");
        }
    }
}
