//! `add`: an address of a site → a source in the configuration.

use std::{
    fmt::Write,
    io::{BufRead, Write as _},
};

use clap::Args;
use serde_json::json;
use url::Url;

use super::{Context, Exit, Failure, amend::amend, answer};
use crate::{
    config::{Ids, Loaded, edit, file},
    mill::{self, Addresses, Candidate, Survey},
    model::Kind,
};

mod words;

/// What to add, and how.
#[derive(Clone, Debug, Args)]
pub struct Options {
    /// The address of a feed, of a list of feeds (OPML), or of a site that has feeds
    #[arg(value_name = "URL")]
    pub url: String,
    /// The id of the source [default: made of the feed's title]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// A topic that every item of the source is in; may be given several times
    #[arg(long = "topic", value_name = "TOPIC")]
    pub topics: Vec<String>,
    /// Name for people, over what the feed says
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,
    /// Which of several feeds: its number or its address
    #[arg(long, value_name = "N|URL")]
    pub pick: Option<String>,
    /// Take the first of several feeds without asking
    #[arg(short, long, conflicts_with = "pick")]
    pub yes: bool,
    /// Show what would be written, and write nothing
    #[arg(short = 'n', long)]
    pub dry_run: bool,
    /// A private address or range that may be asked, such as 127.0.0.1
    #[arg(long, value_name = "ADDRESS")]
    pub allow: Vec<mill::Network>,
}

pub(crate) fn add(context: &Context, options: &Options) -> Result<Exit, Failure> {
    let url = address(&options.url)?;
    let loaded = context.load(None)?;
    let known = Addresses::of(&loaded.config);
    let mut ids = Ids::of(loaded.file.source.iter().map(|source| source.id.as_str()));
    check(options, &loaded, &mut ids)?;
    if let Some(owner) = known.owner(&url) {
        return Ok(already(context, &loaded, &url, owner, &[]));
    }
    let survey = survey(context, options, &loaded, &url)?;
    let Some(chosen) = choose(context, options, &survey, &known)? else {
        return Err(undecided(context, &survey, &known));
    };
    let host = chosen.url.host_str().unwrap_or_default();
    if let Some(owner) = known.owner(&chosen.url) {
        return Ok(already(context, &loaded, &chosen.url, owner, &survey.found));
    }
    let names = [chosen.title.as_deref(), Some(host.strip_prefix("www.").unwrap_or(host))];
    let id = options.id.clone().unwrap_or_else(|| ids.fresh(names.into_iter().flatten()));
    let source = edit::Addition {
        id,
        kind: (chosen.kind == Kind::Opml).then_some(file::Kind::Opml),
        url: chosen.url.to_string(),
        name: options.name.clone(),
        home: None,
        description: None,
        tags: Vec::new(),
        topics: options.topics.clone(),
        enabled: true,
    };
    amend(context, &loaded, std::slice::from_ref(&source), options.dry_run)?;
    if context.json() {
        answer::json(&json!({
            "added": source.id, "url": source.url, "config": loaded.config.path,
            "dry_run": options.dry_run, "found": survey.found, "failed": survey.failed,
        }));
        return Ok(Exit::Done);
    }
    let mut text = String::new();
    let file = &loaded.document.name;
    if options.dry_run {
        let _ = write!(text, "would add to {file}:\n\n{}\n", edit::shown(&source));
    } else if !context.is_quiet() {
        let _ = writeln!(text, "added source \"{}\" to {file}: {}", source.id, source.url);
    }
    if options.dry_run || !context.is_quiet() {
        let _ = writeln!(text, "  {}", words::about(chosen, context.now()));
        let allowed = &loaded.config.fetch.allow_addresses;
        if options.allow.iter().any(|network| !allowed.contains(network)) {
            text.push_str(
                "  a run asks private addresses only where fetch.allow_addresses names them\n",
            );
        }
    }
    answer::text(&text);
    Ok(Exit::Done)
}

/// The address that somebody typed or copied.
fn address(text: &str) -> Result<Url, Failure> {
    let wrong = |what: String, help: &str| Failure::text(Exit::Usage, what, help);
    let text = text.trim();
    // `feed:https://…` and `feed://…` were meant to open a reader.
    let bare = match text.strip_prefix("feed:") {
        Some(rest) => {
            rest.strip_prefix("//").map_or(rest.to_owned(), |rest| format!("https://{rest}"))
        }
        None if !text.contains("://")
            && text.split('/').next().is_some_and(|h| h.contains('.')) =>
        {
            format!("https://{text}")
        }
        None => text.to_owned(),
    };
    let mut url = match Url::parse(&bare) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.has_host() => url,
        _ => {
            let help =
                "an address begins with https:// or http://; local files are sources with `paths`";
            return Err(wrong(format!("{text:?} is no address of the web"), help));
        }
    };
    if mill::has_credentials(&url) {
        let help = "leave them out of the address; secrets come from the environment, \
                    never from the configuration";
        let host = url.host_str().unwrap_or_default();
        return Err(wrong(format!("the address at {host} holds a user name or password"), help));
    }
    url.set_fragment(None);
    Ok(url)
}

/// What the options say must be possible before any server is asked.
fn check(options: &Options, loaded: &Loaded, ids: &mut Ids) -> Result<(), Failure> {
    if let Some(id) = &options.id
        && let Err(why) = ids.take(id)
    {
        let what = format!("\"{id}\" cannot be the id of the source: {why}");
        return Err(Failure::text(Exit::Usage, what, "name another, or leave --id out"));
    }
    let topics = &loaded.config.route.topics;
    for topic in &options.topics {
        if !topics.iter().any(|known| known.id == *topic) {
            let known: Vec<&str> = topics.iter().map(|topic| topic.id.as_str()).collect();
            let help = format!("the topics are: {}", known.join(", "));
            return Err(Failure::text(Exit::Usage, format!("there is no topic \"{topic}\""), help));
        }
    }
    Ok(())
}

