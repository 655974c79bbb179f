//! `topic suggest`: terms and shields for a topic, found in the stored items.

use clap::Args;

use crate::command::{Context, Exit, Failure};

/// What to suggest.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The topic
    #[arg(value_name = "TOPIC")]
    pub topic: String,
}

pub(super) fn suggest(_: &Context, _: &Options) -> Result<Exit, Failure> {
    Ok(Exit::Done)
}
