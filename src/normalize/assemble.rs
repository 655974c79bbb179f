//! The fields of an item, one after another.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use url::Url;

use super::{
    Settings, address, date, disclosure, html,
    keys::{Material, keys},
    people::{MOST, labels, people},
    text, title,
};
use crate::model::{
    Body, Category, Disclosure, Enclosure, Entry, Guid, Item, Origin, Source, Text,
};

/// Makes the item. `None` for an entry without any material for an id.
pub(super) fn item(
    entry: &Entry,
    source: &Source,
    feed: &Origin,
    settings: &Settings,
    now: DateTime<Utc>,
) -> Option<Item> {
    let feed_url = match entry.base {
        Some(_) => None,
        None => [&feed.feed, &feed.link].into_iter().flatten().find_map(|url| web(url, None)),
    };
    let home = entry.base.as_ref().or(feed_url.as_ref());
    let link = link(entry).and_then(|link| web(link, home));
    let base = entry.base.as_ref().or(link.as_ref()).or(feed_url.as_ref());

    let texts = texts(entry);
    let summary = texts.summary.map(text::line).filter(|summary| !summary.is_empty());
    let paragraphs = texts.content.map(text::paragraphs).unwrap_or_default();
    let content_base = texts.content_base.or(base);
    let content = texts.content.map(|body| content(body, &paragraphs, content_base));
    let summary_paragraphs = match texts.summary {
        Some(body) if paragraphs.is_empty() => text::paragraphs(body),
        _ => Vec::new(),
    };
    let told = if paragraphs.is_empty() { &summary_paragraphs } else { &paragraphs };
    let first = told.first().map(String::as_str);

    let title = title::title(entry, summary.as_ref(), first, link.as_ref())?;
    let dates = date::dates(entry, first, settings, now);
    let origin = origin(entry, source, feed, base);
    let keys = keys(&Material {
        native_id: entry.native_id.as_deref(),
        link: link.as_ref(),
        homes: &homes(feed, &origin),
        paragraphs: told,
        title: &title,
        published: &dates.published,
        identity: &settings.identity,
    });
    let (believed, _) = settings.identity.divide(keys.clone());
    let labelled = entry.categories.iter().filter(|label| !Disclosure::is_statement(label));
    let terms = labelled.map(Category::name);
    let languages =
        [&entry.language, &origin.language.as_deref().map(str::to_owned), &settings.language];
    Some(Item {
        guid: Guid::mint(&source.id, &believed, settings.identity.ids)?,
        source: source.id.clone(),
        keys,
        title,
        summary,
        content: content.filter(|content| !content.is_empty()),
        lead: text::lead(&paragraphs, Item::LEAD_CHARS),
        published: dates.published,
        updated: dates.updated,
        claimed_updated: dates.claimed_updated,
        first_seen: now,
        authors: people(&entry.authors, base),
        categories: labels(terms.chain(source.tags.iter().map(String::as_str))),
        enclosures: enclosures(&entry.enclosures, base),
        image: entry
            .image
            .as_deref()
            .and_then(|image| address::resolve(image, base))
            .map(String::from),
        credits: labels(entry.credits.iter().map(String::as_str)),
        citations: match texts.content {
            Some(Body::Plain(_) | Body::Paragraphs(_)) => {
                address::citations(paragraphs.iter().map(String::as_str))
            }
            Some(Body::Html(_)) | None => Vec::new(),
        },
        comments: entry.comments.as_deref().and_then(|url| web(url, base)).map(String::from),
        language: languages.into_iter().flatten().find_map(|tag| language(tag)),
        rights: entry.rights.as_deref().map(Text::line).filter(|rights| !rights.is_empty()),
        disclosure: disclosure::disclosure(entry, told),
        link: link.map(String::from),
        origin,
    })
}

/// Which text is which.
struct Texts<'e> {
    summary: Option<&'e Body>,
    content: Option<&'e Body>,
    content_base: Option<&'e Url>,
}

