//! `[[rule]]`: expressions and what they do.

use std::{collections::BTreeMap, time::Duration};

use super::{sources::unknown_topic, words};
use crate::{
    config::{
        error::Message,
        file::{self, File},
        read::Report,
        shape::quoted,
        suggest::did_you_mean,
        value::{self, Wrong},
    },
    route::rule::{Does, Fault, Mention, Named, Rule, Rules, parse},
};

/// What a rule can do that needs no topic.
const WORDS: [(&str, Does); 3] =
    [("drop", Does::Drop), ("keep", Does::Keep), ("archive-only", Does::ArchiveOnly)];

/// Checks the rules. Those that are wrong are left out.
pub(super) fn rules(file: &File, report: &mut Report) -> Rules {
    let mut first = BTreeMap::new();
    let mut rules = Vec::new();
    for (index, rule) in file.rule.iter().enumerate() {
        let path = format!("rule.{index}");
        if let Some(name) = &rule.name {
            check_name(name, format!("{path}.name"), &mut first, report);
        }
        let does = does(&rule.does, file, &format!("{path}.do"), report);
        let path = format!("{path}.when");
        match parse(&rule.when, duration) {
            Ok((when, mentions)) => {
                for mention in &mentions {
                    check_mention(mention, file, &path, &rule.when, report);
                }
                rules.extend(does.map(|does| Rule { name: rule.name.clone(), when, does }));
            }
            Err(fault) => say(fault, &path, &rule.when, report),
        }
    }
    Rules(rules)
}

fn check_name<'f>(
    name: &'f str,
    path: String,
    first: &mut BTreeMap<&'f str, String>,
    report: &mut Report,
) {
    if name.trim().is_empty() {
        report.wrong(&path, name, Wrong::new(0..name.len(), "must not be empty"));
    } else if let Some(before) = first.get(name) {
        let place = report.origins.get(before).cloned();
        let message = Message::new(format!("two rules have the name `{name}`"));
        report.error(&path, message.other(place.as_ref(), "first used here"));
    } else {
        first.insert(name, path);
    }
}

fn does(does: &file::Does, file: &File, path: &str, report: &mut Report) -> Option<Does> {
    match does {
        file::Does::Give(file::Give { topic }) => {
            if let Some(message) = unknown_topic(topic, file) {
                report.error(&format!("{path}.topic"), message);
                return None;
            }
            Some(Does::Topic(topic.clone()))
        }
        file::Does::Word(word) => {
            let known = WORDS.iter().find(|(known, _)| known == word);
            if known.is_none() {
                report.error(path, unknown_word(word, file));
            }
            known.map(|(_, does)| does.clone())
        }
    }
}

fn unknown_word(word: &str, file: &File) -> Message {
    let known = || WORDS.iter().map(|&(known, _)| known);
    let is_topic = file.topic.iter().any(|topic| topic.id == word);
    let topic = if is_topic { word } else { "id" };
    let meant = (is_topic || word == "topic")
        .then(|| format!("write it as a table: {{ topic = \"{topic}\" }}"))
        .or_else(|| did_you_mean(word, known()));
    Message::new(format!("`do` cannot be `{word}`"))
        .meant(meant)
        .help(format!("known words: {}; or {{ topic = \"id\" }}", quoted(known())))
}

/// What an expression says may be of no source, topic or language.
fn check_mention(mention: &Mention, file: &File, path: &str, when: &str, report: &mut Report) {
    let Mention { named, value, range } = mention;
    match named {
        Named::Topic => {
            if let Some(message) = unknown_topic(value, file) {
                report.error_in(path, when, range.clone(), message);
            }
        }
        Named::Language => {
            if let Err(wrong) = words::language(value) {
                let what = format!("a language in `when` {}", wrong.what);
                let message = Message::new(what).meant(wrong.meant);
                report.error_in(path, when, range.clone(), message);
            }
        }
        // The ledger may hold items of a source that is gone. Ids of feeds in lists have a dot.
        Named::Source => {
            let known = || file.source.iter().map(|source| source.id.as_str());
            if !value.contains('.') && !known().any(|id| id == value) {
                let message =
                    Message::new(format!("`when` names `{value}`, which is no source here"))
                        .meant(did_you_mean(value, known()));
                let place = report.origins.nearest(path).map(|p| p.part(when, range.clone()));
                report.warn_at(place, message);
            }
        }
    }
}

fn say(fault: Fault, path: &str, when: &str, report: &mut Report) {
    let Fault { range, what, meant, known } = fault;
    let word = when.get(range.clone()).unwrap_or_default();
    let meant = meant.or_else(|| did_you_mean(word, known.iter().copied()));
    let mut message = Message::new(format!("`when` {what}")).meant(meant);
    if known.len() > 1 {
        message = message.help(format!("known words: {}", quoted(&known)));
    }
    report.error_in(path, when, range, message);
}

/// As everywhere in the file.
fn duration(text: &str) -> Result<Duration, Fault> {
    value::duration(text)
        .map_err(|Wrong { range, what, meant }| Fault { meant, ..Fault::new(range, what) })
}
