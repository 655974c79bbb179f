//! Every disguise of an address, names that mean us ill, and answers that change under our hands.

use std::{
    io::{Read, Write},
    net::TcpListener,
    sync::{Mutex, PoisonError},
};

use super::*;
use crate::fetch::cause::chain;

fn guard(allowed: &[&str]) -> Guard {
    Guard::new(&allowed.iter().map(|text| text.parse().unwrap()).collect::<Vec<_>>())
}

fn addresses(texts: &[&str]) -> Vec<IpAddr> {
    texts.iter().map(|text| text.parse().unwrap()).collect()
}

/// Answers in the order in which they are given; then there are none.
#[derive(Clone, Debug)]
pub(super) struct Script(Arc<Mutex<Vec<Vec<IpAddr>>>>);

impl Script {
    fn new(answers: &[&[&str]]) -> Self {
        Script(Arc::new(Mutex::new(answers.iter().rev().map(|answer| addresses(answer)).collect())))
    }

    pub(super) fn look_up(&self, _: &str) -> io::Result<Vec<IpAddr>> {
        let next = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        next.ok_or_else(|| io::ErrorKind::NotFound.into())
    }

    fn left(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

/// A guard with a script instead of the system's resolver.
fn scripted(allowed: &[&str], answers: &[&[&str]]) -> (Guard, Script) {
    let script = Script::new(answers);
    (Guard { resolver: Resolver::Script(script.clone()), ..guard(allowed) }, script)
}

/// What becomes of a spelling before any name is looked up.
#[derive(Debug, PartialEq)]
enum Seen {
    /// No address of a resource at all.
    Nothing,
    /// The request is not made.
    Barred(Barred),
    /// A name for the resolver to judge, or an address that may be asked.
    Passed(String),
}

#[track_caller]
fn check_seen(allowed: &[&str], text: &str, want: &Seen) {
    let seen = match Url::parse(text) {
        Err(_) => Seen::Nothing,
        Ok(url) => match guard(allowed).check(&url) {
            Err(barred) => Seen::Barred(barred),
            Ok(()) => Seen::Passed(url.host_str().unwrap_or_default().to_owned()),
        },
    };
    assert_eq!(seen, *want, "{text:?}");
}

#[track_caller]
fn check_refused(address: &str, spellings: &[&str]) {
    let want = Seen::Barred(Barred::Address(Refused(address.parse().unwrap())));
    for host in spellings {
        check_seen(&[], &format!("http://{host}/feed"), &want);
        check_seen(&["10.9.0.0/16", "127.0.0.3", "fd00:1::/32"], &format!("https://{host}"), &want);
    }
}

#[test]
fn disguises_of_this_machine() {
    let spellings = [
        "127.0.0.1",
        "127.0.0.1:8080",
        "127.1",
        "127.0.1",
        "127.0.0.1.",
        "127.1.",
        "2130706433",
        "2130706433.",
        "017700000001",
        "0177.0.0.1",
        "0177.0x0.0.01",
        "0x7f000001",
        "0x7f000001.",
        "0x7F.1",
        "0x7f.0x0.0x0.0x1",
        "127.0x000000000001",
        "１２７.０.０.１",
        "①②⑦.⓪.⓪.①",
        "127。0。0。1",
        "127%2E0%2E0%2E1",
        "%31%32%37.0.0.1",
        "127.0.0.1\u{ad}",
        "127.\t0.0.1",
        "/127.0.0.1",
        "\\127.0.0.1",
        "news.example@127.0.0.1",
        "news.example:80@127.1",
        "1.1.1.1 &@127.0.0.1",
    ];
    check_refused("127.0.0.1", &spellings);
    check_refused("0.0.0.0", &["0", "0x", "0.0.0.0", "000000000000"]);
    check_refused("255.255.255.255", &["4294967295", "0xffffffff"]);
    check_refused("127.0.0.2", &["127.0.0.2", "127.2", "0x7f000002"]);
}

#[test]
fn disguises_of_the_private_network() {
    check_refused(
        "169.254.169.254",
        &["169.254.169.254", "2852039166", "0xA9FEA9FE", "0251.254.43518"],
    );
    check_refused("10.0.0.1", &["10.1", "012.0.0.1", "167772161"]);
    check_refused("192.168.1.1", &["192.168.257", "0300.0250.0401", "３２３２２３５７７７"]);
    check_refused("100.100.100.200", &["100.100.100.200", "1684301000"]);
    check_refused("168.63.129.16", &["168.63.129.16"]);
}

#[test]
fn disguises_in_version_six() {
    for (address, spellings) in [
        ("::1", &["[::1]", "[0:0:0:0:0:0:0:1]", "[::0.0.0.1]", "[0000::0001]"][..]),
        ("::", &["[::]", "[::0.0.0.0]"]),
        // Mapped, compatible, translated: an IPv4 address at the end.
        ("::ffff:127.0.0.1", &["[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[0:0:0:0:0:FFFF:7F00:1]"]),
        ("::ffff:169.254.169.254", &["[::ffff:a9fe:a9fe]"]),
        ("::7f00:1", &["[::7f00:1]", "[::127.0.0.1]"]),
        ("::ffff:0:7f00:1", &["[::ffff:0:127.0.0.1]"]),
        // NAT64, well known and local; 6to4; Teredo; ISATAP.
        ("64:ff9b::7f00:1", &["[64:ff9b::7f00:1]", "[64:ff9b::127.0.0.1]"]),
        ("64:ff9b::808:808", &["[64:ff9b::8.8.8.8]"]),
        ("64:ff9b:1::a00:1", &["[64:ff9b:1::10.0.0.1]"]),
        ("2002:7f00:1::", &["[2002:7f00:1::]", "[2002:7f00:0001::0]"]),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", &["[2001:0:4136:e378:8000:63bf:80ff:fffe]"]),
        ("2606:4700::5efe:a00:1", &["[2606:4700::5efe:10.0.0.1]"]),
        // Link-local, site-local, unique local, multicast.
        ("fe80::1", &["[fe80::1]", "[FE80:0::1]"]),
        ("fec0::1", &["[fec0::1]"]),
        ("fd00:ec2::254", &["[fd00:ec2::254]"]),
        ("fc00::1", &["[fc00::1]"]),
        ("ff02::1", &["[ff02::1]"]),
    ] {
        check_refused(address, spellings);
    }
}

#[test]
fn what_is_no_host_at_all() {
    for host in [
        "[fe80::1%25eth0]", // a zone
        "[fe80::1%eth0]",
        "[::１]",
        "127..0.0.1",
        "127.0.0.1.1",
        "127.0.0.08",
        "256.0.0.1",
        "4294967296",
        "0x7fffffff1",
        "127.0.0.\u{661}",
        "127.0.0.1%00",
        "\u{200d}localhost",
        ":80",
        "",
    ] {
        check_seen(&["0.0.0.0/0", "::/0"], &format!("http://{host}"), &Seen::Nothing);
    }
    for host in [".", "..", "%2E"] {
        check_seen(&["0.0.0.0/0"], &format!("http://{host}/"), &Seen::Barred(Barred::Host));
    }
    for text in [
        "ftp://1.1.1.1/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_x",
        "data:text/xml,x",
        "ws://1.1.1.1/",
        "jar:http://1.1.1.1!/",
        "http+unix://%2Frun%2Fx.sock/",
    ] {
        check_seen(&["0.0.0.0/0"], text, &Seen::Barred(Barred::Scheme));
    }
}

#[test]
fn names_of_this_machine() {
    let names = [
        "localhost",
        "LOCALHOST.",
        "feeds.localhost",
        "ｌocalhost",
        "loc%61lhost",
        "loca\u{ad}lhost",
        "lo\ncalhost",
        "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
        "user@localhost:6379",
    ];
    let refused = Seen::Barred(Barred::Address(Refused(Ipv4Addr::LOCALHOST.into())));
    for name in names {
        let text = format!("http://{name}/");
        check_seen(&[], &text, &refused);
        check_seen(&["10.0.0.0/8", "fd00::/8"], &text, &refused);
        let host = Url::parse(&text).unwrap().host_str().unwrap().to_owned();
        for allowed in ["127.0.0.1", "127.0.0.0/8", "127.0.0.2", "0.0.0.0/0", "::1", "::/0"] {
            check_seen(&[allowed], &text, &Seen::Passed(host.clone()));
        }
    }
}

#[test]
fn what_may_be_asked() {
    let passed = |host: &str| Seen::Passed(host.to_owned());
    check_seen(&[], "https://news.example/feed", &passed("news.example"));
    check_seen(&[], "https://1.1.1.1./", &passed("1.1.1.1"));
    check_seen(&[], "https://[2606:4700::1111]/", &passed("[2606:4700::1111]"));
    check_seen(&[], "http://[::ffff:1.1.1.1]/", &passed("[::ffff:101:101]"));
    check_seen(&["127.0.0.1"], "http://127.1:8080/", &passed("127.0.0.1"));
    check_seen(&["127.0.0.1"], "http://[::ffff:127.0.0.1]/", &passed("[::ffff:7f00:1]"));
    check_seen(&["64:ff9b::/96"], "http://[64:ff9b::8.8.8.8]/", &passed("[64:ff9b::808:808]"));
    // Names that only look like addresses are left to the resolver.
    for name in ["127.0.0.1..", "1.1.1.1.example", "0x7f.1.example", "localhost.."] {
        check_seen(&[], &format!("http://{name}/"), &passed(name));
    }
}

#[test]
fn an_allowed_range_opens_nothing_else() {
    let inside = ["10.0.0.1", "::ffff:10.0.0.1"];
    let outside = [
        "127.0.0.1",
        "169.254.169.254",
        "::ffff:127.0.0.1",
        "::10.0.0.1",
        "64:ff9b::10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b:1::10.0.0.1",
        "2002:a00:1::",
        "::1",
    ];
    let guard = guard(&["10.0.0.0/8"]);
    for (texts, permitted) in [(&inside[..], true), (&outside, false)] {
        for address in addresses(texts) {
            assert_eq!(guard.permits(address).is_ok(), permitted, "{address}");
            let peer = SocketAddr::new(address, 443);
            assert_eq!(guard.connected(peer).is_ok(), permitted, "{address}");
        }
    }
}

#[track_caller]
fn check_name(allowed: &[&str], name: &str, found: &[&str], want: Result<&[&str], &str>) {
    let kept = guard(allowed).keep(name, addresses(found));
    let want = want.map(addresses).map_err(|text| Refused(text.parse().unwrap()));
    assert_eq!(kept, want, "{name}");
}

#[test]
fn one_private_address_spoils_a_name() {
    check_name(&[], "news.example", &["1.1.1.1", "2606:4700::1"], Ok(&["1.1.1.1", "2606:4700::1"]));
    check_name(&[], "news.example", &["1.1.1.1", "8.8.8.8", "10.0.0.1"], Err("10.0.0.1"));
    check_name(&[], "news.example", &["10.0.0.1", "1.1.1.1"], Err("10.0.0.1"));
    check_name(&[], "news.example", &["1.1.1.1", "::ffff:127.0.0.1"], Err("::ffff:127.0.0.1"));
    check_name(&["10.0.0.0/8"], "news.example", &["10.0.0.1", "::1"], Err("::1"));
    let both = &["10.0.0.1", "1.1.1.1"];
    check_name(&["10.0.0.0/8"], "news.example", both, Ok(both));
    check_name(&[], "news.example", &[], Ok(&[]));
}

/// However a system reads such a name: what it makes of it is what is judged.
#[test]
fn names_that_a_system_reads_as_addresses() {
    for (name, found) in [
        ("127.0.0.1..", "127.0.0.1"),
        ("127.1.", "127.0.0.1"),
        ("0x7f000001.", "127.0.0.1"),
        ("localhost..", "127.0.0.1"),
        ("localhost.localdomain", "127.0.0.1"),
        ("127.0.0.1.wildcard.example", "127.0.0.1"),
        ("own-name-of-this-machine", "127.0.1.1"),
        ("1.1.1.1.example", "10.0.0.1"),
        ("fe80.example", "fe80::1"),
    ] {
        check_name(&[], name, &[found], Err(found));
        check_name(&["127.0.0.3"], name, &["1.1.1.1", found], Err(found));
    }
    check_name(&[], "1.1.1.1.example", &["1.1.1.1"], Ok(&["1.1.1.1"]));
}

#[test]
fn of_localhost_only_what_is_allowed() {
    let both = &["::1", "127.0.0.1"];
    check_name(&[], "localhost", both, Err("::1"));
    check_name(&["127.0.0.1"], "localhost", both, Ok(&["127.0.0.1"]));
    check_name(&["::1"], "feeds.LOCALHOST.", both, Ok(&["::1"]));
    check_name(&["127.0.0.0/8", "::1"], "localhost", both, Ok(both));
    check_name(&["127.0.0.2"], "localhost", both, Err("::1"));
    check_name(&["127.0.0.1"], "localhost", &["1.1.1.1"], Err("1.1.1.1"));
    check_name(&["127.0.0.1"], "localhost", &["1.1.1.1", "127.0.0.1"], Ok(&["127.0.0.1"]));
}

fn resolved(guard: &Guard, name: &str) -> impl Future<Output = Result<Vec<IpAddr>, String>> {
    let resolving = guard.resolve(name.parse().unwrap());
    async {
        match resolving.await {
            Ok(found) => Ok(found.map(|address| address.ip()).collect()),
            Err(error) => Err(error.to_string()),
        }
    }
}

#[tokio::test]
async fn an_answer_that_changes_is_judged_anew() {
    let (guard, script) =
        scripted(&[], &[&["1.1.1.1"], &["127.0.0.1"], &["8.8.8.8", "10.0.0.1"], &[]]);
    assert_eq!(resolved(&guard, "rebinds.example").await, Ok(addresses(&["1.1.1.1"])));
    assert_eq!(script.left(), 3, "one look-up per connection");
    for address in ["127.0.0.1", "10.0.0.1"] {
        let refused = Err(format!("{address} is not a public address"));
        assert_eq!(resolved(&guard, "rebinds.example").await, refused);
    }
    for _ in 0..2 {
        assert_eq!(resolved(&guard, "rebinds.example").await, Err("entity not found".to_owned()));
    }
}

/// One that answers every request with nothing and hangs up.
fn listen(address: &str) -> SocketAddr {
    let listener = TcpListener::bind(address).unwrap();
    let bound = listener.local_addr().unwrap();
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 2_048]);
            let _ = stream.write_all(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n");
        }
    });
    bound
}

