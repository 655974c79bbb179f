//! Feed → what subscribers see of it, the same in every format.
//!
//! Everything that the formats must agree on is decided here once: which items, their texts, dates,
//! authors, labels and addresses. Addresses and names arrive as plain strings, so this is also where
//! they lose what XML forbids and what a browser would run.

use std::borrow::Cow;

use chrono::{DateTime, SubsecRound, Utc};
use url::Url;

use crate::model::{Disclosure, Feed, FeedItem, Format, History, Origin, Person, Text, fold};

pub(super) use super::address::address;

use super::{
    Content, Glance, Settings, Titles,
    body::{Body, content, summary},
    excerpt::excerpt,
    path,
    story::{ShownStory, Stories},
};

/// The earliest date we write. Readers and our own `render::check` take dates about 1970 for
/// forgotten ones.
pub(super) const EARLIEST: DateTime<Utc> = instant(31_536_000); // 1971-01-01T00:00:00Z

/// The latest date we write: four digits of year are all that RFC 3339 has.
const LATEST: DateTime<Utc> = instant(253_402_300_799); // 9999-12-31T23:59:59Z

/// Words of a summary that is made from the lead of an item without one.
const SUMMARY_WORDS: usize = 40;

/// Media type of a file whose type nobody gives: RSS and JSON Feed demand one.
const ANY_TYPE: &str = "application/octet-stream";

/// Most labels, authors, media files or other places that are shown of one item.
const MOST: usize = 64;

/// Longest name or label that is shown whole, in characters.
pub(super) const LONGEST_NAME: usize = 500;

/// Longest copyright note that is shown whole, in characters.
const LONGEST_NOTE: usize = 5_000;

/// A feed as subscribers see it.
pub(super) struct Shown<'a> {
    pub settings: &'a Settings,
    /// Topic id.
    pub topic: String,
    /// Permanent id.
    pub id: String,
    pub title: String,
    pub description: String,
    /// The page for people, or else the site.
    pub home: String,
    pub updated: Option<DateTime<Utc>>,
    /// Newest first.
    pub items: Vec<ShownItem<'a>>,
    /// Where the rest of it is.
    pub history: History,
}

/// An item as subscribers see it.
pub(super) struct ShownItem<'a> {
    /// What it was made from.
    pub from: &'a FeedItem,
    pub id: String,
    /// Plain text on one line, never empty.
    pub title: String,
    /// The article's own address, or that of its page here.
    pub link: Option<String>,
    /// Its page here, where the article has no address.
    pub page: Option<String>,
    /// Plain text; there whenever `content` is not.
    pub summary: Option<String>,
    /// Sanitised HTML.
    pub content: Option<Cow<'a, str>>,
    /// Whether `content` is only the beginning of the text.
    pub is_excerpt: bool,
    pub published: DateTime<Utc>,
    /// Never before `published`.
    pub updated: DateTime<Utc>,
    /// Who wrote it, else its origin, else who publishes: RFC 4287 §4.1.2 wants somebody.
    pub authors: Vec<Author>,
    pub labels: Vec<Label>,
    pub enclosures: Vec<Media>,
    pub image: Option<String>,
    pub comments: Option<String>,
    /// Language tag where it differs from that of the site.
    pub language: Option<String>,
    /// Copyright note of the item.
    pub rights: Option<String>,
    /// Name of the origin for people.
    pub source: String,
    /// Where it was copied from; `None` for local sources without an address.
    pub origin: Option<ShownOrigin>,
    /// Where else it was seen.
    pub also_at: Vec<Elsewhere>,
    /// The story that it is a part of, or stands for.
    pub story: Option<ShownStory<'a>>,
}

/// Who wrote an item.
pub(super) struct Author {
    pub name: String,
    pub email: Option<String>,
    pub uri: Option<String>,
}

/// A label of the publisher, or a topic of ours.
pub(super) struct Label {
    pub term: String,
    /// Title for people, where it is one of our topics.
    pub title: Option<String>,
    /// The vocabulary that it comes from, where it is not the publisher's own.
    pub scheme: Option<&'static str>,
}

