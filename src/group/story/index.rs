//! Which stories have a term among their heaviest.
//!
//! A look-up costs as much as stories share the heavy terms of the item, however many stories there are.

use std::{cmp::Reverse, mem};

use super::{
    features::Features,
    packed::Words,
    score::{CANDIDATES, TITLE_SHARE},
    term::Term,
};

/// Stories, by the numbers of their slots, under their heaviest terms.
///
/// Most stories are there from the beginning; they lie in one piece, bucket by bucket.
#[derive(Clone, Debug)]
pub(super) struct Index {
    /// Postings of the first stories, by the lower bits of the term. One that is gone weighs nothing.
    first: Vec<Posting>,
    /// Where the buckets of the first begin; one more for the end.
    starts: Vec<u32>,
    /// Postings of the stories that came later, each with the place of the next one of its bucket.
    later: Vec<(Posting, u32)>,
    /// Where the later ones of each bucket begin.
    heads: Vec<u32>,
    /// What each story has in common with the item that is being looked at; nothing between two.
    scores: Vec<u32>,
}

/// A story under a term.
#[derive(Clone, Copy, Debug)]
struct Posting {
    /// The term, with [`IS_TITLE`] where it stands in titles.
    term: Term,
    slot: u32,
    weight: u8,
}

/// No further posting.
const END: u32 = u32::MAX;

/// Buckets: about as many as terms of a few thousand stories.
const BUCKETS: usize = 1 << 16;

/// Heaviest terms of title and text by which a story is found.
const BODY_TERMS: usize = 32;

/// Heaviest terms of the title by which a story is found.
const TITLE_TERMS: usize = 10;

/// A bit above those of a term.
const IS_TITLE: Term = 1 << 31;

/// Steps of a score in whole numbers: sums of them do not depend on their order.
const STEPS: f64 = 256.0;

/// Least that heavy terms must have in common, in steps: a part of what joins. Most stories that share a
/// word at all share less, and each look at one costs a walk through memory.
const LEAST: u32 = (0.04 * 255.0 * STEPS) as u32;

impl Index {
    /// An index of stories, whose slots are numbered from 0 up.
    pub fn new<'w>(stories: impl Iterator<Item = &'w Words>) -> Self {
        let (mut all, mut slots) = (Vec::new(), 0);
        let mut starts = vec![0_u32; BUCKETS + 1];
        for words in stories {
            for (term, weight) in postings(words) {
                all.push(Posting { term, slot: slots as u32, weight });
                starts[bucket(term) + 1] += 1;
            }
            slots += 1;
        }
        let mut end = 0;
        for start in &mut starts {
            end += *start;
            *start = end;
        }
        let mut next = starts.clone();
        let mut first = vec![Posting { term: 0, slot: 0, weight: 0 }; all.len()];
        for posting in all {
            let at = &mut next[bucket(posting.term)];
            first[*at as usize] = posting;
            *at += 1;
        }
        Index {
            first,
            starts,
            later: Vec::new(),
            heads: vec![END; BUCKETS],
            scores: vec![0; slots],
        }
    }

    /// Puts a story in. Slots are numbered from 0 up, fewer than 2³².
    pub fn add(&mut self, slot: usize, words: &Words) {
        self.scores.resize(self.scores.len().max(slot + 1), 0);
        for (term, weight) in postings(words) {
            let next = mem::replace(&mut self.heads[bucket(term)], self.later.len() as u32);
            self.later.push((Posting { term, slot: slot as u32, weight }, next));
        }
    }

    /// Takes a story out, whose words are still those that it was put in with.
    pub fn remove(&mut self, slot: usize, words: &Words) {
        for (term, _) in postings(words) {
            let is_it = |posting: &Posting| posting.term == term && posting.slot == slot as u32;
            let bucket = bucket(term);
            let range = self.starts[bucket] as usize..self.starts[bucket + 1] as usize;
            match self.first[range].iter_mut().find(|posting| is_it(posting) && posting.weight > 0)
            {
                Some(posting) => posting.weight = 0,
                None => self.unlink(bucket, is_it),
            }
        }
    }

    /// Takes a later posting out of its bucket.
    fn unlink(&mut self, bucket: usize, is_it: impl Fn(&Posting) -> bool) {
        let (mut before, mut at): (Option<usize>, u32) = (None, self.heads[bucket]);
        while let Some(&(posting, next)) = self.later.get(at as usize) {
            if is_it(&posting) {
                match before {
                    Some(before) => self.later[before].1 = next,
                    None => self.heads[bucket] = next,
                }
                return;
            }
            (before, at) = (Some(at as usize), next);
        }
    }

    /// The [`CANDIDATES`] open stories that share most with an item; `rank` orders equal ones.
    pub fn candidates<R: Ord>(
        &mut self,
        features: &Features,
        is_open: impl Fn(usize) -> bool,
        rank: impl Fn(usize) -> R,
    ) -> Vec<usize> {
        let title = features.title.heaviest(TITLE_TERMS).into_iter();
        let title = title.map(|(term, weight)| (term | IS_TITLE, weight * TITLE_SHARE));
        let body = features.body.heaviest(BODY_TERMS).into_iter();
        let body = body.map(|(term, weight)| (term, weight * (1.0 - TITLE_SHARE)));
        let Index { first, starts, later, heads, scores } = self;
        let mut found = Vec::new();
        for (term, weight) in title.chain(body) {
            let mut look_at = |posting: &Posting| {
                if posting.term == term && posting.weight > 0 {
                    let score = &mut scores[posting.slot as usize];
                    if *score == 0 {
                        found.push(posting.slot as usize);
                    }
                    *score += (weight * f64::from(posting.weight) * STEPS) as u32 + 1;
                }
            };
            let bucket = bucket(term);
            first[starts[bucket] as usize..starts[bucket + 1] as usize]
                .iter()
                .for_each(&mut look_at);
            let mut at = heads[bucket];
            while let Some((posting, next)) = later.get(at as usize) {
                look_at(posting);
                at = *next;
            }
        }
        let mut close: Vec<(u32, usize)> =
            found.into_iter().map(|slot| (mem::take(&mut scores[slot]), slot)).collect();
        close.retain(|&(score, slot)| score >= LEAST && is_open(slot));
        if close.len() > CANDIDATES {
            let order = |&(score, slot): &(u32, usize)| (Reverse(score), rank(slot));
            close.select_nth_unstable_by_key(CANDIDATES, order);
            close.truncate(CANDIDATES);
        }
        close.into_iter().map(|(_, slot)| slot).collect()
    }
}

fn postings(words: &Words) -> impl Iterator<Item = (Term, u8)> {
    let title = words.title.heaviest(TITLE_TERMS);
    title.map(|(term, weight)| (term | IS_TITLE, weight)).chain(words.body.heaviest(BODY_TERMS))
}

fn bucket(term: Term) -> usize {
    // Titles are spread over other buckets than texts.
    (term ^ ((term >> 31) * 0x5555)) as usize % BUCKETS
}
