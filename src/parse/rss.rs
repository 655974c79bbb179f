//! RSS 0.9x, 2.0 and RDF (RSS 0.90, 1.0) → entries.
//!
//! RSS gives an item's text to one of three: an only `description` is the content; beside
//! `content:encoded` it is the summary.

use url::Url;

use crate::model::{Body, Document, Entry, Origin, Parsed, RawDate, Shape, Text};

use super::{
    Settings, atom,
    looks::{filled, is_web_address, line, title_body},
    media::attach,
    notes::Notes,
    person,
    vocabulary::{Modules, fill, html, label, update_minutes},
    xml::{Element, Found, Space, Walk, walk},
};

/// Reads the feed whose markup begins at `start`.
pub(super) fn read(
    text: &str,
    start: usize,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let mut entries = Vec::new();
    let what = Walk {
        text,
        start,
        entry: "item",
        base: document.url.as_ref(),
        max_entries: settings.max_entries,
    };
    let (root, complete) = walk(&what, notes, &mut |found| entries.push(item(found)));
    let mut parsed = Parsed { shape: Shape::Rss, entries, complete, ..Parsed::default() };
    if let Some(root) = root {
        let channel = root.children().find(|child| is(child, "channel")).unwrap_or(&root);
        header(channel, document.url.as_ref(), &mut parsed);
        let language = root.attribute_in(Space::Xml, "lang").and_then(line);
        fill(&mut parsed.origin.language, language);
    }
    for entry in &mut parsed.entries {
        fill(&mut entry.language, parsed.origin.language.as_ref().map(Text::to_string));
    }
    parsed
}

/// Whether an element is RSS's own `name`.
fn is(element: &Element, name: &str) -> bool {
    matches!(element.space, Space::Own | Space::Rss) && element.name.eq_ignore_ascii_case(name)
}

fn item(found: Found) -> Entry {
    let element = found.element;
    let mut entry = Entry { line: Some(element.line), base: found.base, ..Entry::default() };
    let mut modules = Modules::default();
    let (mut description, mut body, mut atom_summary) = (None, None, None);
    let (mut permalink, mut atom_link) = (None, None);
    for child in element.children() {
        let name = child.name.to_ascii_lowercase();
        let text = || filled(&child.text());
        match (child.space, name.as_str()) {
            (Space::Own | Space::Rss, "title") => fill(&mut entry.title, title_body(&child.html())),
            (Space::Own | Space::Rss, "link") => {
                let address = child.attribute("href").map(str::to_owned);
                fill(&mut entry.link, text().or_else(|| address.filter(|link| !link.is_empty())));
            }
            (Space::Own | Space::Rss, "guid") if entry.native_id.is_none() => {
                entry.native_id = text();
                let stays = child
                    .attribute("isPermaLink")
                    .is_none_or(|value| !value.eq_ignore_ascii_case("false"));
                permalink = text().filter(|guid| stays && is_web_address(guid));
            }
            (Space::Own | Space::Rss, "description") => fill(&mut description, html(child)),
            (Space::Own | Space::Rss, "pubdate") => {
                fill(&mut entry.published, RawDate::new(&child.text()));
            }
            (Space::Own | Space::Rss, "author") => {
                person::add(&mut entry.authors, person::person(&child.text()));
            }
            (Space::Own | Space::Rss, "category") => label(&mut entry, &child.text()),
            (Space::Own | Space::Rss, "comments") => fill(&mut entry.comments, text()),
            (Space::Own | Space::Rss, "enclosure") => {
                let url = child.attribute("url").or_else(|| child.attribute("href"));
                let (kind, length) = (child.attribute("type"), child.attribute("length"));
                attach(&mut entry, &mut modules.pictures, url, kind, length);
            }
            (Space::Own | Space::Rss, "source") => fill(&mut entry.origin, source(child)),
            (Space::Content, "encoded") | (Space::Xhtml, "body") => fill(&mut body, html(child)),
            (Space::Atom, "content") => fill(&mut body, atom::body(child)),
            (Space::Atom, "summary") => fill(&mut atom_summary, atom::body(child)),
            (Space::Atom, "link") => {
                if atom::is_alternate(child) {
                    let address = child.attribute("href").and_then(filled);
                    fill(&mut atom_link, address);
                }
            }
            (Space::Atom, "published") => {
                fill(&mut modules.published, RawDate::new(&child.text()));
            }
            (Space::Atom, "updated") => fill(&mut entry.updated, RawDate::new(&child.text())),
            (Space::Atom, "author") => person::add(&mut entry.authors, atom::author(child)),
            (Space::Atom, "source") => fill(&mut entry.origin, Some(atom::source(child).origin)),
            _ => modules.take(child, &mut entry),
        }
    }
    let about = element.attribute_in(Space::Rdf, "about").or_else(|| element.attribute("about"));
    fill(&mut entry.native_id, about.and_then(filled));
    fill(&mut entry.native_id, modules.identifier);
    fill(&mut entry.link, permalink);
    // CDF, the ancestor of RSS, has the address on the item itself.
    fill(&mut entry.link, element.attribute("href").and_then(filled));
    fill(&mut entry.link, atom_link);
    fill(&mut entry.title, modules.title);
    fill(&mut entry.published, modules.published);
    fill(&mut entry.updated, modules.updated);
    for creator in modules.creators {
        person::add(&mut entry.authors, Some(creator));
    }
    if entry.authors.is_empty() {
        entry.authors.extend(modules.show);
    }
    entry.image = modules.pictures.best();
    entry.language = modules.language.or(found.language);
    entry.rights = modules.rights;
    (entry.summary, entry.content) = texts(description, body, atom_summary, modules.description);
    entry
}

