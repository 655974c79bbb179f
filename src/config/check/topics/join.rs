//! A topic and its base → one topic.

use std::collections::{BTreeMap, BTreeSet};

use super::{lists, terms};
use crate::{
    config::{
        error::Message,
        file::{self, Term},
        read::Report,
        suggest::did_you_mean,
    },
    route,
};

/// Joins what `topic` says with what its base says. What is in `without` is taken from the base, and
/// so are its tests then, for they speak of another topic.
pub(super) fn join(
    topic: &file::Topic,
    base: Option<&file::Topic>,
    path: &str,
    report: &mut Report,
) -> route::Topic {
    let mut joined = Joined::default();
    if let Some(base) = base {
        joined.add(base);
    }
    take_away(topic, &mut joined, path, report);
    joined.add(topic);
    let from_base = |value: fn(&file::Topic) -> Option<&String>| {
        value(topic).or_else(|| base.and_then(value)).cloned()
    };
    let test = |test: &file::Test| route::Test {
        title: test.title.clone(),
        text: test.text.clone(),
        expect: test.expect,
    };
    let tests = base.filter(|_| topic.without.is_empty()).map_or(&[][..], |base| &base.test);
    let mut priors = base.map(|base| base.priors.clone()).unwrap_or_default();
    priors.extend(topic.priors.clone());
    route::Topic {
        id: topic.id.clone(),
        title: from_base(|topic| topic.title.as_ref()).unwrap_or_else(|| topic.id.clone()),
        description: from_base(|topic| topic.description.as_ref()),
        strong: joined.weighed("strong"),
        names: joined.weighed("names"),
        weak: joined.weighed("weak"),
        shields: joined.plain("shields"),
        exclude: joined.plain("exclude"),
        categories: joined.categories,
        priors,
        examples: Vec::new(),
        tests: tests.iter().chain(&topic.test).map(test).collect(),
    }
}

/// The lists of several files.
#[derive(Default)]
struct Joined {
    /// Each once, as it was written first.
    categories: Vec<String>,
    /// The terms by their keys: in which list each is, and its place in the order of reading.
    terms: BTreeMap<String, (&'static str, usize, Term)>,
    read: usize,
}

impl Joined {
    fn add(&mut self, topic: &file::Topic) {
        let mut known: BTreeSet<String> =
            self.categories.iter().map(|label| route::term_key(label)).collect();
        for (_, lists) in lists(topic) {
            for (list, terms) in terms(&lists) {
                for term in terms {
                    self.read += 1;
                    self.terms.insert(route::term_key(term.text()), (list, self.read, term));
                }
            }
            let fresh = |label: &String| known.insert(route::term_key(label));
            self.categories.extend(lists.categories.into_iter().filter(fresh));
        }
    }

    fn of(&self, wanted: &str) -> Vec<&Term> {
        let mut terms: Vec<_> = self.terms.values().filter(|(list, ..)| *list == wanted).collect();
        terms.sort_by_key(|(_, number, _)| *number);
        terms.into_iter().map(|(.., term)| term).collect()
    }

    fn weighed(&self, list: &str) -> Vec<route::Term> {
        let ready =
            |term: &Term| route::Term { text: term.text().to_owned(), weight: term.weight() };
        self.of(list).into_iter().map(ready).collect()
    }

    fn plain(&self, list: &str) -> Vec<String> {
        self.of(list).into_iter().map(|term| term.text().to_owned()).collect()
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
            let near = did_you_mean(text, joined.terms.values().map(|(.., term)| term.text()));
            report.warn(&format!("{path}.without.{at}"), Message::new(what).meant(near));
        }
    }
}
