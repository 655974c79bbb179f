//! Item → topics, with evidence.
//!
//! In: an item and the topics of the config. Out: one [`Verdict`] per topic, each with all that led
//! to it. Offline, deterministic, no training: `feedmill explain` calls the same function and
//! prints what it returns.
//!
//! A term counts once, at its best place: [`STRONG`] or [`WEAK`] or its own weight, times
//! [`TITLE_FACTOR`] in the title and [`OPENING_FACTOR`] in the first sentences of standfirst and
//! body; the title adds at most [`TITLE_CAP`], standfirst and the first paragraphs together at most
//! [`TEXT_CAP`]. A weight below zero speaks against. Of terms that overlap within a topic, the
//! longest counts, and a shield counts nothing; a word that a shield holds in the title counts
//! nothing in the text either. A strong term with a weight of its own of at most [`STRONG`] is one
//! of several senses; where no other speaks for a topic, words of other walks of life count
//! [`ELSEWHERE`] in title and opening, and a title whose text has no word of the topic needs
//! [`ALONE`] more.
//!
//! A topic takes an item when the sum passes the threshold and one strong term speaks for it that
//! something else backs: a hit in the title, a second one, or in the opening two weak ones. Plain
//! weak terms never suffice; those with a weight of their own above [`WEAK`] do where they agree,
//! with one of them in the title. Without a strong term in the title it takes a share of the item's
//! best topic too: what an article mentions in passing is not what it is about. A source's prior
//! and the examples add to the sum, and stand for a strong term where they add as much as one.

mod example;
mod file;
mod lesson;
mod likeness;
mod lists;
mod name;
mod needles;
mod passage;
pub mod rule;
mod scan;
mod score;
mod script;
mod shipped;
mod suggest;
mod term;
mod vector;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{EvidenceKind, Ground, Item, Text, Verdict};
use likeness::Likeness;
use scan::{Scanner, Terms};
use score::Score;
use term::Role;

pub use example::Example;
pub use lesson::{Taught, forget, is_same, teach};
pub use lists::{LazyLists, Lists};
pub use rule::Rules;
pub use score::{ELSEWHERE, OPENING_FACTOR, STRONG, TEXT_CAP, TITLE_CAP, TITLE_FACTOR, WEAK};
pub use shipped::SHIPPED;
pub use suggest::{Advice, Comparison, ShieldSuggestion, Study, Suggestions, TermSuggestion};
pub use term::term_key;
pub use vector::Vector;

/// What routing obeys.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// What a score must reach.
    pub threshold: f64,
    /// Smallest share of the score of the item's best topic.
    pub share: f64,
    /// Whether a category of the publisher gives its topic whatever the score.
    pub category_wins: bool,
    /// The topics, in the order of the config.
    pub topics: Vec<Topic>,
    /// What the operator wants done with items.
    pub rules: Rules,
}

/// A subject with its rules and its tests.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Topic {
    /// The id: a folder name in the output.
    pub id: String,
    /// Title for people.
    pub title: String,
    /// One sentence on what the feed holds.
    pub description: Option<String>,
    /// Labels of publishers that mean this topic.
    pub categories: Vec<String>,
    /// Its terms and tests.
    pub lists: LazyLists,
    /// What the score begins with, by source.
    pub priors: BTreeMap<String, f64>,
    /// Items that belong to it, and items that do not.
    pub examples: Vec<Example>,
}

/// A term of a topic.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Term {
    /// Words; `*` at the end takes any ending.
    #[serde(rename = "term")]
    pub text: String,
    /// What it counts, where that is not what its list counts.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

impl From<&str> for Term {
    fn from(text: &str) -> Self {
        Term { text: text.to_owned(), weight: None }
    }
}

/// What the author of a topic expects.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Title of the sample.
    pub title: String,
    /// Text of the sample.
    pub text: String,
    /// Whether it belongs to the topic.
    pub expect: bool,
}

/// What routing reads of an item.
#[derive(Clone, Copy, Debug, Default)]
pub struct Subject<'a> {
    /// Title, plain text.
    pub title: &'a str,
    /// Standfirst and lead, plain text.
    pub text: [&'a str; 2],
    /// Labels of the publisher.
    pub categories: &'a [Text],
    /// The source's id.
    pub source: &'a str,
    /// Topics that the item's source is always in.
    pub source_topics: &'a [String],
}

impl<'a> Subject<'a> {
    /// The subject that an item is, for a source that is always in `source_topics`.
    pub fn of(item: &'a Item, source_topics: &'a [String]) -> Self {
        Subject {
            title: &item.title.text,
            text: [item.summary.as_deref().unwrap_or_default(), &item.lead],
            categories: &item.categories,
            source: &item.source,
            source_topics,
        }
    }

    /// A sample without a source: a test, or words that a person tries.
    pub fn sample(title: &'a str, text: &'a str) -> Self {
        Subject { title, text: ["", text], ..Subject::default() }
    }
}

/// The topics, made ready for many items.
#[derive(Debug)]
pub struct Router {
    settings: Settings,
    scanner: Scanner,
    likeness: Likeness,
    /// The keys of the categories, by topic.
    categories: Vec<Vec<String>>,
}

