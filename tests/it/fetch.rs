//! Fetching against a server that answers as it is told: what arrives, and what every failure says.

use std::{error::Error as _, io::Write, net::TcpListener, thread, time::Duration};

use feedmill::{
    fetch::{Arrival, Error, Fetched, Fetcher, Place, Settings, Visit},
    model::{SourceState, Validators},
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
        host_interval: Duration::ZERO,
        connect_timeout: Duration::from_secs(5),
        idle_timeout: Duration::from_secs(5),
        total_timeout: Duration::from_secs(10),
        max_body: 200_000,
        max_decoded: 100_000,
        allow_addresses: vec!["127.0.0.1".parse().unwrap()],
    }
}

/// The same, with these addresses allowed instead of 127.0.0.1.
fn allowing(addresses: &[&str]) -> Settings {
    let parse = |text: &&str| text.parse().unwrap();
    Settings { allow_addresses: addresses.iter().map(parse).collect(), ..settings() }
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
    Place::Web { url, headers: Vec::new() }
}

pub(crate) async fn visit(
    settings: &Settings,
    place: &Place,
    state: &SourceState,
) -> Result<Fetched, Error> {
    let now = "2026-01-13T10:00:00Z".parse().unwrap();
    Fetcher::new(settings).unwrap().fetch(place, state, now).await
}

