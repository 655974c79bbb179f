//! Fetching against a server that answers as it is told: what arrives, and what every failure says.

mod redirects;

use std::{error::Error as _, io::Write, net::TcpListener, sync::Arc, thread, time::Duration};

use feedmill::{
    fetch::{Arrival, Error, Fetched, Fetcher, Last, Past, Place, Settings, Terms, Visit, Wants},
    model::Validators,
};
use tokio::sync::mpsc;
use url::Url;

use crate::support::{Answer, Server};

pub(crate) const TEXT: &[u8] =
    b"<rss version=\"2.0\"><channel><title>One mill, many sources</title></channel></rss>";

pub(crate) fn settings() -> Settings {
    Settings {
        user_agent: "feedmill-test/1 (+https://feeds.example/)".to_owned(),
        concurrency: 4,
        per_host: 1,
        retries: 1,
        run_budget: None,
        host_interval: Duration::ZERO,
        connect_timeout: Duration::from_secs(5),
        idle_timeout: Duration::from_secs(5),
        total_timeout: Duration::from_secs(10),
        max_body: 200_000,
        max_decoded: 100_000,
        allow_addresses: vec!["127.0.0.1".parse().unwrap()],
        proxy: None,
    }
}

/// Short enough for a test that waits for the end of it.
fn impatient() -> Settings {
    Settings {
        idle_timeout: Duration::from_millis(500),
        total_timeout: Duration::from_millis(1_200),
        ..settings()
    }
}

pub(crate) fn web(url: Url) -> Place {
    Place::web(url, Arc::default(), Wants::Feed)
}

pub(crate) async fn visit(
    settings: &Settings,
    place: &Place,
    last: &Last,
) -> Result<Fetched, Error> {
    let now = "2026-01-13T10:00:00Z".parse().unwrap();
    let fetcher = Fetcher::new(settings, &Past::default(), now).unwrap();
    fetcher.fetch(place, last, now).await.map(|(fetched, _)| fetched)
}

pub(crate) async fn get(url: Url) -> Result<Fetched, Error> {
    visit(&settings(), &web(url), &Last::default()).await
}

#[track_caller]
pub(crate) fn body(fetched: Result<Fetched, Error>) -> Vec<u8> {
    match fetched {
        Ok(Fetched::Documents { mut documents, .. }) if documents.len() == 1 => {
            documents.remove(0).bytes
        }
        other => panic!("not one document: {other:?}"),
    }
}

/// Message and innermost cause of a visit that must fail, with the server's address as `HOST`.
#[track_caller]
pub(crate) fn failure(server: &Server, fetched: Result<Fetched, Error>) -> String {
    let error = fetched.expect_err("a failure");
    let cause = error.source().map(|source| format!(" / {source}")).unwrap_or_default();
    format!("{error}{cause}").replace(server.url("/").authority(), "HOST")
}

#[tokio::test]
async fn a_document_comes_with_its_address_and_type() {
    let server = Server::start();
    let answer = Answer::ok(TEXT).header("Content-Type", "text/xml; charset=koi8-r");
    server.route("/feed", answer.header("ETag", "W/\"1\"").header("Last-Modified", "yesterday"));
    match get(server.url("/feed?all=1#top")).await.unwrap() {
        Fetched::Documents { documents, terms: Terms { validators, .. }, failures } => {
            assert!(failures.is_empty());
            let document = &documents[0];
            assert_eq!(document.name, server.url("/feed?all=1").as_str());
            assert_eq!(document.url, Some(server.url("/feed?all=1")));
            assert_eq!(document.content_type.as_deref(), Some("text/xml; charset=koi8-r"));
            assert_eq!(document.bytes, TEXT);
            assert_eq!(validators.etag.as_deref(), Some("W/\"1\""));
            assert_eq!(validators.last_modified.as_deref(), Some("yesterday"));
        }
        other => panic!("{other:?}"),
    }
    let request = &server.requests("/feed?all=1")[0];
    assert_eq!(request.header("User-Agent"), Some("feedmill-test/1 (+https://feeds.example/)"));
    assert_eq!(request.header("Accept-Encoding"), Some("gzip, deflate, br, zstd"));
    assert!(request.header("Accept").unwrap().starts_with("application/atom+xml, "));
    for absent in ["Referer", "Cookie", "Authorization", "If-None-Match", "If-Modified-Since"] {
        assert_eq!(request.header(absent), None, "{absent}");
    }
}

