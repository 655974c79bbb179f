//! What a table of a dialect consists of: names, and the fields that they fill.

use crate::parse::{
    looks::filled,
    xml::{Element, Space},
};

/// What an element of an entry or of a feed tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// An author as an Atom person or as a line of text.
    Author,
    /// A label: its text, or `term`, `scheme` and `label`.
    Category,
    /// Address of the discussion.
    Comments,
    /// The full text.
    Content,
    /// One date that is all there is: of publication and of revision.
    Date,
    /// What the publisher states about the part of artificial intelligence.
    Disclosure,
    /// An attached file.
    Enclosure,
    /// The program that wrote the feed.
    Generator,
    /// RSS `guid`: an id that may be an address.
    Guid,
    /// Atom `icon`.
    Icon,
    /// An id.
    Id,
    /// A picture: its text, `href`, `url`, or an element `url` in it.
    Image,
    /// Labels in one text, between commas.
    Keywords,
    /// A language tag.
    Language,
    /// An address: text, or `href` with its `rel`.
    Link,
    /// Media RSS.
    Media,
    /// The article's address where `link` leads through a counter of clicks.
    OriginalLink,
    /// Date of publication.
    Published,
    /// Copyright note.
    Rights,
    /// RSS `skipDays`.
    SkipDays,
    /// RSS `skipHours`.
    SkipHours,
    /// The feed that an entry was copied from.
    Source,
    /// Standfirst, or description of a feed.
    Summary,
    /// Title.
    Title,
    /// Minutes that the feed may be kept.
    Ttl,
    /// Date of the last revision.
    Updated,
    /// How often the feed changes within [`Field::UpdatePeriod`].
    UpdateFrequency,
    /// `hourly`, `daily` and so on.
    UpdatePeriod,
}

/// A line of a table: an element, the field it fills, and its rank among the elements that fill the
/// same one. Rank 0 wins; of equal ranks the first in the document does.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) space: Space,
    /// In lower case; documents write it in any case.
    pub(super) name: &'static str,
    pub(super) field: Field,
    pub(super) rank: u8,
}

/// A line of a table.
pub(super) const fn row(space: Space, name: &'static str, field: Field, rank: u8) -> Row {
    Row { space, name, field, rank }
}

/// A dialect: how its documents are laid out, and what its words mean.
#[derive(Clone, Copy, Debug)]
pub(super) struct Dialect {
    /// Elements that are entries.
    pub(super) entries: &'static [&'static str],
    /// Element below the root that holds what the feed says of itself; the root itself where none.
    pub(super) header: Option<&'static str>,
    /// Whether its own words are text constructs (RFC 4287 §3.1), which say by `type` what they hold.
    pub(super) is_atom: bool,
    /// Elements of an entry.
    pub(super) entry_rows: &'static [&'static [Row]],
    /// Attributes of the entry itself.
    pub(super) entry_attributes: &'static [Row],
    /// Elements of the header.
    pub(super) feed_rows: &'static [&'static [Row]],
    /// Attributes of the header itself.
    pub(super) feed_attributes: &'static [Row],
}

/// Looks an element up. The dialect's own words may come with or without their namespace.
pub(super) fn find(rows: &[&[Row]], space: Space, name: &str) -> Option<Row> {
    let is_same = |row: &&Row| row.space == space && row.name.eq_ignore_ascii_case(name);
    rows.iter().find_map(|rows| rows.iter().find(is_same)).copied()
}

/// The value of the attribute that a row names.
pub(super) fn attribute(element: Element<'_, '_>, row: &Row) -> Option<String> {
    let value = match row.space {
        Space::Own => element.attribute(row.name),
        space => element.attribute_in(space, row.name),
    };
    value.as_deref().and_then(filled)
}
