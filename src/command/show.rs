//! `show`: one item, whole.

use std::fmt::Write;

use clap::Args;

use super::{Context, Exit, Failure, answer};
use crate::{
    mill::{Access, Mill},
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
    if context.json() {
        answer::json(&item);
    } else {
        answer::text(&words_of(&item));
    }
    Ok(Exit::Done)
}

/// The one item that the words mean.
pub(crate) fn find(mill: &Mill<'_>, options: &Options) -> Result<Item, Failure> {
    let words = options.words.join(" ");
    let mut found = mill.find(&words)?;
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

fn words_of(item: &Item) -> String {
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
    if !item.categories.is_empty() {
        let labels: Vec<&str> = item.categories.iter().map(|label| label.as_str()).collect();
        let _ = writeln!(text, "labels: {}", labels.join(", "));
    }
    if let Some(summary) = &item.summary {
        let _ = writeln!(text, "\n{summary}");
    }
    let _ = writeln!(text, "\n{}", item.lead);
    if !item.citations.is_empty() {
        let _ = writeln!(text, "\ncites:");
        for citation in &item.citations {
            let _ = writeln!(text, "  {citation}");
        }
    }
    text
}
