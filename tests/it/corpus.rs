//! Documents in `tests/corpus` against the `.expected` file beside each.
//!
//! The way a document is read follows its ending: `.txt` article text, `.md` Markdown,
//! `.article.html` an article, `.page.html` a list of articles, `.sitemap.*` and `.opml`; all else is
//! a feed. `FEEDMILL_BLESS=1 cargo test corpus` writes the expected files anew; read the difference.

use std::{fmt::Write as _, fs, path::PathBuf};

use feedmill::{
    model::{About, Body, Document, Entry, Kind, Origin, Parsed, Person},
    parse::{Limits, Selectors, Settings, parse},
};

fn directory() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/corpus")
}

/// The documents, by name.
fn documents() -> Vec<(String, Vec<u8>)> {
    let mut documents: Vec<(String, Vec<u8>)> = fs::read_dir(directory())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| !name.ends_with(".expected"))
        .map(|name| (name.clone(), fs::read(directory().join(name)).unwrap()))
        .collect();
    documents.sort();
    documents
}

fn read(name: &str, bytes: &[u8]) -> Parsed {
    let kind = match name.split('.').collect::<Vec<_>>()[..] {
        [.., "article", "html"] => Kind::Html,
        [.., "page", "html"] => Kind::Page,
        [.., "sitemap", _] => Kind::Sitemap,
        [.., "opml"] => Kind::Opml,
        [.., "txt"] => Kind::Text,
        [.., "md"] => Kind::Markdown,
        _ => Kind::Feed,
    };
    let selectors = Selectors {
        item: ".news li".to_owned(),
        summary: ".s".to_owned(),
        author: ".by".to_owned(),
        image: "img".to_owned(),
        ..Selectors::default()
    };
    let settings = Settings {
        kind,
        separator: "Keep Reading".to_owned(),
        date_label: "Updated".to_owned(),
        credit_marker: "PHOTO:".to_owned(),
        categories: ["Harbour".to_owned()].into(),
        selectors,
        path: "/news/*".to_owned(),
        limits: Limits { entries: 20, ..Limits::default() },
    };
    let document = Document {
        name: name.to_owned(),
        url: Some("https://feeds.example/dir/feed".parse().unwrap()),
        bytes: bytes.to_vec(),
        ..Document::default()
    };
    parse(&document, &settings)
}

/// The readable form of the expected files: one line a field, absent fields left out.
fn show(parsed: &Parsed) -> String {
    let mut out = String::new();
    let end = if parsed.complete { "complete" } else { "incomplete" };
    writeln!(out, "{:?}, {end}", parsed.shape).unwrap();
    show_origin(&mut out, "feed ", &parsed.origin);
    show_about(&mut out, &parsed.about);
    for link in &parsed.links {
        let home = link.home.as_ref().map_or(String::new(), |home| format!(" of {home}"));
        let title = link.title.as_ref().map_or(String::new(), |title| format!(" {title:?}"));
        let folders: String = link.folders.iter().map(|folder| format!(" / {folder}")).collect();
        writeln!(out, "link: {:?} {}{title}{home}{folders}", link.rel, link.url).unwrap();
    }
    if let Some(minutes) = parsed.ttl_minutes {
        writeln!(out, "ttl: {minutes}").unwrap();
    }
    for problem in &parsed.problems {
        let line = problem.line.map_or(String::new(), |line| format!("line {line}: "));
        writeln!(out, "problem: {line}{}; {}", problem.what, problem.done).unwrap();
    }
    for entry in &parsed.entries {
        show_entry(&mut out, entry);
    }
    out
}

fn show_origin(out: &mut String, before: &str, origin: &Origin) {
    let title = origin.title.as_ref().map(ToString::to_string);
    field(out, &format!("{before}title"), title);
    field(out, &format!("{before}link"), origin.link.clone());
    field(out, &format!("{before}address"), origin.feed.clone());
    field(out, &format!("{before}id"), origin.id.as_ref().map(ToString::to_string));
    field(out, &format!("{before}updated"), origin.updated.as_ref().map(ToString::to_string));
    field(out, &format!("{before}rights"), origin.rights.as_ref().map(ToString::to_string));
    field(out, &format!("{before}language"), origin.language.as_ref().map(ToString::to_string));
}

