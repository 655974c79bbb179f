//! `run`: visit the sources and publish the feeds.

use std::{fmt::Write, io::IsTerminal, path::PathBuf};

use chrono::{DateTime, Utc};
use clap::Args;
use serde_json::json;

use super::{Context, Exit, Failure, answer, build, replay, topic};
use crate::{
    config::{self, Config, Glance},
    mill::{self, Emitted, Fares, Ingested, Mill},
    model::{Bound, Likeness},
    report::Reporter,
};

/// Threads that fetch and decode. What comes is read by another one, which takes longer; a second
/// one would only wake and be woken by turns.
const FETCHING: usize = 1;

/// Options of `run`.
#[derive(Clone, Debug, Default, Args)]
pub struct Options {
    /// Where and how to publish.
    #[command(flatten)]
    pub publishing: build::Options,
    /// Exit with 4 when so many sources are failing, visited or not: `any`, `all`, `never`, or a number
    #[arg(long, value_name = "WHEN", default_value = "all")]
    pub fail_on: FailOn,
    /// Keep what servers and files say in a new folder below DIR, so that the run can be replayed
    #[arg(long, value_name = "DIR", conflicts_with = "replay")]
    pub record: Option<PathBuf>,
    /// Run once more what was recorded in DIR, without network, in a state of its own
    #[arg(long, value_name = "DIR", conflicts_with_all = ["dry_run", "wait"])]
    pub replay: Option<PathBuf>,
}

/// How many failing sources make a run exit with 4.
///
/// One that fails is not visited in most runs, because it is asked less often then. So it counts until
/// it works again or is switched off, or else the exit code would come and go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum FailOn {
    /// No number of them.
    Never,
    /// At least one, and none is well.
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
    if let Some(folder) = &options.replay {
        return replay::replay(context, options, folder);
    }
    let publishing = &options.publishing;
    let is_usual = !publishing.dry_run && !publishing.force && options.record.is_none();
    let is_unheard = is_usual && context.is_unheard() && greeting == Greeting::OnTerminal;
    if is_unheard && let Some(fares) = idle(context, options) {
        return Ok(exit(options.fail_on, fares));
    }
    let mut reporter = context.reporter();
    let loaded = context.load(publishing.out.clone())?;
    if context.is_watched() {
        context.warn(&loaded, &mut reporter);
    }
    let recorded = options
        .record
        .as_ref()
        .map(|folder| (folder, config::portable(&loaded, replay::OUTPUT, replay::STATE)));
    // Where each value stood in the file is of no use to a run, and as large as the rest.
    let (config, basis) = loaded.into_config_and_basis();
    let mut mill = Mill::open(&config, publishing.access())?;
    if let Some((folder, text)) = recorded {
        mill.record(folder, &text, context.now(), publishing.force);
    }
    let (ingested, emitted) = turn(context, &mill, context.now(), publishing.force, &mut reporter)?;

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
        answer::text(&greet(&config, &ingested, &emitted));
    }
    if is_usual {
        mill.end(basis, context.now(), &ingested, &emitted)?;
    }
    Ok(match exit(options.fail_on, ingested.fares) {
        Exit::Done if !emitted.is_delivered => Exit::SourcesFailed,
        exit => exit,
    })
}

/// How the sources fare, where the run before has found out that there is nothing to do in this one.
fn idle(context: &Context, options: &Options) -> Option<Fares> {
    let Glance { basis, ledger } = context.glance(options.publishing.out.clone())?;
    mill::idle(&ledger, &basis, context.now())
}

/// Turns both halves of the mill.
pub(super) fn turn(
    context: &Context,
    mill: &Mill<'_>,
    now: DateTime<Utc>,
    force: bool,
    reporter: &mut Reporter,
) -> Result<(Ingested, Emitted), Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        // Each thread keeps memory of its own, and what is fetched is read by one in any case.
        .worker_threads(FETCHING)
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    mill.fetch_published()?;
    mill.recall(reporter)?;
    let mut ingested = runtime.block_on(mill.ingest(now, force, reporter))?;
    // What visits held lies all over the memory, and what comes next would grow beside it.
    let is_news = ingested.new + ingested.revised > 0;
    if is_news {
        context.give_back();
    }
    ingested.settle(&mill.settle()?);
    if is_news {
        context.give_back();
    }
    let mut emitted = mill.emit(now, force, reporter)?;
    if is_news {
        context.give_back();
    }
    ingested.tombstones = mill.give_up_old(now, &emitted)?;
    let pushed = mill.push(now);
    // Who is told of a publish finds it everywhere.
    if pushed.is_ok() {
        emitted.is_delivered = mill.deliver(reporter)?;
        if emitted.is_delivered {
            emitted.hubs = runtime.block_on(mill.announce(now, &emitted, reporter))?;
        }
    }
    // The files for the operator are written whatever becomes of the store.
    mill.watch(now, &ingested, &emitted)?;
    reporter.finish();
    emitted.objects = pushed?;
    Ok((ingested, emitted))
}

pub(super) fn exit(fail_on: FailOn, fares: Fares) -> Exit {
    let too_many = match fail_on {
        FailOn::Never => false,
        FailOn::All => fares.failing > 0 && fares.well == 0,
        FailOn::Count(count) => fares.failing >= count,
    };
    if too_many { Exit::SourcesFailed } else { Exit::Done }
}

/// What would change: files, then what happened to items.
pub(crate) fn rehearsal(ingested: Option<&Ingested>, emitted: &Emitted) -> String {
    let mut text = String::new();
    if let Some(ingested) = ingested {
        let _ = writeln!(text, "items: {} new, {} revised", ingested.new, ingested.revised);
        for item in &ingested.items {
            let fields: Vec<&str> = item.fields.iter().map(|field| field.as_str()).collect();
            let fields = fields.join(", ");
            let title = &item.title;
            let _ = match (item.known_by, fields.as_str()) {
                (Some(bound), "") => writeln!(text, "  re-bound {title} ({})", words(bound)),
                (Some(bound), fields) => {
                    writeln!(text, "  re-bound {title} ({}; {fields})", words(bound))
                }
                (None, "") => writeln!(text, "  new      {title}"),
                (None, fields) => writeln!(text, "  revised  {title} ({fields})"),
            };
        }
    }
    if let Some(Ingested { tombstones: count @ 1.., .. }) = ingested {
        let _ = writeln!(text, "would give up the text of {count} old items");
    }
    topic::moves(&mut text, &emitted.moves, "would ");
    for path in &emitted.written {
        let _ = writeln!(text, "would write {path}");
    }
    for path in &emitted.removed {
        let _ = writeln!(text, "would remove {path}");
    }
    let _ = writeln!(text, "would leave {} files alone; nothing was changed", emitted.unchanged);
    text
}

/// How a known item was recognised under a new id.
fn words(bound: Bound) -> String {
    match bound {
        Bound::Alike(Likeness { percent, .. }) => format!("known by its words: {percent} %"),
        Bound::Key(kind) | Bound::Elsewhere(kind) => format!("known by its {}", kind.as_str()),
        Bound::New | Bound::Word => "known".to_owned(),
    }
}

fn greet(config: &Config, ingested: &Ingested, emitted: &Emitted) -> String {
    let mut text = String::new();
    let visits = ingested.visits;
    let _ = writeln!(
        text,
        "{} sources read, {} failed; {} new items, {} revised.",
        visits.done, visits.failed, ingested.new, ingested.revised
    );
    topic::moves(&mut text, &emitted.moves, "");
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
