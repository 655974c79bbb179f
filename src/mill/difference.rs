//! What a publish would change, feed by feed and item by item.
//!
//! Both sides are feed documents as a subscriber reads them: those that would be published, and those
//! that the output directory holds. So it is also right where the ledger and the directory do not fit
//! together. Nothing is fetched and nothing is written.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Error, Mill, compose::Composed};
use crate::{
    model::{ALL, Artifact, Format, Guid},
    publish,
    render::{self, ReadFeed, ReadItem},
};

/// What a publish would change.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Difference {
    /// Feeds that would change, in the order of the index page; then those that would go.
    pub feeds: Vec<FeedChange>,
    /// Files that would be written, below the output directory.
    pub written: Vec<String>,
    /// Files that would be removed.
    pub removed: Vec<String>,
    /// How many files would stay as they are.
    pub unchanged: usize,
    /// Why a publish would be refused as things are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<String>,
}

/// What would change about a feed.
#[derive(Clone, Debug, Serialize)]
pub struct FeedChange {
    /// Topic id, or `source/` and the id of a source.
    pub feed: String,
    /// Whether it is there already, and stays.
    pub kind: FeedFate,
    /// What it would say of itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<FieldChange>,
    /// Items that would come in.
    pub added: Vec<ItemMove>,
    /// Items that would say something else.
    pub edited: Vec<ItemEdit>,
    /// Items that would leave.
    pub left: Vec<ItemMove>,
}

/// What would become of a feed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FeedFate {
    /// It is new.
    New,
    /// It is there and stays.
    Changed,
    /// It goes.
    Gone,
}

/// An item that would come into a feed, or leave it.
#[derive(Clone, Debug, Serialize)]
pub struct ItemMove {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// First publication.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// Other topics that it leaves, or comes into, at the same time.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub moved: Vec<String>,
    /// Why it would leave, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<&'static str>,
}

/// An item that would say something else.
#[derive(Clone, Debug, Serialize)]
pub struct ItemEdit {
    /// Its id.
    pub id: String,
    /// Its title, as it would be.
    pub title: String,
    /// First publication, as it would be.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    /// What would be different.
    pub fields: Vec<FieldChange>,
}

/// A field that would say something else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct FieldChange {
    /// Its name.
    pub field: &'static str,
    /// What it says.
    pub before: Option<String>,
    /// What it would say.
    pub after: Option<String>,
}

impl Difference {
    /// Whether anything would change.
    pub fn is_change(&self) -> bool {
        !self.feeds.is_empty() || !self.written.is_empty() || !self.removed.is_empty()
    }
}

impl Mill<'_> {
    /// Compares what would be published with what the output directory holds: all feeds, or these.
    pub fn difference(&self, only: &[String], now: DateTime<Utc>) -> Result<Difference, Error> {
        let Composed { feeds, artifacts, settings, mut written, .. } =
            self.compose(None, now, None)?;
        let rendered = &self.config.render;
        let (mut outcome, refused) = match publish::plan(&artifacts, &settings, &render::check) {
            Err(error @ publish::Error::Shrunk { .. }) => {
                let settings = publish::Settings { max_shrink: 1.0, ..settings };
                (publish::plan(&artifacts, &settings, &render::check)?, Some(error.to_string()))
            }
            outcome => (outcome?, None),
        };
        written.append(&mut outcome.written);
        outcome.written = written;
        let is_wanted = |feed: &str| only.is_empty() || only.iter().any(|wanted| wanted == feed);
        let mut changes = Vec::new();
        for feed in feeds.iter().map(|feed| feed.topic.as_str()) {
            let (before, after) = (self.published(feed), made(feed, &artifacts, rendered));
            changes.extend(after.and_then(|after| compare(feed, before, &after)));
        }
        let gone = outcome.removed.iter().filter_map(|path| render::feed_of(path, rendered));
        let gone: BTreeSet<String> =
            gone.filter(|gone| feeds.iter().all(|feed| feed.topic != *gone)).collect();
        for feed in &gone {
            let before = self.published(feed).unwrap_or_default();
            changes.push(FeedChange {
                feed: feed.clone(),
                kind: FeedFate::Gone,
                about: Vec::new(),
                added: Vec::new(),
                edited: Vec::new(),
                left: before.items.iter().map(moving).collect(),
            });
        }
        connect(&mut changes);
        for change in changes.iter_mut().filter(|change| change.kind == FeedFate::Changed) {
            for item in &mut change.left {
                item.why = self.why_left(&item.id, &change.feed)?;
            }
        }
        changes.retain(|change| is_wanted(&change.feed));
        let is_of_wanted = |path: &String| match render::feed_of(path, rendered) {
            Some(feed) => is_wanted(&feed),
            None => only.is_empty(),
        };
        Ok(Difference {
            feeds: changes,
            written: outcome.written.into_iter().filter(is_of_wanted).collect(),
            removed: outcome.removed.into_iter().filter(is_of_wanted).collect(),
            unchanged: outcome.unchanged,
            refused,
        })
    }

    /// The ids of all feeds that there would be.
    pub fn feed_ids(&self, now: DateTime<Utc>) -> Result<Vec<String>, Error> {
        Ok(self.compose(None, now, None)?.feeds.into_iter().map(|feed| feed.topic).collect())
    }

    /// A feed as the output directory has it, in the format that says most.
    fn published(&self, feed: &str) -> Option<ReadFeed> {
        let every = render::Settings { formats: TELLING.to_vec(), ..self.config.render.clone() };
        TELLING.iter().find_map(|format| {
            let places = render::places(feed, &every);
            let (_, path) = places.iter().find(|(known, _)| known == format)?;
            let bytes = fs::read(self.config.publish.dir.join(path)).ok()?;
            render::read_back(*format, &bytes)
        })
    }

    /// Why an item would leave a feed that stays.
    fn why_left(&self, id: &str, feed: &str) -> Result<Option<&'static str>, Error> {
        let guid = Guid(id.to_owned());
        if self.store.item(&guid)?.is_none() {
            return Ok(self.store.story(&guid)?.is_none().then_some("the ledger does not have it"));
        }
        let Some(filing) = self.store.filing(&guid)? else { return Ok(None) };
        let feeds = filing.feeds();
        let is_source = feed.contains('/');
        Ok(Some(match (feeds.is_empty(), is_source || feeds.contains(&feed)) {
            (true, _) => "a rule keeps it out",
            (false, true) => "it makes room for newer ones",
            (false, false) => "it is not in the topic any more",
        }))
    }
}

