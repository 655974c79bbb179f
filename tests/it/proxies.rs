//! Proxies: what goes by way of them, what they are told, and what they are not told.

use std::{fs, net::TcpListener};

use crate::support::{Answer, Mill, Proxy, Ran, Server, rss};

/// A mill with one source, `keys` of it, and `fetch` keys of all.
fn mill(url: &str, keys: &str, fetch: &str) -> Mill {
    Mill::new(&format!(
        "site.base_url = \"https://wire.example/\"\n[fetch]\ntotal_timeout = \"20s\"\n\
         min_interval = \"0s\"\nhost_interval = \"0s\"\nallow_addresses = [\"127.0.0.1\"]\n{fetch}\n\
         [[topic]]\nid = \"ferries\"\nstrong = [\"ferry\"]\n\
         [[source]]\nid = \"lane\"\nurl = \"{url}\"\n{keys}\n"
    ))
}

fn run(mill: &Mill, variables: &[(&str, &str)]) -> Ran {
    let mut command = mill.command(&["run", "-v"]);
    command.args(["--now", crate::support::NOW]).envs(variables.iter().copied());
    Ran::from(command.output().unwrap())
}

fn feed() -> Answer {
    Answer::ok(rss(&[("a", 1, "A ferry", "x")]))
}

/// A name that only a proxy knows.
const NAMED: &str = "http://lane.example/feed";

#[test]
fn a_proxy_forwards_and_is_told_its_own_login() {
    let (server, proxy) = (Server::start(), Proxy::start().with_login("ali:se%41 same"));
    server.route("/feed", feed());
    proxy.knows("lane.example", &server);
    let keys = format!(
        "proxy = \"{}\"\nproxy_auth = {{ env = \"PROXY\" }}\nheaders = {{ X-Door = \"knock\" }}",
        proxy.url("http")
    );
    let mill = mill(NAMED, &keys, "");
    run(&mill, &[("PROXY", "ali:se%41 same")]).ends_with(0).tells(&["1 new"]);
    let heads = proxy.heads();
    assert_eq!(heads.len(), 1);
    assert!(heads[0].starts_with("GET http://lane.example/feed HTTP/1.1\r\n"), "{}", heads[0]);
    let request = &server.requests("/feed")[0];
    assert_eq!(request.header("X-Door"), Some("knock"));
    assert_eq!(request.header("Host"), Some("lane.example"));
    assert_eq!(request.header("Authorization"), None);
    // Another login is refused, and the refusal says what to do.
    run(&mill, &[("PROXY", "ali:open")])
        .ends_with(4)
        .tells(&["http://lane.example/feed answered 407", "`proxy_auth`"]);
    run(&mill, &[]).ends_with(4).tells(&["the environment variable PROXY is not set"]);
    assert_eq!(server.requests("/feed").len(), 1);
}

#[test]
fn a_tunnel_shows_the_proxy_nothing_of_the_source() {
    let proxy = Proxy::start().with_login("ali:sesame");
    let keys = format!(
        "proxy = \"{}\"\nproxy_auth = {{ file = \"proxy.txt\" }}\ncookies = {{ env = \"TOKEN\" }}\n\
         headers = {{ X-Door = {{ env = \"TOKEN\" }} }}\nauth = {{ bearer_env = \"TOKEN\" }}",
        proxy.url("http")
    );
    let mill = mill("https://lane.example/feed", &keys, "");
    mill.write("proxy.txt", "ali:sesame\n");
    let ran = run(&mill, &[("TOKEN", "a=knockknock")]).ends_with(4);
    assert!(ran.stderr.contains("source \"lane\": cannot "), "{}", ran.stderr);
    let heads = proxy.heads();
    assert!(heads[0].starts_with("CONNECT lane.example:443 HTTP/1.1\r\n"), "{}", heads[0]);
    assert!(heads[0].contains("YWxpOnNlc2FtZQ=="), "{}", heads[0]);
    let sent = String::from_utf8_lossy(&proxy.tunnelled()).into_owned() + &heads.concat();
    assert!(sent.contains("lane.example"), "a TLS hello names its host: {sent}");
    for word in ["knock", "X-Door", "x-door", "Cookie", "Bearer"] {
        assert!(!sent.contains(word), "{word} in {sent}");
    }
    // The hello to the server does not show the proxy's login.
    assert!(!String::from_utf8_lossy(&proxy.tunnelled()).contains("YWxp"));
}

