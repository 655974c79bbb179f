//! A topic and its base → one topic.

use std::collections::{HashMap, HashSet};

use super::{
    base::{self, Begun},
    lists,
};
use crate::{
    config::{error::Message, file, read::Report, shape, suggest::did_you_mean},
    route::{self, Example, LazyLists, Lists},
};

/// Joins what `topic` says with what it begins as.
pub(super) fn join(
    topic: &file::Topic,
    begun: Option<Begun>,
    examples: Vec<Example>,
    path: &str,
    report: &mut Report,
) -> route::Topic {
    let joined = match begun {
        // What is taken away has to be there, so then the base is read at once.
        Some(Begun::Shipped(text)) if topic.without.is_empty() => {
            let head = base::head(text);
            let (joined, own) = Join::begin(topic, Some(&head), path, report).parts();
            // Of a topic that adds nothing, all that the base says counts, and it says no term twice.
            let topic = (own != Lists::default()).then(|| topic.clone());
            let read = move || {
                let whole = base::shipped(text);
                match &topic {
                    None => Lists::from(&whole),
                    Some(topic) => {
                        Join::begin(topic, Some(&whole), "", &mut Report::default()).parts().1
                    }
                }
            };
            route::Topic { lists: LazyLists::later(text, &own, read), ..joined }
        }
        begun => {
            let base = begun.map(Begun::whole);
            Join::begin(topic, base.as_ref(), path, report).end()
        }
    };
    route::Topic { examples, ..joined }
}

/// A topic whose parts are being joined.
pub(super) struct Join {
    topic: route::Topic,
    joined: Joined,
    tests: Vec<route::Test>,
}

impl Join {
    /// Joins what `topic` says with what its base says. What is in `without` is taken from the
    /// base, and so are its tests then, for they speak of another topic.
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
        let mut join = Join { topic: begun, joined: Joined::default(), tests: Vec::new() };
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
            self.tests.clear();
        }
        self.tests.extend(samples(part));
    }

    /// The whole topic, without examples.
    pub(super) fn end(self) -> route::Topic {
        let (topic, lists) = self.parts();
        route::Topic { lists: lists.into(), ..topic }
    }

    /// The topic without lists, and its lists.
    fn parts(self) -> (route::Topic, Lists) {
        let Joined { categories, terms, .. } = self.joined;
        let mut lists = Lists { tests: self.tests, ..Lists::default() };
        for (list, term) in terms.into_iter().flatten() {
            put(&mut lists, list, term);
        }
        (route::Topic { categories, ..self.topic }, lists)
    }
}

impl From<&file::Topic> for Lists {
    /// What a topic itself says, with no regard to terms that stand there twice.
    fn from(topic: &file::Topic) -> Self {
        let mut all = Lists { tests: samples(topic).collect(), ..Lists::default() };
        for (list, terms) in lists(topic).iter().flat_map(|(_, lists)| lists.terms()) {
            for (text, weight) in terms {
                put(&mut all, list, route::Term { text: text.to_owned(), weight });
            }
        }
        all
    }
}

/// Puts a term at the end of a list.
fn put(lists: &mut Lists, list: &str, term: route::Term) {
    match list {
        "strong" => lists.strong.push(term),
        "names" => lists.names.push(term),
        "weak" => lists.weak.push(term),
        "shields" => lists.shields.push(term.text),
        "elsewhere" => lists.elsewhere.push(term.text),
        _ => lists.exclude.push(term.text),
    }
}

fn samples(topic: &file::Topic) -> impl Iterator<Item = route::Test> {
    topic.test.iter().map(|test| route::Test {
        title: test.title.clone(),
        text: test.text.clone(),
        expect: test.expect,
    })
}

/// The lists of several files.
#[derive(Default)]
struct Joined {
    /// Each once, as it was written first.
    categories: Vec<String>,
    /// The terms in the order of reading, and in which list each is; none where one was read again
    /// later or taken away.
    terms: Vec<Option<(&'static str, route::Term)>>,
    /// Where each of them is, by its key.
    places: HashMap<String, usize>,
}

impl Joined {
    fn add(&mut self, topic: &file::Topic) {
        let mut known: HashSet<String> =
            self.categories.iter().map(|label| route::term_key(label)).collect();
        for (_, lists) in lists(topic) {
            for (list, terms) in lists.terms() {
                for (text, weight) in terms {
                    if let Some(before) =
                        self.places.insert(route::term_key(text), self.terms.len())
                    {
                        self.terms[before] = None;
                    }
                    let term = route::Term { text: text.to_owned(), weight };
                    self.terms.push(Some((list, term)));
                }
            }
            let fresh = |label: &&String| known.insert(route::term_key(label));
            self.categories.extend(lists.categories.iter().filter(fresh).cloned());
        }
    }

    /// Whether it was there.
    fn remove(&mut self, key: &str) -> bool {
        let before = self.categories.len();
        self.categories.retain(|label| route::term_key(label) != key);
        let place = self.places.remove(key);
        let term = place.and_then(|place| self.terms[place].take());
        term.is_some() || self.categories.len() < before
    }
}

fn take_away(topic: &file::Topic, joined: &mut Joined, path: &str, report: &mut Report) {
    for (at, text) in topic.without.iter().enumerate() {
        if !joined.remove(&route::term_key(text)) {
            let what = format!(
                "`without` names `{text}`, which the base of topic `{}` does not have",
                topic.id
            );
            let known = joined.terms.iter().flatten().map(|(_, term)| term.text.as_str());
            let near = did_you_mean(text, known);
            let path = shape::join(path, &format!("without.{at}"));
            report.warn(&path, Message::new(what).meant(near));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_that_adds_nothing_has_the_lists_of_its_base() {
        for (_, text) in route::SHIPPED {
            let whole = base::shipped(text);
            let topic = file::Topic::default();
            let joined = Join::begin(&topic, Some(&whole), "", &mut Report::default()).parts().1;
            assert!(!joined.strong.is_empty());
            assert_eq!(Lists::from(&whole), joined);
        }
    }
}
