//! What a feed says about itself, by the table of its dialect.

use super::{
    construct::{self, Form},
    entry::category,
    link::{self, Links},
    people::Authors,
    slot::Slot,
    table::{Dialect, Field, Row, attribute, find},
};
use crate::{
    model::{About, Body, Link, Origin, RawDate},
    parse::{
        looks::{add_labels, body_line, line},
        xml::{Element, Space},
    },
};

/// The header of a feed.
#[derive(Debug, Default)]
pub(super) struct Header {
    pub(super) origin: Origin,
    pub(super) about: About,
    pub(super) links: Vec<Link>,
    pub(super) ttl_minutes: Option<u32>,
}

/// Reads the header out of the root, its entries left out.
pub(super) fn header(root: Element<'_, '_>, dialect: &Dialect) -> Header {
    let inner = dialect
        .header
        .and_then(|name| root.children().find(|child| is_own(*child, dialect) && child.is(name)));
    let element = inner.unwrap_or(root);
    let mut draft = Draft { links: Links::new(dialect.is_atom), ..Draft::default() };
    for row in dialect.feed_attributes {
        draft.attribute(element, *row);
    }
    for child in element.children() {
        let space = dialect.own(child.space());
        if let Some(row) = find(dialect.feed_rows, space, child.name()) {
            draft.take(child, row, dialect.form(child.space()));
        }
    }
    if inner.is_some() {
        // RSS 0.90 and 1.0 have the picture beside the channel.
        let beside = root.children().find(|child| is_own(*child, dialect) && child.is("image"));
        draft.image.put_with(3, || link::picture(beside?));
    }
    draft.finish(element)
}

fn is_own(element: Element<'_, '_>, dialect: &Dialect) -> bool {
    dialect.own(element.space()) == Space::Own
}

#[derive(Default)]
struct Draft {
    about: About,
    id: Slot<String>,
    links: Links,
    title: Slot<String>,
    description: Slot<Body>,
    published: Slot<RawDate>,
    updated: Slot<RawDate>,
    authors: Authors,
    image: Slot<String>,
    icon: Slot<String>,
    generator: Slot<String>,
    language: Slot<String>,
    rights: Slot<String>,
    ttl: Option<u32>,
    period: Option<String>,
    frequency: Option<String>,
}

impl Draft {
    fn attribute(&mut self, element: Element<'_, '_>, row: Row) {
        let Some(value) = attribute(element, &row) else { return };
        match row.field {
            Field::Id => self.id.put(row.rank, Some(value)),
            Field::Link => self.links.put(row.rank, link::absolute(&value, element)),
            Field::Updated => self.updated.put(row.rank, RawDate::new(&value)),
            _ => {}
        }
    }

    fn take(&mut self, child: Element<'_, '_>, row: Row, form: Form) {
        let rank = row.rank;
        let text = || line(&child.text()).map(String::from);
        match row.field {
            Field::Title => self.title.put_with(rank, || {
                construct::title(child, form).and_then(|body| body_line(&body)).map(String::from)
            }),
            Field::Summary => self.description.put_with(rank, || construct::body(child, form)),
            Field::Id => self.id.put_with(rank, text),
            Field::Link => drop(self.links.take(child, rank)),
            Field::Published => self.published.put_last(rank, RawDate::new(&child.text())),
            Field::Updated => self.updated.put_last(rank, RawDate::new(&child.text())),
            Field::Date => {
                let date = RawDate::new(&child.text());
                self.published.put(rank, date.clone());
                self.updated.put(rank, date);
            }
            Field::Author => self.authors.take_from(child, rank),
            Field::Category => category(&mut self.about.categories, child),
            Field::Keywords => add_labels(&mut self.about.categories, &child.text()),
            Field::Image => self.image.put_with(rank, || link::picture(child)),
            Field::Icon => self.icon.put_with(rank, || link::picture(child)),
            Field::Generator => self.generator.put_with(rank, || {
                text().or_else(|| child.attribute_in(Space::Rdf, "resource").map(String::from))
            }),
            Field::Language => self.language.put_with(rank, text),
            Field::Rights => self.rights.put_with(rank, || construct::line(child, form)),
            Field::Ttl => self.ttl = self.ttl.or_else(|| child.text().trim().parse().ok()),
            Field::UpdatePeriod => self.period = text(),
            Field::UpdateFrequency => self.frequency = text(),
            Field::SkipHours => self.about.skip_hours = hours(child),
            Field::SkipDays => {
                self.about.skip_days = child
                    .children()
                    .take(7)
                    .filter_map(|day| line(&day.text()))
                    .map(String::from)
                    .collect();
            }
            // Words of entries.
            _ => {}
        }
    }

    fn finish(mut self, element: Element<'_, '_>) -> Header {
        let stated = update_minutes(self.period.as_deref(), self.frequency.as_deref());
        let mut about = self.about;
        about.base = element.base().cloned();
        about.description = self.description.take();
        about.published = self.published.take();
        about.updated = self.updated.take();
        about.image = self.image.take();
        about.icon = self.icon.take();
        about.generator = self.generator.take();
        about.authors = self.authors.into_people();
        let feed = std::mem::take(&mut self.links.itself).take();
        let links = std::mem::take(&mut self.links.others);
        let updated = about.updated.as_ref().or(about.published.as_ref());
        let text = |slot: Slot<String>| slot.take().as_deref().and_then(line);
        let language = element.language().and_then(line);
        let origin = Origin {
            title: text(self.title),
            link: self.links.best(),
            feed,
            id: text(self.id),
            updated: updated.and_then(|date| line(&date.text)),
            rights: text(self.rights),
            language: text(self.language).or(language),
        };
        Header { origin, about, links, ttl_minutes: self.ttl.or(stated) }
    }
}

/// The hours of `skipHours`: 0 to 23, and 24 for midnight in older feeds.
fn hours(element: Element<'_, '_>) -> Vec<u8> {
    let hours = element.children().take(24).filter_map(|hour| hour.text().trim().parse().ok());
    let mut hours: Vec<u8> = hours.filter(|&hour| hour <= 24).map(|hour: u8| hour % 24).collect();
    hours.sort_unstable();
    hours.dedup();
    hours
}

/// Minutes between two updates by the syndication module of RSS 1.0, whose default is once a day.
fn update_minutes(period: Option<&str>, frequency: Option<&str>) -> Option<u32> {
    if period.is_none() && frequency.is_none() {
        return None;
    }
    let minutes = match period.unwrap_or("daily").trim().to_ascii_lowercase().as_str() {
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
        assert_eq!(update_minutes(None, Some("2")), Some(720));
        assert_eq!(update_minutes(None, None), None);
    }
}