impl Router {
    /// Makes ready all terms of all topics. Terms that can match nothing are left out.
    pub fn new(settings: &Settings) -> Self {
        let mut ready = Terms::default();
        for (number, topic) in settings.topics.iter().enumerate() {
            let lists = &*topic.lists;
            let counted = [
                (&lists.strong, EvidenceKind::Strong, STRONG),
                (&lists.names, EvidenceKind::Name, STRONG),
                (&lists.weak, EvidenceKind::Weak, WEAK),
            ];
            for (terms, kind, usual) in counted {
                for term in terms {
                    let weight = term.weight.unwrap_or(usual);
                    // A weight of its own says that the word has other senses too.
                    let in_doubt = term.weight.is_some_and(|weight| weight <= STRONG);
                    ready.add(&term.text, number, Role::Count(kind), weight, in_doubt);
                }
            }
            let others = [
                (&lists.shields, Role::Shield, 0.0),
                (&lists.exclude, Role::Exclude, 0.0),
                (&lists.elsewhere, Role::Elsewhere, ELSEWHERE),
            ];
            for (terms, role, weight) in others {
                terms.iter().for_each(|term| ready.add(term, number, role, weight, false));
            }
        }
        let keys = |topic: &Topic| topic.categories.iter().map(|label| label_key(label)).collect();
        Router {
            scanner: Scanner::new(ready),
            likeness: Likeness::new(settings),
            categories: settings.topics.iter().map(keys).collect(),
            settings: settings.clone(),
        }
    }

    /// All terms of all topics.
    fn scanner(&self) -> &Scanner {
        &self.scanner
    }

    /// Decides about every topic, in the order of the config.
    pub fn verdicts(&self, subject: &Subject<'_>) -> Vec<Verdict> {
        let topics = &self.settings.topics;
        let mut scores =
            score::scores(&self.scanner, subject, topics.iter().map(|topic| &topic.priors));
        self.likeness.adjust(subject, &mut scores);
        // An item that is kept out of a topic is no measure for the others.
        let counted = scores.iter().filter(|score| score.excluded.is_none());
        let best = counted.map(|score| score.sum).fold(0.0, f64::max);
        let is_about = |score: &Score| {
            let is_enough = score.sum + ROUNDING >= self.settings.threshold;
            score.is_certain && is_enough && score.excluded.is_none()
        };
        let certain: Vec<bool> = scores.iter().map(is_about).collect();
        let labels: Vec<String> = subject.categories.iter().map(|label| label_key(label)).collect();
        let verdict = |(number, (topic, score)): (usize, (&Topic, Score))| {
            let mine = &self.categories[number];
            let label = labels.iter().position(|label| mine.contains(label));
            let label = label.map(|at| subject.categories[at].to_string());
            let share = if score.is_named_in_title() { 0.0 } else { self.settings.share };
            let is_beside = (0..).zip(&certain).any(|(other, it)| *it && other != number);
            let least = self.least(&score, is_beside);
            let needed = least.max(best * share);
            let (routed, ground) = self.decide(topic, &score, (least, needed), label, subject);
            Verdict {
                topic: topic.id.clone(),
                routed,
                ground,
                score: score.sum,
                needed,
                evidence: score.evidence,
                prior: score.prior,
                example: score.example,
                shields: score.shields,
            }
        };
        topics.iter().zip(scores).enumerate().map(verdict).collect()
    }

    /// What a score must reach, however high those of the other topics are; `is_beside` says that one of
    /// them is certain.
    fn least(&self, score: &Score, is_beside: bool) -> f64 {
        let alone = if score.is_left_alone() { ALONE } else { 0.0 };
        let beside = if is_beside && !score.is_backed() { BESIDE } else { 0.0 };
        self.settings.threshold + alone + beside
    }

    fn decide(
        &self,
        topic: &Topic,
        score: &Score,
        (least, needed): (f64, f64),
        label: Option<String>,
        subject: &Subject<'_>,
    ) -> (bool, Ground) {
        if subject.source_topics.contains(&topic.id) {
            return (true, Ground::Source);
        }
        if let Some(words) = &score.excluded {
            return (false, Ground::Excluded(words.clone()));
        }
        let taught = score.example.as_ref().filter(|nearest| likeness::decides(nearest));
        if let Some(nearest) = taught {
            return (nearest.belongs, Ground::Example);
        }
        if let Some(label) = label.filter(|_| self.settings.category_wins) {
            return (true, Ground::Category(label));
        }
        let added = score.example.as_ref().map_or(0.0, |nearest| nearest.added);
        let by_example = added >= self.settings.threshold;
        if score.evidence.is_empty() && added < STRONG {
            (false, Ground::NoTerm)
        } else if score.sum + ROUNDING < least {
            (false, Ground::BelowThreshold)
        } else if !by_example && !score.has_enough_strong() {
            (false, Ground::TooFewStrong)
        } else if score.sum + ROUNDING < needed {
            (false, Ground::BelowShare)
        } else {
            (true, if by_example { Ground::Example } else { Ground::Score })
        }
    }
}

/// What a topic needs beyond the threshold where only words of several senses in the title speak
/// for it, and the text does not.
pub const ALONE: f64 = WEAK;

/// What a topic needs beyond the threshold where its terms only agree and another topic is certain: a
/// chip that doubles its speed and drops a core is no news of markets.
pub const BESIDE: f64 = STRONG;

/// What sums of weights may lack of the number that they are on paper.
const ROUNDING: f64 = 1e-9;

/// Two labels with the same key are one: `Machine-Learning`, `machine learning`, `MachineLearning`.
fn label_key(label: &str) -> String {
    term_key(label).replace(' ', "")
}

#[cfg(test)]
mod tests;
