//! `config`: what is in force and why, and the schema for editors.

use clap::{Args, Subcommand};

use super::{Context, Exit, Failure, answer};
use crate::config;

/// What to do with the configuration.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// What
    #[command(subcommand)]
    pub action: Action,
}

/// What can be done with the configuration.
#[derive(Clone, Debug, Subcommand)]
pub enum Action {
    /// Show the configuration in force
    Show {
        /// Say where each value comes from
        #[arg(long)]
        origin: bool,
    },
    /// Print the JSON Schema of config.toml
    Schema,
}

pub(crate) fn config(context: &Context, options: &Options) -> Result<Exit, Failure> {
    match options.action {
        Action::Schema => answer::json(&config::schema()),
        Action::Show { origin } => {
            let loaded = context.load(None)?;
            context.warn(&loaded, &mut context.reporter());
            if context.json() {
                answer::json(&config::show_json(&loaded, origin));
            } else {
                answer::text(&config::show(&loaded, origin));
            }
        }
    }
    Ok(Exit::Done)
}
