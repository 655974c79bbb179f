//! Documents that nobody wrote: pieces of markup thrown together, the same on every run. What must
//! hold of a reader whatever it is given.

use feedmill::{
    model::{Body, Document, Entry, Kind, Parsed, Source},
    normalize,
    parse::{Limits, Settings, parse},
};

/// Documents of each test.
const DOCUMENTS: u64 = 6_000;

/// Knuth's MMIX generator.
struct Random {
    state: u64,
    /// Whether sections, values and comments may stay open: what ends them elsewhere is then theirs.
    is_wild: bool,
}

impl Random {
    fn new(state: u64, is_wild: bool) -> Self {
        Random { state, is_wild }
    }

    fn below(&mut self, most: usize) -> usize {
        self.state = self
            .state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.state >> 33).unwrap() % most
    }

    fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

const ROOTS: [(&str, &str, &str); 6] = [
    ("<?xml version='1.0'?><rss version='2.0'><channel>", "item", "</channel></rss>"),
    ("<rss><channel><title>A</title>", "item", "</channel></rss>"),
    ("<feed xmlns='http://www.w3.org/2005/Atom'>", "entry", "</feed>"),
    ("<rdf:RDF xmlns='http://purl.org/rss/1.0/'><channel/>", "item", "</rdf:RDF>"),
    ("<!DOCTYPE rss [<!ENTITY p 'q'>]><rss><channel>", "item", "</channel></rss>"),
    ("<a:feed xmlns:a='http://www.w3.org/2005/Atom'>", "a:entry", "</a:feed>"),
];

const NAMES: [&str; 22] = [
    "title",
    "link",
    "guid",
    "id",
    "description",
    "content",
    "content:encoded",
    "pubDate",
    "updated",
    "dc:date",
    "author",
    "dc:creator",
    "category",
    "enclosure",
    "source",
    "media:group",
    "media:content",
    "itunes:image",
    "a",
    "br",
    "p:q",
    "div",
];

const ATTRIBUTES: [&str; 14] = [
    " href='http://a.example/b'",
    " url=\"c\"",
    " type='xhtml'",
    " type=html",
    " type='text/plain'",
    " rel=\"self\"",
    " xml:base='d/'",
    " xml:lang=en",
    " isPermaLink='false'",
    " a",
    " b='<c>'",
    " xmlns='http://www.w3.org/1999/xhtml'",
    " xmlns:p='http://purl.org/dc/elements/1.1/'",
    " =",
];

const TEXTS: [&str; 24] = [
    "a",
    "b c",
    "\n",
    "&amp;",
    "&lt;b&gt;",
    "&#8217;",
    "&eacute;",
    "&p;",
    "&unknown;",
    "&",
    "<",
    ">",
    "é",
    "\u{7}",
    "http://a.example/",
    "Tue, 13 Jan 2026 10:01:00 GMT",
    "2026-01-13",
    "<!-- x -->",
    "<![CDATA[<p>x</p>]]>",
    "<?z ?>",
    "<br/>",
    "'",
    "\"",
    " = ",
];

/// Tags that end what they stand in too early or too late.
const BREAKS: [&str; 5] = ["</title>", "</item>", "</", "<title", "<!DOCTYPE x>"];

/// Markup that stays open, or ends what was never open.
const WILD: [&str; 8] =
    ["<![CDATA[", "<![CDATA[y", "]]>", "<!--", "-->", "<a b='", "<a b=\"", "</channel>"];

/// A document of up to five entries, and where its entries would go on.
fn soup(random: &mut Random) -> (String, &'static str, &'static str) {
    let (root, entry, end) = ROOTS[random.below(ROOTS.len())];
    let mut text = root.to_owned();
    for _ in 0..random.below(6) {
        text.push_str(&format!("<{entry}>"));
        for _ in 0..random.below(6) {
            element(random, 0, &mut text);
        }
        text.push_str(&format!("</{entry}>"));
        if random.below(8) == 0 {
            text.push_str(&format!("<{entry}><title>Unfinished</title>"));
        }
    }
    (text, entry, end)
}

