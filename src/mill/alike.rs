//! What a new item is compared with: settled items that share its keys or its words.

use std::{hash::BuildHasherDefault, rc::Rc};

use super::{Error, Mill, recent::Recent};
use crate::{
    group::{self, Brief, Reading},
    model::{ByNumber, Guid, Item, Known, Numbers, OfNumber, Print},
    store::Anchors,
};

/// The settled items, as far as they are looked at, and those that are pending.
///
/// What was looked at lately is remembered, for the next item is often compared with the same ones.
pub(super) struct Stock<'m> {
    mill: &'m Mill<'m>,
    pending: Numbers,
    /// The index of anchors, where there are many pending items.
    anchors: Option<Anchors>,
    /// Else what the anchors of the next items lead to.
    shared: ByNumber<u32, Vec<i64>>,
    /// Prints as bytes: in half the memory, for only some of them are looked at again.
    prints: Recent<i64, [u8], BuildHasherDefault<OfNumber>>,
    /// The one that is being looked at.
    print: Print,
    briefs: Recent<Guid, Brief>,
    readings: Recent<Guid, Reading>,
}

/// Bytes of prints that are remembered.
const PRINTS: usize = 4 << 20;

/// About what it takes to remember a print besides its bytes.
const ENTRY: usize = 80;

/// Bytes of titles and dates that are remembered.
const BRIEFS: usize = 4 << 20;

/// Bytes of articles that are remembered, as they are compared.
const READINGS: usize = 6 << 20;

impl<'m> Stock<'m> {
    pub fn new(mill: &'m Mill<'m>) -> Result<Self, Error> {
        let pending = mill.store.pending()?;
        Ok(Stock {
            mill,
            anchors: mill.store.anchors(pending.len())?,
            pending,
            shared: ByNumber::default(),
            prints: Recent::new(PRINTS),
            print: Print::default(),
            briefs: Recent::new(BRIEFS),
            readings: Recent::new(READINGS),
        })
    }

    /// The items that wait to be compared, by number.
    pub fn pending(&self) -> &Numbers {
        &self.pending
    }

    /// Notes that an item is settled, and what is kept of its words.
    pub fn add(&mut self, number: i64, item: Known) {
        self.pending.remove(&number);
        let Print { words, shingles, title, .. } = item.print;
        let print = Print { words, shingles, title, anchors: Vec::new() };
        self.remember(number, print.to_bytes().into());
        let Item { guid, title, published, .. } = item.item;
        self.note(guid, Brief::new(title, published));
    }

    /// Looks up what the next items have in common with others, all at a time.
    pub fn look_up<'p>(&mut self, next: impl Iterator<Item = &'p Print>) -> Result<(), Error> {
        if self.anchors.is_none() {
            let anchors = next.flat_map(|print| print.anchors.iter().copied());
            self.shared = self.mill.store.at_anchors(anchors)?;
        }
        Ok(())
    }

    /// Forgets what was looked at: the words of an item that are kept are other ones now.
    pub fn forget(&mut self) {
        self.anchors = None;
        self.shared.clear();
        self.prints.clear();
        self.briefs.clear();
        self.readings.clear();
    }

    /// The articles that are compared word by word with a new one, read: of those that share its words
    /// and of `others`, which share its keys, the likeliest. No item is among them that must not be
    /// found alike.
    pub fn near(
        &mut self,
        number: i64,
        item: &Known,
        others: &[Known],
        is_free: impl Fn(&Guid, &str) -> bool,
    ) -> Result<Vec<Rc<Reading>>, Error> {
        let settings = &self.mill.config.group;
        if settings.near_duplicate <= 0.0 {
            return Ok(Vec::new());
        }
        let mut found = Vec::new();
        for (number, likeness) in self.alike(number, &item.print)? {
            let (guid, source) = self.mill.store.name_of(number)?;
            if is_free(&guid, &source) {
                found.push((likeness, guid));
            }
        }
        let brief = |item: &Item| Brief::new(item.title.clone(), item.published.clone());
        for other in others {
            if let Some(likeness) = group::likeness(&item.print, &other.print, settings) {
                found.push((likeness, other.item.guid.clone()));
                self.note(other.item.guid.clone(), brief(&other.item));
            }
        }
        let own = brief(&item.item);
        let mut near = Vec::new();
        for (likeness, guid) in group::top(found) {
            let Some(brief) = self.brief(&guid)? else { continue };
            if !group::surely_apart(&own, &brief, likeness) {
                near.extend(self.reading(guid)?);
            }
        }
        Ok(near)
    }

    /// Reads a new item with its text; it will be looked at again before long.
    pub fn read(&mut self, item: &Known) -> Rc<Reading> {
        let reading = Rc::new(Reading::of(item));
        self.readings.put(item.item.guid.clone(), Rc::clone(&reading), reading.weight());
        reading
    }

    /// The settled items that share words with a print, and how alike they are to it.
    fn alike(&mut self, own: i64, print: &Print) -> Result<Vec<(i64, u32)>, Error> {
        let mill = self.mill;
        let tiers = match &self.anchors {
            Some(all) => group::ranked(own, print.anchors.iter().map(|&anchor| all.at(anchor))),
            None => {
                // What was forgotten is looked up again.
                if !print.anchors.iter().all(|anchor| self.shared.contains_key(anchor)) {
                    self.shared.extend(mill.store.at_anchors(print.anchors.iter().copied())?);
                }
                let shared = print.anchors.iter().filter_map(|anchor| self.shared.get(anchor));
                group::ranked(own, shared.map(Vec::as_slice))
            }
        };
        let (mut alike, mut looked_at) = (Vec::new(), 0);
        for tier in tiers {
            if !group::goes_on(looked_at, tier.len()) {
                break;
            }
            for number in tier {
                let Some(other) = self.sample(number)? else { continue };
                looked_at += 1;
                self.print.read(&other);
                let likeness = group::alike(print, &self.print, &mill.config.group);
                alike.extend(likeness.map(|likeness| (number, likeness)));
            }
        }
        Ok(alike)
    }

    fn sample(&mut self, number: i64) -> Result<Option<Rc<[u8]>>, Error> {
        if self.pending.contains(&number) {
            return Ok(None);
        }
        if let Some(print) = self.prints.get(&number) {
            return Ok(Some(print));
        }
        let Some(print) = self.mill.store.sample(number)? else { return Ok(None) };
        Ok(Some(self.remember(number, print.into())))
    }

    fn remember(&mut self, number: i64, print: Rc<[u8]>) -> Rc<[u8]> {
        self.prints.put(number, Rc::clone(&print), ENTRY + print.len());
        print
    }

    fn brief(&mut self, guid: &Guid) -> Result<Option<Rc<Brief>>, Error> {
        if let Some(brief) = self.briefs.get(guid) {
            return Ok(Some(brief));
        }
        let brief = self.mill.store.brief(guid)?;
        Ok(brief.map(|(title, published)| self.note(guid.clone(), Brief::new(title, published))))
    }

    fn note(&mut self, guid: Guid, brief: Brief) -> Rc<Brief> {
        let (brief, weight) = (Rc::new(brief), size_of::<Guid>() + guid.as_str().len());
        self.briefs.put(guid, Rc::clone(&brief), weight + brief.weight());
        brief
    }

    fn reading(&mut self, guid: Guid) -> Result<Option<Rc<Reading>>, Error> {
        if let Some(reading) = self.readings.get(&guid) {
            return Ok(Some(reading));
        }
        Ok(self.mill.store.whole(&guid)?.map(|known| self.read(&known)))
    }
}
