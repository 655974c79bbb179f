//! The crank: the only place where world and logic meet.
//!
//! [`Mill::ingest`] turns sources into items in the store; [`Mill::emit`] turns the store into feeds.
//! The two share nothing but the store, so a failed source cannot shrink a feed. `now` comes from
//! above; nothing here reads a clock.

mod addresses;
mod adopt;
mod alike;
mod announce;
mod archive;
mod aside;
mod chosen;
mod compose;
mod desk;
mod difference;
mod digest;
mod discover;
mod earlier;
mod emit;
mod error;
mod explain;
mod find;
mod fingerprint;
mod health;
mod hosting;
mod idle;
mod ingest;
mod job;
mod judge;
mod kept;
mod leaf;
mod lines;
mod listed;
mod memory;
mod objects;
mod open;
mod order;
mod pages;
mod products;
mod query;
mod read;
mod rebind;
mod recall;
mod recent;
mod settle;
mod standstill;
mod state;
mod story;
mod subscriptions;
mod suggest;
mod survey;
mod tape;
mod teach;
mod told;
mod tombstones;
mod trail;
mod transcript;
mod trial;
mod untouched;
mod visit;
mod watch;

use std::{collections::BTreeSet, ops::Deref};

use crate::{
    config::{Config, Source},
    fetch,
    model::Kind,
    normalize,
    store::{self, Store},
};

pub use crate::{
    publish::{Coding, Effort, SMALLEST, pack},
    route::{Advice, Example, ShieldSuggestion, Suggestions, Taught, TermSuggestion},
    store::{Apart, Fold, Wanted},
};
pub use addresses::{Addresses, has_credentials, is_same_address};
pub use adopt::{Adopted, Left, adopt};
pub use announce::HubReport;
pub use difference::{Difference, FeedChange, FeedFate, FieldChange, ItemEdit, ItemMove};
pub use emit::{Emitted, FeedSummary, TopicMoves};
pub use error::Error;
pub use explain::{Explanation, StoryReport};
pub use hosting::{Host, hosting, names};
pub use idle::idle;
pub use ingest::{FailedSource, Fares, Ingested, ItemChange, Visits};
pub use judge::{Network, judge, visit};
pub use query::{
    AlsoAt, FeedAddress, Health, HostReport, Listed, SourceReport, TopicMiss, feed_addresses,
    topic_misses,
};
pub use settle::Settled;
pub use state::{Brief, Joined, Ledger, Refusal, Split};
pub use subscriptions::{Breadth, Subscriptions};
pub use survey::{Candidate, Survey, survey};
pub use tape::{Run, runs};
pub use teach::{Lesson, Word, example_of, examples_file, examples_path, lesson, said_by};
pub use trail::{Place, Trail};
pub use transcript::{Foreign, Transcript, transcript};
pub use trial::{Change, MovingItem, TopicTrial, Trial, Why};

/// An open mill.
#[derive(Debug)]
pub struct Mill<'c> {
    config: &'c Config,
    store: Store,
    access: Access,
    tape: fetch::Tape,
    _lock: Option<store::Lock>,
}

/// What a turn may touch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Ledger and output. Only one run at a time.
    Write {
        /// Wait for another run to end, instead of giving up at once.
        wait: bool,
    },
    /// Everything is worked out, nothing is kept.
    DryRun,
    /// The ledger is looked into, beside whatever else is at work.
    Look,
    /// The same, to write what stands beside the ledger. Only one at a time, and not during a run.
    Beside {
        /// Wait for another run to end, instead of giving up at once.
        wait: bool,
    },
}

/// A source in force.
#[derive(Clone, Debug)]
enum InForce<'c> {
    /// One of the config.
    Configured(&'c Source),
    /// A feed of a list. There are many sources, so none takes more room here than it needs.
    Listed(Box<Source>),
}

impl Deref for InForce<'_> {
    type Target = Source;

    fn deref(&self) -> &Source {
        match self {
            InForce::Configured(source) => source,
            InForce::Listed(source) => source,
        }
    }
}

impl<'c> Mill<'c> {
    /// Opens the ledger, after taking the lock where the turn may write.
    pub fn open(config: &'c Config, access: Access) -> Result<Self, Error> {
        let path = &config.store.path;
        let lock = match access {
            Access::Write { wait } | Access::Beside { wait } => {
                Some(store::Lock::acquire(path, wait)?)
            }
            // A dry run holds a write transaction, so it keeps out of the way of a real one.
            Access::DryRun if path.exists() => Some(store::Lock::acquire(path, false)?),
            Access::DryRun | Access::Look => None,
        };
        if let Access::Write { .. } = access {
            idle::forget(path);
        }
        let mode = match access {
            Access::Write { .. } => store::Mode::Write,
            Access::DryRun => store::Mode::DryRun,
            Access::Look | Access::Beside { .. } => store::Mode::Look,
        };
        Ok(Mill {
            config,
            store: Store::open(&config.store, mode)?,
            access,
            tape: fetch::Tape::Off,
            _lock: lock,
        })
    }

    /// The sources of the config, each list followed by the feeds in it.
    fn sources_in_force(&self) -> Result<Vec<InForce<'c>>, Error> {
        let config: &'c Config = self.config;
        let configured = &config.sources;
        if configured.iter().all(|source| source.source.kind != Kind::Opml) {
            return Ok(configured.iter().map(InForce::Configured).collect());
        }
        let all = configured.iter().chain(&self.config.off);
        let urls = all.filter_map(|source| source.place.url());
        let mut taken: BTreeSet<String> = urls.map(normalize::canonical).collect();
        let mut sources = Vec::with_capacity(configured.len());
        for source in configured {
            sources.push(InForce::Configured(source));
            if source.source.kind == Kind::Opml {
                let list = self.store.source(&source.source.id)?.followed.list;
                let topics = &self.config.route.topics;
                let listed = listed::sources(source, &list, topics, &mut taken);
                sources.extend(listed.into_iter().map(|feed| InForce::Listed(Box::new(feed))));
            }
        }
        Ok(sources)
    }
}