pub(crate) async fn get(url: Url) -> Result<Fetched, Error> {
    visit(&settings(), &web(url), &SourceState::default()).await
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
        Fetched::Documents { documents, validators, failures } => {
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
    let stored = Validators { etag: Some("\"1\"".into()), last_modified: Some("stored".into()) };
    let state =
        SourceState { address: place.address(), validators: stored, ..SourceState::default() };
    match visit(&settings(), &place, &state).await.unwrap() {
        Fetched::Unchanged { validators } => {
            assert_eq!(validators.etag.as_deref(), Some("\"1\""));
            assert_eq!(validators.last_modified.as_deref(), Some(date));
        }
        other => panic!("{other:?}"),
    }
    let elsewhere = SourceState { address: "http://other.example/".into(), ..state.clone() };
    assert_eq!(body(visit(&settings(), &place, &elsewhere).await), TEXT);

    let requests = server.requests("/feed");
    assert_eq!(requests[0].header("If-None-Match"), Some("\"1\""));
    assert_eq!(requests[0].header("If-Modified-Since"), Some("stored"));
    assert_eq!(requests[1].header("If-None-Match"), None);

    server.route("/feed", Answer::status(304));
    match visit(&settings(), &place, &state).await.unwrap() {
        Fetched::Unchanged { validators } => assert_eq!(validators, state.validators),
        other => panic!("{other:?}"),
    }
    let unasked = visit(&settings(), &place, &SourceState::default()).await;
    assert_eq!(failure(&server, unasked), "http://HOST/feed answered 304 Not Modified");
}

#[tokio::test]
async fn a_status_is_told_with_its_wait() {
    let server = Server::start();
    for (status, message) in [
        (500, "http://HOST/feed answered 500 Internal Server Error"),
        (404, "http://HOST/feed answered 404 Not Found"),
        (410, "http://HOST/feed answered 410 Gone"),
        (204, "http://HOST/feed answered 204 No Content"),
        (206, "http://HOST/feed answered 206 Partial Content"),
        (300, "http://HOST/feed answered 300 Multiple Choices"),
    ] {
        server.route("/feed", Answer::status(status).header("Retry-After", "60"));
        let result = get(server.url("/feed")).await;
        assert_eq!(result.as_ref().err().and_then(Error::retry_after), None);
        assert_eq!(failure(&server, result), message);
    }
    for (status, after, wait) in [
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
    let ask =
        async |path| visit(&impatient(), &web(server.url(path)), &SourceState::default()).await;
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
async fn redirects_are_followed() {
    let server = Server::start();
    for (step, status) in [301, 302, 303, 307, 308].into_iter().enumerate() {
        server.route(&format!("/{step}"), Answer::redirect(status, &format!("./{}#x", step + 1)));
    }
    server.route("/5", Answer::ok(TEXT));
    match get(server.url("/0")).await.unwrap() {
        Fetched::Documents { documents, .. } => {
            assert_eq!(documents[0].name, server.url("/0").as_str());
            assert_eq!(documents[0].url, Some(server.url("/5")));
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn redirects_that_are_not_followed() {
    let server = Server::start();
    for (to, fault) in [
        ("/feed", "it leads in a circle"),
        ("ftp://files.example/", "neither http nor https"),
        ("file:///etc/passwd", "neither http nor https"),
        ("http://", "not an address"),
        ("", "not an address"),
    ] {
        server.route("/feed", Answer::redirect(302, to));
        let message = failure(&server, get(server.url("/feed")).await);
        assert_eq!(message, format!("http://HOST/feed redirects to {to:?}: {fault}"));
    }
    for step in 0..20 {
        server.route(&format!("/{step}"), Answer::redirect(302, &format!("/{}", step + 1)));
    }
    let message = failure(&server, get(server.url("/0")).await);
    assert_eq!(message, "http://HOST/10 redirects to \"/11\": one redirect too many");
    assert!(server.requests("/11").is_empty());
}

#[tokio::test]
async fn a_redirect_does_not_lead_into_the_private_network() {
    let (stranger, private) = (Server::start(), Server::on([127, 0, 0, 2].into()));
    private.route("/secret", Answer::ok("secret"));
    let port = private.url("/").port().unwrap();
    for host in ["127.0.0.2", "[::ffff:127.0.0.2]", "2130706434", "0x7f.2", "127.0.0.2."] {
        let to = format!("http://{host}:{port}/secret");
        stranger.route("/feed", Answer::redirect(302, &to));
        let error = get(stranger.url("/feed")).await.unwrap_err();
        assert!(matches!(error, Error::NotAllowed { .. }), "{host}: {error}");
        assert!(error.help().unwrap().contains("fetch.allow_addresses"));
    }
    assert_eq!(private.connections(), 0);

    stranger.route("/feed", Answer::redirect(302, private.url("/secret").as_str()));
    let place = web(stranger.url("/feed"));
    let allowed = allowing(&["127.0.0.0/8"]);
    assert_eq!(body(visit(&allowed, &place, &SourceState::default()).await), b"secret");
}

#[tokio::test]
async fn that_the_operator_names_a_host_opens_nothing() {
    let server = Server::start();
    server.route("/feed", Answer::ok(TEXT));
    let port = server.url("/").port().unwrap();
    let ask = async |allowed: &[&str], host: &str| {
        let url: Url = format!("http://{host}:{port}/feed").parse().unwrap();
        visit(&allowing(allowed), &web(url), &SourceState::default()).await
    };
    for host in ["127.0.0.1", "localhost", "127.1", "[::ffff:7f00:1]"] {
        for allowed in [&[][..], &["127.0.0.2"], &["10.0.0.0/8"]] {
            let refused = ask(allowed, host).await.unwrap_err();
            assert!(matches!(refused, Error::NotAllowed { .. }), "{host}: {refused}");
        }
    }
    assert_eq!(server.connections(), 0);
    for host in ["127.0.0.1", "localhost", "127.1", "[::ffff:7f00:1]"] {
        assert_eq!(body(ask(&["127.0.0.1"], host).await), TEXT, "{host}");
    }
}

#[tokio::test]
async fn credentials_stay_with_their_host() {
    let (home, stranger) = (Server::start(), Server::start());
    home.route("/feed", Answer::redirect(302, "/moved"));
    home.route("/moved", Answer::redirect(302, stranger.url("/out").as_str()));
    stranger.route("/out", Answer::redirect(302, home.url("/back").as_str()));
    home.route("/back", Answer::ok(TEXT));
    let mut url = home.url("/feed");
    url.set_username("reader").unwrap();
    url.set_password(Some("secret")).unwrap();
    let place = Place::Web { url, headers: vec![("X-Token".into(), "secret".into())] };
    assert_eq!(place.address(), home.url("/feed").as_str());
    let fetched = visit(&settings(), &place, &SourceState::default()).await;
    assert!(!format!("{fetched:?}").contains("secret"));
    assert_eq!(body(fetched), TEXT);

    let basic = Some("Basic cmVhZGVyOnNlY3JldA==");
    for (server, path, sent) in [
        (&home, "/feed", true),
        (&home, "/moved", true),
        (&stranger, "/out", false),
        (&home, "/back", false),
    ] {
        let request = &server.requests(path)[0];
        assert_eq!(request.header("Authorization"), basic.filter(|_| sent), "{path}");
        assert_eq!(request.header("X-Token"), Some("secret").filter(|_| sent), "{path}");
    }
}

#[tokio::test]
async fn a_document_found_elsewhere_gets_no_credentials() {
    let (home, stranger) = (Server::start(), Server::on([127, 0, 0, 2].into()));
    home.route("/own", Answer::ok(TEXT));
    stranger.route("/other", Answer::ok(TEXT));
    let mut page = home.url("/page");
    page.set_username("reader").unwrap();
    let page = Place::Web { url: page, headers: vec![("X-Token".into(), "secret".into())] };
    assert_eq!(
        body(visit(&settings(), &page.found(home.url("/own")), &Default::default()).await),
        TEXT
    );
    let other = page.found(stranger.url("/other"));
    let refused = visit(&settings(), &other, &SourceState::default()).await;
    assert!(matches!(refused, Err(Error::NotAllowed { .. })), "{refused:?}");
    assert_eq!(stranger.connections(), 0);
    let allowed = allowing(&["127.0.0.2"]);
    assert_eq!(body(visit(&allowed, &other, &SourceState::default()).await), TEXT);

    for (server, path, sent) in [(&home, "/own", true), (&stranger, "/other", false)] {
        let request = &server.requests(path)[0];
        assert_eq!(request.header("Authorization").is_some(), sent, "{path}");
        assert_eq!(request.header("X-Token").is_some(), sent, "{path}");
    }
    // A list on this machine has no host, and nothing of its own to send.
    let list = Place::Files { globs: Vec::new(), root: "/".into() };
    let entry = list.found(home.url("/own"));
    assert_eq!(body(visit(&settings(), &entry, &SourceState::default()).await), TEXT);
    let refused = visit(&allowing(&[]), &entry, &SourceState::default()).await;
    assert!(matches!(refused, Err(Error::NotAllowed { .. })), "{refused:?}");
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
            visits.push(Visit { index, place, state: SourceState::default() });
        }
    }
    let settings =
        Settings { host_interval: Duration::from_millis(20), ..allowing(&["127.0.0.0/8"]) };
    let fetcher = Fetcher::new(&settings).unwrap();
    let (sender, mut receiver) = mpsc::channel(1);
    let begin = std::time::Instant::now();
    let now = "2026-01-13T10:00:00Z".parse().unwrap();
    let driver = tokio::spawn(async move { fetcher.fetch_all(visits, now, sender).await });
    let mut seen = Vec::new();
    while let Some(Arrival { index, result }) = receiver.recv().await {
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
