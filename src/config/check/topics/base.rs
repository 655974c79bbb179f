//! `base`: a topic that feedmill ships, or a topic file of the user.

use std::{fs, io, path::Path, sync::Arc};

use serde::Deserialize;
use toml::{Table, Value};

use super::super::Base;
use crate::{
    config::{
        basis::Named,
        error::Message,
        file, layer,
        place::Document,
        read::Report,
        shape::{Shape, quoted},
        suggest::did_you_mean,
    },
    route,
};

/// Largest topic file. The largest that is shipped has a hundredth of it.
const LARGEST: u64 = 4 << 20;

/// What a topic begins as.
pub(super) enum Begun {
    /// What a topic file holds.
    File(Box<file::Topic>),
    /// A topic that is shipped. The project's own tests see to it that nothing is wrong with it, so
    /// no place is kept for a message, and it need not be read at once.
    Shipped(&'static str),
}

impl Begun {
    /// All of it.
    pub(super) fn whole(self) -> file::Topic {
        match self {
            Begun::File(topic) => *topic,
            Begun::Shipped(text) => shipped(text),
        }
    }
}

/// What `topic` begins as; `None` when that is nothing, or cannot be read, which is then reported.
/// What is wrong within a topic file is told with the lines of that file.
pub(super) fn read(
    topic: &file::Topic,
    path: &str,
    base: &Base,
    report: &mut Report,
) -> Option<Begun> {
    let name = topic.base.as_deref()?;
    let path = format!("{path}.base");
    if let Some((_, text)) = route::SHIPPED.iter().find(|(id, _)| *id == name) {
        return Some(Begun::Shipped(text));
    }
    if !name.ends_with(".toml") {
        let shipped = || route::SHIPPED.iter().map(|(id, _)| *id);
        let message = Message::new(format!("`base` cannot be `{name}`"))
            .meant(did_you_mean(name, shipped()))
            .help(format!("known topics: {}; or the path of a .toml file", quoted(shipped())));
        report.error(&path, message);
        return None;
    }
    match text(&base.resolve(name), report) {
        Ok(text) => {
            let document = Document { name: name.to_owned(), text };
            parse(document, &topic.id, report).map(|topic| Begun::File(Box::new(topic)))
        }
        Err(why) => {
            report.error(&path, Message::new(format!("`base` cannot be read from {name}: {why}")));
            None
        }
    }
}

/// Reads a topic that feedmill ships.
pub(super) fn shipped(text: &str) -> file::Topic {
    // A file of a topic does not say its id, and whoever begins with it has another one.
    toml::from_str(&format!("id = ''\n{text}")).unwrap_or_default()
}

/// The title, description and categories of a topic that feedmill ships.
pub(super) fn head(text: &str) -> file::Topic {
    shipped(text.find("\nstrong").map_or(text, |end| &text[..end]))
}

/// The topic of a file, which does not say its id.
fn named(mut table: Table, id: &str) -> Result<file::Topic, toml::de::Error> {
    table.insert("id".to_owned(), Value::String(id.to_owned()));
    file::Topic::deserialize(table)
}

/// The text of a file beside the configuration.
pub(super) fn text(path: &Path, report: &mut Report) -> io::Result<String> {
    let read = || {
        if fs::metadata(path)?.len() > LARGEST {
            return Err(io::Error::other(format!("it is larger than {} MiB", LARGEST >> 20)));
        }
        fs::read(path)
    };
    let bytes = read();
    report.named.push(Named::new(path, bytes.as_deref().ok()));
    String::from_utf8(bytes?).map_err(|_| io::Error::other("it is not UTF-8 text"))
}

/// Reads a topic file.
pub(super) fn parse(document: Document, id: &str, report: &mut Report) -> Option<file::Topic> {
    let mut own = Report::default();
    let read = layer::file(&Arc::new(document), &Shape::of_topic_file(), &mut own);
    let topic = match read {
        Err(message) => {
            own.errors.push(*message);
            None
        }
        Ok(table) => {
            // The shape was checked against the same struct; should they ever differ, serde says
            // how.
            let topic = named(table, id)
                .map_err(|error| own.errors.push(Message::new(error.message())))
                .ok();
            topic.inspect(|topic| super::check(topic, id, "", &mut own))
        }
    };
    report.errors.append(&mut own.errors);
    report.warnings.append(&mut own.warnings);
    topic
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_head_of_a_shipped_topic_holds_all_but_lists_and_tests() {
        for (_, text) in route::SHIPPED {
            let (head, whole) = (head(text), shipped(text));
            assert!(
                head.title.is_some() && !head.categories.is_empty() && !whole.strong.is_empty()
            );
            let file::Topic { title, description, categories, priors, .. } = whole;
            let rest = file::Topic { title, description, categories, priors, ..head.clone() };
            assert_eq!(head, rest);
            assert_eq!(head.lang.len() + head.strong.len() + head.test.len(), 0);
            assert!(whole.lang.values().all(|lists| lists.categories.is_empty()));
        }
    }
}
