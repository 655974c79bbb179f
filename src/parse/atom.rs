//! Atom 1.0 (RFC 4287) and 0.3 → entries.

use url::Url;

use crate::model::{Body, Document, Entry, Origin, Parsed, Person, RawDate, Shape, Text};

use super::{
    Settings,
    looks::{body_line, filled, line},
    media::attach,
    notes::Notes,
    person,
    vocabulary::{Modules, fill, label, update_minutes},
    xml::{Element, Found, Node, Space, Walk, walk},
};

/// What a feed, or the `source` of an entry, says about all its entries.
#[derive(Default)]
pub(super) struct Header {
    /// For attribution.
    pub(super) origin: Origin,
    authors: Vec<Person>,
    ttl_minutes: Option<u32>,
}

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
        entry: "entry",
        base: document.url.as_ref(),
        max_entries: settings.max_entries,
    };
    let (root, complete) = walk(&what, notes, &mut |found| entries.push(entry(found)));
    let mut header = root.as_ref().map(source).unwrap_or_default();
    fill(&mut header.origin.feed, document.url.as_ref().map(Url::to_string));
    for entry in &mut entries {
        if entry.authors.is_empty() {
            entry.authors.clone_from(&header.authors);
        }
        fill(&mut entry.language, header.origin.language.as_ref().map(Text::to_string));
    }
    let Header { origin, ttl_minutes, .. } = header;
    Parsed { shape: Shape::Atom, origin, entries, ttl_minutes, complete, ..Parsed::default() }
}

fn entry(found: Found) -> Entry {
    let element = found.element;
    let mut entry = Entry { line: Some(element.line), base: found.base, ..Entry::default() };
    let mut modules = Modules::default();
    let mut links = Links::default();
    let mut inherited = Vec::new();
    for child in element.children() {
        let name = child.name.to_ascii_lowercase();
        match (child.space, name.as_str()) {
            (Space::Own | Space::Atom, "id") => {
                fill(&mut entry.native_id, filled(&child.text()));
            }
            (Space::Own | Space::Atom, "link") => {
                if !links.take(child) && rel(child) == "enclosure" {
                    let (kind, length) = (child.attribute("type"), child.attribute("length"));
                    let url = child.attribute("href");
                    attach(&mut entry, &mut modules.pictures, url, kind, length);
                } else if rel(child) == "replies" {
                    fill(&mut entry.comments, child.attribute("href").and_then(filled));
                }
            }
            (Space::Own | Space::Atom, "title") => fill(&mut entry.title, body(child)),
            (Space::Own | Space::Atom, "summary") => fill(&mut entry.summary, body(child)),
            (Space::Own | Space::Atom, "content") => {
                if entry.content.is_none() {
                    entry.content = body(child);
                    rebase(&mut entry, &mut links, child);
                }
            }
            (Space::Own | Space::Atom, "published" | "issued") => {
                fill(&mut entry.published, RawDate::new(&child.text()));
            }
            (Space::Own | Space::Atom, "created") => {
                fill(&mut modules.published, RawDate::new(&child.text()));
            }
            (Space::Own | Space::Atom, "updated" | "modified") => {
                fill(&mut entry.updated, RawDate::new(&child.text()));
            }
            (Space::Own | Space::Atom, "author") => {
                person::add(&mut entry.authors, author(child));
            }
            (Space::Own | Space::Atom, "category") => {
                let term = child.attribute("label").filter(|label| !label.is_empty());
                label(&mut entry, term.or_else(|| child.attribute("term")).unwrap_or_default());
            }
            (Space::Own | Space::Atom, "rights" | "copyright") => {
                let rights = body(child).and_then(|body| body_line(&body));
                fill(&mut entry.rights, rights.map(Text::into_string));
            }
            (Space::Own | Space::Atom, "source") => {
                let header = source(child);
                inherited = header.authors;
                fill(&mut entry.origin, Some(header.origin));
            }
            _ => modules.take(child, &mut entry),
        }
    }
    fill(&mut entry.link, links.best());
    fill(&mut entry.title, modules.title);
    fill(&mut entry.published, modules.published);
    fill(&mut entry.updated, modules.updated);
    for people in [modules.creators, inherited] {
        if entry.authors.is_empty() {
            entry.authors = people;
        }
    }
    if entry.content.is_none() && entry.summary.is_none() {
        entry.content = modules.description;
    }
    entry.image = modules.pictures.best();
    entry.language = found.language.or(modules.language);
    fill(&mut entry.rights, modules.rights);
    entry
}

