//! What an item holds of each topic → scores with their evidence.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Subject,
    passage::Passage,
    scan::{Found, Scanner},
    term::Role,
};
use crate::model::{Evidence, EvidenceKind, EvidencePlace, Nearest, Shielded};

/// What a strong term or a name counts in standfirst and lead.
pub const STRONG: f64 = 2.5;
/// What a weak term counts in standfirst and lead.
pub const WEAK: f64 = 1.0;
/// What a word of another walk of life counts, where only terms of several senses speak for a
/// topic: two of them in a title outweigh a doubtful name there.
pub const ELSEWHERE: f64 = -WEAK;
/// A term in the title counts so many times as much.
pub const TITLE_FACTOR: f64 = 2.0;
/// A term in the first sentence of standfirst or body counts so many times as much.
pub const OPENING_FACTOR: f64 = 1.75;
/// Most that the title adds to a score: two strong terms. A headline that says one thing in four
/// ways does not push out what it says once.
pub const TITLE_CAP: f64 = 10.0;
/// Most that standfirst and lead together add to a score: three strong terms. So a long text is no
/// better than a short one that is to the point.
pub const TEXT_CAP: f64 = 7.5;

/// Most characters of a title that are read; a longer one is an accident or an attack.
const TITLE_CHARS: usize = 400;
/// Most characters of a standfirst that are read: some publishers put the whole text there.
const DEK_CHARS: usize = 600;
/// Most characters of a body that are read. What an article is about stands in its first
/// paragraphs; further down come background and the other companies of the trade.
pub(super) const LEAD_CHARS: usize = 1_000;

/// What light strong terms must add up to where none of them weighs as much as [`STRONG`].
const HEAVY: f64 = 3.0;

/// What terms that agree must add up to, each that weighs more than [`WEAK`] twice.
const AGREEING: usize = 5;

/// What a term must weigh more than to agree with others: half a weak one. Words that are at home in
/// many places add to a sum, and are no ground.
const LIGHT: f64 = WEAK / 2.0;

/// A standfirst or body of more characters counts as a text: a sentence. Less is a label or a name.
const TEXT_CHARS: usize = 20;

/// Bytes of a standfirst or body that are its opening: a sentence or two, which say what happened.
const OPENING: usize = 240;

/// What speaks for one topic.
#[derive(Debug, Default)]
pub(super) struct Score {
    /// All of it.
    pub sum: f64,
    /// Each term once, at its best place.
    pub evidence: Vec<Evidence>,
    /// Words of other walks of life; they join the evidence where nothing is certain.
    elsewhere: Vec<Evidence>,
    /// Whether a strong term of one sense speaks for it.
    pub is_certain: bool,
    /// Whether the item has a standfirst or a body that could speak for it.
    has_text: bool,
    /// What the item's source begins with.
    pub prior: f64,
    /// The most similar example.
    pub example: Option<Nearest>,
    /// Shields that kept terms from counting.
    pub shields: Vec<Shielded>,
    /// The words that keep the item out.
    pub excluded: Option<String>,
}

impl Score {
    /// Whether strong terms speak for it: one that a hit in the title or a second one backs, or two
    /// weak ones where it stands in the opening. The source's prior, or examples, stand for one
    /// where they add as much; without any strong term they do not suffice.
    pub(super) fn has_enough_strong(&self) -> bool {
        self.is_backed() || self.is_agreed()
    }

    /// Whether it has enough without terms that only agree.
    pub(super) fn is_backed(&self) -> bool {
        let speaking = || self.evidence.iter().filter(|evidence| evidence.weight > 0.0);
        let strong = || speaking().filter(|evidence| evidence.kind != EvidenceKind::Weak);
        let added = self.example.as_ref().map_or(0.0, |nearest| nearest.added);
        let others = usize::from(self.prior >= STRONG) + usize::from(added >= STRONG);
        let count = strong().count() + others;
        let is_in_title = |evidence: &Evidence| evidence.place == EvidencePlace::Title;
        // Light words of the strong list are no ground among weak ones.
        let weights = || strong().map(|evidence| evidence.weight);
        let is_heavy = weights().any(|weight| weight >= STRONG) || weights().sum::<f64>() >= HEAVY;
        // One term far from the title is a mention in passing, whatever weak words stand around it.
        let opens = || weights().any(|weight| weight > STRONG) && speaking().count() > 2;
        let is_backed = count >= 2 || speaking().any(is_in_title) || opens();
        is_heavy && is_backed
    }

