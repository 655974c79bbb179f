//! What lies behind an [`super::Error`]: the step that failed, and what the other side said.

use std::{error, fmt};

/// What came with an answer that is no document: enough to tell what it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Excerpt {
    /// The beginning of the body, decoded.
    pub bytes: Vec<u8>,
    /// The header fields that may say who speaks, by their names in lower case.
    pub fields: Vec<(String, String)>,
}

/// Which step of connecting failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreachable {
    /// The host name has no address.
    Name,
    /// Nothing listens there.
    Refused,
    /// The host is not who it says it is, or speaks no TLS we know.
    Tls,
    /// Anything else: no route, reset, and so on.
    Other,
}

/// What did not happen in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// The connection.
    Connect,
    /// The next bytes of an answer.
    Idle,
    /// The whole visit, redirects included.
    Total,
}

/// Why a redirect is not followed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RedirectFault {
    /// There is no address, or it is none.
    Address,
    /// Neither `http` nor `https`.
    Scheme,
    /// We have been there in this visit already.
    Loop,
    /// One too many.
    TooMany,
}

/// The innermost cause in the words of the library that met it.
///
/// The layers above it say nothing a person can use ("error sending request", "client error").
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cause(String);

impl Cause {
    /// The innermost of a chain of causes.
    pub(super) fn of(error: &(dyn error::Error + 'static)) -> Self {
        Cause(chain(error).last().map_or_else(String::new, ToString::to_string))
    }

    /// A cause in our own words.
    pub(super) fn say(text: impl Into<String>) -> Self {
        Cause(text.into())
    }
}

/// An error and its causes, outermost first.
pub(super) fn chain<'a>(
    error: &'a (dyn error::Error + 'static),
) -> impl Iterator<Item = &'a (dyn error::Error + 'static)> {
    std::iter::successors(Some(error), |error| error.source())
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl error::Error for Cause {}

impl fmt::Display for Unreachable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Unreachable::Name => "its host name has no address",
            Unreachable::Refused => "it refuses connections",
            Unreachable::Tls => "no trusted TLS connection",
            Unreachable::Other => "no connection",
        })
    }
}

impl fmt::Display for Phase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Phase::Connect => "no connection",
            Phase::Idle => "no further bytes",
            Phase::Total => "not done",
        })
    }
}

impl fmt::Display for RedirectFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            RedirectFault::Address => "not an address",
            RedirectFault::Scheme => "neither http nor https",
            RedirectFault::Loop => "it leads in a circle",
            RedirectFault::TooMany => "one redirect too many",
        })
    }
}