fn client(guard: &Guard) -> reqwest::ClientBuilder {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().dns_resolver(guard.clone()).tls_certs_only([])
}

fn refusal(error: &reqwest::Error) -> Option<Refused> {
    chain(error).find_map(|error| error.downcast_ref::<Refused>().copied())
}

/// Rebinding: the address that is connected is the one that was checked, and not the one that the
/// name has a moment later.
#[tokio::test]
async fn what_is_checked_is_what_is_connected() {
    let (public, private) = (listen("127.0.0.2:0"), listen("127.0.0.1:0"));
    let answers: &[&[&str]] = &[&["127.0.0.2"], &["127.0.0.1"], &["127.0.0.2", "127.0.0.1"]];
    let (guard, script) = scripted(&["127.0.0.2"], answers);
    let client = client(&guard).build().unwrap();
    let ask = |port| client.get(format!("http://rebinds.example:{port}/")).send();

    let response = ask(public.port()).await.unwrap();
    assert_eq!(response.remote_addr(), Some(public));
    assert_eq!(guard.connected(public), Ok(()));
    assert_eq!(script.left(), 2, "nobody asked a second time");
    for left in [1, 0] {
        let error = ask(private.port()).await.unwrap_err();
        assert_eq!(refusal(&error), Some(Refused(private.ip())), "{error:?}");
        assert_eq!(script.left(), left);
    }
    // A literal does not come to the resolver: this is what `check` is for.
    let literal = client.get(format!("http://127.0.0.1:{}/", private.port())).send().await.unwrap();
    assert_eq!(guard.check(literal.url()), Err(Barred::Address(Refused(private.ip()))));
    let peer = literal.remote_addr().unwrap();
    assert_eq!(guard.connected(peer), Err(Refused(private.ip())), "the belt");
}

