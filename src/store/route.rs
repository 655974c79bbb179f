//! Where items are published, remembered.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use rusqlite::{CachedStatement, OptionalExtension, Row, params};

use super::{Database, Error, Store, Wanted, row};
use crate::model::{Fate, Filing, Guid, Item};

/// An item and where it is published.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Routed {
    /// The item.
    pub guid: Guid,
    /// Topic ids.
    pub topics: Vec<String>,
    /// Where it is shown at all.
    pub fate: Fate,
    /// First publication.
    pub published: DateTime<Utc>,
    /// The story that it is in, with the first publication of a member.
    pub story: Option<(Guid, DateTime<Utc>)>,
}

/// An item as it is shown, what else tells its article, and where the last build put it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filed {
    /// Its head, without its body.
    pub item: Item,
    /// The heads of what else tells the article.
    pub others: Vec<Item>,
    /// Where it is published and why; `None` when no build has seen it as it is.
    pub filing: Option<Filing>,
}

/// How many items entered and left a feed, because what decides has changed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Moves {
    /// Items that are in it now and were not.
    pub entered: usize,
    /// Items that were in it and are not any more.
    pub left: usize,
}

/// The rows of [`routed`].
pub(super) const ROUTED: &str = "SELECT item.guid, topics, fate, published, story.guid, first FROM item \
     JOIN route ON route.item = item.number \
     LEFT JOIN story ON story.number = item.story";