fn show_about(out: &mut String, about: &About) {
    field(out, "feed description", about.description.as_ref().map(show_body));
    field(out, "feed published", about.published.as_ref().map(|date| date.text.clone()));
    field(out, "feed image", about.image.clone());
    field(out, "feed icon", about.icon.clone());
    field(out, "feed generator", about.generator.clone());
    show_people(out, "feed author", &about.authors);
    for category in &about.categories {
        field(out, "feed category", Some(category.term.clone()));
    }
    for hour in &about.skip_hours {
        field(out, "feed skips hour", Some(hour.to_string()));
    }
    for day in &about.skip_days {
        field(out, "feed skips day", Some(day.clone()));
    }
}

fn show_people(out: &mut String, name: &str, people: &[Person]) {
    for author in people {
        let email = author.email.as_ref().map_or(String::new(), |email| format!(" <{email}>"));
        let uri = author.uri.as_ref().map_or(String::new(), |uri| format!(" {uri}"));
        field(out, name, Some(format!("{}{email}{uri}", author.name)));
    }
}

fn show_entry(out: &mut String, entry: &Entry) {
    let line = entry.line.map_or(String::new(), |line| format!(", line {line}"));
    writeln!(out, "\nentry {}{line}", entry.index).unwrap();
    field(out, "  id", entry.native_id.clone());
    field(out, "  link", entry.link.clone());
    let base = entry.base.as_ref().map(ToString::to_string);
    field(out, "  base", base.filter(|base| base != "https://feeds.example/dir/feed"));
    field(out, "  title", entry.title.as_ref().map(show_body));
    field(out, "  summary", entry.summary.as_ref().map(show_body));
    field(out, "  content", entry.content.as_ref().map(show_body));
    field(out, "  published", entry.published.as_ref().map(|date| date.text.clone()));
    field(out, "  updated", entry.updated.as_ref().map(|date| date.text.clone()));
    show_people(out, "  author", &entry.authors);
    for category in &entry.categories {
        let more = [&category.scheme, &category.label];
        let more: String = more.into_iter().flatten().map(|text| format!(" | {text}")).collect();
        field(out, "  category", Some(format!("{}{more}", category.term)));
    }
    for file in &entry.enclosures {
        let length = file.length.map_or(String::new(), |length| format!(" {length}"));
        field(out, "  enclosure", Some(format!("{} {}{length}", file.url, file.media_type)));
    }
    field(out, "  image", entry.image.clone());
    for credit in &entry.credits {
        field(out, "  credit", Some(credit.clone()));
    }
    field(out, "  comments", entry.comments.clone());
    field(out, "  language", entry.language.clone());
    field(out, "  rights", entry.rights.clone());
    if let Some(origin) = &entry.origin {
        show_origin(out, "  source ", origin);
    }
}

fn show_body(body: &Body) -> String {
    match body {
        Body::Plain(text) => format!("plain {text:?}"),
        Body::Html(html) => format!("html {html:?}"),
        Body::Paragraphs(paragraphs) => format!("paragraphs {paragraphs:?}"),
    }
}

fn field(out: &mut String, name: &str, value: Option<String>) {
    if let Some(value) = value {
        writeln!(out, "{name}: {value}").unwrap();
    }
}

