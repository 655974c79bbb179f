//! Why a source could not be read this time, and what the operator can do about it.

use std::{error, fmt, io, net::IpAddr, path::PathBuf, time::Duration};

use super::{Lack, Postponed, host};

/// A source could not be read this time. The run goes on without it.
///
/// Addresses in these messages carry no credentials.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No client, so no remote source can be read at all.
    #[error("cannot set up the HTTP client")]
    Client {
        /// What the TLS or HTTP library says.
        source: Cause,
    },
    /// A pattern for local files is none.
    #[error("{pattern:?} is not a glob pattern")]
    Pattern {
        /// As configured.
        pattern: String,
        /// What is wrong with it, and where.
        source: glob::PatternError,
    },
    /// A local file is there but not readable.
    #[error("cannot read {}", path.display())]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A configured header field cannot be sent.
    #[error("{url} has a header field that cannot be sent: {name:?}")]
    Header {
        /// The source.
        url: String,
        /// Its name. The value may be a secret and is not told.
        name: String,
    },
    /// No connection.
    #[error("cannot connect to {url}: {what}")]
    Connect {
        /// The address that was asked.
        url: String,
        /// Which step failed.
        what: Unreachable,
        /// What the system says.
        source: Cause,
    },
    /// The address is not one that a stranger may lead us to.
    #[error("{url} leads to {address}, which is not a public address")]
    NotAllowed {
        /// The address that was asked.
        url: String,
        /// What its host is or resolves to.
        address: IpAddr,
    },
    /// Time ran out.
    #[error("{url} is too slow: {phase} within {limit:?}")]
    TimedOut {
        /// The address that was asked.
        url: String,
        /// What did not happen in time.
        phase: Phase,
        /// The time it had.
        limit: Duration,
    },
    /// The server answered, but not with a document.
    #[error("{url} answered {status}{}", reason(*status))]
    Status {
        /// The address that was asked.
        url: String,
        /// The status code (RFC 9110 §15).
        status: u16,
        /// How long the server asks us to stay away.
        retry_after: Option<Duration>,
        /// The beginning of what it sent with it.
        excerpt: Vec<u8>,
    },
    /// A redirect that is not followed.
    #[error("{url} redirects to {to:?}: {fault}")]
    Redirect {
        /// The address that redirects.
        url: String,
        /// Where it points, as written.
        to: String,
        /// Why it is not followed.
        fault: RedirectFault,
    },
    /// Larger than a setting permits.
    #[error("{place} is larger than {limit} bytes")]
    TooLarge {
        /// Address or path.
        place: String,
        /// The most that is accepted.
        limit: u64,
        /// The setting that says so.
        setting: &'static str,
    },
    /// The body broke off or its coding is broken. Nothing of it is kept.
    #[error("the answer of {url} is cut or damaged")]
    Body {
        /// The address that was asked.
        url: String,
        /// What is wrong with it.
        source: Cause,
    },
    /// What the server speaks is not HTTP, or it hung up.
    #[error("the exchange with {url} failed")]
    Exchange {
        /// The address that was asked.
        url: String,
        /// Whether the other side ended the connection before its answer began.
        hung_up: bool,
        /// What went wrong.
        source: Cause,
    },
    /// It was not asked this time. Nothing is wrong with it.
    #[error("{url} was not asked: {why}")]
    Postponed {
        /// The address that would have been asked.
        url: String,
        /// Why not.
        why: Postponed,
    },
    /// A replay has no answer. It asks nobody but the tape.
    #[error("{url} {lack}")]
    Tape {
        /// The address, or the patterns of local files.
        url: String,
        /// What the tape lacks.
        lack: Lack,
    },
    /// A fault of feedmill itself, kept to this one source.
    #[error("reading {place} met a fault in feedmill")]
    Panicked {
        /// The place as the config gives it.
        place: String,
    },
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

