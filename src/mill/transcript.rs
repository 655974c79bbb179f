//! One document → what it says, in one shape whatever its format: the answer of `feedmill parse`.
//!
//! The names are those of JSON Feed and RFC 4287. Dates are RFC 3339 in UTC, one without a zone is
//! taken as UTC; addresses are absolute where their base is known. No item is made, so nothing here
//! depends on the ledger, the config or the clock.

use serde::Serialize;
use url::Url;

use super::read;
use crate::{
    model::{
        Body, Category, Document, Enclosure, Entry, Kind, Link, LinkRel, Origin, Parsed, Person,
        Problem, RawDate, Text,
    },
    normalize::{self, date},
    parse,
};

/// What a document says.
#[derive(Debug, Serialize)]
pub struct Transcript {
    /// What the feed says about itself.
    pub feed: Feed,
    /// The entries, in document order.
    pub items: Vec<Item>,
    /// The feeds of a list or of a page, the sitemaps of an index; a feed has none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub links: Vec<Link>,
    /// What was wrong and what was done about it.
    pub problems: Vec<Problem>,
}

/// A document that is not what it should be.
#[derive(Debug)]
pub struct Foreign {
    /// What it is instead, as far as can be said.
    pub what: String,
    /// The feeds that it announces.
    pub feeds: Vec<String>,
}

/// What a feed says about itself.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of the standards")]
pub struct Feed {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(rename = "self", skip_serializing_if = "Option::is_none")]
    pub itself: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub icon: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub generator: Option<String>,
    /// Minutes for which the feed need not be read again.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
}

/// What an entry says.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of the standards")]
pub struct Item {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<Author>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub enclosures: Vec<Enclosure>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub image: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comments: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rights: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<Copied>,
}

/// A person; one who is known by a mail address alone has no name.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of the standards")]
pub struct Author {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// The feed that an entry was copied from.
#[derive(Debug, Serialize)]
#[allow(missing_docs, reason = "the names are those of the standards")]
pub struct Copied {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<Text>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

/// Reads a document. `kind` says how, `raw` leaves HTML as it came.
///
/// # Errors
///
/// A document that is not of this kind gives what it is instead.
pub fn transcript(document: &Document, kind: Kind, raw: bool) -> Result<Transcript, Foreign> {
    let parsed = parse::parse(document, &parse::Settings::standard(kind));
    if !read::is_of(parsed.shape, kind) || parsed.stand_in.is_some() {
        let what = parsed.problems.last().map_or("nothing to read", |problem| &problem.what);
        let feeds = parsed.links.iter().filter(|link| link.rel == LinkRel::Feed);
        let feeds = feeds.map(|link| link.url.clone()).collect();
        return Err(Foreign { what: what.to_owned(), feeds });
    }
    let leads_on = |link: &&Link| matches!(link.rel, LinkRel::Feed | LinkRel::Sitemap);
    let homes = [&parsed.origin.feed, &parsed.origin.link];
    let home = homes.into_iter().flatten().find_map(|address| Url::parse(address).ok());
    let writer = Writer { raw, home, settings: normalize::Settings::standard() };
    Ok(Transcript {
        feed: writer.feed(&parsed),
        items: parsed.entries.iter().map(|entry| writer.item(entry)).collect(),
        links: parsed.links.iter().filter(leads_on).cloned().collect(),
        problems: parsed.problems,
    })
}

struct Writer {
    raw: bool,
    settings: normalize::Settings,
    /// The feed's own address or home page.
    home: Option<Url>,
}

impl Writer {
    fn feed(&self, parsed: &Parsed) -> Feed {
        let Parsed { origin, about, .. } = parsed;
        let description = about.description.as_ref();
        Feed {
            id: origin.id.clone(),
            title: origin.title.clone(),
            link: origin.link.clone(),
            itself: origin.feed.clone(),
            description: description
                .map(|body| self.html(body, about.base.as_ref().or(self.home.as_ref()))),
            updated: self.date(about.updated.as_ref()),
            published: self.date(about.published.as_ref()),
            language: origin.language.clone(),
            image: about.image.clone(),
            icon: about.icon.clone(),
            rights: origin.rights.clone(),
            generator: about.generator.clone(),
            ttl: parsed.ttl_minutes,
            authors: authors(&about.authors),
            categories: terms(&about.categories),
        }
    }

    fn item(&self, entry: &Entry) -> Item {
        // A document without an address of its own: its links are those of the article's page.
        let page = match entry.base {
            Some(_) => None,
            None => entry.link.as_deref().and_then(|link| Url::parse(link).ok()),
        };
        let base = entry.base.as_ref().or(page.as_ref()).or(self.home.as_ref());
        let html = |body: &Option<Body>, own: &Option<Url>| {
            body.as_ref().map(|body| self.html(body, own.as_ref().or(base)))
        };
        Item {
            id: entry.native_id.clone(),
            title: entry.title.as_ref().map(normalize::plain),
            link: entry.link.clone(),
            summary: html(&entry.summary, &entry.summary_base),
            content: html(&entry.content, &entry.content_base),
            published: self.date(entry.published.as_ref()),
            updated: self.date(entry.updated.as_ref()),
            authors: authors(&entry.authors),
            categories: terms(&entry.categories),
            enclosures: entry.enclosures.clone(),
            image: entry.image.clone(),
            comments: entry.comments.clone(),
            language: entry.language.clone(),
            rights: entry.rights.clone(),
            source: entry.origin.as_ref().map(copied),
        }
    }

    fn html(&self, body: &Body, base: Option<&Url>) -> String {
        match body {
            Body::Html(html) if self.raw => html.clone(),
            body => normalize::html(body, base).into_string(),
        }
    }

    fn date(&self, raw: Option<&RawDate>) -> Option<String> {
        let reading = date::read(&raw?.text, &self.settings)?;
        Some(reading.at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true))
    }
}

fn authors(people: &[Person]) -> Vec<Author> {
    let author = |person: &Person| Author {
        name: Some(person.name.clone()).filter(|name| Some(name) != person.email.as_ref()),
        email: person.email.clone(),
        url: person.uri.clone(),
    };
    people.iter().map(author).collect()
}

fn terms(categories: &[Category]) -> Vec<String> {
    let mut terms: Vec<String> = Vec::new();
    for category in categories {
        if !terms.contains(&category.term) {
            terms.push(category.term.clone());
        }
    }
    terms
}

fn copied(origin: &Origin) -> Copied {
    let url = origin.link.clone().or_else(|| origin.feed.clone());
    Copied { title: origin.title.clone(), url: url.or_else(|| origin.id.clone().map(String::from)) }
}
