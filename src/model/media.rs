//! What a published file is to a host: its media type, how long a copy may be kept, who may read it.
//!
//! One table for all. `feedmill serve` obeys it, and what other hosts are told (`render::hosting`) is
//! written from it, so that a preview and the real thing agree.

use super::{Feed, Format};

/// Where each feed document stands below the output directory; `{topic}` stands for the topic id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Names {
    /// RSS 2.0, by default `{topic}/rss.xml`.
    pub rss: String,
    /// Atom 1.0, by default `{topic}/atom.xml`.
    pub atom: String,
    /// JSON Feed 1.1, by default `{topic}/feed.json`.
    pub json: String,
}

/// A media type, and whether its files are text that a host should call UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Media {
    /// The type without parameters.
    pub name: &'static str,
    /// Whether `charset=utf-8` belongs to it. JSON has no such parameter (RFC 8259 §11).
    pub has_charset: bool,
    /// Whether packing makes it smaller.
    pub is_packable: bool,
}

/// How long a copy of a file may be used without asking.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caching {
    /// A few minutes; then a conditional request. New items shall not wait in caches.
    Short,
    /// For good: the file is never written again (RFC 5005 archive documents).
    Forever,
}

/// The folder beside a live feed document in which its archive documents stand. `ai/rss.xml` has
/// `ai/archive/rss-1.xml` and so on.
pub const ARCHIVE: &str = "archive";

/// Every other published file, by its extension.
pub const EXTENSIONS: &[(&str, Media)] = &[
    ("html", Media::text("text/html")),
    ("rss", Media::RSS),
    ("atom", Media::ATOM),
    ("opml", Media::text("text/x-opml")),
    ("xml", Media::text("application/xml")),
    ("json", Media::json("application/json")),
    ("css", Media::text("text/css")),
    ("js", Media::text("text/javascript")),
    ("txt", Media::text("text/plain")),
    // Pictures of whoever runs the site.
    ("svg", Media::json("image/svg+xml")),
    ("png", Media::binary("image/png")),
    ("jpg", Media::binary("image/jpeg")),
    ("jpeg", Media::binary("image/jpeg")),
    ("gif", Media::binary("image/gif")),
    ("webp", Media::binary("image/webp")),
    ("ico", Media::binary("image/x-icon")),
    ("gz", Media::binary("application/gzip")),
];

/// Header fields of every answer, whatever the file.
pub const EVERYWHERE: [(&str, &str); 2] =
    [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer")];

/// What pages may load: the style sheet, the script and the index of the search, from here and nowhere
/// else. The page itself says less, because a `meta` element cannot forbid frames (CSP 3 §3.3).
pub const PAGE_POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
                               connect-src 'self'; img-src 'self'; base-uri 'none'; \
                               form-action 'self'; frame-ancestors 'none'";

impl Media {
    /// RSS 2.0.
    pub const RSS: Media = Media::text("application/rss+xml");
    /// Atom 1.0 (RFC 4287 §7).
    pub const ATOM: Media = Media::text("application/atom+xml");
    /// JSON Feed 1.1.
    pub const JSON_FEED: Media = Media::json("application/feed+json");
    /// What no type is known for.
    pub const UNKNOWN: Media = Media::binary("application/octet-stream");

    const fn text(name: &'static str) -> Self {
        Media { name, has_charset: true, is_packable: true }
    }

    /// Text that says its charset by itself.
    const fn json(name: &'static str) -> Self {
        Media { name, has_charset: false, is_packable: true }
    }

    const fn binary(name: &'static str) -> Self {
        Media { name, has_charset: false, is_packable: false }
    }

    /// The value of `Content-Type`.
    pub fn content_type(self) -> String {
        let charset = if self.has_charset { "; charset=utf-8" } else { "" };
        format!("{}{charset}", self.name)
    }

    /// Whether scripts of other sites may read it: feeds and lists of feeds are made for programs.
    pub fn is_shared(self) -> bool {
        [Media::RSS, Media::ATOM, Media::JSON_FEED].contains(&self) || self.name == "text/x-opml"
    }

    /// Whether a browser shows it as a page.
    pub fn is_page(self) -> bool {
        self.name == "text/html"
    }
}

impl Caching {
    /// The value of `Cache-Control` (RFC 9111 §5.2; `immutable`: RFC 8246).
    pub const fn value(self) -> &'static str {
        match self {
            Caching::Short => "public, max-age=300, must-revalidate",
            Caching::Forever => "public, max-age=31536000, immutable",
        }
    }
}

impl Default for Names {
    fn default() -> Self {
        Names {
            rss: "{topic}/rss.xml".to_owned(),
            atom: "{topic}/atom.xml".to_owned(),
            json: "{topic}/feed.json".to_owned(),
        }
    }
}

impl Names {
    /// Each name with the format and media type of its files.
    pub fn each(&self) -> [(&str, Format, Media); 3] {
        [
            (&self.rss, Format::Rss, Media::RSS),
            (&self.atom, Format::Atom, Media::ATOM),
            (&self.json, Format::JsonFeed, Media::JSON_FEED),
        ]
    }

