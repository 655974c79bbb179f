//! `topic`: what a change of a topic would move, and what could be changed.

use clap::{Args, Subcommand};

use super::{Context, Exit, Failure};
use crate::config::Loaded;

mod suggest;
mod try_out;
mod words;

pub(super) use words::{moves, trial as trial_words};

/// What to do with a topic.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// What
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with a topic.
#[derive(Clone, Debug, Subcommand)]
pub enum Action {
    /// Show which stored items a change would move, before it is saved or built
    Try(try_out::Options),
    /// Offer terms and shields for a topic, found in the stored items
    Suggest(suggest::Options),
}

pub(crate) fn topic(context: &Context, options: &Options) -> Result<Exit, Failure> {
    match &options.action {
        Action::Try(options) => try_out::try_out(context, options),
        Action::Suggest(options) => suggest::suggest(context, options),
    }
}

/// The place of a topic among those of the configuration.
pub(super) fn place_of(loaded: &Loaded, topic: &str) -> Result<usize, Failure> {
    let topics = &loaded.config.route.topics;
    topics.iter().position(|known| known.id == topic).ok_or_else(|| {
        let known: Vec<&str> = topics.iter().map(|topic| topic.id.as_str()).collect();
        let help = format!("the topics are: {}", known.join(", "));
        Failure::text(Exit::Usage, format!("there is no topic \"{topic}\""), help)
    })
}
