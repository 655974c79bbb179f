//! Prints, and whether two items are one article.

use std::hash::{DefaultHasher, Hash, Hasher};

use chrono::{DateTime, Utc};
use divan::{Bencher, black_box, counter::ItemsCount};
use feedmill::{
    group,
    model::{Body, Entry, Item, Kind, Origin, Source},
    normalize,
};

/// Words that make sentences of a usual length; a number keeps the shingles apart.
const WORDS: [&str; 16] = [
    "the", "harbour", "council", "has", "decided", "to", "rebuild", "an", "old", "mill", "below",
    "weir", "after", "three", "summers", "of",
];

fn text(words: usize) -> String {
    let word = |at: usize| match at % 11 {
        10 => format!("{}. ", at * 7 % 1_013),
        _ => format!("{} ", WORDS[at * at / 3 % WORDS.len()]),
    };
    (0..words).map(word).collect()
}

fn item(words: usize) -> Item {
    let body = format!("<p>{}</p>", text(words).replace(". ", ".</p>\n<p>It was <b>told</b> "));
    let entry = Entry {
        native_id: Some("1".to_owned()),
        title: Some(Body::Plain("Council rebuilds the old mill below the weir".to_owned())),
        content: Some(Body::Html(body)),
        ..Entry::default()
    };
    let source = Source {
        id: "bench".to_owned(),
        name: None,
        kind: Kind::Feed,
        topics: Vec::new(),
        tags: Vec::new(),
    };
    let settings = normalize::Settings::standard();
    let now = DateTime::<Utc>::UNIX_EPOCH;
    normalize::normalize(&entry, "bench", &source, &Origin::default(), &settings, now)
        .expect("it has an id")
}

/// Item to print and anchors.
#[divan::bench(args = [40, 300, 3_000])]
fn print(bencher: Bencher, words: usize) {
    let item = item(words);
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| group::print(black_box(&item)));
}

/// A hash of every three words in a row, sorted, every eighth kept: the least that finds near-duplicates.
#[divan::bench(args = [40, 300, 3_000])]
fn print_floor(bencher: Bencher, words: usize) {
    let text = text(words);
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| floor(black_box(&text)));
}

/// The print of [`print_floor`].
pub fn floor(text: &str) -> Vec<u64> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let hash = |words: &[&str]| {
        let mut hasher = DefaultHasher::new();
        words.hash(&mut hasher);
        hasher.finish()
    };
    let mut print: Vec<u64> = words.windows(3).map(hash).filter(|hash| hash % 8 == 0).collect();
    print.sort_unstable();
    print.dedup();
    print
}

/// What two prints have in common.
#[divan::bench(args = [40, 300, 3_000])]
fn containment(bencher: Bencher, words: usize) {
    let (a, b) = (group::print(&item(words)), group::print(&item(words / 2)));
    bencher.bench_local(|| group::containment(black_box(&a), black_box(&b)));
}

/// The verdict over two items, from their texts.
#[divan::bench(args = [40, 300, 3_000])]
fn same_article(bencher: Bencher, words: usize) {
    let (a, b) = (item(words), item(words / 2));
    let settings = group::Settings::standard();
    bencher.bench_local(|| group::same_article(black_box(&a), black_box(&b), &settings));
}
