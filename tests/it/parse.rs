//! `feedmill parse`: one shape for what any document says, and plain words for what is no document.

use std::{io::Write, process::Stdio};

use serde_json::{Value, json};

use crate::support::{Mill, Ran};

const ATOM: &str = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>A &amp; B</title><id>urn:x:f</id>
<link rel="self" href="feed"/><link href="/"/><updated>2026-01-02T03:04:05+01:00</updated>
<entry><id>urn:x:1</id><title type="html">&lt;b&gt;One&lt;/b&gt;</title><link href="1"/>
<content type="html">&lt;p onclick="x()"&gt;Text &lt;a href="2"&gt;two&lt;/a&gt;&lt;/p&gt;</content>
<updated>2 Jan 2026 03:04 PM</updated><author><name>Ann</name><email>ann@a.example</email></author>
<category term="t" label="T"/><link rel="enclosure" href="a.mp3" type="audio/mpeg" length="5"/>
<source><title>S</title><link href="http://s.example/"/></source></entry></feed>"#;

fn parsed(mill: &Mill, args: &[&str]) -> Value {
    let ran = mill.run(&[&["parse"], args].concat()).ends_with(0);
    assert_eq!(ran.stderr, "");
    ran.json()
}

#[test]
fn a_feed_has_one_shape_whatever_its_format() {
    let mill = Mill::empty();
    mill.write("feed.xml", ATOM);
    let got = parsed(&mill, &["--url", "http://a.example/x/", "feed.xml"]);
    let want = json!({
        "feed": {
            "id": "urn:x:f", "title": "A & B", "link": "http://a.example/",
            "self": "http://a.example/x/feed", "updated": "2026-01-02T02:04:05Z",
        },
        "items": [{
            "id": "urn:x:1", "title": "One", "link": "http://a.example/x/1",
            "content": "<p>Text <a href=\"http://a.example/x/2\">two</a></p>",
            "updated": "2026-01-02T15:04:00Z",
            "authors": [{"name": "Ann", "email": "ann@a.example"}],
            "categories": ["t"],
            "enclosures": [{"url": "http://a.example/x/a.mp3", "type": "audio/mpeg", "length": 5}],
            "source": {"title": "S", "url": "http://s.example/"},
        }],
        "problems": [],
    });
    assert_eq!(got, want);
}

#[test]
fn headers_tell_charset_base_and_language() {
    let mill = Mill::empty();
    let bytes =
        b"<rss><channel><item><title>\xCC\xE8\xF0</title><link>1</link></item></channel></rss>";
    mill.write("feed.xml", bytes);
    let fields = ["Content-Type: text/xml; charset=windows-1251", "content-LANGUAGE: ru"];
    let base = "Content-Location: /b/";
    let url = ["--url", "http://a.example/x/", "feed.xml"];
    let args: Vec<&str> = ["--header", fields[0], "--header", fields[1], "--header", base]
        .into_iter()
        .chain(url)
        .collect();
    let item = &parsed(&mill, &args)["items"][0];
    assert_eq!(item["title"], "Мир");
    assert_eq!(item["link"], "http://a.example/b/1");
    assert_eq!(item["language"], "ru");
}

#[test]
fn a_document_without_an_address_takes_those_of_its_articles() {
    let mill = Mill::empty();
    let item = "<item><link>http://a.example/x/1</link><description>&lt;a href='2'&gt;b&lt;/a&gt;</description></item>";
    mill.write(
        "feed.xml",
        format!("<rss><channel><link>http://a.example/</link>{item}</channel></rss>"),
    );
    let summary = &parsed(&mill, &["feed.xml"])["items"][0]["summary"];
    assert_eq!(summary, "<a href=\"http://a.example/x/2\">b</a>");
}

#[test]
fn raw_leaves_html_as_it_came() {
    let mill = Mill::empty();
    mill.write("feed.xml", ATOM);
    let content = parsed(&mill, &["--raw", "feed.xml"])["items"][0]["content"].clone();
    assert_eq!(content, r#"<p onclick="x()">Text <a href="2">two</a></p>"#);
}

#[test]
fn several_files_and_standard_input_give_a_line_each() {
    let mill = Mill::empty();
    mill.write("feed.xml", ATOM);
    let mut child = mill
        .command(&["parse", "feed.xml", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child
        .stdin
        .take()
        .unwrap()
        .write_all(b"{\"version\": \"https://jsonfeed.org/version/1\", \"title\": \"J\"}")
        .unwrap();
    let ran = Ran::from(child.wait_with_output().unwrap()).ends_with(0);
    let titles: Vec<Value> = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["feed"]["title"].clone())
        .collect();
    assert_eq!(titles, ["A & B", "J"]);
}

#[test]
fn problems_name_line_and_cure() {
    let mill = Mill::empty();
    mill.write("feed.xml", "<rss><channel>\n<item><title>a</titel><link>b</link></item>\n");
    let got = parsed(&mill, &["feed.xml"]);
    let problem = &got["problems"][1];
    assert_eq!(problem["line"], 2);
    assert_eq!(problem["what"], "<link> while <title> is open");
    assert_eq!(problem["done"], "the first one was ended there");
}

#[test]
fn what_is_no_feed_ends_with_1() {
    let mill = Mill::empty();
    mill.write("feed.xml", ATOM);
    mill.write("page", "<html><title>Gone</title></html>");
    mill.write("empty", "");
    mill.write("binary", b"\x7fELF\x02\x00\x00\x00<");
    for (name, word) in [
        ("page", "page is an HTML page, not a feed: \"Gone\""),
        ("empty", "empty is an empty document"),
        ("binary", "binary is an executable program, not a feed"),
        ("missing", "cannot read missing\n  because: "),
    ] {
        let ran = mill.run(&["parse", name]).ends_with(1).tells(&[word]);
        assert_eq!(ran.stdout, "", "{name}");
    }
    // The others are read all the same, wherever they stand and however often one is named.
    let ran = mill.run(&["parse", "page", "feed.xml", "page"]).ends_with(1);
    assert_eq!((ran.stdout.lines().count(), ran.stderr.matches("error: ").count()), (1, 2));
    let ran =
        mill.run(&["parse", "page", "feed.xml"]).ends_with(1).tells(&["page is an HTML page"]);
    assert_eq!(ran.stdout.lines().count(), 1);
}
