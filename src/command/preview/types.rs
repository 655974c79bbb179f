//! File name → media type.

/// The media type of a file, by its name.
///
/// Feeds get their own types, because readers and browser extensions go by them. Everything text is
/// UTF-8. JSON has no charset parameter (RFC 8259 §11).
pub(super) fn media_type(name: &str) -> &'static str {
    match name {
        "rss.xml" => return RSS,
        "atom.xml" => return ATOM,
        "feed.json" => return "application/feed+json",
        _ => {}
    }
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    match extension.to_ascii_lowercase().as_str() {
        "rss" => RSS,
        "atom" => ATOM,
        "xml" => "application/xml; charset=utf-8",
        "json" => "application/json",
        "opml" => "text/x-opml; charset=utf-8",
        "html" | "htm" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "txt" => "text/plain; charset=utf-8",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "ico" => "image/x-icon",
        "gz" => "application/gzip",
        _ => "application/octet-stream",
    }
}

const RSS: &str = "application/rss+xml; charset=utf-8";
const ATOM: &str = "application/atom+xml; charset=utf-8";

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, want: &str) {
        assert_eq!(media_type(name), want, "{name}");
    }

    #[test]
    fn types() {
        check("rss.xml", "application/rss+xml; charset=utf-8");
        check("ai.rss", "application/rss+xml; charset=utf-8");
        check("atom.xml", "application/atom+xml; charset=utf-8");
        check("ai.ATOM", "application/atom+xml; charset=utf-8");
        check("feed.json", "application/feed+json");
        check("manifest.json", "application/json");
        check("sitemap.xml", "application/xml; charset=utf-8");
        check("feeds.opml", "text/x-opml; charset=utf-8");
        check("index.html", "text/html; charset=utf-8");
        check("style.css", "text/css; charset=utf-8");
        check("robots.txt", "text/plain; charset=utf-8");
        check("rss.xml.gz", "application/gzip");
        check("README", "application/octet-stream");
    }
}
