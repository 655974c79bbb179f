//! Text → terms and numbers.
//!
//! Words are folded and lose the endings of English inflection; the same rule does little harm to other
//! languages. Scripts without spaces give pairs of characters, katakana whole words. Numbers are read
//! as amounts. A word with a capital within a sentence is a name, except where every word has one, as
//! in English headlines.

use super::{
    number::{Number, Unit, han_power, spelled, unit},
    script::{Script, is_pair, script},
    stem::stem,
    term::{Hash, Term, term},
};
use crate::model::fold_case;

/// Terms of a text in order, each with whether it looks like a name, and its numbers.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Words {
    /// Terms in order of reading.
    pub terms: Vec<(Term, bool)>,
    /// Numbers in order of reading.
    pub numbers: Vec<Number>,
    /// How many words were read; two characters of a script without spaces count as one.
    pub count: usize,
}

/// Bytes of text that are looked at for each word: longer words are rare, and the cost stays bounded.
const BYTES_A_WORD: usize = 12;

/// Bytes of text that make a term, in most languages about.
const BYTES_A_TERM: usize = 6;

impl Words {
    /// Reads the first `most` words.
    pub fn read(text: &str, most: usize) -> Self {
        let mut end = text.len().min(most.saturating_mul(BYTES_A_WORD));
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        let folded = fold_case(&text[..end]);
        let mut reader = Reader {
            rest: &folded,
            most: most.saturating_mul(2),
            begins: true,
            ..Reader::default()
        };
        reader.words.terms.reserve(folded.len() / BYTES_A_TERM);
        while reader.halves < reader.most && reader.step() {}
        reader.finish()
    }
}

/// A numeral in words.
#[derive(Clone, Copy)]
struct Spelled {
    value: u64,
    /// How many terms there were before it.
    from: usize,
}

/// What is left of the text, and what was read.
#[derive(Default)]
struct Reader<'t> {
    rest: &'t str,
    /// Half words read so far, and where to stop.
    halves: usize,
    most: usize,
    /// The next word begins a sentence.
    begins: bool,
    /// A numeral in words that may have a unit after it: *five* hundred *billion*.
    spelled: Option<Spelled>,
    words: Words,
    /// Words of four letters and more within sentences, and those of them with a capital.
    long: (usize, usize),
    lower: String,
}

impl<'t> Reader<'t> {
    /// Reads one word, number or other character; false at the end.
    fn step(&mut self) -> bool {
        let Some(c) = self.rest.chars().next() else { return false };
        match script(c) {
            Script::Digit => self.number(),
            Script::Word => self.word(),
            Script::Han | Script::Hiragana => {
                self.pairs(|c| matches!(script(c), Script::Han | Script::Hiragana))
            }
            Script::Hangul => self.pairs(|c| script(c) == Script::Hangul),
            Script::Katakana => {
                let run = self.take(|c| script(c) == Script::Katakana);
                self.halves += 2;
                self.push(term(run), false);
            }
            Script::None => {
                self.begins |= matches!(c, '.' | '!' | '?' | ':' | '。' | '！' | '？' | '|');
                // A hyphen joins a numeral and its unit.
                if !matches!(c, ' ' | '-') {
                    self.spelled = None;
                }
                self.rest = &self.rest[c.len_utf8()..];
            }
        }
        true
    }

    fn finish(mut self) -> Words {
        // Headlines of many outlets give every word a capital.
        let (long, capital) = self.long;
        if long > 0 && capital * 10 > long * 6 {
            self.words.terms.iter_mut().for_each(|(_, is_name)| *is_name = false);
        }
        self.words.count = self.halves.div_ceil(2);
        self.words
    }

    fn push(&mut self, term: Term, is_name: bool) {
        self.words.terms.push((term, is_name));
        self.begins = false;
    }

