//! A publish → those who want to know of it: the operator's program, then the WebSub hubs.
//!
//! What is owed to whom is kept in the ledger, so it is done by a later run when it cannot be done now.
//! To a hub, a feed document is owed when its bytes are not those that the hub was told of last. The
//! program comes first, because it may be what brings the documents to where hubs fetch them.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize, de::DeserializeOwned};

use super::{Access, Emitted, Error, Mill};
use crate::{
    fetch::{self, Tape},
    model::{Feed, Notice, NoticeKind},
    publish::{self, Outcome},
    render,
    report::{Event, Reporter, chain},
};

/// Under these names the ledger keeps what is owed.
const HOOK: &str = "post_publish";
const HUBS: &str = "hubs";

/// The files that the operator's program has not taken yet.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Owed {
    written: BTreeSet<String>,
    removed: BTreeSet<String>,
}

/// What hubs were told, by their addresses.
type Hubs = BTreeMap<String, Hub>;

/// What a hub was told.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Hub {
    /// The hash of each feed document when it was told last, by its address; empty for never.
    told: BTreeMap<String, String>,
    /// What went wrong last, if it still does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failing: Option<String>,
}

/// What became of the word to a hub.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct HubReport {
    /// The hub.
    pub hub: String,
    /// How many feed documents it was told of.
    pub told: usize,
    /// How many it is still to be told of.
    pub owed: usize,
    /// What went wrong.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Owed {
    fn add(&mut self, outcome: &Outcome) {
        for path in &outcome.written {
            self.removed.remove(path);
            self.written.insert(path.clone());
        }
        for path in &outcome.removed {
            self.written.remove(path);
            self.removed.insert(path.clone());
        }
    }

    fn is_empty(&self) -> bool {
        self.written.is_empty() && self.removed.is_empty()
    }
}