/// Where `content` has a base of its own, the addresses around it are made absolute first: an entry
/// has one base only.
fn rebase(entry: &mut Entry, links: &mut Links, content: &Element) {
    let Some(base) = content.attribute_in(Space::Xml, "base") else { return };
    let outer = entry.base.take();
    entry.base = match &outer {
        Some(outer) => outer.join(base).ok(),
        None => Url::parse(base).ok(),
    };
    links.outer = outer;
}

/// The alternate links of an entry or feed.
#[derive(Default)]
struct Links {
    page: Option<String>,
    first: Option<String>,
    outer: Option<Url>,
}

impl Links {
    /// Takes an alternate link; false for every other link.
    fn take(&mut self, element: &Element) -> bool {
        if !is_alternate(element) {
            return false;
        }
        let address = element.attribute("href").and_then(filled);
        let kind = element.attribute("type").unwrap_or_default().to_ascii_lowercase();
        if matches!(kind.as_str(), "text/html" | "application/xhtml+xml") {
            fill(&mut self.page, address.clone());
        }
        fill(&mut self.first, address);
        true
    }

    fn best(self) -> Option<String> {
        let link = self.page.or(self.first)?;
        let absolute = self.outer.and_then(|outer| outer.join(&link).ok());
        Some(absolute.map_or(link, |url| url.to_string()))
    }
}

/// Whether a link leads to the article itself (RFC 4287 §4.2.7.2: no `rel` means `alternate`).
pub(super) fn is_alternate(element: &Element) -> bool {
    rel(element) == "alternate"
}

fn rel(element: &Element) -> String {
    let rel = element.attribute("rel").unwrap_or_default().to_ascii_lowercase();
    let registered = "http://www.iana.org/assignments/relation/";
    match rel.strip_prefix(registered).unwrap_or(&rel) {
        "" => "alternate".to_owned(),
        rel => rel.to_owned(),
    }
}

/// An Atom person (RFC 4287 §3.2); without a name, mail or page stand for it.
pub(super) fn author(element: &Element) -> Option<Person> {
    let mut person = Person::default();
    let mut uri = None;
    let mut elements = 0;
    for child in element.children() {
        elements += 1;
        match child.name.to_ascii_lowercase().as_str() {
            "name" if person.name.is_empty() => {
                person.name = line(&child.text()).unwrap_or_default()
            }
            "email" => fill(&mut person.email, line(&child.text())),
            "uri" | "url" | "homepage" => fill(&mut uri, filled(&child.text())),
            _ => {}
        }
    }
    if elements == 0 {
        return person::person(&element.text());
    }
    person.uri = uri;
    if person.name.is_empty() {
        let stand_in = person.email.clone().or_else(|| person.uri.as_deref().and_then(line));
        person.name = stand_in?;
    }
    Some(person)
}

/// What a feed element, or an entry's `source`, says of the feed.
pub(super) fn source(element: &Element) -> Header {
    let mut header = Header::default();
    let origin = &mut header.origin;
    let mut links = Links::default();
    let (mut period, mut frequency) = (None, None);
    for child in element.children() {
        let name = child.name.to_ascii_lowercase();
        match (child.space, name.as_str()) {
            (Space::Own | Space::Atom, "title") => {
                fill(&mut origin.title, body(child).and_then(|body| body_line(&body)));
            }
            (Space::Own | Space::Atom, "link") => {
                let is_alternate = links.take(child);
                if !is_alternate && rel(child) == "self" {
                    fill(&mut origin.feed, child.attribute("href").and_then(filled));
                }
            }
            (Space::Own | Space::Atom, "id") => fill(&mut origin.id, line(&child.text())),
            (Space::Own | Space::Atom, "updated" | "modified") => {
                fill(&mut origin.updated, line(&child.text()));
            }
            (Space::Own | Space::Atom, "rights" | "copyright") => {
                fill(&mut origin.rights, body(child).and_then(|body| body_line(&body)));
            }
            (Space::Own | Space::Atom, "author") => person::add(&mut header.authors, author(child)),
            (Space::Dc, "language") => fill(&mut origin.language, line(&child.text())),
            (Space::Sy, "updateperiod") => period = Some(child.text()),
            (Space::Sy, "updatefrequency") => frequency = Some(child.text()),
            _ => {}
        }
    }
    origin.link = links.best();
    let stated = element.attribute_in(Space::Xml, "lang").and_then(line);
    origin.language = stated.or(origin.language.take());
    header.ttl_minutes = update_minutes(period.as_deref(), frequency.as_deref());
    header
}

