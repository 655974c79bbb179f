//! Lists of feeds (OPML 1.0, 1.1, 2.0, and what programs write instead) → links with their folders.
//!
//! An outline with the address of a feed is a feed, one without is a folder of those inside it. Lists
//! inside of lists are not followed: nobody else decides what a source list holds. Who takes a list
//! over gets them named, with everything else that the outlines say.

use url::Url;

use crate::model::{Document, Link, LinkRel, Outline, Parsed, Person, RawDate, Shape, Text};

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

/// Most paths of a `category` attribute.
const MAX_LABELS: usize = 16;

/// Longest title of a feed or folder, in characters.
const MAX_TITLE: usize = 500;

/// Attributes of an outline that have a place in [`Outline`], or that say nothing of the feed.
const KNOWN: [&str; 10] = [
    "text",
    "title",
    "type",
    "xmlUrl",
    "htmlUrl",
    "url",
    "description",
    "category",
    "isComment",
    "isBreakpoint",
];

/// Reads a list.
pub(super) fn read(
    text: &str,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> Parsed {
    let (mut parsed, outlines) = list(text, document, settings, Twice::Once, notes);
    let links = outlines.into_iter().map(|outline| outline.link);
    parsed.links = links.filter(|link| link.rel != LinkRel::List).collect();
    parsed
}

/// Reads a list with everything that its outlines say: those that stand in it twice and the lists in
/// it included.
pub(super) fn outlines(
    text: &str,
    document: &Document,
    settings: &Settings,
    notes: &mut Notes,
) -> (Parsed, Vec<Outline>) {
    list(text, document, settings, Twice::Twice, notes)
}

/// What becomes of an address that stands in the list again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Twice {
    /// It is left out, and so are lists.
    Once,
    /// It is told again.
    Twice,
}

fn list(
    text: &str,
    document: &Document,
    settings: &Settings,
    twice: Twice,
    notes: &mut Notes,
) -> (Parsed, Vec<Outline>) {
    let limits = Limits { elements: MAX_OUTLINES, ..settings.limits.clone() };
    let base = document.url.as_ref();
    let start = text.find('<').unwrap_or(text.len());
    let what =
        Walk { text, start, is_entry: &|_, _| false, breaks: &|_, _| false, base, limits: &limits };
    let walked = walk(&what, notes, &mut |_, _| {});
    let mut parsed = Parsed { shape: Shape::Opml, complete: walked.complete, ..Parsed::default() };
    let Some(root) = walked.root() else {
        notes.note(None, "no list of feeds", "nothing was taken from it");
        return (Parsed { complete: false, ..parsed }, Vec::new());
    };
    let most = settings.limits.entries;
    let mut list = List { base, most, twice, outlines: Vec::new(), notes };
    let mut head = None;
    list.outlines(root, &mut head);
    let outlines = list.outlines;
    if outlines.is_empty() && !root.is("opml") {
        if sniff(text).format == Format::Page {
            let found = stand_in::foreign(text, &Format::Page);
            let parsed = super::nothing_of(&found, "a list of feeds (OPML)", notes);
            return (parsed, outlines);
        }
        let what = format!("not a list of feeds (OPML): its root is <{}>", root.name());
        notes.note(None, &what, "nothing was taken from it");
        return (Parsed { shape: Shape::Unknown, ..Parsed::default() }, outlines);
    }
    if let Some(head) = head {
        header(head, &mut parsed);
    }
    (parsed, outlines)
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
    twice: Twice,
    outlines: Vec<Outline>,
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
                match self.line(child, &folders) {
                    Line::Outline(outline) => {
                        if self.outlines.len() >= self.most {
                            let what = format!("more than {} outlines", self.most);
                            self.notes.note(None, &what, "the others were left out");
                            return;
                        }
                        if self.twice == Twice::Twice || known.insert(outline.link.url.clone()) {
                            self.outlines.push(*outline);
                        }
                    }
                    Line::Folder(name) if folders.len() < MAX_FOLDERS => folders.extend(name),
                    Line::Folder(_) | Line::Nothing => {}
                }
            }
            let depth = folders.len();
            open.push((Box::new(child.children()), depth));
        }
    }

    fn line(&mut self, outline: Element, folders: &[String]) -> Line {
        let text = |name: &str| outline.attribute(name).filter(|value| !value.trim().is_empty());
        let title = text("title").or_else(|| text("text")).and_then(|title| line(&title));
        let title = title.map(|title| title.chars().take(MAX_TITLE).collect::<String>());
        let kind = text("type").unwrap_or_default().to_ascii_lowercase();
        let url = text("url");
        let is_list = kind == "include"
            || (kind == "link" && url.as_deref().is_some_and(|url| url.ends_with(".opml")));
        let (rel, address) = match (text("xmlUrl"), url) {
            (Some(address), _) => (LinkRel::Feed, address),
            (None, Some(address)) if is_list && self.twice == Twice::Twice => {
                (LinkRel::List, address)
            }
            (None, Some(address)) if is_list => {
                let what = format!("a list inside the list: {address}");
                self.notes.note(None, &what, "it was not followed");
                return Line::Nothing;
            }
            (None, Some(address)) if matches!(&*kind, "" | "rss" | "atom" | "feed") => {
                (LinkRel::Feed, address)
            }
            (None, Some(address)) => (LinkRel::Page, address),
            (None, None) if matches!(&*kind, "rss" | "atom") => {
                let what = format!("an outline without address: {}", title.unwrap_or_default());
                self.notes.note(None, &what, "it was left out");
                return Line::Nothing;
            }
            (None, None) => return Line::Folder(title),
        };
        let Some(url) = absolute(self.base, &address) else {
            let what = format!("no address of the web: {address}");
            self.notes.note(None, &what, "it was left out");
            return Line::Nothing;
        };
        let mut labels = text("category").map(|labels| paths(&labels)).unwrap_or_default();
        let folders = match folders {
            [] if labels.is_empty() => Vec::new(),
            [] => labels.remove(0),
            folders => folders.to_vec(),
        };
        let home = text("htmlUrl").and_then(|home| absolute(self.base, &home));
        let description = text("description").and_then(|text| line(&text));
        let is_known = |name: &str| KNOWN.iter().any(|known| known.eq_ignore_ascii_case(name));
        let others = outline.attributes_read().filter(|(name, _)| !is_known(name));
        let others = others.map(|(name, value)| (name.to_owned(), value.into_owned())).collect();
        let labels = labels.concat();
        let link = Link { rel, url, title, home, folders };
        Line::Outline(Box::new(Outline { link, description, labels, others }))
    }
}