    /// Whether terms agree though none of them suffices: `Visa lifts fees`, `worth $3 trillion`.
    /// Three do where two weigh more than a weak term usually does, four where one does; one that
    /// does must be in the title, and no word of another walk of life may speak against. Plain weak
    /// terms never suffice, and [light](LIGHT) ones do not count.
    fn is_agreed(&self) -> bool {
        let weighs = |evidence: &Evidence, weight: f64| match evidence.place {
            EvidencePlace::Title => evidence.weight > weight * TITLE_FACTOR,
            _ => evidence.weight > weight * OPENING_FACTOR,
        };
        let telling = || self.evidence.iter().filter(|evidence| weighs(evidence, WEAK));
        let saying = self.evidence.iter().filter(|evidence| weighs(evidence, LIGHT));
        saying.count() + telling().count() >= AGREEING
            && self.evidence.iter().all(|evidence| evidence.weight > 0.0)
            && telling().any(|evidence| evidence.place == EvidencePlace::Title)
    }

    /// Whether only words of several senses in the title speak for it, and the text below has no
    /// word of the topic: whoever writes about a chip maker says so again within a sentence or two.
    pub(super) fn is_left_alone(&self) -> bool {
        let adds = |nearest: &Nearest| nearest.added > 0.0;
        let speaking = || self.evidence.iter().filter(|evidence| evidence.weight > 0.0);
        self.has_text
            && !self.is_certain
            && self.prior <= 0.0
            && !self.example.as_ref().is_some_and(adds)
            && self.strong() > 0
            && speaking().all(|evidence| evidence.place == EvidencePlace::Title)
    }

    /// Whether a strong term or name stands in the title: such a topic is no passing mention.
    pub(super) fn is_named_in_title(&self) -> bool {
        let names = |evidence: &Evidence| {
            evidence.kind != EvidenceKind::Weak && evidence.place == EvidencePlace::Title
        };
        self.evidence.iter().any(names)
    }

    /// How many strong terms and names speak for it.
    pub(super) fn strong(&self) -> usize {
        self.evidence.iter().filter(|evidence| evidence.kind != EvidenceKind::Weak).count()
    }

    /// Adds up what was found.
    fn close(&mut self) {
        if !self.is_certain && !self.evidence.is_empty() {
            self.evidence.append(&mut self.elsewhere);
        }
        // First sorted: the sum then does not depend on the order in which terms were configured.
        self.evidence
            .sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.term.cmp(&b.term)));
        let (title, text): (Vec<_>, Vec<_>) =
            self.evidence.iter().partition(|evidence| evidence.place == EvidencePlace::Title);
        let sum = |part: Vec<&Evidence>| part.iter().map(|evidence| evidence.weight).sum::<f64>();
        self.sum = sum(title).min(TITLE_CAP) + sum(text).min(TEXT_CAP) + self.prior;
    }

    fn shield(&mut self, shield: &str, matched: &str, swallowed: Vec<String>) {
        let known = self.shields.iter_mut().find(|known| known.shield == shield);
        match known {
            Some(known) => known.swallowed.extend(swallowed),
            None => self.shields.push(Shielded {
                shield: shield.to_owned(),
                matched: matched.to_owned(),
                swallowed,
            }),
        }
    }

    fn sort_shields(&mut self) {
        self.shields.sort_by(|a, b| a.shield.cmp(&b.shield));
        for shielded in &mut self.shields {
            shielded.swallowed.sort();
            shielded.swallowed.dedup();
        }
    }
}

