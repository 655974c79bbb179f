//! A path → what a store tells whoever asks for the object.

use crate::model::Names;

/// Header fields of an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Headers {
    /// `Content-Type`.
    pub content_type: String,
    /// `Content-Encoding`, of siblings that are packed.
    pub content_encoding: Option<&'static str>,
    /// `Cache-Control`.
    pub cache_control: &'static str,
}

/// What nobody may keep.
const FRESH: &str = "no-cache";

/// The header fields of the object at a path: a packed sibling is sent as its file, packed.
pub(super) fn headers(path: &str, names: &Names) -> Headers {
    if path.starts_with(".feedmill-") {
        let content_type = "application/json".to_owned();
        return Headers { content_type, content_encoding: None, cache_control: FRESH };
    }
    let (plain, content_encoding) = match path.rsplit_once('.') {
        Some((plain, "gz")) => (plain, Some("gzip")),
        Some((plain, "br")) => (plain, Some("br")),
        _ => (path, None),
    };
    Headers {
        content_type: names.media(plain).content_type(),
        content_encoding,
        cache_control: names.caching(plain).value(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, content_type: &str, content_encoding: Option<&str>) {
        let headers = headers(path, &Names::default());
        assert_eq!(
            (&*headers.content_type, headers.content_encoding),
            (content_type, content_encoding)
        );
    }

    #[test]
    fn types() {
        check("ai/rss.xml", "application/rss+xml; charset=utf-8", None);
        check("ai/rss.xml.gz", "application/rss+xml; charset=utf-8", Some("gzip"));
        check("style.css.br", "text/css; charset=utf-8", Some("br"));
        check(".feedmill-manifest.json", "application/json", None);
        assert_eq!(headers(".feedmill-manifest.json", &Names::default()).cache_control, FRESH);
        let archive = headers("ai/archive/atom-3.xml.gz", &Names::default());
        assert!(archive.cache_control.ends_with("immutable"));
    }
}
