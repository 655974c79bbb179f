//! `topic try`: the stored items, sorted by a topic that is not saved or not built yet.

use clap::Args;

use super::{place_of, words};
use crate::{
    command::{Context, Exit, Failure, answer, input},
    config::{Config, Document, Loaded, file, with_lists},
    mill::{Access, Change, Mill},
    report::Event,
};

/// What to try.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The topic; without one, all of them, as the configuration has them now, are compared with the last build
    #[arg(value_name = "TOPIC")]
    pub topic: Option<String>,
    /// With this strong term as well; this and the next five may be given several times
    #[arg(long, value_name = "TERM", requires = "topic")]
    pub strong: Vec<String>,
    /// With this name
    #[arg(long, value_name = "TERM", requires = "topic")]
    pub name: Vec<String>,
    /// With this weak term
    #[arg(long, value_name = "TERM", requires = "topic")]
    pub weak: Vec<String>,
    /// With this shield
    #[arg(long, value_name = "PHRASE", requires = "topic")]
    pub shield: Vec<String>,
    /// With this term keeping items out
    #[arg(long, value_name = "TERM", requires = "topic")]
    pub exclude: Vec<String>,
    /// Without this term, category, shield or exclusion
    #[arg(long, value_name = "TERM", requires = "topic")]
    pub without: Vec<String>,
    /// With the lists of this file, which is in the form of a topic file; `-` is standard input
    #[arg(long, value_name = "FILE", requires = "topic")]
    pub file: Vec<String>,
    /// Show at most so many items per topic that enter, and as many that leave
    #[arg(long, value_name = "N", default_value_t = 10)]
    pub most: usize,
    /// Exit with 5 when anything would be different
    #[arg(long)]
    pub exit_code: bool,
}

pub(super) fn try_out(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let config = &loaded.config;
    let lists = lists(options);
    let has_lists = !options.file.is_empty() || lists != file::Topic::default();
    let changed = match &options.topic {
        Some(topic) => {
            place_of(&loaded, topic)?;
            has_lists.then(|| changed(context, &loaded, topic, options, &lists)).transpose()?
        }
        None => None,
    };
    let change = Change {
        before: changed.as_ref().map(|_| config),
        after: changed.as_ref().unwrap_or(config),
        most: options.most,
    };
    let mill = Mill::open(config, Access::Look)?;
    let mut trial = mill.trial(&change, context.now())?;
    if let Some(topic) = options.topic.as_ref().filter(|_| change.before.is_none()) {
        trial.keep(topic);
    }
    if context.json() {
        answer::json(&trial);
    } else {
        let mut text = String::new();
        words::trial(&mut text, &trial);
        words::summary(&mut text, &trial, change.before.is_none());
        answer::text(&text);
    }
    let found = options.exit_code && trial.is_change();
    Ok(if found { Exit::Findings } else { Exit::Done })
}

/// The lists of the command line.
fn lists(options: &Options) -> file::Topic {
    let terms = |terms: &[String]| terms.iter().cloned().map(file::Term::Text).collect();
    file::Topic {
        strong: terms(&options.strong),
        names: terms(&options.name),
        weak: terms(&options.weak),
        shields: options.shield.clone(),
        exclude: options.exclude.clone(),
        without: options.without.clone(),
        ..file::Topic::default()
    }
}

fn changed(
    context: &Context,
    loaded: &Loaded,
    topic: &str,
    options: &Options,
    lists: &file::Topic,
) -> Result<Config, Failure> {
    let mut files = Vec::with_capacity(options.file.len());
    for file in &options.file {
        let name = input::name(file).to_owned();
        let text = String::from_utf8(input::read(file)?).map_err(|_| {
            let help = "a topic file is TOML with the keys of [[topic]]";
            Failure::text(Exit::Config, format!("{name} is not UTF-8 text"), help)
        })?;
        files.push(Document { name, text });
    }
    let own = file::Topic { id: topic.to_owned(), ..lists.clone() };
    let (config, warnings) = with_lists(loaded, topic, files, &own)
        .map_err(|error| Failure::config(error, context.audience().color))?;
    let mut reporter = context.reporter();
    for warning in &warnings {
        reporter.tell(&Event::Warning { text: &warning.to_string() });
    }
    Ok(config)
}
