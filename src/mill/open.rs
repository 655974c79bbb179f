//! What of a feed is in no archive, as archives of it are made.

use std::collections::{BTreeMap, VecDeque};

use chrono::{DateTime, Utc};

use super::{Error, Mill};
use crate::{
    model::{Fate, Guid, Show},
    store::Routed,
};

/// Entries that are held while archives of them are made, unless there are eight times as many.
const AT_HAND: usize = 5_000;

/// An entry of a feed that is in no archive, while archives are made.
pub(super) struct Open {
    pub stands: DateTime<Utc>,
    /// One of its items.
    pub routed: Routed,
    /// The others, where it is a story.
    pub others: Vec<Guid>,
    pub is_live: bool,
    /// Where it stands in the live document.
    pub position: Option<usize>,
}

impl Open {
    /// Its id in a feed that shows stories (`is_led`) or items.
    fn id(&self, is_led: bool) -> &Guid {
        match &self.routed.story {
            Some((story, _)) if is_led => story,
            _ => &self.routed.guid,
        }
    }

    pub fn items(&self) -> impl Iterator<Item = &Guid> {
        std::iter::once(&self.routed.guid).chain(&self.others)
    }

    /// Whether the live document does not show it.
    pub fn is_outside(&self) -> bool {
        self.position.is_none()
    }
}

/// What is in no archive of a feed: the oldest, where it is very much.
#[derive(Default)]
pub(super) struct Opened {
    /// Oldest first.
    pub entries: VecDeque<Open>,
    /// How many there are.
    seen: usize,
    /// How many of all of them the live document does not show.
    pub outside: usize,
    /// How many of those it might show.
    pub lost: usize,
    /// How many entries the live document has.
    pub live: usize,
    /// How many are held at least.
    at_hand: usize,
}

impl Opened {
    /// Takes a next older entry.
    fn see(&mut self, entry: Open) {
        self.seen += 1;
        self.outside += usize::from(entry.is_outside());
        self.lost += usize::from(entry.is_outside() && entry.is_live);
        self.entries.push_back(entry);
        // A part of all of them, so that they are not looked at more often the more they are.
        if self.entries.len() > self.at_hand.max(self.seen / 8) {
            self.entries.pop_front();
        }
    }

    /// Whether all of them are here.
    pub fn is_whole(&self) -> bool {
        self.entries.len() == self.seen
    }
}

impl Mill<'_> {
    /// What is in no archive of a feed.
    pub(super) fn open_entries(&self, topic: &str, live: &[Guid]) -> Result<Opened, Error> {
        let is_led = self.show(topic) == Show::Lead && self.config.story.enabled;
        let positions: BTreeMap<&Guid, usize> =
            live.iter().enumerate().map(|(position, guid)| (guid, position)).collect();
        // What a live document may hold is never too much.
        let most = live.len().max(self.config.items).saturating_mul(2).max(AT_HAND);
        let at_hand = if is_led { usize::MAX } else { most };
        let mut open = Opened { live: live.len(), at_hand, ..Opened::default() };
        // Entries that are stories, and where each is among them.
        let (mut led, mut stories) = (Vec::<Open>::new(), BTreeMap::<Guid, usize>::new());
        self.store.unarchived(topic, |routed| {
            let story = routed.story.clone().filter(|_| is_led);
            let id = story.as_ref().map_or(&routed.guid, |(id, _)| id);
            let position = positions.get(id).or_else(|| positions.get(&routed.guid)).copied();
            let is_live = routed.fate == Fate::Live;
            if let Some(place) = story.as_ref().and_then(|(id, _)| stories.get(id)) {
                let entry = &mut led[*place];
                entry.is_live |= is_live;
                entry.position = entry.position.or(position);
                entry.others.push(routed.guid);
                return;
            }
            let stands = story.as_ref().map_or(routed.published, |(_, first)| *first);
            stories.extend(story.map(|(id, _)| (id, led.len())));
            let entry = Open { stands, routed, others: Vec::new(), is_live, position };
            // A story may have members of any age.
            if is_led { led.push(entry) } else { open.see(entry) }
        })?;
        led.into_iter().for_each(|entry| open.see(entry));
        open.entries
            .make_contiguous()
            .sort_by(|a, b| a.stands.cmp(&b.stands).then_with(|| b.id(is_led).cmp(a.id(is_led))));
        Ok(open)
    }
}
