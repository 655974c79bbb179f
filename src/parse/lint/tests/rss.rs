//! Rules of RSS.

use super::{check, document, hints, judge};

const CLEAN: &str = "<title>T</title><guid>https://a.example/1</guid><pubDate>Tue, 13 Jan 2026 09:30:00 +0000</pubDate>";

/// A clean channel with more in it on line 2, and the items on line 3.
fn feed(channel: &str, items: &str) -> String {
    format!(
        "<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
         xmlns:sy=\"http://purl.org/rss/1.0/modules/syndication/\"><channel>\
         <title>T</title><link>https://a.example/</link><description>D</description><language>en</language>\
         <atom:link rel=\"self\" href=\"https://a.example/rss\"/>\n{channel}\n{items}</channel></rss>"
    )
}

#[track_caller]
fn channel(inside: &str, want: &[&str]) {
    check(&feed(inside, ""), want);
}

#[track_caller]
fn item(inside: &str, want: &[&str]) {
    check(&feed("", &format!("<item>{CLEAN}{inside}</item>")), want);
}

#[test]
fn a_clean_feed() {
    let full = "<item><title>T</title><link>https://a.example/1</link><description>&lt;p>a&lt;/p></description>\
        <content:encoded>&lt;p>b&lt;/p></content:encoded><dc:creator>Ann</dc:creator><category>c</category>\
        <comments>https://a.example/1#c</comments><enclosure url=\"https://a.example/1.mp3\" length=\"0\" type=\"audio/mpeg\"/>\
        <guid isPermaLink=\"false\">urn:x-a:1</guid><pubDate>Tue, 13 Jan 2026 09:30:00 GMT</pubDate>\
        <source url=\"https://b.example/rss\">B</source></item>";
    let text = feed(
        "<managingEditor>a@a.example (Ann)</managingEditor><ttl>60</ttl><skipHours><hour>0</hour></skipHours>\
         <image><url>https://a.example/i.png</url><title>T</title><link>https://a.example/</link><width>88</width></image>\
         <docs>https://www.rssboard.org/rss-specification</docs><sy:updatePeriod>hourly</sy:updatePeriod>",
        full,
    );
    let judgement = judge(&document(&text));
    assert_eq!(judgement.findings, []);
    assert_eq!((judgement.format.as_str(), judgement.items), ("RSS 2.0", 1));
}

#[test]
fn versions() {
    let old = feed("", "").replace("version=\"2.0\"", "version=\"0.92\"");
    check(&old, &["rss-old:1"]);
    check(&feed("", "").replace(" version=\"2.0\"", ""), &["rss-version:1"]);
    check(&feed("", "").replace("\"2.0\"", "\"2.1\""), &["rss-version:1"]);
    check("<rss version=\"2.0\"></rss>", &["rss-channel-missing:1"]);
    check(
        "<rss version=\"2.0\"><channel/>\n<item><title>T</title></item></rss>",
        &[
            "rss-title-missing:1",
            "rss-link-missing:1",
            "rss-description-missing:1",
            "rss-self-missing:1",
            "element-misplaced:2",
        ],
    );
}

