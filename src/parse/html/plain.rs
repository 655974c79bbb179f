//! The elements of HTML itself → what they say about the article: `article`, `h1`, `time`,
//! `rel="author"`, `rel="tag"`.

use dom_query::NodeRef;

use crate::{
    model::{Category, Person},
    parse::{looks::line, person},
};

use super::{
    body,
    dom::{self, Step},
    found::{Found, byline},
    page::Page,
};

/// Most `article` elements that are weighed.
const MAX_ARTICLES: usize = 100;

/// How many elements behind the heading a date may stand that nothing else marks.
const NEAR: usize = 40;

/// The main `article` of a page: the longest of those that stand in no other, and are no comment.
pub(super) fn main_article<'t>(page: &'t Page) -> Option<NodeRef<'t>> {
    let mut articles: Vec<NodeRef> = Vec::new();
    dom::walk(&page.tree.root(), &mut |step| match step {
        Step::Open(node) if dom::name(&node) == "article" => {
            let class = dom::attribute(&node, "class").unwrap_or_default().to_ascii_lowercase();
            if articles.len() < MAX_ARTICLES && !class.contains("comment") {
                articles.push(node);
            }
            false
        }
        Step::Open(node) => !matches!(&*dom::name(&node), "aside" | "nav" | "footer"),
        _ => true,
    });
    // Of two that are equally long, the first.
    let weighed = articles.into_iter().rev().map(|article| (dom::text(&article).len(), article));
    weighed.max_by_key(|(length, _)| *length).map(|(_, article)| article)
}

/// Reads the elements; `article` is the main one.
pub(super) fn read(page: &Page, article: Option<&NodeRef>) -> Found {
    let base = page.base.as_ref();
    let root = page.tree.root();
    let mut found = Found { language: super::origin::language(page), ..Found::default() };
    found.title = article.and_then(heading).or_else(|| heading(&root));
    let mut dates = Dates { inside: article.is_some(), ..Dates::default() };
    dom::walk(article.unwrap_or(&root), &mut |step| dates.take(&step));
    (found.published, found.updated) = dates.answer();
    dom::walk(&root, &mut |step| {
        let Step::Open(node) = step else { return true };
        if !matches!(&*dom::name(&node), "a" | "link" | "address") {
            return true;
        }
        if dom::has_word(&node, "rel", "author") {
            let name = match &*dom::name(&node) {
                "link" => dom::attribute(&node, "title"),
                _ => Some(dom::text(&node)),
            };
            let name = name.filter(|name| name.chars().count() <= super::MAX_NAME);
            let page = dom::attribute(&node, "href").and_then(|href| dom::address(base, &href));
            let known = name.and_then(|name| person::person(byline(&name)));
            person::add(&mut found.authors, known.map(|known| Person { uri: page, ..known }));
        }
        true
    });
    if let Some(article) = article {
        dom::walk(article, &mut |step| {
            if let Step::Open(node) = step {
                if dom::has_word(&node, "rel", "tag")
                    && let Some(label) = line(&dom::text(&node))
                {
                    found.label(Category::new(&label));
                }
                if is_about_people(&node) {
                    return false;
                }
                if found.image.is_none() && !is_small(&node) {
                    found.image = body::picture(base, &node).filter(|url| !is_stand_in(url));
                }
            }
            true
        });
    }
    found
}

/// The first heading of the first level that is no logo.
fn heading(root: &NodeRef) -> Option<String> {
    let mut found = None;
    let mut second = None;
    dom::walk(root, &mut |step| {
        if let Step::Open(node) = step
            && found.is_none()
        {
            let text = || Some(dom::text(&node)).filter(|text| !text.is_empty());
            match &*dom::name(&node) {
                // What links to the front page names the site.
                "h1" if !links_home(&node) => found = text(),
                "h2" if second.is_none() => second = text(),
                _ => {}
            }
        }
        found.is_none()
    });
    let is_article = dom::name(root) == "article";
    found.or_else(|| second.filter(|_| is_article))
}

