//! What the modules that live in both XML dialects say about an entry: Dublin Core, Media RSS,
//! podcasts, Atom inside RSS.
//!
//! The dialect's own words win; this fills what they leave open.

use crate::model::{Body, Entry, Person, RawDate};

use super::{
    looks::{filled, line, title_body},
    media::{self, Pictures},
    person,
    xml::{Element, Space},
};

/// Most labels of one entry.
const MAX_CATEGORIES: usize = 200;

/// What the modules say, until the dialect's own words are known.
#[derive(Default)]
pub(super) struct Modules {
    /// `dc:title`: the same thing as a title, unlike `media:title`.
    pub(super) title: Option<Body>,
    /// `itunes:summary`, `media:description`: where there is no other text.
    pub(super) description: Option<Body>,
    /// `dc:identifier`.
    pub(super) identifier: Option<String>,
    /// `dc:date` and `dcterms:issued`, `created`, `available`.
    pub(super) published: Option<RawDate>,
    /// `dcterms:modified`.
    pub(super) updated: Option<RawDate>,
    /// `dc:creator`.
    pub(super) creators: Vec<Person>,
    /// `itunes:author`: the show rather than the writer.
    pub(super) show: Option<Person>,
    /// `dc:language`.
    pub(super) language: Option<String>,
    /// `dc:rights`.
    pub(super) rights: Option<String>,
    /// Pictures of all kinds.
    pub(super) pictures: Pictures,
}

impl Modules {
    /// Takes note of a child element of an entry; labels and files go into the entry directly.
    pub(super) fn take(&mut self, element: &Element, entry: &mut Entry) {
        let name = element.name.to_ascii_lowercase();
        let text = || filled(&element.text());
        match (element.space, name.as_str()) {
            (Space::Dc | Space::Dcterms, "title") => {
                fill(&mut self.title, title_body(&element.html()))
            }
            (Space::Dc | Space::Dcterms, "identifier") => fill(&mut self.identifier, text()),
            (Space::Dc, "date") | (Space::Dcterms, "issued" | "created" | "date" | "available") => {
                fill(&mut self.published, RawDate::new(&element.text()));
            }
            (Space::Dcterms, "modified") => fill(&mut self.updated, RawDate::new(&element.text())),
            (Space::Dc | Space::Dcterms, "creator") => {
                person::add(&mut self.creators, person::person(&element.text()));
            }
            (Space::Dc | Space::Dcterms, "subject") => label(entry, &element.text()),
            (Space::Dc | Space::Dcterms, "language") => fill(&mut self.language, text()),
            (Space::Dc | Space::Dcterms, "rights") => fill(&mut self.rights, text()),
            (Space::Itunes, "author") => fill(&mut self.show, person::person(&element.text())),
            (Space::Itunes, "image") => self.pictures.itunes(element),
            (Space::Itunes, "summary") => fill(&mut self.description, html(element)),
            (Space::Media, _) => {
                media::media(element, entry, &mut self.pictures);
                let group = element.children().find(|child| child.name == "description");
                let described = if name == "description" { Some(element) } else { group };
                fill(&mut self.description, described.and_then(html));
            }
            _ => {}
        }
    }
}

/// Puts a value where none is yet.
pub(super) fn fill<T>(slot: &mut Option<T>, value: Option<T>) {
    if slot.is_none() {
        *slot = value;
    }
}

/// Adds a label, once.
pub(super) fn label(entry: &mut Entry, text: &str) {
    if entry.categories.len() >= MAX_CATEGORIES {
        return;
    }
    if let Some(text) = line(text).map(|text| text.into_string())
        && !entry.categories.contains(&text)
    {
        entry.categories.push(text);
    }
}

/// The content of an element as untrusted HTML; `None` when there is nothing in it.
pub(super) fn html(element: &Element) -> Option<Body> {
    filled(&element.html()).map(Body::Html)
}

/// Minutes between two updates by the syndication module of RSS 1.0.
pub(super) fn update_minutes(period: Option<&str>, frequency: Option<&str>) -> Option<u32> {
    let minutes = match period?.trim().to_ascii_lowercase().as_str() {
        "hourly" => 60,
        "daily" => 24 * 60,
        "weekly" => 7 * 24 * 60,
        "monthly" => 30 * 24 * 60,
        "yearly" => 365 * 24 * 60,
        _ => return None,
    };
    let frequency = frequency.and_then(|text| text.trim().parse::<u32>().ok()).unwrap_or(1);
    Some(minutes / frequency.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods() {
        assert_eq!(update_minutes(Some("hourly"), Some("2")), Some(30));
        assert_eq!(update_minutes(Some(" Daily\n"), None), Some(1_440));
        assert_eq!(update_minutes(Some("weekly"), Some("0")), Some(10_080));
        assert_eq!(update_minutes(Some("now and then"), None), None);
    }
}