#[tokio::test]
async fn a_proxy_may_be_private_and_its_targets_may_not() {
    let proxy: Url = "http://Proxy.lan.:3128".parse().unwrap();
    let url = |host: &str| -> Url { format!("https://{host}/").parse().unwrap() };
    let private: &[&str] = &["10.0.0.5"];
    let (guard, _) =
        scripted(&[], &[private, private, private, &["1.1.1.1", "10.0.0.5"], &["1.1.1.1"]]);
    let guard = guard.with_proxy(proxy.host_str().unwrap());
    let refused = Err(Refused(private[0].parse().unwrap()));
    assert_eq!(resolved(&guard, "proxy.LAN").await, Ok(addresses(private)));
    assert!(resolved(&guard, "other.lan").await.is_err(), "only the proxy itself");
    assert_eq!(guard.resolves(&url("proxy.lan")).await, refused, "the proxy as a target");
    assert_eq!(guard.resolves(&url("news.example")).await, refused);
    assert_eq!(guard.resolves(&url("news.example")).await, Ok(()));
    assert_eq!(guard.resolves(&url("only-there.example")).await, Ok(()), "cannot be told");
    assert!(guard.check(&url("127.1")).is_err());
    assert_eq!(guard.connected("10.0.0.5:3128".parse().unwrap()), Ok(()));
    // How a client with a SOCKS proxy asks for literals.
    assert_eq!(resolved(&guard, "[2606:4700::1]").await, Ok(addresses(&["2606:4700::1"])));
    assert!(resolved(&guard, "[::1]").await.is_err());
}

/// What the client asks the resolver for behind a proxy that resolves names itself: the proxy.
#[tokio::test]
async fn behind_a_proxy_the_client_asks_for_the_proxy_only() {
    let proxy = listen("127.0.0.1:0");
    let address = format!("http://proxy.lan:{}", proxy.port());
    let (guard, script) = scripted(&[], &[&["127.0.0.1"]]);
    let guard = guard.with_proxy("proxy.lan");
    let client = client(&guard).proxy(reqwest::Proxy::all(address).unwrap()).build().unwrap();
    let response = client.get("http://news.example/").send().await.unwrap();
    assert_eq!((response.status().as_u16(), script.left()), (204, 0));
    assert_eq!(response.remote_addr(), Some(proxy));
}
