//! A verdict → "why it is here", for programs: the same as the page says, in the extension of the JSON
//! feed.

use serde::Serialize;

use crate::model::{EvidenceKind, EvidencePlace, Ground, Nearest, Shielded, Verdict};

use super::shown::{LONGEST_NAME, short};

/// Most terms or shields that are named, the heaviest first.
const MOST: usize = 20;

/// Why an item is in a topic. What is empty is left out.
#[derive(Serialize)]
pub(super) struct Why {
    /// What decided.
    ground: &'static str,
    /// The label, the rule or the words that did.
    #[serde(skip_serializing_if = "Option::is_none")]
    by: Option<String>,
    score: f64,
    needed: f64,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    terms: Vec<Term>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prior: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    example: Option<Example>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    shields: Vec<Shield>,
}

#[derive(Serialize)]
struct Term {
    term: String,
    /// Where the item has it in other words.
    #[serde(skip_serializing_if = "Option::is_none")]
    matched: Option<String>,
    kind: EvidenceKind,
    place: EvidencePlace,
    weight: f64,
}

#[derive(Serialize)]
struct Example {
    title: String,
    belongs: bool,
    similarity: f64,
    added: f64,
}

#[derive(Serialize)]
struct Shield {
    matched: String,
    swallowed: Vec<String>,
}

impl Why {
    pub fn new(verdict: &Verdict) -> Self {
        let (ground, by) = ground(&verdict.ground);
        let terms = verdict.evidence.iter().take(MOST).map(|evidence| Term {
            term: text(&evidence.term),
            matched: (evidence.matched != evidence.term).then(|| text(&evidence.matched)),
            kind: evidence.kind,
            place: evidence.place,
            weight: number(evidence.weight),
        });
        Why {
            ground,
            by: by.map(text),
            score: number(verdict.score),
            needed: number(verdict.needed),
            terms: terms.collect(),
            prior: (verdict.prior != 0.0).then(|| number(verdict.prior)),
            example: verdict.example.as_ref().map(example),
            shields: verdict.shields.iter().take(MOST).map(shield).collect(),
        }
    }
}

/// The same words as in the answers of the command line.
fn ground(ground: &Ground) -> (&'static str, Option<&str>) {
    match ground {
        Ground::Source => ("source", None),
        Ground::Rule(rule) => ("rule", Some(rule)),
        Ground::Excluded(words) => ("excluded", Some(words)),
        Ground::Category(label) => ("category", Some(label)),
        Ground::Example => ("example", None),
        Ground::Score => ("score", None),
        Ground::NoTerm => ("no-term", None),
        Ground::BelowThreshold => ("below-threshold", None),
        Ground::BelowShare => ("below-share", None),
        Ground::TooFewStrong => ("too-few-strong", None),
    }
}

fn example(nearest: &Nearest) -> Example {
    Example {
        title: text(&nearest.example),
        belongs: nearest.belongs,
        similarity: number(nearest.similarity),
        added: number(nearest.added),
    }
}

fn shield(shield: &Shielded) -> Shield {
    Shield {
        matched: text(&shield.matched),
        swallowed: shield.swallowed.iter().take(MOST).map(|term| text(term)).collect(),
    }
}

/// Terms come as plain strings.
fn text(raw: &str) -> String {
    short(raw, LONGEST_NAME)
}

/// At most two decimals, and no negative zero.
fn number(value: f64) -> f64 {
    (value * 100.0).round() / 100.0 + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let all = [3.0, 0.126, -0.001].map(|value| serde_json::to_string(&number(value)).unwrap());
        assert_eq!(all, ["3.0", "0.13", "0.0"]);
    }
}
