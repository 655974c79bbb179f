//! Which source of the config reads an address.

use std::collections::BTreeMap;

use url::Url;

use crate::{config::Config, normalize};

/// The addresses of sources, whatever their spelling.
#[derive(Clone, Debug, Default)]
pub struct Addresses {
    ids: BTreeMap<String, String>,
}

impl Addresses {
    /// Those of a config, of sources that are switched off too.
    pub fn of(config: &Config) -> Self {
        let mut addresses = Addresses::default();
        for source in config.sources.iter().chain(&config.off) {
            if let Some(url) = source.place.url() {
                addresses.put(url, &source.source.id);
            }
        }
        addresses
    }

    /// The source that has this address: scheme, `www.` and a slash at the end are no difference.
    pub fn owner(&self, url: &Url) -> Option<&str> {
        self.ids.get(&normalize::canonical(url)).map(String::as_str)
    }

    /// Notes a source; the first one that has an address keeps it.
    pub fn put(&mut self, url: &Url, id: &str) {
        self.ids.entry(normalize::canonical(url)).or_insert_with(|| id.to_owned());
    }
}

/// Whether two addresses mean the same place.
pub fn is_same_address(one: &Url, other: &Url) -> bool {
    normalize::canonical(one) == normalize::canonical(other)
}

/// Whether an address holds a user name or a password.
pub fn has_credentials(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}