/// A text construct or content (RFC 4287 §3.1, §4.1.3); `None` for what is elsewhere or no text.
pub(super) fn body(element: &Element) -> Option<Body> {
    let kind = element.attribute("type").unwrap_or("text").to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    // Atom 0.3 says how the text is packed; its default is markup as it stands.
    let escaped =
        element.attribute("mode").is_some_and(|mode| mode.eq_ignore_ascii_case("escaped"));
    let has_markup = element.children().next().is_some();
    match kind {
        "xhtml" | "application/xhtml+xml" if !escaped => filled(&inner(element)).map(Body::Html),
        "html" | "text/html" | "xhtml" | "application/xhtml+xml" => {
            filled(&element.html()).map(Body::Html)
        }
        other if is_not_text(other) => None,
        _ if has_markup => filled(&inner(element)).map(Body::Html),
        _ => filled(&element.text()).map(Body::Plain),
    }
}

fn is_not_text(kind: &str) -> bool {
    let (family, rest) = kind.split_once('/').unwrap_or((kind, ""));
    !rest.is_empty() && family != "text"
}

/// The markup inside the `div` that wraps XHTML content, or all of it where there is none.
fn inner(element: &Element) -> String {
    let blank = |node: &Node| matches!(node, Node::Text(text) if text.trim().is_empty());
    let mut filled_nodes = element.nodes.iter().filter(|node| !blank(node));
    match (filled_nodes.next(), filled_nodes.next()) {
        (Some(Node::Element(div)), None) if div.name.eq_ignore_ascii_case("div") => {
            div.inner_markup()
        }
        _ => element.inner_markup(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(entry: &str, want: &str) {
        let text =
            format!("<feed xmlns='http://www.w3.org/2005/Atom'><entry>{entry}</entry></feed>");
        let mut shown = String::new();
        let what = Walk { text: &text, start: 0, entry: "entry", base: None, max_entries: 1 };
        walk(&what, &mut Notes::new("test"), &mut |found| {
            let entry = super::entry(found);
            shown = match (entry.content, entry.link) {
                (Some(Body::Plain(text)), _) => format!("plain {text}"),
                (Some(Body::Html(html)), _) => format!("html {html}"),
                (_, link) => format!("link {}", link.unwrap_or_default()),
            };
        });
        assert_eq!(shown, want, "{entry}");
    }

    #[test]
    fn content() {
        check("<content>a &lt;b&gt; </content>", "plain a <b>");
        check("<content type='html'>&lt;b&gt;a</content>", "html <b>a");
        check("<content type='TEXT/HTML; charset=utf-8'>&lt;b&gt;</content>", "html <b>");
        check("<content type='xhtml'><div>a &lt;<b>c</b></div></content>", "html a &lt;<b>c</b>");
        check("<content type='xhtml'>a <b>c</b></content>", "html a <b>c</b>");
        check("<content type='text/x-new'>a</content>", "plain a");
        check("<content type='image/png'>iVBO</content>", "link ");
        check("<content type='html' src='x'/>", "link ");
    }

    #[test]
    fn links() {
        check("<link href='a'/><link rel='alternate' type='text/html' href='b'/>", "link b");
        check("<link rel='self' href='s'/><link href='a'/><link href='c'/>", "link a");
        check("<link rel='ALTERNATE' href=' a '/>", "link a");
    }

    #[test]
    fn a_base_of_the_content_leaves_the_link_alone() {
        let content = "<content xml:base='http://c.example/' type='image/png'/>";
        let text = format!("<link href='a' xml:base=''/>{content}");
        let entry = format!("<feed xml:base='http://f.example/x/'><entry>{text}</entry></feed>");
        let what = Walk { text: &entry, start: 0, entry: "entry", base: None, max_entries: 1 };
        walk(&what, &mut Notes::new("test"), &mut |found| {
            let entry = super::entry(found);
            assert_eq!(entry.link.as_deref(), Some("http://f.example/x/a"));
            assert_eq!(entry.base.unwrap().as_str(), "http://c.example/");
        });
    }
}
