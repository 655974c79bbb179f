//! Feeds in, files out: what readers find in them.

mod items;
mod parity;
mod room;
mod stories;

use chrono::{DateTime, Utc};
use feedmill::{
    model::{
        Artifact, Bound, Date, DateOrigin, Enclosure, Evidence, EvidenceKind, EvidencePlace, Feed,
        FeedItem, Format, Ground, Guid, Item, Nearest, Origin, Person, Precision, Shielded, Site,
        Telling, Text, Title, TitleOrigin, Verdict,
    },
    render::{Content, Names, Settings, check, lighten, render},
};
use quick_xml::{Reader, events::Event};

const HOSTILE: [&str; 9] = [
    "<script>alert(1)</script>",
    "a ]]> b <![CDATA[ c",
    "AT&amp;T & &lt;b&gt; x < y > z",
    "\"double\" 'single' `tick`",
    "family \u{1F468}\u{200D}\u{1F469}\u{200D}\u{1F467} \u{1F600}",
    "non\u{FFFE}characters\u{0}\u{8}\u{1B}",
    "bidi \u{202E}reversed\u{202C} \u{5E9}\u{5DC}\u{5D5}\u{5DD}",
    "</title></item><title>x</title> &#x3C;b&#x3E; +00:00</updated>",
    "  two\n\tlines  ",
];

fn settings() -> Settings {
    Settings {
        site: Site {
            title: "Wire & <Co>".into(),
            base_url: "https://feeds.example.org/base/".parse().unwrap(),
            author: Person {
                name: "Desk".into(),
                email: Some("desk@example.org".into()),
                uri: None,
            },
            language: "en".into(),
            rights: Some("Each item belongs to its publisher.".into()),
        },
        formats: vec![Format::Rss, Format::Atom, Format::JsonFeed],
        names: Names {
            rss: "{topic}/rss.xml".into(),
            atom: "{topic}/atom.xml".into(),
            json: "{topic}/feed.json".into(),
        },
        html: true,
        opml: true,
        max_bytes: 512 * 1024,
        content: Content::Full,
        excerpt_words: 80,
        headers: Vec::new(),
        hubs: Vec::new(),
    }
}

fn item(number: usize, title: &str) -> FeedItem {
    let at: DateTime<Utc> = "2026-01-02T03:04:05Z".parse().unwrap();
    let at = at - chrono::Duration::hours(9 * number as i64);
    let date = Date {
        at,
        raw: None,
        origin: DateOrigin::Published,
        precision: Precision::Second,
        zone_assumed: false,
        day_assumed: false,
        clamped: false,
    };
    let item = Item {
        guid: Guid::of(&["test", &number.to_string()]),
        source: "wire".into(),
        keys: Vec::new(),
        title: Title { text: title.into(), origin: TitleOrigin::TitleLine },
        link: Some(format!("https://news.example.org/{number}?a=1&b=2")),
        summary: Some(title.into()),
        content: Some("<p>Body &amp; ]]&gt; more</p>".into()),
        lead: "Body & more".into(),
        published: date.clone(),
        updated: date,
        claimed_updated: None,
        first_seen: at,
        authors: vec![Person { name: title.into(), email: None, uri: None }],
        categories: vec![title.into(), "AI".into()],
        enclosures: vec![Enclosure {
            url: "https://news.example.org/a.mp3?x=1&y=%222%22".into(),
            media_type: "audio/mpeg".into(),
            length: None,
        }],
        image: Some("https://news.example.org/i.png".into()),
        credits: Vec::new(),
        citations: Vec::new(),
        comments: Some("https://news.example.org/talk?a&b".into()),
        language: Some("de".into()),
        rights: Some(title.into()),
        disclosure: None,
        origin: Origin {
            title: Some(title.into()),
            link: Some("https://news.example.org/?q=<&>".into()),
            feed: Some("https://news.example.org/feed?a=1&b=2".into()),
            ..Origin::default()
        },
    };
    FeedItem {
        content: None,
        story: None,
        verdict: Some(Verdict {
            topic: "ai".into(),
            routed: true,
            ground: Ground::Score,
            score: 4.5,
            needed: 3.0,
            evidence: vec![Evidence {
                term: title.into(),
                matched: "AI".into(),
                place: EvidencePlace::Title,
                kind: EvidenceKind::Strong,
                weight: 4.5,
            }],
            prior: 1.0,
            example: Some(Nearest {
                example: title.into(),
                belongs: true,
                similarity: 0.5,
                added: 1.5,
            }),
            shields: vec![Shielded {
                shield: title.into(),
                matched: title.into(),
                swallowed: vec![title.into()],
            }],
        }),
        topics: vec!["ai".into(), "finance".into()],
        also_at: vec![Telling {
            guid: item.guid.clone(),
            source: "other".into(),
            place: "https://other.example.org/feed#1".into(),
            title: title.into(),
            link: Some("https://other.example.org/x?a=1&b='2'".into()),
            claimed: None,
            seen: at,
            bound: Bound::New,
            changed: Vec::new(),
        }],
        item,
    }
}

