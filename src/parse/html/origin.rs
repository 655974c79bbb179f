//! What a page says about the site that it belongs to.

use crate::model::{Origin, Text};

use super::{
    dom::{self, Step},
    page::Page,
};

/// Longest language tag, in bytes: registered ones stay far below.
const MAX_LANGUAGE: usize = 64;

/// The page as the origin of the entries that it lists: its title, address and language.
pub(super) fn of_page(page: &Page) -> Origin {
    Origin {
        title: title(page).map(|title| Text::line(&title)),
        link: page.base.as_ref().map(ToString::to_string),
        language: language(page).map(|language| Text::line(&language)),
        ..Origin::default()
    }
}

/// The `<title>`.
pub(super) fn title(page: &Page) -> Option<String> {
    let mut title = None;
    dom::walk(&page.tree.html_root(), &mut |step| {
        if let Step::Open(node) = step {
            if title.is_none() && dom::name(&node) == "title" {
                title = Some(dom::text(&node)).filter(|text| !text.is_empty());
            }
            return dom::name(&node) == "head";
        }
        false
    });
    title
}

/// `html[lang]`, or the same for XML.
pub(super) fn language(page: &Page) -> Option<String> {
    let root = page.tree.html_root();
    let tag = dom::attribute(&root, "lang").or_else(|| dom::attribute(&root, "xml:lang"));
    tag.filter(|tag| tag.len() <= MAX_LANGUAGE)
}
