//! `check`: the configuration, and what the topics' authors expect of them.

use std::fmt::Write;

use serde_json::json;

use super::{Context, Exit, Failure, answer, explain};
use crate::{mill, report::Event};

pub(crate) fn check(context: &Context) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let mut reporter = context.reporter();
    context.warn(&loaded, &mut reporter);
    for warning in loaded.missing() {
        reporter.tell(&Event::Warning { text: &warning.to_string() });
    }
    let config = &loaded.config;
    let misses = mill::topic_misses(config);
    let tests: usize = config.route.topics.iter().map(|topic| topic.tests.len()).sum();
    if context.json() {
        answer::json(&json!({
            "config": config.path, "sources": config.sources.len(), "disabled": config.disabled,
            "topics": config.route.topics.len(), "tests": tests, "misses": misses,
        }));
    } else {
        let mut text = String::new();
        for miss in &misses {
            let wish = if miss.expect { "should be in" } else { "should not be in" };
            let _ = writeln!(text, "topic \"{}\": {:?} {wish} it", miss.topic, miss.title);
            explain::verdict(&mut text, &miss.verdict);
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
