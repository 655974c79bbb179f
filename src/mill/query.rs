//! Looking into the ledger.

use chrono::{DateTime, Utc};
use serde::Serialize;

use super::{Error, Mill, emit::source_topics};
use crate::{
    config::Config,
    model::{Format, Guid, Item, Stop, Text, Verdict, fold},
    render,
    route::{Router, Subject},
    schedule::{self, Due},
    store::Wanted,
};

/// One source and how it fares.
#[derive(Clone, Debug, Serialize)]
pub struct SourceReport {
    /// Its id.
    pub id: String,
    /// Whether the config has it switched on; `false` also for one that the config has no more.
    pub enabled: bool,
    /// Address or paths.
    pub address: String,
    /// The feed that its page announces.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub feed: Option<String>,
    /// How many items it owns.
    pub items: u64,
    /// Last visit.
    pub last_visit: Option<DateTime<Utc>>,
    /// Last visit that went well.
    pub last_success: Option<DateTime<Utc>>,
    /// What went wrong last, if it still does.
    pub last_error: Option<String>,
    /// Failed visits in a row.
    pub failures: u32,
    /// When it is due; `None` when that is now, or never.
    pub not_before: Option<DateTime<Utc>>,
    /// Why it is not due now.
    pub why: Option<String>,
    /// Why it is not visited any more.
    pub stopped: Option<Stop>,
}

/// A `[[topic.test]]` that does not hold.
#[derive(Clone, Debug, Serialize)]
pub struct TopicMiss {
    /// The topic.
    pub topic: String,
    /// Title of the sample.
    pub title: String,
    /// What its author expects.
    pub expect: bool,
    /// What the rules say, with the evidence.
    pub verdict: Verdict,
}

/// Runs every `[[topic.test]]` of the config.
pub fn topic_misses(config: &Config) -> Vec<TopicMiss> {
    let router = Router::new(&config.route);
    let mut misses = Vec::new();
    for topic in &config.route.topics {
        for test in &topic.tests {
            let subject = Subject {
                title: &test.title,
                text: ["", &test.text],
                categories: &[] as &[Text],
                source_topics: &[],
            };
            let verdicts = router.verdicts(&subject);
            let verdict = verdicts.into_iter().find(|verdict| verdict.topic == topic.id);
            if let Some(verdict) = verdict.filter(|verdict| verdict.routed != test.expect) {
                let (topic, title) = (topic.id.clone(), test.title.clone());
                misses.push(TopicMiss { topic, title, expect: test.expect, verdict });
            }
        }
    }
    misses
}

impl Mill<'_> {
    /// The newest items, without their bodies, with the topics they are in; all topics, or one.
    pub fn items(
        &self,
        topic: Option<&str>,
        most: usize,
    ) -> Result<Vec<(Item, Vec<String>)>, Error> {
        let router = Router::new(&self.config.route);
        let sources = self.sources_in_force()?;
        let mut items = Vec::new();
        self.store.heads(|item| {
            let verdicts =
                router.verdicts(&Subject::of(&item, source_topics(&sources, &item.source)));
            let topics: Vec<String> =
                verdicts.into_iter().filter(|v| v.routed).map(|v| v.topic).collect();
            if topic.is_none_or(|wanted| topics.iter().any(|topic| topic == wanted)) {
                items.push((item, topics));
            }
            if items.len() >= most { Wanted::Enough } else { Wanted::More }
        })?;
        Ok(items)
    }

    /// The items that a person may mean: by id, by the end or beginning of one, by address, else by
    /// words of the title. At most ten.
    pub fn find(&self, words: &str) -> Result<Vec<Item>, Error> {
        if let Some(item) = self.store.item(&Guid(words.to_owned()))? {
            return Ok(vec![item]);
        }
        let folded = fold(words);
        let (mut by_id, mut by_title) = (Vec::new(), Vec::new());
        self.store.heads(|item| {
            let id = item.guid.as_str();
            let uuid = id.strip_prefix("urn:uuid:").unwrap_or(id);
            if item.link.as_deref() == Some(words)
                || id.starts_with(words)
                || uuid.starts_with(words)
            {
                by_id.push(item.guid);
            } else if fold(&item.title.text).contains(&folded) {
                by_title.push(item.guid);
            }
            Wanted::More
        })?;
        let found = if by_id.is_empty() { by_title } else { by_id };
        let items = found.iter().take(MOST_FOUND).map(|guid| self.store.item(guid));
        Ok(items.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// Every source of the config, of its lists and of the ledger.
    pub fn sources(&self, now: DateTime<Utc>) -> Result<Vec<SourceReport>, Error> {
        let mut stored = self.store.sources()?;
        let mut reports = Vec::new();
        for source in &self.sources_in_force()? {
            let id = &source.source.id;
            let found = stored.iter().position(|count| count.id == *id);
            let count = found.map(|position| stored.remove(position));
            let (mut state, items) =
                count.map(|count| (count.state, count.items)).unwrap_or_default();
            let address = source.place.address();
            schedule::readdress(&mut state, &address);
            let due = schedule::due(id, &state, &source.schedule, now);
            reports.push(report(id, true, address, items, state, due));
        }
        for id in &self.config.disabled {
            let found = stored.iter().position(|count| count.id == *id);
            let count = found.map(|position| stored.remove(position));
            let (state, items) = count.map(|count| (count.state, count.items)).unwrap_or_default();
            reports.push(report(id, false, state.address.clone(), items, state, Due::Now));
        }
        for count in stored {
            let address = count.state.address.clone();
            reports.push(report(&count.id, false, address, count.items, count.state, Due::Now));
        }
        Ok(reports)
    }
}

/// Most items that one search shows.
const MOST_FOUND: usize = 10;

fn report(
    id: &str,
    enabled: bool,
    address: String,
    items: u64,
    state: crate::model::SourceState,
    due: Due,
) -> SourceReport {
    let (not_before, why) = match due {
        Due::Now => (None, None),
        Due::Later { at, why } => (Some(at), Some(why.to_string())),
        Due::Never { why } => (None, Some(why.to_string())),
    };
    SourceReport {
        id: id.to_owned(),
        enabled,
        address,
        feed: state.followed.feed,
        items,
        last_visit: state.last_visit,
        last_success: state.last_success,
        last_error: state.last_error,
        failures: state.failures,
        not_before,
        why,
        stopped: state.standing.stopped,
    }
}

/// The address of one feed document.
#[derive(Clone, Debug, Serialize)]
pub struct FeedAddress {
    /// Topic id.
    pub topic: String,
    /// `atom`, `rss` or `json`.
    pub format: &'static str,
    /// Where it is served from.
    pub url: String,
}

/// The addresses of all feeds, topic by topic, in the order in which pages announce the formats.
pub fn feed_addresses(config: &Config) -> Vec<FeedAddress> {
    let topics = config.route.topics.iter().map(|topic| topic.id.as_str());
    let mut addresses = Vec::new();
    for topic in topics.chain([super::emit::ALL]) {
        for (format, url) in render::addresses(topic, &config.render) {
            let format = match format {
                Format::Rss => "rss",
                Format::JsonFeed => "json",
                _ => "atom",
            };
            addresses.push(FeedAddress { topic: topic.to_owned(), format, url });
        }
    }
    addresses
}
