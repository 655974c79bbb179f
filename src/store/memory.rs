//! What of the ledger is published beside the feeds, so that a lost one can be made again.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use rusqlite::{OptionalExtension, params};
use serde::Deserialize;

use super::{
    Error, Store, read, row,
    shelf::MEMORY,
    tombstone::{bit, hash},
};
use crate::model::{Date, Guid, Item, Memory, Past, Remembered, Telling, Title, hexadecimal};

/// An item by its number, with whatever belongs to it.
const ITEM: &str = "SELECT head, content, shingles, owner.guid, under.guid, item.bound, best.guid, \
                    story.guid, page.told, page.text, why, item.thin, item.number FROM item \
                    JOIN head ON head.item = item.number \
                    LEFT JOIN body ON body.item = item.number \
                    LEFT JOIN print ON print.item = item.number \
                    LEFT JOIN item AS owner ON owner.number = item.owner \
                    LEFT JOIN item AS under ON under.number = item.under \
                    LEFT JOIN item AS best ON best.number = item.best \
                    LEFT JOIN story ON story.number = item.story \
                    LEFT JOIN page ON page.item = item.number AND page.text IS NOT NULL \
                    LEFT JOIN route ON route.item = item.number \
                    WHERE item.number = ?1";

impl Store {
    /// Items that stand for themselves and are in no file that is written once, oldest first by
    /// (published, guid): those after `last`, and at most so many. After a first run of very many sources
    /// nearly all items are.
    pub fn not_remembered(
        &self,
        last: Option<&(i64, Guid)>,
        most: usize,
    ) -> Result<Vec<(i64, Guid)>, Error> {
        let sql = "SELECT published, guid FROM item WHERE owner IS NULL AND number IN \
                   (SELECT item FROM shelf WHERE feed = ?1 AND number IS NULL) \
                   AND (published, guid) > (?2, ?3) ORDER BY published, guid LIMIT ?4";
        let (published, guid) = last.map_or((i64::MIN, ""), |(at, guid)| (*at, guid.as_str()));
        let most = i64::try_from(most).unwrap_or(i64::MAX);
        self.connection
            .prepare_cached(sql)
            .and_then(|mut it| {
                let parameters = params![MEMORY, published, guid, most];
                it.query_map(parameters, |row| Ok((row.get(0)?, Guid(row.get(1)?))))?.collect()
            })
            .map_err(|cause| self.error(cause))
    }

    /// An item and those that tell the same article, whole.
    pub fn remembered(&self, guid: &Guid) -> Result<Vec<Remembered>, Error> {
        let read = || -> rusqlite::Result<Vec<Remembered>> {
            let numbers = self.article(guid)?;
            let mut statement = self.connection.prepare_cached(ITEM)?;
            let mut all = Vec::with_capacity(numbers.len());
            for number in numbers {
                let mut it = statement.query_row([number], remembered)?;
                it.keys = self.keys_of(number)?;
                it.tellings = self.told_by_others(number, &it.item, it.owner.is_none())?;
                it.archives = self.archives_of(number)?;
                all.push(it);
            }
            Ok(all)
        };
        read().map_err(|cause| self.error(cause))
    }

    /// What serves to know an item again, and those that tell the same article.
    pub fn past(&self, guid: &Guid) -> Result<Vec<Past>, Error> {
        /// What of a head serves to know an item again.
        #[derive(Deserialize)]
        struct Brief {
            guid: Guid,
            source: String,
            title: Title,
            published: Date,
            first_seen: DateTime<Utc>,
        }
        let read = || -> rusqlite::Result<Vec<Past>> {
            let mut all = Vec::new();
            for number in self.article(guid)? {
                let item: Brief = self
                    .connection
                    .prepare_cached("SELECT head FROM head WHERE item = ?1")?
                    .query_row([number], |row| row::from_json(row.get_ref(0)?.as_str()?))?;
                let keys = self.keys_of(number)?;
                let mut hashes: Vec<i64> = keys.iter().map(hash).collect();
                hashes.sort_unstable();
                all.push(Past {
                    owner: Some(guid).filter(|owner| **owner != item.guid).cloned(),
                    guid: item.guid,
                    source: item.source,
                    title: item.title.text.into_string(),
                    published: item.published.at,
                    seen: item.first_seen,
                    kinds: keys.iter().fold(0, |kinds, key| kinds | bit(key.kind)),
                    keys: hashes,
                });
            }
            Ok(all)
        };
        read().map_err(|cause| self.error(cause))
    }

