//! `output.hub`, `output.post_publish` and `output.sources`: who is told of a publish, and what else
//! there is to publish.

use std::path::Path;

use url::Url;

use super::{Base, duration, words};
use crate::{
    config::{
        error::Message,
        file::{File, Output, Texts},
        read::Report,
        value::Wrong,
    },
    publish,
};

/// The hubs, each once.
pub(super) fn hubs(hub: &Texts, report: &mut Report) -> Vec<Url> {
    let mut hubs = Vec::new();
    for (path, text) in hub.named("output.hub") {
        match address(text) {
            Ok(url) if hubs.contains(&url) => {
                report.error(&path, Message::new("`hub` names a hub twice"));
            }
            Ok(url) => hubs.push(url),
            Err(wrong) => report.wrong(&path, text, wrong),
        }
    }
    hubs
}

/// Whether sources may have feeds of their own: they stand where a topic `source` would stand.
pub(super) fn source_feeds(file: &File, report: &mut Report) -> bool {
    let any = file.output.sources || file.source.iter().any(|source| source.feed == Some(true));
    for (index, topic) in file.topic.iter().enumerate().filter(|_| any) {
        if topic.id == "source" {
            let what = "cannot be `source`: that is where the feeds of single sources are";
            let wrong = Wrong::new(0..topic.id.len(), what);
            report.wrong(&format!("topic.{index}.id"), &topic.id, wrong);
        }
    }
    file.output.sources
}

/// The address of a hub. It stands in every feed, so it holds no password.
fn address(text: &str) -> Result<Url, Wrong> {
    let mut url = words::address(text)?;
    if !url.username().is_empty() || url.password().is_some() {
        return Err(Wrong::new(0..text.len(), "must not hold a user name or password"));
    }
    url.set_fragment(None);
    Ok(url)
}

/// The program that is run after a publish. One with a slash in its name starts from the folder of the
/// file; others are looked for where the system looks.
pub(super) fn hook(output: &Output, base: &Base, report: &mut Report) -> Option<publish::Hook> {
    let path = "output.post_publish_timeout";
    let timeout = duration(&output.post_publish_timeout, path, report);
    if timeout.is_zero() {
        let text = &output.post_publish_timeout;
        report.wrong(path, text, Wrong::new(0..text.len(), "must be more than no time"));
    }
    let (program, arguments) = output.post_publish.split_first()?;
    if program.trim().is_empty() {
        let what = "must be the name of a program";
        report.wrong("output.post_publish.0", program, Wrong::new(0..program.len(), what));
    }
    let is_path = Path::new(program).components().count() > 1;
    Some(publish::Hook {
        program: if is_path { base.resolve(program) } else { program.into() },
        arguments: arguments.to_vec(),
        folder: base.root.clone(),
        timeout,
    })
}
