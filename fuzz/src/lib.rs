//! What must hold of any input. One function per fuzz target.

mod safe;

use chrono::{DateTime, Datelike, Utc};
use feedmill::{
    model::{
        Body, Document, Entry, Feed, FeedItem, Format, Guid, Item, Kind, Parsed, Person, Site,
        Source, Text,
    },
    normalize, parse,
    render::{self, Content, Names},
};
use url::Url;

const ADDRESS: &str = "https://feeds.example/dir/feed";

/// Any bytes become entries within the limits, the same ones twice.
pub fn parse(data: &[u8]) {
    let (document, settings) = document(data);
    let parsed = parse::parse(&document, &settings);
    assert!(parsed.entries.len() <= settings.limits.entries, "more entries than allowed");
    assert!(parsed.problems.len() <= 50, "{} problems", parsed.problems.len());
    // Line ends are at most one for each byte, and no charset makes several of one.
    let lines = document.bytes.len() + 1;
    let is_within = |line: Option<u32>| line.is_none_or(|line| line >= 1 && line as usize <= lines);
    for problem in &parsed.problems {
        assert!(is_within(problem.line), "{problem:?}");
        assert!(!problem.what.is_empty() && problem.what.chars().count() <= 200, "{problem:?}");
        assert!(!problem.what.contains(char::is_control), "{problem:?}");
    }
    for (index, entry) in parsed.entries.iter().enumerate() {
        assert_eq!(entry.index, index);
        assert!(is_within(entry.line), "{entry:?}");
        check_fields(entry);
    }
    assert_eq!(parse::parse(&document, &settings), parsed, "not the same twice");
}

/// No field is there without a value.
fn check_fields(entry: &Entry) {
    let filled = |text: &Option<String>| text.as_deref().is_none_or(|text| !text.trim().is_empty());
    let has_text = |body: &Option<Body>| match body {
        Some(Body::Plain(text) | Body::Html(text)) => !text.trim().is_empty(),
        Some(Body::Paragraphs(paragraphs)) => !paragraphs.is_empty(),
        None => true,
    };
    assert!(filled(&entry.native_id) && filled(&entry.link), "{entry:?}");
    assert!(has_text(&entry.title), "{entry:?}");
    assert!(has_text(&entry.summary) && has_text(&entry.content), "{entry:?}");
    assert!(entry.categories.iter().all(|category| !category.term.is_empty()), "{entry:?}");
    assert!(entry.authors.iter().all(|author| !author.name.is_empty()), "{entry:?}");
    assert!(entry.enclosures.iter().all(|media| !media.url.is_empty()), "{entry:?}");
}

/// Any entry becomes an item that is safe to publish, or none.
pub fn normalize(data: &[u8]) {
    let (document, settings) = document(data);
    let parsed = parse::parse(&document, &settings);
    for item in items(&parsed) {
        check_item(&item);
    }
}

fn items(parsed: &Parsed) -> Vec<Item> {
    let source = Source {
        id: "fuzz".to_owned(),
        name: None,
        kind: Kind::Feed,
        topics: Vec::new(),
        tags: Vec::new(),
    };
    let settings = normalize::Settings::standard();
    let entries = parsed.entries.iter();
    entries
        .filter_map(|entry| {
            normalize::normalize(entry, "fuzz", &source, &parsed.origin, &settings, now()).ok()
        })
        .collect()
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_780_000_000, 0).expect("a moment in 2026")
}

fn check_item(item: &Item) {
    assert!(!item.title.text.trim().is_empty(), "{item:?}");
    let lines = [&item.summary, &item.rights, &item.language, &item.origin.title];
    for text in lines.into_iter().flatten().chain([&item.title.text]) {
        check_text(text);
        assert!(!text.is_empty() && !text.contains('\n'), "{text:?}");
    }
    for address in [&item.link, &item.comments, &item.image].into_iter().flatten() {
        check_address(address);
    }
    for address in item.citations.iter().chain(item.enclosures.iter().map(|media| &media.url)) {
        check_address(address);
    }
    for person in &item.authors {
        check_text(&person.name);
        assert!(!person.name.is_empty(), "{item:?}");
    }
    item.categories.iter().for_each(check_text);
    assert!(item.lead.chars().count() <= Item::LEAD_CHARS);
    check_text(&item.lead);
    assert!(item.published.at <= now() && item.updated.at <= now(), "{item:?}");
    if let Some(content) = &item.content {
        check_text(content);
        safe::check(content);
    }
}

