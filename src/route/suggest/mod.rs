//! Items in a topic and items outside → terms and shields that the topic could have.
//!
//! First the items of the topic are shown, then all others: of those only what could be a term is
//! counted, so memory grows with the topic and not with the archive. The items of the topic come
//! before the others because of that; [`Study::compare`] is the border.

mod advice;
mod shield;
mod words;

use std::collections::BTreeMap;

use serde::Serialize;

use super::{
    Lists, Router, Settings, Subject, Topic, passage::Passage, scan::Scanner, score::LEAD_CHARS,
    term_key,
};
use shield::Around;
use words::{Phrase, phrases};

/// What a topic could have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Suggestions {
    /// Items of the topic that were read.
    pub inside: u32,
    /// Other items that were read.
    pub outside: u32,
    /// Terms that tell its items from others, the most telling first.
    pub terms: Vec<TermSuggestion>,
    /// Phrases around its terms in items of other subjects.
    pub shields: Vec<ShieldSuggestion>,
}

/// A term that tells the items of a topic from the others.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct TermSuggestion {
    /// The term.
    pub term: String,
    /// The list to put it into.
    pub advice: Advice,
    /// Items of the topic that have it.
    pub inside: u32,
    /// Other items that have it.
    pub outside: u32,
    /// The title of the newest item of the topic that has it.
    pub example: String,
}

/// The list that a term fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Advice {
    /// Hardly any other item has it.
    Strong,
    /// The same, and it is written like a name.
    Name,
    /// Others have it as well, but less often.
    Weak,
}

/// A phrase that swallows a term where it means something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ShieldSuggestion {
    /// The phrase.
    pub phrase: String,
    /// The term of the topic within it.
    pub around: String,
    /// Items outside of the topic that have it; no item of the topic does.
    pub outside: u32,
    /// How many of these were taught not to belong.
    pub taught: u32,
    /// The title of the newest of them.
    pub example: String,
}

/// The items of a topic, read for what they have in common.
#[derive(Debug)]
pub struct Study<'t> {
    topic: &'t Topic,
    router: Router,
    terms: BTreeMap<String, Count>,
    around: Around,
    /// Titles of the topic's items.
    titles: Vec<String>,
    /// Numbers of sources, in the order of first sight.
    sources: BTreeMap<String, u32>,
}

/// The same, beside the items outside.
#[derive(Debug)]
pub struct Comparison<'t> {
    study: Study<'t>,
    outside: u32,
}

/// How often a phrase occurs.
#[derive(Debug, Default)]
struct Count {
    inside: u32,
    outside: u32,
    /// Items of the topic that have exactly this form, not only its plural.
    exact: u32,
    /// Occurrences within a clause in lower case, and with a capital.
    plain: u32,
    capital: u32,
    /// As it is written.
    form: String,
    /// The number of the item that was counted last.
    last: u32,
    /// The number of the newest item of the topic that has it.
    example: u32,
    /// The source of that item.
    source: u32,
    /// Whether items of several sources have it.
    is_of_several: bool,
    /// Whether an item has it that was taught not to belong.
    is_taught_out: bool,
}

/// What is read of a subject: title, standfirst, lead; and whether its capitals say something.
fn passages(subject: &Subject<'_>) -> Vec<(Passage, bool)> {
    let title = Passage::new(subject.title, LEAD_CHARS);
    let is_headline = is_headline(subject.title);
    let texts = subject.text.iter().filter(|text| !text.is_empty());
    let texts = texts.map(|text| (Passage::new(text, LEAD_CHARS), true));
    std::iter::once((title, !is_headline)).chain(texts).collect()
}

/// Whether a title is written with a capital on every word, as some publishers do.
fn is_headline(title: &str) -> bool {
    /// Shorter words have no capital even there.
    const SHORT: usize = 4;
    let long = || title.split_whitespace().skip(1).filter(|word| word.chars().count() >= SHORT);
    let capital = long().filter(|word| word.starts_with(char::is_uppercase)).count();
    capital * 3 >= long().count() * 2
}

impl<'t> Study<'t> {
    /// Begins with the terms that the topic has.
    pub fn new(topic: &'t Topic, settings: &Settings) -> Self {
        let alone = Settings { topics: vec![topic.clone()], ..settings.clone() };
        Study {
            topic,
            router: Router::new(&alone),
            terms: BTreeMap::new(),
            around: Around::default(),
            titles: Vec::new(),
            sources: BTreeMap::new(),
        }
    }

    /// Reads an item of the topic, newest first.
    pub fn inside(&mut self, subject: &Subject<'_>) {
        let item = self.titles.len() as u32;
        self.titles.push(subject.title.to_owned());
        let next = self.sources.len() as u32;
        let source = *self.sources.entry(subject.source.to_owned()).or_insert(next);
        for (passage, has_case) in passages(subject) {
            phrases(&passage, |phrase| {
                if let Some(singular) = singular(phrase.simple) {
                    count(&mut self.terms, singular, None, false, item, source);
                }
                count(&mut self.terms, phrase.simple, Some(phrase), has_case, item, source);
            });
            self.around.add(self.router.scanner(), &passage, Side::In);
        }
    }

