//! `[[source]]`: where items come from, with the settings of each stage that its documents pass.

use std::{collections::BTreeMap, path::Path, sync::Arc};

use super::{
    Base, access, content, documents, identity, schedule, site::Site, topics::unique, words,
};
use crate::{
    config::{
        Source,
        error::Message,
        file::{self, File},
        read::Report,
        shape::quoted,
        suggest::did_you_mean,
        value::Wrong,
    },
    fetch, model, normalize, parse, route,
};

/// Names of sections that publishers put over an article, besides the categories of the topics.
const SECTIONS: &[&str] = &[
    "Analysis",
    "Business",
    "Companies",
    "Culture",
    "Economy",
    "Education",
    "Energy",
    "Features",
    "Health",
    "Industry",
    "Innovation",
    "Interview",
    "Lifestyle",
    "Markets",
    "Media",
    "Mobility",
    "News",
    "Opinion",
    "People",
    "Policy",
    "Politics",
    "Press Release",
    "Research",
    "Science",
    "Security",
    "Sports",
    "Startups",
    "Sustainability",
    "Tech",
    "Technology",
    "World",
];

/// Checks the sources; the flag says which are switched on.
pub(super) fn sources(
    file: &File,
    topics: &[route::Topic],
    base: &Base,
    site: &Site,
    report: &mut Report,
) -> Vec<(bool, Source)> {
    let usual = schedule::usual(&file.fetch, report);
    let categories: Arc<[String]> = topics
        .iter()
        .flat_map(|topic| topic.categories.iter().cloned())
        .chain(SECTIONS.iter().map(|section| section.to_string()))
        .collect();
    let limits = documents::limits(&file.parse, report);
    let mut first = BTreeMap::new();
    let mut sources = Vec::new();
    let mut before: Option<Arc<parse::Settings>> = None;
    for (index, source) in file.source.iter().enumerate() {
        let path = format!("source.{index}");
        let id = format!("{path}.id");
        match words::id(&source.id) {
            Ok(()) => unique("source", &source.id, id, &mut first, report),
            Err(wrong) => report.wrong(&id, &source.id, wrong),
        }
        check_topics(source, file, &path, report);
        let timezone = match &source.timezone {
            Some(text) => words::zone(text).unwrap_or_else(|wrong| {
                report.wrong(&format!("{path}.timezone"), text, wrong);
                site.timezone
            }),
            None => site.timezone,
        };
        if let Some(text) = &source.language
            && let Err(wrong) = words::language(text)
        {
            report.wrong(&format!("{path}.language"), text, wrong);
        }
        let every = schedule::every(source, &usual, &path, report);
        let kind = kind(source, &path, report);
        let place = place(source, kind, base, &path, report);
        let parse = documents::parse(source, kind, &categories, &limits, &path, report);
        // Neighbours are mostly of one kind.
        let parse = match before {
            Some(before) if *before == parse => before,
            _ => Arc::new(parse),
        };
        before = Some(Arc::clone(&parse));
        let date_formats = date_formats(source, &path, report);
        let home = source.home.as_deref().and_then(|text| home(text, &path, report));
        let Some(place) = place else { continue };
        let (schedule, feeds) = schedule::settings(&usual, every, &place);
        let settings = Source {
            source: model::Source {
                id: source.id.clone(),
                name: source.name.clone().filter(|name| !name.trim().is_empty()),
                kind,
                topics: source.topics.clone(),
                tags: source.tags.clone(),
            },
            home,
            description: source.description.clone().filter(|text| !text.trim().is_empty()),
            place,
            schedule,
            feeds,
            parse,
            normalize: normalize::Settings {
                timezone,
                date_formats,
                date_from_text: source.date_from_text.unwrap_or(false),
                future: match source.future.unwrap_or(file.dates.future) {
                    file::Future::Clamp => normalize::Future::Clamp,
                    file::Future::Keep => normalize::Future::Keep,
                },
                identity: identity::of_source(source, &file.identity),
                language: source.language.clone(),
            },
            feed: source.feed,
            content: source.content.map(content),
            pages: match source.full_text {
                Some(true) => source.max_pages.unwrap_or_default() as usize,
                Some(false) | None => 0,
            },
            most_sources: source.max_sources.unwrap_or_default() as usize,
            topics_from_folders: source.topics_from_folders.unwrap_or_default(),
        };
        sources.push((source.enabled, settings));
    }
    sources
}

fn check_topics(source: &file::Source, file: &File, path: &str, report: &mut Report) {
    for (at, topic) in source.topics.iter().enumerate() {
        if let Some(message) = unknown_topic(topic, file) {
            report.error(&format!("{path}.topics.{at}"), message);
        }
    }
}

/// What there is to say about a topic that is not in the file.
pub(super) fn unknown_topic(topic: &str, file: &File) -> Option<Message> {
    let known = || file.topic.iter().map(|topic| topic.id.as_str()).filter(|id| !id.is_empty());
    if known().any(|id| id == topic) {
        return None;
    }
    let message =
        Message::new(format!("unknown topic `{topic}`")).meant(did_you_mean(topic, known()));
    Some(match known().next() {
        Some(_) => message.help(format!("known topics: {}", quoted(known()))),
        None => message,
    })
}

