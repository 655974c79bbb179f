//! One exchange ↔ a page of text, as people write HTTP down.
//!
//! ```text
//! GET https://news.example/feed
//! accept: application/atom+xml, */*;q=0.5
//! authorization: (hidden)
//! if-none-match: "7"
//!
//! HTTP 200 OK
//! content-encoding: gzip
//! content-type: application/rss+xml
//!
//! body 412 bytes
//! ```
//!
//! or, below the request, `failure timeout idle 30000ms` and perhaps `because …`. Fields stand in the
//! order of their names, several of one name in the order sent. Bytes that are not ASCII are written
//! as the characters of the same number. Line ends do not count, so that a mail or a zip may change
//! them. The body is a file of its own beside this one.

use std::fmt::Write;

use reqwest::{
    StatusCode,
    header::{
        ACCEPT, AUTHORIZATION, COOKIE, HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE,
        IF_NONE_MATCH, LOCATION, PROXY_AUTHORIZATION, SET_COOKIE,
    },
};
use url::Url;

use super::{HIDDEN, kinds};
use crate::fetch::{Error, shown};

/// What a request shows of itself; of all other fields only the names are written. The operator's own
/// fields are marked as sensitive and are hidden whatever their names.
const PLAIN: &[HeaderName] = &[ACCEPT, IF_NONE_MATCH, IF_MODIFIED_SINCE];

/// One exchange without its body.
#[derive(Debug)]
pub(super) struct Page {
    pub url: Url,
    pub validators: [Option<Vec<u8>>; 2],
    pub answer: Answer,
}

/// What came of a request.
#[derive(Debug)]
pub(super) enum Answer {
    Failure { kind: String, because: Option<String> },
    Response { status: StatusCode, headers: HeaderMap, length: u64 },
}

/// The validators that a request shows.
pub(super) fn validators(fields: &HeaderMap) -> [Option<Vec<u8>>; 2] {
    [IF_NONE_MATCH, IF_MODIFIED_SINCE]
        .map(|name| fields.get(name).map(|value| value.as_bytes().to_vec()))
}

/// The page of a failed exchange.
pub(super) fn failure(url: &Url, fields: &HeaderMap, error: &Error) -> String {
    let (kind, because) = kinds::write(error);
    let mut text = request(url, fields);
    let _ = writeln!(text, "failure {kind}");
    if let Some(because) = because {
        let _ = writeln!(text, "because {}", because.replace(['\r', '\n'], " "));
    }
    text
}

/// The page of an answer with a body of so many bytes.
pub(super) fn response(
    url: &Url,
    fields: &HeaderMap,
    status: StatusCode,
    headers: &HeaderMap,
    length: usize,
) -> String {
    let mut text = request(url, fields);
    let _ = writeln!(text, "HTTP {status}");
    for name in names(headers) {
        for value in headers.get_all(name) {
            let _ = writeln!(text, "{name}: {}", told(name, value));
        }
    }
    let _ = writeln!(text, "\nbody {length} bytes");
    text
}

