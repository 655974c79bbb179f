//! Counts of right and wrong decisions → figures and floors.

use std::fmt;

use feedmill::model::Verdict;

use super::{Item, Part, TOPICS};

/// What was right and wrong in one part of the items.
#[derive(Debug, Default)]
pub(super) struct Sums {
    topics: [Counts; TOPICS.len()],
    items: usize,
    /// Items without a topic, and how many of them were put into one.
    off: usize,
    off_routed: usize,
    /// Items with a word of two meanings, and how many of them are wholly right.
    traps: usize,
    traps_right: usize,
}

#[derive(Debug, Default)]
struct Counts {
    found: usize,
    wrong: usize,
    missed: usize,
}

impl Sums {
    /// Counts an item; whether every decision about it is right.
    pub(super) fn add(&mut self, item: &Item, verdicts: &[Verdict]) -> bool {
        let mut is_right = true;
        let mut is_routed = false;
        for (counts, verdict) in self.topics.iter_mut().zip(verdicts) {
            if item.maybe.contains(&verdict.topic) {
                continue;
            }
            let wanted = item.topics.contains(&verdict.topic);
            is_right &= wanted == verdict.routed;
            is_routed |= verdict.routed;
            match (wanted, verdict.routed) {
                (true, true) => counts.found += 1,
                (true, false) => counts.missed += 1,
                (false, true) => counts.wrong += 1,
                (false, false) => {}
            }
        }
        self.items += 1;
        if item.topics.is_empty() {
            self.off += 1;
            self.off_routed += is_routed as usize;
        }
        if item.trap.is_some() {
            self.traps += 1;
            self.traps_right += is_right as usize;
        }
        is_right
    }

    fn macro_f1(&self) -> f64 {
        self.topics.iter().map(Counts::f1).sum::<f64>() / TOPICS.len() as f64
    }

    fn lowest_precision(&self) -> f64 {
        self.topics.iter().map(Counts::precision).fold(1.0, f64::min)
    }

    fn off_topic(&self) -> f64 {
        share(self.off_routed, self.off, 0.0)
    }

    fn ambiguous(&self) -> f64 {
        share(self.traps_right, self.traps, 1.0)
    }
}

impl Counts {
    fn precision(&self) -> f64 {
        share(self.found, self.found + self.wrong, 1.0)
    }

    fn recall(&self) -> f64 {
        share(self.found, self.found + self.missed, 1.0)
    }

    fn f1(&self) -> f64 {
        share(2 * self.found, 2 * self.found + self.wrong + self.missed, 1.0)
    }
}

/// `empty` where there is nothing to take a share of.
fn share(part: usize, whole: usize, empty: f64) -> f64 {
    if whole == 0 { empty } else { part as f64 / whole as f64 }
}

/// A figure and what it may not pass.
pub(super) struct Floor {
    name: &'static str,
    of: fn(&Sums) -> f64,
    bound: f64,
    /// Whether the figure must stay below the bound.
    is_upper: bool,
}

/// What all items together must keep. Nearly half of them have a word of two meanings, far more than
/// any newspaper; the goal for those is 0.97.
pub(super) const FLOORS: [Floor; 4] = [
    Floor { name: "macro-F1", of: Sums::macro_f1, bound: 0.92, is_upper: false },
    Floor { name: "lowest precision", of: Sums::lowest_precision, bound: 0.90, is_upper: false },
    Floor { name: "off-topic routed", of: Sums::off_topic, bound: 0.04, is_upper: true },
    Floor { name: "ambiguous right", of: Sums::ambiguous, bound: 0.95, is_upper: false },
];

/// What the items of words with several senses must keep, those aside by a wider margin.
pub(super) const SENSES_FLOORS: [(Part, Floor); 5] = [
    (Part::Senses, senses(0.96)),
    (Part::SensesAside, senses(0.94)),
    (Part::Sentences, senses(0.98)),
    (Part::SentencesAside, senses(0.95)),
    (Part::Fresh, senses(0.90)),
];

const fn senses(bound: f64) -> Floor {
    Floor { name: "senses right", of: Sums::ambiguous, bound, is_upper: false }
}

impl Floor {
    pub(super) fn holds(&self, sums: &Sums) -> bool {
        let value = (self.of)(sums);
        if self.is_upper { value <= self.bound } else { value >= self.bound }
    }
}

impl fmt::Display for Floor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} ({:.3})", self.name, self.bound)
    }
}

/// Prints a column for each part.
pub(super) fn table(parts: &[(&str, &Sums)]) {
    let row = |name: &str, cell: &dyn Fn(&Sums) -> String| {
        print!("{name:<28}");
        for (_, sums) in parts {
            print!("{:>9}", cell(sums));
        }
        println!();
    };
    print!("{:<28}", "");
    for (name, _) in parts {
        print!("{name:>9}");
    }
    println!();
    row("items", &|sums| sums.items.to_string());
    for (number, topic) in TOPICS.iter().enumerate() {
        type Figure = fn(&Counts) -> f64;
        let figures = [
            ("precision", Counts::precision as Figure),
            ("recall", Counts::recall),
            ("F1", Counts::f1),
        ];
        for (name, figure) in figures {
            let name = format!("{topic} {name}");
            row(&name, &|sums| format!("{:.3}", figure(&sums.topics[number])));
        }
    }
    for Floor { name, of, .. } in &FLOORS {
        row(name, &|sums| format!("{:.3}", of(sums)));
    }
    let items = |sums: &Sums| format!("{}/{}", sums.off, sums.traps);
    row("off topic / ambiguous", &items);
    println!();
}
