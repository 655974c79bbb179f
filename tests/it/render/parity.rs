//! The three formats say the same: read back by our own parser and by another one, field by field.

use feedmill::{
    model::{Body, Document, Entry, Finding, Kind},
    parse,
};

use super::*;

/// What no publisher should write, and what some leave out.
fn nasty() -> Feed {
    let mut all = hostile();
    for (number, shown) in all.items.iter_mut().enumerate() {
        // Names are no HTML, and readers that take them for it would not find the same.
        let name = format!("Desk {number} & \u{1F600}");
        shown.item.authors = vec![person(&name)];
        shown.item.categories = vec![name.as_str().into()];
        shown.item.origin.title = Some(name.as_str().into());
    }
    let mut add = |number: usize, change: &dyn Fn(&mut Item)| {
        let mut shown = item(number, "Tide & <i>time</i> \u{1F30A}");
        shown.item.authors = vec![person("Ann \u{0}Lee"), person("Bo & Co")];
        shown.item.categories = vec!["Sea & shore".into()];
        shown.item.origin.title = Some("Post & Co".into());
        change(&mut shown.item);
        all.items.push(shown);
    };
    add(20, &|item| item.link = None);
    add(21, &|item| item.authors = Vec::new());
    add(22, &|item| (item.authors, item.origin) = (Vec::new(), Origin::default()));
    add(23, &|item| item.summary = None);
    add(24, &|item| item.content = None);
    add(25, &|item| {
        item.content = Some("<p>]]&gt; &lt;script&gt; &amp;amp; <b>\u{1F600}</b></p>".into())
    });
    add(26, &|item| (item.image, item.enclosures) = (None, Vec::new()));
    add(27, &|item| item.image = Some("https://news.example.org/i.png?w=1&h='2'".into()));
    add(28, &|item| {
        item.enclosures = ["audio/mpeg", "", "video/mp4"]
            .iter()
            .enumerate()
            .map(|(number, kind)| Enclosure {
                url: format!("https://news.example.org/{number}?a&b"),
                media_type: (*kind).into(),
                length: (number > 0).then_some(1000 * number as u64),
            })
            .collect();
    });
    add(29, &|item| item.updated.at += chrono::Duration::days(2));
    // As early as nothing is: readers take it for a forgotten date.
    add(30, &|item| item.published.at = DateTime::UNIX_EPOCH);
    add(31, &|item| item.language = Some("not a tag".into()));
    add(32, &|item| (item.rights, item.comments) = (None, None));
    add(33, &|item| item.categories = vec!["A & B".into(), "a & b".into(), "c < d".into()]);
    all.items
        .sort_by_key(|shown| std::cmp::Reverse((shown.item.published.at, shown.item.guid.clone())));
    all
}

fn person(name: &str) -> Person {
    Person { name: name.into(), email: None, uri: None }
}

/// An entry as every format must tell it. What a format has no place for is left out.
#[derive(Debug, PartialEq)]
struct Told {
    id: String,
    title: String,
    link: Option<String>,
    published: DateTime<Utc>,
    updated: DateTime<Utc>,
    authors: Vec<String>,
    labels: Vec<String>,
    media: Vec<String>,
    image: Option<String>,
    content: Option<String>,
}

/// The text of a body, whatever the format says of its markup.
fn characters(body: &Option<Body>) -> Option<String> {
    match body.as_ref()? {
        // Many publishers escape titles twice, so our parser undoes what looks like that.
        Body::Plain(text) => Some(unescaped(text)),
        Body::Html(text) => Some(text.clone()),
        Body::Paragraphs(_) => None,
    }
}

fn unescaped(text: &str) -> String {
    htmlize::unescape(text).into_owned()
}

/// A date of any of the formats.
fn date(text: &str) -> DateTime<Utc> {
    let date = DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text));
    date.unwrap_or_else(|error| panic!("{text}: {error}")).to_utc()
}

