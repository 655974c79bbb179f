//! Keys and words of the format that this version does not obey yet.
//!
//! A key that only does nothing is accepted with a warning. A word that would publish something else
//! than the operator asked for is refused.

/// What becomes of a key that this version does not obey.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Later {
    /// It is accepted, with a warning.
    Ignored,
}

/// Keys, without the numbers of list elements.
const KEYS: &[(&str, Later)] = &[
    ("output.keep_last_good", Later::Ignored),
    ("state.backups", Later::Ignored),
    ("dates.missing", Later::Ignored),
    ("dates.order_by", Later::Ignored),
];

/// Words for a key; each is an error.
const WORDS: &[(&str, &[&str])] = &[("source.future", &["hold"]), ("dates.future", &["hold"])];

/// Whether a key of this name may be one of them, in some table.
pub(super) fn may_be(name: &str) -> bool {
    KEYS.iter().any(|(key, _)| key.ends_with(name))
}

/// Whether a word may be one of them, for some key.
pub(super) fn may_be_word(word: &str) -> bool {
    WORDS.iter().any(|(_, words)| words.contains(&word))
}

/// What becomes of a key, by its path without numbers; `None` when it is in force or unknown.
pub(super) fn key(path: &str) -> Option<Later> {
    KEYS.iter().find(|(key, _)| *key == path).map(|&(_, later)| later)
}

/// Whether `word` will be a value of a key.
pub(super) fn is_word(path: &str, word: &str) -> bool {
    WORDS.iter().any(|(key, words)| *key == path && words.contains(&word))
}

/// The keys that are accepted, by their paths.
pub(super) fn ignored() -> impl Iterator<Item = &'static str> {
    KEYS.iter().filter(|(_, later)| *later == Later::Ignored).map(|&(key, _)| key)
}
