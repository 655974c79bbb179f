//! What one kind of markup says about an article; several are laid over each other, best first.

use url::Url;

use crate::{
    model::{Body, Category, Person},
    parse::looks::{add_category, line},
};

use super::dom;

/// What was found. Nothing is converted but references.
#[derive(Clone, Debug, Default)]
pub(super) struct Found {
    /// Whether this markup says that the page is an article.
    pub(super) is_article: bool,
    pub(super) link: Option<String>,
    pub(super) title: Option<String>,
    pub(super) summary: Option<String>,
    pub(super) content: Option<Body>,
    pub(super) published: Option<String>,
    pub(super) updated: Option<String>,
    pub(super) authors: Vec<Person>,
    pub(super) categories: Vec<Category>,
    pub(super) image: Option<String>,
    pub(super) language: Option<String>,
    pub(super) rights: Option<String>,
    /// Name of the site.
    pub(super) site: Option<String>,
    /// Home page of the site.
    pub(super) home: Option<String>,
}

impl Found {
    /// Fills what is missing from a less trusted finding. Labels add up.
    pub(super) fn or(mut self, other: Found) -> Self {
        let fill = |mine: &mut Option<String>, theirs: Option<String>| {
            if mine.is_none() {
                *mine = theirs;
            }
        };
        self.is_article |= other.is_article;
        fill(&mut self.link, other.link);
        fill(&mut self.title, other.title);
        fill(&mut self.summary, other.summary);
        fill(&mut self.published, other.published);
        fill(&mut self.updated, other.updated);
        fill(&mut self.image, other.image);
        fill(&mut self.language, other.language);
        fill(&mut self.rights, other.rights);
        fill(&mut self.site, other.site);
        fill(&mut self.home, other.home);
        self.content = self.content.or(other.content);
        if self.authors.is_empty() {
            self.authors = other.authors;
        }
        for category in other.categories {
            self.label(category);
        }
        self
    }

    /// Adds a label, once in any case of letters.
    pub(super) fn label(&mut self, category: Category) {
        let folded = category.term.to_lowercase();
        if !self.categories.iter().any(|known| known.term.to_lowercase() == folded) {
            add_category(&mut self.categories, category);
        }
    }

    /// Adds the labels of a text that holds one or, between commas or semicolons, several.
    pub(super) fn labels(&mut self, text: &str) {
        for term in text.split([',', ';']).filter_map(line) {
            self.label(Category::new(&term));
        }
    }
}

/// A name as bylines write it: without `By`.
pub(super) fn byline(text: &str) -> &str {
    let text = text.trim();
    let bare = ["by ", "By ", "BY ", "von ", "Von ", "par ", "Par ", "por ", "Por "];
    bare.iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text).trim()
}

/// Whether two addresses are those of one page: scheme, `www`, fragment and last slash do not count,
/// nor does a query that only one of them has.
pub(super) fn same_page(a: &str, b: &str) -> bool {
    let bare = |address: &str| {
        let address = address.split('#').next().unwrap_or(address);
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        let rest = rest.strip_prefix("www.").unwrap_or(rest).to_owned();
        match rest.split_once('?') {
            Some((path, query)) => (path.trim_end_matches('/').to_owned(), query.to_owned()),
            None => (rest.trim_end_matches('/').to_owned(), String::new()),
        }
    };
    let ((path, query), (other_path, other_query)) = (bare(a), bare(b));
    path == other_path && (query == other_query || query.is_empty() || other_query.is_empty())
}

/// The address that a page gives itself. Broken templates give every page that of the front page, so
/// a bare host is believed only of a page that is one.
pub(super) fn own_address(base: Option<&Url>, page: Option<&Url>, href: &str) -> Option<String> {
    let found = dom::address(base, href)?;
    let url = Url::parse(&found).ok();
    let is_front = url.is_none_or(|url| url.path() == "/" && url.query().is_none());
    let page_is_front = page.is_some_and(|page| page.path() == "/" && page.query().is_none());
    (!is_front || page_is_front).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_one_page() {
        for (a, b, want) in [
            ("https://a.example/x/", "http://www.a.example/x#y", true),
            ("https://a.example/x?utm=1", "https://a.example/x", true),
            ("https://a.example/?p=1", "https://a.example/?p=2", false),
            ("https://a.example/x", "https://a.example/y", false),
        ] {
            assert_eq!(same_page(a, b), want, "{a} {b}");
        }
    }

    #[test]
    fn the_front_page_is_no_article() {
        let page = Url::parse("https://a.example/x").unwrap();
        let own = |href| own_address(Some(&page), Some(&page), href);
        assert_eq!(own("/y").as_deref(), Some("https://a.example/y"));
        assert_eq!(own("/"), None);
        assert_eq!(own("javascript:x"), None);
    }
}
