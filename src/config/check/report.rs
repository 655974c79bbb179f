//! `[report]`: files for whoever watches. They name every source, so none may be published.

use std::path::{Component, Path, PathBuf};

use super::Base;
use crate::{
    config::{
        error::Message,
        file::{self, Switch},
        read::Report,
        value::Wrong,
    },
    publish,
};

/// Where the health feed is, unless the file says so.
const HEALTH_FEED: &str = "feeds/private/health.atom";

/// Where the files are. `dir` is the output directory, `state` the database.
pub(super) fn private(
    file: &file::Report,
    base: &Base,
    dir: &Path,
    state: &Path,
    report: &mut Report,
) -> publish::Private {
    let health_feed = match &file.health_feed {
        Switch::Flag(false) => None,
        Switch::Flag(true) => Some(HEALTH_FEED),
        Switch::Path(path) => Some(path.as_str()),
    };
    let metrics = Some(file.metrics.as_str()).filter(|path| !path.is_empty());
    let mut taken = vec![(state.to_owned(), "state.path"), (base.path.clone(), "")];
    let mut place = |key: &str, text: Option<&str>| {
        let text = text?;
        let (path, place) = (format!("report.{key}"), base.resolve(text));
        let flat = flat(&place);
        let same = taken.iter().find(|(other, _)| self::flat(other) == flat);
        let what = if text.trim().is_empty() {
            Some("must not be empty".to_owned())
        } else if text.ends_with('/') || flat.file_name().is_none() {
            Some("must be the path of a file".to_owned())
        } else if flat.starts_with(self::flat(dir)) {
            Some("lies within `output.dir`, so it would be published".to_owned())
        } else {
            same.map(|(_, name)| match *name {
                "" => "is the configuration itself".to_owned(),
                name => format!("is the same file as `{name}`"),
            })
        };
        if let Some(what) = what {
            match &file.health_feed {
                // There is no text to point into.
                Switch::Flag(true) if key == "health_feed" => {
                    let what = format!("`health_feed` {what}");
                    let help = "write a path instead of `true`";
                    report.error(&path, Message::new(what).help(help));
                }
                _ => report.wrong(&path, text, Wrong::new(0..text.len(), what)),
            }
        }
        taken.push((place.clone(), "report.health_feed"));
        Some(place)
    };
    let settings = publish::Private {
        health_feed: place("health_feed", health_feed),
        metrics: place("metrics", metrics),
    };
    if metrics.is_some_and(|path| !path.ends_with(".prom")) {
        let what = "`metrics` does not end in `.prom`; node_exporter reads no other files";
        report.warn("report.metrics", Message::new(what));
    }
    settings
}

/// Without `..`: a path that leads out of a folder and in again is in it.
fn flat(path: &Path) -> PathBuf {
    let mut flat = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                flat.pop();
            }
            part => flat.push(part),
        }
    }
    flat
}
