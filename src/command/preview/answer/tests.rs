use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
};

use axum::{body::to_bytes, http::Request};

use super::*;
use crate::model::Names;

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

fn ask_with(folder: &Path, method: Method, path: &str, fields: &[(&str, &str)]) -> Response {
    let mut request = Request::builder().method(method).uri(path).header("host", "localhost");
    for (name, value) in fields {
        request = request.header(*name, *value);
    }
    let (parts, ()) = request.body(()).unwrap().into_parts();
    answer(&Site { folder: folder.to_owned(), names: Names::default() }, &parts)
}

fn ask(folder: &Path, path: &str, fields: &[(&str, &str)]) -> Response {
    ask_with(folder, Method::GET, path, fields)
}

async fn body(response: Response) -> Vec<u8> {
    to_bytes(response.into_body(), usize::MAX).await.unwrap().to_vec()
}

#[track_caller]
fn check(path: &str, status: u16, field: &str, value: &str) {
    let (_outside, folder) = folder();
    let response = ask(&folder, path, &[]);
    assert_eq!(response.status(), status, "{path}");
    assert_eq!(response.headers()[field], value, "{path}");
    assert_eq!(response.headers()["x-content-type-options"], "nosniff");
}

#[test]
fn files_and_folders() {
    check("/", 200, "content-type", "text/html; charset=utf-8");
    check("/", 200, "content-security-policy", PAGE_POLICY);
    check("/ai/", 200, "content-length", "2");
    check("/ai/rss.xml?x=1", 200, "cache-control", "no-cache");
    check("/ai/rss.xml", 200, "access-control-allow-origin", "*");
    check("/caf%C3%A9%201.txt", 200, "content-length", "4");
    check("/ai", 308, "location", "/ai/");
    check("/ai?x=1", 308, "location", "/ai/?x=1");
}

#[test]
fn nothing_else_is_shown() {
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
        check(path, 404, "content-type", "text/html; charset=utf-8");
    }
}

#[cfg(unix)]
#[test]
fn links_do_not_lead_out() {
    use std::os::unix::fs::symlink;
    let (outside, folder) = folder();
    symlink(outside.path().join("secret.txt"), folder.join("out.txt")).unwrap();
    symlink(outside.path().join("secret.txt"), folder.join("ai/rss.xml.gz")).unwrap();
    symlink(outside.path(), folder.join("up")).unwrap();
    symlink(folder.join("ai/rss.xml"), folder.join("in.rss")).unwrap();
    assert_eq!(ask(&folder, "/out.txt", &[]).status(), 404);
    assert_eq!(ask(&folder, "/up/secret.txt", &[]).status(), 404);
    assert_eq!(ask(&folder, "/up", &[]).status(), 404);
    let packed = ask(&folder, "/ai/rss.xml", &[("accept-encoding", "gzip")]);
    assert!(!packed.headers().contains_key(CONTENT_ENCODING));
    let inside = ask(&folder, "/in.rss", &[]);
    assert_eq!(inside.headers()["content-type"], "application/rss+xml; charset=utf-8");
}

#[test]
fn other_methods_and_other_hosts_are_refused() {
    let (_outside, folder) = folder();
    for method in [Method::POST, Method::PUT, Method::DELETE, Method::OPTIONS] {
        let response = ask_with(&folder, method, "/", &[]);
        assert_eq!(response.status(), 405);
        assert_eq!(response.headers()[ALLOW], "GET, HEAD");
    }
    assert_eq!(ask(&folder, "http://evil.example/", &[]).status(), 421);
    assert_eq!(ask(&folder, "/", &[("host", "evil.example")]).status(), 400);
}