/// Summary and content. The same text is not both.
fn texts(
    description: Option<Body>,
    body: Option<Body>,
    atom_summary: Option<Body>,
    last: Option<Body>,
) -> (Option<Body>, Option<Body>) {
    match (description, body) {
        (Some(description), Some(body)) if description == body => (atom_summary, Some(body)),
        (Some(description), Some(body)) => (Some(description), Some(body)),
        (None, Some(body)) => (atom_summary.or(last), Some(body)),
        (Some(description), None) => (atom_summary, Some(description)),
        (None, None) => (None, atom_summary.or(last)),
    }
}

/// RSS `source`: the feed that the item was copied from.
fn source(element: &Element) -> Option<Origin> {
    let origin = Origin {
        title: line(&element.text()),
        feed: element.attribute("url").and_then(filled),
        ..Origin::default()
    };
    (origin != Origin::default()).then_some(origin)
}

fn header(channel: &Element, address: Option<&Url>, parsed: &mut Parsed) {
    let origin = &mut parsed.origin;
    let (mut built, mut published, mut dc_title) = (None, None, None);
    let (mut period, mut frequency) = (None, None);
    for child in channel.children() {
        let name = child.name.to_ascii_lowercase();
        let text = || line(&child.text());
        match (child.space, name.as_str()) {
            (Space::Own | Space::Rss, "title") => fill(&mut origin.title, text()),
            (Space::Own | Space::Rss, "link") => fill(&mut origin.link, filled(&child.text())),
            (Space::Own | Space::Rss, "language") | (Space::Dc, "language") => {
                fill(&mut origin.language, text());
            }
            (Space::Own | Space::Rss, "copyright") | (Space::Dc, "rights") => {
                fill(&mut origin.rights, text());
            }
            (Space::Own | Space::Rss, "lastbuilddate") => fill(&mut built, text()),
            (Space::Own | Space::Rss, "pubdate") | (Space::Dc, "date") => {
                fill(&mut published, text());
            }
            (Space::Own | Space::Rss, "ttl") => {
                fill(&mut parsed.ttl_minutes, child.text().trim().parse().ok());
            }
            (Space::Dc, "title") => fill(&mut dc_title, text()),
            (Space::Atom, "id") => fill(&mut origin.id, text()),
            (Space::Atom, "updated") => fill(&mut built, text()),
            (Space::Atom, "link") => {
                let rel = child.attribute("rel").unwrap_or_default();
                if rel.eq_ignore_ascii_case("self") {
                    fill(&mut origin.feed, child.attribute("href").and_then(filled));
                }
            }
            (Space::Sy, "updateperiod") => period = Some(child.text()),
            (Space::Sy, "updatefrequency") => frequency = Some(child.text()),
            _ => {}
        }
    }
    fill(&mut origin.title, dc_title);
    fill(&mut origin.feed, address.map(Url::to_string));
    origin.updated = built.or(published);
    let stated = update_minutes(period.as_deref(), frequency.as_deref());
    fill(&mut parsed.ttl_minutes, stated);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(item: &str, want: [&str; 4]) {
        let text = format!("<rss><channel><item>{item}</item></channel></rss>");
        let mut shown = Vec::new();
        let what = Walk { text: &text, start: 0, entry: "item", base: None, max_entries: 1 };
        walk(&what, &mut Notes::new("test"), &mut |found| {
            let entry = super::item(found);
            let body = |body| match body {
                Some(Body::Html(text) | Body::Plain(text)) => text,
                _ => "-".to_owned(),
            };
            let text = |text: Option<String>| text.unwrap_or("-".to_owned());
            shown = vec![
                text(entry.native_id),
                text(entry.link),
                body(entry.summary),
                body(entry.content),
            ];
        });
        assert_eq!(shown, want, "{item}");
    }

    #[test]
    fn ids_and_links() {
        let address = "http://a.example/1";
        check(&format!("<guid>{address}</guid>"), [address, address, "-", "-"]);
        check(&format!("<guid isPermaLink='FALSE'>{address}</guid>"), [address, "-", "-", "-"]);
        check("<guid>7</guid><link>x</link>", ["7", "x", "-", "-"]);
        check("<guid> </guid><link/><link>x</link>", ["-", "x", "-", "-"]);
        check("<link href='x'/>", ["-", "x", "-", "-"]);
        check("<atom:link rel='alternate' href='x'/>", ["-", "x", "-", "-"]);
        check("<atom:link rel='self' href='x'/>", ["-", "-", "-", "-"]);
        check("<dc:identifier>urn:x</dc:identifier>", ["urn:x", "-", "-", "-"]);
    }

    #[test]
    fn summary_and_content() {
        let body = "<content:encoded>b</content:encoded>";
        check("<description>a</description>", ["-", "-", "-", "a"]);
        check(&format!("<description>a</description>{body}"), ["-", "-", "a", "b"]);
        check(&format!("<description>b</description>{body}"), ["-", "-", "-", "b"]);
        check("<itunes:summary>a</itunes:summary>", ["-", "-", "-", "a"]);
        check("<description>a</description><atom:summary>s</atom:summary>", ["-", "-", "s", "a"]);
        check("<description/><x:description>a</x:description>", ["-", "-", "-", "-"]);
    }
}
