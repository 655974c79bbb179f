//! HTML → one article, a list of articles, or the feeds that a page names.
//!
//! `token` reads markup, `page` builds a tree of it in linear time, and the rest asks that tree.

mod body;
mod discover;
mod dom;
mod listing;
mod origin;
mod page;
mod selector;
mod token;

use crate::model::{Document, Link, Parsed, Shape};

use super::{Settings, notes::Notes};

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
    Parsed { shape: Shape::Html, links: discover::feeds(&page), ..Parsed::default() }
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
