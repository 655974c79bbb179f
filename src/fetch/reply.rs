//! Header fields of an answer → what we keep of them.

use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use reqwest::{
    StatusCode,
    header::{
        AGE, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LOCATION, CONTENT_TYPE,
        DATE, ETAG, EXPIRES, HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED, RETRY_AFTER,
    },
};

use sha2::{Digest, Sha256};
use url::Url;

use crate::model::{Validators, hexadecimal};

/// Longest validator that is kept, in bytes. Real ones have under a hundred; a longer one would be
/// sent back at every visit, and servers refuse requests with long header fields.
const MAX_VALIDATOR: usize = 1_024;

/// Bytes of a hash of a body that are kept. It is compared with one other body, of the same source.
const WIRE: usize = 16;

/// The validators of an answer, verbatim.
pub(super) fn validators(headers: &HeaderMap) -> Validators {
    Validators {
        etag: kept(headers, &ETAG),
        last_modified: kept(headers, &LAST_MODIFIED),
        of: None,
    }
}

/// A kept validator as it is sent back; `None` when it cannot have come from a header field.
pub(super) fn header_value(validator: &str) -> Option<HeaderValue> {
    let bytes: Option<Vec<u8>> = validator.chars().map(|c| u8::try_from(c).ok()).collect();
    HeaderValue::from_bytes(&bytes?).ok()
}

/// A name for the bytes of an answer, as they were sent, and for what says how to read them.
pub(super) fn wire(from: &Url, headers: &HeaderMap, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(from.as_str());
    for name in [CONTENT_ENCODING, CONTENT_TYPE, CONTENT_LOCATION, CONTENT_LANGUAGE] {
        for value in headers.get_all(&name) {
            hash.update([0]);
            hash.update(value.as_bytes());
        }
        hash.update([0, 0]);
    }
    hash.update(body);
    hexadecimal(&hash.finalize()[..WIRE])
}

/// How long a server asks us to stay away, counted from `now`.
///
/// The value is a number of seconds or an HTTP date (RFC 9110 §10.2.3). A date in the past means
/// zero. `None` means the value is neither; the caller then uses its own back-off. There is no
/// upper bound here: [`crate::schedule`] caps every wait in one place.
pub(super) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?;
    let wait = match value.to_str().ok().and_then(seconds) {
        Some(wait) => wait,
        None => u64::try_from(date(value)?.saturating_sub(now.timestamp())).unwrap_or(0),
    };
    Some(Duration::from_secs(wait))
}

/// Header fields by which an answer tells who speaks, and in what form.
pub(super) fn marks(headers: &HeaderMap) -> Vec<(String, String)> {
    let names =
        ["content-type", "cf-mitigated", "x-vercel-mitigated", "x-amzn-waf-action", "server"];
    let mark = |name: &&str| {
        let value = headers.get(*name)?;
        Some((name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
    };
    names.iter().filter_map(mark).collect()
}

/// Whether the answer asks us to leave the whole host alone for a while.
pub(super) fn wants_rest(status: StatusCode) -> bool {
    matches!(status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE)
}

/// For how many seconds an answer may still be taken as fresh, as it says by itself (RFC 9111 §4.2).
///
/// `max-age` counts over `Expires`, less the time that the answer spent in caches. `None` means that
/// it says nothing; zero, that it is stale at once or says something that cannot be read.
/// `s-maxage` is for caches that many share, which we are not.
pub(super) fn fresh_for(headers: &HeaderMap, now: DateTime<Utc>) -> Option<u64> {
    let directives = directives(headers);
    let has = |name: &str| directives.iter().any(|(known, _)| known == name);
    if has("no-cache") || has("no-store") {
        return Some(0);
    }
    if let Some((_, value)) = directives.iter().find(|(name, _)| name == "max-age") {
        let age = headers.get(AGE).and_then(|value| seconds(value.to_str().ok()?)).unwrap_or(0);
        return Some(seconds(value).unwrap_or(0).saturating_sub(age));
    }
    let expires = headers.get(EXPIRES)?;
    let until = date(expires);
    // By the server's own clock, which may not be ours.
    let since = headers.get(DATE).and_then(date).unwrap_or_else(|| now.timestamp());
    let left = until.unwrap_or(since).saturating_sub(since);
    Some(u64::try_from(left).unwrap_or(0))
}

/// The directives of `Cache-Control`, names in lower case, values without quotes.
fn directives(headers: &HeaderMap) -> Vec<(String, String)> {
    let mut directives = Vec::new();
    for value in headers.get_all(CACHE_CONTROL) {
        for directive in String::from_utf8_lossy(value.as_bytes()).split(',') {
            let (name, value) = directive.split_once('=').unwrap_or((directive, ""));
            let value = value.trim().trim_matches('"').to_owned();
            directives.push((name.trim().to_ascii_lowercase(), value));
        }
    }
    directives
}

/// A number of seconds; one that is too large for a number counts as the largest (RFC 9111 §1.2.2).
fn seconds(text: &str) -> Option<u64> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u64::MAX))
}