/// Reads a page.
///
/// # Errors
///
/// The words say which line is not what it should be.
pub(super) fn read(text: &str) -> Result<Page, String> {
    let mut lines = text.lines().enumerate().map(|(number, line)| (number + 1, line));
    let wrong = |number: usize, what: &str| format!("line {number} {what}");
    let end = || "it breaks off".to_owned();
    let (number, first) = lines.next().ok_or_else(end)?;
    let url = first.strip_prefix("GET ").and_then(|url| url.trim().parse().ok());
    let url: Url = url.ok_or_else(|| wrong(number, "is no request"))?;
    let mut section = || -> Result<HeaderMap, String> {
        let mut fields = HeaderMap::new();
        loop {
            let (number, line) = lines.next().ok_or_else(end)?;
            if line.is_empty() {
                return Ok(fields);
            }
            let (name, value) = field(line).ok_or_else(|| wrong(number, "is no header field"))?;
            fields.append(name, value);
        }
    };
    let validators = validators(&section()?);
    let (number, line) = lines.next().ok_or_else(end)?;
    if let Some(kind) = line.strip_prefix("failure ") {
        let (kind, because) = (kind.trim(), lines.next().map(|(_, line)| line));
        let because = because.and_then(|line| line.strip_prefix("because "));
        if kinds::read(&url, kind, because).is_none() {
            return Err(wrong(number, "is no failure that is known"));
        }
        let (kind, because) = (kind.to_owned(), because.map(str::to_owned));
        return Ok(Page { url, validators, answer: Answer::Failure { kind, because } });
    }
    let status = line.strip_prefix("HTTP ").and_then(|line| line.split(' ').next());
    let status = status.and_then(|status| status.parse().ok());
    let status: StatusCode = status.ok_or_else(|| wrong(number, "is no status"))?;
    let mut headers = HeaderMap::new();
    for (number, line) in lines {
        if let Some(length) = line.strip_prefix("body ") {
            let length = length.trim().strip_suffix(" bytes").and_then(|text| text.parse().ok());
            let length = length.ok_or_else(|| wrong(number, "is no length"))?;
            let answer = Answer::Response { status, headers, length };
            return Ok(Page { url, validators, answer });
        }
        if !line.is_empty() {
            let (name, value) = field(line).ok_or_else(|| wrong(number, "is no header field"))?;
            headers.append(name, value);
        }
    }
    Err(end())
}

fn request(url: &Url, fields: &HeaderMap) -> String {
    let mut text = format!("GET {}\n", shown(url));
    let mut hidden: Vec<&str> = Vec::new();
    let mut known = Vec::new();
    for name in names(fields) {
        for value in fields.get_all(name) {
            if PLAIN.contains(name) && !value.is_sensitive() {
                known.push((name.as_str(), characters(value)));
            } else if !hidden.contains(&name.as_str()) {
                hidden.push(name.as_str());
            }
        }
    }
    let has_login = !url.username().is_empty() || url.password().is_some();
    if has_login && !hidden.contains(&AUTHORIZATION.as_str()) {
        hidden.push(AUTHORIZATION.as_str());
    }
    known.extend(hidden.into_iter().map(|name| (name, HIDDEN.to_owned())));
    known.sort();
    for (name, value) in known {
        let _ = writeln!(text, "{name}: {value}");
    }
    text.push('\n');
    text
}

fn names(fields: &HeaderMap) -> Vec<&HeaderName> {
    let mut names: Vec<&HeaderName> = fields.keys().collect();
    names.sort_by_key(|name| name.as_str());
    names
}

/// The value of a field of an answer, as far as it may be told.
fn told(name: &HeaderName, value: &HeaderValue) -> String {
    let text = characters(value);
    if *name == SET_COOKIE {
        // What the cookie is called and where it holds may explain what went wrong.
        let (cookie, rest) = text.find(';').map_or((&*text, ""), |end| text.split_at(end));
        let name = cookie.split_once('=').map_or("", |(name, _)| name);
        return format!("{name}={HIDDEN}{rest}");
    }
    if [AUTHORIZATION, PROXY_AUTHORIZATION, COOKIE].contains(name) {
        return HIDDEN.to_owned();
    }
    if *name == LOCATION
        && let Ok(url) = text.parse::<Url>()
        && (!url.username().is_empty() || url.password().is_some())
    {
        return shown(&url);
    }
    text
}

fn characters(value: &HeaderValue) -> String {
    value.as_bytes().iter().map(|&byte| char::from(byte)).collect()
}

