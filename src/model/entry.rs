//! An article as a document shows it. Nothing is trusted and nothing is converted.

use url::Url;

use super::{Enclosure, Origin, Person};

/// An article as a document shows it: dates are text, labels are labels, markup is raw.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    /// Position in the document, counted from 0.
    pub index: usize,
    /// First line in the document, counted from 1.
    pub line: Option<u32>,
    /// Atom `id`, RSS `guid`, RDF `rdf:about`, JSON Feed `id`: what the publisher calls it.
    pub native_id: Option<String>,
    /// The article's address, as written; resolve it against [`Entry::base`].
    pub link: Option<String>,
    /// The article's own address, where [`Entry::link`] leads through a counter of clicks
    /// (`feedburner:origLink`).
    pub original_link: Option<String>,
    /// What relative addresses in this entry are relative to.
    pub base: Option<Url>,
    /// The same for the markup of [`Entry::summary`], where it has a base of its own.
    pub summary_base: Option<Url>,
    /// The same for the markup of [`Entry::content`], where it has a base of its own.
    pub content_base: Option<Url>,
    /// Title, absent where the document has none.
    pub title: Option<Body>,
    /// Standfirst: RSS `description`, Atom `summary`, the dek of an article. An RSS item often has
    /// its whole text here and no [`Entry::content`].
    pub summary: Option<Body>,
    /// Full body: `content:encoded`, Atom `content`, the paragraphs of a text.
    pub content: Option<Body>,
    /// Date of first publication.
    pub published: Option<RawDate>,
    /// Date of the last revision.
    pub updated: Option<RawDate>,
    /// Who wrote it; inherited from the feed where the entry names nobody.
    pub authors: Vec<Person>,
    /// Labels of the publisher.
    pub categories: Vec<Category>,
    /// Attached media files; their addresses may be relative.
    pub enclosures: Vec<Enclosure>,
    /// Picture of the article; may be relative.
    pub image: Option<String>,
    /// Who is credited for pictures.
    pub credits: Vec<String>,
    /// Address of the discussion.
    pub comments: Option<String>,
    /// Language tag (BCP 47) in force for the entry.
    pub language: Option<String>,
    /// Copyright note.
    pub rights: Option<String>,
    /// The feed that the entry was copied from (RSS `source`, `atom:source`).
    pub origin: Option<Origin>,
}

/// A label of the publisher (RFC 4287 §4.2.2; RSS `category` with its `domain`).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Category {
    /// The label as the publisher's software knows it.
    pub term: String,
    /// The vocabulary that it comes from: Atom `scheme`, RSS `domain`.
    pub scheme: Option<String>,
    /// The label for people, where it differs.
    pub label: Option<String>,
}

impl Category {
    /// A label without vocabulary.
    pub fn new(term: &str) -> Self {
        Category { term: term.to_owned(), ..Category::default() }
    }

    /// What people read.
    pub fn name(&self) -> &str {
        self.label.as_deref().unwrap_or(&self.term)
    }
}

/// A piece of text with the markup its format says it has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// No markup: `<` is a less-than sign.
    Plain(String),
    /// HTML, untrusted.
    Html(String),
    /// Paragraphs without markup.
    Paragraphs(Vec<String>),
}

/// A date as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawDate {
    /// The characters, trimmed.
    pub text: String,
}

impl RawDate {
    /// Trims; `None` when nothing is left.
    pub fn new(text: &str) -> Option<Self> {
        let text = text.trim();
        (!text.is_empty()).then(|| RawDate { text: text.to_owned() })
    }
}
