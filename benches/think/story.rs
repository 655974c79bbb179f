//! Placing an item into stories, with 100, 1 000 and 10 000 of them open.
//!
//! The words of an article are drawn by Zipf's law from a made-up vocabulary, with a few names of its
//! own: as many terms as news has, shared as widely.

use std::{collections::HashMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};
use divan::{Bencher, black_box};
use feedmill::{
    group::story::{Article, Counts, Settings, Window},
    model::{Guid, Show},
};

/// A made-up article of 150 words.
struct Sample {
    guid: Guid,
    title: String,
    text: String,
}

/// Numbers that look like chance and are the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: u64) -> u64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }

    /// A word by its rank: half of all draws are among the first few hundred.
    fn word(&mut self) -> String {
        let rank = 30_000_f64.powf(self.below(10_000) as f64 / 10_000.0) as u64;
        let letters = "etaoinshrdlucmfwypvbgkqjxz".as_bytes();
        let mut word = String::new();
        let mut rest = rank.wrapping_mul(2_654_435_761) % 11_881_376;
        for _ in 0..2 + rank % 5 {
            word.push(char::from(letters[(rest % 26) as usize]));
            rest /= 26;
        }
        word
    }
}

fn sample(number: usize, dice: &mut Dice) -> Sample {
    let names = [number, number / 3, dice.below(5_000) as usize].map(|name| format!("Name{name}"));
    let mut words = |count: usize| {
        let mut text = String::new();
        for at in 0..count {
            if at % 12 == 5 {
                text.push_str(&names[at / 12 % 3]);
            } else {
                text.push_str(&dice.word());
            }
            text.push_str(if at % 17 == 16 { ". " } else { " " });
        }
        text
    };
    Sample { guid: Guid(format!("item-{number}")), title: words(9), text: words(150) }
}

fn article(sample: &Sample, published: DateTime<Utc>) -> Article<'_> {
    Article {
        guid: &sample.guid,
        published,
        source: "wire",
        publisher: sample.guid.as_str(),
        title: &sample.title,
        text: &sample.text,
    }
}

fn settings() -> Settings {
    let show_in = std::collections::BTreeMap::new();
    Settings { enabled: true, window: Duration::from_hours(72), show: Show::All, show_in }
}

/// A window with so many stories, all of them open.
fn full(stories: usize, dice: &mut Dice) -> Window {
    let mut window = Window::new(&settings(), Counts::default(), &[]);
    for number in 0..stories {
        let sample = sample(number * 3, dice);
        window.place(&article(&sample, DateTime::UNIX_EPOCH));
    }
    window
}

/// Placing 100 items, the reading of their words included; the time is that of one.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 20)]
fn place(bencher: Bencher<'_, '_>, stories: usize) {
    let mut dice = Dice(7);
    let window = full(stories, &mut dice);
    let samples: Vec<Sample> =
        (0..100).map(|at| sample(at * stories * 3 / 100 + 1, &mut dice)).collect();
    let published = DateTime::UNIX_EPOCH + TimeDelta::hours(1);
    bencher
        .with_inputs(|| window.clone())
        .input_counter(|_| divan::counter::ItemsCount::new(100_usize))
        .bench_local_values(|mut window| {
            for sample in &samples {
                black_box(window.place(&article(sample, published)));
            }
            window
        });
}

/// Which article has the most rare words in common with each of 100: the least that finds the same news.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 20)]
fn place_floor(bencher: Bencher, stories: usize) {
    let mut dice = Dice(7);
    let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
    for number in 0..stories {
        for word in sample(number * 3, &mut dice).text.split_whitespace() {
            holders.entry(word.to_owned()).or_default().push(number);
        }
    }
    let samples: Vec<Sample> =
        (0..100).map(|at| sample(at * stories * 3 / 100 + 1, &mut dice)).collect();
    let find = |sample: &Sample| {
        let mut scores: HashMap<usize, f64> = HashMap::new();
        let words = sample.text.split_whitespace().filter_map(|word| holders.get(word));
        for rare in words.filter(|holders| holders.len() * 20 < stories) {
            for &holder in rare {
                *scores.entry(holder).or_default() += 1.0 / rare.len() as f64;
            }
        }
        scores.into_iter().max_by(|a, b| a.1.total_cmp(&b.1))
    };
    bencher.counter(divan::counter::ItemsCount::new(100_usize)).bench_local(|| {
        black_box(&samples).iter().map(find).for_each(|found| {
            black_box(found);
        });
    });
}

/// What a run pays before it places anything: the rows of open stories, and the counts.
#[divan::bench(args = [100, 1_000, 10_000], sample_count = 20)]
fn load(bencher: Bencher<'_, '_>, stories: usize) {
    let outcome = full(stories, &mut Dice(7)).finish();
    let counts = outcome.counts.to_bytes();
    bencher.bench_local(|| {
        let counts = Counts::from_bytes(&counts).expect("own bytes");
        Window::new(&settings(), counts, &outcome.stories)
    });
}
