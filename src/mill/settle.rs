//! After all sources are read: which items tell the same article, and the same news.
//!
//! What is new is taken in the order of (published, source, id), never in the order in which sources are
//! visited, so that the order of sources decides nothing. Whatever a run that was killed has left
//! unsettled, the next one settles.

use std::collections::{BTreeMap, VecDeque};

use super::{Access, Error, ItemChange, Mill, alike::Stock, story::Waiting};
use crate::{
    group, merge,
    model::{Bound, Guid, Ids, KeyKind, Known, Print, Telling},
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
    /// It stands for the article; with what stories look at, where they do.
    Alone(Option<Box<Waiting>>),
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
        let mut stock = Stock::new(self)?;
        loop {
            let mut items = VecDeque::from(self.store.unsettled(BATCH)?);
            if items.is_empty() {
                break;
            }
            self.imprint(items.make_contiguous(), &mut stock)?;
            stock.look_up(items.iter().map(|(_, item)| &item.print))?;
            while let Some((number, mut item)) = items.pop_front() {
                let ids = ids.get(item.item.source.as_str()).copied().unwrap_or(Ids::Upstream);
                self.take_id(&mut item, ids, &mut items)?;
                match self.settle_item(number, &mut item, &mut stock, &mut settled)? {
                    Standing::Alone(item) => waiting.extend(item.map(|item| (number, *item))),
                    Standing::Folded(guid) => settled.folded.push(guid),
                }
                stock.add(number, item);
            }
            if waiting.len() >= PLACED_AT_ONCE {
                self.place_all(std::mem::take(&mut waiting))?;
            }
        }
        self.place_all(waiting)?;
        drop(stock);
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
    fn take_id(
        &self,
        item: &mut Known,
        ids: Ids,
        next: &mut VecDeque<(i64, Known)>,
    ) -> Result<(), Error> {
        if let Some(due) = Guid::mint(&item.item.source, &item.keys, ids)
            && due != item.item.guid
            && self.store.swap(&item.item.guid, &due)?
        {
            let had = std::mem::replace(&mut item.item.guid, due);
            let other = next.iter_mut().find(|(_, other)| other.item.guid == item.item.guid);
            if let Some((_, other)) = other {
                other.item.guid = had;
            }
        }
        Ok(())
    }

    /// Reads the words of items that nothing is kept of yet.
    fn imprint(&self, items: &mut [(i64, Known)], stock: &mut Stock<'_>) -> Result<(), Error> {
        let mut read = Vec::new();
        for (number, item) in items.iter_mut().filter(|(_, item)| item.print == Print::default()) {
            item.print = group::print(&item.item);
            read.push((*number, &item.print));
        }
        if read.iter().any(|(_, print)| **print != Print::default()) {
            stock.grow();
        }
        Ok(self.store.put_prints(read)?)
    }

    fn settle_item(
        &self,
        number: i64,
        item: &mut Known,
        stock: &mut Stock<'_>,
        settled: &mut Settled,
    ) -> Result<Standing, Error> {
        let guid = item.item.guid.clone();
        // The word of the operator goes before any likeness.
        let (other, bound) = match stock.word(&guid)? {
            Some(Word::Same(other)) => (other, Bound::Word),
            Some(Word::Alone) => return self.stand(number, item),
            None => match self.find_same(number, item, stock)? {
                Some(found) => found,
                None => return self.stand(number, item),
            },
        };
        let owner = self.store.fold(&guid, &other, &bound)?;
        if self.follow(&guid, &owner, settled)? {
            stock.forget();
        }
        self.choose_best(&owner)?;
        Ok(Standing::Folded(guid))
    }

    fn stand(&self, number: i64, item: &Known) -> Result<Standing, Error> {
        self.store.stand(number)?;
        let waits = self.config.story.enabled.then(|| Box::new(Waiting::new(&item.item)));
        Ok(Standing::Alone(waits))
    }

    /// The settled item that tells the same article as a new one, and how we know.
    fn find_same(
        &self,
        number: i64,
        item: &mut Known,
        stock: &mut Stock<'_>,
    ) -> Result<Option<(Guid, Bound)>, Error> {
        let settings = &self.config.group;
        let apart = stock.apart(&item.item.guid)?;
        let source = item.item.source.clone();
        let is_free = |guid: &Guid, other: &str| {
            let is_near = settings.cross_source || source == other || self.trusts(&source, other);
            is_near && !apart.contains(guid)
        };
        let mut others = stock.sharing_keys(item)?;
        others.retain(|(_, other)| is_free(&other.item.guid, &other.item.source));
        if let Some((other, bound)) = group::same_by_key(item, others.iter().map(|it| &it.1)) {
            return Ok(Some((other.item.guid.clone(), bound)));
        }
        let near = stock.near(number, item, &others, is_free)?;
        if near.is_empty() {
            return Ok(None);
        }
        self.store.add_text(item)?;
        let found = group::same_by_words(&stock.read(number, item), &near, settings);
        Ok(found.map(|(number, bound)| (near[number].guid().clone(), bound)))
    }

    /// Whether two sources may edit each other's items.
    fn trusts(&self, a: &str, b: &str) -> bool {
        self.config.trust.iter().any(|group| group.contains(a) && group.contains(b))
    }

    /// Lets the item that stands for an article follow what another telling of it says later, where
    /// their sources trust each other.
    /// Tells whether it did.
    fn follow(&self, guid: &Guid, owner: &Guid, settled: &mut Settled) -> Result<bool, Error> {
        if self.config.trust.is_empty() || guid == owner {
            return Ok(false);
        }
        let known = self.store.known("", [], [guid, owner])?;
        let find = |guid: &Guid| known.iter().map(|it| &it.item).find(|item| item.guid == *guid);
        let (Some(told), Some(item)) = (find(guid), find(owner)) else { return Ok(false) };
        if !self.trusts(&told.source, &item.source) {
            return Ok(false);
        }
        let Some((edited, fields)) = merge::edit(item, told) else { return Ok(false) };
        let tellings = self.store.tellings(guid)?;
        let own = tellings.into_iter().filter(|telling| telling.guid == *guid);
        // What was told last changed it.
        let Some(last) = own.max_by_key(|telling| (telling.claimed, telling.seen)) else {
            return Ok(false);
        };
        let telling = Telling { guid: owner.clone(), changed: fields.clone(), ..last };
        let (title, print) = (edited.title.text.to_string(), group::print(&edited));
        self.store.edit(edited, &telling, &print)?;
        settled.edited += 1;
        if self.access == Access::DryRun {
            let guid = owner.clone();
            settled.edits.push(ItemChange { guid, title, fields, known_by: None });
        }
        Ok(true)
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
