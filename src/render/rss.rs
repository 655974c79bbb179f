//! What subscribers see → RSS 2.0, with the namespaces that its best practices profile names.

use chrono::{DateTime, Utc};
use rss::{
    Category, Channel, Enclosure, Guid, Item, Source,
    extension::{
        atom::{AtomExtension, Link},
        dublincore::DublinCoreExtension,
    },
};
use url::Url;

use crate::model::Format;

use super::{
    html::escape,
    path::announced_as,
    shown::{Shown, ShownItem, ShownOrigin},
    xml,
};

/// What the element `docs` points to.
const SPECIFICATION: &str = "https://www.rssboard.org/rss-specification";

/// Media type of an enclosure whose type nobody gives; RSS demands one.
const ANY_TYPE: &str = "application/octet-stream";

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
    let links = std::iter::once(itself).chain(shown.settings.hubs.iter().map(hub)).collect();
    let channel = Channel {
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
        items: items.iter().map(item).collect(),
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
            mime_type: media.media_type.clone().unwrap_or_else(|| ANY_TYPE.to_owned()),
        }),
        guid: Some(Guid { value: shown.id.clone(), permalink: false }),
        pub_date: Some(date(shown.published)),
        source: shown.origin.as_ref().map(|origin| source(origin, &shown.source)),
        content: shown.content.as_deref().map(str::to_owned),
        dublin_core_ext: dublin_core(shown),
        ..Item::default()
    }
}

/// Who wrote it, and whose it is: what the item says, else the feed that it was copied from.
fn dublin_core(shown: &ShownItem) -> Option<DublinCoreExtension> {
    let origin = shown.origin.as_ref();
    let rights = shown.rights.as_ref().or_else(|| origin?.rights.as_ref());
    (!shown.authors.is_empty() || rights.is_some()).then(|| DublinCoreExtension {
        creators: shown.authors.iter().map(|author| author.name.clone()).collect(),
        rights: rights.cloned().into_iter().collect(),
        ..DublinCoreExtension::default()
    })
}

fn source(origin: &ShownOrigin, title: &str) -> Source {
    let url = origin.feed.as_ref().or(origin.link.as_ref()).unwrap_or(&origin.id);
    Source { url: url.clone(), title: Some(title.to_owned()) }
}