impl Mill<'_> {
    /// Notes what a publish owes to whom. A hub that was never told of a feed is told of it when it
    /// changes.
    pub(super) fn owe(
        &self,
        feeds: &[Feed],
        outcome: &Outcome,
    ) -> Result<BTreeMap<String, String>, Error> {
        if !self.may_tell() {
            return Ok(BTreeMap::new());
        }
        let mut owed: Owed = self.noted(HOOK)?;
        let before = owed.clone();
        match self.config.hook {
            Some(_) => owed.add(outcome),
            None => owed = Owed::default(),
        }
        self.keep_note(HOOK, &before, &owed)?;
        if self.config.render.hubs.is_empty() {
            self.keep_note(HUBS, &self.noted::<Hubs>(HUBS)?, &Hubs::new())?;
            return Ok(BTreeMap::new());
        }
        let written: BTreeSet<&str> = outcome.written.iter().map(String::as_str).collect();
        let mut documents = BTreeMap::new();
        let mut is_new = BTreeSet::new();
        for feed in feeds {
            let settings = &self.config.render;
            let places = render::places(&feed.topic, settings).into_iter();
            for ((_, path), (_, url)) in places.zip(render::addresses(&feed.topic, settings)) {
                let Some(published) = outcome.manifest.files.get(&path) else { continue };
                if written.contains(path.as_str()) {
                    is_new.insert(url.clone());
                }
                documents.insert(url, published.sha256.clone());
            }
        }
        let before: Hubs = self.noted(HUBS)?;
        let mut hubs = Hubs::new();
        for hub in &self.config.render.hubs {
            let mut known = before.get(hub.as_str()).cloned().unwrap_or_default();
            known.told.retain(|url, _| documents.contains_key(url));
            for (url, hash) in &documents {
                let never = if is_new.contains(url) { String::new() } else { hash.clone() };
                known.told.entry(url.clone()).or_insert(never);
            }
            hubs.insert(hub.to_string(), known);
        }
        self.keep_note(HUBS, &before, &hubs)?;
        Ok(documents)
    }

    /// Runs the operator's program, if there is something for it; whether nothing is left for it then.
    /// Its failure is told; it is run again after the next turn, with what it missed.
    pub fn deliver(&self, reporter: &mut Reporter) -> Result<bool, Error> {
        let Some(hook) = self.config.hook.as_ref().filter(|_| self.may_tell()) else {
            return Ok(true);
        };
        let owed: Owed = self.noted(HOOK)?;
        if owed.is_empty() {
            return Ok(true);
        }
        let list = |paths: &BTreeSet<String>| paths.iter().cloned().collect::<Vec<_>>();
        let (written, removed) = (list(&owed.written), list(&owed.removed));
        match publish::run_hook(hook, &self.config.publish.dir, &written, &removed) {
            Ok(()) => {
                self.keep_note(HOOK, &owed, &Owed::default())?;
                Ok(true)
            }
            Err(error) => {
                let error = chain(&error).join("\n  because: ");
                let text = format!(
                    "output.post_publish: {error}\n  help: the files are published; the next run or \
                     build starts it once more"
                );
                reporter.tell(&Event::Warning { text: &text });
                Ok(false)
            }
        }
    }

    /// Tells the hubs which feeds have changed. A failure is noted and told once; the hub is told at
    /// the next run.
    pub async fn announce(
        &self,
        now: DateTime<Utc>,
        emitted: &Emitted,
        reporter: &mut Reporter,
    ) -> Result<Vec<HubReport>, Error> {
        let mut told = Vec::new();
        if !self.may_tell() || self.config.render.hubs.is_empty() {
            return Ok(told);
        }
        let before: Hubs = self.noted(HUBS)?;
        let mut hubs = before.clone();
        let owes = |hub: &Hub| hub.told.iter().any(|it| emitted.documents.get(it.0) != Some(it.1));
        if !hubs.values().any(owes) {
            return Ok(told);
        }
        let pinger = fetch::Pinger::new(&self.config.fetch)?;
        for url in &self.config.render.hubs {
            let Some(hub) = hubs.get_mut(url.as_str()) else { continue };
            let was_failing = hub.failing.take();
            let (mut done, mut owed) = (0, 0);
            let mut is_down = false;
            for (topic, known) in &mut hub.told {
                let Some(hash) = emitted.documents.get(topic).filter(|hash| *hash != known) else {
                    continue;
                };
                if is_down {
                    owed += 1;
                    continue;
                }
                match pinger.ping(url, topic).await {
                    Ok(()) => {
                        known.clone_from(hash);
                        done += 1;
                    }
                    Err(error) => {
                        owed += 1;
                        is_down = fetch::concerns_all(&error);
                        hub.failing.get_or_insert_with(|| chain(&error).join(": "));
                    }
                }
            }
            if done + owed == 0 {
                hub.failing = was_failing;
                continue;
            }
            let error = hub.failing.clone();
            self.tell_of_hub(now, url.as_str(), was_failing, error.as_deref(), reporter)?;
            told.push(HubReport { hub: url.to_string(), told: done, owed, error });
        }
        self.keep_note(HUBS, &before, &hubs)?;
        Ok(told)
    }

    /// Tells what changed about a hub, and keeps it for the health feed.
    fn tell_of_hub(
        &self,
        now: DateTime<Utc>,
        hub: &str,
        before: Option<String>,
        after: Option<&str>,
        reporter: &mut Reporter,
    ) -> Result<(), Error> {
        let (kind, text) = match (before, after) {
            (None, Some(error)) => {
                (NoticeKind::Failed, format!("cannot be told of feeds: {error}"))
            }
            (Some(_), None) => (NoticeKind::WorksAgain, "can be told of feeds again".to_owned()),
            (None, None) | (Some(_), Some(_)) => return Ok(()),
        };
        let help = after.map(|_| "nothing: every run tries again".to_owned());
        let notice = Notice { at: now, source: format!("hub {hub}"), kind, text, help };
        reporter.tell(&Event::Hub { notice: &notice });
        self.store.begin()?;
        self.store.put_notice(&notice)?;
        self.store.commit()?;
        Ok(())
    }

    /// Nobody is told of a rehearsal, nor of what was recorded elsewhere.
    fn may_tell(&self) -> bool {
        matches!(self.access, Access::Write { .. }) && !matches!(self.tape, Tape::Replay(_))
    }

    /// What is noted under a name. What cannot be read was written by another version, and counts as
    /// nothing.
    fn noted<T: Default + DeserializeOwned>(&self, name: &str) -> Result<T, Error> {
        let bytes = self.store.note(name)?.unwrap_or_default();
        Ok(serde_json::from_slice(&bytes).unwrap_or_default())
    }

    fn keep_note<T: PartialEq + Serialize>(
        &self,
        name: &str,
        before: &T,
        after: &T,
    ) -> Result<(), Error> {
        if before != after {
            let bytes = serde_json::to_vec(after).expect("maps with text keys always serialise");
            self.store.put_note(name, &bytes)?;
        }
        Ok(())
    }
}