    /// Ends the topic's items; what fewer than some of them have is no term.
    pub fn compare(mut self) -> Comparison<'t> {
        let least = advice::least(self.titles.len() as u32);
        self.terms.retain(|_, count| count.inside >= least && count.exact > 0);
        let plurals = self.terms.keys().filter(|term| {
            singular(term).is_some_and(|singular| self.terms.contains_key(singular))
        });
        for plural in plurals.cloned().collect::<Vec<_>>() {
            self.terms.remove(&plural);
        }
        for count in self.terms.values_mut() {
            count.last = u32::MAX;
        }
        Comparison { study: self, outside: 0 }
    }
}

impl Comparison<'_> {
    /// Reads an item that is not in the topic, newest first; `taught` says that a person said so.
    pub fn outside(&mut self, subject: &Subject<'_>, taught: bool) {
        let item = self.outside;
        self.outside += 1;
        let terms = &mut self.study.terms;
        let mut see = |simple: &str| {
            if let Some(count) = terms.get_mut(simple) {
                count.outside += u32::from(count.last != item);
                count.last = item;
                count.is_taught_out |= taught;
            }
        };
        let title = subject.title;
        for (at, (passage, _)) in passages(subject).into_iter().enumerate() {
            phrases(&passage, |phrase| {
                singular(phrase.simple).into_iter().for_each(&mut see);
                see(phrase.simple);
            });
            let side = Side::Out { item, title, taught, is_title: at == 0 };
            self.study.around.add(self.study.router.scanner(), &passage, side);
        }
    }

    /// The terms and shields that are worth a look, at most so many of each.
    pub fn suggestions(&self, most: usize) -> Suggestions {
        let Study { topic, router, terms, around, titles, sources } = &self.study;
        let inside = titles.len() as u32;
        let items = advice::Items { inside, outside: self.outside, sources: sources.len() };
        let is_new = |form: &str| !is_known(topic, router.scanner(), form);
        Suggestions {
            inside,
            outside: self.outside,
            terms: advice::terms(terms, &items, titles, is_new, most),
            shields: around.shields(&items, most),
        }
    }
}

/// Whether an item stands on this or that side of a topic.
#[derive(Clone, Copy, Debug)]
enum Side<'s> {
    In,
    Out { item: u32, title: &'s str, taught: bool, is_title: bool },
}

/// Counts a phrase once per item; `None` is one that stands there as its plural only.
fn count(
    terms: &mut BTreeMap<String, Count>,
    simple: &str,
    phrase: Option<Phrase<'_>>,
    has_case: bool,
    item: u32,
    source: u32,
) {
    if !terms.contains_key(simple) {
        let fresh = Count { last: u32::MAX, example: item, source, ..Count::default() };
        terms.insert(simple.to_owned(), fresh);
    }
    let Some(count) = terms.get_mut(simple) else { return };
    count.inside += u32::from(count.last != item);
    count.last = item;
    count.is_of_several |= count.source != source;
    let Some(phrase) = phrase else { return };
    count.exact += 1;
    if phrase.is_within && has_case {
        let is_capital = phrase.cased.starts_with(char::is_uppercase);
        let side = if is_capital { &mut count.capital } else { &mut count.plain };
        *side += 1;
    }
    let is_better = phrase.is_within && has_case && count.plain + count.capital == 1;
    if count.form.is_empty() || is_better {
        phrase.cased.clone_into(&mut count.form);
    }
}

/// A phrase without the ending of an English plural: the engine finds the plural of a term by
/// itself.
fn singular(simple: &str) -> Option<&str> {
    let stem = simple.strip_suffix('s')?;
    let last = stem.rsplit(' ').next().unwrap_or(stem);
    let is_word = last.len() > 2 && last.bytes().all(|byte| byte.is_ascii_lowercase());
    (is_word && !stem.ends_with('s')).then_some(stem)
}

/// Whether a topic has a term already: one that matches within it, one that it is a part of, or a
/// shield.
fn is_known(topic: &Topic, scanner: &Scanner, form: &str) -> bool {
    let key = term_key(form);
    let found = scanner.scan(&Passage::new(form, LEAD_CHARS));
    let Lists { strong, names, weak, shields, .. } = &*topic.lists;
    let mut terms = strong.iter().chain(names).chain(weak);
    !found.hits.is_empty()
        || !found.shields.is_empty()
        || shields.iter().any(|shield| term_key(shield) == key)
        || terms.any(|term| advice::is_part(&key, &term_key(&term.text)))
}

#[cfg(test)]
mod tests;
