//! Addresses in entries and feeds: absolute where their base is known, and told apart by `rel`.

use super::slot::Slot;
use crate::{
    model::{Link, LinkRel},
    parse::{
        looks::{filled, is_web_address},
        xml::Element,
    },
};

use url::Url;

/// The address of an element, relative to the base in force there. One that is absolute stays as it
/// is written.
pub(super) fn absolute(text: &str, element: Element<'_, '_>) -> Option<String> {
    against(text, element.base())
}

/// An address relative to a base. One that is absolute stays as it is written.
pub(in crate::parse) fn against(text: &str, base: Option<&Url>) -> Option<String> {
    let mut text = filled(text)?;
    if text.contains("&amp;") {
        // Escaped once too often.
        text = text.replace("&amp;", "&");
    }
    let Some(base) = base else { return Some(text) };
    match Url::parse(&text) {
        Err(url::ParseError::RelativeUrlWithoutBase) if !text.starts_with("www.") => {
            Some(base.join(&text).map_or(text, String::from))
        }
        _ => Some(text),
    }
}

/// The address of a picture: in an element `url`, in an attribute, or as text.
pub(super) fn picture(element: Element<'_, '_>) -> Option<String> {
    let inner = element.children().find(|child| child.is("url")).map(|child| child.text());
    let attribute = || element.attribute("href").or_else(|| element.attribute("url"));
    let text = || (!element.has_markup()).then(|| element.text());
    let address = inner.or_else(attribute).or_else(text)?;
    absolute(&address, element)
}

/// The links of an entry or a feed.
#[derive(Debug, Default)]
pub(super) struct Links {
    is_atom: bool,
    page: Slot<String>,
    /// The feed's own address.
    pub(super) itself: Slot<String>,
    /// Where else to look.
    pub(super) others: Vec<Link>,
}

/// Most links kept beside the alternate one.
const MAX_OTHERS: usize = 50;

impl Links {
    /// None yet. In Atom, a link without type or of type HTML leads to the page.
    pub(super) fn new(is_atom: bool) -> Self {
        Links { is_atom, ..Links::default() }
    }

    /// Takes an element and returns its relation; `alternate` where it states none
    /// (RFC 4287 §4.2.7.2). A link of RSS is its text.
    pub(super) fn take(&mut self, element: Element<'_, '_>, rank: u8) -> String {
        let text = element.text();
        let is_label = element.attribute("href").is_some() && !is_web_address(text.trim());
        if !text.trim().is_empty() && !is_label {
            self.page.put(rank, absolute(&text, element));
            return "alternate".to_owned();
        }
        let rel = rel(element);
        if rel == "self" && element.attribute("href").is_some_and(|href| href.is_empty()) {
            // A reference to the base itself (RFC 3986 §5.2.2).
            self.itself.put(rank, element.base().map(Url::to_string));
        }
        let Some(address) = element.attribute("href").and_then(|href| absolute(&href, element))
        else {
            return rel;
        };
        match rel.as_str() {
            "alternate" => {
                let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
                let is_page = matches!(kind.as_str(), "" | "text/html" | "application/xhtml+xml");
                self.page.put(rank + 2 * u8::from(self.is_atom && !is_page), Some(address));
            }
            "self" => self.itself.put(rank, Some(address)),
            // Where there is no page, what the entry talks about comes nearest.
            "via" | "related" => self.page.put(8, Some(address)),
            "hub" => self.other(LinkRel::Hub, &address),
            "next" | "prev-archive" => self.other(LinkRel::Next, &address),
            _ => {}
        }
        rel
    }

    fn other(&mut self, rel: LinkRel, address: &str) {
        if self.others.len() < MAX_OTHERS {
            self.others.push(Link::new(rel, address));
        }
    }

    /// Offers the address of the page.
    pub(super) fn put(&mut self, rank: u8, address: Option<String>) {
        self.page.put(rank, address);
    }

    /// The address of the page.
    pub(super) fn best(self) -> Option<String> {
        self.page.take()
    }
}

/// The relation of a link, registered ones by their short name (RFC 4287 §4.2.7.2).
fn rel(element: Element<'_, '_>) -> String {
    let rel = element.attribute("rel").unwrap_or_default().to_ascii_lowercase();
    let registered = [
        "http://www.iana.org/assignments/relation/",
        "http://www.iana.org/assignments/link-relations/",
    ];
    let short = registered.iter().find_map(|prefix| rel.strip_prefix(prefix)).unwrap_or(&rel);
    if short.is_empty() { "alternate".to_owned() } else { short.to_owned() }
}
