//! What the client says went wrong → an [`Error`] that a person can use.

use std::{error, io, time::Duration};

use url::Url;

use super::{
    Cause, Error, Phase, Settings, Unreachable, cause::chain, guard::Refused, proxy::Route, shown,
};

/// Why a request got no answer.
pub(super) fn no_answer(
    settings: &Settings,
    url: &Url,
    route: Option<&Route>,
    error: &reqwest::Error,
) -> Error {
    let source = Cause::of(error);
    if let Some(&Refused(address)) = find::<Refused>(error) {
        return Error::NotAllowed { url: shown(url), address };
    }
    if error.is_timeout() {
        let phase = if error.is_connect() { Phase::Connect } else { Phase::Idle };
        return timed_out(settings, url, phase);
    }
    if let Some(route) = route
        && error.is_connect()
        && find::<rustls::Error>(error).is_none()
    {
        return Error::Proxy { url: shown(url), proxy: route.to_string(), source };
    }
    let what = if error.is_dns() {
        Unreachable::Name
    } else if find::<rustls::Error>(error).is_some() {
        Unreachable::Tls
    } else if io_kind(error) == Some(io::ErrorKind::ConnectionRefused) {
        Unreachable::Refused
    } else if error.is_connect() && io_kind(error) == Some(io::ErrorKind::UnexpectedEof) {
        // Only a TLS handshake reads while connecting.
        Unreachable::Tls
    } else if error.is_connect() {
        Unreachable::Other
    } else {
        return Error::Exchange { url: shown(url), hung_up: hung_up(error), source };
    };
    Error::Connect { url: shown(url), what, source }
}

/// Why a body did not arrive whole.
pub(super) fn no_body(settings: &Settings, url: &Url, error: &reqwest::Error) -> Error {
    if error.is_timeout() {
        return timed_out(settings, url, Phase::Idle);
    }
    Error::Body { url: shown(url), source: Cause::of(error) }
}

pub(super) fn timed_out(settings: &Settings, url: &Url, phase: Phase) -> Error {
    let limit: Duration = match phase {
        Phase::Connect => settings.connect_timeout,
        Phase::Idle => settings.idle_timeout,
        Phase::Total => settings.total_timeout,
    };
    Error::TimedOut { url: shown(url), phase, limit }
}

/// Whether the other side ended the connection instead of answering.
fn hung_up(error: &reqwest::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof};
    let ended = [BrokenPipe, ConnectionAborted, ConnectionReset, UnexpectedEof];
    io_kind(error).is_some_and(|kind| ended.contains(&kind))
        // The HTTP library has an error of its own for an answer that never began.
        || chain(error).any(|cause| cause.to_string().starts_with("connection closed before"))
}

/// The first cause of a type. Errors of I/O hide what they carry from the usual walk.
fn find<'a, E: error::Error + 'static>(error: &'a (dyn error::Error + 'static)) -> Option<&'a E> {
    chain(error).find_map(|error| {
        error.downcast_ref::<E>().or_else(|| {
            let carried: &(dyn error::Error + 'static) =
                error.downcast_ref::<io::Error>()?.get_ref()?;
            find(carried)
        })
    })
}

fn io_kind(error: &reqwest::Error) -> Option<io::ErrorKind> {
    find::<io::Error>(error).map(io::Error::kind)
}