fn ours(entry: &Entry) -> Told {
    let published = date(&entry.published.as_ref().unwrap().text);
    Told {
        id: entry.native_id.clone().unwrap(),
        title: unescaped(&characters(&entry.title).unwrap()),
        link: entry.link.clone(),
        published,
        updated: entry.updated.as_ref().map_or(published, |updated| date(&updated.text)),
        authors: entry.authors.iter().map(|author| author.name.to_string()).collect(),
        labels: entry.categories.iter().map(|label| label.term.clone()).collect(),
        media: entry.enclosures.iter().map(medium).collect(),
        image: entry.image.clone(),
        content: characters(&entry.content),
    }
}

/// Address, type and length; what stands for an unknown one counts as that.
fn medium(medium: &Enclosure) -> String {
    let kind = Some(&*medium.media_type).filter(|kind| *kind != "application/octet-stream");
    let length = medium.length.unwrap_or(0);
    format!("{} {} {length}", medium.url, kind.unwrap_or_default())
}

/// What all formats must tell of an item.
fn wanted(shown: &FeedItem, artifacts: &[Artifact]) -> Told {
    let item = &shown.item;
    let line = |text: &str| Text::line(text).into_string();
    let page =
        artifacts.iter().find(|a| a.format == Format::Html && a.guids == [item.guid.clone()]);
    let page = page.map(|page| format!("{}{}", settings().site.base_url, page.path));
    let mut authors: Vec<String> = item.authors.iter().map(|it| line(&it.name)).collect();
    if authors.is_empty() {
        let desk = Some(settings().site.author.name);
        authors.extend(item.origin.title.clone().or(desk).map(|name| line(&name)));
    }
    let mut labels: Vec<String> = Vec::new();
    let all = item.categories.iter().map(|label| line(label)).chain(shown.topics.clone());
    for label in all {
        if !labels.iter().any(|known| known.to_lowercase() == label.to_lowercase()) {
            labels.push(label);
        }
    }
    let published = item.published.at.max(date("1971-01-01T00:00:00Z"));
    Told {
        id: item.guid.0.clone(),
        title: line(&item.title.text),
        link: item.link.clone().or(page),
        published,
        updated: item.updated.at.max(published),
        authors,
        labels,
        media: item.enclosures.iter().map(medium).collect(),
        image: item.image.as_deref().map(|it| url::Url::parse(it).unwrap().into()),
        content: item.content.as_ref().map(|content| content.to_string()),
    }
}

#[test]
fn our_own_parser_reads_the_same_in_all() {
    let all = nasty();
    let artifacts = render(std::slice::from_ref(&all), &settings());
    for path in ["ai/rss.xml", "ai/atom.xml", "ai/feed.json"] {
        let bytes = find(&artifacts, path).bytes.clone();
        let document = Document { name: path.into(), bytes, ..Document::default() };
        let parsed = parse::parse(&document, &parse::Settings::standard(Kind::Feed));
        assert!(parsed.complete && parsed.problems.is_empty(), "{path}: {:?}", parsed.problems);
        assert_eq!(parsed.entries.len(), all.items.len(), "{path}");
        for (number, (entry, shown)) in parsed.entries.iter().zip(&all.items).enumerate() {
            let mut want = wanted(shown, &artifacts);
            want.title = unescaped(&want.title);
            let told = ours(entry);
            if path.ends_with("json") && want.content.is_none() {
                // The format demands a body: the summary stands in.
                want.content =
                    shown.item.summary.as_deref().map(|text| Text::line(text).into_string());
            }
            assert_eq!(told, want, "{path}: item {number}");
            // Of HTML, which a description of RSS is, one more time.
            let summary = unescaped(&unescaped(&characters(&entry.summary).unwrap()));
            let text = shown.item.summary.as_deref().unwrap_or(&shown.item.lead);
            let want = unescaped(&unescaped(&Text::line(text)));
            assert_eq!(summary, want, "{path}: item {number}");
        }
    }
}

