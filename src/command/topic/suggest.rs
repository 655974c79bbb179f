//! `topic suggest`: terms and shields for a topic, found in the stored items.

use std::fmt::Write;

use clap::Args;

use super::place_of;
use crate::{
    command::{Context, Exit, Failure, answer},
    mill::{Access, Advice, Mill, ShieldSuggestion, Suggestions, TermSuggestion},
};

/// What to suggest.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The topic
    #[arg(value_name = "TOPIC")]
    pub topic: String,
    /// At most so many terms, and as many shields
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub most: usize,
    /// Write the lists as TOML, for `topic try --file` and for the configuration
    #[arg(long)]
    pub toml: bool,
}

/// Most columns that a term takes before the rest is pushed to the right.
const WIDEST: usize = 28;

pub(super) fn suggest(context: &Context, options: &Options) -> Result<Exit, Failure> {
    if options.toml && context.json() {
        let help = "leave one of them out";
        return Err(Failure::text(Exit::Usage, "--toml and --json are two answers", help));
    }
    let loaded = context.load(None)?;
    let place = place_of(&loaded, &options.topic)?;
    let mill = Mill::open(&loaded.config, Access::Look)?;
    let suggestions = mill.suggest(place, options.most, context.now())?;
    if context.json() {
        answer::json(&suggestions);
    } else if options.toml {
        answer::text(&toml(&options.topic, &suggestions));
    } else {
        answer::text(&words(&options.topic, &suggestions));
    }
    Ok(Exit::Done)
}

fn words(topic: &str, suggestions: &Suggestions) -> String {
    let mut text = String::new();
    let Suggestions { inside, outside, terms, shields } = suggestions;
    if *inside == 0 {
        let _ = writeln!(
            text,
            "no stored item is in \"{topic}\": teach it some, as in \
             `feedmill teach ITEM --topic {topic}`"
        );
    } else if terms.is_empty() {
        let _ = writeln!(text, "no further term tells items of \"{topic}\" from others");
    }
    for term in terms {
        let list = match term.advice {
            Advice::Strong => "strong",
            Advice::Name => "name",
            Advice::Weak => "weak",
        };
        let _ = writeln!(
            text,
            "{list:<7} {:<WIDEST$} {:>4} in, {:>4} out   {}",
            term.term, term.inside, term.outside, term.example
        );
    }
    for shield in shields {
        let taught = if shield.taught > 0 { ", taught" } else { "" };
        let _ = writeln!(
            text,
            "shield  {:<WIDEST$}    0 in, {:>4} out{taught}   {}",
            shield.phrase, shield.outside, shield.example
        );
    }
    let _ = writeln!(text, "{inside} items in \"{topic}\" compared with {outside} others");
    if !terms.is_empty() || !shields.is_empty() {
        let _ = writeln!(
            text,
            "`feedmill topic try {topic} --strong TERM --shield PHRASE` shows what they would move"
        );
    }
    text
}

/// The lists as a topic file has them, each term on its line with what speaks for it.
fn toml(topic: &str, suggestions: &Suggestions) -> String {
    let Suggestions { inside, outside, terms, shields } = suggestions;
    let mut text = format!("# For \"{topic}\": {inside} items in it, {outside} others.\n");
    for (key, advice) in
        [("strong", Advice::Strong), ("names", Advice::Name), ("weak", Advice::Weak)]
    {
        let chosen = terms.iter().filter(|term| term.advice == advice);
        let line = |TermSuggestion { term, inside, outside, .. }: &TermSuggestion| {
            (quoted(term), format!("{inside} in, {outside} out"))
        };
        list(&mut text, key, chosen.map(line).collect());
    }
    let line = |shield: &ShieldSuggestion| {
        (quoted(&shield.phrase), format!("{} out, around {}", shield.outside, shield.around))
    };
    list(&mut text, "shields", shields.iter().map(line).collect());
    text
}

fn list(text: &mut String, key: &str, lines: Vec<(String, String)>) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "{key} = [");
    for (term, why) in lines {
        let _ = writeln!(text, "  {:<WIDEST$} # {why}", term + ",");
    }
    let _ = writeln!(text, "]");
}

/// A term as TOML. It is one line, so a basic string takes it.
fn quoted(term: &str) -> String {
    format!("\"{}\"", term.replace('\\', "\\\\").replace('"', "\\\""))
}
