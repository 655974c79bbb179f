//! Media RSS, enclosures and podcast pictures → attached files and the picture of an entry.

use super::{link::absolute, slot::Slot};
use crate::{
    model::{Category, Enclosure, Entry, Text},
    parse::{
        looks::{add_labels, filled, line},
        xml::{Element, Space},
    },
};

/// Most attached files of one entry.
const MAX_ENCLOSURES: usize = 200;

/// Most people and agencies credited in one entry.
const MAX_CREDITS: usize = 100;

/// Rank of a picture that is attached rather than shown.
const ATTACHED: u8 = 5;

/// Pictures by how surely the publisher means them as the picture of the article.
#[derive(Debug, Default)]
pub(in crate::parse) struct Pictures {
    best: Slot<String>,
}

impl Pictures {
    /// Offers a picture; a thumbnail of Media RSS has rank 0, one that is only attached 5.
    pub(super) fn put(&mut self, rank: u8, address: Option<String>) {
        self.best.put(rank, address);
    }

    /// The best one.
    pub(in crate::parse) fn best(self) -> Option<String> {
        self.best.take()
    }
}

/// Attaches a file, once per address.
pub(in crate::parse) fn attach(
    enclosures: &mut Vec<Enclosure>,
    pictures: &mut Pictures,
    url: Option<String>,
    media_type: Option<&str>,
    length: Option<&str>,
) {
    let Some(url) = url.as_deref().and_then(filled) else { return };
    let media_type = media_type.unwrap_or_default().trim();
    if media_type.to_ascii_lowercase().starts_with("image/") {
        pictures.put(ATTACHED, Some(url.clone()));
    }
    // Publishers who do not know the length write 0 (RSS 2.0 demands the attribute).
    let length = length.and_then(bytes).filter(|&bytes| bytes > 0);
    if let Some(known) = enclosures.iter_mut().find(|known| known.url == url) {
        known.length = known.length.or(length);
        if known.media_type.is_empty() {
            known.media_type = Text::line(media_type);
        }
    } else if enclosures.len() < MAX_ENCLOSURES {
        enclosures.push(Enclosure { url, media_type: Text::line(media_type), length });
    }
}

/// A length in bytes; people group the digits.
fn bytes(text: &str) -> Option<u64> {
    let digits: String = text.trim().chars().filter(|c| !matches!(c, ',' | ' ')).take(20).collect();
    digits.parse().ok()
}

/// What an element of Media RSS says that serves only where nothing better is.
#[derive(Default)]
pub(super) struct Spare<'t, 'a> {
    /// The element that describes the media.
    pub(super) description: Option<Element<'t, 'a>>,
    /// A page with a player.
    pub(super) player: Option<String>,
}

/// Reads an element of Media RSS: groups and contents hold further ones.
pub(super) fn media<'t, 'a>(
    element: Element<'t, 'a>,
    entry: &mut Entry,
    categories: &mut Vec<Category>,
    pictures: &mut Pictures,
) -> Spare<'t, 'a> {
    let mut spare = Spare::default();
    // Groups hold contents and contents hold words: deeper is nothing.
    let inner = element.children().flat_map(|child| std::iter::once(child).chain(child.children()));
    for element in std::iter::once(element).chain(inner) {
        if element.space() == Space::Media {
            one(element, entry, categories, pictures, &mut spare);
        }
    }
    spare
}

fn one<'t, 'a>(
    element: Element<'t, 'a>,
    entry: &mut Entry,
    categories: &mut Vec<Category>,
    pictures: &mut Pictures,
    spare: &mut Spare<'t, 'a>,
) {
    let url = element.attribute("url").and_then(|url| absolute(&url, element));
    match element.name().to_ascii_lowercase().as_str() {
        "thumbnail" => {
            let text = element.text();
            pictures.put(0, url.or_else(|| absolute(&text, element)));
        }
        "content" => {
            let medium = element.attribute("medium").unwrap_or_default();
            if medium.eq_ignore_ascii_case("image") {
                pictures.put(ATTACHED, url.clone());
            }
            let (kind, length) = (element.attribute("type"), element.attribute("fileSize"));
            attach(&mut entry.enclosures, pictures, url, kind.as_deref(), length.as_deref());
        }
        "player" => spare.player = spare.player.take().or(url),
        "credit" => {
            let credit = line(&element.text()).map(String::from);
            if entry.credits.len() < MAX_CREDITS {
                entry.credits.extend(credit.filter(|credit| !entry.credits.contains(credit)));
            }
        }
        "keywords" => add_labels(categories, &element.text()),
        "category" => super::entry::category(categories, element),
        "description" => spare.description = spare.description.or(Some(element)),
        _ => {}
    }
}
