//! A term of the config, made ready to be matched: its forms, and what must stand around them.

use super::{passage::simple_text, script::Class};
use crate::model::{EvidenceKind, fold_case};

/// A term that the config has.
#[derive(Clone, Debug)]
pub(super) struct Pattern {
    /// The term as configured, for evidence.
    pub term: String,
    /// The topic it belongs to, by number.
    pub topic: usize,
    /// What it does.
    pub role: Role,
    /// What it counts.
    pub weight: f64,
    /// Whether it is a strong term that has other senses too.
    pub in_doubt: bool,
    /// Its letters where they must match with their capitals, without spaces and hyphens.
    pub exact: Option<String>,
    /// Whether it is a proper name, which begins with a capital.
    pub is_proper: bool,
    /// Whether any letters may follow (`retrain*`).
    pub open_end: bool,
    /// Whether it may begin within a word of Hangul.
    pub may_follow_hangul: bool,
    /// Whether it begins with a measure of money, which may follow a digit (`38bn of notes`).
    pub may_follow_digit: bool,
}

/// What a term does. Of two that match the same words, the first counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Role {
    /// It swallows the terms within it.
    Shield,
    /// It keeps the item out.
    Exclude,
    /// It counts.
    Count(EvidenceKind),
    /// It speaks against terms in doubt.
    Elsewhere,
}

/// Two terms with the same key are one term.
pub fn term_key(term: &str) -> String {
    simple_text(&fold_case(term.trim()))
}

/// Longest term, in characters, whose capitals must match exactly: `AI`, `GPU`, `HBM`, `NAND`.
const SHORT: usize = 5;

/// Fewest syllables of a Hangul term that may begin within a word: `메모리반도체` is about `반도체`, but
/// `보증시장` is not about `증시`.
const LONG_HANGUL: usize = 3;

/// Sums of money, which writers set behind a number without a space: `$38bn`, `£40m deal`.
const MEASURES: [&str; 4] = ["bn", "m", "mn", "tn"];

/// Fewest letters of two words that are found written together.
const LONG_PAIR: usize = 6;

