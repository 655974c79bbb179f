//! One request → one answer from a folder.

use axum::{
    body::Body,
    http::{
        HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri,
        header::{
            ACCEPT_RANGES, ACCESS_CONTROL_ALLOW_ORIGIN, ALLOW, CACHE_CONTROL, CONTENT_ENCODING,
            CONTENT_LENGTH, CONTENT_RANGE, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
            LAST_MODIFIED, LOCATION, RANGE, VARY,
        },
        request::Parts,
    },
    response::Response,
};
use sha2::{Digest, Sha256};

use super::{
    Site,
    conditions::{Verdict, judge, may_send_part},
    folder::{self, File, Found, find},
    host, negotiate,
    range::{Part, part},
};
use crate::{
    mill::{Effort, SMALLEST, pack},
    model::{EVERYWHERE, Media, PAGE_POLICY, hexadecimal},
};

/// What a person sees who asks for something that is not there.
const NOT_FOUND: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
    <title>Not found</title>\n<h1>Nothing here</h1>\n\
    <p>No file of this name is published. <a href=\"/\">Go to the start page.</a>\n";

/// Answers from the files of a site. Reads them anew; nothing is kept.
pub(super) fn answer(site: &Site, request: &Parts) -> Response {
    if let Err(status) = host::check(request) {
        return respond(status, [], Vec::new());
    }
    let (method, uri) = (&request.method, &request.uri);
    if method != Method::GET && method != Method::HEAD {
        let allow = [(ALLOW, HeaderValue::from_static("GET, HEAD"))];
        return respond(StatusCode::METHOD_NOT_ALLOWED, allow, Vec::new());
    }
    match find(&site.folder, uri.path()) {
        Some(Found::File { path, name }) => match folder::read(&path) {
            Ok(file) => {
                let media = site.names.media(&name);
                let sibling = |suffix: &str| folder::sibling(&site.folder, &path, suffix);
                let chosen = choose(file, media, &request.headers, sibling);
                file_answer(chosen, media, method, &request.headers)
            }
            Err(_) => not_found(site),
        },
        Some(Found::Folder) => match slash_form(uri) {
            Some(location) => {
                respond(StatusCode::PERMANENT_REDIRECT, [(LOCATION, location)], Vec::new())
            }
            None => not_found(site),
        },
        None => not_found(site),
    }
}

/// A file in the coding in which it is sent.
struct Chosen {
    file: File,
    coding: Option<&'static str>,
    /// Whether another request could get it in another coding.
    varies: bool,
}

/// The sibling that the client likes best, or the file, packed on the way where it may be.
fn choose(
    file: File,
    media: Media,
    headers: &HeaderMap,
    sibling: impl Fn(&str) -> Option<File>,
) -> Chosen {
    if !media.is_packable {
        return Chosen { file, coding: None, varies: false };
    }
    let is_large = file.bytes.len() >= SMALLEST;
    for coding in negotiate::codings(headers) {
        let name = Some(negotiate::name(coding));
        if let Some(file) = sibling(coding.suffix()) {
            return Chosen { file, coding: name, varies: true };
        }
        if is_large && let Ok(bytes) = pack(&file.bytes, coding, Effort::Quick) {
            let file = File { bytes, modified: file.modified };
            return Chosen { file, coding: name, varies: true };
        }
    }
    let varies = is_large || [".gz", ".br"].into_iter().any(|suffix| sibling(suffix).is_some());
    Chosen { file, coding: None, varies }
}

fn file_answer(chosen: Chosen, media: Media, method: &Method, headers: &HeaderMap) -> Response {
    let Chosen { file, coding, varies } = chosen;
    let etag = etag(&file.bytes);
    let verdict = judge(headers, &etag, file.modified);
    if verdict == Verdict::Failed {
        return respond(StatusCode::PRECONDITION_FAILED, [], Vec::new());
    }
    // Hosts let copies be used for a while; a preview shows every build at once.
    let mut fields = vec![(CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    if let Some(modified) = file.modified
        && let Ok(date) = HeaderValue::try_from(httpdate::fmt_http_date(modified))
    {
        fields.push((LAST_MODIFIED, date));
    }
    let part = match headers.get(RANGE).filter(|_| method == Method::GET) {
        Some(range) if may_send_part(headers, &etag, file.modified) => {
            part(range.to_str().ok(), file.bytes.len())
        }
        _ => Part::Whole,
    };
    if let Ok(etag) = HeaderValue::try_from(etag) {
        fields.push((ETAG, etag));
    }
    if varies {
        fields.push((VARY, HeaderValue::from_static("Accept-Encoding")));
    }
    if media.is_shared() {
        fields.push((ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")));
    }
    if media.is_page() {
        fields.push((CONTENT_SECURITY_POLICY, HeaderValue::from_static(PAGE_POLICY)));
    }
    if verdict == Verdict::Known {
        return respond(StatusCode::NOT_MODIFIED, fields, Vec::new());
    }
    let length = file.bytes.len();
    let mut content_range = |range: String| {
        fields.extend(HeaderValue::try_from(range).ok().map(|range| (CONTENT_RANGE, range)));
    };
    let (status, mut bytes) = match part {
        Part::Whole => (StatusCode::OK, file.bytes),
        Part::Bytes(range) => {
            content_range(format!("bytes {}-{}/{length}", range.start, range.end - 1));
            (StatusCode::PARTIAL_CONTENT, file.bytes[range].to_vec())
        }
        Part::Outside => {
            content_range(format!("bytes */{length}"));
            return respond(StatusCode::RANGE_NOT_SATISFIABLE, fields, Vec::new());
        }
    };
    fields.push((ACCEPT_RANGES, HeaderValue::from_static("bytes")));
    fields.extend(coding.map(|coding| (CONTENT_ENCODING, HeaderValue::from_static(coding))));
    fields.extend(content_type(media));
    fields.push((CONTENT_LENGTH, HeaderValue::from(bytes.len())));
    if method == Method::HEAD {
        bytes.clear();
    }
    respond(status, fields, bytes)
}

/// The same address with a slash at the end of its path.
fn slash_form(uri: &Uri) -> Option<HeaderValue> {
    let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
    HeaderValue::try_from(format!("{}/{query}", uri.path())).ok()
}

/// A strong validator: equal bytes, equal tag (RFC 9110 §8.8.3). So each coding has its own.
fn etag(bytes: &[u8]) -> String {
    let hash = Sha256::digest(bytes);
    format!("\"{}\"", hexadecimal(&hash[..16]))
}

fn not_found(site: &Site) -> Response {
    let html = content_type(site.names.media("index.html"));
    respond(StatusCode::NOT_FOUND, html, NOT_FOUND.into())
}

fn content_type(media: Media) -> Option<(HeaderName, HeaderValue)> {
    Some((CONTENT_TYPE, HeaderValue::try_from(media.content_type()).ok()?))
}

fn respond(
    status: StatusCode,
    fields: impl IntoIterator<Item = (HeaderName, HeaderValue)>,
    body: Vec<u8>,
) -> Response {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    response.headers_mut().extend(fields);
    for (name, value) in EVERYWHERE {
        if let Ok(name) = HeaderName::try_from(name) {
            response.headers_mut().insert(name, HeaderValue::from_static(value));
        }
    }
    response
}

#[cfg(test)]
mod tests;
