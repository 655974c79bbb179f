//! How often terms occur on both sides → which of them are worth a place in a list.
//!
//! The measure is the log-odds of a term inside and outside, smoothed by half an item on each side
//! and divided by its standard error (Monroe, Colaresi and Quinn 2008). So a term that three items
//! have by chance stays behind one that thirty have.

use std::collections::BTreeMap;

use super::{Advice, Count, TermSuggestion};
use crate::route::script::Class;

/// Standard errors, in hundredths, that set a phrase apart from mere chance: one time in twenty
/// they do not.
const CLEAR: i64 = 164;

/// The same for a single word: there are so many that some stand out by chance.
const CLEAR_WORD: i64 = 300;

/// The same where there are too few items for words to stand out so far.
const CLEAR_WORD_OF_FEW: i64 = 196;

/// Share of the items with a term that are in the topic, in percent, for a strong term.
const STRONG_SHARE: u32 = 80;

/// The same for a weak term.
const WEAK_SHARE: u32 = 25;

/// How many times more often a weak term is in items of the topic.
const WEAK_TIMES: u64 = 3;

/// Items of the topic that must have a single word before it is taken for strong: most words have
/// several senses, and a few items do not show them.
const SINGLE_WORD: u32 = 5;

/// From so many items of the topic on, two of them can share a phrase by chance.
const MANY: u32 = 20;

/// Times that a name has a capital for each time that it has none.
const CAPITALS: u32 = 4;

/// How many items were read, and of how many sources those of the topic are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Items {
    pub inside: u32,
    pub outside: u32,
    pub sources: usize,
}

/// Fewest items that a term must be in.
pub(super) fn least(items: u32) -> u32 {
    if items < MANY { 2 } else { 3 }
}

/// The most telling terms, each with the list that it fits.
pub(super) fn terms(
    counts: &BTreeMap<String, Count>,
    items: &Items,
    titles: &[String],
    is_new: impl Fn(&str) -> bool,
    most: usize,
) -> Vec<TermSuggestion> {
    let mut candidates: Vec<Candidate<'_>> =
        counts.iter().filter_map(|(simple, count)| Candidate::of(simple, count, items)).collect();
    candidates.sort_by(|a, b| a.rank().cmp(&b.rank()));
    let mut taken: Vec<Candidate<'_>> = Vec::new();
    for candidate in candidates {
        if taken.len() == most {
            break;
        }
        let is_said = taken.iter().any(|taken| taken.says_all_of(&candidate));
        if !is_said && is_new(&candidate.form()) {
            taken.push(candidate);
        }
    }
    // By list, and within a list the most telling first.
    taken.sort_by_key(|candidate| candidate.advice);
    let suggestion = |candidate: Candidate<'_>| TermSuggestion {
        term: candidate.form(),
        advice: candidate.advice,
        inside: candidate.count.inside,
        outside: candidate.count.outside,
        example: titles[candidate.count.example as usize].clone(),
    };
    taken.into_iter().map(suggestion).collect()
}

/// A phrase that is telling enough.
struct Candidate<'c> {
    simple: &'c str,
    count: &'c Count,
    advice: Advice,
    /// Standard errors from chance, in hundredths: beyond that, machines differ.
    clear: i64,
}

impl<'c> Candidate<'c> {
    fn of(simple: &'c str, count: &'c Count, items: &Items) -> Option<Self> {
        let is_word =
            !simple.contains(' ') && simple.chars().all(|c| Class::of(c) == Class::Spaced);
        let clear = clear(count, items);
        let needed = match is_word && !is_name(count) {
            true if items.inside < MANY => CLEAR_WORD_OF_FEW,
            true => CLEAR_WORD,
            false => CLEAR,
        };
        if clear < needed {
            return None;
        }
        let share = count.inside * 100 / (count.inside + count.outside).max(1);
        // What one of several sources writes in its items is its manner, not the subject.
        let is_manner = items.sources > 1 && !count.is_of_several;
        let is_often = u64::from(count.inside) * u64::from(items.outside)
            >= WEAK_TIMES * u64::from(count.outside) * u64::from(items.inside);
        let is_word =
            !simple.contains(' ') && simple.chars().all(|c| Class::of(c) == Class::Spaced);
        let is_safe = !is_word || count.inside >= SINGLE_WORD;
        let advice = match (share >= STRONG_SHARE, is_manner || count.is_taught_out) {
            (true, false) if is_name(count) => Advice::Name,
            (true, false) if is_safe => Advice::Strong,
            _ if is_often && share >= WEAK_SHARE => Advice::Weak,
            _ => return None,
        };
        Some(Candidate { simple, count, advice, clear })
    }