#[test]
fn another_parser_reads_the_same_in_all() {
    let all = nasty();
    let artifacts = render(std::slice::from_ref(&all), &settings());
    let parser = feed_rs::parser::Builder::new().sanitize_content(false).build();
    for path in ["ai/rss.xml", "ai/atom.xml", "ai/feed.json"] {
        let feed = parser.parse(&find(&artifacts, path).bytes[..]).unwrap();
        assert_eq!(feed.entries.len(), all.items.len(), "{path}");
        for (number, (entry, shown)) in feed.entries.iter().zip(&all.items).enumerate() {
            let want = wanted(shown, &artifacts);
            let place = format!("{path}: item {number}");
            assert_eq!(entry.id, want.id, "{place}");
            assert_eq!(entry.title.as_ref().unwrap().content, want.title, "{place}");
            assert_eq!(entry.published, Some(want.published), "{place}");
            let authors: Vec<_> = entry.authors.iter().flat_map(|it| it.name.clone()).collect();
            assert_eq!(authors, want.authors, "{place}");
            let labels: Vec<_> = entry.categories.iter().map(|label| &label.term).collect();
            assert_eq!(labels, want.labels.iter().collect::<Vec<_>>(), "{place}");
            let is_link = |link: &&feed_rs::model::Link| {
                matches!(link.rel.as_deref(), None | Some("alternate"))
            };
            let link = entry.links.iter().find(is_link).map(|link| link.href.clone());
            assert_eq!(link, want.link, "{place}");
            if want.content.is_some() {
                let content = entry.content.as_ref().and_then(|content| content.body.clone());
                assert_eq!(content, want.content, "{place}");
            }
        }
    }
}

#[test]
fn the_judge_finds_nothing() {
    let artifacts = render(&[nasty()], &settings());
    for artifact in artifacts
        .iter()
        .filter(|artifact| artifact.path.starts_with("ai/") && artifact.format != Format::Html)
    {
        check(artifact, &artifact.bytes).unwrap();
        let address = settings().site.base_url.join(&artifact.path).unwrap();
        let document = Document {
            name: artifact.path.clone(),
            url: Some(address),
            bytes: artifact.bytes.clone(),
            ..Document::default()
        };
        let judged = parse::lint(&document, date("2026-06-01T00:00:00Z")).unwrap();
        // A title that shows how markup is written looks as if it were some, and one item is from 1970.
        let wanted = ["atom-text-undeclared", "title-markup", "date-old"];
        let is_wrong = |it: &&Finding| !wanted.contains(&it.rule);
        let findings: Vec<_> = judged.findings.iter().filter(is_wrong).collect();
        assert!(findings.is_empty(), "{}: {findings:#?}", artifact.path);
    }
}

#[test]
fn description_comes_before_content_and_names_are_complete() {
    let artifacts = render(&[nasty()], &settings());
    let rss = text(find(&artifacts, "ai/rss.xml"));
    for item in rss.split("<item>").skip(1) {
        let at = |part: &str| item.find(part);
        if let Some(content) = at("<content:encoded>") {
            assert!(at("<description>").unwrap() < content, "{item}");
        }
        assert!(item.contains("<dc:creator>") && item.contains("<guid isPermaLink=\"false\">"));
        assert!(!item.contains("<author>"), "{item}");
        if let Some(source) = at("<source ") {
            assert!(item[source..].starts_with("<source url=\"https://"), "{item}");
            assert!(!item[source..].contains("></source>"), "{item}");
        }
    }
    let atom =
        atom_syndication::Feed::read_from(&find(&artifacts, "ai/atom.xml").bytes[..]).unwrap();
    for entry in &atom.entries {
        assert!(entry.content.is_some() || entry.links.iter().any(|it| it.rel == "alternate"));
        if let Some(source) = &entry.source {
            assert!(!source.id.is_empty() && !source.title.is_empty());
            assert!(source.updated.timestamp() > 0);
            assert!(source.links.iter().any(|link| link.rel == "self"));
        }
    }
}

#[test]
fn order_is_by_date_then_id() {
    let all = nasty();
    let artifacts = render(std::slice::from_ref(&all), &settings());
    let want: Vec<&Guid> = all.items.iter().map(|shown| &shown.item.guid).collect();
    for path in ["ai/rss.xml", "ai/atom.xml", "ai/feed.json"] {
        assert_eq!(find(&artifacts, path).guids.iter().collect::<Vec<_>>(), want, "{path}");
    }
}
