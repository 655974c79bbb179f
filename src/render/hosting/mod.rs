//! Settings → what hosts are told: types, caching, and who may read.
//!
//! Files that a host reads in the published folder (`_headers`, `.htaccess`) are artifacts. What is
//! put into the configuration of a server (nginx, Caddy) is only printed: nobody wants to publish that
//! by accident. All of them are written from the one table in [`crate::model::Media`].

mod apache;
mod caddy;
mod netlify;
mod nginx;
mod pattern;
#[cfg(test)]
mod tests;

use crate::model::{Artifact, Caching, EVERYWHERE, EXTENSIONS, Format, PAGE_POLICY as POLICY};

use super::{Settings, path, plain};

/// A host that can be told how to serve the files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Host {
    /// A file for the configuration of nginx.
    Nginx,
    /// A Caddyfile.
    Caddy,
    /// `_headers`, as Netlify and Cloudflare Pages read it.
    Netlify,
    /// `.htaccess`, as Apache reads it.
    Apache,
}

/// What a host is told. `root` is the folder on that host in which the published files lie; `topics`
/// are the ids of the feeds.
pub fn hosting(host: Host, root: &str, topics: &[&str], settings: &Settings) -> String {
    match host {
        Host::Nginx => nginx::write(root, settings),
        Host::Caddy => caddy::write(root, settings),
        Host::Netlify => netlify::write(topics, settings),
        Host::Apache => apache::write(settings),
    }
}

/// The files that hosts read in the published folder.
pub(super) fn files(topics: &[&str], settings: &Settings) -> Vec<Artifact> {
    let mut hosts = settings.headers.clone();
    hosts.sort();
    hosts.dedup();
    let file = |host: Host| {
        let name = match host {
            Host::Netlify => "_headers",
            Host::Apache => ".htaccess",
            Host::Nginx | Host::Caddy => return None,
        };
        Some(plain(name.to_owned(), Format::Text, hosting(host, "", topics, settings)))
    };
    hosts.into_iter().filter_map(file).collect()
}

/// `robots.txt`, which names the sitemap. It is looked for at the root of a host only (RFC 9309 §2.3),
/// so a site in a folder has none.
pub(super) fn robots(settings: &Settings) -> Option<Artifact> {
    (settings.site.base_url.path() == "/").then(|| {
        let sitemap = path::absolute(&settings.site, path::SITEMAP);
        let text = format!("User-agent: *\nDisallow:\n\nSitemap: {sitemap}\n");
        plain("robots.txt".to_owned(), Format::Text, text)
    })
}

/// Extensions whose files scripts of other sites may read.
fn shared_extensions() -> impl Iterator<Item = &'static str> {
    EXTENSIONS.iter().filter(|(_, media)| media.is_shared()).map(|&(extension, _)| extension)
}

const SHORT: &str = Caching::Short.value();
const FOREVER: &str = Caching::Forever.value();
