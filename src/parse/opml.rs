//! Lists of feeds (OPML 1.0, 1.1, 2.0, and what programs write instead) → links with their folders.
//!
//! An outline with the address of a feed is a feed, one without is a folder of those inside it. Lists
//! inside of lists are not followed: nobody else decides what a source list holds.

use url::Url;

use crate::model::{Document, Link, LinkRel, Parsed, Person, RawDate, Shape};

use super::{
    Limits, Settings,
    looks::line,
    notes::Notes,
    person,
    sniff::{Format, sniff},
    stand_in,
    xml::{Element, Walk, walk},
};

/// Most elements of a list: an outline is one element, and lists of 50 000 feeds exist.
const MAX_OUTLINES: usize = 200_000;

/// Deepest nesting of folders; every link carries the names of its own.
const MAX_FOLDERS: usize = 16;

/// Longest title of a feed or folder, in characters.
const MAX_TITLE: usize = 500;

/// Reads a list.
pub(super) fn read(
    text: &str,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let limits = Limits { elements: MAX_OUTLINES, ..settings.limits.clone() };
    let base = document.url.as_ref();
    let start = text.find('<').unwrap_or(text.len());
    let what =
        Walk { text, start, is_entry: &|_, _| false, breaks: &|_, _| false, base, limits: &limits };
    let walked = walk(&what, notes, &mut |_, _| {});
    let mut parsed = Parsed { shape: Shape::Opml, complete: walked.complete, ..Parsed::default() };
    let Some(root) = walked.root() else {
        notes.note(None, "no list of feeds", "nothing was taken from it");
        return Parsed { complete: false, ..parsed };
    };
    let mut list = List { base, most: settings.limits.entries, links: Vec::new(), notes };
    let mut head = None;
    list.outlines(root, &mut head);
    if list.links.is_empty() && !root.is("opml") {
        if sniff(text).format == Format::Page {
            let found = stand_in::foreign(text, &Format::Page);
            return super::nothing_of(&found, "a list of feeds (OPML)", list.notes);
        }
        let what = format!("not a list of feeds (OPML): its root is <{}>", root.name());
        notes.note(None, &what, "nothing was taken from it");
        return Parsed { shape: Shape::Unknown, ..Parsed::default() };
    }
    parsed.links = list.links;
    if let Some(head) = head {
        header(head, &mut parsed);
    }
    parsed
}

fn header(head: Element, parsed: &mut Parsed) {
    let text = |name: &str| {
        let found = head.children().find(|child| child.is(name))?;
        line(&found.text())
    };
    parsed.origin.title = text("title");
    parsed.about.published = text("dateCreated").as_deref().and_then(RawDate::new);
    parsed.about.updated = text("dateModified").as_deref().and_then(RawDate::new);
    let email = text("ownerEmail");
    let owner = text("ownerName").or_else(|| email.clone());
    let owner = owner.map(|name| Person { name, email, uri: None });
    person::add(&mut parsed.about.authors, owner);
}

struct List<'a, 'n> {
    base: Option<&'a Url>,
    most: usize,
    links: Vec<Link>,
    notes: &'n mut Notes,
}

impl List<'_, '_> {
    /// Goes through the outlines in document order, with the folders that are open.
    fn outlines<'t, 'a>(&mut self, root: Element<'t, 'a>, head: &mut Option<Element<'t, 'a>>) {
        let mut known = std::collections::BTreeSet::new();
        let mut folders: Vec<String> = Vec::new();
        let mut open = vec![(Box::new(root.children()) as Children<'t, 'a>, 0)];
        while let Some((children, depth)) = open.last_mut() {
            folders.truncate(*depth);
            let Some(child) = children.next() else {
                open.pop();
                continue;
            };
            if child.is("head") && head.is_none() {
                *head = Some(child);
                continue;
            }
            if child.is("outline") {
                match self.link(child, &folders) {
                    Outline::Link(link) => {
                        if self.links.len() >= self.most {
                            let what = format!("more than {} outlines", self.most);
                            self.notes.note(None, &what, "the others were left out");
                            return;
                        }
                        if known.insert(link.url.clone()) {
                            self.links.push(link);
                        }
                    }
                    Outline::Folder(name) if folders.len() < MAX_FOLDERS => folders.extend(name),
                    Outline::Folder(_) | Outline::Nothing => {}
                }
            }
            let depth = folders.len();
            open.push((Box::new(child.children()), depth));
        }
    }

    fn link(&mut self, outline: Element, folders: &[String]) -> Outline {
        let text = |name: &str| outline.attribute(name).filter(|value| !value.trim().is_empty());
        let title = text("title").or_else(|| text("text")).and_then(|title| line(&title));
        let title = title.map(|title| title.chars().take(MAX_TITLE).collect::<String>());
        let kind = text("type").unwrap_or_default().to_ascii_lowercase();
        let url = text("url");
        let is_list = kind == "include"
            || (kind == "link" && url.as_deref().is_some_and(|url| url.ends_with(".opml")));
        let (rel, address) = match (text("xmlUrl"), url) {
            (Some(address), _) => (LinkRel::Feed, address),
            (None, Some(address)) if is_list => {
                let what = format!("a list inside the list: {address}");
                self.notes.note(None, &what, "it was not followed");
                return Outline::Nothing;
            }
            (None, Some(address)) if matches!(&*kind, "" | "rss" | "atom" | "feed") => {
                (LinkRel::Feed, address)
            }
            (None, Some(address)) => (LinkRel::Page, address),
            (None, None) if matches!(&*kind, "rss" | "atom") => {
                let what = format!("an outline without address: {}", title.unwrap_or_default());
                self.notes.note(None, &what, "it was left out");
                return Outline::Nothing;
            }
            (None, None) => return Outline::Folder(title),
        };
        let Some(url) = absolute(self.base, &address) else {
            let what = format!("no address of the web: {address}");
            self.notes.note(None, &what, "it was left out");
            return Outline::Nothing;
        };
        let folders = match folders {
            [] => text("category").map(|labels| path(&labels)).unwrap_or_default(),
            folders => folders.to_vec(),
        };
        let home = text("htmlUrl").and_then(|home| absolute(self.base, &home));
        Outline::Link(Link { rel, url, title, home, folders })
    }
}

