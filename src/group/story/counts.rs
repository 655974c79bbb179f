//! How many articles hold a term.
//!
//! Counts begin with the shipped background, so the first items of an empty ledger are weighed well,
//! and learn from every item that is placed. They live in two rows of a table of fixed size; the smaller
//! of a term's two counts is taken, so a rare name is not mistaken for the common word that shares one
//! place with it.

use super::{
    background,
    bytes::{read, write},
    term::Term,
};

/// Document frequencies.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Counts {
    /// Articles counted; halved with all counts when [`MOST`] is reached.
    total: u32,
    /// Two rows of [`ROW`] places.
    places: Vec<u16>,
}

/// Places of a row.
const ROW: usize = 1 << 16;

/// Most articles that are counted. Then everything is halved: the words of last year fade.
const MOST: u32 = 60_000;

/// How many articles the background weighs as much as.
const PRIOR: f64 = 1_000.0;

/// The first byte of the stored form.
const VERSION: u8 = 1;

impl Default for Counts {
    fn default() -> Self {
        Counts { total: 0, places: vec![0; 2 * ROW] }
    }
}

impl Counts {
    /// Counts an article; `terms` holds each of its terms once.
    pub(super) fn add(&mut self, terms: &[Term]) {
        if self.total >= MOST {
            self.total /= 2;
            self.places.iter_mut().for_each(|count| *count /= 2);
        }
        self.total += 1;
        for &term in terms {
            let least = self.count(term);
            // Only what is least grows: the other place is larger for another term's sake.
            for place in places(term) {
                if self.places[place] == least {
                    self.places[place] = least.saturating_add(1);
                }
            }
        }
    }

    fn count(&self, term: Term) -> u16 {
        let [one, other] = places(term);
        self.places[one].min(self.places[other])
    }

    /// How much a term tells: the logarithm of how many articles there are for one that holds it.
    pub(super) fn weight(&self, term: Term) -> f64 {
        let known = PRIOR * background::share(term) + f64::from(self.count(term));
        ((PRIOR + f64::from(self.total) + 1.0) / (known + 0.5)).ln()
    }

    /// The bytes that the ledger keeps: a dozen for an empty ledger, about 140 kB for a full one.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = vec![VERSION];
        write(&mut bytes, u64::from(self.total));
        let mut rest = &self.places[..];
        while let Some((&count, after)) = rest.split_first() {
            write(&mut bytes, u64::from(count));
            rest = after;
            if count == 0 {
                // Zeros come in runs: how many more follow.
                let more = rest.iter().take_while(|&&next| next == 0).count();
                write(&mut bytes, more as u64);
                rest = &rest[more..];
            }
        }
        bytes
    }

    /// The counts that [`Counts::to_bytes`] wrote; `None` for anything else.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&VERSION, mut rest) = bytes.split_first()? else { return None };
        let total = u32::try_from(read(&mut rest)?).ok().filter(|&total| total <= MOST)?;
        let mut places = Vec::with_capacity(2 * ROW);
        while places.len() < 2 * ROW {
            let count = u16::try_from(read(&mut rest)?).ok()?;
            let more = if count == 0 { usize::try_from(read(&mut rest)?).ok()? } else { 0 };
            if more >= 2 * ROW - places.len() {
                return None;
            }
            places.resize(places.len() + 1 + more, count);
        }
        rest.is_empty().then_some(Counts { total, places })
    }
}

fn places(term: Term) -> [usize; 2] {
    let mixed = term.wrapping_mul(0x9E37_79B1);
    [term as usize % ROW, ROW + (mixed >> 16) as usize]
}

#[cfg(test)]
mod tests {
    use super::{super::term::term, *};

    #[test]
    fn bytes_and_back() {
        let mut counts = Counts::default();
        assert_eq!(Counts::from_bytes(&counts.to_bytes()), Some(counts.clone()));
        assert!(counts.to_bytes().len() < 16);
        for number in 0..2_000u32 {
            counts.add(&[(number * 7_919) & 0xFF_FFFF, 5]);
        }
        let bytes = counts.to_bytes();
        assert_eq!(Counts::from_bytes(&bytes), Some(counts));
        assert_eq!(Counts::from_bytes(&bytes[..bytes.len() - 1]), None);
        assert_eq!(Counts::from_bytes(&[bytes, vec![0]].concat()), None);
        for wrong in [&b""[..], &[2], &[1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x7F]] {
            assert_eq!(Counts::from_bytes(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn what_many_articles_hold_tells_less() {
        let mut counts = Counts::default();
        let (name, rare) = (term("northbay"), term("orlin"));
        let before = counts.weight(name);
        for _ in 0..200 {
            counts.add(&[name]);
        }
        assert!(counts.weight(name) < before - 2.0);
        assert!(counts.weight(rare) > before, "others tell more now");
        assert!(counts.weight(term("the")) < 0.3);
    }

    #[test]
    fn counts_fade_and_never_overflow() {
        let mut counts = Counts::default();
        for _ in 0..70_000 {
            counts.add(&[1]);
        }
        assert_eq!((counts.total, counts.count(1)), (40_000, 40_000));
    }
}
