//! Examples → what they add to a score, in the way of Rocchio.
//!
//! A topic is the mean of what belongs to it, less half the mean of what does not. How much an item
//! points that way adjusts its score. The sums need no training: one more example is one more
//! vector.
//!
//! A full list of terms knows better than a few examples, so they weigh less the more terms a topic
//! has, and the less the more of its terms an item holds.

use std::collections::BTreeMap;

use super::{Lists, Settings, Subject, score::Score, vector::Vector};
use crate::model::Nearest;

/// What an example of what does not belong counts beside one that does.
const NEGATIVE: f32 = 0.5;
/// Similarity that says nothing, for any two texts of one language share some words, and similarity
/// at which an item is clearly of the kind. With many examples, one of ten items of other subjects
/// passes the first and hardly any the second; half of those that belong pass their middle.
const TOWARDS: Band = Band { neutral: 0.03, clear: 0.1, of_few: 2.0 };
/// The same for similarity to what does not belong. A word in common with one such example, often
/// the ambiguous one, must not push out what belongs: one strong term in a title reaches the
/// threshold just.
const AWAY: Band = Band { neutral: 0.04, clear: 0.1, of_few: 4.0 };
/// Similarity at which an item is the very article that was taught, or a telling of it.
const SAME: f64 = 0.9;
/// Terms up to which a list is short: examples then weigh in full.
const SHORT_LIST: f64 = 40.0;
/// What examples weigh at least, for a topic with a full list.
const LEAST_REACH: f64 = 0.25;

/// The examples of all topics, made ready for many items.
#[derive(Debug, Default)]
pub(super) struct Likeness {
    /// Word, example, weight; sorted, so that a word of an item leads to the examples that have it.
    postings: Vec<(u32, u32, f32)>,
    examples: Vec<Taught>,
    topics: Vec<Centroid>,
    threshold: f64,
}

#[derive(Debug)]
struct Taught {
    title: String,
    belongs: bool,
}

/// The middle of a topic.
#[derive(Debug, Default)]
struct Centroid {
    /// Its examples, by number.
    examples: std::ops::Range<usize>,
    /// How many belong, and how many do not.
    counts: [f32; 2],
    /// The length of the centroid.
    length: f32,
    /// What similarity weighs here, up to 1.
    reach: f64,
}

impl Likeness {
    pub(super) fn new(settings: &Settings) -> Self {
        let mut likeness = Likeness { threshold: settings.threshold, ..Likeness::default() };
        for topic in &settings.topics {
            let start = likeness.examples.len();
            let mut counts = [0.0_f32; 2];
            let mut vectors = Vec::new();
            for example in &topic.examples {
                counts[usize::from(!example.belongs)] += 1.0;
                vectors.push(Vector::of(&example.title, &example.text));
                likeness
                    .examples
                    .push(Taught { title: example.title.clone(), belongs: example.belongs });
            }
            let mut centroid: BTreeMap<u32, f32> = BTreeMap::new();
            for (number, vector) in vectors.iter().enumerate() {
                let share = share(likeness.examples[start + number].belongs, counts);
                for &(word, weight) in vector.weights() {
                    *centroid.entry(word).or_default() += weight * share;
                    likeness.postings.push((word, (start + number) as u32, weight));
                }
            }
            let Lists { strong, names, weak, .. } = &*topic.lists;
            let terms = strong.len() + names.len() + weak.len();
            likeness.topics.push(Centroid {
                examples: start..likeness.examples.len(),
                counts,
                length: centroid.values().map(|weight| weight * weight).sum::<f32>().sqrt(),
                reach: (SHORT_LIST / (terms as f64).max(1.0)).sqrt().clamp(LEAST_REACH, 1.0),
            });
        }
        likeness.postings.sort_by_key(|&(word, example, _)| (word, example));
        likeness
    }

    /// Adds what the examples say to the scores of the topics that have some.
    pub(super) fn adjust(&self, subject: &Subject<'_>, scores: &mut [Score]) {
        if self.examples.is_empty() {
            return;
        }
        let text = if subject.text[1].is_empty() { subject.text[0] } else { subject.text[1] };
        let cosines = self.cosines(&Vector::of(subject.title, text));
        for (centroid, score) in self.topics.iter().zip(scores) {
            let nearest = centroid.examples.clone().max_by(|&a, &b| {
                // Of two that say the same, the later one is what the person meant in the end.
                cosines[a].total_cmp(&cosines[b]).then(a.cmp(&b))
            });
            let Some(nearest) = nearest.filter(|&nearest| cosines[nearest] > 0.0) else { continue };
            let added = self.added(centroid, &cosines, score);
            score.sum += added;
            score.example = Some(Nearest {
                example: self.examples[nearest].title.clone(),
                belongs: self.examples[nearest].belongs,
                similarity: round(f64::from(cosines[nearest])),
                added,
            });
        }
    }

    /// The cosine of an item and each example.
    fn cosines(&self, vector: &Vector) -> Vec<f32> {
        let mut cosines = vec![0.0; self.examples.len()];
        for &(word, weight) in vector.weights() {
            let start = self.postings.partition_point(|posting| posting.0 < word);
            for &(_, example, other) in
                self.postings[start..].iter().take_while(|posting| posting.0 == word)
            {
                cosines[example as usize] += weight * other;
            }
        }
        cosines
    }

    fn added(&self, centroid: &Centroid, cosines: &[f32], score: &Score) -> f64 {
        if centroid.length == 0.0 {
            return 0.0;
        }
        let part =
            |number: usize| cosines[number] * share(self.examples[number].belongs, centroid.counts);
        let similarity = centroid.examples.clone().map(part).sum::<f32>() / centroid.length;
        let similarity = round(f64::from(similarity));
        let signed = if similarity > 0.0 {
            // Where terms speak for it already, they need no help.
            TOWARDS.part(similarity, centroid.counts[0]) / (1.0 + score.strong() as f64)
        } else {
            -AWAY.part(-similarity, centroid.counts[1])
        };
        round(signed * centroid.reach * self.threshold)
    }
}

/// Similarities between nothing and much.
struct Band {
    neutral: f64,
    clear: f64,
    /// How much wider it is for a single example: a few words in common are no subject.
    of_few: f64,
}

impl Band {
    /// Where a similarity lies between the two, from 0 to 1, for so many examples.
    fn part(&self, similarity: f64, examples: f32) -> f64 {
        let wider = 1.0 + self.of_few / f64::from(examples).max(1.0);
        let (neutral, clear) = (self.neutral * wider, self.clear * wider);
        ((similarity - neutral) / (clear - neutral)).clamp(0.0, 1.0)
    }
}

/// Whether the nearest example is the item itself, so that it alone decides.
pub(super) fn decides(nearest: &Nearest) -> bool {
    nearest.similarity >= SAME
}

/// What one of so many examples has of the centroid.
fn share(belongs: bool, [positive, negative]: [f32; 2]) -> f32 {
    if belongs { 1.0 / positive } else { -NEGATIVE / negative }
}

/// Three decimals: what lies below differs from machine to machine.
fn round(value: f64) -> f64 {
    (value * 1_000.0).round() / 1_000.0
}