/// Seconds since 1970 of an HTTP date.
fn date(value: &HeaderValue) -> Option<i64> {
    let date = httpdate::parse_http_date(value.to_str().ok()?.trim()).ok()?;
    i64::try_from(date.duration_since(UNIX_EPOCH).ok()?.as_secs()).ok()
}

/// Bytes that are not ASCII are kept as the characters of the same number, so that they can be sent
/// back as they came.
fn kept(headers: &HeaderMap, name: &HeaderName) -> Option<String> {
    let bytes = headers.get(name)?.as_bytes();
    (1..=MAX_VALIDATOR)
        .contains(&bytes.len())
        .then(|| bytes.iter().map(|&byte| char::from(byte)).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_retry(value: &str, want: Option<u64>) {
        let now = "2026-01-13T10:00:00Z".parse().unwrap();
        let headers = HeaderMap::from_iter([(RETRY_AFTER, value.parse().unwrap())]);
        assert_eq!(retry_after(&headers, now), want.map(Duration::from_secs), "{value:?}");
    }

    #[test]
    fn retry_after_in_seconds() {
        check_retry("120", Some(120));
        check_retry(" 0 ", Some(0));
        check_retry("99999999999999999999999", Some(u64::MAX));
        check_retry("-1", None);
        check_retry("+1", None);
        check_retry("1.5", None);
        check_retry("", None);
    }

    #[test]
    fn retry_after_as_a_date() {
        check_retry("Tue, 13 Jan 2026 10:01:00 GMT", Some(60));
        check_retry("Tuesday, 13-Jan-26 10:01:00 GMT", Some(60));
        check_retry("Tue Jan 13 10:01:00 2026", Some(60));
        check_retry("Tue, 13 Jan 2026 09:00:00 GMT", Some(0)); // already past
        check_retry("soon", None);
    }

    #[track_caller]
    fn check_fresh(fields: &[(HeaderName, &str)], want: Option<u64>) {
        let now = "2026-01-13T10:00:00Z".parse().unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in fields {
            headers.append(name, value.parse().unwrap());
        }
        assert_eq!(fresh_for(&headers, now), want, "{headers:?}");
    }

    #[test]
    fn freshness_by_max_age() {
        check_fresh(&[], None);
        check_fresh(&[(CACHE_CONTROL, "public")], None);
        check_fresh(&[(CACHE_CONTROL, "public, Max-Age=60")], Some(60));
        check_fresh(&[(CACHE_CONTROL, "public"), (CACHE_CONTROL, "max-age=60")], Some(60));
        check_fresh(&[(CACHE_CONTROL, "max-age=\"60\"")], Some(60));
        check_fresh(&[(CACHE_CONTROL, "max-age=60"), (AGE, "20")], Some(40));
        check_fresh(&[(CACHE_CONTROL, "max-age=60"), (AGE, "99")], Some(0));
        check_fresh(&[(CACHE_CONTROL, "max-age=60"), (AGE, "old")], Some(60));
        check_fresh(&[(CACHE_CONTROL, "max-age=60, max-age=90")], Some(60));
        check_fresh(&[(CACHE_CONTROL, "max-age=100000000000000000000")], Some(u64::MAX));
        check_fresh(&[(CACHE_CONTROL, "max-age=-1")], Some(0));
        check_fresh(&[(CACHE_CONTROL, "max-age")], Some(0));
        check_fresh(&[(CACHE_CONTROL, "s-maxage=60")], None);
        check_fresh(&[(CACHE_CONTROL, "max-age=60, no-cache")], Some(0));
    }

    #[test]
    fn freshness_by_date() {
        let in_an_hour = (EXPIRES, "Tue, 13 Jan 2026 11:00:00 GMT");
        check_fresh(std::slice::from_ref(&in_an_hour), Some(3_600));
        // A server whose clock is a day behind.
        let date = (DATE, "Mon, 12 Jan 2026 10:00:00 GMT");
        let expires = (EXPIRES, "Mon, 12 Jan 2026 10:10:00 GMT");
        check_fresh(&[date.clone(), expires.clone()], Some(600));
        check_fresh(&[expires], Some(0));
        check_fresh(&[(EXPIRES, "0")], Some(0));
        check_fresh(&[(EXPIRES, "never"), date], Some(0));
        check_fresh(&[in_an_hour, (CACHE_CONTROL, "max-age=60")], Some(60));
    }

    #[test]
    fn bytes_by_their_name() {
        let name = |from: &str, fields: &[(HeaderName, &str)], body: &[u8]| {
            let fields = fields.iter().map(|(name, value)| (name.clone(), value.parse().unwrap()));
            wire(&from.parse().unwrap(), &fields.collect(), body)
        };
        let gzip = [(CONTENT_ENCODING, "gzip"), (CONTENT_TYPE, "text/xml")];
        let base = name("http://a/", &gzip, b"<rss/>");
        let dated = [gzip[0].clone(), gzip[1].clone(), (DATE, "Tue, 13 Jan 2026 10:00:00 GMT")];
        assert_eq!(name("http://a/", &dated, b"<rss/>"), base, "each answer has another date");
        let html = [gzip[0].clone(), (CONTENT_TYPE, "text/html")];
        let swapped = [(CONTENT_ENCODING, "text/xml"), (CONTENT_TYPE, "gzip")];
        let others = [
            name("http://b/", &gzip, b"<rss/>"),
            name("http://a/", &gzip, b"<rss />"),
            name("http://a/", &html, b"<rss/>"),
            name("http://a/", &swapped, b"<rss/>"),
            name("http://a/", &gzip[..1], b"<rss/>"),
        ];
        for other in others {
            assert_ne!(other, base);
        }
    }

    #[track_caller]
    fn check_validator(value: &[u8], kept: bool) {
        let value = HeaderValue::from_bytes(value).unwrap();
        let headers = HeaderMap::from_iter([(ETAG, value.clone())]);
        let etag = validators(&headers).etag;
        assert_eq!(etag.is_some(), kept, "{value:?}");
        if let Some(etag) = etag {
            assert_eq!(header_value(&etag), Some(value), "{etag}");
        }
    }

    #[test]
    fn validators_go_back_as_they_came() {
        check_validator(b"\"a\"", true);
        check_validator(b"W/\"a b\"", true);
        check_validator(b"unquoted", true);
        check_validator(b"\"caf\xe9 \xc3\xa9\"", true);
        check_validator(b"", false);
        check_validator(&[b'x'; MAX_VALIDATOR + 1], false);
    }

    #[test]
    fn a_validator_that_no_server_sent_is_not_sent() {
        assert_eq!(header_value("a\r\nX: y"), None);
        assert_eq!(header_value("\u{20AC}"), None);
    }
}