impl Store {
    /// Shows every item that stands for itself with its topics as they were [filed](Store::file), newest
    /// first by (published, guid), until the visitor has enough.
    pub fn routed(&self, mut visit: impl FnMut(Routed) -> Wanted) -> Result<(), Error> {
        let sql = format!("{ROUTED} WHERE owner IS NULL ORDER BY published DESC, item.guid");
        let mut pass = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(&sql)?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                if visit(routed(row)?) == Wanted::Enough {
                    break;
                }
            }
            Ok(())
        };
        pass().map_err(|cause| self.error(cause))
    }

    /// Files what is new or was changed by time, and where other rules were in force than those that
    /// `rules` names, all else. From then on the shelves hold all items. The answer says what other rules
    /// moved, feed by feed; `None` where they are those of last time.
    ///
    /// An item is filed by `file`, given the item as it is shown and what else tells its article; that is
    /// remembered until the item, the rules or, through its age, the time changes it.
    pub fn file(
        &self,
        rules: &str,
        now: DateTime<Utc>,
        file: impl Fn(Item, &[Item]) -> Filing,
    ) -> Result<Option<BTreeMap<String, Moves>>, Error> {
        let pass = || -> rusqlite::Result<Option<BTreeMap<String, Moves>>> {
            if self.connection.kept(RULES)?.is_some_and(|kept| kept == rules.as_bytes()) {
                self.file_rest(rules, now, &file)?;
                return Ok(None);
            }
            let moves = self.file_others(rules, &file)?;
            self.file_rest(rules, now, &file)?;
            self.connection.keep(RULES, rules.as_bytes())?;
            Ok(Some(moves))
        };
        pass().map_err(|cause| self.error(cause))
    }

    /// Files what was not filed under these rules, in the order of the rows: what is read and what is
    /// written are neighbours then.
    fn file_others(
        &self,
        rules: &str,
        file: &impl Fn(Item, &[Item]) -> Filing,
    ) -> rusqlite::Result<BTreeMap<String, Moves>> {
        // The planner would take an index, and sort.
        let mut statement = self.connection.prepare_cached(
            "SELECT number, topics, fate FROM item NOT INDEXED \
             LEFT JOIN route ON route.item = item.number \
             WHERE owner IS NULL AND rules IS NOT ?1 ORDER BY number",
        )?;
        let mut rows = statement.query([rules])?;
        let mut fresh = Vec::new();
        let mut moves = BTreeMap::new();
        let mut teller = Teller::new(&self.connection)?;
        while let Some(row) = rows.next()? {
            let number = row.get(0)?;
            let (item, others) = teller.told(number)?;
            let filing = file(item, &others);
            if let Some(topics) = row.get_ref(1)?.as_str_or_null()? {
                let fate = row::from_json(row.get_ref(2)?.as_str()?)?;
                let before = Filing { topics: list(topics)?, fate, ..Filing::default() };
                count(&mut moves, &before, &filing);
            }
            fresh.push((number, filing));
            if fresh.len() == BATCH {
                self.remember(rules, &std::mem::take(&mut fresh))?;
            }
        }
        drop(rows);
        self.remember(rules, &fresh)?;
        Ok(moves)
    }

    fn file_rest(
        &self,
        rules: &str,
        now: DateTime<Utc>,
        file: &impl Fn(Item, &[Item]) -> Filing,
    ) -> rusqlite::Result<()> {
        let mut fresh = Vec::new();
        let mut teller = Teller::new(&self.connection)?;
        for number in self.unfiled(now)? {
            let (item, others) = teller.told(number)?;
            fresh.push((number, file(item, &others)));
            if fresh.len() == BATCH {
                self.remember(rules, &std::mem::take(&mut fresh))?;
            }
        }
        self.remember(rules, &fresh)?;
        self.all_filed()
    }

    /// Shows every item that stands for itself, newest first by (published, guid), until the visitor
    /// has enough. Nothing is filed and nothing is remembered.
    pub fn filed(&self, mut visit: impl FnMut(Filed) -> Wanted) -> Result<(), Error> {
        let mut pass = || -> rusqlite::Result<()> {
            let mut statement = self.connection.prepare_cached(
                "SELECT item.number, head.head, best.head, text, why FROM item \
                 JOIN head ON head.item = item.number \
                 LEFT JOIN head AS best ON best.item = item.best \
                 LEFT JOIN page ON page.item = item.number \
                 LEFT JOIN route ON route.item = item.number \
                 WHERE item.owner IS NULL ORDER BY item.published DESC, item.guid",
            )?;
            let mut rows = statement.query([])?;
            let mut teller = Teller::new(&self.connection)?;
            while let Some(row) = rows.next()? {
                let head = row.get_ref(1)?.as_str()?;
                let item = row::shown_head(head, row::text(row, 2)?, row::text(row, 3)?)?;
                let others = teller.others(row.get(0)?)?;
                let why: Option<String> = row.get(4)?;
                let filing = why.map(|why| row::from_json(&why)).transpose()?;
                if visit(Filed { item, others, filing }) == Wanted::Enough {
                    break;
                }
            }
            Ok(())
        };
        pass().map_err(|cause| self.error(cause))
    }

    /// Where an item is published and why, as remembered.
    pub fn filing(&self, guid: &Guid) -> Result<Option<Filing>, Error> {
        self.connection
            .prepare_cached(
                "SELECT why FROM route JOIN item ON item.number = route.item WHERE guid = ?1",
            )
            .and_then(|mut statement| {
                let why: Option<String> =
                    statement.query_row([guid.as_str()], |row| row.get(0)).optional()?;
                why.map(|why| row::from_json(&why)).transpose()
            })
            .map_err(|cause| self.error(cause))
    }

    /// What else tells the article that an item stands for, without texts.
    pub fn others(&self, guid: &Guid) -> Result<Vec<Item>, Error> {
        let read = || match self.number(guid)? {
            Some(number) => Teller::new(&self.connection)?.others(number),
            None => Ok(Vec::new()),
        };
        read().map_err(|cause| self.error(cause))
    }

    fn remember(&self, rules: &str, fresh: &[(i64, Filing)]) -> rusqlite::Result<()> {
        if fresh.is_empty() {
            return Ok(());
        }
        let transaction = self.group()?;
        let mut statement = self.connection.prepare_cached(
            "INSERT OR REPLACE INTO route (item, rules, topics, fate, until, why) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?;
        let mut shelves = self.shelves()?;
        for (number, filing) in fresh {
            let mut filing = filing.clone();
            filing.verdicts.retain(|verdict| verdict.routed);
            let until = filing.until.map(row::millis);
            let (topics, fate) = (row::json(&filing.topics)?, row::json(&filing.fate)?);
            statement.execute(params![number, rules, topics, fate, until, row::json(&filing)?])?;
            shelves.put(*number, &filing)?;
        }
        transaction.map_or(Ok(()), |transaction| transaction.commit())
    }
}

