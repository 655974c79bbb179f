//! The feed that an entry was copied from: RSS `source`, `atom:source`.

use super::{
    construct::{self, Form},
    link::{self, Links},
    people::Authors,
    slot::Slot,
};
use crate::{
    model::{Origin, Person},
    parse::{looks::line, xml::Element},
};

/// Reads the element; with it come the authors that its entry inherits (RFC 4287 §4.2.1).
pub(super) fn source(element: Element<'_, '_>, form: Form) -> (Option<Origin>, Vec<Person>) {
    if !element.has_markup() {
        let origin = Origin {
            title: line(&element.text()),
            feed: element.attribute("url").and_then(|url| link::absolute(&url, element)),
            ..Origin::default()
        };
        return ((origin != Origin::default()).then_some(origin), Vec::new());
    }
    let mut origin = Origin { language: element.language().and_then(line), ..Origin::default() };
    let mut links = Links::new(true);
    let mut authors = Authors::default();
    let [mut title, mut id, mut updated, mut rights] = [const { Slot::new() }; 4];
    for child in element.children() {
        match child.name().to_ascii_lowercase().as_str() {
            "title" => title.put_with(0, || construct::line(child, form)),
            "id" => id.put_with(0, || line(&child.text()).map(String::from)),
            "updated" | "modified" => {
                updated.put_with(0, || line(&child.text()).map(String::from));
            }
            "rights" | "copyright" => rights.put_with(0, || construct::line(child, form)),
            "link" => drop(links.take(child, 0)),
            "author" => authors.take_from(child, 0),
            _ => {}
        }
    }
    origin.feed = std::mem::take(&mut links.itself).take();
    origin.link = links.best();
    [origin.title, origin.id, origin.updated, origin.rights] =
        [title, id, updated, rights].map(|slot| slot.take().as_deref().and_then(line));
    (Some(origin), authors.into_people())
}
