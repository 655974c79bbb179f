//! Addresses as they are published.

use std::borrow::Cow;

use url::Url;

use crate::model::Text;

/// Schemes of addresses that we pass on. Readers open links with one click.
const SCHEMES: [&str; 6] = ["http", "https", "ftp", "gemini", "gopher", "magnet"];

/// An address that may be published: absolute, spelled with what RFC 3986 permits, and of a scheme
/// that opens and does not run.
pub(super) fn address(raw: &str) -> Option<String> {
    address_of(raw).map(Cow::into_owned)
}

/// The same, not copied where it is as it should be.
pub(super) fn address_of(raw: &str) -> Option<Cow<'_, str>> {
    // Most of what is stored went through the same parser before.
    if is_plain(raw) {
        return Some(Cow::Borrowed(raw));
    }
    let clean: String = Text::new(raw).chars().filter(|c| !c.is_whitespace()).collect();
    let url = Url::parse(&clean).ok()?;
    SCHEMES.contains(&url.scheme()).then(|| Cow::Owned(url.into()))
}

/// Whether the parser surely leaves a web address as it is: a host of letters in lower case that is no
/// number, a path without dots between slashes, nothing that is encoded or would be.
fn is_plain(raw: &str) -> bool {
    let rest = raw.strip_prefix("https://").or_else(|| raw.strip_prefix("http://"));
    let Some((host, path)) = rest.and_then(|rest| rest.split_once('/')) else { return false };
    let is_label = |label: &str| {
        let is_inner = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-';
        // The fourth of `xn--` says that something is encoded.
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(is_inner)
            && !label.contains("--")
    };
    let last = host.rsplit('.').next().unwrap_or_default();
    let is_safe = |b: u8| b.is_ascii_alphanumeric() || b"-._~!$()*+,;=:@/?&".contains(&b);
    host.len() <= 253
        && host.split('.').all(is_label)
        && last.starts_with(|c: char| c.is_ascii_lowercase())
        && !path.starts_with('.')
        && !path.contains("/.")
        && path.bytes().all(is_safe)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(raw: &str, want: Option<&str>) {
        assert_eq!(address(raw).as_deref(), want, "{raw:?}");
        if is_plain(raw) {
            let parsed = Url::parse(raw).map(String::from);
            assert_eq!(parsed.as_deref(), Ok(raw), "the parser has the last word");
        }
    }

    #[test]
    fn addresses() {
        let plain = "https://a-1.example.org/x/y-z_1.html?a=b&c=d/e?f;(g)";
        assert!(is_plain(plain));
        check(plain, Some(plain));
        check("http://example.org/", Some("http://example.org/"));
        check("http://example.org", Some("http://example.org/"));
        check("HTTP://Example.ORG/A", Some("http://example.org/A"));
        check("http://example.org:80/a", Some("http://example.org/a"));
        check("http://example.org/a/../b", Some("http://example.org/b"));
        check("http://example.org/./b", Some("http://example.org/b"));
        check("http://example.org/../b", Some("http://example.org/b"));
        check("http://example.org/a b\u{e9}", Some("http://example.org/ab%C3%A9"));
        check("http://1.2/x", Some("http://1.0.0.2/x"));
        check("http://0x7f/x", Some("http://0.0.0.127/x"));
        check("http://a.0x1f/x", None);
        check("http://xn--a/x", None);
        check("https://user@example.org/x", Some("https://user@example.org/x"));
        check("javascript:alert(1)", None);
        check("/relative", None);
        check("gemini://example.org/x", Some("gemini://example.org/x"));
    }

    #[test]
    fn what_is_plain_is_what_the_parser_gives() {
        for byte in 0..128_u8 {
            let c = char::from(byte);
            for raw in [
                format!("https://a{c}b.org/x"),
                format!("https://a.{c}b/x"),
                format!("https://a.b/{c}"),
                format!("https://a.b/x{c}{c}/{c}/y"),
                format!("https://a.b/x?{c}y"),
            ] {
                if is_plain(&raw) {
                    assert_eq!(Url::parse(&raw).map(String::from), Ok(raw));
                }
            }
        }
    }
}
