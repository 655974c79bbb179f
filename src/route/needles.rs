//! Many texts that are looked for at once: which of them begin here?
//!
//! Terms begin where words do, so only those places are asked about. And of sorted texts, those
//! that begin a passage are the last one that does not come behind it, the one that begins that
//! one, and so on: one search and a few steps. An automaton that tries every place takes longer to
//! make than most runs take, for they file a handful of items.

use std::cmp::Ordering;

/// Texts in order. Those that are equal are one, with several values.
#[derive(Debug)]
pub(super) struct Needles<V> {
    needles: Vec<Needle>,
    /// All texts, one behind the other, in any order.
    text: String,
    /// The values of all texts, in the order of those.
    values: Vec<V>,
    /// By the first two bytes, how many texts come before all that begin with them.
    before: Vec<u32>,
    sieve: Sieve,
}

#[derive(Debug)]
struct Needle {
    /// Its first bytes, to be compared as a number.
    head: u64,
    /// Where it stands in the text of all.
    start: u32,
    length: u32,
    /// Where its values begin; they end where those of the next one begin.
    values: u32,
    /// The longest other one that begins it.
    shorter: Option<u32>,
}

/// Texts with their values, in any order.
#[derive(Debug)]
pub(super) struct Texts<V> {
    /// All texts, one behind the other.
    text: String,
    /// Of each text its first bytes, where it stands and how long it is, and its value.
    all: Vec<(u64, u32, u32, V)>,
}

impl<V> Default for Texts<V> {
    fn default() -> Self {
        Texts { text: String::new(), all: Vec::new() }
    }
}

impl<V> Texts<V> {
    /// Adds a text. An empty one is left out, for everything begins with it.
    pub(super) fn push(&mut self, text: &str, value: V) {
        if !text.is_empty() {
            // Where this is too much to be counted, `Needles::new` finds it out.
            let (start, length) = (self.text.len() as u32, text.len() as u32);
            self.text.push_str(text);
            self.all.push((head(text.as_bytes()), start, length, value));
        }
    }
}

impl<V> Needles<V> {
    /// `None` where there are none, or more than can be counted.
    pub(super) fn new(Texts { text, mut all }: Texts<V>) -> Option<Self> {
        u32::try_from(text.len()).ok().filter(|&bytes| bytes > 0)?;
        let of = |start: u32, length: u32| &text[start as usize..][..length as usize];
        // Values of equal texts stay in their order.
        all.sort_unstable_by(|a, b| {
            let texts = || of(a.1, a.2).cmp(of(b.1, b.2));
            a.0.cmp(&b.0).then_with(texts).then_with(|| a.1.cmp(&b.1))
        });
        let mut needles: Vec<Needle> = Vec::with_capacity(all.len());
        let mut values = Vec::with_capacity(all.len());
        let mut before = vec![0; PAIRS + 1];
        let mut sieve = Sieve::default();
        // The needles that begin the last one, and that one.
        let mut open: Vec<u32> = Vec::new();
        for (head, start, length, value) in all {
            let needle = of(start, length);
            if needles.last().is_none_or(|last| last.of(&text) != needle) {
                while let Some(&top) = open.last()
                    && !needle.starts_with(needles[top as usize].of(&text))
                {
                    open.pop();
                }
                before[pair(head) + 1] += 1;
                sieve.add(head, length);
                let shorter = open.last().copied();
                open.push(needles.len() as u32);
                let first = values.len() as u32;
                needles.push(Needle { head, start, length, values: first, shorter });
            }
            values.push(value);
        }
        let mut sum = 0;
        for count in &mut before {
            sum += *count;
            *count = sum;
        }
        Some(Needles { needles, text, values, before, sieve })
    }

    /// Those that `passage` begins with, the longest first: the length of each, and its values.
    pub(super) fn beginning<'n>(
        &'n self,
        passage: &'n str,
    ) -> impl Iterator<Item = (usize, &'n [V])> {
        let passage = passage.as_bytes();
        let head = head(passage);
        let mut at =
            if self.sieve.may_hold(head) { self.last_not_behind(passage, head) } else { None };
        std::iter::from_fn(move || {
            loop {
                let number = at? as usize;
                let needle = &self.needles[number];
                at = needle.shorter;
                if passage.starts_with(needle.of(&self.text).as_bytes()) {
                    let end = self.needles.get(number + 1).map(|next| next.values as usize);
                    let values = needle.values as usize..end.unwrap_or(self.values.len());
                    return Some((needle.length as usize, &self.values[values]));
                }
            }
        })
    }

    /// The last needle that does not come behind a passage.
    fn last_not_behind(&self, passage: &[u8], head: u64) -> Option<u32> {
        let pair = pair(head);
        let (from, to) = (self.before[pair], self.before[pair + 1]);
        let near = &self.needles[from as usize..to as usize];
        let count = near.partition_point(|needle| match needle.head.cmp(&head) {
            Ordering::Equal => needle.of(&self.text).as_bytes() <= passage,
            other => other.is_lt(),
        });
        (from + count as u32).checked_sub(1)
    }
}

impl Needle {
    fn of<'t>(&self, text: &'t str) -> &'t str {
        &text[self.start as usize..][..self.length as usize]
    }
}

/// What texts begin with, as bits that are small enough to stay at hand: most words of most passages
/// begin like no text, and need no search.
#[derive(Debug)]
struct Sieve {
    /// Whether a text begins with the byte: none does with a space.
    firsts: [bool; 1 << 8],
    bits: Vec<u64>,
    /// How many bytes are looked at of texts: all of the shorter ones, else the most.
    lengths: [bool; Sieve::MOST as usize],
}

