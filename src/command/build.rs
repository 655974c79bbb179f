//! `build`: publish from the ledger alone, so that a changed rule reaches everything at once.

use std::io::IsTerminal;

use serde_json::json;

use super::{Context, Exit, Failure, answer, run};
use crate::{
    cli::Build,
    mill::{Access, Mill},
};

pub(super) fn build(context: &Context, words: &Build) -> Result<Exit, Failure> {
    let loaded = context.load(words.out.clone())?;
    let mut reporter = context.reporter();
    let access = if words.dry_run { Access::DryRun } else { Access::Write { wait: words.wait } };
    let mill = Mill::open(&loaded.config, access)?;
    let emitted = if words.dry_run {
        mill.rehearse(words.force, &mut reporter)?
    } else {
        mill.emit(words.force, &mut reporter)?
    };
    reporter.finish();
    let dir = &loaded.config.publish.dir;
    if context.json() {
        answer::json(&json!({"dry_run": words.dry_run, "output": dir, "published": emitted}));
    } else if words.dry_run {
        answer::text(&run::rehearsal(None, &emitted));
    } else if std::io::stdout().is_terminal() {
        let (written, unchanged) = (emitted.written.len(), emitted.unchanged);
        answer::text(&format!(
            "{written} files written, {unchanged} unchanged in {}\n",
            dir.display()
        ));
    }
    Ok(Exit::Done)
}
