//! Item → topics, with evidence.
//!
//! In: an item and the topics of the config. Out: one [`Verdict`] per topic, each with the words that
//! led to it. Offline, deterministic, no training: `feedmill explain` calls the same function and
//! prints what it returns.
//!
//! A term counts once, at its best place: [`STRONG`] or [`WEAK`], times [`TITLE_FACTOR`] in the title.
//! A topic takes an item when the sum passes the threshold and the share of the item's best topic,
//! and a strong term stands in the title or two stand in the text. Weak terms never suffice.

mod pattern;
mod scan;
mod shipped;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Evidence, EvidencePlace, Ground, Item, Verdict, fold};
use pattern::{Pattern, Strength};
use scan::Scanner;

pub use pattern::term_key;
pub use shipped::SHIPPED;

/// What a strong term or a name counts in standfirst and lead.
pub const STRONG: f64 = 2.5;
/// What a weak term counts in standfirst and lead.
pub const WEAK: f64 = 1.0;
/// A term in the title counts so many times as much.
pub const TITLE_FACTOR: f64 = 2.0;
/// Most that standfirst and lead together add to a score, so that a long text is no better than a
/// short one that is to the point.
pub const TEXT_CAP: f64 = 25.0;

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
    /// Terms that suffice, two of them where none is in the title.
    pub strong: Vec<Term>,
    /// Proper names; they count as strong terms.
    pub names: Vec<Term>,
    /// Terms that support but never suffice.
    pub weak: Vec<Term>,
    /// Phrases that swallow the terms within them and count nothing.
    pub shields: Vec<String>,
    /// Terms that keep an item out.
    pub exclude: Vec<String>,
    /// What the score begins with, by source.
    pub priors: BTreeMap<String, f64>,
    /// What the topic's author expects of it.
    pub tests: Vec<Test>,
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
#[derive(Clone, Copy, Debug)]
pub struct Subject<'a> {
    /// Title, plain text.
    pub title: &'a str,
    /// Standfirst and lead, plain text.
    pub text: [&'a str; 2],
    /// Labels of the publisher.
    pub categories: &'a [crate::model::Text],
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
            source_topics,
        }
    }
}

/// The topics, made ready for many items.
#[derive(Debug)]
pub struct Router {
    settings: Settings,
    scanner: Scanner,
    /// Folded categories by topic.
    categories: Vec<Vec<String>>,
}

impl Router {
    /// Makes the automaton of all terms of all topics. Terms that can match nothing are left out.
    pub fn new(settings: &Settings) -> Self {
        let mut patterns = Vec::new();
        for (number, topic) in settings.topics.iter().enumerate() {
            let lists = [
                (&topic.strong, Strength::Strong),
                (&topic.names, Strength::Strong),
                (&topic.weak, Strength::Weak),
            ];
            for (terms, strength) in lists {
                let ready = terms.iter();
                let ready = ready.filter_map(|term| Pattern::new(&term.text, number, strength));
                patterns.extend(ready);
            }
            let shields = topic.shields.iter();
            let shields = shields.filter_map(|term| Pattern::new(term, number, Strength::Shield));
            patterns.extend(shields);
        }
        let fold_all = |topic: &Topic| topic.categories.iter().map(|label| fold(label)).collect();
        Router {
            scanner: Scanner::new(patterns),
            categories: settings.topics.iter().map(fold_all).collect(),
            settings: settings.clone(),
        }
    }

    /// Decides about every topic, in the order of the config.
    pub fn verdicts(&self, subject: &Subject<'_>) -> Vec<Verdict> {
        let scores: Vec<Score> = self.scores(subject);
        let best = scores.iter().map(|score| score.sum).fold(0.0, f64::max);
        self.settings
            .topics
            .iter()
            .zip(scores)
            .enumerate()
            .map(|(number, (topic, score))| {
                let (routed, ground) = self.decide(number, topic, &score, best, subject);
                Verdict {
                    topic: topic.id.clone(),
                    routed,
                    ground,
                    score: score.sum,
                    needed: self.settings.threshold.max(best * self.settings.share),
                    evidence: score.evidence,
                }
            })
            .collect()
    }

    fn decide(
        &self,
        number: usize,
        topic: &Topic,
        score: &Score,
        best: f64,
        subject: &Subject<'_>,
    ) -> (bool, Ground) {
        if subject.source_topics.contains(&topic.id) {
            return (true, Ground::Source);
        }
        if self.settings.category_wins {
            let is_ours =
                |label: &&crate::model::Text| self.categories[number].contains(&fold(label));
            if let Some(label) = subject.categories.iter().find(is_ours) {
                return (true, Ground::Category(label.to_string()));
            }
        }
        if score.evidence.is_empty() {
            (false, Ground::NoTerm)
        } else if score.sum < self.settings.threshold {
            (false, Ground::BelowThreshold)
        } else if !score.has_enough_strong() {
            (false, Ground::TooFewStrong)
        } else if score.sum < best * self.settings.share {
            (false, Ground::BelowShare)
        } else {
            (true, Ground::Score)
        }
    }

    fn scores(&self, subject: &Subject<'_>) -> Vec<Score> {
        let mut scores: Vec<Score> =
            self.settings.topics.iter().map(|_| Score::default()).collect();
        let mut seen = vec![false; self.scanner.len()];
        let zones = [
            (subject.title, EvidencePlace::Title),
            (subject.text[0], EvidencePlace::Text),
            (subject.text[1], EvidencePlace::Text),
        ];
        for (text, place) in zones {
            self.scanner.scan(text, |hit| {
                if !std::mem::replace(&mut seen[hit.pattern], true) {
                    let pattern = self.scanner.pattern(hit.pattern);
                    scores[pattern.topic].add(pattern, hit.matched, place);
                }
            });
        }
        for score in &mut scores {
            score.close();
        }
        scores
    }
}

/// What speaks for one topic.
#[derive(Debug, Default)]
struct Score {
    sum: f64,
    evidence: Vec<Evidence>,
}

impl Score {
    fn add(&mut self, pattern: &Pattern, matched: &str, place: EvidencePlace) {
        let base = if pattern.strength == Strength::Strong { STRONG } else { WEAK };
        let factor = if place == EvidencePlace::Title { TITLE_FACTOR } else { 1.0 };
        self.evidence.push(Evidence {
            term: pattern.term.clone(),
            matched: matched.to_owned(),
            place,
            weight: base * factor,
            strong: pattern.strength == Strength::Strong,
        });
    }

    fn close(&mut self) {
        let sum = |place| -> f64 {
            let here = self.evidence.iter().filter(|evidence| evidence.place == place);
            here.map(|evidence| evidence.weight).sum()
        };
        self.sum = sum(EvidencePlace::Title) + sum(EvidencePlace::Text).min(TEXT_CAP);
        self.evidence.sort_by(|a, b| b.weight.total_cmp(&a.weight).then(a.term.cmp(&b.term)));
    }

    fn has_enough_strong(&self) -> bool {
        let strong = || self.evidence.iter().filter(|evidence| evidence.strong);
        strong().count() >= 2 || strong().any(|evidence| evidence.place == EvidencePlace::Title)
    }
}

#[cfg(test)]
mod tests;