/// An attached media file.
pub(super) struct Media {
    pub url: String,
    /// Well-formed media type.
    pub media_type: String,
    pub length: Option<u64>,
}

/// The feed that an item was copied from, complete enough for `atom:source`.
pub(super) struct ShownOrigin {
    pub id: String,
    pub feed: Option<String>,
    pub link: Option<String>,
    pub updated: DateTime<Utc>,
    pub rights: Option<String>,
}

/// Another place of the same article.
pub(super) struct Elsewhere {
    pub source: String,
    pub title: String,
    pub link: Option<String>,
}

impl<'a> Shown<'a> {
    /// Decides what subscribers see.
    pub fn new(feed: &'a Feed, titles: &Titles, settings: &'a Settings) -> Self {
        let home = if settings.html {
            path::absolute(&settings.site, &path::page(&feed.topic))
        } else {
            settings.site.base_url.as_str().to_owned()
        };
        let mut stories = Stories::new();
        let shown = |item| ShownItem::new(item, &mut stories, titles, settings);
        Shown {
            settings,
            topic: feed.topic.clone(),
            id: line(feed.guid.as_str()),
            title: first([&*feed.title, &feed.topic]),
            description: first([&*feed.description, &*feed.title, &feed.topic]),
            home,
            updated: feed.updated.map(bounded),
            items: feed.items.iter().map(shown).collect(),
            history: feed.history,
        }
    }

    /// What there is in it.
    pub fn glance(&self) -> Glance {
        let newest = self.items.first().map(|item| item.published);
        Glance { items: self.items.len(), newest }
    }

    /// The title where the feed stands among those of other sites.
    pub fn full_title(&self) -> String {
        match line(&self.settings.site.title) {
            site if site.is_empty() => self.title.clone(),
            site => format!("{} \u{2013} {site}", self.title),
        }
    }

    /// Where the document in this format stands: that of the live feed, or of the archive.
    pub fn path(&self, format: Format) -> String {
        match self.history {
            History::Archive { number, .. } => {
                path::archive(self.settings, format, &self.topic, number)
            }
            _ => path::document(self.settings, format, &self.topic),
        }
    }

    /// The address of the document in this format.
    pub fn address(&self, format: Format) -> String {
        path::absolute(&self.settings.site, &self.path(format))
    }

    /// The address of the live feed in this format.
    pub fn live_address(&self, format: Format) -> String {
        path::absolute(&self.settings.site, &path::document(self.settings, format, &self.topic))
    }

    /// The address of an archive of the feed in this format.
    pub fn archive_address(&self, format: Format, number: u32) -> String {
        let path = path::archive(self.settings, format, &self.topic, number);
        path::absolute(&self.settings.site, &path)
    }

    /// Who answers for the feed.
    pub fn author(&self) -> Author {
        publisher(self.settings)
    }
}

