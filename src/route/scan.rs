//! All terms of all topics in one pass over a text; of those that overlap in one topic, the
//! longest.

use super::{
    needles::{Needles, Texts},
    passage::Passage,
    script::Class,
    term::{Pattern, Role, letters},
};

/// All forms of all terms.
#[derive(Debug)]
pub(super) struct Scanner {
    patterns: Vec<Pattern>,
    /// The pattern of each form, and the ending of a plural that may follow it. Without any,
    /// nothing matches.
    forms: Option<Needles<(usize, Option<&'static str>)>>,
}

/// A pattern that matched.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    /// Its number.
    pub pattern: usize,
    /// The first byte in [`Passage::lower`].
    pub start: usize,
    /// The byte behind the last.
    pub end: usize,
}

/// What a text holds of the topics.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// What counts, topic by topic, the longest first.
    pub hits: Vec<Hit>,
    /// Shields that swallowed terms, each with the patterns of those.
    pub shields: Vec<(Hit, Vec<usize>)>,
}

/// Terms that are to be looked for.
#[derive(Debug, Default)]
pub(super) struct Terms {
    patterns: Vec<Pattern>,
    forms: Texts<(usize, Option<&'static str>)>,
}

impl Terms {
    /// Adds a term of a topic, unless it can match nothing. One that is `in_doubt` has other senses.
    pub(super) fn add(
        &mut self,
        term: &str,
        topic: usize,
        role: Role,
        weight: f64,
        in_doubt: bool,
    ) {
        let number = self.patterns.len();
        let form = |needle: &str, plural| self.forms.push(needle, (number, plural));
        let pattern = Pattern::new(term, topic, role, weight, form);
        self.patterns.extend(pattern.map(|pattern| Pattern { in_doubt, ..pattern }));
    }
}

impl Scanner {
    pub(super) fn new(Terms { patterns, forms }: Terms) -> Self {
        Scanner { patterns, forms: Needles::new(forms) }
    }

    pub(super) fn pattern(&self, number: usize) -> &Pattern {
        &self.patterns[number]
    }

    /// Everything that a text holds.
    pub(super) fn scan(&self, passage: &Passage) -> Found {
        let Some(forms) = &self.forms else { return Found::default() };
        let mut hits = Vec::new();
        let (mut last, mut is_digit) = (Class::Gap, false);
        for (start, c) in passage.lower.char_indices() {
            let class = Class::of(c);
            let place = Place {
                is_border: Class::may_part(last, class),
                is_hangul: class == Class::Hangul,
                is_after_digit: is_digit,
            };
            (last, is_digit) = (class, c.is_ascii_digit());
            if !place.is_beginning() {
                continue;
            }
            for (length, forms) in forms.beginning(&passage.lower[start..]) {
                for &(number, plural) in forms {
                    let (pattern, end) = (&self.patterns[number], start + length);
                    if place.suits(pattern)
                        && let Some(end) = self.end(pattern, plural, passage, start, end)
                    {
                        hits.push(Hit { pattern: number, start, end });
                    }
                }
            }
        }
        self.longest(hits, passage.lower.len())
    }

    /// Where a match ends, with its plural or open ending; `None` when it is none.
    fn end(
        &self,
        pattern: &Pattern,
        plural: Option<&str>,
        passage: &Passage,
        start: usize,
        end: usize,
    ) -> Option<usize> {
        let text = &passage.lower;
        let (last, after) = around(text, end);
        let whole = if pattern.open_end {
            // Only within its script: what follows `芯片*` is another word.
            let ending = text[end..].find(|c| Class::of(c) != last).unwrap_or(text.len() - end);
            if last == Class::Unspaced { end } else { end + ending }
        } else if Class::may_part(last, after) || last == Class::Hangul {
            end
        } else {
            let plural = plural.filter(|&plural| text[end..].starts_with(plural))?;
            let (last, after) = around(text, end + plural.len());
            Class::may_part(last, after).then_some(end + plural.len())?
        };
        self.has_capitals(pattern, passage, start, end, whole).then_some(whole)
    }

