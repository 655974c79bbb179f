//! Words that news uses for the same thing.
//!
//! Headlines of one event share few words: one outlet's *Fed* is another's *Federal Reserve*, one writes
//! of a *quake* and one of an *earthquake*. Measured on headlines alone, this table is worth five points
//! of F1.

use std::sync::LazyLock;

use super::{term::Term, words::Words};

/// What terms become.
struct Same {
    /// Single terms, ascending, each with what it becomes.
    words: Vec<(Term, Term)>,
    /// Terms that follow one another, ascending, with what they become.
    phrases: Vec<(Vec<Term>, Term)>,
    /// Which lower 12 bits a term has that stands in one of them, or first in it. Most words have
    /// others, and need no search.
    begins: Vec<bool>,
}

static SAME: LazyLock<Same> = LazyLock::new(|| Same::new(include_str!("same.txt")));

/// Puts one term in place of all that mean the same. A phrase is a name where its first word is one.
pub(super) fn fold(terms: &mut Vec<(Term, bool)>) {
    let (mut from, mut to) = (0, 0);
    while let Some(&(term, is_name)) = terms.get(from) {
        let (length, becomes) = SAME.longest(&terms[from..]).unwrap_or((1, term));
        terms[to] = (becomes, is_name);
        from += length;
        to += 1;
    }
    terms.truncate(to);
}

impl Same {
    /// Reads the shipped file: the words and phrases of a line become its first word.
    fn new(text: &str) -> Self {
        let mut same =
            Same { words: Vec::new(), phrases: Vec::new(), begins: vec![false; 1 << 12] };
        for line in text.lines().filter(|line| !line.starts_with('#')) {
            let mut entries = line.split(' ').map(|entry| -> Vec<Term> {
                let words = Words::read(&entry.replace('_', " "), 9);
                words.terms.into_iter().map(|(term, _)| term).collect()
            });
            let Some(&[head]) = entries.next().as_deref() else { continue };
            for entry in entries {
                match entry[..] {
                    [word] => same.words.push((word, head)),
                    _ => same.phrases.push((entry, head)),
                }
            }
        }
        same.words.sort_unstable();
        same.phrases.sort_unstable();
        let firsts = same.phrases.iter().map(|(phrase, _)| phrase[0]);
        for first in firsts.chain(same.words.iter().map(|&(word, _)| word)) {
            same.begins[first as usize & 0xFFF] = true;
        }
        same
    }

    /// How many terms at the front become one, and which.
    fn longest(&self, terms: &[(Term, bool)]) -> Option<(usize, Term)> {
        let first = terms.first()?.0;
        if !self.begins[first as usize & 0xFFF] {
            return None;
        }
        let from = self.phrases.partition_point(|(phrase, _)| phrase[0] < first);
        let begins = |phrase: &[Term]| {
            phrase.len() <= terms.len() && phrase.iter().zip(terms).all(|(a, (b, _))| a == b)
        };
        let phrases = self.phrases[from..].iter().take_while(|(phrase, _)| phrase[0] == first);
        // They ascend, so the last one that fits is the longest.
        if let Some((phrase, head)) = phrases.filter(|(phrase, _)| begins(phrase)).last() {
            return Some((phrase.len(), *head));
        }
        let at = self.words.binary_search_by_key(&first, |&(word, _)| word).ok()?;
        Some((1, self.words[at].1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(text: &str) -> Vec<Term> {
        let mut terms = Words::read(text, 99).terms;
        fold(&mut terms);
        terms.into_iter().map(|(term, _)| term).collect()
    }

    #[test]
    fn what_means_the_same_is_one_term() {
        for (one, other) in [
            ("Federal Reserve cuts", "Fed cut"),
            ("European Central Bank", "ECB"),
            ("earthquakes", "quake"),
            ("Large language models", "LLMs"),
            ("U.S. investigation", "American probe"),
        ] {
            assert_eq!(terms(one), terms(other), "{one} / {other}");
        }
        assert_ne!(terms("federal bank"), terms("fed bank"));
        assert!(terms("").is_empty());
    }

    /// A word in two lines would become the one or the other by chance of order, and a head that is
    /// itself replaced would be no common term.
    #[test]
    fn every_word_of_the_file_stands_once() {
        let heads: Vec<Term> = SAME.words.iter().map(|&(_, head)| head).collect();
        for pair in SAME.words.windows(2) {
            assert_ne!(
                pair[0].0, pair[1].0,
                "one term twice, with {} and {}",
                pair[0].1, pair[1].1
            );
        }
        for (word, head) in &SAME.words {
            assert!(word == head || !heads.contains(word), "{word} is replaced and a head");
        }
    }
}
