//! What a feed says about itself, by the table of its dialect.

use super::{
    common::Common,
    construct::{self, Form},
    link,
    slot::Slot,
    table::{Dialect, Field, Row, find},
};
use crate::{
    model::{About, Body, Link, Origin},
    parse::{
        looks::{body_line, line},
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
    let mut draft = Draft { common: Common::new(dialect.is_atom), ..Draft::default() };
    draft.common.attributes(element, dialect.feed_attributes);
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
    common: Common,
    title: Slot<String>,
    description: Slot<Body>,
    image: Slot<String>,
    icon: Slot<String>,
    generator: Slot<String>,
    ttl: Option<u32>,
    period: Option<String>,
    frequency: Option<String>,
}

impl Draft {
    fn take(&mut self, child: Element<'_, '_>, row: Row, form: Form) {
        if self.common.take(child, row, form) {
            return;
        }
        let rank = row.rank;
        let text = || line(&child.text()).map(String::from);
        match row.field {
            Field::Title => self.title.put_with(rank, || {
                construct::title(child, form).and_then(|body| body_line(&body)).map(String::from)
            }),
            Field::Summary => self.description.put_with(rank, || construct::body(child, form)),
            Field::Link => drop(self.common.links.take(child, rank)),
            Field::Image => self.image.put_with(rank, || link::picture(child)),
            Field::Icon => self.icon.put_with(rank, || link::picture(child)),
            Field::Generator => self.generator.put_with(rank, || {
                text().or_else(|| child.attribute_in(Space::Rdf, "resource").map(String::from))
            }),
            Field::Ttl => self.ttl = self.ttl.or_else(|| number(&child.text())),
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

    fn finish(self, element: Element<'_, '_>) -> Header {
        let stated = update_minutes(self.period.as_deref(), self.frequency.as_deref());
        let mut about = self.about;
        about.base = element.base().cloned();
        about.description = self.description.take();
        let mut common = self.common;
        about.published = common.published.take();
        about.updated = common.updated.take();
        about.categories = common.categories;
        about.image = self.image.take();
        about.icon = self.icon.take();
        about.generator = self.generator.take();
        about.authors = common.authors.into_people();
        let feed = std::mem::take(&mut common.links.itself).take();
        let links = std::mem::take(&mut common.links.others);
        let updated = about.updated.as_ref().or(about.published.as_ref());
        let text = |slot: Slot<String>| slot.take().as_deref().and_then(line);
        let language = element.language().and_then(line);
        let origin = Origin {
            title: text(self.title),
            link: common.links.best(),
            feed,
            id: text(common.id),
            updated: updated.and_then(|date| line(&date.text)),
            rights: text(common.rights),
            language: text(common.language).or(language),
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

/// A whole number; one that is too large for a number counts as the largest.
fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse().unwrap_or(u32::MAX))
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
    let frequency = frequency.and_then(number).unwrap_or(1);
    Some(minutes / frequency.max(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(number(" 60 "), Some(60));
        assert_eq!(number("100000000000000000000"), Some(u32::MAX));
        assert_eq!((number("-1"), number(""), number("1.5")), (None, None, None));
    }

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
