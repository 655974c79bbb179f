//! What different titles say of their texts.
//!
//! Outlets write their own title over the words of an agency: what it names stands in the text, and so
//! in both. Where a template has been filled in, a title names what only its own text names; over
//! boilerplate, it names what no text says.

use std::collections::BTreeSet;

use super::{SHORT, Side, title};
use crate::group::print::{Word, shingle, words};

/// How the words of two different titles are found in the texts.
pub(super) struct Names {
    short: Found,
    long: Found,
    /// Whether the texts are about equally long: then each has what the other's title speaks of.
    are_equal: bool,
}

/// The words of a title that the other title does not have.
#[derive(Default)]
struct Found {
    all: usize,
    /// Those in its own text.
    own: usize,
    /// Those in the text of the other article.
    other: usize,
    /// Those in its own text alone.
    alone: usize,
}

impl Names {
    pub fn of(short: &Side, long: &Side) -> Self {
        let titles = (
            terms(title::core(&short.brief.title.text)),
            terms(title::core(&long.brief.title.text)),
        );
        let texts = (terms(&short.text), terms(&long.text));
        Names {
            short: Found::new(&titles.0, &titles.1, &texts.0, &texts.1),
            long: Found::new(&titles.1, &titles.0, &texts.1, &texts.0),
            are_equal: short.size * 10 >= long.size * 7,
        }
    }

    /// Whether a title names what its own text names and the other does not.
    pub fn are_others(&self) -> bool {
        let is_other = |found: &Found| found.alone * 2 > found.own;
        let is_borne_out = |found: &Found| found.other > found.alone;
        let (short, long) = (&self.short, &self.long);
        is_other(short) && !is_borne_out(long)
            || self.are_equal && is_other(long) && !is_borne_out(short)
    }

    /// Whether the titles speak of what the texts do not.
    pub fn are_of_no_text(&self, size: usize, share: f64) -> bool {
        let (short, long) = (&self.short, &self.long);
        if short.all == 0 && long.all == 0 {
            return false;
        }
        match size {
            0..SHORT => short.other * 2 < short.all || long.other * 2 < long.all || share < 0.75,
            SHORT..BLURB => short.other * 4 < short.all && long.own * 4 < long.all,
            _ => false,
        }
    }
}

impl Found {
    fn new(
        title: &BTreeSet<u64>,
        other_title: &BTreeSet<u64>,
        own: &BTreeSet<u64>,
        other: &BTreeSet<u64>,
    ) -> Self {
        let mut found = Found::default();
        for term in title.difference(other_title) {
            let (is_own, is_others) = (own.contains(term), other.contains(term));
            found.all += 1;
            found.own += usize::from(is_own);
            found.other += usize::from(is_others);
            found.alone += usize::from(is_own && !is_others);
        }
        found
    }
}

/// Longest text that feeds put under every item, in words.
const BLURB: usize = 90;

/// The words that can name something: of four letters or more, or two characters of Chinese in a row.
fn terms(text: &str) -> BTreeSet<u64> {
    let mut before: Option<Word> = None;
    let terms = words(text).filter_map(|word| {
        let last = before.replace(word).filter(|last| last.is_character);
        match (word.is_character, last) {
            (true, Some(last)) => Some(shingle([last.hash, word.hash, 0])),
            (true, None) => None,
            (false, _) => (word.letters >= SHORTEST).then_some(word.hash),
        }
    });
    terms.collect()
}

/// Shortest word that can name something, in bytes.
const SHORTEST: u32 = 4;
