//! What subscribers see → RSS 2.0, with the namespaces that its best practices profile names.

use crate::model::Format;

use super::{
    archive,
    path::announced_as,
    room::{Places, Written, text_bytes},
    shown::{Shown, ShownItem},
    xml::{self, Xml, rfc822, rfc3339},
};

/// What the element `docs` points to.
const SPECIFICATION: &str = "https://www.rssboard.org/rss-specification";

/// The namespaces that a document may declare, by prefix. Bodies and people come with items; dates of
/// revision and media, where some item has them.
const ATOM: (&str, &str) = ("xmlns:atom", "http://www.w3.org/2005/Atom");
const CONTENT: (&str, &str) = ("xmlns:content", "http://purl.org/rss/1.0/modules/content/");
const DUBLIN_CORE: (&str, &str) = ("xmlns:dc", "http://purl.org/dc/elements/1.1/");
const TERMS: (&str, &str) = ("xmlns:dcterms", "http://purl.org/dc/terms/");

/// Writes the document.
pub(super) fn write(shown: &Shown, items: &[ShownItem]) -> Written {
    let mut xml = Xml::new(text_bytes(items));
    xml.open("rss").attribute("version", "2.0");
    let history = archive::mark(shown.history);
    let is_media = |item: &ShownItem| item.enclosures.len() > 1 || item.image.is_some();
    let media = ("xmlns:media", xml::MEDIA_NAMESPACE.1);
    let used = [
        (true, ATOM),
        (items.iter().any(|item| item.content.is_some()), CONTENT),
        (!items.is_empty(), DUBLIN_CORE),
        (items.iter().any(|item| item.updated != item.published), TERMS),
        (history.is_some(), ("xmlns:fh", archive::NAMESPACE)),
        (items.iter().any(is_media), media),
    ];
    for (_, (prefix, name)) in used.iter().filter(|(is_used, _)| *is_used) {
        xml.attribute(prefix, name);
    }
    xml.inside().open("channel").inside();
    channel(&mut xml, shown);
    let mut places = Places::after(xml.len());
    for item in items {
        write_item(&mut xml, item);
        places.push(xml.len());
    }
    xml.close("channel");
    xml.close("rss");
    Written { bytes: xml.finish(), places }
}

/// What is said of the feed.
fn channel(xml: &mut Xml, shown: &Shown) {
    let site = &shown.settings.site;
    let author = shown.author();
    xml.title(&shown.full_title());
    xml.leaf("link", &shown.home);
    xml.leaf("description", &shown.description);
    xml.leaf("language", &site.language);
    xml.leaf_if("copyright", site.rights.as_deref());
    let editor = author.email.map(|email| format!("{email} ({})", author.name));
    xml.leaf_if("managingEditor", editor.as_deref());
    xml.leaf_if("lastBuildDate", shown.updated.map(rfc822).as_deref());
    xml.leaf("generator", concat!("feedmill ", env!("CARGO_PKG_VERSION")));
    xml.leaf("docs", SPECIFICATION);
    if let Some(name) = archive::element(shown.history) {
        xml.open(name).inside().close(name);
    }
    let (media_type, _) = announced_as(Format::Rss);
    let mut link = |href: &str, rel: &str, media_type: Option<&str>| {
        xml.open("atom:link").attribute("href", href).attribute("rel", rel);
        xml.attribute_if("type", media_type).empty();
    };
    link(&shown.address(Format::Rss), "self", Some(media_type));
    for hub in &shown.settings.hubs {
        link(hub.as_str(), "hub", None);
    }
    for (rel, href) in archive::links(shown, Format::Rss) {
        link(&href, rel, Some(media_type));
    }
}

fn write_item(xml: &mut Xml, shown: &ShownItem) {
    xml.open("item").inside();
    xml.title(&shown.title);
    xml.leaf_if("link", shown.link.as_deref());
    // The description is HTML by habit, so plain text is escaped.
    // There is always one, for a body without it is a summary to some readers.
    xml.text_as_html("description", shown.summary.as_deref().unwrap_or(&shown.title));
    for label in &shown.labels {
        xml.open("category").attribute_if("domain", label.scheme).inside();
        xml.text(&label.term).close("category");
    }
    xml.leaf_if("comments", shown.comments.as_deref());
    if let Some(media) = shown.enclosures.first() {
        // Zero stands for an unknown length.
        let length = media.length.unwrap_or(0).to_string();
        xml.open("enclosure").attribute("url", &media.url).attribute("length", &length);
        xml.attribute("type", &media.media_type).empty();
    }
    xml.open("guid").attribute("isPermaLink", "false").inside();
    xml.text(&shown.id).close("guid");
    xml.leaf("pubDate", &rfc822(shown.published));
    if let Some(origin) = &shown.origin {
        let url = origin.feed.as_ref().or(origin.link.as_ref()).unwrap_or(&origin.id);
        xml.open("source").attribute("url", url).inside().text(&shown.source).close("source");
    }
    if let Some(content) = &shown.content {
        xml.html("content:encoded", content);
    }
    if shown.updated != shown.published {
        xml.leaf("dcterms:modified", &rfc3339(shown.updated));
    }
    media(xml, shown);
    dublin_core(xml, shown);
    xml.close("item");
}

/// The media files beyond the first, for RSS permits one enclosure, and the picture.
fn media(xml: &mut Xml, shown: &ShownItem) {
    for further in shown.enclosures.iter().skip(1) {
        xml.open("media:content");
        let length = further.length.map(|length| length.to_string());
        xml.attribute_if("fileSize", length.as_deref());
        xml.attribute("type", &further.media_type).attribute("url", &further.url);
        xml.inside().close("media:content");
    }
    if let Some(image) = &shown.image {
        xml.open(xml::THUMBNAIL).attribute("url", image).inside().close(xml::THUMBNAIL);
    }
}

/// Who wrote it, in which language, and whose it is: what the item says, else the feed that it was
/// copied from.
fn dublin_core(xml: &mut Xml, shown: &ShownItem) {
    for author in &shown.authors {
        xml.leaf("dc:creator", &author.name);
    }
    xml.leaf_if("dc:language", shown.language.as_deref());
    let origin = shown.origin.as_ref();
    let rights = shown.rights.as_ref().or_else(|| origin?.rights.as_ref());
    xml.leaf_if("dc:rights", rights.map(String::as_str));
}
