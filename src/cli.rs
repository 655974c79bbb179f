//! Words on the command line → verbs.

use clap::{CommandFactory, Parser, Subcommand, error::ErrorKind};

use crate::command::{
    Context, Global, add, build, check, completions, config, diff, explain, export, import, init,
    lint, list, man, parse, run, serve, show, state, status, teach, topic,
};

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
    global: Global,
    /// What to do; nothing means `run`.
    #[command(subcommand)]
    verb: Option<Verb>,
}

const EXIT_CODES: &str = "\
Exit codes: 0 done, or nothing to do · 1 failed, nothing published · 2 usage · 3 config ·
4 published, but sources failed beyond --fail-on, or output.post_publish did · 5 findings of check, lint, diff and topic try · 75 another run is at work";

#[derive(Debug, Subcommand)]
enum Verb {
    /// Visit the sources and publish the feeds
    Run(run::Options),
    /// Publish the feeds from the ledger, without visiting any source
    Build(build::Options),
    /// Say what a publish would change, feed by feed and item by item
    Diff(diff::Options),
    /// Check the configuration and the topics' own tests
    Check,
    /// Say why an item is what it is and in which topics
    Explain(show::Options),
    /// List items, sources, topics or feeds
    List(list::Options),
    /// Show one item
    Show(show::Options),
    /// Show how every source fares
    Status(status::Options),
    /// Look into the ledger, or say which items are one article
    State(state::Options),
    /// Find the feeds of a site and write one into the configuration
    Add(add::Options),
    /// Take the feeds of a list (OPML) into the configuration
    Import(import::Options),
    /// Write the sources as a list (OPML), or what a web server needs to serve the feeds
    Export(export::Options),
    /// Print what a feed says, as JSON, whatever its format
    Parse(parse::Options),
    /// Judge feeds by the standards: what is wrong, in which line, and what to do about it
    Lint(lint::Options),
    /// Say that an item belongs to a topic, or does not: an example without training
    Teach(teach::Options),
    /// Try a changed topic on the stored items, or have terms for it suggested
    Topic(topic::Options),
    /// Preview the published files on this machine
    Serve(serve::Options),
    /// Make a configuration and a sample to start from
    Init(init::Options),
    /// Show the configuration in force, or its schema
    Config(config::Options),
    /// Print a completion script for a shell
    Completions(completions::Options),
    /// Print the manual page
    Man,
}

/// Reads the command line, does what it says, and gives the exit code. Wrong usage exits with 2.
/// `give_back` has the allocator return what is free to the system.
pub fn main(give_back: fn()) -> u8 {
    let cli = Cli::parse();
    if let Some(Verb::Run(run::Options { replay: Some(_), .. })) = cli.verb
        && cli.global.now.is_some()
    {
        // The parser sees no conflict between an option before the command and one behind it.
        let message = "--replay takes its clock from the tape; leave out --now (FEEDMILL_NOW)";
        Cli::command().error(ErrorKind::ArgumentConflict, message).exit();
    }
    let context = Context::new(cli.global, give_back);
    let result = match cli.verb {
        None => run::run(&context, &run::Options::default(), run::Greeting::Always),
        Some(Verb::Run(options)) => run::run(&context, &options, run::Greeting::OnTerminal),
        Some(Verb::Build(options)) => build::build(&context, &options),
        Some(Verb::Diff(options)) => diff::diff(&context, &options),
        Some(Verb::Check) => check::check(&context),
        Some(Verb::Explain(options)) => explain::explain(&context, &options),
        Some(Verb::List(options)) => list::list(&context, &options),
        Some(Verb::Show(options)) => show::show(&context, &options),
        Some(Verb::Status(options)) => status::status(&context, &options),
        Some(Verb::State(options)) => state::state(&context, &options),
        Some(Verb::Add(options)) => add::add(&context, &options),
        Some(Verb::Import(options)) => import::import(&context, &options),
        Some(Verb::Export(options)) => export::export(&context, &options),
        Some(Verb::Parse(options)) => parse::parse(&context, &options),
        Some(Verb::Lint(options)) => lint::lint(&context, &options),
        Some(Verb::Teach(options)) => teach::teach(&context, &options),
        Some(Verb::Topic(options)) => topic::topic(&context, &options),
        Some(Verb::Serve(options)) => serve::serve(&context, &options),
        Some(Verb::Init(options)) => init::init(&context, &options),
        Some(Verb::Config(options)) => config::config(&context, &options),
        Some(Verb::Completions(options)) => completions::completions(Cli::command(), &options),
        Some(Verb::Man) => man::man(&Cli::command()),
    };
    result.unwrap_or_else(|failure| failure.tell(&context.audience())) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }
}
