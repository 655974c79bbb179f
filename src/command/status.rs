//! `status`: how every source fares.

use std::fmt::Write;

use super::{Context, Exit, Failure, answer};
use crate::mill::{Access, Mill, SourceReport};

pub(crate) fn status(context: &Context) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let sources = Mill::open(&loaded.config, Access::Look)?.sources(context.now())?;
    if context.json() {
        answer::json(&sources);
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    for source in sources.iter().filter(|source| source.enabled) {
        line(&mut text, source);
    }
    let off = sources.iter().filter(|source| !source.enabled).count();
    if off > 0 {
        let _ =
            writeln!(text, "{off} sources are switched off; `feedmill list sources` names them");
    }
    answer::text(&text);
    Ok(Exit::Done)
}

fn line(text: &mut String, source: &SourceReport) {
    let health = match (&source.last_error, source.last_visit) {
        (_, None) => "not visited yet".to_owned(),
        (None, Some(visit)) => format!("well at {}", visit.format("%Y-%m-%d %H:%M UTC")),
        (Some(error), Some(_)) => {
            let times = if source.failures == 1 {
                "once".to_owned()
            } else {
                format!("{} times", source.failures)
            };
            let good = source.last_success.map_or("never well".to_owned(), |at| {
                format!("last well at {}", at.format("%Y-%m-%d %H:%M UTC"))
            });
            format!("failed {times}, {good}: {error}")
        }
    };
    let _ = writeln!(text, "{:<24} {:>6} items  {health}", source.id, source.items);
    let Some(why) = &source.why else { return };
    let _ = match source.not_before {
        Some(due) => {
            writeln!(text, "{:<24} next due {}: {why}", "", due.format("%Y-%m-%d %H:%M UTC"))
        }
        None => writeln!(text, "{:<24} not asked any more: {why}", ""),
    };
}