fn survey(
    context: &Context,
    options: &Options,
    loaded: &Loaded,
    url: &Url,
) -> Result<Survey, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|error| Failure::new(Exit::Failed, error))?;
    let survey = mill::survey(url, &loaded.config.fetch, &options.allow, context.now());
    let survey =
        runtime.block_on(survey).map_err(|error| Failure::from(mill::Error::from(error)))?;
    if survey.found.is_empty() {
        return Err(words::nothing(url, &survey));
    }
    Ok(survey)
}

/// The feed to add; `None` when nobody says which of several.
fn choose<'s>(
    context: &Context,
    options: &Options,
    survey: &'s Survey,
    known: &Addresses,
) -> Result<Option<&'s Candidate>, Failure> {
    let found = &survey.found;
    if let Some(pick) = &options.pick {
        let number =
            pick.parse::<usize>().ok().and_then(|number| found.get(number.checked_sub(1)?));
        let by_url = || {
            let url = Url::parse(pick).ok()?;
            found.iter().find(|candidate| mill::is_same_address(&candidate.url, &url))
        };
        return match number.or_else(by_url) {
            Some(candidate) => Ok(Some(candidate)),
            None => {
                let list = words::list(survey, known, context.now());
                let what = format!("{pick:?} is none of the feeds that were found");
                Err(Failure::text(Exit::Usage, what, format!("one of these:\n{}", list.trim_end())))
            }
        };
    }
    if found.len() == 1 || options.yes {
        return Ok(found.first());
    }
    if !context.can_ask() {
        return Ok(None);
    }
    let question = words::list(survey, known, context.now());
    let mut stderr = std::io::stderr().lock();
    let _ = stderr.write_all(question.as_bytes());
    let number = ask(&mut std::io::stdin().lock(), &mut stderr, found.len());
    match number {
        Some(number) => Ok(found.get(number - 1)),
        None => Err(Failure::text(Exit::Usage, "no feed was chosen", "nothing was written")),
    }
}

/// Asks until there is a number of the list; an empty line is the first, the end of input is no.
fn ask(input: &mut impl BufRead, out: &mut impl std::io::Write, most: usize) -> Option<usize> {
    loop {
        let _ = write!(out, "Which one? [1] ").and_then(|()| out.flush());
        let mut line = String::new();
        if input.read_line(&mut line).ok()? == 0 {
            let _ = writeln!(out);
            return None;
        }
        match line.trim() {
            "" => return Some(1),
            "q" | "n" => return None,
            text => match text.parse() {
                Ok(number) if (1..=most).contains(&number) => return Some(number),
                _ => {
                    let _ = writeln!(out, "a number from 1 to {most}, or q");
                }
            },
        }
    }
}

/// Several feeds and nobody to ask: they are the answer, and the way to choose is told.
fn undecided(context: &Context, survey: &Survey, known: &Addresses) -> Failure {
    if context.json() {
        answer::json(&json!({"added": null, "found": survey.found, "failed": survey.failed}));
    } else {
        answer::text(&words::list(survey, known, context.now()));
    }
    let what = format!("there are {} feeds, and nothing says which one to add", survey.found.len());
    Failure::text(Exit::Usage, what, "choose with --pick N, or take the first with --yes")
}

/// The address is in the configuration: there is nothing to do.
fn already(
    context: &Context,
    loaded: &Loaded,
    url: &Url,
    owner: &str,
    found: &[Candidate],
) -> Exit {
    let is_off = loaded.config.disabled.iter().any(|id| id == owner);
    if context.json() {
        answer::json(&json!({
            "added": null, "already": owner, "enabled": !is_off, "url": url, "found": found,
        }));
    } else {
        let off = if is_off { ", switched off; `enabled = true` switches it on" } else { "" };
        answer::text(&format!("{url} is there already, as source \"{owner}\"{off}\n"));
    }
    Exit::Done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_answer(typed: &str, want: Option<usize>) {
        let mut out = Vec::new();
        assert_eq!(ask(&mut typed.as_bytes(), &mut out, 3), want, "{typed:?}");
        assert!(out.starts_with(b"Which one? [1] "));
    }

    #[test]
    fn answers() {
        check_answer("2\n", Some(2));
        check_answer("\n", Some(1));
        check_answer("4\nx\n0\n 3 \n", Some(3));
        check_answer("q\n", None);
        check_answer("", None);
        check_answer("9", None);
    }

    #[track_caller]
    fn check_address(text: &str, want: Option<&str>) {
        let url = address(text).ok();
        assert_eq!(url.as_ref().map(Url::as_str), want, "{text:?}");
    }

    #[test]
    fn addresses_as_people_write_them() {
        check_address(" https://blog.example/a#b ", Some("https://blog.example/a"));
        check_address("blog.example", Some("https://blog.example/"));
        check_address("blog.example/feed", Some("https://blog.example/feed"));
        check_address("feed://blog.example/x", Some("https://blog.example/x"));
        check_address("feed:http://blog.example/x", Some("http://blog.example/x"));
        for text in
            ["", "blog", "file:///etc/passwd", "ftp://a.example/", "https://", "a b.example"]
        {
            check_address(text, None);
        }
        for text in
            ["https://me@blog.example/", "https://me:pw@blog.example/", "me:pw@blog.example"]
        {
            check_address(text, None);
        }
    }
}
