//! `export`: the sources as a list for other programs, and what hosts are told.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::json;

use super::{Context, Exit, Failure, answer, replace::replace};
use crate::{
    mill::{self, Access, Breadth, Host, Mill},
    report::Event,
};

/// What to export.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// In which form
    #[command(subcommand)]
    pub form: Form,
}

/// What can be written.
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
    /// A file for the configuration of nginx that serves the published folder
    Nginx(Server),
    /// A Caddyfile that serves the published folder
    Caddy(Server),
    /// Types and caching rules for Netlify and Cloudflare Pages (`_headers`); see also output.headers
    Netlify(Target),
    /// Types and caching rules for Apache (`.htaccess`); see also output.headers
    Apache(Target),
}

/// Where a file goes.
#[derive(Clone, Debug, Args)]
pub struct Target {
    /// The file to write; `-` is standard output
    #[arg(default_value = "-", value_name = "FILE")]
    pub file: String,
}

/// What the configuration of a server needs to know.
#[derive(Clone, Debug, Args)]
pub struct Server {
    /// Where it goes.
    #[command(flatten)]
    pub target: Target,
    /// The folder on the server that the address of the site starts from, instead of output.dir
    #[arg(long, value_name = "DIR")]
    pub root: Option<PathBuf>,
}

pub(crate) fn export(context: &Context, options: &Options) -> Result<Exit, Failure> {
    match &options.form {
        Form::Opml { file, all, expand } => {
            opml(context, file, Breadth { all: *all, expand: *expand })
        }
        Form::Nginx(server) => {
            hosting(context, Host::Nginx, &server.target, server.root.as_deref())
        }
        Form::Caddy(server) => {
            hosting(context, Host::Caddy, &server.target, server.root.as_deref())
        }
        Form::Netlify(target) => hosting(context, Host::Netlify, target, None),
        Form::Apache(target) => hosting(context, Host::Apache, target, None),
    }
}

fn hosting(
    context: &Context,
    host: Host,
    target: &Target,
    root: Option<&Path>,
) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    put(&target.file, &mill::hosting(&loaded.config, host, root))?;
    if context.json() && target.file != "-" {
        answer::json(&json!({"file": target.file}));
    }
    Ok(Exit::Done)
}

fn opml(context: &Context, file: &str, breadth: Breadth) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let mill = Mill::open(&loaded.config, Access::Look)?;
    let list = mill.subscriptions(breadth)?;
    let mut reporter = context.reporter();
    for left in &list.left {
        let text = format!("{left}, so the list is without it");
        reporter.tell(&Event::Warning { text: &text });
    }
    reporter.finish();
    put(file, &String::from_utf8_lossy(&list.artifact.bytes))?;
    if context.json() && file != "-" {
        let sources = list.sources;
        answer::json(&json!({"file": file, "sources": sources, "left": list.left}));
    }
    Ok(Exit::Done)
}

fn put(file: &str, text: &str) -> Result<(), Failure> {
    if file == "-" {
        answer::text(text);
        return Ok(());
    }
    replace(Path::new(file), text.as_bytes()).map_err(|error| {
        let what = format!("cannot write {file}: {error}");
        Failure::text(Exit::Failed, what, "name a file that you may write, or `-`")
    })
}
