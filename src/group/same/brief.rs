//! What is known of an article before its text is read: title and date.

use std::cell::OnceCell;

use chrono::TimeDelta;

use super::{
    MOST_DAYS, WHOLE,
    title::{self, Heading, Relation},
};
use crate::{
    group::print::SAMPLING,
    model::{Date, DateOrigin, Title},
};

/// The title and the date of an article.
#[derive(Clone, Debug)]
pub struct Brief {
    pub(in super::super) title: Title,
    pub(in super::super) published: Date,
    heading: OnceCell<Heading>,
}

impl Brief {
    /// What a title and a date say.
    pub fn new(title: Title, published: Date) -> Self {
        Brief { title, published, heading: OnceCell::new() }
    }

    /// About how many bytes it takes in memory.
    pub fn weight(&self) -> usize {
        // Hashes of words, those of the core, and those of what is left without the name of a site.
        size_of::<Self>() + 5 * self.title.text.len()
    }

    pub(super) fn heading(&self) -> &Heading {
        self.heading.get_or_init(|| Heading::of(&self.title))
    }

    /// Time between two articles, as their publishers date them; none where a publisher gives no date.
    pub(super) fn gap(&self, other: &Brief) -> TimeDelta {
        let is_stated = |brief: &Brief| brief.published.origin <= DateOrigin::EarliestUpdated;
        match is_stated(self) && is_stated(other) {
            true => (self.published.at - other.published.at).abs(),
            false => TimeDelta::zero(),
        }
    }

    /// Whether two articles are told at so different times, under so different titles, that nearly all
    /// words must be the same.
    pub(super) fn are_apart(&self, other: &Brief) -> bool {
        self.gap(other).num_days() > MOST_DAYS
            && title::relation(self.heading(), other.heading()) == Relation::Other
    }
}

/// Whether two articles are told too far apart to be one, as far as their prints tell by their
/// `likeness`, in thousandths: what [`super::same_article`] would find out by reading them.
pub fn surely_apart(a: &Brief, b: &Brief, likeness: u32) -> bool {
    f64::from(likeness) < 1_000.0 * WHOLE * SAMPLING && a.are_apart(b)
}
