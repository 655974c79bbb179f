//! Logins, cookies and proxies in the file: what is wrong with them is told, what they hold is not.

use feedmill::fetch::{Access, Kept, Login, Place, Proxy, Secret, Way};

use super::{load, load_text, request, show, variables};

const BASE: &str = "site.base_url = \"https://example.org/\"\n";

/// A file with one remote source of these keys, which begin on line 5.
fn with(keys: &str) -> String {
    format!("{BASE}[[source]]\nid = \"a\"\nurl = \"https://a.example/\"\n{keys}\n")
}

/// Every message begins so, and nothing shows a secret, also with the line it is about.
#[track_caller]
fn refused(text: &str, want: &[&str]) {
    let error = load_text(text).expect_err("an error");
    let told: Vec<_> = error.messages().iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), want.len(), "{told:#?}");
    for (told, want) in told.iter().zip(want) {
        assert!(told.starts_with(&format!("config.toml:{want}")), "{told:?} is not {want:?}");
    }
    let shown = format!("{told:?}{}{error:?}{error}", error.render(false));
    assert!(!shown.contains("sesame"), "{shown}");
}

#[test]
fn what_is_wrong_is_told_without_the_secret() {
    for (keys, want) in [
        ("auth = { bearer = \"sesame\" }", "5:10: unknown key `bearer` in [source.auth]"),
        ("auth = \"sesame\"", "5:8: `auth` must be a table, not text"),
        ("auth = { }", "5:8: `auth` needs a `user` with a password, or a token"),
        ("auth = { password_env = \"A\" }", "5:8: `auth` has a password, but no `user`"),
        (
            "auth = { bearer_env = \"A\", bearer_file = \"a\" }",
            "5:8: `auth` has both `bearer_env` and `bearer_file`",
        ),
        (
            "auth = { user = \"me\", bearer_env = \"A\" }",
            "5:17: `auth` has a token, which needs no `user`",
        ),
        ("auth = { user = \"me:sesame\" }", "5:20: `user` must not have a colon in it"),
        (
            "auth = { bearer_env = \"sesame-open\" }",
            "5:24: `bearer_env` must be the name of a variable: letters, digits and `_`",
        ),
        (
            "auth = { bearer_env = \"${TOKEN}\" }",
            "5:24: `bearer_env` must be the name of a variable: letters, digits and `_`; without",
        ),
        (
            "cookies = \"a=sesame\"",
            "5:11: `cookies` must be a table, not text; secrets stand elsewhere: { env = \"NAME\" }",
        ),
        ("cookies = {}", "5:11: `cookies` needs `env` or `file`"),
        ("cookies = { env = \"A\", file = \"a\" }", "5:11: `cookies` has both `env` and `file`"),
        ("cookies = { file = \" \" }", "5:21: `file` must name a file"),
        (
            "headers = { X-Door = \"sesame\\n\" }",
            "5:29: `headers` has a value for `X-Door` that holds a character that cannot be sent",
        ),
        ("headers = { X-Door = \"sesame\", X-Number = 5 }", "5:43: `X-Number` must be text"),
        ("headers = { X-Door = { var = \"A\" } }", "5:24: unknown key `var`"),
        (
            "headers = { Proxy-Authorization = \"sesame\" }",
            "5:36: `headers` has `Proxy-Authorization`, which feedmill sets by itself",
        ),
        (
            "headers = { authorization = \"sesame\" }\nauth = { bearer_env = \"A\" }",
            "5:29: `headers` has `authorization`, and there is `auth` as well",
        ),
        (
            "headers = { Cookie = \"sesame\" }\ncookies = { env = \"A\" }",
            "5:22: `headers` has `Cookie`, and there is `cookies` as well",
        ),
        ("proxy = \"ftp://me:sesame@b.example\"", "5:10: `proxy` must be like `http://host:3128`"),
        ("proxy = \"http://me:sesame@b/x\"", "5:10: `proxy` must be host and port"),
        ("proxy_auth = { env = \"A\" }", "5:14: `proxy_auth` needs a `proxy` beside it"),
        (
            "proxy = \"none\"\nproxy_auth = { env = \"A\" }",
            "6:14: `proxy_auth` needs a `proxy` beside it",
        ),
    ] {
        refused(&with(keys), &[want]);
    }
    refused(
        &with("").replace("https://a", "ftp://me:sesame@a"),
        &["4:8: `url` must be an address that begins with https:// or http://"],
    );
    refused(
        &format!("{BASE}[fetch]\nproxy = \"b.example:3128\"\nproxy_auth = {{ env = \"A\" }}\n"),
        &["3:10: `proxy` must be like `http://host:3128`"],
    );
}

