//! `examples` and `example`: what a person says of single items.

use std::{io, sync::Arc};

use super::super::Base;
use crate::{
    config::{
        error::Message,
        file,
        place::{Document, Place},
        read::Report,
        value::Wrong,
    },
    route::Example,
};

/// The examples of a topic: those of its file, then its own. A file that is not there is an empty
/// one, for `feedmill teach` makes it.
pub(super) fn read(
    topic: &file::Topic,
    path: &str,
    base: &Base,
    report: &mut Report,
) -> Vec<Example> {
    let mut examples = Vec::new();
    if let Some(name) = &topic.examples {
        let path = format!("{path}.examples");
        if name.trim().is_empty() {
            report.wrong(&path, name, Wrong::new(0..name.len(), "must not be empty"));
            return examples;
        }
        match super::base::text(&base.resolve(name), report) {
            Ok(text) => of_file(Document { name: name.clone(), text }, report, &mut examples),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let what = format!("`examples` names {name}, which is not there yet");
                report.warn(&path, Message::new(what));
            }
            Err(error) => {
                let what = format!("`examples` cannot be read from {name}: {error}");
                report.error(&path, Message::new(what));
            }
        }
    }
    for (at, line) in topic.example.iter().enumerate() {
        match Example::parse(line) {
            Ok(example) => examples.extend(example),
            Err(what) => {
                let wrong = Wrong::new(0..line.len(), format!("has a line that {what}"));
                report.wrong(&format!("{path}.example.{at}"), line, wrong);
            }
        }
    }
    examples
}

fn of_file(document: Document, report: &mut Report, examples: &mut Vec<Example>) {
    let document = Arc::new(document);
    let mut start = 0;
    for line in document.text.split_inclusive('\n') {
        match Example::parse(line) {
            Ok(example) => examples.extend(example),
            Err(what) => {
                let span = start..start + line.trim_end().len();
                let place = Place::File { document: Arc::clone(&document), span };
                let help = "an example is `+` or `-`, a title, a tab and some text";
                let message = Message::new(format!("the line {what}")).help(help);
                report.errors.push(Message { place: Some(place), ..message });
            }
        }
        start += line.len();
    }
}
