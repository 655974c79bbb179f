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
    /// What relative addresses in this entry are relative to.
    pub base: Option<Url>,
    /// Title, absent where the document has none.
    pub title: Option<Body>,
    /// Standfirst: RSS `description` beside a body, Atom `summary`, the dek of an article.
    pub summary: Option<Body>,
    /// Full body: `content:encoded`, Atom `content`, an only `description`, the paragraphs of a text.
    pub content: Option<Body>,
    /// Date of first publication.
    pub published: Option<RawDate>,
    /// Date of the last revision.
    pub updated: Option<RawDate>,
    /// Who wrote it; inherited from the feed where the entry names nobody.
    pub authors: Vec<Person>,
    /// Labels of the publisher.
    pub categories: Vec<String>,
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
