//! `config`: what is in force and why, and the schema for editors.

use super::{Context, Exit, Failure, answer};
use crate::{
    cli::{Config, ConfigAction},
    config,
};

pub(super) fn config(context: &Context, words: &Config) -> Result<Exit, Failure> {
    match words.action {
        ConfigAction::Schema => answer::json(&config::schema()),
        ConfigAction::Show { origin } => {
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
