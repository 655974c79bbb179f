//! What entries and feeds say in the same words: ids, links, dates, people, labels, rights.

use super::{
    construct::{self, Form},
    entry::category,
    link::{self, Links},
    people::Authors,
    slot::Slot,
    table::{Field, Row, attribute},
};
use crate::{
    model::{Category, RawDate},
    parse::{
        looks::{add_labels, add_statement, filled},
        xml::Element,
    },
};

/// The fields that entries and feeds share, in the making.
#[derive(Default)]
pub(super) struct Common {
    pub(super) id: Slot<String>,
    pub(super) links: Links,
    pub(super) published: Slot<RawDate>,
    pub(super) updated: Slot<RawDate>,
    pub(super) authors: Authors,
    pub(super) categories: Vec<Category>,
    pub(super) language: Slot<String>,
    pub(super) rights: Slot<String>,
}

impl Common {
    /// Nothing yet; `is_atom` is the dialect's.
    pub(super) fn new(is_atom: bool) -> Self {
        Common { links: Links::new(is_atom), ..Common::default() }
    }

    /// Takes the attributes of the entry or feed itself.
    pub(super) fn attributes(&mut self, element: Element<'_, '_>, rows: &[Row]) {
        for row in rows {
            let Some(value) = attribute(element, row) else { continue };
            match row.field {
                Field::Id => self.id.put(row.rank, Some(value)),
                Field::Link => self.links.put(row.rank, link::absolute(&value, element)),
                Field::Updated => self.updated.put(row.rank, RawDate::new(&value)),
                _ => {}
            }
        }
    }

    /// Takes a child element; false for one that means something of its own in entries or feeds.
    pub(super) fn take(&mut self, child: Element<'_, '_>, row: Row, form: Form) -> bool {
        let rank = row.rank;
        let text = || filled(&child.text());
        let date = || RawDate::new(&child.text());
        match row.field {
            Field::Id => self.id.put_with(rank, text),
            Field::Published => self.published.put_last(rank, date()),
            Field::Updated => self.updated.put_last(rank, date()),
            Field::Date => {
                self.published.put_with(rank, date);
                self.updated.put_with(rank + 1, date);
            }
            Field::Author => self.authors.take_from(child, rank),
            Field::Category => category(&mut self.categories, child),
            Field::Disclosure => {
                let value = || child.attribute("value").map(String::from);
                add_statement(&mut self.categories, text().or_else(value));
            }
            Field::Keywords => add_labels(&mut self.categories, &child.text()),
            Field::Language => self.language.put_with(rank, text),
            Field::Rights => self.rights.put_with(rank, || construct::line(child, form)),
            _ => return false,
        }
        true
    }
}
