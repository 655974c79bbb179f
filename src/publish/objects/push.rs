//! What the local manifest lists → the store.

use std::{collections::BTreeSet, path::Path, time::Instant};

use chrono::{DateTime, Utc};

use super::{
    AT_ONCE, Error, LONGEST, Objects, Pushed,
    claim::{Held, Remote, Writing, forget_token, new_token, own_token},
};
use crate::publish::{
    disk::Real,
    manifest::{Manifest, NAME, hash},
    plan,
};

/// Brings the store to the state of the directory.
pub(super) fn push(objects: &dyn Objects, dir: &Path, now: DateTime<Utc>) -> Result<Pushed, Error> {
    let began = Instant::now();
    let bytes = plan::read(&Real, &dir.join(NAME))?.unwrap_or_default();
    let local = Manifest::parse(&bytes);
    if local.files.is_empty() {
        // Nothing was published, so there is nothing to say about what should be there.
        return Ok(Pushed::default());
    }
    let mut held = Held::read(objects)?;
    if held.bytes == bytes {
        // The last push may have come to its end without hearing of it.
        forget_token(dir);
        return Ok(Pushed { unchanged: local.files.len(), ..Pushed::default() });
    }
    held.is_free(own_token(dir)?.as_deref(), now)?;
    let mut set = held.remote.set.clone();
    for path in held.remote.writing.iter().flat_map(|writing| &writing.paths) {
        // It may have been put or not.
        set.files.entry(path.clone()).or_default().sha256.clear();
    }
    let hashes = |set: &Manifest, path: &str| set.files.get(path).map(|file| file.sha256.clone());
    let changed = local.files.keys().filter(|path| hashes(&set, path) != hashes(&local, path));
    let mut changed: Vec<&str> = changed.map(String::as_str).collect();
    // Pages that lead to all others come last, so that none leads to what is not there yet.
    changed.sort_by_key(|path| path.ends_with("index.html"));
    let stale: Vec<String> =
        set.files.keys().filter(|path| !local.files.contains_key(*path)).cloned().collect();
    let mut work = Work { objects, dir, local: &local, set, began };
    let by = new_token(dir)?;
    let paths: BTreeSet<String> =
        changed.iter().map(|path| (*path).to_owned()).chain(stale.iter().cloned()).collect();
    let claim = Remote { set: work.set.clone(), writing: Some(Writing { by, since: now, paths }) };
    let claimed = claim.bytes();
    held.put(claim, claimed).inspect_err(|error| {
        if matches!(error, Error::Overtaken { .. }) {
            forget_token(dir);
        }
    })?;
    let done = work.send(&changed).and_then(|()| work.remove(&stale));
    let finished = match &done {
        Ok(()) => held.put(Remote { set: local.clone(), writing: None }, bytes),
        // It says what is there by now, and lets others write.
        Err(_) => {
            let rest = Remote { set: work.set, writing: None };
            let bytes = rest.bytes();
            held.put(rest, bytes)
        }
    };
    if finished.is_ok() || matches!(finished, Err(Error::Overtaken { .. })) {
        forget_token(dir);
    }
    done.and(finished)?;
    Ok(Pushed {
        unchanged: local.files.len() - changed.len(),
        written: changed.into_iter().map(str::to_owned).collect(),
        removed: stale,
    })
}

struct Work<'a> {
    objects: &'a dyn Objects,
    dir: &'a Path,
    local: &'a Manifest,
    /// What is in the store, as far as that is known.
    set: Manifest,
    began: Instant,
}

impl Work<'_> {
    fn send(&mut self, paths: &[&str]) -> Result<(), Error> {
        // What was begun may be there.
        for path in paths {
            self.set.files.entry((*path).to_owned()).or_default().sha256.clear();
        }
        let mut left = paths.len();
        for some in paths.chunks(AT_ONCE) {
            self.is_in_time(left)?;
            left -= some.len();
            let mut batch = Vec::with_capacity(some.len());
            for path in some {
                batch.push(((*path).to_owned(), self.read(path)?));
            }
            let mut failure = None;
            for (path, result) in self.objects.put_all(batch) {
                match (result, self.local.files.get(&path)) {
                    (Ok(()), Some(file)) => {
                        self.set.files.insert(path, file.clone());
                    }
                    (Ok(()), None) => {}
                    (Err(error), _) => failure = failure.or(Some(error)),
                }
            }
            failure.map_or(Ok(()), Err)?;
        }
        Ok(())
    }

    fn remove(&mut self, stale: &[String]) -> Result<(), Error> {
        for (number, path) in stale.iter().enumerate() {
            self.is_in_time(stale.len() - number)?;
            self.objects.remove(path)?;
            self.set.files.remove(path);
        }
        Ok(())
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, Error> {
        let bytes = plan::read(&Real, &self.dir.join(path))?;
        let is_same = |bytes: &Vec<u8>| {
            self.local.files.get(path).is_some_and(|file| file.sha256 == hash(bytes))
        };
        bytes.filter(is_same).ok_or_else(|| Error::Changed { path: path.to_owned() })
    }

    fn is_in_time(&self, left: usize) -> Result<(), Error> {
        if self.began.elapsed() < LONGEST {
            return Ok(());
        }
        Err(Error::Slow { place: self.objects.name(""), left })
    }
}
