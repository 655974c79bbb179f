//! `status`: how every source fares.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use clap::Args;

use super::{Context, Exit, Failure, answer};
use crate::{
    mill::{Access, Health, HostReport, Mill, SourceReport},
    model::Sign,
};

/// Options of `status`.
#[derive(Clone, Debug, Default, Args)]
pub struct Options {
    /// Show only sources in trouble: failing, stopped or silent
    #[arg(long)]
    pub failing: bool,
}

/// Least and most columns for the ids; longer ones push the rest to the right.
const NARROWEST: usize = 24;
const WIDEST: usize = 40;

pub(crate) fn status(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let mill = Mill::open(&loaded.config, Access::Look)?;
    let sources = mill.sources(context.now())?;
    let shown: Vec<&SourceReport> =
        sources.iter().filter(|source| !options.failing || source.is_in_trouble()).collect();
    if context.json() {
        answer::json(&shown);
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    let widths = shown.iter().map(|source| source.id.chars().count());
    let width = widths.max().unwrap_or(0).clamp(NARROWEST, WIDEST);
    for source in shown {
        line(&mut text, source, width);
    }
    let hosts = mill.resting_hosts(context.now())?;
    for HostReport { host, until, strikes } in &hosts {
        let _ = writeln!(text, "{host} rests until {}: it asked {}", at(*until), times(*strikes));
    }
    text.push_str(&summary(&sources));
    answer::text(&text);
    Ok(Exit::Done)
}

/// A source: its health in a line, then what there is to say about it.
fn line(text: &mut String, source: &SourceReport, width: usize) {
    let mut health = source.health.as_str().to_owned();
    match (source.health, source.last_success) {
        (Health::Well, Some(visit)) => {
            let _ = write!(health, " at {}", at(visit));
        }
        (Health::Silent, _) => {
            if let Some(new) = source.last_new {
                let _ = write!(health, ": nothing new since {}", at(new));
            }
        }
        _ => {}
    }
    if let Some(error) = source.last_error.as_ref().filter(|_| source.failures > 0) {
        if let Some(since) = source.failing_since {
            let _ = write!(health, " since {}", at(since));
        }
        let good = source
            .last_success
            .map_or_else(|| "never well".to_owned(), |visit| format!("last well at {}", at(visit)));
        let _ = write!(health, ", failed {}, {good}: {error}", times(source.failures));
    }
    let _ = writeln!(text, "{:<width$} {:>6} items  {health}", source.id, source.items);
    // As wide as the number of items and its word.
    let indent = width + 14;
    let mut more = |words: &str| {
        let _ = writeln!(text, "{:indent$} {words}", "");
    };
    if let Some(learnt) = &source.learnt {
        more(&format!("has moved to {learnt}"));
    }
    if source.signs.contains(&Sign::Shrunk) {
        more("shows far fewer entries than before");
    }
    if source.signs.contains(&Sign::Redated) {
        more("dates old items anew");
    }
    if source.signs.contains(&Sign::NewIds) {
        more("gave its items new ids; they were recognised by their words");
    }
    let why = source.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
    match source.not_before {
        Some(due) => more(&format!("next due {}{why}", at(due))),
        None if source.stopped.is_some() => more(&format!("not asked any more{why}")),
        None => {}
    }
}

/// How many sources fare how, worst first.
fn summary(sources: &[SourceReport]) -> String {
    let count = |health| sources.iter().filter(|source| source.health == health).count();
    let words = [
        Health::Failing,
        Health::Stopped,
        Health::Resting,
        Health::Silent,
        Health::NotVisited,
        Health::Well,
        Health::Off,
    ];
    let words = words.map(|health| (count(health), health.as_str()));
    let words: Vec<_> = words
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    match words.as_slice() {
        [] => "no sources\n".to_owned(),
        words => format!("sources: {}\n", words.join(", ")),
    }
}

fn at(moment: DateTime<Utc>) -> impl std::fmt::Display {
    moment.format("%Y-%m-%d %H:%M UTC")
}

fn times(times: u32) -> String {
    if times == 1 { "once".to_owned() } else { format!("{times} times") }
}
