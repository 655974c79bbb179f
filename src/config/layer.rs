//! The layers of a configuration: file, then environment, then `--set`; the last one wins.

use std::{collections::BTreeMap, sync::Arc};

use toml::{
    Table, Value,
    de::{DeTable, DeValue},
};

use super::{
    error::Message,
    later,
    place::{Document, Place},
    read::{self, Layer, Report},
    shape::Shape,
    suggest::did_you_mean,
};

/// What variables of the environment begin with.
const PREFIX: &str = "FEEDMILL_";

/// Variables that are no settings: the file, the clock, the log.
const NOT_SETTINGS: &[&str] = &["CONFIG", "NOW", "LOG"];

/// Reads the file.
///
/// # Errors
///
/// The first place that is not TOML. What is TOML but wrong goes into the report.
pub(super) fn file(
    document: &Arc<Document>,
    shape: &Shape,
    report: &mut Report,
) -> Result<Table, Box<Message>> {
    let table = DeTable::parse(&document.text).map_err(|error| {
        let span = error.span().unwrap_or(0..0);
        let key = document.text.get(span.clone()).filter(|_| error.message() == "duplicate key");
        let place = Place::File { document: Arc::clone(document), span };
        let mut what = error.message().lines().collect::<Vec<_>>().join(", ");
        if let Some(key) = key {
            what = format!("`{key}` is there twice");
        }
        Box::new(Message { place: Some(place), ..Message::new(what) })
    })?;
    Ok(read::file(&table, shape, &Layer::File(Arc::clone(document)), report))
}

/// Puts the settings of the environment over `table`.
pub(super) fn environment(
    variables: &BTreeMap<String, String>,
    shape: &Shape,
    table: &mut Table,
    report: &mut Report,
) {
    let names = |path: &str| path.to_uppercase().replace('.', "_");
    let leaves: BTreeMap<String, String> =
        shape.leaves().into_iter().map(|path| (names(&path), path)).collect();
    for (name, text) in variables {
        let Some(short) = name.strip_prefix(PREFIX) else { continue };
        // An empty variable is an unset one: many job runners cannot unset.
        if NOT_SETTINGS.contains(&short) || text.is_empty() {
            continue;
        }
        let place = Place::Variable(name.clone());
        let short = short.replace("__", "_");
        if let Some(path) = leaves.get(&short) {
            put(path, text, place, shape, table, report);
        } else if let Some(path) = later::ignored().find(|path| names(path) == short) {
            let what = format!("`{path}` has no effect in this version yet");
            report.warn_at(Some(place), Message::new(what));
        } else {
            let known: Vec<_> = leaves.keys().map(|leaf| format!("{PREFIX}{leaf}")).collect();
            let near = did_you_mean(name, known.iter().map(String::as_str));
            let what = format!("`{name}` is not a setting");
            report.warn_at(Some(place), Message::new(what).meant(near));
        }
    }
}

/// Puts the settings of `--set KEY=VALUE` over `table`.
pub(super) fn options(set: &[String], shape: &Shape, table: &mut Table, report: &mut Report) {
    for option in set {
        let Some((path, text)) = option.split_once('=') else {
            let place = Some(Place::Set(option.clone()));
            let what = "no `=` between key and value".to_owned();
            let help = "write --set KEY=VALUE, such as --set output.items=20";
            report.errors.push(Message { place, ..Message::new(what).help(help) });
            continue;
        };
        let path = path.trim();
        let place = Place::Set(path.to_owned());
        let leaves = shape.leaves();
        if leaves.iter().any(|leaf| leaf == path) {
            put(path, text.trim(), place, shape, table, report);
        } else if later::ignored().any(|later| later == path) {
            let what = format!("`{path}` has no effect in this version yet");
            report.warn_at(Some(place), Message::new(what));
        } else {
            let message = not_a_leaf(path, shape, &leaves);
            report.errors.push(Message { place: Some(place), ..message });
        }
    }
}

fn not_a_leaf(path: &str, shape: &Shape, leaves: &[String]) -> Message {
    match shape.at(path) {
        Some(table @ Shape::Table(_)) => {
            Message::new(format!("`{path}` is a table; set one of its keys"))
                .help(format!("known keys: {}", table.keys().collect::<Vec<_>>().join(", ")))
        }
        _ if path.starts_with("source") || path.starts_with("topic.") || path == "topic" => {
            Message::new("sources and topics can only be set in the file")
        }
        _ => Message::new(format!("unknown key `{path}`"))
            .meant(did_you_mean(path, leaves.iter().map(String::as_str))),
    }
}

fn put(
    path: &str,
    text: &str,
    place: Place,
    shape: &Shape,
    table: &mut Table,
    report: &mut Report,
) {
    let Some(shape) = shape.at(path) else { return };
    let written = as_toml(text, shape);
    let Ok(value) = DeValue::parse(&written) else { return };
    let Some(value) = read::read_value(&value, shape, path, &Layer::Other(place), report) else {
        return;
    };
    let mut table = table;
    let mut keys = path.split('.').peekable();
    while let Some(key) = keys.next() {
        if keys.peek().is_none() {
            table.insert(key.to_owned(), value);
            return;
        }
        let inner = table.entry(key).or_insert_with(|| Value::Table(Table::new()));
        let Value::Table(inner) = inner else { return };
        table = inner;
    }
}

/// The value as TOML: as it is written where that is TOML of the right sort, else as text. For a
/// list, words between commas do as well.
fn as_toml(text: &str, shape: &Shape) -> String {
    let parsed = DeValue::parse(text);
    let quote = |text: &str| Value::String(text.to_owned()).to_string();
    match (shape, parsed.as_ref().map(|value| value.get_ref())) {
        (Shape::Text | Shape::Word(_), Ok(DeValue::String(_))) => text.to_owned(),
        (Shape::Text | Shape::Word(_), _) => quote(text),
        (Shape::List(..), Ok(DeValue::Array(_))) => text.to_owned(),
        (Shape::List(..), Ok(DeValue::String(_))) => format!("[{text}]"),
        (Shape::List(..), _) if !text.trim_start().starts_with('[') => {
            let words = text.split(',').map(str::trim).filter(|word| !word.is_empty());
            format!("[{}]", words.map(quote).collect::<Vec<_>>().join(", "))
        }
        (_, Ok(_)) => text.to_owned(),
        _ => quote(text),
    }
}
