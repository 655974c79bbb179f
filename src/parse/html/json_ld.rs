//! JSON-LD → what it says about the article (schema.org `Article`, `…Article`, `…Posting`, `…Report`).
//!
//! Read as plain JSON with the habits of publishers: several scripts, arrays, `@graph`, references by
//! `@id`; strings where objects belong. Contexts are not followed.

use std::collections::BTreeMap;

use serde_json::{Map, Value};
use url::Url;

use crate::{
    model::{Body, Category, Person},
    parse::{
        looks::{filled, is_html, is_web_address, line, tidy, unescape},
        notes::Notes,
        person,
    },
};

use super::{
    dom,
    found::{Found, byline, own_address, same_page},
    sloppy_json,
};

type Object = Map<String, Value>;

/// Most objects of a page that are looked at.
const MAX_OBJECTS: usize = 5_000;

/// Where objects hold others that may be the article.
const INSIDE: [&str; 3] = ["@graph", "mainEntity", "mainEntityOfPage"];

/// Reads the scripts of a page.
pub(super) fn read(
    scripts: &[String],
    base: Option<&Url>,
    address: Option<&Url>,
    notes: &mut Notes,
) -> Found {
    let mut values = Vec::new();
    for script in scripts {
        let read = sloppy_json::read(script);
        if read.is_empty() && !script.trim().is_empty() {
            notes.note(None, "JSON-LD that is no JSON", "it was ignored");
        }
        values.extend(read);
    }
    let graph = Graph::new(&values);
    let mut found = Found::default();
    if let Some(article) = graph.article(address) {
        found = graph.found(article, base, address);
    }
    for site in &graph.objects {
        if is_a(site, |kind| kind == "WebSite") {
            found.site = found.site.take().or_else(|| text(site.get("name")));
            let home = graph.address(site.get("url"), base);
            found.home = found.home.take().or(home);
        }
    }
    found
}

struct Graph<'v> {
    objects: Vec<&'v Object>,
    by_id: BTreeMap<&'v str, &'v Object>,
}

impl<'v> Graph<'v> {
    fn new(values: &'v [Value]) -> Self {
        let mut graph = Graph { objects: Vec::new(), by_id: BTreeMap::new() };
        let mut next: std::collections::VecDeque<&Value> = values.iter().collect();
        while let Some(value) = next.pop_front() {
            match value {
                Value::Array(values) => next.extend(values.iter().take(MAX_OBJECTS)),
                Value::Object(object) => {
                    next.extend(INSIDE.iter().filter_map(|name| object.get(*name)));
                    // A reference is an object with nothing but an id.
                    if let Some(Value::String(id)) = object.get("@id")
                        && object.len() > 1
                    {
                        graph.by_id.entry(id).or_insert(object);
                    }
                    graph.objects.push(object);
                }
                _ => {}
            }
            if graph.objects.len() >= MAX_OBJECTS || next.len() > 10 * MAX_OBJECTS {
                break;
            }
        }
        graph
    }

    /// The object behind a value: itself, the first of an array, or what an id refers to.
    fn object(&self, value: &'v Value) -> Option<&'v Object> {
        match value {
            Value::Object(object) if object.len() == 1 => {
                let id = object.get("@id").and_then(Value::as_str);
                Some(id.and_then(|id| self.by_id.get(id).copied()).unwrap_or(object))
            }
            Value::Object(object) => Some(object),
            Value::Array(values) => values.first().and_then(|first| match first {
                Value::Array(_) => None,
                first => self.object(first),
            }),
            Value::String(id) => self.by_id.get(id.as_str()).copied(),
            _ => None,
        }
    }

    /// The article of the page: the only one, else the one with the page's address. A page with
    /// several that are none of them its own is a list.
    fn article(&self, address: Option<&Url>) -> Option<&'v Object> {
        let mut articles = self.objects.iter().copied().filter(|object| {
            is_a(object, is_article)
                && ["headline", "name"].iter().any(|name| object.contains_key(*name))
        });
        let first = articles.next()?;
        let is_own = |object: &Object| {
            let own = ["url", "mainEntityOfPage", "@id"];
            address.is_some_and(|address| {
                let given =
                    own.iter().filter_map(|name| self.address(object.get(*name), Some(address)));
                given.into_iter().any(|given| same_page(&given, address.as_str()))
            })
        };
        let others: Vec<&Object> = articles.collect();
        if others.is_empty() || is_own(first) {
            return Some(first);
        }
        if let Some(own) = others.iter().find(|object| is_own(object)) {
            return Some(own);
        }
        let headline = |object: &Object| text(object.get("headline"));
        let same = others.iter().all(|other| headline(other) == headline(first));
        same.then_some(first)
    }

