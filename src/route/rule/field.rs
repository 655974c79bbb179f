//! What an expression can ask of an item, and how each answer is compared.

use chrono::{DateTime, Utc};
use url::{Host, Url};

use crate::model::{Item, Person, Text, fold};

/// What rules read of an item.
#[derive(Clone, Copy, Debug)]
pub struct RuleSubject<'a> {
    /// Id of the source that owns the item.
    pub source: &'a str,
    /// Title, plain text.
    pub title: &'a str,
    /// Standfirst and lead, plain text; empty where there is none.
    pub text: [&'a str; 2],
    /// Labels of the publisher.
    pub categories: &'a [Text],
    /// Who wrote it.
    pub authors: &'a [Person],
    /// Language tag (BCP 47).
    pub language: Option<&'a str>,
    /// The article's own address.
    pub link: Option<&'a str>,
    /// First publication.
    pub published: DateTime<Utc>,
    /// Ids of the topics that routing gave it.
    pub topics: &'a [String],
}

impl<'a> RuleSubject<'a> {
    /// The subject that an item is, which is routed to `topics`.
    pub fn of(item: &'a Item, topics: &'a [String]) -> Self {
        RuleSubject {
            source: &item.source,
            title: &item.title.text,
            text: [item.summary.as_deref().unwrap_or_default(), &item.lead],
            categories: &item.categories,
            authors: &item.authors,
            language: item.language.as_deref(),
            link: item.link.as_deref(),
            published: item.published.at,
            topics,
        }
    }

    /// Whether any value of a field fits.
    pub(super) fn any(&self, words: Words, mut fits: impl FnMut(&str) -> bool) -> bool {
        match words {
            Words::Author => self.authors.iter().any(|author| fits(&author.name)),
            Words::Category => self.categories.iter().any(|label| fits(label)),
            Words::Host => self
                .link
                .and_then(|link| Url::parse(link).ok())
                .is_some_and(|url| url.host_str().is_some_and(&mut fits)),
            Words::Language => self.language.is_some_and(fits),
            Words::Link => self.link.is_some_and(fits),
            Words::Source => fits(self.source),
            Words::Text => self.text.iter().any(|text| !text.is_empty() && fits(text)),
            Words::Title => fits(self.title),
            Words::Topic => self.topics.iter().any(|topic| fits(topic)),
        }
    }
}

/// A field of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    /// The time since publication.
    Age,
    /// Texts.
    Words(Words),
}

/// A field that holds texts: none, one or more. A comparison holds when it does for any of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    Author,
    Category,
    /// The host of the link.
    Host,
    Language,
    Link,
    Source,
    /// Standfirst and lead.
    Text,
    Title,
    Topic,
}

const FIELDS: &[(&str, Field)] = &[
    ("age", Field::Age),
    ("author", Field::Words(Words::Author)),
    ("category", Field::Words(Words::Category)),
    ("language", Field::Words(Words::Language)),
    ("link", Field::Words(Words::Link)),
    ("link.host", Field::Words(Words::Host)),
    ("source", Field::Words(Words::Source)),
    ("text", Field::Words(Words::Text)),
    ("title", Field::Words(Words::Title)),
    ("topic", Field::Words(Words::Topic)),
];

/// Words of feeds and other readers for what a field holds; too far from its name to be a slip.
const ALIASES: &[(&str, &str)] = &[
    ("body", "text"),
    ("content", "text"),
    ("date", "age"),
    ("dek", "text"),
    ("description", "text"),
    ("domain", "link.host"),
    ("feed", "source"),
    ("guid", "link"),
    ("host", "link.host"),
    ("label", "category"),
    ("lang", "language"),
    ("lead", "text"),
    ("published", "age"),
    ("summary", "text"),
    ("tag", "category"),
    ("tags", "category"),
    ("url", "link"),
];

impl Field {
    pub(super) fn named(name: &str) -> Option<Self> {
        FIELDS.iter().find(|(known, _)| *known == name).map(|&(_, field)| field)
    }

    /// The field that is called so elsewhere.
    pub(super) fn alias(name: &str) -> Option<&'static str> {
        let name = name.to_lowercase();
        ALIASES.iter().find(|(alias, _)| *alias == name).map(|&(_, field)| field)
    }

    /// All names.
    pub(super) fn names() -> Vec<&'static str> {
        FIELDS.iter().map(|&(name, _)| name).collect()
    }
}

impl Words {
    /// Brings a value of the expression into the form that [`Words::same`] compares with; `None`
    /// for one that the field can never hold.
    pub(super) fn normal(self, value: &str) -> Option<String> {
        let normal = match self {
            Words::Author | Words::Category | Words::Title => fold(value),
            Words::Host => Host::parse(value).ok()?.to_string(),
            _ => value.to_owned(),
        };
        Some(normal).filter(|normal| !normal.is_empty())
    }

    /// Whether the item's value is one of these.
    ///
    /// Titles, labels and names are written in many ways, so capitals and typography make no
    /// difference. A language takes its regions along (RFC 4647 §3.3.1). Ids and addresses are
    /// exact.
    pub(super) fn same(self, have: &str, values: &[String]) -> bool {
        let is = |have: &str| values.iter().any(|value| value == have);
        match self {
            Words::Author | Words::Category | Words::Title => is(&fold(have)),
            Words::Language => values.iter().any(|range| is_in_range(have, range)),
            _ => is(have),
        }
    }
}

fn is_in_range(tag: &str, range: &str) -> bool {
    tag.get(..range.len()).is_some_and(|start| start.eq_ignore_ascii_case(range))
        && matches!(tag.as_bytes().get(range.len()), None | Some(b'-'))
}
