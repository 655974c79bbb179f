//! Words of a person → items.

use super::{Error, Mill};
use crate::{
    model::{Guid, Item, fold},
    store::Wanted,
};

/// Most items that one search shows.
const MOST_FOUND: usize = 10;

/// What was found, best first: by id or address before words of the title, and items that stand for
/// themselves before those that another one stands for, and both before tombstones.
#[derive(Default)]
struct Found {
    by_id: [Vec<Guid>; 4],
    by_title: [Vec<Guid>; 4],
}

impl Found {
    fn look(&mut self, item: Item, words: &str, folded: &str, rank: usize) {
        let id = item.guid.as_str();
        let uuid = id.strip_prefix("urn:uuid:").unwrap_or(id);
        if item.link.as_deref() == Some(words) || id.starts_with(words) || uuid.starts_with(words) {
            self.by_id[rank].push(item.guid);
        } else if fold(&item.title.text).contains(folded) {
            self.by_title[rank].push(item.guid);
        }
    }
}

impl Mill<'_> {
    /// The items that a person may mean: by id, by the beginning of one, by address, else by words of
    /// the title. One that another item stands for is found where none fits that stands for itself,
    /// and a tombstone where neither does. The id of a story means its items. At most ten.
    pub fn find(&self, words: &str) -> Result<Vec<Item>, Error> {
        if let Some(item) = self.item(&Guid(words.to_owned()))? {
            return Ok(vec![item]);
        }
        if let Some(story) = self.store.story(&Guid(words.to_owned()))? {
            let members = self.store.members(&story)?.into_iter().take(MOST_FOUND);
            let items = members.map(|member| self.item(&member.guid));
            return Ok(items.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect());
        }
        let folded = fold(words);
        let mut found = Found::default();
        self.store.heads(|item| {
            found.look(item, words, &folded, 0);
            Wanted::More
        })?;
        if found.by_id[0].is_empty() {
            self.store.folded_heads(|item| found.look(item, words, &folded, 1))?;
            for tombstone in self.store.tombstones()? {
                let rank = if tombstone.owner.is_none() { 2 } else { 3 };
                found.look(tombstone.item, words, &folded, rank);
            }
        }
        let mut ranks = found.by_id.into_iter().chain(found.by_title);
        let found = ranks.find(|found| !found.is_empty()).unwrap_or_default();
        let items = found.iter().take(MOST_FOUND).map(|guid| self.item(guid));
        Ok(items.collect::<Result<Vec<_>, _>>()?.into_iter().flatten().collect())
    }

    /// The item with this id, or what is left of it.
    fn item(&self, guid: &Guid) -> Result<Option<Item>, Error> {
        Ok(match self.store.item(guid)? {
            Some(item) => Some(item),
            None => self.store.tombstone(guid)?.map(|tombstone| tombstone.item),
        })
    }
}