fn element(random: &mut Random, depth: usize, text: &mut String) {
    let name = random.one(&NAMES);
    text.push('<');
    text.push_str(name);
    for _ in 0..random.below(3) {
        text.push_str(random.one(&ATTRIBUTES));
    }
    if random.below(8) == 0 {
        text.push_str("/>");
        return;
    }
    text.push('>');
    for _ in 0..random.below(4) {
        match random.below(12) {
            0 | 1 if depth < 4 => element(random, depth + 1, text),
            2 if random.below(4) == 0 => text.push_str(random.one(&BREAKS)),
            3 if random.is_wild && random.below(3) == 0 => text.push_str(random.one(&WILD)),
            _ => text.push_str(random.one(&TEXTS)),
        }
    }
    if random.below(16) != 0 {
        text.push_str(&format!("</{name}>"));
    }
}

fn read(text: &str) -> Parsed {
    let settings = Settings {
        limits: Limits { entries: 20, depth: 16, ..Limits::default() },
        ..Settings::standard(Kind::Feed)
    };
    let document = Document {
        name: "soup".to_owned(),
        url: Some("https://feeds.example/feed".parse().unwrap()),
        bytes: text.as_bytes().to_vec(),
        ..Document::default()
    };
    parse(&document, &settings)
}

/// What no other part of the document has a say in.
fn own(entry: &Entry) -> Entry {
    Entry { authors: Vec::new(), language: None, ..entry.clone() }
}

#[track_caller]
fn assert_begins_with(longer: &Parsed, shorter: &Parsed, text: &str) {
    let (longer, shorter) = (&longer.entries, &shorter.entries);
    assert!(longer.len() >= shorter.len(), "{} of {}: {text}", longer.len(), shorter.len());
    for (kept, known) in longer.iter().zip(shorter) {
        assert_eq!(own(kept), own(known), "in {text}");
    }
}

#[test]
fn soup_is_read_the_same_twice_and_within_limits() {
    let mut random = Random::new(1, true);
    let mut found = 0;
    for _ in 0..DOCUMENTS {
        let (text, _, end) = soup(&mut random);
        let parsed = read(&(text.clone() + end));
        assert_eq!(parsed, read(&(text.clone() + end)), "{text}");
        assert!(parsed.entries.len() <= 20 && parsed.problems.len() <= 50, "{text}");
        found += parsed.entries.len();
    }
    // A generator whose documents hold nothing would show nothing.
    assert!(found > usize::try_from(DOCUMENTS).unwrap(), "{found}");
}

#[test]
fn another_entry_takes_none_away() {
    let mut random = Random::new(2, false);
    let mut more = 0;
    for _ in 0..DOCUMENTS {
        let (text, entry, end) = soup(&mut random);
        let whole = read(&(text.clone() + end));
        let another = format!("{text}<{entry}><title>Last</title><guid>last</guid></{entry}>{end}");
        let longer = read(&another);
        if whole.entries.len() < 20 && !whole.entries.is_empty() {
            assert_begins_with(&longer, &whole, &another);
            more += longer.entries.len() - whole.entries.len();
        }
    }
    assert!(more > usize::try_from(DOCUMENTS / 2).unwrap(), "{more}");
}

#[test]
fn a_cut_document_keeps_what_is_complete() {
    let mut random = Random::new(3, false);
    for _ in 0..DOCUMENTS {
        let (text, _, end) = soup(&mut random);
        let text = text + end;
        let whole = read(&text);
        let at = text.floor_char_boundary(random.below(text.len()));
        let cut = read(&text[..at]);
        assert_begins_with(&whole, &cut, &format!("{}✂{}", &text[..at], &text[at..]));
    }
}

#[test]
fn what_is_published_of_soup_is_settled() {
    let mut random = Random::new(4, true);
    let source = Source {
        id: "soup".to_owned(),
        name: None,
        kind: Kind::Feed,
        topics: Vec::new(),
        tags: Vec::new(),
    };
    let settings = normalize::Settings::standard();
    let now = "2026-01-13T10:00:00Z".parse().unwrap();
    for _ in 0..DOCUMENTS / 4 {
        let (text, _, end) = soup(&mut random);
        let parsed = read(&(text.clone() + end));
        for entry in &parsed.entries {
            let item = normalize::normalize(entry, "soup", &source, &parsed.origin, &settings, now);
            let Ok(item) = item else { continue };
            assert!(!item.title.text.is_empty(), "{text}");
            let Some(content) = item.content else { continue };
            let again = normalize::html(&Body::Html(content.to_string()), None);
            assert_eq!(again, content, "{text}");
        }
    }
}