type Children<'t, 'a> = Box<dyn Iterator<Item = Element<'t, 'a>> + 't>;

enum Line {
    Outline(Box<Outline>),
    Folder(Option<String>),
    Nothing,
}

/// The paths of a `category` attribute: `/a/b,/c` (OPML 2.0), each as the folders of it.
fn paths(labels: &str) -> Vec<Vec<String>> {
    let short = |part: Text| part.chars().take(MAX_TITLE).collect();
    let parts = |path: &str| -> Vec<String> {
        path.split('/').filter_map(line).map(short).take(MAX_FOLDERS).collect()
    };
    let paths = labels.split(',').map(parts).filter(|parts| !parts.is_empty());
    paths.take(MAX_LABELS).collect()
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
    fn everything_that_an_outline_says() {
        let body = "<outline text='F'><outline xmlUrl='http://a.example/1' text='A' category='/x/y,z' \
                    description='d &amp;amp; e' feedmill:id='one' VERSION='RSS2'/>\
                    <outline xmlUrl='http://a.example/1'/></outline>\
                    <outline type='include' url='http://a.example/l.opml' text='More'/>";
        let text = format!("<opml version='2.0'><body>{body}</body></opml>");
        let document = Document { bytes: text.into(), ..Document::default() };
        let (parsed, outlines) = crate::parse::outlines(&document, &Settings::standard(Kind::Opml));
        assert_eq!((parsed.problems, parsed.complete), (Vec::new(), true));
        let [one, again, list] = outlines.as_slice() else { panic!("{outlines:?}") };
        assert_eq!(
            (&*one.link.folders[0], &one.labels),
            ("F", &["x", "y", "z"].map(String::from).to_vec())
        );
        assert_eq!(one.description.as_deref(), Some("d & e"));
        let others = [("feedmill:id", "one"), ("VERSION", "RSS2")];
        assert_eq!(one.others, others.map(|(name, value)| (name.to_owned(), value.to_owned())));
        assert_eq!(again.link.url, one.link.url);
        assert_eq!((list.link.rel, list.link.title.as_deref()), (LinkRel::List, Some("More")));
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
