//! Pages that list articles, sitemaps, and pages that are articles.

use super::asked;
use crate::support::{Answer, Mill, Server, YEAR_LATER, news};

fn mill(kind: &str, url: &str, more: &str) -> Mill {
    let source = format!("[[source]]\nid = \"pier\"\nkind = \"{kind}\"\nurl = \"{url}\"\n{more}\n");
    Mill::new(&(news(&[]) + &source))
}

#[test]
fn a_page_is_read_by_selectors() {
    let server = Server::start();
    let page = |articles: &str| {
        Answer::ok(format!(
            "<!DOCTYPE html><html><body><nav><a href=/x>Ferry menu</a></nav>{articles}</body></html>"
        ))
    };
    let two = "<div class=n><h3><a href='/n/2'>Two ferries</a></h3><span data-on='2026-05-02'></span></div>";
    let one =
        "<div class=n><h3><a href='/n/1'>A ferry</a></h3><span data-on='2026-05-01'></span></div>";
    server.route("/news", page(one));
    let select = "select = { item = \"div.n\", title = \"h3\", date = \"span@data-on\" }";
    let mill = mill("page", server.url("/news").as_str(), select);
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["A ferry"]);
    let item = &mill.explain("A ferry")["item"];
    assert_eq!(item["link"], server.url("/n/1").as_str());
    assert_eq!(item["published"]["at"], "2026-05-01T00:00:00Z");
    server.route("/news", page(&[two, one].concat()));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Two ferries", "A ferry"]);

    // The page was rebuilt: that is told, and nothing is forgotten.
    let before = mill.published();
    server.route("/news", page("<p class=n>Soon</p>"));
    mill.run_at(YEAR_LATER, &["run"])
        .ends_with(4)
        .tells(&["has nothing that `select.item` matches"]);
    mill.published_still(&before);
}