/// Only characters of XML 1.0 (§2.2).
fn check_text(text: &Text) {
    assert_eq!(&Text::new(text), text);
}

fn check_address(address: &str) {
    let url = Url::parse(address).expect(address);
    assert!(matches!(url.scheme(), "http" | "https"), "{address}");
    assert!(url.host_str().is_some_and(|host| !host.is_empty()), "{address}");
    assert_eq!(url.as_str(), address);
}

fn check_html(html: &Text) {
    check_text(html);
    safe::check(html);
    let again = normalize::html(&Body::Html(html.to_string()), None);
    assert_eq!(&again, html, "sanitised once more it differs");
}

/// What is published can be read, and says the same in all formats.
pub fn roundtrip(data: &[u8]) {
    let (document, settings) = document(data);
    let mut items = items(&parse::parse(&document, &settings));
    items.sort_by(|a, b| b.published.at.cmp(&a.published.at).then_with(|| a.guid.cmp(&b.guid)));
    let mut seen = std::collections::BTreeSet::new();
    items.retain(|item| seen.insert(item.guid.clone()));
    let feed = feed(items);
    let formats = [Format::Rss, Format::Atom, Format::JsonFeed];
    let artifacts = render::render(std::slice::from_ref(&feed), &rendering(formats.to_vec()));
    let mut count = 0;
    for artifact in artifacts.iter().filter(|artifact| formats.contains(&artifact.format)) {
        let checked = render::check(artifact, &artifact.bytes);
        assert!(checked.is_ok(), "{:?}: {checked:?}", artifact.format);
        let read = read(&artifact.bytes, artifact.format);
        assert_eq!(read.len(), feed.items.len(), "{:?}", artifact.format);
        for (read, item) in read.iter().zip(&feed.items) {
            check_read(read, &item.item, artifact.format);
        }
        count += 1;
    }
    assert_eq!(count, formats.len());
}

/// What a reader knows of an item.
#[derive(Debug, PartialEq)]
struct Read {
    id: Option<String>,
    title: Option<Text>,
    link: Option<String>,
    published: Option<DateTime<Utc>>,
}

fn read(bytes: &[u8], format: Format) -> Vec<Read> {
    let document =
        Document { name: "out".to_owned(), bytes: bytes.to_vec(), ..Document::default() };
    let parsed = parse::parse(&document, &parse::Settings::standard(Kind::Feed));
    assert!(parsed.complete, "{format:?}: {:?}", parsed.problems);
    assert_eq!(parsed.problems, [], "{format:?}");
    let dates = normalize::Settings::standard();
    let entries = parsed.entries.into_iter();
    entries
        .map(|entry| Read {
            id: entry.native_id,
            title: entry.title.map(|title| normalize::plain(&title)).filter(is_plain),
            link: entry.link,
            published: entry
                .published
                .and_then(|date| normalize::date::read(&date.text, &dates))
                .map(|reading| reading.at),
        })
        .collect()
}

/// In RSS, nobody can tell whether a title that looks like markup is meant as such.
fn is_plain(title: &Text) -> bool {
    !title.contains(['<', '&'])
}

fn check_read(read: &Read, item: &Item, format: Format) {
    assert_eq!(read.id.as_deref(), Some(item.guid.as_str()), "{format:?}");
    let title = Some(&item.title.text).filter(|title| is_plain(title));
    if title.is_some() {
        assert_eq!(read.title.as_ref(), title, "{format:?}");
    }
    assert_eq!(read.link, item.link, "{format:?}");
    // Readers take earlier dates for forgotten ones, so none are written.
    let earliest = DateTime::from_timestamp(31_536_000, 0).expect("1971");
    let published = item.published.at.max(earliest).timestamp();
    assert_eq!(read.published.map(|at| at.timestamp()), Some(published), "{format:?}");
}

