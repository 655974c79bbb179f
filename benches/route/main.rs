//! Routing: what one item costs, by the number of terms, beside the least code that finds them.
//!
//! `cargo bench --bench route`. The terms are made up: words of one, two and three parts, as lists have
//! them, and every twentieth occurs in the text.

use aho_corasick::{AhoCorasick, MatchKind};
use divan::{Bencher, counter::ItemsCount};
use feedmill::route::{Example, Lists, Router, Rules, Settings, Subject, Term, Topic};

fn main() {
    divan::main();
}

/// A word that looks like one, from a number.
fn word(number: usize) -> String {
    const PARTS: [&str; 16] = [
        "ba", "chi", "de", "fro", "gal", "ha", "in", "ko", "lum", "mer", "no", "per", "ra", "sil",
        "tor", "ven",
    ];
    let mut word = String::new();
    let mut rest = number + 17;
    while rest > 0 {
        word.push_str(PARTS[rest % 16]);
        rest /= 16;
    }
    word
}

fn terms(from: usize, count: usize) -> Vec<Term> {
    let text = |number: usize| match number % 3 {
        0 => word(number),
        1 => format!("{} {}", word(number), word(number + 1)),
        _ => format!("{}*", word(number)),
    };
    (from..from + count).map(|number| Term::from(text(number * 7).as_str())).collect()
}

/// Three topics of so many terms each: half strong, a quarter names, a quarter weak, some shields.
fn settings(count: usize, examples: usize) -> Settings {
    let example = |number: usize| Example {
        belongs: !number.is_multiple_of(4),
        title: text(number, 9),
        text: text(number + 100, 60),
        ..Example::default()
    };
    let topic = |number: usize| Topic {
        id: format!("topic-{number}"),
        lists: Lists {
            strong: terms(number * 1_000, count / 2),
            names: terms(number * 1_000 + count, count / 4),
            weak: terms(number * 1_000 + 2 * count, count / 4),
            shields: terms(number * 1_000 + 3 * count, count / 10)
                .into_iter()
                .map(|t| t.text)
                .collect(),
            ..Lists::default()
        }
        .into(),
        examples: (0..examples).map(example).collect(),
        ..Topic::default()
    };
    Settings {
        threshold: 5.0,
        share: 0.5,
        category_wins: true,
        topics: (0..3).map(topic).collect(),
        rules: Rules::default(),
    }
}

/// Running text: common words, and every twentieth from the lists.
fn text(seed: usize, words: usize) -> String {
    const COMMON: [&str; 12] = [
        "the", "company", "said", "on", "Monday", "that", "it", "will", "open", "a", "new", "plant",
    ];
    let one = |number: usize| match (number + seed) % 20 {
        0 => word((number + seed) % 300 * 7),
        _ => COMMON[(number * 5 + seed) % 12].to_owned(),
    };
    (0..words).map(one).collect::<Vec<_>>().join(" ")
}

/// An item with a title of 80 characters, a standfirst of 150, and 700 of lead.
fn parts() -> [String; 3] {
    let cut = |text: String, most: usize| text[..most.min(text.len())].to_owned();
    [cut(text(3, 40), 80), cut(text(5, 60), 150), cut(text(9, 300), 700)]
}

fn run(bencher: Bencher<'_, '_>, settings: &Settings) {
    let router = Router::new(settings);
    let parts = parts();
    let subject = Subject {
        title: &parts[0],
        text: [&parts[1], &parts[2]],
        source: "bench",
        ..Subject::default()
    };
    bencher
        .counter(ItemsCount::new(1_usize))
        .bench_local(|| router.verdicts(divan::black_box(&subject)));
}

#[divan::bench(args = [40, 400, 4_000])]
fn terms_of_three_topics(bencher: Bencher<'_, '_>, count: usize) {
    run(bencher, &settings(count, 0));
}

/// Finding the same terms, and nothing else: no borders of words, no score, no evidence.
#[divan::bench(args = [40, 400, 4_000])]
fn terms_of_three_topics_floor(bencher: Bencher<'_, '_>, count: usize) {
    let settings = settings(count, 0);
    let topics = settings.topics.iter();
    let terms = topics
        .map(|topic| &*topic.lists)
        .flat_map(|lists| lists.strong.iter().chain(&lists.names).chain(&lists.weak));
    let finder = AhoCorasick::builder()
        .match_kind(MatchKind::LeftmostLongest)
        .ascii_case_insensitive(true)
        .build(terms.map(|term| term.text.trim_end_matches('*')))
        .expect("they are few and short");
    let parts = parts();
    bencher.counter(ItemsCount::new(1_usize)).bench_local(|| {
        let found = |part| finder.find_iter(part).count();
        divan::black_box(&parts).iter().map(found).sum::<usize>()
    });
}

#[divan::bench(args = [10, 100, 1_000])]
fn examples_of_three_topics(bencher: Bencher<'_, '_>, count: usize) {
    run(bencher, &settings(400, count));
}

#[divan::bench(args = [400, 4_000])]
fn building(bencher: Bencher<'_, '_>, count: usize) {
    let settings = settings(count, 0);
    bencher.bench_local(|| Router::new(divan::black_box(&settings)));
}
