//! One verb per file. Each takes its words and the [`Context`], and returns how it ended.
//!
//! The clock, the environment and the terminal are read here, once per turn, and handed down.

mod answer;
mod build;
mod check;
mod completions;
mod config;
mod explain;
mod failure;
mod init;
mod list;
mod man;
pub mod preview;
mod run;
mod serve;
mod show;
mod status;

use std::{collections::BTreeMap, io::IsTerminal, path::PathBuf};

use chrono::{DateTime, Utc};

use crate::{
    cli::{Cli, Command, Global},
    config::{self as settings, Loaded},
    report::{Audience, Event, Reporter, Verbosity},
};
use failure::Failure;

/// How a command ended: the exit codes of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exit {
    /// Done, or nothing to do.
    Done = 0,
    /// Failed; nothing was published.
    Failed = 1,
    /// The command line or the configuration cannot be obeyed.
    Config = 3,
    /// Published, but more sources failed than `--fail-on` bears.
    SourcesFailed = 4,
    /// `check` found something.
    Findings = 5,
    /// Another run holds the lock (EX_TEMPFAIL).
    Locked = 75,
}

/// Does what the command line says; the answer is the exit code.
pub fn main(cli: Cli) -> u8 {
    let context = Context::new(cli.global);
    let result = match cli.command {
        None => run::run(&context, &crate::cli::Run::default(), run::Greeting::Always),
        Some(Command::Run(words)) => run::run(&context, &words, run::Greeting::OnTerminal),
        Some(Command::Build(words)) => build::build(&context, &words),
        Some(Command::Check) => check::check(&context),
        Some(Command::Explain(words)) => explain::explain(&context, &words),
        Some(Command::List(words)) => list::list(&context, &words),
        Some(Command::Show(words)) => show::show(&context, &words),
        Some(Command::Status) => status::status(&context),
        Some(Command::Serve(words)) => serve::serve(&context, &words),
        Some(Command::Init(words)) => init::init(&context, &words),
        Some(Command::Config(words)) => config::config(&context, &words),
        Some(Command::Completions(words)) => completions::completions(&words),
        Some(Command::Man) => man::man(),
    };
    let exit = result.unwrap_or_else(|failure| failure.tell(&context.audience()));
    exit as u8
}

/// What every command may need of the world.
#[derive(Debug)]
pub(crate) struct Context {
    global: Global,
    now: DateTime<Utc>,
}

impl Context {
    fn new(global: Global) -> Self {
        let now = global.now.unwrap_or_else(Utc::now);
        Context { global, now }
    }

    /// The moment of this turn.
    fn now(&self) -> DateTime<Utc> {
        self.now
    }

    fn json(&self) -> bool {
        self.global.json
    }

    fn audience(&self) -> Audience {
        let terminal = std::io::stderr().is_terminal();
        let verbosity = match (self.global.quiet, self.global.verbose) {
            (true, _) => Verbosity::Quiet,
            (_, true) => Verbosity::Verbose,
            _ => Verbosity::Normal,
        };
        // https://no-color.org: any value but the empty one.
        let color = terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        Audience { verbosity, json: self.global.json, terminal, color }
    }

    fn reporter(&self) -> Reporter {
        Reporter::new(self.audience())
    }

    /// Reads the configuration; `out` replaces the output directory.
    fn load(&self, out: Option<PathBuf>) -> Result<Loaded, Failure> {
        let request = settings::Request {
            path: self.global.config.clone(),
            env: environment(),
            set: self.global.set.clone(),
            out,
            cwd: std::env::current_dir().map_err(|error| Failure::new(Exit::Failed, error))?,
        };
        settings::load(&request).map_err(|error| Failure::config(error, self.audience().color))
    }

    /// Tells what the configuration says in vain, to a person who can change it.
    fn warn(&self, loaded: &Loaded, reporter: &mut Reporter) {
        for warning in &loaded.warnings {
            reporter.tell(&Event::Warning { text: &warning.to_string() });
        }
    }

    fn is_watched(&self) -> bool {
        std::io::stderr().is_terminal() || self.global.verbose
    }
}

/// The variables that configuration may come from. Values that are no text are left out.
fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}
