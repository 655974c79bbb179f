//! `import`: a list of feeds (OPML) → sources in the configuration. Nothing is fetched.

use std::fmt::Write;

use clap::Args;
use serde_json::{Value, json};

use super::{Context, Exit, Failure, amend::amend, answer, input};
use crate::{
    config::edit,
    mill::{self, Adopted},
    model::Document,
    report::Event,
};

/// Which list, and how.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The list, as any feed reader exports it; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: String,
    /// A folder that is called like a topic gives this topic to the feeds in it
    #[arg(long)]
    pub topics_from_folders: bool,
    /// Show what would be written, and write nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
}

pub(crate) fn import(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let name = input::name(&options.file).to_owned();
    let bytes = input::read(&options.file)?;
    let document = Document { name: name.clone(), bytes, ..Document::default() };
    let adopted = mill::adopt(&document, &loaded.config, options.topics_from_folders);
    let adopted = adopted.map_err(|what| {
        let help = "export the list from a feed reader as OPML";
        Failure::text(Exit::Failed, format!("{name} is {what}"), help)
    })?;
    tell(context, &adopted);
    amend(context, &loaded, &adopted.sources, options.dry_run)?;
    if context.json() {
        answer::json(&json!({
            "added": adopted.sources.iter().map(source).collect::<Vec<_>>(),
            "left": adopted.left,
            "problems": adopted.problems,
            "config": loaded.config.path,
            "dry_run": options.dry_run,
        }));
    } else if options.dry_run || !context.is_quiet() {
        answer::text(&words(&adopted, &loaded.document.name, options.dry_run));
    }
    Ok(Exit::Done)
}

/// What was wrong with the list, and what of it has no place.
fn tell(context: &Context, adopted: &Adopted) {
    let mut reporter = context.reporter();
    for problem in &adopted.problems {
        reporter.tell(&Event::Warning { text: &problem.to_string() });
    }
    for warning in &adopted.warnings {
        reporter.tell(&Event::Warning { text: warning });
    }
    if reporter.wants_all() {
        for (attribute, count) in &adopted.unknown {
            let text = format!("the attribute `{attribute}` of {count} outlines was left out");
            reporter.tell(&Event::Warning { text: &text });
        }
    }
    reporter.finish();
}

fn source(source: &edit::Addition) -> Value {
    json!({
        "id": source.id, "url": source.url, "name": source.name, "tags": source.tags,
        "topics": source.topics, "enabled": source.enabled,
    })
}

fn words(adopted: &Adopted, file: &str, dry_run: bool) -> String {
    let mut text = String::new();
    let count = match adopted.sources.len() {
        1 => "1 source".to_owned(),
        count => format!("{count} sources"),
    };
    if dry_run {
        let _ = writeln!(text, "would add {count} to {file}");
        for source in &adopted.sources {
            let _ = write!(text, "\n{}", edit::shown(source));
        }
        if !adopted.sources.is_empty() && !adopted.left.is_empty() {
            text.push('\n');
        }
    } else {
        let _ = writeln!(text, "added {count} to {file}");
        for source in &adopted.sources {
            let _ = writeln!(text, "  {:<24} {}", source.id, source.url);
        }
    }
    if !adopted.left.is_empty() {
        let _ = writeln!(text, "left out {}:", adopted.left.len());
    }
    for left in &adopted.left {
        let _ = writeln!(text, "  {}: {}", left.url, left.why);
    }
    text
}
