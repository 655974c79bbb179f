//! What every command may need of the world: options, clock, terminal, environment.

use std::{collections::BTreeMap, io::IsTerminal, path::PathBuf};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::Args;

use super::{Exit, failure::Failure};
use crate::{
    config::{self, Glance, Loaded},
    report::{Audience, Event, Reporter, Verbosity},
};

/// Options of every command.
#[derive(Clone, Debug, Default, Args)]
pub struct Global {
    /// The configuration file [default: ./config.toml, then the user's configuration folder]
    #[arg(short, long, global = true, env = "FEEDMILL_CONFIG", value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Override one setting, as in `--set fetch.concurrency=4`
    #[arg(long, global = true, value_name = "KEY=VALUE")]
    pub set: Vec<String>,
    /// Use this moment instead of the clock (RFC 3339, or a date)
    #[arg(long, global = true, env = "FEEDMILL_NOW", value_name = "TIME", value_parser = moment)]
    pub now: Option<DateTime<Utc>>,
    /// Answer in JSON; messages become JSON lines
    #[arg(long, global = true)]
    pub json: bool,
    /// Say nothing but errors
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say also what went well
    #[arg(short, long, global = true)]
    pub verbose: bool,
}

/// What every command may need of the world.
#[derive(Debug)]
pub struct Context {
    global: Global,
    now: DateTime<Utc>,
    give_back: fn(),
}

impl Context {
    /// `give_back` has the allocator return what is free to the system.
    pub fn new(global: Global, give_back: fn()) -> Self {
        let now = global.now.unwrap_or_else(Utc::now);
        Context { global, now, give_back }
    }

    /// Returns memory that is free to the system.
    pub(super) fn give_back(&self) {
        (self.give_back)();
    }

    /// The moment of this turn.
    pub(super) fn now(&self) -> DateTime<Utc> {
        self.now
    }

    pub(super) fn json(&self) -> bool {
        self.global.json
    }

    pub(crate) fn audience(&self) -> Audience {
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

    pub(super) fn reporter(&self) -> Reporter {
        Reporter::new(self.audience())
    }

    /// Reads the configuration; `out` replaces the output directory.
    pub(super) fn load(&self, out: Option<PathBuf>) -> Result<Loaded, Failure> {
        config::load(&self.request(out)?).map_err(|error| self.wrong_config(error))
    }

    /// Looks at the configuration without reading it.
    pub(super) fn glance(&self, out: Option<PathBuf>) -> Option<Glance> {
        config::glance(&self.request(out).ok()?)
    }

    /// Reads the configuration that is named on the command line, else a recorded one, to which the
    /// environment of another machine says nothing.
    pub(super) fn load_recorded(&self, recorded: PathBuf, out: PathBuf) -> Result<Loaded, Failure> {
        let mut request = self.request(Some(out))?;
        if self.global.config.is_none() {
            request = config::Request { path: Some(recorded), env: BTreeMap::new(), ..request };
        }
        config::load(&request).map_err(|error| self.wrong_config(error))
    }

    /// Checks what the configuration would be with another text in its file.
    pub(super) fn revise(&self, before: &Loaded, text: String) -> Result<Loaded, Failure> {
        let request = self.request(None)?;
        config::revise(&request, before, text).map_err(|error| self.wrong_config(error))
    }

    fn request(&self, out: Option<PathBuf>) -> Result<config::Request, Failure> {
        Ok(config::Request {
            path: self.global.config.clone(),
            env: environment(),
            set: self.global.set.clone(),
            out,
            cwd: Self::cwd()?,
        })
    }

    fn wrong_config(&self, error: config::Error) -> Failure {
        Failure::config(error, self.audience().color)
    }

    /// Whether there is a person to be asked: one who sees the question and can answer it.
    pub(super) fn can_ask(&self) -> bool {
        let (question, answer) = (std::io::stderr().is_terminal(), std::io::stdin().is_terminal());
        question && answer && !self.global.json
    }

    /// The current directory.
    pub(super) fn cwd() -> Result<PathBuf, Failure> {
        std::env::current_dir().map_err(|error| Failure::new(Exit::Failed, error))
    }

    /// Tells what the configuration says in vain, to a person who can change it.
    pub(super) fn warn(&self, loaded: &Loaded, reporter: &mut Reporter) {
        for warning in &loaded.warnings {
            reporter.tell(&Event::Warning { text: &warning.to_string() });
        }
    }

    /// Whether a run in which all is well says nothing: neither a person nor a program listens.
    pub(super) fn is_unheard(&self) -> bool {
        !self.json() && !self.is_watched() && !std::io::stdout().is_terminal()
    }

    pub(super) fn is_quiet(&self) -> bool {
        self.global.quiet
    }

    pub(super) fn is_watched(&self) -> bool {
        std::io::stderr().is_terminal() || self.global.verbose
    }
}

/// The variables that configuration may come from. Values that are no text are left out.
fn environment() -> BTreeMap<String, String> {
    std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
        .collect()
}

/// Reads a moment: RFC 3339, or a date, which means its start in UTC.
fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let date = || Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc());
    let time = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc()).ok();
    time.or_else(date)
        .ok_or_else(|| "expected a time such as 2026-05-26T17:28:00Z, or a date".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments() {
        let read = |text| moment(text).map(|moment| moment.to_rfc3339());
        assert_eq!(read("2026-05-26T19:28:00+02:00"), Ok("2026-05-26T17:28:00+00:00".to_owned()));
        assert_eq!(read("2026-05-26"), Ok("2026-05-26T00:00:00+00:00".to_owned()));
        assert!(moment("tomorrow").is_err());
    }
}
