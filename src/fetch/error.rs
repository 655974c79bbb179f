//! Why a source could not be read this time, and what the operator can do about it.

use std::{io, net::IpAddr, path::PathBuf, time::Duration};

use super::{Cause, Excerpt, Lack, Missing, Phase, Postponed, RedirectFault, Unreachable, host};

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
    /// A secret of the source is not where it should be, so it was not asked.
    #[error("{url} needs a secret that is not there")]
    Secret {
        /// The source.
        url: String,
        /// Where it should be.
        source: Missing,
    },
    /// The proxy is not there, or gives no connection.
    #[error("cannot reach {url} by way of the proxy {proxy}")]
    Proxy {
        /// The address that was asked.
        url: String,
        /// The proxy.
        proxy: String,
        /// What the system or the proxy says.
        source: Cause,
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
    /// An address that nobody can be asked at.
    #[error("{url} cannot be asked: {what}")]
    Barred {
        /// The address.
        url: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The host does not want programs to ask for the page.
    #[error("{url} is closed to programs: robots.txt of its host says so")]
    Unwelcome {
        /// The page.
        url: String,
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
        /// What it sent with it.
        excerpt: Excerpt,
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

impl Error {
    /// What the operator can do about it, if anything.
    pub fn help(&self) -> Option<&'static str> {
        Some(match self {
            Error::Client { .. } => "check fetch.user_agent and the certificates of this machine",
            Error::Pattern { .. } => "write [*] for a literal star",
            Error::Header { .. } => {
                "a name is letters, digits and dashes; a value has no line breaks"
            }
            Error::Secret { source, .. } => source.help(),
            Error::Proxy { .. } => {
                "check that the proxy runs and lets us in; proxy = \"none\" goes without it"
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
                "the server wants a login, or no programs; a source can have `auth` and `cookies`"
            }
            Error::Status { status: 407, .. } => "the proxy wants a login: `proxy_auth`",
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
            | Error::Barred { .. }
            | Error::Unwelcome { .. }
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
            Error::Redirect { .. }
            | Error::NotAllowed { .. }
            | Error::Barred { .. }
            | Error::Unwelcome { .. } => true,
            Error::Connect { what, .. } => *what == Unreachable::Name,
            _ => false,
        }
    }

    /// Whether the other side ended the connection instead of answering.
    pub(super) fn is_hang_up(&self) -> bool {
        matches!(self, Error::Exchange { hung_up: true, .. })
    }

    /// Whether the server says that the document is gone for good.
    pub fn is_gone(&self) -> bool {
        matches!(self, Error::Status { status: 410, .. })
    }

    /// Whether there is nothing at the address: no document, or no host of that name.
    pub fn is_missing(&self) -> bool {
        matches!(
            self,
            Error::Status { status: 404, .. } | Error::Connect { what: Unreachable::Name, .. }
        )
    }

    /// Whether the server rejects how it was asked, which is worth changing.
    pub fn blames_the_request(&self) -> bool {
        matches!(self, Error::Status { status: 400 | 412 | 428, .. })
    }

    /// Whether it may be how it was asked that the server stumbled over: some do over validators.
    pub fn may_blame_the_request(&self) -> bool {
        matches!(self, Error::Status { status: 500, .. })
    }

    /// What came with the status, if that is what went wrong.
    pub fn excerpt(&self) -> Option<&Excerpt> {
        match self {
            Error::Status { excerpt, .. } => Some(excerpt),
            _ => None,
        }
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
            Error::Status {
                url: url(),
                status: 503,
                retry_after: None,
                excerpt: Excerpt::default(),
            },
            "https://news.example/feed answered 503 Service Unavailable",
            None,
        );
        check(
            Error::Status {
                url: url(),
                status: 799,
                retry_after: None,
                excerpt: Excerpt::default(),
            },
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
