//! Media RSS, enclosures and podcast pictures → attached files and the picture of an entry.

use crate::model::{Enclosure, Entry, Text};

use super::xml::{Element, Space};

/// Most attached files of one entry.
const MAX_ENCLOSURES: usize = 200;

/// Pictures by how surely the publisher means them as the picture of the article.
#[derive(Default)]
pub(super) struct Pictures {
    thumbnail: Option<String>,
    itunes: Option<String>,
    attached: Option<String>,
}

impl Pictures {
    /// The best one.
    pub(super) fn best(self) -> Option<String> {
        self.thumbnail.or(self.itunes).or(self.attached)
    }

    /// A picture from the podcast vocabulary.
    pub(super) fn itunes(&mut self, element: &Element) {
        let address = element.attribute("href").or_else(|| element.attribute("url"));
        fill(&mut self.itunes, address);
    }
}

/// Attaches a file, once per address.
pub(super) fn attach(
    entry: &mut Entry,
    pictures: &mut Pictures,
    url: Option<&str>,
    media_type: Option<&str>,
    length: Option<&str>,
) {
    let Some(url) = url.map(str::trim).filter(|url| !url.is_empty()) else { return };
    let media_type = media_type.unwrap_or_default().trim();
    if media_type.to_ascii_lowercase().starts_with("image/") {
        fill(&mut pictures.attached, Some(url));
    }
    // Publishers who do not know the length write 0 (RSS 2.0 demands the attribute).
    let length = length.and_then(|text| text.trim().parse().ok()).filter(|&bytes| bytes > 0);
    if let Some(known) = entry.enclosures.iter_mut().find(|known| known.url == url) {
        known.length = known.length.or(length);
    } else if entry.enclosures.len() < MAX_ENCLOSURES {
        entry.enclosures.push(Enclosure {
            url: url.to_owned(),
            media_type: Text::line(media_type),
            length,
        });
    }
}

/// Reads an element of Media RSS: groups and contents hold further ones.
pub(super) fn media(element: &Element, entry: &mut Entry, pictures: &mut Pictures) {
    let name = element.name.to_ascii_lowercase();
    match name.as_str() {
        "thumbnail" => {
            let text = element.text();
            fill(&mut pictures.thumbnail, element.attribute("url").or(Some(text.trim())));
        }
        "content" => {
            let url = element.attribute("url");
            let medium = element.attribute("medium").unwrap_or_default();
            if medium.eq_ignore_ascii_case("image") {
                fill(&mut pictures.attached, url);
            }
            let length = element.attribute("fileSize");
            attach(entry, pictures, url, element.attribute("type"), length);
        }
        "credit" => {
            let credit = element.text().trim().to_owned();
            if !credit.is_empty() && !entry.credits.contains(&credit) {
                entry.credits.push(credit);
            }
        }
        _ => {}
    }
    if matches!(name.as_str(), "group" | "content") {
        for child in element.children().filter(|child| child.space == Space::Media) {
            media(child, entry, pictures);
        }
    }
}

fn fill(slot: &mut Option<String>, address: Option<&str>) {
    if let Some(address) = address.filter(|address| !address.is_empty()) {
        slot.get_or_insert_with(|| address.to_owned());
    }
}
