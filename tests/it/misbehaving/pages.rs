//! What comes with status 200 in the place of a feed.

use super::rows::{DAMAGED, Row, Want::Refused, ok, row, send};

pub fn rows() -> Vec<Row> {
    PAGES
        .iter()
        .map(|&(name, kind, words, body)| {
            row(name, Refused(words), move |_, _| {
                send(ok(&[DAMAGED, &format!("Content-Type: {kind}")], body))
            })
        })
        .collect()
}

/// Name, type, words of the failure, and the page. The type is often that of a feed: the content
/// tells.
const PAGES: &[(&str, &str, &str, &str)] = &[
    (
        "page-of-a-challenge",
        "text/html",
        "challenge",
        "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>\
         <script src=\"/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1\"></script></body></html>",
    ),
    (
        "page-of-a-login",
        "application/rss+xml",
        "login",
        "<!DOCTYPE html><html><head><title>Log in</title></head><body><form action=\"/login\" \
         method=post><input name=user><input name=password type=password></form></body></html>",
    ),
    (
        "page-of-a-portal",
        "text/html",
        "portal",
        "<html><head><title>Hotspot login</title></head><body><form action=\"http://10.0.0.1/login\">\
         <p>Welcome to our WiFi network. Please sign in.</form></body></html>",
    ),
    (
        "page-of-a-parked-domain",
        "text/html",
        "parked",
        "<html><head><title>pub.example is for sale</title></head><body><h1>This domain is for sale\
         </h1><p>Buy this domain today.</p></body></html>",
    ),
    (
        "page-not-found",
        "text/html",
        "not found",
        "<html><head><title>404 Not Found</title></head><body><h1>Page not found</h1></body></html>",
    ),
    (
        "page-of-maintenance",
        "text/html",
        "maintenance",
        "<html><head><title>Site under maintenance</title></head><body><p>We are down for \
         maintenance.</body></html>",
    ),
    (
        "page-of-an-ordinary-site",
        "application/xml",
        "HTML page",
        "<!DOCTYPE html><html><head><title>A bakery</title></head><body><p>Bread.</p></body></html>",
    ),
    (
        "page-of-xhtml",
        "application/xml",
        "HTML page",
        "<?xml version=\"1.0\"?><html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>A bakery\
         </title></head><body><p>Bread.</p></body></html>",
    ),
    ("error-in-json", "application/json", "JSON", "{\"error\":{\"code\":500,\"message\":\"no\"}}"),
    ("nothing-in-json", "application/feed+json", "", "null"),
    ("error-in-words", "text/plain", "", "Error establishing a database connection"),
    ("only-spaces", "application/rss+xml", "empty", " \r\n\t\n "),
    ("only-a-byte-order-mark", "application/rss+xml", "empty", "\u{feff}"),
    ("only-a-declaration", "application/xml", "", "<?xml version=\"1.0\"?>\n"),
    (
        "drawing",
        "image/svg+xml",
        "",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>A ferry</title><path d=\"M0 0\"/></svg>",
    ),
    (
        "message-of-a-web-service",
        "text/xml",
        "",
        "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\"><soap:Body>\
         <soap:Fault><faultstring>no</faultstring></soap:Fault></soap:Body></soap:Envelope>",
    ),
    ("document-of-a-printer", "application/rss+xml", "PDF", "%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"),
    ("archive", "application/rss+xml", "", "PK\u{3}\u{4}\u{14}\0\0\0\u{8}\0"),
    ("program", "application/rss+xml", "", "\u{7f}ELF\u{2}\u{1}\u{1}\0\0\0\0\0\0\0\0\0"),
];