/// The formats, the most telling first.
const TELLING: [Format; 3] = [Format::JsonFeed, Format::Atom, Format::Rss];

/// A feed as it would be published, in the format that says most.
fn made(feed: &str, artifacts: &[Artifact], settings: &render::Settings) -> Option<ReadFeed> {
    let places = render::places(feed, settings);
    TELLING.iter().find_map(|format| {
        let (_, path) = places.iter().find(|(known, _)| known == format)?;
        let artifact = artifacts.iter().find(|artifact| artifact.path == *path)?;
        render::read_back(*format, &artifact.bytes)
    })
}

/// What is different; `None` where nothing is.
fn compare(feed: &str, before: Option<ReadFeed>, after: &ReadFeed) -> Option<FeedChange> {
    let kind = if before.is_some() { FeedFate::Changed } else { FeedFate::New };
    let before = before.unwrap_or_else(|| ReadFeed { knows: after.knows, ..ReadFeed::default() });
    let names: Vec<&'static str> =
        after.knows.iter().filter(|name| before.knows.contains(name)).copied().collect();
    let old: BTreeMap<&str, &ReadItem> =
        before.items.iter().map(|item| (item.id.as_str(), item)).collect();
    let new: BTreeSet<&str> = after.items.iter().map(|item| item.id.as_str()).collect();
    let mut change = FeedChange {
        feed: feed.to_owned(),
        kind,
        about: Vec::new(),
        added: Vec::new(),
        edited: Vec::new(),
        left: Vec::new(),
    };
    if kind == FeedFate::Changed {
        change.about = fields(&names, &before.about, &after.about);
    }
    for item in &after.items {
        match old.get(item.id.as_str()) {
            None => change.added.push(moving(item)),
            Some(old) => {
                let fields = fields(&names, &old.fields, &item.fields);
                if !fields.is_empty() {
                    let ItemMove { id, title, published, .. } = moving(item);
                    change.edited.push(ItemEdit { id, title, published, fields });
                }
            }
        }
    }
    let left = before.items.iter().filter(|item| !new.contains(item.id.as_str()));
    change.left = left.map(moving).collect();
    let is_same = kind == FeedFate::Changed
        && change.about.is_empty()
        && change.added.is_empty()
        && change.edited.is_empty()
        && change.left.is_empty();
    (!is_same).then_some(change)
}

fn fields(
    names: &[&'static str],
    before: &BTreeMap<&'static str, String>,
    after: &BTreeMap<&'static str, String>,
) -> Vec<FieldChange> {
    let changed = names.iter().filter(|name| before.get(*name) != after.get(*name));
    let change = |&field: &&'static str| FieldChange {
        field,
        before: before.get(field).cloned(),
        after: after.get(field).cloned(),
    };
    changed.map(change).collect()
}

fn moving(item: &ReadItem) -> ItemMove {
    ItemMove {
        id: item.id.clone(),
        title: item.fields.get("title").unwrap_or(&item.id).clone(),
        published: item.fields.get("published").cloned(),
        moved: Vec::new(),
        why: None,
    }
}

/// Notes of items that leave one topic and come into another one where they come from and go to.
fn connect(changes: &mut [FeedChange]) {
    let is_topic = |feed: &str| feed != ALL && !feed.contains('/');
    let mut places: [BTreeMap<String, Vec<String>>; 2] = Default::default();
    for change in changes.iter().filter(|change| is_topic(&change.feed)) {
        for (place, items) in places.iter_mut().zip([&change.added, &change.left]) {
            for item in items {
                place.entry(item.id.clone()).or_default().push(change.feed.clone());
            }
        }
    }
    let [into, out_of] = places;
    for change in changes.iter_mut().filter(|change| is_topic(&change.feed)) {
        for (items, others) in [(&mut change.added, &out_of), (&mut change.left, &into)] {
            for item in items {
                item.moved = others.get(&item.id).cloned().unwrap_or_default();
            }
        }
    }
}
