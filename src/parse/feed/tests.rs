//! Tables for what entries become; whole documents stand in `tests/corpus`.

use super::*;
use crate::model::{Body, Entry, Kind};

fn read_feed(text: &str) -> Parsed {
    let document = Document {
        name: "test".to_owned(),
        bytes: text.as_bytes().to_vec(),
        ..Document::default()
    };
    crate::parse::parse(&document, &Settings::standard(Kind::Feed))
}

#[track_caller]
fn entry_of(text: &str) -> Entry {
    let parsed = read_feed(text);
    assert_eq!(parsed.entries.len(), 1, "{text}");
    parsed.entries.into_iter().next().unwrap_or_default()
}

fn shown(body: Option<Body>) -> String {
    match body {
        Some(Body::Html(text)) => format!("html {text}"),
        Some(Body::Plain(text)) => format!("plain {text}"),
        _ => "-".to_owned(),
    }
}

/// An item of RSS → id, link, summary, content.
#[track_caller]
fn item(inside: &str, want: [&str; 4]) {
    let entry = entry_of(&format!("<rss><channel><item>{inside}</item></channel></rss>"));
    let text = |text: Option<String>| text.unwrap_or("-".to_owned());
    let got = [text(entry.native_id), text(entry.link), shown(entry.summary), shown(entry.content)];
    assert_eq!(got, want, "{inside}");
}

#[test]
fn ids_and_links_of_items() {
    let address = "http://a.example/1";
    item(&format!("<guid>{address}</guid>"), [address, address, "-", "-"]);
    item(&format!("<guid isPermaLink='FALSE'>{address}</guid>"), [address, "-", "-", "-"]);
    item("<guid>7</guid><link>x</link>", ["7", "x", "-", "-"]);
    item("<guid> </guid><link/><link>x</link>", ["-", "x", "-", "-"]);
    item("<link href='x'/>", ["-", "x", "-", "-"]);
    item("<atom:link rel='alternate' href='x'/>", ["-", "x", "-", "-"]);
    item("<atom:link rel='self' href='s'/><link>x</link>", ["-", "x", "-", "-"]);
    item("<atom:link rel='self' href='x'/>", ["-", "-", "-", "-"]);
    item("<dc:identifier>urn:x</dc:identifier>", ["urn:x", "-", "-", "-"]);
}

#[test]
fn texts_of_items() {
    let body = "<content:encoded>b</content:encoded>";
    item("<description>a</description>", ["-", "-", "html a", "-"]);
    item(&format!("<description>a</description>{body}"), ["-", "-", "html a", "html b"]);
    item("<itunes:summary>a</itunes:summary>", ["-", "-", "html a", "-"]);
    item("<description>a <b>c</b></description>", ["-", "-", "html a <b>c</b>", "-"]);
    let page = "<body xmlns='http://www.w3.org/1999/xhtml'><p>b</p></body>";
    item(page, ["-", "-", "-", "html <p>b</p>"]);
    item("<description/><x:description>a</x:description>", ["-", "-", "-", "-"]);
    let both = "<itunes:summary>c</itunes:summary><description>a</description>";
    item(both, ["-", "-", "html a", "-"]);
}

#[test]
fn a_player_serves_where_there_is_no_file() {
    let player = "<media:player url='p'/>";
    for (inside, want) in [
        (player.to_owned(), "p"),
        (format!("{player}<media:content url='f'/>"), "f"),
        (format!("<media:group>{player}</media:group><enclosure url='e'/>"), "e"),
    ] {
        let entry = entry_of(&format!("<rss><channel><item>{inside}</item></channel></rss>"));
        let urls: Vec<&str> = entry.enclosures.iter().map(|file| file.url.as_str()).collect();
        assert_eq!(urls, [want], "{inside}");
    }
}