/// A page that is an article, as its publisher marks it up.
fn article(title: &str, day: u32, text: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>{title} | Pier</title><script type='application/ld+json'>\
         {{\"@context\":\"https://schema.org\",\"@type\":\"NewsArticle\",\"headline\":\"{title}\",\
         \"datePublished\":\"2026-05-{day:02}T10:00:00Z\",\"author\":{{\"name\":\"Ann\"}}}}</script></head>\
         <body><nav>Menu</nav><article><h1>{title}</h1><p>{text} {}</p></article></body></html>",
        format!("{title} will sail again, {text} The pier of {title} is new. ").repeat(9)
    )
}

#[test]
fn saved_and_remote_pages_are_articles() {
    let server = Server::start();
    server.route("/a", Answer::ok(article("A ferry", 1, "It is blue.")));
    let mill = mill(
        "html",
        server.url("/a").as_str(),
        "[[source]]\nid = \"saved\"\nkind = \"html\"\npaths = [\"in/*.html\"]",
    );
    mill.write("in/b.html", article("Two ferries", 2, "One is red."));
    mill.run(&["run"]).silent();
    let feed = mill.feed("ferries");
    assert_eq!(feed.titles, ["Two ferries", "A ferry"]);
    let item = &mill.explain("A ferry")["item"];
    assert_eq!(item["published"]["at"], "2026-05-01T10:00:00Z");
    assert_eq!(
        (&item["authors"][0]["name"], &item["link"]),
        (&"Ann".into(), &server.url("/a").as_str().into())
    );

    // An edited page is the same item; one that is no article any more takes nothing away.
    server.route("/a", Answer::ok(article("A ferry", 1, "It is green.")));
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").ids, feed.ids);
    assert!(mill.explain("A ferry")["item"]["content"].as_str().unwrap().contains("green"));
    let before = mill.published();
    server.route("/a", Answer::ok("<!DOCTYPE html><html><body>Gone</body></html>"));
    mill.write("in/b.html", "<!DOCTYPE html><html><body>Gone</body></html>");
    mill.run_at(YEAR_LATER, &["run"]).ends_with(4).tells(&["\"pier\"", "\"saved\"", "in/b.html"]);
    mill.published_still(&before);
}

fn sitemap(pages: &[(&str, &str, &str)]) -> String {
    let mut text = String::from(
        "<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\" \
         xmlns:news=\"http://www.google.com/schemas/sitemap-news/0.9\">",
    );
    for (url, day, title) in pages {
        text.push_str(&format!(
            "<url><loc>{url}</loc><news:news><news:publication_date>{day}</news:publication_date>\
             <news:title>{title}</news:title></news:news></url>\n"
        ));
    }
    text + "</urlset>"
}

fn index(urls: &[String]) -> String {
    let entries: String =
        urls.iter().map(|url| format!("<sitemap><loc>{url}</loc></sitemap>")).collect();
    format!(
        "<sitemapindex xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">{entries}</sitemapindex>"
    )
}

#[test]
fn the_index_of_a_sitemap_leads_to_its_parts() {
    let server = Server::start();
    let parts = ["/one.xml", "/two.xml", "/index2.xml"].map(|path| server.url(path).to_string());
    server.route("/map.xml", Answer::ok(index(&parts)).header("ETag", "\"i\"").conditional());
    // An index in an index is followed, one more is not, and nothing is asked for twice.
    server.route(
        "/index2.xml",
        Answer::ok(index(
            &["/three.xml", "/map.xml", "/one.xml"].map(|path| server.url(path).to_string()),
        )),
    );
    server.route("/three.xml", Answer::ok(index(&[server.url("/four.xml").to_string()])));
    let one = [
        ("https://pier.example/news/1", "2026-05-01", "A ferry"),
        ("https://pier.example/shop/1", "2026-05-01", "A ferry for sale"),
    ];
    let map = |pages: &[_]| Answer::ok(sitemap(pages)).header("ETag", "\"x\"").conditional();
    server.route("/one.xml", map(&one));
    server.route("/two.xml", map(&[("https://pier.example/news/2", "2026-05-02", "Two ferries")]));
    let mill = mill("sitemap", server.url("/map.xml").as_str(), "include = \"/news/*\"");
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Two ferries", "A ferry"]);
    asked(&server, &[("/map.xml", 1), ("/one.xml", 1), ("/three.xml", 1), ("/four.xml", 0)]);

    // The parts are asked also when the index is what it was, each with its own validators.
    let before = mill.published();
    mill.run_at(YEAR_LATER, &["run"]).silent();
    mill.published_still(&before);
    let sent = &server.requests("/one.xml")[1];
    assert_eq!(sent.header("If-None-Match"), Some("\"x\""));
    let new =
        Answer::ok(sitemap(&[("https://pier.example/news/3", "2026-05-03", "Three ferries")]));
    server.route("/two.xml", new);
    mill.run(&["run"]).silent();
    assert_eq!(mill.feed("ferries").titles, ["Three ferries", "Two ferries", "A ferry"]);

    // A part that fails is told; the others are read.
    server.route("/one.xml", Answer::status(500));
    let new = Answer::ok(sitemap(&[("https://pier.example/news/4", "2026-05-04", "Four ferries")]));
    server.route("/two.xml", new);
    mill.run(&["run"]).ends_with(4).tells(&["/one.xml answered 500"]);
    assert_eq!(mill.feed("ferries").titles.len(), 4);
}

#[test]
fn a_vast_index_is_read_in_part() {
    let server = Server::start();
    let urls: Vec<String> =
        (0..200).map(|n| server.url(&format!("/{n}.xml")).to_string()).collect();
    server.route("/map.xml", Answer::ok(index(&urls)));
    for n in 0..200 {
        let pages = [(&*format!("https://pier.example/{n}"), "2026-05-01", &*format!("Ferry {n}"))];
        server.route(&format!("/{n}.xml"), Answer::ok(sitemap(&pages)));
    }
    let mill = mill("sitemap", server.url("/map.xml").as_str(), "");
    mill.run(&["run"]).ends_with(0).tells(&["there are more than 50 sitemaps"]);
    let read: Vec<usize> =
        (0..200).filter(|n| !server.requests(&format!("/{n}.xml")).is_empty()).collect();
    assert_eq!((read.len(), read[0], read[24], read[25], read[49]), (50, 0, 24, 175, 199));
}
