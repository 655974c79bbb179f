//! Numbers as news writes them: `$10bn`, `10 billion`, `five hundred billion`, `1,2 Prozent`, `25 basis points`.
//!
//! A number is kept as written digits and a power of ten, so that equal amounts are equal bytes and
//! rounding can be told from another amount. Nothing here is a measure of truth: it says when two
//! titles with the same words speak of different things.

use super::term::{Hash, Term};

/// An amount in a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Number {
    /// What it counts.
    pub kind: Kind,
    /// The digits as written.
    pub digits: u64,
    /// The power of ten that the last written digit stands for.
    pub power: i8,
}

/// What a number counts, as far as its neighbours say.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// A count, a year, a score, a version.
    Plain,
    /// Per cent, or hundredths of it.
    Percent,
    /// Thousands and more, by name: money, users, parameters.
    Large,
}

/// Most digits that are read: more would not fit, and no amount in the news has as many.
const MOST_DIGITS: usize = 15;

impl Number {
    /// A number from its written digits; `.` and `,` between digits group thousands or begin the
    /// fraction. `None` for what is no amount: a version of three parts, an address, a long key.
    ///
    /// A single mark before exactly three digits groups, in English and in German alike: news rarely
    /// gives three decimals.
    pub fn read(written: &str) -> Option<Self> {
        let parts: Vec<&str> = written.split(['.', ',']).collect();
        let (&last, whole) = parts.split_last()?;
        let is_group = |part: &&str| part.len() == 3;
        let groups = !whole.is_empty() && whole.iter().skip(1).all(is_group);
        let starts =
            whole.first().is_some_and(|first| (1..=3).contains(&first.len()) && *first != "0");
        let fraction = match whole.len() {
            0 => 0,
            _ if groups && starts && is_group(&last) => 0,
            1 => last.len(),
            // `1,234.5`: the last mark is another one than the rest.
            _ if groups
                && starts
                && written.matches('.').count().min(written.matches(',').count()) == 1 =>
            {
                last.len()
            }
            _ => return None,
        };
        let mut digits = 0u64;
        let mut count = 0;
        for byte in written.bytes().filter(u8::is_ascii_digit) {
            count += 1;
            digits = digits.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
        }
        if count == 0 || count > MOST_DIGITS {
            return None;
        }
        Some(Number { kind: Kind::Plain, digits, power: -i8::try_from(fraction).ok()? })
    }

    /// The same amount in units of ten to the `power`.
    pub fn times(self, power: i8) -> Self {
        Number { kind: Kind::Large, power: self.power.saturating_add(power), ..self }
    }

    /// The same amount as a share of a hundred.
    pub fn percent(self) -> Self {
        Number { kind: Kind::Percent, ..self }
    }

    /// The same amount as hundredths of a per cent.
    pub fn basis_points(self) -> Self {
        Number { kind: Kind::Percent, power: self.power.saturating_sub(2), ..self }
    }

    /// The term that stands for the amount in a vector: `10bn` and `10,000,000,000` are one.
    pub fn term(self) -> Term {
        let Number { kind, mut digits, mut power } = self;
        while digits != 0 && digits.is_multiple_of(10) {
            digits /= 10;
            power = power.saturating_add(1);
        }
        let mut hash = Hash::default();
        hash.push(if kind == Kind::Percent { b'%' } else { b'#' });
        digits.to_le_bytes().into_iter().for_each(|byte| hash.push(byte));
        hash.push(power.to_le_bytes()[0]);
        hash.term()
    }

    /// Whether both may mean one amount: the same, or one is the other rounded. Counts, scores and
    /// versions are never rounded.
    fn agrees(self, other: Self) -> bool {
        let (coarse, fine) = if self.power >= other.power { (self, other) } else { (other, self) };
        let steps = u32::from(coarse.power.abs_diff(fine.power));
        let Some(unit) = 10u64.checked_pow(steps) else { return false };
        let exact = coarse.digits.checked_mul(unit) == Some(fine.digits);
        // Half away from zero, as news rounds.
        exact || self.kind != Kind::Plain && (fine.digits + unit / 2) / unit == coarse.digits
    }
}

/// Whether two lists of numbers speak of different things: of some kind both have numbers, and no two
/// of them agree.
pub(super) fn conflict(ours: &[Number], theirs: &[Number]) -> bool {
    [Kind::Plain, Kind::Percent, Kind::Large].into_iter().any(|kind| {
        let of = |list: &[Number]| -> Vec<Number> {
            list.iter().copied().filter(|number| number.kind == kind).collect()
        };
        let (ours, theirs) = (of(ours), of(theirs));
        let agree = ours.iter().any(|a| theirs.iter().any(|b| a.agrees(*b)));
        !ours.is_empty() && !theirs.is_empty() && !agree
    })
}

