//! When sources are asked.

use std::time::Duration;

use super::duration;
use crate::{
    config::{error::Message, file, read::Report, value::Wrong},
    fetch, schedule,
};

/// No source is left alone for longer.
const LONGEST: Duration = Duration::from_hours(24);

/// What remote sources obey that say nothing of their own.
pub(super) fn usual(file: &file::Fetch, report: &mut Report) -> schedule::Settings {
    let mut longest = duration(&file.max_interval, "fetch.max_interval", report);
    if longest > LONGEST {
        let what = "`max_interval` is more than a day; every source is asked once a day at least";
        report.warn("fetch.max_interval", Message::new(what));
        longest = LONGEST;
    }
    let mut every = duration(&file.min_interval, "fetch.min_interval", report);
    if every > LONGEST {
        let what = "`min_interval` is more than a day; every source is asked once a day at least";
        report.warn("fetch.min_interval", Message::new(what));
        every = LONGEST;
    }
    if longest < every {
        let what = format!("must not be shorter than `fetch.min_interval`, {}", file.min_interval);
        let wrong = Wrong::new(0..file.max_interval.len(), what);
        report.wrong("fetch.max_interval", &file.max_interval, wrong);
    }
    let dead_after = duration(&file.disable_after, "fetch.disable_after", report);
    let adopt_after = file.redirect_adopt_after;
    schedule::Settings { every, is_stated: false, longest, dead_after, adopt_after }
}

/// The interval that a source states for itself.
pub(super) fn every(
    source: &file::Source,
    usual: &schedule::Settings,
    path: &str,
    report: &mut Report,
) -> Option<Duration> {
    let text = source.every.as_ref()?;
    let path = format!("{path}.every");
    let every = duration(text, &path, report);
    if every > usual.longest && source.url.is_some() {
        let what = format!(
            "`every` is more than `fetch.max_interval`, which wins: source `{}`",
            source.id
        );
        report.warn(&path, Message::new(what));
    }
    Some(every)
}

/// What a source obeys, and what the feeds in it do where it is a list.
///
/// Local files are read at every run, whatever they say and however often that fails: it costs nobody
/// anything. The feeds of a local list are remote.
pub(super) fn settings(
    usual: &schedule::Settings,
    every: Option<Duration>,
    place: &fetch::Place,
) -> (schedule::Settings, schedule::Settings) {
    let (is_stated, stated) = (every.is_some(), every.unwrap_or(usual.every));
    let feeds = schedule::Settings { every: stated, is_stated, ..usual.clone() };
    let own = match place {
        fetch::Place::Web(_) => feeds.clone(),
        fetch::Place::Files { .. } => {
            let every = every.unwrap_or_default();
            schedule::Settings { every, longest: every, ..schedule::Settings::default() }
        }
    };
    (own, feeds)
}