type Children<'t, 'a> = Box<dyn Iterator<Item = Element<'t, 'a>> + 't>;

enum Outline {
    Link(Link),
    Folder(Option<String>),
    Nothing,
}

/// The first of the paths of a `category` attribute: `/a/b,/c` (OPML 2.0).
fn path(labels: &str) -> Vec<String> {
    let first = labels.split(',').map(str::trim).find(|label| !label.trim_matches('/').is_empty());
    let parts = first.unwrap_or_default().split('/').filter_map(line);
    let short = |part: crate::model::Text| part.chars().take(MAX_TITLE).collect();
    parts.map(short).take(MAX_FOLDERS).collect()
}

/// The address, absolute where the list's own is known; `feed:` was meant to open a reader.
fn absolute(base: Option<&Url>, address: &str) -> Option<String> {
    let address = address.trim();
    let bare = address.strip_prefix("feed://").map(|rest| format!("http://{rest}"));
    let bare = bare.as_deref().or_else(|| address.strip_prefix("feed:")).unwrap_or(address);
    let url = match base {
        Some(base) => base.join(bare),
        None => Url::parse(bare),
    };
    let url = url.ok().filter(|url| matches!(url.scheme(), "http" | "https"))?;
    Some(url.into())
}

#[cfg(test)]
mod tests {
    use crate::{
        model::{Document, Kind, LinkRel, Parsed},
        parse::{Settings, parse},
    };

    fn read(text: &str) -> Parsed {
        let document = Document { bytes: text.into(), ..Document::default() };
        parse(&document, &Settings::standard(Kind::Opml))
    }

    /// One line for each link: address, title, folders.
    #[track_caller]
    fn check(body: &str, want: &[&str]) {
        let parsed = read(&format!("<opml version='2.0'><body>{body}</body></opml>"));
        let shown: Vec<String> = parsed
            .links
            .iter()
            .map(|link| {
                let title = link.title.as_deref().unwrap_or("-");
                format!("{} {title} [{}]", link.url, link.folders.join("/"))
            })
            .collect();
        assert_eq!(shown, want, "{body}");
    }

    #[test]
    fn forms_of_an_outline() {
        check("<outline xmlUrl='http://a.example/f' text='A'/>", &["http://a.example/f A []"]);
        check("<OUTLINE XMLURL='http://a.example/f'/>", &["http://a.example/f - []"]);
        check(
            "<outline type='rss' url='http://a.example/f?a=1&b=2' text='a & b' title=''/>",
            &["http://a.example/f?a=1&b=2 a & b []"],
        );
        check("<outline xmlUrl='feed://a.example/f'/>", &["http://a.example/f - []"]);
        check("<outline xmlUrl='feed:https://a.example/f'/>", &["https://a.example/f - []"]);
        check("<outline xmlUrl='file:///etc/x'/><outline xmlUrl='x'/>", &[]);
        check("<outline type='include' url='http://a.example/l.opml'/>", &[]);
    }

    #[test]
    fn folders() {
        check(
            "<outline text='a'><outline title='b'><outline xmlUrl='http://a.example/1'/></outline>\
             <outline xmlUrl='http://a.example/2'/></outline><outline xmlUrl='http://a.example/3'/>",
            &["http://a.example/1 - [a/b]", "http://a.example/2 - [a]", "http://a.example/3 - []"],
        );
        check(
            "<outline xmlUrl='http://a.example/1' category='/a/b,/c'/>",
            &["http://a.example/1 - [a/b]"],
        );
        // Outlines that are never closed nest; a feed is no folder.
        check(
            "<outline text='a'><outline xmlUrl='http://a.example/1'><outline xmlUrl='http://a.example/2'>",
            &["http://a.example/1 - [a]", "http://a.example/2 - [a]"],
        );
        check(
            "<outline xmlUrl='http://a.example/1' text='x'/><outline xmlUrl='http://a.example/1'/>",
            &["http://a.example/1 x []"],
        );
    }

    #[test]
    fn pages_and_what_is_no_list() {
        let parsed =
            read("<opml><body><outline type='link' url='http://a.example/'/></body></opml>");
        assert_eq!(parsed.links[0].rel, LinkRel::Page);
        for text in ["<html><body>", "", "plain", "<rss><channel/></rss>"] {
            let parsed = read(text);
            let what = &parsed.problems.last().unwrap().what;
            assert!(what.contains("list of feeds"), "{text}: {what}");
            assert!(!parsed.complete && parsed.links.is_empty(), "{text}");
        }
    }
}
