//! `Accept-Encoding` → the codings to try, best first.

use axum::http::{HeaderMap, header::ACCEPT_ENCODING};

use crate::mill::Coding;

/// The codings that a client prefers to none, best first (RFC 9110 §12.5.3). Of those it likes as much,
/// the smaller one is first.
pub(super) fn codings(headers: &HeaderMap) -> Vec<Coding> {
    let lists = headers.get_all(ACCEPT_ENCODING).iter().filter_map(|list| list.to_str().ok());
    let wishes: Vec<(String, u16)> =
        lists.flat_map(|list| list.split(',')).filter_map(wish).collect();
    let named =
        |name: &str| wishes.iter().find(|(wish, _)| wish == name).map(|&(_, weight)| weight);
    let rest = named("*");
    let weight = |names: &[&str]| names.iter().find_map(|name| named(name)).or(rest).unwrap_or(0);
    // Who does not name it takes it when nothing better is there.
    let plain = named("identity").unwrap_or(0);
    let mut liked: Vec<(Coding, u16)> =
        [(Coding::Brotli, weight(&["br"])), (Coding::Gzip, weight(&["gzip", "x-gzip"]))]
            .into_iter()
            .filter(|&(_, weight)| weight > 0 && weight >= plain)
            .collect();
    liked.sort_by_key(|&(_, weight)| std::cmp::Reverse(weight));
    liked.into_iter().map(|(coding, _)| coding).collect()
}

/// The name of a coding in `Content-Encoding`.
pub(super) fn name(coding: Coding) -> &'static str {
    match coding {
        Coding::Gzip => "gzip",
        Coding::Brotli => "br",
    }
}

/// One member of the list, with its weight in thousandths. One that cannot be read is not there.
fn wish(text: &str) -> Option<(String, u16)> {
    let mut parts = text.split(';').map(str::trim);
    let name = parts.next().filter(|name| !name.is_empty())?.to_ascii_lowercase();
    let mut weight = 1000;
    for part in parts {
        let (key, value) = part.split_once('=')?;
        if key.trim().eq_ignore_ascii_case("q") {
            weight = thousandths(value.trim())?;
        }
    }
    Some((name, weight))
}

/// `0.75` → 750: a digit, and up to three more (RFC 9110 §12.4.2).
fn thousandths(text: &str) -> Option<u16> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 1 || fraction.len() > 3 || !is_digits(whole) || !is_digits(fraction) {
        return None;
    }
    let weight = format!("{whole}{fraction:0<3}").parse().ok()?;
    (weight <= 1000).then_some(weight)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(field: &str, want: &[&str]) {
        let headers = HeaderMap::from_iter([(ACCEPT_ENCODING, field.parse().unwrap())]);
        let codings: Vec<&str> = codings(&headers).into_iter().map(name).collect();
        assert_eq!(codings, want, "{field}");
    }

    #[test]
    fn lists() {
        check("gzip, deflate, br, zstd", &["br", "gzip"]);
        check("gzip", &["gzip"]);
        check("X-GZIP", &["gzip"]);
        check("*", &["br", "gzip"]);
        check("br;q=0, *", &["gzip"]);
        check("", &[]);
        check("identity", &[]);
        check("deflate", &[]);
        assert_eq!(codings(&HeaderMap::new()), []);
    }

    #[test]
    fn weights() {
        check("gzip;q=1.0, br;q=0.9", &["gzip", "br"]);
        check("gzip; q=0.001 , br ;q=0", &["gzip"]);
        check("gzip;q=0.5, identity;q=0.9", &[]);
        check("gzip, identity;q=0.9", &["gzip"]);
        check("gzip;q=0.000", &[]);
        for wrong in
            ["gzip;q=2", "gzip;q=1.001", "gzip;q=0.1234", "gzip;q=x", "gzip;q", "gzip;q=-1"]
        {
            check(wrong, &[]);
        }
    }
}