#[test]
fn conditional_requests() {
    let (_outside, folder) = folder();
    let first = ask(&folder, "/ai/rss.xml", &[]);
    let field = |name| first.headers()[name].to_str().unwrap().to_owned();
    let (etag, date) = (field("etag"), field("last-modified"));
    for (name, value, status) in [
        ("if-none-match", etag.as_str(), 304),
        ("if-none-match", "\"other\"", 200),
        ("if-modified-since", &date, 304),
        ("if-match", "\"other\"", 412),
    ] {
        let response = ask(&folder, "/ai/rss.xml", &[(name, value)]);
        assert_eq!(response.status(), status, "{name}: {value}");
        if status != 412 {
            assert_eq!(response.headers()["etag"], etag);
            assert_eq!(response.headers()["last-modified"], date);
            assert_eq!(response.headers()["cache-control"], "no-cache");
            assert_eq!(response.headers()["access-control-allow-origin"], "*");
        }
        assert_eq!(response.headers().contains_key("content-type"), status == 200);
    }
    fs::write(folder.join("ai/rss.xml"), "<rss></rss>").unwrap();
    assert_eq!(ask(&folder, "/ai/rss.xml", &[("if-none-match", &etag)]).status(), 200);
}

#[tokio::test]
async fn parts_of_files() {
    let (_outside, folder) = folder();
    let etag = ask(&folder, "/ai/rss.xml", &[]).headers()["etag"].to_str().unwrap().to_owned();
    for (fields, status, range, want) in [
        (&[("range", "bytes=1-3")][..], 206, Some("bytes 1-3/6"), "rss"),
        (&[("range", "bytes=-2")], 206, Some("bytes 4-5/6"), "/>"),
        (&[("range", "bytes=6-")], 416, Some("bytes */6"), ""),
        (&[("range", "bytes=0-1,3-4")], 200, None, "<rss/>"),
        (&[("range", "bytes=1-3"), ("if-range", &etag)], 206, Some("bytes 1-3/6"), "rss"),
        (&[("range", "bytes=1-3"), ("if-range", "\"other\"")], 200, None, "<rss/>"),
        (&[("range", "bytes=1-3"), ("if-none-match", &etag)], 304, None, ""),
    ] {
        let response = ask(&folder, "/ai/rss.xml", fields);
        assert_eq!(response.status(), status, "{fields:?}");
        let has = response.headers().get("content-range").map(|range| range.to_str().unwrap());
        assert_eq!(has, range, "{fields:?}");
        assert_eq!(body(response).await, want.as_bytes(), "{fields:?}");
    }
    // A range is defined for GET only (RFC 9110 §14.2).
    let head = ask_with(&folder, Method::HEAD, "/ai/rss.xml", &[("range", "bytes=1-3")]);
    assert_eq!(
        (head.status().as_u16(), &head.headers()["content-length"]),
        (200, &"6".parse().unwrap())
    );
}

#[tokio::test]
async fn siblings_and_packing_on_the_way() {
    let (_outside, folder) = folder();
    let long = "<rss>long</rss>".repeat(100);
    fs::write(folder.join("ai/atom.xml"), &long).unwrap();
    fs::write(folder.join("ai/atom.xml.br"), "as it lies there").unwrap();
    let get = |accepts: &str| ask(&folder, "/ai/atom.xml", &[("accept-encoding", accepts)]);

    let plain = get("identity");
    assert!(!plain.headers().contains_key("content-encoding"));
    assert_eq!(plain.headers()["vary"], "Accept-Encoding");
    let sibling = get("gzip, br");
    assert_eq!(sibling.headers()["content-encoding"], "br");
    assert_eq!(sibling.headers()["vary"], "Accept-Encoding");
    assert_eq!(sibling.headers()["content-type"], "application/atom+xml; charset=utf-8");
    assert_ne!(sibling.headers()["etag"], plain.headers()["etag"]);
    assert_eq!(body(sibling).await, b"as it lies there");

    let packed = get("gzip");
    assert_eq!(packed.headers()["content-encoding"], "gzip");
    let etag = packed.headers()["etag"].to_str().unwrap().to_owned();
    let mut text = String::new();
    flate2::read::GzDecoder::new(&*body(packed).await).read_to_string(&mut text).unwrap();
    assert_eq!(text, long);
    let fields = [("accept-encoding", "gzip"), ("if-none-match", &*etag)];
    let known = ask(&folder, "/ai/atom.xml", &fields);
    assert_eq!(known.status(), 304);
    assert_eq!(known.headers()["vary"], "Accept-Encoding");

    // A short file is not worth it.
    let short = ask(&folder, "/ai/rss.xml", &[("accept-encoding", "gzip")]);
    assert!(
        !short.headers().contains_key("content-encoding") && !short.headers().contains_key("vary")
    );
}