    /// The tombstones that can be read back from the file with this number; 0 is the one that is
    /// written at each run. By (published, guid).
    pub fn past_tombstones(&self, memory: u32) -> Result<Vec<Past>, Error> {
        let sql = "SELECT tombstone.guid, tombstone.source, tombstone.title, tombstone.published, \
                   tombstone.seen, tombstone.kinds, owner.guid, tombstone.number FROM tombstone \
                   LEFT JOIN tombstone AS owner ON owner.number = tombstone.owner \
                   WHERE tombstone.memory = ?1";
        // The planner takes the index of those that are 0 only for a constant.
        let sql = if memory == 0 { sql.replace("?1", "0 AND ?1 = 0") } else { sql.to_owned() };
        let read = || -> rusqlite::Result<Vec<Past>> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let rows = statement.query_map([memory], |row| {
                let instant =
                    |column: &str| row::instant(row, column).map(Option::unwrap_or_default);
                let past = Past {
                    guid: Guid(row.get(0)?),
                    source: row.get(1)?,
                    title: row.get(2)?,
                    published: instant("published")?,
                    seen: instant("seen")?,
                    kinds: row.get(5)?,
                    keys: Vec::new(),
                    owner: row.get::<_, Option<String>>(6)?.map(Guid),
                };
                Ok((row.get(7)?, past))
            })?;
            let mut all = rows.collect::<rusqlite::Result<BTreeMap<i64, Past>>>()?;
            self.add_keys(&mut all)?;
            let mut all: Vec<Past> = all.into_values().collect();
            all.sort_by(|a, b| (a.published, &a.guid).cmp(&(b.published, &b.guid)));
            Ok(all)
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Gives tombstones, by their numbers, the hashes by which they are found, ascending. In one pass over
    /// all: they are kept by hash, and an index by tombstone would be as large as they are.
    fn add_keys(&self, tombstones: &mut BTreeMap<i64, Past>) -> rusqlite::Result<()> {
        if tombstones.is_empty() {
            return Ok(());
        }
        let sql = "SELECT tombstone, hash FROM tombstone_key ORDER BY hash";
        let mut statement = self.connection.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(past) = tombstones.get_mut(&row.get(0)?) {
                past.keys.push(row.get(1)?);
            }
        }
        Ok(())
    }

    /// The items that stand for themselves and are in the file with this number.
    pub fn remembered_in(&self, memory: u32) -> Result<Vec<Guid>, Error> {
        let sql = "SELECT guid FROM item JOIN shelf ON shelf.item = item.number \
                   WHERE owner IS NULL AND feed = ?1 AND shelf.number = ?2 ORDER BY published, guid";
        self.connection
            .prepare_cached(sql)
            .and_then(|mut it| {
                it.query_map(params![MEMORY, memory], |row| row.get(0).map(Guid))?.collect()
            })
            .map_err(|cause| self.error(cause))
    }

    /// Notes that the file with this number holds these tombstones.
    pub fn put_memory(&self, tombstones: &[Guid], memory: u32) -> Result<(), Error> {
        let write = || -> rusqlite::Result<()> {
            let transaction = self.group()?;
            let mut mark = self
                .connection
                .prepare_cached("UPDATE tombstone SET memory = ?2 WHERE guid = ?1")?;
            for guid in tombstones {
                mark.execute(params![guid.as_str(), memory])?;
            }
            transaction.map_or(Ok(()), rusqlite::Transaction::commit)
        };
        write().map_err(|cause| self.error(cause))
    }

