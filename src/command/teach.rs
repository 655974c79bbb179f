//! `teach`: an item, and whether it belongs to a topic → a line in the topic's file of examples.
//!
//! Where the topic has no such file, the configuration gets the line that names one; everything else in
//! it stays byte for byte.

use std::{
    fmt::Write,
    fs, io,
    path::{Path, PathBuf},
};

use clap::{ArgGroup, Args};
use serde_json::json;

use super::{
    Context, Exit, Failure,
    amend::{cannot_write, rewrite},
    answer, explain,
    replace::replace,
    show, topic,
};
use crate::{
    config::{Loaded, edit},
    mill::{self, Access, Change, Example, Lesson, Mill, Taught, Trial, Word},
    model::Item,
};

/// What to teach.
#[derive(Clone, Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).multiple(true).args(["words", "title", "text"])))]
pub struct Options {
    /// Id, beginning of an id, address, or words of the title
    #[arg(num_args = 1.., value_name = "ITEM", conflicts_with_all = ["title", "text"])]
    pub words: Vec<String>,
    /// The topic
    #[arg(short, long, value_name = "TOPIC")]
    pub topic: String,
    /// It does not belong to the topic
    #[arg(long = "not")]
    pub is_not: bool,
    /// Take back what was taught of it
    #[arg(long, conflicts_with_all = ["is_not", "note"])]
    pub undo: bool,
    /// Teach this title instead of a stored item
    #[arg(long, value_name = "TITLE")]
    pub title: Option<String>,
    /// Teach this text, the beginning of an article
    #[arg(long, value_name = "TEXT")]
    pub text: Option<String>,
    /// Why, as a comment above the line
    #[arg(long, value_name = "WORDS")]
    pub note: Option<String>,
    /// Show at most so many items that enter, and as many that leave
    #[arg(long, value_name = "N", default_value_t = 5)]
    pub most: usize,
    /// Show what would be written, and write nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// Wait for a run to end, instead of giving up at once
    #[arg(long)]
    pub wait: bool,
}

/// A file of examples and the line of the configuration that names it.
struct Place {
    /// As the configuration names it.
    name: String,
    path: PathBuf,
    /// What it says; `None` where it is not there.
    text: Option<String>,
    /// The configuration with the file in it, where it does not name one.
    config: Option<String>,
}

pub(crate) fn teach(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let number = topic::place_of(&loaded, &options.topic)?;
    let access = if options.dry_run { Access::Look } else { Access::Beside { wait: options.wait } };
    let mill = Mill::open(&loaded.config, access)?;
    let item = match options.words.as_slice() {
        [] => None,
        words => Some(show::find(&mill, &show::Options { words: words.to_vec() })?),
    };
    let example = example(options, item.as_ref())?;
    let own = &loaded.file.topic[number].example;
    let mut place = place(&loaded, number)?;
    let lesson = if is_own(options, &loaded, own, &example)? {
        place.name.clone_from(&loaded.document.name);
        place.config = None;
        let text = place.text.clone().unwrap_or_default();
        Lesson { text, taught: Taught::Known, config: loaded.config.clone() }
    } else {
        let word = if options.undo { Word::Undo } else { Word::Teach(options.note.as_deref()) };
        mill::lesson(&loaded.config, number, place.text.as_deref(), own, &example, word)
    };
    if lesson.taught == Taught::Unknown {
        let what = format!("{} was never taught to \"{}\"", quoted(&example), options.topic);
        return Err(Failure::text(Exit::Failed, what, format!("{} has no such line", place.name)));
    }
    let change = Change { before: Some(&loaded.config), after: &lesson.config, most: options.most };
    let trial = mill.trial(&change, context.now())?;
    write(context, &loaded, &place, &lesson, options.dry_run)?;
    let stays = match &item {
        Some(item) if !options.undo => stays(context, &mill, options, item, &lesson)?,
        _ => None,
    };
    if context.json() {
        answer::json(&json!({
            "topic": options.topic,
            "taught": word_of(lesson.taught),
            "belongs": (!options.undo).then_some(example.belongs),
            "example": {"id": example.id, "title": example.title},
            "examples": place.name,
            "config_changed": place.config.is_some(),
            "dry_run": options.dry_run,
            "stays": stays,
            "trial": trial,
        }));
    } else if options.dry_run || !context.is_quiet() {
        let mut text = told(options, &loaded, &place, &lesson, &example);
        changes(&mut text, &lesson, &trial, options.dry_run);
        if let Some(stays) = stays {
            let _ = writeln!(text, "{stays}");
        }
        answer::text(&text);
    }
    Ok(Exit::Done)
}

fn example(options: &Options, item: Option<&Item>) -> Result<Example, Failure> {
    if let Some(item) = item {
        return Ok(mill::example_of(item, !options.is_not));
    }
    let text = |words: &Option<String>| words.as_deref().unwrap_or_default().trim().to_owned();
    let example = Example {
        belongs: !options.is_not,
        id: None,
        title: text(&options.title),
        text: text(&options.text),
    };
    if example.title.is_empty() && example.text.is_empty() {
        let help = "--title or --text takes the words";
        return Err(Failure::text(Exit::Usage, "there is nothing to teach", help));
    }
    Ok(example)
}

