//! What subscribers see → Atom 1.0 (RFC 4287).

use atom_syndication::{
    Category, Content, Entry, Feed, Generator, Link, Person, Source, Text, WriteConfig,
    extension::{Extension, ExtensionMap},
};
use chrono::{DateTime, FixedOffset, Utc};

use crate::model::Format;

use super::{
    archive,
    html::escape,
    path::{announced_as, documents},
    shown::{Author, Shown, ShownItem, ShownOrigin},
    xml,
};

/// `updated` of a feed that never held an item: Atom demands a date, and this one never moves.
pub(super) const NEVER: DateTime<Utc> =
    DateTime::from_timestamp(946_684_800, 0).expect("2000-01-01 is a date that chrono can hold");

/// Home of the program, where the package names one.
const HOME: &str = env!("CARGO_PKG_REPOSITORY");

/// Writes the document.
///
/// The crate writes attributes of extensions as they are given, so they are escaped here.
pub(super) fn write(shown: &Shown, items: &[ShownItem]) -> Vec<u8> {
    let site = &shown.settings.site;
    let author = shown.author();
    let mut links = vec![typed("self", &shown.address(Format::Atom), announced_as(Format::Atom).0)];
    links.push(typed("alternate", &shown.home, "text/html"));
    for format in documents(shown.settings) {
        if format != Format::Atom {
            links.push(typed("alternate", &shown.address(format), announced_as(format).0));
        }
    }
    links.extend(shown.settings.hubs.iter().map(|hub| link("hub", hub.as_str())));
    for (rel, address) in archive::links(shown, Format::Atom) {
        links.push(typed(rel, &address, announced_as(Format::Atom).0));
    }
    let has_pictures = items.iter().any(|item| item.image.is_some());
    let (prefix, name) = xml::MEDIA_NAMESPACE;
    let mut namespaces = archive::namespaces(shown.history);
    namespaces.extend(has_pictures.then(|| (prefix.to_owned(), name.to_owned())));
    let feed = Feed {
        namespaces,
        title: Text::plain(shown.full_title()),
        subtitle: Some(Text::plain(&shown.description)),
        id: shown.id.clone(),
        updated: date(shown.updated.unwrap_or(NEVER)),
        authors: vec![person(&author)],
        generator: Some(Generator {
            value: "feedmill".to_owned(),
            uri: Some(HOME.to_owned()).filter(|home| !home.is_empty()),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
        }),
        links,
        rights: site.rights.as_deref().map(Text::plain),
        lang: Some(site.language.to_string()),
        entries: items.iter().map(entry).collect(),
        ..Feed::default()
    };
    let config = WriteConfig { write_document_declaration: false, indent_size: Some(1) };
    let head = b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n".to_vec();
    let bytes = feed.write_with_config(head, config).expect("writing into memory does not fail");
    let bytes = archive::marked(bytes, shown.history);
    xml::finish(xml::stated_types(&xml::zulu_dates(&bytes)))
}

fn entry(shown: &ShownItem) -> Entry {
    let text = |value: &str| Text { lang: shown.language.clone(), ..Text::plain(value) };
    Entry {
        title: text(&shown.title),
        id: shown.id.clone(),
        updated: date(shown.updated),
        published: Some(date(shown.published)),
        authors: shown.authors.iter().map(person).collect(),
        categories: shown
            .labels
            .iter()
            .map(|label| Category {
                term: label.term.clone(),
                scheme: label.scheme.map(str::to_owned),
                label: label.title.clone(),
            })
            .collect(),
        links: links(shown),
        rights: shown.rights.as_deref().map(Text::plain),
        source: shown.origin.as_ref().map(|origin| source(origin, &shown.source)),
        summary: shown.summary.as_deref().map(text),
        content: content(shown),
        extensions: shown.image.as_deref().map(picture).unwrap_or_default(),
        ..Entry::default()
    }
}

fn picture(address: &str) -> ExtensionMap {
    let attrs = [("url".to_owned(), escape(address))].into();
    let thumbnail = Extension { name: xml::THUMBNAIL.to_owned(), attrs, ..Extension::default() };
    let of_prefix = [("thumbnail".to_owned(), vec![thumbnail])].into();
    [(xml::MEDIA_NAMESPACE.0.to_owned(), of_prefix)].into()
}

/// The body; an entry without one and without a link shows its summary (RFC 4287 §4.1.1.1).
fn content(shown: &ShownItem) -> Option<Content> {
    let (value, kind) = match (shown.content.as_deref(), &shown.link, &shown.summary) {
        (Some(html), ..) => (html, "html"),
        (None, None, Some(summary)) => (summary.as_str(), "text"),
        _ => return None,
    };
    Some(Content {
        lang: shown.language.clone(),
        value: Some(value.to_owned()),
        content_type: Some(kind.to_owned()),
        ..Content::default()
    })
}

fn links(shown: &ShownItem) -> Vec<Link> {
    let mut links = Vec::new();
    if let Some(address) = &shown.link {
        links.push(link("alternate", address));
    }
    for media in &shown.enclosures {
        links.push(Link {
            mime_type: Some(media.media_type.clone()),
            length: media.length.map(|length| length.to_string()),
            ..link("enclosure", &media.url)
        });
    }
    for place in &shown.also_at {
        if let Some(address) = &place.link {
            links.push(Link { title: Some(place.title.clone()), ..link("related", address) });
        }
    }
    if let Some(story) = shown.story.as_ref().filter(|story| story.is_digest()) {
        for other in &story.others {
            let Some(address) = &other.link else { continue };
            // What is related once is not related twice.
            if !links.iter().any(|known| known.href == *address) {
                links.push(Link { title: Some(other.title.clone()), ..link("related", address) });
            }
        }
    }
    if let Some(address) = &shown.comments {
        links.push(typed("replies", address, "text/html"));
    }
    links
}

fn source(origin: &ShownOrigin, title: &str) -> Source {
    let mut links = Vec::new();
    if let Some(address) = &origin.feed {
        links.push(link("self", address));
    }
    if let Some(address) = &origin.link {
        links.push(link("alternate", address));
    }
    Source {
        title: Text::plain(title),
        id: origin.id.clone(),
        updated: date(origin.updated),
        links,
        rights: origin.rights.as_deref().map(Text::plain),
        ..Source::default()
    }
}

fn person(author: &Author) -> Person {
    Person {
        name: author.name.clone(),
        email: author.email.clone(),
        uri: author.uri.clone(),
        ..Person::default()
    }
}

fn link(rel: &str, href: &str) -> Link {
    Link { href: href.to_owned(), rel: rel.to_owned(), ..Link::default() }
}

fn typed(rel: &str, href: &str, media_type: &str) -> Link {
    Link { mime_type: Some(media_type.to_owned()), ..link(rel, href) }
}

pub(super) fn date(at: DateTime<Utc>) -> DateTime<FixedOffset> {
    at.fixed_offset()
}
