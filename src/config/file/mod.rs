//! The configuration as it is written: every key of the file, with its default, as plain text.
//!
//! Nothing is checked here but types and names. These structs are the one list of keys: the JSON
//! Schema, the known keys in messages, `--set` and the environment all come from them, so every key
//! has a doc comment, which is what editors and `feedmill config schema` show.

mod fetch;
mod objects;
mod output;
mod parse;
mod report;
mod rule;
mod secret;
mod site;
mod source;
mod story;
mod topic;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use fetch::{Dates, Fetch, Future, Identity, Ids, OnSourceId};
pub use objects::Objects;
pub use output::{Coding, Content, Format, Names, Output, State};
pub use parse::Parse;
pub use report::{Report, Switch};
pub use rule::{Does, Give, Rule};
pub use secret::{Auth, Elsewhere, Field};
pub use site::{Author, Site};
pub use source::{Kind, Select, Source};
pub use story::{Show, Story};
pub use topic::{Lists, Term, Test, Topic, Topics, Weighed};

/// The configuration of feedmill.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct File {
    /// Version of this format; 1.
    #[schemars(range(min = 1, max = 1))]
    pub version: u32,
    /// Who publishes.
    pub site: Site,
    /// What is published, and where.
    pub output: Output,
    /// What feedmill remembers between runs.
    pub state: State,
    /// How sources are read.
    pub fetch: Fetch,
    /// How much is taken from one document.
    pub parse: Parse,
    /// How items get their permanent ids, and when two are one.
    pub identity: Identity,
    /// How dates are read.
    pub dates: Dates,
    /// Items that tell the same news.
    pub story: Story,
    /// How scores become topics.
    pub topics: Topics,
    /// Who else is told how the sources fare.
    pub report: Report,
    /// The places that items come from.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub source: Vec<Source>,
    /// The subjects that have feeds of their own.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topic: Vec<Topic>,
    /// What happens to certain items. The first rule that fits an item wins.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub rule: Vec<Rule>,
}

impl Default for File {
    fn default() -> Self {
        File {
            version: 1,
            site: Site::default(),
            output: Output::default(),
            state: State::default(),
            fetch: Fetch::default(),
            parse: Parse::default(),
            identity: Identity::default(),
            dates: Dates::default(),
            story: Story::default(),
            topics: Topics::default(),
            report: Report::default(),
            source: Vec::new(),
            topic: Vec::new(),
            rule: Vec::new(),
        }
    }
}

/// A number of bytes: a whole number, or text with a unit such as `512KiB`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Size {
    /// Bytes.
    Bytes(u64),
    /// A whole number and a unit.
    Text(String),
}

/// One text, or a list of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Texts {
    /// One; an empty one is none.
    One(String),
    /// Any number.
    Some(Vec<String>),
}

impl Texts {
    /// Those that are not empty, each with its path, where the key has `path`.
    pub fn named(&self, path: &str) -> Vec<(String, &str)> {
        let named: Vec<(String, &str)> = match self {
            Texts::One(text) => vec![(path.to_owned(), text)],
            Texts::Some(texts) => {
                let texts = texts.iter().enumerate();
                texts.map(|(at, text)| (format!("{path}.{at}"), text.as_str())).collect()
            }
        };
        named.into_iter().filter(|(_, text)| !text.is_empty()).collect()
    }
}

impl Default for Texts {
    fn default() -> Self {
        Texts::One(String::new())
    }
}

impl JsonSchema for Texts {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Texts".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": ["string", "array"], "items": { "type": "string" } })
    }
}

impl From<&str> for Size {
    fn from(text: &str) -> Self {
        Size::Text(text.to_owned())
    }
}

impl JsonSchema for Size {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Size".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": ["string", "integer"],
            "pattern": "^ *[0-9]+ *([kKmMgG][iI]?)?[bB]? *$",
            "minimum": 0,
        })
    }
}
