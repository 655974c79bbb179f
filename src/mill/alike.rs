//! What a new item is compared with: settled items that share its keys or its words.

use std::{collections::BTreeSet, hash::BuildHasherDefault, rc::Rc};

use super::{Error, Mill, recent::Recent};
use crate::{
    group::{self, Brief, Reading},
    model::{ByNumber, Guid, Item, Known, Numbers, OfNumber, Print},
    store::{Shared, Word},
};

/// The settled items, as far as they are looked at, and those that are pending.
///
/// What was looked at lately is remembered, for the next item is often compared with the same ones.
pub(super) struct Stock<'m> {
    mill: &'m Mill<'m>,
    pending: Numbers,
    /// Whether the operator has said anything of items.
    any_word: bool,
    /// What all items share, where there are many pending ones.
    shared: Option<Shared>,
    /// Else what the anchors of the next items lead to.
    anchors: ByNumber<u32, Vec<i64>>,
    /// Prints as bytes: in half the memory, for only some of them are looked at again.
    prints: Recent<i64, [u8], BuildHasherDefault<OfNumber>>,
    /// The one that is being looked at.
    print: Print,
    briefs: Recent<i64, Brief, BuildHasherDefault<OfNumber>>,
    readings: Recent<i64, Reading, BuildHasherDefault<OfNumber>>,
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
            shared: mill.store.shared(pending.len())?,
            pending,
            any_word: mill.store.any_word()?,
            anchors: ByNumber::default(),
            prints: Recent::new(PRINTS),
            print: Print::default(),
            briefs: Recent::new(BRIEFS),
            readings: Recent::new(READINGS),
        })
    }

    /// What the operator says about an item.
    pub fn word(&self, guid: &Guid) -> Result<Option<Word>, Error> {
        if self.any_word { Ok(self.mill.store.word(guid)?) } else { Ok(None) }
    }

    /// The items that an item must not be found alike, because the operator says so.
    pub fn apart(&self, guid: &Guid) -> Result<BTreeSet<Guid>, Error> {
        if self.any_word { Ok(self.mill.store.apart(guid)?) } else { Ok(BTreeSet::new()) }
    }

    /// The settled items that have the id, an address or the first words of an item, by number.
    pub fn sharing_keys(&self, item: &Known) -> Result<Vec<(i64, Known)>, Error> {
        Ok(self.mill.store.sharing_keys(item, &self.pending, self.shared.as_ref())?)
    }

    /// Notes that an item is settled, and what is kept of its words.
    pub fn add(&mut self, number: i64, item: Known) {
        self.pending.remove(&number);
        let Print { words, shingles, title, .. } = item.print;
        let print = Print { words, shingles, title, anchors: Vec::new() };
        self.remember(number, print.to_bytes().into());
        let Item { title, published, .. } = item.item;
        self.note(number, Brief::new(title, published));
    }

    /// Looks up what the next items have in common with others, all at a time.
    pub fn look_up<'p>(&mut self, next: impl Iterator<Item = &'p Print>) -> Result<(), Error> {
        if self.shared.is_none() {
            let anchors = next.flat_map(|print| print.anchors.iter().copied());
            self.anchors = self.mill.store.at_anchors(anchors)?;
        }
        Ok(())
    }

    /// Notes that there is more to find by the words of items that are not settled: from now on it is
    /// looked up.
    pub fn grow(&mut self) {
        self.shared = None;
        self.anchors.clear();
    }

    /// Forgets what was looked at: the words of an item that are kept are other ones now.
    pub fn forget(&mut self) {
        self.grow();
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
        others: &[(i64, Known)],
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
                found.push((likeness, (guid, number)));
            }
        }
        let brief = |item: &Item| Brief::new(item.title.clone(), item.published.clone());
        for (number, other) in others {
            if let Some(likeness) = group::likeness(&item.print, &other.print, settings) {
                found.push((likeness, (other.item.guid.clone(), *number)));
                self.note(*number, brief(&other.item));
            }
        }
        let own = brief(&item.item);
        let mut near = Vec::new();
        for (likeness, (_, number)) in group::top(found) {
            let Some(brief) = self.brief(number)? else { continue };
            if !group::surely_apart(&own, &brief, likeness) {
                near.push(self.reading(number)?);
            }
        }
        Ok(near)
    }

    /// Reads a new item with its text; it will be looked at again before long.
    pub fn read(&mut self, number: i64, item: &Known) -> Rc<Reading> {
        let reading = Rc::new(Reading::of(item));
        self.readings.put(number, Rc::clone(&reading), reading.weight());
        reading
    }

    /// The settled items that share words with a print, and how alike they are to it.
    fn alike(&mut self, own: i64, print: &Print) -> Result<Vec<(i64, u32)>, Error> {
        let mill = self.mill;
        let tiers = match &self.shared {
            Some(all) => {
                group::ranked(own, print.anchors.iter().map(|&anchor| all.by_anchor(anchor)))
            }
            None => {
                // What was forgotten is looked up again.
                if !print.anchors.iter().all(|anchor| self.anchors.contains_key(anchor)) {
                    self.anchors.extend(mill.store.at_anchors(print.anchors.iter().copied())?);
                }
                let anchors = print.anchors.iter().filter_map(|anchor| self.anchors.get(anchor));
                group::ranked(own, anchors.map(Vec::as_slice))
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

    fn brief(&mut self, number: i64) -> Result<Option<Rc<Brief>>, Error> {
        if let Some(brief) = self.briefs.get(&number) {
            return Ok(Some(brief));
        }
        let brief = self.mill.store.brief(number)?;
        Ok(brief.map(|(title, published)| self.note(number, Brief::new(title, published))))
    }

    fn note(&mut self, number: i64, brief: Brief) -> Rc<Brief> {
        let brief = Rc::new(brief);
        self.briefs.put(number, Rc::clone(&brief), brief.weight());
        brief
    }

    fn reading(&mut self, number: i64) -> Result<Rc<Reading>, Error> {
        if let Some(reading) = self.readings.get(&number) {
            return Ok(reading);
        }
        let known = self.mill.store.whole(number)?;
        Ok(self.read(number, &known))
    }
}
