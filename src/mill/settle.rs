//! After all sources are read: which items tell the same article, and the same news.
//!
//! What is new is taken in the order of (published, source, id), never in the order in which sources are
//! visited, so that the order of sources decides nothing. Whatever a run that was killed has left
//! unsettled, the next one settles.

use std::collections::{BTreeMap, VecDeque};

use super::{Access, Error, ItemChange, Mill, story::Waiting};
use crate::{
    group, merge,
    model::{Bound, Guid, Ids, Item, KeyKind, Known, Print, Telling},
    store::Word,
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
            sources.iter().map(|it| (it.source.id.as_str(), it.normalize.identity.ids)).collect();
        let mut waiting = Vec::new();
        self.store.widen(true)?;
        self.store.begin()?;
        loop {
            let mut items = VecDeque::from(self.store.unsettled(BATCH)?);
            if items.is_empty() {
                break;
            }
            while let Some(mut item) = items.pop_front() {
                let ids = ids.get(item.item.source.as_str()).copied().unwrap_or(Ids::Upstream);
                self.take_id(&mut item, ids, &mut items)?;
                match self.settle_item(item, &mut settled)? {
                    Standing::Alone(item) => waiting.push(Waiting::new(&item)),
                    Standing::Folded(guid) => settled.folded.push(guid),
                }
            }
            if waiting.len() >= PLACED_AT_ONCE {
                self.place_all(std::mem::take(&mut waiting))?;
            }
        }
        self.place_all(waiting)?;
        for (guid, owner) in self.store.told_anew()? {
            self.follow(&guid, &owner, &mut settled)?;
            self.choose_best(&owner)?;
        }
        self.store.commit()?;
        self.store.widen(false)?;
        Ok(settled)
    }

    /// Where two items would be given the same id, the first one in the order of settling has it. The
    /// other one, which may be among the `next`, gets the id that this one had.
    fn take_id(&self, item: &mut Known, ids: Ids, next: &mut VecDeque<Known>) -> Result<(), Error> {
        if let Some(due) = Guid::mint(&item.item.source, &item.keys, ids)
            && due != item.item.guid
            && self.store.swap(&item.item.guid, &due)?
        {
            let had = std::mem::replace(&mut item.item.guid, due);
            let other = next.iter_mut().find(|other| other.item.guid == item.item.guid);
            if let Some(other) = other {
                other.item.guid = had;
            }
        }
        Ok(())
    }

    fn settle_item(&self, mut item: Known, settled: &mut Settled) -> Result<Standing, Error> {
        let guid = item.item.guid.clone();
        if item.print == Print::default() {
            item.print = group::print(&item.item);
            self.store.put_print(&guid, &item.print)?;
        }
        // The word of the operator goes before any likeness.
        match self.store.word(&guid)? {
            Some(Word::Same(other)) => {
                let owner = self.store.fold(&guid, &other, &Bound::Word)?;
                self.follow(&guid, &owner, settled)?;
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
        let source = &item.item.source;
        others.retain(|other| {
            let theirs = &other.item.source;
            let is_near = settings.cross_source || source == theirs || self.trusts(source, theirs);
            is_near && !apart.contains(&other.item.guid)
        });
        let mut found = group::same_by_key(&item, &others);
        if found.is_none() && !others.is_empty() {
            let near = group::shortlist(&item.print, &others, settings);
            others.retain(|other| near.contains(&other.item.guid));
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
        self.follow(&guid, &owner, settled)?;
        self.choose_best(&owner)?;
        Ok(Standing::Folded(guid))
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
    pub(super) fn choose_best(&self, owner: &Guid) -> Result<(), Error> {
        let mut tellings = self.store.folded(owner)?;
        tellings.retain(|(_, bound)| *bound != Some(Bound::Key(KeyKind::NativeId)));
        let tellings = tellings.into_iter().map(|(known, _)| known).collect();
        let tellings = self.store.with_texts(tellings)?;
        let best = group::best(&tellings).map(|best| &tellings[best].item.guid);
        Ok(self.store.put_best(owner, best)?)
    }
}