#[test]
fn corpus() {
    let bless = std::env::var_os("FEEDMILL_BLESS").is_some();
    let mut wrong = Vec::new();
    for (name, bytes) in documents() {
        let got = show(&read(&name, &bytes));
        let path = directory().join(format!("{name}.expected"));
        if bless {
            fs::write(&path, &got).unwrap();
        }
        let want = fs::read_to_string(&path).unwrap_or_default();
        if got != want {
            wrong.push(format!("{name}\n--- expected\n{want}\n--- got\n{got}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
}

/// What stands in the entry itself: authors and language may come from a header behind it.
fn own(entry: &Entry) -> Entry {
    Entry { authors: Vec::new(), language: None, ..entry.clone() }
}

#[test]
fn any_prefix_of_a_document_is_read() {
    for (name, bytes) in documents() {
        let entries = read(&name, &bytes).entries;
        let whole = entries.len();
        for end in 0..bytes.len() {
            let parsed = read(&name, &bytes[..end]);
            assert!(parsed.entries.len() <= whole.max(1), "{name} cut at {end}");
            if name.ends_with(".xml") || name.ends_with(".json") {
                for (cut, entry) in parsed.entries.iter().zip(&entries) {
                    assert_eq!(own(cut), own(entry), "{name} cut at {end}");
                }
            }
            // What is cut inside the markup must never pass for the whole (a trailing line end may go).
            let goes_on = name.starts_with("after-the-end");
            if name.ends_with(".xml") && !goes_on && !bytes[end..].trim_ascii().is_empty() {
                assert!(!parsed.complete || parsed.entries.len() == whole, "{name} cut at {end}");
            }
        }
    }
}

#[test]
fn any_bytes_are_read() {
    // Knuth's MMIX generator: the same damage on every run.
    let mut state = 0x5EED_u64;
    let mut random = |below: usize| {
        state =
            state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below.max(1)
    };
    for (name, bytes) in documents() {
        for _ in 0..300 {
            let mut damaged = bytes.clone();
            for _ in 0..=random(8) {
                let at = random(damaged.len());
                match random(4) {
                    0 => damaged[at] = u8::try_from(random(256)).unwrap(),
                    1 => damaged[at] = b"<>&\"'/[]{}\0\n-!?;"[random(16)],
                    2 => drop(damaged.drain(at..damaged.len().min(at + random(40)))),
                    _ => {
                        let from = random(damaged.len());
                        let piece = damaged[from..damaged.len().min(from + 60)].to_vec();
                        damaged.splice(at..at, piece);
                    }
                }
                if damaged.is_empty() {
                    break;
                }
            }
            read(&name, &damaged);
        }
    }
}

/// Each of these would exhaust the stack, or not come to its end while anybody waits, were it read
/// by a parser that recurses or looks back.
#[test]
fn hostile_shapes_are_read_to_their_end() {
    let many = 200_000;
    for text in [
        format!("<rss><channel><item>{}", "<a>".repeat(many)),
        format!("<rss><channel><item>{}", "<a/>".repeat(many)),
        format!("<rss><channel>{}", "</a>".repeat(many)),
        format!("<rss {}>", "xmlns:a='b' ".repeat(many)),
        format!("<rss><channel>{}", "<item><a:b c='&amp;'>".repeat(many)),
        format!("<rss>{}", "<a b='".repeat(many)),
        format!("<rss>{}", "< & &x; ".repeat(many)),
        format!("<!--{}", "<?xml <!--".repeat(many)),
        format!("{}<rss>", "<![".repeat(many)),
        format!("<rss><channel><title>{}", "&lt;b&gt;".repeat(many)),
        format!("<rss><channel><category>{}&gt;", "&lt; ".repeat(many)),
        "[".repeat(many),
        format!("{{\"items\":{}", "[".repeat(many)),
    ] {
        assert!(!read("hostile.xml", text.as_bytes()).complete, "{:.40}", text);
    }
    for (name, unit) in [
        ("hostile.sitemap.xml", "<urlset><url><loc>"),
        ("hostile.sitemap.xml", "<url><news:news>"),
        ("hostile.opml", "<opml><outline text='a'>"),
        ("hostile.opml", "<outline xmlUrl='http://a.example/' "),
        ("hostile.opml", "<outline category='"),
    ] {
        assert!(!read(name, unit.repeat(many).as_bytes()).complete, "{unit}");
    }
    read("hostile.sitemap.txt", "http://a.example/\n".repeat(many).as_bytes());
    read("hostile.md", format!("---\na: {}", "[".repeat(many)).as_bytes());
    read("hostile.md", format!("---\na: {}\n---\n", "[".repeat(50_000)).as_bytes());
    read("hostile.md", format!("+++\na = {}\n+++\n", "[".repeat(50_000)).as_bytes());
    read("hostile.md", ">".repeat(20_000).as_bytes());
}
