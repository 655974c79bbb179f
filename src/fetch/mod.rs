//! Sources → documents: local files and HTTP, with manners and limits.

use std::{net::IpAddr, path::PathBuf, time::Duration};

use url::Url;

/// What fetching obeys in all sources.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Who asks: the `User-Agent` field.
    pub user_agent: String,
    /// Most hosts that are asked at the same time; one request at a time per host.
    pub concurrency: usize,
    /// Pause between two requests to one host.
    pub host_interval: Duration,
    /// Longest wait for a connection.
    pub connect_timeout: Duration,
    /// Longest silence within a response.
    pub idle_timeout: Duration,
    /// Longest time for one source, over connect, redirects and body.
    pub total_timeout: Duration,
    /// Most bytes of a body as it is sent.
    pub max_body: u64,
    /// Most bytes of a decoded body, counted while streaming.
    pub max_decoded: u64,
    /// Networks that may be asked although they are private, loopback and the like.
    pub allow_addresses: Vec<Network>,
}

/// A range of addresses: `10.0.0.0/8`, or one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    /// First address.
    pub address: IpAddr,
    /// Leading bits that are the same in the whole range.
    pub prefix: u8,
}

/// Where one source is read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// Local files.
    Files {
        /// Glob patterns, absolute.
        globs: Vec<String>,
        /// The folder that file names are told relative to.
        root: PathBuf,
    },
    /// A remote document.
    Web {
        /// Its address.
        url: Url,
        /// Header fields to send besides our own.
        headers: Vec<(String, String)>,
    },
}
