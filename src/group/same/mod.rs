//! Whether two items are one article.
//!
//! They are when enough of the shorter text stands in the longer one, word for word, and nothing
//! speaks against it. What does is what tells templates apart: closing reports, releases, results,
//! weather, notes of an episode say the same every day in the same words, with other numbers and names.
//!
//! Two articles about one event are not one article.

mod brief;
mod names;
mod numbers;
mod title;

#[cfg(test)]
pub(super) mod tests;

use std::cell::OnceCell;

use chrono::TimeDelta;

use super::print::{read, shared, shingles, text, words};
use crate::model::{Item, Likeness, Title};
use names::Names;
use numbers::{Comparison, Numbers};
use title::{Heading, Relation};

pub use super::print::size;
pub use brief::{Brief, surely_apart};
pub(super) use title::title_hash;

/// What grouping obeys.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Settings {
    /// Share of the shorter text that stands in the longer one if they are one article; 0 for never.
    pub near_duplicate: f64,
    /// Whether items of different sources can be one article.
    pub cross_source: bool,
}

impl Settings {
    /// What holds where nothing is configured.
    pub fn standard() -> Self {
        Settings { near_duplicate: 0.60, cross_source: true }
    }
}

/// How much of one article stands in another.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overlap {
    /// Share of the shorter text that the longer one holds, from 0 to 1.
    pub share: f64,
    /// Shingles that both have. For articles without text: words of the title.
    pub shared: u32,
    /// Shingles of the shorter one.
    pub of: u32,
}

impl From<Overlap> for Likeness {
    fn from(overlap: Overlap) -> Self {
        Likeness { percent: (overlap.share.clamp(0.0, 1.0) * 100.0).round() as u8, of: overlap.of }
    }
}

/// Why two items are not one article.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Unlike {
    /// Nobody wants to know.
    Off,
    /// Too little of one text stands in the other.
    Words(Overlap),
    /// One has no text, and the titles are not the same, too short, or too far apart in time.
    Headline,
    /// The titles have other numbers, in digits, words or letters.
    TitleNumbers,
    /// The texts have other numbers in the same places.
    Numbers,
    /// The titles name what only their own text names.
    Names,
    /// The texts are short and do not speak of what their different titles say.
    Boilerplate,
    /// Short texts with numbers, days apart, or parts of texts under other titles, weeks apart.
    Apart,
    /// One is a part of a longer piece that is about more.
    Part,
}

/// Whether two items are one article, and why.
///
/// # Errors
///
/// They are not: what speaks against it.
pub fn same_article(a: &Item, b: &Item, settings: &Settings) -> Result<Overlap, Unlike> {
    if settings.near_duplicate <= 0.0 {
        return Err(Unlike::Off);
    }
    compare(&Side::new(a), &Side::new(b), settings)
}

/// The same for two items that were read before.
pub(super) fn compare(a: &Side, b: &Side, settings: &Settings) -> Result<Overlap, Unlike> {
    if a.text.is_empty() || b.text.is_empty() {
        return headline(a, b);
    }
    let (short, long) = if a.set.len() <= b.set.len() { (a, b) } else { (b, a) };
    let shared = shared(&short.set, &long.set);
    let count = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    let share = shared as f64 / short.set.len().max(1) as f64;
    let overlap = Overlap { share, shared: count(shared), of: count(short.set.len()) };
    if share < settings.near_duplicate * LOWEST {
        return Err(Unlike::Words(overlap));
    }
    let titles = title::relation(short.heading(), long.heading());
    if share < settings.near_duplicate * strictness(short, long, titles) {
        return Err(Unlike::Words(overlap));
    }
    match veto(short, long, titles, share) {
        Some(unlike) => Err(unlike),
        None => Ok(overlap),
    }
}

/// One of two articles, read. What only few comparisons come to is worked out when one asks for it.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub brief: Brief,
    text: String,
    /// In words.
    size: usize,
    /// Every shingle, each once, ascending.
    set: Vec<u64>,
    numbers: OnceCell<Numbers>,
}

impl Side {
    /// Reads an article.
    pub fn new(item: &Item) -> Self {
        let text = text(item).into_owned();
        let (mut set, size) = read(&text);
        set.sort_unstable();
        set.dedup();
        set.shrink_to_fit();
        Side {
            brief: Brief::new(item.title.clone(), item.published.clone()),
            text,
            size,
            set,
            numbers: OnceCell::new(),
        }
    }

    /// About how many bytes it takes in memory.
    pub fn weight(&self) -> usize {
        let hashes = self.set.len() * size_of::<u64>();
        size_of::<Self>() + self.text.len() + self.brief.weight() + hashes
    }

    fn heading(&self) -> &Heading {
        self.brief.heading()
    }

    fn numbers(&self) -> &Numbers {
        self.numbers.get_or_init(|| Numbers::of(&self.text))
    }
}

/// A text with fewer words can be all template.
const SHORT: usize = 40;

/// A text with fewer words is one sentence, and all of it can be template but a name.
const TINY: usize = 20;

/// Longest time between two tellings of what is short and full of numbers.
const NEAR: TimeDelta = TimeDelta::hours(36);

/// By how much the share that is asked for is lowered at most.
const LOWEST: f64 = 0.8;

/// By how much the share that is asked for is raised or lowered.
///
/// Under the same long title, an edited text is still the same article. Short texts say little: a
/// template with one name of ten filled in shares most of them.
fn strictness(short: &Side, long: &Side, titles: Relation) -> f64 {
    let is_long = short.heading().hash.is_some() && short.heading().hash == long.heading().hash;
    match titles {
        Relation::Same if is_long => LOWEST,
        Relation::Unknown if short.size < TINY => 1.4,
        _ if short.size < SHORT => 1.25,
        _ => 1.0,
    }
}

