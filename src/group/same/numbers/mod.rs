//! The numbers of a text, and what stands around them.
//!
//! A number is the same in every spelling: 1,000 and 1.000 and 1 000; 1.2 and 1,2; 10bn, 10 billion and
//! 100亿; full-width digits; 九百亿. Units are words.

#[cfg(test)]
mod tests;

use std::borrow::Cow;

use crate::group::print::words;

/// A number as a whole number times a power of ten, or the hash of what is none (4.1.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number {
    digits: u64,
    power: i32,
    /// The power of ten that a word gave: the 9 of "billion".
    scale: i32,
}

impl Number {
    /// Whether both can mean the same: a word such as "million" may be missing on one side.
    fn is(self, other: Number) -> bool {
        let (a, b) = (self.power + self.scale, other.power + other.scale);
        self.digits == other.digits
            && (a == b || (self.scale == 0) != (other.scale == 0) && self.power == other.power)
    }
}

/// A text as numbers between words.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers {
    found: Vec<Number>,
    /// For each number, the two words before it, those on both sides, the two behind it; 0 at the
    /// ends of the text.
    contexts: Vec<[u64; 3]>,
    /// Whether the text ends within or right behind the last one: it may have been cut there.
    is_cut: bool,
}

/// How the numbers of one text stand to those of another.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Comparison {
    /// Those that the other has too.
    pub confirmed: usize,
    /// Those in whose place the other has another number.
    pub contradicted: usize,
}

impl Numbers {
    /// Reads a text.
    pub fn of(text: &str) -> Self {
        let text = &*narrow(text);
        let mut marks: Vec<Result<Number, u64>> = Vec::new();
        let (mut from, mut at) = (0, 0);
        let mut count = 0;
        while let Some(found) = text[at..].find(is_numeral).filter(|_| count < MOST_NUMBERS) {
            at += found;
            let Some((number, length)) = read(&text[at..]) else {
                at += text[at..].chars().next().map_or(1, char::len_utf8);
                continue;
            };
            marks.extend(words(&text[from..at]).map(|word| Err(word.hash)));
            marks.push(Ok(number));
            count += 1;
            at += length;
            from = at;
        }
        marks.extend(words(&text[from..]).map(|word| Err(word.hash)));
        let word = |at: Option<usize>| match at.and_then(|at| marks.get(at)) {
            Some(Ok(_)) => ANY_NUMBER,
            Some(Err(word)) => *word,
            None => 0,
        };
        let is_cut = from == text.len() && !marks.is_empty();
        let mut numbers = Numbers { is_cut, ..Numbers::default() };
        for (at, mark) in marks.iter().enumerate() {
            let Ok(number) = mark else { continue };
            let near = [at.checked_sub(2), at.checked_sub(1), Some(at + 1), Some(at + 2)].map(word);
            let pair = |a: u64, b: u64, salt: u64| match (a, b) {
                (0, _) | (_, 0) => 0,
                _ => crate::group::print::shingle([a, b, salt]),
            };
            numbers.found.push(*number);
            numbers.contexts.push([
                pair(near[0], near[1], 1),
                pair(near[1], near[2], 2),
                pair(near[2], near[3], 3),
            ]);
        }
        numbers
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.found.is_empty()
    }

    /// Whether one of them is this number.
    pub fn has(&self, number: Number) -> bool {
        self.found.iter().any(|found| found.is(number))
    }

    /// Those that the other does not have, or not as often: 2 January and 1 January have the month in
    /// common, not the day.
    pub fn missing_in<'n>(&'n self, other: &'n Numbers) -> impl Iterator<Item = Number> + 'n {
        let count = |found: &[Number], number: Number| {
            found.iter().filter(|found| found.is(number)).take(MOST_EQUAL).count()
        };
        let counted = self.found.iter().enumerate().filter(move |(at, number)| {
            let before = &self.found[at.saturating_sub(MOST_EQUAL)..=*at];
            count(before, **number) > count(&other.found, **number)
        });
        counted.map(|(_, number)| *number)
    }

