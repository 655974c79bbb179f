//! Classes (microformats2 `h-entry`, hAtom) → what they say about the article.
//!
//! An entry inside an entry is a citation or an answer; its properties are not those of the outer one.

use dom_query::NodeRef;
use url::Url;

use crate::{
    model::{Body, Category, Person},
    parse::{
        looks::{filled, line, tidy},
        person,
    },
};

use super::{
    body,
    dom::{self, Step},
    found::{Found, byline, same_page},
    page::Page,
};

/// Most entries of one page that are compared.
const MAX_ENTRIES: usize = 200;

/// Reads the entry of the page: the only one, else the one with the page's address.
pub(super) fn read(page: &Page, address: Option<&Url>) -> Found {
    let mut entries: Vec<NodeRef> = Vec::new();
    dom::walk(&page.tree.root(), &mut |step| match step {
        Step::Open(node) if is_entry(&node) => {
            if entries.len() < MAX_ENTRIES {
                entries.push(node);
            }
            false
        }
        _ => true,
    });
    let mut found = entries.iter().map(|entry| properties(entry, page.base.as_ref()));
    if entries.len() == 1 {
        return found.next().unwrap_or_default();
    }
    let Some(address) = address else { return Found::default() };
    let is_own =
        |found: &Found| found.link.as_ref().is_some_and(|link| same_page(link, address.as_str()));
    found.find(is_own).unwrap_or_default()
}

fn is_entry(node: &NodeRef) -> bool {
    // WordPress themes write `hentry` also on pages that hold nothing else of hAtom; `properties`
    // then finds nothing.
    dom::has_word(node, "class", "h-entry") || dom::has_word(node, "class", "hentry")
}

fn properties(entry: &NodeRef, base: Option<&Url>) -> Found {
    let mut found = Found::default();
    let mut permalink = None;
    dom::walk(entry, &mut |step| {
        let Step::Open(node) = step else { return true };
        let classes = dom::attribute(&node, "class").unwrap_or_default();
        let mut enter = true;
        for class in classes.split_ascii_whitespace() {
            match class {
                "p-name" | "entry-title" => fill(&mut found.title, value(&node)),
                "p-summary" | "entry-summary" => fill(&mut found.summary, value(&node)),
                "dt-published" | "published" => fill(&mut found.published, date(&node)),
                "dt-updated" | "updated" => fill(&mut found.updated, date(&node)),
                "u-url" => fill(&mut found.link, address(&node, base)),
                "u-photo" | "u-featured" => fill(&mut found.image, body::picture(base, &node)),
                "p-category" => {
                    let label = value(&node).and_then(|label| line(&label));
                    label.into_iter().for_each(|label| found.label(Category::new(&label)));
                }
                "e-content" | "entry-content" => {
                    if found.content.is_none() {
                        found.content = body::markup(&node).map(Body::Html);
                    }
                    // A summary may stand in front of the text; authors of citations stand in it.
                    enter = false;
                }
                "p-author" | "author" | "byline" | "vcard" | "h-card" => {
                    person::add(&mut found.authors, author(&node, base));
                    enter = false;
                }
                "h-entry" | "hentry" | "h-cite" | "h-feed" | "comment" => enter = false,
                _ => {}
            }
        }
        if dom::has_word(&node, "rel", "bookmark") && permalink.is_none() {
            permalink = address(&node, base);
        }
        if dom::has_word(&node, "rel", "tag")
            && let Some(label) = line(&dom::text(&node))
        {
            found.label(Category::new(&label));
        }
        enter
    });
    found.link = found.link.or(permalink);
    found.is_article =
        found.title.is_some() && (found.content.is_some() || found.published.is_some());
    found
}

fn fill(field: &mut Option<String>, value: Option<String>) {
    if field.is_none() {
        *field = value;
    }
}

/// A text property: what `abbr`, `data` and pictures carry in attributes comes first.
fn value(node: &NodeRef) -> Option<String> {
    let attribute = match &*dom::name(node) {
        "abbr" => dom::attribute(node, "title"),
        "data" | "input" => dom::attribute(node, "value"),
        "img" | "area" => dom::attribute(node, "alt"),
        _ => None,
    };
    attribute.map(|text| tidy(&text)).or_else(|| filled(&dom::text(node)))
}

/// A date: of the element, or of a `time` or `.value` inside.
fn date(node: &NodeRef) -> Option<String> {
    let of = |node: &NodeRef| {
        ["datetime", "title", "value", "content"].iter().find_map(|name| {
            dom::attribute(node, name).filter(|text| text.starts_with(|c: char| c.is_ascii_digit()))
        })
    };
    let mut found = of(node);
    dom::walk(node, &mut |step| {
        if let Step::Open(inner) = step
            && found.is_none()
        {
            found = of(&inner);
        }
        found.is_none()
    });
    found.or_else(|| value(node))
}

fn address(node: &NodeRef, base: Option<&Url>) -> Option<String> {
    let names = ["href", "src", "value"];
    let found = names.iter().find_map(|name| dom::attribute(node, name));
    dom::address(base, &found.or_else(|| value(node))?)
}

/// A person: the name of the card in it, else its text.
fn author(node: &NodeRef, base: Option<&Url>) -> Option<Person> {
    let mut name = None;
    let mut page = dom::attribute(node, "href").and_then(|href| dom::address(base, &href));
    dom::walk(node, &mut |step| {
        if let Step::Open(inner) = step {
            if ["p-name", "fn"].iter().any(|class| dom::has_word(&inner, "class", class)) {
                fill(&mut name, value(&inner));
            }
            if ["u-url", "url"].iter().any(|class| dom::has_word(&inner, "class", class)) {
                fill(&mut page, address(&inner, base));
            }
        }
        true
    });
    let name = name.or_else(|| value(node))?;
    // A line that names the author among other things names nobody.
    let name = Some(byline(&name)).filter(|name| name.chars().count() <= super::MAX_NAME)?;
    person::person(name).map(|person| Person { uri: page, ..person })
}
