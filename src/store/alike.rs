//! Items that may tell the same article as another one: by what they share with it.

use std::collections::BTreeSet;

use rusqlite::{OptionalExtension, Row};
use serde::Deserialize;

use super::{Error, Store, known::With, row, shared::Shared};
use crate::model::{Date, Guid, KeyKind, Known, Numbers, Print, Text, Title};

impl Store {
    /// The numbers of the items that were not compared with any yet.
    pub fn pending(&self) -> Result<Numbers, Error> {
        self.connection
            .prepare_cached("SELECT number FROM item WHERE settled = 0")
            .and_then(|mut statement| statement.query_map([], |row| row.get(0))?.collect())
            .map_err(|cause| self.error(cause))
    }

    /// The items that have the id of `item`, its address or its first words, but for those that are
    /// `pending`, by number. Ordered by id, with their keys and prints, without their texts. What is
    /// `shared` need not be looked up.
    pub fn sharing_keys(
        &self,
        item: &Known,
        pending: &Numbers,
        shared: Option<&Shared>,
    ) -> Result<Vec<(i64, Known)>, Error> {
        let by_guid = "SELECT number FROM item WHERE guid = ?1 AND settled > 0";
        let find = || -> rusqlite::Result<Vec<(i64, Known)>> {
            let mut numbers = BTreeSet::new();
            // No two items have one id.
            let native = item.keys.iter().find(|key| key.kind == KeyKind::NativeId);
            if let Some(native) = native.filter(|key| key.value != item.item.guid.as_str()) {
                self.numbers(by_guid, [&native.value], &mut numbers)?;
            }
            for hash in item.keys.iter().filter_map(row::lookup_hash) {
                self.settled_at(hash, pending, shared, &mut numbers)?;
            }
            self.load_numbered(&numbers, With::Print)
        };
        find().map_err(|cause| self.error(cause))
    }

    /// What is kept of the words of an item, as [`Print::read`] reads it, but for the anchors.
    pub fn sample(&self, number: i64) -> Result<Option<Vec<u8>>, Error> {
        self.connection
            .prepare_cached("SELECT shingles FROM print WHERE item = ?1")
            .and_then(|mut statement| {
                statement
                    .query_row([number], |row| {
                        Ok(Print::without_anchors(row.get_ref(0)?.as_blob()?))
                    })
                    .optional()
            })
            .map_err(|cause| self.error(cause))
    }

    /// The id and the source of an item.
    pub fn name_of(&self, number: i64) -> Result<(Guid, String), Error> {
        self.connection
            .prepare_cached("SELECT guid, source FROM item WHERE number = ?1")
            .and_then(|mut it| it.query_row([number], |row| Ok((Guid(row.get(0)?), row.get(1)?))))
            .map_err(|cause| self.error(cause))
    }

    /// The title and the date of an item.
    pub fn brief(&self, number: i64) -> Result<Option<(Title, Date)>, Error> {
        #[derive(Deserialize)]
        struct Brief {
            title: Title,
            published: Date,
        }
        let sql = "SELECT head FROM head WHERE item = ?1";
        let read = |head: &Row<'_>| -> rusqlite::Result<_> {
            let Brief { title, published } = row::from_json(head.get_ref(0)?.as_str()?)?;
            Ok((title, published))
        };
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| statement.query_row([number], read).optional())
            .map_err(|cause| self.error(cause))
    }

    /// An item with its text, its keys and what is kept of its words.
    ///
    /// # Errors
    ///
    /// Besides a ledger that cannot be read: there is no item of this number.
    pub fn whole(&self, number: i64) -> Result<Known, Error> {
        self.loader(With::Both)
            .and_then(|mut loader| loader.load(number))
            .map_err(|cause| self.error(cause))
    }

    /// The same items with their texts.
    pub fn with_texts(&self, mut items: Vec<Known>) -> Result<Vec<Known>, Error> {
        items.iter_mut().try_for_each(|item| self.add_text(item))?;
        Ok(items)
    }

    /// Gives an item its text.
    pub fn add_text(&self, known: &mut Known) -> Result<(), Error> {
        let sql = "SELECT content FROM body JOIN item ON number = item WHERE guid = ?1";
        let text: Option<String> = self
            .connection
            .prepare_cached(sql)
            .and_then(|mut body| {
                body.query_row([known.item.guid.as_str()], |row| row.get(0)).optional()
            })
            .map_err(|cause| self.error(cause))?;
        known.item.content = text.map(|text| Text::new(&text));
        Ok(())
    }

    /// Items of `source` that may tell the same article as an item that is not stored: they have some
    /// of its anchors. Ordered by id, with their keys and prints and without their bodies.
    pub fn alike_within(
        &self,
        source: &str,
        anchors: impl IntoIterator<Item = u32>,
    ) -> Result<Vec<Known>, Error> {
        let find = || -> rusqlite::Result<Vec<Known>> {
            let mut numbers = BTreeSet::new();
            for anchor in anchors {
                self.of_source_at(source, anchor, &mut numbers)?;
            }
            self.load(&numbers, With::Print)
        };
        find().map_err(|cause| self.error(cause))
    }
}