#[test]
fn channels() {
    channel("<title>T</title>", &["element-duplicate:2"]);
    channel("<titel>T</titel>", &["element-unknown:2"]);
    channel("<guid>T</guid>", &["element-misplaced:2"]);
    channel("<pubDate>13 January</pubDate>", &["date-822:2"]);
    channel("<lastBuildDate>Tue, 13 Jan 26 09:30:00 GMT</lastBuildDate>", &["date-822-form:2"]);
    channel("<lastBuildDate>Wed, 13 Jan 2026 09:30:00 GMT</lastBuildDate>", &["date-weekday:2"]);
    channel(
        "<lastBuildDate>Wed, 01 Jan 2036 09:30:00 GMT</lastBuildDate>",
        &["date-weekday:2", "date-future:2"],
    );
    channel("<pubDate>Thu, 01 Jan 1970 00:00:00 GMT</pubDate>", &["date-old:2"]);
    channel("<webMaster>Ann</webMaster>", &["rss-contact:2"]);
    channel("<webMaster>Ann &lt;a@a.example&gt;</webMaster>", &["rss-contact-form:2"]);
    channel("<ttl>soon</ttl>", &["integer:2"]);
    channel("<ttl>-1</ttl>", &["integer:2"]);
    channel("<ttl> 60 </ttl>", &["whitespace:2"]);
    channel("<skipDays><day>Mon</day></skipDays>", &["rss-day:2"]);
    channel("<skipHours><hour>24</hour></skipHours>", &["rss-hour:2"]);
    channel("<skipHours><hour>1</hour><hour>01</hour></skipHours>", &["rss-skip-duplicate:2"]);
    channel(
        "<cloud domain=\"a.example\" port=\"x\" path=\"/\" protocol=\"smtp\"/>",
        &["rss-cloud:2", "integer:2", "rss-cloud-protocol:2"],
    );
    channel("<textInput><title>a</title></textInput>", &["rss-text-input:2"]);
    channel("<category> </category>", &["blank:2"]);
    channel("<itunes:explicit>maybe</itunes:explicit>", &["itunes-explicit:2"]);
    channel("<itunes:image/>", &["itunes-image:2"]);
    channel("<sy:updatePeriod>often</sy:updatePeriod>", &["sy-period:2"]);
    channel("<dc:language>en_GB</dc:language>", &["language:2"]);
    let image = "<image><url>i.svg</url><title>X</title><link>https://b.example/</link><width>200</width></image>";
    channel(
        image,
        &[
            "address-relative:2",
            "rss-image-format:2",
            "rss-image-title:2",
            "rss-image-link:2",
            "rss-image-size:2",
        ],
    );
    channel("<image><url>https://a.example/i</url></image>", &["rss-image:2"]);
    check(&feed("", "").replace("<language>en<", "<language>english<"), &["language:1"]);
    check(&feed("", "").replace("rel=\"self\"", "rel=\"via\""), &["rss-self-missing:1"]);
    check(&feed("", "").replace("https://a.example/rss", "/rss"), &["self-relative:1"]);
    let markup = feed("", "").replace("<description>D", "<description>&lt;p>D");
    check(&markup, &["rss-description-markup:1"]);
    check(&feed("", "").replace("<title>T<", "<title>a &lt;b>c&lt;/b><"), &["title-markup:1"]);
}

#[test]
fn items() {
    item("", &[]);
    check(&feed("", "<item><guid>https://a.example/</guid></item>"), &["rss-item-empty:3"]);
    check(
        &feed("", "<item><title>T</title><link>https://a.example/</link></item>"),
        &["rss-guid-missing:3"],
    );
    item("<guid>https://a.example/2</guid>", &["element-duplicate:3"]);
    item("<link>/1</link>", &["address-relative:3"]);
    item("<link>https://a.example/a b</link>", &["address-character:3"]);
    item("<link>http:///x</link>", &["address:3"]);
    item("<link>HTTPS://a.example/</link>", &["address-form:3"]);
    item("<author>Ann</author>", &["rss-contact:3"]);
    item("<author>a@a.example</author><dc:creator>Ann</dc:creator>", &["rss-author-twice:3"]);
    item("<dc:date>2026-01-13</dc:date>", &["rss-date-twice:3"]);
    item(
        "<x:a xmlns:x=\"http://purl.org/dc/terms/\"/><dcterms:issued xmlns:dcterms=\"http://purl.org/dc/terms/\">May</dcterms:issued>",
        &["date-w3c:3"],
    );
    item("<pubdate>x</pubdate>", &["element-unknown:3"]);
    item("<source>B</source>", &["rss-source:3"]);
    item("<itunes:duration>long</itunes:duration>", &["itunes-duration:3"]);
    item("<description>don\u{FFFD}t</description>", &["bad-characters:3"]);
    item("<description>&lt;script>x&lt;/script></description>", &["html-script:3"]);
    item("<description>&lt;p style=''>x</description>", &["html-style:3"]);
    item("<description>&lt;a href='/x'>x&lt;/a></description>", &["html-relative:3"]);
    item("<description>&lt;b>x</description>", &["html-balance:3"]);
    item("<content:encoded>x</content:encoded>", &["rss-content-alone:3"]);
    item(
        "<content:encoded>x</content:encoded><description>y</description>",
        &["rss-content-first:3"],
    );
    item(
        "<description>x</description><content:encoded>x</content:encoded>",
        &["rss-content-same:3"],
    );
    let media = "<enclosure url=\"https://a.example/1\" length=\"1\" type=\"audio/mpeg\"/>";
    item(&media.repeat(2), &["rss-enclosure-several:3"]);
    item(
        "<enclosure url=\"1.mp3\" length=\"1 MB\" type=\"mp3\"/>",
        &["address-relative:3", "integer:3", "media-type:3"],
    );
    item("<enclosure url=\"https://a.example/1\"/>", &["rss-enclosure:3"]);
}

