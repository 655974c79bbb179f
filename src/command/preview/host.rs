//! Who was asked for: only names of this machine.
//!
//! A page on the web can give its own name the address of this machine and then read what the preview
//! answers ("DNS rebinding"). Its requests carry that name.

use std::net::IpAddr;

use axum::http::{StatusCode, Version, header::HOST, request::Parts};

/// Lets requests pass that are meant for this machine.
pub(super) fn check(request: &Parts) -> Result<(), StatusCode> {
    let mut named = request.headers.get_all(HOST).iter();
    let host = match (named.next(), named.next()) {
        // The address of the request counts more than the field (RFC 9112 §3.2.2).
        (Some(host), None) => request
            .uri
            .authority()
            .map_or_else(|| host.to_str().ok(), |authority| Some(authority.as_str())),
        (None, _) if request.version < Version::HTTP_11 => return Ok(()),
        // None, or several (RFC 9112 §3.2).
        _ => return Err(StatusCode::BAD_REQUEST),
    };
    match host.is_some_and(is_this_machine) {
        true => Ok(()),
        false => Err(StatusCode::MISDIRECTED_REQUEST),
    }
}

/// Whether `name[:port]` can only mean this machine (RFC 6761 §6.3).
fn is_this_machine(host: &str) -> bool {
    let (name, port) = match host.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((name, port)) => (name, port),
        None => host.split_at(host.find(':').unwrap_or(host.len())),
    };
    let port_is_fine =
        port.is_empty() || port.strip_prefix(':').is_some_and(|port| port.parse::<u16>().is_ok());
    let lower = name.to_ascii_lowercase();
    let lower = lower.strip_suffix('.').unwrap_or(&lower);
    let is_loopback = name.parse::<IpAddr>().is_ok_and(|ip| ip.to_canonical().is_loopback());
    port_is_fine && (is_loopback || lower == "localhost" || lower.ends_with(".localhost"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn name(host: &str, want: bool) {
        assert_eq!(is_this_machine(host), want, "{host:?}");
    }

    #[test]
    fn names() {
        for host in ["127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:8080", "localhost:1"] {
            name(host, true);
        }
        for host in ["LocalHost", "localhost.", "feeds.localhost:80", "127.8.9.1"] {
            name(host, true);
        }
        for host in ["", "evil.example", "localhost.evil.example", "192.0.2.1", "[::2]", "0.0.0.0"]
        {
            name(host, false);
        }
        for host in ["localhost:x", "localhost:", "evil.example:8080", "notlocalhost", "[::1"] {
            name(host, false);
        }
    }

    #[track_caller]
    fn check_fields(uri: &str, hosts: &[&str], version: Version, want: Result<(), u16>) {
        let mut builder = axum::http::Request::builder().uri(uri).version(version);
        for host in hosts {
            builder = builder.header(HOST, *host);
        }
        let (parts, ()) = builder.body(()).unwrap().into_parts();
        assert_eq!(check(&parts).map_err(|status| status.as_u16()), want, "{uri} {hosts:?}");
    }

    #[test]
    fn fields() {
        check_fields("/", &["localhost"], Version::HTTP_11, Ok(()));
        check_fields("/", &["evil.example"], Version::HTTP_11, Err(421));
        check_fields("/", &["localhost", "evil.example"], Version::HTTP_11, Err(400));
        check_fields("/", &[], Version::HTTP_11, Err(400));
        check_fields("/", &[], Version::HTTP_10, Ok(()));
        check_fields("http://evil.example/", &["localhost"], Version::HTTP_11, Err(421));
        check_fields("http://localhost/", &["evil.example"], Version::HTTP_11, Ok(()));
    }
}