    /// Looks for each of them in another text.
    pub fn compare(&self, other: &Numbers) -> Comparison {
        let mut places: Vec<u64> = other.contexts.iter().flatten().copied().collect();
        places.sort_unstable();
        let mut values: Vec<u64> = other.found.iter().map(|number| number.digits).collect();
        values.sort_unstable();
        let mut comparison = Comparison::default();
        let sure = self.found.len() - usize::from(self.is_cut);
        for (at, (number, context)) in self.found.iter().zip(&self.contexts).enumerate() {
            let may_be_there = values.binary_search(&number.digits).is_ok();
            if may_be_there && other.has(*number) {
                comparison.confirmed += 1;
            } else if at < sure
                && context.iter().any(|&place| place != 0 && places.binary_search(&place).is_ok())
            {
                comparison.contradicted += 1;
            }
        }
        comparison
    }
}

/// Up to how many times an equal number is counted.
const MOST_EQUAL: usize = 16;

/// Most numbers that are read of a text: a table of prices is no article.
const MOST_NUMBERS: usize = 1_000;

/// What stands for a number among words.
const ANY_NUMBER: u64 = 1;

/// Full-width digits and their marks as those of ASCII.
fn narrow(text: &str) -> Cow<'_, str> {
    let is_wide = |c: char| matches!(c, '０'..='９' | '．' | '，' | '％');
    if !text.contains(is_wide) {
        return Cow::Borrowed(text);
    }
    let narrow = text.chars().map(|c| match c {
        '０'..='９' | '．' => char::from_u32(c as u32 - 0xFF01 + 0x21).unwrap_or(c),
        c => c,
    });
    Cow::Owned(narrow.collect())
}

fn is_numeral(c: char) -> bool {
    c.is_ascii_digit() || chinese(c).is_some()
}

/// The number that a text begins with, and its length in bytes.
fn read(text: &str) -> Option<(Number, usize)> {
    if !text.starts_with(|c: char| c.is_ascii_digit()) {
        return read_chinese(text);
    }
    let (mut groups, mut marks) = (Vec::new(), Vec::new());
    let mut rest = text;
    loop {
        let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        groups.push(&rest[..end]);
        rest = &rest[end..];
        let Some(mark) = rest.chars().next() else { break };
        let behind = &rest[mark.len_utf8()..];
        let digits = behind.bytes().take_while(u8::is_ascii_digit).count();
        let goes_on = match mark {
            '.' | ',' => digits > 0,
            // Groups of three; a space may also stand between two numbers.
            '\'' | '’' | ' ' | '\u{a0}' | '\u{202F}' => digits == 3 && groups[0].len() <= 3,
            _ => false,
        };
        if !goes_on || groups.len() >= MOST_GROUPS {
            break;
        }
        marks.push(if matches!(mark, '.' | ',') { mark } else { ' ' });
        rest = behind;
    }
    let (scale, length) = scale(rest);
    let mut number = value(&groups, &marks);
    number.scale = scale;
    Some((number, text.len() - rest.len() + length))
}

/// Most groups of digits in one number.
const MOST_GROUPS: usize = 8;

fn value(groups: &[&str], marks: &[char]) -> Number {
    let threes = |from: usize, to: usize| groups[from..to].iter().all(|group| group.len() == 3);
    let last = groups.len() - 1;
    let decimals = match marks {
        [] => 0,
        [' ', ..] if marks.iter().all(|&mark| mark == ' ') => 0,
        [_] if threes(1, 2) && groups[0].len() <= 3 && !groups[0].starts_with('0') => 0,
        [_] => groups[1].len(),
        [first, middle @ .., end] if end != first && middle.iter().all(|mark| mark == first) => {
            match threes(1, last) {
                true => groups[last].len(),
                false => return name(groups, marks),
            }
        }
        [first, others @ ..] if others.iter().all(|mark| mark == first) && threes(1, last + 1) => 0,
        _ => return name(groups, marks),
    };
    let all: String = groups.concat();
    let digits = all.trim_start_matches('0');
    let short = digits.trim_end_matches('0');
    match short.parse() {
        Ok(value) => {
            let zeros = (digits.len() - short.len()).min(1_000) as i32;
            Number { digits: value, power: zeros - decimals.min(1_000) as i32, scale: 0 }
        }
        Err(_) if short.is_empty() => Number { digits: 0, power: 0, scale: 0 },
        Err(_) => name(groups, marks),
    }
}

