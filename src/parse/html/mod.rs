//! HTML → one article, a list of articles, or the feeds that a page names.
//!
//! `token` reads markup, `page` builds a tree of it in linear time, and the rest asks that tree:
//! `listing` by selectors, `discover` for feeds, and `article` lays over each other what `json_ld`,
//! `meta`, `microformats`, `microdata` and `plain` found, and what `body` found to be the text.

mod article;
mod body;
mod discover;
mod dom;
mod element;
mod found;
mod json_ld;
mod listing;
mod meta;
mod microdata;
mod microformats;
mod origin;
mod page;
mod plain;
mod selector;
mod sloppy_json;
mod survey;
mod title;
mod token;

pub(super) use survey::{Survey, survey};

use crate::model::{Document, Link, Parsed};

use super::{Settings, notes::Notes};

/// Longest name of an author, in characters: what is longer is a sentence about one.
const MAX_NAME: usize = 100;

/// Reads a page that lists articles.
pub(super) fn listing(
    text: &str,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let page = page::page(text, document, &settings.limits, notes);
    listing::read(&page, settings, notes)
}

/// Reads a page that is one article.
pub(super) fn article(
    text: &str,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let page = page::page(text, document, &settings.limits, notes);
    article::read(&page, document, settings, notes)
}

/// The feeds that a page names, the most likely first.
pub(super) fn feeds(
    text: &str,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Vec<Link> {
    discover::feeds(&page::page(text, document, &settings.limits, notes))
}

/// Whether a text is a selector as [`super::Selectors`] has them; the error says what is wrong.
pub(super) fn check_selector(text: &str) -> Result<(), String> {
    selector::Selector::new(text).map(|_| ())
}

#[cfg(test)]
mod tests;