impl Error {
    /// What the operator can do about it, if anything.
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Error::Client { .. } => "check fetch.user_agent and the certificates of this machine",
            Error::Pattern { .. } => "write [*] for a literal star",
            Error::Header { .. } => {
                "a name is letters, digits and dashes; a value has no line breaks"
            }
            Error::NotAllowed { .. } => {
                "if this host is meant, add its address to fetch.allow_addresses"
            }
            Error::Connect { what: Unreachable::Name, .. } => {
                "check the spelling of the host, and the network of this machine"
            }
            Error::Connect { what: Unreachable::Tls, .. } => {
                "check the clock and the certificates of this machine; else only the publisher can help"
            }
            Error::TimedOut { phase: Phase::Connect, .. } => {
                "the host may be down; fetch.connect_timeout sets the wait"
            }
            Error::TimedOut { phase: Phase::Idle, .. } => "fetch.idle_timeout sets the wait",
            Error::TimedOut { phase: Phase::Total, .. } => "fetch.total_timeout sets the wait",
            Error::Status { status: 401 | 403, .. } => {
                "the server wants a login, or no programs; the source can send header fields"
            }
            Error::Status { status: 404, .. } => "look for the feed's new address",
            Error::Status { status: 410, .. } => {
                "the publisher took it down for good: switch the source off"
            }
            Error::TooLarge { setting: "fetch.max_body", .. } => "raise fetch.max_body",
            Error::TooLarge { .. } => "raise fetch.max_decoded",
            Error::Tape { .. } => "this replay went another way than the run that was recorded",
            Error::Panicked { .. } => "please report it, with the address of the source",
            Error::Read { source, .. } if source.kind() == io::ErrorKind::PermissionDenied => {
                "let the user that runs feedmill read it"
            }
            Error::Read { .. }
            | Error::Connect { .. }
            | Error::Status { .. }
            | Error::Redirect { .. }
            | Error::Body { .. }
            | Error::Exchange { .. }
            | Error::Postponed { .. } => return None,
        })
    }

    /// Whether asking the same address again is likely to end the same: the document is not there,
    /// it is not for us, or it leads nowhere. A server that is down or busy is none of these.
    pub fn is_lasting(&self) -> bool {
        match self {
            Error::Status { status, .. } => {
                (400..500).contains(status) && ![408, 429].contains(status)
            }
            Error::Redirect { .. } | Error::NotAllowed { .. } => true,
            Error::Connect { what, .. } => *what == Unreachable::Name,
            _ => false,
        }
    }

    /// Whether asking once more in a moment is likely to end well.
    pub(super) fn is_passing(&self) -> bool {
        matches!(
            self,
            Error::Exchange { hung_up: true, .. } | Error::Connect { what: Unreachable::Other, .. }
        )
    }

    /// Why the place was not asked at all, if it was not.
    pub fn postponed(&self) -> Option<Postponed> {
        match self {
            Error::Postponed { why, .. } => Some(*why),
            _ => None,
        }
    }

    /// The host that asks to be left alone, as [`super::host`] calls it.
    pub fn resting_host(&self) -> Option<String> {
        match self {
            Error::Status { url, status: 429 | 503, .. } => url.parse().ok().map(|url| host(&url)),
            _ => None,
        }
    }

    /// How long the server asks us to stay away.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Error::Status { retry_after, .. } => *retry_after,
            _ => None,
        }
    }
}

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

/// The customary words for a status code, with a space before them.
fn reason(status: u16) -> String {
    reqwest::StatusCode::from_u16(status)
        .ok()
        .and_then(|status| status.canonical_reason())
        .map_or_else(String::new, |reason| format!(" {reason}"))
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[track_caller]
    fn check(error: Error, message: &str, help: Option<&str>) {
        assert_eq!(error.to_string(), message);
        let got = error.help();
        match help {
            None => assert_eq!(got, None),
            Some(part) => assert!(got.is_some_and(|got| got.contains(part)), "{got:?}"),
        }
    }

    fn url() -> String {
        "https://news.example/feed".to_owned()
    }

    #[test]
    fn messages_are_fragments_that_name_the_source() {
        check(
            Error::Status { url: url(), status: 503, retry_after: None, excerpt: Vec::new() },
            "https://news.example/feed answered 503 Service Unavailable",
            None,
        );
        check(
            Error::Status { url: url(), status: 799, retry_after: None, excerpt: Vec::new() },
            "https://news.example/feed answered 799",
            None,
        );
        check(
            Error::NotAllowed { url: url(), address: "10.0.0.1".parse().unwrap() },
            "https://news.example/feed leads to 10.0.0.1, which is not a public address",
            Some("fetch.allow_addresses"),
        );
        check(
            Error::TimedOut { url: url(), phase: Phase::Idle, limit: Duration::from_secs(30) },
            "https://news.example/feed is too slow: no further bytes within 30s",
            Some("fetch.idle_timeout"),
        );
        check(
            Error::TooLarge { place: url(), limit: 5, setting: "fetch.max_body" },
            "https://news.example/feed is larger than 5 bytes",
            Some("fetch.max_body"),
        );
        check(
            Error::Redirect { url: url(), to: "ftp://x".into(), fault: RedirectFault::Scheme },
            "https://news.example/feed redirects to \"ftp://x\": neither http nor https",
            None,
        );
    }

    #[test]
    fn the_cause_is_the_innermost_one() {
        let inner = io::Error::other("no route to host");
        let outer = Error::Read { path: "a.txt".into(), source: inner };
        assert_eq!(Cause::of(&outer).to_string(), "no route to host");
        assert_eq!(outer.source().map(ToString::to_string).as_deref(), Some("no route to host"));
    }
}
