//! Front matter → fields. YAML between `---`, TOML between `+++`.
//!
//! YAML is taken from its events, so scalars stay as written (a date is text), aliases cannot
//! multiply, and depth costs no stack.

use std::collections::BTreeMap;

use yaml_rust2::{Event, parser::Parser};

/// Largest front matter that is read, in bytes.
const MAX_BYTES: usize = 256 * 1_024;

/// Deepest nesting of which anything is kept.
const MAX_DEPTH: usize = 8;

/// The fields of one document by name, in lower case.
pub(super) type Fields = BTreeMap<String, Value>;

/// A value as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Value {
    /// A scalar.
    Text(String),
    /// A list.
    List(Vec<Value>),
    /// Fields of its own.
    Table(Fields),
}

/// Front matter and what follows it.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Split<'a> {
    /// What was read, up to the first error.
    pub(super) fields: Fields,
    /// The rest of the document.
    pub(super) body: &'a str,
    /// Line and words of what is wrong with it, if anything.
    pub(super) problem: Option<(u32, String)>,
}

/// Takes the front matter off.
pub(super) fn split(text: &str) -> Split<'_> {
    let whole = Split { body: text, ..Split::default() };
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    let (fence, last) = match first.trim_end() {
        "---" => ("---", "..."),
        "+++" => ("+++", "+++"),
        _ => return whole,
    };
    let mut at = 0;
    for line in rest.split_inclusive('\n') {
        let end = at + line.len();
        if [fence, last].contains(&line.trim_end()) {
            let mut split = if fence == "---" { yaml(&rest[..at]) } else { toml(&rest[..at]) };
            split.body = &rest[end..];
            return split;
        }
        at = end;
        if at > MAX_BYTES {
            break;
        }
    }
    // A rule at the top of a text without front matter looks the same.
    let names_a_field = rest.lines().next().is_some_and(|line| line.contains([':', '=']));
    let problem = names_a_field.then(|| (1, "front matter without an end".to_owned()));
    Split { problem, ..whole }
}

/// The scalars of a field: one, or those of its list; comma-separated words are not taken apart.
pub(super) fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(text) => vec![text],
        Value::List(values) => values
            .iter()
            .filter_map(|value| match value {
                Value::Text(text) => Some(text.as_str()),
                _ => None,
            })
            .collect(),
        Value::Table(_) => Vec::new(),
    }
}

fn yaml(text: &str) -> Split<'static> {
    let mut parser = Parser::new_from_str(text);
    let mut build = Build::default();
    let problem = loop {
        match parser.next_token() {
            Ok((Event::StreamEnd, _)) => break None,
            Ok((event, _)) => build.event(event),
            Err(error) => {
                // The fence is a line of its own above the first line of the front matter.
                let line = u32::try_from(error.marker().line() + 1).unwrap_or(u32::MAX);
                break Some((line, format!("front matter that is no YAML: {}", error.info())));
            }
        }
    };
    Split { fields: build.fields(), problem, ..Split::default() }
}

/// A value that is being read.
enum Level {
    List(Vec<Value>),
    Table(Fields, Option<String>),
}

#[derive(Default)]
struct Build {
    levels: Vec<Level>,
    /// Open lists and tables too deep to be kept.
    deeper: usize,
    top: Fields,
}

impl Build {
    fn event(&mut self, event: Event) {
        match event {
            Event::MappingStart(..) => self.open(Level::Table(Fields::new(), None)),
            Event::SequenceStart(..) => self.open(Level::List(Vec::new())),
            Event::MappingEnd | Event::SequenceEnd => self.close(),
            Event::Scalar(text, ..) => self.put(Value::Text(text)),
            Event::Alias(_) => self.put(Value::Text(String::new())),
            _ => {}
        }
    }

    fn open(&mut self, level: Level) {
        if self.levels.len() < MAX_DEPTH && self.deeper == 0 {
            self.levels.push(level);
        } else {
            self.deeper += 1;
        }
    }

    fn close(&mut self) {
        if self.deeper > 0 {
            self.deeper -= 1;
            if self.deeper == 0 {
                self.put(Value::Text(String::new()));
            }
            return;
        }
        match self.levels.pop() {
            Some(Level::Table(fields, _)) if self.levels.is_empty() => self.top = fields,
            Some(Level::Table(fields, _)) => self.put(Value::Table(fields)),
            Some(Level::List(values)) => self.put(Value::List(values)),
            None => {}
        }
    }

