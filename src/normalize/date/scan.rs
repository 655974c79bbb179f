//! Text → tokens of a date: numbers, words and marks, with their places.

/// A run of digits, a run of letters, or one other character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token<'t> {
    /// What it is.
    pub kind: Kind,
    /// The characters.
    pub text: &'t str,
    /// Where it begins in the text, in bytes.
    pub start: usize,
    /// Whether it follows the token before it without white space.
    pub glued: bool,
}

/// What a [`Token`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// ASCII digits.
    Number,
    /// Letters.
    Word,
    /// Anything else that is no white space.
    Mark,
}

impl Token<'_> {
    /// Whether it is the mark `mark`.
    pub(super) fn is(&self, mark: char) -> bool {
        self.kind == Kind::Mark && self.text.starts_with(mark)
    }

    /// Whether it is a number of `digits` digits.
    pub(super) fn is_number(&self, digits: std::ops::RangeInclusive<usize>) -> bool {
        self.kind == Kind::Number && digits.contains(&self.text.len())
    }

    /// Its value, if it is a number that fits.
    pub(super) fn number(&self) -> Option<u32> {
        if self.kind == Kind::Number { self.text.parse().ok() } else { None }
    }

    /// Where it ends in the text.
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }
}

/// The tokens of `text`.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    let mut glued = false;
    while let Some(first) = text[at..].chars().next() {
        let kind = kind(first);
        let rest = &text[at..];
        let length = match kind {
            _ if first.is_whitespace() => {
                at += first.len_utf8();
                glued = false;
                continue;
            }
            Kind::Mark => first.len_utf8(),
            same => rest.find(|c| self::kind(c) != same).unwrap_or(rest.len()),
        };
        tokens.push(Token { kind, text: &rest[..length], start: at, glued });
        glued = true;
        at += length;
    }
    tokens
}

fn kind(c: char) -> Kind {
    match c {
        '0'..='9' => Kind::Number,
        c if c.is_alphabetic() => Kind::Word,
        _ => Kind::Mark,
    }
}

/// The number of a month by its English name or a beginning of it, of three letters at least.
pub(super) fn month(word: &str) -> Option<u32> {
    const NAMES: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    position(&NAMES, word).map(|at| at + 1)
}

/// Whether a word names a day of the week. Which one is of no use: it is often wrong.
pub(super) fn is_weekday(word: &str) -> bool {
    const NAMES: [&str; 7] =
        ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    position(&NAMES, word).is_some()
}

fn position(names: &[&str], word: &str) -> Option<u32> {
    let word = word.to_lowercase();
    let found = names.iter().position(|name| name.starts_with(&word) && word.len() >= 3);
    found.and_then(|at| u32::try_from(at).ok())
}