fn kind(source: &file::Source, path: &str, report: &mut Report) -> model::Kind {
    match source.kind {
        Some(file::Kind::Text) => model::Kind::Text,
        Some(file::Kind::Markdown) => model::Kind::Markdown,
        Some(file::Kind::Feed) => model::Kind::Feed,
        Some(file::Kind::Html) => model::Kind::Html,
        Some(file::Kind::Page) => model::Kind::Page,
        Some(file::Kind::Sitemap) => model::Kind::Sitemap,
        Some(file::Kind::Opml) => model::Kind::Opml,
        None => {
            let given = |key: &str| report.origins.has(path, key);
            let local = ["paths", "path"].into_iter().find(|key| given(key));
            if let Some(key) = local.filter(|_| !given("kind")) {
                let what = format!("source `{}` has `{key}`, but no `kind`", source.id);
                let help = "say how the files are read: kind = \"text\", \"markdown\", \"feed\", \
                            \"html\", \"sitemap\" or \"opml\"";
                report.error(&format!("{path}.{key}"), Message::new(what).help(help));
            }
            model::Kind::Feed
        }
    }
}

fn place(
    source: &file::Source,
    kind: model::Kind,
    base: &Base,
    path: &str,
    report: &mut Report,
) -> Option<fetch::Place> {
    let local = ["paths", "path"].into_iter().find(|key| report.origins.has(path, key));
    match (local, report.origins.has(path, "url")) {
        (Some(local), true) => {
            let (paths, url) = (format!("{path}.{local}"), format!("{path}.url"));
            let what = format!("source `{}` has both `{local}` and `url`", source.id);
            let other = report.origins.get(&paths).cloned();
            let message = Message::new(what).other(other.as_ref(), format!("`{local}` is here"));
            report.error(&url, message.help("make two sources of it"));
            None
        }
        (None, false) => {
            let what = format!("source `{}` has neither `paths` nor `url`", source.id);
            report.error(path, Message::new(what));
            None
        }
        (Some(_), false) => files(source, kind, base, path, report),
        (None, true) => web(source, kind, base, path, report),
    }
}

fn files(
    source: &file::Source,
    kind: model::Kind,
    base: &Base,
    path: &str,
    report: &mut Report,
) -> Option<fetch::Place> {
    let paths = format!("{path}.paths");
    if source.paths.is_empty() && source.path.is_none() {
        report.error(&paths, Message::new("`paths` must not be empty"));
    }
    // The folder's own name is no pattern, whatever characters it holds.
    let root = glob::Pattern::escape(base.root.to_str()?);
    let mut globs = Vec::new();
    let one = source.path.iter().map(|text| (format!("{path}.path"), text));
    let many = source.paths.iter().enumerate();
    for (key, text) in one.chain(many.map(|(at, text)| (format!("{paths}.{at}"), text))) {
        match words::glob(text) {
            Ok(()) if Path::new(text).is_absolute() => globs.push(text.clone()),
            Ok(()) => {
                let text = text.strip_prefix("./").unwrap_or(text);
                globs.push(Path::new(&root).join(text).to_str()?.to_owned());
            }
            Err(wrong) => report.wrong(&key, text, wrong),
        }
    }
    access::vain(source, kind, path, report);
    Some(fetch::Place::Files { globs, root: base.root.clone() })
}

fn web(
    source: &file::Source,
    kind: model::Kind,
    base: &Base,
    path: &str,
    report: &mut Report,
) -> Option<fetch::Place> {
    let text = source.url.as_deref()?;
    match words::address(text) {
        Ok(mut url) => {
            // A fragment is never sent (RFC 9110 §7.1).
            url.set_fragment(None);
            let whose = format!("source `{}`", source.id);
            let mut reader = access::Reader { base, whose, enabled: source.enabled, report };
            let access = Arc::new(reader.access(source, &mut url, path));
            let wants = match kind {
                model::Kind::Page | model::Kind::Html => fetch::Wants::Page,
                _ => fetch::Wants::Feed,
            };
            Some(fetch::Place::web(url, access, wants))
        }
        Err(wrong) => {
            report.wrong(&format!("{path}.url"), text, wrong);
            None
        }
    }
}

/// The address of a home page. It is published in a list, so it holds no password.
fn home(text: &str, path: &str, report: &mut Report) -> Option<String> {
    let checked = words::address(text).and_then(|url| {
        if url.username().is_empty() && url.password().is_none() {
            return Ok(url.into());
        }
        Err(Wrong::new(0..text.len(), "must not hold a user name or password"))
    });
    checked.map_err(|wrong| report.wrong(&format!("{path}.home"), text, wrong)).ok()
}

fn date_formats(source: &file::Source, path: &str, report: &mut Report) -> Vec<String> {
    let formats = source.date_formats.as_deref().unwrap_or_default();
    for (at, text) in formats.iter().enumerate() {
        if let Err(wrong) = words::date_format(text) {
            report.wrong(&format!("{path}.date_formats.{at}"), text, wrong);
        }
    }
    formats.to_vec()
}
