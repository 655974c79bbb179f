//! What changed about sources lately, for whoever watches them.

use rusqlite::params;

use super::{Error, Store, row};
use crate::model::{Notice, NoticeKind, Telling};

/// Most changes that are kept.
const KEPT: i64 = 100;

impl Store {
    /// Keeps what changed about a source, once, and forgets the oldest of very many. Call it between
    /// [`Store::begin`] and [`Store::commit`].
    pub fn put_notice(&self, notice: &Notice) -> Result<(), Error> {
        let put = || -> rusqlite::Result<()> {
            // Only the files for the operator show them.
            let connection = self.connection.quietly();
            connection
                .prepare_cached(
                    "INSERT OR IGNORE INTO event (at, source, kind, text, help) \
                     VALUES (?1, ?2, ?3, ?4, ?5)",
                )?
                .execute(params![
                    row::millis(notice.at),
                    notice.source,
                    notice.kind.as_str(),
                    notice.text,
                    notice.help
                ])?;
            connection
                .prepare_cached(
                    "DELETE FROM event WHERE number <= (SELECT max(number) FROM event) - ?1",
                )?
                .execute([KEPT])?;
            Ok(())
        };
        put().map_err(|cause| self.error(cause))
    }

    /// What changed about sources lately, newest first.
    pub fn notices(&self) -> Result<Vec<Notice>, Error> {
        let sql = "SELECT at, source, kind, text, help FROM event ORDER BY number DESC";
        let read = || -> rusqlite::Result<Vec<Notice>> {
            let mut statement = self.connection.prepare_cached(sql)?;
            let rows = statement.query_map([], |row| {
                let kind: String = row.get("kind")?;
                // A later version may know more sorts.
                let Some(kind) = NoticeKind::from_name(&kind) else { return Ok(None) };
                Ok(Some(Notice {
                    at: row::instant(row, "at")?.unwrap_or_default(),
                    source: row.get("source")?,
                    kind,
                    text: row.get("text")?,
                    help: row.get("help")?,
                }))
            })?;
            rows.filter_map(Result::transpose).collect()
        };
        read().map_err(|cause| self.error(cause))
    }

    /// Whether a source has told an item before with the date that it claims now, wherever it stood.
    pub fn has_claimed(&self, telling: &Telling) -> Result<bool, Error> {
        let sql = "SELECT EXISTS (SELECT 1 FROM telling JOIN item ON item.number = telling.item \
                   WHERE item.guid = ?1 AND telling.source = ?2 AND telling.claimed = ?3)";
        let claimed = telling.claimed.map_or(0, row::millis);
        self.connection
            .prepare_cached(sql)
            .and_then(|mut statement| {
                let key = params![telling.guid.as_str(), telling.source, claimed];
                statement.query_row(key, |row| row.get(0))
            })
            .map_err(|cause| self.error(cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Mode, Settings};

    #[test]
    fn the_newest_are_kept_each_once() {
        let folder = tempfile::tempdir().unwrap();
        let settings = Settings { path: folder.path().join("state.db") };
        let store = Store::open(&settings, Mode::Write).unwrap();
        let notice = |number: i64| Notice {
            at: chrono::DateTime::from_timestamp(number, 0).unwrap(),
            source: "lane".to_owned(),
            kind: NoticeKind::Failed,
            text: "fails".to_owned(),
            help: (number % 2 == 0).then(|| "look".to_owned()),
        };
        for number in 0..130 {
            store.put_notice(&notice(number)).unwrap();
            store.put_notice(&notice(number)).unwrap();
        }
        let kept = store.notices().unwrap();
        assert_eq!(kept.len(), 100);
        assert_eq!((&kept[0], &kept[99]), (&notice(129), &notice(30)));
    }
}
