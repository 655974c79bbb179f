//! Sparse vectors: weighted terms, and what their directions have in common.
//!
//! Sums run in the order of terms, so equal inputs give equal bits.

use std::cmp::Ordering;

use super::term::Term;

/// Weighted terms of one text, ascending, of length one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Vector {
    terms: Vec<(Term, f64)>,
    /// One more than the places of terms in the list, by the lower bits of the term; a place that is
    /// taken yields to the next. An item is compared with many stories, so look-ups must be cheap.
    table: Vec<u16>,
}

/// The mean of the vectors of a story's members, each weight in steps of 1/255.
///
/// What is in memory is what is stored, so a pass that was split gives what one pass gives.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Centroid {
    pub terms: Vec<(Term, u8)>,
}

/// A term as it stands in a text: the term, and below it whether it looks like a name and whether it
/// stands where words count in part. One number, for there are many of them to sort.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place(u32);

impl Place {
    /// A term in full, as in a title.
    pub fn new(term: Term, is_name: bool) -> Self {
        Place(term << 2 | u32::from(is_name) << 1)
    }

    /// The same where words count in part.
    pub fn in_tail(self) -> Self {
        Place(self.0 | 1)
    }

    pub fn term(self) -> Term {
        self.0 >> 2
    }

    fn is_name(self) -> bool {
        self.0 & 2 != 0
    }

    fn share(self) -> f64 {
        if self.0 & 1 == 0 { 1.0 } else { TAIL }
    }
}

/// How much a word counts in the tail of a text.
const TAIL: f64 = 0.5;

/// Terms that tell less than this are left out: more than every second article has them.
const LEAST_TOLD: f64 = 0.5;

/// How much more a name tells than another word that is as rare. Who it is about tells events apart.
const NAME: f64 = 1.3;

/// Steps of a stored weight.
const STEPS: f64 = 255.0;

impl Vector {
    /// Weighs terms by how often they stand in the text (the logarithm of it) and how much each tells.
    /// The `places` ascend; `weighed` holds all of their terms and maybe more, ascending.
    pub fn new(places: &[Place], mut weighed: impl Iterator<Item = (Term, f64)>) -> Self {
        let mut terms = Vec::with_capacity(places.len());
        for group in places.chunk_by(|a, b| a.term() == b.term()) {
            let term = group[0].term();
            let tells = weighed.find(|&(other, _)| other == term).map_or(0.0, |(_, tells)| tells);
            if tells > LEAST_TOLD {
                let sum: f64 = group.iter().map(|place| place.share()).sum();
                let often = if sum > 1.0 { 1.0 + sum.ln() } else { sum };
                let name = if group.iter().any(|place| place.is_name()) { NAME } else { 1.0 };
                terms.push((term, often * tells * name));
            }
        }
        let length = terms.iter().map(|(_, weight)| weight * weight).sum::<f64>().sqrt();
        terms.iter_mut().for_each(|(_, weight)| *weight /= length);
        Self::of(terms)
    }

    /// A vector of terms that ascend, less than 2¹⁶ of them.
    fn of(terms: Vec<(Term, f64)>) -> Self {
        let mut table = vec![0; (2 * terms.len()).next_power_of_two()];
        let mask = table.len() - 1;
        for (place, &(term, _)) in terms.iter().enumerate() {
            let mut at = term as usize & mask;
            while table[at] != 0 {
                at = (at + 1) & mask;
            }
            table[at] = place as u16 + 1;
        }
        Vector { terms, table }
    }

    /// The weight of a term; 0 for one that it has not.
    fn weight(&self, term: Term) -> f64 {
        let mask = self.table.len().wrapping_sub(1);
        let mut at = term as usize & mask;
        // At least half of the places are empty, so this ends.
        while let Some(place) = self.table.get(at).and_then(|place| place.checked_sub(1)) {
            let (other, weight) = self.terms[usize::from(place)];
            if other == term {
                return weight;
            }
            at = (at + 1) & mask;
        }
        0.0
    }

    /// The `most` heaviest terms, in any order.
    pub fn heaviest(&self, most: usize) -> Vec<(Term, f64)> {
        let mut terms = self.terms.clone();
        heaviest(&mut terms, most);
        terms
    }
}

impl Centroid {
    /// The centroid of one vector, of its `most` heaviest terms.
    pub fn of(vector: &Vector, most: usize) -> Self {
        Self::cut(vector.terms.clone(), most)
    }

