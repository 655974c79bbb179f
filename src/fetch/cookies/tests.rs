//! Which cookies are taken, and where they go.

use super::*;

fn jar(from: &str, fields: &[&str]) -> (Jar, bool) {
    let mut jar = Jar::default();
    let is_new = jar.take(&from.parse().unwrap(), &answer(fields));
    (jar, is_new)
}

fn answer(fields: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.append(DATE, HeaderValue::from_static("Tue, 13 Jan 2026 10:00:00 GMT"));
    for field in fields {
        headers.append(SET_COOKIE, field.parse().unwrap());
    }
    headers
}

fn sent(jar: &Jar, to: &str) -> Option<String> {
    let mut headers = HeaderMap::new();
    jar.apply(&mut headers, &to.parse().unwrap());
    let value = headers.remove(COOKIE)?;
    assert!(value.is_sensitive());
    Some(String::from_utf8_lossy(value.as_bytes()).into_owned())
}

/// What goes to `to` after `from` has set these.
#[track_caller]
fn check(from: &str, fields: &[&str], to: &str, want: Option<&str>) {
    let (jar, _) = jar(from, fields);
    assert_eq!(sent(&jar, to).as_deref(), want, "{from} {fields:?} → {to}");
}

const HERE: &str = "https://www.news.example/a/feed";

#[test]
fn a_cookie_goes_back_to_its_host() {
    check(HERE, &["a=1"], HERE, Some("a=1"));
    check(HERE, &["a=1; HttpOnly; SameSite=Lax", " b = 2 "], HERE, Some("a=1; b=2"));
    check(HERE, &["a=\"x y\"=z"], HERE, Some("a=\"x y\"=z"));
    check(HERE, &["a="], HERE, Some("a="));
    check(HERE, &["a=1"], "https://www.news.example:8443/a/", Some("a=1"));
    for to in ["https://news.example/a/", "https://x.www.news.example/a/", "https://b.example/a/"] {
        check(HERE, &["a=1"], to, None);
    }
    for field in ["", "a", "=1", ";", "; a=1"] {
        check(HERE, &[field], HERE, None);
    }
}

#[test]
fn a_domain_widens_to_hosts_below_it() {
    let wide = ["a=1; Domain=.News.Example; Path=/"];
    for to in [HERE, "https://news.example/", "https://consent.news.example/"] {
        check(HERE, &wide, to, Some("a=1"));
    }
    for to in ["https://mynews.example/", "https://example/", "https://news.example.evil.example/"]
    {
        check(HERE, &wide, to, None);
    }
    check(HERE, &["a=1; Domain="], HERE, Some("a=1"));
    // A host that it does not speak for, or that is no host of its own.
    for domain in ["other.example", "x.www.news.example", "example", ".", "ews.example", ".example"]
    {
        check(HERE, &[&format!("a=1; Domain={domain}")], HERE, None);
    }
    for host in ["127.0.0.1", "localhost", "[::1]"] {
        let (here, below) = (format!("http://{host}/"), "http://x.localhost/");
        check(&here, &[&format!("a=1; Domain={host}")], &here, Some("a=1"));
        check(&here, &[&format!("a=1; Domain={host}")], below, None);
    }
    check("http://127.0.0.1/", &["a=1; Domain=0.0.1"], "http://127.0.0.1/", None);
}

#[test]
fn a_path_narrows() {
    check(HERE, &["a=1"], "https://www.news.example/", None);
    check(HERE, &["a=1"], "https://www.news.example/ab", None);
    check(HERE, &["a=1"], "https://www.news.example/a", Some("a=1"));
    check(HERE, &["a=1; Path=/b/"], "https://www.news.example/b/c", Some("a=1"));
    check(HERE, &["a=1; Path=/b/"], "https://www.news.example/b", None);
    check(HERE, &["a=1; Path=b"], HERE, Some("a=1"));
    check("https://news.example", &["a=1"], "https://news.example/x/y", Some("a=1"));
    // Longer paths first.
    check(HERE, &["a=1; Path=/", "b=2; Path=/a", "c=3; Path=/"], HERE, Some("b=2; a=1; c=3"));
}

#[test]
fn a_secure_cookie_needs_tls() {
    check(HERE, &["a=1; Secure"], HERE, Some("a=1"));
    check(HERE, &["a=1; Secure"], "http://www.news.example/a/", None);
    check("http://www.news.example/a/", &["a=1; secure"], HERE, None);
    check(HERE, &["a=1"], "http://www.news.example/a/", Some("a=1"));
}

