//! Addresses (RFC 3986), held against the letter.

use url::Url;

use super::table::{ADDRESS, ADDRESS_CHARACTER, ADDRESS_FORM, ADDRESS_RELATIVE, Rule};

/// What may stand in a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wanted {
    /// An absolute address of any scheme, such as an identifier.
    Absolute,
    /// An absolute address of the web.
    Web,
    /// Also a relative one.
    Reference,
}

/// The rule that an address breaks.
pub(super) fn check(address: &str, wanted: Wanted) -> Option<&'static Rule> {
    let is_barred = |c: char| {
        c.is_whitespace()
            || c.is_control()
            || matches!(c, '<' | '>' | '"' | '{' | '}' | '|' | '\\' | '^' | '`')
    };
    if address.is_empty() {
        return (wanted != Wanted::Reference).then_some(ADDRESS);
    }
    if address.contains(is_barred) || has_bad_escape(address) {
        return Some(ADDRESS_CHARACTER);
    }
    let Some(scheme) = scheme(address) else {
        return (wanted != Wanted::Reference).then_some(ADDRESS_RELATIVE);
    };
    let rest = &address[scheme.len() + 1..];
    let is_good = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" | "ftp" => {
            // The parser forgives slashes too many or too few.
            let has_host =
                rest.strip_prefix("//").is_some_and(|rest| !rest.starts_with(['/', '?', '#']));
            has_host && Url::parse(address).is_ok()
        }
        _ if wanted == Wanted::Web => false,
        "urn" => is_urn(rest),
        "tag" => is_tag(rest),
        "mailto" => rest.contains('@'),
        _ => !rest.is_empty(),
    };
    if !is_good {
        return Some(ADDRESS);
    }
    is_abnormal(scheme, rest).then_some(ADDRESS_FORM)
}

/// The scheme of an absolute address.
pub(super) fn scheme(address: &str) -> Option<&str> {
    let (scheme, _) = address.split_once(':')?;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-');
    let is_scheme =
        scheme.starts_with(|c: char| c.is_ascii_alphabetic()) && scheme.chars().all(is_part);
    is_scheme.then_some(scheme)
}

fn has_bad_escape(address: &str) -> bool {
    let bytes = address.as_bytes();
    memchr::memchr_iter(b'%', bytes).any(|at| {
        !bytes.get(at + 1..at + 3).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit))
    })
}

/// `urn:NID:NSS` (RFC 8141 §2), without its scheme.
fn is_urn(rest: &str) -> bool {
    let Some((id, name)) = rest.split_once(':') else { return false };
    let is_part = |b: u8| b.is_ascii_alphanumeric() || b == b'-';
    let is_id = (2..=32).contains(&id.len()) && id.bytes().all(is_part) && !id.starts_with('-');
    let is_uuid = |name: &str| {
        let parts: Vec<usize> = name.split('-').map(str::len).collect();
        parts == [8, 4, 4, 4, 12] && name.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-')
    };
    is_id && !name.is_empty() && (!id.eq_ignore_ascii_case("uuid") || is_uuid(name))
}

/// `tag:authority,date:specific` (RFC 4151 §2.1), without its scheme.
fn is_tag(rest: &str) -> bool {
    let Some((authority, rest)) = rest.split_once(',') else { return false };
    let Some((date, _)) = rest.split_once(':') else { return false };
    let is_date = matches!(date.len(), 4 | 7 | 10)
        && date.bytes().enumerate().all(|(at, b)| match at {
            4 | 7 => b == b'-',
            _ => b.is_ascii_digit(),
        });
    authority.contains('.') && is_date
}

/// Capitals in scheme or host, or a port that goes without saying (RFC 3986 §6.2.2.1, §6.2.3).
fn is_abnormal(scheme: &str, rest: &str) -> bool {
    let authority = rest.strip_prefix("//").unwrap_or_default();
    let authority = authority.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let has_capitals = |text: &str| text.bytes().any(|byte| byte.is_ascii_uppercase());
    has_capitals(scheme)
        || has_capitals(host)
        || scheme == "http" && host.ends_with(":80")
        || scheme == "https" && host.ends_with(":443")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_all(wanted: Wanted, table: &[(&str, &str)]) {
        for (address, want) in table {
            let rule = check(address, wanted).map_or("", |rule| rule.id);
            assert_eq!(rule, *want, "{address}");
        }
    }

    #[test]
    fn table() {
        check_all(
            Wanted::Absolute,
            &[
                ("https://example.org/a?b=c#d", ""),
                ("https://exämple.org/ä", ""),
                ("urn:uuid:60a76c80-d399-11d9-b93c-0003939e0af6", ""),
                ("tag:example.org,2026:x", ""),
                ("tag:example.org,2026-01-13:x", ""),
                ("mailto:a@example.org", ""),
                ("", "address"),
                ("urn:uuid:60a76c80", "address"),
                ("urn:x", "address"),
                ("tag:example.org:x", "address"),
                ("http:///a", "address"),
                ("http:example.org", "address"),
                ("/a", "address-relative"),
                ("www.example.org", "address-relative"),
                ("https://example.org/a b", "address-character"),
                ("https://example.org/%zz", "address-character"),
                ("https://example.org/%4", "address-character"),
                ("HTTP://example.org/", "address-form"),
                ("http://Example.org/A", "address-form"),
                ("http://example.org:80/", "address-form"),
            ],
        );
        check_all(Wanted::Web, &[("urn:isbn:1", "address"), ("http://a.example/", "")]);
        check_all(Wanted::Reference, &[("", ""), ("a/b", ""), ("a b", "address-character")]);
    }
}
