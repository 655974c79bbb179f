use super::*;

/// A page with that title and body.
fn page(title: &str, body: &str) -> String {
    format!("<!DOCTYPE html><html><head><title>{title}</title></head><body>{body}</body></html>")
}

#[track_caller]
fn check(want: StandIn, documents: &[&str]) {
    for document in documents {
        assert_eq!(stand_in(document.as_bytes(), &[]), Some(want), "{document}");
    }
}

/// The same for pages, each a title and a body.
#[track_caller]
fn check_pages(want: StandIn, pages: &[(&str, &str)]) {
    for (title, body) in pages {
        check(want, &[&page(title, body)]);
    }
}

const WORDS: &str = "The ferry sails at noon and the gulls follow it to the lighthouse. ";

#[test]
fn challenges() {
    let pages = [
        ("Just a moment...", "<script>window._cf_chl_opt={cType:'managed'}</script>"),
        ("Nur einen Moment…", "<div id=x></div>"),
        ("pier.example", "<script>window._cf_chl_opt = {};</script><p>Hold on</p>"),
        ("Attention Required! | Cloudflare", "<div class=cf-captcha-container></div>"),
        ("", "<iframe src='/_Incapsula_Resource?SWUDNSAI=9'></iframe>"),
        ("", "Request unsuccessful. Incapsula incident ID: 77-12"),
        (
            "pier.example",
            "<script>var dd={'rt':'c'}</script><script src=https://ct.captcha-delivery.com/c.js></script>",
        ),
        ("Access to this page has been denied", "<div id=\"px-captcha\"></div>"),
        ("You are being redirected...", "<script>sucuri_cloudproxy_js='';</script>"),
        ("", "<script>window.gokuProps={}; AwsWafIntegration.checkForceRefresh()</script>"),
        ("Client Challenge", "<script src='/_fs-ch-1T/script.js'></script>"),
        ("DDoS-Guard", "<script src='/.well-known/ddos-guard/js-challenge/index.js'></script>"),
        ("Making sure you're not a bot!", "<script id=anubis_challenge>{}</script>"),
        ("Vercel Security Checkpoint", "<p>We're verifying your browser</p>"),
        ("Pier", "<div id=sec-if-cpt-container></div>"),
        ("", "<script>var arg1='AB';document.cookie='acw_sc__v2='+arg1</script>"),
        ("", "Checking your browser before accessing pier.example."),
    ];
    check_pages(StandIn::Challenge, &pages);
}

#[test]
fn blocks() {
    let pages = [
        ("Access Denied", "<h1>Access Denied</h1>No permission. Reference #18.5f0&#46;17"),
        ("Attention", "<h1>Sorry, you have been blocked</h1>"),
        ("Sucuri WebSite Firewall - Access Denied", "<p>Block ID: XSS01</p>"),
        ("Request Rejected", "The requested URL was rejected. Your support ID is: 4"),
        ("ERROR: The request could not be satisfied", "<h1>403 ERROR</h1>"),
        ("Pier", "<h1>Your access to this site has been limited by the site owner</h1>"),
    ];
    check_pages(StandIn::Blocked, &pages);
}

#[test]
fn riddles() {
    let pages = [
        ("Pier", "<p>Are you a person?</p><div class=\"g-recaptcha\"></div>"),
        ("Pier", "<form><div class='h-captcha' data-sitekey=x></div></form>"),
        ("Pier", "<div class=cf-turnstile></div>"),
        ("Robot Check", "<form>Type what you see</form>"),
    ];
    check_pages(StandIn::Captcha, &pages);
}

