//! A page that is one article → its entry: what JSON-LD says, then metadata, microformats,
//! microdata, and the elements of HTML; the text by readability.

use url::Url;

use crate::{
    model::{Body, Document, Entry, Origin, Parsed, RawDate, Shape, Text},
    parse::{Settings, notes::Notes},
};

use super::{body, discover, dom, json_ld, meta, microdata, microformats, origin, plain, title};
use super::{found::Found, page::Page};

/// Reads the article of a page.
pub(super) fn read(
    page: &Page,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let mut parsed =
        Parsed { shape: Shape::Html, links: discover::feeds(page), ..Parsed::default() };
    let base = page.base.as_ref();
    let address = document.url.as_ref();
    let main = plain::main_article(page);
    let meta = meta::read(page, address);
    // A page knows its address by `canonical` when it was saved or redirected.
    let canonical = meta.link.as_deref().and_then(|link| Url::parse(link).ok());
    let own = address.or(canonical.as_ref());
    let plain = plain::read(page, main.as_ref());
    let heading = plain.title.clone();
    // What JSON-LD calls the address is often that of a section; search engines watch `canonical`.
    let link = meta.link.clone();
    let mut found = json_ld::read(&page.json_ld, base, own, notes)
        .or(meta)
        .or(microformats::read(page, own))
        .or(microdata::read(page, own))
        .or(Found { title: None, ..plain });
    found.link = match (link, found.link) {
        (Some(link), Some(stated)) if is_elsewhere(&link, &stated, address) => Some(stated),
        (link, stated) => link.or(stated),
    };
    parsed.origin = site(page, &found, own);
    if let Some(what) = no_article(page, &found, main.is_some()) {
        notes.note(None, what, "nothing was taken from it");
        return parsed;
    }
    let mut entry = entry(&found, page, own, heading.as_deref());
    let title = match &entry.title {
        Some(Body::Plain(title)) => Some(title.clone()),
        _ => None,
    };
    entry.content = body::main_text(page, title.as_deref(), found.content, main.as_ref());
    if entry.title.is_none() && entry.content.is_none() {
        notes.note(None, "a page without title and text", "nothing was taken from it");
        return parsed;
    }
    parsed.complete = page.complete;
    if settings.limits.entries > 0 {
        parsed.entries.push(entry);
    }
    parsed
}

/// Whether `canonical` leads to another site than the one that the page states and stands on: a text
/// that was taken over from an agency.
fn is_elsewhere(canonical: &str, stated: &str, address: Option<&Url>) -> bool {
    let host = |address: &str| {
        let url = Url::parse(address).ok()?;
        url.host_str().map(|host| host.trim_start_matches("www.").to_owned())
    };
    let (canonical, stated) = (host(canonical), host(stated));
    let stands_there = address.is_none_or(|address| host(address.as_str()) == stated);
    canonical != stated && stated.is_some() && stands_there
}

/// Why a page is no article, in plain words.
fn no_article(page: &Page, found: &Found, has_element: bool) -> Option<&'static str> {
    let length = page.tree.body().map_or(0, |body| dom::text(&body).chars().count());
    let bare = || found.content.is_none() && length == 0;
    if page.frames && length < body::MIN_TEXT {
        return Some("a page made of frames: its text stands in other pages");
    }
    if bare() && found.title.is_none() && !page.scripts {
        return Some("an empty page");
    }
    if bare() && page.scripts && !found.is_article {
        return Some("a page whose text is written by scripts");
    }
    let is_article =
        found.is_article || (has_element && length >= body::MIN_TEXT) || body::is_readable(page);
    (!is_article).then_some("a page, but no article")
}

fn entry(found: &Found, page: &Page, own: Option<&Url>, heading: Option<&str>) -> Entry {
    let host = own.and_then(Url::host_str);
    let names: Vec<&str> = found.site.as_deref().into_iter().collect();
    let named =
        found.title.clone().or_else(|| title::of_page(origin::title(page).as_deref(), heading));
    let title = named.map(|named| title::without_site(&named, &names, host));
    let link = found.link.clone().or_else(|| own.map(Url::to_string));
    Entry {
        line: Some(1),
        link,
        base: page.base.clone(),
        title: title.filter(|title| !title.is_empty()).map(Body::Plain),
        summary: found.summary.clone().map(Body::Plain),
        published: found.published.as_deref().and_then(RawDate::new),
        updated: found.updated.as_deref().and_then(RawDate::new),
        authors: found.authors.clone(),
        categories: found.categories.clone(),
        image: found.image.clone(),
        language: found.language.clone(),
        rights: found.rights.clone(),
        ..Entry::default()
    }
}

/// The site that the page belongs to.
fn site(page: &Page, found: &Found, own: Option<&Url>) -> Origin {
    let root = |url: &Url| url.join("/").ok().filter(|_| url.has_host());
    let home = found.home.clone().or_else(|| own.and_then(root).map(Into::into));
    let language = found.language.clone().or_else(|| origin::language(page));
    Origin {
        title: found.site.as_deref().map(Text::line),
        link: home,
        language: language.map(|language| Text::line(&language)),
        ..Origin::default()
    }
}
