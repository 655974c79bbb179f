//! `<meta>` and `<link>` of a page → what they say about the article: Open Graph, Dublin Core, the
//! words of search engines, of scholars and of analytics.
//!
//! Each field has its list of names, most telling first. A value is resolved once more where templates
//! escaped it twice.

use dom_query::NodeRef;
use url::Url;

use crate::parse::{
    looks::{add_statement, filled, has_reference, is_web_address, line, unescape},
    person,
};

use super::{
    dom::{self, Step},
    found::{Found, byline, own_address},
    page::Page,
};

const TITLE: &[&str] = &[
    "og:title",
    "twitter:title",
    "dcterms.title",
    "dc.title",
    "citation_title",
    "parsely-title",
    "sailthru.title",
    "headline",
    "title",
];
const SUMMARY: &[&str] = &[
    "og:description",
    "description",
    "twitter:description",
    "dcterms.abstract",
    "dcterms.description",
    "dc.description",
    "sailthru.description",
    "citation_abstract",
    "abstract",
    "excerpt",
];
const PUBLISHED: &[&str] = &[
    "article:published_time",
    "og:article:published_time",
    "article:published",
    "og:published_time",
    "parsely-pub-date",
    "sailthru.date",
    "citation_publication_date",
    "citation_online_date",
    "citation_date",
    "datepublished",
    "date_published",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.issued",
    "dc.date.created",
    "dcterms.date",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publication-date",
    "published",
    "published_at",
    "article.published",
    "article_date_original",
    "originalpublicationdate",
    "cxenseparse:recs:publishtime",
    "bt:pubdate",
    "rnews:datepublished",
    "displaydate",
    "date",
];
const UPDATED: &[&str] = &[
    "article:modified_time",
    "og:article:modified_time",
    "og:updated_time",
    "article:modified",
    "datemodified",
    "date_modified",
    "dcterms.modified",
    "dc.date.modified",
    "article.updated",
    "updated_at",
    "last-modified",
    "lastmod",
    "lastmodified",
    "revised",
    "bt:moddate",
];
const AUTHORS: &[&str] = &[
    "citation_author",
    "article:author",
    "og:article:author",
    "author",
    "dcterms.creator",
    "dc.creator",
    "parsely-author",
    "sailthru.author",
    "article:author_name",
    "article.author",
    "byl",
    "cxenseparse:author",
    "authors",
];
const IMAGE: &[&str] = &[
    "og:image:secure_url",
    "og:image:url",
    "og:image",
    "twitter:image",
    "twitter:image:src",
    "sailthru.image.full",
    "parsely-image-url",
    "thumbnail",
    "image",
];
const LABELS: &[&str] = &[
    "article:section",
    "og:article:section",
    "parsely-section",
    "article:tag",
    "og:article:tag",
    "parsely-tags",
    "news_keywords",
    "sailthru.tags",
    "dcterms.subject",
    "dc.subject",
    "citation_keywords",
    "keywords",
];
const RIGHTS: &[&str] = &["dcterms.rights", "dc.rights", "copyright", "rights"];
/// Proposals of the WHATWG and for the European rules on transparency.
const DISCLOSURE: &[&str] = &["ai-disclosure", "ai-generated", "digitalsourcetype"];
const LANGUAGE: &[&str] = &["dcterms.language", "dc.language", "content-language", "og:locale"];
const SITE: &[&str] = &[
    "og:site_name",
    "citation_journal_title",
    "application-name",
    "apple-mobile-web-app-title",
    "dcterms.publisher",
    "dc.publisher",
    "twitter:app:name:iphone",
];

/// Most `<meta>` of one page.
const MAX_METAS: usize = 1_000;

/// Reads what the page says; `address` is where it was read.
pub(super) fn read(page: &Page, address: Option<&Url>) -> Found {
    let mut metas = Vec::new();
    let mut links = Vec::new();
    dom::walk(&page.tree.root(), &mut |step| {
        if let Step::Open(node) = step {
            match &*dom::name(&node) {
                "meta" if metas.len() < MAX_METAS => metas.extend(meta(&node)),
                "link" if links.len() < MAX_METAS => links.push(node),
                _ => {}
            }
        }
        true
    });
    let metas = Metas(metas);
    let base = page.base.as_ref();
    let rel = |word: &str| {
        let mut found = links.iter().filter(|link| dom::has_word(link, "rel", word));
        found.find_map(|link| dom::attribute(link, "href"))
    };
    let own = |href: Option<String>| own_address(base, address, &href?);
    let mut found = Found {
        is_article: metas.first(&["og:type"]).is_some_and(|kind| kind.contains("article")),
        link: own(rel("canonical")).or_else(|| own(metas.first(&["og:url", "twitter:url"]))),
        title: metas.line(TITLE),
        summary: metas.line(SUMMARY),
        published: metas.first(PUBLISHED),
        updated: metas.first(UPDATED),
        image: metas
            .all(IMAGE)
            .find_map(|value| dom::address(base, value))
            .or_else(|| dom::address(base, &rel("image_src")?)),
        language: metas.first(LANGUAGE).map(|tag| tag.replace('_', "-")),
        rights: metas.line(RIGHTS),
        site: metas.line(SITE),
        home: rel("home").and_then(|href| dom::address(base, &href)),
        ..Found::default()
    };
    for name in AUTHORS {
        // `article:author` is often the address of a profile; then there is no name in it.
        for value in metas.all(&[name]).filter(|value| !is_web_address(value)) {
            person::add(&mut found.authors, person::person(byline(value)));
        }
        if !found.authors.is_empty() {
            break;
        }
    }
    for value in metas.all(DISCLOSURE) {
        add_statement(&mut found.categories, Some(value.to_owned()));
    }
    for value in metas.all(LABELS) {
        found.labels(value);
    }
    found
}

/// Name and content of a `<meta>`.
fn meta(node: &NodeRef) -> Option<(String, String)> {
    let names = ["property", "name", "http-equiv", "itemprop"];
    let name = names.iter().find_map(|name| dom::attribute(node, name))?.to_ascii_lowercase();
    // Dublin Core parts its words with a dot or a colon.
    let name = match name.split_once(':') {
        Some((space @ ("dc" | "dcterms"), rest)) => format!("{space}.{rest}"),
        _ => name,
    };
    let content = dom::attribute(node, "content")?;
    let content = if has_reference(&content) { filled(&unescape(&content))? } else { content };
    Some((name, content))
}

struct Metas(Vec<(String, String)>);

impl Metas {
    /// The values under these names, in the order of the names.
    fn all<'m>(&'m self, names: &[&'m str]) -> impl Iterator<Item = &'m str> {
        let names = names.to_vec();
        names.into_iter().flat_map(move |name| {
            self.0.iter().filter(move |(known, _)| known == name).map(|(_, value)| value.as_str())
        })
    }

    fn first(&self, names: &[&str]) -> Option<String> {
        names.iter().find_map(|name| {
            self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.clone())
        })
    }

    fn line(&self, names: &[&str]) -> Option<String> {
        self.first(names).and_then(|text| line(&text)).map(|text| text.into_string())
    }
}
