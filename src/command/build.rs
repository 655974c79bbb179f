//! `build`: publish from the ledger alone, so that a changed rule reaches everything at once.

use std::{fmt::Write, io::IsTerminal, path::PathBuf};

use clap::Args;
use serde_json::json;

use super::{Context, Exit, Failure, answer, run, topic};
use crate::mill::{Access, Mill};

/// Options of `build`, and of `run`.
#[derive(Clone, Debug, Default, Args)]
#[group(skip)]
pub struct Options {
    /// Where to publish, over `output.dir`
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Say what would change, and change nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Let feeds shrink; with `run`, also visit every source now and read it anew
    #[arg(long)]
    pub force: bool,
    /// Wait for another run to end, instead of giving up at once
    #[arg(long)]
    pub wait: bool,
}

impl Options {
    /// What the turn may touch.
    pub(super) fn access(&self) -> Access {
        if self.dry_run { Access::DryRun } else { Access::Write { wait: self.wait } }
    }
}

pub(crate) fn build(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let loaded = context.load(options.out.clone())?;
    let mut reporter = context.reporter();
    let mill = Mill::open(&loaded.config, options.access())?;
    mill.fetch_published()?;
    mill.recall(&mut reporter)?;
    mill.settle()?;
    let mut emitted = mill.emit(context.now(), options.force, &mut reporter)?;
    emitted.objects = mill.push(context.now())?;
    emitted.is_delivered = mill.deliver(&mut reporter)?;
    reporter.finish();
    let dir = &loaded.config.publish.dir;
    if context.json() {
        answer::json(&json!({"dry_run": options.dry_run, "output": dir, "published": emitted}));
    } else if options.dry_run {
        answer::text(&run::rehearsal(None, &emitted));
    } else if std::io::stdout().is_terminal() {
        let (written, unchanged) = (emitted.written.len(), emitted.unchanged);
        let mut text = String::new();
        topic::moves(&mut text, &emitted.moves, "");
        let _ =
            writeln!(text, "{written} files written, {unchanged} unchanged in {}", dir.display());
        answer::text(&text);
    }
    Ok(if emitted.is_delivered { Exit::Done } else { Exit::SourcesFailed })
}
