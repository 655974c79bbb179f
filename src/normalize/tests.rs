//! Whole entries: what a subscriber would notice.

use super::*;
use crate::model::{
    Body, Category, DateOrigin, Enclosure, KeyKind, Kind, Person, RawDate, Text, TitleOrigin,
};

/// Settings as a config without any gives them, but that texts may date an article.
pub(super) fn settings() -> Settings {
    Settings {
        timezone: chrono_tz::UTC,
        date_formats: Vec::new(),
        date_from_text: true,
        future: Future::Clamp,
        identity: Identity::standard(),
        language: Some("en".to_owned()),
    }
}

fn source() -> Source {
    Source {
        id: "wire".to_owned(),
        name: None,
        kind: Kind::Feed,
        topics: Vec::new(),
        tags: vec!["mills".to_owned()],
    }
}

fn feed() -> Origin {
    Origin {
        title: Some(Text::new("The Mill Wire")),
        link: Some("https://www.example.org/".to_owned()),
        feed: Some("https://www.example.org/feeds/all.xml".to_owned()),
        language: Some(Text::new("en_GB")),
        ..Origin::default()
    }
}

fn now() -> DateTime<Utc> {
    "2026-06-01T00:00:00Z".parse().unwrap()
}

fn item(entry: &Entry) -> Item {
    normalize(entry, "here", &source(), &feed(), &settings(), now()).unwrap()
}

fn html(text: &str) -> Option<Body> {
    Some(Body::Html(text.to_owned()))
}

fn kinds(item: &Item) -> Vec<KeyKind> {
    item.keys.iter().map(|key| key.kind).collect()
}

#[test]
fn an_entry_of_a_feed() {
    let item = item(&Entry {
        native_id: Some("https://www.example.org/?p=7".to_owned()),
        link: Some("/2026/wheel/?utm_source=rss".to_owned()),
        title: html("Wheel &amp; water"),
        summary: html("<p>Short.</p>"),
        content: html("<p>A <a href=../map>map</a><script>x</script> of the mill.</p>"),
        published: RawDate::new("Tue, 3 Mar 2026 09:00 +0100"),
        authors: vec![Person { name: Text::new("a@example.org (Ann)"), ..Person::default() }],
        categories: vec![Category::new("Water"), Category::new("water")],
        enclosures: vec![Enclosure { url: "/w.mp3".to_owned(), ..Enclosure::default() }],
        image: Some("javascript:x".to_owned()),
        comments: Some("mailto:a@example.org".to_owned()),
        ..Entry::default()
    });
    assert_eq!(item.guid.as_str(), "https://www.example.org/?p=7");
    assert_eq!(item.title.text.as_str(), "Wheel & water");
    assert_eq!(item.link.as_deref(), Some("https://www.example.org/2026/wheel/"));
    assert_eq!(item.summary.as_deref(), Some("Short."));
    let content = "<p>A <a href=\"https://www.example.org/2026/map\">map</a> of the mill.</p>";
    assert_eq!(item.content.as_deref(), Some(content));
    assert_eq!(item.lead.as_str(), "A map of the mill.");
    assert_eq!(item.published.at.to_rfc3339(), "2026-03-03T08:00:00+00:00");
    assert_eq!(item.updated, item.published);
    assert_eq!((item.authors[0].name.as_str(), item.claimed_updated), ("Ann", None));
    assert_eq!(item.categories.iter().map(|c| c.as_str()).collect::<Vec<_>>(), ["Water", "mills"]);
    assert_eq!(item.enclosures[0].url, "https://www.example.org/w.mp3");
    assert_eq!((item.image.as_deref(), item.comments.as_deref()), (None, None));
    assert_eq!(item.language.as_deref(), Some("en-GB"));
    assert_eq!(item.origin.title.as_deref(), Some("The Mill Wire"));
    use KeyKind::*;
    assert_eq!(kinds(&item), [NativeId, BareNativeId, Address, TitleDay]);
}

#[test]
fn an_article_without_a_head() {
    let lead = "Mill Works opened its Y.Z wheel on March 3, 2026, calling it the first of its kind \
                in all of the valley.";
    let more = "See ([a.org](https://a.org/x?utm_source=y)), please.";
    let body = Body::Paragraphs(vec![lead.to_owned(), more.to_owned()]);
    let entry = Entry { content: Some(body), ..Entry::default() };
    let item = item(&entry);
    assert_eq!(item.title.text.as_str(), "Mill Works opened its Y.Z wheel on March 3, 2026");
    assert_eq!(item.title.origin, TitleOrigin::BodyLead);
    assert_eq!(item.published.origin, DateOrigin::BodyLead);
    assert_eq!(item.published.raw.as_deref(), Some("March 3, 2026"));
    assert!(item.published.zone_assumed);
    assert_eq!(item.citations, ["https://a.org/x"]);
    assert_eq!(item.link, None);
    assert_eq!(kinds(&item), [KeyKind::Words, KeyKind::Lead]);
    let undated = Settings { date_from_text: false, ..settings() };
    let later = normalize(&entry, "here", &source(), &feed(), &undated, now()).unwrap();
    assert_eq!(later.published.origin, DateOrigin::FirstSeen);
    assert_eq!(later.guid, item.guid, "an id does not hang on a date");
}