    fn take(&mut self, is_part: impl Fn(char) -> bool) -> &'t str {
        let end = self.rest.find(|c| !is_part(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken
    }

    /// A run of letters and digits, and whether all of them are of ASCII.
    fn take_word(&mut self) -> (&'t str, bool) {
        // Most words are ASCII, which needs no decoding.
        let bytes = self.rest.as_bytes();
        let ascii = bytes.iter().position(|byte| !byte.is_ascii_alphanumeric());
        let ascii = ascii.unwrap_or(bytes.len());
        if bytes.get(ascii).is_none_or(u8::is_ascii) {
            let (word, rest) = self.rest.split_at(ascii);
            self.rest = rest;
            return (word, true);
        }
        (self.take(|c| matches!(script(c), Script::Word | Script::Digit)), false)
    }

    fn word(&mut self) {
        let (word, is_ascii) = self.take_word();
        self.halves += 2;
        let genitive = self.rest.strip_prefix('\'').and_then(|end| end.strip_prefix(['s', 'S']));
        if let Some(rest) = genitive.filter(|rest| !rest.starts_with(is_letter)) {
            self.rest = rest;
        }
        let mut lower = std::mem::take(&mut self.lower);
        lower.clear();
        if is_ascii {
            lower.push_str(word);
            lower.make_ascii_lowercase();
        } else {
            lower.extend(word.chars().flat_map(char::to_lowercase));
        }
        let capital = word.starts_with(char::is_uppercase);
        let within = !self.begins;
        let is_long = if is_ascii { word.len() > 3 } else { word.chars().nth(3).is_some() };
        if within && is_long {
            self.long = (self.long.0 + 1, self.long.1 + usize::from(capital));
        }
        if !self.numeral(&lower) {
            // `GPUs` are `GPU`; other capitals are a name, which has no endings.
            let capitals = word.strip_suffix('s').unwrap_or(word);
            let is_acronym = capitals.len() > 1 && capitals.bytes().all(|b| b.is_ascii_uppercase());
            if is_acronym {
                lower.truncate(capitals.len());
            } else {
                stem(&mut lower);
            }
            let term = term(&lower);
            self.push(term, capital && within);
        }
        self.begins = false;
        self.lower = lower;
    }

    /// Reads a word as part of a numeral in words; true when it completes an amount.
    fn numeral(&mut self, lower: &str) -> bool {
        let before = self.spelled.take();
        if let Some(value) = spelled(lower) {
            let tens = before.filter(|tens| tens.value % 10 == 0 && value < 10 && tens.value < 100);
            let from = self.words.terms.len();
            let tens = tens.unwrap_or(Spelled { value: 0, from });
            self.spelled = Some(Spelled { value: tens.value + value, ..tens });
            return false;
        }
        let Some(before) = before else { return false };
        if lower == "hundred" {
            self.spelled = before.value.checked_mul(100).map(|value| Spelled { value, ..before });
            return false;
        }
        let Some(unit) = unit(lower).filter(|_| lower.len() > 2) else { return false };
        let Some(number) = Number::read(&before.value.to_string()) else { return false };
        // The amount stands for the words it is made of.
        self.words.terms.truncate(before.from);
        self.amount(number, unit);
        true
    }

    /// Digits, and the unit that follows them.
    fn number(&mut self) {
        let bytes = self.rest.as_bytes();
        let digit = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_digit);
        let mut end = 0;
        while digit(end) || end > 0 && matches!(bytes.get(end), Some(b'.' | b',')) && digit(end + 1)
        {
            end += 1;
        }
        let (written, rest) = self.rest.split_at(end);
        let tail = rest.find(|c| !is_letter(c)).unwrap_or(rest.len());
        let suffix = rest[..tail].to_lowercase();
        let scale = unit(&suffix).filter(|unit| matches!(unit, Unit::Times(_)));
        let number = Number::read(written);
        let (Some(number), true) = (number, suffix.is_empty() || scale.is_some()) else {
            // `5g`, `3nm`, `1st`, `5.1.2`.
            let (word, rest) = self.rest.split_at(end + tail);
            self.rest = rest;
            self.halves += 2;
            let lower = word.to_lowercase();
            self.push(term(&lower), false);
            return;
        };
        self.rest = &rest[tail..];
        self.halves += 2;
        if let Some(scale) = scale {
            return self.amount(number, scale);
        }
        let mut power = 0;
        while let Some((c, more)) = self.rest.chars().next().and_then(|c| Some((han_power(c)?, c)))
        {
            power += c;
            self.rest = &self.rest[more.len_utf8()..];
        }
        if power > 0 {
            return self.amount(number, Unit::Times(power));
        }
        let spaced = self.rest.trim_start_matches([' ', '-']);
        if let Some(rest) = spaced.strip_prefix('%') {
            self.rest = rest;
            return self.amount(number, Unit::Percent);
        }
        let end = spaced.find(|c| !is_letter(c)).unwrap_or(spaced.len());
        let lower = spaced[..end].to_lowercase();
        match unit(&lower) {
            // A single letter apart from its digits is a unit of something else.
            Some(unit) if lower.len() > 1 => {
                self.rest = &spaced[end..];
                self.amount(number, unit);
            }
            _ => self.amount(number, Unit::Times(0)),
        }
    }

