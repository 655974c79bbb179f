//! Whether what is published is still what would be: then there is nothing to do.
//!
//! A whole publish leaves a mark. It names all that a published file is made of beside the ledger:
//! the program, the config, the sources in force, the files themselves, and the moment until which
//! time alone changes nothing. The ledger takes the mark away with the first change of anything
//! that a file may show. What is not surely the same is composed anew.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::{self, Write},
    time::SystemTime,
};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{
    Access, Emitted, Error, FeedSummary, Mill,
    earlier::{Earlier, hash_of},
    memory,
    untouched::Feeds,
};
use crate::{
    config::{Config, Source},
    model::{Guid, hexadecimal},
    publish::Traces,
    report::{Event, Reporter},
};

/// What a publish was made of, and what is told of it. A second line tells of its feeds one by one:
/// it is read when something has changed.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Mark {
    /// A name for the program, the config and the sources in force.
    pub made_of: String,
    /// When it was made: an earlier clock may file items otherwise.
    pub at: DateTime<Utc>,
    /// From this moment on, time alone changes it.
    until: Option<DateTime<Utc>>,
    /// What was published, below the output directory.
    pub files: Vec<String>,
    /// What the disk said of it.
    pub traces: String,
    /// The hash of each file that a lost ledger is made again from and that may change, by its path.
    memory: BTreeMap<String, String>,
    feeds: Vec<FeedSummary>,
    sources: Vec<FeedSummary>,
    shown: BTreeSet<Guid>,
    /// The hash of each feed document by its address, where hubs are to be told.
    documents: BTreeMap<String, String>,
}

/// The two lines of a mark.
fn lines(bytes: &[u8]) -> (&[u8], &[u8]) {
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(bytes.len());
    (&bytes[..end], bytes.get(end + 1..).unwrap_or_default())
}

/// A publish that stands.
#[derive(Debug)]
pub(super) struct Still {
    /// Its files, below the output directory.
    pub files: Vec<String>,
    /// What the disk said of them.
    pub traces: String,
    /// From this moment on, time alone changes one of them.
    pub until: Option<DateTime<Utc>>,
}

