//! One request → one answer from a folder.

use std::{
    fs, io,
    path::{Path, PathBuf},
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
        header::{
            ALLOW, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE,
            IF_NONE_MATCH, LAST_MODIFIED, LOCATION, X_CONTENT_TYPE_OPTIONS,
        },
    },
    response::Response,
};
use sha2::{Digest, Sha256};

use super::types::media_type;

/// What a person sees who asks for something that is not there.
const NOT_FOUND: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
    <title>Not found</title>\n<h1>Nothing here</h1>\n\
    <p>No file of this name is published. <a href=\"/\">Go to the start page.</a>\n";

/// Answers from the files below `folder`. Reads the file anew; nothing is kept.
pub(super) fn answer(folder: &Path, method: &Method, uri: &Uri, headers: &HeaderMap) -> Response {
    if method != Method::GET && method != Method::HEAD {
        let allow = [(ALLOW, HeaderValue::from_static("GET, HEAD"))];
        return respond(StatusCode::METHOD_NOT_ALLOWED, allow, Vec::new());
    }
    match find(folder, uri.path()) {
        Some(Found::File { path, name }) => match read(&path) {
            Ok(file) => file_answer(file, &name, method, headers),
            Err(_) => not_found(),
        },
        Some(Found::Folder) => match slash_form(uri) {
            Some(location) => {
                respond(StatusCode::PERMANENT_REDIRECT, [(LOCATION, location)], Vec::new())
            }
            None => not_found(),
        },
        None => not_found(),
    }
}

enum Found {
    /// A file, and the name that its type goes by.
    File { path: PathBuf, name: String },
    /// A folder that was asked for without the slash at its end.
    Folder,
}

struct File {
    bytes: Vec<u8>,
    /// In whole seconds, as HTTP dates are.
    modified: Option<SystemTime>,
}

/// The file that a path means, if it is one that may be shown.
fn find(folder: &Path, path: &str) -> Option<Found> {
    let root = folder.canonicalize().ok()?;
    let mut parts = path.strip_prefix('/')?.split('/').map(decode).collect::<Option<Vec<_>>>()?;
    let last = parts.pop()?;
    // No empty part either: `//host/` as a redirect would lead to another host.
    if parts.iter().any(|part| !is_plain(part)) || !(last.is_empty() || is_plain(&last)) {
        return None;
    }
    let asked_for_folder = last.is_empty();
    let name = if asked_for_folder { "index.html".to_owned() } else { last };
    parts.push(name.clone());
    let target = parts.iter().fold(root.clone(), |path, part| path.join(part));
    // Symbolic links are followed only within the folder.
    let target = target.canonicalize().ok()?;
    if !target.starts_with(&root) {
        return None;
    }
    let metadata = target.metadata().ok()?;
    if metadata.is_file() {
        Some(Found::File { path: target, name })
    } else {
        (metadata.is_dir() && !asked_for_folder).then_some(Found::Folder)
    }
}

/// A part of a path that names something in its folder, and nothing hidden.
fn is_plain(part: &str) -> bool {
    !part.is_empty() && !part.starts_with('.') && !part.contains(['/', '\\', ':', '\0'])
}

/// Undoes percent-encoding (RFC 3986 §2.1); `None` where it is wrong or no UTF-8.
fn decode(part: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(part.len());
    let mut rest = part.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next()?).to_digit(16);
            let (high, low) = (digit()?, digit()?);
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The same address with a slash at the end of its path.
fn slash_form(uri: &Uri) -> Option<HeaderValue> {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    HeaderValue::try_from(format!("{}/{query}", uri.path())).ok()
}

fn read(path: &Path) -> io::Result<File> {
    let modified = path.metadata()?.modified().ok().and_then(whole_seconds);
    Ok(File { bytes: fs::read(path)?, modified })
}

/// Cuts the fraction. `None` for what an HTTP date cannot say.
fn whole_seconds(time: SystemTime) -> Option<SystemTime> {
    /// The year 9999 ends here, in seconds since 1970.
    const END: u64 = 253_402_300_800;
    let seconds = time.duration_since(UNIX_EPOCH).ok()?.as_secs();
    (seconds < END).then(|| UNIX_EPOCH + Duration::from_secs(seconds))
}

