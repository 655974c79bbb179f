//! Rules of Atom.

use super::{check, document, hints, judge};

const IDENTITY: &str = "<id>urn:x-a:1</id><title>T</title><updated>2026-01-13T09:30:00Z</updated>";

const CONTENT: &str = "<content type=\"html\">&lt;p>a&lt;/p></content>";

/// A clean feed with more in it on line 2, and its entries from line 3 on.
fn feed(head: &str, entries: &str) -> String {
    format!(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>https://a.example/</id><title>T</title>\
         <updated>2026-01-13T09:30:00Z</updated><author><name>Ann</name></author>\
         <link rel=\"self\" href=\"https://a.example/atom\"/>\n{head}\n{entries}</feed>"
    )
}

#[track_caller]
fn head(inside: &str, want: &[&str]) {
    check(&feed(inside, ""), want);
}

#[track_caller]
fn entry(inside: &str, want: &[&str]) {
    check(&feed("", &format!("<entry>{IDENTITY}{inside}</entry>")), want);
}

#[test]
fn a_clean_feed() {
    let entry = format!(
        "<entry xml:lang=\"en-GB\">{IDENTITY}<published>2026-01-13T09:30:00Z</published>\
         <link href=\"https://a.example/1\"/><link rel=\"enclosure\" type=\"audio/mpeg\" length=\"1\" href=\"/1.mp3\"/>\
         <category term=\"c\" scheme=\"https://a.example/\"/><summary>S</summary>\
         <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\"><p>a</p></div></content>\
         <source><id>urn:x-b:1</id><title>B</title><updated>2026-01-13T09:30:00Z</updated></source></entry>"
    );
    let text =
        feed("<generator uri=\"https://g.example/\">G</generator><icon>/i.png</icon>", &entry);
    let judgement = judge(&document(&text));
    assert_eq!(judgement.findings, []);
    assert_eq!((judgement.format.as_str(), judgement.items), ("Atom 1.0", 1));
}

#[test]
fn feeds() {
    check("<feed/>", &["atom-namespace:1"]);
    check("<feed xmlns=\"http://purl.org/atom/ns#\"/>", &["atom-old:1"]);
    check(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"/>",
        &[
            "atom-id-missing:1",
            "atom-title-missing:1",
            "atom-updated-missing:1",
            "atom-self-missing:1",
            "atom-author-missing:1",
        ],
    );
    head("<title>T</title>", &["element-duplicate:2"]);
    head("<titel>T</titel>", &["element-unknown:2"]);
    head("<summary>T</summary>", &["element-misplaced:2"]);
    head("<x xmlns=\"\"/>", &["atom-unnamed:2"]);
    head("<link href=\"/\" rel=\"friend\"/>", &["atom-link-rel:2"]);
    head(
        "<link href=\"/\" rel=\"urn:x:friend\" type=\"html\" hreflang=\"e\" length=\"k\"/>",
        &["media-type:2", "language:2", "integer:2"],
    );
    head("<link/>", &["atom-link-href:2"]);
    head("<link href=\"/1\"/><link href=\"/2\" rel=\"alternate\"/>", &["atom-link-duplicate:2"]);
    head("<link href=\"/1\"/><link href=\"/2\" hreflang=\"de\"/>", &[]);
    head("<author/>", &["atom-name-missing:2"]);
    head("<author><name/></author>", &["blank:2"]);
    head(
        "<author><name>A</name><email>a</email><uri>a b</uri></author>",
        &["mail:2", "address-character:2"],
    );
    head("<category/>", &["atom-category:2"]);
    head("<icon/>", &["blank:2"]);
    head("<rights type=\"text/html\">a</rights>", &["atom-text-type:2"]);
    head("<rights>a<b/></rights>", &["atom-text-elements:2"]);
    head("<rights>&lt;b>a&lt;/b></rights>", &["atom-text-undeclared:2"]);
    head("<rights type=\"html\">&lt;b>a</rights>", &["html-balance:2"]);
    head("<rights type=\"xhtml\">a</rights>", &["atom-div:2"]);
    check(&feed("", "").replace("https://a.example/<", "/feed<"), &["atom-id:1"]);
    check(&feed("", "").replace("https://a.example/atom", "/atom"), &["self-relative:1"]);
    check(&feed("", "").replace("2026-01-13T09:30:00Z", "13 Jan 2026"), &["date-3339:1"]);
    let late = feed("", &format!("<entry>{IDENTITY}{CONTENT}</entry>\n<subtitle>S</subtitle>"));
    check(&late, &["atom-late:4"]);
}

#[test]
fn entries() {
    entry(CONTENT, &[]);
    entry("", &["atom-content-missing:3"]);
    entry("<link href=\"/1\"/>", &["atom-text-missing:3"]);
    entry("<link href=\"/1\"/><summary>s</summary>", &[]);
    entry("<content/>", &["blank:3"]);
    entry("<content type=\"a\">a</content>", &["media-type:3"]);
    entry("<content src=\"/1\"/>", &["atom-content-type:3", "atom-summary-missing:3"]);
    entry(
        "<summary>s</summary><content src=\"/1\" type=\"text/html\">a</content>",
        &["atom-content-source:3"],
    );
    entry(
        "<summary>s</summary><content type=\"image/png\">?</content>",
        &["atom-content-base64:3"],
    );
    entry("<content type=\"image/png\">aGk=</content>", &["atom-summary-missing:3"]);
    entry("<content type=\"application/xml\"><x xmlns=\"urn:x\"/></content>", &[]);
    let html = "<content type=\"html\">&lt;a href='x'>a&lt;/a></content>";
    entry(html, &["html-relative:3"]);
    entry(&html.replace("<content", "<content xml:base=\"https://a.example/\""), &[]);
    entry(
        &format!("<published>2026-01-14T00:00:00Z</published>{CONTENT}"),
        &["atom-updated-early:3"],
    );
    entry(
        &format!("<source><id>urn:x-b:1</id><title>B</title></source>{CONTENT}"),
        &["atom-source:3"],
    );
    entry(
        &format!("<published>2036-01-14T00:00:00Z</published>{CONTENT}"),
        &["date-future:3", "atom-updated-early:3"],
    );
    let bare = feed("", &format!("<entry>{CONTENT}</entry>"));
    check(&bare, &["atom-id-missing:3", "atom-title-missing:3", "atom-updated-missing:3"]);
    let nobody = feed("", &format!("<entry>{IDENTITY}{CONTENT}</entry>"));
    check(&nobody.replace("<author><name>Ann</name></author>", ""), &["atom-author-missing:3"]);
    hints(
        &feed(
            "",
            &format!("<entry>{IDENTITY}{CONTENT}<link rel=\"enclosure\" href=\"/1\"/></entry>"),
        ),
        &["atom-enclosure-type"],
    );
}

#[test]
fn entries_together() {
    let one = format!("<entry>{IDENTITY}{CONTENT}</entry>");
    let two = |from: &str, to: &str, want: &[&str]| {
        check(&feed("", &format!("{one}\n{}", one.replace(from, to))), want);
    };
    two("", "", &["atom-id-duplicate:4", "atom-updated-duplicate:4"]);
    two("09:30", "09:31", &["atom-id-repeated:4"]);
    two("urn:x-a:1", "urn:x-a:2", &["atom-updated-duplicate:4"]);
}
