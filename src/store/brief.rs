//! The items of a story in a few words: what feeds name them by, and where they are filed.
//!
//! Most of what an item says is not read here, and a story may have hundreds.

use chrono::{DateTime, Utc};
use serde::Deserialize;

use super::{Error, Store, row};
use crate::model::{Date, Fate, Guid, Text, Title};

/// An item of a story.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Brief {
    /// Its id.
    pub guid: Guid,
    /// The source that owns it.
    pub source: String,
    /// Its title, as it is shown.
    pub title: Title,
    /// Its address.
    pub link: Option<String>,
    /// First publication.
    pub published: Date,
    /// Title of the feed that it comes from.
    pub origin: Option<Text>,
    /// The topics it is filed under and where it is shown; `None` where it is to be filed anew.
    pub filed: Option<(Vec<String>, Fate)>,
}

/// The head of an item, as far as it is read.
#[derive(Deserialize)]
struct Head {
    guid: Guid,
    source: String,
    title: Title,
    link: Option<String>,
    published: Date,
    origin: Origin,
}

#[derive(Deserialize)]
struct Origin {
    title: Option<Text>,
}

/// What another telling or a page may lay over it.
#[derive(Deserialize)]
struct Over {
    title: Option<Title>,
}

impl Store {
    /// The items of a story that stand for themselves, by (published, guid).
    pub fn in_brief(&self, story: &Guid, now: DateTime<Utc>) -> Result<Vec<Brief>, Error> {
        // To have them sorted would copy all of their heads.
        let sql = "SELECT head.head, best.head, text, topics, fate, until, item.published FROM item \
                   JOIN head ON head.item = item.number \
                   LEFT JOIN head AS best ON best.item = item.best \
                   LEFT JOIN page ON page.item = item.number \
                   LEFT JOIN route ON route.item = item.number \
                   WHERE item.story = ?1 AND item.owner IS NULL";
        let read = || -> rusqlite::Result<Vec<Brief>> {
            let Some(story) = self.story_number(story)? else { return Ok(Vec::new()) };
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query([story])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let head: Head = row::from_json(row.get_ref(0)?.as_str()?)?;
                let mut title = head.title;
                // As an item takes a text, and what its page says.
                for column in [1, 2] {
                    let Some(over) = row.get_ref(column)?.as_str_or_null()? else { continue };
                    let over: Over = row::from_json(over)?;
                    if let Some(over) = over.title {
                        title.give_way(over);
                    }
                }
                let until: Option<i64> = row.get(5)?;
                let is_valid = until.is_none_or(|until| row::millis(now) < until);
                let topics = row.get_ref(3)?.as_str_or_null()?.filter(|_| is_valid);
                let filed = match topics {
                    Some("[]") => Some(Vec::new()),
                    Some(topics) => Some(row::from_json(topics)?),
                    None => None,
                };
                let filed = match filed {
                    Some(topics) => Some((topics, row::from_json(row.get_ref(4)?.as_str()?)?)),
                    None => None,
                };
                let brief = Brief {
                    guid: head.guid,
                    source: head.source,
                    title,
                    link: head.link,
                    published: head.published,
                    origin: head.origin.title,
                    filed,
                };
                all.push((row.get::<_, i64>(6)?, brief));
            }
            all.sort_by(|(a, one), (b, other)| (a, &one.guid).cmp(&(b, &other.guid)));
            Ok(all.into_iter().map(|(_, brief)| brief).collect())
        };
        read().map_err(|cause| self.error(cause))
    }
}
