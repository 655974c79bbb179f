//! Looking into the ledger.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Error, Mill, desk::Desk};
use crate::{
    config::{Config, Source},
    fetch,
    model::{
        ALL, Fate, Feed, Format, Guid, HostRest, Item, Kind, Sign, SourceState, Stop, Telling,
        Verdict,
    },
    render,
    route::{Router, Subject},
    schedule::{self, Due},
    store::{self, Wanted},
};

/// One source and how it fares.
#[derive(Clone, Debug, Serialize)]
pub struct SourceReport {
    /// Its id.
    pub id: String,
    /// How it fares.
    pub health: Health,
    /// Whether the config has it switched on; `false` also for one that the config has no more.
    pub enabled: bool,
    /// Address or paths.
    pub address: String,
    /// The feed that its page announces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// The address that is asked instead, learnt from permanent redirects.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub learnt: Option<String>,
    /// How many items it has that stand for themselves.
    pub items: u64,
    /// Last visit.
    pub last_visit: Option<DateTime<Utc>>,
    /// Last visit that went well.
    pub last_success: Option<DateTime<Utc>>,
    /// What went wrong last, if it still does.
    pub last_error: Option<String>,
    /// Failed visits in a row.
    pub failures: u32,
    /// The first of them.
    pub failing_since: Option<DateTime<Utc>>,
    /// Until when its host asked to be left alone.
    pub host_rests: Option<DateTime<Utc>>,
    /// When it is due; `None` when that is now, or never.
    pub not_before: Option<DateTime<Utc>>,
    /// Why it is not due now.
    pub why: Option<String>,
    /// Why it is not visited any more.
    pub stopped: Option<Stop>,
    /// What is odd about it.
    pub signs: BTreeSet<Sign>,
    /// The last visit that found something new.
    pub last_new: Option<DateTime<Utc>>,
}

/// How a source fares, in a word. Where several hold, the first one is said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Health {
    /// The config has it switched off, or has it no more.
    Off,
    /// It is not visited any more.
    Stopped,
    /// Its host asked to be left alone.
    Resting,
    /// Its last visit failed.
    Failing,
    /// It was never visited.
    NotVisited,
    /// It has published nothing for much longer than it used to.
    Silent,
    /// Its last visit went well.
    Well,
}

impl Health {
    /// The word that people read.
    pub fn as_str(self) -> &'static str {
        match self {
            Health::Off => "off",
            Health::Stopped => "stopped",
            Health::Resting => "resting",
            Health::Failing => "failing",
            Health::NotVisited => "not visited yet",
            Health::Silent => "silent",
            Health::Well => "well",
        }
    }
}

impl SourceReport {
    /// Whether somebody should look at it.
    pub fn is_in_trouble(&self) -> bool {
        self.enabled
            && (self.failures > 0 || self.stopped.is_some() || self.health == Health::Silent)
    }
}

/// A host that asked to be left alone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HostReport {
    /// Name and port.
    pub host: String,
    /// Until when.
    pub until: DateTime<Utc>,
    /// How often in a row it asked.
    pub strikes: u32,
}

/// A `[[topic.test]]` that does not hold.
#[derive(Clone, Debug, Serialize)]
pub struct TopicMiss {
    /// The topic.
    pub topic: String,
    /// Title of the sample.
    pub title: String,
    /// Text of the sample.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// What its author expects.
    pub expect: bool,
    /// What the rules say, with the evidence.
    pub verdict: Verdict,
}

impl TopicMiss {
    /// Whether both are about the same test.
    pub(super) fn is_same(&self, other: &TopicMiss) -> bool {
        self.topic == other.topic
            && (&self.title, &self.text, self.expect) == (&other.title, &other.text, other.expect)
    }
}

/// Runs every `[[topic.test]]` of the config.
pub fn topic_misses(config: &Config) -> Vec<TopicMiss> {
    let router = Router::new(&config.route);
    let mut misses = Vec::new();
    for topic in &config.route.topics {
        for test in &topic.lists.tests {
            let subject = Subject::sample(&test.title, &test.text);
            let verdicts = router.verdicts(&subject);
            let verdict = verdicts.into_iter().find(|verdict| verdict.topic == topic.id);
            if let Some(verdict) = verdict.filter(|verdict| verdict.routed != test.expect) {
                misses.push(TopicMiss {
                    topic: topic.id.clone(),
                    title: test.title.clone(),
                    text: test.text.clone(),
                    expect: test.expect,
                    verdict,
                });
            }
        }
    }
    misses
}

