//! Titles that are alike and yet speak of something else.
//!
//! "Index closes up 1.2%" and "Index closes up 0.9%" have all words in common, and so have the columns
//! that a publisher prints under one title every morning. What is remembered of a member's title is
//! enough to tell.

use super::number::{Number, conflict};

/// What is remembered of a member's title.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Headline {
    /// When the member was published, in seconds.
    pub at: i64,
    /// A hash of who published it.
    pub publisher: u32,
    /// Whether title and text together were short.
    pub is_short: bool,
    /// The lower 16 bits of its terms that are no numbers, ascending, each once, at most [`WORDS`].
    pub words: Vec<u16>,
    /// Its numbers, at most [`NUMBERS`].
    pub numbers: Vec<Number>,
}

/// Words of a title that are remembered. They are the lowest hashes, so two titles keep the same ones.
pub(super) const WORDS: usize = 12;

/// Numbers of a title that are remembered.
pub(super) const NUMBERS: usize = 4;

/// From this share of common words on, two titles of one publisher are one form that was filled in twice.
const FORM_OWN: f64 = 0.6;

/// The same for two publishers, who do not share their forms: only nearly equal titles say so.
const FORM: f64 = 0.75;

/// From this share on, a title of one publisher is the name of a column.
const COLUMN: f64 = 0.8;

/// A column comes once a day, and not always at the same hour. In seconds.
const COLUMN_GAP: u64 = 18 * 3_600;

impl Headline {
    /// Whether two titles say that their articles are not one story, however alike they are.
    pub fn vetoes(&self, other: &Headline) -> bool {
        let alike = self.alike(other);
        let is_own = self.publisher == other.publisher;
        let is_form = alike >= if is_own { FORM_OWN } else { FORM };
        // A long text says enough by itself; of two publishers it may give a number of its own.
        let counts = is_own || self.is_short || other.is_short;
        if is_form && counts && conflict(&self.numbers, &other.numbers) {
            return true;
        }
        is_own && alike >= COLUMN && self.at.abs_diff(other.at) >= COLUMN_GAP
    }

    /// The share of the words of both that both have; 0 without words.
    fn alike(&self, other: &Headline) -> f64 {
        let is_common = |word: &&u16| other.words.binary_search(word).is_ok();
        let both = self.words.iter().filter(is_common).count();
        let either = self.words.len() + other.words.len() - both;
        if either == 0 { 0.0 } else { both as f64 / either as f64 }
    }
}
