//! Where terms of a topic stand in items of other subjects → phrases that could be shields.

use std::collections::BTreeMap;

use super::{ShieldSuggestion, Side, advice, advice::Items, words};
use crate::{
    model::EvidenceKind,
    route::{
        passage::Passage,
        scan::{Hit, Scanner},
        script::Class,
        term::Role,
    },
};

/// Most phrases that are kept in mind.
const MOST: usize = 200_000;

/// The phrases around the terms of a topic.
#[derive(Debug, Default)]
pub(super) struct Around {
    phrases: BTreeMap<String, Seen>,
}

#[derive(Debug, Default)]
struct Seen {
    /// Whether an item of the topic has it.
    is_inside: bool,
    outside: u32,
    taught: u32,
    /// Whether it stands in the title of one that was taught.
    is_taught_title: bool,
    /// Whether the term decides by itself.
    is_strong: bool,
    term: String,
    form: String,
    example: String,
    last: Option<u32>,
}

impl Around {
    /// Sees the terms that a passage has, with the words beside them.
    pub(super) fn add(&mut self, scanner: &Scanner, passage: &Passage, side: Side<'_>) {
        let found = scanner.scan(passage);
        if found.hits.is_empty() {
            return;
        }
        let words = words::words(passage);
        for hit in found.hits {
            let pattern = scanner.pattern(hit.pattern);
            let Role::Count(kind) = pattern.role else { continue };
            for (start, end) in phrases(&passage.lower, &words, &hit) {
                let simple = &passage.lower[start..end];
                if !self.phrases.contains_key(simple) {
                    if self.phrases.len() == MOST {
                        continue;
                    }
                    self.phrases.insert(simple.to_owned(), Seen::default());
                }
                let Some(seen) = self.phrases.get_mut(simple) else { continue };
                seen.is_strong |= kind != EvidenceKind::Weak;
                match side {
                    Side::In => seen.is_inside = true,
                    Side::Out { item, title, taught, is_title } => {
                        seen.is_taught_title |= taught && is_title;
                        if seen.outside == 0 {
                            pattern.term.clone_into(&mut seen.term);
                            title.clone_into(&mut seen.example);
                            seen.form = passage.cased(start, end).to_lowercase();
                        }
                        if seen.last != Some(item) {
                            seen.outside += 1;
                            seen.taught += u32::from(taught);
                        }
                        seen.last = Some(item);
                    }
                }
            }
        }
    }

    /// Phrases that several items outside of the topic have, or the title of one that was taught
    /// not to belong, and no item of the topic.
    pub(super) fn shields(&self, items: &Items, most: usize) -> Vec<ShieldSuggestion> {
        let least = advice::least(items.outside);
        let is_wanted = |seen: &Seen| {
            let is_often = seen.is_strong && seen.outside >= least;
            !seen.is_inside && (seen.is_taught_title || is_often)
        };
        let mut wanted: Vec<_> = self.phrases.iter().filter(|(_, seen)| is_wanted(seen)).collect();
        // Of those that say the same, the shorter one shields more.
        wanted.sort_by_key(|(simple, seen)| {
            let reverse = std::cmp::Reverse;
            (reverse(seen.taught), reverse(seen.outside), simple.chars().count(), *simple)
        });
        let mut taken: Vec<(&String, &Seen)> = Vec::new();
        for (simple, seen) in wanted {
            if taken.len() == most {
                break;
            }
            let is_said = |(known, _): &(&String, &Seen)| {
                simple.contains(known.as_str()) || known.contains(simple.as_str())
            };
            if !taken.iter().any(is_said) {
                taken.push((simple, seen));
            }
        }
        let shield = |(_, seen): (&String, &Seen)| ShieldSuggestion {
            phrase: seen.form.clone(),
            around: seen.term.clone(),
            outside: seen.outside,
            taught: seen.taught,
            example: seen.example.clone(),
        };
        taken.into_iter().map(shield).collect()
    }
}

/// The places of the phrases that hold a hit and one or two words beside it, within its clause.
fn phrases(text: &str, words: &[words::Word], hit: &Hit) -> Vec<(usize, usize)> {
    // A hit within a word of Hangul is no word of its own.
    let first = words.partition_point(|word| word.end <= hit.start);
    let last = words.partition_point(|word| word.start < hit.end);
    if first >= last {
        return Vec::new();
    }
    let (first, last) = (first as isize, last as isize - 1);
    let sides = [(1, 0), (0, 1), (2, 0), (0, 2), (1, 1)];
    let place = |(before, behind): (isize, isize)| {
        let at = |at: isize| usize::try_from(at).ok().and_then(|at| words.get(at));
        let (from, to) = (at(first - before)?, at(last + behind)?);
        let ends = [(before, from), (behind, to)];
        let is_telling =
            |(reach, word): &(isize, &words::Word)| *reach == 0 || words::is_telling(text, word);
        let is_one = from.clause == to.clause && ends.iter().all(is_telling);
        // Characters of a script without spaces on both sides of a space are no phrase.
        let phrase = &text[from.start..to.end];
        let is_apart =
            phrase.contains(' ') && phrase.chars().any(|c| Class::of(c) == Class::Unspaced);
        (is_one && !is_apart).then_some((from.start, to.end))
    };
    sides.into_iter().filter_map(place).collect()
}
