//! Item → its print: a sample of its shingles, and the few that it is looked up by.
//!
//! A shingle is three words in a row. All of those that lie in the first 64 words are kept, for an
//! excerpt is most often the beginning, and an eighth of the rest, chosen by hash: two texts choose
//! alike, so the share of common ones says how much of one stands in the other.
//!
//! Anchors are chosen by *winnowing* (Schleimer, Wilkerson, Aiken 2003): of every few shingles in a row
//! the one with the lowest hash. Two texts that share as many words in a row share an anchor, wherever
//! these words stand: 10 words near the beginning, more further in.

mod text;
mod trim;
mod words;

#[cfg(test)]
mod tests;

use crate::model::{Item, Print};

pub(super) use text::text;
pub(super) use words::{Word, is_character, shingle, words};

/// Makes the print of an item.
pub fn print(item: &Item) -> Print {
    let (shingles, size) = read(&text(item));
    let title = super::same::title_hash(&item.title).map_or(0, value);
    let mut anchors = winnow(&shingles);
    anchors.truncate(Print::MOST_ANCHORS - 1);
    anchors.extend(Some(title).filter(|&title| title != 0));
    anchors.sort_unstable();
    anchors.dedup();
    Print {
        words: u32::try_from(size).unwrap_or(Print::MOST_WORDS),
        shingles: sample(&shingles),
        anchors,
        title,
    }
}

/// The shingles that an index finds an article by. At most [`Print::MOST_ANCHORS`], and the one of
/// the title among them; the same number of look-ups finds what an item is alike to.
///
/// What stands in very many articles leads nowhere: whoever looks up skips an anchor of more than
/// [`Print::MOST_OF_AN_ANCHOR`] items.
pub fn anchors(print: &Print) -> impl Iterator<Item = u32> + '_ {
    print.anchors.iter().copied()
}

/// How much of the shorter article stands in the longer one, as far as the samples tell: from 0 to 1.
///
/// Where an excerpt comes from further in, only an eighth of its shingles can be found. So what both
/// sample everywhere is counted too, and the larger share holds; one hit less is counted there, for
/// the sample is small.
pub fn containment(a: &Print, b: &Print) -> f64 {
    let [all, even] = counts(a, b);
    share(all).max(share((even.0.saturating_sub(1), even.1)))
}

/// Whether two articles may be one, as far as their prints tell: what is worth a closer look by
/// [`super::same_article`]. It errs on the side of looking.
pub fn may_be_same(a: &Print, b: &Print, settings: &super::Settings) -> bool {
    if settings.near_duplicate <= 0.0 {
        return false;
    }
    if a.shingles.is_empty() || b.shingles.is_empty() {
        return a.title != 0 && a.title == b.title;
    }
    let [all, even] = counts(a, b);
    // An excerpt from further in may have none of those that both sample.
    let even = if even.1 == 0 && all.0 > 0 { 1.0 } else { share(even) };
    share(all).max(even) >= settings.near_duplicate * SAMPLING
}

/// What part of the share that is asked for the samples must tell: they are small, and some texts need
/// not share so much.
pub(super) const SAMPLING: f64 = 0.7;

/// Words that are read of a text. Nothing that is an article is longer; a book is known by its start.
const MOST_WORDS: usize = 16_384;

/// Shingles of the first 64 words: all of them are kept.
const HEAD: usize = 62;

/// Of the others, those below: an eighth.
const SPARSE: u32 = 1 << 21;

/// Most shingles below [`SPARSE`]; the lowest are kept. With the head, a print has at most 256.
const MOST_SPARSE: usize = 194;

/// How many shingles in a row have an anchor: up to which shingle, and how many.
const WINDOWS: [(usize, usize); 5] =
    [(24, 8), (HEAD, 16), (256, 64), (1_024, 384), (MOST_WORDS, 1_536)];

/// The shingles of a text, in order, and how long it is, in words.
pub(super) fn read(text: &str) -> (Vec<u64>, usize) {
    let mut length = Length::default();
    let mut words = words(text).inspect(|word| length.add(word));
    let mut shingles = Vec::with_capacity(text.len() / 7);
    let mut first = words.next().map_or(0, |word| word.hash);
    if let Some(mut second) = words.next().map(|word| word.hash) {
        for third in words.by_ref().take(MOST_WORDS - 2).map(|word| word.hash) {
            shingles.push(shingle([first, second, third]));
            (first, second) = (second, third);
        }
    }
    words.for_each(drop);
    (shingles, length.words())
}

