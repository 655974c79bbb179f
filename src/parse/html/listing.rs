//! A page that lists articles → one entry for each element that the selector `item` finds.
//!
//! A page without a match is not read as an empty one: nothing may be forgotten because a publisher
//! renamed a class.

use dom_query::{NodeId, NodeRef};

use crate::{
    model::{Body, Entry, Parsed, RawDate, Shape},
    parse::{
        Selectors, Settings,
        looks::{is_web_address, line},
        notes::Notes,
        person,
    },
};

use super::{
    dom::{self, Step},
    page::Page,
    selector::Selector,
};

/// Longest summary, in bytes of markup: what is longer is the list itself.
const MAX_SUMMARY: usize = 64 << 10;

/// Reads the entries of a page.
pub(super) fn read(page: &Page, settings: &Settings, notes: &mut Notes) -> Parsed {
    let mut parsed = Parsed { shape: Shape::Html, ..Parsed::default() };
    parsed.origin = super::origin::of_page(page);
    let Some(parts) = Parts::new(&settings.selectors, notes) else { return parsed };
    let mut items: Vec<NodeRef> = Vec::new();
    dom::walk(&page.tree.root(), &mut |step| {
        if let Step::Open(node) = step
            && parts.item.matches(&node)
        {
            items.push(node);
        }
        true
    });
    if items.is_empty() {
        let what = format!("no element matches \"{}\"", settings.selectors.item);
        notes.note(None, &what, "nothing was taken from the page");
        return parsed;
    }
    // The tree was built in the order of the page, so the ids rise.
    let ids: Vec<NodeId> = items.iter().map(|item| item.id).collect();
    let is_item = |node: &NodeRef| ids.binary_search(&node.id).is_ok();
    let mut empty = 0;
    for item in &items {
        if parsed.entries.len() >= settings.limits.entries {
            let what = format!("more than {} entries", settings.limits.entries);
            notes.note(None, &what, "the others were left out");
            break;
        }
        match parts.entry(item, page, &is_item) {
            Some(entry) => parsed.entries.push(entry),
            None => empty += 1,
        }
    }
    if empty > 0 {
        let what = format!("{empty} of {} elements have neither link nor title", items.len());
        notes.note(None, &what, "they were left out");
    }
    parsed.complete = page.complete && !parsed.entries.is_empty();
    parsed
}

/// The selectors, understood.
struct Parts {
    item: Selector,
    title: Option<Selector>,
    link: Option<Selector>,
    date: Option<Selector>,
    summary: Option<Selector>,
    author: Option<Selector>,
    image: Option<Selector>,
}

impl Parts {
    /// A selector that is none leaves its field to the default; without `item` nothing can be read.
    fn new(selectors: &Selectors, notes: &mut Notes) -> Option<Self> {
        let mut part = |name: &str, text: &str| {
            if text.trim().is_empty() {
                return None;
            }
            let understood = Selector::new(text);
            if let Err(why) = &understood {
                notes.note(None, &format!("selector `{name}`: {why}"), "it was ignored");
            }
            understood.ok()
        };
        let item = match selectors.item.trim() {
            "" => None,
            text => part("item", text),
        };
        let parts = (
            part("title", &selectors.title),
            part("link", &selectors.link),
            part("date", &selectors.date),
            part("summary", &selectors.summary),
            part("author", &selectors.author),
            part("image", &selectors.image),
        );
        let Some(item) = item else {
            notes.note(None, "no selector for the articles", "nothing was taken from the page");
            return None;
        };
        let (title, link, date, summary, author, image) = parts;
        Some(Parts { item, title, link, date, summary, author, image })
    }

