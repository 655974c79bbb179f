//! Text → tokens of a date: numbers, words and marks, with their places.

use super::cjk::{self, Meaning};

/// A run of digits, a run of letters, a word of a date in Chinese, Japanese or Korean, or one other
/// character.
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
    /// A word without blanks around it.
    Cjk(Meaning),
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
        if first.is_whitespace() {
            at += first.len_utf8();
            glued = false;
            continue;
        }
        let (kind, length) = token(&text[at..], first);
        tokens.push(Token { kind, text: &text[at..at + length], start: at, glued });
        glued = true;
        at += length;
    }
    tokens
}

/// The kind and length of the token that `rest` begins with.
fn token(rest: &str, first: char) -> (Kind, usize) {
    let run = |part: fn(char) -> bool| rest.find(|c| !part(c)).unwrap_or(rest.len());
    match first {
        '0'..='9' => (Kind::Number, run(|c| c.is_ascii_digit())),
        c if cjk::is_cjk(c) => match cjk::word(rest) {
            Some((meaning, length)) => (Kind::Cjk(meaning), length),
            // A run of letters of which none begins a word of a date.
            None => {
                let mut places = rest.char_indices();
                let end =
                    places.find(|(at, c)| !cjk::is_cjk(*c) || cjk::word(&rest[*at..]).is_some());
                (Kind::Word, end.map_or(rest.len(), |(at, _)| at))
            }
        },
        c if c.is_alphabetic() => (Kind::Word, run(|c| c.is_alphabetic() && !cjk::is_cjk(c))),
        c => (Kind::Mark, c.len_utf8()),
    }
}