/// What speaks against two texts with the same words being one article.
fn veto(short: &Side, long: &Side, titles: Relation, share: f64) -> Option<Unlike> {
    let is_short = short.size < SHORT;
    let numbers = (short.numbers(), long.numbers());
    if titles != Relation::Unknown
        && (title_numbers_differ(short, long)
            || title::are_parts(&short.brief.title, &long.brief.title))
    {
        return Some(Unlike::TitleNumbers);
    }
    let Comparison { confirmed, contradicted } = numbers.0.compare(numbers.1);
    let is_other = match is_short {
        true => contradicted > 0,
        // An edited article has another number or two.
        false => contradicted >= 2 && contradicted * 2 > confirmed + contradicted,
    };
    if is_other {
        return Some(Unlike::Numbers);
    }
    if is_short && !numbers.0.is_empty() && are_apart(short, long) {
        return Some(Unlike::Apart);
    }
    // In one sentence, a name that was filled in can stand at the end of both titles.
    let may_be_template = titles == Relation::Same && short.size < TINY;
    if may_be_template && Names::of(short, long).are_others() {
        return Some(Unlike::Names);
    }
    if titles == Relation::Other {
        // Paragraphs are told again for years; an article is edited and told anew within days.
        if share < WHOLE && short.brief.gap(&long.brief).num_days() > MOST_DAYS {
            return Some(Unlike::Apart);
        }
        let names = Names::of(short, long);
        if names.are_others() {
            return Some(Unlike::Names);
        }
        if names.are_of_no_text(short.size, share) {
            return Some(Unlike::Boilerplate);
        }
        if is_part(short, long) {
            return Some(Unlike::Part);
        }
    }
    None
}

/// Whether each title has a number that the other lacks.
///
/// Two headlines over one long text can pick different numbers from it.
fn title_numbers_differ(short: &Side, long: &Side) -> bool {
    let numbers = |side: &Side| Numbers::of(title::without_labels(&side.brief.title.text));
    let (of_short, of_long) = (numbers(short), numbers(long));
    let mut here = of_short.missing_in(&of_long).peekable();
    let mut there = of_long.missing_in(&of_short).peekable();
    if here.peek().is_none() || there.peek().is_none() {
        return false;
    }
    let are_told = here.all(|number| long.numbers().has(number))
        && there.all(|number| short.numbers().has(number));
    short.size < SHORT || !are_told
}

/// Whether publishers date two items further apart than tellings of short news are.
fn are_apart(a: &Side, b: &Side) -> bool {
    a.brief.gap(&b.brief) > NEAR
}

/// Share of the words of an article that is told again as it was.
const WHOLE: f64 = 0.9;

/// Most days between two tellings of an article under different titles, with some words changed.
const MOST_DAYS: i64 = 7;

/// Whether the shorter text stands far inside a longer one, or under its own title: a round-up is not
/// one of the articles in it.
fn is_part(short: &Side, long: &Side) -> bool {
    let is_shared = |hash: &&u64| short.set.binary_search(hash).is_ok();
    let [of_short, of_long] = [short, long].map(|side| shingles(&side.text));
    let (start, rest) = of_long.split_at(BEGINNING.min(of_long.len()));
    let early = start.iter().filter(is_shared).count();
    let late = rest.iter().filter(is_shared).count();
    let title = shingles(title::core(&short.brief.title.text));
    let is_in = |side: &Side| title.iter().all(|hash| side.set.binary_search(hash).is_ok());
    let is_heading = title.len() >= 2 && is_in(long) && !is_in(short);
    let (size, whole) = (of_short.len(), of_long.len());
    is_heading && size * 4 <= whole * 3 || early * 10 < late && size * 3 <= whole * 2
}

/// How many shingles of an article may stand before what is told again of it.
const BEGINNING: usize = 90;

/// Whether not each of two titles has a number that the other lacks. Names of sites and labels do not
/// count in titles, but their numbers do.
pub(super) fn same_numbers(a: &Title, b: &Title) -> bool {
    let numbers = |title: &Title| Numbers::of(title::without_labels(&title.text));
    let (a, b) = (numbers(a), numbers(b));
    a.missing_in(&b).next().is_none() || b.missing_in(&a).next().is_none()
}

/// Articles without text are one when their titles are, and are long, and were told within a day and a
/// half.
fn headline(a: &Side, b: &Side) -> Result<Overlap, Unlike> {
    let (Some(of_a), Some(of_b)) = (a.heading().hash, b.heading().hash) else {
        return Err(Unlike::Headline);
    };
    if of_a != of_b || (a.brief.published.at - b.brief.published.at).abs() > NEAR {
        return Err(Unlike::Headline);
    }
    // What looks like the name of a site can be the number of a part.
    let numbers = |side: &Side, read: fn(&str) -> &str| Numbers::of(read(&side.brief.title.text));
    let lacks = |read: fn(&str) -> &str| {
        let (of_a, of_b) = (numbers(a, read), numbers(b, read));
        let lacks = |one: &Numbers, other: &Numbers| one.missing_in(other).next().is_some();
        (lacks(&of_a, &of_b), lacks(&of_b, &of_a))
    };
    if lacks(title::core) != (false, false) || lacks(title::without_labels) == (true, true) {
        return Err(Unlike::TitleNumbers);
    }
    let words = u32::try_from(words(title::core(&a.brief.title.text)).count()).unwrap_or(u32::MAX);
    Ok(Overlap { share: 1.0, shared: words, of: words })
}
