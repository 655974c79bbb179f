//! `check`: the configuration, and what the topics' authors expect of them.

use std::fmt::Write;

use serde_json::json;

use super::{Context, Exit, Failure, answer, explain};
use crate::{
    mill::{self, TopicMiss},
    report::Event,
};

pub(crate) fn check(context: &Context) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let mut reporter = context.reporter();
    context.warn(&loaded, &mut reporter);
    for warning in loaded.missing() {
        reporter.tell(&Event::Warning { text: &warning.to_string() });
    }
    let config = &loaded.config;
    let misses = mill::topic_misses(config);
    let tests: usize = config.route.topics.iter().map(|topic| topic.lists.tests.len()).sum();
    if context.json() {
        answer::json(&json!({
            "config": config.path, "sources": config.sources.len(), "disabled": config.disabled,
            "topics": config.route.topics.len(), "tests": tests, "misses": misses,
        }));
    } else {
        let mut text = String::new();
        for miss in &misses {
            self::miss(&mut text, miss);
        }
        let _ = writeln!(
            text,
            "{}: {} sources on, {} off; {} topics; {} of {tests} topic tests hold",
            config.path.display(),
            config.sources.len(),
            config.disabled.len(),
            config.route.topics.len(),
            tests - misses.len(),
        );
        answer::text(&text);
    }
    Ok(if misses.is_empty() { Exit::Done } else { Exit::Findings })
}

/// A test that does not hold, and what decides otherwise.
pub(super) fn miss(text: &mut String, miss: &TopicMiss) {
    let sample = if miss.title.is_empty() { &miss.text } else { &miss.title };
    let wish = if miss.expect { "should take" } else { "should not take" };
    let _ = writeln!(text, "topic \"{}\" {wish} {sample:?}:", miss.topic);
    explain::verdict(text, &miss.verdict);
}