fn feed(items: Vec<FeedItem>) -> Feed {
    Feed {
        topic: "ai".into(),
        title: "AI & <ML>".into(),
        description: "What \"machines\" <learn> & do".into(),
        guid: Guid::of(&["feed", "ai"]),
        updated: items.first().map(|first| first.item.updated.at),
        items,
        history: feedmill::model::History::Untold,
    }
}

fn hostile() -> Feed {
    feed(HOSTILE.iter().enumerate().map(|(number, title)| item(number, title)).collect())
}

fn find<'a>(artifacts: &'a [Artifact], path: &str) -> &'a Artifact {
    artifacts.iter().find(|artifact| artifact.path == path).unwrap_or_else(|| panic!("no {path}"))
}

fn text(artifact: &Artifact) -> &str {
    std::str::from_utf8(&artifact.bytes).unwrap()
}

#[track_caller]
fn well_formed(xml: &str) {
    let mut reader = Reader::from_str(xml);
    let mut depth = 0;
    loop {
        match reader.read_event().unwrap() {
            Event::Start(element) => {
                depth += 1;
                element.attributes().for_each(|attribute| drop(attribute.unwrap()));
            }
            Event::Empty(element) => {
                element.attributes().for_each(|attribute| drop(attribute.unwrap()));
            }
            Event::End(_) => depth -= 1,
            Event::Eof => break,
            _ => {}
        }
    }
    assert_eq!(depth, 0);
}

#[test]
fn every_file_is_clean_and_passes_its_check() {
    let artifacts = render(&[hostile()], &settings());
    let paths: Vec<&str> = artifacts.iter().map(|artifact| artifact.path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "ai/atom.xml",
            "ai/rss.xml",
            "ai/feed.json",
            "ai/index.html",
            "index.html",
            "style.css",
            "search.js",
            "icon.svg",
            "feeds.opml",
            "sitemap.xml"
        ]
    );
    for artifact in &artifacts {
        check(artifact, &artifact.bytes).unwrap_or_else(|what| panic!("{}: {what}", artifact.path));
        let text = text(artifact);
        assert!(text.ends_with('\n') && !text.ends_with("\n\n"), "{}", artifact.path);
        assert!(text.chars().all(|c| c == '\n' || c == '\t' || !c.is_control()));
        assert!(!text.contains('\u{FFFE}'));
        if artifact.format == Format::Icon {
            well_formed(text);
        }
        if matches!(artifact.format, Format::Rss | Format::Atom | Format::Opml) {
            assert!(
                text.starts_with("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<"),
                "{text:.60}"
            );
            well_formed(text);
        }
    }
}