    fn put(&mut self, value: Value) {
        if self.deeper > 0 {
            return;
        }
        match self.levels.last_mut() {
            Some(Level::List(values)) => values.push(value),
            Some(Level::Table(fields, name)) => match name.take() {
                Some(name) => {
                    fields.entry(name).or_insert(value);
                }
                None => {
                    *name = Some(match value {
                        Value::Text(text) => text.trim().to_lowercase(),
                        _ => String::new(),
                    });
                }
            },
            None => {}
        }
    }

    /// What is complete, also after an error.
    fn fields(mut self) -> Fields {
        match self.levels.drain(..).next() {
            Some(Level::Table(fields, _)) => fields,
            _ => self.top,
        }
    }
}

fn toml(text: &str) -> Split<'static> {
    match text.parse::<toml::Table>() {
        Ok(table) => Split { fields: table_of(table), ..Split::default() },
        Err(error) => {
            let at = error.span().map_or(0, |span| span.start.min(text.len()));
            let breaks = text.as_bytes()[..at].iter().filter(|&&byte| byte == b'\n').count();
            let line = u32::try_from(breaks + 2).unwrap_or(u32::MAX);
            let what = error.message().lines().next().unwrap_or_default().to_owned();
            let problem = Some((line, format!("front matter that is no TOML: {what}")));
            Split { problem, ..Split::default() }
        }
    }
}

/// The TOML reader refuses deep nesting, so this cannot run out of stack.
fn table_of(table: toml::Table) -> Fields {
    table.into_iter().map(|(name, value)| (name.to_lowercase(), value_of(value))).collect()
}

fn value_of(value: toml::Value) -> Value {
    match value {
        toml::Value::String(text) => Value::Text(text),
        toml::Value::Array(values) => Value::List(values.into_iter().map(value_of).collect()),
        toml::Value::Table(table) => Value::Table(table_of(table)),
        other => Value::Text(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, fields: &str, body: &str, line: Option<u32>) {
        let split = split(text);
        let shown: Vec<String> =
            split.fields.iter().map(|(name, value)| format!("{name}={}", show(value))).collect();
        assert_eq!(shown.join(";"), fields);
        assert_eq!(split.body, body);
        assert_eq!(split.problem.map(|(line, _)| line), line);
    }

    fn show(value: &Value) -> String {
        match value {
            Value::Text(text) => text.clone(),
            Value::List(values) => {
                format!("[{}]", values.iter().map(show).collect::<Vec<_>>().join(","))
            }
            Value::Table(fields) => {
                let fields = fields.iter().map(|(name, value)| format!("{name}:{}", show(value)));
                format!("{{{}}}", fields.collect::<Vec<_>>().join(","))
            }
        }
    }

    #[test]
    fn yaml_fields() {
        check("---\nTitle: A\ndate: 2026-01-02\n---\nx\n", "date=2026-01-02;title=A", "x\n", None);
        check("---\ntags: [a, b]\nby:\n- name: J\n...\nx", "by=[{name:J}];tags=[a,b]", "x", None);
        check("---\r\na: 'b'\r\n---\r\nx", "a=b", "x", None);
        check("---\na: &x [1]\nb: *x\n---\n", "a=[1];b=", "", None);
    }

    #[test]
    fn toml_fields() {
        check("+++\na = 'b'\nd = 2026-01-02\n+++\nx", "a=b;d=2026-01-02", "x", None);
        check("+++\na = 1\nb = \n+++\nx", "", "x", Some(3));
    }

    #[test]
    fn what_is_wrong() {
        check("---\na: 1\nb: [\n---\nx", "a=1", "x", Some(4));
        check("---\na: 1\nx", "", "---\na: 1\nx", Some(1));
        check("---\n\nx", "", "---\n\nx", None);
        check("x\n---\n", "", "x\n---\n", None);
        check("---", "", "---", None);
        let deep = format!("---\na: {}1{}\nb: 2\n---\n", "[".repeat(99), "]".repeat(99));
        assert_eq!(split(&deep).fields.get("b"), Some(&Value::Text("2".into())));
    }
}
