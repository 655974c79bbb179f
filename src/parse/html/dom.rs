//! Small questions about the tree of a page.

use dom_query::{NodeData, NodeRef};
use url::Url;

use crate::parse::looks::{filled, tidy};

/// The value of an attribute, trimmed; `None` when it is empty.
pub(super) fn attribute(node: &NodeRef, name: &str) -> Option<String> {
    node.attr(name).as_deref().and_then(filled)
}

/// Whether an attribute holds this word among others, in any case (`rel`, `class`).
pub(super) fn has_word(node: &NodeRef, attribute: &str, word: &str) -> bool {
    node.attr(attribute).is_some_and(|value| {
        value.split_ascii_whitespace().any(|found| found.eq_ignore_ascii_case(word))
    })
}

/// The name of an element, in lower case; empty for anything else.
pub(super) fn name(node: &NodeRef) -> String {
    node.element_ref().map_or(String::new(), |element| element.name.local.to_string())
}

/// A step through the content of an element.
pub(super) enum Step<'t> {
    /// An element begins; the answer tells whether what it holds is wanted.
    Open(NodeRef<'t>),
    /// An element ends.
    Close(NodeRef<'t>),
    /// Characters.
    Text(NodeRef<'t>),
}

/// Goes through what is inside a node, in the order of the page, without recursion.
pub(super) fn walk<'t>(root: &NodeRef<'t>, take: &mut dyn FnMut(Step<'t>) -> bool) {
    let mut next = root.first_child();
    while let Some(mut node) = next {
        let enter = match node.is_element() {
            true => take(Step::Open(node)),
            false => take(Step::Text(node)),
        };
        next = if enter { node.first_child() } else { None };
        while next.is_none() {
            if node.is_element() {
                take(Step::Close(node));
            }
            next = node.next_sibling();
            if next.is_none() {
                match node.parent() {
                    Some(parent) if parent.id != root.id => node = parent,
                    _ => return,
                }
            }
        }
    }
}

/// The characters inside a node on one line: blocks and line breaks part words, other elements do
/// not.
pub(super) fn text(node: &NodeRef) -> String {
    let mut text = String::new();
    walk(node, &mut |step| {
        match step {
            Step::Text(run) => run.query_or((), |run| {
                if let NodeData::Text { contents } = &run.data {
                    text.push_str(contents);
                }
            }),
            Step::Open(inner) | Step::Close(inner) => {
                if parts_words(&name(&inner)) {
                    text.push(' ');
                }
            }
        }
        true
    });
    tidy(&text)
}

/// Whether an element parts the words before and behind it.
pub(super) fn parts_words(name: &str) -> bool {
    !matches!(
        name,
        "a" | "abbr"
            | "b"
            | "bdi"
            | "bdo"
            | "cite"
            | "code"
            | "del"
            | "dfn"
            | "em"
            | "font"
            | "i"
            | "ins"
            | "kbd"
            | "mark"
            | "q"
            | "s"
            | "samp"
            | "small"
            | "span"
            | "strong"
            | "sub"
            | "sup"
            | "tt"
            | "u"
            | "var"
            | "wbr"
    )
}

/// An address of a page, absolute where its base is known; `None` for what leads to no document.
pub(super) fn address(base: Option<&Url>, href: &str) -> Option<String> {
    let href = href.trim();
    if href.is_empty() || href.starts_with('#') {
        return None;
    }
    match base {
        Some(base) => {
            let url = base.join(href).ok()?;
            matches!(url.scheme(), "http" | "https").then(|| url.to_string())
        }
        None => match Url::parse(href) {
            Ok(url) => matches!(url.scheme(), "http" | "https").then(|| url.to_string()),
            Err(_) => Some(href.to_owned()),
        },
    }
}
