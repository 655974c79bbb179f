//! `run --replay`: recorded runs once more, without network, in a state of their own.

use std::{
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

use serde_json::json;

use super::{Context, Exit, Failure, answer, run};
use crate::mill::{self, Emitted, Ingested, Mill, Run};

/// Where the output and the ledger of a replay are, seen from a recorded run. A recorded configuration
/// names them, so that `status` and `explain` show a replay when they are given that configuration.
pub(super) const OUTPUT: &str = "../replayed/public";
pub(super) const STATE: &str = "../replayed/state.db";

pub(super) fn replay(
    context: &Context,
    options: &run::Options,
    folder: &Path,
) -> Result<Exit, Failure> {
    let publishing = &options.publishing;
    let runs = mill::runs(&Context::cwd()?.join(folder))?;
    let mut exit = Exit::Done;
    let (mut answers, mut text) = (Vec::new(), String::new());
    for (number, run) in runs.iter().enumerate() {
        let (about, home) = (run.about(), home(run));
        let out = match &publishing.out {
            Some(out) => out.clone(),
            None => home.join("public"),
        };
        if number == 0 && publishing.out.is_none() {
            clear(&out)?;
        }
        let mut loaded = context.load_recorded(run.config(), out)?;
        loaded.config.store.path = home.join("state.db");
        let config = &loaded.config;
        let mut reporter = context.reporter();
        let mill = Mill::replay(config, run, number == 0)?;
        let force = about.force || publishing.force;
        let (ingested, emitted) = run::turn(context, &mill, about.now, force, &mut reporter)?;
        if run::exit(options.fail_on, ingested.fares) != Exit::Done {
            exit = Exit::SourcesFailed;
        }
        line(&mut text, run, &ingested, &emitted);
        if number + 1 == runs.len() {
            let _ = writeln!(text, "the feeds are in {}", config.publish.dir.display());
        }
        answers.push(json!({
            "run": run.name(),
            "recorded": about,
            "output": config.publish.dir,
            "ingested": ingested,
            "published": emitted,
        }));
    }
    if context.json() {
        answer::json(&answers);
    } else {
        answer::text(&text);
    }
    Ok(exit)
}

fn line(text: &mut String, run: &Run, ingested: &Ingested, emitted: &Emitted) {
    let (about, visits) = (run.about(), ingested.visits);
    let now = about.now.format("%Y-%m-%d %H:%M:%S UTC");
    let _ = writeln!(
        text,
        "{} of {now}, recorded by feedmill {}: {} sources read, {} failed; {} new items, {} revised; \
         {} files written, {} unchanged",
        run.name(),
        about.feedmill,
        visits.done,
        visits.failed,
        ingested.new,
        ingested.revised,
        emitted.written.len(),
        emitted.unchanged,
    );
}

/// Where the ledger and, unless told otherwise, the output of a replay are: beside the run.
fn home(run: &Run) -> PathBuf {
    let config = run.config();
    let home = config.parent().and_then(Path::parent).unwrap_or(Path::new("/"));
    home.join("replayed")
}

/// Removes what an earlier replay published.
fn clear(folder: &Path) -> Result<(), Failure> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => {
            let text = format!("cannot remove {}: {error}", folder.display());
            Err(Failure::text(Exit::Failed, text, "name another folder with --out"))
        }
        _ => Ok(()),
    }
}