#[test]
fn secrets_reach_the_source() {
    let keys = "auth = { user = \"me\", password_file = \"./secrets/a\" }\ncookies = { env = \"JAR\" }\n\
                headers = { X-Door = { env = \"FEEDMILL_DOOR\" }, Accept = \"x\" }\n\
                proxy = \"socks5h://b.example\"\nproxy_auth = { env = \"NOT_SET\" }";
    let (folder, mut request) = request(&with(keys));
    request.env = variables(&[("JAR", "a=sesame"), ("FEEDMILL_DOOR", "sesame"), ("OTHER", "x")]);
    let loaded = load(&request).unwrap();
    assert_eq!(loaded.warnings, []);
    let missing: Vec<_> = loaded.missing().iter().map(ToString::to_string).collect();
    assert_eq!(missing.len(), 2, "{missing:#?}");
    assert!(missing[0].starts_with("config.toml:5:39: source `a` needs a secret"), "{missing:?}");
    assert!(missing[1].contains("the environment variable NOT_SET is not set"), "{missing:?}");

    let Place::Web(web) = &loaded.config.sources[0].place else { panic!("a remote source") };
    let variable = |name: &str, value: Option<&str>| Kept::Variable {
        name: name.to_owned(),
        value: value.map(Secret::new),
    };
    let mut proxy = Proxy::parse("socks5h://b.example").unwrap();
    proxy.login = Some(variable("NOT_SET", None));
    let want = Access {
        headers: vec![
            ("Accept".to_owned(), Kept::Here(Secret::new("x"))),
            ("X-Door".to_owned(), variable("FEEDMILL_DOOR", Some("sesame"))),
        ],
        login: Some(Login::Basic {
            user: Secret::new("me"),
            password: Kept::File(folder.path().join("secrets/a")),
        }),
        cookies: Some(variable("JAR", Some("a=sesame"))),
        way: Way::Proxy(proxy),
    };
    assert_eq!(*web.access, want);
    assert!(!format!("{loaded:?}").contains("sesame"), "{loaded:?}");
    let shown = show(&loaded, true);
    for line in ["env = \"JAR\"", "password_file = \"./secrets/a\"", "env = \"FEEDMILL_DOOR\""] {
        assert!(shown.contains(line), "{line} is not in {shown}");
    }
}

#[test]
fn a_login_in_an_address_works_and_is_told() {
    let keys = "proxy = \"http://me:sesame@b.example\"\n[fetch]\nproxy = \"socks5://you:sesame@c.example\"";
    let loaded = load_text(&with(keys).replace("//a.", "//me:sesame@a.")).unwrap();
    let told: Vec<_> = loaded.warnings.iter().map(ToString::to_string).collect();
    let said = |place: &str, key: &str, better: &str| {
        format!(
            "config.toml:{place}: `{key}` holds a login, and passwords do not belong into this \
             file; use `{better}`"
        )
    };
    let want = [
        said("4:7", "url", "auth"),
        said("5:9", "proxy", "proxy_auth"),
        said("7:9", "proxy", "proxy_auth"),
    ];
    assert_eq!(told, want);
    let rendered: String = loaded.warnings.iter().map(|warning| warning.render(false)).collect();
    let shown = format!("{loaded:?}{rendered}{}", show(&loaded, true));
    assert!(!shown.contains("sesame"), "{shown}");
    assert!(shown.contains("https://hidden@a.example/"), "{shown}");

    let Place::Web(web) = &loaded.config.sources[0].place else { panic!("a remote source") };
    assert_eq!(web.url.as_str(), "https://a.example/");
    assert_eq!(web.home, Some(web.url.clone()));
    assert!(matches!(web.access.login, Some(Login::Basic { .. })));
    assert_eq!(loaded.config.fetch.proxy.as_ref().unwrap().to_string(), "socks5://c.example:1080");
}

#[test]
fn nothing_of_it_has_an_effect_on_local_files() {
    let text = format!(
        "{BASE}[[source]]\nid = \"a\"\nkind = \"opml\"\npath = \"a\"\nproxy = \"none\"\n\
         auth = {{ user = \"me\" }}\ncookies = {{ env = \"A\" }}\nheaders = {{ X = \"x\" }}\n"
    );
    let loaded = load_text(&text).unwrap();
    let told: Vec<_> = loaded.warnings.iter().map(ToString::to_string).collect();
    let want = [
        "6:9: `proxy` has no effect on local files; the feeds of a local list take `fetch.proxy`",
        "7:8: `auth` has no effect on local files",
        "8:11: `cookies` has no effect on local files",
        "9:11: `headers` has no effect on local files",
    ];
    assert_eq!(told, want.map(|text| format!("config.toml:{text}")));
    assert_eq!(loaded.missing(), []);
}
