//! Lists of pages (sitemaps.org 0.9, with the news, image and video extensions; an index of such
//! lists; one address a line) → an entry for each page, a link for each further list.
//!
//! A sitemap holds everything that a site ever published, in no order. Where that is more than the
//! limit, the pages with the latest dates are kept.

use glob::Pattern;
use url::Url;

use crate::model::{
    Body, Document, Enclosure, Entry, Link, LinkRel, Origin, Parsed, RawDate, Shape, Text,
};

use super::{
    Limits, Settings, feed,
    looks::{add_labels, filled, is_web_address, line},
    notes::Notes,
    sniff::{Format, sniff},
    stand_in,
    xml::{Element, Walk, walk},
};

/// Reads a sitemap or an index of sitemaps.
pub(super) fn read(
    text: &str,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let filter = match settings.path.trim() {
        "" => None,
        path => match Pattern::new(path) {
            Ok(pattern) => Some(pattern),
            Err(error) => {
                let what = format!("\"{path}\" is no pattern of a path: {}", error.msg);
                return super::nothing(Shape::Sitemap, &what, notes);
            }
        },
    };
    // The protocol allows feeds as sitemaps.
    let sniffed = sniff(text);
    let mut parsed = match sniffed.format {
        Format::Feed(dialect) => {
            feed::read(text, sniffed.start, dialect, document, settings, notes)
        }
        Format::Page => {
            let found = stand_in::foreign(text, &Format::Page);
            return super::nothing_of(&found, "a sitemap", notes);
        }
        _ if text.trim_start().starts_with('<') => list(text, document, settings, notes),
        _ => lines(text, document, notes),
    };
    let all = parsed.entries.len();
    if let Some(filter) = filter {
        parsed.entries.retain(|entry| is_wanted(entry, &filter));
        if parsed.entries.is_empty() && all > 0 {
            let what = format!("none of {all} pages matches \"{}\"", filter.as_str());
            notes.note(None, &what, "nothing was taken from it");
        }
    }
    keep_latest(&mut parsed.entries, settings.limits.entries, notes);
    parsed
}

fn list(text: &str, document: &Document, settings: &Settings, notes: &mut Notes) -> Parsed {
    let base = document.url.as_ref();
    // What is too much is known only when all dates are.
    let limits = Limits { entries: usize::MAX, ..settings.limits.clone() };
    let start = text.find('<').unwrap_or_default();
    let is_entry =
        |_, name: &str| name.eq_ignore_ascii_case("url") || name.eq_ignore_ascii_case("sitemap");
    let what =
        Walk { text, start, is_entry: &is_entry, breaks: &|_, _| false, base, limits: &limits };
    let mut entries = Vec::new();
    let mut links = Vec::new();
    let mut homeless = None;
    let mut origin = Origin::default();
    let walked = walk(&what, notes, &mut |element, line| {
        let Some(address) = child(element, "loc").and_then(|loc| absolute(base, &loc)) else {
            homeless.get_or_insert(line);
            return;
        };
        if element.is("sitemap") {
            if links.len() < settings.limits.entries {
                links.push(Link::new(LinkRel::Sitemap, &address));
            }
        } else {
            if origin.title.is_none() {
                origin.title = publication(element);
            }
            entries.push(entry(element, address, line, base));
        }
    });
    if homeless.is_some() {
        notes.note(homeless, "a page without address", "it was left out");
    }
    let root = walked.root().map(|root| root.name().to_ascii_lowercase());
    let known = matches!(root.as_deref(), Some("urlset" | "sitemapindex" | "url" | "sitemap"));
    if entries.is_empty() && links.is_empty() && !known {
        let what = match root {
            Some(root) => format!("XML, but not a sitemap: its root is <{root}>"),
            None => "no sitemap".to_owned(),
        };
        return super::nothing(Shape::Unknown, &what, notes);
    }
    let complete = walked.complete;
    Parsed { shape: Shape::Sitemap, origin, entries, links, complete, ..Parsed::default() }
}

/// The name of the paper that a news entry belongs to: that of the whole list, in practice.
fn publication(url: Element) -> Option<Text> {
    let news = url.children().find(|part| part.is("news"))?;
    let publication = news.children().find(|part| part.is("publication"))?;
    line(&child(publication, "name")?)
}

