//! The same requests to `feedmill serve`, nginx, Caddy and Apache: they agree on every answer.

use std::fs;

use super::{
    http::{Answer, ask},
    servers::{Host, hosts, preview},
    turned,
};

/// Every host answers a request like this.
#[track_caller]
fn check(
    hosts: &[Host],
    request: (&str, &str, &[(&str, &str)]),
    status: u16,
    fields: &[(&str, &str)],
) -> Vec<Answer> {
    let (method, path, sent) = request;
    let answer = |host: &Host| {
        let answer = ask(host.address, method, path, sent);
        let what = format!("{}: {method} {path} {sent:?}: {answer:?}", host.name);
        assert_eq!(answer.status, status, "{what}");
        for (name, value) in fields {
            assert_eq!(answer.field(name), *value, "{name}, {what}");
        }
        if answer.status < 400 {
            assert_eq!(answer.field("x-content-type-options"), "nosniff", "{what}");
            assert_eq!(answer.field("referrer-policy"), "no-referrer", "{what}");
        }
        answer
    };
    hosts.iter().map(answer).collect()
}

/// Those that keep to RFC 9110 where Apache has habits of its own. It is the last one.
fn strict(hosts: &[Host]) -> &[Host] {
    let end = hosts.iter().position(|host| host.name == "Apache").unwrap_or(hosts.len());
    &hosts[..end]
}

#[test]
fn types_and_who_may_read() {
    let mill = turned();
    mill.write("feeds/public/ai/archive/rss-1.xml", "<rss/>");
    mill.write("feeds/public/search.js", "");
    let hosts = hosts(&mill);
    for (path, media_type, origin) in [
        ("/ai/rss.xml", "application/rss+xml; charset=utf-8", "*"),
        ("/ai/atom.xml", "application/atom+xml; charset=utf-8", "*"),
        ("/ai/feed.json", "application/feed+json", "*"),
        ("/ai/archive/rss-1.xml", "application/rss+xml; charset=utf-8", "*"),
        ("/feeds.opml", "text/x-opml; charset=utf-8", "*"),
        ("/", "text/html; charset=utf-8", ""),
        ("/ai/", "text/html; charset=utf-8", ""),
        ("/ai/index.html", "text/html; charset=utf-8", ""),
        ("/style.css", "text/css; charset=utf-8", ""),
        ("/search.js", "text/javascript; charset=utf-8", ""),
        ("/sitemap.xml", "application/xml; charset=utf-8", ""),
        ("/robots.txt", "text/plain; charset=utf-8", ""),
    ] {
        let want = [("content-type", media_type), ("access-control-allow-origin", origin)];
        for answer in check(&hosts, ("GET", path, &[]), 200, &want) {
            let policy = answer.field("content-security-policy");
            assert_eq!(
                policy.contains("frame-ancestors 'none'"),
                media_type.starts_with("text/html")
            );
            assert!(!answer.field("etag").is_empty() && !answer.field("last-modified").is_empty());
        }
    }
    // The preview lets nothing be kept, so that it shows each build at once.
    let short = "public, max-age=300, must-revalidate";
    let forever = "public, max-age=31536000, immutable";
    for (path, want) in [("/ai/rss.xml", short), ("/", short), ("/ai/archive/rss-1.xml", forever)] {
        check(&hosts[..1], ("GET", path, &[]), 200, &[("cache-control", "no-cache")]);
        check(&hosts[1..], ("GET", path, &[]), 200, &[("cache-control", want)]);
    }
}

