//! `run`: visit the sources and publish the feeds.

use std::{fmt::Write, io::IsTerminal};

use clap::Args;
use serde_json::json;

use super::{Context, Exit, Failure, answer, build};
use crate::{
    config::Config,
    mill::{Emitted, Ingested, Mill},
};

/// Threads that fetch and decode.
const FETCHING: usize = 2;

/// Options of `run`.
#[derive(Clone, Debug, Default, Args)]
pub struct Options {
    /// Where and how to publish.
    #[command(flatten)]
    pub publishing: build::Options,
    /// Exit with 4 when so many sources failed: `any`, `all`, `never`, or a number
    #[arg(long, value_name = "WHEN", default_value = "all")]
    pub fail_on: FailOn,
}

/// How many failed sources make a run exit with 4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FailOn {
    /// No number of them.
    Never,
    /// All that were visited.
    #[default]
    All,
    /// So many or more; `any` is one.
    Count(usize),
}

impl std::str::FromStr for FailOn {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "never" => Ok(FailOn::Never),
            "all" => Ok(FailOn::All),
            "any" => Ok(FailOn::Count(1)),
            number => number
                .parse()
                .ok()
                .filter(|&count| count > 0)
                .map(FailOn::Count)
                .ok_or_else(|| "expected `any`, `all`, `never` or a number above 0".to_owned()),
        }
    }
}

/// Whether to say where the feeds are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Greeting {
    /// The newcomer typed no command.
    Always,
    /// Only to a person: cron gets silence.
    OnTerminal,
}

pub(crate) fn run(
    context: &Context,
    options: &Options,
    greeting: Greeting,
) -> Result<Exit, Failure> {
    let publishing = &options.publishing;
    let mut reporter = context.reporter();
    let config = {
        let loaded = context.load(publishing.out.clone())?;
        if context.is_watched() {
            context.warn(&loaded, &mut reporter);
        }
        // Where each value stood in the file is of no use to a run, and as large as the rest.
        loaded.config
    };
    let config = &config;
    let mill = Mill::open(config, publishing.access())?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // Each thread keeps memory of its own, and what is fetched is read by one in any case.
        .worker_threads(FETCHING)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    let ingested = runtime.block_on(mill.ingest(context.now(), publishing.force, &mut reporter))?;
    let emitted = mill.emit(publishing.force, &mut reporter)?;
    reporter.finish();

    if context.json() {
        answer::json(&json!({
            "dry_run": publishing.dry_run,
            "output": config.publish.dir,
            "ingested": ingested,
            "published": emitted,
        }));
    } else if publishing.dry_run {
        answer::text(&rehearsal(Some(&ingested), &emitted));
    } else if greeting == Greeting::Always || std::io::stdout().is_terminal() {
        answer::text(&greet(config, &ingested, &emitted));
    }
    Ok(exit(options.fail_on, &ingested))
}

fn exit(fail_on: FailOn, ingested: &Ingested) -> Exit {
    let visits = ingested.visits;
    let too_many = match fail_on {
        FailOn::Never => false,
        FailOn::All => visits.failed > 0 && visits.done == 0,
        FailOn::Count(count) => visits.failed >= count,
    };
    if too_many { Exit::SourcesFailed } else { Exit::Done }
}

/// What would change: files, then what happened to items.
pub(crate) fn rehearsal(ingested: Option<&Ingested>, emitted: &Emitted) -> String {
    let mut text = String::new();
    if let Some(ingested) = ingested {
        let _ = writeln!(text, "items: {} new, {} revised", ingested.new, ingested.revised);
        for item in &ingested.items {
            let _ = match item.fields.as_slice() {
                [] => writeln!(text, "  new      {}", item.title),
                fields => {
                    let fields: Vec<&str> = fields.iter().map(|field| field.as_str()).collect();
                    writeln!(text, "  revised  {} ({})", item.title, fields.join(", "))
                }
            };
        }
    }
    for path in &emitted.written {
        let _ = writeln!(text, "would write {path}");
    }
    for path in &emitted.removed {
        let _ = writeln!(text, "would remove {path}");
    }
    let _ = writeln!(text, "would leave {} files alone; nothing was changed", emitted.unchanged);
    text
}

fn greet(config: &Config, ingested: &Ingested, emitted: &Emitted) -> String {
    let mut text = String::new();
    let visits = ingested.visits;
    let _ = writeln!(
        text,
        "{} sources read, {} failed; {} new items, {} revised.",
        visits.done, visits.failed, ingested.new, ingested.revised
    );
    let _ = writeln!(
        text,
        "{} files written, {} unchanged in {}",
        emitted.written.len(),
        emitted.unchanged,
        config.publish.dir.display()
    );
    for feed in &emitted.feeds {
        let updated = feed
            .updated
            .map_or("no items yet".to_owned(), |at| at.format("newest %Y-%m-%d").to_string());
        let _ = writeln!(text, "  {:<16} {:>3} items, {updated}", feed.topic, feed.items);
    }
    let index = config.publish.dir.join("index.html");
    let _ = writeln!(text, "\nTo look at them: open {}", index.display());
    let _ = writeln!(
        text,
        "or run `feedmill serve` (`cargo run --release -- serve`) and open http://127.0.0.1:8080/"
    );
    text
}
