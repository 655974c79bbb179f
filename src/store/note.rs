//! What other stages keep between runs, of which there is one: a name and bytes.

use super::{Error, Store};

impl Store {
    /// What was noted under a name.
    pub fn note(&self, name: &str) -> Result<Option<Vec<u8>>, Error> {
        self.kept(name).map_err(|cause| self.error(cause))
    }

    /// Notes something under a name, in the place of what was there.
    pub fn put_note(&self, name: &str, value: &[u8]) -> Result<(), Error> {
        self.keep(name, value).map_err(|cause| self.error(cause))
    }
}
