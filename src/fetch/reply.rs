//! Header fields of an answer → what we keep of them.

use std::time::{Duration, UNIX_EPOCH};

use chrono::{DateTime, Utc};
use reqwest::header::{ETAG, HeaderMap, HeaderName, HeaderValue, LAST_MODIFIED, RETRY_AFTER};

use crate::model::Validators;

/// Longest validator that is kept, in bytes. Real ones have under a hundred; a longer one would be
/// sent back at every visit, and servers refuse requests with long header fields.
const MAX_VALIDATOR: usize = 1_024;

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

/// How long a server asks us to stay away, counted from `now`.
///
/// The value is a number of seconds or an HTTP date (RFC 9110 §10.2.3). A date in the past means
/// zero. `None` means the value is neither; the caller then uses its own back-off. There is no
/// upper bound here: [`crate::schedule`] caps every wait in one place.
pub(super) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let value = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(value.parse().unwrap_or(u64::MAX)));
    }
    let until = httpdate::parse_http_date(value).ok()?.duration_since(UNIX_EPOCH).ok()?;
    let now = Duration::from_secs(u64::try_from(now.timestamp()).unwrap_or(0));
    Some(until.saturating_sub(now))
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
