//! The feeds of a hundred sources, made of articles that were never written.
//!
//! Seven of ten are RSS 2.0, a quarter Atom, the rest RSS 1.0 and JSON Feed; most are sent packed. Some
//! articles have pictures, links and lists, as those of publishing systems do.

use std::{
    collections::VecDeque,
    fmt::Write as _,
    io::{self, Write as _},
};

use chrono::DateTime;
use feedmill::model::{Body, Entry};
use flate2::{Compression, write::GzEncoder};
use serde_json::json;

use crate::{
    articles::Articles,
    server::{Document, Server},
};

/// Sources.
pub const SOURCES: usize = 100;

/// Articles that there are at first, in all sources.
const ARTICLES: usize = 1_500;

/// Entries that a feed shows at most.
const SHOWN: usize = 25;

/// Sources and what they tell.
pub struct Corpus {
    articles: Articles,
    /// Newest first.
    told: Vec<VecDeque<Entry>>,
    versions: Vec<usize>,
}

impl Corpus {
    /// The same on every machine.
    pub fn new() -> Self {
        let mut corpus = Corpus {
            articles: Articles::new(11, SOURCES),
            told: vec![VecDeque::new(); SOURCES],
            versions: vec![0; SOURCES],
        };
        for _ in 0..ARTICLES {
            corpus.tell();
        }
        corpus
    }

    /// One more article; which source tells it.
    pub fn tell(&mut self) -> usize {
        let (source, mut entry) = self.articles.next();
        if let Some(Body::Html(html)) = &mut entry.content {
            decorate(html, self.versions[source]);
        }
        self.told[source].push_front(entry);
        self.told[source].truncate(SHOWN);
        self.versions[source] += 1;
        source
    }

    /// Has a source served as it is now.
    pub fn publish(&self, source: usize, server: &Server) -> io::Result<()> {
        let (media_type, text) = self.write(source);
        let is_packed = !source.is_multiple_of(7);
        let bytes = if is_packed { pack(text.as_bytes())? } else { text.into_bytes() };
        let version = self.versions[source];
        server.put(source, Document { bytes, media_type, is_packed, version });
        Ok(())
    }

    fn write(&self, source: usize) -> (&'static str, String) {
        let entries = &self.told[source];
        match source % 40 {
            0..28 => ("application/rss+xml", rss(source, entries)),
            28..38 => ("application/atom+xml", atom(source, entries)),
            38 => ("application/rdf+xml", rdf(source, entries)),
            _ => ("application/feed+json", json_feed(source, entries)),
        }
    }
}

/// Markup of publishing systems.
fn decorate(html: &mut String, number: usize) {
    let more = match number % 5 {
        0 => {
            "<figure class=\"wp-block-image\"><img src=\"/media/a-1024x683.jpg\" \
              srcset=\"/media/a-300x200.jpg 300w\" alt=\"A mill &amp; its weir\"></figure>\n"
        }
        1 => {
            "<p>More <a href=\"https://other.example/a?utm_source=feed&amp;b=2\" rel=\"noopener\" \
              class=\"more\">elsewhere</a>, <em>as always</em>.</p>\n"
        }
        2 => "<ul class=\"list\"><li>one &lt; two</li><li><strong>three</strong></li></ul>\n",
        _ => return,
    };
    html.push_str(more);
}

/// What the formats show of an entry.
struct Parts<'a> {
    link: &'a str,
    title: String,
    /// Seconds of 1970.
    at: DateTime<chrono::FixedOffset>,
    text: &'a str,
    is_whole: bool,
}

