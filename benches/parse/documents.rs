//! Feeds of the size that publishers serve: about 25 entries with whole articles. Made here, the same
//! on every run, from nothing but a list of words.

use std::fmt::Write as _;

/// Entries of each document.
const ENTRIES: usize = 25;

/// A document and its name.
pub struct Sample {
    pub name: &'static str,
    pub bytes: Vec<u8>,
}

/// All samples.
pub fn samples() -> Vec<Sample> {
    let make = |name, write: fn(&mut Writer)| {
        let mut writer = Writer { text: String::new(), state: 0x5EED };
        write(&mut writer);
        Sample { name, bytes: writer.text.into_bytes() }
    };
    vec![
        make("rss-escaped", |writer| rss(writer, false)),
        make("rss-cdata", |writer| rss(writer, true)),
        make("atom-xhtml", atom),
        make("rdf", rdf),
        make("podcast", podcast),
        make("json-feed", json),
    ]
}

/// Dates as feeds write them: most in the two usual forms, some not.
pub const DATES: [&str; 8] = [
    "Tue, 13 Jan 2026 10:01:00 GMT",
    "2026-01-13T10:01:00Z",
    "Tue, 13 Jan 2026 10:01:00 +0100",
    "2026-01-13T10:01:00.123+01:00",
    "Wed, 14 Jan 2026 9:05 PM EST",
    "January 13, 2026 at 10:01 am",
    "13. Januar 2026, 10:01 Uhr",
    "2026年1月13日 10:01",
];

const WORDS: [&str; 48] = [
    "harbour", "the", "of", "a", "market", "council", "and", "said", "year", "river", "to", "new",
    "for", "that", "under", "winter", "prices", "bridge", "report", "in", "city", "after",
    "before", "engine", "they", "it", "was", "is", "on", "by", "with", "an", "chip", "plan",
    "window", "port", "naïve", "café", "Zürich", "more", "than", "two", "hundred", "people",
    "workers", "schools", "north", "ferry",
];

struct Writer {
    text: String,
    state: u64,
}

impl Writer {
    /// Knuth's MMIX generator.
    fn below(&mut self, most: usize) -> usize {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).unwrap_or_default() % most
    }

    fn words(&mut self, count: usize) -> String {
        let words: Vec<&str> = (0..count).map(|_| WORDS[self.below(WORDS.len())]).collect();
        words.join(" ")
    }

    /// An article of some 4 kB as HTML, of which XHTML can be made by closing nothing.
    fn article(&mut self) -> String {
        let mut html = String::new();
        for number in 0..9 {
            let (before, link, after) = (self.words(22), self.words(3), self.words(26));
            let _ = writeln!(
                html,
                "<p class=\"text\">{before} <a href=\"https://news.example/{number}/a?x=1&amp;y=2\" \
                 rel=\"noopener\">{link}</a> {after}, &#8220;<em>{}</em>&#8221; &amp; more.</p>",
                self.words(6)
            );
            if number % 3 == 0 {
                let _ = write!(
                    html,
                    "<figure><img src=\"/images/{number}.jpg\" alt=\"{}\" width=\"800\" \
                     height=\"450\"/></figure>\n<ul><li>{}</li><li>{}</li></ul>\n",
                    self.words(5),
                    self.words(8),
                    self.words(9)
                );
            }
        }
        html
    }

    fn push(&mut self, text: &str) {
        self.text.push_str(text);
    }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

fn day(number: usize) -> usize {
    28 - number
}

fn rss(writer: &mut Writer, cdata: bool) {
    writer.push(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
         xmlns:media=\"http://search.yahoo.com/mrss/\">\n<channel>\n<title>Harbour News</title>\n\
         <atom:link href=\"https://news.example/feed\" rel=\"self\" type=\"application/rss+xml\"/>\n\
         <link>https://news.example/</link>\n<description>News of the harbour</description>\n\
         <language>en</language>\n<lastBuildDate>Wed, 28 Jan 2026 10:01:00 +0000</lastBuildDate>\n",
    );
    for number in 0..ENTRIES {
        let (title, summary, article) = (writer.words(9), writer.words(30), writer.article());
        let (description, content) = if cdata {
            (format!("<![CDATA[<p>{summary}</p>]]>"), format!("<![CDATA[{article}]]>"))
        } else {
            (escaped(&format!("<p>{summary}</p>")), escaped(&article))
        };
        let day = day(number);
        let _ = write!(
            writer.text,
            "<item>\n\t<title>{title}</title>\n\t<link>https://news.example/{number}/story</link>\n\
             \t<dc:creator><![CDATA[Jo Doe]]></dc:creator>\n\
             \t<pubDate>{day:02} Jan 2026 10:01:00 +0000</pubDate>\n\
             \t<category><![CDATA[Harbour]]></category>\n\t<category>Ships</category>\n\
             \t<guid isPermaLink=\"false\">https://news.example/?p={number}</guid>\n\
             \t<description>{description}</description>\n\
             \t<content:encoded>{content}</content:encoded>\n\
             \t<media:thumbnail url=\"https://news.example/{number}.jpg\" width=\"150\"/>\n</item>\n"
        );
    }
    writer.push("</channel>\n</rss>\n");
}

