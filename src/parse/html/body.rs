//! The main text of a page, and markup and pictures of elements.
//!
//! Readability finds the text. Where a page says itself which element holds it, and readability found
//! much less, the page is right.

use dom_query::NodeRef;
use dom_smoothie::{Config, Readability};
use url::Url;

use crate::{
    model::{Body, fold},
    parse::looks::{filled, is_html},
};

use super::{
    dom::{self, Step},
    page::Page,
};

/// Readability goes through the tree once for each level of it; a page that makes this cost more
/// than that is hostile, or a dump, and its own marks must do. Long reads cost a hundredth.
const MAX_COST: usize = 4_000_000;

/// A text shorter than this part of another, in percent, has lost something.
const TOO_LITTLE: usize = 60;

/// How much of a page tells its script, in characters.
const LOOKED_AT: usize = 20_000;

/// What a page must have to be an article without saying so, in characters.
pub(super) const MIN_TEXT: usize = 250;

/// Whether the page looks like one that people read.
pub(super) fn is_readable(page: &Page) -> bool {
    page.cost <= MAX_COST && {
        let readability = Readability::with_document(page.tree.clone(), None, Some(config(page)));
        readability.is_ok_and(|readability| readability.is_probably_readable())
    }
}

/// The text of the article: found by readability, or stated by the page. `stated` comes from its
/// markup, `article` is its main `article` element.
pub(super) fn main_text(
    page: &Page,
    title: Option<&str>,
    stated: Option<Body>,
    article: Option<&NodeRef>,
) -> Option<Body> {
    let (found, length) = readable(page, title).unzip();
    let length = length.unwrap_or_default();
    let is_longer = |other: usize| length * 100 < other * TOO_LITTLE;
    if let Some(stated) = stated.filter(|stated| is_longer(text_length(stated))) {
        return Some(stated);
    }
    let article =
        article.filter(|article| found.is_none() || is_longer(dom::text(article).len() / 3));
    let article = article.copied().or_else(|| main_element(page).filter(|_| found.is_none()));
    article.and_then(|article| markup(&article)).or(found).map(Body::Html)
}

/// How much text makes an article. Han characters say in one what letters say in three.
fn config(page: &Page) -> Config {
    let mut config = Config { disable_json_ld: true, ..Config::default() };
    let text = page.tree.body().map(|body| dom::text(&body)).unwrap_or_default();
    let is_dense = |c: &char| matches!(c, '\u{3040}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}');
    let looked_at = text.chars().take(LOOKED_AT);
    if looked_at.clone().filter(is_dense).count() * 3 > looked_at.count() {
        config.char_threshold /= 3;
        config.readable_min_content_length /= 3;
        config.readable_min_score /= 2.0;
    }
    config
}

/// What readability finds: markup, and the length of its text in bytes. The heading that only
/// repeats the title is left out.
fn readable(page: &Page, title: Option<&str>) -> Option<(String, usize)> {
    if page.cost > MAX_COST {
        return None;
    }
    let tree = page.tree.clone();
    if let Some(title) = title.map(fold) {
        let mut headings = Vec::new();
        dom::walk(&tree.root(), &mut |step| {
            if let Step::Open(node) = step
                && matches!(&*dom::name(&node), "h1" | "h2")
                && fold(&dom::text(&node)) == title
            {
                headings.push(node);
            }
            true
        });
        headings.iter().for_each(NodeRef::remove_from_parent);
    }
    let mut readability = Readability::with_document(tree, None, Some(config(page))).ok()?;
    let article = readability.parse().ok()?;
    let html = filled(unwrapped(&article.content))?;
    let length = article.text_content.split_whitespace().map(|word| word.len() + 1).sum();
    (length > 0).then_some((html, length))
}

/// Readability wraps what it found in an element of its own.
fn unwrapped(html: &str) -> &str {
    let inside = html.strip_prefix("<div id=\"readability-page-1\" class=\"page\">");
    inside.and_then(|inside| inside.strip_suffix("</div>")).unwrap_or(html)
}

fn text_length(body: &Body) -> usize {
    match body {
        Body::Plain(text) => text.len(),
        Body::Html(html) if is_html(html) => html.len() * 2 / 3,
        Body::Html(html) => html.len(),
        Body::Paragraphs(paragraphs) => paragraphs.iter().map(|text| text.len() + 1).sum(),
    }
}

/// `main`, or what plays its part.
fn main_element<'t>(page: &'t Page) -> Option<NodeRef<'t>> {
    let mut found = None;
    dom::walk(&page.tree.root(), &mut |step| {
        if let Step::Open(node) = step
            && found.is_none()
            && (dom::name(&node) == "main" || dom::has_word(&node, "role", "main"))
        {
            found = Some(node);
        }
        found.is_none()
    });
    found
}

/// What stands inside an element, as HTML.
pub(super) fn markup(node: &NodeRef) -> Option<String> {
    filled(&node.inner_html())
}

/// The address of a picture: lazy ones carry it in an attribute of their own.
pub(super) fn picture(base: Option<&Url>, node: &NodeRef) -> Option<String> {
    let names: &[&str] = match &*dom::name(node) {
        "img" | "amp-img" => &["data-src", "data-original", "data-lazy-src", "src"],
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