impl<'a> ShownItem<'a> {
    fn new(
        from: &'a FeedItem,
        stories: &mut Stories<'a>,
        titles: &Titles,
        settings: &Settings,
    ) -> Self {
        let item = &from.item;
        let id = line(item.guid.as_str());
        let link = item.link.as_deref().and_then(address);
        let title = first([&*item.title.text, link.as_deref().unwrap_or(""), &id]);
        let page = (settings.html && link.is_none()).then(|| path::item(&id));
        let source = first([item.origin.title.as_deref().unwrap_or(""), &item.source]);
        let story = from.story.as_ref().map(|story| ShownStory::new(story, stories));
        let how = from.content.unwrap_or(settings.content);
        let digest = story.as_ref().and_then(|story| story.digest(&source, how, settings));
        let body = match story.as_ref().and_then(|story| story.body(digest.as_deref())) {
            Some(body) => Some(Body { html: Cow::Owned(body), is_cut: false }),
            None => content(item, how, settings),
        };
        let is_excerpt = body.as_ref().is_some_and(|body| body.is_cut);
        let content = body.map(|body| body.html);
        let summary = digest
            .or_else(|| summary(item, how, settings))
            .or_else(|| {
                let words = match how {
                    Content::Full => SUMMARY_WORDS,
                    Content::Excerpt => SUMMARY_WORDS.min(settings.excerpt_words),
                    Content::None => return None,
                };
                Some(excerpt(&item.lead, words)).filter(|lead| !lead.is_empty())
            })
            .or_else(|| content.is_none().then(|| title.clone()));
        let published = bounded(item.published.at);
        let updated = bounded(item.updated.at).max(published);
        let mut authors: Vec<Author> = item.authors.iter().filter_map(author).take(MOST).collect();
        if authors.is_empty() && item.origin.title.is_some() {
            let uri = item.origin.link.as_deref().and_then(address);
            authors.push(Author { name: source.clone(), email: None, uri });
        }
        if authors.is_empty() {
            authors.push(publisher(settings));
        }
        ShownItem {
            from,
            labels: labels(from, titles),
            enclosures: item.enclosures.iter().filter_map(media).take(MOST).collect(),
            image: item.image.as_deref().and_then(address),
            comments: item.comments.as_deref().and_then(address),
            language: item.language.as_deref().filter(|&l| is_foreign(l, settings)).map(line),
            rights: item.rights.as_deref().map(rights).filter(|rights| !rights.is_empty()),
            origin: origin(&item.origin, updated),
            also_at: also_at(from, link.as_deref()),
            story,
            id,
            title,
            link: link.or_else(|| Some(path::absolute(&settings.site, page.as_deref()?))),
            page,
            summary,
            content,
            is_excerpt,
            published,
            updated,
            authors,
            source,
        }
    }
}

/// The publisher's labels, then our topics, then what the publisher states, each word once however it is written.
fn labels(from: &FeedItem, titles: &Titles) -> Vec<Label> {
    let theirs = from.item.categories.iter().take(MOST);
    let theirs = theirs.map(|c| Label { term: short(c, LONGEST_NAME), title: None, scheme: None });
    let ours = from.topics.iter().map(|topic| Label {
        term: line(topic),
        title: titles.get(topic.as_str()).map(|title| line(title)),
        scheme: None,
    });
    let stated = from.item.disclosure.map(|stated| Label {
        term: stated.term().to_owned(),
        title: Some(stated.words().to_owned()),
        scheme: Some(Disclosure::SCHEME),
    });
    let mut seen = Vec::new();
    let mut labels = Vec::new();
    for label in theirs.chain(ours).chain(stated) {
        let key = fold(&label.term);
        if !key.is_empty() && !seen.contains(&key) {
            seen.push(key);
            labels.push(label);
        }
    }
    labels
}

/// `atom:source` needs an id, a title and a date to be valid (RFC 4287 §4.2.11).
fn origin(origin: &Origin, item_updated: DateTime<Utc>) -> Option<ShownOrigin> {
    let feed = origin.feed.as_deref().and_then(address);
    let link = origin.link.as_deref().and_then(address);
    let place = feed.clone().or_else(|| link.clone())?;
    let id =
        origin.id.as_deref().map(line).filter(|id| !id.contains(' ') && Url::parse(id).is_ok());
    let says = origin.updated.as_deref().and_then(|text| {
        DateTime::parse_from_rfc3339(text).or_else(|_| DateTime::parse_from_rfc2822(text)).ok()
    });
    Some(ShownOrigin {
        id: id.unwrap_or(place),
        feed,
        link,
        updated: says.map_or(item_updated, |date| bounded(date.to_utc())),
        rights: origin.rights.as_deref().map(rights).filter(|rights| !rights.is_empty()),
    })
}

/// The other places, each once.
fn also_at(from: &FeedItem, link: Option<&str>) -> Vec<Elsewhere> {
    let mut places: Vec<Elsewhere> = Vec::new();
    for telling in &from.also_at {
        let place = Elsewhere {
            source: line(&telling.source),
            title: short(&first([&telling.title, &telling.source]), LONGEST_NAME),
            link: telling.link.as_deref().and_then(address),
        };
        let again = |known: &Elsewhere| match &place.link {
            Some(_) => known.link == place.link,
            None => known.source == place.source,
        };
        if (place.link.is_none() || place.link.as_deref() != link) && !places.iter().any(again) {
            places.push(place);
        }
        if places.len() == MOST {
            break;
        }
    }
    places
}