#[test]
fn portals() {
    let wispr = "<!-- <?xml version='1.0'?><WISPAccessGatewayParam><Redirect/></WISPAccessGatewayParam> -->";
    let pages = [
        ("Hotel Pier", &*format!("<p>Room and name?</p>{wispr}")),
        ("Hotel Pier", &*format!("{}{wispr}", WORDS.repeat(60))),
        ("Hotel Pier: log in to the Wi-Fi", "<form><input name=room></form>"),
        ("Hotspot login", "<form><input name=room></form>"),
        ("", "<script>location='http://192.168.1.9:1000/fgtauth?0a1b'</script>"),
        ("Pier", "<a href='http://10.0.0.1:2050/opennds_preauth/'>Go on</a>"),
    ];
    check_pages(StandIn::CaptivePortal, &pages);
    check(
        StandIn::CaptivePortal,
        &[
            "<html><head><meta http-equiv=refresh content='0; url=http://192.168.8.1/login'></head></html>",
            "<html><meta http-equiv='Refresh' content='1;URL=https://1.1.1.1/login.html?redirect=x'>",
            "<WISPAccessGatewayParam xmlns:xsi='x'><Redirect/></WISPAccessGatewayParam>",
        ],
    );
}

#[test]
fn gates() {
    let pages = [
        ("Sign in", "<form><input type=email></form>"),
        ("The Pier", "<form><input name=u><input type=password></form>"),
        ("Log In ‹ The Pier — WordPress", &*format!("<input type='password'>{}", WORDS.repeat(40))),
        ("", "<form method=post><input type=hidden name=\"SAMLRequest\" value=x></form>"),
    ];
    check_pages(StandIn::Login, &pages);
    let pages = [
        ("Before you continue to the Pier", "<form><button>Reject</button></form>"),
        ("Pier", "<p>We and our partners store a cookie.</p><button>Accept all</button>"),
        ("Hafen", "<p>Cookies und Werbung</p><button>Alle akzeptieren</button>"),
    ];
    check_pages(StandIn::Consent, &pages);
}

#[test]
fn places_without_a_site() {
    let pages = [
        ("pier.example", "<h1>pier.example</h1><p>Buy this domain.</p>"),
        ("pier.example", "<p>Diese Domain steht zum Verkauf</p>"),
        ("pier.example", "<script>window.location.href=\"/lander\"</script>"),
        ("pier.example", "<script src='https://img.sedoparking.com/x.js'></script>"),
        ("Domain expired", "<p>Ask your registrar.</p>"),
    ];
    check_pages(StandIn::Parked, &pages);
    let pages = [
        ("Account Suspended", "<p>Contact your hosting provider.</p>"),
        ("Pier", "<h1>This account has been suspended.</h1>"),
        ("509 Bandwidth Limit Exceeded", "<h1>Bandwidth Limit Exceeded</h1>"),
    ];
    check_pages(StandIn::Suspended, &pages);
    let pages = [
        ("Welcome to nginx!", "<h1>Welcome to nginx!</h1>"),
        ("", "<h1>It works!</h1>"),
        ("Apache2 Ubuntu Default Page: It works", &*WORDS.repeat(60)),
        ("IIS Windows Server", "<img src=iis-85.png>"),
        ("Pier", "<p>Hier entsteht eine neue Internetpräsenz</p>"),
    ];
    check_pages(StandIn::DefaultPage, &pages);
    let files =
        "<h1>Index of /news</h1><pre><a href='../'>../</a> <a href='feed.xml'>feed.xml</a></pre>";
    check_pages(StandIn::Listing, &[("Index of /news", files)]);
}

