//! A source gave its articles new ids and addresses: which stored item each of them is.
//!
//! In: the articles of a visit that no key binds, and stored items of the same source with the same
//! words. Out: pairs of the two, one to one. A publisher who moves to another platform changes ids,
//! addresses and titles at once; readers would see every article again.
//!
//! An item that the visit still shows is never re-bound. Nor is one that may only have scrolled off: a
//! column that says the same every week would lose all but its first one. When at least half of all
//! that a source shows is new and alike at once, it has moved, and less is asked of each pair.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, TimeDelta, Utc};

use super::{Settings, likeness, same, top};
use crate::model::{Guid, Item, Known, Likeness, Print, fold};

/// What a visit shows of a source that was visited before.
#[derive(Clone, Copy, Debug)]
pub struct Visit<'v> {
    /// The articles that no key binds.
    pub new: &'v [New<'v>],
    /// How many articles there are.
    pub articles: usize,
    /// The stored items that it shows.
    pub shown: &'v BTreeSet<Guid>,
    /// The earliest date that an article of it states.
    pub oldest: Option<DateTime<Utc>>,
    /// Whether it shows all that the source shows: only then can an item have vanished.
    pub is_whole: bool,
}

/// An article that no key binds.
#[derive(Clone, Debug)]
pub struct New<'v> {
    /// Its number.
    pub number: usize,
    /// What it says.
    pub item: &'v Item,
    /// The print of that.
    pub print: Print,
    /// The stored items that are worth a look; see [`shortlist`].
    pub candidates: Vec<Guid>,
}

/// An article that is a stored item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Again {
    /// The number of the article.
    pub number: usize,
    /// The stored item.
    pub guid: Guid,
    /// How much of their words they share; of their titles, where there are no words.
    pub likeness: Likeness,
}

/// What was found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rebinding {
    /// The articles that are stored items.
    pub again: Vec<Again>,
    /// Whether the source has moved: half of what it shows or more is known by its words alone.
    pub is_move: bool,
    /// How many articles are alike to stored items, but too many at once to be believed.
    pub left: usize,
}

/// Which of `stored` are worth a closer look, as far as prints tell; the likest first.
pub fn shortlist(print: &Print, stored: &[Known], settings: &Settings) -> Vec<Guid> {
    let found = stored.iter().filter_map(|known| {
        Some((likeness(print, &known.print, settings)?, known.item.guid.clone()))
    });
    top(found.collect()).into_iter().map(|(_, guid)| guid).collect()
}

/// Finds the stored items that articles are. `stored` come with text and print.
pub fn rebind(visit: &Visit<'_>, stored: &[Known], settings: &Settings) -> Rebinding {
    let pairs = pairs(visit, stored, settings);
    let moved = one_to_one(pairs.iter().filter(|pair| !pair.is_shown && pair.fits_move()));
    if moved.len() >= FEWEST_MOVED && moved.len() * 2 >= visit.articles {
        return Rebinding { again: again(&moved), is_move: true, left: 0 };
    }
    if !visit.is_whole {
        return Rebinding::default();
    }
    let singles = pairs.iter().filter(|pair| !pair.is_shown && pair.fits_single(visit.oldest));
    let singles = one_to_one(singles);
    let most = FEW.max(visit.articles / 4);
    let kept = &singles[..singles.len().min(most)];
    Rebinding { again: again(kept), is_move: false, left: singles.len() - kept.len() }
}

/// A source with fewer articles cannot move: each of them is looked at for itself.
pub const FEWEST_MOVED: usize = 3;

/// So many articles of one visit are re-bound in any case; in a large one a quarter of all.
const FEW: usize = 8;

/// An article and a stored item that are one, as far as their words tell.
struct Pair<'p> {
    number: usize,
    new: &'p Item,
    old: &'p Item,
    likeness: Likeness,
    /// Words of the shorter text; 0 when only the titles were compared.
    words: u32,
    same_title: bool,
    /// The visit shows the stored item under its own keys.
    is_shown: bool,
    /// The words fit to another article or item just as well.
    is_ambiguous: bool,
}

/// A shorter text is told by its date or title as well.
const LONG: u32 = 40;

/// Two likenesses that differ by less, in percent, are the same.
const CLOSE: u8 = 5;

/// Tellings of one article are published so close to each other: a day and a half, which is what
/// dates without a time and in other zones differ by.
const NEAR: TimeDelta = TimeDelta::hours(36);

/// The farthest zone is so many hours from UTC: how much a move can shift a date that lost its zone.
const ZONE: TimeDelta = TimeDelta::hours(14);