/// What is no quantity, as a whole: 4.1.2.
fn name(groups: &[&str], marks: &[char]) -> Number {
    let hash = groups
        .iter()
        .flat_map(|group| group.bytes().chain([b'.']))
        .fold(marks.len() as u64, |hash, byte| {
            crate::group::print::shingle([hash, byte.into(), 0])
        });
    Number { digits: hash, power: i32::MIN / 2, scale: 0 }
}

/// Words for powers of ten, in lower case; those of one letter only right behind the digits.
const SCALES: &[(&str, i32)] = &[
    ("k", 3),
    ("m", 6),
    ("b", 9),
    ("thousand", 3),
    ("million", 6),
    ("millions", 6),
    ("mn", 6),
    ("mln", 6),
    ("mio", 6),
    ("millionen", 6),
    ("millones", 6),
    ("billion", 9),
    ("billions", 9),
    ("bn", 9),
    ("mrd", 9),
    ("milliarden", 9),
    ("milliarde", 9),
    ("milliards", 9),
    ("milliard", 9),
    ("trillion", 12),
    ("tn", 12),
    ("trn", 12),
    ("lakh", 5),
    ("crore", 7),
    ("tausend", 3),
    ("mil", 3),
    ("mille", 3),
];

/// The power of ten that follows a number, and the length of its word in bytes.
fn scale(text: &str) -> (i32, usize) {
    let mut power = 0;
    let mut length = 0;
    let trimmed = text.trim_start_matches([' ', '\u{a0}', '-']);
    let gap = text.len() - trimmed.len();
    for c in trimmed.chars().take(4) {
        match chinese(c) {
            Some((_, zeros @ 1..)) => {
                power += zeros;
                length += c.len_utf8();
            }
            _ => break,
        }
    }
    if power > 0 {
        return (power, gap + length);
    }
    let end = trimmed.find(|c: char| !c.is_alphabetic()).unwrap_or(trimmed.len());
    let word = &trimmed[..end];
    if gap > 2 || word.len() > 12 {
        return (0, 0);
    }
    let word = word.to_lowercase();
    let found = SCALES.iter().find(|(name, _)| *name == word && (gap == 0 || name.len() > 1));
    found.map_or((0, 0), |&(_, power)| (power, gap + end))
}

/// A numeral of Chinese, Japanese or Korean: a digit, or a power of ten.
fn chinese(c: char) -> Option<(u64, i32)> {
    Some(match c {
        '〇' | '零' => (0, 0),
        '一' => (1, 0),
        '二' | '两' | '兩' => (2, 0),
        '三' => (3, 0),
        '四' => (4, 0),
        '五' => (5, 0),
        '六' => (6, 0),
        '七' => (7, 0),
        '八' => (8, 0),
        '九' => (9, 0),
        '十' => (1, 1),
        '百' => (1, 2),
        '千' | '천' => (1, 3),
        '万' | '萬' | '만' => (1, 4),
        '亿' | '億' | '억' => (1, 8),
        '兆' | '조' => (1, 12),
        _ => return None,
    })
}

/// Most numerals of one number.
const MOST_NUMERALS: usize = 24;

/// A number in Chinese numerals: at least two, a digit among them.
fn read_chinese(text: &str) -> Option<(Number, usize)> {
    let numerals: Vec<(u64, i32)> = text.chars().map_while(chinese).take(MOST_NUMERALS).collect();
    if numerals.len() < 2 || numerals.iter().all(|(_, power)| *power > 0) {
        return None;
    }
    let length = text.chars().take(numerals.len()).map(char::len_utf8).sum();
    let is_row = numerals.iter().all(|(_, power)| *power == 0);
    let (mut total, mut section, mut digit) = (0_u64, 0_u64, 0_u64);
    for (value, power) in numerals {
        let ten = 10_u64.saturating_pow(power.unsigned_abs());
        match power {
            0 if is_row => digit = digit.saturating_mul(10).saturating_add(value),
            0 => digit = value,
            1..4 => {
                section = section.saturating_add(digit.max(1).saturating_mul(ten));
                digit = 0;
            }
            _ => {
                total =
                    total.saturating_add(section.saturating_add(digit)).max(1).saturating_mul(ten);
                (section, digit) = (0, 0);
            }
        }
    }
    let sum = total.saturating_add(section).saturating_add(digit);
    Some((value(&[&sum.to_string()], &[]), length))
}
