//! A passage → its words, and the phrases that could be terms.

use crate::route::{passage::Passage, script::Class, vector::is_common};

/// Most words of a phrase.
const PHRASE: usize = 3;

/// Fewest and most characters of a term in a script without spaces.
const UNSPACED: std::ops::RangeInclusive<usize> = 2..=4;

/// A word, or a character of a script without spaces.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    /// Its first byte in [`Passage::lower`].
    pub start: usize,
    /// The byte behind its last.
    pub end: usize,
    /// Words of one number stand side by side, with nothing but a space between them.
    pub clause: usize,
    /// How its script sets words apart.
    pub class: Class,
}

/// A phrase that could be a term.
#[derive(Clone, Copy, Debug)]
pub(super) struct Phrase<'p> {
    /// In simple letters.
    pub simple: &'p str,
    /// With its capitals.
    pub cased: &'p str,
    /// Whether a word stands before it in its clause, so that a capital says something.
    pub is_within: bool,
}

/// The words of a passage, in order.
pub(super) fn words(passage: &Passage) -> Vec<Word> {
    let text = passage.lower.as_str();
    let mut words: Vec<Word> = Vec::new();
    let (mut at, mut clause) = (0, 0);
    while at < text.len() {
        let class = Class::of_neighbour(text[at..].chars().next());
        let end = text[at..].find(|c| Class::of(c) != class).map_or(text.len(), |it| at + it);
        let run = &text[at..end];
        match class {
            Class::Gap if run == " " => {}
            Class::Gap => clause += 1,
            Class::Spaced | Class::Hangul => words.push(Word { start: at, end, clause, class }),
            Class::Unspaced => words.extend(run.char_indices().map(|(from, c)| {
                let start = at + from;
                Word { start, end: start + c.len_utf8(), clause, class }
            })),
        }
        at = end;
    }
    words
}

/// Whether a phrase may begin or end with a word.
pub(super) fn is_telling(text: &str, word: &Word) -> bool {
    let letters = &text[word.start..word.end];
    match word.class {
        Class::Gap => false,
        // What is written in hiragana is grammar, mostly.
        Class::Unspaced => !letters.starts_with(|c| matches!(c, '\u{3041}'..='\u{309F}')),
        Class::Hangul => letters.chars().count() > 1,
        Class::Spaced => {
            let is_number = letters.bytes().all(|byte| byte.is_ascii_digit());
            letters.chars().count() > 1 && !is_number && !is_common(letters)
        }
    }
}

/// Shows every phrase that could be a term: up to three words of a clause, of which the first and
/// the last say something; two to four characters where words stand without spaces; nouns in Hangul
/// also without the particle behind them.
pub(super) fn phrases<'p>(passage: &'p Passage, mut show: impl FnMut(Phrase<'p>)) {
    let text = passage.lower.as_str();
    let words = words(passage);
    for (at, first) in words.iter().enumerate().filter(|(_, word)| is_telling(text, word)) {
        let is_within = at > 0 && words[at - 1].clause == first.clause;
        let mut phrase = |end: usize| {
            let cased = passage.cased(first.start, end);
            show(Phrase { simple: &text[first.start..end], cased, is_within });
        };
        let same = words[at..]
            .iter()
            .take_while(|word| word.clause == first.clause && (word.class == first.class));
        match first.class {
            Class::Unspaced => {
                for (length, last) in same.enumerate().take(*UNSPACED.end()) {
                    // A space parts words in these scripts as well.
                    if last.end - first.start > text[first.start..].len()
                        || text[first.start..last.end].contains(' ')
                    {
                        break;
                    }
                    if UNSPACED.contains(&(length + 1)) && is_telling(text, last) {
                        phrase(last.end);
                    }
                }
            }
            Class::Hangul => {
                phrase(first.end);
                let last = text[first.start..first.end].char_indices().next_back();
                if let Some((before, _)) = last.filter(|(before, _)| *before > 3) {
                    phrase(first.start + before);
                }
            }
            Class::Spaced | Class::Gap => {
                for last in same.take(PHRASE).filter(|word| is_telling(text, word)) {
                    phrase(last.end);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let passage = Passage::new(text, 200);
        let mut found = Vec::new();
        phrases(&passage, |phrase| found.push(phrase.cased.to_owned()));
        assert_eq!(found, want, "{text:?}");
    }

    #[test]
    fn phrases_of_words() {
        check("Tug boats", &["Tug", "Tug boats", "boats"]);
        check("Fish and chips", &["Fish", "Fish and chips", "chips"]);
        check("Tug, boat", &["Tug", "boat"]);
        check("the 12 of", &[]);
        check("Deep-Sea", &["Deep", "Deep-Sea", "Sea"]);
        let long = "alpha bravo charlie delta";
        let mut found = 0;
        phrases(&Passage::new(long, 99), |phrase| {
            assert!(phrase.simple.split(' ').count() <= 3);
            found += 1;
        });
        assert_eq!(found, 9);
    }

    #[test]
    fn phrases_without_spaces() {
        check("港口吊", &["港口", "港口吊", "口吊"]);
        check("港の口", &["港の口"]);
        check("부두에서", &["부두에서", "부두에"]);
        check("AI港", &["AI"]);
    }

    #[test]
    fn capitals_say_something_within_a_clause() {
        let mut within = Vec::new();
        phrases(&Passage::new("Ferry line Quay. Crane", 99), |phrase| {
            if phrase.is_within {
                within.push(phrase.cased.to_owned());
            }
        });
        assert_eq!(within, ["line", "line Quay", "Quay"]);
    }
}