    /// The media type of a file, by its path below the output directory.
    pub fn media(&self, path: &str) -> Media {
        let feed =
            self.each().into_iter().find(|(name, ..)| fits(name, path) || is_archive(name, path));
        if let Some((_, _, media)) = feed {
            return media;
        }
        let extension = last(path).rsplit_once('.').map_or("", |(_, extension)| extension);
        let known = EXTENSIONS.iter().find(|(known, _)| extension.eq_ignore_ascii_case(known));
        known.map_or(Media::UNKNOWN, |&(_, media)| media)
    }

    /// How long a copy of a file may be used.
    pub fn caching(&self, path: &str) -> Caching {
        match self.each().iter().any(|(name, ..)| is_archive(name, path)) {
            true => Caching::Forever,
            false => Caching::Short,
        }
    }
}

/// Whether a path is that of a feed document, of a topic or a source. Their ids have no slash.
fn fits(name: &str, path: &str) -> bool {
    let Some((before, after)) = name.split_once("{topic}") else { return false };
    let topic = path.strip_prefix(before).and_then(|rest| rest.strip_suffix(after));
    let id = topic.map(|topic| Feed::source_of(topic).unwrap_or(topic));
    id.is_some_and(|id| !id.is_empty() && !id.contains('/'))
}

/// Whether a path is that of an archive document of the feeds called `name`.
fn is_archive(name: &str, path: &str) -> bool {
    let (folders, leaf) = path.rsplit_once('/').unwrap_or(("", path));
    let folders = match folders.strip_suffix(ARCHIVE) {
        Some(above) if above.is_empty() || above.ends_with('/') => above,
        _ => return false,
    };
    let (stem, ending) = match leaf.rsplit_once('.') {
        Some((stem, ending)) => (stem, format!(".{ending}")),
        None => (leaf, String::new()),
    };
    stem.rsplit_once('-').is_some_and(|(stem, number)| {
        let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
        is_number && fits(name, &format!("{folders}{stem}{ending}"))
    })
}

fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(names: &Names, path: &str, want: &str, caching: Caching) {
        assert_eq!(names.media(path).content_type(), want, "{path}");
        assert_eq!(names.caching(path), caching, "{path}");
    }

    #[test]
    fn types() {
        use Caching::{Forever, Short};
        let names = Names::default();
        let (rss, atom) =
            ("application/rss+xml; charset=utf-8", "application/atom+xml; charset=utf-8");
        check(&names, "ai/rss.xml", rss, Short);
        check(&names, "ai/atom.xml", atom, Short);
        check(&names, "ai/feed.json", "application/feed+json", Short);
        check(&names, "source/lab/rss.xml", rss, Short);
        check(&names, "ai/archive/atom-1.xml", atom, Forever);
        check(&names, "ai/archive/feed-2026.json", "application/feed+json", Forever);
        check(&names, "ai/archive/atom.xml", "application/xml; charset=utf-8", Short);
        check(&names, "ai/archive/atom-x.xml", "application/xml; charset=utf-8", Short);
        check(&names, "archive/rss.xml", rss, Short);
        check(&names, "archive/rss-1.xml", "application/xml; charset=utf-8", Short);
        check(&names, "archive/archive/rss-1.xml", rss, Forever);
        check(&names, "archive/index.html", "text/html; charset=utf-8", Short);
        check(&names, "rss.xml", "application/xml; charset=utf-8", Short);
        check(&names, "ai.ATOM", atom, Short);
        check(&names, "manifest.json", "application/json", Short);
        check(&names, "sitemap.xml", "application/xml; charset=utf-8", Short);
        check(&names, "feeds.opml", "text/x-opml; charset=utf-8", Short);
        check(&names, "search.js", "text/javascript; charset=utf-8", Short);
        check(&names, "robots.txt", "text/plain; charset=utf-8", Short);
        check(&names, "ai/rss.xml.gz", "application/gzip", Short);
        check(&names, "README", "application/octet-stream", Short);
    }

    #[test]
    fn types_of_other_names() {
        let names = Names {
            rss: "{topic}.rss".into(),
            atom: "feeds/{topic}-atom.xml".into(),
            json: "json/{topic}".into(),
        };
        let short = Caching::Short;
        check(&names, "ai.rss", "application/rss+xml; charset=utf-8", short);
        check(&names, "feeds/ai-atom.xml", "application/atom+xml; charset=utf-8", short);
        check(&names, "feeds/deep/ai-atom.xml", "application/xml; charset=utf-8", short);
        check(&names, "json/ai", "application/feed+json", short);
        check(&names, "json/archive/ai-1", "application/feed+json", Caching::Forever);
        check(&names, "archive/ai-1.rss", "application/rss+xml; charset=utf-8", Caching::Forever);
        check(&names, "json/", "application/octet-stream", short);
    }
}
