//! `state`: what the ledger holds, and the operator's word on what is one article.

use std::fmt::Write;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::{Context, Exit, Failure, answer, show};
use crate::mill::{Access, Brief, Joined, Ledger, Mill, Split};

/// What to do with the ledger.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// What
    #[command(subcommand)]
    pub verb: Verb,
}

/// What can be done with the ledger.
#[derive(Clone, Debug, Subcommand)]
pub enum Verb {
    /// Say how much the ledger holds
    Show,
    /// Say that two items are one article: the first stands for it, the second is also told
    Merge(Merge),
    /// Say that an item which another one stands for is an article of its own
    Split(One),
}

/// Two items.
#[derive(Clone, Debug, Args)]
pub struct Merge {
    /// The one that stands for the article: id, beginning of an id, address, or words of the title
    #[arg(value_name = "ITEM")]
    pub item: String,
    /// The one that becomes a telling of it
    #[arg(value_name = "OTHER")]
    pub other: String,
    /// How.
    #[command(flatten)]
    pub how: How,
}

/// One item.
#[derive(Clone, Debug, Args)]
pub struct One {
    /// Which item.
    #[command(flatten)]
    pub item: show::Options,
    /// How.
    #[command(flatten)]
    pub how: How,
}

/// Whether to change anything, and when.
#[derive(Clone, Copy, Debug, Args)]
pub struct How {
    /// Say what would change, and change nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Wait for another run to end, instead of giving up at once
    #[arg(long)]
    pub wait: bool,
}

impl How {
    fn access(self) -> Access {
        if self.dry_run { Access::DryRun } else { Access::Write { wait: self.wait } }
    }

    /// What comes next, as the last line of an answer.
    fn end(self) -> &'static str {
        match self.dry_run {
            true => "nothing was changed",
            false => "the feeds show it after the next `feedmill build` or `feedmill run`",
        }
    }
}

/// An answer for a program.
#[derive(Serialize)]
struct Done<T> {
    dry_run: bool,
    #[serde(flatten)]
    what: T,
}

pub(crate) fn state(context: &Context, options: &Options) -> Result<Exit, Failure> {
    match &options.verb {
        Verb::Show => look(context),
        Verb::Merge(options) => merge(context, options),
        Verb::Split(options) => split(context, options),
    }
}

fn look(context: &Context) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let ledger = Mill::open(&loaded.config, Access::Look)?.ledger()?;
    if context.json() {
        answer::json(&ledger);
        return Ok(Exit::Done);
    }
    let Ledger { path, bytes, counts } = ledger;
    let lines = [
        (counts.sources, "sources"),
        (counts.items, "items that stand for themselves"),
        (counts.tellings, "items that another one stands for"),
        (counts.stories, "stories"),
        (counts.tombstones, "tombstones: items whose text is gone, because they are old"),
    ];
    let mut text = format!(
        "{}: {}.{} MB, schema {}\n",
        path.display(),
        bytes / 1_000_000,
        bytes / 100_000 % 10,
        counts.schema
    );
    for (count, what) in lines {
        let _ = writeln!(text, "{count:>10} {what}");
    }
    answer::text(&text);
    Ok(Exit::Done)
}

fn merge(context: &Context, options: &Merge) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let mill = Mill::open(&loaded.config, options.how.access())?;
    let item = show::find_words(&mill, &options.item)?;
    let other = show::find_words(&mill, &options.other)?;
    let joined = mill.join(&item, &other, context.now())?;
    if context.json() {
        answer::json(&Done { dry_run: options.how.dry_run, what: joined });
        return Ok(Exit::Done);
    }
    let Joined { item, telling, along, text_of } = joined;
    let is = if options.how.dry_run { "would be" } else { "is now" };
    let mut text = format!("{}\n  {is} a telling of {}\n", name(&telling), name(&item));
    if along > 0 {
        let _ = writeln!(text, "  and so {is} what it stood for: {}", tellings(along));
    }
    let whose = if text_of == item.guid { "its own".to_owned() } else { text_of.to_string() };
    let _ = writeln!(text, "  the text that is shown {is} {whose}\n{}", options.how.end());
    answer::text(&text);
    Ok(Exit::Done)
}

fn split(context: &Context, options: &One) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let mill = Mill::open(&loaded.config, options.how.access())?;
    let item = show::find(&mill, &options.item)?;
    let split = mill.split(&item, context.now())?;
    if context.json() {
        answer::json(&Done { dry_run: options.how.dry_run, what: split });
        return Ok(Exit::Done);
    }
    let Split { item, from, along } = split;
    let (stands, stays) = match options.how.dry_run {
        true => ("would stand for itself, and stay", "would"),
        false => ("stands for itself now, and stays", "does"),
    };
    let mut text = format!("{}\n  {stands} apart from {}\n", name(&item), name(&from));
    if along > 0 {
        let _ = writeln!(text, "  so {stays} what came with it: {}", tellings(along));
    }
    let _ = writeln!(text, "{}", options.how.end());
    answer::text(&text);
    Ok(Exit::Done)
}

fn name(item: &Brief) -> String {
    format!("{:?} ({}, source {})", item.title, item.guid, item.source)
}

fn tellings(count: usize) -> String {
    if count == 1 { "1 telling".to_owned() } else { format!("{count} tellings") }
}
