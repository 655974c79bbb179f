//! The pages of items: which are still to be read, and what the others say.

use rusqlite::params;
use sha2::{Digest, Sha256};

use super::{Error, Store, row};
use crate::model::{Item, PageText, hexadecimal};

/// An item and what is remembered of its page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paged {
    /// The item as its source tells it.
    pub item: Item,
    /// How often its page was asked for in vain; 0 once it was read. `None` when it was never asked
    /// for, or when the source tells something else since then.
    pub tries: Option<u32>,
}

impl Store {
    /// The newest items of a source, at most so many, by (published, guid), each with its page.
    pub fn paged(&self, source: &str, most: usize) -> Result<Vec<Paged>, Error> {
        let sql = "SELECT head, content, told, tries FROM item \
                   JOIN head ON head.item = item.number \
                   LEFT JOIN body ON body.item = item.number \
                   LEFT JOIN page ON page.item = item.number \
                   WHERE source = ?1 ORDER BY published DESC, guid LIMIT ?2";
        let read = || -> rusqlite::Result<Vec<Paged>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let most = i64::try_from(most).unwrap_or(i64::MAX);
            let rows = statement.query_map(params![source, most], |row| {
                let item = row::item(row.get_ref(0)?.as_str()?, row::text(row, 1)?)?;
                let told: Option<String> = row.get(2)?;
                let tries = match told {
                    Some(told) if told == hash(&item) => Some(row.get(3)?),
                    Some(_) | None => None,
                };
                Ok(Paged { item, tries })
            })?;
            rows.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Remembers what the page of an item says; `Err` is how often it was asked for in vain by now.
    /// What an earlier version of the page said then stays. Call it between [`Store::begin`] and
    /// [`Store::commit`].
    pub fn put_page(&self, item: &Item, page: Result<&PageText, u32>) -> Result<(), Error> {
        let write = || -> rusqlite::Result<()> {
            let (text, tries) = match page {
                Ok(page) => (Some(row::json(page)?), 0),
                Err(tries) => (None, tries),
            };
            self.connection
                .prepare_cached(
                    "INSERT INTO page (item, told, tries, text) \
                     SELECT number, ?2, ?3, ?4 FROM item WHERE guid = ?1 \
                     ON CONFLICT (item) DO UPDATE SET told = excluded.told, \
                     tries = excluded.tries, text = coalesce(excluded.text, text)",
                )?
                .execute(params![item.guid.as_str(), hash(item), tries, text])?;
            // The page may say what the item is about.
            self.connection
                .prepare_cached(
                    "DELETE FROM route WHERE item = (SELECT number FROM item WHERE guid = ?1)",
                )?
                .execute([item.guid.as_str()])?;
            Ok(())
        };
        write().map_err(|cause| self.error(cause))
    }
}

/// A name for what a source gives of an item: when it changes, the page may have changed as well.
fn hash(item: &Item) -> String {
    let mut hash = Sha256::new();
    for part in [Some(item.title.text.as_str()), item.summary.as_deref(), item.content.as_deref()] {
        hash.update(part.unwrap_or_default());
        hash.update([0]);
    }
    hash.update(item.link.as_deref().unwrap_or_default());
    hexadecimal(&hash.finalize())
}
