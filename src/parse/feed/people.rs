//! Authors as both dialects write them.

use crate::{
    model::{Person, Text},
    parse::{
        looks::{filled, line},
        person,
        xml::Element,
    },
};

/// From this rank on, authors are taken only where no better ones are: the show instead of the
/// writer, the publisher instead of either.
const STAND_IN: u8 = 5;

/// The authors of an entry or a feed, by rank.
#[derive(Debug, Default)]
pub(super) struct Authors {
    known: Vec<(u8, Person)>,
}

impl Authors {
    /// Takes an author's element.
    pub(super) fn take_from(&mut self, element: Element<'_, '_>, rank: u8) {
        self.known.extend(author(element).map(|person| (rank, person)));
    }

    /// The authors, each once; stand-ins of one rank only where nobody is named.
    pub(super) fn into_people(self) -> Vec<Person> {
        let best = self.known.iter().map(|(rank, _)| *rank).min().unwrap_or_default();
        let mut people = Vec::new();
        for (rank, author) in self.known {
            if rank == best || (best < STAND_IN && rank < STAND_IN) {
                person::add(&mut people, Some(author));
            }
        }
        people
    }
}

/// An Atom person (RFC 4287 §3.2), or a line of text. Without a name, mail or page stand for it.
pub(super) fn author(element: Element<'_, '_>) -> Option<Person> {
    if !element.has_markup() {
        return person::person(&element.text());
    }
    let mut person = Person::default();
    for child in element.children() {
        match child.name().to_ascii_lowercase().as_str() {
            "name" if person.name.is_empty() => {
                person.name = line(&child.text()).unwrap_or_default();
            }
            "email" if person.email.is_none() => person.email = line(&child.text()),
            "uri" | "url" | "homepage" if person.uri.is_none() => {
                person.uri = filled(&child.text())
                    .and_then(|address| super::link::absolute(&address, child));
            }
            _ => {}
        }
    }
    if person.name.is_empty() {
        let page = || person.uri.as_deref().map(Text::line);
        person.name = person.email.clone().or_else(page)?;
    }
    Some(person)
}