#[test]
fn a_counter_of_clicks_is_no_address() {
    let original = Some("https://www.example.org/1".to_owned());
    for (link, want) in [
        ("https://feedproxy.google.com/~r/mill/1", "https://www.example.org/1"),
        ("https://www.example.org/page", "https://www.example.org/page"),
    ] {
        let item = item(&Entry {
            link: Some(link.to_owned()),
            original_link: original.clone(),
            title: html("Wheel"),
            ..Entry::default()
        });
        assert_eq!(item.link.as_deref(), Some(want));
    }
}

#[test]
fn an_only_summary_in_html_is_the_text() {
    let entry = Entry {
        title: html("Wheel"),
        summary: html("<p><a href=b>All</a> of it.</p>"),
        summary_base: "https://cdn.example.org/a/".parse().ok(),
        ..Entry::default()
    };
    let told = item(&entry);
    let content = "<p><a href=\"https://cdn.example.org/a/b\">All</a> of it.</p>";
    assert_eq!((told.content.as_deref(), told.summary), (Some(content), None));
    let plain = Entry { summary: Some(Body::Plain("Short.".to_owned())), ..entry.clone() };
    assert_eq!(item(&plain).summary.as_deref(), Some("Short."));
    let both = Entry { content: entry.summary.clone(), ..entry };
    assert_eq!(item(&both).summary, None, "the same text is not both");
}

#[test]
fn copied_entries_keep_their_origin() {
    let copied = Origin { title: Some(Text::new("Ann's page")), ..Origin::default() };
    let source = Source { name: Some("Planet".to_owned()), ..source() };
    for (origin, want) in
        [(Some(copied), "Ann's page"), (Some(Origin::default()), "Planet"), (None, "Planet")]
    {
        let entry = Entry { title: html("T"), origin, ..Entry::default() };
        let item = normalize(&entry, "here", &source, &feed(), &settings(), now()).unwrap();
        assert_eq!(item.origin.title.as_deref(), Some(want));
    }
}

#[test]
fn nothing_makes_no_item() {
    let entry = Entry { line: Some(3), content: html("<p> </p>"), ..Entry::default() };
    let problem = normalize(&entry, "here", &source(), &feed(), &settings(), now()).unwrap_err();
    assert_eq!(problem.to_string(), "here:3: an entry has no id, address, title or text; left out");
}

#[test]
fn anything_else_makes_a_titled_item() {
    for entry in [
        Entry { native_id: Some("7".to_owned()), ..Entry::default() },
        Entry { link: Some("https://a.org/b".to_owned()), ..Entry::default() },
        Entry { title: html("T"), ..Entry::default() },
        Entry { summary: html("S"), ..Entry::default() },
        Entry { content: html("C"), ..Entry::default() },
    ] {
        assert!(!item(&entry).title.text.is_empty(), "{entry:?}");
    }
}

/// A small generator, so that the test is the same every time.
struct Noise(u64);

impl Noise {
    fn next(&mut self, below: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % below
    }

    fn text(&mut self) -> String {
        const PARTS: [&str; 40] = [
            "<",
            ">",
            "</",
            "<p>",
            "<b ",
            "<script>",
            "</script",
            "<!--",
            "-->",
            "&",
            "&#0;",
            "&#x1;",
            "&amp;lt;",
            "\"",
            "'",
            "=",
            "a",
            "Mill",
            " ",
            "\n\n",
            "\r",
            "\u{0}",
            "\u{8}",
            "\u{fffe}",
            "\u{202e}",
            "é",
            "水",
            "👍",
            "http://",
            "https://a.org/",
            "//",
            "?utm_x=1&",
            "#",
            "2026",
            "-03-03",
            "March 3, 2026",
            "T12:00",
            ". ",
            "<img srcset='a 1x,,",
            "javascript:",
        ];
        let count = self.next(12);
        (0..count).map(|_| PARTS[self.next(PARTS.len())]).collect()
    }
}

#[test]
fn any_strings_make_legal_items() {
    let mut noise = Noise(1);
    for _ in 0..3_000 {
        let body = |noise: &mut Noise| match noise.next(4) {
            0 => None,
            1 => Some(Body::Plain(noise.text())),
            2 => Some(Body::Html(noise.text())),
            _ => Some(Body::Paragraphs(vec![noise.text(), noise.text()])),
        };
        let entry = Entry {
            native_id: Some(noise.text()),
            link: Some(noise.text()),
            base: format!("https://a.org/{}", noise.text()).parse().ok(),
            title: body(&mut noise),
            summary: body(&mut noise),
            content: body(&mut noise),
            published: RawDate::new(&noise.text()),
            updated: RawDate::new(&noise.text()),
            authors: vec![Person { name: Text::new(&noise.text()), ..Person::default() }],
            categories: vec![Category::new(&noise.text())],
            enclosures: vec![Enclosure { url: noise.text(), ..Enclosure::default() }],
            image: Some(noise.text()),
            credits: vec![noise.text()],
            comments: Some(noise.text()),
            language: Some(noise.text()),
            rights: Some(noise.text()),
            ..Entry::default()
        };
        let Ok(item) = normalize(&entry, "here", &source(), &feed(), &settings(), now()) else {
            continue;
        };
        let shown = serde_json::to_string(&item).unwrap();
        assert!(!shown.contains("\\u000") && !shown.contains('\u{fffe}'), "{entry:?}\n{shown}");
        let content = item.content.as_deref().unwrap_or_default();
        assert!(!content.contains("<script") && !content.contains("=\"javascript:"), "{content}");
        assert_eq!(html::sanitize(content, None).as_str(), content, "{entry:?}");
    }
}