fn parts(entry: &Entry) -> Parts<'_> {
    let text = |body: &Option<Body>| match body {
        Some(Body::Plain(text)) => text.clone(),
        _ => String::new(),
    };
    let date = entry.published.as_ref().map_or("", |date| &date.text);
    let content = entry.content.as_ref().or(entry.summary.as_ref());
    Parts {
        link: entry.link.as_deref().unwrap_or_default(),
        title: text(&entry.title),
        at: DateTime::parse_from_rfc3339(date).expect("articles have such dates"),
        text: match content {
            Some(Body::Html(text) | Body::Plain(text)) => text,
            _ => "",
        },
        is_whole: entry.content.is_some(),
    }
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn rss(source: usize, entries: &VecDeque<Entry>) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rss version=\"2.0\" xmlns:content=\"http://purl.org/rss/1.0/modules/content/\">\n\
         <channel>\n<title>Source {source}</title>\n<link>https://source-{source}.example/</link>\n\
         <description>What source {source} tells</description>\n<language>en</language>\n"
    );
    for entry in entries.iter().map(parts) {
        let _ = write!(
            text,
            "<item>\n<title>{}</title>\n<link>{}</link>\n<guid>{}</guid>\n<pubDate>{}</pubDate>\n\
             <category>News</category>\n",
            escape(&entry.title),
            escape(entry.link),
            escape(entry.link),
            entry.at.to_rfc2822(),
        );
        let _ = match (entry.is_whole, source % 2) {
            (false, _) => writeln!(text, "<description>{}</description>", escape(entry.text)),
            (true, 0) => {
                writeln!(text, "<content:encoded><![CDATA[{}]]></content:encoded>", entry.text)
            }
            (true, _) => {
                writeln!(text, "<content:encoded>{}</content:encoded>", escape(entry.text))
            }
        };
        text.push_str("</item>\n");
    }
    text + "</channel>\n</rss>\n"
}

fn atom(source: usize, entries: &VecDeque<Entry>) -> String {
    let updated = entries.front().map_or(String::new(), |entry| parts(entry).at.to_rfc3339());
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<feed xmlns=\"http://www.w3.org/2005/Atom\" \
         xml:lang=\"en\">\n<title>Source {source}</title>\n<updated>{updated}</updated>\n\
         <id>tag:source-{source}.example,2026:feed</id>\n\
         <link href=\"https://source-{source}.example/\"/>\n<author><name>A. Writer</name></author>\n"
    );
    for entry in entries.iter().map(parts) {
        let (date, name) =
            (entry.at.to_rfc3339(), if entry.is_whole { "content" } else { "summary" });
        let _ = write!(
            text,
            "<entry>\n<title>{}</title>\n<link href=\"{}\"/>\n<id>{}</id>\n\
             <published>{date}</published>\n<updated>{date}</updated>\n\
             <{name} type=\"html\">{}</{name}>\n</entry>\n",
            escape(&entry.title),
            escape(entry.link),
            escape(entry.link),
            escape(entry.text),
        );
    }
    text + "</feed>\n"
}

fn rdf(source: usize, entries: &VecDeque<Entry>) -> String {
    let mut text = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
         xmlns=\"http://purl.org/rss/1.0/\" xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n\
         <channel rdf:about=\"https://source-{source}.example/\">\n<title>Source {source}</title>\n\
         <link>https://source-{source}.example/</link>\n<description>News</description>\n</channel>\n"
    );
    for entry in entries.iter().map(parts) {
        let _ = write!(
            text,
            "<item rdf:about=\"{}\">\n<title>{}</title>\n<link>{}</link>\n<dc:date>{}</dc:date>\n\
             <description>{}</description>\n</item>\n",
            escape(entry.link),
            escape(&entry.title),
            escape(entry.link),
            entry.at.to_rfc3339(),
            escape(entry.text),
        );
    }
    text + "</rdf:RDF>\n"
}

fn json_feed(source: usize, entries: &VecDeque<Entry>) -> String {
    let item = |entry: Parts<'_>| {
        json!({
            "id": entry.link, "url": entry.link, "title": entry.title,
            "content_html": entry.text, "date_published": entry.at.to_rfc3339(),
        })
    };
    let items: Vec<_> = entries.iter().map(parts).map(item).collect();
    json!({
        "version": "https://jsonfeed.org/version/1.1", "title": format!("Source {source}"),
        "home_page_url": format!("https://source-{source}.example/"), "items": items,
    })
    .to_string()
}

fn pack(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish()
}
