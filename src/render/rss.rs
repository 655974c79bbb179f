//! What subscribers see → RSS 2.0, with the namespaces that its best practices profile names.

use chrono::{DateTime, SecondsFormat, Utc};
use rss::{
    Category, Channel, Enclosure, Guid, Item, Source,
    extension::{
        Extension, ExtensionMap,
        atom::{AtomExtension, Link},
        dublincore::DublinCoreExtension,
    },
};
use url::Url;

use crate::model::Format;

use super::{
    archive,
    html::escape,
    path::announced_as,
    shown::{Media, Shown, ShownItem, ShownOrigin},
    xml,
};

/// What the element `docs` points to.
const SPECIFICATION: &str = "https://www.rssboard.org/rss-specification";

/// Prefixes of what RSS has no element for, where some item needs them.
const NAMESPACES: [(&str, &str); 2] =
    [("dcterms", "http://purl.org/dc/terms/"), xml::MEDIA_NAMESPACE];

/// Writes the document.
pub(super) fn write(shown: &Shown, items: &[ShownItem]) -> Vec<u8> {
    let site = &shown.settings.site;
    let author = shown.author();
    let itself = Link {
        href: shown.address(Format::Rss),
        rel: "self".to_owned(),
        mime_type: Some(announced_as(Format::Rss).0.to_owned()),
        ..Link::default()
    };
    let hub = |hub: &Url| Link { href: hub.to_string(), rel: "hub".to_owned(), ..Link::default() };
    let mut links = vec![itself];
    links.extend(shown.settings.hubs.iter().map(hub));
    for (rel, href) in archive::links(shown, Format::Rss) {
        let mime_type = Some(announced_as(Format::Rss).0.to_owned());
        links.push(Link { href, rel: rel.to_owned(), mime_type, ..Link::default() });
    }
    let items: Vec<Item> = items.iter().map(item).collect();
    let is_used = |prefix: &str| items.iter().any(|item| item.extensions.contains_key(prefix));
    let used = NAMESPACES.iter().filter(|(prefix, _)| is_used(prefix));
    let mut namespaces = archive::namespaces(shown.history);
    namespaces.extend(used.map(|(prefix, name)| (prefix.to_string(), name.to_string())));
    let channel = Channel {
        namespaces,
        title: shown.full_title(),
        link: shown.home.clone(),
        description: shown.description.clone(),
        language: Some(site.language.to_string()),
        copyright: site.rights.as_deref().map(str::to_owned),
        managing_editor: author.email.map(|email| format!("{email} ({})", author.name)),
        last_build_date: shown.updated.map(date),
        generator: Some(format!("feedmill {}", env!("CARGO_PKG_VERSION"))),
        docs: Some(SPECIFICATION.to_owned()),
        atom_ext: Some(AtomExtension { links }),
        extensions: archive::extensions(shown.history, |name| Extension {
            name,
            ..Extension::default()
        }),
        items,
        ..Channel::default()
    };
    let bytes =
        channel.pretty_write_to(Vec::new(), b' ', 1).expect("writing into memory does not fail");
    xml::finish(xml::hexadecimal_titles(&bytes))
}

/// A date as RFC 822 has it, with four digits of year and a numeric zone.
fn date(at: DateTime<Utc>) -> String {
    at.format("%a, %d %b %Y %H:%M:%S +0000").to_string()
}

fn item(shown: &ShownItem) -> Item {
    Item {
        title: Some(shown.title.clone()),
        link: shown.link.clone(),
        // The description is HTML by habit, so plain text is escaped.
        // There is always one, for a body without it is a summary to some readers.
        description: Some(escape(shown.summary.as_deref().unwrap_or(&shown.title))),
        categories: shown
            .labels
            .iter()
            .map(|label| Category {
                name: label.term.clone(),
                domain: label.scheme.map(str::to_owned),
            })
            .collect(),
        comments: shown.comments.clone(),
        enclosure: shown.enclosures.first().map(|media| Enclosure {
            url: media.url.clone(),
            // Zero stands for an unknown length.
            length: media.length.unwrap_or(0).to_string(),
            mime_type: media.media_type.clone(),
        }),
        guid: Some(Guid { value: shown.id.clone(), permalink: false }),
        pub_date: Some(date(shown.published)),
        source: shown.origin.as_ref().map(|origin| source(origin, &shown.source)),
        content: shown.content.as_deref().map(str::to_owned),
        dublin_core_ext: Some(dublin_core(shown)),
        extensions: extensions(shown),
        ..Item::default()
    }
}

/// Who wrote it, in which language, and whose it is: what the item says, else the feed that it was
/// copied from.
fn dublin_core(shown: &ShownItem) -> DublinCoreExtension {
    let origin = shown.origin.as_ref();
    let rights = shown.rights.as_ref().or_else(|| origin?.rights.as_ref());
    DublinCoreExtension {
        creators: shown.authors.iter().map(|author| author.name.clone()).collect(),
        languages: shown.language.clone().into_iter().collect(),
        rights: rights.cloned().into_iter().collect(),
        ..DublinCoreExtension::default()
    }
}

/// The picture, the media files beyond the first (RSS permits one enclosure), and when it changed.
fn extensions(shown: &ShownItem) -> ExtensionMap {
    let mut extensions = ExtensionMap::new();
    let mut add = |prefix: &str, extension: Extension| {
        let name = extension.name.rsplit(':').next().unwrap_or_default().to_owned();
        let of_prefix = extensions.entry(prefix.to_owned()).or_default();
        of_prefix.entry(name).or_default().push(extension);
    };
    if shown.updated != shown.published {
        let value = Some(shown.updated.to_rfc3339_opts(SecondsFormat::Secs, true));
        let name = "dcterms:modified".to_owned();
        add("dcterms", Extension { name, value, ..Extension::default() });
    }
    for further in shown.enclosures.iter().skip(1) {
        add("media", media(further));
    }
    if let Some(image) = &shown.image {
        let attrs = [("url".to_owned(), image.clone())].into();
        add("media", Extension { name: xml::THUMBNAIL.to_owned(), attrs, ..Extension::default() });
    }
    extensions
}

fn media(media: &Media) -> Extension {
    let mut attrs = vec![("url", media.url.clone()), ("type", media.media_type.clone())];
    attrs.extend(media.length.map(|length| ("fileSize", length.to_string())));
    Extension {
        name: "media:content".to_owned(),
        attrs: attrs.into_iter().map(|(name, value)| (name.to_owned(), value)).collect(),
        ..Extension::default()
    }
}

fn source(origin: &ShownOrigin, title: &str) -> Source {
    let url = origin.feed.as_ref().or(origin.link.as_ref()).unwrap_or(&origin.id);
    Source { url: url.clone(), title: Some(title.to_owned()) }
}
