//! Words on the command line.

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use clap::{Args, Parser, Subcommand, ValueEnum};

/// Turns many sources into a few excellent feeds.
///
/// Reads local documents and remote feeds, keeps a ledger of items with permanent ids, and writes
/// RSS, Atom, JSON Feed and HTML per topic. Without a command it does `run` and says where the feeds
/// are.
#[derive(Debug, Parser)]
#[command(name = "feedmill", version, after_help = EXIT_CODES)]
pub struct Cli {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// What to do; nothing means `run`.
    #[command(subcommand)]
    pub command: Option<Command>,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done, or nothing to do · 1 failed, nothing published · 2 usage · 3 config ·
4 published, but sources failed beyond --fail-on · 5 findings of check · 75 another run is at work";

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

/// What feedmill can do.
#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Visit the sources and publish the feeds
    Run(Run),
    /// Publish the feeds from the ledger, without visiting any source
    Build(Build),
    /// Check the configuration and the topics' own tests
    Check,
    /// Say why an item is what it is and in which topics
    Explain(Item),
    /// List items, sources, topics or feeds
    List(List),
    /// Show one item
    Show(Item),
    /// Show how every source fares
    Status,
    /// Preview the published files on this machine
    Serve(Serve),
    /// Make a configuration and a sample to start from
    Init(Init),
    /// Show the configuration in force, or its schema
    Config(Config),
    /// Print a completion script for a shell
    Completions(Completions),
    /// Print the manual page
    Man,
}

/// Options of `run`.
#[derive(Clone, Debug, Default, Args)]
pub struct Run {
    /// Where to publish, over `output.dir`
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Say what would change, and change nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Visit every source now, read it anew, and let feeds shrink
    #[arg(long)]
    pub force: bool,
    /// Wait for another run to end, instead of giving up at once
    #[arg(long)]
    pub wait: bool,
    /// Exit with 4 when so many sources failed: `any`, `all`, `never`, or a number
    #[arg(long, value_name = "WHEN", default_value = "all")]
    pub fail_on: FailOn,
}

/// Options of `build`.
#[derive(Clone, Debug, Args)]
pub struct Build {
    /// Where to publish, over `output.dir`
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Say what would change, and change nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Let feeds shrink
    #[arg(long)]
    pub force: bool,
    /// Wait for another run to end, instead of giving up at once
    #[arg(long)]
    pub wait: bool,
}

/// Which item.
#[derive(Clone, Debug, Args)]
pub struct Item {
    /// Id, beginning of an id, address, or words of the title
    #[arg(required = true, num_args = 1.., value_name = "ITEM")]
    pub words: Vec<String>,
}

/// What to list.
#[derive(Clone, Debug, Args)]
pub struct List {
    /// What
    #[arg(value_enum, default_value_t = Listed::Items)]
    pub what: Listed,
    /// Only items of this topic
    #[arg(long, value_name = "ID")]
    pub topic: Option<String>,
    /// At most so many items
    #[arg(long, value_name = "N", default_value_t = 50)]
    pub most: usize,
}

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Listed {
    /// The newest items
    Items,
    /// The sources
    Sources,
    /// The topics
    Topics,
    /// The feeds and their addresses
    Feeds,
}

/// Options of `serve`.
#[derive(Clone, Debug, Args)]
pub struct Serve {
    /// Port on 127.0.0.1; 0 takes any free one
    #[arg(long, value_name = "PORT", default_value_t = 8080)]
    pub port: u16,
    /// Serve this folder instead of `output.dir`
    #[arg(long, value_name = "DIR")]
    pub dir: Option<PathBuf>,
}

/// Options of `init`.
#[derive(Clone, Debug, Args)]
pub struct Init {
    /// The folder to set up
    #[arg(default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
}

/// What to do with the configuration.
#[derive(Clone, Debug, Args)]
pub struct Config {
    /// What
    #[command(subcommand)]
    pub action: ConfigAction,
}

/// What can be done with the configuration.
#[derive(Clone, Debug, Subcommand)]
pub enum ConfigAction {
    /// Show the configuration in force
    Show {
        /// Say where each value comes from
        #[arg(long)]
        origin: bool,
    },
    /// Print the JSON Schema of config.toml
    Schema,
}

/// Which shell.
#[derive(Clone, Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: clap_complete::Shell,
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

/// Reads a moment: RFC 3339, or a date, which means its start in UTC.
fn moment(text: &str) -> Result<DateTime<Utc>, String> {
    let date = || Some(text.parse::<NaiveDate>().ok()?.and_time(NaiveTime::MIN).and_utc());
    let time = DateTime::parse_from_rfc3339(text).map(|time| time.to_utc()).ok();
    time.or_else(date)
        .ok_or_else(|| "expected a time such as 2026-05-26T17:28:00Z, or a date".to_owned())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn moments() {
        assert_eq!(
            moment("2026-05-26T19:28:00+02:00").unwrap().to_rfc3339(),
            "2026-05-26T17:28:00+00:00"
        );
        assert_eq!(moment("2026-05-26").unwrap().to_rfc3339(), "2026-05-26T00:00:00+00:00");
        assert!(moment("tomorrow").is_err());
    }

    #[test]
    fn fail_on() {
        assert_eq!("any".parse(), Ok(FailOn::Count(1)));
        assert_eq!("3".parse(), Ok(FailOn::Count(3)));
        assert!("0".parse::<FailOn>().is_err());
    }
}
