//! Untrusted HTML → HTML from an allow-list, with absolute addresses.
//!
//! Two walls, each sufficient. [`tame`] writes the HTML anew: allowed elements only, in order, with
//! a cap on every shape that could be expensive. Where that result holds more than plain prose (a
//! table, a player), the parser of a browser and an allow-list sanitiser go over it, too; on prose
//! they are proven by test to change nothing, and cost ten times the rest.
//!
//! Without a base, relative addresses go: in a published feed they would lead anywhere.

mod allow;
mod attributes;
mod embed;
mod escape;
mod lazy;
mod pieces;
mod srcset;
mod tag;
mod tame;

#[cfg(test)]
mod tests;

use std::{
    borrow::Cow,
    collections::{HashMap, HashSet},
    sync::LazyLock,
};

use ammonia::{Builder, UrlRelative};
use url::Url;

pub(super) use pieces::{Piece, pieces, without_cdata};

use super::address;
use crate::model::Text;

/// Longest HTML that is sanitised, in bytes; more is cut off.
const MAX_BYTES: usize = 1 << 20;

/// Deepest nesting. Pages that people write stay below 100.
const MAX_DEPTH: usize = 512;

/// Deepest nesting of elements within a line. Parsers look through all of them at every tag.
const MAX_INLINE: usize = 64;

/// How many bytes the addresses of a body may grow by being made absolute.
const MAX_GROWTH: usize = 1 << 20;

/// Most marks in a text node: at each the second parser copies or rereads what is left of the node.
const MAX_MARKS: usize = 64;

/// Plain text as HTML.
pub(super) fn escaped(text: &str) -> Text {
    let mut html = String::with_capacity(text.len());
    escape::text(&mut html, text);
    Text::new(&html)
}

/// Makes HTML safe to publish. Relative addresses are resolved against `base`; without one they go.
pub(super) fn sanitize(html: &str, base: Option<&Url>) -> Text {
    // Characters that XML forbids go first: they must not keep apart what a reader would join.
    let html = Text::new(html);
    let html = without_cdata(&html);
    let html = &html[..html.floor_char_boundary(MAX_BYTES)];
    // A base is copied for each relative address.
    let base = base.filter(|base| base.as_str().len() <= attributes::MAX_VALUE);
    let tamed = tame::tame(html, base);
    let safe = match tamed.is_intricate {
        true => second_wall(&tamed.html),
        false => tamed.html,
    };
    Text::new(safe.trim())
}

/// What an allow-list sanitiser on top of a browser's parser leaves.
fn second_wall(html: &str) -> String {
    static BUILDER: LazyLock<Builder<'static>> = LazyLock::new(builder);
    BUILDER.clean(&with_breaks(html)).to_string()
}

/// The same HTML with comments that end text nodes: the parser takes quadratic time on entities,
/// line ends and some letters (0xC2) within one node. The sanitiser drops the comments.
fn with_breaks(html: &str) -> String {
    let mut broken = String::with_capacity(html.len() + html.len() / 32);
    let mut marks = 0;
    let mut from = 0;
    let mut in_tag = false;
    for (at, byte) in html.bytes().enumerate() {
        match byte {
            b'<' => in_tag = true,
            b'>' => in_tag = false,
            b'&' | b'\n' | 0xC2 if !in_tag => marks += 1,
            _ => {}
        }
        if marks > MAX_MARKS {
            broken.extend([&html[from..at], "<!---->"]);
            from = at;
            marks = 1;
        }
    }
    broken.push_str(&html[from..]);
    broken
}

fn builder() -> Builder<'static> {
    let mut attributes: HashMap<&str, HashSet<&str>> = allow::elements()
        .map(|element| (element, allow::attributes(element).iter().copied().collect()))
        .collect();
    for player in ["audio", "video"] {
        attributes.entry(player).or_default().insert("controls");
    }
    let mut builder = Builder::empty();
    builder
        .tags(allow::elements().collect())
        .generic_attributes(allow::ANYWHERE.into())
        .tag_attributes(attributes)
        .url_schemes(address::LINK_SCHEMES.into())
        .url_relative(UrlRelative::Deny)
        // The sanitiser does not know all attributes that hold addresses.
        .attribute_filter(|_, attribute, value| {
            let is_web = || value.starts_with("https://") || value.starts_with("http://");
            let is_safe = !matches!(attribute, "cite" | "poster" | "src" | "srcset") || is_web();
            is_safe.then_some(Cow::Borrowed(value))
        })
        // A page that opens no new window needs no `rel`.
        .link_rel(None);
    builder
}