#[test]
fn readers_find_the_same_in_all_formats() {
    let artifacts = render(&[hostile()], &settings());
    let channel = rss::Channel::read_from(&find(&artifacts, "ai/rss.xml").bytes[..]).unwrap();
    let atom =
        atom_syndication::Feed::read_from(&find(&artifacts, "ai/atom.xml").bytes[..]).unwrap();
    let json: serde_json::Value =
        serde_json::from_slice(&find(&artifacts, "ai/feed.json").bytes).unwrap();
    let title = format!("AI & <ML> \u{2013} {}", &*settings().site.title);
    assert_eq!(channel.title, title);
    assert_eq!(*atom.title, *title);
    assert_eq!(json["title"], *title);
    assert_eq!(channel.items.len(), HOSTILE.len());
    for (number, title) in HOSTILE.iter().enumerate() {
        let want = Text::line(title).into_string();
        let source = item(number, title).item;
        let (r, a, j) = (&channel.items[number], &atom.entries[number], &json["items"][number]);
        assert_eq!(r.title.as_deref(), Some(&*want));
        assert_eq!(*a.title, *want);
        assert_eq!(j["title"], want);
        assert_eq!(r.guid.as_ref().unwrap().value, source.guid.0);
        assert!(!r.guid.as_ref().unwrap().permalink);
        assert_eq!(a.id, source.guid.0);
        assert_eq!(j["id"], source.guid.0);
        let date = DateTime::parse_from_rfc2822(r.pub_date.as_deref().unwrap()).unwrap();
        assert_eq!(date, source.published.at);
        assert_eq!(a.published.unwrap(), source.published.at);
        let date = DateTime::parse_from_rfc3339(j["date_published"].as_str().unwrap()).unwrap();
        assert_eq!(date, source.published.at);
        let body = source.content.unwrap();
        assert_eq!(r.content.as_deref(), Some(&*body));
        assert_eq!(a.content.as_ref().unwrap().value.as_deref(), Some(&*body));
        assert_eq!(j["content_html"], *body);
        assert_eq!(r.link, source.link);
        assert_eq!(a.links[0].href, *source.link.as_ref().unwrap());
        assert_eq!(r.dublin_core_ext.as_ref().unwrap().creators.join("|"), want);
        assert_eq!(a.authors[0].name, want);
        let labels: Vec<&str> = a.categories.iter().map(|label| label.term.as_str()).collect();
        assert_eq!(labels, [&want, "AI", "finance"]);
        let labels: Vec<&str> = r.categories.iter().map(|label| label.name.as_str()).collect();
        assert_eq!(labels, [&want, "AI", "finance"]);
        assert_eq!(r.enclosure.as_ref().unwrap().url, source.enclosures[0].url);
        assert_eq!(r.enclosure.as_ref().unwrap().length, "0");
        assert_eq!(a.links[1].href, source.enclosures[0].url);
        assert_eq!(r.source.as_ref().unwrap().title.as_deref(), Some(&*want));
        assert_eq!(a.source.as_ref().unwrap().updated, source.updated.at);
    }
}

#[test]
fn the_spelling_is_the_one_that_readers_get_right() {
    let artifacts = render(&[feed(vec![item(0, "A < B & C")])], &settings());
    let rss = text(find(&artifacts, "ai/rss.xml"));
    assert!(rss.contains("<title>A &#x3C; B &#x26; C</title>"), "{rss}");
    assert!(rss.contains("<description><![CDATA[A &lt; B &amp; C]]></description>"), "{rss}");
    assert!(rss.contains("<pubDate>Fri, 02 Jan 2026 03:04:05 +0000</pubDate>"), "{rss}");
    assert!(rss.contains("<guid isPermaLink=\"false\">"), "{rss}");
    assert!(rss.contains("rel=\"self\" type=\"application/rss+xml\""), "{rss}");
    assert!(rss.contains("<managingEditor>desk@example.org (Desk)</managingEditor>"), "{rss}");
    let atom = text(find(&artifacts, "ai/atom.xml"));
    assert!(atom.contains("<updated>2026-01-02T03:04:05Z</updated>"), "{atom}");
    assert!(!atom.contains("1970"), "{atom}");
    let opml = text(find(&artifacts, "feeds.opml"));
    assert!(opml.contains("xmlUrl=\"https://feeds.example.org/base/ai/atom.xml\""), "{opml}");
}

#[test]
fn equal_input_gives_equal_bytes() {
    assert_eq!(render(&[hostile()], &settings()), render(&[hostile()], &settings()));
}