    /// Takes a vector in, where `size` are in already.
    pub fn join(&mut self, vector: &Vector, size: f64, most: usize) {
        *self = Self::cut(mean(self.weights(), size, vector.terms.iter().copied()), most);
    }

    /// Takes another centroid in; `ratio` is how many times as many are in this one.
    pub fn merge(&mut self, other: &Centroid, ratio: f64, most: usize) {
        *self = Self::cut(mean(self.weights(), ratio, other.weights()), most);
    }

    fn weights(&self) -> impl Iterator<Item = (Term, f64)> {
        self.terms.iter().map(|&(term, weight)| (term, f64::from(weight) / STEPS))
    }

    fn cut(mut terms: Vec<(Term, f64)>, most: usize) -> Self {
        heaviest(&mut terms, most);
        terms.sort_unstable_by_key(|&(term, _)| term);
        // A share of one vector of length one is at most 1, so it fits a byte.
        let steps = terms.into_iter().map(|(term, weight)| (term, (weight * STEPS).round() as u8));
        Centroid { terms: steps.filter(|&(_, weight)| weight > 0).collect() }
    }

    /// The cosine of the angle to a vector, without the part `off` of the term that adds most to it;
    /// 0 when either is empty.
    pub fn cosine(&self, vector: &Vector, off: f64) -> f64 {
        let mut most = 0.0_f64;
        let mut dot = 0.0;
        for &(term, weight) in &self.terms {
            let product = f64::from(weight) * vector.weight(term);
            most = most.max(product);
            dot += product;
        }
        if dot > 0.0 { (dot - off * most) / self.length() } else { 0.0 }
    }

    /// The cosine of the angle to another centroid; 0 when either is empty.
    pub fn cosine_to(&self, other: &Centroid) -> f64 {
        let dot = common(&self.terms, &other.terms);
        if dot > 0.0 { dot / (self.length() * other.length()) } else { 0.0 }
    }

    /// The share of a vector that lies along terms of this centroid, from 0 to 1.
    pub fn covers(&self, vector: &Vector) -> f64 {
        self.terms.iter().map(|&(term, _)| vector.weight(term).powi(2)).sum()
    }

    /// The share of this centroid that lies along terms of a vector, from 0 to 1.
    pub fn is_covered(&self, vector: &Vector) -> f64 {
        let shared = self.terms.iter().filter(|&&(term, _)| vector.weight(term) > 0.0);
        let sum: f64 = shared.map(|&(_, weight)| f64::from(weight).powi(2)).sum();
        if sum > 0.0 { sum / self.length().powi(2) } else { 0.0 }
    }

    fn length(&self) -> f64 {
        let squares: u32 = self.terms.iter().map(|&(_, weight)| u32::from(weight).pow(2)).sum();
        f64::from(squares).sqrt()
    }

    /// The `most` heaviest terms, ascending; of equal ones, the lower.
    pub fn heaviest(&self, most: usize) -> impl Iterator<Item = (Term, u8)> + '_ {
        let (least, mut left) = self.least(most);
        self.terms.iter().copied().filter(move |&(_, weight)| match weight.cmp(&least) {
            Ordering::Greater => true,
            Ordering::Equal if left > 0 => {
                left -= 1;
                true
            }
            Ordering::Equal | Ordering::Less => false,
        })
    }

    /// The least weight of the `most` heaviest terms, and how many of those have it. Weights are counted,
    /// which takes fewer steps than to have the terms sorted.
    fn least(&self, most: usize) -> (u8, usize) {
        if self.terms.len() <= most {
            return (0, most);
        }
        let mut counts = [0_u32; 1 << u8::BITS];
        self.terms.iter().for_each(|&(_, weight)| counts[usize::from(weight)] += 1);
        let mut left = most;
        for (weight, &count) in (0..=u8::MAX).zip(&counts).rev() {
            match left.checked_sub(count as usize) {
                Some(rest) => left = rest,
                None => return (weight, left),
            }
        }
        (0, left)
    }
}

