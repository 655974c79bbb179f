//! After all sources are read: which items tell the same article, and the same news.
//!
//! What is new is taken in the order of (published, source, id), never in the order in which sources are
//! visited, so that the order of sources decides nothing. Whatever a run that was killed has left
//! unsettled, the next one settles.

use std::collections::BTreeMap;

use super::{Error, Mill, story::Waiting};
use crate::{
    group,
    model::{Bound, Guid, Ids, Item, KeyKind, Known, Print},
    store::Word,
};

/// How many items are held at a time.
const BATCH: usize = 200;

/// What was found out about new items.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// The new items that tell an article which another item stands for.
    pub folded: Vec<Guid>,
}

/// How many items are placed into stories at a time.
const PLACED_AT_ONCE: usize = 2_000;

/// What an item is among those that tell its article.
enum Standing {
    /// It stands for the article.
    Alone(Box<Item>),
    /// Another one does.
    Folded(Guid),
}

impl Mill<'_> {
    /// Compares every item that is new with all others, and places what stands for itself into stories.
    pub fn settle(&self) -> Result<Settled, Error> {
        let mut settled = Settled::default();
        let sources = self.sources_in_force()?;
        let ids: BTreeMap<&str, Ids> =
            sources.iter().map(|it| (it.source.id.as_str(), it.normalize.ids)).collect();
        let mut waiting = Vec::new();
        self.store.begin()?;
        loop {
            let items = self.store.unsettled(BATCH)?;
            if items.is_empty() {
                break;
            }
            for item in items {
                let ids = ids.get(item.item.source.as_str()).copied();
                let standing = self.settle_item(item, ids.unwrap_or(Ids::Upstream))?;
                match standing {
                    Standing::Alone(item) => waiting.push(Waiting::new(&item)),
                    Standing::Folded(guid) => settled.folded.push(guid),
                }
            }
            if waiting.len() >= PLACED_AT_ONCE {
                self.place_all(std::mem::take(&mut waiting))?;
            }
        }
        self.place_all(waiting)?;
        self.store.commit()?;
        Ok(settled)
    }

    fn settle_item(&self, mut item: Known, ids: Ids) -> Result<Standing, Error> {
        // Where two sources give their items the same id, the first one in this order has it.
        if let Some(due) = Guid::mint(&item.item.source, &item.keys, ids)
            && due != item.item.guid
            && self.store.swap(&item.item.guid, &due)?
        {
            item.item.guid = due;
        }
        let guid = item.item.guid.clone();
        if item.item.content.is_some() {
            item.print = group::print(&item.item);
            self.store.put_print(&guid, &item.print)?;
        }
        // The word of the operator goes before any likeness.
        match self.store.word(&guid)? {
            Some(Word::Same(other)) => {
                let owner = self.store.fold(&guid, &other, &Bound::Word)?;
                self.choose_best(&owner)?;
                return Ok(Standing::Folded(guid));
            }
            Some(Word::Alone) => {
                self.store.stand(&guid)?;
                return Ok(Standing::Alone(Box::new(item.item)));
            }
            None => {}
        }
        let settings = &self.config.group;
        let may_be_same = |print: &Print| group::may_be_same(&item.print, print, settings);
        let mut others = self.store.alike(&item, may_be_same)?;
        let apart = self.store.apart(&guid)?;
        others.retain(|other| !apart.contains(&other.item.guid));
        let mut found = group::same_by_key(&item, &others, settings);
        if found.is_none() && !others.is_empty() {
            let mut whole = self.store.with_texts(vec![item])?;
            item = whole.swap_remove(0);
            others = self.store.with_texts(others)?;
            found = group::same_by_words(&item, &others, settings);
        }
        let Some((number, bound)) = found else {
            self.store.stand(&guid)?;
            return Ok(Standing::Alone(Box::new(item.item)));
        };
        let owner = self.store.fold(&guid, &others.swap_remove(number).item.guid, &bound)?;
        self.choose_best(&owner)?;
        Ok(Standing::Folded(guid))
    }

    /// Decides whose text is shown of an article. An id alone says nothing about a text.
    pub(super) fn choose_best(&self, owner: &Guid) -> Result<(), Error> {
        let mut tellings = self.store.folded(owner)?;
        tellings.retain(|(_, bound)| *bound != Some(Bound::Key(KeyKind::NativeId)));
        let tellings = tellings.into_iter().map(|(known, _)| known).collect();
        let tellings = self.store.with_texts(tellings)?;
        let best = group::best(&tellings).map(|best| &tellings[best].item.guid);
        Ok(self.store.put_best(owner, best)?)
    }
}