#[test]
fn errors() {
    let pages = [
        ("404 Not Found", "<center><h1>404 Not Found</h1></center><hr><center>nginx</center>"),
        ("", "<h1>Not Found</h1><p>No such URL on this server.</p>"),
        ("Page not found - The Pier", &*format!("<a rel=x href=/>Home</a>{}", WORDS.repeat(50))),
        ("Seite nicht gefunden", ""),
        ("页面不存在 - 港口", ""),
    ];
    check_pages(StandIn::NotFound, &pages);
    let pages = [
        ("403 Forbidden", "<center><h1>403 Forbidden</h1></center>"),
        ("Apache Tomcat/9.0 - Error report", "<h1>HTTP Status 500</h1>"),
        ("pier.example | 522: Connection timed out", "<h1>Connection timed out</h1>"),
        ("", "<h1>Internal Server Error</h1>"),
    ];
    check_pages(StandIn::ErrorPage, &pages);
    let pages = [
        ("Maintenance", "<p>The pier is being painted.</p>"),
        ("Pier", "<article><h1>We&rsquo;ll be back soon!</h1><p>Paint.</p></article>"),
        ("Hafen", "<p>Wegen Wartungsarbeiten bis morgen geschlossen.</p>"),
        ("Pier", "Briefly unavailable for scheduled maintenance. Check back in a minute."),
    ];
    check_pages(StandIn::Maintenance, &pages);
    let pages = [
        ("", "<b>Fatal error</b>: Uncaught Error in <b>/feed.php</b> on line <b>3</b>"),
        ("Database Error", "<h1>Error establishing a database connection</h1>"),
        ("Server Error in '/' Application.", "<h1>Runtime Error</h1>"),
    ];
    check_pages(StandIn::ScriptError, &pages);
    check(StandIn::ScriptError, &["PHP Fatal error:  x in y", "SQLSTATE[HY000] [2002] refused"]);
    let texts = ["error code: 1020", "404 page not found\n", "Forbidden", "no healthy upstream"];
    check(StandIn::ErrorText, &texts);
    check(StandIn::ErrorText, &["<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>"]);
}