fn file_answer(file: File, name: &str, method: &Method, headers: &HeaderMap) -> Response {
    let etag = etag(&file.bytes);
    let mut fields = vec![(CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    if let Some(modified) = file.modified
        && let Ok(date) = HeaderValue::try_from(httpdate::fmt_http_date(modified))
    {
        fields.push((LAST_MODIFIED, date));
    }
    let known = is_known(headers, &etag, file.modified);
    if let Ok(etag) = HeaderValue::try_from(etag) {
        fields.push((ETAG, etag));
    }
    if known {
        return respond(StatusCode::NOT_MODIFIED, fields, Vec::new());
    }
    fields.push((CONTENT_TYPE, HeaderValue::from_static(media_type(name))));
    fields.push((CONTENT_LENGTH, HeaderValue::from(file.bytes.len())));
    let body = if method == Method::HEAD { Vec::new() } else { file.bytes };
    respond(StatusCode::OK, fields, body)
}

/// A strong validator: equal bytes, equal tag (RFC 9110 §8.8.3).
fn etag(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("\"{digits}\"")
}

/// Whether the client has this very file. A list of tags decides alone (RFC 9110 §13.2.2).
fn is_known(headers: &HeaderMap, etag: &str, modified: Option<SystemTime>) -> bool {
    if headers.contains_key(IF_NONE_MATCH) {
        let lists = headers.get_all(IF_NONE_MATCH).iter().filter_map(|list| list.to_str().ok());
        return lists.into_iter().any(|list| list.trim() == "*" || names(list, etag));
    }
    let since = headers.get(IF_MODIFIED_SINCE).and_then(|date| date.to_str().ok());
    let since = since.and_then(|date| httpdate::parse_http_date(date.trim()).ok());
    matches!((modified, since), (Some(modified), Some(since)) if modified <= since)
}

/// Whether a list of tags holds ours, weak or strong (RFC 9110 §8.8.3.2). Our tag has no comma.
fn names(list: &str, etag: &str) -> bool {
    list.split(',').map(str::trim).any(|tag| tag.strip_prefix("W/").unwrap_or(tag) == etag)
}

fn not_found() -> Response {
    let html = HeaderValue::from_static(media_type("index.html"));
    respond(StatusCode::NOT_FOUND, [(CONTENT_TYPE, html)], NOT_FOUND.into())
}

fn respond(
    status: StatusCode,
    fields: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    body: Vec<u8>,
) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().extend(fields);
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &str = "secret";

    /// A folder `public` with a few files, beside a secret one.
    fn folder() -> (tempfile::TempDir, PathBuf) {
        let outside = tempfile::tempdir().unwrap();
        let folder = outside.path().join("public");
        fs::create_dir_all(folder.join("ai")).unwrap();
        fs::create_dir_all(folder.join("empty")).unwrap();
        for (name, text) in [
            ("index.html", "start"),
            ("ai/index.html", "ai"),
            ("ai/rss.xml", "<rss/>"),
            ("café 1.txt", "name"),
            (".hidden", SECRET),
            ("../secret.txt", SECRET),
        ] {
            fs::write(folder.join(name), text).unwrap();
        }
        (outside, folder)
    }

    fn ask(folder: &Path, method: Method, path: &str, field: Option<(&str, &str)>) -> Response {
        let mut headers = HeaderMap::new();
        if let Some((name, value)) = field {
            headers.append(HeaderName::try_from(name).unwrap(), value.parse().unwrap());
        }
        answer(folder, &method, &path.parse().unwrap(), &headers)
    }

    #[track_caller]
    fn check(path: &str, status: u16, field: &str, value: &str) {
        let (_outside, folder) = folder();
        let response = ask(&folder, Method::GET, path, None);
        assert_eq!(response.status(), status, "{path}");
        assert_eq!(response.headers()[field], value, "{path}");
        assert_eq!(response.headers()["x-content-type-options"], "nosniff");
    }

    #[test]
    fn files_and_folders() {
        check("/", 200, "content-type", "text/html; charset=utf-8");
        check("/ai/", 200, "content-length", "2");
        check("/ai/rss.xml?x=1", 200, "cache-control", "no-cache");
        check("/caf%C3%A9%201.txt", 200, "content-length", "4");
        check("/ai", 308, "location", "/ai/");
        check("/ai?x=1", 308, "location", "/ai/?x=1");
    }

    #[test]
    fn nothing_else_is_shown() {
        let html = "text/html; charset=utf-8";
        for path in [
            "/nothing",
            "/empty/",
            "/ai/rss.xml/",
            "/.hidden",
            "/%2ehidden",
            "/../secret.txt",
            "/%2e%2e/secret.txt",
            "/..%2fsecret.txt",
            "/ai/..%2f..%2fsecret.txt",
            "/ai/%2e%2e/index.html",
            "/..%5csecret.txt",
            "//ai",
            "/ai//rss.xml",
            "/%zz",
            "/%",
            "/%ff",
            "/index.html%00",
        ] {
            check(path, 404, "content-type", html);
        }
    }

    #[cfg(unix)]
    #[test]
    fn links_do_not_lead_out() {
        use std::os::unix::fs::symlink;
        let (outside, folder) = folder();
        symlink(outside.path().join("secret.txt"), folder.join("out.txt")).unwrap();
        symlink(outside.path(), folder.join("up")).unwrap();
        symlink(folder.join("ai/rss.xml"), folder.join("in.rss")).unwrap();
        assert_eq!(ask(&folder, Method::GET, "/out.txt", None).status(), 404);
        assert_eq!(ask(&folder, Method::GET, "/up/secret.txt", None).status(), 404);
        assert_eq!(ask(&folder, Method::GET, "/up", None).status(), 404);
        let inside = ask(&folder, Method::GET, "/in.rss", None);
        assert_eq!(inside.headers()["content-type"], "application/rss+xml; charset=utf-8");
    }

    #[test]
    fn other_methods_are_refused() {
        let (_outside, folder) = folder();
        for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
            let response = ask(&folder, method, "/", None);
            assert_eq!(response.status(), 405);
            assert_eq!(response.headers()[ALLOW], "GET, HEAD");
        }
    }

    #[test]
    fn conditional_requests() {
        let (_outside, folder) = folder();
        let first = ask(&folder, Method::GET, "/ai/rss.xml", None);
        let field = |name| first.headers()[name].to_str().unwrap().to_owned();
        let (etag, date) = (field("etag"), field("last-modified"));
        for (name, value, status) in [
            ("if-none-match", etag.clone(), 304),
            ("if-none-match", format!("W/{etag}"), 304),
            ("if-none-match", format!("\"a,b\", {etag} , \"c\""), 304),
            ("if-none-match", "*".to_owned(), 304),
            ("if-none-match", "\"other\"".to_owned(), 200),
            ("if-none-match", etag.trim_matches('"').to_owned(), 200),
            ("if-modified-since", date.clone(), 304),
            ("if-modified-since", "Fri, 01 Jan 2100 00:00:00 GMT".to_owned(), 304),
            ("if-modified-since", "Thu, 01 Jan 1970 00:00:00 GMT".to_owned(), 200),
            ("if-modified-since", "whenever".to_owned(), 200),
        ] {
            let response = ask(&folder, Method::GET, "/ai/rss.xml", Some((name, &value)));
            assert_eq!(response.status(), status, "{name}: {value}");
            assert_eq!(response.headers()["etag"], etag);
            assert_eq!(response.headers()["last-modified"], date);
        }

        // Tags count more than dates.
        let headers = HeaderMap::from_iter([
            (IF_NONE_MATCH, "\"other\"".parse().unwrap()),
            (IF_MODIFIED_SINCE, date.parse().unwrap()),
        ]);
        let uri = "/ai/rss.xml".parse().unwrap();
        assert_eq!(answer(&folder, &Method::GET, &uri, &headers).status(), 200);

        fs::write(folder.join("ai/rss.xml"), "<rss></rss>").unwrap();
        let changed = ask(&folder, Method::GET, "/ai/rss.xml", Some(("if-none-match", &etag)));
        assert_eq!(changed.status(), 200);
    }

    #[test]
    fn times_that_http_cannot_say_are_left_out() {
        assert_eq!(whole_seconds(UNIX_EPOCH - Duration::from_secs(1)), None);
        assert_eq!(whole_seconds(UNIX_EPOCH + Duration::from_secs(253_402_300_800)), None);
        assert_eq!(
            whole_seconds(UNIX_EPOCH + Duration::from_millis(1_999)),
            Some(UNIX_EPOCH + Duration::from_secs(1))
        );
    }
}
