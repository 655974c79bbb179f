//! Links of Atom, also where they stand in RSS (RFC 4287 §4.2.7).

use super::{addresses::Wanted, findings::quote, judge::Judge, table::*, tree::Element};

/// The registry of link relations as far as feeds use it (RFC 8288 §4.2).
const RELATIONS: [&str; 54] = [
    "about",
    "acl",
    "alternate",
    "amphtml",
    "appendix",
    "archives",
    "author",
    "bookmark",
    "canonical",
    "chapter",
    "cite-as",
    "collection",
    "contents",
    "copyright",
    "current",
    "describedby",
    "edit",
    "edit-media",
    "enclosure",
    "first",
    "glossary",
    "help",
    "hub",
    "icon",
    "index",
    "item",
    "last",
    "latest-version",
    "license",
    "me",
    "monitor",
    "next",
    "next-archive",
    "nofollow",
    "payment",
    "prev",
    "prev-archive",
    "preview",
    "previous",
    "privacy-policy",
    "publication",
    "related",
    "replies",
    "search",
    "section",
    "self",
    "service",
    "shortlink",
    "start",
    "stylesheet",
    "tag",
    "terms-of-service",
    "up",
    "via",
];

/// The relation of a link; no `rel` means `alternate`.
pub(super) fn relation<'t>(link: Element<'t, '_>) -> &'t str {
    let relation = link.attribute("rel").unwrap_or("alternate").trim();
    // Registered relations may be written as addresses (RFC 4287 §4.2.7.2).
    relation.strip_prefix("http://www.iana.org/assignments/relation/").unwrap_or(relation)
}

/// Judges one link.
pub(super) fn link(link: Element, judge: &mut Judge) {
    let relation = relation(link);
    match link.attribute("href") {
        None => judge.add(ATOM_LINK_HREF, &link.place(), ""),
        Some(address) if relation == "self" && is_of_feed(link) => {
            judge.address_of(link, "href", Wanted::Reference);
            judge.itself(&link.attribute_place("href"), address);
        }
        Some(_) => judge.address_of(link, "href", Wanted::Reference),
    }
    if !relation.contains(':') && !RELATIONS.contains(&relation) {
        judge.add(ATOM_LINK_REL, &link.attribute_place("rel"), &quote(relation));
    }
    match link.attribute("type") {
        Some(kind) => judge.media_type(&link.attribute_place("type"), kind),
        None if relation == "enclosure" => judge.add(ATOM_ENCLOSURE_TYPE, &link.place(), ""),
        None => {}
    }
    if let Some(language) = link.attribute("hreflang") {
        judge.language(&link.attribute_place("hreflang"), language);
    }
    if let Some(length) = link.attribute("length") {
        judge.integer(&link.attribute_place("length"), length);
    }
}

fn is_of_feed(link: Element) -> bool {
    link.parent().is_some_and(|parent| matches!(parent.local(), "feed" | "channel"))
}
