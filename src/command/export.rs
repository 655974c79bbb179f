//! `export`: the sources as a list for other programs.

use std::path::Path;

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Context, Exit, Failure, answer, replace::replace};
use crate::{
    mill::{Access, Breadth, Mill},
    report::Event,
};

/// What to export.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// In which form
    #[command(subcommand)]
    pub form: Form,
}

/// The forms of a list.
#[derive(Clone, Debug, Subcommand)]
pub enum Form {
    /// A list of feeds (OPML 2.0), as every feed reader imports it
    Opml {
        /// The file to write; `-` is standard output
        #[arg(default_value = "-", value_name = "FILE")]
        file: String,
        /// Also sources that are switched off
        #[arg(long)]
        all: bool,
        /// The feeds of lists, as they were at the last run, instead of the lists
        #[arg(long)]
        expand: bool,
    },
}

pub(crate) fn export(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let Form::Opml { file, all, expand } = &options.form;
    let loaded = context.load(None)?;
    let mill = Mill::open(&loaded.config, Access::Look)?;
    let list = mill.subscriptions(Breadth { all: *all, expand: *expand })?;
    let mut reporter = context.reporter();
    for left in &list.left {
        let text = format!("{left}, so the list is without it");
        reporter.tell(&Event::Warning { text: &text });
    }
    reporter.finish();
    let text = String::from_utf8_lossy(&list.artifact.bytes);
    if file == "-" {
        answer::text(&text);
        return Ok(Exit::Done);
    }
    replace(Path::new(file), text.as_bytes()).map_err(|error| {
        let what = format!("cannot write {file}: {error}");
        Failure::text(Exit::Failed, what, "name a file that you may write, or `-`")
    })?;
    if context.json() {
        let sources = list.sources;
        answer::json(&json!({"file": file, "sources": sources, "left": list.left}));
    }
    Ok(Exit::Done)
}
