//! What other stages keep between runs, of which there is one: a name and bytes. No published file shows
//! it. And the mark that a publish leaves.

use super::{Error, Store};

impl Store {
    /// What was noted under a name.
    pub fn note(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        self.connection.kept(name).map_err(|cause| self.error(cause))
    }

    /// Notes something under a name, in the place of what was there.
    pub fn put_note(&self, name: &str, value: &[u8]) -> Result<(), Error> {
        self.connection.keep_quietly(name, value).map_err(|cause| self.error(cause))
    }

    /// What the last publish has left, if nothing has changed since that a published file may show.
    pub fn mark(&self) -> Result<Option<Vec<u8>>, Error> {
        self.connection.mark().map_err(|cause| self.error(cause))
    }

    /// The mark that was left last, whether it stands or not.
    pub fn last_mark(&self) -> Result<Option<Vec<u8>>, Error> {
        self.connection.last_mark().map_err(|cause| self.error(cause))
    }

    /// Notes that what is published is what the ledger says.
    pub fn put_mark(&self, mark: &[u8]) -> Result<(), Error> {
        self.connection.put_mark(mark).map_err(|cause| self.error(cause))
    }

    /// Notes that what is published is about to change.
    pub fn unmark(&self) -> Result<(), Error> {
        self.connection.unmark().map_err(|cause| self.error(cause))
    }
}