    /// The items of a story that stand for themselves.
    pub fn member_guids(&self, story: &Guid) -> Result<Vec<Guid>, Error> {
        let sql = "SELECT guid FROM item WHERE owner IS NULL AND story = ?1";
        let read = || -> rusqlite::Result<Vec<Guid>> {
            let Some(story) = self.story_number(story)? else { return Ok(Vec::new()) };
            let mut statement = self.connection.prepare_cached(sql)?;
            statement.query_map([story], |row| row.get(0).map(Guid))?.collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// A story, as it is remembered.
    pub fn remembered_story(&self, guid: &Guid) -> Result<Option<Memory>, Error> {
        let sql = "SELECT first, last, size, words FROM story WHERE number = ?1";
        let read = || -> rusqlite::Result<Option<Memory>> {
            let Some(number) = self.story_number(guid)? else { return Ok(None) };
            let mut statement = self.connection.prepare_cached(sql)?;
            let story = statement.query_row([number], |row| {
                Ok(Memory::Story {
                    guid: guid.clone(),
                    first: row.get(0)?,
                    last: row.get(1)?,
                    size: row.get(2)?,
                    words: hexadecimal(&row.get::<_, Vec<u8>>(3)?),
                })
            });
            story.optional()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// The ids of feeds, by topic.
    pub fn feed_guids(&self) -> Result<Vec<Memory>, Error> {
        self.connection
            .prepare_cached("SELECT topic, guid, complete FROM feed ORDER BY topic")
            .and_then(|mut it| {
                it.query_map([], |row| {
                    Ok(Memory::Feed {
                        topic: row.get(0)?,
                        guid: Guid(row.get(1)?),
                        complete: row.get(2)?,
                    })
                })?
                .collect()
            })
            .map_err(|cause| self.error(cause))
    }

    /// The newest archive of each feed, by topic.
    pub fn newest_archives(&self) -> Result<Vec<Memory>, Error> {
        self.connection
            .prepare_cached("SELECT feed, max(number) FROM archive GROUP BY feed ORDER BY feed")
            .and_then(|mut it| {
                it.query_map([], |row| {
                    Ok(Memory::Archives { feed: row.get(0)?, newest: row.get(1)? })
                })?
                .collect()
            })
            .map_err(|cause| self.error(cause))
    }

    /// The numbers of an item and of those that tell the same article, the latter by (published, guid).
    fn article(&self, guid: &Guid) -> rusqlite::Result<Vec<i64>> {
        let number = "SELECT number FROM item WHERE guid = ?1";
        let number = self
            .connection
            .prepare_cached(number)?
            .query_row([guid.as_str()], |row| row.get(0))
            .optional()?;
        let Some(number) = number else { return Ok(Vec::new()) };
        // Most articles are told once: to have nothing sorted is most of the cost.
        let others = "SELECT published, guid, number FROM item WHERE owner = ?1";
        let mut others = self
            .connection
            .prepare_cached(others)?
            .query_map([number], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
            .collect::<rusqlite::Result<Vec<(i64, String, i64)>>>()?;
        others.sort_unstable();
        Ok(std::iter::once(number).chain(others.into_iter().map(|(.., other)| other)).collect())
    }

    fn archives_of(&self, number: i64) -> rusqlite::Result<Vec<(String, u32)>> {
        self.connection
            .prepare_cached(
                "SELECT feed, number FROM shelf WHERE item = ?1 AND number IS NOT NULL \
                 AND feed <> ?2 ORDER BY feed",
            )?
            .query_map(params![number, MEMORY], |row| Ok((row.get(0)?, row.get(1)?)))?
            .collect()
    }

    fn keys_of(&self, number: i64) -> rusqlite::Result<Vec<crate::model::Key>> {
        let mut keys: Vec<_> = self
            .connection
            .prepare_cached("SELECT kind, value FROM alias WHERE item = ?1")?
            .query_map([number], |row| read::key(row, 0))?
            .filter_map(Result::transpose)
            .collect::<rusqlite::Result<_>>()?;
        keys.sort();
        keys.dedup();
        Ok(keys)
    }

    /// What is told of an article by other sources than that of the item that stands for it. Where they told it is theirs to know.
    fn told_by_others(
        &self,
        number: i64,
        item: &Item,
        is_owner: bool,
    ) -> rusqlite::Result<Vec<Telling>> {
        let mut told: Vec<Telling> = self
            .connection
            .prepare_cached("SELECT told FROM telling WHERE item = ?1")?
            .query_map([number], |row| row::from_json(&row.get::<_, String>(0)?))?
            .collect::<rusqlite::Result<_>>()?;
        told.retain(|telling| !is_owner || telling.source != item.source);
        told.sort_by(|a, b| {
            (a.seen, a.claimed, &a.source, &a.place).cmp(&(b.seen, b.claimed, &b.source, &b.place))
        });
        // The first of each place is shown.
        let mut places = BTreeSet::new();
        told.retain(|telling| places.insert((telling.source.clone(), telling.link.clone())));
        told.iter_mut().for_each(|telling| telling.place.clear());
        Ok(told)
    }
}

fn remembered(row: &rusqlite::Row<'_>) -> rusqlite::Result<Remembered> {
    let json = |column| row.get::<_, Option<String>>(column);
    let owner = match json(3)? {
        Some(owner) => {
            let bound = json(5)?.map(|bound| row::from_json(&bound)).transpose()?;
            Some((Guid(owner), json(4)?.map(Guid), bound))
        }
        None => None,
    };
    Ok(Remembered {
        item: row::item(row.get_ref(0)?.as_str()?, row::text(row, 1)?)?,
        is_thin: row.get(11)?,
        keys: Vec::new(),
        print: row.get::<_, Option<Vec<u8>>>(2)?.map(|it| hexadecimal(&it)).unwrap_or_default(),
        owner,
        best: json(6)?.map(Guid),
        story: json(7)?.map(Guid),
        page: json(8)?.zip(json(9)?),
        filing: json(10)?.map(|why| row::from_json(&why)).transpose()?,
        archives: Vec::new(),
        tellings: Vec::new(),
    })
}

/// The bytes of hexadecimal digits; what is none ends them.
pub(super) fn unhex(text: &str) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|it| u8::try_from(it).ok());
    let (pairs, _) = text.as_bytes().as_chunks::<2>();
    pairs.iter().map_while(|&[a, b]| Some(digit(a)? << 4 | digit(b)?)).collect()
}
