//! A term of the config, made ready to be matched.

use crate::model::{fold, fold_case};

/// A term that the config has, folded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Pattern {
    /// The term as configured, for evidence.
    pub term: String,
    /// The topic it belongs to, by number.
    pub topic: usize,
    /// What it counts.
    pub strength: Strength,
    /// Folded, lower case, without the `*`: what the automaton looks for.
    pub needle: String,
    /// Folded with its capitals, where these must match.
    pub exact: Option<String>,
    /// Whether any letters may follow (`retrain*`).
    pub open_end: bool,
}

/// What a term counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strength {
    /// It may decide.
    Strong,
    /// It supports.
    Weak,
    /// It swallows the terms within it.
    Shield,
}

/// Two terms with the same key are one term.
pub fn term_key(term: &str) -> String {
    fold(term.trim()).replace('-', " ")
}

/// Longest term, in characters, whose capitals must match exactly: `AI`, `GPU`, `HBM`, `NAND`.
const SHORT: usize = 5;

impl Pattern {
    /// `None` for a term that can match nothing: without a letter or digit, or with a `*` elsewhere
    /// than at its end. The config refuses those.
    pub(super) fn new(term: &str, topic: usize, strength: Strength) -> Option<Self> {
        let body = term.trim();
        let open_end = body.ends_with('*');
        let body = body.strip_suffix('*').unwrap_or(body);
        let cased = fold_case(body);
        if body.contains('*') || !cased.chars().any(char::is_alphanumeric) {
            return None;
        }
        let capitals = cased.chars().filter(|c| c.is_uppercase()).count();
        let is_short = cased.chars().count() <= SHORT;
        // `AI` and `GPUs` are written in capitals; `Apple` merely begins with one.
        let exact = (is_short && capitals >= 2).then(|| cased.clone());
        Some(Pattern {
            term: term.to_owned(),
            topic,
            strength,
            needle: fold(body),
            exact,
            open_end,
        })
    }
}
