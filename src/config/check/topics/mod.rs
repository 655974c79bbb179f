//! `[topics]` and `[[topic]]`: the subjects and their terms.
//!
//! A topic is joined from its base and its own lists. What it says itself wins: a term that both
//! have stands in the list, and with the weight, that the configuration gives it.

mod base;
mod examples;
mod join;

use std::collections::BTreeMap;

use super::{Base, words};
use crate::{
    config::{
        error::Message,
        file::{self, File, Term},
        place::Document,
        read::Report,
        shape,
        value::Wrong,
    },
    route,
};
use base::Begun;
use join::{Join, join};

/// The topic that every item is in. It has feeds of its own, so its id is taken.
const EVERYTHING: &str = "all";

/// The topics as they would be if topic `id` had these lists as well: those of files that have the
/// form of a topic file, then `own`. The report gets what is wrong or odd about them; what there is
/// to say of the topics themselves was said when they were read.
pub(in crate::config) fn with(
    file: &File,
    base: &Base,
    id: &str,
    files: Vec<Document>,
    own: &file::Topic,
    report: &mut Report,
) -> Vec<route::Topic> {
    let mut more: Vec<file::Topic> =
        files.into_iter().filter_map(|document| base::parse(document, id, report)).collect();
    check(own, id, "", report);
    more.push(own.clone());
    let told = &mut Report::default();
    let mut topics = Vec::with_capacity(file.topic.len());
    for (index, topic) in file.topic.iter().enumerate() {
        let path = format!("topic.{index}");
        let begun = base::read(topic, &path, base, told);
        let examples = examples::read(topic, &path, base, told);
        if topic.id == id {
            let begun = begun.map(Begun::whole);
            let mut join = Join::begin(topic, begun.as_ref(), &path, told);
            more.iter().for_each(|more| join.add(more, "", report));
            topics.push(route::Topic { examples, ..join.end() });
        } else {
            topics.push(join(topic, begun, examples, &path, told));
        }
    }
    topics
}

/// Checks the topics.
pub(super) fn topics(file: &File, base: &Base, report: &mut Report) -> route::Settings {
    let mut first = BTreeMap::new();
    let mut topics = Vec::with_capacity(file.topic.len());
    for (index, topic) in file.topic.iter().enumerate() {
        let path = format!("topic.{index}");
        let id = format!("{path}.id");
        if let Err(wrong) = words::id(&topic.id) {
            report.wrong(&id, &topic.id, wrong);
        } else if topic.id == EVERYTHING {
            let what = "cannot be `all`: that is the feed of everything";
            report.wrong(&id, &topic.id, Wrong::new(0..topic.id.len(), what));
        } else {
            unique("topic", &topic.id, id, &mut first, report);
        }
        check(topic, &topic.id, &path, report);
        sources(topic, file, &path, report);
        let begun = base::read(topic, &path, base, report);
        let examples = examples::read(topic, &path, base, report);
        topics.push(join(topic, begun, examples, &path, report));
    }
    route::Settings {
        threshold: file.topics.threshold,
        share: file.topics.share,
        category_wins: file.topics.category_wins,
        topics,
        rules: route::Rules::default(),
    }
}

/// Reports an id that was used before; `first` remembers where.
pub(super) fn unique<'a>(
    noun: &str,
    id: &'a str,
    path: String,
    first: &mut BTreeMap<&'a str, String>,
    report: &mut Report,
) {
    match first.get(id) {
        Some(before) => {
            let place = report.origins.get(before).cloned();
            let message = Message::new(format!("two {noun}s have the id `{id}`"));
            report.error(&path, message.other(place.as_ref(), "first used here"));
        }
        None => {
            first.insert(id, path);
        }
    }
}