/// How many filings are held before they are written.
const BATCH: usize = 1_000;

/// The name under which the rules in force are kept.
const RULES: &str = "rules";

/// Where an item stands, of a row of [`ROUTED`].
pub(super) fn routed(row: &Row<'_>) -> rusqlite::Result<Routed> {
    let story: Option<String> = row.get(4)?;
    let first = row.get::<_, Option<i64>>(5)?.unwrap_or_default();
    Ok(Routed {
        guid: Guid(row.get(0)?),
        topics: list(row.get_ref(1)?.as_str()?)?,
        fate: row::from_json(row.get_ref(2)?.as_str()?)?,
        published: DateTime::from_timestamp_millis(row.get(3)?).unwrap_or_default(),
        story: story
            .map(|guid| (Guid(guid), DateTime::from_timestamp(first, 0).unwrap_or_default())),
    })
}

/// The topics of an item; most items are in none.
fn list(json: &str) -> rusqlite::Result<Vec<String>> {
    if json == "[]" { Ok(Vec::new()) } else { row::from_json(json) }
}

fn count(moves: &mut BTreeMap<String, Moves>, before: &Filing, after: &Filing) {
    let (before, after) = (before.feeds(), after.feeds());
    for feed in after.iter().filter(|feed| !before.contains(feed)) {
        moves.entry((*feed).to_owned()).or_default().entered += 1;
    }
    for feed in before.iter().filter(|feed| !after.contains(feed)) {
        moves.entry((*feed).to_owned()).or_default().left += 1;
    }
}

/// The statements that read what is filed: to prepare them for each item would cost as much as what
/// they read.
struct Teller<'s> {
    item: CachedStatement<'s>,
    others: CachedStatement<'s>,
}

impl<'s> Teller<'s> {
    fn new(connection: &'s Database) -> rusqlite::Result<Self> {
        let item = connection.prepare_cached(
            "SELECT head.head, best.head, text FROM item \
             JOIN head ON head.item = item.number \
             LEFT JOIN head AS best ON best.item = item.best \
             LEFT JOIN page ON page.item = item.number WHERE item.number = ?1",
        )?;
        // Most articles are told once: to have nothing sorted is most of the cost.
        let others = connection.prepare_cached(
            "SELECT published, head FROM item JOIN head ON head.item = item.number WHERE owner = ?1",
        )?;
        Ok(Teller { item, others })
    }

    /// The head of an item as it is shown, and what else tells its article.
    fn told(&mut self, number: i64) -> rusqlite::Result<(Item, Vec<Item>)> {
        let item = self.item.query_row([number], |row| {
            row::shown_head(row.get_ref(0)?.as_str()?, row::text(row, 1)?, row::text(row, 2)?)
        })?;
        Ok((item, self.others(number)?))
    }

    /// What else tells the article of an item.
    fn others(&mut self, number: i64) -> rusqlite::Result<Vec<Item>> {
        let rows = self.others.query_map([number], |row| {
            let at: i64 = row.get(0)?;
            Ok((at, row::item(row.get_ref(1)?.as_str()?, None)?))
        })?;
        let mut others = rows.collect::<rusqlite::Result<Vec<_>>>()?;
        others.sort_by(|a, b| (a.0, &a.1.guid).cmp(&(b.0, &b.1.guid)));
        Ok(others.into_iter().map(|(_, item)| item).collect())
    }
}