impl Pair<'_> {
    /// How far apart the publisher dates them; `None` if it does not date both.
    fn gap(&self) -> Option<TimeDelta> {
        let (new, old) = (&self.new.published, &self.old.published);
        (new.is_stated() && old.is_stated()).then(|| (new.at - old.at).abs())
    }

    fn same_instant(&self) -> bool {
        self.gap() == Some(TimeDelta::zero())
    }

    /// Whether it is believed beside many others of the same visit.
    fn fits_move(&self) -> bool {
        if self.is_ambiguous && !self.same_instant() {
            return false;
        }
        match self.gap() {
            Some(gap) => gap <= ZONE || self.words >= LONG,
            // Some pages have the same headlines every day.
            None => self.words > 0,
        }
    }

    /// Whether it is believed for itself.
    fn fits_single(&self, oldest: Option<DateTime<Utc>>) -> bool {
        if self.same_instant() {
            return true;
        }
        if self.is_ambiguous || self.words == 0 {
            return false;
        }
        match self.gap() {
            // What is older than everything that is shown has scrolled off.
            Some(_) if oldest.is_some_and(|oldest| self.old.published.at < oldest) => false,
            Some(gap) if gap <= NEAR => self.words >= LONG || self.same_title,
            Some(_) => self.words >= LONG,
            None => self.words >= LONG && (self.same_title || self.likeness.percent >= 90),
        }
    }
}

/// Every pair that is one article by its words, or by its title where there are none.
fn pairs<'p>(visit: &Visit<'p>, stored: &'p [Known], settings: &Settings) -> Vec<Pair<'p>> {
    let by_guid: BTreeMap<&Guid, &Known> =
        stored.iter().map(|known| (&known.item.guid, known)).collect();
    let mut pairs = Vec::new();
    for article in visit.new {
        let known = article.candidates.iter().filter_map(|guid| by_guid.get(guid).copied());
        for known in known {
            let Some((likeness, words)) = same_article(article, known, settings) else { continue };
            pairs.push(Pair {
                number: article.number,
                new: article.item,
                old: &known.item,
                likeness,
                words,
                same_title: fold(&article.item.title.text) == fold(&known.item.title.text),
                is_shown: visit.shown.contains(&known.item.guid),
                is_ambiguous: false,
            });
        }
    }
    mark_ambiguous(&mut pairs);
    pairs
}

/// How alike two tellings of one article are, and how many words that stands on.
fn same_article(article: &New<'_>, known: &Known, settings: &Settings) -> Option<(Likeness, u32)> {
    let (new, old) = (&article.print, &known.print);
    if new.words > 0 && old.words > 0 {
        let overlap = same::same_article(article.item, &known.item, settings).ok()?;
        return Some((overlap.into(), new.words.min(old.words)));
    }
    let are_one = new.title != 0
        && new.title == old.title
        && same::same_numbers(&article.item.title, &known.item.title);
    are_one.then_some((Likeness { percent: 100, of: 0 }, 0))
}

/// Marks the pairs of whose two sides one fits to another just as well: a template that was filled in
/// again says nothing by its words.
fn mark_ambiguous(pairs: &mut [Pair<'_>]) {
    let mut of_article: BTreeMap<usize, Vec<u8>> = BTreeMap::new();
    let mut of_item: BTreeMap<&Guid, Vec<u8>> = BTreeMap::new();
    for pair in pairs.iter() {
        of_article.entry(pair.number).or_default().push(pair.likeness.percent);
        of_item.entry(&pair.old.guid).or_default().push(pair.likeness.percent);
    }
    let ambiguous: Vec<bool> = pairs
        .iter()
        .map(|pair| {
            // The pair itself is among them.
            let close = |percent: &&u8| **percent > pair.likeness.percent.saturating_sub(CLOSE);
            let rivals = |list: &[u8]| list.iter().filter(close).nth(1).is_some();
            rivals(&of_article[&pair.number]) || rivals(&of_item[&pair.old.guid])
        })
        .collect();
    for (pair, is_ambiguous) in pairs.iter_mut().zip(ambiguous) {
        pair.is_ambiguous = is_ambiguous;
    }
}

/// The best pairs, each article and each item once: the same instant first, then the likest, then the
/// closest in time.
fn one_to_one<'p, 'a>(pairs: impl Iterator<Item = &'a Pair<'p>>) -> Vec<&'a Pair<'p>>
where
    'p: 'a,
{
    let mut pairs: Vec<&Pair<'_>> = pairs.collect();
    pairs.sort_by_cached_key(|pair| {
        let gap = pair.gap().unwrap_or(TimeDelta::MAX);
        let unlike = 100_u8.saturating_sub(pair.likeness.percent);
        (!pair.same_instant(), unlike, !pair.same_title, gap, pair.old.guid.clone(), pair.number)
    });
    let (mut articles, mut items) = (BTreeSet::new(), BTreeSet::new());
    pairs.retain(|pair| {
        let is_free = !articles.contains(&pair.number) && !items.contains(&pair.old.guid);
        if is_free {
            articles.insert(pair.number);
            items.insert(pair.old.guid.clone());
        }
        is_free
    });
    pairs
}

fn again(pairs: &[&Pair<'_>]) -> Vec<Again> {
    let again = |pair: &&Pair<'_>| Again {
        number: pair.number,
        guid: pair.old.guid.clone(),
        likeness: pair.likeness,
    };
    pairs.iter().map(again).collect()
}