#[test]
fn what_is_there_and_what_is_not() {
    let mill = turned();
    let hosts = hosts(&mill);
    let length = fs::metadata(mill.path("feeds/public/ai/rss.xml")).unwrap().len().to_string();
    for answer in check(&hosts, ("HEAD", "/ai/rss.xml", &[]), 200, &[("content-length", &length)]) {
        assert!(answer.body.is_empty());
    }
    for path in
        ["/nothing", "/ai/nothing.xml", "/.feedmill-manifest.json", "/.htaccess", "/%2ehtaccess"]
    {
        check(&hosts, ("GET", path, &[]), 404, &[]);
    }
    check(strict(&hosts), ("POST", "/ai/rss.xml", &[("content-length", "0")]), 405, &[]);
    for host in &hosts {
        let answer = ask(host.address, "GET", "/ai", &[]);
        assert!([301, 308].contains(&answer.status), "{}: {answer:?}", host.name);
        assert!(answer.field("location").ends_with("/ai/"), "{}: {answer:?}", host.name);
        for path in ["/../state.db", "/%2e%2e/state.db", "/ai/..%2f..%2f..%2fstate.db"] {
            let answer = ask(host.address, "GET", path, &[]);
            assert!((300..500).contains(&answer.status), "{}: {path}: {answer:?}", host.name);
        }
    }
}

#[test]
fn conditions() {
    let mill = turned();
    let hosts = hosts(&mill);
    let path = "/ai/atom.xml";
    let (old, new) = ("Thu, 01 Jan 1998 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT");
    for host in hosts {
        let first = ask(host.address, "GET", path, &[]);
        let (etag, date) =
            (first.field("etag").to_owned(), first.field("last-modified").to_owned());
        assert!(etag.starts_with('"'), "{}: {first:?}", host.name);
        let weak = format!("W/{etag}");
        let list = format!("\"a\", {etag}");
        let rows: [(&[(&str, &str)], u16); 14] = [
            (&[("If-None-Match", &etag)], 304),
            (&[("If-None-Match", &weak)], 304),
            (&[("If-None-Match", &list)], 304),
            (&[("If-None-Match", "\"other\"")], 200),
            (&[("If-Modified-Since", &date)], 304),
            (&[("If-Modified-Since", new)], 304),
            (&[("If-Modified-Since", old)], 200),
            (&[("If-None-Match", "\"other\""), ("If-Modified-Since", &date)], 200),
            (&[("If-None-Match", &etag), ("If-Modified-Since", old)], 304),
            (&[("If-Match", "\"other\"")], 412),
            (&[("If-Match", &etag)], 200),
            (&[("If-Unmodified-Since", old)], 412),
            (&[("If-Unmodified-Since", &date)], 200),
            (&[("If-None-Match", &etag), ("Range", "bytes=0-9")], 304),
        ];
        for (sent, status) in rows {
            // nginx and Apache want both to hold; RFC 9110 §13.2.2 lets the tag decide. Apache takes
            // no date of the future.
            let wants_both = ["nginx", "Apache"].contains(&host.name);
            let is_habit = wants_both && sent.len() == 2 && sent[1].1 == old
                || host.name == "Apache" && sent[0].1 == new;
            if is_habit {
                continue;
            }
            let answer = &check(std::slice::from_ref(&host), ("GET", path, sent), status, &[])[0];
            if status != 412 {
                assert_eq!(answer.field("etag"), etag, "{}: {sent:?}", host.name);
            }
            if status == 304 {
                assert!(answer.body.is_empty(), "{}: {sent:?}", host.name);
                assert_eq!(answer.field("content-type"), "", "{}: {sent:?}", host.name);
                assert_eq!(answer.field("access-control-allow-origin"), "*", "{}", host.name);
                assert!(answer.fields.contains_key("cache-control"), "{}", host.name);
            }
        }
    }
}