impl Pattern {
    /// The term; `None` for one that can match nothing: without a letter or digit, or with a `*`
    /// elsewhere than at its end. The config refuses those.
    ///
    /// `form` is told of each of its forms: the text that is looked for, in simple letters, as
    /// [`simple_text`] makes them, and the ending of an English plural that may follow.
    pub(super) fn new(
        term: &str,
        topic: usize,
        role: Role,
        weight: f64,
        form: impl FnMut(&str, Option<&'static str>),
    ) -> Option<Self> {
        let body = term.trim();
        let open_end = body.ends_with('*');
        let body = body.strip_suffix('*').unwrap_or(body);
        let cased = fold_case(body);
        let is_ascii = cased.is_ascii();
        if body.contains('*') || !cased.chars().any(char::is_alphanumeric) {
            return None;
        }
        let is_short = cased.chars().nth(SHORT).is_none();
        let is_in_capitals = || cased.chars().filter(|c| c.is_uppercase()).nth(1).is_some();
        let is_name = role == Role::Count(EvidenceKind::Name);
        let hangul = |c: &char| Class::of(*c) == Class::Hangul;
        let pattern = Pattern {
            term: term.to_owned(),
            topic,
            role,
            weight,
            in_doubt: false,
            // `AI` and `GPUs` are written in capitals; `Apple` merely begins with one.
            exact: (is_short && is_in_capitals()).then(|| letters(&cased).collect()),
            is_proper: is_name && cased.starts_with(char::is_uppercase),
            open_end,
            may_follow_hangul: !is_ascii && cased.chars().filter(hangul).count() >= LONG_HANGUL,
            may_follow_digit: cased.split(' ').next().is_some_and(|word| MEASURES.contains(&word)),
        };
        pattern.forms(&cased, is_name, form);
        Some(pattern)
    }

    fn forms(&self, cased: &str, is_name: bool, mut form: impl FnMut(&str, Option<&'static str>)) {
        let simple = simple_text(cased);
        let plural = self.plural(&simple, is_name);
        let may_be_many = plural == Some("s") && !is_name && self.exact.is_none();
        let mut tell = |needle: &str| {
            if let Some(stem) = needle.strip_suffix('y')
                && may_be_many
                && stem.ends_with(|c: char| c.is_ascii_alphabetic() && !"aeiou".contains(c))
            {
                form(&format!("{stem}ies"), None);
            }
            form(needle, plural);
        };
        tell(&simple);
        let mut joined = None;
        if let Some((first, second)) = simple.split_once(' ')
            && !second.contains(' ')
            && (simple.len() > LONG_PAIR && first.len() > 1 && second.len() > 1
                || cased.contains('-'))
        {
            tell(joined.insert([first, second].concat()));
        }
        // In ASCII there is one script with letters, and so no border.
        if !simple.is_ascii() {
            let [apart, together] = [at_borders(&simple, " "), at_borders(&simple, "")];
            let is_new = |it: &String| *it != simple && Some(it) != joined.as_ref();
            if is_new(&apart) {
                tell(&apart);
            }
            if is_new(&together) && together != apart {
                tell(&together);
            }
        }
    }

    /// Names and terms in capitals take an `s` only (`GPUs`; German writes `Nvidias Umsatz`).
    fn plural(&self, simple: &str, is_name: bool) -> Option<&'static str> {
        let last = simple.rsplit(' ').next().unwrap_or_default();
        let is_word = last.bytes().all(|byte| byte.is_ascii_alphabetic());
        if self.open_end || !is_word || last.len() < 3 && self.exact.is_none() {
            return None;
        }
        let hisses = ["s", "x", "z", "ch", "sh"].iter().any(|end| last.ends_with(end));
        match (is_name || self.exact.is_some(), hisses) {
            (true, true) => None,
            (_, false) => Some("s"),
            (false, true) => Some("es"),
        }
    }
}

/// The letters and signs of a term without what may stand between its words.
pub(super) fn letters(cased: &str) -> impl Iterator<Item = char> {
    cased.chars().filter(|c| !matches!(c, ' ' | '-'))
}

/// The text with `between` at each border of a script with spaces and one without: writers set a
/// space there or do not (`AI芯片`, `AI 芯片`).
fn at_borders(simple: &str, between: &str) -> String {
    let mut text = String::with_capacity(simple.len() + 4);
    let mut rest = simple.chars().peekable();
    while let Some(c) = rest.next() {
        text.push(c);
        let gap = rest.peek() == Some(&' ');
        let mut ahead = rest.clone();
        if gap {
            ahead.next();
        }
        let (left, right) = (Class::of(c), Class::of_neighbour(ahead.next()));
        let is_border = left != right && left != Class::Gap && right != Class::Gap;
        if is_border {
            text.push_str(between);
            if gap {
                rest.next();
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(term: &str, kind: EvidenceKind, want: &[&str]) {
        let mut got = Vec::new();
        let form = |needle: &str, plural: Option<_>| {
            let end = plural.map(|end| format!("+{end}")).unwrap_or_default();
            got.push(needle.to_owned() + &end);
        };
        Pattern::new(term, 0, Role::Count(kind), 1.0, form).unwrap();
        got.sort();
        assert_eq!(got, want, "{term:?}");
    }

    #[test]
    fn forms_of_words() {
        let strong = |term, want: &[&str]| check(term, EvidenceKind::Strong, want);
        strong("Chip", &["chip+s"]);
        strong("retrain*", &["retrain"]);
        strong("loss", &["loss+es"]);
        strong("foundry", &["foundries", "foundry+s"]);
        strong("survey", &["survey+s"]);
        strong("machine-learning", &["machine learning+s", "machinelearning+s"]);
        strong("rate cut", &["rate cut+s", "ratecut+s"]);
        strong("Series A", &["series a"]);
        strong("e-fuel", &["e fuel+s", "efuel+s"]);
        strong("a bc", &["a bc"]);
        strong("high bandwidth memory", &["high bandwidth memories", "high bandwidth memory+s"]);
        strong("年收", &["年收"]);
        strong("AI芯片", &["ai 芯片", "ai芯片"]);
        strong("SK 하이닉스", &["sk 하이닉스", "sk하이닉스"]);
        strong("5G", &["5g"]);
    }

    #[test]
    fn forms_of_names_and_capitals() {
        check("AI", EvidenceKind::Strong, &["ai+s"]);
        check("EDA", EvidenceKind::Weak, &["eda+s"]);
        check("ASICS", EvidenceKind::Weak, &["asics"]);
        check("Nvidia", EvidenceKind::Name, &["nvidia+s"]);
        check(
            "Infineon Technologies",
            EvidenceKind::Name,
            &["infineon technologies", "infineontechnologies"],
        );
        check("Alchemy", EvidenceKind::Name, &["alchemy+s"]);
    }

    #[test]
    fn terms_that_can_match_nothing_are_left_out() {
        let matchable = |term| Pattern::new(term, 0, Role::Shield, 0.0, |_, _| ()).is_some();
        assert!(matchable("retrain*"));
        assert!(!matchable("mo*del") && !matchable(" * ") && !matchable(""));
    }

    #[test]
    fn keys_of_terms() {
        assert_eq!(term_key(" Deep\u{2011}Learning "), term_key("deep learning"));
        assert_eq!(term_key("Börse"), term_key("borse"));
        assert_ne!(term_key("chip"), term_key("chip*"));
    }
}