/// Scores every topic by its terms and by the source; `priors` has those of each topic.
pub(super) fn scores<'p>(
    scanner: &Scanner,
    subject: &Subject<'_>,
    priors: impl Iterator<Item = &'p BTreeMap<String, f64>>,
) -> Vec<Score> {
    let prior = |priors: &BTreeMap<String, f64>| priors.get(subject.source).copied();
    let mut scores: Vec<Score> = priors
        .map(|priors| Score {
            prior: prior(priors).unwrap_or_default(),
            has_text: subject.text.iter().any(|text| text.chars().nth(TEXT_CHARS).is_some()),
            ..Score::default()
        })
        .collect();
    let parts = [
        (subject.title, TITLE_CHARS, EvidencePlace::Title),
        (subject.text[0], DEK_CHARS, EvidencePlace::Dek),
        (subject.text[1], LEAD_CHARS, EvidencePlace::Text),
    ];
    let parts = parts.into_iter().filter(|(text, ..)| !text.is_empty());
    let parts: Vec<_> = parts
        .map(|(text, most, place)| {
            let passage = Passage::new(text, most);
            (scanner.scan(&passage), passage, place)
        })
        .collect();
    let mut seen = other_sense(parts.iter().map(|(found, ..)| found));
    for (found, passage, place) in parts {
        add(&mut scores, scanner, found, &passage, place, &mut seen);
    }
    for score in &mut scores {
        score.close();
        score.sort_shields();
    }
    scores
}

/// The terms that have another sense in this item: a part of it has the term within a shield, and
/// never outside. A word keeps its sense throughout an article (Gale, Church and Yarowsky 1992):
/// below the title `The last chip shop`, chips are to be eaten.
fn other_sense<'f>(parts: impl Iterator<Item = &'f Found>) -> BTreeSet<usize> {
    let mut other = BTreeSet::new();
    for found in parts {
        let swallowed = found.shields.iter().flat_map(|(_, swallowed)| swallowed);
        let is_free = |term: usize| found.hits.iter().any(|hit| hit.pattern == term);
        other.extend(swallowed.copied().filter(|&term| !is_free(term)));
    }
    other
}

fn add(
    scores: &mut [Score],
    scanner: &Scanner,
    found: Found,
    passage: &Passage,
    place: EvidencePlace,
    seen: &mut BTreeSet<usize>,
) {
    for hit in found.hits {
        if !seen.insert(hit.pattern) {
            continue;
        }
        let pattern = scanner.pattern(hit.pattern);
        let score = &mut scores[pattern.topic];
        let matched = passage.cased(hit.start, hit.end).to_owned();
        let kind = match pattern.role {
            Role::Count(kind) => kind,
            Role::Elsewhere => EvidenceKind::Weak,
            Role::Shield | Role::Exclude => {
                score.excluded.get_or_insert(matched);
                continue;
            }
        };
        let factor = match place {
            EvidencePlace::Title => TITLE_FACTOR,
            _ if hit.start < OPENING => OPENING_FACTOR,
            _ => 1.0,
        };
        // A long text has words of every walk of life; only its opening says which one it is from.
        if pattern.role == Role::Elsewhere && factor == 1.0 {
            continue;
        }
        let (term, weight) = (pattern.term.clone(), pattern.weight * factor);
        let evidence = Evidence { term, matched, place, kind, weight };
        if pattern.role == Role::Elsewhere {
            score.elsewhere.push(evidence);
        } else {
            score.is_certain |= kind != EvidenceKind::Weak && !pattern.in_doubt;
            score.evidence.push(evidence);
        }
    }
    for (hit, swallowed) in found.shields {
        let pattern = scanner.pattern(hit.pattern);
        let swallowed = swallowed.iter().map(|&number| scanner.pattern(number).term.clone());
        let matched = passage.cased(hit.start, hit.end);
        scores[pattern.topic].shield(&pattern.term, matched, swallowed.collect());
    }
}
