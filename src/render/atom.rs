//! What subscribers see → Atom 1.0 (RFC 4287).

use chrono::{DateTime, Utc};

use crate::model::Format;

use super::{
    archive,
    path::{announced_as, documents},
    room::{Places, Written, text_bytes},
    shown::{Author, Shown, ShownItem, ShownOrigin},
    xml::{self, Xml, rfc3339},
};

/// `updated` of a feed that never held an item: Atom demands a date, and this one never moves.
pub(super) const NEVER: DateTime<Utc> =
    DateTime::from_timestamp(946_684_800, 0).expect("2000-01-01 is a date that chrono can hold");

/// Home of the program, where the package names one.
const HOME: &str = env!("CARGO_PKG_REPOSITORY");

/// The namespace of it all.
pub(super) const NAMESPACE: &str = "http://www.w3.org/2005/Atom";

/// Writes the document.
pub(super) fn write(shown: &Shown, items: &[ShownItem]) -> Written {
    let site = &shown.settings.site;
    let mut xml = Xml::new(text_bytes(items));
    xml.open("feed").attribute("xmlns", NAMESPACE);
    if archive::mark(shown.history).is_some() {
        xml.attribute("xmlns:fh", archive::NAMESPACE);
    }
    if items.iter().any(|item| item.image.is_some()) {
        xml.attribute("xmlns:media", xml::MEDIA_NAMESPACE.1);
    }
    xml.attribute("xml:lang", &site.language).inside();
    text(&mut xml, "title", &shown.full_title(), None);
    xml.leaf("id", &shown.id);
    xml.leaf("updated", &rfc3339(shown.updated.unwrap_or(NEVER)));
    person(&mut xml, &shown.author());
    xml.open("generator").attribute_if("uri", Some(HOME).filter(|home| !home.is_empty()));
    xml.attribute("version", env!("CARGO_PKG_VERSION")).inside().text("feedmill");
    xml.close("generator");
    feed_links(&mut xml, shown);
    if let Some(rights) = &site.rights {
        text(&mut xml, "rights", rights, None);
    }
    text(&mut xml, "subtitle", &shown.description, None);
    // What is said of the feed stands before its entries (RFC 4287 §4.1.1, Appendix B).
    if let Some(name) = archive::element(shown.history) {
        xml.open(name).empty();
    }
    let mut places = Places::after(xml.len());
    for item in items {
        entry(&mut xml, item);
        places.push(xml.len());
    }
    xml.close("feed");
    Written { bytes: xml.finish(), places }
}

fn feed_links(xml: &mut Xml, shown: &Shown) {
    let (media_type, _) = announced_as(Format::Atom);
    link(xml, "self", &shown.address(Format::Atom), Some(media_type), None);
    link(xml, "alternate", &shown.home, Some("text/html"), None);
    for format in documents(shown.settings) {
        if format != Format::Atom {
            link(xml, "alternate", &shown.address(format), Some(announced_as(format).0), None);
        }
    }
    for hub in &shown.settings.hubs {
        link(xml, "hub", hub.as_str(), None, None);
    }
    for (rel, address) in archive::links(shown, Format::Atom) {
        link(xml, rel, &address, Some(media_type), None);
    }
}

fn entry(xml: &mut Xml, shown: &ShownItem) {
    let language = shown.language.as_deref();
    xml.open("entry").inside();
    text(xml, "title", &shown.title, language);
    xml.leaf("id", &shown.id);
    xml.leaf("updated", &rfc3339(shown.updated));
    for author in &shown.authors {
        person(xml, author);
    }
    for label in &shown.labels {
        xml.open("category").attribute("term", &label.term);
        xml.attribute_if("scheme", label.scheme);
        xml.attribute_if("label", label.title.as_deref()).empty();
    }
    links(xml, shown);
    xml.leaf("published", &rfc3339(shown.published));
    if let Some(rights) = &shown.rights {
        text(xml, "rights", rights, None);
    }
    if let Some(origin) = &shown.origin {
        source(xml, origin, &shown.source);
    }
    if let Some(summary) = &shown.summary {
        text(xml, "summary", summary, language);
    }
    content(xml, shown);
    if let Some(image) = &shown.image {
        xml.open(xml::THUMBNAIL).html_attribute("url", image).inside().close(xml::THUMBNAIL);
    }
    xml.close("entry");
}

/// The body; an entry without one and without a link shows its summary (RFC 4287 §4.1.1.1).
fn content(xml: &mut Xml, shown: &ShownItem) {
    let (value, kind) = match (shown.content.as_deref(), &shown.link, &shown.summary) {
        (Some(html), ..) => (html, "html"),
        (None, None, Some(summary)) => (summary.as_str(), "text"),
        _ => return,
    };
    xml.open("content").attribute_if("xml:lang", shown.language.as_deref());
    xml.attribute("type", kind).inside().text(value).close("content");
}

fn links(xml: &mut Xml, shown: &ShownItem) {
    if let Some(address) = &shown.link {
        link(xml, "alternate", address, None, None);
    }
    for media in &shown.enclosures {
        xml.open("link").attribute("href", &media.url).attribute("rel", "enclosure");
        xml.attribute("type", &media.media_type);
        let length = media.length.map(|length| length.to_string());
        xml.attribute_if("length", length.as_deref()).empty();
    }
    for place in &shown.also_at {
        if let Some(address) = &place.link {
            link(xml, "related", address, None, Some(&place.title));
        }
    }
    related(xml, shown);
    if let Some(address) = &shown.comments {
        link(xml, "replies", address, Some("text/html"), None);
    }
}

/// The items of a story that an entry stands for. What is related once is not related twice.
fn related(xml: &mut Xml, shown: &ShownItem) {
    let Some(story) = shown.story.as_ref().filter(|story| story.is_digest()) else { return };
    let media = shown.enclosures.iter().map(|media| media.url.as_str());
    let places = shown.also_at.iter().filter_map(|place| place.link.as_deref());
    let mut known: Vec<&str> =
        shown.link.as_deref().into_iter().chain(media).chain(places).collect();
    for other in &story.others {
        let Some(address) = &other.link else { continue };
        if !known.contains(&&**address) {
            known.push(address);
            link(xml, "related", address, None, Some(&other.title));
        }
    }
}

fn source(xml: &mut Xml, origin: &ShownOrigin, title: &str) {
    xml.open("source").inside();
    text(xml, "title", title, None);
    xml.leaf("id", &origin.id);
    xml.leaf("updated", &rfc3339(origin.updated));
    if let Some(address) = &origin.feed {
        link(xml, "self", address, None, None);
    }
    if let Some(address) = &origin.link {
        link(xml, "alternate", address, None, None);
    }
    if let Some(rights) = &origin.rights {
        text(xml, "rights", rights, None);
    }
    xml.close("source");
}

fn person(xml: &mut Xml, author: &Author) {
    xml.open("author").inside();
    xml.leaf("name", &author.name);
    xml.leaf_if("email", author.email.as_deref());
    xml.leaf_if("uri", author.uri.as_deref());
    xml.close("author");
}

/// Plain text, which is said of it: some readers do not take it for granted.
fn text(xml: &mut Xml, name: &str, text: &str, language: Option<&str>) {
    xml.open(name).attribute("type", "text").attribute_if("xml:lang", language);
    xml.inside().text(text).close(name);
}

fn link(xml: &mut Xml, rel: &str, href: &str, media_type: Option<&str>, title: Option<&str>) {
    xml.open("link").attribute("href", href).attribute("rel", rel);
    xml.attribute_if("type", media_type).attribute_if("title", title).empty();
}
