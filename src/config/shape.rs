//! The file format as the reader needs it: which keys a table has and what each may hold.
//!
//! It is made from the JSON Schema, and so from the structs in [`super::file`].

use std::collections::BTreeMap;

use serde_json::Value;

use super::{file::Topic, schema};

/// What a value may be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Shape {
    /// A table with known keys; the flag says that the key must be there.
    Table(BTreeMap<String, (Shape, bool)>),
    /// A table with any keys and values of one shape.
    Map(Box<Shape>),
    /// Text, or a table with known keys.
    TextOr(Box<Shape>),
    /// Text, or a list of texts.
    Texts,
    /// A list of values of one shape, and how many there must be.
    List(Box<Shape>, usize),
    /// Any text.
    Text,
    /// One of some words.
    Word(Vec<String>),
    /// A whole number between two bounds.
    Whole(i64, i64),
    /// A number between two bounds.
    Number(f64, f64),
    /// `true` or `false`.
    Flag,
    /// A whole number, or text with a unit.
    Size,
    /// `true`, `false`, or any text.
    Switch,
}

impl Shape {
    /// The shape of the whole file.
    pub fn of_file() -> Self {
        Shape::from_schema(&schema::in_force())
    }

    /// The shape of a topic file: that of `[[topic]]` without what only the configuration has.
    pub fn of_topic_file() -> Self {
        let own = ["id", "base", "without", "examples", "example"];
        let schema = schema::of::<Topic>();
        match Shape::from_schema(&schema.to_value()) {
            Shape::Table(mut keys) => {
                keys.retain(|key, _| !own.contains(&key.as_str()));
                Shape::Table(keys)
            }
            other => other,
        }
    }

    fn from_schema(schema: &Value) -> Self {
        if let Some(words) = words(schema) {
            return Shape::Word(words);
        }
        let bound = |key: &str| schema[key].as_f64();
        let may_be = |name: &str| {
            schema["type"].as_array().is_some_and(|names| names.iter().any(|n| n == name))
        };
        if may_be("object") {
            let mut table = schema.clone();
            table["type"] = "object".into();
            return Shape::TextOr(Box::new(Shape::from_schema(&table)));
        }
        if may_be("array") {
            return Shape::Texts;
        }
        match schema["type"].as_str() {
            Some("object") => match schema["properties"].as_object() {
                Some(properties) => {
                    let required: Vec<&str> = schema["required"]
                        .as_array()
                        .map(|keys| keys.iter().filter_map(Value::as_str).collect())
                        .unwrap_or_default();
                    let shape = |(key, value): (&String, &Value)| {
                        let must = required.contains(&key.as_str());
                        (key.clone(), (Shape::from_schema(value), must))
                    };
                    Shape::Table(properties.iter().map(shape).collect())
                }
                None => Shape::Map(Box::new(Shape::from_schema(&schema["additionalProperties"]))),
            },
            Some("array") => {
                let least = schema["minItems"].as_u64().unwrap_or(0) as usize;
                Shape::List(Box::new(Shape::from_schema(&schema["items"])), least)
            }
            Some("integer") => Shape::Whole(
                bound("minimum").map_or(i64::MIN, |n| n as i64),
                bound("maximum").map_or(i64::MAX, |n| n as i64),
            ),
            Some("number") => Shape::Number(
                bound("minimum").unwrap_or(f64::MIN),
                bound("maximum").unwrap_or(f64::MAX),
            ),
            Some("boolean") => Shape::Flag,
            Some(_) => Shape::Text,
            None if schema["type"][0] == "boolean" => Shape::Switch,
            None => Shape::Size,
        }
    }

    /// What a value of this shape is called in messages.
    pub fn name(&self) -> String {
        match self {
            Shape::Table(_) => "a table".to_owned(),
            Shape::Map(_) => "a table of texts".to_owned(),
            Shape::TextOr(_) => "text in quotes, or a table".to_owned(),
            Shape::List(inner, _) => format!("a list of {}", inner.plural()),
            Shape::Text => "text in quotes".to_owned(),
            Shape::Texts => "text in quotes, or a list of texts".to_owned(),
            Shape::Word(words) => format!("one of {}", quoted(words)),
            Shape::Whole(..) => "a whole number".to_owned(),
            Shape::Number(..) => "a number".to_owned(),
            Shape::Flag => "`true` or `false`".to_owned(),
            Shape::Size => "a size such as `512KiB`".to_owned(),
            Shape::Switch => "`true`, `false` or a path in quotes".to_owned(),
        }
    }

