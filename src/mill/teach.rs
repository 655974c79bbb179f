//! What a person says of an item → an example, the file that holds it, and the topics that result.

use std::path::PathBuf;

use chrono::{DateTime, Utc};

use super::{Error, Mill};
use crate::{
    config::Config,
    model::{Item, Verdict},
    route::{self, Example, Taught},
};

/// What a person says.
#[derive(Clone, Copy, Debug)]
pub enum Word<'w> {
    /// It belongs to the topic or does not, as the example says; with a note on why.
    Teach(Option<&'w str>),
    /// What was said of it does not hold any more.
    Undo,
}

/// A file of examples with one more or one less.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// The whole text.
    pub text: String,
    /// What became of it.
    pub taught: Taught,
    /// The configuration as it is with these examples.
    pub config: Config,
}

/// The example that an item is: its words as routing reads them.
pub fn example_of(item: &Item, belongs: bool) -> Example {
    let standfirst = item.summary.as_deref().unwrap_or_default();
    let text = if item.lead.is_empty() { standfirst } else { item.lead.as_str() };
    Example {
        belongs,
        id: Some(item.guid.to_string()),
        title: item.title.text.to_string(),
        text: text.to_owned(),
    }
}

/// Puts a word on an item into a file of examples. `topic` is the place of the topic among the others;
/// `file` is what the file says, `None` where there is none yet; `own` are the examples that stand in
/// the configuration.
pub fn lesson(
    config: &Config,
    topic: usize,
    file: Option<&str>,
    own: &[String],
    example: &Example,
    word: Word<'_>,
) -> Lesson {
    let (mut text, taught) = match word {
        Word::Teach(note) => route::teach(file.unwrap_or_default(), example, note),
        Word::Undo => route::forget(file.unwrap_or_default(), example),
    };
    if file.is_none() && taught == Taught::Added {
        text.insert_str(0, HEADER);
    }
    let mut config = config.clone();
    // The configuration was read, so every line is an example or none.
    let lines = text.lines().chain(own.iter().map(String::as_str));
    config.route.topics[topic].examples =
        lines.filter_map(|line| Example::parse(line).ok().flatten()).collect();
    Lesson { text, taught, config }
}

/// Which of the examples in the configuration are about the same item, and whether each belongs.
pub fn said_by<'o>(own: &'o [String], example: &Example) -> Option<(&'o str, bool)> {
    own.iter().rev().find_map(|line| {
        let own = Example::parse(line).ok().flatten()?;
        route::is_same(&own, example).then_some((line.as_str(), own.belongs))
    })
}

/// Where the examples of a topic are put that has no file for them, as the configuration says it.
pub fn examples_file(topic: &str) -> String {
    format!("feeds/examples/{topic}.txt")
}

/// The file of examples that the configuration names.
pub fn examples_path(config: &Config, name: &str) -> PathBuf {
    config.root.join(name)
}

/// Begins a new file of examples.
const HEADER: &str = "# Examples, one in a line: `+` belongs to the topic, `-` does not; then a title, a tab, some text.\n\
                      # `feedmill teach` adds them.\n";

impl Mill<'_> {
    /// What another configuration says of an item and a topic.
    pub fn verdict(
        &self,
        item: &Item,
        topic: &str,
        config: &Config,
        now: DateTime<Utc>,
    ) -> Result<Option<Verdict>, Error> {
        let others = self.store.others(&item.guid)?;
        let filing = self.desk_of(&config.route)?.file(item.clone(), &others, now);
        Ok(filing.verdict(topic).cloned())
    }
}