    fn amount(&mut self, number: Number, unit: Unit) {
        // The second word of `per cent`, `pour cent`, `por ciento`, `basis points`.
        let mut second = |word: &str| {
            let rest = self.rest.trim_start_matches(' ').strip_prefix(word);
            if let Some(rest) = rest {
                self.rest = rest;
            }
            rest.is_some()
        };
        let number = match unit {
            Unit::Times(0) => number,
            Unit::Times(power) => number.times(power),
            Unit::Percent => {
                second("point");
                number.percent()
            }
            Unit::Basis if second("point") => number.basis_points(),
            Unit::Per if second("cent") || second("ciento") => number.percent(),
            Unit::Basis | Unit::Per => number,
        };
        self.words.numbers.push(number);
        self.push(number.term(), false);
    }

    /// Pairs of neighbours in a run of characters; a lone character stands for itself.
    fn pairs(&mut self, is_part: impl Fn(char) -> bool) {
        let run = self.take(is_part);
        let mut before: Option<char> = None;
        for c in run.chars().take(self.most - self.halves) {
            self.halves += 1;
            if let Some(before) = before.filter(|&before| is_pair(before, c)) {
                let mut hash = Hash::default();
                hash.push_char(before);
                hash.push_char(c);
                self.push(hash.term(), false);
            }
            before = Some(c);
        }
        if run.chars().nth(1).is_none() {
            self.push(term(run), false);
        }
    }
}

fn is_letter(c: char) -> bool {
    script(c) == Script::Word
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both texts give the same terms.
    #[track_caller]
    fn same(one: &str, other: &str) {
        let terms = |text| -> Vec<Term> {
            Words::read(text, 99).terms.into_iter().map(|(term, _)| term).collect()
        };
        assert_eq!(terms(one), terms(other), "{one} / {other}");
    }

    #[test]
    fn amounts_are_one_term() {
        same("$10bn", "$10 billion");
        same("500B-parameter", "five hundred billion parameters");
        same("1.2%", "1.2 per cent");
        same("25 basis points", "0.25 percentage points");
        same("500亿", "50,000,000,000");
        same("1,2 Milliarden", "1.2bn");
        same("twenty-five percent", "25%");
        same("one hundred million users", "100m users");
        same("five of ten", "five of ten");
    }

    #[test]
    fn designations_are_words() {
        for text in ["3nm", "5g", "h100", "5.1.2"] {
            let words = Words::read(text, 9);
            assert_eq!((words.terms.len(), words.numbers.len()), (1, 0), "{text}");
        }
    }

    #[track_caller]
    fn names(text: &str, want: &[&str]) {
        let names: Vec<Term> = Words::read(text, 99)
            .terms
            .into_iter()
            .filter_map(|(t, name)| name.then_some(t))
            .collect();
        let want: Vec<Term> = want.iter().map(|name| term(name)).collect();
        assert_eq!(names, want, "{text}");
    }

    #[test]
    fn capitals_within_sentences_are_names() {
        names("The maker Orlin spends. Banks follow in Norway.", &["orlin", "norwai"]);
        names("Orlin to Spend Billions on New Packaging Plants", &[]);
        names("it buys chips from AMD", &["amd"]);
    }

    #[test]
    fn scripts_without_spaces_give_pairs() {
        for (text, want) in [
            ("芯片的公司", 2),
            ("人工智能", 3),
            ("コンピュータ", 1),
            ("した", 0),
            ("반도체", 2),
            ("国", 1),
        ] {
            assert_eq!(Words::read(text, 99).terms.len(), want, "{text}");
        }
    }

    #[test]
    fn reading_stops() {
        assert_eq!(Words::read(&"word ".repeat(500), 150).count, 150);
        assert_eq!(Words::read(&"词".repeat(500), 150).count, 150);
        assert_eq!(Words::read("", 150).count, 0);
    }
}