impl Mill<'_> {
    /// What a publish would come to, if it is surely nothing.
    pub(super) fn standstill(
        &self,
        made_of: &str,
        now: DateTime<Utc>,
        reporter: &mut Reporter,
    ) -> Result<Option<Emitted>, Error> {
        let Some(bytes) = self.store.mark()? else { return Ok(None) };
        // One that cannot be read is that of another version.
        let Ok(mark) = serde_json::from_slice::<Mark>(lines(&bytes).0) else { return Ok(None) };
        let is_of_now = mark.at <= now && mark.until.is_none_or(|until| now < until);
        if !is_of_now || mark.made_of != made_of {
            return Ok(None);
        }
        let dir = &self.config.publish.dir;
        let traces = Traces::at(dir, mark.files);
        if traces.hash(dir) != mark.traces {
            return Ok(None);
        }
        reporter.tell(&Event::Publishing { feeds: mark.feeds.len() + mark.sources.len() });
        Ok(Some(Emitted {
            feeds: mark.feeds,
            sources: mark.sources,
            written: Vec::new(),
            removed: Vec::new(),
            unchanged: traces.files.len(),
            objects: None,
            moves: Vec::new(),
            is_delivered: true,
            hubs: Vec::new(),
            shown: mark.shown,
            documents: mark.documents,
        }))
    }

    /// The last publish, if it is still what would be published.
    pub(super) fn still(&self) -> Result<Option<Still>, Error> {
        let Some(bytes) = self.store.mark()? else { return Ok(None) };
        let mark = serde_json::from_slice::<Mark>(lines(&bytes).0).ok();
        Ok(mark.map(|Mark { files, traces, until, .. }| Still { files, traces, until }))
    }

    /// What was published last of the ledger itself, and what changed since; `None` where that is
    /// not known or would be told otherwise now. Where nobody has touched a published file
    /// (`is_standing`), what it says is not hashed once more.
    pub(super) fn earlier(
        &self,
        made_of: &str,
        is_standing: bool,
    ) -> Result<Option<Earlier>, Error> {
        let Some(changed) = self.store.changed()? else { return Ok(None) };
        let dir = &self.config.publish.dir;
        let is_as_it_was = |(path, hash): (&String, &String)| {
            std::fs::read(dir.join(path)).is_ok_and(|bytes| hash_of(&bytes) == *hash)
        };
        let is_of_mark = || {
            let mark = serde_json::from_slice::<Mark>(lines(&changed.mark).0);
            let mark = mark.ok().filter(|mark| mark.made_of == made_of && !mark.memory.is_empty());
            mark.is_some_and(|mark| mark.memory.iter().all(is_as_it_was))
        };
        if !is_standing && !is_of_mark() {
            return Ok(None);
        }
        let Ok(bytes) = std::fs::read(dir.join(memory::path(0))) else { return Ok(None) };
        Ok(Earlier::read(bytes, changed, dir.clone()))
    }

    /// The mark that was left last, whether it stands or not, and the feeds that were published
    /// then.
    pub(super) fn last(&self) -> Result<Option<(Mark, Feeds)>, Error> {
        let Some(bytes) = self.store.last_mark()? else { return Ok(None) };
        let (mark, feeds) = lines(&bytes);
        let mark = serde_json::from_slice(mark).ok();
        Ok(mark.zip(serde_json::from_slice(feeds).ok()))
    }

    /// Leaves the mark of a publish that has come to its end; `until` is when time alone files
    /// something anew that is not in the ledger, `memory` the hashes of what was published of it.
    /// `traces` are those of the files, where they are known.
    pub(super) fn stand_still(
        &self,
        emitted: &Emitted,
        (made_of, memory): (String, BTreeMap<String, String>),
        (stood, traces): (&Feeds, Option<Traces>),
        until: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) -> Result<(), Error> {
        if !matches!(self.access, Access::Write { .. }) {
            return Ok(());
        }
        let dir = &self.config.publish.dir;
        let traces = match traces {
            Some(traces) => Some(traces),
            None => Traces::of(dir)?,
        };
        let Some(traces) = traces else { return Ok(()) };
        let mark = Mark {
            made_of,
            at: now,
            until: self.store.filed_until()?.into_iter().chain(until).min(),
            traces: traces.hash(dir),
            files: traces.files,
            memory,
            feeds: emitted.feeds.clone(),
            sources: emitted.sources.clone(),
            shown: emitted.shown.clone(),
            documents: emitted.documents.clone(),
        };
        let fits = "maps with text keys always serialise";
        let mut bytes = serde_json::to_vec(&mark).expect(fits);
        bytes.push(b'\n');
        serde_json::to_writer(&mut bytes, stood).expect(fits);
        Ok(self.store.put_mark(&bytes)?)
    }

    /// A name for what publishing obeys. Everything is named that is not surely of no matter.
    pub(super) fn made_of(&self) -> Result<String, Error> {
        let Config {
            path: _,
            root: _,
            // Those in force are looked at one by one.
            sources: _,
            disabled: _,
            off: _,
            // What these bring is in the ledger.
            fetch: _,
            store: _,
            group: _,
            trust: _,
            route,
            story,
            render,
            publish,
            subscriptions,
            hook,
            source_feeds,
            // What is published goes there afterwards.
            objects: _,
            private: _,
            archive,
            items,
            keep_items: _,
        } = self.config;
        let mut name = Name(Sha256::new());
        let settings = (route.name(), story, render, publish, subscriptions, hook);
        let more = (source_feeds, archive, items);
        let mut put = || -> Result<fmt::Result, Error> {
            let mut result = write!(name, "{:?} {settings:?} {more:?}", program());
            for source in self.sources_in_force()? {
                let Source {
                    source,
                    home,
                    description,
                    place,
                    schedule: _,
                    feeds: _,
                    parse: _,
                    normalize: _,
                    feed,
                    content,
                    pages: _,
                    most_sources: _,
                    topics_from_folders: _,
                } = &*source;
                let place = (place.url().is_some(), place.address());
                let all = (source, home, description, place, feed, content);
                result = result.and_then(|()| write!(name, " {all:?}"));
            }
            Ok(result)
        };
        put()?.expect("a hash takes everything");
        Ok(hexadecimal(&name.0.finalize()))
    }
}

/// What is running: its version, and which build of it.
pub(super) fn program() -> (&'static str, Option<(u64, Option<SystemTime>)>) {
    let file = std::env::current_exe().and_then(std::fs::metadata).ok();
    let build = file.map(|file| (file.len(), file.modified().ok()));
    (env!("CARGO_PKG_VERSION"), build)
}

/// Hashes what is written.
struct Name(Sha256);

impl Write for Name {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}