fn heaviest(terms: &mut Vec<(Term, f64)>, most: usize) {
    if terms.len() > most {
        terms.select_nth_unstable_by(most, |a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        terms.truncate(most);
    }
}

/// The sum of the products of weights of terms that both have.
fn common(a: &[(Term, u8)], b: &[(Term, u8)]) -> f64 {
    let (mut at, mut sum) = (0, 0_u32);
    for &(term, weight) in a {
        while b.get(at).is_some_and(|other| other.0 < term) {
            at += 1;
        }
        if let Some(&(_, other)) = b.get(at).filter(|other| other.0 == term) {
            sum += u32::from(weight) * u32::from(other);
        }
    }
    f64::from(sum)
}

/// (a · ratio + b) / (ratio + 1), term by term; both ascend.
fn mean(
    a: impl Iterator<Item = (Term, f64)>,
    ratio: f64,
    b: impl Iterator<Item = (Term, f64)>,
) -> Vec<(Term, f64)> {
    let (mut a, mut b) = (a.peekable(), b.peekable());
    let mut terms = Vec::new();
    while let Some(term) = [a.peek(), b.peek()].into_iter().flatten().map(|next| next.0).min() {
        let ours = a.next_if(|next| next.0 == term).map_or(0.0, |next| next.1);
        let theirs = b.next_if(|next| next.0 == term).map_or(0.0, |next| next.1);
        terms.push((term, (ours * ratio + theirs) / (ratio + 1.0)));
    }
    terms
}

#[cfg(test)]
mod tests {
    use super::{super::counts::Counts, *};

    fn vector(terms: &[(Term, f64)]) -> Vector {
        Vector::of(terms.to_vec())
    }

    #[track_caller]
    fn near(a: f64, b: f64) {
        assert!((a - b).abs() < 0.01, "{a} is not {b}");
    }

    #[test]
    fn a_vector_has_length_one_and_no_words_without_meaning() {
        let the = super::super::term::term("the");
        let mut places = [(9, false), (the, false), (7, true), (9, false)]
            .map(|(term, is_name)| Place::new(term, is_name));
        places.sort_unstable();
        let weighed = [7, 9, the].map(|term| (term, Counts::default().weight(term)));
        let mut ascending = weighed.to_vec();
        ascending.sort_by_key(|&(term, _)| term);
        let vector = Vector::new(&places, ascending.into_iter());
        assert_eq!(vector.terms.iter().map(|&(term, _)| term).collect::<Vec<_>>(), [7, 9]);
        near(vector.terms.iter().map(|(_, weight)| weight * weight).sum(), 1.0);
        assert!(Vector::new(&[], weighed.into_iter()).terms.is_empty());
    }

    #[test]
    fn cosines() {
        let centroid = Centroid::of(&vector(&[(1, 0.6), (2, 0.8)]), 9);
        near(centroid.cosine(&vector(&[(1, 0.6), (2, 0.8)]), 0.0), 1.0);
        near(centroid.cosine(&vector(&[(1, 0.6), (2, 0.8)]), 1.0), 0.36);
        near(centroid.cosine(&vector(&[(3, 1.0)]), 0.5), 0.0);
        near(centroid.cosine(&Vector::default(), 0.5), 0.0);
        near(centroid.cosine_to(&centroid), 1.0);
        near(Centroid::default().cosine_to(&centroid), 0.0);
        near(centroid.covers(&vector(&[(2, 0.6), (3, 0.8)])), 0.36);
        near(centroid.is_covered(&vector(&[(2, 0.6), (3, 0.8)])), 0.64);
    }

    #[test]
    fn the_heaviest_of_equal_terms_are_the_lower() {
        let terms = vec![(1, 9), (2, 200), (3, 9), (4, 9), (5, 8), (6, 255), (7, 9)];
        let centroid = Centroid { terms: terms.clone() };
        for most in 0..9 {
            let mut want = terms.clone();
            want.sort_by_key(|&(term, weight)| (std::cmp::Reverse(weight), term));
            want.truncate(most);
            want.sort_unstable();
            assert_eq!(centroid.heaviest(most).collect::<Vec<_>>(), want, "{most}");
        }
    }

    #[test]
    fn a_centroid_is_the_mean_of_its_heaviest_terms() {
        let mut centroid = Centroid::of(&vector(&[(1, 0.6), (2, 0.8)]), 2);
        centroid.join(&vector(&[(2, 0.6), (3, 0.8)]), 1.0, 2);
        assert_eq!(centroid.terms, [(2, 179), (3, 102)]);
        let mut whole = Centroid::of(&vector(&[(1, 1.0)]), 9);
        whole.merge(&Centroid::of(&vector(&[(2, 1.0)]), 9), 3.0, 9);
        assert_eq!(whole.terms, [(1, 191), (2, 64)]);
    }
}