/// An entry of Atom → its content, or else its link.
#[track_caller]
fn atom(inside: &str, want: &str) {
    let entry = entry_of(&format!(
        "<feed xmlns='http://www.w3.org/2005/Atom'><entry>{inside}</entry></feed>"
    ));
    let got = match entry.content {
        None => format!("link {}", entry.link.unwrap_or_default()),
        content => shown(content),
    };
    assert_eq!(got, want, "{inside}");
}

#[test]
fn content_of_entries() {
    atom("<content>a &lt;b&gt; </content>", "plain a <b>");
    atom("<content>a &lt;p&gt;c&lt;/p&gt;</content>", "html a <p>c</p>");
    atom("<content type='text'>a &lt;p&gt;c&lt;/p&gt;</content>", "plain a <p>c</p>");
    atom("<content type='html'>&lt;b&gt;a</content>", "html <b>a");
    atom("<content type='TEXT/HTML; charset=utf-8'>&lt;b&gt;</content>", "html <b>");
    atom("<content type='xhtml'><div>a &lt;<b>c</b></div></content>", "html a &lt;<b>c</b>");
    atom("<content type='xhtml'>a <b>c</b></content>", "html a <b>c</b>");
    atom("<content type='text/x-new'>a</content>", "plain a");
    atom("<content type='new'>a</content>", "plain a");
    atom("<content type='image/png'>iVBORw0KGgo=</content>", "link ");
    atom("<content type='application/x-note'>YSBub3Rl</content>", "plain a note");
    atom("<content type='text/html' mode='base64'>PGI+YTwvYj4=</content>", "html <b>a</b>");
    atom("<content type='html' src='x'/>", "link x");
}

#[test]
fn links_of_entries() {
    atom("<link type='application/json' href='a'/><link type='text/html' href='b'/>", "link b");
    atom("<link rel='self' href='s'/><link href='a'/><link href='c'/>", "link a");
    atom("<link rel='ALTERNATE' href=' a '/>", "link a");
    atom("<link rel='via' href='v'/><link rel='alternate' href='a'/>", "link a");
    atom("<link rel='via' href='v'/>", "link v");
}

#[test]
fn bases_are_those_of_each_element() {
    let content = "<content xml:base='http://c.example/' type='html'>x</content>";
    let link = "<link href='a'/><link rel='enclosure' xml:base='/z/' href='b'/>";
    let entry = entry_of(&format!(
        "<feed xml:base='http://f.example/x/'><entry>{link}{content}</entry></feed>"
    ));
    assert_eq!(entry.link.as_deref(), Some("http://f.example/x/a"));
    assert_eq!(entry.enclosures[0].url, "http://f.example/z/b");
    assert_eq!(entry.base.unwrap().as_str(), "http://f.example/x/");
    assert_eq!(entry.content_base.unwrap().as_str(), "http://c.example/");
}

#[test]
fn titles_are_unescaped_as_often_as_they_were_escaped() {
    for (title, want) in [
        ("A &amp; B", "html A & B"),
        ("a &amp;amp; b", "html a &amp; b"),
        ("1 &gt; 0", "plain 1 > 0"),
    ] {
        let entry =
            entry_of(&format!("<rss><channel><item><title>{title}</title></item></channel></rss>"));
        assert_eq!(shown(entry.title), want, "{title}");
    }
    let entry = entry_of("<feed><entry><title>a &amp;#8217; b</title></entry></feed>");
    assert_eq!(shown(entry.title), "plain a ’ b");
}

#[test]
fn authors_are_inherited() {
    let source = "<source><title>S</title><author><name>B</name></author></source>";
    let parsed = read_feed(&format!(
        "<feed><author><name>A</name></author><entry><id>1</id></entry><entry>{source}</entry>\
         <entry><author><name>C</name></author>{source}</entry></feed>"
    ));
    let names: Vec<&str> = parsed.entries.iter().map(|entry| &*entry.authors[0].name).collect();
    assert_eq!(names, ["A", "B", "C"]);
}