/// The shingles of a text, in order.
pub(super) fn shingles(text: &str) -> Vec<u64> {
    read(text).0
}

/// How long a text is, in words. Eight characters of Chinese say as much as five words.
pub fn size(text: &str) -> usize {
    let mut length = Length::default();
    words(text).for_each(|word| length.add(&word));
    length.words()
}

/// The length of a text that is being read.
#[derive(Default)]
struct Length {
    characters: usize,
    others: usize,
}

impl Length {
    fn add(&mut self, word: &Word) {
        match word.is_character {
            true => self.characters += 1,
            false => self.others += 1,
        }
    }

    fn words(&self) -> usize {
        self.others + (self.characters * 5).div_ceil(8)
    }
}

/// The part of a hash that is kept. What sorts anchors is another part, so theirs are not crowded.
fn value(hash: u64) -> u32 {
    (hash >> 40) as u32
}

fn sample(shingles: &[u64]) -> Vec<u32> {
    let head = shingles.len().min(HEAD);
    let mut sparse: Vec<u32> =
        shingles.iter().map(|&hash| value(hash)).filter(|&hash| hash < SPARSE).collect();
    sparse.sort_unstable();
    sparse.dedup();
    sparse.truncate(MOST_SPARSE);
    let mut sample = sparse;
    sample.extend(shingles[..head].iter().map(|&hash| value(hash)));
    sample.sort_unstable();
    sample.dedup();
    sample
}

/// Of the shingles of each window the one with the lowest hash, in order.
fn winnow(shingles: &[u64]) -> Vec<u32> {
    let order = |at: usize| shingles[at] as u32;
    let mut chosen = Vec::new();
    let mut start = 0;
    for (end, window) in WINDOWS {
        if start >= shingles.len() {
            break;
        }
        let from = start.saturating_sub(window - 1);
        let end = end.min(shingles.len());
        let mut lowest = from;
        for at in from..end {
            if at >= lowest + window {
                // Of equals the last: it stays longest in the window.
                lowest = (at + 1 - window..=at).rev().min_by_key(|&at| order(at)).unwrap_or(at);
            } else if order(at) <= order(lowest) {
                lowest = at;
            }
            let is_whole = at + 1 >= from + window || at + 1 == end;
            if is_whole && chosen.last() != Some(&lowest) {
                chosen.push(lowest);
            }
        }
        start = end;
    }
    chosen.sort_unstable();
    chosen.dedup();
    chosen.into_iter().map(|at| value(shingles[at])).collect()
}

/// The shared and the possible shingles: of all, and of those that both sample everywhere.
fn counts(a: &Print, b: &Print) -> [(usize, usize); 2] {
    let end = sparse_end(&a.shingles).min(sparse_end(&b.shingles));
    let even = |print: &'_ Print| print.shingles.partition_point(|&hash| hash < end);
    let (even_a, even_b) = (even(a), even(b));
    let (low_a, high_a) = a.shingles.split_at(even_a);
    let (low_b, high_b) = b.shingles.split_at(even_b);
    let even = shared(low_a, low_b);
    let of = a.shingles.len().min(b.shingles.len());
    [(even + shared(high_a, high_b), of), (even, even_a.min(even_b))]
}

/// Below which hash a print has every shingle of its article.
fn sparse_end(shingles: &[u32]) -> u32 {
    shingles.get(MOST_SPARSE - 1).map_or(SPARSE, |&last| SPARSE.min(last + 1))
}

fn share((shared, of): (usize, usize)) -> f64 {
    if of == 0 { 0.0 } else { shared as f64 / of as f64 }
}

/// How many values two ascending lists share. Without a branch on what comes next, which nobody can
/// foresee.
pub(super) fn shared<T: Ord + Copy>(a: &[T], b: &[T]) -> usize {
    let (mut at, mut other, mut count) = (0, 0, 0);
    while let (Some(&one), Some(&two)) = (a.get(at), b.get(other)) {
        count += usize::from(one == two);
        at += usize::from(one <= two);
        other += usize::from(two <= one);
    }
    count
}
