//! Words → a vector of unit length, for comparing items with examples.

use std::sync::LazyLock;

use super::{passage::Passage, score::LEAD_CHARS, script::Class};

/// The words of an item, weighed. Each word is a hashed number, so a vector holds no text.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Vector(Vec<(u32, f32)>);

/// What a pair of characters weighs in scripts without spaces: as much as a word of some length.
const PAIR: f32 = 2.0;

/// Longest word whose length counts. Longer words are rarer, up to a length.
const LONG: usize = 12;

/// Most characters of a title that are read.
const TITLE_CHARS: usize = 400;

impl Vector {
    /// The vector of a title, which counts twice, and of the beginning of a text.
    pub fn of(title: &str, text: &str) -> Self {
        let mut counts: Vec<(u32, f32, f32)> = Vec::new();
        for (part, most, times) in [(title, TITLE_CHARS, 2.0), (text, LEAD_CHARS, 1.0)] {
            words(&Passage::new(part, most).lower, |word, weight| {
                counts.push((hash(word), times, weight));
            });
        }
        counts.sort_by_key(|&(word, ..)| word);
        counts.dedup_by(|next, kept| {
            let is_same = next.0 == kept.0;
            kept.1 += if is_same { next.1 } else { 0.0 };
            is_same
        });
        // A root grows slowly, as a logarithm does, and is the same on every machine.
        let weigh = |(word, count, weight): (u32, f32, f32)| (word, count.sqrt() * weight);
        let mut vector: Vec<_> = counts.into_iter().map(weigh).collect();
        let length = vector.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt();
        for (_, weight) in &mut vector {
            *weight /= length;
        }
        Vector(vector)
    }

    /// Words and weights, in the order of the words' numbers.
    pub fn weights(&self) -> &[(u32, f32)] {
        &self.0
    }

    /// The cosine of the angle between two: 1 for the same words, 0 for none in common.
    pub fn cosine(&self, other: &Vector) -> f32 {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut sum = 0.0;
        while let (Some(&&(a, x)), Some(&&(b, y))) = (left.peek(), right.peek()) {
            if a <= b {
                left.next();
            }
            if b <= a {
                right.next();
            }
            if a == b {
                sum += x * y;
            }
        }
        sum
    }
}

/// Shows every word of a text in simple letters, with what it weighs. Words that stand in any text
/// are left out; scripts without spaces give pairs of characters, Hangul too, for its particles.
pub(super) fn words(simple: &str, mut show: impl FnMut(&str, f32)) {
    let mut rest = simple;
    while let Some(start) = rest.find(|c| Class::of(c) != Class::Gap) {
        rest = &rest[start..];
        let class = Class::of_neighbour(rest.chars().next());
        let end = rest.find(|c| Class::of(c) != class).unwrap_or(rest.len());
        let run = &rest[..end];
        rest = &rest[end..];
        if class == Class::Spaced {
            word(run, &mut show);
        } else {
            let ends: Vec<usize> =
                run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
            for pair in ends.windows(ends.len().min(3)) {
                show(&run[pair[0]..pair[pair.len() - 1]], PAIR);
            }
        }
    }
}

fn word(word: &str, show: &mut impl FnMut(&str, f32)) {
    let is_number = word.bytes().all(|byte| byte.is_ascii_digit());
    let length = word.chars().count();
    if length < 2 || is_number || is_common(word) {
        return;
    }
    let stem = word.strip_suffix('s').filter(|stem| stem.len() > 2 && !stem.ends_with('s'));
    show(stem.unwrap_or(word), (length.min(LONG) as f32).sqrt());
}

/// Whether a word says nothing about the subject of a text, in the languages of the shipped topics.
pub(super) fn is_common(word: &str) -> bool {
    COMMON.binary_search(&word).is_ok()
}

/// FNV-1a.
fn hash(word: &str) -> u32 {
    word.bytes().fold(0x811C_9DC5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}

/// Sorted.
static COMMON: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut words: Vec<_> = include_str!("common.txt").split_whitespace().collect();
    words.sort_unstable();
    words
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn common_words_are_in_simple_letters() {
        assert!(is_common("the") && is_common("uber") && !is_common("chip"));
        for word in COMMON.iter() {
            assert_eq!(Passage::new(word, 100).lower, *word);
        }
    }

    #[track_caller]
    fn check(text: &str, want: &[&str]) {
        let mut got = Vec::new();
        words(&Passage::new(text, 100).lower, |word, _| got.push(word.to_owned()));
        assert_eq!(got, want, "{text:?}");
    }

    #[test]
    fn words_of_scripts() {
        check("The chips of 2026, and a class", &["chip", "class"]);
        check("生成AI芯片", &["生成", "ai", "芯片"]);
        check("半导体 年", &["半导", "导体", "年"]);
        check("반도체가", &["반도", "도체", "체가"]);
    }

    #[test]
    fn like_texts_are_near() {
        let vector = |title, text| Vector::of(title, text);
        let one = vector("Harbour crane lifts record load", "The crane stood still for years.");
        let near = vector("Record load for the harbour's crane", "");
        let far = vector("Orchard growers expect frost", "The trees stand still.");
        assert!((one.cosine(&one) - 1.0).abs() < 1e-5);
        assert_eq!(one.cosine(&near), near.cosine(&one));
        assert!(one.cosine(&near) > 0.5 && one.cosine(&far) < 0.2);
        assert_eq!(vector("", "").cosine(&one), 0.0);
    }
}