    /// Whether the capitals are those that the term asks for.
    fn has_capitals(
        &self,
        pattern: &Pattern,
        passage: &Passage,
        start: usize,
        end: usize,
        whole: usize,
    ) -> bool {
        if let Some(exact) = &pattern.exact {
            // `AIs` are several, `AIS` is something else.
            let is_plural = || passage.cased(end, whole).chars().all(|c| !c.is_uppercase());
            return letters(passage.cased(start, end)).eq(exact.chars())
                && (pattern.open_end || is_plural());
        }
        // `Micron` is a company, `micron` a length; in a text without any capital it may be either.
        !pattern.is_proper
            || passage.cased(start, end).starts_with(char::is_uppercase)
            || !passage.has_capitals()
    }

    /// Of the hits that overlap within a topic, the longest; what only shields overlap is told.
    fn longest(&self, mut hits: Vec<Hit>, length: usize) -> Found {
        // A total order, so that the order of the terms in the config changes nothing.
        hits.sort_unstable_by(|a, b| {
            let (p, q) = (&self.patterns[a.pattern], &self.patterns[b.pattern]);
            let span = |hit: &Hit| hit.end - hit.start;
            (p.topic.cmp(&q.topic))
                .then(span(b).cmp(&span(a)))
                .then(a.start.cmp(&b.start))
                .then(p.role.cmp(&q.role))
                .then(q.weight.total_cmp(&p.weight))
                .then_with(|| p.term.cmp(&q.term))
        });
        let mut found = Found::default();
        // Which accepted hit covers a place. What it covers is at least as long as what comes
        // later, so a later one that overlaps it is covered at its first or its last byte.
        let mut cover: Vec<Option<u32>> = vec![None; if hits.is_empty() { 0 } else { length }];
        let mut accepted: Vec<(Hit, Vec<usize>)> = Vec::new();
        for hit in hits {
            let pattern = &self.patterns[hit.pattern];
            let coverer = |at: usize| {
                let number = cover[at]? as usize;
                let topic = self.patterns[accepted[number].0.pattern].topic;
                (topic == pattern.topic).then_some(number)
            };
            match coverer(hit.start).or_else(|| coverer(hit.end - 1)) {
                Some(number) => {
                    if pattern.role != Role::Shield && !accepted[number].1.contains(&hit.pattern) {
                        accepted[number].1.push(hit.pattern);
                    }
                }
                None => {
                    cover[hit.start..hit.end].fill(Some(accepted.len() as u32));
                    accepted.push((hit, Vec::new()));
                }
            }
        }
        for (hit, swallowed) in accepted {
            match self.patterns[hit.pattern].role {
                Role::Shield if swallowed.is_empty() => {}
                Role::Shield => found.shields.push((hit, swallowed)),
                _ => found.hits.push(hit),
            }
        }
        found
    }
}

/// What terms may begin at a place.
struct Place {
    /// Any: a word may begin there.
    is_border: bool,
    /// Those that may begin within a word of Hangul.
    is_hangul: bool,
    /// Those that may follow a digit.
    is_after_digit: bool,
}

impl Place {
    /// Whether any term may begin there.
    fn is_beginning(&self) -> bool {
        self.is_border || self.is_hangul || self.is_after_digit
    }

    /// Whether this one may.
    fn suits(&self, pattern: &Pattern) -> bool {
        self.is_border
            || self.is_hangul && pattern.may_follow_hangul
            || self.is_after_digit && pattern.may_follow_digit
    }
}

/// The classes of the characters before and after a place.
fn around(text: &str, at: usize) -> (Class, Class) {
    let class = |byte: Option<u8>, c: fn(&str, usize) -> Option<char>| match byte {
        // Most neighbours are ASCII, which needs no decoding.
        Some(byte) if byte.is_ascii() => Class::of(char::from(byte)),
        _ => Class::of_neighbour(c(text, at)),
    };
    let bytes = text.as_bytes();
    let before = at.checked_sub(1).and_then(|at| bytes.get(at).copied());
    (
        class(before, |text, at| text[..at].chars().next_back()),
        class(bytes.get(at).copied(), |text, at| text[at..].chars().next()),
    )
}