impl Default for Sieve {
    fn default() -> Self {
        Sieve {
            firsts: [false; 1 << 8],
            bits: vec![0; 1 << (Sieve::BITS - 6)],
            lengths: [false; Sieve::MOST as usize],
        }
    }
}

impl Sieve {
    /// Bytes of a text that are looked at.
    const MOST: u32 = 4;

    /// There are two to the power of so many bits.
    const BITS: u32 = 17;

    /// Adds a text by its first bytes and its length.
    fn add(&mut self, head: u64, length: u32) {
        self.firsts[first(head)] = true;
        let length = length.min(Self::MOST);
        self.lengths[length as usize - 1] = true;
        let (word, bit) = Self::place(head, length);
        self.bits[word] |= bit;
    }

    /// Whether a text may be the beginning of what begins so; `false` is certain.
    fn may_hold(&self, head: u64) -> bool {
        let may_hold = |length| {
            let (word, bit) = Self::place(head, length);
            self.bits[word] & bit != 0
        };
        let lengths = || (1..=Self::MOST).zip(self.lengths).filter(|(_, is_length)| *is_length);
        self.firsts[first(head)] && lengths().any(|(length, _)| may_hold(length))
    }

    /// The bit of so many first bytes.
    fn place(head: u64, length: u32) -> (usize, u64) {
        let first = (head >> (64 - 8 * length)) | u64::from(length) << 32;
        let hash = first.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - Self::BITS);
        ((hash >> 6) as usize, 1 << (hash & 63))
    }
}

/// The first byte.
fn first(head: u64) -> usize {
    (head >> 56) as usize
}

/// How many pairs of bytes there are.
const PAIRS: usize = 1 << 16;

/// The first two bytes of those that a number is of; of one byte, it is the first that begins with it.
fn pair(head: u64) -> usize {
    (head >> 48) as usize
}

/// The first bytes as a number. Numbers that differ are in the order of their texts.
fn head(bytes: &[u8]) -> u64 {
    if let Some(head) = bytes.first_chunk() {
        return u64::from_be_bytes(*head);
    }
    let mut head = [0; 8];
    head[..bytes.len()].copy_from_slice(bytes);
    u64::from_be_bytes(head)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn needles<'n, V>(all: impl Iterator<Item = (&'n str, V)>) -> Option<Needles<V>> {
        let mut texts = Texts::default();
        all.for_each(|(needle, value)| texts.push(needle, value));
        Needles::new(texts)
    }

    #[track_caller]
    fn check(all: &[&str], passage: &str, want: &[&str]) {
        let needles = needles(all.iter().map(|&needle| (needle, needle))).unwrap();
        let got = needles.beginning(passage).flat_map(|(length, values)| {
            assert!(values.iter().all(|value| value.len() == length));
            values.iter().copied()
        });
        assert_eq!(got.collect::<Vec<_>>(), want, "{passage:?}");
    }

    #[test]
    fn all_that_a_passage_begins_with() {
        let all = ["chip", "chips", "chip", "ch", "chipmaker", "c", "china", "d", "芯片", "芯"];
        check(&all, "chipmakers", &["chipmaker", "chip", "chip", "ch", "c"]);
        check(&all, "chips", &["chips", "chip", "chip", "ch", "c"]);
        check(&all, "chin", &["ch", "c"]);
        check(&all, "czar", &["c"]);
        check(&all, "c", &["c"]);
        check(&all, "芯片厂", &["芯片", "芯"]);
        check(&all, "b", &[]);
        check(&all, "e", &[]);
        check(&all, "", &[]);
    }

    #[test]
    fn what_shares_its_first_bytes_is_told_apart() {
        let all = ["machine l", "machine learning", "machine learner", "machine", "machine\0"];
        check(&all, "machine learning", &["machine learning", "machine l", "machine"]);
        check(&all, "machine lead", &["machine l", "machine"]);
        check(&all, "machine", &["machine"]);
        check(&all, "machine\0x", &["machine\0", "machine"]);
        check(&["a", "a\0"], "a", &["a"]);
    }

    #[test]
    fn nothing_is_found_among_nothing() {
        assert!(Needles::<()>::new(Texts::default()).is_none());
        assert!(needles([("", ())].into_iter()).is_none());
    }

    /// Some thousand passages over few letters, against asking each text.
    #[test]
    fn as_asking_each() {
        let mut state = 11_u64;
        let mut word = |most: u64| -> String {
            let mut next = |below: u64| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                (state >> 33) % below
            };
            (0..next(most) + 1).map(|_| ['a', 'b', 'é', '片'][next(4) as usize]).collect()
        };
        for _ in 0..300 {
            let mut all: Vec<String> = (0..12).map(|_| word(5)).collect();
            all.sort_by_key(|needle| std::cmp::Reverse(needle.len()));
            let needles = needles(all.iter().map(|needle| (needle.as_str(), ()))).unwrap();
            for _ in 0..20 {
                let passage = word(8);
                let got = needles
                    .beginning(&passage)
                    .flat_map(|(length, values)| values.iter().map(move |()| length));
                let want = all.iter().filter(|needle| passage.starts_with(needle.as_str()));
                assert!(got.eq(want.map(String::len)), "{passage:?} {all:?}");
            }
        }
    }
}
