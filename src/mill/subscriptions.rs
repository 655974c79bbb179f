//! The sources → a list of feeds (OPML) for other programs, and for another feedmill.
//!
//! Names and home pages are those of the config; where it has none, those that the newest item of the
//! source came with. What no list can hold, local files and pages without a feed, is left out and
//! told. Secrets are: an address is written without user name and password, and header fields stay.

use std::collections::BTreeMap;

use super::{Error, InForce, Mill};
use crate::{
    config::Source,
    fetch::Place,
    model::{Artifact, Kind, Origin, Text},
    render::{self, Subscription},
    store::Wanted,
};

/// Which sources are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Breadth {
    /// Those that are switched off, too.
    pub all: bool,
    /// The feeds of lists instead of the lists.
    pub expand: bool,
}

/// A list of the sources.
#[derive(Debug)]
pub struct Subscriptions {
    /// The file.
    pub artifact: Artifact,
    /// How many sources are in it.
    pub sources: usize,
    /// Sources that are not in it, each with the reason.
    pub left: Vec<String>,
}

impl Mill<'_> {
    /// Writes the list of the sources.
    ///
    /// # Errors
    ///
    /// The ledger cannot be read.
    pub fn subscriptions(&self, breadth: Breadth) -> Result<Subscriptions, Error> {
        let mut sources: Vec<(InForce<'_>, bool)> = match breadth.expand {
            true => self.sources_in_force()?.into_iter().map(|source| (source, true)).collect(),
            false => self.config.sources.iter().map(|on| (InForce::Configured(on), true)).collect(),
        };
        if breadth.all {
            sources.extend(self.config.off.iter().map(|off| (InForce::Configured(off), false)));
        }
        let origins = self.origins(&sources)?;
        let (mut list, mut left) = (Vec::new(), Vec::new());
        for (source, enabled) in &sources {
            let id = &source.source.id;
            match (source.source.kind, &source.place) {
                (Kind::Opml, _) if breadth.expand && *enabled => {}
                (_, Place::Files { .. }) => left.push(format!("source \"{id}\" is local files")),
                (Kind::Feed | Kind::Opml, _) => {
                    list.push(subscription(source, *enabled, origins.get(id)));
                }
                _ => left.push(format!("source \"{id}\" is no feed")),
            }
        }
        let artifact = render::subscriptions(&self.config.render.site.title, &list);
        Ok(Subscriptions { artifact, sources: list.len(), left })
    }

    /// The feeds that the newest items of sources came with.
    fn origins(&self, sources: &[(InForce<'_>, bool)]) -> Result<BTreeMap<String, Origin>, Error> {
        let mut origins = BTreeMap::new();
        self.store.heads(|item| {
            origins.entry(item.source).or_insert(item.origin);
            if origins.len() >= sources.len()
                && sources.iter().all(|(source, _)| origins.contains_key(&source.source.id))
            {
                Wanted::Enough
            } else {
                Wanted::More
            }
        })?;
        Ok(origins)
    }
}

fn subscription(source: &Source, enabled: bool, origin: Option<&Origin>) -> Subscription {
    let model = &source.source;
    let feed_title = origin.and_then(|origin| origin.title.clone());
    let name = model.name.as_deref().map(Text::line);
    // The feeds of a list have ids with a dot, which the config does not take.
    let is_own = !model.id.contains('.');
    let host = source.place.url().and_then(url::Url::host_str).filter(|_| !is_own);
    let last = Text::line(host.unwrap_or(&model.id));
    Subscription {
        id: is_own.then(|| model.id.clone()),
        title: name.or(feed_title).filter(|title| !title.is_empty()).unwrap_or(last),
        description: source.description.as_deref().map(Text::line),
        url: source.place.address(),
        home: source.home.clone().or_else(|| origin.and_then(|origin| origin.link.clone())),
        folders: model.tags.iter().map(|tag| Text::line(tag)).filter(|t| !t.is_empty()).collect(),
        topics: model.topics.clone(),
        is_list: model.kind == Kind::Opml,
        enabled,
    }
}
