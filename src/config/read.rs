//! TOML values → plain values of the right types, each with its place; what is wrong is reported.
//!
//! A wrong value does not stop the reading: it is reported, left out or replaced by a blank, and
//! nothing that follows from it is reported again.

use std::{ops::Range, sync::Arc};

use toml::{
    Spanned, Table, Value,
    de::{DeTable, DeValue},
};

use super::{
    basis::Named,
    error::{Message, Severity},
    later::{self, Later},
    place::{Document, Origins, Place},
    shape::{Shape, join, quoted},
    suggest::{did_you_mean, nearest},
    value::Wrong,
};
use crate::fetch::Kept;

/// Everything that is said about a configuration, and where its values are.
#[derive(Debug, Default)]
pub(super) struct Report {
    /// Where values were given.
    pub origins: Origins,
    /// What is wrong.
    pub errors: Vec<Message>,
    /// What is odd.
    pub warnings: Vec<Message>,
    /// The secrets that sources need.
    pub needed: Vec<Needed>,
    /// The files that were read with it.
    pub named: Vec<Named>,
}

/// A secret that a source needs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Needed {
    /// Who needs it, as messages say it.
    pub whose: String,
    /// Where the file says so.
    pub place: Option<Place>,
    /// Where it stands.
    pub kept: Kept,
}

impl Report {
    /// Says that the value at `path` is wrong, unless that was said already.
    pub fn error(&mut self, path: &str, message: Message) {
        let place = self.origins.nearest(path).cloned();
        self.error_at(path, place, message);
    }

    /// The same for one part of a text value.
    pub fn error_in(&mut self, path: &str, text: &str, range: Range<usize>, message: Message) {
        let place = self.origins.nearest(path).map(|place| place.part(text, range));
        self.error_at(path, place, message);
    }

    /// The same for what a check of a text value found.
    pub fn wrong(&mut self, path: &str, text: &str, wrong: Wrong) {
        self.wrong_of(key_of(path), path, text, wrong);
    }

    /// The same under another name than the last key of the path.
    pub fn wrong_of(&mut self, key: &str, path: &str, text: &str, wrong: Wrong) {
        let what = format!("`{key}` {}", wrong.what);
        self.error_in(path, text, wrong.range, Message::new(what).meant(wrong.meant));
    }

    fn error_at(&mut self, path: &str, place: Option<Place>, message: Message) {
        if self.origins.is_spoiled(path) {
            return;
        }
        // The place may be a part of the value.
        let written = self.origins.nearest(path).or(place.as_ref()).map_or("", Place::written);
        let message = message.at(path, place.clone(), written);
        self.errors.push(message);
    }

    /// Says that the value at `path` is odd.
    pub fn warn(&mut self, path: &str, message: Message) {
        let place = self.origins.nearest(path).cloned();
        let written = place.as_ref().map_or("", Place::written);
        self.warn_at(place.clone(), message.at(path, place.clone(), written));
    }

    pub fn warn_at(&mut self, place: Option<Place>, message: Message) {
        self.warnings.push(Message { severity: Severity::Warning, place, ..message });
    }

    /// Says that something is wrong and that nothing more is to be said about `path`.
    fn spoil(&mut self, path: &str, place: Place, message: Message) {
        self.error_at(path, Some(place), message);
        self.origins.spoil(path);
    }
}

/// What the values that are read belong to.
pub(super) enum Layer {
    /// The file.
    File(Arc<Document>),
    /// One value from elsewhere.
    Other(Place),
}

impl Layer {
    fn place(&self, span: Range<usize>) -> Place {
        match self {
            Layer::File(document) => Place::File { document: Arc::clone(document), span },
            Layer::Other(place) => place.clone(),
        }
    }
}

/// Reads the whole file.
pub(super) fn file(
    table: &Spanned<DeTable<'_>>,
    shape: &Shape,
    layer: &Layer,
    report: &mut Report,
) -> Table {
    let Shape::Table(_) = shape else { return Table::new() };
    read_table(table.get_ref(), shape, "", layer, report)
}

fn read_table(
    table: &DeTable<'_>,
    shape: &Shape,
    path: &str,
    layer: &Layer,
    report: &mut Report,
) -> Table {
    let Shape::Table(keys) = shape else { return Table::new() };
    let mut read = Table::new();
    refuse_kind(table, path, layer, report);
    for (key, value) in table {
        let name = key.get_ref().as_ref();
        let inner = join(path, name);
        let place = layer.place(key.span());
        if later::may_be(name)
            && let Some(later) = later::key(&without_numbers(&inner))
        {
            say_later(later, name, path, place, report);
            continue;
        }
        let Some((shape, _)) = keys.get(name) else {
            let message = unknown_key(name, path, shape);
            report.spoil(&inner, place, message);
            continue;
        };
        if let Some(value) = read_value(value, shape, &inner, layer, report) {
            read.insert(name.to_owned(), value);
        }
    }
    for (key, (shape, must)) in keys {
        if !*must || read.contains_key(key) {
            continue;
        }
        let inner = join(path, key);
        if !report.origins.is_spoiled(&inner) {
            let what = format!("missing key `{key}`{}", within(path));
            report.error(path, Message::new(what));
            report.origins.spoil(&inner);
        }
        // A blank, so that the others can be read.
        read.insert(key.clone(), blank(shape));
    }
    read
}

