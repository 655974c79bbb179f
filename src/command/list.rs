//! `list`: items, sources, topics, feeds.

use std::{
    collections::BTreeMap,
    fmt::Write as _,
    io::{self, Write as _},
};

use clap::{Args, ValueEnum};
use serde_json::{Value, json};

use super::{Context, Exit, Failure, answer, line::Line};
use crate::{
    config::Config,
    mill::{self, Access, Listed, Mill, Wanted},
    model::Guid,
};

/// What to list.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// What
    #[arg(value_enum, default_value_t = What::Items)]
    pub what: What,
    /// Only items of this topic
    #[arg(long, value_name = "ID")]
    pub topic: Option<String>,
    /// At most so many items [default: 50; with --json, all]
    #[arg(long, value_name = "N")]
    pub most: Option<usize>,
    /// With --json: items with their text
    #[arg(long)]
    pub content: bool,
}

/// Most items that a person is shown, unless told otherwise.
const MOST: usize = 50;

/// What can be listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum What {
    /// The newest items
    Items,
    /// The sources
    Sources,
    /// The topics
    Topics,
    /// The feeds and their addresses
    Feeds,
}

pub(crate) fn list(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let loaded = context.load(None)?;
    let config = &loaded.config;
    if let Some(topic) = &options.topic
        && !config.route.topics.iter().any(|known| known.id == *topic)
    {
        let known: Vec<&str> = config.route.topics.iter().map(|topic| topic.id.as_str()).collect();
        let help = format!("the topics are: {}", known.join(", "));
        return Err(Failure::text(Exit::Failed, format!("there is no topic \"{topic}\""), help));
    }
    match options.what {
        What::Items => items(context, &Mill::open(config, Access::Look)?, options)?,
        What::Sources => sources(context, &Mill::open(config, Access::Look)?)?,
        What::Topics => topics(context, config),
        What::Feeds => feeds(context, config),
    }
    Ok(Exit::Done)
}

fn items(context: &Context, mill: &Mill<'_>, options: &Options) -> Result<(), Failure> {
    if context.json() {
        return lines(context, mill, options);
    }
    let (most, mut items) = (options.most.unwrap_or(MOST), Vec::new());
    if most > 0 {
        mill.items(options.topic.as_deref(), false, context.now(), |listed| {
            items.push(listed);
            if items.len() < most { Wanted::More } else { Wanted::Enough }
        })?;
    }
    let mut stories: BTreeMap<Guid, usize> = BTreeMap::new();
    for story in items.iter().filter_map(|listed| listed.story.clone()) {
        *stories.entry(story).or_default() += 1;
    }
    let mut text = String::new();
    for Listed { item, topics, story, .. } in items {
        let date = item.published.at.format("%Y-%m-%d %H:%M");
        let topics = if topics.is_empty() { "-".to_owned() } else { topics.join(",") };
        let _ = writeln!(text, "{date}  {topics:<24} {}", item.title.text);
        let _ = writeln!(text, "                  {}", item.guid);
        // A story of one in this list says nothing.
        let others = story.as_ref().and_then(|story| stories.get(story)).map_or(0, |all| all - 1);
        if let (Some(story), 1..) = (story, others) {
            let noun = if others == 1 { "other" } else { "others" };
            let _ = writeln!(text, "                  in story {story} with {others} {noun}");
        }
    }
    answer::text(&text);
    Ok(())
}

/// One JSON object a line, each written before the next one is read. Who has read enough closes the
/// pipe.
fn lines(context: &Context, mill: &Mill<'_>, options: &Options) -> Result<(), Failure> {
    let mut left = options.most.unwrap_or(usize::MAX);
    let mut out = io::BufWriter::new(io::stdout().lock());
    if left > 0 {
        mill.items(options.topic.as_deref(), options.content, context.now(), |listed| {
            left -= 1;
            let is_open = answer::line_to(&mut out, &Line::new(&listed, options.content));
            if is_open && left > 0 { Wanted::More } else { Wanted::Enough }
        })?;
    }
    // A closed pipe is nobody's problem.
    let _ = out.flush();
    Ok(())
}

fn sources(context: &Context, mill: &Mill<'_>) -> Result<(), Failure> {
    let sources = mill.sources(context.now())?;
    if context.json() {
        answer::json(&sources);
        return Ok(());
    }
    let mut text = String::new();
    for source in sources {
        let state = if source.enabled { "on " } else { "off" };
        let address = source.address.replace('\n', " ");
        let _ = writeln!(text, "{state} {:<24} {:>6} items  {address}", source.id, source.items);
    }
    answer::text(&text);
    Ok(())
}

fn topics(context: &Context, config: &Config) {
    let topics = &config.route.topics;
    if context.json() {
        let topics: Vec<Value> = topics
            .iter()
            .map(|topic| {
                let lists = &*topic.lists;
                json!({
                    "id": topic.id, "title": topic.title, "description": topic.description,
                    "categories": topic.categories, "strong": lists.strong, "names": lists.names,
                    "weak": lists.weak, "shields": lists.shields,
                    "elsewhere": lists.elsewhere, "exclude": lists.exclude,
                    "priors": topic.priors, "examples": topic.examples.len(),
                    "tests": lists.tests.len(),
                })
            })
            .collect();
        answer::json(&topics);
        return;
    }
    let mut text = String::new();
    for topic in topics {
        let (id, title, lists) = (&topic.id, &topic.title, &*topic.lists);
        let terms = lists.strong.len() + lists.names.len() + lists.weak.len();
        let (shields, tests) = (lists.shields.len(), lists.tests.len());
        let examples = topic.examples.len();
        let _ = writeln!(
            text,
            "{id:<16} {title} ({terms} terms, {shields} shields, {examples} examples, {tests} tests)",
        );
    }
    answer::text(&text);
}

fn feeds(context: &Context, config: &Config) {
    let addresses = mill::feed_addresses(config);
    if context.json() {
        answer::json(&addresses);
        return;
    }
    let mut text = String::new();
    for feed in addresses {
        let _ = writeln!(text, "{:<16} {:<6} {}", feed.topic, feed.format, feed.url);
    }
    answer::text(&text);
}