#[test]
fn a_cookie_can_be_taken_away() {
    for end in [
        "a=; Max-Age=0",
        "a=; max-age=-1",
        "a=x; Expires=Thu, 01-Jan-1970 00:00:01 GMT",
        "a=x; Expires=Tue, 13 Jan 2026 09:59:59 GMT",
        "a=x; Expires=Tue, 13 Jan 2027 10:00:00 GMT; Max-Age=0",
    ] {
        check(HERE, &["a=1", "b=2", end], HERE, Some("b=2"));
        check(HERE, &[end], HERE, None);
    }
    for stays in [
        "a=2; Max-Age=60",
        "a=2; Max-Age=soon",
        "a=2; Max-Age=99999999999999999999",
        "a=2; Expires=Tue, 13 Jan 2026 10:00:01 GMT",
        "a=2; Expires=0",
        "a=2; Max-Age=60; Expires=Thu, 01 Jan 1970 00:00:00 GMT",
    ] {
        check(HERE, &["a=1", stays], HERE, Some("a=2"));
    }
    // Another path is another cookie.
    check(HERE, &["a=1; Path=/", "a=; Max-Age=0"], HERE, Some("a=1"));
}

#[test]
fn without_the_servers_clock_only_the_distant_past_is_over() {
    let mut jar = Jar::default();
    let url = HERE.parse().unwrap();
    let fields = ["a=1; Expires=Tue, 13 Jan 2015 10:00:00 GMT", "b=2; Expires=1 Jan 1970 0:0:0"];
    let mut headers = answer(&fields);
    headers.remove(DATE);
    jar.take(&url, &headers);
    assert_eq!(sent(&jar, HERE).as_deref(), Some("a=1"));
}

#[test]
fn a_new_cookie_is_news() {
    let (mut jar, is_new) = jar(HERE, &["a=1"]);
    assert!(is_new);
    let mut take = |field: &str| jar.take(&HERE.parse().unwrap(), &answer(&[field]));
    assert!(!take("a=1"));
    assert!(!take("a"));
    assert!(!take("b=; Max-Age=0"));
    assert!(take("a=2"));
    assert!(take("b=1"));
}

#[test]
fn there_is_an_end_to_it() {
    let large = format!("a={}", "x".repeat(LARGEST - 1));
    check(HERE, &[&large], HERE, Some(&large));
    check(HERE, &[&format!("{large}x")], HERE, None);
    let many: Vec<String> = (0..60).map(|number| format!("n{number}=1")).collect();
    let many: Vec<&str> = many.iter().map(String::as_str).collect();
    let (jar, _) = jar(HERE, &many);
    assert_eq!(jar.cookies.len(), MOST);
    assert!(sent(&jar, HERE).unwrap().starts_with("n10=1; n11=1"));
    let wide: Vec<String> = (0..9).map(|n| format!("n{n}={}", "x".repeat(1_000))).collect();
    let wide: Vec<&str> = wide.iter().map(String::as_str).collect();
    let (jar, _) = self::jar(HERE, &wide);
    let length = sent(&jar, HERE).unwrap().len();
    assert!(length <= LONGEST_FIELD && length > 8_000, "{length}");
}

#[test]
fn bytes_that_are_no_text_go_back_as_they_came() {
    let mut jar = Jar::default();
    let field = HeaderValue::from_bytes(b"a=caf\xe9; Path=/").unwrap();
    jar.take(&HERE.parse().unwrap(), &HeaderMap::from_iter([(SET_COOKIE, field)]));
    let mut headers = HeaderMap::new();
    jar.apply(&mut headers, &HERE.parse().unwrap());
    assert_eq!(headers[COOKIE].as_bytes(), b"a=caf\xe9");
}

#[test]
fn the_server_may_change_what_the_operator_states() {
    let (jar, _) = jar(HERE, &["session=new", "extra=1"]);
    let own = HeaderValue::from_static("session=old; theme=dark");
    let mut headers = HeaderMap::from_iter([(COOKIE, own)]);
    jar.apply(&mut headers, &HERE.parse().unwrap());
    assert_eq!(headers[COOKIE], "theme=dark; session=new; extra=1");
    let mut headers = HeaderMap::from_iter([(COOKIE, HeaderValue::from_static("a=1"))]);
    jar.apply(&mut headers, &"https://other.example/".parse().unwrap());
    assert_eq!(headers[COOKIE], "a=1");
}
