//! A run that had nothing to do leaves a note beside the ledger, and those after it end when they have
//! read it.
//!
//! The note says until when there is nothing to do, and all that this rests on: the program, what the
//! configuration was read from, the files of the ledger, of the publish and for the operator. Whatever
//! is not surely as it was makes a run of the usual sort, so nothing depends on the note but time. The
//! ledger is not even opened: whoever writes into it leaves traces on its files.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use chrono::{DateTime, TimeDelta, Utc};
use serde::{Deserialize, Serialize};

use super::{
    Access, Emitted, Error, Fares, Ingested, Mill,
    standstill::{Still, program},
};
use crate::{config::Named, fetch::Tape, publish::Traces, store::Lock};

/// What the next runs are told.
#[derive(Debug, Serialize, Deserialize)]
struct Note {
    /// What wrote it.
    program: String,
    /// What the configuration was read from.
    basis: String,
    named: Vec<Named>,
    /// When it was written: an earlier clock may find something to do.
    at: DateTime<Utc>,
    /// From this moment on there may be something to do.
    until: DateTime<Utc>,
    /// How the sources fare.
    fares: Fares,
    /// The file for the operator.
    private: Option<PathBuf>,
    /// What the disk says of that and of the ledger.
    own: String,
    /// The output directory.
    dir: PathBuf,
    /// The files of the publish, one in a line, and what the disk says of them.
    files: String,
    traces: String,
}

/// How the sources fare, if a run that changes and says nothing when all is well has surely nothing to do
/// now: `ledger` may be a guess, `basis` names what the configuration is read from.
pub fn idle(ledger: &Path, basis: &str, now: DateTime<Utc>) -> Option<Fares> {
    let note: Note = serde_json::from_slice(&fs::read(path(ledger)).ok()?).ok()?;
    let is_of_now = note.at <= now && now < note.until;
    if !is_of_now || note.basis != basis || note.program != this_program() {
        return None;
    }
    // Nobody else is at work, nor begins to be.
    let _lock = Lock::acquire(ledger, false).ok()?;
    let files = || note.files.lines().map(str::to_owned).collect();
    let is_so = note.own == own(ledger, note.private.as_deref())
        && note.named.iter().all(Named::stands)
        && Traces::at(&note.dir, files()).hash(&note.dir) == note.traces;
    is_so.then_some(note.fares)
}

/// Takes the note away: who may write into the ledger does not leave one that speaks of what was.
pub(super) fn forget(ledger: &Path) {
    // One that stays is found out by the traces.
    let _ = fs::remove_file(path(ledger));
}

impl Mill<'_> {
    /// Ends the turn; leaves the note if there was nothing to do in it, and will be nothing for a while.
    pub fn end(
        self,
        (basis, named): (String, Vec<Named>),
        now: DateTime<Utc>,
        ingested: &Ingested,
        emitted: &Emitted,
    ) -> Result<(), Error> {
        if !self.is_idle(ingested, emitted) {
            return Ok(());
        }
        let Some(Still { files, traces, until }) = self.still()? else { return Ok(()) };
        let old = self.next_old(now, emitted)?;
        let until = [until, old, ingested.due].into_iter().flatten().min();
        let until = until.unwrap_or(DateTime::<Utc>::MAX_UTC);
        if until <= now {
            return Ok(());
        }
        let Mill { config, store, _lock, .. } = self;
        // What it has written is in its file now, and nobody else writes before the lock is given back.
        drop(store);
        let ledger = &config.store.path;
        let private = config.private.health_feed.clone();
        let note = Note {
            program: this_program(),
            basis,
            named,
            at: now,
            until,
            fares: ingested.fares,
            own: own(ledger, private.as_deref()),
            private,
            dir: config.publish.dir.clone(),
            files: files.join("\n"),
            traces,
        };
        // A path that is no text has no note. One that cannot be written costs time and nothing else.
        if let Ok(bytes) = serde_json::to_vec(&note) {
            let _: io::Result<()> = fs::write(path(ledger), bytes);
        }
        Ok(())
    }

    /// Whether the turn had nothing to do, nor has the next one, unless something changes.
    fn is_idle(&self, ingested: &Ingested, emitted: &Emitted) -> bool {
        let may_write = matches!(self.access, Access::Write { .. });
        let is_usual = may_write && matches!(self.tape, Tape::Off);
        // The metrics name the moment of every run, and the store of objects is asked by every one.
        let is_alone = self.config.objects.is_none() && self.config.private.metrics.is_none();
        is_usual && is_alone && ingested.is_idle() && emitted.is_idle()
    }

    /// When the text of an item is given up, because it is old then.
    fn next_old(
        &self,
        now: DateTime<Utc>,
        emitted: &Emitted,
    ) -> Result<Option<DateTime<Utc>>, Error> {
        let keep = self.config.keep_items.and_then(|keep| TimeDelta::from_std(keep).ok());
        let Some(keep) = keep else { return Ok(None) };
        let Some(before) = now.checked_sub_signed(keep) else { return Ok(None) };
        let next = self.store.next_old(before, &emitted.shown)?;
        Ok(next.and_then(|next| next.checked_add_signed(keep)))
    }
}

impl Ingested {
    /// Whether no source was due and nothing was left to do for any.
    fn is_idle(&self) -> bool {
        let Ingested { visits, new, also, revised, pages, tombstones, failures, changes, .. } =
            self;
        let asked = visits.done + visits.failed + visits.postponed;
        let told = failures.len() + changes.len();
        asked + new + also + revised + pages + tombstones + told == 0
    }
}

impl Emitted {
    /// Whether all stayed as it was and everybody knows it.
    fn is_idle(&self) -> bool {
        let touched = self.written.len() + self.removed.len() + self.moves.len();
        touched == 0 && self.is_delivered && self.hubs.is_empty()
    }
}

/// What the disk says of the ledger and of the file for the operator. What is being written stands in
/// the write-ahead log.
fn own(ledger: &Path, private: Option<&Path>) -> String {
    let log = with_ending(ledger, "-wal");
    Traces::name([ledger, &log].into_iter().chain(private))
}

fn this_program() -> String {
    format!("{:?}", program())
}

fn path(ledger: &Path) -> PathBuf {
    with_ending(ledger, ".idle")
}

fn with_ending(ledger: &Path, ending: &str) -> PathBuf {
    let mut name = ledger.file_name().unwrap_or_default().to_owned();
    name.push(ending);
    ledger.with_file_name(name)
}
