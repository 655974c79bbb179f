//! Feeds in XML → entries, whatever their dialect.
//!
//! `dialects` says what the words of each dialect mean, one table each; `entry` and `header` read by
//! the table, and the other files read one kind of value.

mod common;
mod construct;
mod dialects;
mod entry;
mod header;
mod link;
mod media;
mod people;
mod slot;
mod source;
mod table;

pub(super) use link::against;
pub(super) use media::{Pictures, attach};

use url::Url;

use super::{
    Settings,
    looks::line,
    notes::Notes,
    person,
    sniff::Dialect,
    xml::{Space, Walk, walk},
};
use crate::model::{Document, Parsed, Shape, Text};
use construct::Form;

/// Reads the feed whose markup begins at `start`.
pub(super) fn read(
    text: &str,
    start: usize,
    dialect: Dialect,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let (table, shape) = match dialect {
        Dialect::Rss => (&dialects::RSS, Shape::Rss),
        Dialect::Cdf => (&dialects::CDF, Shape::Rss),
        Dialect::Atom => (&dialects::ATOM, Shape::Atom),
    };
    let base = base(document);
    let what = Walk {
        text,
        start,
        is_entry: &|space, name| table.is_entry(space, name),
        breaks: &|open, new| table.breaks(open, new),
        base: base.as_ref(),
        limits: &settings.limits,
    };
    let mut entries = Vec::new();
    let walked = walk(&what, notes, &mut |element, line| {
        entries.push(entry::entry(element, line, table));
    });
    let header = walked.root().map(|root| header::header(root, table)).unwrap_or_default();
    let mut parsed = Parsed {
        shape,
        origin: header.origin,
        about: header.about,
        links: header.links,
        ttl_minutes: header.ttl_minutes,
        entries,
        complete: walked.complete,
        ..Parsed::default()
    };
    inherit(&mut parsed, document);
    parsed
}

/// The base of a document: where its content is found (RFC 9110 §8.7), else where it was read.
fn base(document: &Document) -> Option<Url> {
    let location = document.content_location.as_deref();
    let url = document.url.as_ref();
    let named = location.and_then(|location| match url {
        Some(url) => url.join(location.trim()).ok(),
        None => Url::parse(location.trim()).ok(),
    });
    named.or_else(|| url.cloned())
}

/// What an entry does not say, its feed says for it; what the feed does not, the response does.
fn inherit(parsed: &mut Parsed, document: &Document) {
    let origin = &mut parsed.origin;
    if origin.feed.is_none() {
        origin.feed = document.url.as_ref().map(Url::to_string);
    }
    if origin.language.is_none() {
        // A response may name several languages; then none of them is the feed's.
        let stated = document.content_language.as_deref().filter(|tags| !tags.contains(','));
        origin.language = stated.and_then(line);
    }
    for entry in &mut parsed.entries {
        if entry.authors.is_empty() {
            entry.authors = person::inherited(&parsed.about.authors).to_vec();
        }
        if entry.language.is_none() {
            entry.language = origin.language.as_ref().map(Text::to_string);
        }
    }
}

impl table::Dialect {
    /// The vocabulary of an element, the dialect's own whether or not it was declared.
    fn own(&self, space: Space) -> Space {
        match (self.is_atom, space) {
            (false, Space::Rss) | (true, Space::Atom) => Space::Own,
            (_, space) => space,
        }
    }

    /// Whether an element is an entry.
    fn is_entry(&self, space: Space, name: &str) -> bool {
        let is_known = |known: &&str| known.eq_ignore_ascii_case(name);
        self.own(space) == Space::Own && self.entries.iter().any(is_known)
    }

    /// Whether an element of an entry, or an entry, cannot be inside another element of an entry.
    fn breaks(&self, open: (Space, &str), new: (Space, &str)) -> bool {
        /// Words that no HTML has.
        const FOREIGN: [&str; 3] = ["guid", "pubdate", "enclosure"];
        /// Words that no short text holds, though a longer one may.
        const NEVER_SHORT: [&str; 9] = [
            "category",
            "comments",
            "description",
            "issued",
            "link",
            "modified",
            "published",
            "title",
            "updated",
        ];
        let is = |words: &[&str]| words.iter().any(|word| word.eq_ignore_ascii_case(new.1));
        let is_same = open.1.eq_ignore_ascii_case(new.1);
        let Some(field) = table::find(self.entry_rows, self.own(open.0), open.1) else {
            return false;
        };
        let space = self.own(new.0);
        let is_own = space == Space::Own;
        let is_module = matches!(space, Space::Content | Space::Dc | Space::Dcterms);
        let is_entry = self.is_entry(new.0, new.1);
        use table::Field::*;
        match field.field {
            Author => is_entry,
            Category | Comments | Date | Enclosure | Guid | Id | Language | Link | Published
            | Rights | Title | Updated => {
                let is_word = is_own && (is(&FOREIGN) || is(&NEVER_SHORT));
                is_entry || (!is_same && (is_module || is_word))
            }
            Summary => is_entry || is_module || (is_own && is(&FOREIGN)),
            // The content of an entry may be a feed.
            Content => is_module || (is_own && is(&FOREIGN)),
            _ => false,
        }
    }

    /// How an element of a vocabulary holds its text.
    fn form(&self, space: Space) -> Form {
        let is_atom = space == Space::Atom || (self.is_atom && space == Space::Own);
        if is_atom { Form::Typed } else { Form::Escaped }
    }
}

#[cfg(test)]
mod tests;