    /// The most telling first; of those that are equally telling, two words say more than one and
    /// are less of a quotation than three, and a longer run of characters is the whole word.
    fn rank(&self) -> (i64, std::cmp::Reverse<u32>, usize, std::cmp::Reverse<usize>, &'c str) {
        let words = match self.simple.split(' ').count() {
            2 => 0,
            words => words,
        };
        let length = std::cmp::Reverse(self.simple.chars().count());
        (-self.clear, std::cmp::Reverse(self.count.inside), words, length, self.simple)
    }

    /// Whether another candidate adds nothing to this one.
    fn says_all_of(&self, other: &Candidate<'_>) -> bool {
        if is_part(other.simple, self.simple) {
            // A part of this phrase must stand in many more items than the phrase.
            return other.count.inside < 2 * self.count.inside;
        }
        if is_part(self.simple, other.simple) {
            return self.advice != Advice::Weak || other.advice == Advice::Weak;
        }
        is_shifted(self.simple, other.simple) && other.count.inside <= self.count.inside
    }

    /// As a person would write it: in lower case, unless it is written with capitals.
    fn form(&self) -> String {
        let Count { form, plain, capital, .. } = self.count;
        let is_inner = |word: &str| word.chars().skip(1).any(char::is_uppercase);
        let has_inner = form.split([' ', '-']).any(is_inner);
        if has_inner || capital > plain { form.clone() } else { form.to_lowercase() }
    }
}

/// Standard errors by which a term is more frequent inside than outside, in hundredths.
fn clear(count: &Count, items: &Items) -> i64 {
    let odds = |with: u32, of: u32| {
        let (with, without) = (f64::from(with) + 0.5, f64::from(of.saturating_sub(with)) + 0.5);
        ((with / without).ln(), 1.0 / with + 1.0 / without)
    };
    let (inside, inside_error) = odds(count.inside, items.inside);
    let (outside, outside_error) = odds(count.outside, items.outside);
    ((inside - outside) / (inside_error + outside_error).sqrt() * 100.0).round() as i64
}

/// Whether it is written like a name: with a capital where other words have none.
fn is_name(count: &Count) -> bool {
    count.capital >= 2
        && count.capital >= CAPITALS * count.plain
        && !count.form.chars().all(|c| c.is_uppercase() || c.is_ascii_digit())
}

/// Whether a phrase stands in another one, as whole words where it has such.
pub(super) fn is_part(part: &str, whole: &str) -> bool {
    let may_end = |c: Option<char>| c.is_none_or(|c| !matches!(Class::of(c), Class::Spaced));
    let is_spaced = |c: Option<char>| c.is_some_and(|c| Class::of(c) == Class::Spaced);
    whole.match_indices(part).any(|(at, _)| {
        let (before, after) = (&whole[..at], &whole[at + part.len()..]);
        let begins = !is_spaced(part.chars().next()) || may_end(before.chars().next_back());
        // The plural of a word is the word.
        let after = after.strip_prefix('s').unwrap_or(after);
        begins && (!is_spaced(part.chars().next_back()) || may_end(after.chars().next()))
    })
}

/// Whether two runs of characters without spaces are cuts of one longer run.
fn is_shifted(one: &str, other: &str) -> bool {
    let is_unspaced = |text: &str| text.chars().all(|c| Class::of(c) == Class::Unspaced);
    if !is_unspaced(one) || !is_unspaced(other) {
        return false;
    }
    let overlaps = |left: &str, right: &str| {
        left.char_indices().skip(1).any(|(at, _)| {
            let end = &left[at..];
            end.chars().count() > 1 && right.starts_with(end)
        })
    };
    overlaps(one, other) || overlaps(other, one)
}