#[tokio::test]
async fn the_second_visit_asks_whether_anything_changed() {
    let server = Server::start();
    let date = "Tue, 13 Jan 2026 10:00:00 GMT";
    let answer = Answer::ok(TEXT).header("ETag", "\"1\"").header("Last-Modified", date);
    server.route("/feed", answer.conditional());
    let place = web(server.url("/feed"));
    let stored =
        Validators { etag: Some("\"1\"".into()), last_modified: Some("stored".into()), of: None };
    let last = Last { address: place.address(), validators: stored, ..Last::default() };
    match visit(&settings(), &place, &last).await.unwrap() {
        Fetched::Unchanged { terms: Terms { validators, .. } } => {
            assert_eq!(validators.etag.as_deref(), Some("\"1\""));
            assert_eq!(validators.last_modified.as_deref(), Some(date));
        }
        other => panic!("{other:?}"),
    }
    let elsewhere = Last { address: "http://other.example/".into(), ..last.clone() };
    assert_eq!(body(visit(&settings(), &place, &elsewhere).await), TEXT);

    let requests = server.requests("/feed");
    assert_eq!(requests[0].header("If-None-Match"), Some("\"1\""));
    assert_eq!(requests[0].header("If-Modified-Since"), Some("stored"));
    assert_eq!(requests[1].header("If-None-Match"), None);

    server.route("/feed", Answer::status(304));
    match visit(&settings(), &place, &last).await.unwrap() {
        Fetched::Unchanged { terms: Terms { validators, .. } } => {
            assert_eq!(validators, last.validators)
        }
        other => panic!("{other:?}"),
    }
    let unasked = visit(&settings(), &place, &Last::default()).await;
    assert_eq!(failure(&server, unasked), "http://HOST/feed answered 304 Not Modified");
}

#[tokio::test]
async fn a_status_is_told_with_its_wait() {
    let server = Server::start();
    for (status, message) in [
        (204, "http://HOST/feed answered 204 No Content"),
        (206, "http://HOST/feed answered 206 Partial Content"),
        (300, "http://HOST/feed answered 300 Multiple Choices"),
    ] {
        server.route("/feed", Answer::status(status).header("Retry-After", "60"));
        let result = get(server.url("/feed")).await;
        assert_eq!(result.as_ref().err().and_then(Error::retry_after), None);
        assert_eq!(failure(&server, result), message);
    }
    for (status, message) in [
        (500, "http://HOST/feed answered 500 Internal Server Error"),
        (404, "http://HOST/feed answered 404 Not Found"),
        (410, "http://HOST/feed answered 410 Gone"),
    ] {
        server.route("/feed", Answer::status(status));
        assert_eq!(failure(&server, get(server.url("/feed")).await), message);
    }
    for (status, after, wait) in [
        (403, "60", 60),
        (429, "60", 60),
        (503, "Tue, 13 Jan 2026 10:02:00 GMT", 120),
        (503, "99999999999999999999", u64::MAX),
    ] {
        server.route("/feed", Answer::status(status).header("Retry-After", after));
        let error = get(server.url("/feed")).await.unwrap_err();
        assert_eq!(error.retry_after(), Some(Duration::from_secs(wait)), "{after}");
    }
}

