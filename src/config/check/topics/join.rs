//! A topic and its base → one topic.

use std::collections::{BTreeMap, BTreeSet};

use super::lists;
use crate::{
    config::{error::Message, file, read::Report, shape, suggest::did_you_mean},
    route,
};

/// A topic whose parts are being joined.
pub(super) struct Join {
    topic: route::Topic,
    joined: Joined,
}

impl Join {
    /// Joins what `topic` says with what its base says. What is in `without` is taken from the base, and
    /// so are its tests then, for they speak of another topic.
    pub(super) fn begin(
        topic: &file::Topic,
        base: Option<&file::Topic>,
        path: &str,
        report: &mut Report,
    ) -> Self {
        let from_base = |value: fn(&file::Topic) -> Option<&String>| {
            value(topic).or_else(|| base.and_then(value)).cloned()
        };
        let begun = route::Topic {
            id: topic.id.clone(),
            title: from_base(|topic| topic.title.as_ref()).unwrap_or_else(|| topic.id.clone()),
            description: from_base(|topic| topic.description.as_ref()),
            ..route::Topic::default()
        };
        let mut join = Join { topic: begun, joined: Joined::default() };
        for part in base.into_iter().chain([topic]) {
            join.add(part, path, report);
        }
        join
    }

    /// Adds what another part says; of two that speak of the same term, the later one wins.
    pub(super) fn add(&mut self, part: &file::Topic, path: &str, report: &mut Report) {
        take_away(part, &mut self.joined, path, report);
        self.joined.add(part);
        self.topic.priors.extend(part.priors.clone());
        if !part.without.is_empty() {
            self.topic.tests.clear();
        }
        self.topic.tests.extend(part.test.iter().map(|test| route::Test {
            title: test.title.clone(),
            text: test.text.clone(),
            expect: test.expect,
        }));
    }

    /// The whole topic, without examples.
    pub(super) fn end(self) -> route::Topic {
        let Joined { categories, terms, .. } = self.joined;
        let mut terms: Vec<_> = terms.into_values().collect();
        terms.sort_unstable_by_key(|(_, number, _)| *number);
        let mut topic = route::Topic { categories, ..self.topic };
        for (list, _, term) in terms {
            match list {
                "strong" => topic.strong.push(term),
                "names" => topic.names.push(term),
                "weak" => topic.weak.push(term),
                "shields" => topic.shields.push(term.text),
                "elsewhere" => topic.elsewhere.push(term.text),
                _ => topic.exclude.push(term.text),
            }
        }
        topic
    }
}

/// The lists of several files.
#[derive(Default)]
struct Joined {
    /// Each once, as it was written first.
    categories: Vec<String>,
    /// The terms by their keys: in which list each is, and its place in the order of reading.
    terms: BTreeMap<String, (&'static str, usize, route::Term)>,
    read: usize,
}

impl Joined {
    fn add(&mut self, topic: &file::Topic) {
        let mut known: BTreeSet<String> =
            self.categories.iter().map(|label| route::term_key(label)).collect();
        for (_, lists) in lists(topic) {
            for (list, terms) in lists.terms() {
                for (text, weight) in terms {
                    self.read += 1;
                    let term = route::Term { text: text.to_owned(), weight };
                    self.terms.insert(route::term_key(text), (list, self.read, term));
                }
            }
            let fresh = |label: &&String| known.insert(route::term_key(label));
            self.categories.extend(lists.categories.iter().filter(fresh).cloned());
        }
    }
}

fn take_away(topic: &file::Topic, joined: &mut Joined, path: &str, report: &mut Report) {
    for (at, text) in topic.without.iter().enumerate() {
        let key = route::term_key(text);
        let before = joined.categories.len();
        joined.categories.retain(|label| route::term_key(label) != key);
        let is_known = joined.terms.remove(&key).is_some() || joined.categories.len() < before;
        if !is_known {
            let what = format!(
                "`without` names `{text}`, which the base of topic `{}` does not have",
                topic.id
            );
            let near =
                did_you_mean(text, joined.terms.values().map(|(.., term)| term.text.as_str()));
            let path = shape::join(path, &format!("without.{at}"));
            report.warn(&path, Message::new(what).meant(near));
        }
    }
}
