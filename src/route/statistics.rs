//! Items in a topic and items outside → the words that tell them apart.

use std::collections::BTreeMap;

use super::{
    passage::Passage,
    score::LEAD_CHARS,
    script::Class,
    vector::{is_common, words},
};

/// In how many items each word and each pair of neighbouring words stands, within a topic and outside.
#[derive(Clone, Debug, Default)]
pub struct Statistics {
    items: [u32; 2],
    counts: BTreeMap<String, [u32; 2]>,
}

/// A term that tells the items of a topic from the others.
#[derive(Clone, Debug, PartialEq)]
pub struct Suggestion {
    /// One word or two, in simple letters.
    pub term: String,
    /// Items of the topic that have it.
    pub inside: u32,
    /// Other items that have it.
    pub outside: u32,
    /// How telling it is: the share of the topic's items, less that of the others, in hundredths.
    pub gain: i32,
}

impl Statistics {
    /// Counts an item.
    pub fn add(&mut self, title: &str, text: &str, inside: bool) {
        let side = usize::from(!inside);
        self.items[side] += 1;
        let mut here: BTreeMap<String, ()> = BTreeMap::new();
        for (part, most) in [(title, LEAD_CHARS), (text, LEAD_CHARS)] {
            let passage = Passage::new(part, most);
            words(&passage.lower, |word, _| {
                here.insert(word.to_owned(), ());
            });
            pairs(&passage.lower, |pair| {
                here.insert(pair, ());
            });
        }
        for term in here.into_keys() {
            self.counts.entry(term).or_default()[side] += 1;
        }
    }

    /// How many items have a word or pair of words: within the topic, and outside.
    pub fn counts(&self, term: &str) -> [u32; 2] {
        self.counts.get(term).copied().unwrap_or_default()
    }

    /// How many items were counted: within the topic, and outside.
    pub fn items(&self) -> [u32; 2] {
        self.items
    }

    /// The terms that at least `least` items of the topic have, the most telling first.
    pub fn suggestions(&self, least: u32) -> Vec<Suggestion> {
        let share = |count: u32, of: u32| f64::from(count) * 100.0 / f64::from(of.max(1));
        let mut suggestions: Vec<_> = self
            .counts
            .iter()
            .filter(|(_, [inside, _])| *inside >= least)
            .map(|(term, &[inside, outside])| Suggestion {
                term: term.clone(),
                inside,
                outside,
                gain: (share(inside, self.items[0]) - share(outside, self.items[1])) as i32,
            })
            .filter(|suggestion| suggestion.gain > 0)
            .collect();
        suggestions.sort_by(|a, b| b.gain.cmp(&a.gain).then_with(|| a.term.cmp(&b.term)));
        suggestions
    }
}

/// Shows two neighbouring words, none of which is common.
fn pairs(simple: &str, mut show: impl FnMut(String)) {
    let is_telling = |word: &str| {
        let is_word = word.chars().all(|c| Class::of(c) == Class::Spaced);
        is_word && word.len() > 1 && !is_common(word)
    };
    let mut before = None;
    for word in simple.split(' ') {
        let bare = word.trim_matches(|c| Class::of(c) == Class::Gap);
        if let Some(first) = before.filter(|_| word.starts_with(bare) && is_telling(bare)) {
            show(format!("{first} {bare}"));
        }
        // A sign behind a word ends the phrase.
        before = Some(bare).filter(|bare| word.ends_with(bare) && is_telling(bare));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn telling_terms_come_first() {
        let mut statistics = Statistics::default();
        for number in 0..4 {
            statistics.add("Harbour crane at work", "", true);
            statistics.add("Harbour ferry is late", &"crane ".repeat(number % 2), false);
        }
        let first: Vec<_> = statistics.suggestions(2).into_iter().take(3).collect();
        let terms: Vec<_> = first.iter().map(|found| (found.term.as_str(), found.gain)).collect();
        assert_eq!(terms, [("harbour crane", 100), ("work", 100), ("crane", 50)]);
        assert_eq!((statistics.counts("harbour"), statistics.items()), ([4, 4], [4, 4]));
        assert_eq!(statistics.suggestions(5), []);
    }

    #[test]
    fn a_sign_ends_a_phrase() {
        let mut found = Vec::new();
        pairs(&Passage::new("Tug boats, ferry lines (slow boats) of iron", 99).lower, |pair| {
            found.push(pair);
        });
        assert_eq!(found, ["tug boats", "ferry lines", "slow boats"]);
    }
}