#[test]
fn socks_with_names_of_the_proxy() {
    let (server, proxy) = (Server::start(), Proxy::start().with_login("ali:se%41:same"));
    server.route("/feed", feed());
    proxy.knows("lane.example", &server);
    let keys = "proxy_auth = { env = \"PROXY\" }\nauth = { bearer_env = \"TOKEN\" }";
    let keys = format!("proxy = \"{}\"\n{keys}", proxy.url("socks5h"));
    let mill = mill(NAMED, &keys, "");
    let variables = [("PROXY", "ali:se%41:same"), ("TOKEN", "knock")];
    run(&mill, &variables).ends_with(0).tells(&["1 new"]);
    assert_eq!(proxy.heads(), ["SOCKS lane.example:80 ali:se%41:same"]);
    assert_eq!(server.requests("/feed")[0].header("Authorization"), Some("Bearer knock"));
    let wrong = [("PROXY", "ali:open"), ("TOKEN", "knock")];
    let told = format!("by way of the proxy {}", proxy.url("socks5h"));
    run(&mill, &wrong).ends_with(4).tells(&[&told, "proxy = \"none\""]);
}

#[test]
fn socks_with_our_own_names() {
    let (server, proxy) = (Server::start(), Proxy::start());
    server.route("/feed", feed());
    let keys = format!("proxy = \"{}\"", proxy.url("socks5"));
    run(&mill(server.url("/feed").as_str(), &keys, ""), &[]).ends_with(0).tells(&["1 new"]);
    assert_eq!(proxy.heads(), [format!("SOCKS {} ", server.url("/").authority())]);
    // What a stranger names is looked at before the proxy hears of it.
    server.route("/feed", Answer::redirect(302, "http://127.0.0.2:1/x"));
    let mill = mill(server.url("/feed").as_str(), &keys, "");
    run(&mill, &[]).ends_with(4).tells(&["which is not a public address"]);
    assert_eq!(proxy.heads().len(), 2);
}

#[test]
fn the_proxy_of_all_sources_and_the_way_around_it() {
    let (server, proxy) = (Server::start(), Proxy::start());
    server.route("/feed", feed());
    server.route("/listed", feed());
    let usual = format!("proxy = \"{}\"", proxy.url("http"));
    let list = "[[source]]\nid = \"list\"\nkind = \"opml\"\npath = \"list.opml\"";
    let mill = mill(server.url("/feed").as_str(), &format!("proxy = \"none\"\n{list}"), &usual);
    let outline = format!("<outline xmlUrl=\"{}\"/>", server.url("/listed"));
    mill.write("list.opml", format!("<opml version=\"2.0\"><body>{outline}</body></opml>"));
    run(&mill, &[]).ends_with(0);
    assert_eq!((server.requests("/feed").len(), server.requests("/listed").len()), (1, 1));
    let heads = proxy.heads();
    assert_eq!(heads.len(), 1, "the feed of the list went by way of the proxy: {heads:?}");
    assert!(heads[0].contains("/listed"), "{}", heads[0]);
}

#[test]
fn proxies_of_the_environment_are_not_asked() {
    let (server, proxy) = (Server::start(), Proxy::start());
    server.route("/feed", feed());
    let address = proxy.url("http");
    let variables = ["HTTP_PROXY", "http_proxy", "ALL_PROXY"].map(|name| (name, &*address));
    run(&mill(server.url("/feed").as_str(), "", ""), &variables).ends_with(0).tells(&["1 new"]);
    assert_eq!(proxy.heads(), [""; 0]);
}

#[test]
fn a_proxy_that_is_down_is_named_and_not_gone_around() {
    let server = Server::start();
    server.route("/feed", feed());
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    for scheme in ["http", "socks5", "socks5h"] {
        let keys = format!("proxy = \"{scheme}://ali:sesame@localhost:{}\"", closed.port());
        let mill = mill(server.url("/feed").as_str(), &keys, "");
        let ran = run(&mill, &[]).ends_with(4).tells(&[&format!(
            "cannot reach {} by way of the proxy {scheme}://localhost:{}",
            server.url("/feed"),
            closed.port()
        )]);
        assert!(!ran.stderr.contains("sesame"), "{}", ran.stderr);
        let ledger = fs::read(mill.path("feeds/state.db")).unwrap();
        assert!(!String::from_utf8_lossy(&ledger).contains("sesame"));
    }
    assert_eq!(server.connections(), 0);
}