    fn plural(&self) -> &'static str {
        match self {
            Shape::Table(_) | Shape::Map(_) => "tables",
            Shape::Word(_) => "words in quotes",
            _ => "texts in quotes",
        }
    }

    /// The keys of a table.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        let keys = match self {
            Shape::Table(keys) => Some(keys.keys().map(String::as_str)),
            _ => None,
        };
        keys.into_iter().flatten()
    }

    /// The shape at a path of keys.
    pub fn at(&self, path: &str) -> Option<&Shape> {
        path.split('.').try_fold(self, |shape, key| match shape {
            Shape::Table(keys) => keys.get(key).map(|(shape, _)| shape),
            _ => None,
        })
    }

    /// The paths of all values that are not in a list of tables: what `--set` and the environment
    /// can reach.
    pub fn leaves(&self) -> Vec<String> {
        let mut leaves = Vec::new();
        self.collect_leaves("", &mut leaves);
        leaves
    }

    fn collect_leaves(&self, path: &str, leaves: &mut Vec<String>) {
        match self {
            Shape::Table(keys) => {
                for (key, (shape, _)) in keys {
                    shape.collect_leaves(&join(path, key), leaves);
                }
            }
            Shape::List(inner, _) if matches!(**inner, Shape::Table(_)) => {}
            _ => leaves.push(path.to_owned()),
        }
    }
}

/// `a.b` and `c` to `a.b.c`.
pub(super) fn join(path: &str, key: &str) -> String {
    if path.is_empty() { key.to_owned() } else { [path, key].join(".") }
}

/// Words in back quotes, with commas.
pub(super) fn quoted<T: AsRef<str>>(words: impl IntoIterator<Item = T>) -> String {
    let words: Vec<_> = words.into_iter().map(|word| format!("`{}`", word.as_ref())).collect();
    words.join(", ")
}

/// The words of an enumeration, with or without comments on each.
fn words(schema: &Value) -> Option<Vec<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(words) = schema["enum"].as_array() {
        return words.iter().map(text).collect();
    }
    schema["oneOf"].as_array()?.iter().map(|choice| text(&choice["const"])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(path: &str, want: Option<Shape>) {
        assert_eq!(Shape::of_file().at(path), want.as_ref(), "{path}");
    }

    #[test]
    fn shapes_of_keys() {
        check("site.title", Some(Shape::Text));
        check("output.max_bytes", Some(Shape::Size));
        check("output.html", Some(Shape::Flag));
        check("output.hub", Some(Shape::Texts));
        check("report.health_feed", Some(Shape::Switch));
        check("output.max_shrink", Some(Shape::Number(0.0, 1.0)));
        check("fetch.concurrency", Some(Shape::Whole(1, 1_000)));
        check("fetch.allow_addresses", Some(Shape::List(Box::new(Shape::Text), 0)));
        let words = |list: &[&str]| Shape::Word(list.iter().map(|w| w.to_string()).collect());
        check("dates.future", Some(words(&["clamp", "keep"])));
        let formats = words(&["rss", "atom", "json"]);
        check("output.formats", Some(Shape::List(Box::new(formats), 1)));
        check("nothing", None);
    }

    #[test]
    fn shapes_within_lists() {
        let file = Shape::of_file();
        let Some(Shape::List(source, 0)) = file.at("source") else { panic!("no sources") };
        let Some(Shape::Map(field)) = source.at("headers") else { panic!("no headers") };
        let Shape::TextOr(elsewhere) = &**field else { panic!("no field: {field:?}") };
        assert_eq!(elsewhere.keys().collect::<Vec<_>>(), ["env", "file"]);
        assert_eq!(
            source.at("kind").map(Shape::name).unwrap(),
            "one of `text`, `markdown`, `feed`, `html`, `page`, `sitemap`, `opml`"
        );
        let Shape::Table(keys) = &**source else { panic!("no table") };
        assert!(keys["id"].1 && !keys["url"].1);
    }

    #[test]
    fn leaves_have_distinct_variables() {
        let leaves = Shape::of_file().leaves();
        let mut names: Vec<_> = leaves.iter().map(|leaf| leaf.replace('.', "_")).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), leaves.len());
        assert!(leaves.iter().any(|leaf| leaf == "site.author.name"));
        assert!(!leaves.iter().any(|leaf| leaf.starts_with("source")));
    }
}
