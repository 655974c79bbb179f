//! What a request makes its answer depend on (RFC 9110 §13).

use std::time::SystemTime;

use axum::http::{
    HeaderMap, HeaderName,
    header::{IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_RANGE, IF_UNMODIFIED_SINCE},
};

/// What becomes of a request for a file that is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// The file is sent.
    Send,
    /// The client has it: 304.
    Known,
    /// The client wanted another one: 412.
    Failed,
}

/// The conditions in their order (RFC 9110 §13.2.2). `etag` is strong, with its quotes; `modified` is
/// in whole seconds.
pub(super) fn judge(headers: &HeaderMap, etag: &str, modified: Option<SystemTime>) -> Verdict {
    if headers.contains_key(IF_MATCH) {
        if !lists(headers, &IF_MATCH, |tag| tag == etag) {
            return Verdict::Failed;
        }
    } else if let (Some(modified), Some(since)) = (modified, date(headers, &IF_UNMODIFIED_SINCE))
        && modified > since
    {
        return Verdict::Failed;
    }
    let is_known = if headers.contains_key(IF_NONE_MATCH) {
        // Weak or strong does not matter here (RFC 9110 §8.8.3.2).
        lists(headers, &IF_NONE_MATCH, |tag| tag.strip_prefix("W/").unwrap_or(tag) == etag)
    } else {
        let since = date(headers, &IF_MODIFIED_SINCE);
        matches!((modified, since), (Some(modified), Some(since)) if modified <= since)
    };
    if is_known { Verdict::Known } else { Verdict::Send }
}

/// Whether a part may be sent: the client has the rest of this very file (RFC 9110 §13.1.5).
pub(super) fn may_send_part(headers: &HeaderMap, etag: &str, modified: Option<SystemTime>) -> bool {
    let Some(field) = headers.get(IF_RANGE) else { return true };
    let tag = field.to_str().unwrap_or_default().trim();
    let same_date = || modified.is_some() && date(headers, &IF_RANGE) == modified;
    tag == etag || !tag.contains('"') && same_date()
}

/// Whether a list of tags holds a fitting one, or is `*`. Our tags have no comma.
fn lists(headers: &HeaderMap, name: &HeaderName, fits: impl Fn(&str) -> bool) -> bool {
    let lists = headers.get_all(name).iter().filter_map(|list| list.to_str().ok());
    lists.into_iter().any(|list| list.trim() == "*" || list.split(',').map(str::trim).any(&fits))
}

fn date(headers: &HeaderMap, name: &HeaderName) -> Option<SystemTime> {
    httpdate::parse_http_date(headers.get(name)?.to_str().ok()?.trim()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const TAG: &str = "\"abc\"";
    const BEFORE: &str = "Thu, 01 Jan 2026 00:00:00 GMT";
    const DATE: &str = "Fri, 02 Jan 2026 00:00:00 GMT";
    const AFTER: &str = "Sat, 03 Jan 2026 00:00:00 GMT";

    fn fields(fields: &[(HeaderName, &str)]) -> HeaderMap {
        fields.iter().map(|(name, value)| (name.clone(), value.parse().unwrap())).collect()
    }

    #[track_caller]
    fn check(given: &[(HeaderName, &str)], want: Verdict) {
        let modified = httpdate::parse_http_date(DATE).ok();
        assert_eq!(judge(&fields(given), TAG, modified), want, "{given:?}");
    }

    #[test]
    fn tags() {
        use Verdict::{Failed, Known, Send};
        for known in [TAG, "W/\"abc\"", "\"a,b\", \"abc\" , \"c\"", "*", " * "] {
            check(&[(IF_NONE_MATCH, known)], Known);
        }
        for other in ["\"other\"", "abc", "\"ABC\"", "", "W/abc"] {
            check(&[(IF_NONE_MATCH, other)], Send);
        }
        check(&[(IF_MATCH, TAG)], Send);
        check(&[(IF_MATCH, "*")], Send);
        check(&[(IF_MATCH, "\"other\", \"abc\"")], Send);
        check(&[(IF_MATCH, "W/\"abc\"")], Failed);
        check(&[(IF_MATCH, "\"other\"")], Failed);
    }

    #[test]
    fn dates() {
        use Verdict::{Failed, Known, Send};
        check(&[(IF_MODIFIED_SINCE, BEFORE)], Send);
        check(&[(IF_MODIFIED_SINCE, DATE)], Known);
        check(&[(IF_MODIFIED_SINCE, AFTER)], Known);
        check(&[(IF_MODIFIED_SINCE, "whenever")], Send);
        check(&[(IF_UNMODIFIED_SINCE, BEFORE)], Failed);
        check(&[(IF_UNMODIFIED_SINCE, DATE)], Send);
        check(&[(IF_UNMODIFIED_SINCE, "whenever")], Send);
    }

    #[test]
    fn the_order_of_conditions() {
        use Verdict::{Failed, Known, Send};
        check(&[(IF_NONE_MATCH, "\"other\""), (IF_MODIFIED_SINCE, AFTER)], Send);
        check(&[(IF_NONE_MATCH, TAG), (IF_MODIFIED_SINCE, BEFORE)], Known);
        check(&[(IF_MATCH, TAG), (IF_UNMODIFIED_SINCE, BEFORE)], Send);
        check(&[(IF_MATCH, "\"other\""), (IF_NONE_MATCH, TAG)], Failed);
        check(&[(IF_MATCH, TAG), (IF_NONE_MATCH, TAG)], Known);
    }

    #[test]
    fn parts() {
        let modified = httpdate::parse_http_date(DATE).ok();
        let may = |value| may_send_part(&fields(&[(IF_RANGE, value)]), TAG, modified);
        assert!(may_send_part(&HeaderMap::new(), TAG, modified));
        assert!(may(TAG) && may(DATE));
        assert!(!may("W/\"abc\"") && !may("\"other\"") && !may(BEFORE) && !may(AFTER) && !may("x"));
    }
}