fn publisher(settings: &Settings) -> Author {
    let site = &settings.site;
    author(&site.author).unwrap_or_else(|| Author {
        name: first([&*site.title, "feedmill"]),
        email: None,
        uri: None,
    })
}

fn author(person: &Person) -> Option<Author> {
    let email = person.email.as_deref().map(line).filter(|email| is_mail(email));
    let name = short(&first([&*person.name, email.as_deref().unwrap_or("")]), LONGEST_NAME);
    let uri = person.uri.as_deref().and_then(address);
    (!name.is_empty()).then_some(Author { name, email, uri })
}

fn media(enclosure: &crate::model::Enclosure) -> Option<Media> {
    let media_type = line(&enclosure.media_type);
    let is_one = is_media_type(&media_type);
    Some(Media {
        url: address(&enclosure.url)?,
        media_type: if is_one { media_type } else { ANY_TYPE.to_owned() },
        length: enclosure.length,
    })
}

/// Text on one line with only what XML allows.
pub(super) fn line(raw: &str) -> String {
    Text::line(raw).into_string()
}

/// The same, not copied where it is as it should be.
pub(super) fn line_of(raw: &str) -> Cow<'_, str> {
    if Text::is_line(raw) { Cow::Borrowed(raw) } else { Cow::Owned(line(raw)) }
}

/// The same, cut to so many characters.
pub(super) fn short_of(raw: &str, most: usize) -> Cow<'_, str> {
    // No text has more characters than bytes.
    let is_short = raw.len() <= most && Text::is_line(raw);
    if is_short { Cow::Borrowed(raw) } else { Cow::Owned(short(raw, most)) }
}

/// Text on one line with only what XML allows, cut to so many characters.
pub(super) fn short(raw: &str, most: usize) -> String {
    let mut text = line(raw);
    // No text has more characters than bytes.
    if text.len() > most
        && let Some((end, _)) = text.char_indices().nth(most)
    {
        text.truncate(end);
        text.push('\u{2026}');
    }
    text
}

fn rights(raw: &str) -> String {
    short(raw, LONGEST_NOTE)
}

/// The first text that is not blank; blank when all are.
pub(super) fn first<const N: usize>(texts: [&str; N]) -> String {
    texts.into_iter().map(line).find(|text| !text.is_empty()).unwrap_or_default()
}

/// Whole seconds, because RSS has no finer ones, within what every format can say.
pub(super) fn bounded(at: DateTime<Utc>) -> DateTime<Utc> {
    at.trunc_subsecs(0).clamp(EARLIEST, LATEST)
}

/// Publishers write much that is no tag of BCP 47: `en_us`, `English`.
fn is_foreign(language: &str, settings: &Settings) -> bool {
    let mut subtags = language.split('-');
    let primary = subtags.next().unwrap_or_default();
    let legal = matches!(primary.len(), 2 | 3)
        && primary.bytes().all(|b| b.is_ascii_alphabetic())
        && subtags.all(|tag| {
            matches!(tag.len(), 1..=8) && tag.bytes().all(|b| b.is_ascii_alphanumeric())
        });
    legal && !language.eq_ignore_ascii_case(&settings.site.language)
}

fn is_mail(text: &str) -> bool {
    let plain = |part: &str| !part.is_empty() && !part.contains([' ', '<', '>', '(', ')', '@']);
    text.split_once('@').is_some_and(|(name, host)| plain(name) && plain(host))
}

/// `type/subtype`, both tokens (RFC 6838 §4.2), without parameters.
fn is_media_type(text: &str) -> bool {
    let token = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&b))
    };
    text.split_once('/').is_some_and(|(kind, subtype)| token(kind) && token(subtype))
}

const fn instant(seconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp(seconds, 0).expect("a constant that chrono can hold")
}
