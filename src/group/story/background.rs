//! How many articles hold a word, before any was counted: the shipped table.

use std::sync::LazyLock;

use super::{term::Term, words::Words};

/// The share of articles that hold a term; 0 for what the table does not have.
pub(super) fn share(term: Term) -> f64 {
    TABLE.class(term).map_or(0.0, |class| TABLE.shares[usize::from(class)])
}

static TABLE: LazyLock<Table> = LazyLock::new(|| Table::new(include_str!("background.txt")));

/// Terms and their classes; class c stands for one article in 2^(c/2).
struct Table {
    /// Terms ascending.
    classes: Vec<(Term, u8)>,
    /// Where the terms with the same upper 12 bits begin: a look-up is a few steps.
    begins: Vec<u32>,
    /// The share of articles that each class stands for.
    shares: Vec<f64>,
}

/// Bits of a term below the upper 12.
const LOWER: u32 = 12;

impl Table {
    /// Reads the shipped file: a class and its words a line. Of several forms of a word, the most
    /// frequent one counts.
    fn new(text: &str) -> Self {
        let mut classes: Vec<(Term, u8)> = Vec::new();
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let (class, words) = line.split_once(' ').unwrap_or_default();
            let Ok(class) = class.parse() else { continue };
            for word in words.split(' ') {
                classes.extend(Words::read(word, 4).terms.iter().map(|&(term, _)| (term, class)));
            }
        }
        classes.sort_unstable();
        classes.dedup_by_key(|&mut (term, _)| term);
        let begin = |upper: u32| classes.partition_point(|&(term, _)| term >> LOWER < upper) as u32;
        let begins = (0..=1 << 12).map(begin).collect();
        let shares = (0..=u8::MAX).map(|class| (-f64::from(class) / 2.0).exp2()).collect();
        Table { classes, begins, shares }
    }

    fn class(&self, term: Term) -> Option<u8> {
        let upper = (term >> LOWER) as usize;
        let (from, to) = (*self.begins.get(upper)?, *self.begins.get(upper + 1)?);
        let near = &self.classes[from as usize..to as usize];
        near.iter().find(|&&(other, _)| other == term).map(|&(_, class)| class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(word: &str, least: f64, most: f64) {
        let words = Words::read(word, 9);
        assert_eq!(words.terms.len(), 1, "{word}");
        let share = share(words.terms[0].0);
        assert!((least..=most).contains(&share), "{word}: {share}");
    }

    #[test]
    fn common_words_are_known_in_every_language_and_names_are_not() {
        check("the", 0.9, 1.0);
        check("companies", 0.3, 0.6);
        check("chip", 0.1, 0.3);
        check("bridges", 0.000_5, 0.05);
        check("und", 0.3, 0.5);
        check("公司", 0.05, 0.3);
        check("northbay", 0.0, 0.0);
    }

    #[test]
    fn the_table_is_whole() {
        assert!(TABLE.classes.len() > 12_000, "{}", TABLE.classes.len());
        assert!(TABLE.classes.iter().all(|&(term, class)| TABLE.class(term) == Some(class)));
    }
}