/// Reads one value; `None` where it is wrong, which is then reported.
pub(super) fn read_value(
    value: &Spanned<DeValue<'_>>,
    shape: &Shape,
    path: &str,
    layer: &Layer,
    report: &mut Report,
) -> Option<Value> {
    let place = layer.place(value.span());
    let key = key_of(path);
    let read = match (shape, value.get_ref()) {
        (Shape::Table(_), DeValue::Table(table)) => {
            report.origins.put(path, place);
            return Some(Value::Table(read_table(table, shape, path, layer, report)));
        }
        (Shape::TextOr(shape), DeValue::Table(_)) => {
            return read_value(value, shape, path, layer, report);
        }
        (Shape::Map(shape), DeValue::Table(table)) => {
            report.origins.put(path, place);
            let mut read = Table::new();
            for (name, value) in table {
                let inner = join(path, name.get_ref());
                if let Some(value) = read_value(value, shape, &inner, layer, report) {
                    read.insert(name.get_ref().to_string(), value);
                }
            }
            return Some(Value::Table(read));
        }
        (Shape::Texts, DeValue::Array(_)) => {
            let list = Shape::List(Box::new(Shape::Text), 0);
            return read_value(value, &list, path, layer, report);
        }
        (Shape::List(shape, least), DeValue::Array(list)) => {
            report.origins.put(path, place.clone());
            if list.len() < *least {
                report.spoil(path, place, Message::new(format!("`{key}` must not be empty")));
                return None;
            }
            let mut read = Vec::new();
            for (index, value) in list.iter().enumerate() {
                let path = join(path, &index.to_string());
                let value = read_value(value, shape, &path, layer, report);
                // A blank keeps the numbers of the others right.
                read.push(value.unwrap_or_else(|| blank(shape)));
            }
            return Some(Value::Array(read));
        }
        (
            Shape::Text | Shape::Texts | Shape::TextOr(_) | Shape::Size | Shape::Switch,
            DeValue::String(text),
        ) => Ok(Value::String(text.to_string())),
        (Shape::Word(words), DeValue::String(word)) => word_of(word, words, path),
        (Shape::Flag | Shape::Switch, DeValue::Boolean(flag)) => Ok(Value::Boolean(*flag)),
        (Shape::Whole(least, most), DeValue::Integer(_)) => whole(value, *least, *most, path),
        (Shape::Size, DeValue::Integer(_)) => whole(value, 0, i64::MAX, path),
        (Shape::Number(least, most), DeValue::Float(_) | DeValue::Integer(_)) => {
            number(value, *least, *most, path)
        }
        (_, other) => {
            let each = if path.rsplit('.').next().is_some_and(is_number) { "each of " } else { "" };
            let what = format!("{each}`{key}` must be {}, not {}", shape.name(), name_of(other));
            Err(Box::new(Message::new(what).meant(hint(shape, other))))
        }
    };
    match read {
        Ok(read) => {
            report.origins.put(path, place);
            Some(read)
        }
        Err(message) => {
            report.spoil(path, place, *message);
            None
        }
    }
}

fn word_of(word: &str, words: &[String], path: &str) -> Result<Value, Box<Message>> {
    if words.iter().any(|known| known == word) {
        return Ok(Value::String(word.to_owned()));
    }
    let key = key_of(path);
    if later::is_word(&without_numbers(path), word) {
        let help = format!("known words: {}", quoted(words));
        return Err(Box::new(later_word(key, word).help(help)));
    }
    let message = Message::new(format!("`{key}` cannot be `{word}`"))
        .meant(did_you_mean(word, words.iter().map(String::as_str)))
        .help(format!("known words: {}", quoted(words)));
    Err(Box::new(message))
}

fn whole(
    value: &Spanned<DeValue<'_>>,
    least: i64,
    most: i64,
    path: &str,
) -> Result<Value, Box<Message>> {
    let integer = value.get_ref().as_integer();
    let number = integer.and_then(|n| i64::from_str_radix(n.as_str(), n.radix()).ok());
    number.filter(|number| (least..=most).contains(number)).map(Value::Integer).ok_or_else(|| {
        let key = key_of(path);
        Box::new(Message::new(match most {
            i64::MAX => format!("`{key}` must be {least} or more"),
            _ if least == most => format!("`{key}` must be {least}"),
            _ => format!("`{key}` must be between {least} and {most}"),
        }))
    })
}

fn number(
    value: &Spanned<DeValue<'_>>,
    least: f64,
    most: f64,
    path: &str,
) -> Result<Value, Box<Message>> {
    let number: Option<f64> = match value.get_ref() {
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix()).ok().map(|n| n as f64),
        DeValue::Float(n) => n.as_str().parse().ok(),
        _ => None,
    };
    // NaN is in no range.
    number.filter(|number| (least..=most).contains(number)).map(Value::Float).ok_or_else(|| {
        let what = format!("`{}` must be a number between {least} and {most}", key_of(path));
        Box::new(Message::new(what))
    })
}

