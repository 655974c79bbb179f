//! How fast feeds are read: `cargo bench --bench parse`.
//!
//! Ours beside the least code that could do it (`floor`), feed-rs and the readers of the crates that we
//! write with. Throughput counts the bytes of the document, also where only the items are worked on.

mod documents;
mod floor;

use std::{
    fmt,
    io::{BufReader, Cursor},
    sync::LazyLock,
};

use chrono::{DateTime, Utc};
use divan::{Bencher, black_box, counter::BytesCount};
use documents::{DATES, Sample, samples};
use feedmill::{
    model::{Document, Kind, Parsed, Source},
    normalize, parse,
};

fn main() {
    for sample in ALL.iter() {
        println!("{}: {} kB, {} entries", sample.name, sample.bytes.len() / 1_000, entries(sample));
    }
    divan::main();
}

static ALL: LazyLock<Vec<Sample>> = LazyLock::new(samples);

/// A sample by its place, shown by its name.
#[derive(Clone, Copy)]
struct Named(usize);

impl fmt::Display for Named {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.sample().name)
    }
}

impl Named {
    fn sample(self) -> &'static Sample {
        &ALL[self.0]
    }
}

fn every(is_wanted: impl Fn(&str) -> bool) -> Vec<Named> {
    (0..ALL.len()).map(Named).filter(|named| is_wanted(named.sample().name)).collect()
}

fn all() -> Vec<Named> {
    every(|_| true)
}

fn document(sample: &Sample) -> Document {
    Document {
        name: sample.name.to_owned(),
        url: "https://news.example/feed".parse().ok(),
        bytes: sample.bytes.clone(),
        ..Document::default()
    }
}

fn settings() -> parse::Settings {
    parse::Settings::standard(Kind::Feed)
}

fn entries(sample: &Sample) -> usize {
    parse::parse(&document(sample), &settings()).entries.len()
}

/// Bytes to entries.
#[divan::bench(args = all())]
fn parse(bencher: Bencher, named: Named) {
    let (document, settings) = (document(named.sample()), settings());
    bencher
        .counter(BytesCount::new(document.bytes.len()))
        .bench_local(|| parse::parse(black_box(&document), &settings));
}

#[divan::bench(args = all())]
fn parse_floor(bencher: Bencher, named: Named) {
    let bytes = &named.sample().bytes;
    assert_eq!(floor::parse(bytes).len(), entries(named.sample()), "it reads what we read");
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| floor::parse(black_box(bytes)));
}

/// Entries to items: safe HTML, dates, addresses, keys.
#[divan::bench(args = all())]
fn normalize(bencher: Bencher, named: Named) {
    let document = document(named.sample());
    let parsed = parse::parse(&document, &settings());
    bencher
        .counter(BytesCount::new(document.bytes.len()))
        .bench_local(|| items(black_box(&parsed)));
}

/// The sanitiser alone, with its own allow-list, and the two usual forms of dates.
#[divan::bench(args = all())]
fn normalize_floor(bencher: Bencher, named: Named) {
    let bytes = &named.sample().bytes;
    let items = floor::parse(bytes);
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench_local(|| black_box(&items).iter().map(floor::clean).collect::<Vec<_>>());
}

fn items(parsed: &Parsed) -> usize {
    let source = Source {
        id: "bench".to_owned(),
        name: None,
        kind: Kind::Feed,
        topics: Vec::new(),
        tags: Vec::new(),
    };
    let settings = normalize::Settings::standard();
    let now = DateTime::<Utc>::UNIX_EPOCH;
    let item =
        |entry| normalize::normalize(entry, "bench", &source, &parsed.origin, &settings, now);
    parsed.entries.iter().filter_map(|entry| black_box(item(entry)).ok()).count()
}

#[divan::bench(args = all())]
fn parse_by_feed_rs(bencher: Bencher, named: Named) {
    let bytes = &named.sample().bytes;
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench_local(|| feed_rs::parser::parse(Cursor::new(black_box(bytes))).is_ok());
}

#[divan::bench(args = every(|name| name.starts_with("rss") || name == "rdf" || name == "podcast"))]
fn parse_by_rss_crate(bencher: Bencher, named: Named) {
    let bytes = &named.sample().bytes;
    bencher
        .counter(BytesCount::new(bytes.len()))
        .bench_local(|| rss::Channel::read_from(BufReader::new(black_box(&bytes[..]))).is_ok());
}

#[divan::bench(args = every(|name| name.starts_with("atom")))]
fn parse_by_atom_syndication(bencher: Bencher, named: Named) {
    let bytes = &named.sample().bytes;
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| {
        atom_syndication::Feed::read_from(BufReader::new(black_box(&bytes[..]))).is_ok()
    });
}

/// The same feed in other charsets: what decoding adds.
#[divan::bench(args = ["utf-8", "windows-1252", "utf-16le", "stray"])]
fn charsets(bencher: Bencher, charset: &str) {
    let sample = &ALL[1];
    let text = String::from_utf8_lossy(&sample.bytes).replace(" encoding=\"UTF-8\"", "");
    let mut document = document(sample);
    document.bytes = match charset {
        "windows-1252" => text.chars().map(|c| u8::try_from(c).unwrap_or(b'?')).collect(),
        "utf-16le" => text.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "stray" => [text.as_bytes(), b"\x93"].concat(),
        _ => text.into_bytes(),
    };
    let settings = settings();
    bencher
        .counter(BytesCount::new(document.bytes.len()))
        .bench_local(|| parse::parse(black_box(&document), &settings));
}

/// One date in each form.
#[divan::bench(args = DATES)]
fn date(bencher: Bencher, text: &str) {
    let settings = normalize::Settings::standard();
    bencher.counter(1_u32).bench_local(|| normalize::date::read(black_box(text), &settings));
}
