//! What holds for any batch: order decides nothing, a second visit changes nothing, and what a
//! publisher tells apart stays apart.

use std::collections::BTreeSet;

use super::ledger::{ENTRY, Ledger, Told, touches_output};

/// A generator of small numbers; the same seed, the same numbers.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.roll(list.len())]
    }

    fn shuffle<T>(&mut self, list: &mut [T]) {
        for last in (1..list.len()).rev() {
            list.swap(last, self.roll(last + 1));
        }
    }
}

const NATIVES: [&str; 6] =
    ["", "", "1", "2", "http://a.example/?p=3", "https://www.a.example/?p=3"];
const LINKS: [&str; 5] =
    ["", "", "http://a.example/x", "https://a.example/y", "http://a.example/z"];
const TITLES: [&str; 4] = ["", "Alpha", "Beta", "Gamma"];
const DATES: [&str; 3] = ["2026-01-01", "2026-01-02", "2026-01-03"];
const BODIES: [&str; 4] = [
    "",
    "the first of all texts has more than sixteen words so that its lead can be told from any other",
    "a second text that has as many words as the first one and begins in another way altogether",
    "the first of all texts has more than sixteen words so that its lead can be told from its end",
];

fn batch(dice: &mut Dice) -> Vec<Told<'static>> {
    let documents = 1 + dice.roll(3);
    let told = |dice: &mut Dice| Told {
        native: dice.pick(&NATIVES),
        link: dice.pick(&LINKS),
        title: dice.pick(&TITLES),
        body: dice.pick(&BODIES),
        date: dice.pick(&DATES),
        document: dice.roll(documents),
    };
    let has_material = |told: &Told<'_>| [told.native, told.link, told.title, told.body] != [""; 4];
    (0..1 + dice.roll(7)).map(|_| told(dice)).filter(has_material).collect()
}

/// What a subscriber sees of a ledger.
fn shown(ledger: &Ledger) -> BTreeSet<String> {
    let line = |item: &feedmill::model::Item| {
        format!("{} {} {:?} {}", item.guid, &*item.title.text, item.content, item.published.at)
    };
    ledger.items.iter().map(line).collect()
}

#[test]
fn the_order_of_entries_decides_nothing() {
    for seed in 0..3_000 {
        let mut dice = Dice(seed);
        let mut told = batch(&mut dice);
        let mut first = Ledger::default();
        first.visit("a", "2026-02-01", &told);
        dice.shuffle(&mut told);
        let mut second = Ledger::default();
        second.visit("a", "2026-02-01", &told);
        assert_eq!(shown(&first), shown(&second), "seed {seed}: {told:#?}");
    }
}

#[test]
fn a_second_visit_changes_nothing() {
    for seed in 0..3_000 {
        let told = batch(&mut Dice(seed));
        let mut ledger = Ledger::default();
        ledger.visit("a", "2026-02-01", &told);
        let before = shown(&ledger);
        let changes = ledger.visit("a", "2026-03-01", &told);
        assert!(changes.new.is_empty(), "seed {seed}: {told:#?} {:#?}", changes.new);
        assert!(!touches_output(&changes), "seed {seed}: {told:#?} {:#?}", changes.revised);
        assert_eq!(before, shown(&ledger), "seed {seed}");
    }
}

#[test]
fn different_ids_in_one_document_stay_apart() {
    for seed in 0..2_000 {
        let mut dice = Dice(seed);
        let told: Vec<Told<'_>> = ["1", "2", "3", "4"]
            .into_iter()
            .map(|native| Told {
                native,
                link: dice.pick(&LINKS),
                title: dice.pick(&TITLES),
                body: dice.pick(&BODIES),
                date: dice.pick(&DATES),
                ..ENTRY
            })
            .collect();
        let mut ledger = Ledger::default();
        ledger.visit("a", "2026-02-01", &told);
        assert_eq!(ledger.items.len(), told.len(), "seed {seed}: {told:#?}");
    }
}

#[test]
fn no_id_is_given_twice_whatever_follows() {
    for seed in 0..3_000 {
        let mut dice = Dice(seed);
        let mut ledger = Ledger::default();
        for source in ["a", "b", "a", "a", "b"] {
            let told = batch(&mut dice);
            ledger.visit(source, "2026-02-01", &told);
        }
        let ids: BTreeSet<_> = ledger.items.iter().map(|item| &item.guid).collect();
        assert_eq!(ids.len(), ledger.items.len(), "seed {seed}");
    }
}