fn unknown_key(name: &str, path: &str, shape: &Shape) -> Message {
    let last = |leaf: &str| leaf.rsplit('.').next().unwrap_or_default().to_owned();
    // A key of another table, such as `timezone` in [fetch].
    let elsewhere = || {
        let leaves = Shape::of_file().leaves();
        let keys: Vec<String> = leaves.iter().map(|leaf| last(leaf)).collect();
        let near = nearest(name, keys.iter().map(String::as_str))?;
        let leaf = leaves.iter().find(|leaf| last(leaf) == near)?;
        Some(format!("did you mean `{leaf}`?"))
    };
    Message::new(format!("unknown key `{name}`{}", within(path)))
        .meant(did_you_mean(name, shape.keys()).or_else(elsewhere))
        .help(format!("known keys: {}", shape.keys().collect::<Vec<_>>().join(", ")))
}

/// A source of a kind that is not there yet: one message, and none for the keys of that kind.
fn refuse_kind(table: &DeTable<'_>, path: &str, layer: &Layer, report: &mut Report) {
    let Some(kind) = table.get("kind") else { return };
    let DeValue::String(word) = kind.get_ref() else { return };
    if !later::may_be_word(word) {
        return;
    }
    let inner = join(path, "kind");
    if later::is_word(&without_numbers(&inner), word) {
        let message = later_word("kind", word);
        report.spoil(path, layer.place(kind.span()), message);
    }
}

fn later_word(key: &str, word: &str) -> Message {
    Message::new(format!("`{key}` cannot be `{word}` in this version yet"))
}

fn say_later(later: Later, name: &str, path: &str, place: Place, report: &mut Report) {
    let name = join(&without_numbers(path), name);
    match later {
        Later::Ignored => {
            let what = format!("`{name}` has no effect in this version yet");
            report.warn_at(Some(place), Message::new(what));
        }
    }
}

/// ` in [fetch]`, ` in [[source]]`, or nothing for the top of the file.
fn within(path: &str) -> String {
    let table = without_numbers(path);
    match path.rsplit('.').next() {
        None | Some("") => String::new(),
        Some(last) if is_number(last) => format!(" in [[{table}]]"),
        Some(_) => format!(" in [{table}]"),
    }
}

/// The last key of a path: `paths` of `source.0.paths.2`.
pub(super) fn key_of(path: &str) -> &str {
    path.rsplit('.').find(|part| !is_number(part)).unwrap_or(path)
}

fn is_number(part: &str) -> bool {
    !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit())
}

/// `source.url` of `source.0.url`.
fn without_numbers(path: &str) -> String {
    path.split('.').filter(|part| !is_number(part)).collect::<Vec<_>>().join(".")
}

/// A value of a shape that says nothing.
fn blank(shape: &Shape) -> Value {
    match shape {
        Shape::Table(keys) => {
            let must = keys.iter().filter(|(_, (_, must))| *must);
            Value::Table(must.map(|(key, (shape, _))| (key.clone(), blank(shape))).collect())
        }
        Shape::Map(_) => Value::Table(Table::new()),
        Shape::List(..) => Value::Array(Vec::new()),
        Shape::Text | Shape::Texts | Shape::TextOr(_) => Value::String(String::new()),
        Shape::Word(words) => Value::String(words.first().cloned().unwrap_or_default()),
        Shape::Whole(least, _) => Value::Integer(*least),
        Shape::Number(least, _) => Value::Float(*least),
        Shape::Flag | Shape::Switch => Value::Boolean(false),
        Shape::Size => Value::Integer(1),
    }
}

fn name_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "text",
        DeValue::Integer(_) => "a whole number",
        DeValue::Float(_) => "a number with a fraction",
        DeValue::Boolean(_) => "`true` or `false`",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// The most likely slip behind a value of the wrong type.
fn hint(shape: &Shape, value: &DeValue<'_>) -> Option<String> {
    let short = |text: &str| text.len() <= 40 && !text.contains('\n');
    match (shape, value) {
        (Shape::List(inner, _), DeValue::String(text))
            if !matches!(**inner, Shape::Table(_)) && short(text) =>
        {
            Some(format!("write it in brackets: [{text:?}]"))
        }
        (Shape::List(inner, _), DeValue::Table(_)) if matches!(**inner, Shape::Table(_)) => {
            Some("write its head in double brackets".to_owned())
        }
        (Shape::Table(keys), DeValue::String(_)) if keys.contains_key("env") => {
            Some("secrets stand elsewhere: { env = \"NAME\" } or { file = \"path\" }".to_owned())
        }
        (Shape::Flag, DeValue::String(text)) if matches!(&**text, "true" | "false") => {
            Some(format!("without quotes: {text}"))
        }
        (Shape::Whole(..) | Shape::Number(..), DeValue::String(text))
            if text.parse::<f64>().is_ok() =>
        {
            Some(format!("without quotes: {text}"))
        }
        _ => None,
    }
}