#[test]
fn pages_run_and_load_nothing() {
    let mut bare = item(0, "Bare");
    bare.item.link = None;
    bare.item.content = Some("<p>x<img src=\"https://t.example/p.gif\"></p>".into());
    let mut sly = item(1, "Sly");
    sly.item.link = Some("javascript:alert(1)".into());
    let mut all = hostile();
    all.items.extend([bare, sly]);
    let artifacts = render(&[all], &settings());
    let script = "<script src=\"../search.js\" defer></script>";
    let mut pages = 0;
    for artifact in artifacts.iter().filter(|artifact| artifact.format == Format::Html) {
        let (page, path) = (text(artifact).replacen(script, "", 1), &artifact.path);
        for bad in ["<script", "<img", "src=", "javascript:", "@import", "url(", " style="] {
            assert!(!page.contains(bad), "{path} has {bad}");
        }
        assert!(page.contains("<link rel=\"alternate\" type=\"application/atom+xml\""));
        assert!(page.contains("default-src 'none'; script-src 'self'; style-src 'self'"));
        pages += 1;
    }
    assert_eq!(pages, 4, "a topic, the index, and two items without an address");
    for artifact in artifacts.iter().filter(|artifact| artifact.format != Format::Script) {
        assert!(!text(artifact).contains("javascript:"), "{}", artifact.path);
    }
    let page = text(find(&artifacts, "ai/index.html"));
    assert!(page.contains(script) && page.contains("role=\"search\" hidden>"));
    assert!(page.contains("href=\"../style.css\"") && page.contains("href=\"../index.html\""));
    assert!(page.contains("score 4.5 of 3 needed"));
}

#[test]
fn an_item_with_nothing_is_still_valid() {
    let mut bare = item(0, "Only a title");
    bare.item.link = None;
    bare.item.summary = None;
    bare.item.content = None;
    bare.item.lead = Text::default();
    bare.item.authors = Vec::new();
    bare.item.origin = Origin::default();
    bare.item.published.at = DateTime::UNIX_EPOCH;
    bare.item.updated.at = DateTime::UNIX_EPOCH;
    for content in [Content::Full, Content::Excerpt, Content::None] {
        let artifacts = render(&[feed(vec![bare.clone()])], &Settings { content, ..settings() });
        for artifact in &artifacts {
            check(artifact, &artifact.bytes).unwrap();
        }
        let atom = text(find(&artifacts, "ai/atom.xml"));
        assert!(atom.contains(">Only a title</summary>"), "{atom}");
        assert!(!atom.contains("<source>"), "{atom}");
        assert!(text(find(&artifacts, "ai/feed.json")).contains("\"content_text\""));
    }
}

#[test]
fn an_empty_feed_has_a_date_that_never_moves() {
    let artifacts = render(&[feed(Vec::new())], &settings());
    for artifact in &artifacts {
        check(artifact, &artifact.bytes).unwrap();
    }
    assert!(!text(find(&artifacts, "ai/rss.xml")).contains("lastBuildDate"));
    assert!(text(find(&artifacts, "ai/atom.xml")).contains("<updated>2000-01-01T00:00:00Z"));
}

#[test]
fn a_damaged_file_does_not_pass() {
    let artifacts = render(&[hostile()], &settings());
    for artifact in artifacts.iter().filter(|artifact| artifact.format != Format::Html) {
        assert!(check(artifact, b"").is_err());
        assert!(check(artifact, b"\xFF\xFE").is_err());
        assert!(check(artifact, "a\u{1B}b".as_bytes()).is_err());
        if !matches!(artifact.format, Format::Css | Format::Script) {
            let half = &artifact.bytes[..artifact.bytes.len() / 2];
            assert!(check(artifact, half).is_err(), "{}", artifact.path);
        }
        if !artifact.guids.is_empty() {
            let mut other = artifact.clone();
            other.guids.swap(0, 1);
            assert!(check(&other, &artifact.bytes).is_err(), "{}", artifact.path);
            other.guids.pop();
            assert!(check(&other, &artifact.bytes).is_err(), "{}", artifact.path);
        }
    }
    let rss = find(&artifacts, "ai/rss.xml");
    let deep = "<a>".repeat(100_000);
    assert!(check(rss, deep.as_bytes()).unwrap_err().contains("deeper"));
}