#[test]
fn interfaces() {
    let errors = [
        r#"{"error": "no such feed"}"#,
        r#"{"message": "Forbidden"}"#,
        r#"{"type": "about:blank", "title": "Gone", "status": 410}"#,
        r#"{"success": false, "data": null}"#,
        r#"{"code": "404", "data": {}}"#,
    ];
    check(StandIn::ErrorJson, &errors);
    check(StandIn::Json, &[r#"{"name": "pier", "error": null}"#, "[1, 2]", "{\"a\":", "{}"]);
    for feed in [
        r#"{"version": "https://jsonfeed.org/version/1", "title": "T"}"#,
        r#"{"error": "x", "items": []}"#,
        r#"{"items": [{"id": "1"}"#,
    ] {
        assert_eq!(stand_in(feed.as_bytes(), &[]), None, "{feed}");
    }
}

#[test]
fn other_documents() {
    check(StandIn::Opml, &["<opml version='2.0'><body/></opml>"]);
    check(StandIn::Sitemap, &["<?xml version='1.0'?><urlset/>", "<sitemapindex/>"]);
    check(StandIn::Image, &["<svg xmlns='http://www.w3.org/2000/svg'/>", "GIF89a\u{1}\0"]);
    check(StandIn::Schema, &["<xs:schema xmlns:xs='http://www.w3.org/2001/XMLSchema'/>"]);
    check(StandIn::Soap, &["<s:Envelope xmlns:s='http://schemas.xmlsoap.org/soap/envelope/'/>"]);
    check(StandIn::Wsdl, &["<definitions xmlns='http://schemas.xmlsoap.org/wsdl/'/>"]);
    check(StandIn::Xml, &["<kml/>", "<schema/>", "<Envelope/>"]);
    check(StandIn::Text, &["words", &WORDS.repeat(20), "Errata of the week: none"]);
    check(StandIn::Empty, &["", " \n\u{FEFF}"]);
    check(StandIn::Binary, &["SQLite format 3\0\u{10}"]);
    check(StandIn::Pdf, &["%PDF-1.4 <rdf:RDF "]);
    // The description of a picture is RDF, and no feed.
    let photo = b"\xFF\xD8\xFF\xE1\0\x10http://ns.adobe.com/xap/1.0/\0<rdf:RDF xmlns:rdf='x'/>";
    assert_eq!(stand_in(photo, &[]), Some(StandIn::Image));
}

#[test]
fn shells() {
    let pages = [
        (
            "Pier",
            "<noscript>You need to enable JavaScript to run this app.</noscript><div id=root></div><script src=/a.js></script>",
        ),
        ("Pier", "<div id=\"app\"></div><script type=module src=/assets/i.js></script>"),
    ];
    check_pages(StandIn::AppShell, &pages);
    // What announces its feed is as good as any page.
    let announced = "<html><link rel=alternate type=application/rss+xml href=/f><div id=app></div><script src=a.js></script>";
    check(StandIn::Page, &[announced]);
}

#[test]
fn pages_that_people_read() {
    let long = WORDS.repeat(40);
    let pages = [
        ("The Pier", WORDS),
        ("404 Media", WORDS),
        ("Gone", "<h1>Gone</h1>"),
        ("Just a moment... with the harbour master", &*format!("<article>{long}</article>")),
        ("How captchas work", &*format!("<div class=g-recaptcha></div>{long}")),
        ("On walls", &*format!("<code>_cf_chl_opt</code> is what the wall sets. {WORDS}")),
        ("The Pier", &*format!("<form><input type=password></form>{long}")),
        (
            "The Pier",
            &*format!(
                "<script src=/cdn-cgi/challenge-platform/scripts/jsd/main.js></script>{WORDS}{WORDS}"
            ),
        ),
        ("The Pier", &*format!("<p>We use a cookie. <button>Accept all</button></p>{long}")),
        ("The Pier", &*format!("<p>This domain is for sale, says the harbour master</p>{long}")),
        ("Error handling for sailors", WORDS),
        ("Maintenance of ferries", &*long),
        ("", "<p>Index of /x</p>"),
    ];
    check_pages(StandIn::Page, &pages);
    let announced = "<title>Just a Moment</title><link rel=alternate type=application/atom+xml href=f><p>A blog";
    check(StandIn::Page, &[announced]);
}

#[test]
fn what_stands_in_the_way_leads_nowhere() {
    let feed = "<link rel=alternate type='application/rss+xml' href='/other.xml'>";
    for (title, body) in [
        ("Just a moment...", ""),
        ("Pier", "<script>window._cf_chl_opt={}</script>"),
        ("Guest WiFi", "<form><button>Accept</button></form>"),
        ("Log in", "<input type=password>"),
        ("pier.example", "<p>This domain is for sale!</p>"),
        ("404 Not Found", WORDS),
        ("502 Bad Gateway", ""),
    ] {
        let kind = stand_in(page(title, &format!("{body}{feed}")).as_bytes(), &[]).unwrap();
        assert!(!kind.may_lead(), "{title}: {kind:?}");
    }
    assert!(stand_in(page("Pier", feed).as_bytes(), &[]).unwrap().may_lead());
}

#[test]
fn a_feed_is_a_feed_whatever_it_speaks_of() {
    let wall =
        page("Just a moment...", "<script>_cf_chl_opt</script> Access Denied, 404 Not Found")
            .replace('<', "&lt;");
    let text = "captcha, login, suspended: this domain is for sale";
    for feed in [
        format!(
            "<rss version='2.0'><channel><title>Just a moment...</title><item><description>{wall}</description></item></channel></rss>"
        ),
        format!(
            "<feed xmlns='http://www.w3.org/2005/Atom'><title>404 Not Found</title><entry><content type='html'>{wall}</content></entry></feed>"
        ),
        format!(
            "<b>Warning</b>: x in <b>y</b><?xml version='1.0'?><rss><channel><title>{text}</title></channel></rss>"
        ),
        format!("<!DOCTYPE html><rss><channel><title>{text}</title></channel></rss>"),
        format!(
            "{{\"version\": \"https://jsonfeed.org/version/1.1\", \"error\": \"{text}\", \"items\": []}}"
        ),
        format!("{}<rss><channel/></rss>", " ".repeat(LOOKED_AT + 9)),
    ] {
        assert_eq!(
            stand_in(feed.as_bytes(), &[("cf-mitigated", "challenge")]),
            None,
            "{}",
            feed.trim()
        );
    }
}

#[test]
fn headers_help() {
    for (name, value, body, want) in [
        ("CF-Mitigated", "challenge", "<p>Hello", Some(StandIn::Challenge)),
        ("cf-mitigated", "none", "<p>Hello", Some(StandIn::Page)),
        ("x-amzn-waf-action", " captcha ", "", Some(StandIn::Challenge)),
        ("content-type", "text/html; charset=koi8-r", "<p>Hello", Some(StandIn::Page)),
        ("cf-mitigated", "challenge", "<rss>", None),
    ] {
        assert_eq!(stand_in(body.as_bytes(), &[(name, value)]), want, "{name} {body}");
    }
}

#[test]
fn what_goes_on_is_not_judged_by_its_beginning() {
    let style = format!("<style>{}</style>", "a{}".repeat(LOOKED_AT));
    for (text, want) in [
        (
            page("Pier", &format!("<div id=app></div><script src=x></script>{style}")),
            Some(StandIn::Page),
        ),
        (page("404 Not Found", &style), Some(StandIn::NotFound)),
        (format!("{{\"error\": \"{}", "x".repeat(LOOKED_AT)), None),
        (format!("{}é<rss>", "x".repeat(LOOKED_AT - 1)), None),
    ] {
        assert_eq!(stand_in(text.as_bytes(), &[]), want, "{}", &text[..99]);
    }
}

#[test]
fn any_bytes_are_told() {
    let seeds: [&[u8]; 5] = [
        b"<html><title>a</title><meta http-equiv=refresh content='0;url=http://10.0.0.1'><h1>b<a href=",
        b"<!DOCTYPE html><noscript>a</noscript><script>b</script><input type=password id='app' =x>",
        b"{\"error\": {\"a\": [1, null]}, \"status\": 9e99}",
        b"<s:Envelope xmlns:s='/soap'>\xFF\xFE\0",
        b"\xFE\xFF\0<\0h\0t\0m\0l\0>\xD8\0",
    ];
    for seed in seeds {
        for at in 0..=seed.len() {
            stand_in(&seed[..at], &[]);
            stand_in(&seed[at..], &[("content-type", "text/html; charset=utf-16")]);
        }
    }
}

#[test]
fn words_for_people() {
    #[track_caller]
    fn check(text: &str, want: &str) {
        assert_eq!(foreign(text, &sniff::sniff(text).format).what("a feed"), want);
    }
    check("<title>Not\nfound &amp; gone</title>", "an HTML page, not a feed: \"Not found & gone\"");
    check("<title>404</title>", "a \"not found\" page, not a feed: \"404\"");
    check("<html><body>", "an HTML page, not a feed");
    check("", "an empty document");
    check("hello", "plain text, not a feed");
    check("x\u{FFFD}y", "binary data, not a feed");
    check("<kml/>", "XML, but not a feed: its root is <kml>");
    check("<opml/>", "a list of feeds (OPML), not a feed");
    check("{}", "JSON, but not a JSON Feed");
    let long = format!("<title>{}</title>", "é".repeat(TITLE_CHARS + 9));
    check(&long, &format!("an HTML page, not a feed: \"{}\"", "é".repeat(TITLE_CHARS)));
}

#[test]
fn files_without_text() {
    let kind = |text: &str| no_text(text.as_bytes(), text).map(|found| found.kind);
    assert_eq!(kind("\u{7F}ELF\0"), Some(StandIn::Program));
    assert_eq!(kind("%PDF-1.7\n"), Some(StandIn::Pdf));
    assert_eq!(kind("a\0b"), Some(StandIn::Binary));
    // Scraped text is damaged now and then; that does not make it a picture.
    assert_eq!(kind("It\u{FFFD}s a text."), None);
    assert_eq!(kind(""), None);
}