/// What a word makes of the number before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unit {
    /// Ten to the power.
    Times(i8),
    /// Hundredths.
    Percent,
    /// Hundredths of hundredths, with `points` after it.
    Basis,
    /// `per`, with `cent` after it.
    Per,
}

/// The unit that a lower-case word names.
pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "k" | "thousand" | "tausend" | "mil" | "mille" => Unit::Times(3),
        "m" | "mn" | "mm" | "mio" | "million" | "millions" | "millionen" | "millones" => {
            Unit::Times(6)
        }
        "b" | "bn" | "mrd" | "md" | "billion" | "billions" | "milliarde" | "milliarden"
        | "milliard" | "milliards" => Unit::Times(9),
        "t" | "tn" | "trn" | "trillion" | "trillions" => Unit::Times(12),
        "percent" | "pct" | "percentage" | "prozent" => Unit::Percent,
        "basis" => Unit::Basis,
        "per" | "pour" | "por" => Unit::Per,
        _ => return None,
    })
}

/// The power of ten of a Han numeral after digits (`500亿`, `3万`).
pub(super) fn han_power(c: char) -> Option<i8> {
    Some(match c {
        '千' => 3,
        '万' | '萬' | '만' => 4,
        '亿' | '億' | '억' => 8,
        '兆' | '조' => 12,
        _ => return None,
    })
}

/// The value of an English numeral below a hundred that is one word.
pub(super) fn spelled(word: &str) -> Option<u64> {
    // Asked for every word, and most begin with another letter.
    if !word.starts_with(['e', 'f', 'n', 'o', 's', 't', 'z']) {
        return None;
    }
    Some(match word {
        "zero" => 0,
        "one" => 1,
        "two" => 2,
        "three" => 3,
        "four" => 4,
        "five" => 5,
        "six" => 6,
        "seven" => 7,
        "eight" => 8,
        "nine" => 9,
        "ten" => 10,
        "eleven" => 11,
        "twelve" => 12,
        "thirteen" => 13,
        "fourteen" => 14,
        "fifteen" => 15,
        "sixteen" => 16,
        "seventeen" => 17,
        "eighteen" => 18,
        "nineteen" => 19,
        "twenty" => 20,
        "thirty" => 30,
        "forty" => 40,
        "fifty" => 50,
        "sixty" => 60,
        "seventy" => 70,
        "eighty" => 80,
        "ninety" => 90,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(written: &str, want: Option<(u64, i8)>) {
        let read = Number::read(written).map(|number| (number.digits, number.power));
        assert_eq!(read, want, "{written}");
    }

    #[test]
    fn marks_between_digits() {
        check("12", Some((12, 0)));
        check("1.2", Some((12, -1)));
        check("1,25", Some((125, -2)));
        check("4,512", Some((4512, 0)));
        check("4.512", Some((4512, 0)));
        check("0.125", Some((125, -3)));
        check("1,234,567", Some((1_234_567, 0)));
        check("1,234.5", Some((12345, -1)));
        check("1.234,56", Some((123_456, -2)));
        check("5.1.2", None);
        check("192.168.1.20", None);
        check("1234567890123456", None);
    }

    fn percent(written: &str) -> Number {
        Number::read(written).unwrap().percent()
    }

    fn large(written: &str, power: i8) -> Number {
        Number::read(written).unwrap().times(power)
    }

    fn plain(written: &str) -> Number {
        Number::read(written).unwrap()
    }

    #[test]
    fn one_amount_is_one_term() {
        assert_eq!(large("10", 9).term(), plain("10,000,000,000").term());
        assert_eq!(large("1.5", 9).term(), large("1500", 6).term());
        assert_eq!(plain("25").basis_points().term(), percent("0.25").term());
        assert_ne!(percent("10").term(), plain("10").term());
    }

    #[test]
    fn other_numbers_conflict() {
        for (ours, theirs, want) in [
            (vec![percent("1.2")], vec![percent("0.9")], true),
            (vec![percent("3")], vec![percent("3.2")], false),
            (vec![percent("3")], vec![percent("3.5")], true),
            (vec![plain("25").basis_points()], vec![percent("0.25")], false),
            (vec![large("10", 9)], vec![large("10.4", 9)], false),
            (vec![large("10", 9)], vec![large("12", 9)], true),
            (vec![plain("5.1")], vec![plain("5")], true),
            (vec![plain("102"), plain("99")], vec![plain("88"), plain("91")], true),
            (vec![plain("102"), plain("99")], vec![plain("102")], false),
            (vec![plain("3")], vec![percent("4")], false),
            (vec![], vec![plain("3")], false),
        ] {
            assert_eq!(conflict(&ours, &theirs), want, "{ours:?} {theirs:?}");
            assert_eq!(conflict(&theirs, &ours), want, "{theirs:?} {ours:?}");
        }
    }
}
