//! The items of one source, as it tells them itself.

use super::{Error, Store, Wanted, row};
use crate::model::{Guid, Item};

impl Store {
    /// Shows the items of a source, newest first by (published, guid), until the visitor has enough:
    /// each with the source's own text and what its page says, and with the item that stands for it,
    /// where another one does.
    pub fn told_by(
        &self,
        source: &str,
        mut visit: impl FnMut(Item, Option<Guid>) -> Wanted,
    ) -> Result<(), Error> {
        // What is sorted are numbers: a source may have told a great many items.
        let order = "SELECT number FROM item WHERE source = ?1 ORDER BY published DESC, guid";
        let one = "SELECT head, content, text, owner.guid FROM item \
                   JOIN head ON head.item = item.number \
                   LEFT JOIN body ON body.item = item.number \
                   LEFT JOIN page ON page.item = item.number \
                   LEFT JOIN item AS owner ON owner.number = item.owner WHERE item.number = ?1";
        let mut read = || -> rusqlite::Result<()> {
            let mut numbers = self.connection.prepare_cached(order)?;
            let mut whole = self.connection.prepare_cached(one)?;
            let mut numbers = numbers.query([source])?;
            while let Some(number) = numbers.next()? {
                let number: i64 = number.get(0)?;
                let (item, owner) = whole.query_row([number], |row| {
                    let head = row.get_ref(0)?.as_str()?;
                    let item = row::shown(head, row::text(row, 1)?, None, row::text(row, 2)?)?;
                    Ok((item, row.get::<_, Option<String>>(3)?.map(Guid)))
                })?;
                if visit(item, owner) == Wanted::Enough {
                    break;
                }
            }
            Ok(())
        };
        read().map_err(|cause| self.error(cause))
    }
}