fn feed(items: Vec<Item>) -> Feed {
    let item = |item| FeedItem { item, verdict: None, topics: Vec::new(), also_at: Vec::new() };
    Feed {
        topic: "all".to_owned(),
        title: Text::line("All"),
        description: Text::line("Everything"),
        guid: Guid("urn:uuid:5d1ca2b3-7c0e-5b7e-9a51-0f3fc6d42a11".to_owned()),
        updated: Some(now()),
        items: items.into_iter().map(item).collect(),
    }
}

fn rendering(formats: Vec<Format>) -> render::Settings {
    render::Settings {
        site: Site {
            title: Text::line("Fuzz"),
            base_url: "https://site.example/".parse().expect("an address"),
            author: Person { name: Text::line("Nobody"), email: None, uri: None },
            language: Text::line("en"),
            rights: None,
        },
        formats,
        names: Names {
            rss: "{topic}/rss.xml".to_owned(),
            atom: "{topic}/atom.xml".to_owned(),
            json: "{topic}/feed.json".to_owned(),
        },
        html: true,
        opml: true,
        max_bytes: usize::MAX,
        content: Content::Full,
        excerpt_words: 60,
    }
}

/// Any text is a date within the years that we believe, or none.
pub fn date(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    for language in [None, Some("de"), Some("en-GB")] {
        let settings = normalize::Settings {
            language: language.map(str::to_owned),
            ..normalize::Settings::standard()
        };
        let reading = normalize::date::read(&text, &settings);
        // A zone moves the last hours of the year 2100 into the next.
        let year = reading.map(|reading| reading.at.year());
        assert!(year.is_none_or(|year| (999..=2101).contains(&year)), "{text:?}: {reading:?}");
        assert_eq!(normalize::date::read(&text, &settings), reading, "{text:?}");
        assert_eq!(normalize::date::read(text.trim(), &settings), reading, "{text:?}");
    }
}

/// Any text becomes HTML that is safe, settled, and not much longer.
pub fn html(data: &[u8]) {
    let text = String::from_utf8_lossy(data).into_owned();
    let base: Url = ADDRESS.parse().expect("an address");
    let body = Body::Html(text);
    for base in [None, Some(&base)] {
        let html = normalize::html(&body, base);
        // Escaping makes five bytes of one; a base is written once for each relative address.
        let Body::Html(text) = &body else { unreachable!() };
        let most = text.len() * (6 + base.map_or(0, |base| base.as_str().len())) + 64;
        assert!(html.len() <= most, "{} bytes of {}", html.len(), text.len());
        check_html(&html);
    }
    check_text(&normalize::plain(&body));
}

/// The last two bytes choose how the others are read.
fn document(data: &[u8]) -> (Document, parse::Settings) {
    let (bytes, choice) = data.split_at(data.len().saturating_sub(2));
    let choose = |at: usize| choice.get(at).copied().unwrap_or_default() as usize;
    let kind = match choose(0) % 8 {
        1 => Kind::Text,
        2 => Kind::Markdown,
        _ => Kind::Feed,
    };
    let types = [
        None,
        Some("text/xml"),
        Some("application/rss+xml; charset=utf-8"),
        Some("text/xml; charset=iso-8859-1"),
        Some("text/html; charset=shift_jis"),
        Some("application/xml; charset=utf-16"),
        Some("text/plain; charset=gb18030"),
        Some("application/json"),
    ];
    let mut settings = parse::Settings::standard(kind);
    settings.limits.entries = 100;
    let document = Document {
        name: "fuzz".to_owned(),
        url: Some(ADDRESS.parse().expect("an address")),
        content_type: types[choose(1) % types.len()].map(str::to_owned),
        bytes: bytes.to_vec(),
        ..Document::default()
    };
    (document, settings)
}
