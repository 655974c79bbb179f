//! All terms of all topics in one pass over a text.

use aho_corasick::{AhoCorasick, MatchKind};

use super::pattern::{Pattern, Strength};
use crate::model::fold_case;

/// The automaton over all patterns.
#[derive(Debug)]
pub(super) struct Scanner {
    patterns: Vec<Pattern>,
    automaton: Option<AhoCorasick>,
}

/// A pattern that matched.
pub(super) struct Hit<'a> {
    /// Its number.
    pub pattern: usize,
    /// The matched words, folded.
    pub matched: &'a str,
}

/// Most characters of one text that are read; titles of that length are an accident or an attack.
const LONGEST: usize = 4_000;

impl Scanner {
    pub(super) fn new(patterns: Vec<Pattern>) -> Self {
        let needles = patterns.iter().map(|pattern| pattern.needle.as_str());
        // The builder fails only beyond 2^31 states; then nothing matches, and nothing panics.
        let automaton = AhoCorasick::builder().match_kind(MatchKind::Standard).build(needles).ok();
        Scanner { patterns, automaton }
    }

    pub(super) fn len(&self) -> usize {
        self.patterns.len()
    }

    pub(super) fn pattern(&self, number: usize) -> &Pattern {
        &self.patterns[number]
    }

    /// Shows every pattern that matches on word boundaries and is in no shield of its own topic.
    pub(super) fn scan(&self, text: &str, mut show: impl FnMut(Hit<'_>)) {
        let Some(automaton) = &self.automaton else { return };
        let text = text.char_indices().nth(LONGEST).map_or(text, |(end, _)| &text[..end]);
        let cased = fold_case(text);
        let lower = lower(&cased);
        let addresses = addresses(&cased);
        let found: Vec<(usize, usize, usize)> = automaton
            .find_overlapping_iter(&lower)
            .map(|found| (found.pattern().as_usize(), found.start(), found.end()))
            .filter(|&(number, start, end)| self.fits(&self.patterns[number], &cased, start, end))
            .filter(|&(_, start, end)| {
                !addresses.iter().any(|&(from, to)| from <= start && end <= to)
            })
            .map(|(number, start, end)| {
                let open_end = self.patterns[number].open_end;
                (number, start, if open_end { word_end(&cased, end) } else { end })
            })
            .collect();
        let is_shield = |number: usize| self.patterns[number].strength == Strength::Shield;
        let shields: Vec<_> = found.iter().filter(|(number, ..)| is_shield(*number)).collect();
        for &(number, start, end) in found.iter().filter(|(number, ..)| !is_shield(*number)) {
            let topic = self.patterns[number].topic;
            let is_swallowed = shields.iter().any(|&&(shield, from, to)| {
                self.patterns[shield].topic == topic && from <= start && end <= to
            });
            if !is_swallowed {
                show(Hit { pattern: number, matched: &cased[start..end] });
            }
        }
    }

    fn fits(&self, pattern: &Pattern, cased: &str, start: usize, end: usize) -> bool {
        let before = cased[..start].chars().next_back();
        let first = cased[start..].chars().next();
        let last = cased[..end].chars().next_back();
        let after = cased[end..].chars().next();
        is_boundary(before, first)
            && (pattern.open_end || is_boundary(last, after))
            && pattern.exact.as_ref().is_none_or(|exact| cased[start..end] == **exact)
    }
}

/// Where addresses stand in a text: their words are names of hosts and parameters, not what an item
/// is about.
fn addresses(text: &str) -> Vec<(usize, usize)> {
    let ends = |c: char| c.is_whitespace() || "()<>[]\"".contains(c);
    text.match_indices("://")
        .map(|(colon, _)| {
            let start = text[..colon].rfind(ends).map_or(0, |at| at + 1);
            let end = text[colon..].find(ends).map_or(text.len(), |at| colon + at);
            (start, end)
        })
        .collect()
}

/// Lower case in as many bytes, so that places in both texts are the same. The few characters whose
/// lower case has another length stay as they are.
fn lower(cased: &str) -> String {
    cased
        .chars()
        .map(|c| {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(small), None) if small.len_utf8() == c.len_utf8() => small,
                _ => c,
            }
        })
        .collect()
}

/// Whether a word may end between two characters. Scripts without spaces have no such places, so
/// there every place is one.
fn is_boundary(left: Option<char>, right: Option<char>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => {
            !(left.is_alphanumeric() && right.is_alphanumeric())
                || is_unspaced(left)
                || is_unspaced(right)
        }
        _ => true,
    }
}

/// Han, Hiragana, Katakana, Thai, and Hangul, whose particles follow without a space.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{E00}'..='\u{E7F}' | '\u{1100}'..='\u{11FF}' | '\u{3040}'..='\u{30FF}'
        | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}')
}

fn word_end(text: &str, from: usize) -> usize {
    let rest = &text[from..];
    from + rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())
}