    fn entry(
        &self,
        item: &NodeRef,
        page: &Page,
        is_item: &dyn Fn(&NodeRef) -> bool,
    ) -> Option<Entry> {
        let find = |selector: &Selector| selector.find(item, is_item);
        let default = |text: &str| {
            let selector = Selector::new(text).expect("the defaults are selectors");
            selector.find(item, is_item)
        };
        let base = page.base.as_ref();
        let address = |selector: &Selector, node: &NodeRef, attributes: &[&str]| {
            let value = match &selector.attribute {
                Some(_) => selector.value(node),
                None => attributes.iter().find_map(|name| dom::attribute(node, name)),
            };
            dom::address(base, &value?)
        };
        let linked = match &self.link {
            Some(selector) => find(selector).into_iter().find_map(|node| {
                let link =
                    address(selector, &node, &["href", "src"]).or_else(|| inner(base, &node));
                Some((link?, node))
            }),
            None if dom::name(item) == "a" && item.has_attr("href") => dom::attribute(item, "href")
                .and_then(|href| dom::address(base, &href))
                .map(|link| (link, *item)),
            None => default("a[href]").into_iter().find_map(|node| {
                Some((dom::address(base, &dom::attribute(&node, "href")?)?, node))
            }),
        };
        let title = match &self.title {
            Some(selector) => find(selector).iter().find_map(|node| selector.value(node)),
            None => linked.as_ref().and_then(|(_, node)| title_of(node)),
        };
        if linked.is_none() && title.is_none() {
            return None;
        }
        let date = match &self.date {
            Some(selector) => find(selector).iter().find_map(|node| date(selector, node)),
            None => default("time").iter().find_map(|node| {
                dom::attribute(node, "datetime").or_else(|| Some(dom::text(node)))
            }),
        };
        let summary = self.summary.as_ref().and_then(|selector| {
            find(selector).iter().find_map(|node| match &selector.attribute {
                Some(_) => selector.value(node).map(Body::Plain),
                None => super::body::markup(node)
                    .filter(|markup| markup.len() <= MAX_SUMMARY)
                    .map(Body::Html),
            })
        });
        let image = self.image.as_ref().and_then(|selector| {
            let found = find(selector);
            found.iter().find_map(|node| picture(base, selector, node))
        });
        let mut entry = Entry {
            base: base.cloned(),
            link: linked.map(|(link, _)| link),
            title: title.map(Body::Plain),
            summary,
            published: date.as_deref().and_then(RawDate::new),
            image,
            language: super::origin::language(page),
            ..Entry::default()
        };
        if let Some(selector) = &self.author {
            for name in find(selector).iter().filter_map(|node| selector.value(node)) {
                person::add(&mut entry.authors, person::person(&name));
            }
        }
        Some(entry)
    }
}

/// The address of the first link inside an element that is none itself.
fn inner(base: Option<&url::Url>, node: &NodeRef) -> Option<String> {
    let mut found = None;
    dom::walk(node, &mut |step| {
        if let Step::Open(inner) = step
            && found.is_none()
            && dom::name(&inner) == "a"
        {
            found = dom::attribute(&inner, "href").and_then(|href| dom::address(base, &href));
        }
        found.is_none()
    });
    found.or_else(|| Some(dom::text(node)).filter(|text| is_web_address(text)))
}

/// The text of a link; where it holds a heading beside other things, the heading.
fn title_of(link: &NodeRef) -> Option<String> {
    let mut heading = None;
    dom::walk(link, &mut |step| {
        if let Step::Open(node) = step
            && heading.is_none()
            && matches!(&*dom::name(&node), "h1" | "h2" | "h3" | "h4" | "h5" | "h6")
        {
            heading = Some(dom::text(&node)).filter(|text| !text.is_empty());
        }
        heading.is_none()
    });
    heading
        .or_else(|| Some(dom::text(link)).filter(|text| !text.is_empty()))
        .or_else(|| dom::attribute(link, "title"))
        .or_else(|| dom::attribute(link, "aria-label"))
        .and_then(|text| line(&text))
        .map(|text| text.into_string())
}

/// The attributes that hold a date for machines come before the text for people.
fn date(selector: &Selector, node: &NodeRef) -> Option<String> {
    if selector.attribute.is_none() {
        let machine = ["datetime", "content"];
        if let Some(value) = machine.iter().find_map(|name| dom::attribute(node, name)) {
            return Some(value);
        }
    }
    selector.value(node)
}

fn picture(base: Option<&url::Url>, selector: &Selector, node: &NodeRef) -> Option<String> {
    if selector.attribute.is_some() {
        return dom::address(base, &selector.value(node)?);
    }
    super::body::picture(base, node).or_else(|| {
        let mut found = None;
        dom::walk(node, &mut |step| {
            if let Step::Open(inner) = step
                && found.is_none()
            {
                found = super::body::picture(base, &inner);
            }
            found.is_none()
        });
        found
    })
}
