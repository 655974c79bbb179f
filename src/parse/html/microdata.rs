//! Microdata (`itemscope`, `itemprop` of schema.org) → what it says about the article.

use dom_query::NodeRef;
use url::Url;

use crate::{
    model::{Body, Person},
    parse::{
        looks::{filled, line},
        person,
    },
};

use super::{
    body,
    dom::{self, Step},
    found::{Found, byline, own_address, same_page},
    json_ld::is_article,
    page::Page,
};

/// Most items of one page that are compared.
const MAX_ITEMS: usize = 200;

/// Reads the article of the page: the only one, else the one with the page's address.
pub(super) fn read(page: &Page, address: Option<&Url>) -> Found {
    let mut items: Vec<NodeRef> = Vec::new();
    dom::walk(&page.tree.root(), &mut |step| match step {
        Step::Open(node) if kind(&node).is_some_and(|kind| is_article(&kind)) => {
            if items.len() < MAX_ITEMS {
                items.push(node);
            }
            false
        }
        _ => true,
    });
    let mut found = items.iter().map(|item| properties(item, page.base.as_ref(), address));
    if items.len() == 1 {
        return found.next().unwrap_or_default();
    }
    let Some(address) = address else { return Found::default() };
    let is_own =
        |found: &Found| found.link.as_ref().is_some_and(|link| same_page(link, address.as_str()));
    found.find(is_own).unwrap_or_default()
}

/// The type of an item, without its vocabulary.
fn kind(node: &NodeRef) -> Option<String> {
    let kind = dom::attribute(node, "itemtype")?;
    kind.split_ascii_whitespace()
        .next()
        .and_then(|kind| kind.trim_end_matches('/').rsplit(['/', ':']).next())
        .map(str::to_owned)
}

fn properties(item: &NodeRef, base: Option<&Url>, page: Option<&Url>) -> Found {
    let mut found = Found { is_article: true, ..Found::default() };
    let mut name = None;
    dom::walk(item, &mut |step| {
        let Step::Open(node) = step else { return true };
        let mut enter = !node.has_attr("itemscope");
        for property in dom::attribute(&node, "itemprop").unwrap_or_default().split_whitespace() {
            let url = || address(&node, base);
            match property.to_ascii_lowercase().as_str() {
                "headline" => fill(&mut found.title, value(&node)),
                "name" if enter => fill(&mut name, value(&node)),
                "description" => fill(&mut found.summary, value(&node)),
                "datepublished" => fill(&mut found.published, value(&node)),
                "datemodified" => fill(&mut found.updated, value(&node)),
                "inlanguage" => fill(&mut found.language, value(&node)),
                "image" | "thumbnailurl" => {
                    let inner = || inner(&node, "url").and_then(|node| address(&node, base));
                    let picture = || body::picture(base, &node);
                    fill(&mut found.image, picture().or_else(inner).or_else(url));
                }
                "url" | "mainentityofpage" => {
                    let given = url().and_then(|given| own_address(base, page, &given));
                    fill(&mut found.link, given);
                }
                "articlesection" | "keywords" => {
                    found.labels(&value(&node).unwrap_or_default());
                }
                "articlebody" => {
                    if found.content.is_none() {
                        found.content = body::markup(&node).map(Body::Html);
                    }
                    enter = false;
                }
                "author" | "creator" => {
                    person::add(&mut found.authors, author(&node, base));
                    enter = false;
                }
                "publisher" => {
                    let named = inner(&node, "name").and_then(|node| value(&node));
                    fill(&mut found.site, named);
                }
                // Answers are articles of others.
                "comment" | "review" | "citation" => enter = false,
                _ => {}
            }
        }
        enter
    });
    found.title = found.title.or(name).and_then(|title| line(&title)).map(|t| t.into_string());
    found
}

fn fill(field: &mut Option<String>, value: Option<String>) {
    if field.is_none() {
        *field = value;
    }
}

/// What an element says: for machines where it does, else its text.
fn value(node: &NodeRef) -> Option<String> {
    let attribute = match &*dom::name(node) {
        "time" => dom::attribute(node, "datetime"),
        "data" | "meter" => dom::attribute(node, "value"),
        _ => None,
    };
    let content = dom::attribute(node, "content").or(attribute);
    content.or_else(|| filled(&dom::text(node)))
}

fn address(node: &NodeRef, base: Option<&Url>) -> Option<String> {
    let names = ["href", "content", "src", "itemid"];
    let found = names.iter().find_map(|name| dom::attribute(node, name))?;
    dom::address(base, &found)
}

/// The first element inside with a property.
fn inner<'t>(node: &NodeRef<'t>, property: &str) -> Option<NodeRef<'t>> {
    let mut found = None;
    dom::walk(node, &mut |step| {
        if let Step::Open(inner) = step
            && found.is_none()
            && dom::has_word(&inner, "itemprop", property)
        {
            found = Some(inner);
        }
        found.is_none()
    });
    found
}

fn author(node: &NodeRef, base: Option<&Url>) -> Option<Person> {
    let named = inner(node, "name");
    let name = named.as_ref().and_then(value).or_else(|| value(node))?;
    let name = Some(byline(&name)).filter(|name| name.chars().count() <= super::MAX_NAME)?;
    let page = inner(node, "url").and_then(|node| address(&node, base));
    let page = page.or_else(|| dom::address(base, &dom::attribute(node, "href")?));
    person::person(name).map(|person| Person { uri: page, ..person })
}