/// An item in a list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The item.
    pub item: Item,
    /// Ids of the topics that it is in.
    pub topics: Vec<String>,
    /// The story that it is in.
    pub story: Option<Guid>,
    /// Where other items tell the same article; an item once for each place that it stands in.
    pub also_at: Vec<AlsoAt>,
}

/// Another item: one that tells the same article, or the same news.
#[derive(Clone, Debug, Serialize)]
pub struct AlsoAt {
    /// Its id.
    pub guid: Guid,
    /// Its source.
    pub source: String,
    /// Its title.
    pub title: String,
    /// Its address.
    pub link: Option<String>,
    /// First publication.
    pub published: DateTime<Utc>,
    /// Document and position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<String>,
}

impl AlsoAt {
    /// The item, wherever it stands.
    pub(super) fn of(item: &Item) -> Self {
        AlsoAt {
            guid: item.guid.clone(),
            source: item.source.clone(),
            title: item.title.text.to_string(),
            link: item.link.clone(),
            published: item.published.at,
            place: None,
        }
    }

    /// The item at each place that it stands in.
    fn at_each(item: &Item, tellings: &[Telling]) -> Vec<Self> {
        let of_item = tellings.iter().filter(|telling| telling.guid == item.guid);
        let places: BTreeSet<&str> = of_item.map(|telling| telling.place.as_str()).collect();
        if places.is_empty() {
            return vec![Self::of(item)];
        }
        let at = |place: &str| AlsoAt { place: Some(place.to_owned()), ..Self::of(item) };
        places.into_iter().map(at).collect()
    }
}

impl Mill<'_> {
    /// Shows the items, newest first by (published, guid), with the topics they are in, until the
    /// visitor has enough: all topics, or one; without their bodies, or with them. What a rule drops
    /// is not among them. One item is held at a time.
    pub fn items(
        &self,
        topic: Option<&str>,
        with_body: bool,
        now: DateTime<Utc>,
        mut visit: impl FnMut(Listed) -> Wanted,
    ) -> Result<(), Error> {
        let desk = self.desk()?;
        let mut failed = None;
        self.store.heads(|item| {
            let listed = self.listed(item, &desk, with_body, now);
            let is_wanted = |listed: &Listed| {
                topic.is_none_or(|it| listed.topics.iter().any(|topic| topic == it))
            };
            match listed {
                Ok(Some(listed)) if is_wanted(&listed) => visit(listed),
                Ok(_) => Wanted::More,
                Err(error) => {
                    failed = Some(error);
                    Wanted::Enough
                }
            }
        })?;
        failed.map_or(Ok(()), Err)
    }

    /// An item as lists show it; `None` for one that a rule drops.
    fn listed(
        &self,
        item: Item,
        desk: &Desk<'_>,
        with_body: bool,
        now: DateTime<Utc>,
    ) -> Result<Option<Listed>, Error> {
        let others = self.store.others(&item.guid)?;
        let filing = desk.file(item.clone(), &others, now);
        if filing.fate == Fate::Dropped {
            return Ok(None);
        }
        let story = self.store.story_of(&item.guid)?;
        let also_at = self.also_at(&item.guid, &others)?;
        let whole = if with_body { self.store.item(&item.guid)? } else { None };
        Ok(Some(Listed { item: whole.unwrap_or(item), topics: filing.topics, story, also_at }))
    }

    fn also_at(&self, guid: &Guid, others: &[Item]) -> Result<Vec<AlsoAt>, store::Error> {
        if others.is_empty() {
            return Ok(Vec::new());
        }
        let tellings = self.store.tellings(guid)?;
        Ok(others.iter().flat_map(|other| AlsoAt::at_each(other, &tellings)).collect())
    }

    /// Every source of the config, of its lists and of the ledger.
    pub fn sources(&self, now: DateTime<Utc>) -> Result<Vec<SourceReport>, Error> {
        let stored = self.store.sources()?.into_iter();
        let mut stored: BTreeMap<String, (SourceState, u64)> =
            stored.map(|count| (count.id, (count.state, count.items))).collect();
        let rests = self.store.rests()?;
        let mut reports = Vec::new();
        for source in &self.sources_in_force()? {
            let id = &source.source.id;
            let (mut state, items) = stored.remove(id).unwrap_or_default();
            let address = source.place.address();
            schedule::readdress(&mut state, &address);
            let next = Next::of(source, &state, &rests, now);
            reports.push(report(id, true, address, items, state, next));
        }
        let disabled = self.config.disabled.iter();
        let disabled: Vec<_> =
            disabled.map(|id| (id.clone(), stored.remove(id).unwrap_or_default())).collect();
        for (id, (state, items)) in disabled.into_iter().chain(stored) {
            let address = state.address.clone();
            reports.push(report(&id, false, address, items, state, Next::default()));
        }
        Ok(reports)
    }

    /// The hosts that asked to be left alone and still are.
    pub fn resting_hosts(&self, now: DateTime<Utc>) -> Result<Vec<HostReport>, Error> {
        let rests = self.store.rests()?.into_iter();
        let resting = rests.filter_map(|(host, rest)| {
            let until = schedule::rests(&rest, now)?;
            Some(HostReport { host, until, strikes: rest.strikes })
        });
        Ok(resting.collect())
    }
}

