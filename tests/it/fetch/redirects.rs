//! Where redirects may lead, and what is sent there.

use std::sync::Arc;

use feedmill::fetch::{Access, Error, Fetched, Kept, Last, Login, Place, Secret, Settings, Wants};

use super::{TEXT, body, failure, get, settings, visit, web};
use crate::support::{Answer, Server};

/// A login and a token.
fn access() -> Arc<Access> {
    let secret = || Kept::Here(Secret::new("secret"));
    Arc::new(Access {
        headers: vec![("X-Token".into(), secret())],
        login: Some(Login::Basic { user: Secret::new("reader"), password: secret() }),
        ..Access::default()
    })
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
    for host in ["127.0.0.2", "[::ffff:127.0.0.2]", "2130706434", "127.2", "0x7f.2"] {
        let to = format!("http://{host}:{port}/secret");
        stranger.route("/feed", Answer::redirect(302, &to));
        let error = get(stranger.url("/feed")).await.unwrap_err();
        assert!(matches!(error, Error::NotAllowed { .. }), "{host}: {error}");
        assert!(error.help().unwrap().contains("fetch.allow_addresses"));
    }
    assert!(private.requests("/secret").is_empty());

    stranger.route("/feed", Answer::redirect(302, private.url("/secret").as_str()));
    let allowed = Settings { allow_addresses: vec!["127.0.0.0/30".parse().unwrap()], ..settings() };
    let place = web(stranger.url("/feed"));
    assert_eq!(body(visit(&allowed, &place, &Last::default()).await), b"secret");
}

#[tokio::test]
async fn that_the_operator_names_a_host_opens_nothing() {
    let server = Server::start();
    server.route("/feed", Answer::ok(TEXT));
    let port = server.url("/").port().unwrap();
    let ask = async |allowed: &[&str], host: &str| {
        let url = format!("http://{host}:{port}/feed").parse().unwrap();
        let allow_addresses = allowed.iter().map(|text| text.parse().unwrap()).collect();
        let settings = Settings { allow_addresses, ..settings() };
        visit(&settings, &web(url), &Last::default()).await
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
    let place = Place::web(home.url("/feed"), access(), Wants::Feed);
    assert!(!format!("{place:?}").contains("secret"));
    assert_eq!(place.address(), home.url("/feed").as_str());
    let allowed = Settings { allow_addresses: vec!["127.0.0.1".parse().unwrap()], ..settings() };
    let fetched = visit(&allowed, &place, &Last::default()).await;
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
    let page = Place::web(home.url("/page"), access(), Wants::Feed);
    // What the operator named may be private; another host may not be.
    assert_eq!(
        body(
            visit(&settings(), &page.found(home.url("/own"), Wants::Feed), &Default::default())
                .await
        ),
        TEXT
    );
    let other = page.found(stranger.url("/other"), Wants::Feed);
    let refused = visit(&settings(), &other, &Last::default()).await;
    assert!(matches!(refused, Err(Error::NotAllowed { .. })), "{refused:?}");
    assert_eq!(stranger.connections(), 0);
    let allowed = Settings { allow_addresses: vec!["127.0.0.0/30".parse().unwrap()], ..settings() };
    assert_eq!(body(visit(&allowed, &other, &Last::default()).await), TEXT);

    for (server, path, sent) in [(&home, "/own", true), (&stranger, "/other", false)] {
        let request = &server.requests(path)[0];
        assert_eq!(request.header("Authorization").is_some(), sent, "{path}");
        assert_eq!(request.header("X-Token").is_some(), sent, "{path}");
    }
}