fn field(line: &str) -> Option<(HeaderName, HeaderValue)> {
    let (name, value) = line.split_once(':')?;
    let bytes: Result<Vec<u8>, _> =
        value.strip_prefix(' ').unwrap_or(value).chars().map(u8::try_from).collect();
    let value = HeaderValue::from_bytes(&bytes.ok()?).ok()?;
    Some((name.parse().ok()?, value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn map(fields: &[(&str, &[u8], bool)]) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value, secret) in fields {
            let mut value = HeaderValue::from_bytes(value).unwrap();
            value.set_sensitive(*secret);
            map.append(name.parse::<HeaderName>().unwrap(), value);
        }
        map
    }

    fn url() -> Url {
        "https://reader:pass@news.example/feed?a=b#c".parse().unwrap()
    }

    #[test]
    fn secrets_are_names_only() {
        let fields = map(&[
            ("Accept", b"text/html", false),
            ("If-None-Match", b"\"caf\xe9\"", false),
            ("Cookie", b"s=secret", false),
            ("Proxy-Authorization", b"secret", false),
            ("X-Token", b"secret", true),
            ("X-Token", b"secret", true),
            ("If-Modified-Since", b"secret", true),
        ]);
        let answer = map(&[
            ("Set-Cookie", b"id=secret; Path=/a", false),
            ("Set-Cookie", b"secret", false),
            ("Location", b"https://u:secret@other.example/", false),
            ("ETag", b"W/\"1\"", false),
        ]);
        let text = response(&url(), &fields, StatusCode::FOUND, &answer, 0);
        assert_eq!(
            text,
            "GET https://news.example/feed?a=b\naccept: text/html\nauthorization: (hidden)\n\
             cookie: (hidden)\nif-modified-since: (hidden)\nif-none-match: \"caf\u{e9}\"\n\
             proxy-authorization: (hidden)\nx-token: (hidden)\n\nHTTP 302 Found\netag: W/\"1\"\n\
             location: https://other.example/\nset-cookie: id=(hidden); Path=/a\n\
             set-cookie: =(hidden)\n\nbody 0 bytes\n"
        );
    }

    #[test]
    fn what_is_written_is_read() {
        let fields = map(&[("If-None-Match", b"\"caf\xe9\"", false)]);
        let headers = map(&[
            ("Content-Type", b"text/xml; charset=\xe9", false),
            ("Vary", b"b", false),
            ("Vary", b"a", false),
            ("X-Empty", b"", false),
        ]);
        let text = response(&url(), &fields, StatusCode::OK, &headers, 7);
        for text in [text.clone(), text.replace('\n', "\r\n")] {
            let page = read(&text).unwrap();
            assert_eq!(page.url.as_str(), "https://news.example/feed?a=b");
            assert_eq!(page.validators, [Some(b"\"caf\xe9\"".to_vec()), None]);
            let Answer::Response { status: StatusCode::OK, headers: got, length: 7 } = page.answer
            else {
                panic!("{page:?}");
            };
            assert_eq!(got, headers);
        }
        let error = kinds::read(&url(), "cut", Some("two\nlines")).unwrap();
        let page = read(&failure(&url(), &fields, &error)).unwrap();
        let Answer::Failure { kind, because } = page.answer else { panic!("{page:?}") };
        assert_eq!((kind.as_str(), because.as_deref()), ("cut", Some("two lines")));
    }

    #[test]
    fn what_is_damaged_is_told_by_its_line() {
        for (text, want) in [
            ("", "breaks off"),
            ("PUT /\n", "line 1 is no request"),
            ("GET http://a/\naccept: x\n", "breaks off"),
            ("GET http://a/\nwhat\n\n", "line 2 is no header field"),
            ("GET http://a/\na: \u{20ac}\n\n", "line 2 is no header field"),
            ("GET http://a/\n\nHTTP fine\n", "line 3 is no status"),
            ("GET http://a/\n\nfailure luck\n", "line 3 is no failure"),
            ("GET http://a/\n\nHTTP 200 OK\netag: 1\n", "breaks off"),
            ("GET http://a/\n\nHTTP 200 OK\n\nbody many bytes\n", "line 5 is no length"),
        ] {
            let what = read(text).unwrap_err();
            assert!(what.contains(want), "{text:?}: {what}");
        }
    }
}
