//! Which items a feed shows: the newest, or the newest stories.

use chrono::{DateTime, Utc};

use crate::{
    model::{Guid, Show},
    store::Routed,
};

/// The entries of one feed, while items are looked at from the newest on.
#[derive(Debug)]
pub(super) struct Chosen {
    show: Show,
    most: usize,
    entries: Vec<Routed>,
    /// Publication of the item that was looked at last: none that follows is newer.
    reached: DateTime<Utc>,
    /// Whether there are no other items.
    is_complete: bool,
}

impl Chosen {
    /// For a feed of at most so many entries.
    pub fn new(show: Show, most: usize) -> Self {
        let reached = DateTime::<Utc>::MAX_UTC;
        Chosen { show, most, entries: Vec::new(), reached, is_complete: false }
    }

    /// Looks at an item; `is_in` says whether the feed may show it.
    pub fn see(&mut self, routed: &Routed, is_in: bool) {
        self.reached = routed.published;
        let is_told = |entry: &Routed| self.show == Show::Lead && story(entry) == story(routed);
        if is_in && !self.is_full() && !self.entries.iter().any(is_told) {
            self.entries.push(routed.clone());
        }
    }

    /// Notes that all items were looked at that the feed may show.
    pub fn complete(&mut self) {
        self.is_complete = true;
    }

    /// Whether no older item can be shown. A story stands where its first item stands, so one with
    /// only older items may still come before others.
    pub fn is_full(&self) -> bool {
        self.is_complete
            || self.entries.len() >= self.most
                && match self.show {
                    Show::All => true,
                    Show::Lead => {
                        // One that stands at the same instant goes by its id, which may be lower.
                        let before = |entry: &&Routed| self.stands(entry) > self.reached;
                        self.entries.iter().filter(before).count() >= self.most
                    }
                }
    }

    /// What the feed shows of stories.
    pub fn show(&self) -> Show {
        self.show
    }

    /// The entries that are shown, in their order.
    pub fn entries(&self) -> Vec<&Routed> {
        let mut entries: Vec<&Routed> = self.entries.iter().collect();
        entries.sort_by(|a, b| {
            (self.stands(b), id(a, self.show)).cmp(&(self.stands(a), id(b, self.show)))
        });
        entries.truncate(self.most);
        entries
    }

    fn stands(&self, entry: &Routed) -> DateTime<Utc> {
        match (self.show, &entry.story) {
            (Show::Lead, Some((_, first))) => *first,
            _ => entry.published,
        }
    }
}

fn id(entry: &Routed, show: Show) -> &Guid {
    match show {
        Show::All => &entry.guid,
        Show::Lead => story(entry),
    }
}

/// The story of an item; one that is in none is its own.
fn story(entry: &Routed) -> &Guid {
    entry.story.as_ref().map_or(&entry.guid, |(story, _)| story)
}