/// One address a line. There is no telling whether such a list was cut.
fn lines(text: &str, document: &Document, notes: &mut Notes) -> Parsed {
    let mut parsed = Parsed { shape: Shape::Sitemap, complete: true, ..Parsed::default() };
    let mut other = None;
    for (number, found) in (1..).zip(text.lines()) {
        let found = found.trim().trim_start_matches('\u{FEFF}');
        if is_web_address(found) {
            parsed.entries.push(Entry {
                line: Some(number),
                base: document.url.clone(),
                link: Some(found.to_owned()),
                ..Entry::default()
            });
        } else if !found.is_empty() && !found.starts_with('#') {
            other.get_or_insert(number);
        }
    }
    if parsed.entries.is_empty() {
        return super::nothing(Shape::Unknown, "no sitemap: it holds no address", notes);
    }
    if other.is_some() {
        notes.note(other, "a line that is no address", "it was left out");
    }
    parsed
}

fn entry(element: Element, address: String, line_number: u32, base: Option<&Url>) -> Entry {
    let mut entry = Entry {
        line: Some(line_number),
        link: Some(address),
        base: base.cloned(),
        updated: child(element, "lastmod").as_deref().and_then(RawDate::new),
        ..Entry::default()
    };
    for part in element.children() {
        match part.name().to_ascii_lowercase().as_str() {
            "news" => news(part, &mut entry),
            "image" => {
                let found = child(part, "loc").and_then(|loc| absolute(base, &loc));
                entry.image = entry.image.take().or(found);
            }
            "video" => video(part, base, &mut entry),
            _ => {}
        }
    }
    entry
}

/// `news:news` (the news extension of the protocol).
fn news(news: Element, entry: &mut Entry) {
    entry.title = child(news, "title").and_then(|title| line(&title)).map(plain);
    entry.published = child(news, "publication_date").as_deref().and_then(RawDate::new);
    if let Some(labels) = child(news, "keywords") {
        add_labels(&mut entry.categories, &labels);
    }
    let publication = news.children().find(|part| part.is("publication"));
    entry.language = publication.and_then(|publication| child(publication, "language"));
}

/// `video:video`: what news does not say, it may.
fn video(video: Element, base: Option<&Url>, entry: &mut Entry) {
    let title = child(video, "title").and_then(|title| line(&title)).map(plain);
    entry.title = entry.title.take().or(title);
    let summary = child(video, "description").and_then(|text| line(&text)).map(plain);
    entry.summary = entry.summary.take().or(summary);
    let date = child(video, "publication_date").as_deref().and_then(RawDate::new);
    entry.published = entry.published.take().or(date);
    let picture = child(video, "thumbnail_loc").and_then(|loc| absolute(base, &loc));
    entry.image = entry.image.take().or(picture);
    if let Some(url) = child(video, "content_loc").and_then(|loc| absolute(base, &loc)) {
        entry.enclosures.push(Enclosure { url, media_type: Text::line("video"), length: None });
    }
}

fn plain(text: Text) -> Body {
    Body::Plain(text.into_string())
}

fn child(element: Element, name: &str) -> Option<String> {
    element.children().find(|part| part.is(name)).and_then(|part| filled(&part.text()))
}

fn absolute(base: Option<&Url>, address: &str) -> Option<String> {
    let url = match base {
        Some(base) => base.join(address.trim()),
        None => Url::parse(address.trim()),
    };
    url.ok().filter(|url| matches!(url.scheme(), "http" | "https")).map(Into::into)
}

fn is_wanted(entry: &Entry, filter: &Pattern) -> bool {
    let url = entry.link.as_deref().and_then(|link| Url::parse(link).ok());
    url.is_some_and(|url| filter.matches(url.path()))
}

/// Keeps the entries with the latest dates, in the order of the document. W3C dates compare as text;
/// a page without one is older than all others.
fn keep_latest(entries: &mut Vec<Entry>, most: usize, notes: &mut Notes) {
    if entries.len() <= most {
        return;
    }
    let what = format!("more than {most} pages: {}", entries.len());
    notes.note(None, &what, "those with the latest dates were kept");
    let date = |entry: &Entry| {
        let date = entry.updated.as_ref().or(entry.published.as_ref());
        date.map(|date| date.text.clone())
            .filter(|text| text.starts_with(|c: char| c.is_ascii_digit()))
    };
    let mut order: Vec<usize> = (0..entries.len()).collect();
    order.sort_by_cached_key(|&at| (std::cmp::Reverse(date(&entries[at])), at));
    let mut kept = vec![false; entries.len()];
    order[..most].iter().for_each(|&at| kept[at] = true);
    let mut kept = kept.into_iter();
    entries.retain(|_| kept.next().unwrap_or(false));
}

#[cfg(test)]
mod tests;