fn atom(writer: &mut Writer) {
    writer.push(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" \
         xml:lang=\"en\">\n<title>Harbour News</title>\n<id>https://news.example/</id>\n\
         <link href=\"https://news.example/atom.xml\" rel=\"self\"/>\n\
         <link href=\"https://news.example/\"/>\n<updated>2026-01-28T10:01:00Z</updated>\n\
         <author><name>Jo Doe</name></author>\n",
    );
    for number in 0..ENTRIES {
        let (title, summary, article) = (writer.words(9), writer.words(30), writer.article());
        let day = day(number);
        let _ = write!(
            writer.text,
            "<entry>\n  <title type=\"html\">{title} &amp;amp; more</title>\n\
             \x20 <link rel=\"alternate\" type=\"text/html\" href=\"https://news.example/{number}\"/>\n\
             \x20 <id>tag:news.example,2026:{number}</id>\n\
             \x20 <published>2026-01-{day:02}T10:01:00Z</published>\n\
             \x20 <updated>2026-01-{day:02}T11:01:00Z</updated>\n\
             \x20 <category term=\"Harbour\" scheme=\"https://news.example/tags\"/>\n\
             \x20 <summary>{summary}</summary>\n\
             \x20 <content type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">{article}</div>\
             </content>\n</entry>\n"
        );
    }
    writer.push("</feed>\n");
}

fn rdf(writer: &mut Writer) {
    writer.push(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rdf:RDF \
         xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" xmlns=\"http://purl.org/rss/1.0/\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n\
         <channel rdf:about=\"https://news.example/\">\n<title>Harbour News</title>\n\
         <link>https://news.example/</link>\n<description>News of the harbour</description>\n\
         </channel>\n",
    );
    for number in 0..ENTRIES {
        let (title, summary) = (writer.words(9), writer.words(40));
        let article = escaped(&writer.article());
        let day = day(number);
        let _ = write!(
            writer.text,
            "<item rdf:about=\"https://news.example/{number}\">\n<title>{title}</title>\n\
             <link>https://news.example/{number}</link>\n<description>{summary}</description>\n\
             <content:encoded>{article}</content:encoded>\n<dc:creator>Jo Doe</dc:creator>\n\
             <dc:subject>Harbour</dc:subject>\n<dc:date>2026-01-{day:02}T10:01:00+01:00</dc:date>\n\
             </item>\n"
        );
    }
    writer.push("</rdf:RDF>\n");
}

fn podcast(writer: &mut Writer) {
    writer.push(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" \
         xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" \
         xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n<channel>\n\
         <title>Harbour Talk</title>\n<link>https://talk.example/</link>\n\
         <itunes:author>Jo Doe</itunes:author>\n<itunes:category text=\"News\">\n\
         <itunes:category text=\"Daily\"/></itunes:category>\n\
         <itunes:image href=\"https://talk.example/cover.jpg\"/>\n",
    );
    for number in 0..4 * ENTRIES {
        let (title, summary) = (writer.words(9), writer.words(60));
        let day = day(number % ENTRIES);
        let _ = write!(
            writer.text,
            "<item>\n<title>{title}</title>\n<itunes:title>{title}</itunes:title>\n\
             <guid isPermaLink=\"false\">talk-{number}</guid>\n\
             <pubDate>Tue, {day:02} Jan 2026 05:00:00 -0500</pubDate>\n\
             <description><![CDATA[<p>{summary}</p><p>{summary}</p>]]></description>\n\
             <itunes:summary>{summary}</itunes:summary>\n<itunes:duration>41:05</itunes:duration>\n\
             <itunes:episode>{number}</itunes:episode>\n<itunes:explicit>false</itunes:explicit>\n\
             <itunes:image href=\"https://talk.example/{number}.jpg\"/>\n\
             <enclosure url=\"https://talk.example/{number}.mp3?source=feed&amp;v=2\" \
             length=\"39412345\" type=\"audio/mpeg\"/>\n<link>https://talk.example/{number}</link>\n\
             </item>\n"
        );
    }
    writer.push("</channel>\n</rss>\n");
}

fn json(writer: &mut Writer) {
    writer.push(
        "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Harbour News\",\
         \"home_page_url\":\"https://news.example/\",\"items\":[",
    );
    for number in 0..ENTRIES {
        let title = writer.words(9);
        let article = writer.article().replace('"', "\\\"").replace('\n', "\\n");
        let (comma, day) = (if number == 0 { "" } else { "," }, day(number));
        let _ = write!(
            writer.text,
            "{comma}\n{{\"id\":\"{number}\",\"url\":\"https://news.example/{number}\",\
             \"title\":\"{title}\",\"content_html\":\"{article}\",\
             \"date_published\":\"2026-01-{day:02}T10:01:00Z\",\"tags\":[\"Harbour\",\"Ships\"],\
             \"authors\":[{{\"name\":\"Jo Doe\"}}]}}"
        );
    }
    writer.push("]}\n");
}