#[tokio::test]
async fn a_document_with_an_odd_status_is_one_but_leaves_nothing_to_ask_with() {
    let server = Server::start();
    let length = TEXT.len();
    let whole = format!("bytes 0-{}/{length}", length - 1);
    for (status, range) in [(201, ""), (202, ""), (206, whole.as_str())] {
        let answer = Answer::ok(TEXT).status_is(status).header("ETag", "\"1\"");
        server.route("/feed", answer.header("Content-Range", range));
        match get(server.url("/feed")).await.unwrap() {
            Fetched::Documents { documents, terms, .. } => {
                assert_eq!((&*documents[0].bytes, terms), (TEXT, Terms::default()), "{status}");
            }
            other => panic!("{other:?}"),
        }
    }
    for range in ["bytes 0-9/81", "bytes 1-80/81", "bytes 0-80/*", "0-80/81", ""] {
        server.route("/feed", Answer::ok(TEXT).status_is(206).header("Content-Range", range));
        let message = failure(&server, get(server.url("/feed")).await);
        assert_eq!(message, "http://HOST/feed answered 206 Partial Content", "{range}");
    }
}

#[tokio::test]
async fn a_kept_connection_that_is_closed_is_replaced_once() {
    let server = Server::start();
    let now = "2026-01-13T10:00:00Z".parse().unwrap();
    let fetcher = Fetcher::new(&settings(), &Past::default(), now).unwrap();
    let ask = async |path| {
        let fetched = fetcher.fetch(&web(server.url(path)), &Last::default(), now).await;
        fetched.map(|(fetched, _)| fetched)
    };
    // Nothing was kept yet: the server meant it.
    server.script("/first", [Answer::hang_up(), Answer::ok(TEXT)]);
    let message = failure(&server, ask("/first").await);
    assert!(message.starts_with("the exchange with http://HOST/first failed / "), "{message}");
    assert_eq!(body(ask("/first").await), TEXT);
    assert_eq!(server.requests("/first").len(), 2);

    server.script("/second", [Answer::hang_up(), Answer::ok(TEXT)]);
    assert_eq!(body(ask("/second").await), TEXT);
    // But no third time (RFC 9110 §9.2.2), and not where an answer had begun.
    server.script("/third", [Answer::hang_up(), Answer::hang_up(), Answer::ok(TEXT)]);
    ask("/third").await.unwrap_err();
    server.script("/cut", [Answer::ok(TEXT).cut(20), Answer::ok(TEXT)]);
    ask("/cut").await.unwrap_err();
    let requests = ["/second", "/third", "/cut"].map(|path| server.requests(path).len());
    assert_eq!(requests, [2, 2, 1]);
}

#[tokio::test]
async fn no_connection() {
    let server = Server::start();
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let message = failure(&server, get(format!("http://{closed}/").parse().unwrap()).await);
    let want = format!("cannot connect to http://{closed}/: it refuses connections / ");
    assert!(message.starts_with(&want), "{message}");

    // Too long for a name (RFC 1035 §2.3.4), so that no name server is asked.
    let url: Url = format!("http://{}.invalid/", "x".repeat(64)).parse().unwrap();
    let error = get(url.clone()).await.unwrap_err();
    assert_eq!(error.to_string(), format!("cannot connect to {url}: its host name has no address"));

    // It speaks, but not TLS.
    let plain = TcpListener::bind("127.0.0.1:0").unwrap();
    let url: Url = format!("https://{}/", plain.local_addr().unwrap()).parse().unwrap();
    let server = thread::spawn(move || {
        plain.accept().unwrap().0.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n").unwrap()
    });
    let error = get(url.clone()).await.unwrap_err();
    server.join().unwrap();
    assert_eq!(error.to_string(), format!("cannot connect to {url}: no trusted TLS connection"));
}