    fn found(&self, article: &'v Object, base: Option<&Url>, page: Option<&Url>) -> Found {
        let text = |name: &str| text(article.get(name));
        let short = |name: &str| text(name).and_then(|text| line(&text)).map(|t| t.into_string());
        let own = |name: &str| own_address(base, page, &self.raw_address(article.get(name))?);
        let mut found = Found {
            is_article: true,
            link: own("url").or_else(|| own("mainEntityOfPage")),
            title: short("headline").or_else(|| short("name")),
            summary: short("description").or_else(|| short("abstract")),
            content: text("articleBody").and_then(|text| body(&text)),
            published: text("datePublished").or_else(|| text("dateCreated")),
            updated: text("dateModified"),
            image: ["image", "thumbnailUrl"]
                .iter()
                .find_map(|name| self.address(article.get(*name), base)),
            language: self.name(article.get("inLanguage")),
            rights: self.rights(article),
            site: self.name(article.get("publisher")),
            ..Found::default()
        };
        for name in ["author", "creator"] {
            if found.authors.is_empty()
                && let Some(value) = article.get(name)
            {
                self.people(value, base, &mut found.authors);
            }
        }
        for name in ["articleSection", "keywords"] {
            self.labels(article.get(name), &mut found);
        }
        found
    }

    fn people(&self, value: &'v Value, base: Option<&Url>, people: &mut Vec<Person>) {
        let values = match value {
            Value::Array(values) => values.as_slice(),
            other => std::slice::from_ref(other),
        };
        for value in values {
            let object = self.object(value);
            let names = object.and_then(|object| object.get("name")).unwrap_or(value);
            let names = match names {
                Value::Array(names) => names.as_slice(),
                name => std::slice::from_ref(name),
            };
            for name in names {
                let Some(name) = text(Some(name)) else { continue };
                let name = byline(&name);
                if is_web_address(name) {
                    continue;
                }
                let page = object.and_then(|object| {
                    ["url", "sameAs"].iter().find_map(|name| self.address(object.get(*name), base))
                });
                let mail = object.and_then(|object| text(object.get("email")));
                let found = person::person(name).map(|person| Person {
                    email: person.email.or_else(|| mail.as_deref().and_then(line)),
                    uri: page,
                    ..person
                });
                person::add(people, found);
            }
        }
    }

    fn labels(&self, value: Option<&'v Value>, found: &mut Found) {
        match value {
            Some(Value::Array(values)) => {
                for value in values {
                    // One of an array is one label, commas and all.
                    let name = self.name(Some(value)).and_then(|name| line(&name));
                    name.into_iter().for_each(|name| found.label(Category::new(&name)));
                }
            }
            value => found.labels(&self.name(value).unwrap_or_default()),
        }
    }

    /// A text, or the name of an object.
    fn name(&self, value: Option<&'v Value>) -> Option<String> {
        let value = value?;
        match self.object(value) {
            Some(object) => {
                ["name", "alternateName"].iter().find_map(|name| text(object.get(*name)))
            }
            None => text(Some(value)).filter(|text| !is_web_address(text)),
        }
    }

    fn address(&self, value: Option<&'v Value>, base: Option<&Url>) -> Option<String> {
        dom::address(base, &self.raw_address(value)?)
    }

    fn raw_address(&self, value: Option<&'v Value>) -> Option<String> {
        let value = value?;
        if let Some(address) = text(Some(value)) {
            return Some(address);
        }
        let object = self.object(value)?;
        ["url", "contentUrl", "@id"].iter().find_map(|name| text(object.get(*name)))
    }

    fn rights(&self, article: &'v Object) -> Option<String> {
        if let Some(notice) = text(article.get("copyrightNotice")) {
            return Some(tidy(&notice));
        }
        let holder = self.name(article.get("copyrightHolder"))?;
        let year = text(article.get("copyrightYear"));
        Some(year.map_or_else(|| format!("© {holder}"), |year| format!("© {year} {holder}")))
    }
}

fn is_a(object: &Object, wanted: impl Fn(&str) -> bool) -> bool {
    let kinds = match object.get("@type") {
        Some(Value::Array(kinds)) => kinds.as_slice(),
        Some(kind) => std::slice::from_ref(kind),
        None => &[],
    };
    let local = |kind: &str| wanted(kind.rsplit(['/', ':']).next().unwrap_or(kind));
    kinds.iter().filter_map(Value::as_str).any(local)
}

/// Whether a type of schema.org is an article.
pub(super) fn is_article(kind: &str) -> bool {
    let ends = ["Article", "Posting", "Report"].iter().any(|ending| kind.ends_with(ending));
    ends && kind != "JobPosting"
}

/// The characters of a value; references that templates leave in are resolved.
fn text(value: Option<&Value>) -> Option<String> {
    match value? {
        Value::String(text) => filled(&unescape(text)),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(values) => values.iter().find_map(|value| match value {
            Value::String(text) => filled(&unescape(text)),
            _ => None,
        }),
        Value::Object(object) => object.get("@value").and_then(Value::as_str).and_then(filled),
        _ => None,
    }
}

/// The body of an article: HTML where it is, else paragraphs.
fn body(text: &str) -> Option<Body> {
    if is_html(text) {
        return Some(Body::Html(text.to_owned()));
    }
    let paragraphs: Vec<String> =
        text.lines().map(tidy).filter(|paragraph| !paragraph.is_empty()).collect();
    (!paragraphs.is_empty()).then_some(Body::Paragraphs(paragraphs))
}