/// The file of examples of a topic, or the one it gets.
fn place(loaded: &Loaded, number: usize) -> Result<Place, Failure> {
    let topic = &loaded.file.topic[number];
    let (name, config) = match &topic.examples {
        Some(name) => (name.clone(), None),
        None => {
            let name = mill::examples_file(&topic.id);
            let config = edit::name_examples(&loaded.document.text, &topic.id, &name)
                .map_err(|error| Failure::new(Exit::Failed, error))?;
            let config = config.ok_or_else(|| {
                let what = format!("topic \"{}\" has no file of examples", topic.id);
                Failure::text(Exit::Failed, what, format!("give it `examples = \"{name}\"`"))
            })?;
            (name, Some(config))
        }
    };
    let path = mill::examples_path(&loaded.config, &name);
    let text = match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == io::ErrorKind::NotFound => None,
        Err(error) => {
            let what = format!("cannot read {}: {error}", path.display());
            return Err(Failure::text(Exit::Failed, what, "it is a text file in UTF-8"));
        }
    };
    Ok(Place { name, path, text, config })
}

/// Whether the configuration itself says so already. What it says otherwise is the operator's to change,
/// for it says more than the file.
fn is_own(
    options: &Options,
    loaded: &Loaded,
    own: &[String],
    example: &Example,
) -> Result<bool, Failure> {
    let Some((line, belongs)) = mill::said_by(own, example) else { return Ok(false) };
    if !options.undo && belongs == example.belongs {
        return Ok(true);
    }
    let file = &loaded.document.name;
    let what = format!("{} is an example in {file} itself: {line:?}", quoted(example));
    let help = format!("take it out of `example` of topic \"{}\" there", options.topic);
    Err(Failure::text(Exit::Failed, what, help))
}

/// Writes the file of examples, then the configuration that names it; all of it or nothing.
fn write(
    context: &Context,
    loaded: &Loaded,
    place: &Place,
    lesson: &Lesson,
    dry_run: bool,
) -> Result<(), Failure> {
    if dry_run {
        return match &place.config {
            Some(config) => rewrite(context, loaded, config, true),
            None => Ok(()),
        };
    }
    let path = &place.path;
    let failed = |error: &io::Error| cannot_write(path, error);
    if place.text.as_deref().unwrap_or_default() != lesson.text {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| failed(&error))?;
        }
        replace(path, lesson.text.as_bytes()).map_err(|error| failed(&error))?;
    }
    let Some(config) = &place.config else { return Ok(()) };
    rewrite(context, loaded, config, false).inspect_err(|_| put_back(path, place.text.as_deref()))
}

/// Undoes what was written. Whoever hears of the failure hears of the first one.
fn put_back(path: &Path, text: Option<&str>) {
    let _ = match text {
        Some(text) => replace(path, text.as_bytes()),
        None => fs::remove_file(path),
    };
}

/// What keeps an item where it is, whatever is taught of it.
fn stays(
    context: &Context,
    mill: &Mill<'_>,
    options: &Options,
    item: &Item,
    lesson: &Lesson,
) -> Result<Option<String>, Failure> {
    let verdict = mill.verdict(item, &options.topic, &lesson.config, context.now())?;
    Ok(verdict.filter(|verdict| verdict.routed == options.is_not).map(|verdict| {
        let side = if verdict.routed { "in" } else { "out of" };
        format!("it stays {side} \"{}\": {}", options.topic, explain::ground(&verdict))
    }))
}

/// What was said, and where it stands now.
fn told(
    options: &Options,
    loaded: &Loaded,
    place: &Place,
    lesson: &Lesson,
    example: &Example,
) -> String {
    let mut text = String::new();
    let (topic, file) = (&options.topic, &place.name);
    let side = if example.belongs { "belongs to" } else { "does not belong to" };
    let words = quoted(example);
    let would = if options.dry_run { "would say" } else { "now says" };
    let _ = match lesson.taught {
        Taught::Added => writeln!(text, "{file} {would} that {words} {side} \"{topic}\""),
        Taught::Turned => {
            writeln!(text, "{file} {would} that {words} {side} \"{topic}\"; it said the opposite")
        }
        Taught::Known => writeln!(text, "{file} says already that {words} {side} \"{topic}\""),
        Taught::Removed | Taught::Unknown => {
            let no_more = if options.dry_run { "would say nothing" } else { "says nothing" };
            writeln!(text, "{file} {no_more} of {words} any more")
        }
    };
    if place.config.is_some() {
        let would = if options.dry_run { "would get" } else { "got" };
        let config = &loaded.document.name;
        let _ = writeln!(text, "{config} {would} `examples = \"{file}\"` under topic \"{topic}\"");
    }
    text
}

/// What follows for all stored items.
fn changes(text: &mut String, lesson: &Lesson, trial: &Trial, dry_run: bool) {
    topic::trial_words(text, trial);
    if lesson.taught == Taught::Known {
        return;
    }
    if trial.topics.is_empty() {
        let _ = writeln!(text, "no stored item would move");
    } else if !dry_run {
        let _ = writeln!(text, "the next build or run moves them");
    }
}

fn quoted(example: &Example) -> String {
    /// Most characters of a text without a title.
    const WORDS: usize = 60;
    if example.title.is_empty() {
        return format!("{:?}", example.text.chars().take(WORDS).collect::<String>());
    }
    format!("{:?}", example.title)
}

fn word_of(taught: Taught) -> &'static str {
    match taught {
        Taught::Added => "added",
        Taught::Turned => "turned",
        Taught::Known => "known",
        Taught::Removed => "removed",
        Taught::Unknown => "unknown",
    }
}