#[test]
fn parts() {
    let mill = turned();
    let hosts = hosts(&mill);
    let whole = fs::read(mill.path("feeds/public/ai/rss.xml")).unwrap();
    let length = whole.len();
    let path = "/ai/rss.xml";
    for (range, bytes) in [
        ("bytes=0-9".to_owned(), 0..10),
        (format!("bytes={}-", length - 5), length - 5..length),
        ("bytes=-7".to_owned(), length - 7..length),
        ("bytes=5-99999999".to_owned(), 5..length),
    ] {
        let told = format!("bytes {}-{}/{length}", bytes.start, bytes.end - 1);
        let want = [("content-range", told.as_str())];
        for answer in check(&hosts, ("GET", path, &[("Range", &range)]), 206, &want) {
            assert_eq!(answer.body, whole[bytes.clone()]);
        }
    }
    let outside = format!("bytes={length}-");
    let told = format!("bytes */{length}");
    check(strict(&hosts), ("GET", path, &[("Range", &outside)]), 416, &[("content-range", &told)]);
    for host in &hosts {
        let etag = ask(host.address, "GET", path, &[]).field("etag").to_owned();
        for (tag, status) in [(etag.as_str(), 206), ("\"other\"", 200)] {
            let fields = [("Range", "bytes=0-9"), ("If-Range", tag)];
            let answer = ask(host.address, "GET", path, &fields);
            assert_eq!(answer.status, status, "{}: {tag}: {answer:?}", host.name);
        }
    }
}

#[test]
fn packed_siblings_are_sent_as_they_are() {
    let mill = turned();
    let hosts = hosts(&mill);
    let public = mill.path("feeds/public");
    for (path, media_type) in [
        ("/ai/atom.xml", "application/atom+xml; charset=utf-8"),
        ("/ai/feed.json", "application/feed+json"),
        ("/ai/index.html", "text/html; charset=utf-8"),
    ] {
        let packed = fs::read(public.join(format!("{}.gz", &path[1..]))).unwrap();
        let plain = fs::read(public.join(&path[1..])).unwrap();
        let want = [
            ("content-encoding", "gzip"),
            ("vary", "Accept-Encoding"),
            ("content-type", media_type),
        ];
        let gzip = [("Accept-Encoding", "gzip")];
        for (host, answer) in hosts.iter().zip(check(&hosts, ("GET", path, &gzip), 200, &want)) {
            // Apache is told to pack by itself.
            assert!(answer.body == packed || host.name == "Apache", "{}", host.name);
            let known = [gzip[0], ("If-None-Match", answer.field("etag"))];
            let again = ask(host.address, "GET", path, &known);
            assert_eq!(again.status, 304, "{}: {again:?}", host.name);
            let varies = again.field("vary") == "Accept-Encoding" || host.name == "Apache";
            assert!(varies, "{}: {again:?}", host.name);
            let dated = [gzip[0], ("If-Modified-Since", answer.field("last-modified"))];
            assert_eq!(ask(host.address, "GET", path, &dated).status, 304, "{}", host.name);
        }
        for refused in ["gzip;q=0", "identity"] {
            let fields = [("Accept-Encoding", refused)];
            for answer in check(&hosts, ("GET", path, &fields), 200, &[("content-encoding", "")]) {
                assert_eq!(answer.body, plain, "{refused}");
            }
        }
    }
    let brotli = fs::read(public.join("ai/atom.xml.br")).unwrap();
    // Debian's nginx needs a package of its own for Brotli.
    for host in hosts.iter().filter(|host| !["nginx", "Apache"].contains(&host.name)) {
        let answer = ask(host.address, "GET", "/ai/atom.xml", &[("Accept-Encoding", "gzip, br")]);
        assert_eq!(answer.field("content-encoding"), "br", "{}", host.name);
        assert_eq!(answer.body, brotli, "{}", host.name);
    }
}

#[test]
fn the_preview_answers_to_names_of_this_machine_only() {
    let mill = turned();
    let host = preview(&mill);
    let answer = ask(host.address, "GET", "/", &[("X-Other", "1")]);
    assert_eq!(answer.status, 200);
    // Two names are as bad as another one.
    assert_eq!(ask(host.address, "GET", "/", &[("Host", "evil.example")]).status, 400);
    assert_eq!(ask(host.address, "GET", "http://evil.example/", &[]).status, 421);
}
