//! An element of a document → an entry, by the table of its dialect.

use url::Url;

use super::{
    common::Common,
    construct::{self, Form},
    link,
    media::{self, Pictures, attach},
    slot::Slot,
    source,
    table::{Dialect, Field, Row, find},
};
use crate::{
    model::{Body, Category, Entry, Origin, Person},
    parse::{
        looks::{add_category, filled, is_web_address, line},
        xml::Element,
    },
};

/// Reads one entry. Its authors may be inherited from the feed later; see [`super::read`].
pub(super) fn entry(element: Element<'_, '_>, line: u32, dialect: &Dialect) -> Entry {
    let mut draft = Draft::new(element, line, dialect);
    draft.common.attributes(element, dialect.entry_attributes);
    for child in element.children() {
        let space = dialect.own(child.space());
        if let Some(row) = find(dialect.entry_rows, space, child.name()) {
            draft.take(child, row, dialect.form(child.space()));
        }
    }
    draft.finish(element)
}

/// A text and the base of its own that its addresses have.
type Based = (Body, Option<Url>);

/// An entry in the making.
#[derive(Default)]
struct Draft {
    entry: Entry,
    common: Common,
    permalink: Option<String>,
    original: Option<String>,
    title: Slot<Body>,
    summary: Slot<Based>,
    content: Slot<Based>,
    inherited: Vec<Person>,
    comments: Slot<String>,
    origin: Slot<Origin>,
    pictures: Pictures,
    /// A page with a player, for an entry without a file.
    player: Option<String>,
}

impl Draft {
    fn new(element: Element<'_, '_>, line: u32, dialect: &Dialect) -> Self {
        let base = element.base().cloned();
        let common = Common::new(dialect.is_atom);
        let entry = Entry { line: Some(line), base, ..Entry::default() };
        Draft { entry, common, ..Draft::default() }
    }

    /// Takes a child element.
    fn take(&mut self, child: Element<'_, '_>, row: Row, form: Form) {
        if self.common.take(child, row, form) {
            return;
        }
        let rank = row.rank;
        match row.field {
            Field::Title => self.title.put_with(rank, || construct::title(child, form)),
            Field::Summary => self.summary.put_with(rank, || based(child, form)),
            Field::Content => {
                self.content.put_with(rank, || based(child, form));
                if let Some(address) = child.attribute("src") {
                    self.common.links.put(6, link::absolute(&address, child));
                }
            }
            Field::Guid => self.guid(child, rank),
            Field::Link => self.link(child, rank),
            Field::OriginalLink => self.original = link::absolute(&child.text(), child),
            Field::Enclosure => {
                let url = child.attribute("url").or_else(|| child.attribute("href"));
                self.attach(child, url.as_deref());
            }
            Field::Media => self.media(child),
            Field::Image => {
                self.pictures.put(rank, link::picture(child));
            }
            Field::Comments => {
                self.comments.put_with(rank, || link::absolute(&child.text(), child));
            }
            Field::Source => {
                let (origin, authors) = source::source(child, form);
                self.origin.put(rank, origin);
                self.inherited.extend(authors);
            }
            // Words of the header.
            _ => {}
        }
    }

    fn guid(&mut self, child: Element<'_, '_>, rank: u8) {
        let Some(id) = filled(&child.text()) else { return };
        let stays =
            child.attribute("isPermaLink").is_none_or(|value| !value.eq_ignore_ascii_case("false"));
        if stays && is_web_address(&id) && self.permalink.is_none() {
            self.permalink = Some(id.clone());
        }
        self.common.id.put(rank, Some(id));
    }

    fn link(&mut self, child: Element<'_, '_>, rank: u8) {
        match self.common.links.take(child, rank).as_str() {
            "enclosure" => {
                let url = child.attribute("href");
                self.attach(child, url.as_deref());
            }
            "replies" => {
                let address = child.attribute("href");
                self.comments.put_with(rank + 1, || link::absolute(&address?, child));
            }
            _ => {}
        }
    }

    fn attach(&mut self, child: Element<'_, '_>, url: Option<&str>) {
        let url = url.and_then(|url| link::absolute(url, child));
        let (kind, length) = (child.attribute("type"), child.attribute("length"));
        let pictures = &mut self.pictures;
        attach(&mut self.entry.enclosures, pictures, url, kind.as_deref(), length.as_deref());
    }

    fn media(&mut self, child: Element<'_, '_>) {
        let Draft { entry, common, pictures, .. } = self;
        let spare = media::media(child, entry, &mut common.categories, pictures);
        self.player = self.player.take().or(spare.player);
        if let Some(description) = spare.description {
            self.summary.put_with(10, || based(description, Form::Escaped));
        }
    }

    fn finish(mut self, element: Element<'_, '_>) -> Entry {
        let mut common = self.common;
        common.links.put(3, self.permalink);
        let mut entry = self.entry;
        entry.categories = common.categories;
        if entry.enclosures.is_empty() {
            let pictures = &mut self.pictures;
            attach(&mut entry.enclosures, pictures, self.player, Some("text/html"), None);
        }
        entry.native_id = common.id.take();
        entry.link = common.links.best();
        entry.original_link = self.original;
        entry.title = self.title.take();
        if let Some((body, base)) = self.summary.take() {
            (entry.summary, entry.summary_base) = (Some(body), base);
        }
        if let Some((body, base)) = self.content.take() {
            (entry.content, entry.content_base) = (Some(body), base);
        }
        entry.published = common.published.take();
        entry.updated = common.updated.take();
        entry.authors = common.authors.into_people();
        if entry.authors.is_empty() {
            entry.authors = self.inherited;
        }
        entry.comments = self.comments.take();
        entry.image = self.pictures.best();
        entry.language = element.language().map(str::to_owned).or(common.language.take());
        entry.rights = common.rights.take();
        entry.origin = self.origin.take();
        entry
    }
}

fn based(child: Element<'_, '_>, form: Form) -> Option<Based> {
    let body = construct::body(child, form)?;
    let base = match construct::wrapper(child).and_then(Element::own_base) {
        Some(inner) => Some(inner),
        None => child.own_base(),
    };
    Some((body, base.cloned()))
}

/// Adds the label that an element holds.
pub(super) fn category(categories: &mut Vec<Category>, element: Element<'_, '_>) {
    let attribute = |name| element.attribute(name).as_deref().and_then(line).map(String::from);
    let label = attribute("label");
    let term = attribute("term").or_else(|| line(&element.text()).map(String::from));
    // `itunes:category` has its label in `text`, and narrower ones inside.
    let term = term.or_else(|| attribute("text")).or_else(|| label.clone());
    if let Some(term) = term {
        let scheme = attribute("scheme").or_else(|| attribute("domain"));
        add_category(categories, Category { term, scheme, label });
    }
    for inner in element.children().filter(|inner| inner.is("category")) {
        if let Some(term) = inner.attribute("text").as_deref().and_then(line) {
            add_category(categories, Category::new(&term));
        }
    }
}
