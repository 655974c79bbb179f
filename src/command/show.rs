//! `show`: one item, whole.

use std::fmt::Write;

use clap::Args;
use serde::Serialize;

use super::{Context, Exit, Failure, answer};
use crate::{
    mill::{Access, Mill, Place},
    model::Item,
};

/// Which item.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// Id, beginning of an id, address, or words of the title
    #[arg(required = true, num_args = 1.., value_name = "ITEM")]
    pub words: Vec<String>,
}

pub(crate) fn show(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let mill = Mill::open(&loaded.config, Access::Look)?;
    let item = find(&mill, options)?;
    let place = mill.place(&item.guid)?;
    if context.json() {
        answer::json(&Shown { item: &item, place: &place });
    } else {
        answer::text(&words_of(&item, &place));
    }
    Ok(Exit::Done)
}

/// An item, and where it stands.
#[derive(Serialize)]
struct Shown<'i> {
    #[serde(flatten)]
    item: &'i Item,
    #[serde(flatten)]
    place: &'i Place,
}

/// A line for each thing that keeps an item out of the feeds.
pub(super) fn standing(text: &mut String, place: &Place) {
    if let Some(owner) = &place.telling_of {
        let _ = writeln!(text, "a telling of {owner}, which stands for it in the feeds");
    }
    if let Some(since) = place.tombstone {
        let since = since.format("%Y-%m-%d");
        let _ = writeln!(text, "a tombstone since {since}: it was old, and its text is gone");
    }
}

/// The one item that the words mean.
pub(crate) fn find(mill: &Mill<'_>, options: &Options) -> Result<Item, Failure> {
    find_words(mill, &options.words.join(" "))
}

/// The same, for words that are one argument.
pub(super) fn find_words(mill: &Mill<'_>, words: &str) -> Result<Item, Failure> {
    let mut found = mill.find(words)?;
    match found.len() {
        1 => Ok(found.remove(0)),
        0 => Err(Failure::text(
            Exit::Failed,
            format!("no item is called {words:?}"),
            "`feedmill list` shows the newest; an id, the beginning of one, an address or words of \
             the title will do",
        )),
        _ => {
            let mut list = String::from("one of these:");
            for item in &found {
                let _ = write!(list, "\n    {}  {}", item.guid, item.title.text);
            }
            Err(Failure::text(Exit::Failed, format!("{words:?} can mean several items"), list))
        }
    }
}

fn words_of(item: &Item, place: &Place) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{}", item.title.text);
    let _ = writeln!(text, "{}", item.guid);
    let _ = writeln!(
        text,
        "published {}, updated {}, source {}",
        item.published.at.format("%Y-%m-%d %H:%M UTC"),
        item.updated.at.format("%Y-%m-%d %H:%M UTC"),
        item.source
    );
    if let Some(link) = &item.link {
        let _ = writeln!(text, "{link}");
    }
    standing(&mut text, place);
    if !item.categories.is_empty() {
        let labels: Vec<&str> = item.categories.iter().map(|label| label.as_str()).collect();
        let _ = writeln!(text, "labels: {}", labels.join(", "));
    }
    if let Some(summary) = &item.summary {
        let _ = writeln!(text, "\n{summary}");
    }
    if !item.lead.is_empty() {
        let _ = writeln!(text, "\n{}", item.lead);
    }
    if !item.citations.is_empty() {
        let _ = writeln!(text, "\ncites:");
        for citation in &item.citations {
            let _ = writeln!(text, "  {citation}");
        }
    }
    text
}
