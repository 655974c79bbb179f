//! Markup and pictures of elements.

use dom_query::NodeRef;
use url::Url;

use crate::parse::looks::filled;

use super::dom;

/// What stands inside an element, as HTML.
pub(super) fn markup(node: &NodeRef) -> Option<String> {
    filled(&node.inner_html())
}

/// The address of a picture: lazy ones carry it in an attribute of their own.
pub(super) fn picture(base: Option<&Url>, node: &NodeRef) -> Option<String> {
    let names: &[&str] = match &*dom::name(node) {
        "img" | "amp-img" => &["data-src", "data-original", "data-lazy-src", "src"],
        "meta" => &["content"],
        "link" | "a" => &["href"],
        "video" => &["poster"],
        _ => return None,
    };
    let found = names.iter().filter_map(|name| dom::attribute(node, name));
    found
        .filter_map(|value| dom::address(base, &value))
        .next()
        .or_else(|| srcset(base, &dom::attribute(node, "srcset")?))
}

/// The first address of a `srcset`.
fn srcset(base: Option<&Url>, value: &str) -> Option<String> {
    let first = value.split_ascii_whitespace().next()?;
    dom::address(base, first.trim_end_matches(','))
}