fn links_home(heading: &NodeRef) -> bool {
    let mut home = false;
    dom::walk(heading, &mut |step| {
        if let Step::Open(node) = step {
            let href = dom::attribute(&node, "href").unwrap_or_default();
            let path = href
                .split_once("://")
                .map_or(&*href, |(_, rest)| rest.find('/').map_or("/", |at| &rest[at..]));
            home |= dom::name(&node) == "a" && matches!(path, "/" | "./" | "index.html");
        }
        !home
    });
    home
}

/// Whether an element shows who wrote, not what was written about.
fn is_about_people(node: &NodeRef) -> bool {
    let class = dom::attribute(node, "class").unwrap_or_default().to_ascii_lowercase();
    ["author", "avatar", "byline", "h-card", "logo"].iter().any(|word| class.contains(word))
}

/// Icons and counters: a picture that states a size states a small one.
fn is_small(node: &NodeRef) -> bool {
    let sizes = ["width", "height"];
    let mut stated =
        sizes.iter().filter_map(|name| dom::attribute(node, name)?.parse::<u32>().ok());
    stated.any(|size| size < 100)
}

/// What scripts replace by a picture once it is seen.
fn is_stand_in(url: &str) -> bool {
    let name = url.rsplit('/').next().unwrap_or(url).to_ascii_lowercase();
    ["blank.", "pixel.", "placeholder", "preload", "spacer", "transparent", "1x1"]
        .iter()
        .any(|word| name.contains(word))
}

/// The `time` elements of an article.
#[derive(Default)]
struct Dates {
    /// Whether all that is seen stands in an article.
    inside: bool,
    /// Elements since the heading.
    since_heading: Option<usize>,
    header: usize,
    marked: Option<String>,
    in_header: Option<String>,
    near: Option<String>,
    first: Option<String>,
    updated: Option<String>,
}

impl Dates {
    fn take(&mut self, step: &Step) -> bool {
        match step {
            Step::Open(node) => self.open(node),
            Step::Close(node) => {
                if dom::name(node) == "header" {
                    self.header = self.header.saturating_sub(1);
                }
                true
            }
            Step::Text(_) => true,
        }
    }

    fn open(&mut self, node: &NodeRef) -> bool {
        self.since_heading = self.since_heading.map(|count| count + 1);
        match &*dom::name(node) {
            "header" => self.header += 1,
            "h1" => self.since_heading = Some(0),
            "aside" | "nav" | "footer" | "article" | "blockquote" => return false,
            "time" => self.time(node),
            _ => {}
        }
        true
    }

    fn time(&mut self, node: &NodeRef) {
        let stated = dom::attribute(node, "datetime");
        let Some(date) = stated.clone().or_else(|| Some(dom::text(node))) else { return };
        // A duration of reading is a time, too.
        if !date.contains(|c: char| c.is_ascii_digit()) || date.starts_with(['P', 'p']) {
            return;
        }
        let fill = |field: &mut Option<String>| {
            field.get_or_insert_with(|| date.clone());
        };
        let words = dom::attribute(node, "class").unwrap_or_default().to_ascii_lowercase();
        if words.contains("updated") || words.contains("modified") {
            // WordPress calls the only date of an article both.
            if !words.contains("published") {
                return fill(&mut self.updated);
            }
        }
        if node.has_attr("pubdate") || words.contains("published") {
            fill(&mut self.marked);
        }
        if self.header > 0 {
            fill(&mut self.in_header);
        }
        if self.since_heading.is_some_and(|count| count <= NEAR) {
            fill(&mut self.near);
        }
        if stated.is_some() {
            fill(&mut self.first);
        }
    }

    /// Published and updated. Outside of an article only a date that is marked, or stands by the
    /// heading, is believed.
    fn answer(self) -> (Option<String>, Option<String>) {
        let inside = self.inside;
        let in_article = self.in_header.filter(|_| inside);
        let first = self.first.filter(|_| inside);
        (self.marked.or(in_article).or(self.near).or(first), self.updated)
    }
}
