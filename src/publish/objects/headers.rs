//! A path → what a store tells whoever asks for the object.

/// Header fields of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Headers {
    /// `Content-Type`.
    pub content_type: &'static str,
    /// `Content-Encoding`, of siblings that are compressed.
    pub content_encoding: Option<&'static str>,
    /// `Cache-Control`.
    pub cache_control: &'static str,
}

/// What changes with a run. Readers ask again after five minutes, and mostly hear 304.
const CHANGES: &str = "public, max-age=300";

/// What nobody may keep.
const FRESH: &str = "no-cache";

/// By the end of the name. Feeds that end in `.xml` are `application/xml`, because a browser applies
/// their style sheet to no other type.
const TYPES: &[(&str, &str)] = &[
    ("atom", "application/atom+xml"),
    ("css", "text/css; charset=utf-8"),
    ("html", "text/html; charset=utf-8"),
    ("ico", "image/x-icon"),
    ("jpg", "image/jpeg"),
    ("json", "application/feed+json"),
    ("js", "text/javascript; charset=utf-8"),
    ("opml", "text/x-opml; charset=utf-8"),
    ("png", "image/png"),
    ("rss", "application/rss+xml"),
    ("svg", "image/svg+xml"),
    ("txt", "text/plain; charset=utf-8"),
    ("xml", "application/xml"),
];

/// The header fields of the object at a path.
pub(super) fn headers(path: &str) -> Headers {
    let name = path.rsplit('/').next().unwrap_or(path);
    let (plain, content_encoding) = match name.rsplit_once('.') {
        Some((plain, "gz")) => (plain, Some("gzip")),
        Some((plain, "br")) => (plain, Some("br")),
        _ => (name, None),
    };
    if name.starts_with(".feedmill-") {
        let content_type = "application/json";
        return Headers { content_type, content_encoding: None, cache_control: FRESH };
    }
    let known = plain.rsplit_once('.').and_then(|(_, end)| {
        TYPES.iter().find(|(known, _)| *known == end).map(|&(_, content_type)| content_type)
    });
    // `_headers` and its like.
    let bare =
        if plain.contains('.') { "application/octet-stream" } else { "text/plain; charset=utf-8" };
    Headers { content_type: known.unwrap_or(bare), content_encoding, cache_control: CHANGES }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, content_type: &str, content_encoding: Option<&str>) {
        let headers = headers(path);
        assert_eq!(
            (headers.content_type, headers.content_encoding),
            (content_type, content_encoding)
        );
    }

    #[test]
    fn types() {
        check("ai/rss.xml", "application/xml", None);
        check("ai.rss", "application/rss+xml", None);
        check("ai/feed.json", "application/feed+json", None);
        check("index.html", "text/html; charset=utf-8", None);
        check("ai/rss.xml.gz", "application/xml", Some("gzip"));
        check("style.css.br", "text/css; charset=utf-8", Some("br"));
        check("_headers", "text/plain; charset=utf-8", None);
        check("x.unheard", "application/octet-stream", None);
        check(".feedmill-manifest.json", "application/json", None);
        assert_eq!(headers(".feedmill-manifest.json").cache_control, FRESH);
    }
}
