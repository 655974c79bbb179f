//! Work that grows with the document and not with its square, and memory that stays within a small
//! multiple of it: counted in allocated bytes, for no clock can be trusted in a test.

mod count;
mod shapes;

use feedmill::{
    model::{Document, Kind, Source},
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
    let source = Source {
        id: "hostile".to_owned(),
        name: None,
        kind: Kind::Feed,
        topics: Vec::new(),
        tags: Vec::new(),
    };
    let reading = normalize::Settings::standard();
    let now = "2026-01-13T10:00:00Z".parse().unwrap();
    count::count(|| {
        let parsed = parse::parse(&document, &settings);
        for entry in &parsed.entries {
            drop(normalize::normalize(entry, "x", &source, &parsed.origin, &reading, now));
        }
    })
}

/// The counter counts: what is quadratic on purpose must show.
#[test]
fn quadratic_memory_would_be_seen() {
    let square = |n: usize| count::count(|| (0..n).for_each(|n| drop(vec![0_u8; n]))).allocated;
    assert!(square(4_000) > 15 * square(1_000));
    let held = |n: usize| count::count(|| drop((0..n).map(|_| vec![0_u8; n]).collect::<Vec<_>>()));
    assert!(held(400).peak > 12 * held(100).peak);
}