/// An only summary in HTML is the whole text: RSS has one field for both. The same text is not both.
fn texts(entry: &Entry) -> Texts<'_> {
    match (&entry.summary, &entry.content) {
        (Some(summary @ Body::Html(_)), None) => Texts {
            summary: None,
            content: Some(summary),
            content_base: entry.summary_base.as_ref(),
        },
        (summary, content) => Texts {
            summary: summary.as_ref().filter(|summary| Some(*summary) != content.as_ref()),
            content: content.as_ref(),
            content_base: entry.content_base.as_ref(),
        },
    }
}

/// Hosts that count clicks and lead on; they outlive none of the articles behind them.
const COUNTERS: [&str; 4] = [
    "://feedproxy.google.com/",
    "://feeds.feedburner.com/",
    "://rss.feedsportal.com/",
    "://feedproxy.feedly.com/",
];

/// The article's own address rather than that of a counter of clicks.
fn link(entry: &Entry) -> Option<&str> {
    let is_counter = |link: &&str| COUNTERS.iter().any(|host| link.contains(host));
    let link = entry.link.as_deref();
    link.filter(|link| !is_counter(link)).or(entry.original_link.as_deref()).or(link)
}

/// An address of a page: absolute and without tracking parameters.
fn web(text: &str, base: Option<&Url>) -> Option<Url> {
    address::resolve(text, base).map(address::without_tracking)
}

fn content(body: &Body, paragraphs: &[String], base: Option<&Url>) -> Text {
    match body {
        Body::Html(html) => html::sanitize(html, base),
        Body::Plain(_) | Body::Paragraphs(_) => Text::new(&text::to_html(paragraphs)),
    }
}

/// The feed that an item is attributed to: the one it was copied from, else its own, which the
/// config may have named.
fn origin(entry: &Entry, source: &Source, feed: &Origin, base: Option<&Url>) -> Origin {
    let (origin, name) = match &entry.origin {
        Some(copied) => (copied, None),
        None => (feed, source.name.as_deref()),
    };
    let line =
        |text: &Option<Text>| text.as_deref().map(Text::line).filter(|text| !text.is_empty());
    let title = name.map(Text::line).filter(|name| !name.is_empty());
    let url =
        |url: &Option<String>| url.as_deref().and_then(|url| web(url, base)).map(String::from);
    Origin {
        title: title
            .or_else(|| line(&origin.title))
            .or_else(|| source.name.as_deref().map(Text::line)),
        link: url(&origin.link),
        feed: url(&origin.feed),
        id: line(&origin.id),
        updated: line(&origin.updated),
        rights: line(&origin.rights),
        language: line(&origin.language),
    }
}

/// The home pages of the feed and of the one that an entry was copied from, mostly the same.
fn homes(feed: &Origin, origin: &Origin) -> Vec<Url> {
    let home = |link: &str| web(link, None);
    let mut homes: Vec<Url> = feed.link.as_deref().and_then(home).into_iter().collect();
    let other = origin.link.as_deref();
    let other = other.filter(|link| homes.first().is_none_or(|home| home.as_str() != *link));
    homes.extend(other.and_then(home));
    homes
}

/// Media files with an address of the web, each once.
fn enclosures(enclosures: &[Enclosure], base: Option<&Url>) -> Vec<Enclosure> {
    let mut seen = BTreeSet::new();
    let resolved = enclosures.iter().filter_map(|enclosure| {
        let url = String::from(address::resolve(&enclosure.url, base)?);
        let media_type = Text::line(&enclosure.media_type);
        Some(Enclosure { url, media_type, length: enclosure.length })
    });
    resolved.filter(|enclosure| seen.insert(enclosure.url.clone())).take(MOST).collect()
}

/// A language tag in the form of BCP 47: letters, digits and hyphens. `en_US` is a habit.
fn language(tag: &str) -> Option<Text> {
    let tag = tag.trim().replace('_', "-");
    let legal = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    tag.split('-').all(legal).then(|| Text::line(&tag))
}
