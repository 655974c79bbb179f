//! The same news in several articles.
//!
//! In: items in the order of (published, guid), the stories that are still open, and how many articles
//! hold each word. Out: for each item the story it is in, and what has changed. One online pass: an item
//! joins the open story that it has most in common with, or begins one, and is never taken out again.
//! Its title counts .35, title and first words .65, as weighed words (tf-idf). The same items give the
//! same stories, in one pass or in several.
//!
//! An article is told apart from a duplicate elsewhere: here go articles that stand for themselves.

use std::{borrow::Cow, collections::BTreeMap, time::Duration};

use chrono::{DateTime, TimeDelta, Utc};

mod background;
mod bytes;
mod counts;
mod coverage;
mod digest;
mod features;
mod index;
mod lead;
mod number;
mod packed;
mod same;
mod score;
mod script;
mod stem;
mod term;
#[cfg(test)]
mod tests;
mod vector;
mod veto;
mod window;
mod words;

use crate::model::{Guid, Item, Show, fold};
pub use counts::Counts;
pub use coverage::{covered_by, grew, publisher};
pub use digest::digest;
pub use window::{Outcome, Window};

/// What stories obey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Settings {
    /// Whether items are placed into stories at all.
    pub enabled: bool,
    /// How long after its last item a story takes more, and how long before its first.
    pub window: Duration,
    /// What a feed shows of a story.
    pub show: Show,
    /// What the feeds of some topics show instead, by the id of the topic.
    pub show_in: BTreeMap<String, Show>,
}

impl Settings {
    /// What the feeds of a topic show of a story.
    pub fn show(&self, topic: &str) -> Show {
        self.show_in.get(topic).copied().unwrap_or(self.show)
    }

    /// Which stored stories can bear on items published from `earliest` to `latest`: those whose last
    /// member is not before the first instant, and whose first member is not after the second.
    pub fn reach(
        &self,
        earliest: DateTime<Utc>,
        latest: DateTime<Utc>,
    ) -> (DateTime<Utc>, DateTime<Utc>) {
        // A second more, for the fractions that stories do not keep.
        let span = TimeDelta::try_seconds(self.span().saturating_add(1)).unwrap_or(TimeDelta::MAX);
        let from = earliest.checked_sub_signed(span).unwrap_or(DateTime::<Utc>::MIN_UTC);
        (from, latest.checked_add_signed(span).unwrap_or(DateTime::<Utc>::MAX_UTC))
    }

    fn span(&self) -> i64 {
        i64::try_from(self.window.as_secs()).unwrap_or(i64::MAX)
    }
}

/// What is looked at of an item.
#[derive(Clone, Copy, Debug)]
pub struct Article<'a> {
    /// Its id.
    pub guid: &'a Guid,
    /// First publication.
    pub published: DateTime<Utc>,
    /// The id of its source, for attribution.
    pub source: &'a str,
    /// Who published it; see [`publisher`].
    pub publisher: &'a str,
    /// Title, plain text.
    pub title: &'a str,
    /// The beginning of the text; see [`text`].
    pub text: &'a str,
}

/// Where an item went.
#[derive(Clone, Debug, PartialEq)]
pub enum Placement {
    /// Into a new story with this id.
    New(Guid),
    /// Into a story that was there.
    Joined {
        /// The id of the story.
        story: Guid,
        /// What it has in common with it: more than .13, mostly less than 1.
        score: f64,
    },
    /// Into two stories, which are one now. Items that were in the one that is gone are in the other.
    Merged {
        /// The id of the older story, which stays.
        story: Guid,
        /// The id of the younger one, which is an alias from now on.
        gone: Guid,
        /// What the item has in common with the one it was closest to.
        score: f64,
    },
}

/// The text of an item as stories read it: the standfirst, and the beginning of the body unless the
/// standfirst is only that.
pub fn text(item: &Item) -> Cow<'_, str> {
    let Some(summary) = item.summary.as_deref().filter(|summary| !summary.trim().is_empty()) else {
        return Cow::Borrowed(&item.lead);
    };
    let start = |text: &str| -> String {
        let text = text.trim_start();
        let end = text.floor_char_boundary(START_READ);
        fold(&text[..end]).chars().take(SAME_START).collect()
    };
    if item.lead.trim().is_empty() {
        Cow::Borrowed(summary)
    } else if start(summary) == start(&item.lead) {
        Cow::Borrowed(&item.lead)
    } else {
        Cow::Owned(format!("{summary}\n{}", item.lead.as_str()))
    }
}

/// Characters by which a standfirst is known as the beginning of the body.
const SAME_START: usize = 40;

/// Bytes that hold so many characters, in any script and with some space between them.
const START_READ: usize = 512;