#[tokio::test]
async fn time_runs_out() {
    let server = Server::start();
    let slow = Answer::ok(TEXT).delay(Duration::from_millis(100));
    server.route("/slow", slow);
    server.route("/silent", Answer::hang());
    server.route("/stalls", Answer::ok(TEXT).stall(10));
    for step in 0..6 {
        let answer = Answer::redirect(302, &format!("/{}", step + 1));
        server.route(&format!("/{step}"), answer.delay(Duration::from_millis(300)));
    }
    let ask = async |path| visit(&impatient(), &web(server.url(path)), &Last::default()).await;
    assert_eq!(body(ask("/slow").await), TEXT);
    for (path, message) in [
        ("/silent", "http://HOST/silent is too slow: no further bytes within 500ms"),
        ("/stalls", "http://HOST/stalls is too slow: no further bytes within 500ms"),
        ("/0", "http://HOST/0 is too slow: not done within 1.2s"),
    ] {
        assert_eq!(failure(&server, ask(path).await), message);
    }
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_kept() {
    let server = Server::start();
    server.route("/feed", Answer::ok(TEXT).cut(20));
    let message = failure(&server, get(server.url("/feed")).await);
    assert!(
        message.starts_with("the answer of http://HOST/feed is cut or damaged / "),
        "{message}"
    );
}

#[tokio::test]
async fn a_body_over_a_cap_is_not_kept() {
    let server = Server::start();
    let too_large = |setting| format!("http://HOST/feed is larger than {setting} bytes");
    server.route("/feed", Answer::ok(vec![b' '; 100_000]));
    assert_eq!(body(get(server.url("/feed")).await).len(), 100_000);
    server.route("/feed", Answer::ok(vec![b' '; 100_001]));
    assert_eq!(failure(&server, get(server.url("/feed")).await), too_large(100_000));
    let announced = Answer::ok("").header("Content-Length", "100001").stall(0);
    server.route("/feed", announced);
    assert_eq!(failure(&server, get(server.url("/feed")).await), too_large(100_000));
}

#[tokio::test]
async fn many_sources_over_few_connections() {
    let servers = [Server::start(), Server::on([127, 0, 0, 2].into())];
    let mut visits = Vec::new();
    for (host, server) in servers.iter().enumerate() {
        for number in 0..5 {
            let path = format!("/{number}");
            let answer = if number == 3 { Answer::status(500) } else { Answer::ok(path.clone()) };
            server.route(&path, answer);
            let (index, place) = (host * 5 + number, web(server.url(&path)));
            visits.push(Visit { index, place, last: Last::default() });
        }
    }
    let settings = Settings {
        host_interval: Duration::from_millis(20),
        allow_addresses: vec!["127.0.0.0/8".parse().unwrap()],
        ..settings()
    };
    let now = "2026-01-13T10:00:00Z".parse().unwrap();
    let fetcher = Fetcher::new(&settings, &Past::default(), now).unwrap();
    let (sender, mut receiver) = mpsc::channel(1);
    let begin = std::time::Instant::now();
    let driver = tokio::spawn(async move { fetcher.fetch_all(visits, now, sender).await });
    let mut seen = Vec::new();
    while let Some(Arrival { index, result, .. }) = receiver.recv().await {
        match result {
            Ok(fetched) => assert_eq!(body(Ok(fetched)), format!("/{}", index % 5).as_bytes()),
            Err(error) => assert!(index % 5 == 3, "{error}"),
        }
        seen.push(index);
    }
    driver.await.unwrap();
    assert!(begin.elapsed() >= Duration::from_millis(80), "four pauses per host");
    seen.sort_unstable();
    assert_eq!(seen, (0..10).collect::<Vec<_>>());
    for server in &servers {
        assert!(server.connections() < 5, "{} connections", server.connections());
    }
}

#[tokio::test]
async fn every_lane_of_a_host_keeps_its_connection() {
    let server = Server::start();
    let visits: Vec<Visit> = (0..40)
        .map(|index| {
            let path = format!("/{index}");
            server.route(&path, Answer::ok(TEXT));
            Visit { index, place: web(server.url(&path)), last: Last::default() }
        })
        .collect();
    let settings = Settings { per_host: 4, ..settings() };
    let now = "2026-01-13T10:00:00Z".parse().unwrap();
    let fetcher = Fetcher::new(&settings, &Past::default(), now).unwrap();
    let (sender, mut receiver) = mpsc::channel(1);
    let driver = tokio::spawn(async move { fetcher.fetch_all(visits, now, sender).await });
    let mut seen = 0;
    while let Some(arrival) = receiver.recv().await {
        assert!(arrival.result.is_ok(), "{:?}", arrival.result);
        seen += 1;
    }
    driver.await.unwrap();
    assert_eq!(seen, 40);
    assert!(server.connections() <= 8, "{} connections", server.connections());
}
