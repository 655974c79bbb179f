//! Rows ↔ nouns.

use chrono::{DateTime, Utc};
use rusqlite::types::Type;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::model::{Guid, Item, Key, KeyKind, Text};

/// Milliseconds since 1970.
pub(super) fn millis(at: DateTime<Utc>) -> i64 {
    at.timestamp_millis()
}

/// The instant of a column that may be empty.
pub(super) fn instant(
    row: &rusqlite::Row<'_>,
    column: &str,
) -> rusqlite::Result<Option<DateTime<Utc>>> {
    let millis: Option<i64> = row.get(column)?;
    Ok(millis.and_then(DateTime::from_timestamp_millis))
}

/// JSON for a column.
pub(super) fn json<T: Serialize>(value: &T) -> rusqlite::Result<String> {
    serde_json::to_string(value)
        .map_err(|cause| rusqlite::Error::ToSqlConversionFailure(Box::new(cause)))
}

/// The value of a JSON column.
pub(super) fn from_json<T: DeserializeOwned>(text: &str) -> rusqlite::Result<T> {
    serde_json::from_str(text)
        .map_err(|cause| rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(cause)))
}

/// An item of its two parts.
pub(super) fn item(head: &str, content: Option<&str>) -> rusqlite::Result<Item> {
    let mut item: Item = from_json(head)?;
    item.content = content.map(Text::new);
    Ok(item)
}

/// The head of an item as it is shown.
pub(super) fn shown_head(
    head: &str,
    best: Option<&str>,
    page: Option<&str>,
) -> rusqlite::Result<Item> {
    shown(head, None, best.map(|head| (head, None)), page)
        .map(|item| Item { content: None, ..item })
}

/// An item as it is shown: with the text of the best telling of its article, and what its page says
/// laid over it.
pub(super) fn shown(
    head: &str,
    content: Option<&str>,
    best: Option<(&str, Option<&str>)>,
    page: Option<&str>,
) -> rusqlite::Result<Item> {
    let mut item = self::item(head, content)?;
    if let Some((head, content)) = best {
        item.take_text(self::item(head, content)?);
    }
    if let Some(page) = page {
        item.lay_over(from_json(page)?);
    }
    Ok(item)
}

/// The text of a column that may be empty, without a copy.
pub(super) fn text<'r>(
    row: &'r rusqlite::Row<'_>,
    column: usize,
) -> rusqlite::Result<Option<&'r str>> {
    Ok(row.get_ref(column)?.as_str_or_null()?)
}

/// An item in its two parts: JSON of all but its body, and the body.
pub(super) fn parts(mut item: Item) -> rusqlite::Result<(String, Option<Text>)> {
    let content = item.content.take();
    Ok((json(&item)?, content))
}

/// The hash by which other sources find an item; only for kinds of key that mean the same everywhere.
pub(super) fn lookup_hash(key: &Key) -> Option<i64> {
    if !matches!(key.kind, KeyKind::Address | KeyKind::Lead) {
        return None;
    }
    Some(hash(key.kind.as_str(), &key.value))
}

/// The hash by which a story is found: what its id begins with, which is a hash already.
pub(super) fn story_hash(guid: &Guid) -> i64 {
    let uuid = Uuid::parse_str(guid.as_str());
    uuid.map_or_else(|_| hash("story", guid.as_str()), |uuid| uuid.as_u64_pair().0.cast_signed())
}

fn hash(kind: &str, value: &str) -> i64 {
    let mut digest = Sha256::new();
    for part in [kind, "\0", value] {
        digest.update(part);
    }
    let digest: [u8; 32] = digest.finalize().into();
    digest.first_chunk().map_or(0, |first| i64::from_be_bytes(*first))
}
