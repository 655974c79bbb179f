//! `[topics]` and `[[topic]]`: the subjects and their terms.

use std::collections::{BTreeMap, BTreeSet};

use super::words;
use crate::{
    config::{
        error::Message,
        file::{self, File},
        read::Report,
        value::Wrong,
    },
    model::fold,
    route,
};

/// The topic that every item is in. It has feeds of its own, so its id is taken.
const EVERYTHING: &str = "all";

/// Checks the topics.
pub(super) fn topics(file: &File, report: &mut Report) -> route::Settings {
    let mut first = BTreeMap::new();
    for (index, topic) in file.topic.iter().enumerate() {
        let path = format!("topic.{index}.id");
        if let Err(wrong) = words::id(&topic.id) {
            report.wrong(&path, &topic.id, wrong);
        } else if topic.id == EVERYTHING {
            let what = "cannot be `all`: that is the feed of everything";
            report.wrong(&path, &topic.id, Wrong::new(0..topic.id.len(), what));
        } else {
            unique("topic", &topic.id, path, &mut first, report);
        }
        check(topic, index, report);
    }
    route::Settings {
        threshold: file.topics.threshold,
        share: file.topics.share,
        category_wins: file.topics.category_wins,
        topics: file.topic.iter().map(settings).collect(),
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

fn check(topic: &file::Topic, index: usize, report: &mut Report) {
    let base = format!("topic.{index}");
    for (at, category) in topic.categories.iter().enumerate() {
        if category.trim().is_empty() {
            let wrong = Wrong::new(0..category.len(), "holds an empty label");
            report.wrong(&format!("{base}.categories.{at}"), category, wrong);
        }
    }
    let lists = [
        ("strong", &topic.strong),
        ("names", &topic.names),
        ("weak", &topic.weak),
        ("shields", &topic.shields),
    ];
    let mut seen = BTreeSet::new();
    for (key, terms) in lists {
        for (at, term) in terms.iter().enumerate() {
            let path = format!("{base}.{key}.{at}");
            if let Err(wrong) = words::term(term) {
                report.wrong(&path, term, wrong);
            } else if !seen.insert(fold(term)) {
                let what = format!("topic `{}` has the term `{term}` twice", topic.id);
                report.warn(&path, Message::new(what));
            }
        }
    }
    for (at, test) in topic.test.iter().enumerate() {
        if test.title.trim().is_empty() && test.text.trim().is_empty() {
            let what = format!("a test of topic `{}` has neither `title` nor `text`", topic.id);
            report.error(&format!("{base}.test.{at}"), Message::new(what));
        }
    }
}

fn settings(topic: &file::Topic) -> route::Topic {
    let test = |test: &file::Test| route::Test {
        title: test.title.clone(),
        text: test.text.clone(),
        expect: test.expect,
    };
    route::Topic {
        id: topic.id.clone(),
        title: topic.title.clone().unwrap_or_else(|| topic.id.clone()),
        description: topic.description.clone(),
        categories: topic.categories.clone(),
        strong: topic.strong.clone(),
        names: topic.names.clone(),
        weak: topic.weak.clone(),
        shields: topic.shields.clone(),
        tests: topic.test.iter().map(test).collect(),
    }
}
