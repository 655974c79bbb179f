//! A list of feeds (OPML) → sources for the config: what `feedmill import` writes.
//!
//! Folders and labels become tags, in their order. What stands in the list twice, or in the config
//! already, is left out and told. A user name or password in an address never reaches the config.

use std::collections::BTreeMap;

use serde::Serialize;
use url::Url;

use super::{Addresses, has_credentials, listed::topic_of};
use crate::{
    config::{Config, Ids, edit::Addition, file},
    model::{Document, Kind, LinkRel, Outline, Problem, Shape},
    parse, render, route,
};

/// Most feeds of a list that is taken over.
const MOST_FEEDS: usize = 50_000;

/// Most folders and labels of one feed; nobody keeps so many.
const MOST_TAGS: usize = 100;

/// What a list gives.
#[derive(Debug, Default)]
pub struct Adopted {
    /// The sources that are new, in the order of the list.
    pub sources: Vec<Addition>,
    /// What is left out, in the order of the list.
    pub left: Vec<Left>,
    /// What is wrong with the list.
    pub problems: Vec<Problem>,
    /// What was taken over in part only, and what the operator should do about it.
    pub warnings: Vec<String>,
    /// Attributes that have no place in the config, each with the number of outlines that have it.
    pub unknown: BTreeMap<String, usize>,
}

/// An outline that becomes no source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Left {
    /// Its address, without user name and password.
    pub url: String,
    /// Why.
    pub why: String,
}

/// Takes a list over. With `topics_from_folders`, a folder that is called like a topic gives it.
///
/// # Errors
///
/// A document that is no list gives words that say what it is.
pub fn adopt(
    document: &Document,
    config: &Config,
    topics_from_folders: bool,
) -> Result<Adopted, String> {
    let mut settings = parse::Settings::standard(Kind::Opml);
    settings.limits.entries = MOST_FEEDS;
    let (parsed, outlines) = parse::outlines(document, &settings);
    if parsed.shape != Shape::Opml || (!parsed.complete && outlines.is_empty()) {
        let what = parsed.problems.last().map_or("not a list of feeds", |last| &last.what);
        return Err(what.to_owned());
    }
    let all = || config.sources.iter().chain(&config.off);
    let mut desk = Desk {
        config,
        topics_from_folders,
        ids: Ids::of(all().map(|source| source.source.id.as_str())),
        addresses: Addresses::of(config),
        new: BTreeMap::new(),
        adopted: Adopted { problems: parsed.problems, ..Adopted::default() },
    };
    outlines.into_iter().for_each(|outline| desk.take(outline));
    Ok(desk.adopted)
}

struct Desk<'c> {
    config: &'c Config,
    topics_from_folders: bool,
    ids: Ids,
    addresses: Addresses,
    /// The sources that are new, by id.
    new: BTreeMap<String, usize>,
    adopted: Adopted,
}

impl<'c> Desk<'c> {
    fn take(&mut self, outline: Outline) {
        let Outline { link, description, labels, others } = outline;
        let (url, had_credentials) = match Url::parse(&link.url) {
            Ok(url) => without_credentials(url),
            Err(_) => return self.leave(link.url, "no address of the web".to_owned()),
        };
        if link.rel == LinkRel::Page {
            return self.leave(url.into(), "a page, not a feed".to_owned());
        }
        if let Some(owner) = self.addresses.owner(&url) {
            let why = match self.new.get(owner) {
                // Readers list a feed in each folder that it is in.
                Some(&at) => {
                    let topics = self.topics();
                    add_labels(&mut self.adopted.sources[at], &link.folders, &labels, topics);
                    format!("it stands in the list before, as \"{owner}\"; its folders were added")
                }
                None => format!("source \"{owner}\" of the config reads it already"),
            };
            return self.leave(url.into(), why);
        }
        let own = |name: &str| {
            let found = others.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
            found.map(|(_, value)| value.as_str())
        };
        let wish = own(render::OPML_ID).filter(|id| self.ids.take(id).is_ok());
        let id = wish.map(str::to_owned).unwrap_or_else(|| {
            let host = url.host_str().unwrap_or_default();
            let host = host.strip_prefix("www.").unwrap_or(host);
            self.ids.fresh(link.title.as_deref().into_iter().chain([host]))
        });
        let mut topics: Vec<String> = Vec::new();
        for topic in own(render::OPML_TOPICS).unwrap_or_default().split_whitespace() {
            let is_known = self.config.route.topics.iter().any(|known| known.id == topic);
            if !is_known {
                let warning =
                    format!("source \"{id}\" had the topic \"{topic}\", which is none here");
                self.adopted.warnings.push(warning);
            } else if !topics.iter().any(|known| known == topic) {
                topics.push(topic.to_owned());
            }
        }
        if had_credentials {
            self.adopted.warnings.push(format!(
                "source \"{id}\" had a user name or password in its address, which was left out; \
                 secrets belong into the environment"
            ));
        }
        let enabled = own(render::OPML_ENABLED) != Some("false");
        for (name, _) in &others {
            let is_ours = [render::OPML_ID, render::OPML_TOPICS, render::OPML_ENABLED]
                .iter()
                .any(|ours| ours.eq_ignore_ascii_case(name));
            if !is_ours {
                *self.adopted.unknown.entry(name.clone()).or_default() += 1;
            }
        }
        self.addresses.put(&url, &id);
        // A list without names shows the id; as a name it would say nothing.
        let name = link.title.filter(|title| *title != id);
        let home = link.home.and_then(|home| Url::parse(&home).ok());
        let mut source = Addition {
            kind: (link.rel == LinkRel::List).then_some(file::Kind::Opml),
            id,
            url: url.into(),
            name,
            home: home.map(|home| without_credentials(home).0.into()),
            description: description.map(String::from),
            tags: Vec::new(),
            topics,
            enabled,
        };
        add_labels(&mut source, &link.folders, &labels, self.topics());
        self.new.insert(source.id.clone(), self.adopted.sources.len());
        self.adopted.sources.push(source);
    }

    /// The topics that folders may give.
    fn topics(&self) -> &'c [route::Topic] {
        if self.topics_from_folders { &self.config.route.topics } else { &[] }
    }

    fn leave(&mut self, url: String, why: String) {
        self.adopted.left.push(Left { url, why });
    }
}

/// Gives a source the folders and labels of an outline, and the topics that are called like them.
fn add_labels(
    source: &mut Addition,
    folders: &[String],
    labels: &[String],
    topics: &[route::Topic],
) {
    for tag in folders.iter().chain(labels) {
        if source.tags.len() < MOST_TAGS && !source.tags.contains(tag) {
            source.tags.push(tag.clone());
            let topic = topic_of(tag, topics);
            source.topics.extend(topic.filter(|topic| !source.topics.contains(topic)).cloned());
        }
    }
}

/// The address alone, and whether there was more. The fragment is never sent, so it goes as well.
fn without_credentials(mut url: Url) -> (Url, bool) {
    let had = has_credentials(&url);
    // Both fail only for addresses that cannot have credentials.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.set_fragment(None);
    (url, had)
}