/// When a source is visited next.
#[derive(Default)]
struct Next {
    /// Not before; `None` when that is now, or never.
    at: Option<DateTime<Utc>>,
    /// Why not now.
    why: Option<String>,
    /// Until when its host rests.
    host_rests: Option<DateTime<Utc>>,
}

impl Next {
    fn of(
        source: &Source,
        state: &SourceState,
        rests: &BTreeMap<String, HostRest>,
        now: DateTime<Utc>,
    ) -> Self {
        let host = source.place.url().map(fetch::host).unwrap_or_default();
        let host_rests = rests.get(&host).and_then(|rest| schedule::rests(rest, now));
        let (at, why) = match schedule::due(&source.source.id, state, &source.schedule, now) {
            Due::Now => (None, None),
            Due::Later { at, why } => (Some(at), Some(why)),
            Due::Never { why } => return Next { at: None, why: Some(why.to_string()), host_rests },
        };
        if host_rests > at {
            let why = format!("{host} asked to be left alone");
            return Next { at: host_rests, why: Some(why), host_rests };
        }
        Next { at, why: why.map(|why| why.to_string()), host_rests }
    }
}

fn report(
    id: &str,
    enabled: bool,
    address: String,
    items: u64,
    state: SourceState,
    next: Next,
) -> SourceReport {
    let standing = &state.standing;
    let words = [
        (Health::Off, !enabled),
        (Health::Stopped, standing.stopped.is_some()),
        (Health::Resting, next.host_rests.is_some()),
        (Health::Failing, state.failures > 0),
        (Health::NotVisited, state.last_success.is_none()),
        (Health::Silent, standing.signs.contains(&Sign::Silent)),
    ];
    let health = words.into_iter().find(|(_, holds)| *holds).map_or(Health::Well, |(word, _)| word);
    SourceReport {
        id: id.to_owned(),
        health,
        enabled,
        address,
        feed: state.followed.feed,
        learnt: state.standing.learnt,
        items,
        last_visit: state.last_visit,
        last_success: state.last_success,
        last_error: state.last_error,
        failures: state.failures,
        failing_since: state.standing.failing_since,
        host_rests: next.host_rests,
        not_before: next.at,
        why: next.why,
        stopped: state.standing.stopped,
        signs: state.standing.signs,
        last_new: state.standing.last_new,
    }
}

/// The address of one feed document.
#[derive(Clone, Debug, Serialize)]
pub struct FeedAddress {
    /// Topic id, or `source/` and the id of a source.
    pub topic: String,
    /// `atom`, `rss` or `json`.
    pub format: &'static str,
    /// Where it is served from.
    pub url: String,
}

/// The addresses of all feeds, topic by topic, then source by source, in the order in which pages announce the formats.
pub fn feed_addresses(config: &Config) -> Vec<FeedAddress> {
    let topics = config.route.topics.iter().map(|topic| topic.id.as_str());
    let has_feed = |source: &&Source| {
        source.source.kind != Kind::Opml && source.feed.unwrap_or(config.source_feeds)
    };
    let sources = config.sources.iter().filter(has_feed);
    let sources = sources.map(|source| Feed::of_source(&source.source.id));
    let mut addresses = Vec::new();
    for topic in topics.chain([ALL]).map(str::to_owned).chain(sources) {
        for (format, url) in render::addresses(&topic, &config.render) {
            let format = match format {
                Format::Rss => "rss",
                Format::JsonFeed => "json",
                _ => "atom",
            };
            addresses.push(FeedAddress { topic: topic.clone(), format, url });
        }
    }
    addresses
}
