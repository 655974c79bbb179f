//! After all sources are read: which items tell the same article.
//!
//! What is new is taken in the order of (published, source, id), never in the order in which sources are
//! visited, so that the order of sources decides nothing. Whatever a run that was killed has left
//! unsettled, the next one settles.

use std::collections::BTreeMap;

use super::{Access, Error, ItemChange, Mill};
use crate::{
    group, merge,
    model::{Bound, Guid, Ids, KeyKind, Known, Telling},
};

/// How many items are held at a time.
const BATCH: usize = 200;

/// What was found out about new items.
#[derive(Clone, Debug, Default)]
pub struct Settled {
    /// The new items that tell an article which another item stands for.
    pub folded: Vec<Guid>,
    /// How many items trusted sources have edited.
    pub edited: usize,
    /// The same one by one; listed only by a dry run.
    pub edits: Vec<ItemChange>,
}

impl Mill<'_> {
    /// Compares every item that is new with all others.
    pub fn settle(&self) -> Result<Settled, Error> {
        let mut settled = Settled::default();
        let sources = self.sources_in_force()?;
        let ids: BTreeMap<&str, Ids> =
            sources.iter().map(|it| (it.source.id.as_str(), it.normalize.identity.ids)).collect();
        self.store.begin()?;
        loop {
            let items = self.store.unsettled(BATCH)?;
            if items.is_empty() {
                break;
            }
            for item in items {
                let ids = ids.get(item.item.source.as_str()).copied();
                self.settle_item(item, ids.unwrap_or(Ids::Upstream), &mut settled)?;
            }
        }
        for (guid, owner) in self.store.told_anew()? {
            self.follow(&guid, &owner, &mut settled)?;
            self.choose_best(&owner)?;
        }
        self.store.commit()?;
        Ok(settled)
    }

    fn settle_item(&self, mut item: Known, ids: Ids, settled: &mut Settled) -> Result<(), Error> {
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
        let mut others = self.store.alike(&item)?;
        let source = &item.item.source;
        if !self.config.group.cross_source {
            others.retain(|it| it.item.source == *source || self.trusts(&it.item.source, source));
        }
        let Some((number, bound)) = group::find_same(&item, &others) else {
            self.store.stand(&guid)?;
            return Ok(());
        };
        let owner = self.store.fold(&guid, &others.swap_remove(number).item.guid, &bound)?;
        self.follow(&guid, &owner, settled)?;
        self.choose_best(&owner)?;
        settled.folded.push(guid);
        Ok(())
    }

    /// Whether two sources may edit each other's items.
    fn trusts(&self, a: &str, b: &str) -> bool {
        self.config.trust.iter().any(|group| group.contains(a) && group.contains(b))
    }

    /// Lets the item that stands for an article follow what another telling of it says later, where
    /// their sources trust each other.
    fn follow(&self, guid: &Guid, owner: &Guid, settled: &mut Settled) -> Result<(), Error> {
        if self.config.trust.is_empty() || guid == owner {
            return Ok(());
        }
        let known = self.store.known("", [], [guid, owner])?;
        let find = |guid: &Guid| known.iter().map(|it| &it.item).find(|item| item.guid == *guid);
        let (Some(told), Some(item)) = (find(guid), find(owner)) else { return Ok(()) };
        if !self.trusts(&told.source, &item.source) {
            return Ok(());
        }
        let Some((edited, fields)) = merge::edit(item, told) else { return Ok(()) };
        let tellings = self.store.tellings(guid)?;
        let own = tellings.into_iter().filter(|telling| telling.guid == *guid);
        // What was told last changed it.
        if let Some(last) = own.max_by_key(|telling| (telling.claimed, telling.seen)) {
            let telling = Telling { guid: owner.clone(), changed: fields.clone(), ..last };
            let (title, print) = (edited.title.text.to_string(), group::print(&edited));
            self.store.edit(edited, &telling, &print)?;
            settled.edited += 1;
            if self.access == Access::DryRun {
                let guid = owner.clone();
                settled.edits.push(ItemChange { guid, title, fields, known_by: None });
            }
        }
        Ok(())
    }

    /// Decides whose text is shown of an article. An id alone says nothing about a text.
    fn choose_best(&self, owner: &Guid) -> Result<(), Error> {
        let mut tellings = self.store.folded(owner)?;
        tellings.retain(|(_, bound)| *bound != Some(Bound::Key(KeyKind::NativeId)));
        let tellings: Vec<Known> = tellings.into_iter().map(|(known, _)| known).collect();
        let best = group::best(&tellings);
        Ok(self.store.put_best(
            owner,
            tellings.get(best).filter(|_| best > 0).map(|known| &known.item.guid),
        )?)
    }
}
