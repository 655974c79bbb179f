//! Work that grows with the document and not with its square, and memory that stays within a small
//! multiple of it: counted in allocated bytes, for no clock can be trusted in a test.

mod count;
mod shapes;

use std::collections::BTreeSet;

use feedmill::{
    group, merge,
    model::{Document, Identity, Kind, Source},
    normalize, parse,
};

/// How often a shape repeats itself in the smaller document; the larger one has four times as many.
const SMALL: usize = 3_000;

/// Most bytes held at once for each byte of a document: an element of three bytes is a node.
const HELD_A_BYTE: usize = 48;

/// Most bytes allocated in all for each byte of a document, given back ones included.
const ALLOCATED_A_BYTE: usize = 400;

/// What any document may need: ten thousand entries without content, and tables.
const FREE: usize = 16 << 20;

/// Growth below this is not looked at.
const LITTLE: usize = 256 << 10;

#[test]
fn memory_grows_with_the_document() {
    let mut wrong = Vec::new();
    for (name, write) in shapes::SHAPES {
        let (small, large) = (write(SMALL), write(4 * SMALL));
        // What is made once, on first use, is no cost of a document.
        measure(&small);
        let (little, much) = (measure(&small), measure(&large));
        let grown = |little: usize, much: usize| {
            // 12.5 % for what is rounded.
            much * small.len() * 8 > little.max(LITTLE) * large.len() * 9
        };
        let is_square = grown(little.allocated, much.allocated) || grown(little.peak, much.peak);
        let is_heavy = much.peak > large.len() * HELD_A_BYTE + FREE
            || much.allocated > large.len() * ALLOCATED_A_BYTE + FREE;
        if is_square || is_heavy {
            let sizes = (small.len(), large.len());
            wrong.push(format!("{name}: {little:?} and {much:?} for {sizes:?} bytes"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn measure(text: &str) -> count::Count {
    let document = Document {
        name: "hostile".to_owned(),
        url: Some("https://feeds.example/feed".parse().unwrap()),
        bytes: text.as_bytes().to_vec(),
        ..Document::default()
    };
    let settings = parse::Settings::standard(Kind::Feed);
    let source = source();
    let reading = normalize::Settings::standard();
    let now = "2026-01-13T10:00:00Z".parse().unwrap();
    count::count(|| {
        let parsed = parse::parse(&document, &settings);
        for entry in &parsed.entries {
            drop(normalize::normalize(entry, "x", &source, &parsed.origin, &reading, now));
        }
    })
}

fn source() -> Source {
    Source {
        id: "hostile".to_owned(),
        name: None,
        kind: Kind::Feed,
        topics: Vec::new(),
        tags: Vec::new(),
    }
}

/// Bytes that become longer characters are given back before the entries are read.
#[test]
fn a_document_is_not_held_twice() {
    let items = "<item><guid>1</guid><description>\u{e4}</description></item>".repeat(8_000);
    let text = format!("<?xml version=\"1.0\"?><rss><channel>{items}</channel></rss>");
    let bytes: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let bytes = [b"\xFF\xFE".to_vec(), bytes].concat();
    let settings = parse::Settings::standard(Kind::Feed);
    let document =
        || Document { name: "wide".to_owned(), bytes: bytes.clone(), ..Document::default() };
    let held = count::count(|| drop(parse::parse(&document(), &settings))).peak;
    let taken = count::count(|| drop(parse::take(&mut document(), &settings))).peak;
    assert_eq!(parse::take(&mut document(), &settings), parse::parse(&document(), &settings));
    assert!(taken + bytes.len() * 9 / 10 < held, "{taken} and {held} for {} bytes", bytes.len());
}

/// The text of a new article is moved from step to step: merging copies none of it.
#[test]
fn merging_copies_no_text() {
    let text = "<p>word</p>".repeat(100_000);
    let item =
        |n| format!("<item><guid>{n}</guid><description><![CDATA[{text}]]></description></item>");
    let items: String = (0..8).map(item).collect();
    let bytes = format!("<rss><channel>{items}</channel></rss>").into_bytes();
    let document = Document { name: "long".to_owned(), bytes, ..Document::default() };
    let parsed = parse::parse(&document, &parse::Settings::standard(Kind::Feed));
    let now = "2026-01-13T10:00:00Z".parse().unwrap();
    let (source, reading) = (source(), normalize::Settings::standard());
    let seen = parsed.entries.iter().map(|entry| {
        let item = normalize::normalize(entry, "x", &source, &parsed.origin, &reading, now);
        merge::Seen { item: item.unwrap(), document: 0, place: "x".to_owned() }
    });
    let seen: Vec<merge::Seen> = seen.collect();
    let length = seen[0].item.content.as_ref().unwrap().len();
    let mut outcome = merge::Outcome::default();
    let count = count::count(|| {
        let batch = merge::Batch::new("hostile", seen, Identity::standard(), group::are_one);
        outcome = batch.bind(Vec::new()).merge(BTreeSet::new(), now)
    });
    let texts = outcome.changes.new.iter().filter_map(|item| item.content.as_deref());
    assert_eq!(texts.map(str::len).sum::<usize>(), 8 * length);
    assert!(count.allocated < length / 2, "{count:?} for {length} bytes each");
}

/// The counter counts: what is quadratic on purpose must show.
#[test]
fn quadratic_memory_would_be_seen() {
    let square = |n: usize| count::count(|| (0..n).for_each(|n| drop(vec![0_u8; n]))).allocated;
    assert!(square(4_000) > 15 * square(1_000));
    let held = |n: usize| count::count(|| drop((0..n).map(|_| vec![0_u8; n]).collect::<Vec<_>>()));
    assert!(held(400).peak > 12 * held(100).peak);
}