/// Checks what one file says of a topic; its keys are below `path`.
fn check(topic: &file::Topic, id: &str, path: &str, report: &mut Report) {
    let mut seen = BTreeMap::new();
    for (tag, lists) in lists(topic) {
        let path = match tag {
            Some(tag) => {
                let path = shape::join(path, &format!("lang.{tag}"));
                if let Err(wrong) = words::language(tag) {
                    let what = format!("`lang` has `{tag}`, which {}", wrong.what);
                    report.error(&path, Message::new(what).meant(wrong.meant));
                }
                path
            }
            None => path.to_owned(),
        };
        for (at, category) in lists.categories.iter().enumerate() {
            if category.trim().is_empty() {
                let wrong = Wrong::new(0..category.len(), "holds an empty label");
                report.wrong(&inner(&path, "categories", at), category, wrong);
            }
        }
        for (kind, terms) in lists.terms() {
            for (at, (text, weight)) in terms.into_iter().enumerate() {
                let path = inner(&path, kind, at);
                if let Err(wrong) = words::term(text) {
                    let part = match weight {
                        None => path,
                        Some(_) => shape::join(&path, "term"),
                    };
                    report.wrong(&part, text, wrong);
                    continue;
                }
                // One term may stand in several languages, but not in several lists.
                let before = seen.insert(route::term_key(text), (kind, tag));
                if before.is_some_and(|(list, lang)| list != kind || lang == tag) {
                    let what = format!("topic `{id}` has the term `{text}` twice");
                    report.warn(&path, Message::new(what));
                }
            }
        }
    }
    for (at, test) in topic.test.iter().enumerate() {
        if test.title.trim().is_empty() && test.text.trim().is_empty() {
            let what = format!("a test of topic `{id}` has neither `title` nor `text`");
            report.error(&inner(path, "test", at), Message::new(what));
        }
    }
}

/// A source that `priors` names must be there.
fn sources(topic: &file::Topic, file: &File, path: &str, report: &mut Report) {
    for id in topic.priors.keys() {
        let ids = || file.source.iter().map(|source| source.id.as_str());
        if !ids().any(|known| known == id) {
            let what = format!("`priors` names the unknown source `{id}`");
            let near = crate::config::suggest::did_you_mean(id, ids());
            report.warn(&format!("{path}.priors.{id}"), Message::new(what).meant(near));
        }
    }
}

fn inner(path: &str, key: &str, at: usize) -> String {
    shape::join(path, &format!("{key}.{at}"))
}

/// The lists of a part of a topic.
struct Part<'t> {
    categories: &'t [String],
    /// Terms that may say what they count.
    weighed: [(&'static str, &'t [Term]); 3],
    /// Terms that count nothing.
    plain: [(&'static str, &'t [String]); 3],
}

/// A term: its words, and what it counts, where that is said.
type Given<'t> = (&'t str, Option<f64>);

impl<'t> Part<'t> {
    /// The terms of each list.
    fn terms(&self) -> impl Iterator<Item = (&'static str, Vec<Given<'t>>)> {
        let weighed = self.weighed.into_iter().map(|(list, terms)| {
            (list, terms.iter().map(|term| (term.text(), term.weight())).collect())
        });
        let plain = self.plain.into_iter();
        weighed.chain(
            plain.map(|(list, terms)| {
                (list, terms.iter().map(|term| (term.as_str(), None)).collect())
            }),
        )
    }
}

/// The lists of a topic: those for every language, then each language's own.
fn lists(topic: &file::Topic) -> Vec<(Option<&str>, Part<'_>)> {
    // Both kinds of tables have these keys, and nothing else in common.
    macro_rules! part {
        ($of:expr) => {
            Part {
                categories: &$of.categories,
                weighed: [("strong", &$of.strong), ("names", &$of.names), ("weak", &$of.weak)],
                plain: [
                    ("shields", &$of.shields),
                    ("elsewhere", &$of.elsewhere),
                    ("exclude", &$of.exclude),
                ],
            }
        };
    }
    let own = topic.lang.iter().map(|(tag, lists)| (Some(tag.as_str()), part!(lists)));
    [(None, part!(topic))].into_iter().chain(own).collect()
}
