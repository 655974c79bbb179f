//! What is looked at of an article.

use super::{
    Article,
    counts::Counts,
    same,
    term::{Term, term},
    vector::{Place, Vector},
    veto::{Headline, NUMBERS, WORDS},
    words::Words,
};

/// An article as it is compared.
#[derive(Clone, Debug)]
pub(super) struct Features {
    /// The title alone.
    pub title: Vector,
    /// Title and text.
    pub body: Vector,
    /// What later items need to know of the title.
    pub headline: Headline,
    /// Whether there is text besides the title.
    pub has_text: bool,
    /// All terms, ascending, each once.
    pub terms: Vec<Term>,
}

/// Words of a title that are read.
const TITLE_WORDS: usize = 40;

/// Words of a text that are read: news says in its first sentences what it is about.
const TEXT_WORDS: usize = 150;

/// Words of a text that count in full. What follows is often background, the same in many articles.
const LEAD_WORDS: usize = 60;

/// Fewest words of a text that says something.
const TEXT_LEAST: usize = 5;

/// Title and text up to so many words are short: their numbers tell them apart.
const SHORT: usize = 70;

impl Features {
    /// Reads an article and weighs its words.
    pub fn of(article: &Article<'_>, counts: &Counts) -> Self {
        let mut title = Words::read(article.title, TITLE_WORDS);
        let mut text = Words::read(article.text, TEXT_WORDS);
        same::fold(&mut title.terms);
        same::fold(&mut text.terms);
        let headline = headline(article, &title, title.count + text.count <= SHORT);
        let place = |(term, is_name)| Place::new(term, is_name);
        let mut titles: Vec<Place> = title.terms.into_iter().map(place).collect();
        let (lead, tail) = text.terms.split_at(text.terms.len().min(LEAD_WORDS));
        let mut places = Vec::with_capacity(titles.len() + text.terms.len());
        places.extend(&titles);
        places.extend(lead.iter().copied().map(place));
        places.extend(tail.iter().copied().map(|word| place(word).in_tail()));
        titles.sort_unstable();
        places.sort_unstable();
        let mut terms: Vec<Term> = places.iter().map(|place| place.term()).collect();
        terms.dedup();
        // The title is a part of the whole: its terms are weighed once for both.
        let tell: Vec<f64> = terms.iter().map(|&term| counts.weight(term)).collect();
        let weighed = || terms.iter().copied().zip(tell.iter().copied());
        Features {
            title: Vector::new(&titles, weighed()),
            body: Vector::new(&places, weighed()),
            headline,
            has_text: text.count >= TEXT_LEAST,
            terms,
        }
    }
}

fn headline(article: &Article<'_>, title: &Words, is_short: bool) -> Headline {
    let numbers: Vec<Term> = title.numbers.iter().map(|number| number.term()).collect();
    let words = title.terms.iter().map(|&(term, _)| term).filter(|term| !numbers.contains(term));
    let mut words: Vec<u16> = words.map(|term| (term & 0xFFFF) as u16).collect();
    words.sort_unstable();
    words.dedup();
    words.truncate(WORDS);
    Headline {
        at: article.published.timestamp(),
        publisher: term(article.publisher),
        is_short,
        words,
        numbers: title.numbers.iter().copied().take(NUMBERS).collect(),
    }
}