#[test]
fn guids() {
    let guid = |guid: &str, want: &[&str]| {
        let text = CLEAN.replace("<guid>https://a.example/1</guid>", guid);
        check(&feed("", &format!("<item><link>https://a.example/</link>{text}</item>")), want);
    };
    guid("<guid isPermaLink=\"false\">a 1</guid>", &[]);
    guid("<guid>a1</guid>", &["rss-guid-address:3"]);
    guid("<guid isPermaLink=\"true\">urn:x-a:1</guid>", &["rss-guid-address:3"]);
    guid("<guid isPermaLink=\"no\">https://a.example/1</guid>", &["rss-guid-flag:3"]);
    guid("<guid isPermalink=\"false\">https://a.example/1</guid>", &["attribute-unknown:3"]);
    guid("<guid/>", &["rss-guid-blank:3"]);
    guid("<guid isPermaLink=\"false\">17</guid>", &["rss-guid-short:3"]);
    guid("<guid>\nhttps://a.example/1</guid>", &["whitespace:3"]);
    let twice = format!("<item>{CLEAN}</item>\n<item>{CLEAN}</item>");
    check(&feed("", &twice), &["rss-guid-duplicate:4"]);
}

#[test]
fn what_could_be_better() {
    hints(&feed("", "").replace("<language>en</language>", ""), &["rss-language-missing"]);
    hints(&feed("<docs>https://a.example/</docs>", ""), &["rss-docs"]);
    let with =
        |from: &str, to: &str| feed("", &format!("<item>{}</item>", CLEAN.replace(from, to)));
    hints(&with("<title>T</title>", "<description>D</description>"), &["rss-item-title"]);
    hints(
        &with("<guid>https://a.example/1", "<guid isPermaLink=\"false\">urn:x-a:1"),
        &["rss-item-link"],
    );
    hints(&with("<title>T<", "<title>A &amp; B<"), &["rss-title-entity"]);
    hints(&with("<title>T<", "<title>A &#x26; B<"), &[]);
    hints(&with("<pubDate>Tue, 13 Jan 2026 09:30:00 +0000</pubDate>", ""), &["rss-item-date"]);
    let later = CLEAN.replace("/1<", "/2<").replace("09:30", "10:30");
    hints(&feed("", &format!("<item>{CLEAN}</item><item>{later}</item>")), &["order"]);
}

#[test]
fn rdf() {
    let clean = "<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\">\n\
        <channel rdf:about=\"https://a.example/rdf\"><title>T</title><link>https://a.example/</link><description>D</description>\
        <items><rdf:Seq><rdf:li rdf:resource=\"https://a.example/1\"/></rdf:Seq></items></channel>\n\
        <item rdf:about=\"https://a.example/1\"><title>T</title><link>https://a.example/1</link></item></rdf:RDF>";
    check(clean, &[]);
    assert_eq!(judge(&document(clean)).format, "RSS 1.0");
    let edit = |from: &str, to: &str, want: &[&str]| check(&clean.replace(from, to), want);
    edit("<item rdf:about=\"https://a.example/1\">", "<item>", &["rdf-listed:2", "rdf-about:3"]);
    edit("<rdf:li rdf:resource=\"https://a.example/1\"/>", "", &["rdf-unlisted:3"]);
    edit("<items>", "<items/>", &["rdf-items:2", "xml-stray-end:2"]);
    edit(
        "<title>T</title><link>https://a.example/1</link>",
        "",
        &["rdf-item-title:3", "rdf-item-link:3"],
    );
    edit("<item ", "<image rdf:about=\"https://a.example/1\"/><item ", &["rdf-about-duplicate:3"]);
    edit("http://purl.org/rss/1.0/\"", "urn:x\"", &["rdf-namespace:1"]);
    edit("http://purl.org/rss/1.0/\"", "http://my.netscape.com/rdf/simple/0.9/\"", &["rss-old:1"]);
}
